#!/bin/sh
# Configures and builds a preset of CMakePresets.json: tools/build.sh release [extra cmake arguments].
# An existing build folder is configured again only when presets or arguments changed; ninja does the rest.
# TARGET=isotach builds that alone.
set -eu
cd "$(dirname "$0")/.."
preset=$1
shift
build=build/$preset
launcher=""
if command -v ccache >/dev/null; then launcher="-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"; fi
state="$(pwd) $(cksum <CMakePresets.json) $launcher $*"
if [ ! -f "$build/build.ninja" ] || [ "$(cat "$build/.configured" 2>/dev/null)" != "$state" ]; then
  mkdir -p "$build"
  cmake --preset "$preset" $launcher "$@" >"$build/configure.log" 2>&1 || { cat "$build/configure.log" >&2; exit 1; }
  echo "$state" >"$build/.configured"
fi
# Objects are shared by build folders; where no debug information names paths, by clones as well.
export CCACHE_NOHASHDIR=1
case $preset in release | check | bench) CCACHE_BASEDIR=$(pwd) && export CCACHE_BASEDIR ;; esac
NINJA_STATUS="[%f/%t] " cmake --build --preset "$preset" -j "${J:-$(nproc)}" ${TARGET:+--target "$TARGET"}
