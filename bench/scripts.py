"""What a script costs: isotach and PSyclone on the same algorithms with the same script."""

from __future__ import annotations

import os
import pathlib
import resource
import subprocess
import sys

import generate

ROOT = pathlib.Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "bench" / "colour_redundant_omp.py"
COPIES = 400
PEERS = 6


def algorithms(folder: pathlib.Path, count: int) -> list[pathlib.Path]:
    """Copies of the algorithms of tests/psykal under other names, `count` of them."""
    sources = sorted((ROOT / "tests" / "psykal" / "algorithms").glob("*_alg_mod.x90"))
    made = []
    for number in range(count):
        source = sources[number % len(sources)]
        path = folder / f"{source.stem[:-8]}_{number}_alg_mod.x90"
        path.write_text(source.read_text())
        made.append(path)
    return made


def kernel_words(option: str) -> list[str]:
    folders = [ROOT / "tests" / "psykal" / "algorithms" / "kernels"]
    folders += [ROOT / "examples" / "lfric" / name for name in ("columnwise", "boundary")]
    return [word for folder in folders for word in (option, str(folder))]


def installed(folder: pathlib.Path) -> dict[str, str]:
    """Variables with which Python keeps what it has compiled of isotach's sources, as pip does with those of packages."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def cpu_of(command: list[str], environment: dict[str, str] | None = None) -> float:
    """Seconds of CPU of a command with all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def psyclone_seconds(files: list[pathlib.Path]) -> float:
    """PSyclone in one process of its own, its start excluded: seconds of CPU for each file."""
    code = (
        "import functools, sys, time\n"
        "from psyclone.configuration import Config\nfrom psyclone.generator import generate\n"
        "from psyclone.parse import kernel\nkernel.fpapi.parse = functools.cache(kernel.fpapi.parse)\n"
        "Config.get().api = 'lfric'\nfolders = sys.argv[2].split(',')\nbegun = None\n"
        "for path in sys.argv[3:]:\n"
        "    generate(path, api='lfric', kernel_paths=folders, script_name=sys.argv[1])\n"
        "    if begun is None: begun = time.process_time()\n"
        "print((time.process_time() - begun) / (len(sys.argv) - 4), file=sys.stderr)\n"
    )
    folders = ",".join(kernel_words("-k")[1::2])
    done = subprocess.run(
        [sys.executable, "-c", code, str(SCRIPT), folders, *map(str, files)], capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return float(done.stderr.strip().splitlines()[-1])


VIEWS = 200
VIEW = f"""
import time
from psyclone.psyGen import InvokeSchedule
def trans(psyir):
    longest = 0.0
    for schedule in psyir.walk(InvokeSchedule):
        schedule.view(colour=False)
        begun = time.process_time()
        for _ in range({VIEWS}):
            schedule.view(colour=False)
        longest = max(longest, time.process_time() - begun)
    print("seconds:", longest / {VIEWS})
"""


def view_seconds(binary, folder: pathlib.Path) -> float:
    """Of one view() of an invoke with many statements."""
    (folder / "view.py").write_text(VIEW)
    algorithm = ROOT / "tests" / "psykal" / "algorithms" / "chain_alg_mod.x90"
    command = [binary, "psyclone", "-api", "lfric", *kernel_words("-d"), "-s", str(folder / "view.py")]
    done = subprocess.run(
        [*command, "-oalg", os.devnull, "-opsy", os.devnull, str(algorithm)], capture_output=True, text=True, check=True
    )
    return float(done.stdout.split("seconds:")[1].split()[0])


LINES = 5000
ANNOTATE = ROOT / "bench" / "annotate_loops.py"


def physics(folder: pathlib.Path, binary: str) -> dict:
    """Seconds of CPU of a script that walks a file of plain Fortran and annotates its loops, as processes; and how many."""
    source, ours, theirs = (folder / name for name in ("physics.f90", "ours.f90", "theirs.f90"))
    source.write_text(generate.model_code(LINES))
    words = ["-s", str(ANNOTATE), "-o"]
    command = [binary, "psyclone", *words, str(ours), str(source)]
    mine = min(cpu_of(command, installed(folder)) for _ in range(4))
    psyclone = str(pathlib.Path(sys.executable).parent / "psyclone")
    peer = cpu_of([psyclone, *words, str(theirs), str(source)])
    loops = [text.read_text().count("!$omp parallel do") for text in (ours, theirs)]
    return {"physics": mine, "physics psyclone": peer, "physics loops": loops}


def run(root, work, binary, repeat: int) -> dict:
    folder = pathlib.Path(work)
    files = algorithms(folder, COPIES)
    batch = cpu_of(
        [binary, "psykal", *kernel_words("-k"), "-s", str(SCRIPT), "-o", str(folder / "out"), *map(str, files)]
    )
    outputs = ["-s", str(SCRIPT), "-oalg", os.devnull, "-opsy", os.devnull, str(files[0])]
    one = [binary, "psyclone", "-api", "lfric", *kernel_words("-d"), *outputs]
    ours = min(cpu_of(one, installed(folder)) for _ in range(max(2, repeat // 3)))
    psyclone = str(pathlib.Path(sys.executable).parent / "psyclone")
    theirs = cpu_of([psyclone, "-api", "lfric", *kernel_words("-d"), *outputs])
    return {
        "algorithms": COPIES,
        "batch": batch,
        "psyclone a file": psyclone_seconds(files[: PEERS + 1]),
        "process": ours,
        "psyclone process": theirs,
        "view": view_seconds(binary, folder),
        **physics(folder, binary),
    }


def report(result: dict) -> str:
    expected = result["psyclone a file"] * result["algorithms"]
    return "\n".join(
        [
            "Scripts (colours, redundant computation, OpenMP): seconds of CPU",
            f"  {result['algorithms']} algorithms         {result['batch']:8.2f}   PSyclone, its start excluded, from "
            f"{PEERS} of them: {expected:8.1f}   {expected / result['batch']:.0f} times",
            f"  one, as a process      {result['process']:8.3f}   PSyclone: {result['psyclone process']:8.2f}   "
            f"{result['psyclone process'] / result['process']:.0f} times",
            f"  view() of an invoke    {1000 * result['view']:8.3f} ms",
            f"  {LINES} lines of physics  {result['physics']:8.3f}   PSyclone: {result['physics psyclone']:8.2f}   "
            f"{result['physics psyclone'] / result['physics']:.0f} times; loops annotated: {result['physics loops'][0]}, "
            f"by PSyclone {result['physics loops'][1]}",
        ]
    )
