#!/usr/bin/env bash
# Java: classes of the generated code, and a start script with the jars of Debian: Thrift and what it stands on. JDK 17 has no
# javax.annotation.Generated, which the compiler would put on every class: suppressed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
jars=
for jar in thrift slf4j-api slf4j-nop httpclient httpcore commons-logging commons-codec; do jars+=:/usr/share/java/$jar.jar; done
"$here/../generate.sh" java:generated_annotations=suppress "$1/generated"
javac -encoding UTF-8 -nowarn -Xlint:none -proc:none -d "$1/classes" -cp "$jars" "$here/Client.java" $(find "$1/generated" -name '*.java')
cat >"$1/client" <<RUN
#!/bin/sh
exec java -Xshare:auto -XX:TieredStopAtLevel=1 -cp '$1/classes$jars' Client "\$@"
RUN
chmod +x "$1/client"
