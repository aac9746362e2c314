#!/usr/bin/env bash
# Publishes the shipped editions, and texts that are hard to show, into a store:
#   awkward.sh PROGRAM STORE
set -euo pipefail
program=$1
store=$2
here=$(dirname "$0")
rm -rf "$store" "$store.work"
mkdir -p "$store"
publish() { # edition, file
  "$program" publish "$2" --id "$1" --by Variorum --note "To look at." --store "$store" >/dev/null 2>&1
}
for edition in "$here"/../../tei/editions/*/edition.xml; do
  publish "$(basename "$(dirname "$edition")")" "$edition"
done
for file in "$here"/../cases/awkward/*.xml "$here"/../cases/desk/*.xml; do
  publish "$(basename "$file" .xml)" "$file"
done
