#!/usr/bin/env bash
# Go: a static binary from the generated code and Debian's Thrift library, in GOPATH mode.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/../generate.sh" go "$1/src"
export GO111MODULE=off GOFLAGS= GOPATH="$1:/usr/share/gocode" GOCACHE="$1/cache"
go build tickwire/...
go build -o "$1/client" "$here/client.go"
