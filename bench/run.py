"""make bench: compares Isotach with the tools it stands beside, all in one run on one machine.

    python bench/run.py [parse] [call] [build] [f2py] [halo] [psykal] [scripts] [analysis] [--repeat N] [--json FILE]

Prints medians with their range and the ratio to Isotach. Nothing is asserted: machines differ, ratios travel.
"""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

import build_time
import call_overhead
import f2py_packages
import parse_speed
import scripts

import analysis
import psykal

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import halo  # noqa: E402

PARTS = {
    "parse": parse_speed,
    "call": call_overhead,
    "build": build_time,
    "f2py": f2py_packages,
    "halo": halo,
    "psykal": psykal,
    "scripts": scripts,
    "analysis": analysis,
}


def machine() -> dict:
    def first_line(*command):
        try:
            return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[0]
        except (OSError, IndexError):
            return "not here"

    import numpy

    model = "unknown"
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as file:
            model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), model)
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "gfortran": first_line("gfortran", "--version"),
        "flang": first_line(parse_speed.FLANG, "--version"),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="part",
        help="parse, call, build, f2py, halo, psykal, scripts, analysis (default: all)",
    )
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; take {', '.join(PARTS)}")
    binary = os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "release" / "bin" / "isotach"))
    results = {"machine": machine()}
    print(", ".join(f"{key} {value}" for key, value in results["machine"].items()))
    failed = []
    for name in arguments.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="isotach-bench-") as work:
            try:
                results[name] = PARTS[name].run(ROOT, pathlib.Path(work), binary, arguments.repeat)
            except (RuntimeError, OSError) as error:
                print(f"\n{name}: {error}")
                failed.append(name)
                continue
        print("\n" + PARTS[name].report(results[name]), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
