!> Arrays whose columns may lie further apart than they are long, and arrays for which that cannot be.
module padded
  implicit none
  real(8), pointer :: bound(:,:) => null()
  real(8), pointer, contiguous :: tight(:,:) => null()
  type state
    real(8), pointer :: free(:,:) => null(), passed(:,:) => null()
    real(8), pointer, contiguous :: dense(:,:) => null()
  end type
  type model
    type(state) :: now
  end type
  type(model) :: one
  interface either
    module procedure either_two, either_three
  end interface
contains
  subroutine add(a, b)
    real(8), intent(inout) :: a(:,:)
    real(8), intent(in) :: b(:,:)
    a = a + b
  end subroutine
  subroutine deeper(a)
    real(8), intent(inout) :: a(:,:,:)
    integer :: k
    do k = 1, size(a, 3)
      call scaled(a(:,:,k), 2d0)
      call column(size(a, 1), a(:,1,k))
    end do
  end subroutine
  recursive subroutine scaled(a, factor, again)
    real(8), intent(inout) :: a(:,:)
    real(8), intent(in) :: factor
    logical, intent(in), optional :: again
    a = a*factor
    if (present(again)) call scaled(a, factor)
  end subroutine
  subroutine column(n, x)
    integer, intent(in) :: n
    real(8), intent(inout) :: x(n)
    x = x + 1
  end subroutine
  subroutine maybe(n, a, b)
    integer, intent(out) :: n(4)
    real(8), optional :: a(:,:)
    real(8), intent(in), optional :: b(:,:)
    n = -1
    if (present(a)) n(1:2) = shape(a)
    if (present(b)) n(3:4) = shape(b)
    if (present(a)) a = a + 1
  end subroutine
  subroutine keep(a)
    !isotach keep(until=let_go)
    real(8), intent(inout), target :: a(:,:)
    bound => a
  end subroutine
  subroutine use_kept()
    bound = bound + 1
  end subroutine
  subroutine let_go()
    nullify(bound)
    one = model()
  end subroutine
  subroutine keep_in_object(a)
    !isotach keep(until=let_go)
    real(8), intent(inout), target :: a(:,:)
    one%now%free => a
  end subroutine
  subroutine use_object()
    call of_object(one%now)
    call scaled(one%now%free, 2d0)
  end subroutine
  subroutine of_object(it)
    type(state), intent(inout) :: it
    it%free(1,:) = it%free(1,:) + 1
    it%free = it%free + 1
  end subroutine
  ! ---- not these
  subroutine own_bounds(n, m, a)
    integer, intent(in) :: n, m
    real(8), intent(inout) :: a(n,m)
    a = a + 1
  end subroutine
  subroutine passed_on(a)
    real(8), intent(inout) :: a(:,:)
    call own_bounds(size(a, 1), size(a, 2), a)
  end subroutine
  subroutine twice_passed_on(a)
    real(8), intent(inout) :: a(:,:)
    call passed_on(a=a)
  end subroutine
  subroutine contiguous_pointer(a)
    real(8), intent(inout), target :: a(:,:)
    tight => a
    tight = tight + 1
  end subroutine
  subroutine contiguous_component(a)
    real(8), intent(inout), target :: a(:,:)
    one%now%dense => a
  end subroutine
  subroutine component_that_is_passed_on(a)
    real(8), intent(inout), target :: a(:,:)
    type(state) :: mine
    mine%passed => a
    associate (other_name => mine)
      call own_bounds(size(a, 1), size(a, 2), other_name%passed)
    end associate
  end subroutine
  subroutine constructed(a)
    real(8), intent(inout), target :: a(:,:)
    type(state) :: mine
    mine = state(a)
  end subroutine
  subroutine by_way_of_a_pointer(a)
    real(8), intent(inout), target :: a(:,:)
    real(8), pointer :: p(:,:), q(:,:)
    p => a
    q => p
    call own_bounds(size(q, 1), size(q, 2), q)
  end subroutine
  subroutine to_a_generic(a)
    real(8), intent(inout) :: a(:,:)
    call either(a)
  end subroutine
  subroutine either_two(a)
    real(8), intent(inout) :: a(2,*)
    a(:,1) = 1
  end subroutine
  subroutine either_three(a)
    real(8), intent(inout) :: a(:,:,:)
    a = 1
  end subroutine
  subroutine elsewhere(a)
    real(8), intent(inout) :: a(:,:)
    interface
      subroutine other(a)
        real(8), intent(inout) :: a(:,:)
      end subroutine
    end interface
    if (size(a) < 0) call other(a)
  end subroutine
  ! ---- pointers
  function total(p) result(value)
    real(8), pointer, intent(in) :: p(:,:)
    real(8) :: value
    value = -1
    if (associated(p)) value = sum(p)
  end function
  subroutine raise(p, by)
    real(8), pointer :: p(:,:)
    real(8), intent(in) :: by
    if (associated(p)) p = p + by
  end subroutine
  subroutine move(p, how)
    real(8), pointer :: p(:,:)
    integer, intent(in) :: how
    real(8), target, save :: other(2,2) = 5
    select case (how)
    case (0); nullify(p)
    case (1); p => other
    case (2); p => p(:,2:)
    end select
  end subroutine
  integer function there(p)
    real(8), pointer, intent(in), optional :: p(:)
    there = 0
    if (present(p)) there = size(p)
  end function
  subroutine make(p)
    real(8), pointer, intent(out) :: p(:)
    allocate(p(3))
  end subroutine
end module

subroutine other(a)
  real(8) :: a(:,:)
end subroutine
