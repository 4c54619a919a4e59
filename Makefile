# Tickwire. `make help` lists the targets.

SHELL := /bin/bash
BIN := node_modules/.bin
CODEGEN := node codegen/dist/cli.js
GAME := games/arena/dist/src/game.js
BOTS ?= 20
SECONDS ?= 10
SEEDS ?= 1000

.PHONY: help serve test check build setup page sdk idl idl-check format lint types imports sim coverage loadtest bench debian clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  \1\t/' | expand -t 14

serve: build ## install, build and start the arena (BOTS=20 fills it): http://127.0.0.1:7777/
	@exec node cli/dist/main.js serve $(GAME) --bots $(BOTS)

test: build debian ## install what the tests need, then run them all
	@tools/run-tests.sh

check: lint types imports idl-check test ## everything that CI checks: format, lint, types, import rules, IDL drift, tests

build: setup ## compile everything, bundle the SDK and the arena's page
	@$(BIN)/tsc -b
	@$(MAKE) --no-print-directory sdk page

setup: node_modules/.package-lock.json ## install the npm packages of the lockfile

node_modules/.package-lock.json: package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

sdk: ## bundle the client SDK for browsers
	@node client-sdk/build-browser.mjs

page: ## bundle the arena's page
	@node games/arena/build-page.mjs

idl: setup debian ## regenerate all code from the IDL (Apache compiler and codegen)
	@$(BIN)/tsc -b codegen
	@tools/idl.sh

idl-check: setup debian ## fail when regenerating the code would change it
	@$(BIN)/tsc -b codegen
	@tools/idl.sh --check

format: setup ## format every file
	@$(BIN)/biome check --write .

lint: setup ## format check, lint, tidy rules
	@$(BIN)/biome check .
	@node tools/tidy.mjs

types: setup ## type check
	@$(BIN)/tsc -b

imports: setup ## import rules (.dependency-cruiser.cjs)
	@$(BIN)/depcruise --config .dependency-cruiser.cjs */src games/*/src

sim: build ## the replication model over many seeds (SEEDS=1000)
	@SEEDS=$(SEEDS) node test/dist/src/replication-model.test.js

coverage: build debian ## the tests with their coverage
	@COVERAGE=1 tools/run-tests.sh

loadtest: BOTS = $(if $(filter command line,$(origin BOTS)),$(BOTS),200)
loadtest: build ## drive a server of its own: BOTS=200 SECONDS=10
	@node loadtest/dist/main.js --bots $(BOTS) --seconds $(SECONDS)

bench: ## side by side with peers (not there yet)
	@echo "make bench comes with the measuring rig; until then: make loadtest"

debian: ## the Debian packages of `make idl` and `make test` (the only step that needs root)
	@tools/debian-packages.sh

clean: ## remove everything that was built
	rm -rf */dist games/*/dist */*.tsbuildinfo .tap
