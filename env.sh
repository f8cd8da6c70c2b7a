# `. ./env.sh` in bash, zsh or any POSIX shell: puts `isotach`, the project's Python and `import isotach` in reach
# of this shell. It installs and builds nothing; when something is not there yet it says what makes it.
# (A POSIX shell other than bash and zsh cannot tell where this file is: source it from the repository's folder.)
if [ -n "${BASH_SOURCE:-}" ]; then
  isotach_root=$(cd "$(dirname "${BASH_SOURCE}")" && pwd)
elif [ -n "${ZSH_VERSION:-}" ]; then
  eval 'isotach_root=${${(%):-%x}:A:h}'
else
  isotach_root=$(pwd)
fi

if [ ! -f "$isotach_root/env.sh" ] || [ ! -d "$isotach_root/python/isotach" ]; then
  echo "env.sh: $isotach_root is not the repository; cd there, then: . ./env.sh" >&2
else
  if [ -x "$isotach_root/.venv/bin/python" ]; then
    case ":$PATH:" in *":$isotach_root/.venv/bin:"*) ;; *) PATH="$isotach_root/.venv/bin:$PATH" ;; esac
  else
    echo "env.sh: no Python environment yet: run 'make demo' (or 'tools/bootstrap.sh run')" >&2
  fi
  case ":$PATH:" in
    *":$isotach_root/build/release/bin:"*) ;;
    *) PATH="$isotach_root/build/release/bin:$PATH" ;;
  esac
  case ":${PYTHONPATH:-}:" in
    *":$isotach_root/python:"*) ;;
    *) PYTHONPATH="$isotach_root/python${PYTHONPATH:+:$PYTHONPATH}" ;;
  esac
  export PATH PYTHONPATH
  if [ ! -x "$isotach_root/build/release/bin/isotach" ]; then
    echo "env.sh: isotach is not built yet: run 'make build'" >&2
  fi
fi
unset isotach_root
