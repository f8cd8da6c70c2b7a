"""The driver's calls counted from outside the process's libraries (fake_cuda/counting.c), on a real driver or the fake one."""

import os
import pathlib
import struct
import subprocess

SOURCE = pathlib.Path(__file__).resolve().parent / "fake_cuda" / "counting.c"
NAMES = [
    "bytes_to_device",
    "bytes_to_host",
    "bytes_on_device",
    "copies_to_device",
    "copies_to_host",
    "copies_on_device",
    "allocations",
    "frees",
    "launches",
    "waits",
]


def build(folder):
    library = pathlib.Path(folder) / "libcounting_cuda.so"
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", SOURCE, "-o", library], check=True)
    return library


def environment(library, file):
    """What a process is started with."""
    return {"LD_AUDIT": str(library), "COUNTING_CUDA": str(file)}


def counts():
    """Of this process up to now."""
    data = pathlib.Path(os.environ["COUNTING_CUDA"]).read_bytes()
    return dict(zip(NAMES, struct.unpack(f"{len(NAMES)}q", data), strict=True))
