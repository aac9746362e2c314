#!/usr/bin/env bash
# Installs what the tests need and the machine lacks, and says so:
#   Debian: jing (RELAX NG), chromium, curl, openssl, a Java runtime, Python, poppler-utils, xmllint, MARC::Lint,
#           Catmandu with its harvester: as root or with sudo
#   npm:    playwright-core, axe-core, vnu-jar, virtual-screen-reader, into tests/browser/node_modules
#   PyPI:   ocfl-py (another OCFL validator), and readers of citations, versions and links
#           (memento_client, signposting, bibtexparser, pybtex, rispy, citeproc-py), harvesters (sickle,
#           oaipmh-scythe), schemathesis, into the folder given
#   cargo:  rocfl (OCFL validator), and the test suite of RELAX NG, into the folder given
# With --screen-reader before the folder: Orca and what it needs, and nothing else.
set -euo pipefail
reader=
if [[ ${1:-} == --screen-reader ]]; then reader=1; shift; fi
tools=${1:-target/tools}
cd "$(dirname "$0")/.."

packages=()
if [[ $reader ]]; then
  for program in orca xdotool openbox; do command -v $program >/dev/null || packages+=($program); done
  command -v Xvfb >/dev/null || packages+=(xvfb)
  command -v dbus-run-session >/dev/null || packages+=(dbus)
  [[ -x /usr/libexec/at-spi-bus-launcher ]] || packages+=(at-spi2-core)
else
  command -v jing >/dev/null || packages+=(jing)
  command -v curl >/dev/null || packages+=(curl)
  command -v openssl >/dev/null || packages+=(openssl)
  command -v java >/dev/null || packages+=(default-jre-headless)
  command -v "${CHROMIUM:-chromium}" >/dev/null || packages+=(chromium)
  command -v python3 >/dev/null || packages+=(python3)
  command -v pdftoppm >/dev/null || packages+=(poppler-utils)
  command -v xmllint >/dev/null || packages+=(libxml2-utils)
  perl -MCatmandu::Importer::OAI -e1 2>/dev/null || packages+=(libcatmandu-oai-perl)
  perl -MMARC::Lint -MMARC::File::XML -e1 2>/dev/null || packages+=(libmarc-lint-perl libmarc-xml-perl)
  python3 -c "import venv, ensurepip" 2>/dev/null || packages+=(python3-venv)
fi
if ((${#packages[@]})); then
  echo "installing Debian packages: ${packages[*]}"
  become=()
  [[ $(id -u) == 0 ]] || become=(sudo)
  "${become[@]}" apt-get update -qq
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi
[[ ! $reader ]] || exit 0

if [[ ! -e tests/browser/node_modules/.package-lock.json || tests/browser/package-lock.json -nt tests/browser/node_modules/.package-lock.json ]]; then
  echo "installing npm packages for the browser checks"
  (cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --silent)
fi

if [[ ! -x $tools/bin/rocfl ]]; then
  echo "building rocfl, the OCFL validator, into $tools (once)"
  CARGO_TARGET_DIR="$tools/build" cargo install rocfl --version 1.7.0 --locked --no-default-features --root "$tools" --quiet
  rm -rf "$tools/build"
fi

if [[ ! -x $tools/python/bin/python ]]; then
  python3 -m venv "$tools/python"
fi
if ! "$tools/python/bin/python" -c "import ocfl" 2>/dev/null; then
  echo "installing ocfl-py, another OCFL validator, into $tools/python"
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check ocfl-py==2.1.0
fi

if ! "$tools/python/bin/python" -c "import memento_client, signposting, bibtexparser, pybtex, rispy, citeproc" 2>/dev/null; then
  echo "installing readers of citations, versions and links into $tools/python"
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check \
    memento_client==0.6.1 signposting==0.9.9 bibtexparser==2.1.0 pybtex==0.26.1 rispy==0.10.0 citeproc-py==0.11.1
fi

if ! "$tools/python/bin/python" -c "import bagit" 2>/dev/null; then
  echo "installing bagit, a validator of packages, into $tools/python"
  # It still asks for pkg_resources, which newer setuptools do not have.
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check bagit==1.9.0 "setuptools<81"
fi

if ! "$tools/python/bin/python" -c "import sickle, oaipmh_scythe" 2>/dev/null; then
  echo "installing harvesters of OAI-PMH into $tools/python"
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check sickle==0.7.0 oaipmh-scythe==0.16.0
fi

if [[ ! -x $tools/python/bin/schemathesis ]]; then
  echo "installing schemathesis, which asks an API what its description promises, into $tools/python"
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.0
fi

# James Clark's test suite: the crate relax-ng carries it, under its own licence.
if [[ ! -e $tools/spectest.xml ]]; then
  echo "fetching the test suite of RELAX NG"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/src" "$tools"
  touch "$work/src/lib.rs"
  printf '[package]\nname = "suite"\nversion = "0.0.0"\nedition = "2024"\n[dependencies]\nrelax-ng = "=0.2.3"\n' >"$work/Cargo.toml"
  cargo vendor --quiet --manifest-path "$work/Cargo.toml" "$work/vendor" >/dev/null
  cp "$work/vendor/relax-ng/tests/corpus/relaxng/spectest.xml" "$tools/spectest.xml"
fi
echo "3812289f941d4a1aa8ad0ab0f5e16f85f59d912eec710feb86b6b14a6e942a96  $tools/spectest.xml" | sha256sum --check --quiet
