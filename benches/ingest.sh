#!/usr/bin/env bash
# 10,000 TEI files taken in, beside a Python pipeline (lxml, SHA-256, files, an
# index in SQLite FTS5, no validation), in the same run.
#   benches/ingest.sh SOURCES [COUNT]
# SOURCES is a folder of TEI files, of which COUNT are made. Needs Python with
# lxml (PYTHON names it). Ours is killed in the middle, and given again. Nothing is
# deleted in between: ext4 without a journal looks through all that was deleted
# lately for each file that is made.
set -euo pipefail
sources=$1 count=${2:-10000}
program=$(realpath "${VARIORUM:-target/release/variorum}") python=${PYTHON:-python3}
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" "$here/ingest.py" corpus "$sources" "$work/corpus" "$count"
cd "$work"
ours() { /usr/bin/time -f '%M KiB at most, %U + %S CPU seconds' "$program" ingest corpus --by Bench --store "$1/store" --report report.csv 2>&1 | grep -v ': refused:' || true; }
echo "== lxml pipeline"
"$python" "$here/ingest.py" pipeline corpus plain
"$python" "$here/ingest.py" pipeline corpus synced sync
echo "== variorum ingest: all new"
ours one
echo "== its words for searching"
/usr/bin/time -f '%e s, %U + %S CPU seconds' "$program" index --store one/store 2>&1 | tail -2
echo "== again: nothing has changed"
ours one
echo "== a tenth of the files: memory"
mkdir tenth && find corpus -name '*0.xml' -exec ln -t tenth {} +
/usr/bin/time -f '%M KiB at most' "$program" ingest tenth --by Bench --store two/store 2>&1 | grep -v ': refused:' || true
echo "== killed in the middle (kill -9), and given again"
"$program" ingest corpus --by Bench --store three/store >killed.log 2>&1 &
running=$!
while [[ $(find three/store.work/journal -type f 2>/dev/null | wc -l) -lt 3 ]] && kill -0 $running 2>/dev/null; do sleep 0.05; done
kill -9 $running || true
wait $running || true
ours three
"$program" verify --store three/store | tail -1
cut -d, -f3 report.csv | sort | uniq -c
find three/store -maxdepth 6 -type d -name v2 | wc -l | sed 's/$/ editions with a second version/'
