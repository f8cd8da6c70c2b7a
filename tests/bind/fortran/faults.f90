! What ends a Fortran program at run time, each way by its number.
module faults
  implicit none
  integer :: done = 0
contains
  ! Statements without IOSTAT= and labels: the error is raised.
  subroutine fail(way)
    integer, intent(in) :: way
    character(len=20) :: text, message
    integer :: k, numbers(3)
    real(8), allocatable :: a(:)
    integer(8) :: huge_size
    namelist /settings/ k
    done = way
    text = 'abc'
    select case (way)
    case (1)
      open (unit=31, file='/nonexistent/none.txt', status='old')
    case (2)
      read (text, *) k
    case (3)
      text = ''
      read (text, *) k
    case (4)
      read (text, '(i3)') k
    case (5)
      open (newunit=k, status='scratch', access='direct', recl=8, form='unformatted')
      read (k, rec=7) numbers
    case (6)
      open (newunit=k, file='/dev/null', action='read')
      write (k, *) 1
    case (7)
      text = '&settings j = 1 /'
      read (text, nml=settings)
    case (8)
      open (newunit=k, status='scratch')
      write (k, '(a)') 'ab'
      rewind (k)
      read (k, '(a)', advance='no') text
    case (9)
      open (newunit=k, status='scratch', access='direct', recl=8)
      backspace (k)
    case (10)
      read (text, *, iomsg=message) k
    case (11)
      k = -7
      close (unit=k)
    case (12)
      huge_size = 10_8**17
      allocate (a(huge_size))
      a(1) = k
      call touch(a)
    case (13)
      write (text, '(5a20)') (text, k=1, 5)
    case (14)
      open (unit=32, file='/dev/null', access='sequential', recl=-way)
    case (15)
      message = '(q3)'
      read (text, message) k
    end select
    done = done + 100
  end subroutine

  subroutine touch(a)
    real(8), intent(inout) :: a(:)
    a(1) = a(1) + 1
  end subroutine

  ! IOSTAT= and labels keep their meaning, and a label that is not for this error does not take it.
  integer function handled(way) result(how)
    integer, intent(in) :: way
    character(len=8) :: text
    character(len=60) :: message
    integer :: k, status
    how = 0
    text = 'x'
    select case (way)
    case (1)
      open (unit=33, file='/nonexistent/none.txt', status='old', iostat=status)
      if (status /= 0) how = 1
    case (2)
      read (text, *, err=10) k
    case (3)
      text = ''
      read (text, *, end=20) k
    case (4) ! END= does not take an error
      read (text, *, end=20) k
    case (5) ! ERR= does not take an end
      text = ''
      read (text, *, err=10) k
    case (6)
      message = ''
      read (text, *, iostat=status, iomsg=message) k
      if (status > 0 .and. len_trim(message) > 0) how = 6
    end select
    return
10  how = 10
    return
20  how = 20
  end function

  subroutine divide(a, b, quotient)
    integer, intent(in) :: a, b
    integer, intent(out) :: quotient
    quotient = a/b
  end subroutine

  subroutine divide_in_team(b, total)
    integer, intent(in) :: b
    integer, intent(out) :: total
    integer :: i
    total = 0
    !$omp parallel do reduction(+:total)
    do i = 1, 64
      total = total + i/b
    end do
  end subroutine

  ! A function in the list of an output statement ends the call: the unit must not stay locked.
  subroutine write_pair(unit, k)
    integer, intent(in) :: unit, k
    write (unit, *) k, positive(k)
  end subroutine
  integer function positive(k)
    integer, intent(in) :: k
    if (k == 0) error stop 'zero'
    positive = 100/(k - 1)
  end function
  integer function open_scratch() result(unit)
    open (newunit=unit, status='scratch')
  end function
  subroutine records(unit, whole, cut)
    integer, intent(in) :: unit
    integer, intent(out) :: whole, cut
    character(len=80) :: text
    rewind (unit)
    whole = 0
    cut = 0
    do
      read (unit, '(a)', end=10) text
      if (index(text, ' 3 ') > 0 .and. index(text, ' 50') > 0) whole = whole + 1
      if (index(text, ' 3 ') == 0) cut = cut + 1
    end do
10  continue
  end subroutine
  subroutine write_from(unit, f)
    integer, intent(in) :: unit
    interface
      integer function f(k)
        integer, intent(in) :: k
      end function
    end interface
    write (unit, *) 1, f(1)
  end subroutine

  subroutine round_up_and_stop()
    use, intrinsic :: ieee_arithmetic
    call ieee_set_rounding_mode(ieee_up)
    call ieee_set_underflow_mode(.false.)
    error stop 'rounding'
  end subroutine

  subroutine store(a, k)
    real(8), intent(inout) :: a(*)
    integer(8), intent(in) :: k
    a(k) = 1
  end subroutine

  recursive subroutine dig(depth)
    integer, intent(inout) :: depth(64)
    integer :: deeper(64)
    deeper = depth + 1
    if (deeper(1) > 0) call dig(deeper)
    depth = deeper
  end subroutine
end module
