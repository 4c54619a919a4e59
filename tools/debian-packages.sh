#!/usr/bin/env bash
# Makes sure that the Debian packages which the tests and `make idl` use are there: the Apache Thrift compiler, Python's
# Thrift library and Chromium. Installs what is missing, as root or through sudo, and says so.
set -euo pipefail

missing=()
command -v thrift >/dev/null || missing+=(thrift-compiler)
/usr/bin/python3 -c 'import thrift' 2>/dev/null || missing+=(python3-thrift)
command -v chromium >/dev/null || missing+=(chromium)
[ ${#missing[@]} -eq 0 ] && exit 0

install="apt-get install -y --no-install-recommends ${missing[*]}"
if ! command -v apt-get >/dev/null; then
  echo "missing: ${missing[*]} (Debian's names). Install them, then try again." >&2
  exit 1
elif [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo >/dev/null; then
  as_root=(sudo)
else
  echo "missing Debian packages: ${missing[*]}. As root: apt-get update && $install" >&2
  exit 1
fi
echo "installing Debian packages for the tests (needs root): ${missing[*]}"
log=$(mktemp)
if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $install; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  exit 1
fi
rm -f "$log"
