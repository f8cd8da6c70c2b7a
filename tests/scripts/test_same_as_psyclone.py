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


# Algorithms whose layer of 3.3.1 is wrong with and without a script: it does not compile, or prints other numbers.
WRONG = ("clashes", "vector_clash", "constant_arrays")
# What else differs, by reason: script/algorithm, and /dm or /nodm where that is with or without distributed memory alone.
# Each was seen in a run of all cases; where 3.3.1 is said to be wrong, its layer was compiled and run and printed other
# numbers than expected.txt of the algorithms, where Isotach's printed those.
DIFFERENT = {
    "3.3.1 is wrong: it fuses loops of which one reads in other cells what the other writes": """
        fuse/literals fuse/stencil_cross2d/nodm fuse/any_spaces/nodm fuse/boundary/nodm fuse/deep_reads/nodm
        fuse/evaluator_targets/nodm fuse/integers/nodm fuse/stencil_any/nodm fuse/stencil_components/nodm fuse/stencil_cross/nodm fuse/stencil_directions/nodm
        fuse/stencil_region/nodm fuse/stencil_several/nodm fuse/stencil_vertices/nodm fuse/stencil_x1d/nodm
        fuse/stencil_y1d/nodm fuse/written_shared/nodm""",
    "3.3.1 is wrong: it takes v(1), v(i) and v for different data": """
        move/components move/slices move/vectors depend/components depend/slices depend/vectors""",
    "3.3.1 takes v(1), v(i) and v for different data; with these subscripts its numbers are right": """
        move/derived depend/derived move/elements depend/elements redundant/components/dm redundant/derived/dm redundant/slices/dm
        redundant_and_async/components/dm""",
    "3.3.1 fails": """
        ask/domain redundant/vectors/dm redundant_and_async/halo_cells
        redundant/boundary_matrices/dm redundant/column_solver/dm redundant/columns/dm redundant/matrices/dm
        redundant/mixed_matrices/dm redundant/square_matrices/dm
        neighbours/halo_cells/nodm tiles/halo_cells/nodm colour_and_omp/halo_cells/nodm""",
    "3.3.1 writes no REDUCTION for minima and maxima: threads race": """
        colour_and_omp/extremes colour_and_omp/time_step neighbours/extremes neighbours/time_step reprod/extremes
        reprod/time_step tiles/extremes tiles/time_step""",
    "3.3.1's colours of cells of the halo hold owned cells too; tiles of them are refused here": """
        colour_and_omp/halo_cells tiles/halo_cells neighbours/halo_cells""",
    "without distributed memory 3.3.1 has loops over the halo until it writes the layer": """
        ask/halo_cells/nodm depend/halo_cells/nodm fuse/halo_cells/nodm move/halo_cells/nodm redundant/halo_cells/nodm
        redundant_and_async/halo_cells/nodm reprod/halo_cells/nodm""",
    "components of a vector pass each other here": """
        depend/stencil_several/dm depend/wchi/dm redundant_and_async/derived/dm redundant_and_async/dofs/dm
        redundant_and_async/slices/dm redundant_and_async/stencil_several/dm redundant_and_async/vectors/dm
        redundant_and_async/wchi/dm""",
    "3.3.1 exchanges one level more than loops over tiles need": "tiles/stencil_any/dm neighbours/stencil_any/dm",
}


def differs(script: str, algorithm: str, distributed: bool) -> bool:
    name = algorithm.removesuffix("_alg_mod")
    listed = {word for words in DIFFERENT.values() for word in words.split()}
    mode = "dm" if distributed else "nodm"
    return name in WRONG or not listed.isdisjoint({f"{script}/{name}", f"{script}/{name}/{mode}"})


CASES = [
    (script, algorithm, dm)
    for script in SCRIPTS
    for algorithm in peer.ALGORITHMS
    for dm in (True, False)
    if not differs(script.stem, algorithm.stem, dm)
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
    kernels = [word for folder in peer.KERNEL_FOLDERS for word in ("-k", folder)]
    layers = [tmp_path / "theirs.f90", tmp_path / "ours.f90"]
    done = subprocess.run(
        [os.environ["ISOTACH_BINARY"], "compare", "--psy", *kernels, *layers], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
