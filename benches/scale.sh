#!/usr/bin/env bash
# The search at full size, in one run: texts are made up, taken in, indexed, and
# asked; SQLite FTS5 is asked the same of the same segments; then pages of that store
# and of one of a hundredth of it.
#   benches/scale.sh WORK [COUNT [FOLDER…]]
# WORK is a folder for everything (40 GB for 100,000 texts), COUNT the number of texts;
# TEI files in FOLDER… are indexed and asked too, as a real corpus. Needs Python 3.
set -euo pipefail
work=$(realpath -m "$1") count=${2:-100000}
shift $(($# < 2 ? $# : 2))
cd "$(dirname "$0")/.."
cargo build --release --locked --quiet
bench=$(cargo bench --locked --bench search --no-run --message-format=json 2>/dev/null |
  sed -n 's/.*"executable":"\([^"]*search-[^"]*\)".*/\1/p' | tail -1)
program=$(realpath "${CARGO_TARGET_DIR:-target}/release/variorum")
here=$PWD/benches
mkdir -p "$work"
cd "$work"
# A program that ends with 1 has findings to tell.
took() { /usr/bin/time -f '  %e s, %U + %S CPU seconds, %M KiB at most, files that are mapped among it' "$@" || [[ $? == 1 ]]; }

ask() { # INDEX OUT [ROUNDS SECONDS]: of FTS5, which takes seconds for some
  "$bench" draw "$1" "$2"
  "$bench" ask "$1" "$2"
  python3 "$here/search/fts5.py" "$2" "${@:3}"
  rm -f "$2/fts5.db" "$2/segments.txt"
}

if [[ $# -gt 0 ]]; then
  echo "== a real corpus: $(find "$@" -name '*.xml' | wc -l) files"
  took taskset -c 1 "$bench" make real.index 1 "$@"
  du -sm real.index
  ask real.index real.out
fi
echo "== $count texts that are made up"
"$bench" corpus corpus "$count"
small=$((count / 100))
mkdir -p small
find corpus -name '*.xml' | sort | head -n "$small" | xargs ln -ft small
for size in small large; do
  from=$([[ $size == small ]] && echo small || echo corpus)
  echo "== $size: taken in, indexed, asked"
  took "$program" ingest "$from" --by Bench --store "$size.store" --report "$size.csv" 2>&1 | tail -3
  rm -rf "$from"
  took "$program" index --store "$size.store" 2>&1 | tail -2
  du -sm "$size.store.index"
  if [[ $size == small ]]; then
    ask "$size.store.index" "$size.out"
  else
    ask "$size.store.index" "$size.out" 2 120
  fi
done
echo "== pages"
python3 "$here/scale.py" "$program" small.store small.out large.store large.out
