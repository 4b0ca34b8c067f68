#!/bin/sh
# Lays out what is distributed, below $4: stator-VERSION, which needs a JDK of the machine, and
# stator-VERSION-SYSTEM with a runtime and a rehearsed start of its own; packs both.
# Called by Maven: PROJECT VERSION LIBRARIES TARGET TIMESTAMP
set -eu

project=$1
version=$2
libraries=$3
target=$4
timestamp=$5
main=$project/dist/src/main
stage=$target/stage
plain=stator-$version
bundled=$plain-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)

# All files have one date, so that the same sources make the same archives; and the cache of a start
# holds for jars of that date only.
settle() {
  find "$stage/$1" -exec touch -h -d "$timestamp" {} +
}

pack() {
  settle "$1"
  tar --sort=name --owner=0 --group=0 --numeric-owner -C "$stage" -cf - "$1" |
    gzip -9 -n >"$target/$1.tar.gz"
}

lay_out() {
  home=$stage/$1
  mkdir -p "$home/bin" "$home/lib" "$home/conf" "$home/systemd" "$home/docs"
  cp "$libraries"/*.jar "$home/lib"
  cp "$project/config/jvm.options" "$project/.mvn/find-jdk.sh" "$home/lib"
  cp "$project/config/server.options" "$home/conf"
  cp "$main/systemd/stator.service" "$home/systemd"
  cp "$project/LICENSE" "$project/NOTICE" "$project/README.md" "$home"
  cp "$target/THIRD-PARTY.txt" "$target/stator-sbom.json" "$home"
  cp "$project"/docs/*.md "$home/docs"
  cp -R "$project/docs/decisions" "$home/docs"
  install -m 755 "$main/bin/stator" "$home/bin/stator"
}

# The modules that the jars name, and those that are only looked for while the server runs.
modules() {
  found=$("$JAVA_HOME/bin/jdeps" --ignore-missing-deps --multi-release 25 --print-module-deps \
    --class-path "$libraries/*" "$libraries"/stator-*.jar)
  echo "$found,java.naming,jdk.unsupported,jdk.jcmd,jdk.jfr,jdk.management"
}

"$JAVA_HOME/bin/java" "$project/config/CacheableJar.java" "$libraries"/picocli-*.jar
rm -rf "$stage"
lay_out "$plain"
"$stage/$plain/bin/stator" config --template >"$target/stator.properties"
cp "$target/stator.properties" "$stage/$plain/conf"

lay_out "$bundled"
cp "$target/stator.properties" "$stage/$bundled/conf"
"$JAVA_HOME/bin/jlink" --add-modules "$(modules)" --no-header-files --no-man-pages --strip-debug \
  --output "$stage/$bundled/runtime"
settle "$bundled"
"$stage/$bundled/bin/stator" rehearse

pack "$plain"
pack "$bundled"

# What the package for Debian holds, at a place whose name does not change.
ln -s "$bundled" "$stage/debian"
sed 's|^#data=.*|data=/var/lib/stator|' "$target/stator.properties" >"$stage/stator.properties"
