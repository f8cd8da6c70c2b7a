#!/usr/bin/env python3
"""PSyclone's public scripts for plain Fortran and NEMO, by PSyclone and by isotach, on the sources they are meant for.

    tools/public_scripts.py PSYCLONE --work WORK                   a checkout of PSyclone: examples/nemo, examples/psyir, tutorial
    tools/public_scripts.py PSYCLONE --work WORK --nemo SRC --limit 60   its scripts for NEMO on files of a checkout of that too

Of each script: whether it loads and runs, and of how many loops the directives around them are the same. PSyclone's
results stay in WORK. Scripts that need what is not built are told apart by what they raise.

Exit code: 0; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import collections
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from loops_against_psyclone import chosen, text_of  # noqa: E402
from plain_scripts import directives, loops, normalised  # noqa: E402

# Runs a script and writes what became of its tree, whoever runs this.
WRAPPER = """
import importlib.util, os, sys
sys.path.insert(0, os.path.dirname({script!r}))
spec = importlib.util.spec_from_file_location(os.path.basename({script!r})[:-3], {script!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
for name in ("RESOLVE_IMPORTS", "FILES_TO_SKIP"):
    if hasattr(module, name):
        globals()[name] = getattr(module, name)
def trans(psyir):
    module.trans(psyir)
    with open({view!r}, "w") as file:
        file.write(psyir.view(colour=False))
"""


def cases(root: pathlib.Path) -> list[tuple[pathlib.Path, pathlib.Path, dict[str, str], list[str]]]:
    """Script, source, variables, options: as the makefiles beside them say."""
    nemo, psyir = root / "examples" / "nemo", root / "examples" / "psyir"
    code = [nemo / "code" / name for name in ("tra_adv.F90", "traldf_iso.F90")]
    found = []
    for script in (
        sorted(nemo.glob("eg*/*_trans.py"))
        + sorted(nemo.glob("eg*/*check*.py"))
        + [nemo / "eg5" / "extract_kernels.py"]
    ):
        sources = sorted(script.parent.glob("*.[fF]90")) if script.parent.name in ("eg4", "eg6") else code
        found += [(script, source, {}, []) for source in sources]
    scripts = nemo / "scripts"
    for source in code:
        found.append((scripts / "passthrough.py", source, {}, []))
        found.append((scripts / "acc_kernels_trans.py", source, {}, []))
        for word in ("omp_threading", "omp_offloading", "acc_offloading"):
            found.append((scripts / "insert_loop_parallelism.py", source, {"PARALLEL_DIRECTIVES": word}, []))
    for script in sorted(psyir.glob("*/*.py")):
        if re.search(r"^def trans\(", script.read_text(), re.M):
            options = ["--keep-directives"] if "custom" in script.name else []
            found += [(script, source, {}, options) for source in sorted(script.parent.glob("*.[fF]90"))]
    generic = root / "tutorial" / "practicals" / "generic"
    for script in sorted(generic.rglob("*.py")):
        folder = next(parent for parent in script.parents if parent.parent == generic)
        found += [(script, source, {}, []) for source in sorted(folder.glob("tra_adv*.F90"))]
    return found


def run(who: str, script, source, variables, options, target: pathlib.Path) -> str:
    """ "ran", "refused: ..." for what is not built here, or "failed: ..."."""
    said, view = target.with_suffix(".said"), target.with_suffix(".view")
    if who == "psyclone" and said.exists():
        return said.read_text()
    view.unlink(missing_ok=True)
    wrapper = target.with_name("wrapper_" + script.name)
    wrapper.write_text(WRAPPER.format(script=str(script), view=str(view)))
    isotach = os.environ.get("ISOTACH_BINARY") or str(ROOT / "build" / "release" / "bin" / "isotach")
    program = [isotach, "psyclone"] if who == "isotach" else [str(pathlib.Path(sys.executable).parent / "psyclone")]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | variables
    done = subprocess.run(
        [*program, *options, "-s", wrapper, "-o", target.with_suffix(".f90"), source],
        capture_output=True, text=True, env=environment, cwd=script.parent, errors="replace",
    )  # fmt: skip
    if view.exists() and done.returncode == 0:
        text = "ran"
    else:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if "rror" in line] or ["no message"]
        refused = next((line for line in lines if "not built" in line), None)
        text = f"refused: {refused.split('error:')[-1].strip()}" if refused else f"failed: {lines[0][:200]}"
    said.write_text(text)
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("psyclone", type=pathlib.Path, help="a checkout of PSyclone")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for results")
    parser.add_argument("--nemo", type=pathlib.Path, help="sources of NEMO, for its scripts")
    parser.add_argument("--limit", type=int, default=60, help="of NEMO's files (default: %(default)s)")
    parser.add_argument("--only", default="", help="scripts with this in their path")
    parser.add_argument("--show", action="store_true", help="list each run")
    arguments = parser.parse_args()
    if not (arguments.psyclone / "examples").is_dir():
        print("this is not a checkout of PSyclone", file=sys.stderr)
        return 2
    arguments.work = arguments.work.resolve()
    for name in ("psyclone", "isotach", "texts"):
        (arguments.work / name).mkdir(parents=True, exist_ok=True)
    all_cases = cases(arguments.psyclone.resolve())
    if arguments.nemo:
        scripts = arguments.psyclone.resolve() / "examples" / "nemo" / "scripts"
        for path in chosen([arguments.nemo], arguments.limit):
            text = text_of(path, arguments.work / "texts", arguments.nemo)
            variables = {"PARALLEL_DIRECTIVES": "omp_threading"}
            all_cases.append((scripts / "insert_loop_parallelism.py", text, variables, []))
    rows: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    reasons: collections.Counter = collections.Counter()
    for script, source, variables, options in all_cases:
        if arguments.only not in str(script):
            continue
        place = script.relative_to(arguments.psyclone.resolve())
        name = " ".join([str(place), *variables.values()])
        stem = re.sub(r"\W+", "_", f"{name} {source.stem}")
        theirs, ours = (
            run(who, script, source, variables, options, arguments.work / who / (stem + ".x"))
            for who in ("psyclone", "isotach")
        )
        row = rows[name]
        row["runs"] += 1
        if theirs != "ran":
            row["3.3.1 fails"] += 1
        elif ours != "ran":
            row["refused" if ours.startswith("refused") else "fails"] += 1
            reasons[ours] += 1
        else:
            row["both"] += 1
            left, right = ((arguments.work / who / (stem + ".view")).read_text() for who in ("isotach", "psyclone"))
            texts = [(arguments.work / who / (stem + ".f90")).read_text() for who in ("isotach", "psyclone")]
            row["the same"] += normalised(left) == normalised(right) and directives(texts[0]) == directives(texts[1])
            a, b = loops(left), loops(right)
            if len(a) == len(b):
                row["loops"] += len(a)
                row["loops same"] += sum(x == y for x, y in zip(a, b, strict=True))
                row["ours alone"] += sum(len(x) > len(y) for x, y in zip(a, b, strict=True))
                row["theirs alone"] += sum(len(x) < len(y) for x, y in zip(a, b, strict=True))
        if arguments.show:
            print(f"{name} on {source.name}: 3.3.1 {theirs[:80]}; isotach {ours[:200]}")
    columns = [
        "runs",
        "3.3.1 fails",
        "refused",
        "fails",
        "both",
        "the same",
        "loops",
        "loops same",
        "ours alone",
        "theirs alone",
    ]
    print("script".ljust(92), *(column.rjust(11) for column in columns))
    total: collections.Counter = collections.Counter()
    for name, row in rows.items():
        total.update(row)
        print(name.ljust(92), *(str(row[column]).rjust(11) for column in columns))
    print("all".ljust(92), *(str(total[column]).rjust(11) for column in columns))
    for reason, number in reasons.most_common():
        print(f"{number:4}  {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
