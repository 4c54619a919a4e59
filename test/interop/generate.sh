#!/usr/bin/env bash
# Generates the code of every service and of the arena, from the same IDL files as the server's, with the Apache compiler:
#   generate.sh GENERATOR FOLDER      (GENERATOR as `thrift --gen` takes it)
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p "$2"
for idl in idl/*.thrift games/arena/arena.thrift; do
  thrift -I idl --gen "$1" -out "$2" "$idl"
done
