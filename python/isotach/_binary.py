"""Where the native program is, and its version."""

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path


class IsotachError(RuntimeError):
    """Something the native program refused or could not do; the text is its own."""


def _candidates():
    # In the source tree the package belongs to the build beside it, whatever else is installed; pip puts the
    # program among the environment's commands.
    root = Path(__file__).resolve().parent.parent.parent
    if (root / "CMakePresets.json").is_file():
        yield root / "build" / "release" / "bin" / "isotach"
    yield Path(sysconfig.get_path("scripts")) / "isotach"
    user_scheme = sysconfig.get_preferred_scheme("user")
    yield Path(sysconfig.get_path("scripts", user_scheme)) / "isotach"
    yield Path(__file__).resolve().parent.parent / "bin" / "isotach"  # pip install --target
    on_path = shutil.which("isotach")
    if on_path:
        yield Path(on_path)


def binary() -> str:
    """Path of the native program that this package runs.

    The environment variable ISOTACH_BINARY, when set, decides. Otherwise: the source tree's release build, the
    program that pip installed, the one on PATH.

    Raises
    ------
    IsotachError
        No program is there.
    """
    chosen = os.environ.get("ISOTACH_BINARY")
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise IsotachError(f"ISOTACH_BINARY is '{chosen}', which is no program; correct or unset it")
        return str(Path(chosen).resolve())
    for candidate in _candidates():
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return str(candidate)
    raise IsotachError(
        "the isotach program is not there: run 'make build' in the source tree, or 'pip install .', "
        "or set ISOTACH_BINARY to its path"
    )


def environment() -> dict[str, str]:
    """What the native program is started with: it builds for, and starts, this interpreter unless told otherwise."""
    return {"ISOTACH_PYTHON": sys.executable, **os.environ}


@functools.cache
def _version_of(program: str, modified: int) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise IsotachError(f"'{program} --version' ended with {done.returncode}:\n{done.stderr}")
    return done.stdout.strip()


def version() -> str:
    """Version of the native program, e.g. '0.1.0'."""
    program = binary()
    return _version_of(program, os.stat(program).st_mtime_ns)
