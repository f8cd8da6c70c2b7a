"""Generated device code against CUDA by hand, by size; launches against the driver's own; building against nvcc's time.

    python bench/gpu/hand/hand.py prepare [--gpu sm_90]    builds into build/hand, and times builds; needs nvcc and gfortran
    python3 bench/gpu/hand/hand.py run                     on the GPU machine, with build/hand in place
    python bench/gpu/hand/hand.py host                     the Fortran by host execution: same results as NumPy

Naive is what a person translates, tuned what one makes of it (kernels.cu); the CUDA Fortran (kernels.cuf) says the same
as naive. Medians of 15 samples of many launches, each launch on the next set of arrays, of which there are so many that
they do not fit the L2 cache; rows marked L2 have one set. Results are compared first. Exit code 1 if one differs, if a
kernel has less than 95 % of naive's speed, or if a launch takes more than 1.2 times the driver's.
"""

import argparse
import ctypes
import importlib.util
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parents[2] / "build" / "hand"
LIBRARIES = ["libgfortran.so.5", "libquadmath.so.0"]
SAMPLES = 15
BEYOND_L2 = 400 << 20  # bytes of all sets together: eight times the 50 MB of an H100 and H200
TRIVIAL = """module trivial
contains
  attributes(global) subroutine add(n, a)
    integer, value :: n
    real(8) :: a(n)
    integer :: i
    i = (blockIdx%x - 1)*blockDim%x + threadIdx%x
    if (i <= n) a(i) = a(i) + 1
  end subroutine
  subroutine run(n, a)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    real(8), device :: a_d(n)
    a_d = a
    call add<<<(n + 127)/128, 128>>>(n, a_d)
    a = a_d
  end subroutine
end module
"""


def timed(command, **more):
    """Wall and processor seconds of a command and all that it starts."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [str(word) for word in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def build_times(isotach, gpu, repeats=5):
    """A trivial module for one architecture: all of `isotach build`, against nvcc alone on the text that it writes."""
    rows = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / "trivial.cuf").write_text(TRIVIAL)
        command = [isotach, "build", "trivial.cuf", "-m", "trivial", "--target", "cuda", "--gpu", gpu]
        subprocess.run([*map(str, command), "--keep", "kept"], cwd=folder, check=True, stderr=subprocess.DEVNULL)
        device = next((folder / "kept").rglob("trivial_kernels.cu"))
        number = gpu[3:]
        flags = ["-std=c++17", "-fmad=false", f"-I{device.parent}", device]
        image = [
            f"-gencode=arch=compute_{number},code=sm_{number}",
            f"-gencode=arch=compute_{number},code=compute_{number}",
        ]
        commands = {
            "isotach build, all of it": command,
            "nvcc -fatbin of its device code (sm and PTX)": ["nvcc", *flags, "-fatbin", *image, "-o", "a.fatbin"],
            "nvcc -cubin of its device code": ["nvcc", *flags, "-cubin", f"-arch={gpu}", "-o", "a.cubin"],
        }
        for name, words in commands.items():
            times = []
            for number in range(repeats):
                cache = {"XDG_CACHE_HOME": str(folder / f"cache{number}{len(rows)}")}  # nothing is built before
                times.append(timed(words, cwd=folder, env=os.environ | cache))
            rows[name] = [statistics.median(column) for column in zip(*times, strict=True)]
    return rows


def show_build_times(rows):
    whole = rows["isotach build, all of it"]
    for name, (wall, processor) in rows.items():
        print(
            f"{name:46} {wall:6.2f} s  {processor:6.2f} s of processor time; isotach's is {whole[1] / processor:.2f} of it"
        )


def prepare(gpu):
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.so*"):
        old.unlink()
    isotach = os.environ.get("ISOTACH_BINARY", "isotach")
    commands = [
        [isotach, "build", HERE / "kernels.cuf", "-m", "hand", "--target", "cuda", "--gpu", gpu, "-o", OUT, "--fflags=-O2"],
        ["nvcc", "-O3", "-std=c++17", f"-arch={gpu}", "-shared", "-Xcompiler", "-fPIC", "-cudart", "static", HERE / "kernels.cu",
         "-o", OUT / "libhand.so"],
    ]  # fmt: skip
    for command in commands:
        print("$", " ".join(map(str, command)), flush=True)
        subprocess.run([str(word) for word in command], check=True)
    for library in LIBRARIES:
        command = ["gfortran", f"-print-file-name={library}"]
        shutil.copy(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip(), OUT / library)
    rows = build_times(isotach, gpu)
    show_build_times(rows)
    (OUT / "build_times.json").write_text(json.dumps(rows))


def load(path):
    spec = importlib.util.spec_from_file_location("hand", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.hand


def arrays_of(kernel, n, m):
    import numpy as np

    rng = np.random.default_rng(n)
    one = {name: np.asfortranarray(rng.uniform(0.5, 1.5, (n, m))) for name in {"triad": "abc", "transpose": "ab", "tridiagonal": "abcdx"}[kernel]}  # fmt: skip
    if kernel == "tridiagonal":
        one["b"] += 4  # dominates its row
    return one


def expected_of(kernel, one):
    import numpy as np

    if kernel == "triad":
        return one["b"] + 3 * one["c"]
    if kernel == "transpose":
        return one["a"].T
    a, b, c, d = (one[name] for name in "abcd")
    w, x = np.empty_like(a), np.empty_like(a)
    w[:, 0], x[:, 0] = c[:, 0] / b[:, 0], d[:, 0] / b[:, 0]
    for k in range(1, a.shape[1]):
        t = 1 / (b[:, k] - a[:, k] * w[:, k - 1])
        w[:, k], x[:, k] = c[:, k] * t, (d[:, k] - a[:, k] * x[:, k - 1]) * t
    for k in range(a.shape[1] - 2, -1, -1):
        x[:, k] = x[:, k] - w[:, k] * x[:, k + 1]
    return x


def fortran_time(hand, kernel, one, sets, launches, samples, block):
    """Milliseconds of each sample, and what the kernel wrote."""
    flat = {name: value.reshape(-1, order="F") if kernel == "triad" else value for name, value in one.items()}
    if kernel == "triad":
        ms = hand.triad(sets, launches, samples, block, flat["a"], flat["b"], flat["c"])
        return ms, flat["a"]
    if kernel == "transpose":
        ms = hand.transpose_tiles(sets, launches, samples, one["a"], one["b"])
        return ms, one["b"]
    ms = hand.tridiagonal(sets, launches, samples, block, *(one[name] for name in "abcdx"))
    return ms, one["x"]


def hand_time(library, kernel, tuned, one, sets, launches, samples, block):
    import numpy as np

    ms = np.zeros(samples, "f4")
    n, m = next(iter(one.values())).shape
    pointers = (ctypes.c_void_p * 5)(*(value.ctypes.data for value in one.values()))
    number = ["triad", "transpose", "tridiagonal"].index(kernel)
    if library.hand_time(
        number, int(tuned), n, m, sets, launches, samples, block, pointers, ms.ctypes.data_as(ctypes.c_void_p)
    ):
        sys.exit(f"{kernel} by hand failed")
    return ms, one[{"triad": "a", "transpose": "b", "tridiagonal": "x"}[kernel]]


# Arrays that a kernel reads or writes from memory, by its text: rereads that a cache answers are not counted.
TRAFFIC = {"triad": 3, "transpose": 2, "tridiagonal": 9}
ARRAYS = {"triad": 3, "transpose": 2, "tridiagonal": 6}
SHAPES = {
    "triad": [(1 << power, 1) for power in (14, 16, 18, 20, 21, 22, 23, 24, 26, 27)],
    "transpose": [(1024, 1024), (4096, 4096), (8192, 8192)],
    "tridiagonal": [(columns, 90) for columns in (2560, 10240, 20480, 40960, 81920, 163840)],
}


def run():
    import numpy as np

    if str(OUT) not in os.environ.get("LD_LIBRARY_PATH", ""):  # read by the loader when a process starts
        os.environ["LD_LIBRARY_PATH"] = f"{OUT}:{os.environ.get('LD_LIBRARY_PATH', '')}"
        os.execv(sys.executable, [sys.executable, *sys.argv])
    hand, library = load(OUT / "hand.abi3.so"), ctypes.CDLL(str(OUT / "libhand.so"))
    problems, table = [], []
    print(
        f"{'kernel':12} {'shape':>14} {'sets':>5} {'Fortran us':>11} {'naive us':>10} {'tuned us':>10} {'naive/Fortran':>14} {'tuned/Fortran':>14} {'TB/s':>6}"
    )
    for kernel, shapes in SHAPES.items():
        for n, m in shapes:
            size = 8 * n * m
            for sets in {1, max(1, -(-BEYOND_L2 // (size * ARRAYS[kernel])))}:
                note = " L2" if sets == 1 and size * ARRAYS[kernel] < BEYOND_L2 / 8 else ""
                launches = max(20, min(1000, int(2e-2 / (size * TRAFFIC[kernel] / 3e12 + 4e-6))))
                # The best block is a part of tuning; naive and Fortran have the usual one.
                found, results = {}, {}
                found["fortran"], results["fortran"] = fortran_time(hand, kernel, arrays_of(kernel, n, m), sets, launches, SAMPLES, 256 if kernel == "triad" else 128)  # fmt: skip
                for tuned, block in [(False, 256 if kernel == "triad" else 128)] + [
                    (True, block) for block in ((128, 256, 512, 1024) if kernel == "triad" else (32, 64, 128))
                ]:
                    name = "tuned" if tuned else "naive"
                    ms, result = hand_time(
                        library, kernel, tuned, arrays_of(kernel, n, m), sets, launches, SAMPLES, block
                    )
                    if name not in found or statistics.median(ms) < statistics.median(found[name]):
                        found[name], results[name] = ms, result
                expected = expected_of(kernel, arrays_of(kernel, n, m))
                for name, result in results.items():
                    # By hand with contraction, so what nearly cancels has fewer digits.
                    near = 1e-12 * np.abs(expected).max()
                    if not np.allclose(result.reshape(expected.shape, order="F"), expected, rtol=1e-12, atol=near):
                        problems.append(f"{kernel} {n} x {m}: {name} differs from NumPy")
                us = {name: 1e3 * statistics.median(map(float, ms)) for name, ms in found.items()}
                ratio = us["naive"] / us["fortran"]
                if ratio < 0.95:
                    problems.append(f"{kernel} {n} x {m}, {sets} sets: {ratio:.3f} of naive's speed")
                table.append({"kernel": kernel, "n": n, "m": m, "sets": sets, **us})
                rate = size * TRAFFIC[kernel] / us["fortran"] / 1e6
                print(
                    f"{kernel:12} {f'{n} x {m}':>14} {sets:5} {us['fortran']:11.2f} {us['naive']:10.2f} {us['tuned']:10.2f} {ratio:14.3f} {us['tuned'] / us['fortran']:14.3f} {rate:6.2f}{note}",
                    flush=True,
                )
    # Fewer than the driver queues, so that the host's time is what is seen; then as many as the device takes.
    calls = {
        "Fortran": (hand.arguments_25, hand.synchronize),
        "driver": (library.hand_launches, library.hand_synchronize),
    }
    for title, count, with_end in (("host's time of", 400, False), ("back to back,", 20000, True)):
        us = {}
        for name, (launch, synchronize) in calls.items():
            launch(10), synchronize()
            times = []
            for _ in range(SAMPLES):
                start = time.perf_counter()
                launch(count)
                if with_end:
                    synchronize()
                times.append(time.perf_counter() - start)
                synchronize()
            us[name] = 1e6 * statistics.median(times) / count
        ratio = us["Fortran"] / us["driver"]
        print(
            f"{title} a launch with 25 arguments: {us['Fortran']:.2f} us, the driver's own {us['driver']:.2f} us, ratio {ratio:.2f}"
        )
        table.append({"launch": title, **us})
        if ratio > 1.2:
            problems.append(f"{title} a launch: {ratio:.2f} of the driver's")
    print("\nbuilding a trivial module, where it was prepared:")
    show_build_times(json.loads((OUT / "build_times.json").read_text()))
    (OUT / "results.json").write_text(json.dumps(table, indent=1))
    if os.environ.get("OUT"):
        shutil.copy(OUT / "results.json", os.environ["OUT"])
    print("\n" + ("\n".join(problems) or "all results agree, all kernels within 95 % of naive, launches within 1.2"))
    return 1 if problems else 0


def host():
    """What the kernels compute, without a GPU."""
    import numpy as np

    with tempfile.TemporaryDirectory() as scratch:
        command = [
            os.environ.get("ISOTACH_BINARY", "isotach"),
            "build",
            HERE / "kernels.cuf",
            "-m",
            "hand",
            "--target",
            "cuda",
            "--host-exec",
            "-o",
            scratch,
        ]
        subprocess.run([str(word) for word in command], check=True, stderr=subprocess.DEVNULL)
        hand = load(pathlib.Path(scratch) / "hand.abi3.so")
        for kernel, (n, m) in {"triad": (1000, 1), "transpose": (64, 64), "tridiagonal": (100, 9)}.items():
            _, result = fortran_time(hand, kernel, arrays_of(kernel, n, m), 2, 3, 2, 128)
            expected = expected_of(kernel, arrays_of(kernel, n, m))
            if not np.array_equal(result.reshape(expected.shape, order="F"), expected):
                sys.exit(f"{kernel} differs from NumPy")
            print(f"{kernel}: NumPy's bits")
        hand.arguments_25(3)
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["prepare", "run", "host"])
    parser.add_argument("--gpu", default="sm_90")
    arguments = parser.parse_args()
    if arguments.what == "prepare":
        sys.exit(prepare(arguments.gpu))
    sys.exit(run() if arguments.what == "run" else host())
