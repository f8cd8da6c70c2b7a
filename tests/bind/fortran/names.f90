! Names that mean something else in C, in Python, in Fortran, or in what the extension is written with.
module grid
  implicit none
contains
  subroutine fill(grid, n) ! valid: the name of the module is no name in its scope
    integer, intent(in) :: n
    real(8), intent(out) :: grid(n)
    grid = n
  end subroutine
end module

module shape ! intrinsics as modules
  implicit none
  real(8), allocatable :: extents(:), status(:)
  integer :: action = 3, facts(2) = [1, 2]
  character(len=4) :: len = 'abcd'
contains
  subroutine allocate_it(size)
    integer, intent(in) :: size
    allocate (extents(size))
    extents = 2
  end subroutine
end module

module isotach_0 ! our own words
  implicit none
  integer :: isotach_v0 = 5
contains
  integer function isotach_target(isotach_result, isotach_texts)
    integer, intent(in) :: isotach_result
    character(len=*), intent(in) :: isotach_texts
    isotach_target = isotach_result + len(isotach_texts)
  end function
end module

module c_int64_t
  implicit none
contains
  subroutine twice(c_int64_t)
    integer, intent(inout) :: c_int64_t(:)
    c_int64_t = 2*c_int64_t
  end subroutine
end module

module words
  implicit none
contains
  ! Intrinsics that the shim needs, as dummies with and without a shape, a length, OPTIONAL.
  subroutine fortran_words(present, shape, len, kind, c_char)
    integer, intent(in), optional :: present
    real(8), intent(inout) :: shape(:, :)
    character(len=*), intent(in), optional :: len
    integer, intent(out) :: kind
    character(len=2), intent(in) :: c_char(:)
    kind = 0
    if (.not. is_there(present)) kind = 1
    if (.not. is_text(len)) kind = kind + 2
    kind = kind + 10*size(shape) + 1000*size(c_char)
    shape = 4
  end subroutine
  logical function is_there(i)
    integer, intent(in), optional :: i
    is_there = present(i)
  end function
  logical function is_text(i)
    character(len=*), intent(in), optional :: i
    is_text = present(i)
  end function
  function result(allocated, status, values) result(size)
    real(8), allocatable, intent(out) :: allocated(:)
    real(8), allocatable, intent(inout) :: status(:)
    integer, intent(in) :: values
    real(8), allocatable :: size(:)
    allocate (size(values), allocated(values + 1))
    size = 1
    allocated = 2
    if (allocated_p(status)) status = status + 1
  end function
  logical function allocated_p(a)
    real(8), allocatable, intent(in) :: a(:)
    allocated_p = allocated(a)
  end function
  subroutine keep_result(result, r_value)
    real(8), allocatable, intent(out) :: result(:)
    integer, intent(in) :: r_value
    allocate (result(r_value))
    result = 7
  end subroutine
  ! C and Python words
  integer function c_words(int, void, given, names, count, self, place, argument, static, null, py_none) result(sum)
    integer, intent(in) :: int, void, given, names, count, self, place, argument, static, null, py_none
    sum = int + void + given + names + count + self + place + argument + static + null + py_none
  end function
  integer function lambda(class, class_, none, import)
    integer, intent(in) :: class, class_, none, import
    lambda = class + 10*class_ + 100*none + 1000*import
  end function
  integer function lambda_()
    lambda_ = -1
  end function
  ! A callback whose dummies have such names.
  subroutine call_it(f, total)
    interface
      integer function f(shape, present, isotach_result)
        integer, intent(in) :: shape(:)
        integer, intent(in) :: isotach_result
        integer, intent(in), optional :: present
      end function
    end interface
    integer, intent(out) :: total
    total = f([1, 2, 3], 5, 7)
  end subroutine
end module

subroutine isotach_1(isotach_1_shape, shape)
  implicit none
  integer, intent(in) :: isotach_1_shape
  real(8), intent(inout) :: shape(isotach_1_shape)
  shape = isotach_1_shape
end subroutine

integer function error(error_)
  implicit none
  integer, intent(in) :: error_
  error = error_ + 1
end function
