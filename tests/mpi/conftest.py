"""Fixtures: the runtime and the programs of examples/lfric, built once."""

import subprocess

import lfric_programs
import pytest


@pytest.fixture(scope="session")
def programs():
    """Paths of the built programs by name."""
    return lfric_programs.build()


@pytest.fixture(scope="session")
def isotach_programs():
    """The same with PSy layers that isotach makes."""
    return lfric_programs.build(compiler="isotach")


@pytest.fixture(scope="session")
def counter():
    """The library that counts messages, to be preloaded."""
    library = lfric_programs.OUTPUT / "tests" / "count_messages.so"
    source = lfric_programs.ROOT / "tests" / "mpi" / "count_messages.c"
    library.parent.mkdir(parents=True, exist_ok=True)
    with lfric_programs.locked():
        if not library.exists() or library.stat().st_mtime < source.stat().st_mtime:
            subprocess.run(["mpicc", "-O1", "-shared", "-fPIC", source, "-o", library], check=True)
    return library


@pytest.fixture(scope="session")
def probe():
    """tests/mpi/halo_probe.f90, built."""
    source = lfric_programs.ROOT / "tests" / "mpi" / "halo_probe.f90"
    return lfric_programs.build_one(source, lfric_programs.OUTPUT / "tests" / "halo" / "halo_probe")


@pytest.fixture(scope="session")
def memory_probe():
    """tests/mpi/memory_probe.f90, built."""
    source = lfric_programs.ROOT / "tests" / "mpi" / "memory_probe.f90"
    return lfric_programs.build_one(source, lfric_programs.OUTPUT / "tests" / "memory" / "memory_probe")
