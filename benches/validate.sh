#!/usr/bin/env bash
# Ours beside one warm jing process: the same files, the same run.
#   benches/validate.sh FOLDER SCHEMA.rng [PASSES]
# jing (Debian: jing, a Java runtime) validates all files once and PASSES times
# in one process; the difference is what it takes warm. So does ours. CPU time
# of user and system, in seconds; the two take turns. Files with a DOCTYPE are
# left out: jing stops where their DTD is missing.
set -euo pipefail
folder=$1 schema=$2 passes=${3:-10}
program=${VARIORUM:-target/release/variorum}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

number=0
for file in "$folder"/*.xml; do
  grep -q '<!DOCTYPE' "$file" && continue
  # Only what both can read: jing stops at the first fault.
  "$program" check "$file" >/dev/null 2>&1 || [[ $? == 1 ]] || continue
  number=$((number + 1))
  cp "$file" "$work/$number.xml"
done
bytes=$(cat "$work"/*.xml | wc -c)
once=("$work"/*.xml)
many=()
for ((pass = 0; pass < passes; pass++)); do many+=("${once[@]}"); done

jing() { java -cp /usr/share/java/jing.jar:/usr/share/java/xercesImpl.jar com.thaiopensource.relaxng.util.Driver "$schema" "$@" || true; }
ours() { "$program" validate --schema "$schema" --format short "$@" || true; }
# CPU seconds of what follows.
cpu() {
  local TIMEFORMAT='%U %S'
  { time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ print $1 + $2 }'
}

echo "$number files, $bytes bytes, $passes passes"
for round in 1 2 3; do
  for engine in jing ours; do
    first=$(cpu "$engine" "${once[@]}")
    all=$(cpu "$engine" "${many[@]}")
    awk -v engine="$engine" -v first="$first" -v all="$all" -v passes="$passes" -v bytes="$bytes" 'BEGIN {
      warm = (all - first) / (passes - 1)
      printf "%s: first pass with start and schema %.3f s, warm pass %.4f s, %.1f MB/s\n", engine, first, warm, bytes / warm / 1e6 }'
  done
done
