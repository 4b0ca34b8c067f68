# Sourced by ./stator and ./mvnw: exports JAVA_HOME, a JDK of at least $stator_jdk_min.
# An adequate JAVA_HOME wins, then the java on the PATH, then the usual places, newest name first.
# With stator_needs=java a runtime without a compiler will do.
# No bashisms; leaves shell options and positional parameters alone.

stator_jdk_min=25

# Whether directory $1 has a JDK that is new enough; reads its release file.
stator_jdk_fits() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/${stator_needs-javac}" ] && [ -r "$1/release" ] || return 1
  stator_jdk_found=0
  while IFS='"' read -r stator_key stator_value _; do
    if [ "$stator_key" = JAVA_VERSION= ]; then
      stator_value=${stator_value#1.}
      stator_jdk_found=${stator_value%%[!0-9]*}
      break
    fi
  done <"$1/release"
  [ "${stator_jdk_found:-0}" -ge "$stator_jdk_min" ]
}

# Sets stator_jdk_home to the home of the java on the PATH, empty if there is none.
stator_jdk_on_path() {
  stator_jdk_home=
  stator_java=$(command -v java 2>/dev/null) || return 0
  while [ -L "$stator_java" ]; do
    stator_link=$(readlink "$stator_java")
    case $stator_link in
    /*) stator_java=$stator_link ;;
    *) stator_java=${stator_java%/*}/$stator_link ;;
    esac
  done
  stator_jdk_home=${stator_java%/*}/..
  stator_jdk_home=$(CDPATH='' cd -- "$stator_jdk_home" && pwd)
}

# Directories where JDKs are installed, one a line.
stator_jdk_places() {
  (
    set +f
    for place in \
      /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*/jdk* /opt/*jdk* \
      "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.jabba/jdk/* \
      "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/* \
      /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      /Library/Java/JavaVirtualMachines/*/Contents/Home \
      "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
      [ ! -d "$place" ] || printf '%s\n' "$place"
    done | sort -r
    if [ -x /usr/libexec/java_home ]; then
      /usr/libexec/java_home -v "$stator_jdk_min+" 2>/dev/null || true
    fi
  )
}

# The first place that fits; empty if there is none.
stator_jdk_search() {
  stator_jdk_places | while IFS= read -r stator_place; do
    if stator_jdk_fits "$stator_place"; then
      printf '%s\n' "$stator_place"
      break
    fi
  done
}

if [ -z "${JAVA_HOME-}" ] || ! stator_jdk_fits "$JAVA_HOME"; then
  stator_jdk_on_path
  if [ -n "$stator_jdk_home" ] && stator_jdk_fits "$stator_jdk_home"; then
    JAVA_HOME=$stator_jdk_home
  else
    JAVA_HOME=$(stator_jdk_search)
  fi
  if [ -z "$JAVA_HOME" ]; then
    echo "stator: no JDK $stator_jdk_min or newer found: install one (e.g. Temurin from https://adoptium.net) and set JAVA_HOME" >&2
    exit 2
  fi
fi
export JAVA_HOME
