#!/usr/bin/env bash
# Runs the compiled tests of the folders that it is given and ends in one line: N passed, N failed. COVERAGE=1 measures
# coverage too. Without a folder: all but those of the benches, which need the peers' packages (make bench-test).
set -uo pipefail
cd "$(dirname "$0")/.."

coverage=--disable-coverage
[ -n "${COVERAGE:-}" ] && coverage=--allow-incomplete-coverage
raw=$(mktemp)
folders=("$@")
if [ $# -eq 0 ]; then
  for dist in */dist games/*/dist; do [ "$dist" = bench/dist ] || folders+=("$dist"); done
fi
mapfile -t tests < <(find "${folders[@]}" -name '*.test.js' -path '*/dist/*' -not -path '*/node_modules/*' | sort)

node_modules/.bin/tap run "$coverage" --jobs=2 --timeout=120 \
  --reporter=terse --output-file="$raw" "${tests[@]}"
status=$?
printf "\n"
node tools/count-tests.mjs "$raw"
counted=$?
rm -f "$raw"
[ $status -eq 0 ] && exit $counted || exit $status
