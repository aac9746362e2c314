#!/usr/bin/env bash
# Serves the shipped editions on a free port of the loopback interface, runs a
# script of this folder against them, and stops the server:
#   serve.sh PROGRAM node script.mjs [arguments…]
# The address goes in as the script's first argument. With STORE=folder the editions
# of that store are served too.
set -euo pipefail
program=$1
interpreter=$2
script=$3
shift 3
said=$(mktemp)
# An empty folder: no store and no configuration of this machine is seen.
empty=$(mktemp -d)
program=$(realpath "$program")
store=()
[[ -z ${STORE:-} ]] || store=(--store "$(realpath "$STORE")")
(cd "$empty" && exec "$program" serve --address 127.0.0.1:0 --log-level warn "${store[@]}") 2>"$said" &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$said" "$empty"' EXIT
for _ in $(seq 100); do
  address=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$said" | head -1 || true)
  [[ -n $address ]] && break
  kill -0 $server 2>/dev/null || { cat "$said"; exit 1; }
  sleep 0.1
done
[[ -n $address ]] || { echo "the server did not open"; cat "$said"; exit 1; }
"$interpreter" "$script" "$address" "$@"
