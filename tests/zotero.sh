#!/usr/bin/env bash
# Zotero reads our pages and citation files: its own translation server with its own translators
# (https://github.com/zotero/translation-server, AGPL), which is on no registry.
#   tests/zotero.sh PROGRAM TOOLS [FOLDER]
# FOLDER is a checkout with its submodules and what `npm install` puts there; without it one is made
# in TOOLS/zotero, with git from GitHub.
set -euo pipefail
program=$(realpath "$1") tools=$(realpath "$2")
zotero=${3:-$tools/zotero}
cd "$(dirname "$0")/.."
here=$PWD work=$(mktemp -d)
started=()
cleanup() {
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT
port=${PORT:-8396} reader=${READER_PORT:-8397}
site=http://127.0.0.1:$port

if [[ ! -e $zotero/package.json ]]; then
  echo "fetching Zotero's translation server into $zotero (once)"
  git clone --quiet --depth 1 --recurse-submodules --shallow-submodules \
    https://github.com/zotero/translation-server "$zotero"
fi
if [[ ! -d $zotero/node_modules ]]; then
  (cd "$zotero" && npm install --omit=dev --ignore-scripts --no-audit --no-fund --silent)
fi

# The edition that tests/clients/zotero.py describes, in two versions.
text=tests/cases/describe/essays-by-an-author-with-an-editor/input.xml
cp "$text" "$work/one.xml"
sed 's/Two\./Two and more./' "$text" >"$work/two.xml"
for version in one two; do
  "$program" publish "$work/$version.xml" --id walks --by "Ann Editor" --store "$work/store" >/dev/null 2>&1 || [[ $? == 1 ]]
done
"$program" serve --store "$work/store" --address "127.0.0.1:$port" --base-url "$site" --log-level error &
started+=($!)
(cd "$zotero" && exec env NODE_CONFIG="{\"host\":\"127.0.0.1\",\"port\":$reader}" node src/server.js >"$work/zotero.log" 2>&1) &
started+=($!)
for address in "$site/healthz" "http://127.0.0.1:$reader/"; do
  curl -s --max-time 60 --retry 60 --retry-delay 1 --retry-connrefused -o /dev/null "$address"
done
"$tools/python/bin/python" "$here/tests/clients/zotero.py" "http://127.0.0.1:$reader" "$site" walks || {
  tail -n 20 "$work/zotero.log" >&2
  exit 1
}
