"""validate() of every transformation on single nodes, lists, regions and what is none, against PSyclone 3.3.1."""

import os
import pathlib
import re
import subprocess
import sys

import peer
import pytest
import sampling

HERE = pathlib.Path(__file__).resolve().parent

# Where the answers are not the same: a pattern for the question, 3.3.1's answer, a part of ours, and why.
DIFFERENT = [
    ("", "yes", "a directive applies to this loop already", "3.3.1 puts a directive into one, which it cannot write"),
    ("", "TypeError", "a directive applies to this loop already", "as above, and the option is looked at later"),
    ("sequential", "yes", "change dofs that they share", "threads would race"),
    ("LFRicRedundant", "yes", "reads operator", "3.3.1 refuses it when it writes the layer"),
    ("LFRicRedundant", "yes", "would add what other ranks own", "sums over what several ranks have are wrong"),
    ("LFRicRedundant", "yes", "may be the same data", "3.3.1 takes v(1), v(i) and v for different data"),
    ("LFRicRedundant", "yes", "with a stencil", "3.3.1 refuses it in apply()"),
    ("LFRicRedundant.*'depth': 'x'", "TypeError", "", "as the four above: the depth is looked at later"),
    ("LFRicOMPParallel.*'collapse': 'x'", "TransformationError", "collapse is a number", "refused here earlier"),
    ("OMPParallelTrans nested", "AttributeError", "is for a Node", "another error for what is no node"),
    ("OMPParallelTrans .*(backwards|twice)", "GenerationError", "do not follow each other", "3.3.1 fails on the way"),
    ("^vectors .*MoveTrans .*HaloExchange", "TransformationError", "yes", "components of a vector pass each other"),
]


def answers(path):
    found = {}
    for line in path.read_text().splitlines():
        question, _, answer = line.partition(" = ")
        found[question] = answer
    return found


def explained(question, theirs, mine):
    return any(
        re.search(pattern, question) and theirs.startswith(kind) and part in mine
        for pattern, kind, part, _why in DIFFERENT
    )


ALGORITHMS = ["columns", "time_step", "vectors", "stencil_cross", "square_matrices", "domain", "annexed"]


@pytest.mark.parametrize("name", sampling.sample("scripts: algorithms with questions", ALGORITHMS, 1))
def test_validate_accepts_and_refuses_what_psyclone_does(tmp_path, name):
    algorithm = next(path for path in peer.ALGORITHMS if path.stem == f"{name}_alg_mod")
    folders = [word for kernels in peer.KERNEL_FOLDERS for word in ("-d", str(kernels))]
    rest = ["-api", "lfric", *folders, "-s", HERE / "questions.py", "-oalg", tmp_path / "a.f90", "-opsy",
            tmp_path / "p.f90", algorithm]  # fmt: skip
    # What either makes of the layer in the end does not matter.
    for program, file in (
        ([pathlib.Path(sys.executable).parent / "psyclone"], "theirs"),
        ([os.environ["ISOTACH_BINARY"], "psyclone"], "ours"),
    ):
        subprocess.run(
            [*map(str, program), *map(str, rest)], capture_output=True, env={**os.environ, "SAID": str(tmp_path / file)}
        )
    theirs, mine = answers(tmp_path / "theirs"), answers(tmp_path / "ours")
    asked = sorted(theirs.keys() & mine.keys())
    wrong = [
        f"{question}: {theirs[question]}, {mine[question]}"
        for question in asked
        if theirs[question].split(" |")[0] != mine[question].split(" |")[0]
        and not explained(f"{name} {question}", theirs[question], mine[question])
    ]
    assert wrong == []
    assert len(asked) > 1000 and len(asked) > 0.9 * len(theirs)
