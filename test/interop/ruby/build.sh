#!/usr/bin/env bash
# Ruby: generated code and a start script.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/../generate.sh" rb "$1/generated"
cat >"$1/client" <<RUN
#!/bin/sh
exec /usr/bin/ruby -I '$1/generated' '$here/client.rb' "\$@"
RUN
chmod +x "$1/client"
