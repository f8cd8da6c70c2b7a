"""Builds everything the GPU check needs into build/gpu, for a machine without gfortran.

    . ./env.sh && python bench/gpu/prepare.py [--f2py-python PYTHON] [--directives]

Modules: both examples for the host and for the GPU; vector_add's objects linked in every way that loses their GPU
code; and what numpy.f2py makes of the same source, as it is, with the usual repairs, and with the one that helps.
f2py's modules fit one version of Python, so PYTHON should be of the GPU machine's version and have numpy (and from
3.12 on meson and ninja); the others serve all. Beside them the GNU run-time libraries, `isotach check`'s
verdict on each module, and the number of compute regions each GPU module enters, counted on the host
(count_regions.c). Programs of directives/, each compiled as it is, in the copy that `isotach build` would compile, and in
the form that a refusal asks for, with what the host computes; --directives makes these alone. Then `bench/gpu/run.py` runs on the GPU machine with build/gpu in place.
"""

import argparse
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
GPU_FLAGS = ["-fopenacc", "-foffload=nvptx-none", "-foffload-options=nvptx-none=-misa=sm_80"]
# f2py takes real(wp) for a C float unless it is told.
KINDS = "dict(real=dict(wp='double'))\n"
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


def relinked(good):
    """vector_add's OpenACC objects linked in the ways that docs/gpu-readiness.md lists."""
    keep = OUT / "keep"
    # Kept objects tell the GPU build from the host build; the final link is repeated with what is wrong.
    run("isotach", "build", *SOURCES["vector_add"], "-m", "vector_add", "--target", "openacc", "-o", keep,
        "--keep", keep)  # fmt: skip
    objects = sorted(str(path) for path in keep.rglob("*.o"))
    openacc = GPU_FLAGS[:2]
    variants = {
        "headless_plain": ["gfortran"],  # the flags dropped
        "headless_lgomp": ["gfortran", "-lgomp"],  # the run-time library added by hand
        "headless_disabled": ["gfortran", "-fopenacc", "-foffload=disable"],
        "headless_no_lto": ["gfortran", *openacc, "-fno-lto"],
        "headless_lld": ["gfortran", *openacc, "-fuse-ld=lld"],
        "headless_clang": ["clang", "-lgomp", "-lgfortran"],
    }
    for name, (driver, *flags) in variants.items():
        needed = "ld.lld" if name == "headless_lld" else driver
        if not shutil.which(needed):
            print(f"# {name}: no {needed} here, left out")
            continue
        folder = OUT / name
        folder.mkdir(exist_ok=True)
        run(driver, "-shared", *objects, *flags, "-o", folder / good.name)
        yield name, folder / good.name


def made_by_f2py(python):
    """numpy.f2py's own modules of vector_add.f90, compiled with OpenACC: what differs is what its link is told."""
    source = shutil.copy(SOURCES["vector_add"][0], OUT / "vector_add.f90")
    (OUT / "kinds.f2cmap").write_text(KINDS)
    path = f"{pathlib.Path(python).parent}{os.pathsep}{os.environ['PATH']}"
    variants = {
        "headless_f2py": ("", []),
        "headless_f2py_lgomp": ("", ["-lgomp"]),
        "headless_f2py_no_lto": ("-fopenacc -fno-lto", []),
        "f2py_gpu": (" ".join(GPU_FLAGS), []),
    }
    for name, (ldflags, more) in variants.items():
        folder = OUT / name
        folder.mkdir()
        run(python, "-m", "numpy.f2py", "-c", source, "-m", "vector_add", "--f2cmap", OUT / "kinds.f2cmap",
            f"--f90flags={' '.join(GPU_FLAGS)}", *more, cwd=folder, stdout=subprocess.DEVNULL,
            env=os.environ | {"PATH": path, "LDFLAGS": ldflags})  # fmt: skip
        yield name, next(folder.glob("vector_add*.so"))


def directive_programs():
    """A program for each row of docs/gpu.md's table of directives: before, after, as helped, and the host's numbers."""
    folder = OUT / "directives"
    source_folder = ROOT / "bench" / "gpu" / "directives"
    rows = {}
    for source in sorted(source_folder.glob("*.F90")):
        place = folder / source.stem
        place.mkdir(parents=True)

        def link(name, row, *flags, place=place):
            run("gfortran", "-O2", "-ffree-line-length-none", *flags, "-J", place, *row, source_folder / "main.f90",
                "-o", place / name)  # fmt: skip
            return str((place / name).relative_to(OUT))

        def emit(name, *options, place=place, source=source):
            done = subprocess.run(["isotach", "build", source, "-m", "row", "--target", "openacc", "--emit-only",
                                   place / name, *options], capture_output=True, text=True)  # fmt: skip
            copies = sorted((place / name).rglob(source.name))
            runtime = sorted((place / name).glob("row_acc.f90"))
            listed = place / name / "CMakeLists.txt"
            needed = [word for word in ("-fno-tree-ch",) if listed.exists() and word in listed.read_text()]
            return done, [*(runtime if copies else []), *(copies or [source])], needed

        host = link("host", [source])
        row = {"expected": run(OUT / host, capture_output=True, text=True).stdout.split(), "programs": {}}
        try:
            row["programs"]["before"] = link("before", [source], *GPU_FLAGS)
        except subprocess.CalledProcessError:
            print(f"# {source.stem}: GCC does not compile it as it is")
        done, compiled, needed = emit("copy")
        row["refused"] = [line for line in done.stderr.splitlines() if "[DirectiveUnsafe]" in line]
        if done.returncode == 0:
            row["rewritten"] = compiled != [source] or bool(needed)
            row["programs"]["after"] = link("after", compiled, *GPU_FLAGS, "-fall-intrinsics", *needed)
        elif not row["refused"]:
            sys.exit(f"prepare.py: {source.name}: {done.stderr}")
        if "#ifdef HELPED" in source.read_text():
            done, compiled, needed = emit("helped_copy", "-DHELPED")
            if done.returncode != 0:
                sys.exit(f"prepare.py: {source.name} with -DHELPED: {done.stderr}")
            row["programs"]["helped"] = link("helped", compiled, "-DHELPED", *GPU_FLAGS, "-fall-intrinsics", *needed)
        rows[source.stem] = row
    return rows


def library(name):
    for folder in ("/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu"):
        if os.path.exists(f"{folder}/{name}"):
            return f"{folder}/{name}"
    sys.exit(f"prepare.py: {name} is not installed")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--f2py-python", default=sys.executable, metavar="PYTHON", help="interpreter for f2py's modules"
    )
    parser.add_argument("--directives", action="store_true", help="only the programs of directives/")
    options = parser.parse_args()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    facts = {"steps": STEPS, "regions": {}, "verdicts": {}, "python": sys.version.split()[0]}
    if not options.directives:
        modules_and_verdicts(options, facts)
    facts["directives"] = directive_programs()
    (OUT / "facts.json").write_text(json.dumps(facts, indent=1))
    (OUT / "lib").mkdir()
    for name in LIBRARIES:
        shutil.copy(library(name), OUT / "lib" / name)
    shutil.copy(shutil.which("isotach"), OUT / "isotach")
    print(f"ready: {OUT} ({sum(f.stat().st_size for f in OUT.rglob('*') if f.is_file()) / 1e6:.1f} MB)")


def modules_and_verdicts(options, facts):
    modules = {}
    for case in SOURCES:
        modules[f"{case}_cpu"] = build(case, "cpu", f"{case}_cpu")
        modules[f"{case}_gpu"] = build(case, "openacc", f"{case}_gpu")
    modules.update(relinked(modules["vector_add_gpu"]))
    modules.update(made_by_f2py(options.f2py_python))
    shutil.rmtree(OUT / "keep")

    counter = OUT / "count_regions.so"
    run("gcc", "-O2", "-shared", "-fPIC", ROOT / "bench" / "gpu" / "count_regions.c", "-o", counter, "-ldl")
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


if __name__ == "__main__":
    main()
