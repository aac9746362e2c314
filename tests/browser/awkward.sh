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
# Pictures that are handed in with their text.
"$program" publish "$here/../cases/desk/mooring/mooring.xml" --with "$here/../cases/desk/mooring/pictures" --id mooring \
  --by Variorum --note "To look at." --store "$store" >/dev/null 2>&1
# Two versions, and two languages.
for file in fabula-1 fabula-2 duo-1; do
  publish "${file%-*}" "$here/../cases/translated/$file.xml"
done
# A text that is read in parts.
long=$store.long.xml
trap 'rm -f "$long"' EXIT
{
  echo '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="la"><teiHeader><fileDesc><titleStmt><title>Liber longus</title></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc></teiHeader><text><body>'
  for chapter in $(seq 24); do
    echo "<div type=\"chapter\"><head>Caput $chapter</head>"
    for _ in $(seq 40); do
      echo '<p>Ad rivum eundem lupus et agnus venerant siti compulsi; superior stabat lupus longeque inferior agnus. Tunc fauce improba latro incitatus iurgii causam intulit.</p>'
    done
    echo '</div>'
  done
  echo '</body></text></TEI>'
} >"$long"
publish long "$long"
