#!/usr/bin/env bash
# Programs that others wrote ask a server of ours: on a store with the leaflet
# and, where they are, the files of ../shared/tei.
#   [OAI_VALIDATOR=FOLDER] [DTS_VALIDATOR=FOLDER] tests/outside.sh PROGRAM TOOLS
# schemathesis makes requests from the description of the API and holds every
# answer against it; Sickle, oaipmh-scythe and Catmandu harvest; bagit checks a
# package. The validators of openarchives.org (zimeon/oaipmh-validator) and of DTS
# (mromanello/DTS-validator) are on no registry: they ask if checkouts are named.
set -euo pipefail
program=$(realpath "$1") tools=$(realpath "$2")
cd "$(dirname "$0")/.."
here=$PWD work=$(mktemp -d)
cleanup() { [[ -n ${server:-} ]] && kill "$server" 2>/dev/null; rm -rf "$work"; }
trap cleanup EXIT
port=${PORT:-8398}
site=http://127.0.0.1:$port

"$program" publish tei/editions/moquegua-2008/edition.xml --id moquegua-2008 --by Variorum --store "$work/store" >/dev/null 2>&1 || [[ $? == 1 ]]
if [[ -d ../shared/tei ]]; then
  # What is no TEI, or not well formed, is refused; the others are there.
  "$program" ingest ../shared/tei --by Variorum --store "$work/store" >/dev/null 2>&1 || true
else
  echo "../shared/tei is absent: the leaflet alone is asked for"
fi
token=$("$program" token new --for Check --may publish,withdraw,preview --editions '*' --store "$work/store" 2>/dev/null)
"$program" serve --store "$work/store" --address "127.0.0.1:$port" --base-url "$site" --requests-per-minute 100000 --log-level error &
server=$!
curl -sS --max-time 30 --retry 30 --retry-delay 1 --retry-connrefused -o /dev/null "$site/healthz"

echo "== schemathesis: the API answers as its description says"
(cd "$work" && "$tools/python/bin/schemathesis" run "$site/api/openapi.json" --header "Authorization: Bearer $token" \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
  --max-examples "${EXAMPLES:-8}" --phases examples,coverage,fuzzing --seed 1 --no-color)

echo "== Sickle and oaipmh-scythe"
listed=$(curl -sS --fail "$site/oai?verb=ListIdentifiers&metadataPrefix=oai_dc")
count() { grep -o "$1" <<<"$listed" | wc -l || true; } # none is a count too
records=$(count '<identifier>') deleted=$(count 'status="deleted"')
"$tools/python/bin/python" "$here/tests/clients/harvest.py" "$site/oai" "$records" "$deleted"

echo "== bagit"
"$program" bag moquegua-2008 --store "$work/store" -o "$work/bag"
"$tools/python/bin/python" -W ignore -m bagit --validate --quiet "$work/bag"

echo "== Catmandu"
for prefix in oai_dc marc21 mods; do
  catmandu convert OAI --url "$site/oai" --metadataPrefix "$prefix" --handler raw \
    to JSON --line_delimited 1 >"$work/catmandu.jsonl"
  found=$(wc -l <"$work/catmandu.jsonl")
  [[ $found == "$records" ]] || { echo "Catmandu found $found records in $prefix, there are $records"; exit 1; }
done

if [[ -n ${OAI_VALIDATOR:-} ]]; then
  echo "== the validator of openarchives.org"
  # It exits 0 whatever it finds.
  perl -I"$OAI_VALIDATOR/lib" "$OAI_VALIDATOR/examples/oaipmh-validator.pl" "$site/oai" | tee "$work/oai.log" | grep '^FAIL' || true
  grep 'is COMPLIANT' "$work/oai.log"
fi

if [[ -n ${DTS_VALIDATOR:-} ]]; then
  echo "== the validator of DTS"
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check pytest==9.2.0 pytest-html requests jsonschema uritemplate
  # What is left out knows no other `dtsVersion` than "1-alpha" and "unstable".
  PYTHONPATH=$DTS_VALIDATOR "$tools/python/bin/python" -m pytest "$DTS_VALIDATOR/tests" --entry-endpoint "$site/dts" \
    -q -p no:cacheprovider -o log_cli=false -W ignore --deselect "$DTS_VALIDATOR/tests/test_entry_endpoint.py::test_json_response_validity" --rootdir "$DTS_VALIDATOR"
fi
