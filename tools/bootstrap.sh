#!/bin/sh
# Installs what a command needs on Debian 12, and nothing when all is there.
#
# tools/bootstrap.sh build   Debian packages of group run
# tools/bootstrap.sh run     the same, and .venv with requirements-run.txt
# tools/bootstrap.sh test    groups run and test, and their requirements
# tools/bootstrap.sh dev     all groups
#
# A second run asks dpkg once and compares one stamp: some 50 ms.
set -eu
cd "$(dirname "$0")/.."

case "${1:-}" in
  build) groups="run" requirements="build" ;;
  run) groups="run" requirements="build run" ;;
  test) groups="run test" requirements="build run test" ;;
  dev) groups="run test dev" requirements="build run test dev" ;;
  *) echo "usage: tools/bootstrap.sh build|run|test|dev" >&2; exit 2 ;;
esac

wanted=""
for group in $groups; do
  wanted="$wanted $(sed -n "s/^$group  *\([^ #]*\).*/\1/p" tools/debian-packages.txt)"
done

if command -v dpkg-query >/dev/null; then
  missing=""
  # One question for all packages; those dpkg has never heard of are in no line of its answer.
  # shellcheck disable=SC2086
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p' || true)
  for package in $wanted; do
    echo "$installed" | grep -qx "$package" || missing="$missing $package"
  done
  if [ -n "$missing" ]; then
    echo "bootstrap: installing Debian packages:$missing"
    root=""
    if [ "$(id -u)" -ne 0 ]; then
      command -v sudo >/dev/null || {
        echo "bootstrap: neither root nor sudo; have these installed, then repeat:$missing" >&2
        exit 1
      }
      root="sudo"
    fi
    apt() { $root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 "$@" </dev/null; }
    # Package lists may be absent on a fresh machine, or older than the archive: refresh them only then.
    # shellcheck disable=SC2086
    apt install --no-install-recommends $missing >/tmp/isotach-apt.$$ 2>&1 ||
      { apt update && apt install --no-install-recommends $missing; } >/tmp/isotach-apt.$$ 2>&1 ||
      { cat /tmp/isotach-apt.$$ >&2; rm -f /tmp/isotach-apt.$$; exit 1; }
    rm -f /tmp/isotach-apt.$$
  fi
else
  for tool in c++ cc gfortran cmake ninja python3; do
    command -v $tool >/dev/null || {
      echo "bootstrap: '$tool' is missing; this is not Debian, so install the counterparts of:$wanted" >&2
      exit 1
    }
  done
fi

[ -n "$requirements" ] || exit 0

python=/usr/bin/python3
[ -x $python ] || python=python3
files=""
for name in $requirements; do files="$files tools/requirements-$name.txt"; done
stamp=".venv/.isotach-$(echo $requirements | tr ' ' '-')"
# shellcheck disable=SC2086
state="$(pwd) $($python --version) $(cat $files | cksum)"
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
  rm -rf .venv
  echo "bootstrap: making .venv"
  $python -m venv .venv
fi
if [ "$(cat "$stamp" 2>/dev/null)" != "$state" ]; then
  echo "bootstrap: installing Python packages:$files"
  arguments=""
  for file in $files; do arguments="$arguments -r $file"; done
  # shellcheck disable=SC2086
  .venv/bin/python -m pip install -q --disable-pip-version-check $arguments </dev/null
  echo "$state" >"$stamp"
fi
