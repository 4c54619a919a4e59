#!/usr/bin/env bash
# C++: a binary from the generated code and Debian's library.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/../generate.sh" cpp:no_skeleton "$1/generated"
printf '%s\n' "$1"/generated/*.cpp "$here/client.cpp" | xargs -P "$(nproc)" -I{} sh -c \
  'g++ -std=c++17 -O0 -Wall -I "$0/generated" -c "{}" -o "$0/$(basename "{}").o"' "$1"
g++ "$1"/*.o -lthrift -o "$1/client"
