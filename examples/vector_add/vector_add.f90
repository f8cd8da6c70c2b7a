!> The smallest OpenACC module worth calling from Python: the sum of two fields.
module vector_add

  use, intrinsic :: iso_fortran_env, only: real64

  implicit none
  private

  public :: add_fields

  integer, parameter :: wp = real64  !< working precision

contains

  !> c = a + b at every point of a block. The directive carries its own data clauses: a and b go to
  !! the device, c comes back, and fields that are on the device already are used where they are.
  subroutine add_fields(nproma, nlev, a, b, c)
    integer,  intent(in)  :: nproma           !< columns in the block
    integer,  intent(in)  :: nlev             !< levels
    real(wp), intent(in)  :: a(nproma,nlev)   !< first field [any unit]
    real(wp), intent(in)  :: b(nproma,nlev)   !< second field [same unit]
    real(wp), intent(out) :: c(nproma,nlev)   !< their sum [same unit]

    integer :: jc, jk

    !$acc parallel loop gang vector collapse(2) copyin(a, b) copyout(c)
    do jk = 1, nlev
      do jc = 1, nproma
        c(jc,jk) = a(jc,jk) + b(jc,jk)
      end do
    end do
  end subroutine add_fields

end module vector_add
