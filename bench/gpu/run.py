"""The GPU check itself: runs what bench/gpu/prepare.py built, on the machine with the GPU.

    LD_LIBRARY_PATH=build/gpu/lib python3 bench/gpu/run.py [--json FILE]

For each module: what `isotach check` said of it, what then happened, and whether the two agree. GPU modules must
launch as many kernels as the host counted compute regions, and agree with the host's results; headless ones must
launch none. Exit code 0 when everything holds.
"""

import argparse
import json
import os
import pathlib
import re
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json")
    options = parser.parse_args()
    facts = json.loads((OUT / "facts.json").read_text())
    gpu = subprocess.run(
        ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"], capture_output=True, text=True
    )
    print(
        f"device: {gpu.stdout.strip() or 'none'}; modules built with Python {facts['python']}, run with {sys.version.split()[0]}, NumPy {np.__version__}"
    )
    here = subprocess.run(
        [OUT / "isotach", "check", "--here", OUT / facts["verdicts"]["vector_add_gpu"]["path"]],
        capture_output=True,
        text=True,
    )
    print(here.stdout.strip(), here.stderr.strip(), sep="\n")

    rows, failed = [], 0
    for name, verdict in facts["verdicts"].items():
        case = "turbulence" if name.startswith("turbulence") else "vector_add"
        gpu_ready = verdict["exit"] == 0
        device = "host" if name.endswith("_cpu") else "nvidia"
        code, launches, fields, output = run_case(case, OUT / verdict["path"], facts["steps"], device)
        worst, where, inside = difference(fields, case) if fields else (None, "", False)
        expected = facts["regions"][case] if gpu_ready else 0
        if name.startswith("headless"):
            agrees = not gpu_ready and launches == 0 and code != 0
        else:
            agrees = gpu_ready == name.endswith("_gpu") and code == 0 and launches == expected and inside
        failed += not agrees
        happened = f"exit {code}, {launches} kernels" + (
            f", difference {worst:.1e} {where}" if worst is not None else ""
        )
        rows.append(
            {
                "module": name,
                "verdict": "gpu-ready" if gpu_ready else "not gpu-ready",
                "expected_kernels": expected,
                "kernels": launches,
                "exit": code,
                "difference": worst,
                "field": where,
                "agrees": agrees,
                "output": output[-600:],
            }
        )
        print(
            f"{name:<20} {rows[-1]['verdict']:<14} {happened:<48} expected {expected:>5} kernels  {'PASS' if agrees else 'FAIL'}"
        )
        print("    " + output.splitlines()[-1][:200] if output else "")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({"device": gpu.stdout.strip(), "rows": rows}, indent=1))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
