"""Algorithms made from a kernel's metadata, against those of psyclone-kern 3.3.1."""

import contextlib
import io
import os
import re
import subprocess

import peer
import pytest
import sampling

KERNELS = sorted((peer.FOLDER / "kernels").glob("*.F90"))
CHOSEN = sampling.sample("scripts: algorithms of kernels' metadata", KERNELS, 12)


def by_psyclone(kernel):
    """What it writes; nothing: it cannot."""
    from psyclone.kernel_tools import run

    said = io.StringIO()
    with peer.configuration(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        try:
            run(["-api", "lfric", "-gen", "alg", str(kernel)])
        except (SystemExit, Exception):
            return None
    return said.getvalue().partition("Algorithm code:")[2] or None


def by_isotach(kernel):
    done = subprocess.run([os.environ["ISOTACH_BINARY"], "psyclone-kern", "-gen", "alg", kernel],
                          capture_output=True, text=True)  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def facts(text):
    """Statements without layout; constants of scalars, and names and components of what is declared, one way."""
    text = re.sub(r"&\s*\n", "", text.lower()).replace(" ", "")
    text = re.sub(r"\((\d+)_i_def\)", r"(\1)", text)  # which component
    text = re.sub(r"(scalar\w*=)(1_i_def|1\.0_r_def|\.true\._l_def)", r"\1one", text)  # 3.3.1 gives all the integer 1
    text = text.replace("integer_field", "field").replace("int_setval", "setval")  # 3.3.1 makes integer fields real
    text = re.sub(r"(setval_c\([^,]*,)1_i_def", r"\g<1>1.0_r_def", text)
    text = re.sub(r",dimension\([2,]+\)::(\w*scalar)", r"::\1", text)  # 3.3.1 declares arrays as scalars
    found = set()
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("use"):
            module, _, names = line.partition(",only:")
            found |= {f"{module}:{name}" for name in names.split(",")}
        elif line.startswith("callinvoke("):
            line = line.removeprefix("callinvoke(")
            calls = re.sub(r"setval_c\((field_\d+)\(\d+\),", r"setval_c(\1,", line)  # 3.3.1 names the whole vector
            found |= {f"invoke {call}" for call in calls.split("),")} | {f"last {calls.split('),')[-1]}"}
        else:
            found.add(line)
    return found


def test_every_kernel_has_an_algorithm_or_a_reason():
    refused = {}
    for kernel in KERNELS:
        status, text, said = by_isotach(kernel)
        assert (status == 0) == ("end module test_alg_mod" in text), said
        if status:
            refused[kernel.stem] = said
    assert len(refused) < 8
    assert all("[PsyNoAlgorithm]" in said for said in refused.values()), refused


@pytest.mark.parametrize("kernel", CHOSEN, ids=lambda path: path.stem)
def test_the_algorithm_says_what_that_of_psyclone_says(kernel):
    theirs = by_psyclone(kernel)
    if theirs is None:
        return  # stencils, integer-valued depths, reference elements: psyclone-kern cannot
    status, mine, said = by_isotach(kernel)
    assert status == 0, said
    only_there = {fact for fact in facts(theirs) - facts(mine) if fact != "useconstants_mod:r_def"}
    only_here = facts(mine) - facts(theirs)
    assert (only_there, only_here) == (set(), set())
