"""The algorithms of tests/psykal, compiled by isotach: one program, the same lines on any number of ranks, whether loops
over dofs compute annexed dofs or not; with annexed dofs RUN_TIME_CHECKS are on too.

`expected.txt` holds what PSyclone 3.3.1's PSy layers print as well, but for the algorithms of which the README
says that its output does not compile or mixes things up.
"""

import functools
import os
import pathlib
import random
import re
import subprocess

import lfric_programs
import pytest
import sampling
from schedules import transformations

pytestmark = pytest.mark.mpi

ISOTACH = os.environ.get("ISOTACH_BINARY", "isotach")
FOLDER = lfric_programs.ROOT / "tests" / "psykal" / "algorithms"
EXAMPLES = lfric_programs.SOURCES
KERNELS = [FOLDER / "kernels", EXAMPLES / "columnwise", EXAMPLES / "boundary"]
CHECKS = {
    1: "poison=-1e30,annexed,audit",
    2: "snan,annexed,audit",
    3: "poison=-1e30,annexed,audit",
    4: "poison=7,annexed,audit",
    6: "snan,annexed,audit",
}
# With COMPUTE_ANNEXED_DOFS these are refused: they have kernels on owned cells or dofs alone, and so no lines.
NOT_ANNEXED = ("halo_cells", "owned_and_halo", "random")
NOT_RUN = ("constants", "refused")  # lists of tests/psykal/scripts: constants that are not those of the meshes, ...


def joined(paths, target: pathlib.Path) -> pathlib.Path:
    """One file of many: the compiler is started once."""
    target.write_text("".join(path.read_text() + "\n" for path in paths))
    return target


def transform(made: pathlib.Path, listing: pathlib.Path, annexed: bool, names: list[str]) -> None:
    """Writes the PSy layers anew, after the transformations of a list (tests/psykal/transform_script.py)."""
    tool = pathlib.Path(ISOTACH).parents[1] / "tests" / "transform_tool"
    for name in names:
        (made / f"{name}_psy.f90").unlink()
    words = [tool, "annexed" if annexed else "dm", listing, made, ",".join(map(str, KERNELS))]
    words += [FOLDER / f"{name}.x90" for name in names]
    subprocess.run(list(map(str, words)), check=True, capture_output=True)
    # What all directives together show to be wrong is refused when the text is written: such a layer stays as it was.
    left = [name for name in names if not (made / f"{name}_psy.f90").exists()]
    if left:
        words[2] = listing.with_name("nothing.txt")
        words[2].write_text("")
        words[5:] = [FOLDER / f"{name}.x90" for name in left]
        subprocess.run(list(map(str, words)), check=True, capture_output=True)


def build(folder: pathlib.Path, annexed: bool, listing: str = "", halo_depth: int = 3) -> pathlib.Path:
    """Compiles all algorithms, after the transformations of a list if there is one, and links the program."""
    made = folder / "made"
    kernels = [word for path in KERNELS for word in ("-k", path)]
    checks = "error" if annexed else "none"
    (folder / "isotach.cfg").write_text(
        f"[lfric]\ncompute_annexed_dofs = {str(annexed).lower()}\nrun_time_checks = {checks}\n"
    )
    command = [ISOTACH, "psykal", FOLDER, *kernels, "-o", made, "-c", folder / "isotach.cfg"]
    done = subprocess.run(command, capture_output=True, text=True)
    left_out = NOT_ANNEXED if annexed else ()
    refused = re.findall(r"(\w+)_alg_mod\.x90:\d+:\d+: error: .*\[(\w+)\]", done.stderr)
    assert set(refused) == {(name, "PsyAnnexed") for name in left_out}, done.stderr
    assert done.returncode == (1 if left_out else 0)
    names = sorted(path.stem for path in FOLDER.glob("*_alg_mod.x90"))
    names = [name for name in names if name.removesuffix("_alg_mod") not in left_out]
    main = (FOLDER / "all_algorithms.f90").read_text()
    for name in left_out:
        main, lines = re.subn(rf"^.*\b{name}_alg\b.*\n", "", main, flags=re.M)
        assert lines == 2  # its USE and its call
    (folder / "main.f90").write_text(main)
    openmp = []
    if listing:
        (folder / "list.txt").write_text(listing)
        transform(made, folder / "list.txt", annexed, names)
        openmp = ["-fopenmp"]
    start = (EXAMPLES / "common" / "driver_mod.f90").read_text()
    assert "halo_depth=3" in start
    (folder / "driver_mod.f90").write_text(start.replace("halo_depth=3", f"halo_depth={halo_depth}"))
    driver = [folder / "driver_mod.f90", FOLDER / "support_mod.f90"]
    files = [
        joined(
            [*driver, *(path for kernel in KERNELS for path in sorted(kernel.glob("*.[fF]90")))], folder / "kernels.F90"
        ),
        joined([made / f"{name}_psy.f90" for name in names], folder / "layers.f90"),
        joined([*(made / f"{name}.f90" for name in names), folder / "main.f90"], folder / "algorithms.f90"),
    ]
    with lfric_programs.locked():
        lfric_programs.build_runtime()
    command = [lfric_programs.COMPILER, "-O0", "-g", "-ffree-line-length-none", "-ffp-contract=off", *openmp, *files]
    done = subprocess.run([*command, "-o", "program"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "program"


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """The program without annexed dofs and with them, built when it is asked for."""
    return functools.cache(lambda annexed: build(tmp_path_factory.mktemp("algorithms"), annexed))


def expected(annexed: bool) -> list[str]:
    left_out = tuple(f"algorithms: {name}:" for name in NOT_ANNEXED) if annexed else ()
    lines = (FOLDER / "expected.txt").read_text().splitlines()
    kept = [line for line in lines if not (left_out and line.startswith(left_out))]
    assert len(lines) - len(kept) == (11 if annexed else 0)
    return kept


@pytest.mark.parametrize(
    ("ranks", "annexed"),
    [
        *((ranks, False) for ranks in sampling.sample("mpi/algorithms: numbers of ranks", CHECKS, 2)),
        *((ranks, True) for ranks in sampling.sample("mpi/algorithms: numbers of ranks, annexed dofs", CHECKS, 1)),
    ],
)
def test_results_are_the_same_on_any_number_of_ranks(programs, ranks, annexed):
    done = lfric_programs.mpirun(ranks, programs(annexed), LFRIC_CHECK=CHECKS[ranks])
    assert done.returncode == 0, done.stderr
    assert lfric_programs.difference(lfric_programs.result(done.stdout), expected(annexed)) == ""


# Lists of transformations, in the words of tests/psykal/transform_script.py: those of tests/psykal/scripts, and drawn ones.
LISTS = [path.stem for path in sorted((FOLDER.parent / "scripts").glob("*.txt")) if path.stem not in NOT_RUN]
DRAWN = [str(number) for number in range(1, 21)]
USUAL = ["async", "colour_omp", "inline", "one_region", "tiles_omp", "together"]  # that were run when this was written
DEEPER = {"redundant": 6}  # lists whose loops and stencils go deeper than the meshes' halos are else
PLACES = [(1, 4), (2, 2), (3, 2), (4, 1), (6, 4)]


@pytest.mark.parametrize("name", LISTS + DRAWN if sampling.FULL else sampling.sample("mpi/algorithms: lists", USUAL, 1))
def test_transformed_results_are_the_same_on_any_number_of_ranks_and_threads(tmp_path, name):
    """Column-wise and inter-grid kernels and all quadratures are among the algorithms."""
    if name in DRAWN:
        listing = transformations.draw(random.Random(name))
    else:
        # The fields of these algorithms are on several spaces, whatever the list says of them.
        listing = (FOLDER.parent / "scripts" / f"{name}.txt").read_text().replace(" same_space=True", "")
    annexed = name in DRAWN and int(name) % 2 == 1
    program = build(tmp_path, annexed, listing, DEEPER.get(name, 3))
    for ranks, threads in PLACES if sampling.FULL else [(1, 1), (3, 2)]:
        done = lfric_programs.mpirun(ranks, program, LFRIC_CHECK=CHECKS[ranks], OMP_NUM_THREADS=str(threads))
        assert done.returncode == 0, (ranks, threads, done.stderr)
        assert lfric_programs.difference(lfric_programs.result(done.stdout), expected(annexed)) == "", (ranks, threads)


WRONG = """\
program wrong
  use constants_mod, only: r_def
  use driver_mod, only: start, finish
  use field_mod, only: field_type
  use fs_continuity_mod, only: W0, W3
  use mesh_mod, only: mesh_type
  use support_mod, only: make
  use update_w3_kernel_mod, only: update_w3_kernel_type
  implicit none
  type(mesh_type), pointer :: mesh
  type(field_type) :: cells, vertices

  mesh => start('wrong', 'planar')
  call make(cells, mesh, W3, 'cells')
  call make(vertices, mesh, W0, 'vertices')
  call invoke( update_w3_kernel_type(cells, vertices) )
  call finish()
end program wrong
"""


@pytest.mark.parametrize(("checks", "status"), [("warn", "warning:"), ("error", "error:")])
def test_a_field_on_a_wrong_space_is_told_at_run_time(tmp_path, checks, status):
    (tmp_path / "wrong.x90").write_text(WRONG)
    (tmp_path / "isotach.cfg").write_text(f"[lfric]\nrun_time_checks = {checks}\n")
    command = [ISOTACH, "psykal", "wrong.x90", "-k", KERNELS[0], "-c", "isotach.cfg"]
    subprocess.run([*command, "-oalg", "wrong.f90", "-opsy", "psy.f90"], cwd=tmp_path, check=True)
    driver = [EXAMPLES / "common" / "driver_mod.f90", FOLDER / "support_mod.f90"]
    sources = [*driver, KERNELS[0] / "update_w3_kernel_mod.F90", tmp_path / "psy.f90", tmp_path / "wrong.f90"]
    with lfric_programs.locked():
        lfric_programs.build_runtime()
    command = [lfric_programs.COMPILER, "-O0", "-ffree-line-length-none", *sources, "-o", "program"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    done = lfric_programs.mpirun(2, tmp_path / "program")
    said = done.stdout + done.stderr
    assert (done.returncode != 0) == (checks == "error"), said
    assert re.search(rf"{status}.*field 'vertices' is not on w1 as demanded by 'update_w3_code'", said), said
