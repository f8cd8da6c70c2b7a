#!/bin/sh
# Builds runtime/lfric into build/runtime: lib/, modules/ and bin/lfric-fort, the compiler driver for programs.
# tools/build_runtime.sh [extra cmake arguments], for example -DCMAKE_BUILD_TYPE=Debug (bounds and pointer checks).
set -eu
cd "$(dirname "$0")/.."
build=${RUNTIME_BUILD:-build/runtime}
state="$(pwd) $*"
if [ ! -f "$build/build.ninja" ] || [ "$(cat "$build/.configured" 2>/dev/null)" != "$state" ]; then
  mkdir -p "$build"
  launcher=""
  if command -v ccache >/dev/null; then launcher="-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"; fi
  cmake -G Ninja -S runtime/lfric -B "$build" $launcher "$@" >"$build/configure.log" 2>&1 ||
    { cat "$build/configure.log" >&2; exit 1; }
  echo "$state" >"$build/.configured"
fi
# Two builds of one folder, as parallel tests might ask for, wait for each other.
NINJA_STATUS="[%f/%t] " flock "$build/.lock" cmake --build "$build" -j "${J:-$(nproc)}"
