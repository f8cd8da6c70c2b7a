#!/usr/bin/env python3
"""PSyclone's public scripts for LFRic, run by PSyclone and by isotach on the algorithms they are meant for.

    tools/script_corpus.py DIR...         folders of a checkout of PSyclone: examples/lfric, tutorial/practicals/LFRic ...
    tools/script_corpus.py DIR --only loop_fuse --diff
    tools/script_corpus.py DIR --everywhere     each script on all algorithms of DIR as well
    tools/script_corpus.py --lfric APPS CORE --sample 10     LFRic's own, of checkouts of lfric_apps and lfric_core

LFRic's scripts run as its build runs them: one of an algorithm's name on that algorithm, global.py on a sample of all.
What a script of PSyclone is meant for, the makefiles beside it say: `make -n` gives the commands, which run as they are, the program
apart. A script that no makefile names runs on the algorithms beside it. For each it says whether the script loads,
whether it runs, and whether what it makes is the same: the schedules as view(colour=False) shows them, the PSy layers as
`isotach compare --psy` reads them (directives as sets of clauses), and what it prints. A script that needs what is not
built is told apart by the names that it imports.
"""

import argparse
import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from random import Random

ROOT = pathlib.Path(__file__).resolve().parents[1]

# What other work adds: a script that imports one of these and is not the same is listed, and not counted.
ELSEWHERE = {
    "OpenACC": r"ACC\w+Trans",
    "OpenMP target": r"OMP(Target|DeclareTarget)Trans",
    "PSyData": r"(LFRicExtract|Extract|Profile|ReadOnlyVerify|ValueRangeCheck)Trans",
    "plain Fortran": r"Matmul2CodeTrans|\bInlineTrans|psyclone\.parse",
}

# Runs a script and writes what became of its tree, whoever runs this.
WRAPPER = """
import importlib.util, os, sys
path = {script!r}
import psyclone.transformations as there, psyclone.psyir.transformations as new, psyclone.domain.lfric.transformations as lfric
for name, cls in (("OMPParallelTrans", new.OMPParallelTrans),
                  ("Dynamo0p3RedundantComputationTrans", lfric.LFRicRedundantComputationTrans)):
    if not hasattr(there, name):  # what 3.3.1 has lost and LFRic's helpers import
        setattr(there, name, cls)
sys.path.insert(0, os.path.dirname(path))
spec = importlib.util.spec_from_file_location(os.path.basename(path)[:-3], path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
open({view!r} + ".loaded", "w").close()
def trans(psyir):
    module.trans(psyir)
    with open({view!r}, "w") as file:
        file.write(psyir.view(colour=False))
"""


def isotach() -> str:
    return os.environ.get("ISOTACH_BINARY") or str(ROOT / "build" / "release" / "bin" / "isotach")


class Case:
    """One script with the words of a command line, in a folder of the corpus."""

    def __init__(self, folder: pathlib.Path, script: pathlib.Path, words: list[str], environment: dict[str, str]):
        self.folder, self.script, self.words, self.environment = folder, script, words, environment

    def name(self, root: pathlib.Path) -> str:
        algorithm = next((pathlib.Path(word).name for word in self.words if word.endswith(("x90", "X90"))), "?")
        options = " ".join(word for word in self.words if word in ("-dm", "-nodm"))
        return " ".join(filter(None, [str(self.script.relative_to(root)), "on", algorithm, options]))


def cases_of_makefile(makefile: pathlib.Path) -> list[Case]:
    """The commands with a script that a makefile has, also those that it comments out."""
    said = subprocess.run(
        ["make", "-n", "-k", "-B", "-C", str(makefile.parent), "transform", "all", "PSYCLONE=the-program"],
        capture_output=True, text=True, errors="replace",
    ).stdout.replace("\\\n", " ")  # fmt: skip
    found: dict[str, Case] = {}
    for line in said.splitlines():
        line = line.strip().lstrip("# ")
        if not re.match(r"(\w+=\S* )*the-program .*-s ", line):
            continue
        words = shlex.split(line)
        at = words.index("the-program")
        environment = dict(word.split("=", 1) for word in words[:at])
        kept, script = [], None
        following = iter(words[at + 1 :])
        for word in following:
            if word == "-s":
                script = makefile.parent / next(following)
            elif word in ("-oalg", "-opsy", "-okern", "-api", "--psykal-dsl"):
                next(following)
            elif word in (">", "|", "&&"):
                break
            else:
                kept.append(word)
        if script is not None and script.is_file():
            found.setdefault(line, Case(makefile.parent, script.resolve(), kept, environment))
    return list(found.values())


def algorithms_near(script: pathlib.Path, root: pathlib.Path) -> list[pathlib.Path]:
    """Those of the nearest folder around a script that has some, or of a neighbour `code`."""
    folder = script.parent
    while True:
        for place in (folder, folder / "code"):
            if found := sorted(place.glob("*.[xX]90")):
                return found
        if folder == root:
            return []
        folder = folder.parent


def cases_of(root: pathlib.Path, everywhere: bool) -> list[Case]:
    scripts = sorted(
        path for path in root.rglob("*.py") if re.search(r"^def trans\(", path.read_text(errors="replace"), re.M)
    )
    cases = [case for makefile in sorted(root.rglob("Makefile")) for case in cases_of_makefile(makefile)]
    named = {case.script for case in cases}
    every = sorted(root.rglob("*.[xX]90"))
    for script in scripts:
        places = every if everywhere else [] if script in named else algorithms_near(script, root)
        for algorithm in places:
            kernels = [
                word for folder in {root / "code", algorithm.parent} if folder.is_dir() for word in ("-d", str(folder))
            ]
            cases.append(Case(script.parent, script, [*kernels, str(algorithm)], {}))
    return cases


def cases_of_lfric(apps: pathlib.Path, core: pathlib.Path, sample: int, seed: int) -> list[Case]:
    """LFRic's scripts, of those with equal content one."""
    algorithms = [
        path
        for root in (apps, core)
        for path in sorted(root.rglob("*.[xX]90"))
        if "adj" not in str(path.relative_to(root))
    ]  # those have a configuration of their own
    preprocessed = pathlib.Path(tempfile.mkdtemp())
    random = Random(seed)
    words = ["-d", str(apps), "-d", str(core), "--config", str(core / "etc" / "psyclone.cfg")]
    environment = {
        "PYTHONPATH": str(core / "infrastructure" / "build" / "psyclone"),
        "LFRIC_OFFLOAD_DIRECTIVES": "none",
    }
    cases, seen = [], set()
    for script in sorted(apps.rglob("optimisation/*/psykal/**/*.py")):
        if (text := script.read_text()) in seen:
            continue
        seen.add(text)
        meant = [path for path in algorithms if path.stem == script.stem]
        if not meant and script.stem == "global":
            meant = random.sample(algorithms, min(sample, len(algorithms)))
        for number, algorithm in enumerate(meant):
            if algorithm.suffix == ".X90":  # as the build makes them
                into = preprocessed / f"{len(cases)}_{number}" / f"{algorithm.stem}.x90"
                into.parent.mkdir()
                into.write_text(subprocess.run(["cpp", "-traditional-cpp", "-P", "-DRDEF_PRECISION=64", str(algorithm)],
                                               capture_output=True, text=True, errors="replace").stdout)  # fmt: skip
                algorithm = into
            cases.append(Case(script.parent, script, [*words, str(algorithm)], environment))
    return cases


class Run:
    """One case by one program."""

    def __init__(self, command: list[str], case: Case, out: pathlib.Path):
        out.mkdir(parents=True)
        view, self.psy = out / "view", out / "psy.f90"
        (out / "wrapped_script.py").write_text(WRAPPER.format(script=str(case.script), view=str(view)))
        done = subprocess.run(
            [*command, "-api", "lfric", "-s", str(out / "wrapped_script.py"), "-oalg", str(out / "alg.f90"),
             "-opsy", str(self.psy), *case.words],
            capture_output=True, text=True, errors="replace", cwd=case.folder, stdin=subprocess.DEVNULL,
            env={**os.environ, **case.environment, "PYTHONPATH": os.pathsep.join(
                filter(None, [case.environment.get("PYTHONPATH"), os.environ.get("PYTHONPATH")]))},
        )  # fmt: skip
        self.loads, self.status = pathlib.Path(f"{view}.loaded").exists(), done.returncode
        self.writes = self.psy.exists()
        self.view = view.read_text() if view.exists() else ""
        self.prints, self.errors = done.stdout, done.stderr.strip()

    @property
    def said(self) -> str:
        return self.errors or self.prints.strip()


def difference(mine: str, theirs: str) -> list[str]:
    return list(difflib.unified_diff(theirs.splitlines(), mine.splitlines(), "3.3.1", "isotach", n=1))


def plain(text: str) -> list[str]:
    """What is printed, without colours, and without blanks at the ends of lines."""
    return [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", text).strip().splitlines()]


def same_psy(mine: pathlib.Path, theirs: pathlib.Path) -> str:
    done = subprocess.run([isotach(), "compare", "--psy", str(theirs), str(mine)], capture_output=True, text=True)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()


def is_error(line: str) -> bool:
    return re.search(r"\berror: ", line) is not None


def judge(mine: Run, theirs: Run, show: bool) -> tuple[str, str]:
    """A word for what became of a case, and why."""
    if not theirs.loads and not mine.loads and theirs.status:
        return "not run", "3.3.1: " + (theirs.said.splitlines() or [""])[-1][:120]
    if not theirs.writes and not mine.writes:
        if (mine.status == 0) != (theirs.status == 0):
            return "differs", f"status {mine.status}, 3.3.1: {theirs.status}"
        same = theirs.status != 0 or plain(mine.prints) == plain(theirs.prints)
        reason = "neither writes: " + (theirs.said.splitlines() or [""])[-1][:120]
        return ("same" if same else "prints"), reason
    if not theirs.writes:
        return "runs, 3.3.1 not", theirs.said.splitlines()[-1][:150] if theirs.said else ""
    if not mine.writes:
        said = mine.said.splitlines() or [""]
        return "does not run" if mine.loads else "does not load", next(filter(is_error, said), said[0])[:200]
    view = difference(mine.view, theirs.view)
    psy = same_psy(mine.psy, theirs.psy)
    prints = difference("\n".join(plain(mine.prints)), "\n".join(plain(theirs.prints)))
    if not view and not psy and not prints:
        return "same", ""
    reasons = [f"view: {len(view)} lines"] * bool(view) + [f"psy: {psy.splitlines()[0]}" if psy else ""]
    reasons += [f"prints: {len(prints)} lines"] * bool(prints)
    reason = "; ".join(filter(None, reasons))
    if show:
        reason += "\n" + "\n".join([*view[:60], psy[:1500], *prints[:60]])
    return ("prints" if not view and not psy else "differs"), reason


def elsewhere(script: pathlib.Path) -> str:
    text = script.read_text(errors="replace")
    for line in re.findall(r"^\s*import (\w+) as ", text, re.M):
        if (beside := script.parent / f"{line}.py").is_file():
            text += beside.read_text(errors="replace")
    return ", ".join(what for what, pattern in ELSEWHERE.items() if re.search(pattern, text))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=pathlib.Path, nargs="*")
    parser.add_argument("--lfric", type=pathlib.Path, nargs=2, metavar=("APPS", "CORE"))
    parser.add_argument("--sample", type=int, default=5, help="algorithms for each global.py of LFRic (default 5)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="scripts whose path has this in it")
    parser.add_argument("--everywhere", action="store_true", help="each script on all algorithms of its folder as well")
    parser.add_argument("--diff", action="store_true", help="show what differs")
    options = parser.parse_args()
    psyclone = str(pathlib.Path(sys.executable).parent / "psyclone")
    counts: dict[str, int] = {}
    left: dict[str, int] = {}
    sets = [(root, cases_of(root, options.everywhere)) for root in (given.resolve() for given in options.folders)]
    if options.lfric:
        apps, core = (path.resolve() for path in options.lfric)
        sets.append((apps, cases_of_lfric(apps, core, options.sample, options.seed)))
    with tempfile.TemporaryDirectory() as place:
        for index, (root, cases) in enumerate(sets):
            for number, case in enumerate(case for case in cases if options.only in str(case.script)):
                out = pathlib.Path(place) / f"{index}_{number}"
                theirs = Run([psyclone], case, out / "theirs")
                mine = Run([isotach(), "psyclone"], case, out / "ours")
                word, reason = judge(mine, theirs, options.diff)
                other = elsewhere(case.script) if word != "same" else ""
                if word == "not run":  # the input is not there, or 3.3.1 cannot load the script either
                    left["what 3.3.1 has not either"] = left.get("what 3.3.1 has not either", 0) + 1
                elif other:
                    left[other] = left.get(other, 0) + 1
                    word, reason = "not built", f"{other}; {word}: {reason}"
                else:
                    counts[word] = counts.get(word, 0) + 1
                print(f"{word:15} {case.name(root)}" + (f"\n                {reason}" if reason else ""), flush=True)
                shutil.rmtree(out)
    # Texts of messages are ours; what a script makes decides.
    total, same = sum(counts.values()), counts.get("same", 0) + counts.get("prints", 0)
    print(f"{same} of {total} make the same, {counts.get('prints', 0)} of these print something else"
          + "".join(f"; {number} {word}" for word, number in counts.items() if word not in ("same", "prints")))  # fmt: skip
    for what, number in sorted(left.items()):
        print(f"  {number} not counted, they need {what}")
    return 0 if total and same == total else 1


if __name__ == "__main__":
    sys.exit(main())
