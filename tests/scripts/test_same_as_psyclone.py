"""What scripts see and make, against PSyclone 3.3.1 with the same scripts."""

import os
import pathlib
import subprocess
import zlib

import peer
import pytest
import sampling

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCRIPTS = sorted((HERE / "inputs").glob("*.py"))

SEEN = """
import importlib.util, os
spec = importlib.util.spec_from_file_location("inner", {path!r})
inner = importlib.util.module_from_spec(spec)
spec.loader.exec_module(inner)
def trans(psyir):
    said = inner.trans(psyir)
    with open({view!r}, "w") as file:
        file.write(psyir.view(colour=False) + (said or ""))
"""


def by_psyclone(script, algorithm, folder, distributed):
    # PSyclone imports it by its name and keeps it, so each has its own.
    seen = folder / f"theirs_{zlib.crc32(str(folder).encode())}.py"
    seen.write_text(SEEN.format(path=str(script), view=str(folder / "theirs.view")))
    _, psy = peer.layers(algorithm, distributed, script=seen)
    (folder / "theirs.f90").write_text(psy)


def by_isotach(script, algorithm, folder, distributed):
    (folder / "ours.py").write_text(SEEN.format(path=str(script), view=str(folder / "ours.view")))
    directories = [word for kernels in peer.KERNEL_FOLDERS for word in ("-d", str(kernels))]
    done = subprocess.run(
        [os.environ["ISOTACH_BINARY"], "psyclone", "-api", "lfric", *directories, "-s", folder / "ours.py", "-oalg",
         folder / "alg.f90", "-opsy", folder / "ours.f90", "-dm" if distributed else "-nodm", algorithm],
        capture_output=True, text=True, stdin=subprocess.DEVNULL)  # fmt: skip
    assert done.returncode == 0, done.stderr


# Names of the algorithm that clash with those of a PSy layer, parts of arrays and arrays of constants get other names
# there; constant expressions are printed with blanks.
OTHER_NAMES = (
    "clashes_alg_mod",
    "vector_clash_alg_mod",
    "components_alg_mod",
    "literals_alg_mod",
    "constant_arrays_alg_mod",
)
# What else differs, by script and algorithm, each seen in a run of all cases.
DIFFERENT = {
    ("ask", "domain_alg_mod"),  # 3.3.1 raises: a loop that its kernel does has no variable
    ("ask", "halo_cells_alg_mod"),  # 3.3.1 names another iteration space without distributed memory
    ("ask", "stencil_any_alg_mod"),  # operands of MAX in a depth stand in another order
    ("colour_and_omp", "stencil_any_alg_mod"),
    ("redundant_and_async", "stencil_any_alg_mod"),
    ("colour_and_omp", "extremes_alg_mod"),  # 3.3.1 writes no REDUCTION for minima and maxima
    ("colour_and_omp", "time_step_alg_mod"),
    ("colour_and_omp", "halo_cells_alg_mod"),  # its colours of cells of the halo hold owned cells too
    ("redundant_and_async", "halo_cells_alg_mod"),  # 3.3.1 fails
    ("fuse", "stencil_any_alg_mod"),
    ("fuse", "stencil_cross2d_alg_mod"),  # 3.3.1 fuses a loop with one whose stencil reads what it writes
    ("tiles", "stencil_any_alg_mod"),
    ("redundant", "stencil_any_alg_mod"),
    ("tiles", "extremes_alg_mod"),
    ("tiles", "time_step_alg_mod"),
    ("reprod", "extremes_alg_mod"),
    ("reprod", "time_step_alg_mod"),
    ("tiles", "halo_cells_alg_mod"),  # refused: tiles do not say where the halo begins
    ("neighbours", "halo_cells_alg_mod"),
    ("redundant", "halo_cells_alg_mod"),  # 3.3.1 fails
    # Readers of operators: refused at once, where 3.3.1 fails when it writes the layer.
    *(
        ("redundant", f"{name}_alg_mod")
        for name in (
            "boundary_matrices",
            "column_solver",
            "columns",
            "matrices",
            "matrix_quadrature",
            "mixed_matrices",
            "square_matrices",
        )
    ),
    # What is exchanged side by side is in another order: there, what was there first.
    *(
        ("redundant", f"{name}_alg_mod")
        for name in ("any_faces", "integers", "repeated", "stencil_directions", "time_step", "written_shared")
    ),
    ("redundant", "vectors_alg_mod"),  # 3.3.1 fails
    ("depend", "stencil_any_alg_mod"),
    ("depend", "stencil_several_alg_mod"),
    ("move", "columns_alg_mod"),  # a size is asked of another operator on the same space
    # Components of a vector do not depend on each other here.
    *(
        (script, f"{name}_alg_mod")
        for script in ("depend", "move")
        for name in ("derived", "slices", "vectors", "wchi")
    ),
    # Exchanges that several loops need, and those of vectors, begin in another order.
    ("redundant_and_async", "derived_alg_mod"),
    ("redundant_and_async", "dofs_alg_mod"),
    ("redundant_and_async", "slices_alg_mod"),
    ("redundant_and_async", "stencil_several_alg_mod"),
    ("redundant_and_async", "vectors_alg_mod"),
    ("redundant_and_async", "wchi_alg_mod"),
}
# Scripts of which every case was seen to run, without distributed memory too: the others run with ISOTACH_FULL=1.
WHOLE = {"ask": (True, False), "colour_and_omp": (True, False), "redundant_and_async": (True, False)}
WHOLE |= {"fuse": (True,), "tiles": (True,), "depend": (True,)}
CASES = [
    (script, algorithm, dm)
    for script in SCRIPTS
    for algorithm in peer.ALGORITHMS
    for dm in (True, False)
    if algorithm.stem not in OTHER_NAMES and (script.stem, algorithm.stem) not in DIFFERENT
    if sampling.FULL or dm in WHOLE.get(script.stem, ())
]


@pytest.mark.parametrize(
    ("script", "algorithm", "distributed"),
    [
        pytest.param(*case, id=f"{case[0].stem}-{case[1].stem}-{'dm' if case[2] else 'nodm'}")
        for case in sampling.sample("scripts: algorithms with scripts", CASES, 8)
    ],
)
def test_schedules_and_layers_are_the_same(tmp_path, script, algorithm, distributed):
    by_psyclone(script, algorithm, tmp_path, distributed)
    by_isotach(script, algorithm, tmp_path, distributed)
    assert (tmp_path / "ours.view").read_text() == (tmp_path / "theirs.view").read_text()
    done = subprocess.run([os.environ["ISOTACH_BINARY"], "compare", "--psy", tmp_path / "theirs.f90", tmp_path / "ours.f90"],
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stdout
