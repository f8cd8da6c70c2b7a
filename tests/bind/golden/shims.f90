! RUN: isotach build %s -m shims --emit-only out > log
! RUN: cat out/shims_shim.f90 out/shims.pyi | sed 's/Isotach [0-9.]*[0-9]/Isotach/'

! What is generated for a module with each kind of argument.
module atmosphere
  implicit none
  real(8) :: dt = 60                        !< time step [s]
  integer, parameter :: nlev = 90
  real(4), protected :: levels(nlev)
contains
  !> Heats a column.
  subroutine heat(n, t, q, name, factor, tend)
    integer, intent(in) :: n
    real(8), intent(in) :: t(n)              !< temperature [K]
    logical, intent(inout), optional :: q(:, :)
    character(len=*), intent(in) :: name
    real(4), value :: factor
    real(8), intent(out) :: tend(0:n)
    tend = factor
  end subroutine heat
  function profile(n) result(p)
    integer, intent(in) :: n
    complex(8) :: p(n)
    p = (0, 1)
  end function profile
end module atmosphere

subroutine old(n, x)
  integer n
  real(8) x(n)
  x = 0
end subroutine old
