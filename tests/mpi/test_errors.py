"""Misuse ends all ranks, with one line that names the routine, the field and what to do."""

import re

import lfric_programs
import pytest

pytestmark = pytest.mark.mpi

MISUSE = {
    "mesh before start": r"used before its start; call lfric_start",
    "too many ranks": r"mesh 'planar': 3 ranks do not fit 2 cells .*; use fewer ranks",
    "no such file": r"read_ugrid_mesh: '.*mesh.nc': open: No such file",
    "odd mesh halved": r"create_cubed_sphere_mesh: a mesh of 5 x 5 cells cannot be halved 1 times; ask for fewer",
    "unplanned level": r"create_coarser_mesh: mesh 'sphere' was made for no further level; pass coarsenings=",
    "map to a stranger": r"get_mesh_map: meshes 'sphere' and 'cubed_sphere' are not neighbouring levels",
    "field without space": r"field_type: field 'none': the field is not initialised; call its initialise",
    "operator without spaces": r"operator_type: the operator is not initialised; call its initialise",
    "space without number": r"get_fs: no function space has number 99; use a name of fs_continuity_mod",
    "order 1": r"get_fs: order 1, 1 of W2; spaces have order 0 here",
    "columns of a shared space": r"columnwise operator: a space with dofs shared by neighbouring columns; use",
    "wide stencil": r"get_stencil_dofmap: extent 3 on mesh 'sphere', whose halo has depth 2; create the mesh",
    "cells too deep": r"get_last_halo_cell: depth 3 on mesh 'sphere', whose halo has depth 2; create the mesh",
    "field deeper than mesh": r"initialise: field 'pressure': halo_depth 3 on a mesh of depth 2; ask for less",
    "deep exchange": r"halo_exchange: field 'pressure': depth 3 of a field whose halo has depth 2; make the mesh",
    "deep question": r"is_dirty: field 'pressure': depth 3 of a field whose halo has depth 2",
    "finish without start": r"halo_exchange_finish: field 'pressure': no exchange of this field is under way; call",
    "two starts": r"halo_exchange_start: field 'pressure': an exchange of this field is under way; call",
    "other depth at finish": r"halo_exchange_finish: field 'pressure': depth 1 of an exchange started with depth 2",
    "assignment": r"assignment of fields: field 'twin = pressure': fields are not assigned; copy with",
}


@pytest.fixture(scope="module")
def misuse():
    source = lfric_programs.ROOT / "tests" / "mpi" / "misuse.f90"
    return lfric_programs.build_one(source, lfric_programs.OUTPUT / "tests" / "misuse" / "misuse")


@pytest.mark.parametrize("what", MISUSE)
def test_misuse_ends_all_ranks_with_what_to_do(misuse, what, tmp_path):
    done = lfric_programs.mpirun(3, misuse, what, tmp_path / "mesh.nc")
    assert done.returncode not in (0, 124), done.stdout
    assert re.search(rf"lfric: error: rank \d: .*{MISUSE[what]}", done.stderr), done.stderr


def test_a_rank_that_stops_leaves_none_waiting(misuse):
    done = lfric_programs.mpirun(3, misuse, "rank dies")
    assert done.returncode not in (0, 124), done.stdout + done.stderr


def test_without_misuse_the_program_ends_well(misuse, tmp_path):
    done = lfric_programs.mpirun(3, misuse, "nothing", tmp_path / "mesh.nc", LFRIC_CHECK="poison=7,annexed,audit")
    assert done.returncode == 0, done.stderr
    assert [float(line.split()[1]) for line in done.stdout.splitlines()] == [960.0] * 3


def test_an_audit_names_rank_field_dof_owner_both_values_and_the_call(misuse):
    done = lfric_programs.mpirun(3, misuse, "halo set clean", LFRIC_CHECK="audit")
    assert done.returncode not in (0, 124)
    assert re.search(
        r"rank \d: LFRIC_CHECK=audit: field 'pressure': a copy claimed clean by set_clean to depth 1 differs from its "
        r"owner: local dof \d+, global dof \d+, owner rank \d, here 0 \(0x0\), there 1 \(0x3ff0000000000000\)",
        done.stderr,
    )
    assert lfric_programs.mpirun(3, misuse, "halo set clean").returncode == 0


def test_reading_an_operator_beyond_depth_1_shows_in_the_checking_modes(misuse):
    for mode, found in [("", "0.0"), ("poison=7", "7.0"), ("snan", "NaN")]:
        done = lfric_programs.mpirun(3, misuse, "operator beyond depth 1", LFRIC_CHECK=mode)
        assert done.returncode == 0, done.stderr
        values = [line.split()[1] for line in done.stdout.splitlines()]
        assert len(values) == 3 and all(value.startswith(found) for value in values), done.stdout


def test_an_unknown_checking_mode_is_refused(misuse):
    done = lfric_programs.mpirun(1, misuse, "nothing", LFRIC_CHECK="audits")
    assert "LFRIC_CHECK: unknown word 'audits'; it knows poison," in done.stderr
    assert done.returncode not in (0, 124)
