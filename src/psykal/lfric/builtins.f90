! The built-in operations of the LFRic DSL: what each takes, as metadata that users know from kernels, and what
! it computes at every dof. The comment above a type names the arguments in the order of meta_args, then gives
! the statement; `isotach builtins` prints this as a table. The program reads this very file.
!
! In a formula capital letters are fields, small letters scalars, and kind(Y) is the kind of Y's values.
module builtins_mod
  use argument_mod, only: arg_type, gh_field, gh_scalar, gh_real, gh_integer, &
                          gh_read, gh_write, gh_readwrite, gh_reduction, any_space_1, dof, owned_dof
  use kernel_mod, only: kernel_type
  implicit none
  private

  !> X_plus_Y(Z, X, Y): Z = X + Y
  type, extends(kernel_type), public :: X_plus_Y
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_X_plus_Y(X, Y): X = X + Y
  type, extends(kernel_type), public :: inc_X_plus_Y
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> a_plus_X(Y, a, X): Y = a + X
  type, extends(kernel_type), public :: a_plus_X
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_a_plus_X(a, X): X = a + X
  type, extends(kernel_type), public :: inc_a_plus_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1)]
    integer :: operates_on = dof
  end type

  !> aX_plus_Y(Z, a, X, Y): Z = a*X + Y
  type, extends(kernel_type), public :: aX_plus_Y
    type(arg_type) :: meta_args(4) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_aX_plus_Y(a, X, Y): X = a*X + Y
  type, extends(kernel_type), public :: inc_aX_plus_Y
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_X_plus_bY(X, b, Y): X = X + b*Y
  type, extends(kernel_type), public :: inc_X_plus_bY
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> aX_plus_bY(Z, a, X, b, Y): Z = a*X + b*Y
  type, extends(kernel_type), public :: aX_plus_bY
    type(arg_type) :: meta_args(5) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_aX_plus_bY(a, X, b, Y): X = a*X + b*Y
  type, extends(kernel_type), public :: inc_aX_plus_bY
    type(arg_type) :: meta_args(4) = [ &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> aX_plus_aY(Z, a, X, Y): Z = a*(X + Y)
  type, extends(kernel_type), public :: aX_plus_aY
    type(arg_type) :: meta_args(4) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> X_minus_Y(Z, X, Y): Z = X - Y
  type, extends(kernel_type), public :: X_minus_Y
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_X_minus_Y(X, Y): X = X - Y
  type, extends(kernel_type), public :: inc_X_minus_Y
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> a_minus_X(Y, a, X): Y = a - X
  type, extends(kernel_type), public :: a_minus_X
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_a_minus_X(a, X): X = a - X
  type, extends(kernel_type), public :: inc_a_minus_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1)]
    integer :: operates_on = dof
  end type

  !> X_minus_a(Y, X, a): Y = X - a
  type, extends(kernel_type), public :: X_minus_a
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read)]
    integer :: operates_on = dof
  end type

  !> inc_X_minus_a(X, a): X = X - a
  type, extends(kernel_type), public :: inc_X_minus_a
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read)]
    integer :: operates_on = dof
  end type

  !> aX_minus_Y(Z, a, X, Y): Z = a*X - Y
  type, extends(kernel_type), public :: aX_minus_Y
    type(arg_type) :: meta_args(4) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> X_minus_bY(Z, X, b, Y): Z = X - b*Y
  type, extends(kernel_type), public :: X_minus_bY
    type(arg_type) :: meta_args(4) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_X_minus_bY(X, b, Y): X = X - b*Y
  type, extends(kernel_type), public :: inc_X_minus_bY
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> aX_minus_bY(Z, a, X, b, Y): Z = a*X - b*Y
  type, extends(kernel_type), public :: aX_minus_bY
    type(arg_type) :: meta_args(5) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> X_times_Y(Z, X, Y): Z = X*Y
  type, extends(kernel_type), public :: X_times_Y
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_X_times_Y(X, Y): X = X*Y
  type, extends(kernel_type), public :: inc_X_times_Y
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_aX_times_Y(a, X, Y): X = a*X*Y
  type, extends(kernel_type), public :: inc_aX_times_Y
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> a_times_X(Y, a, X): Y = a*X
  type, extends(kernel_type), public :: a_times_X
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_a_times_X(a, X): X = a*X
  type, extends(kernel_type), public :: inc_a_times_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1)]
    integer :: operates_on = dof
  end type

  !> X_divideby_Y(Z, X, Y): Z = X/Y
  type, extends(kernel_type), public :: X_divideby_Y
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_X_divideby_Y(X, Y): X = X/Y
  type, extends(kernel_type), public :: inc_X_divideby_Y
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> X_divideby_a(Y, X, a): Y = X/a
  type, extends(kernel_type), public :: X_divideby_a
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read)]
    integer :: operates_on = dof
  end type

  !> inc_X_divideby_a(X, a): X = X/a
  type, extends(kernel_type), public :: inc_X_divideby_a
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read)]
    integer :: operates_on = dof
  end type

  !> a_divideby_X(Y, a, X): Y = a/X
  type, extends(kernel_type), public :: a_divideby_X
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_a_divideby_X(a, X): X = a/X
  type, extends(kernel_type), public :: inc_a_divideby_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_X_powreal_a(X, a): X = X**a
  type, extends(kernel_type), public :: inc_X_powreal_a
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read)]
    integer :: operates_on = dof
  end type

  !> inc_X_powint_n(X, n): X = X**n
  type, extends(kernel_type), public :: inc_X_powint_n
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1), &
      arg_type(gh_scalar, gh_integer, gh_read)]
    integer :: operates_on = dof
  end type

  !> setval_c(X, c): X = c
  type, extends(kernel_type), public :: setval_c
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read)]
    integer :: operates_on = dof
  end type

  !> setval_X(Y, X): Y = X
  type, extends(kernel_type), public :: setval_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> setval_random(X): call random_number(X)
  type, extends(kernel_type), public :: setval_random
    type(arg_type) :: meta_args(1) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1)]
    integer :: operates_on = owned_dof
  end type

  !> X_innerproduct_Y(s, X, Y): s = s + X*Y
  type, extends(kernel_type), public :: X_innerproduct_Y
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_scalar, gh_real, gh_reduction), &
      arg_type(gh_field, gh_real, gh_read, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> X_innerproduct_X(s, X): s = s + X*X
  type, extends(kernel_type), public :: X_innerproduct_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_real, gh_reduction), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> sum_X(s, X): s = s + X
  type, extends(kernel_type), public :: sum_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_real, gh_reduction), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> sign_X(Y, a, X): Y = sign(a, X)
  type, extends(kernel_type), public :: sign_X
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> max_aX(Y, a, X): Y = max(a, X)
  type, extends(kernel_type), public :: max_aX
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_max_aX(a, X): X = max(a, X)
  type, extends(kernel_type), public :: inc_max_aX
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1)]
    integer :: operates_on = dof
  end type

  !> min_aX(Y, a, X): Y = min(a, X)
  type, extends(kernel_type), public :: min_aX
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> inc_min_aX(a, X): X = min(a, X)
  type, extends(kernel_type), public :: inc_min_aX
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_readwrite, any_space_1)]
    integer :: operates_on = dof
  end type

  !> minval_X(s, X): s = min(s, X)
  type, extends(kernel_type), public :: minval_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_real, gh_reduction), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> maxval_X(s, X): s = max(s, X)
  type, extends(kernel_type), public :: maxval_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_real, gh_reduction), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> real_to_int_X(Y, X): Y = int(X, kind=kind(Y))
  type, extends(kernel_type), public :: real_to_int_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> real_to_real_X(Y, X): Y = real(X, kind=kind(Y))
  type, extends(kernel_type), public :: real_to_real_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_X_plus_Y(Z, X, Y): Z = X + Y
  type, extends(kernel_type), public :: int_X_plus_Y
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_inc_X_plus_Y(X, Y): X = X + Y
  type, extends(kernel_type), public :: int_inc_X_plus_Y
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_integer, gh_readwrite, any_space_1), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_a_plus_X(Y, a, X): Y = a + X
  type, extends(kernel_type), public :: int_a_plus_X
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_integer, gh_read), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_inc_a_plus_X(a, X): X = a + X
  type, extends(kernel_type), public :: int_inc_a_plus_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_integer, gh_read), &
      arg_type(gh_field, gh_integer, gh_readwrite, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_X_minus_Y(Z, X, Y): Z = X - Y
  type, extends(kernel_type), public :: int_X_minus_Y
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_inc_X_minus_Y(X, Y): X = X - Y
  type, extends(kernel_type), public :: int_inc_X_minus_Y
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_integer, gh_readwrite, any_space_1), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_a_minus_X(Y, a, X): Y = a - X
  type, extends(kernel_type), public :: int_a_minus_X
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_integer, gh_read), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_inc_a_minus_X(a, X): X = a - X
  type, extends(kernel_type), public :: int_inc_a_minus_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_integer, gh_read), &
      arg_type(gh_field, gh_integer, gh_readwrite, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_X_minus_a(Y, X, a): Y = X - a
  type, extends(kernel_type), public :: int_X_minus_a
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1), &
      arg_type(gh_scalar, gh_integer, gh_read)]
    integer :: operates_on = dof
  end type

  !> int_inc_X_minus_a(X, a): X = X - a
  type, extends(kernel_type), public :: int_inc_X_minus_a
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_integer, gh_readwrite, any_space_1), &
      arg_type(gh_scalar, gh_integer, gh_read)]
    integer :: operates_on = dof
  end type

  !> int_X_times_Y(Z, X, Y): Z = X*Y
  type, extends(kernel_type), public :: int_X_times_Y
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_inc_X_times_Y(X, Y): X = X*Y
  type, extends(kernel_type), public :: int_inc_X_times_Y
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_integer, gh_readwrite, any_space_1), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_a_times_X(Y, a, X): Y = a*X
  type, extends(kernel_type), public :: int_a_times_X
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_integer, gh_read), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_inc_a_times_X(a, X): X = a*X
  type, extends(kernel_type), public :: int_inc_a_times_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_integer, gh_read), &
      arg_type(gh_field, gh_integer, gh_readwrite, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_setval_c(X, c): X = c
  type, extends(kernel_type), public :: int_setval_c
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_integer, gh_read)]
    integer :: operates_on = dof
  end type

  !> int_setval_X(Y, X): Y = X
  type, extends(kernel_type), public :: int_setval_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_sign_X(Y, a, X): Y = sign(a, X)
  type, extends(kernel_type), public :: int_sign_X
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_integer, gh_read), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_max_aX(Y, a, X): Y = max(a, X)
  type, extends(kernel_type), public :: int_max_aX
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_integer, gh_read), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_inc_max_aX(a, X): X = max(a, X)
  type, extends(kernel_type), public :: int_inc_max_aX
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_integer, gh_read), &
      arg_type(gh_field, gh_integer, gh_readwrite, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_min_aX(Y, a, X): Y = min(a, X)
  type, extends(kernel_type), public :: int_min_aX
    type(arg_type) :: meta_args(3) = [ &
      arg_type(gh_field, gh_integer, gh_write, any_space_1), &
      arg_type(gh_scalar, gh_integer, gh_read), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_inc_min_aX(a, X): X = min(a, X)
  type, extends(kernel_type), public :: int_inc_min_aX
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_scalar, gh_integer, gh_read), &
      arg_type(gh_field, gh_integer, gh_readwrite, any_space_1)]
    integer :: operates_on = dof
  end type

  !> int_to_real_X(Y, X): Y = real(X, kind=kind(Y))
  type, extends(kernel_type), public :: int_to_real_X
    type(arg_type) :: meta_args(2) = [ &
      arg_type(gh_field, gh_real, gh_write, any_space_1), &
      arg_type(gh_field, gh_integer, gh_read, any_space_1)]
    integer :: operates_on = dof
  end type

end module
