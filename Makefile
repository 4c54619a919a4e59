# Tickwire. `make help` lists the targets.

SHELL := /bin/bash
BIN := node_modules/.bin
CODEGEN := node codegen/dist/cli.js
GAME ?= arena
SEEDS ?= 1000
RUNS ?= 20000
MATCHES ?= 100000
lower = $(shell echo $(1) | tr A-Z a-z)

.PHONY: help serve test check build setup page sdk pack pack-test idl idl-check format lint types imports sim fuzz codes interop coverage loadtest frame-budget bench bench-build bench-test debian clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  \1\t/' | expand -t 16

serve: build ## install, build and start the arena (BOTS=20 fills it), or GAME=tag: http://127.0.0.1:7777/
	@exec node cli/dist/main.js serve games/$(GAME)/dist/src/game.js $(if $(filter arena,$(GAME)),--queues games/arena/queues.json --bots $(or $(BOTS),20))

test: build debian ## install what the tests need, then run them all
	@tools/run-tests.sh

check: lint types imports idl-check bench-test test ## everything that CI checks: format, lint, types, import rules, IDL drift, tests

build: setup ## compile everything, bundle the SDK and the games' pages
	@$(BIN)/tsc -b
	@mkdir -p gen-nodejs/dist/idl && cp idl/*.thrift gen-nodejs/dist/idl/
	@$(MAKE) --no-print-directory sdk page

setup: node_modules/.package-lock.json ## install the npm packages of the lockfile

node_modules/.package-lock.json: package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

sdk: ## bundle the client SDK for browsers
	@node client-sdk/build-browser.mjs

page: ## bundle the pages of the games
	@for build in games/*/build-page.mjs; do node $$build || exit 1; done

pack: build ## pack what is published into dist/packages/, for `tickwire new NAME --packages`
	@rm -rf dist/packages
	@tools/pack.sh dist/packages

pack-test: build ## install what is published into an empty folder and use it there; asks npm's registry
	@$(BIN)/tap run --disable-coverage --reporter=terse --timeout=300 test/dist/src/packages.js

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

sim: build ## the replication model over many seeds (SEEDS=1000), then races around seats (RUNS=20000) and tickets (MATCHES=100000)
	@SEEDS=$(SEEDS) TICKS=1000 node test/dist/src/replication-model.test.js
	@TAP_TIMEOUT=86400 RUNS=$(RUNS) node test/dist/src/races.test.js
	@TAP_TIMEOUT=86400 MATCHES=$(MATCHES) node server/dist/matchmaking/interleavings.test.js

fuzz: build ## changed inputs against all that reads foreign bytes: SECONDS= (a target) TARGET= SEED= KEEP=1 (HELP=1: the list)
	@node test/dist/src/fuzz/main.js $(if $(HELP),--help) $(if $(KEEP),--keep) $(foreach flag,SECONDS TARGET SEED,$(if $($(flag)),--$(call lower,$(flag)) $($(flag))))

codes: build ## what the protocol's codes cost on recorded worlds (CHECK=1: are they the best; RECORD=1: record again; HELP=1)
	@node codes/dist/main.js $(if $(HELP),--help) $(if $(CHECK),--check) $(if $(RECORD),--record)

interop: build ## clients in seven languages against a real server; installs their Debian packages (docs/INTEROP.md; WRITE=1)
	@tools/debian-packages.sh interop
	@node test/dist/src/interop.js $(if $(WRITE),--write)

coverage: build debian ## the tests with their coverage
	@COVERAGE=1 tools/run-tests.sh

loadtest: build ## drive a server with bots: SCENARIO= BOTS= SECONDS= (MINUTES=) HZ= URL= ADMIN= OUT= (HELP=1: the list)
	@node loadtest/dist/main.js $(if $(HELP),--help) $(foreach flag,SCENARIO BOTS SECONDS MINUTES HZ URL ADMIN OUT,$(if $($(flag)),--$(call lower,$(flag)) $($(flag))))

frame-budget: build debian ## what a frame of 200 avatars takes in Chromium: decode, interpolate, predict; fails beyond 2 ms
	@node test/dist/src/frame-budget/main.js

bench: build bench-build ## side by side with peers: ONLY=floor,colyseus,rpc,codec,scale,crowd,isolation,matchmaking,freeze FULL=1 OUT= PUBLISH=1 (HELP=1: more)
	@node bench/dist/src/main.js $(if $(HELP),--help) $(if $(ONLY),--only $(ONLY)) $(if $(FULL),--full) $(if $(OUT),--out $(OUT)) $(if $(PUBLISH),--publish)

bench-test: build bench-build ## the tests of the benches, which need the peers' packages
	@tools/run-tests.sh bench

bench-build: bench/node_modules/.package-lock.json setup
	@$(BIN)/tsc -b bench

bench/node_modules/.package-lock.json: bench/package-lock.json
	cd bench && npm ci --no-audit --no-fund
	@touch $@

debian: ## the Debian packages of `make idl` and `make test` (the only step that needs root)
	@tools/debian-packages.sh

clean: ## remove everything that was built
	rm -rf dist */dist games/*/dist */*.tsbuildinfo .tap
