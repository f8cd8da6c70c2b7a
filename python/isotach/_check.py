"""isotach.check: what `isotach check` says of a file, as data."""

import json
import os
import subprocess

from ._binary import IsotachError, binary


class CheckError(IsotachError):
    """The file could not be judged at all; the text is the tool's."""


def check(path: str | os.PathLike) -> dict:
    """Judges a file as `isotach check` does.

    Parameters
    ----------
    path
        A Python module or shared library (is its GPU code there, registered and linked to its runtime?), or
        Fortran source.

    Returns
    -------
    dict
        The tool's JSON. A bad verdict is an answer, not an exception.

    Raises
    ------
    CheckError
        The file cannot be read or is of no kind the tool judges.
    """
    command = [binary(), "check", "--json", os.fspath(path)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
    try:
        verdict = json.loads(done.stdout)
    except ValueError:
        verdict = None
    if done.returncode not in (0, 1) or not isinstance(verdict, dict):
        raise CheckError(done.stderr.strip() or f"isotach check ended with {done.returncode}")
    return verdict
