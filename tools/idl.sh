#!/usr/bin/env bash
# Generates all code from the IDL: the public contract, the schemas of tests and benches, the games. `--check` changes
# nothing and fails on a difference.
set -euo pipefail
cd "$(dirname "$0")/.."
check=("$@")

generate() {
  node codegen/dist/cli.js "${check[@]}" "$@"
}
generate --out gen-nodejs idl/*.thrift
generate --out test/gen-nodejs -I idl --include-package common=@tickwire/gen-nodejs test/idl/*.thrift
generate --out bench/gen-nodejs -I idl --include-package common=@tickwire/gen-nodejs bench/idl/*.thrift
for game in games/*/; do
  generate --out "${game}gen-nodejs" -I idl --include-package common=@tickwire/gen-nodejs "$game"*.thrift
done
