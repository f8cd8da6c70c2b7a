"""CUDA Fortran on a GPU: the examples and random kernels, built here and run on a machine without gfortran.

    python bench/gpu/cuda.py prepare [--modules 25] [--kernels 20] [--gpu sm_90]    builds into build/cuda
    python3 bench/gpu/cuda.py run                                                   there, with build/cuda in place

Modules of random kernels are built in build/cuda_drawn, again only where something changed, and go into one packed file:
of their megabytes nearly all is PTX.

Random kernels (tests/gpu/random_kernels.py): what the GPU leaves in the arrays is held, bit for bit, against what the
same statements leave on the host, compiled by gfortran -O2. Exit code 0 if all agree.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "cuda"
DRAWN = ROOT / "build" / "cuda_drawn"
PACKED = OUT / "drawn.tar.xz"
LIBRARIES = ["libgfortran.so.5", "libquadmath.so.0"]
sys.path[:0] = [str(ROOT / "tests" / "gpu"), str(ROOT / "examples" / "cuda_fortran")]


def build(name, sources, gpu, *options, folder=OUT):
    command = [os.environ.get("ISOTACH_BINARY", "isotach"), "build", *map(str, sources), "-m", name, "--target", "cuda", "--gpu", gpu,
               "-o", str(folder), *options]  # fmt: skip
    print("$", " ".join(command), flush=True)
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return folder / f"{name}.abi3.so"


def prepare(modules, kernels, gpu):
    import random_kernels

    OUT.mkdir(parents=True, exist_ok=True)
    DRAWN.mkdir(exist_ok=True)
    for old in OUT.glob("*.so*"):
        old.unlink()
    build("cudemo", sorted((ROOT / "examples" / "cuda_fortran").glob("*.cuf")), gpu)
    build("forms", [ROOT / "tests" / "gpu" / "forms.cuf"], gpu, "--fflags=-O2")
    with tarfile.open(PACKED, "w:xz") as packed:
        for seed in range(1, modules + 1):
            source = DRAWN / f"drawn{seed}.cuf"
            source.write_text(random_kernels.source(seed, kernels))
            options = [f"--fflags={random_kernels.ORACLE}"]
            path = build(f"drawn{seed}", [source], gpu, *options, folder=DRAWN)
            packed.add(path, path.name)
    (OUT / "kernels").write_text(str(kernels))
    for library in LIBRARIES:
        path = subprocess.run(
            ["gfortran", f"-print-file-name={library}"], check=True, capture_output=True, text=True
        ).stdout.strip()
        shutil.copy(path, OUT / library)


def run():
    import numpy as np

    if str(OUT) not in os.environ.get("LD_LIBRARY_PATH", ""):  # read by the loader when a process starts
        os.environ["LD_LIBRARY_PATH"] = f"{OUT}:{os.environ.get('LD_LIBRARY_PATH', '')}"
        os.execv(sys.executable, [sys.executable, *sys.argv])
    import forms
    import random_kernels
    import run as example

    cudemo = random_kernels.load(OUT / "cudemo.abi3.so")
    wrong = example.check(cudemo)
    print("examples:", "; ".join(wrong) or "agree with NumPy, bit for bit")
    module = random_kernels.load(OUT / "forms.abi3.so").forms
    differ = forms.statements(module, on_gpu=True) + forms.reductions(module) + forms.shared_and_atomics(module)
    print("forms of Fortran:", "; ".join(differ) or "right")
    wrong += differ
    field = np.asfortranarray(np.random.default_rng(1).normal(280.0, 1.0, (20480, 90)))
    cudemo.cuda_fortran.diffuse(1, 0.25, field)
    for steps in (1, 101):
        start = time.perf_counter()
        cudemo.cuda_fortran.diffuse(steps, 0.25, field)
        print(f"diffuse, 20480 x 90, {steps} steps from host arrays: {1e3 * (time.perf_counter() - start):.2f} ms")
    count, differing = 0, []
    unpacked = pathlib.Path(tempfile.mkdtemp())
    with tarfile.open(PACKED) as packed:
        packed.extractall(unpacked)
    for path in sorted(unpacked.glob("drawn*.so")):
        module = random_kernels.load(path).kernels
        for number in range(1, int((OUT / "kernels").read_text()) + 1):
            count += 1
            differing += [f"{path.name} kernel {number} {text}" for text in random_kernels.differing(module, number)]
    print(f"random kernels: {count}, {len(differing)} arrays differ from gfortran's")
    print("\n".join(differing[:10]))
    return 1 if wrong or differing else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["prepare", "run"])
    parser.add_argument("--modules", type=int, default=25)
    parser.add_argument("--kernels", type=int, default=20)
    parser.add_argument("--gpu", default="sm_90")
    arguments = parser.parse_args()
    if arguments.what == "run":
        sys.exit(run())
    prepare(arguments.modules, arguments.kernels, arguments.gpu)
