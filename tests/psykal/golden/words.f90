! RUN: not isotach stub %s
! Words and shapes of entries that are no metadata.
module no_args_mod
  type, extends(kernel_type) :: no_args_type
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: no_args_code
  end type
contains
  subroutine no_args_code()
  end subroutine
end module
module no_words_mod
  type, extends(kernel_type) :: no_words_type
    type(arg_type) :: meta_args(9) = (/ &
      arg_type(gh_field, gh_real, gh_inc, w1), &
      arg_type(gh_vector, gh_real, gh_read, w1), &
      arg_type(gh_field, gh_complex, gh_read, w1), &
      arg_type(gh_field, gh_real, gh_look, w1), &
      arg_type(gh_field, gh_real, gh_read, w9), &
      arg_type(gh_field, gh_real, gh_read, any_space_11), &
      arg_type(gh_field, gh_real, gh_read, w1, stencil(star)), &
      arg_type(gh_field, gh_real, gh_read, w1, mesh_arg=gh_medium), &
      arg_type(gh_field, gh_real, gh_read, w1, 5) /)
    integer :: operates_on = cells
  contains
    procedure, nopass :: no_words_code
  end type
contains
  subroutine no_words_code()
  end subroutine
end module
module lengths_mod
  type, extends(kernel_type) :: lengths_type
    type(arg_type) :: meta_args(5) = (/ &
      arg_type(gh_field, gh_real, gh_inc, w1), &
      arg_type(gh_field, gh_real), &
      arg_type(gh_field, gh_real, gh_read), &
      arg_type(gh_scalar, gh_real, gh_read, w1), &
      arg_type(gh_operator, gh_real, gh_read, w1) /)
    type(func_type) :: meta_funcs(1) = (/ &
      func_type(w1) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: lengths_code
  end type
contains
  subroutine lengths_code()
  end subroutine
end module
module numbers_mod
  type, extends(kernel_type) :: numbers_type
    type(arg_type) :: meta_args(6) = (/ &
      arg_type(gh_field, gh_real, gh_inc, w1), &
      arg_type(gh_field*1, gh_real, gh_read, w1), &
      arg_type(gh_scalar*3, gh_real, gh_read), &
      arg_type(gh_field + 2, gh_real, gh_read, w1), &
      arg_type(gh_scalar_array, gh_real, gh_read, 0), &
      arg_type(gh_scalar_array, gh_real, gh_read, n) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: numbers_code
  end type
contains
  subroutine numbers_code()
  end subroutine
end module
module properties_mod
  type, extends(kernel_type) :: properties_type
    type(arg_type) :: meta_args(1) = (/ &
      arg_type(gh_field, gh_real, gh_inc, w1) /)
    type(func_type) :: meta_funcs(1) = (/ &
      func_type(w1, gh_basis, gh_basis) /)
    integer :: gh_shape = gh_sphere
    integer :: gh_evaluator_targets(1) = (/ w9 /)
    type(reference_element_data_type) :: meta_reference_element(3) = (/ &
      reference_element_data_type(normals_to_edges), &
      reference_element_data_type(normals_to_faces), &
      reference_element_data_type(normals_to_faces) /)
    type(mesh_data_type) :: meta_mesh(1) = (/ &
      mesh_data_type(adjacent_edge) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: properties_code
  end type
contains
  subroutine properties_code()
  end subroutine
end module
