#!/usr/bin/env bash
# Publishes the shipped editions, and files of other projects, one for each kind
# of text, into a store of their own:
#   corpus.sh PROGRAM STORE
# The files lie beside the repository; without them only what is shipped is there.
set -euo pipefail
program=$1
store=$2
files=$(dirname "$0")/../../../shared/tei
rm -rf "$store" "$store.work"
mkdir -p "$store"
for edition in "$(dirname "$0")"/../../tei/editions/*/edition.xml; do
  id=$(basename "$(dirname "$edition")")
  "$program" publish "$edition" --id "$id" --by Variorum --note "As shipped." --store "$store" >/dev/null 2>&1
done
[[ -d $files ]] || { echo "no files of other projects: $files is absent"; exit 0; }
publish() { # edition, file
  [[ -f $files/$2.xml ]] || { echo "absent: $2"; return; }
  "$program" publish "$files/$2.xml" --id "$1" --by Variorum --note "To look at." --store "$store" >/dev/null 2>&1
}
publish verse whitman-LG_1855_variorum__ppp.01880
publish drama gerdracor__ebner-eschenbach-doctor-ritter
publish drama-yiddish yidracor__rose-engshaft
publish letter schnitzler-briefe-data__L02406
publish inscription ISicily__ISic000781
publish inscription-greek ISicily__ISic001246
publish syriac syriac-corpus__594
publish apparatus-greek pta_data__pta0001.pta001.pta-grcBibex
publish apparatus-latin balex__ldlt-balex
publish japanese aozora_tei__1567_tei
publish manuscript sga__ox-ms_abinger_c56Full
publish formulae TEI__testmathml
publish mixed TEI__testall
