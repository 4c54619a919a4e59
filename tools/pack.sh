#!/usr/bin/env bash
# Packs every published package, as built, into a folder. A package has the licence beside it only there.
set -euo pipefail
out=$(realpath -m "${1:?usage: pack.sh DIR}")
cd "$(dirname "$0")/.."
packages=(simulation protocol gen-nodejs codegen server client-sdk cli)

mkdir -p "$out"
workspaces=()
for package in "${packages[@]}"; do
  cp LICENSE "$package/"
  workspaces+=(-w "$package")
done
npm pack --silent --pack-destination "$out" "${workspaces[@]}"
