#!/usr/bin/env bash
# PHP: generated code and a start script.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/../generate.sh" php "$1/generated"
cat >"$1/client" <<RUN
#!/bin/sh
exec /usr/bin/php '$here/client.php' '$1/generated' "\$@"
RUN
chmod +x "$1/client"
