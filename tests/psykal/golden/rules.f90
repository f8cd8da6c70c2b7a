! RUN: not isotach stub %s
! Entries that are metadata, and break a rule together.
module data_mod
  type, extends(kernel_type) :: data_type
    type(arg_type) :: meta_args(4) = (/ &
      arg_type(gh_field, gh_real, gh_inc, w1), &
      arg_type(gh_field, gh_logical, gh_read, w1), &
      arg_type(gh_operator, gh_integer, gh_read, w1, w1), &
      arg_type(gh_field, gh_integer, gh_read, w1) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: data_code
  end type
contains
  subroutine data_code()
  end subroutine
end module
module accesses_mod
  type, extends(kernel_type) :: accesses_type
    type(arg_type) :: meta_args(6) = (/ &
      arg_type(gh_scalar, gh_real, gh_reduction), &
      arg_type(gh_operator, gh_real, gh_inc, w1, w1), &
      arg_type(gh_field, gh_real, gh_readwrite, w1), &
      arg_type(gh_field, gh_real, gh_inc, w3), &
      arg_type(gh_field, gh_real, gh_write, wchi), &
      arg_type(gh_field, gh_real, gh_inc, w1, stencil(cross)) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: accesses_code
  end type
contains
  subroutine accesses_code()
  end subroutine
end module
module nothing_mod
  type, extends(kernel_type) :: nothing_type
    type(arg_type) :: meta_args(1) = (/ &
      arg_type(gh_field, gh_real, gh_read, w1) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: nothing_code
  end type
contains
  subroutine nothing_code()
  end subroutine
end module
module bases_mod
  type, extends(kernel_type) :: bases_type
    type(arg_type) :: meta_args(1) = (/ &
      arg_type(gh_field, gh_real, gh_inc, w1) /)
    type(func_type) :: meta_funcs(3) = (/ &
      func_type(w1, gh_basis), &
      func_type(w1, gh_diff_basis), &
      func_type(w2, gh_basis) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: bases_code
  end type
contains
  subroutine bases_code()
  end subroutine
end module
module shape_alone_mod
  type, extends(kernel_type) :: shape_alone_type
    type(arg_type) :: meta_args(1) = (/ &
      arg_type(gh_field, gh_real, gh_inc, w1) /)
    integer :: gh_shape = gh_evaluator
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: shape_alone_code
  end type
contains
  subroutine shape_alone_code()
  end subroutine
end module
module targets_mod
  type, extends(kernel_type) :: targets_type
    type(arg_type) :: meta_args(1) = (/ &
      arg_type(gh_field, gh_real, gh_inc, w1) /)
    type(func_type) :: meta_funcs(1) = (/ &
      func_type(w1, gh_basis) /)
    integer :: gh_shape = gh_evaluator
    integer :: gh_evaluator_targets(1) = (/ w2 /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: targets_code
  end type
contains
  subroutine targets_code()
  end subroutine
end module
module on_domain_mod
  type, extends(kernel_type) :: on_domain_type
    type(arg_type) :: meta_args(4) = (/ &
      arg_type(gh_field, gh_real, gh_write, w3), &
      arg_type(gh_field, gh_real, gh_read, w1), &
      arg_type(gh_field, gh_real, gh_read, w3, stencil(cross)), &
      arg_type(gh_operator, gh_real, gh_read, w3, w3) /)
    type(reference_element_data_type) :: meta_reference_element(1) = (/ &
      reference_element_data_type(normals_to_faces) /)
    type(mesh_data_type) :: meta_mesh(1) = (/ &
      mesh_data_type(adjacent_face) /)
    integer :: operates_on = domain
  contains
    procedure, nopass :: on_domain_code
  end type
contains
  subroutine on_domain_code()
  end subroutine
end module
module on_dofs_mod
  type, extends(kernel_type) :: on_dofs_type
    type(arg_type) :: meta_args(2) = (/ &
      arg_type(gh_field, gh_real, gh_write, w3), &
      arg_type(gh_field, gh_real, gh_inc, w1) /)
    type(func_type) :: meta_funcs(1) = (/ &
      func_type(w3, gh_basis) /)
    integer :: gh_shape = gh_evaluator
    integer :: operates_on = dof
  contains
    procedure, nopass :: on_dofs_code
  end type
contains
  subroutine on_dofs_code()
  end subroutine
end module
module columns_mod
  type, extends(kernel_type) :: columns_type
    type(arg_type) :: meta_args(2) = (/ &
      arg_type(gh_columnwise_operator, gh_real, gh_write, w2, w2), &
      arg_type(gh_field*2, gh_real, gh_read, w2, stencil(cross)) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: columns_code
  end type
contains
  subroutine columns_code()
  end subroutine
end module
module apply_mod
  type, extends(kernel_type) :: apply_type
    type(arg_type) :: meta_args(3) = (/ &
      arg_type(gh_columnwise_operator, gh_real, gh_read, w2, w3), &
      arg_type(gh_field, gh_real, gh_inc, w1), &
      arg_type(gh_field, gh_real, gh_read, w2) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: apply_code
  end type
contains
  subroutine apply_code()
  end subroutine
end module
module grids_mod
  type, extends(kernel_type) :: grids_type
    type(arg_type) :: meta_args(4) = (/ &
      arg_type(gh_field, gh_real, gh_inc, w1, mesh_arg=gh_fine), &
      arg_type(gh_field, gh_real, gh_read, w1, mesh_arg=gh_coarse), &
      arg_type(gh_scalar, gh_real, gh_read), &
      arg_type(gh_field, gh_real, gh_read, w3) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: grids_code
  end type
contains
  subroutine grids_code()
  end subroutine
end module
module one_grid_mod
  type, extends(kernel_type) :: one_grid_type
    type(arg_type) :: meta_args(1) = (/ &
      arg_type(gh_field, gh_real, gh_inc, w1, mesh_arg=gh_fine) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: one_grid_code
  end type
contains
  subroutine one_grid_code()
  end subroutine
end module
