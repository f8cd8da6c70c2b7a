"""NVRTC's own time for a source: python bench/gpu/nvrtc_time.py LIBRARY SOURCE.cu HEADER ARCHITECTURE

Loads the library, compiles once for the architecture, and prints the seconds and the bytes of cubin and PTX."""

import ctypes
import pathlib
import sys
import time

library, source, header, architecture = sys.argv[1:]
start = time.perf_counter()
nvrtc = ctypes.CDLL(library)
program = ctypes.c_void_p()
headers = (ctypes.c_char_p * 1)(pathlib.Path(header).read_bytes())
names = (ctypes.c_char_p * 1)(pathlib.Path(header).name.encode())
words = [
    "-std=c++17",
    "-fmad=false",
    "-prec-div=true",
    "-prec-sqrt=true",
    "-ftz=false",
    "-lineinfo",
    f"--gpu-architecture={architecture}",
]
options = (ctypes.c_char_p * len(words))(*[word.encode() for word in words])
assert (
    nvrtc.nvrtcCreateProgram(ctypes.byref(program), pathlib.Path(source).read_bytes(), b"k.cu", 1, headers, names) == 0
)
assert nvrtc.nvrtcCompileProgram(program, len(words), options) == 0
sizes = []
for what in ("CUBIN", "PTX"):
    size = ctypes.c_size_t()
    error = getattr(nvrtc, f"nvrtcGet{what}Size")(program, ctypes.byref(size))
    sizes.append(f"{what} {size.value} bytes (error {error})")
print(f"{time.perf_counter() - start:.3f} s: {', '.join(sizes)}")
