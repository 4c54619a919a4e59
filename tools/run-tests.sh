#!/usr/bin/env bash
# Runs every compiled test and ends in one line: N passed, N failed. COVERAGE=1 measures coverage too.
set -uo pipefail
cd "$(dirname "$0")/.."

coverage=--disable-coverage
[ -n "${COVERAGE:-}" ] && coverage=--allow-incomplete-coverage
raw=$(mktemp)
mapfile -t tests < <(find ./*/dist games/*/dist -name '*.test.js' -not -path '*/node_modules/*' | sort)

node_modules/.bin/tap run "$coverage" --jobs=2 --timeout=120 \
  --reporter=terse --output-file="$raw" "${tests[@]}"
status=$?
printf "\n"
node tools/count-tests.mjs "$raw"
counted=$?
rm -f "$raw"
[ $status -eq 0 ] && exit $counted || exit $status
