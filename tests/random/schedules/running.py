"""Builds batches of schedules and runs them: what the driver printed, held against what the oracle computed."""

import dataclasses
import hashlib
import os
import pathlib
import random
import subprocess

import lfric_programs
from schedules import algorithms, faults, kernels, oracle, special, transformations

HERE = pathlib.Path(__file__).resolve().parent
OUTPUT = lfric_programs.ROOT / "build" / "schedules"
FLAGS = "-O1 -ffree-line-length-none"
# PSy layers and algorithms only call; to optimise them takes twice as long and changes nothing that is looked at.
PLAIN = "-O0 -ffree-line-length-none"
CHECKS = ("poison=-1e30,annexed,audit", "snan,annexed,audit")
SUPPORT = ("arithmetic_mod", "fault_mod", "watch_mod")


def isotach() -> str:
    return os.environ.get("ISOTACH_BINARY") or next(
        (str(path) for preset in ("release", "dev") if (path := lfric_programs.ROOT / "build" / preset / "bin" / "isotach").exists()),
        "isotach",
    )  # fmt: skip


def command(*words: object, folder: pathlib.Path) -> None:
    done = subprocess.run([str(word) for word in words], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")


@dataclasses.dataclass
class Built:
    """A batch and its executable; the faults that are planted in that."""

    batch: algorithms.Batch
    folder: pathlib.Path
    faults: list[faults.Fault]
    layer: str  # the PSy layer without them

    @property
    def program(self) -> pathlib.Path:
        return self.folder / "driver"


def write(batch: algorithms.Batch, folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kernels_mod.f90").write_text(
        kernels.module_text(
            "kernels_mod",
            batch.kernels,
            [(kernel.name, special.metadata(kernel), special.procedure(kernel)) for kernel in batch.special],
        )
    )
    (folder / "batch_mod.x90").write_text(algorithms.algorithm_text(batch))
    (folder / "isotach.cfg").write_text(f"[lfric]\ncompute_annexed_dofs = {str(batch.annexed).lower()}\n")


def transform(batch: algorithms.Batch, folder: pathlib.Path, seed: int) -> None:
    """Writes the PSy layer anew after a list of transformations that was drawn (transformations.py)."""
    (folder / "list.txt").write_text(
        transformations.draw(random.Random(f"{seed}:{batch.number}:transformations"), oracle.LAYERS)
    )
    tool = pathlib.Path(isotach()).parents[1] / "tests" / "transform_tool"
    mode = "annexed" if batch.annexed else "dm"
    (folder / "batch_mod_psy.f90").unlink()
    command(tool, mode, "list.txt", ".", ".", "batch_mod.x90", folder=folder)
    log = (folder / "batch_mod.log").read_text()
    if "BROKEN" in log or not (folder / "batch_mod_psy.f90").exists():
        raise RuntimeError(f"{folder}/batch_mod.log: the transformations of list.txt left something wrong")


def build(
    batch: algorithms.Batch,
    folder: pathlib.Path,
    planted: int = 0,
    seed: int = 0,
    transformed: bool = False,
) -> Built:
    """Compiles a batch, with up to `planted` faults of each kind; a second time only what changed."""
    write(batch, folder)
    command(isotach(), "psykal", "batch_mod.x90", "-k", ".", "-c", "isotach.cfg", "-oalg", "batch_mod.f90",
            "-opsy", "batch_mod_psy.f90", folder=folder)  # fmt: skip
    if transformed:
        transform(batch, folder, seed)
    layer, planted_faults = (folder / "batch_mod_psy.f90").read_text(), []
    text = layer
    if planted:
        text, planted_faults = faults.plant(layer, random.Random(f"{seed}:{batch.number}:faults"), planted)
    (folder / "batch_mod_psy.f90").write_text(text)
    sources = [HERE / f"{name}.f90" for name in SUPPORT]
    sources += [folder / "kernels_mod.f90", folder / "batch_mod_psy.f90", folder / "batch_mod.f90", HERE / "driver.f90"]
    included = sorted(HERE.glob("*.inc"))
    libraries = sorted((lfric_programs.RUNTIME / "lib").glob("*.a"))
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in [*sources, *included, *libraries])).hexdigest()
    built = Built(batch, folder, planted_faults, layer)
    if (folder / "stamp").exists() and (folder / "stamp").read_text() == stamp and built.program.exists():
        return built
    openmp = ["-fopenmp"] if transformed else []
    for source in sources:
        flags = PLAIN if source.name.startswith("batch") else FLAGS
        command(lfric_programs.COMPILER, *flags.split(), *openmp, "-c", source, folder=folder)
    objects = [f"{source.stem}.o" for source in sources]
    command(lfric_programs.COMPILER, *openmp, *objects, "-o", built.program, folder=folder)
    (folder / "stamp").write_text(stamp)
    return built


@dataclasses.dataclass
class Outcome:
    """One line of the driver, or how the program ended instead."""

    schedule: int
    fault: int
    wrong: str  # nothing when all is as expected
    reached: bool = False
    crashed: bool = False


def run(
    built: Built, ranks: int, check: str, wanted: list[tuple[int, int]], threads: int = 1, timeout: float = 900
) -> list[Outcome]:
    """Runs schedules, each with a fault or 0, in as few starts of the program as there are crashes and one."""
    outcomes: list[Outcome] = []
    listed = built.folder / f"list-{ranks}-{os.getpid()}-{hash(check) & 0xFFFF}"
    while len(outcomes) < len(wanted):
        left = wanted[len(outcomes) :]
        listed.write_text("".join(f"{schedule} {fault}\n" for schedule, fault in left))
        done = lfric_programs.mpirun(
            ranks, built.program, listed, timeout=timeout, LFRIC_CHECK=check, OMP_NUM_THREADS=str(threads)
        )
        lines = [line.split() for line in done.stdout.splitlines()]
        reached = False
        for schedule, fault in left:
            count = len(built.batch.schedules[schedule - 1])
            heads = [[str(schedule), str(fault), str(place)] for place in range(1, count + 1)]
            mine, lines = lines[:count], lines[count:]
            reached = any(words[3:4] == ["1"] for words in mine)
            if [words[:3] for words in mine] != heads:
                break
            outcomes.append(Outcome(schedule, fault, difference(built.batch, schedule, mine), reached))
        if len(outcomes) < len(wanted):
            schedule, fault = wanted[len(outcomes)]
            said = [line for line in done.stderr.splitlines() if "lfric: error" in line or "SIGFPE" in line]
            said = said or [line for line in done.stderr.splitlines() if line.strip(" -")] or ["no message"]
            outcomes.append(Outcome(schedule, fault, f"status {done.returncode}: {said[0]}", True, True))
    listed.unlink(missing_ok=True)
    return outcomes


def difference(batch: algorithms.Batch, schedule: int, lines: list[list[str]]) -> str:
    """What is wrong with what `look` printed after the invokes of a schedule."""
    known = [name for name, _ in algorithms.POOL.components()] + list(algorithms.POOL.matrices)
    names = [*known, *algorithms.POOL.scalars]
    for place, (words, expected) in enumerate(zip(lines, batch.expected[schedule - 1], strict=True), 1):
        after = f"after invoke {place}"
        bad, lies, halo = words[4:7]
        if bad != "0":
            return f"{after}: {bad} values are not small integers"
        for name, there, here in zip(names, words[7:], expected, strict=True):
            if there != here and not (name in algorithms.POOL.scalars and float(there) == float(here)):
                return f"{after}: {name}: {there} instead of {here}"
        if lies != "0":
            return f"{after}: {lies} copies that are claimed to be right differ from their owners"
        if halo != "0":
            return f"{after}: {halo} halo cells differ from their owners after an exchange"
    return ""
