"""ICON's turbulence from a checkout of its public sources, as Python modules; built, driven and compared.

    python tools/icon_turbulence.py DIR                                  for the host and for OpenACC, double precision
    python tools/icon_turbulence.py DIR --target cpu --precision single  one of the four
    python tools/icon_turbulence.py DIR --build-only                     no runs

Takes turb_diffusion, turb_vertdiff, turb_transfer, turb_utilities, turb_data and four files of constants and settings from
DIR; what they need of the rest of ICON is tools/icon/missing.F90. Nothing in DIR is changed. Makes
OUTPUT/TARGET-PRECISION/icon_turbulence.abi3.so, steps turbtran and turbdiff (tools/icon), and compares: every output
must change, be finite, and be on OpenACC's fallback to the host what it is without OpenACC, or within ten times what one
unit in the last place of the start does to it. Exit status: 0 all is right, 1 a build, a run or a comparison is not, 2
DIR lacks a file or the words are wrong.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
STEPS = ROOT / "tools" / "icon"
SCHEME = ["turb_data.f90", "turb_utilities.f90", "turb_vertdiff.f90", "turb_diffusion.f90", "turb_transfer.f90"]
SETTINGS = [
    "mo_math_constants.f90",
    "mo_physical_constants.f90",
    "mo_lookup_tables_constants.f90",
    "mo_turbdiff_config.f90",
]
COMPUTE = re.compile(r"(?im)^[ \t]*!\$acc[ \t]+(?:parallel|kernels|serial)\b")
# The scheme calls acc_attach where the compiler is not a recent nvfortran; GCC 12 has no such procedure for Fortran, and takes
# the directive that the others get.
DEFINES = ["-D__NVCOMPILER_MAJOR__=22"]
AMPLIFICATION = 10.0


def binary():
    return os.environ.get("ISOTACH_BINARY", "isotach")


def sources(checkout):
    """The files to build, or a list of names that are missing."""
    found, missing = [], []
    for name in SETTINGS + SCHEME:
        # The model's own before those of other components that it carries.
        paths = sorted(checkout.rglob(name), key=lambda path: ("externals" in path.parts, len(path.parts), path))
        if paths:
            found.append(paths[0])
        else:
            missing.append(name)
    return [STEPS / "missing.F90", *found], missing


def regions(files):
    return sum(len(COMPUTE.findall(path.read_text(errors="replace"))) for path in files)


def build(files, target, precision, folder):
    """None when it failed; else how many compute regions the sources have, and how many the compiled copies."""
    folder.mkdir(parents=True, exist_ok=True)
    keep = folder / "keep"
    shutil.rmtree(keep / "generated", ignore_errors=True)
    command = [
        binary(),
        "build",
        *files,
        "-m",
        "icon_turbulence",
        "--target",
        target,
        "-o",
        folder,
        "--keep",
        keep,
        *DEFINES,
    ]
    command += ["-DISOTACH_SINGLE"] if precision == "single" else []
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    (folder / "build.log").write_text(done.stdout + done.stderr)
    if done.returncode != 0:
        print("\n".join((done.stdout + done.stderr).splitlines()[-30:]))
        return None
    compiled = []
    for path in files:
        copies = list((keep / "generated").rglob(path.name)) if target == "openacc" else []
        compiled.append(copies[0] if copies else path)
    return regions(files), regions(compiled)


def judge(folder):
    """`isotach check`'s verdict, and how many compute regions the module has: GCC leaves out what a constant condition excludes."""
    module = folder / "icon_turbulence.abi3.so"
    done = subprocess.run([binary(), "check", "--json", "--allow-cpu", module], capture_output=True, text=True)
    found = json.loads(done.stdout)["files"][0]
    return found["verdict"], found["regions"]


def step(folder, name, precision, options, *more):
    """Fields of a run in a process of its own, or None; what it says is printed."""
    out = folder / f"{name}.npz"
    words = [sys.executable, STEPS / "run.py", folder, out, "--columns", options.columns, "--levels", options.levels,
             "--steps", options.steps, *(["--single"] if precision == "single" else []), *more]  # fmt: skip
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True,
                          env=os.environ | {"ACC_DEVICE_TYPE": "host"})  # fmt: skip
    print(f"  {name}: {(done.stdout + done.stderr).strip().splitlines()[-1]}", flush=True)
    return out if done.returncode == 0 else None


def compare(found, expected, perturbed):
    """Prints where two runs differ; true if each output is inside its bound."""
    import fields
    import numpy as np

    rows = list(fields.compare(np.load(found), np.load(expected), [np.load(path) for path in perturbed]))
    outside = [name for name, difference, moved in rows if difference > AMPLIFICATION * moved]
    same = sum(difference == 0 for _, difference, _ in rows)
    name, worst, moved = max(rows, key=lambda row: row[1])
    print(f"  {same} of {len(rows)} outputs with the same bits; largest difference {worst:.1e} in {name}, which one ulp "
          f"of the start moves by {moved:.1e}; outside of their bound: {outside or 'none'}")  # fmt: skip
    return not outside


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=pathlib.Path, metavar="DIR")
    parser.add_argument("-o", "--output", type=pathlib.Path, default=ROOT / "build" / "icon")
    parser.add_argument("--target", choices=("cpu", "openacc", "both"), default="both")
    parser.add_argument("--precision", choices=("double", "single", "both"), default="double")
    parser.add_argument("--columns", type=int, default=256)
    parser.add_argument("--levels", type=int, default=60)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--build-only", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(STEPS))
    from fields import PERTURBATIONS

    files, missing = sources(options.checkout)
    if missing:
        print(f"icon_turbulence.py: {options.checkout} lacks {', '.join(missing)}", file=sys.stderr)
        return 2
    failed = 0
    for precision in ("double", "single") if options.precision == "both" else (options.precision,):
        expected, perturbed = None, []
        for target in ("cpu", "openacc") if options.target == "both" else (options.target,):
            folder = options.output / f"{target}-{precision}"
            print(f"{target}, {precision} precision: building {len(files)} files", flush=True)
            counted = build(files, target, precision, folder)
            if counted is None:
                failed += 1
                continue
            verdict, inside = judge(folder)
            print(f"  {folder / 'icon_turbulence.abi3.so'}: {verdict}; {counted[1]} of {counted[0]} compute regions kept, "
                  f"{inside} in the module")  # fmt: skip
            failed += counted[0] != counted[1] or verdict != ("gpu-ready" if target == "openacc" else "cpu-only")
            if options.build_only:
                continue
            start = options.output / f"cpu-{precision}" / "stepped.start.npz"
            if target == "openacc" and not start.exists():
                print(f"  not run: {start} is missing, which the module for the host writes")
                failed += 1
                continue
            found = step(folder, "stepped", precision, options, *(["--start", start] if target == "openacc" else []))
            failed += found is None
            if target == "cpu":
                expected = found
                for seed in PERTURBATIONS:
                    perturbed.append(step(folder, f"perturbed-{seed}", precision, options, "--perturb", seed))
                failed += None in perturbed
            elif found and expected and None not in perturbed:
                failed += not compare(found, expected, perturbed)
    print("all right" if not failed else f"{failed} not right")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
