"""From Fortran to an importable module: seconds of `isotach build` and of numpy.f2py's backends on kernels.f90.

Each starts from nothing but the source and an empty cache; "again" is a second build of the same, as a session has
them. The compiler alone (gfortran -c) is the part nobody can save.
"""

import os
import pathlib
import shutil
import subprocess
import sys

from timing import interleaved, table

SOURCE = pathlib.Path(__file__).with_name("kernels.f90")


def run(root: pathlib.Path, work: pathlib.Path, binary: str, repeat: int) -> dict:
    folder = work / "build"
    environment = dict(
        os.environ,
        PATH=f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        XDG_CACHE_HOME=str(folder / "cache"),
    )
    kept = dict(environment, XDG_CACHE_HOME=str(work / "cache"))

    def fresh(words, environment=environment):
        def action():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True)
            made = list(folder.glob("*.so")) + list(folder.glob("*.o"))
            if done.returncode or not made:
                raise RuntimeError(f"{' '.join(words)} failed:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")

        return action

    f2py = [sys.executable, "-m", "numpy.f2py", "-c", str(SOURCE), "-m", "kernels_f2py"]
    candidates = {
        "isotach build": [binary, "build", str(SOURCE), "-m", "kernels_iso", "-o", str(folder)],
        "f2py, meson": [*f2py, "--backend", "meson"],
        "f2py, distutils": [*f2py, "--backend", "distutils"],
        "gfortran -c alone": ["gfortran", "-O2", "-fPIC", "-c", str(SOURCE)],
    }
    actions, missing = {}, {}
    for name, words in candidates.items():
        try:
            fresh(words)()
            actions[name] = fresh(words)
        except RuntimeError as error:
            if name == "isotach build":
                raise
            missing[name] = str(error).strip().splitlines()[-1]
    actions["isotach build, again"] = fresh(candidates["isotach build"], kept)
    samples = interleaved(actions, max(3, repeat // 3))
    seconds = {name: [sample.median, sample.low, sample.high] for name, sample in samples.items()}
    return {"unit": "s", "seconds": seconds, "missing": missing}


def report(result: dict) -> str:
    own = result["seconds"]["isotach build"][0]
    rows = [[name, f"{median:.2f}", f"{low:.2f}..{high:.2f}", f"{median / own:.1f}"]
            for name, (median, low, high) in result["seconds"].items()]  # fmt: skip
    rows += [[name, "not here", reason[:60], ""] for name, reason in result["missing"].items()]
    return table("Building a module", ["with", "s", "range", "x isotach"], rows)
