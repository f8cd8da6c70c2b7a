"""Modules of `isotach build --target cuda` on the fake driver (fake_cuda): built with a stand-in for nvcc, run in a process of
their own, where `fake` counts what the driver was asked for."""

import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RUNTIME = ROOT / "runtime" / "cuda"
BINARY = os.environ.get("ISOTACH_BINARY", "isotach")
FAKE = pathlib.Path(BINARY).resolve().parents[1] / "tests" / "fake_cuda"

# A container of one PTX text that names the kernels of the source, as nvcc's would.
NVCC = """\
#!{python}
import re, struct, sys
source, out = [w for w in sys.argv if w.endswith(".cu")][0], sys.argv[sys.argv.index("-o") + 1]
names = re.findall(r"__global__ void (\\w+)\\(", open(source).read())
ptx = ".version {ptx}\\n.target sm_80\\n" + "".join(f".visible .entry {{name}}()\\n" for name in names)
body = ptx.encode() + b"\\0"
entry = struct.pack("<HHIQIIIIQQQQ", 1, 0x101, 64, len(body), 0, 0, 0, 80, 0, 0, 0, 0)
open(out, "wb").write(struct.pack("<IHHQ", 0xBA55ED50, 1, 16, len(entry) + len(body)) + entry + body)
"""

PRELUDE = """\
import ctypes, importlib, sys
import numpy as np
driver = ctypes.CDLL("libcuda.so.1")
driver.fake_cuda_count.restype = ctypes.c_longlong
driver.fake_cuda_log.restype = ctypes.c_char_p
def count(what):
    return driver.fake_cuda_count(what.encode())
def log():
    lines = driver.fake_cuda_log().decode().splitlines()
    driver.fake_cuda_clear_log()
    return lines
"""


def build(folder, name, text, ptx="8.0", options=()):
    """Builds NAME and, for launches, NAME_kernels.so."""
    nvcc = folder / "nvcc"
    nvcc.write_text(NVCC.format(python=sys.executable, ptx=ptx))
    nvcc.chmod(0o755)
    (folder / f"{name}.cuf").write_text(text)
    done = subprocess.run([BINARY, "build", f"{name}.cuf", "-m", name, "--target", "cuda", "--keep", "kept", *options], cwd=folder,
                          env=os.environ | {"ISOTACH_NVCC": str(nvcc)}, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    kernels = folder / "kept" / "generated" / f"{name}_kernels.cu"
    entries = re.findall(r'extern "C" void isotach_run_(\w+)\(void\*\* a\) \{(.*)\}', kernels.read_text())
    counts = folder / "counts.c"
    counts.write_text("".join(f"const int isotach_arguments_{n} = {body.count('a[')};\n" for n, body in entries))
    flags = ["-DISOTACH_HOST_EXEC", "-O1", "-fPIC", "-w", f"-I{RUNTIME}", "-c"]
    for source, more in [
        (counts, []),
        (HERE / "fake_cuda" / "kernels.c", []),
        (RUNTIME / "host_exec.c", []),
        (kernels, ["-x", "c++", "-std=c++17", "-fno-exceptions", "-ffp-contract=off", "-fwrapv"]),
    ]:
        subprocess.run(["gcc", *flags, *more, str(source), "-o", str(folder / f"{source.stem}.o")], check=True)
    objects = [str(folder / f"{stem}.o") for stem in ("counts", "kernels", "host_exec", f"{name}_kernels")]
    subprocess.run(["gcc", "-shared", "-o", str(folder / f"{name}_kernels.so"), *objects, "-lm"], check=True)


def run(folder, name, code, **settings):
    """Runs Python code beside the module; its output. FAKE_CUDA_... are given without that: DEVICES=2."""
    environment = os.environ | {f"FAKE_CUDA_{key}": str(value) for key, value in settings.items()}
    environment.setdefault("FAKE_CUDA_KERNELS", str(folder / f"{name}_kernels.so"))
    environment["LD_LIBRARY_PATH"] = f"{FAKE}:{os.environ.get('LD_LIBRARY_PATH', '')}"
    return subprocess.run(
        [sys.executable, "-c", PRELUDE + code], cwd=folder, env=environment, capture_output=True, text=True
    )


def output(folder, name, code, **settings):
    done = run(folder, name, code, **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
