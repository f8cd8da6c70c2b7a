"""Runs the examples: `run.py` of every folder of examples/, each in its own process, with isotach importable.

A folder without run.py, or a run.py that fails, fails the run.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--script", default="run.py", help="file to run (default: run.py)")
    parser.add_argument("names", nargs="*", help="folders of examples/ (default: all)")
    arguments = parser.parse_args()
    present = sorted(entry for entry in (ROOT / "examples").iterdir() if entry.is_dir() and entry.name != "__pycache__")
    folders = [ROOT / "examples" / name for name in arguments.names] or present
    environment = dict(
        os.environ,
        PATH=os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]]),
        ISOTACH_BINARY=os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "release" / "bin" / "isotach")),
        PYTHONPATH=os.pathsep.join(filter(None, [str(ROOT / "python"), os.environ.get("PYTHONPATH")])),
        MPLBACKEND="Agg",
    )
    failed = []
    for folder in folders:
        script = folder / arguments.script
        if not script.is_file():
            print(f"FAILED {folder.name}: no {arguments.script}")
            failed.append(folder.name)
            continue
        print(f"--- {script.relative_to(ROOT)}", flush=True)
        start = time.perf_counter()
        status = subprocess.run([sys.executable, str(script)], cwd=folder, env=environment).returncode
        if status:
            print(f"FAILED {folder.name}: ended with {status}")
            failed.append(folder.name)
        else:
            print(f"--- {folder.name}: done in {time.perf_counter() - start:.1f} s", flush=True)
    if not folders:
        print("FAILED: examples/ is empty")
        return 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
