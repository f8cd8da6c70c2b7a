"""Two kernels whose procedures have one name, copied into a PSy layer: each call gets its own."""

import os
import pathlib
import subprocess

import lfric_programs
import pytest

pytestmark = pytest.mark.mpi

ISOTACH = os.environ.get("ISOTACH_BINARY", "isotach")
TOOL = pathlib.Path(ISOTACH).parents[1] / "tests" / "transform_tool"

KERNEL = """\
module {name}_mod
  use argument_mod, only: arg_type, CELL_COLUMN, GH_FIELD, GH_REAL, GH_READWRITE
  use constants_mod, only: i_def, r_def
  use fs_continuity_mod, only: W3
  use kernel_mod, only: kernel_type
  implicit none
  private
  type, public, extends(kernel_type) :: {name}_type
    private
    type(arg_type) :: meta_args(1) = (/ arg_type(GH_FIELD, GH_REAL, GH_READWRITE, W3) /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: code
  end type {name}_type
  public :: code
contains
  subroutine code(nlayers, x, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, ndf, undf, map(ndf)
    real(r_def),    intent(inout) :: x(undf)
    integer(i_def) :: k
    do k = 0, nlayers - 1
      x(map(1) + k) = {factor}.0_r_def * x(map(1) + k)
    end do
  end subroutine code
end module {name}_mod
"""

PROGRAM = """\
program copies
  use constants_mod, only: r_def
  use doubles_mod, only: doubles_type
  use driver_mod, only: start, finish
  use field_mod, only: field_type
  use fs_continuity_mod, only: W3
  use function_space_collection_mod, only: function_space_collection
  use mesh_mod, only: mesh_type
  use trebles_mod, only: trebles_type
  implicit none
  type(mesh_type), pointer :: mesh
  type(field_type) :: one, other
  real(r_def) :: sum_one, sum_other
  mesh => start('copies', 'planar')
  call one%initialise(function_space_collection%get_fs(mesh, 0, 0, W3), name='one')
  call other%initialise(function_space_collection%get_fs(mesh, 0, 0, W3), name='other')
  call invoke( setval_c(one, 1.0_r_def), setval_c(other, 1.0_r_def), &
               doubles_type(one), trebles_type(other), sum_X(sum_one, one), sum_X(sum_other, other) )
  print '(2f8.1)', sum_one, sum_other
  call finish()
end program copies
"""


@pytest.mark.parametrize(
    "constant", ["", "kernel: LFRicKernelConstTrans number_of_layers=5\n"], ids=["plain", "constant"]
)
def test_each_call_gets_its_own_copy(tmp_path, constant):
    for name, factor in (("doubles", 2), ("trebles", 3)):
        (tmp_path / f"{name}_mod.f90").write_text(KERNEL.format(name=name, factor=factor))
    (tmp_path / "copies.x90").write_text(PROGRAM)
    (tmp_path / "list.txt").write_text(f"kernel: KernelModuleInlineTrans\n{constant}")
    command = [ISOTACH, "psykal", "copies.x90", "-k", ".", "-oalg", "copies.f90", "-opsy", "untransformed.f90"]
    subprocess.run(command, cwd=tmp_path, check=True)
    subprocess.run([TOOL, "dm", "list.txt", ".", ".", "copies.x90"], cwd=tmp_path, check=True)
    with lfric_programs.locked():
        lfric_programs.build_runtime()
    sources = [lfric_programs.COMMON / "driver_mod.f90", "doubles_mod.f90", "trebles_mod.f90", "copies_psy.f90"]
    command = [lfric_programs.COMPILER, "-O1", *sources, "copies.f90", "-o", "program"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    done = lfric_programs.mpirun(1, tmp_path / "program")
    cells = 12 * 12 * 5
    assert lfric_programs.result(done.stdout)[0].split() == [f"{2.0 * cells:.1f}", f"{3.0 * cells:.1f}"], done.stderr
