#!/usr/bin/env bash
# Perl: generated code and a start script.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/../generate.sh" perl "$1/generated"
cat >"$1/client" <<RUN
#!/bin/sh
exec /usr/bin/perl -I '$1/generated' '$here/client.pl' "\$@"
RUN
chmod +x "$1/client"
