"""Builds and runs programs for runtime/lfric: PSyclone or Isotach makes their PSy layers, the runtime's compiler driver
the rest.

A program is a folder NAME with NAME.x90, its kernels (*.f90), NAME.py where PSyclone is to run a script, and
NAME.expected, what the program prints after its first line.

    tools/lfric_programs.py build                      all of examples/lfric, into build/lfric
    tools/lfric_programs.py run diffusion --ranks 1,4  builds, runs, compares with what is expected
    tools/lfric_programs.py run --compiler isotach     the same with PSy layers of isotach psyclone, in build/lfric/isotach
    tools/lfric_programs.py run diffusion --compiler isotach --script examples/lfric/colour_omp.py --threads 2
    tools/lfric_programs.py run --check poison=1e30,annexed,audit
    tools/lfric_programs.py accept stencils            writes stencils.expected from a run on one rank; look at it
"""

import argparse
import concurrent.futures
import contextlib
import fcntl
import hashlib
import itertools
import math
import multiprocessing
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ROOT / "examples" / "lfric"
OUTPUT = ROOT / "build" / "lfric"
ISOTACH_OUTPUT = OUTPUT / "isotach"
COMMON = SOURCES / "common"
RUNTIME = ROOT / "build" / "runtime"
COMPILER = RUNTIME / "bin" / "lfric-fort"
RANKS = (1, 2, 3, 4, 6)
FLAGS = "-O1 -g -fopenmp -ffree-line-length-none"


def names() -> list[str]:
    return sorted(path.parent.name for path in SOURCES.glob("*/*.x90") if path.stem == path.parent.name)


def jobs() -> int:
    return int(os.environ.get("J") or os.cpu_count() or 2)


def mpi_environment(**extra: str) -> dict[str, str]:
    """What mpirun needs in containers: to run as root, more ranks than cores, no ptrace between ranks."""
    return (
        dict(
            os.environ,
            OMPI_ALLOW_RUN_AS_ROOT="1",
            OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
            OMPI_MCA_btl_vader_single_copy_mechanism="none",
            OMPI_MCA_btl="self,vader",
            OMPI_MCA_mpi_yield_when_idle="1",
            OMPI_MCA_hwloc_base_binding_policy="none",
            OMP_NUM_THREADS=os.environ.get("OMP_NUM_THREADS", "2"),
            OMP_WAIT_POLICY="passive",
        )
        | extra
    )


def mpirun(ranks: int, *command: object, timeout: float = 120, **environment: str) -> subprocess.CompletedProcess:
    """Runs a command on some ranks; after `timeout` seconds all of them are ended and the status is 124."""
    words = ["timeout", "-k", "5", str(timeout), "mpirun", "-n", str(ranks), "--oversubscribe", *map(str, command)]
    return subprocess.run(words, capture_output=True, text=True, errors="replace", env=mpi_environment(**environment))


def psyclone(sources: pathlib.Path, output: pathlib.Path) -> None:
    """Writes NAME.f90 and NAME_psy.f90 for NAME.x90, unless they are there for these very inputs."""
    name = sources.name
    inputs = sorted([*sources.glob("*.x90"), *sources.glob("*.f90"), *sources.glob("*.py")])
    stamp = hashlib.sha256(b"3.3.1" + b"".join(path.name.encode() + path.read_bytes() for path in inputs)).hexdigest()
    stamp_file = output / f"{name}.stamp"
    results = [output / f"{name}.f90", output / f"{name}_psy.f90"]
    if stamp_file.exists() and stamp_file.read_text() == stamp and all(path.exists() for path in results):
        return
    output.mkdir(parents=True, exist_ok=True)
    stamp_file.unlink(missing_ok=True)
    from psyclone.generator import main

    script = sources / f"{name}.py"
    arguments = ["-api", "lfric", "-d", str(sources), "-oalg", str(results[0]), "-opsy", str(results[1])]
    arguments += ["-s", str(script)] if script.exists() else []
    try:
        main([*arguments, str(sources / f"{name}.x90")])
    except SystemExit as stop:
        raise RuntimeError(f"psyclone ended with {stop.code} on {name}.x90") from None
    stamp_file.write_text(stamp)


def isotach(sources: pathlib.Path, output: pathlib.Path, script: pathlib.Path | None = None) -> None:
    """Writes NAME.f90 and NAME_psy.f90 for NAME.x90, with the command line that PSyclone would get.

    A file that comes out as it is stays untouched: a program that another test runs must not be linked anew.
    """
    name = sources.name
    output.mkdir(parents=True, exist_ok=True)
    program = os.environ.get("ISOTACH_BINARY") or next(
        (str(path) for preset in ("release", "dev") if (path := ROOT / f"build/{preset}/bin/isotach").exists()),
        "isotach",
    )
    command = [program, "psyclone", "-api", "lfric", "-l", "all", "-d", str(sources), "-okern", str(output)]
    with tempfile.TemporaryDirectory() as folder:
        made = [pathlib.Path(folder) / f"{name}.f90", pathlib.Path(folder) / f"{name}_psy.f90"]
        command += ["-oalg", str(made[0]), "-opsy", str(made[1])]
        script = script or sources / f"{name}.py"
        command += ["-s", str(script)] if script.exists() else []
        done = subprocess.run([*command, str(sources / f"{name}.x90")], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        for file in made:
            target = output / file.name
            if not target.exists() or target.read_bytes() != file.read_bytes():
                shutil.copyfile(file, target)


def ninja_rules(
    name: str, psy: pathlib.Path, output: pathlib.Path, extra: str = "", root: pathlib.Path = OUTPUT
) -> list[str]:
    """Build statements of one program; `extra` are objects of modules that the PSy layer uses."""
    sources = SOURCES / name
    base = root / name
    kernels = [base / f"{path.stem}.o" for path in sorted(sources.glob("*.f90"))]
    joined = " ".join(map(str, kernels))
    text = [
        f"build {output}/{name}_psy.o: fortran {psy} | {joined} {extra}",
        f"  modules = -J {output} -I {base}",
        f"build {output}/{name}.o: fortran {base}/{name}.f90 | {output}/{name}_psy.o {OUTPUT}/common/driver_mod.o",
        f"  modules = -J {output} -I {base} -I {OUTPUT}/common",
        f"build {output}/bin/{name}: link {output}/{name}.o {output}/{name}_psy.o {joined} {extra} "
        f"{OUTPUT}/common/driver_mod.o",
    ]
    if output == base:
        for path, target in zip(sorted(sources.glob("*.f90")), kernels, strict=True):
            text += [f"build {target}: fortran {path}", f"  modules = -J {base}"]
    return text


def ninja(output: pathlib.Path, statements: list[str]) -> None:
    """Builds into a folder; the driver belongs to OUTPUT alone, since a target has one build file."""
    runtime = [*sorted((RUNTIME / "lib").glob("*.a")), COMPILER]
    libraries = " ".join(map(str, runtime))
    rules = [
        "rule fortran",
        f"  command = {COMPILER} {FLAGS} $modules -c $in -o $out",
        "rule link",
        f"  command = {COMPILER} {FLAGS} $in -o $out",
    ]
    if output == OUTPUT:
        driver = f"build {OUTPUT}/common/driver_mod.o: fortran {COMMON}/driver_mod.f90"
        statements = [driver, f"  modules = -J {OUTPUT}/common", *statements]
    # Every object depends on the runtime: its modules may have changed.
    statements = [
        f"{line} {'' if ' | ' in line else '| '}{libraries}" if line.startswith("build ") else line
        for line in statements
    ]
    output.mkdir(parents=True, exist_ok=True)
    (output / "build.ninja").write_text("\n".join(rules + statements) + "\n")
    done = subprocess.run(["ninja", "-C", str(output), "-j", str(jobs()), "--quiet"], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


@contextlib.contextmanager
def locked():
    """Two builds, as parallel tests ask for, wait for each other."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with open(OUTPUT / ".lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def build_runtime() -> None:
    done = subprocess.run([str(ROOT / "tools" / "build_runtime.sh")], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def build(
    selected: list[str] | None = None,
    log=lambda text: None,
    compiler: str = "psyclone",
    script: pathlib.Path | None = None,
) -> dict[str, pathlib.Path]:
    """Builds the runtime and the programs; a second time only what changed. Returns the programs by name.

    With a script, isotach runs that one on every PSy layer."""
    selected = selected or names()
    if compiler == "isotach":
        return build_with_isotach(selected, log, script)
    with locked():
        build_runtime()
        log("runtime built")
        context = multiprocessing.get_context("fork")
        with concurrent.futures.ProcessPoolExecutor(min(jobs(), len(selected)), mp_context=context) as pool:
            waiting = {pool.submit(psyclone, SOURCES / name, OUTPUT / name): name for name in selected}
            for finished in concurrent.futures.as_completed(waiting):
                finished.result()
                log(f"PSy layer of {waiting[finished]} made")
        ninja(OUTPUT, [line for name in selected for line in ninja_rules(name, psy_layer(name), OUTPUT / name)])
    return {name: OUTPUT / name / "bin" / name for name in selected}


def build_with_isotach(selected: list[str], log, script: pathlib.Path | None = None) -> dict[str, pathlib.Path]:
    root = OUTPUT / f"isotach-{script.stem}" if script else ISOTACH_OUTPUT
    with locked():
        build_runtime()
        log("runtime built")
        for name in selected:
            isotach(SOURCES / name, root / name, script)
            log(f"PSy layer of {name} made")
        ninja(OUTPUT, [])
        rules = [ninja_rules(name, root / name / f"{name}_psy.f90", root / name, root=root) for name in selected]
        ninja(root, [line for lines in rules for line in lines])
    return {name: root / name / "bin" / name for name in selected}


def psy_layer(name: str) -> pathlib.Path:
    return OUTPUT / name / f"{name}_psy.f90"


def build_one(source: pathlib.Path, program: pathlib.Path) -> pathlib.Path:
    """Builds a program of one file, with neither kernels nor a PSy layer, that uses the driver."""
    folder = program.parent
    with locked():
        build_runtime()
        ninja(OUTPUT, [])
        ninja(
            folder,
            [
                f"build {program}.o: fortran {source} | {OUTPUT}/common/driver_mod.o",
                f"  modules = -J {folder} -I {OUTPUT}/common",
                f"build {program}: link {program}.o {OUTPUT}/common/driver_mod.o",
            ],
        )
    return program


def result(output: str) -> list[str]:
    """The lines that have to be the same on any number of ranks."""
    return output.splitlines()[1:]


def expected(name: str) -> list[str]:
    return (SOURCES / name / f"{name}.expected").read_text().splitlines()


def difference(found: list[str], wanted: list[str]) -> str:
    """What differs first, or nothing; a value 'within' a bound may differ by that, relatively."""
    for there, here in zip(found, wanted, strict=False):
        if there == here:
            continue
        pattern = r"(.*?)\s+(\S+) within (\S+)$"
        left, right = re.match(pattern, there), re.match(pattern, here)
        if left and right and left[1] == right[1] and left[3] == right[3]:
            try:
                if math.isclose(float(left[2]), float(right[2]), rel_tol=float(right[3])):
                    continue
            except ValueError:
                pass
        return f"'{there}' instead of '{here}'"
    if len(found) != len(wanted):
        return f"{len(found)} lines instead of {len(wanted)}"
    return ""


def verdict(name: str, done: subprocess.CompletedProcess) -> str:
    """What is wrong with a run, or nothing."""
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip(" -")]
        return f"status {done.returncode}: " + (lines[0] if lines else "no message")
    return difference(result(done.stdout), expected(name))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["build", "run", "accept", "list"])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--ranks", default=",".join(map(str, RANKS)), help="numbers of ranks (default: %(default)s)")
    parser.add_argument("--check", default=os.environ.get("LFRIC_CHECK", ""), help="value of LFRIC_CHECK")
    parser.add_argument("--compiler", choices=["psyclone", "isotach"], default="psyclone", help="what makes PSy layers")
    parser.add_argument("--script", type=pathlib.Path, help="what isotach runs on every PSy layer")
    parser.add_argument("--threads", default="", help="numbers of OpenMP threads (default: OMP_NUM_THREADS, else 2)")
    arguments = parser.parse_args()
    if arguments.script and arguments.compiler != "isotach":
        parser.error("--script is for --compiler isotach; psyclone runs NAME.py")
    unknown = set(arguments.names) - set(names())
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; take {', '.join(names())}")
    if arguments.action == "list":
        print("\n".join(names()))
        return 0
    try:
        programs = build(
            arguments.names,
            lambda text: print(text, file=sys.stderr, flush=True),
            compiler=arguments.compiler,
            script=arguments.script and arguments.script.resolve(),
        )
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.action == "build":
        return 0
    if arguments.action == "accept":
        for name, program in programs.items():
            done = mpirun(1, program)
            if done.returncode:
                print(f"{name}: status {done.returncode}\n{done.stderr}", file=sys.stderr)
                return 1
            (SOURCES / name / f"{name}.expected").write_text("\n".join(result(done.stdout)) + "\n")
        return 0
    failed = 0
    for name, program in programs.items():
        for ranks, threads in itertools.product(arguments.ranks.split(","), arguments.threads.split(",")):
            start = time.perf_counter()
            chosen = {"OMP_NUM_THREADS": threads} if threads else {}
            done = mpirun(int(ranks), program, LFRIC_CHECK=arguments.check, **chosen)
            wrong = verdict(name, done)
            failed += bool(wrong)
            print(
                f"{name:12} {ranks} ranks{f' x {threads} threads' if threads else ''}  "
                f"{time.perf_counter() - start:5.1f} s  {wrong or 'as expected'}",
                flush=True,
            )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
