#!/usr/bin/env bash
# Installs what the tests need and the machine lacks, and says so:
#   Debian: jing (RELAX NG), chromium, a Java runtime, poppler-utils: as root or with sudo
#   npm:    playwright-core, axe-core, vnu-jar, into tests/browser/node_modules
#   cargo:  rocfl (OCFL validator), into the folder given
set -euo pipefail
tools=${1:-target/tools}
cd "$(dirname "$0")/.."

packages=()
command -v jing >/dev/null || packages+=(jing)
command -v java >/dev/null || packages+=(default-jre-headless)
command -v "${CHROMIUM:-chromium}" >/dev/null || packages+=(chromium)
command -v pdftoppm >/dev/null || packages+=(poppler-utils)
if ((${#packages[@]})); then
  echo "installing Debian packages: ${packages[*]}"
  become=()
  [[ $(id -u) == 0 ]] || become=(sudo)
  "${become[@]}" apt-get update -qq
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi

if [[ ! -e tests/browser/node_modules/.package-lock.json || tests/browser/package-lock.json -nt tests/browser/node_modules/.package-lock.json ]]; then
  echo "installing npm packages for the browser checks"
  (cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --silent)
fi

if [[ ! -x $tools/bin/rocfl ]]; then
  echo "building rocfl, the OCFL validator, into $tools (once)"
  CARGO_TARGET_DIR="$tools/build" cargo install rocfl --version 1.7.0 --locked --no-default-features --root "$tools" --quiet
  rm -rf "$tools/build"
fi
