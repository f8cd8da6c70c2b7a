"""The work between start and finish of an exchange hides the time that messages take."""

import os
import pathlib
import re
import subprocess

import lfric_programs
import pytest

pytestmark = pytest.mark.mpi

ISOTACH = os.environ.get("ISOTACH_BINARY", "isotach")
TOOL = pathlib.Path(ISOTACH).parents[1] / "tests" / "transform_tool"
FOLDER = lfric_programs.ROOT / "tests" / "mpi" / "overlap"
LISTS = {
    "at once": "",
    "early": "exchange: LFRicAsyncHaloExchangeTrans\nearly: MoveTrans\n",
}
DELAY = 20  # milliseconds; a rank works for some 70


def run(folder: pathlib.Path, listing: str) -> tuple[list[str], float, float]:
    """What the program prints; of one run with delayed messages what was delayed and what was waited for, in all ranks."""
    folder.mkdir()
    (folder / "list.txt").write_text(listing)
    subprocess.run([TOOL, "dm", "list.txt", ".", FOLDER, FOLDER / "overlap_probe.x90"], cwd=folder, check=True)
    command = [ISOTACH, "psykal", FOLDER / "overlap_probe.x90", "-k", FOLDER, "-oalg", "overlap_probe.f90"]
    subprocess.run([*command, "-opsy", "untransformed_psy.f90"], cwd=folder, check=True)
    with lfric_programs.locked():
        lfric_programs.build_runtime()
    driver = lfric_programs.COMMON / "driver_mod.f90"
    sources = [driver, FOLDER / "overlap_kernels_mod.f90", "overlap_probe_psy.f90", "overlap_probe.f90"]
    command = [lfric_programs.COMPILER, "-O1", "-ffree-line-length-none", *sources, "-o", "program"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    done = lfric_programs.mpirun(2, folder / "program", LFRIC_CHECK=f"delay={DELAY}")
    assert done.returncode == 0, done.stderr
    said = re.findall(r"delay: rank \d: (\d+) exchanges, ([\d.]+) ms of delay, ([\d.]+) ms of them waited", done.stderr)
    assert [int(exchanges) for exchanges, _, _ in said] == [10, 10], done.stderr
    delayed, waited = (sum(float(entry[i]) for entry in said) for i in (1, 2))
    return lfric_programs.result(done.stdout), delayed, waited


def test_an_early_start_hides_the_time_that_messages_take(tmp_path):
    plain, delayed, waited = run(tmp_path / "plain", LISTS["at once"])
    assert delayed == 2 * 10 * DELAY
    assert waited > 0.4 * delayed  # a rank that comes second finds the message there, later than its delay
    early, delayed, waited = run(tmp_path / "early", LISTS["early"])
    assert early == plain
    print(f"{100 * (1 - waited / delayed):.0f} % of {delayed:.0f} ms hidden")
    assert waited <= 0.2 * delayed
