#!/usr/bin/env bash
# Python: generated code and a start script, in the folder that is given.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/../generate.sh" py "$1/generated"
cat >"$1/client" <<RUN
#!/bin/sh
PYTHONPATH='$1/generated' exec /usr/bin/python3 '$here/client.py' "\$@"
RUN
chmod +x "$1/client"
