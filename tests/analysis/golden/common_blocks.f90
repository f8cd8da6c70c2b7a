! RUN: isotach explain %s
! COMMON under other names: compared by place where the types are alike; EQUIVALENCE with a part is part of the block.
module m
  integer :: ca(51), cb(51), cs
  common /storage/ ca, cb, cs
  integer :: da(10)
  real(8) :: db(10)
  common /mixed/ da, db
contains
  integer function second(at)
    integer, intent(in) :: at
    integer :: one(51), two(51), three
    common /storage/ one, two, three
    second = two(at) + three
  end function
  integer function first(at)
    integer, intent(in) :: at
    integer :: one(52)
    common /storage/ one
    first = one(at)
  end function
  integer function by_another_name(at)
    integer, intent(in) :: at
    integer :: one(51), own(51)
    common /storage/ one
    equivalence (one, own)
    by_another_name = own(at)
  end function
  integer function mixed(at)
    integer, intent(in) :: at
    integer :: one(10)
    real(8) :: two(10)
    common /mixed/ one, two
    mixed = int(two(at))
  end function
  integer function kept(at)
    integer, intent(in) :: at
    integer, save :: one
    integer :: own
    equivalence (one, own)
    own = own + at
    kept = own
  end function
  subroutine loops(n, a)
    integer, intent(in) :: n
    integer, intent(inout) :: a(n)
    integer :: i
    do i = 1, n ! parallel: no place of the second array is in the first
      ca(i) = second(i) + 1
    end do
    do i = 1, n ! unknown
      ca(i) = first(i) + 1
    end do
    do i = 2, n ! unknown
      ca(i) = by_another_name(i - 1) + 1
    end do
    do i = 1, n ! unknown: what lies between integers and reals is for the compiler to say
      da(i) = mixed(i) + 1
    end do
    do i = 1, n ! not
      a(i) = kept(i)
    end do
  end subroutine
end module
