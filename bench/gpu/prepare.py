"""Builds everything the GPU check needs into build/gpu, for a machine without gfortran.

    . ./env.sh && python bench/gpu/prepare.py

Modules: both examples for the host and for the GPU; vector_add made headless in four ways. Beside them the GNU run-time
libraries, `isotach check`'s verdict on each module, and the number of compute regions each GPU module enters,
counted on the host (count_regions.c). Then `bench/gpu/run.py` runs on the GPU machine with build/gpu in place.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "gpu"
SOURCES = {
    "vector_add": [ROOT / "examples" / "vector_add" / "vector_add.f90"],
    "turbulence": sorted((ROOT / "examples" / "turbulence").glob("*.f90")),
}
NAMES = {"vector_add": "vector_add", "turbulence": "f2py_turbdiff_run_wrapper"}
STEPS = 100
LIBRARIES = [
    "libgfortran.so.5",
    "libquadmath.so.0",
    "libgomp.so.1",
    "libgomp-plugin-nvptx.so.1",
    "libfmt.so.9",
    "libelf.so.1",
]


def run(*command, **options):
    print("$", " ".join(map(str, command)), flush=True)
    return subprocess.run(list(map(str, command)), check=True, **options)


def build(case, target, folder, *extra):
    folder = OUT / folder
    folder.mkdir(parents=True, exist_ok=True)
    run("isotach", "build", *SOURCES[case], "-m", NAMES[case], "--target", target, "-o", folder, *extra)
    return folder / f"{NAMES[case]}.abi3.so"


def headless(good):
    """vector_add's OpenACC objects linked in the ways that docs/gpu-readiness.md lists."""
    keep = OUT / "keep"
    # Kept objects tell the GPU build from the host build; the final link is repeated with what is wrong.
    run(
        "isotach",
        "build",
        *SOURCES["vector_add"],
        "-m",
        "vector_add",
        "--target",
        "openacc",
        "-o",
        keep,
        "--keep",
        keep,
    )
    objects = sorted(str(path) for path in keep.rglob("*.o"))
    variants = {
        "headless_f2py": [],  # what f2py links with --f90flags=-fopenacc
        "headless_lgomp": ["-lgomp"],  # the usual repair
        "headless_disabled": ["-fopenacc", "-foffload=disable"],
        "headless_no_lto": ["-fopenacc", "-foffload=nvptx-none", "-fno-lto"],
    }
    for name, flags in variants.items():
        folder = OUT / name
        folder.mkdir(exist_ok=True)
        run("gfortran", "-shared", *objects, *flags, "-o", folder / good.name)
        yield name, folder / good.name


def library(name):
    for folder in ("/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu"):
        if os.path.exists(f"{folder}/{name}"):
            return f"{folder}/{name}"
    sys.exit(f"prepare.py: {name} is not installed")


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    modules = {}
    for case in SOURCES:
        modules[f"{case}_cpu"] = build(case, "cpu", f"{case}_cpu")
        modules[f"{case}_gpu"] = build(case, "openacc", f"{case}_gpu")
    modules.update(headless(modules["vector_add_gpu"]))
    shutil.rmtree(OUT / "keep")

    counter = OUT / "count_regions.so"
    run("gcc", "-O2", "-shared", "-fPIC", ROOT / "bench" / "gpu" / "count_regions.c", "-o", counter, "-ldl")
    facts = {"steps": STEPS, "regions": {}, "verdicts": {}, "python": sys.version.split()[0]}
    for case in SOURCES:
        command = [
            sys.executable,
            ROOT / "bench" / "gpu" / "cases.py",
            case,
            modules[f"{case}_gpu"],
            OUT / f"{case}_host.npz",
        ]
        done = run(
            *command, "--steps", STEPS, env=os.environ | {"LD_PRELOAD": str(counter)}, stderr=subprocess.PIPE, text=True
        )
        run(*command[:-1], OUT / f"{case}_perturbed.npz", "--steps", STEPS, "--perturb")
        facts["regions"][case] = int(re.search(r"compute regions: (\d+)", done.stderr)[1])
    for name, path in modules.items():
        answer = subprocess.run(["isotach", "check", "--json", path], capture_output=True, text=True)
        facts["verdicts"][name] = {
            "path": str(path.relative_to(OUT)),
            "exit": answer.returncode,
            "answer": json.loads(answer.stdout),
        }
    (OUT / "facts.json").write_text(json.dumps(facts, indent=1))
    (OUT / "lib").mkdir()
    for name in LIBRARIES:
        shutil.copy(library(name), OUT / "lib" / name)
    shutil.copy(shutil.which("isotach"), OUT / "isotach")
    print(f"ready: {OUT} ({sum(f.stat().st_size for f in OUT.rglob('*') if f.is_file()) / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
