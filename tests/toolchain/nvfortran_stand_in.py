#!/usr/bin/env python3
"""Stands in for nvfortran where there is none: writes down how it is called and makes what a caller looks for.

A compilation makes an object with the symbols and sections that NVIDIA's compilers leave in one, when the
options ask for GPU code; a link is done by gcc, with stand-ins for NVIDIA's run-time libraries. What is made cannot
run. The log is the file that NVFORTRAN_LOG names, one JSON list a call.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

VERSION = """
nvfortran 24.3-0 64-bit target on x86-64 Linux -tp zen3
NVIDIA Compilers and Tools
Copyright (c) 2024, NVIDIA CORPORATION & AFFILIATES.  All rights reserved.
"""
# A container with one cubin for chip 80, and the segment that is handed to the run time at load.
IMAGE = """.section .nv_fatbin,"a"
.balign 8
.long 0xba55ed50
.short 1, 16
.quad 72
.short 2, 0x101
.long 64
.quad 8
.long 0, 0
.short 0, 0
.long 80
.zero 32
.quad 0
.section .nvFatBinSegment,"aw"
.long 0x466243b1, 1
.quad 0, 0
"""
CALLS = {"-acc": "__pgi_uacc_computestart2", "-cuda": "__pgiLaunchKernelFromStub"}
LIBRARIES = {"-acc": "acchost", "-cuda": "cudafor"}


def compile_one(arguments):
    source, target = arguments[arguments.index("-c") + 1], arguments[arguments.index("-o") + 1]
    folder = pathlib.Path(arguments[arguments.index("-module") + 1])
    text = pathlib.Path(source).read_text()
    for line in text.splitlines():
        words = line.lower().split()
        if len(words) == 2 and words[0] == "module" and words[1] != "procedure":
            (folder / f"{words[1]}.mod").write_text("stand-in\n")
    if "syntax error here" in text:
        line = 1 + next(i for i, one in enumerate(text.splitlines()) if "syntax error here" in one)
        sys.exit(f"NVFORTRAN-S-0034-Syntax error at or near identifier error ({source}: {line})\n"
                 f"  0 inform,   0 warnings,   1 severes, 0 fatal for {source}")  # fmt: skip
    used = [option for option in CALLS if option in arguments]
    # What the C side refers to: every BIND(C) name.
    names = [part.split('"')[1] for part in text.split("bind(c, name=")[1:]]
    code = ".text\n" + "".join(f".globl {name}\n{name}:\n" for name in names)
    code += "".join(f" call {CALLS[option]}@PLT\n" for option in used) + " ret\n"
    code += (IMAGE if used else "") + '.section .note.GNU-stack,""\n'
    subprocess.run(["gcc", "-c", "-x", "assembler", "-", "-o", target], input=code.encode(), check=True)


def link(arguments):
    with tempfile.TemporaryDirectory() as folder:
        libraries = []
        for option, library in LIBRARIES.items():
            if option not in arguments:
                continue
            subprocess.run(["gcc", "-shared", "-x", "c", "-", "-o", f"{folder}/lib{library}.so"],
                           input=f"void {CALLS[option]}(void) {{}}".encode(), check=True)  # fmt: skip
            libraries += [f"-L{folder}", "-Wl,--no-as-needed", f"-l{library}"]
        own = ("-acc", "-cuda", "-gpu", "-Kieee", "-module")
        passed = [word for word in arguments if not word.startswith(own)]
        sys.exit(subprocess.run(["gcc", *passed, *libraries]).returncode)


def main():
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print(VERSION, end="")
        return
    with open(os.environ["NVFORTRAN_LOG"], "a") as log:
        log.write(json.dumps(arguments) + "\n")
    if "-c" in arguments:
        compile_one(arguments)
    else:
        link(arguments)


if __name__ == "__main__":
    main()
