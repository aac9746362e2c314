# `make` alone prints the verbs.
.DEFAULT_GOAL := help
SHELL := /bin/bash
EDITION := moquegua-2008
FOLDER := tei/editions/$(EDITION)
STORE := data/store
ADDRESS ?= 127.0.0.1:8080
VARIORUM := target/release/variorum
# Tests and checks need little: one build of the program, unoptimised.
TOOLS := target/tools

# cargo shares the cores itself; two at once only wait for each other.
.NOTPARALLEL:

.PHONY: help run test check check-s3 check-outside check-screen-reader check-zotero check-long accept browser crawl characters screenshots bench fuzz docs clean edition tools

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: ## build, convert the leaflet, publish it, serve it, print the address
	cargo build --release --locked
	@mkdir -p data
	$(VARIORUM) convert $(FOLDER)/source.txt --decisions $(FOLDER)/decisions.toml -o data/$(EDITION).xml
	$(VARIORUM) publish data/$(EDITION).xml --id $(EDITION) --by Variorum --note "From the text and the editor's decisions." --store $(STORE)
	$(VARIORUM) serve --address $(ADDRESS) --store $(STORE)

test: tools check ## everything: style, lints, unit and integration tests, documentation, browser
	ROCFL=$(CURDIR)/$(TOOLS)/bin/rocfl cargo test --locked
	$(MAKE) browser
	$(MAKE) characters

check: ## formatting, lints, documentation
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --all-targets --features s3 -- -D warnings
	RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --locked --no-deps --document-private-items --quiet

check-s3: tools ## the store in a real object store: Ceph, from Debian's packages (a minute, half a gigabyte; VARIORUM_LONG=1: four minutes)
	cargo test --locked --features s3 --test all --no-run
	ROCFL=$(CURDIR)/$(TOOLS)/bin/rocfl tests/rgw.sh cargo test --locked --features s3 --test all store::s3 -- --ignored $(if $(VARIORUM_LONG),,--skip a_thousand)

check-outside: tools ## programs that others wrote ask a server of ours (half a minute)
	cargo build --locked
	tests/outside.sh target/debug/variorum $(TOOLS)

check-screen-reader: tools ## Orca, a screen reader, reads the pages and walks through them with its keys (four minutes; Debian packages)
	tests/tools.sh --screen-reader $(TOOLS)
	cargo build --locked
	tests/browser/awkward.sh target/debug/variorum target/awkward-store
	STORE=target/awkward-store tests/browser/serve.sh target/debug/variorum tests/browser/screen-reader.sh tests/browser/orca.mjs

check-zotero: tools ## Zotero's own program reads our pages and citations (fetches it from GitHub, once)
	cargo build --locked
	tests/zotero.sh target/debug/variorum $(TOOLS) $(ZOTERO)

check-long: tools ## long forms of tests: 1,000 publications and 200 kills; 10,000 collations in all methods (half an hour)
	ROCFL=$(CURDIR)/$(TOOLS)/bin/rocfl cargo test --locked --test all -- --ignored two_hundred_kills ten_thousand --nocapture

tools: ## install what the tests need (Debian packages as root or with sudo; npm packages; rocfl)
	tests/tools.sh $(TOOLS)

accept: ## rewrite the expected files of the fixtures; then read `git diff`
	ACCEPT=1 cargo test --locked --test all

edition: ## convert the shipped edition again
	cargo run --locked --quiet -- convert $(FOLDER)/source.txt --decisions $(FOLDER)/decisions.toml -o $(FOLDER)/edition.xml

browser: ## the pages in a real browser
	cargo build --locked
	tests/browser/serve.sh target/debug/variorum node tests/browser/check.mjs
	tests/browser/awkward.sh target/debug/variorum target/awkward-store
	STORE=target/awkward-store tests/browser/serve.sh target/debug/variorum node tests/browser/awkward.mjs
	STORE=target/awkward-store tests/browser/serve.sh target/debug/variorum node tests/browser/listen.mjs

crawl: ## every page of texts that are hard to show, with and without script (some minutes)
	cargo build --locked
	tests/browser/awkward.sh target/debug/variorum target/awkward-store
	STORE=target/awkward-store tests/browser/serve.sh target/debug/variorum node tests/browser/crawl.mjs

characters: ## is every letter of the files of other projects on their pages?
	cargo build --locked
	if [ -d ../shared/tei ]; then python3 tests/characters/characters.py target/debug/variorum ../shared/tei; else echo "not checked: ../shared/tei is absent"; fi

screenshots: ## pictures of the pages, in target/screenshots
	cargo build --locked
	tests/browser/corpus.sh target/debug/variorum target/screenshots-store
	STORE=target/screenshots-store tests/browser/serve.sh target/debug/variorum node tests/browser/screenshots.mjs target/screenshots

bench: ## parse, convert, render, serve (figures: BENCHMARKS.md)
	cargo bench --locked --bench stages
	cargo bench --locked --bench store
	benches/serve.sh

fuzz: ## fuzz every target for a minute (needs nightly and cargo-fuzz)
	for target in $$(ls fuzz/fuzz_targets | sed 's/\.rs//'); do cargo +nightly fuzz run $$target -- -max_total_time=60 || exit 1; done

docs: ## the documentation of the code
	cargo doc --no-deps --open

clean: ## remove what was built, and the local store
	cargo clean
	rm -rf data
