!> Runs schedules of a batch, each from the same start; between their invokes `watch_mod` looks at everything.
!>
!> The command line names a file with lines `schedule fault`. Each gives one line for each of its invokes.
program driver
  use batch_mod,                     only: run_schedule, fields_count, integers_count, solvers_count, matrices_count, &
                                           reals_count, space_of_field, space_of_integer, space_of_solver, &
                                           spaces_of_matrix, columnwise_count, spaces_of_columns, coarse_count, &
                                           space_of_coarse, annexed_right, uses, clean
  use columnwise_operator_mod,       only: columnwise_operator_type
  use columns_mod,                   only: columns
  use constants_mod,                 only: i_def, r_def, r_solver
  use fault_mod,                     only: chosen
  use field_mod,                     only: field_type, field_proxy_type
  use r_solver_field_mod,              only: r_solver_field_type, r_solver_field_proxy_type
  use fs_continuity_mod,             only: W0, W1, W2, W3, Wtheta
  use function_space_collection_mod, only: function_space_collection
  use function_space_mod,            only: function_space_type
  use integer_field_mod,             only: integer_field_type, integer_field_proxy_type
  use lfric_setup_mod,               only: lfric_start, lfric_stop, create_planar_mesh, create_coarser_mesh
  use mesh_mod,                      only: mesh_type
  use operator_mod,                  only: operator_type, operator_proxy_type
  use quadrature_edge_mod,           only: quadrature_edge_type
  use quadrature_face_mod,           only: quadrature_face_type
  use quadrature_rule_gaussian_mod,  only: quadrature_rule_gaussian_type
  use watch_mod,                     only: watch, begin_schedule
  implicit none

  integer(i_def), parameter :: nx = 12, ny = 12, nlayers = 4, depth = 3
  type(mesh_type), pointer  :: mesh, coarse_mesh
  type :: space_pointer
    type(function_space_type), pointer :: space
  end type space_pointer
  type(space_pointer)       :: spaces(5), coarse_spaces(5)
  type(field_type), target  :: fields(fields_count)
  type(integer_field_type), target :: integers(integers_count)
  type(r_solver_field_type), target :: solvers(solvers_count)
  type(operator_type), target :: matrices(matrices_count)
  type(columnwise_operator_type) :: columnwise(columnwise_count)
  type(field_type)          :: coarse(coarse_count)
  type(quadrature_face_type) :: faces(2:3)
  type(quadrature_edge_type) :: edges(2:3)
  type(quadrature_rule_gaussian_type) :: rule
  real(r_def)               :: reals(reals_count)
  integer(i_def), parameter :: names_of_spaces(5) = [W0, W1, W2, W3, Wtheta]
  logical                   :: stale(fields_count + integers_count + solvers_count + matrices_count) ! changed since its values were set
  character(len=256)        :: path
  integer                   :: unit, status, number, f, i, cell

  call lfric_start()
  mesh => create_planar_mesh(nx, ny, 1.0_r_def, 1.0_r_def, nlayers, 1.0_r_def, halo_depth=depth, coarsenings=1)
  coarse_mesh => create_coarser_mesh(mesh)
  do i = 1, size(spaces)
    spaces(i)%space => function_space_collection%get_fs(mesh, 0, 0, names_of_spaces(i))
    coarse_spaces(i)%space => function_space_collection%get_fs(coarse_mesh, 0, 0, names_of_spaces(i))
  end do
  do i = 1, fields_count
    call fields(i)%initialise(spaces(space_of_field(i))%space, name='field ' // achar(96 + i))
  end do
  do i = 1, integers_count
    call integers(i)%initialise(spaces(space_of_integer(i))%space, name='integers ' // achar(96 + i))
  end do
  do i = 1, solvers_count
    call solvers(i)%initialise(spaces(space_of_solver(i))%space, name='solvers ' // achar(96 + i))
  end do
  do i = 1, matrices_count
    call matrices(i)%initialise(spaces(spaces_of_matrix(1, i))%space, spaces(spaces_of_matrix(2, i))%space)
  end do
  do i = 1, columnwise_count
    call columnwise(i)%initialise(spaces(spaces_of_columns(1, i))%space, spaces(spaces_of_columns(2, i))%space)
  end do
  do i = 1, coarse_count
    call coarse(i)%initialise(coarse_spaces(space_of_coarse(i))%space, name='coarse ' // achar(96 + i))
  end do
  do i = 2, 3
    faces(i) = quadrature_face_type(i, .true., .true., mesh%get_reference_element(), rule)
    edges(i) = quadrature_edge_type(i, .true., .true., mesh%get_reference_element(), rule)
  end do
  call watch(mesh, depth, fields, integers, solvers, matrices, annexed_right)
  stale = .true.

  call get_command_argument(1, path)
  open (newunit=unit, file=trim(path), status='old', action='read')
  do
    read (unit, *, iostat=status) number, f
    if (status /= 0) exit
    chosen = 0
    call set_up()
    stale = used(number)
    call begin_schedule(number, f, stale)
    call run_schedule(number, fields, integers, solvers, matrices, reals, columnwise, coarse, faces, edges)
    chosen = 0
  end do
  close (unit)
  call lfric_stop()

contains

  !> Small integers, each the same wherever a dof is held; nothing right beyond the dofs that are computed here, but for
  !> the fields that are to start with a clean halo.
  subroutine set_up()
    type(field_proxy_type)         :: proxy
    type(integer_field_proxy_type) :: integer_proxy
    type(r_solver_field_proxy_type)  :: solver_proxy
    type(operator_proxy_type)      :: matrix_proxy
    real(r_def), allocatable       :: values(:)
    integer(i_def) :: i, n, k, row, column, gid

    do i = 1, fields_count
      if (.not. stale(i)) cycle
      proxy = fields(i)%get_proxy()
      proxy%data = -12345.0_r_def
      call start_values(i, proxy%vspace, proxy%data)
      call proxy%set_dirty()
      if (clean(i:i) == 'x') call proxy%halo_exchange(depth=depth)
    end do
    do i = 1, integers_count
      if (.not. stale(fields_count + i)) cycle
      integer_proxy = integers(i)%get_proxy()
      call start_integers(fields_count + i, integer_proxy%vspace, integer_proxy%data)
      call integer_proxy%set_dirty()
      if (clean(fields_count + i:fields_count + i) == 'x') call integer_proxy%halo_exchange(depth=depth)
    end do
    do i = 1, solvers_count
      n = fields_count + integers_count + i
      if (.not. stale(n)) cycle
      solver_proxy = solvers(i)%get_proxy()
      allocate(values(size(solver_proxy%data)), source=-12345.0_r_def)
      call start_values(n, solver_proxy%vspace, values)
      solver_proxy%data = real(values, r_solver)
      deallocate(values)
      call solver_proxy%set_dirty()
      if (clean(n:n) == 'x') call solver_proxy%halo_exchange(depth=depth)
    end do
    do i = 1, matrices_count
      if (.not. stale(fields_count + integers_count + solvers_count + i)) cycle
      matrix_proxy = matrices(i)%get_proxy()
      do cell = 1, mesh%get_last_halo_cell(1)
        gid = int(mesh%get_gid_from_lid(cell), i_def) - 1
        do column = 1, size(matrix_proxy%local_stencil, 3)
          do row = 1, size(matrix_proxy%local_stencil, 2)
            do k = 0, nlayers - 1
              matrix_proxy%local_stencil((cell - 1) * nlayers + k + 1, row, column) = &
                real(mod(11 * gid + 7 * k + 5 * row + 3 * column + i, 83), r_def)
            end do
          end do
        end do
      end do
    end do
    reals = [(real(i, r_def), i = 1, reals_count)]
  end subroutine set_up

  subroutine start_integers(seed, space, values)
    integer(i_def), intent(in)            :: seed
    type(function_space_type), intent(in) :: space
    integer(i_def), intent(inout)         :: values(:)
    real(r_def) :: reals_of(size(values))

    reals_of = -12345.0_r_def
    call start_values(seed, space, reals_of)
    values = nint(reals_of, i_def)
  end subroutine start_integers

  subroutine start_values(seed, space, values)
    integer(i_def), intent(in)            :: seed
    type(function_space_type), intent(in) :: space
    real(r_def), intent(inout)            :: values(:)
    integer(i_def), pointer :: map(:, :)
    integer(i_def) :: count, first(8), length(8), cell, e, k, x, y, gid, sort

    map => space%get_whole_dofmap()
    call columns(space%get_ndf(), nlayers, count, first, length)
    do cell = 1, mesh%get_last_edge_cell()
      gid = int(mesh%get_gid_from_lid(cell), i_def) - 1
      do e = 1, count
        call place_of(space%get_ndf(), e, x, y, sort)
        x = mod(mod(gid, nx) + x, nx)
        y = mod(gid / nx + y, ny)
        do k = 0, length(e) - 1
          if (map(first(e), cell) + k > space%get_last_dof_owned() .and. .not. annexed_right) cycle
          values(map(first(e), cell) + k) = real(mod(37 * x + 41 * y + 7 * x * y + 17 * k + 71 * sort + 53 * seed, 89), r_def)
        end do
      end do
    end do
  end subroutine start_values

  !> Of the entity that column `e` of a cell stands on: the cell to whose south-west it lies, and its sort.
  subroutine place_of(ndf, e, x, y, sort)
    integer(i_def), intent(in)  :: ndf, e
    integer(i_def), intent(out) :: x, y, sort
    integer(i_def) :: corner

    x = 0
    y = 0
    sort = 0
    if (ndf == 8 .or. (ndf == 12 .and. e > 4)) then
      corner = mod(e - 1, 4) + 1
      x = merge(1, 0, corner == 2 .or. corner == 3)
      y = merge(1, 0, corner > 2)
    else if (ndf == 12 .or. (ndf == 6 .and. e <= 4)) then
      sort = mod(e - 1, 2) + 1
      x = merge(1, 0, e == 3)
      y = merge(1, 0, e == 4)
    else if (ndf == 6) then
      sort = 3
    end if
  end subroutine place_of

  !> What a schedule has among its arguments.
  pure function used(number)
    integer, intent(in) :: number
    logical             :: used(size(stale))
    integer :: i

    used = [(uses(number)(i:i) == 'x', i = 1, size(stale))]
  end function used

end program driver
