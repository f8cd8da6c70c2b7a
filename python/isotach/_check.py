"""isotach.check: what `isotach check` says of a file, as data."""

import json
import os
import subprocess

from ._binary import IsotachError, binary, environment


class CheckError(IsotachError):
    """The file could not be judged at all; the text is the tool's."""


def check(path: str | os.PathLike, *, here: bool = False) -> dict:
    """Judges whether a module carries its GPU code, or the OpenACC of a Fortran file, as `isotach check` does.

    Parameters
    ----------
    path
        A Python module, shared library or program; or a Fortran file.
    here
        Also ask whether this machine's driver, plugin and devices can run it.

    Returns
    -------
    dict
        ``"verdict"`` is ``"gpu-ready"``, ``"headless"`` (it calls the GPU, but its code, the registration of that
        code or the runtime is missing) or ``"cpu-only"``; ``"good"`` tells whether that is as it should be;
        ``"findings"`` lists what is wrong and what to do. With `here`, ``"here"`` lists what speaks against this
        machine, and ``"machine"`` describes it. A bad verdict is an answer, not an exception. Of Fortran: ``"good"`` and
        ``"faults"``, each with ``"id"`` (P0 to P21, docs/check.md), ``"line"``, ``"symptom"``, ``"cause"`` and ``"fix"``.

    Raises
    ------
    CheckError
        The file cannot be read or is of no kind that can be judged.
    """
    command = [binary(), "check", "--json", *(["--here"] if here else []), os.fspath(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL,
                          env=environment())  # fmt: skip
    if done.returncode not in (0, 1):
        raise CheckError(done.stderr.strip() or f"isotach check ended with {done.returncode}")
    answer = json.loads(done.stdout)
    verdict = dict(answer["files"][0])
    if here:
        verdict["machine"] = answer.get("machine")
    return verdict
