"""Builds the programs of this folder and runs each on 1 and on 4 ranks, with the checking modes on."""

import pathlib
import subprocess
import sys

TOOL = pathlib.Path(__file__).resolve().parent.parent.parent / "tools" / "lfric_programs.py"

sys.exit(
    subprocess.run([sys.executable, TOOL, "run", "--ranks", "1,4", "--check", "poison=-1e30,annexed,audit"]).returncode
)
