"""Halo exchanges in the PSy layers that PSyclone 3.3.1 makes of random schedules."""

import collections
import pathlib
import re

BEGIN = re.compile(r"\s*subroutine invoke_s(\d+)_\d+\b", re.I)


def count(layer: str) -> collections.Counter:
    """Halo exchanges in a PSy layer by schedule."""
    found: collections.Counter = collections.Counter()
    schedule = 0
    for line in layer.splitlines():
        if begin := BEGIN.match(line):
            schedule = int(begin[1])
        found[schedule] += "%halo_exchange(" in line.lower()
    return found


def first_schedules(algorithm: str, number: int) -> str:
    """An algorithm of random schedules with only the first of them, since each takes PSyclone half a second."""
    end = algorithm.find(f"  subroutine schedule_{number + 1}(")
    return algorithm if end < 0 else algorithm[:end] + "end module batch_mod\n"


def exchanges(folder: pathlib.Path, annexed: bool, number: int) -> collections.Counter:
    """Halo exchanges of the first schedules of a batch."""
    from psyclone.configuration import Config
    from psyclone.generator import generate

    config = Config.get()
    config.api = "lfric"
    config.distributed_memory = True
    config.api_conf("lfric")._compute_annexed_dofs = annexed
    source = folder / "psyclone.x90"
    source.write_text(first_schedules((folder / "batch_mod.x90").read_text(), number))
    _, layer = generate(str(source), api="lfric", kernel_paths=[str(folder)])
    (folder / "psyclone_psy.f90").write_text(str(layer))
    return count(str(layer))
