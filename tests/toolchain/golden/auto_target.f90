! --target auto: GPU code when there are directives and a compiler for them; which it is, and why, is said.
! RUN: isotach build %s -m granule --target auto --json | grep '"target\|"verdict'
! RUN: FC=%S/inputs/gfortran_without_gpu isotach build %s -m granule --target auto --json | grep '"target\|"verdict'
! RUN: isotach build %S/left_out.f90 -m granule --target auto --json | grep '"target'
! Asked for openly, what the compiler cannot do is an error that names the package.
! RUN: not isotach build %s -m granule --target openacc --compiler %S/inputs/gfortran_without_gpu
! RUN: not isotach build %s -m granule --compiler %S/inputs/other_compiler
! RUN: not isotach build %s -m granule --compiler gfortran-99
! RUN: not isotach build %s -m granule --compiler nvfortran-of-nowhere
subroutine fill(n, x)
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n)
  integer :: i
  !$acc parallel loop copy(x)
  do i = 1, n
    x(i) = i
  end do
end subroutine
