#!/usr/bin/env python3
"""PSyclone's public scripts for LFRic, run by PSyclone and by isotach on the same algorithms.

    tools/script_corpus.py DIR            DIR: examples/lfric of PSyclone (pip puts it into share/psyclone)
    tools/script_corpus.py DIR --only loop_fuse --diff

A script runs on the algorithms of its own folder; one whose folder has none runs on those of --on, and all find kernels
in DIR/code and beside the algorithm. For each it says whether it loads, whether it runs, and whether what it makes is
the same: the schedules as view(colour=False) shows them, the PSy layers as `isotach compare --psy` reads them.
"""

import argparse
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]

# Runs a script and writes what became of its tree, whoever runs this.
WRAPPER = """
import importlib.util, os, sys
path = {script!r}
sys.path.insert(0, os.path.dirname(path))
spec = importlib.util.spec_from_file_location(os.path.basename(path)[:-3], path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
open(os.environ["CORPUS_VIEW"] + ".loaded", "w").close()
def trans(psyir):
    module.trans(psyir)
    with open(os.environ["CORPUS_VIEW"], "w") as file:
        file.write(psyir.view(colour=False))
"""


def isotach() -> str:
    return os.environ.get("ISOTACH_BINARY") or str(ROOT / "build" / "release" / "bin" / "isotach")


class Run:
    """One script on one algorithm by one program."""

    def __init__(self, command: list[str], script: pathlib.Path, algorithm: pathlib.Path, folders, out: pathlib.Path):
        out.mkdir(parents=True)
        self.view, self.psy = out / "view", out / "psy.f90"
        (out / "wrapped_script.py").write_text(WRAPPER.format(script=str(script)))
        directories = [word for folder in folders for word in ("-d", str(folder))]
        done = subprocess.run(
            [*command, "-api", "lfric", *directories, "-s", str(out / "wrapped_script.py"), "-oalg", str(out / "alg.f90"),
             "-opsy", str(self.psy), str(algorithm)],
            capture_output=True, text=True, errors="replace", cwd=out, stdin=subprocess.DEVNULL,
            env={**os.environ, "CORPUS_VIEW": str(self.view)},
        )  # fmt: skip
        self.loads, self.runs = pathlib.Path(f"{self.view}.loaded").exists(), done.returncode == 0
        self.said = done.stderr.strip() or done.stdout.strip()


def same_view(mine: str, theirs: str) -> list[str]:
    return (
        []
        if mine == theirs
        else list(difflib.unified_diff(theirs.splitlines(), mine.splitlines(), "3.3.1", "isotach", n=1))
    )


def same_psy(mine: pathlib.Path, theirs: pathlib.Path) -> str:
    done = subprocess.run([isotach(), "compare", "--psy", str(theirs), str(mine)], capture_output=True, text=True)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", default="", help="scripts whose path has this in it")
    parser.add_argument("--on", type=pathlib.Path, nargs="*", help="algorithms for scripts that have none beside them")
    parser.add_argument("--diff", action="store_true", help="show what differs")
    options = parser.parse_args()
    folder = options.folder.resolve()
    psyclone = str(pathlib.Path(sys.executable).parent / "psyclone")
    default = options.on or [folder / "eg3" / "solver_mod.x90"]
    scripts = sorted(
        path for path in folder.rglob("*.py") if re.search(r"^def trans\(", path.read_text(), re.M)
        and options.only in str(path)
    )  # fmt: skip
    rows, same = [], 0
    with tempfile.TemporaryDirectory() as place:
        for number, script in enumerate(scripts):
            for algorithm in sorted(script.parent.glob("*.x90")) or default:
                folders = [folder / "code", algorithm.parent.resolve()]
                out = pathlib.Path(place) / str(number) / algorithm.stem
                theirs = Run([psyclone], script, algorithm.resolve(), folders, out / "theirs")
                mine = Run([isotach(), "psyclone"], script, algorithm.resolve(), folders, out / "ours")
                name = f"{script.relative_to(folder)} on {algorithm.name}"
                if not theirs.runs:
                    word = "same" if not mine.runs else "runs, and 3.3.1 does not"
                    reason = theirs.said.splitlines()[-1][:150] if theirs.said else ""
                elif not mine.runs:
                    word, reason = ("does not run" if mine.loads else "does not load"), mine.said.splitlines()[0][:200]
                else:
                    view = same_view(mine.view.read_text(), theirs.view.read_text())
                    psy = same_psy(mine.psy, theirs.psy) if mine.psy.exists() and theirs.psy.exists() else ""
                    word = "same" if not view and not psy else "differs"
                    reason = (f"view: {len(view)} lines; " if view else "") + (
                        f"psy: {psy.splitlines()[0]}" if psy else ""
                    )
                    if options.diff and (view or psy):
                        reason += "\n" + "\n".join(view[:40]) + "\n" + psy[:1500]
                same += word == "same"
                rows.append(word)
                print(f"{word:14} {name}" + (f"\n               {reason}" if reason else ""), flush=True)
    print(f"{same} of {len(rows)} the same")
    return 0 if rows and same == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
