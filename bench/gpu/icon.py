"""ICON's turbulence on the GPU: is it what the host computes, and how long does turbdiff take?

    python bench/gpu/icon.py prepare DIR      DIR: a checkout of ICON's sources; builds into build/icon (tools/icon_turbulence.py)
    LD_LIBRARY_PATH=build/icon/lib python3 bench/gpu/icon.py run      there, with build/icon in place; needs CuPy

Each output may differ by ten times what one unit in the last place of the start does to it on the host, the largest of
eight draws. Then turbdiff is
timed with 20,480 columns x 90 levels of CuPy arrays, and on the host with NumPy's. Exit code 0 if all is right.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from offloaded import copy_libraries

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "icon"
STEPS = ROOT / "tools" / "icon"
SIZE = ["--columns", "20480", "--levels", "90"]
AMPLIFICATION = 10.0


def prepare(checkout):
    shutil.rmtree(OUT / "lib", ignore_errors=True)
    (OUT / "lib").mkdir(parents=True)
    tool = [sys.executable, ROOT / "tools" / "icon_turbulence.py", checkout, "-o", OUT, "--precision", "both"]
    done = subprocess.run(list(map(str, tool)))
    for path in OUT.glob("*-*/*"):  # neither sources of ICON nor fields travel
        if path.name == "keep":
            shutil.rmtree(path)
        elif path.suffix in (".npz", ".log", ".pyi"):
            path.unlink()
    copy_libraries(OUT / "lib")
    print(f"ready: {OUT} ({sum(f.stat().st_size for f in OUT.rglob('*') if f.is_file()) / 1e6:.1f} MB)")
    return done.returncode


def step(target, precision, out, *more):
    """Runs tools/icon/run.py; what it said, and whether it ended well."""
    words = [sys.executable, STEPS / "run.py", OUT / f"{target}-{precision}", out, *SIZE, *more]
    words += ["--single"] if precision == "single" else []
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True,
                          env=os.environ | {"ACC_DEVICE_TYPE": "nvidia"})  # fmt: skip
    print(
        f"{target} {precision} {' '.join(map(str, more))}: exit {done.returncode}\n{(done.stdout + done.stderr).strip()[-2000:]}",
        flush=True,
    )
    return done.returncode == 0


def run():
    import numpy as np

    sys.path.insert(0, str(STEPS))
    import fields

    wrong = 0
    for precision in ("double", "single"):
        if not (OUT / f"openacc-{precision}" / "icon_turbulence.abi3.so").exists():
            print(f"{precision}: not prepared")
            wrong += 1
            continue
        with tempfile.TemporaryDirectory() as folder:
            host, device = (pathlib.Path(folder) / f"{name}.npz" for name in ("host", "device"))
            moved = [pathlib.Path(folder) / f"moved-{seed}.npz" for seed in fields.PERTURBATIONS]
            ended = [step("cpu", precision, host, "--time", "3"),
                     *(step("cpu", precision, path, "--perturb", str(seed)) for seed, path in zip(fields.PERTURBATIONS, moved, strict=True)),
                     step("openacc", precision, device, "--device", "--time", "20",
                          "--start", host.with_suffix(".start.npz"))]  # fmt: skip
            if not all(ended):
                wrong += 1
                continue
            for name, difference, bound in fields.compare(
                np.load(device), np.load(host), [np.load(path) for path in moved]
            ):
                right = difference <= AMPLIFICATION * bound
                wrong += not right
                print(
                    f"{'right' if right else 'WRONG':6} {precision} {name:<10} {difference:.1e}, one ulp of the start {bound:.1e}"
                )
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="what", required=True)
    commands.add_parser("prepare").add_argument("checkout")
    commands.add_parser("run")
    options = parser.parse_args()
    sys.exit(prepare(options.checkout) if options.what == "prepare" else run())
