"""The GPU check itself: runs what bench/gpu/prepare.py built, on the machine with the GPU.

    LD_LIBRARY_PATH=build/gpu/lib python3 bench/gpu/run.py [--json FILE]

For each module: what `isotach check --here` says of it on this machine, what then happens, and whether the two agree.
GPU modules must launch as many kernels as the host counted compute regions, and agree with the host's results;
headless ones must launch none and fail; those for the CPU must agree without a launch. A verdict must also be the one
given where the module was built. Exit code 0 when everything holds.
"""

import argparse
import importlib.machinery
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "gpu"
# Device and host round exp, log and fused multiply-adds differently, and steps amplify that. How much is measured,
# not guessed: a field may differ by this many times what one unit in the last place of the input does to it.
AMPLIFICATION = 10.0


def run_case(case, module, steps, device):
    """Returns exit code, kernel launches, fields and output of one case in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out.npz"
        environment = os.environ | {"ACC_DEVICE_TYPE": device}
        environment.pop("GOMP_DEBUG", None)
        command = [sys.executable, ROOT / "bench" / "gpu" / "cases.py", case, module, out, "--steps", str(steps)]
        plain = subprocess.run(list(map(str, command)), env=environment, capture_output=True, text=True)
        fields = dict(np.load(out)) if plain.returncode == 0 else {}
        debug = subprocess.run(
            list(map(str, command)), env=environment | {"GOMP_DEBUG": "1"}, capture_output=True, text=True
        )
        launches = len(re.findall(r"nvptx_exec: kernel \S+: finished", debug.stderr)) or len(
            re.findall(r"nvptx_exec: kernel \S+: launch", debug.stderr)
        )
        return plain.returncode, launches, fields, (plain.stdout + plain.stderr).strip()


def difference(fields, case):
    """Largest difference relative to a field's magnitude, the field, and whether every field is inside its bound."""
    reference, perturbed = (dict(np.load(OUT / f"{case}_{kind}.npz")) for kind in ("host", "perturbed"))
    worst, where, inside = 0.0, "", True
    for name, expected in reference.items():
        scale = np.max(np.abs(expected)) or 1.0
        found = float(np.max(np.abs(fields[name] - expected)) / scale)
        bound = AMPLIFICATION * float(np.max(np.abs(perturbed[name] - expected)) / scale)
        inside = inside and found <= bound
        if found > worst:
            worst, where = found, name
    return worst, where, inside


def check(path):
    """Exit code, verdict and what speaks against this machine."""
    done = subprocess.run([OUT / "isotach", "check", "--here", "--json", path], capture_output=True, text=True)
    answer = json.loads(done.stdout)
    return done.returncode, answer["files"][0], answer["machine"]


def device_name():
    words = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    return subprocess.run(words, capture_output=True, text=True).stdout.strip() if shutil.which(words[0]) else ""


def fits(path):
    """Whether this Python loads a file of such a name at all: f2py's modules fit one version."""
    return any(path.name.endswith(suffix) for suffix in importlib.machinery.EXTENSION_SUFFIXES)


def judge(name, verdict, here, code, launches, expected, inside):
    """Whether what happened is what the verdict and the name of the module promise."""
    wanted = "cpu-only" if name.endswith("_cpu") else "headless" if name.startswith("headless") else "gpu-ready"
    if verdict != wanted:
        return False
    if verdict == "headless" or here:  # asked for the GPU, it must not compute on the host without a word
        return launches == 0 and code != 0
    return code == 0 and launches == expected and inside


def run_directives(rows):
    """Each row's programs on the device against the host's numbers. What is kept must be right; what was refused may be
    wrong, and whether it is, is told."""
    failed, told = 0, []
    for name, row in rows.items():
        for kind, program in row["programs"].items():
            done = subprocess.run([OUT / program], capture_output=True, text=True, timeout=120,
                                  env=os.environ | {"ACC_DEVICE_TYPE": "nvidia"})  # fmt: skip
            right = done.returncode == 0 and done.stdout.split() == row["expected"]
            happened = "right" if right else "wrong numbers" if done.returncode == 0 else f"exit {done.returncode}"
            said = done.stderr.strip().splitlines()[-1:] or [""]
            bad = kind != "before" and not right
            failed += bad
            print(f"{name:<22} {kind:<8} {happened:<16} {'FAIL' if bad else ''} {said[0][:90]}")
            told.append({"row": name, "program": kind, "happened": happened, "said": said[0], "agrees": not bad})
        for line in row["refused"]:
            print(f"    refused: {line[:200]}")
    return failed, told


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json")
    options = parser.parse_args()
    facts = json.loads((OUT / "facts.json").read_text())
    device = device_name()
    print(f"device: {device or 'none'}; modules built with Python {facts['python']}, run with "
          f"{sys.version.split()[0]}, NumPy {np.__version__}")  # fmt: skip
    rows, failed, machine = [], 0, None
    for name, built in facts["verdicts"].items():
        path = OUT / built["path"]
        _, answer, machine = check(path)
        verdict, here = answer["verdict"], answer["here"]
        if not fits(path):
            print(f"{name:<22} {verdict:<10} NOT RUN: {path.name} is for another version of Python")
            rows.append({"module": name, "verdict": verdict, "agrees": None})
            continue
        case = "turbulence" if name.startswith("turbulence") else "vector_add"
        code, launches, fields, output = run_case(
            case, path, facts["steps"], "host" if verdict == "cpu-only" else "nvidia"
        )
        worst, where, inside = difference(fields, case) if fields else (None, "", False)
        expected = facts["regions"][case] if verdict == "gpu-ready" and not here else 0
        agrees = verdict == built["answer"]["files"][0]["verdict"] and judge(
            name, verdict, here, code, launches, expected, inside
        )
        failed += not agrees
        happened = f"exit {code}, {launches} kernels of {expected}"
        if worst is not None:
            happened += f", difference {worst:.1e} {where}"
        print(f"{name:<22} {verdict:<10} {happened:<52} {'PASS' if agrees else 'FAIL'}")
        for finding in here:
            print(f"    here: {finding['what']}")
        print("    " + output.splitlines()[-1][:200] if output else "")
        rows.append({"module": name, "verdict": verdict, "here": here, "expected_kernels": expected,
                     "kernels": launches, "exit": code, "difference": worst, "field": where, "agrees": agrees,
                     "output": output[-600:]})  # fmt: skip
    print(f"machine: {json.dumps(machine)}")
    not_run = sum(row["agrees"] is None for row in rows)
    print(f"{len(rows) - failed - not_run} verdicts agree with what happened, {failed} do not, {not_run} not run")
    wrong, told = run_directives(facts["directives"])
    print(f"{len(told)} programs of directives, {wrong} of those kept are wrong")
    failed += wrong
    if options.json:
        text = json.dumps({"device": device, "machine": machine, "rows": rows, "directives": told}, indent=1)
        pathlib.Path(options.json).write_text(text)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
