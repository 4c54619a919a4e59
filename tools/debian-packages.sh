#!/usr/bin/env bash
# Makes sure that Debian packages are there. Without an argument those that the tests and `make idl` use: the Apache Thrift
# compiler, Python's Thrift library, OpenSSL and Chromium. With `interop` those of `make interop`: the compilers, interpreters and
# stock Thrift libraries of seven languages. Installs what is missing, as root or through sudo, and says so.
set -euo pipefail

missing=()
command -v thrift >/dev/null || missing+=(thrift-compiler)
/usr/bin/python3 -c 'import thrift' 2>/dev/null || missing+=(python3-thrift)
case "${1:-tests}" in
  tests)
    command -v openssl >/dev/null || missing+=(openssl)
    command -v chromium >/dev/null || missing+=(chromium)
    ;;
  interop)
    command -v javac >/dev/null || missing+=(default-jdk-headless)
    for package in libthrift-java golang-go golang-thrift-dev g++ libthrift-dev libboost-dev ruby-thrift php-cli php-thrift \
      libthrift-perl libbit-vector-perl libclass-accessor-perl libio-string-perl libwww-perl; do
      dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    ;;
  *) echo "usage: debian-packages.sh [tests|interop]" >&2 && exit 2 ;;
esac
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
echo "installing Debian packages (needs root): ${missing[*]}"
log=$(mktemp)
if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $install; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  exit 1
fi
rm -f "$log"
