! CUDA Fortran in a file of an ordinary name: it takes nvfortran, and kernels are not for Python to call.
! RUN: not isotach build %s -m granule --compiler gfortran
! RUN: isotach build %s -m granule --compiler nvfortran --emit-only %T/out
! RUN: grep -e -cuda %T/out/CMakeLists.txt
! RUN: not isotach build %s -m granule --compiler nvfortran --emit-only %T/out --only fill_kernel
module fill_mod
contains
  attributes(global) subroutine fill_kernel(n, x)
    integer, value :: n
    real(8), device :: x(n)
    integer :: i
    i = threadIdx%x
    if (i <= n) x(i) = i
  end subroutine

  subroutine fill_device(n, x)
    integer, intent(in) :: n
    real(8), device, intent(inout) :: x(n)
    call fill_kernel<<<1, n>>>(n, x)
  end subroutine

  subroutine fill(n, x)
    integer, intent(in) :: n
    real(8), intent(inout) :: x(n)
    real(8), device :: work(n)
    call fill_device(n, work)
    x = work
  end subroutine
end module
