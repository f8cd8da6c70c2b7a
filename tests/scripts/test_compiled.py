"""All generated code compiles: PSy layers and algorithms, with and without scripts, and algorithms made from metadata.

`pytest tests/scripts/test_compiled.py --compile --f90=flang-new-19 --f90flags=-fopenmp` compiles all of it by that compiler;
without --compile it is a sample, by gfortran.
"""

import os
import pathlib
import subprocess

import fortran_compiler
import peer
import pytest
import sampling

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EXAMPLES = ROOT / "examples" / "lfric"
SCRIPTS = [None, *sorted((HERE / "inputs").glob("*.py"))]
KERNELS = [path for folder in peer.KERNEL_FOLDERS for path in sorted(folder.glob("*.[fF]90"))]
CONFIG = (
    "module finite_element_config_mod\n  integer, parameter :: element_order_h = 0, element_order_v = 0\nend module\n"
)
# What the examples' driver takes of MPI; each compiler would need one of its own.
MPI = """module mpi
  integer, parameter :: MPI_INTEGER8 = 1, MPI_DOUBLE_PRECISION = 2, MPI_SUM = 3, MPI_MIN = 4
  interface mpi_allreduce
    subroutine allreduce_integer(from, to, count, type, operation, communicator, error)
      integer(selected_int_kind(15)) :: from, to
      integer :: count, type, operation, communicator, error
    end subroutine
    subroutine allreduce_real(from, to, count, type, operation, communicator, error)
      integer :: count, type, operation, communicator, error
      double precision :: from(count), to(count)
    end subroutine
  end interface
end module
"""

# What does not compile here: one takes modules that only a model has, one has a line of 134 columns itself.
NOT_COMPILED = {"whole_program", "column_solver_alg_mod"}


def chosen(request, what, items, count):
    return list(items) if request.config.option.compile else sampling.sample(what, items, count)


def transformed(script, folder, algorithms, kernel_folders):
    words = [word for kernels in kernel_folders for word in ("-k", str(kernels))]
    words += ["-s", str(script)] if script else []
    done = subprocess.run(
        [os.environ["ISOTACH_BINARY"], "psykal", *words, "-o", folder, *algorithms],
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.stderr


@pytest.fixture(scope="module")
def kernel_modules(fortran, tmp_path_factory):
    """Of kernels, and of the driver that prints results."""
    folder = tmp_path_factory.mktemp("kernels")
    (folder / "mpi.f90").write_text(MPI)
    sources = [folder / "mpi.f90", EXAMPLES / "common" / "driver_mod.f90", peer.FOLDER / "support_mod.f90"]
    sources += fortran_compiler.in_order(KERNELS)
    assert fortran.errors(sources, folder) == ""
    return folder


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem if script else "plain")
def test_layers_and_algorithms(request, tmp_path, fortran, kernel_modules, script):
    algorithms = [path for path in peer.ALGORITHMS if path.stem not in NOT_COMPILED]
    algorithms = chosen(request, f"scripts: compiled layers, {script.stem if script else 'plain'}", algorithms, 2)
    said = transformed(script, tmp_path, algorithms, peer.KERNEL_FOLDERS)
    wrong = {}
    for algorithm in algorithms:
        layer = tmp_path / f"{algorithm.stem}_psy.f90"
        assert layer.exists() or algorithm.stem in said, said
        if layer.exists():
            sources = [layer, tmp_path / f"{algorithm.stem}.f90"]
            if errors := fortran.errors(sources, tmp_path / "modules" / algorithm.stem, kernel_modules):
                wrong[algorithm.stem] = errors[:500]
    assert wrong == {}


def test_examples(request, tmp_path, fortran, kernel_modules):
    """The programs of examples/lfric with the script that stands there."""
    programs = [folder for folder in sorted(EXAMPLES.iterdir()) if (folder / f"{folder.name}.x90").exists()]
    wrong = {}
    for folder in chosen(request, "scripts: compiled examples", programs, 2):
        out = tmp_path / folder.name
        said = transformed(EXAMPLES / "colour_omp.py", out, [folder / f"{folder.name}.x90"], [folder])
        sources = [*fortran_compiler.in_order(sorted(folder.glob("*.f90"))), *sorted(out.glob("*_psy.f90"))]
        assert sources[-1].parent == out, said
        if errors := fortran.errors([*sources, out / f"{folder.name}.f90"], out / "modules", kernel_modules):
            wrong[folder.name] = errors[:500]
    assert wrong == {}


def test_algorithms_of_metadata(request, tmp_path, fortran, kernel_modules):
    """What psyclone-kern -gen alg writes goes through isotach and a compiler."""
    (tmp_path / "config.f90").write_text(CONFIG)
    assert fortran.errors([tmp_path / "config.f90"], tmp_path / "config") == ""
    made = []
    for kernel in chosen(request, "scripts: compiled algorithms of metadata", KERNELS, 6):
        into = tmp_path / kernel.stem / "test_alg_mod.x90"
        into.parent.mkdir()
        done = subprocess.run([os.environ["ISOTACH_BINARY"], "psyclone-kern", "-gen", "alg", kernel, "-o", into],
                              capture_output=True, text=True)  # fmt: skip
        if done.returncode:
            assert "PsyNoAlgorithm" in done.stderr or "choose one with --kernel" in done.stderr, done.stderr
            continue
        said = transformed(None, into.parent, [into], peer.KERNEL_FOLDERS)
        sources = [into.parent / "test_alg_mod_psy.f90", into.parent / "test_alg_mod.f90"]
        assert sources[0].exists(), said
        assert fortran.errors(sources, into.parent, kernel_modules, tmp_path / "config") == "", kernel.stem
        made.append(kernel.stem)
    assert made
