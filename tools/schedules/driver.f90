!> Runs schedules of a batch, each from the same start, and prints checksums of all that they may have changed.
!>
!> The command line names a file with lines `schedule fault`. Each gives one line: the numbers, whether the fault was
!> reached, how many values are no small integers, how many halo cells differ from their owners after a last exchange,
!> and the checksums of fields, integer fields and matrices (0 of those that the schedule does not have), and the scalars.
program driver
  use arithmetic_mod,                only: columns
  use batch_mod,                     only: run_schedule, fields_count, integers_count, matrices_count, reals_count, &
                                           space_of_field, space_of_integer, spaces_of_matrix, annexed_right, uses
  use constants_mod,                 only: i_def, r_def
  use fault_mod,                     only: chosen, reached
  use field_mod,                     only: field_type, field_proxy_type
  use fs_continuity_mod,             only: W0, W1, W2, W3, Wtheta
  use function_space_collection_mod, only: function_space_collection
  use function_space_mod,            only: function_space_type
  use integer_field_mod,             only: integer_field_type, integer_field_proxy_type
  use lfric_mpi_mod,                 only: global_mpi, lfric_comm_type
  use lfric_setup_mod,               only: lfric_start, lfric_stop, create_planar_mesh
  use mesh_mod,                      only: mesh_type
  use mpi
  use operator_mod,                  only: operator_type, operator_proxy_type
  use, intrinsic :: iso_fortran_env, only: int64, output_unit
  implicit none

  integer(i_def), parameter :: nx = 12, ny = 8, nlayers = 4, depth = 3
  integer(int64), parameter :: prime = 2147483647_int64
  type(mesh_type), pointer  :: mesh
  type :: space_pointer
    type(function_space_type), pointer :: space
  end type space_pointer
  type(space_pointer)       :: spaces(5)
  type(field_type)          :: fields(fields_count)
  type(integer_field_type)  :: integers(integers_count)
  type(operator_type)       :: matrices(matrices_count)
  real(r_def)               :: reals(reals_count)
  integer(int64)            :: here(nx * ny, fields_count + integers_count + matrices_count)
  integer(int64), allocatable :: there(:, :)
  logical                   :: stale(size(here, 2)) ! changed since its values were set
  character(len=256)        :: path
  integer                   :: unit, status, number, f, i, cell, bad, wrong
  type(lfric_comm_type)     :: communicator

  call lfric_start()
  mesh => create_planar_mesh(nx, ny, 1.0_r_def, 1.0_r_def, nlayers, 1.0_r_def, halo_depth=depth)
  communicator = global_mpi%get_comm()
  spaces(1)%space => function_space_collection%get_fs(mesh, 0, 0, W0)
  spaces(2)%space => function_space_collection%get_fs(mesh, 0, 0, W1)
  spaces(3)%space => function_space_collection%get_fs(mesh, 0, 0, W2)
  spaces(4)%space => function_space_collection%get_fs(mesh, 0, 0, W3)
  spaces(5)%space => function_space_collection%get_fs(mesh, 0, 0, Wtheta)
  do i = 1, fields_count
    call fields(i)%initialise(spaces(space_of_field(i))%space, name='field ' // achar(96 + i))
  end do
  do i = 1, integers_count
    call integers(i)%initialise(spaces(space_of_integer(i))%space, name='integers ' // achar(96 + i))
  end do
  do i = 1, matrices_count
    call matrices(i)%initialise(spaces(spaces_of_matrix(1, i))%space, spaces(spaces_of_matrix(2, i))%space)
  end do
  allocate(there(nx * ny, size(here, 2)))
  stale = .true.

  call get_command_argument(1, path)
  open (newunit=unit, file=trim(path), status='old', action='read')
  do
    read (unit, *, iostat=status) number, f
    if (status /= 0) exit
    chosen = 0
    call set_up()
    stale = used(number)
    chosen = f
    reached = .false.
    call run_schedule(number, fields, integers, matrices, reals)
    chosen = 0
    call summarise()
  end do
  close (unit)
  call lfric_stop()

contains

  !> Small integers, each the same wherever a dof is held; nothing right beyond the dofs that are computed here.
  subroutine set_up()
    type(field_proxy_type)         :: proxy
    type(integer_field_proxy_type) :: integer_proxy
    type(operator_proxy_type)      :: matrix_proxy
    integer(i_def) :: i, k, row, column, gid

    do i = 1, fields_count
      if (.not. stale(i)) cycle
      proxy = fields(i)%get_proxy()
      proxy%data = -12345.0_r_def
      call start_values(i, proxy%vspace, proxy%data)
      call proxy%set_dirty()
    end do
    do i = 1, integers_count
      if (.not. stale(fields_count + i)) cycle
      integer_proxy = integers(i)%get_proxy()
      call start_integers(fields_count + i, integer_proxy%vspace, integer_proxy%data)
      call integer_proxy%set_dirty()
    end do
    do i = 1, matrices_count
      if (.not. stale(fields_count + integers_count + i)) cycle
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
    logical             :: used(size(here, 2))
    integer :: i

    used = [(uses(number)(i:i) == 'x', i = 1, size(here, 2))]
  end function used

  !> Brings every halo up to date, and holds all cells against their owners.
  subroutine summarise()
    type(field_proxy_type)         :: proxy
    type(integer_field_proxy_type) :: integer_proxy
    type(operator_proxy_type)      :: matrix_proxy
    integer(int64), allocatable    :: all_cells(:, :)
    integer                        :: i, error, counts(2), counts_all(2), flag, gid

    allocate(all_cells(mesh%get_last_halo_cell(depth), size(here, 2)))
    all_cells = 0
    bad = 0
    do i = 1, fields_count
      if (.not. stale(i)) cycle
      proxy = fields(i)%get_proxy()
      call proxy%halo_exchange(depth=depth)
      call add_cells(proxy%vspace, proxy%data, all_cells(:, i))
    end do
    do i = 1, integers_count
      if (.not. stale(fields_count + i)) cycle
      integer_proxy = integers(i)%get_proxy()
      call integer_proxy%halo_exchange(depth=depth)
      call add_cells(integer_proxy%vspace, real(integer_proxy%data, r_def), all_cells(:, fields_count + i))
    end do
    do i = 1, matrices_count
      if (.not. stale(fields_count + integers_count + i)) cycle
      matrix_proxy = matrices(i)%get_proxy()
      call add_matrices(matrix_proxy%local_stencil, all_cells(:, fields_count + integers_count + i))
    end do
    here = 0
    do cell = 1, mesh%get_last_edge_cell()
      here(mesh%get_gid_from_lid(cell), :) = all_cells(cell, :)
    end do
    call mpi_allreduce(here, there, size(here), MPI_INTEGER8, MPI_SUM, communicator%get_comm_mpi_val(), error)
    wrong = 0
    do cell = mesh%get_last_edge_cell() + 1, size(all_cells, 1)
      gid = int(mesh%get_gid_from_lid(cell))
      wrong = wrong + count(all_cells(cell, :fields_count + integers_count) /= there(gid, :fields_count + integers_count))
      if (cell <= mesh%get_last_halo_cell(1)) then
        wrong = wrong + count(all_cells(cell, fields_count + integers_count + 1:) &
                              /= there(gid, fields_count + integers_count + 1:))
      end if
    end do
    counts = [bad, wrong]
    call mpi_allreduce(counts, counts_all, 2, MPI_INTEGER, MPI_SUM, communicator%get_comm_mpi_val(), error)
    if (global_mpi%get_comm_rank() /= 0) return
    flag = merge(1, 0, reached)
    write (output_unit, '(*(i0, 1x))', advance='no') number, f, flag, counts_all, &
      (mod(sum(mod(there(:, i), prime)), prime), i = 1, size(there, 2))
    write (output_unit, '(*(es23.16, 1x))') reals
    flush (output_unit)
  end subroutine summarise

  subroutine add_cells(space, values, sums)
    type(function_space_type), intent(in) :: space
    real(r_def), intent(in)               :: values(:)
    integer(int64), intent(inout)         :: sums(:)
    integer(i_def), pointer :: map(:, :)
    integer(i_def) :: count, first(8), length(8), cell, e, k

    map => space%get_whole_dofmap()
    call columns(space%get_ndf(), nlayers, count, first, length)
    do cell = 1, size(sums)
      do e = 1, count
        do k = 0, length(e) - 1
          call add(sums(cell), cell, e, k, values(map(first(e), cell) + k), cell <= mesh%get_last_edge_cell())
        end do
      end do
    end do
  end subroutine add_cells

  subroutine add_matrices(matrix, sums)
    real(r_def), intent(in)       :: matrix(:, :, :)
    integer(int64), intent(inout) :: sums(:)
    integer(i_def) :: cell, row, column, k

    do cell = 1, mesh%get_last_halo_cell(1)
      do column = 1, size(matrix, 3)
        do row = 1, size(matrix, 2)
          do k = 0, nlayers - 1
            call add(sums(cell), cell, row + 16 * column, k, matrix((cell - 1) * nlayers + k + 1, row, column), &
                     cell <= mesh%get_last_edge_cell())
          end do
        end do
      end do
    end do
  end subroutine add_matrices

  subroutine add(total, cell, e, k, value, owned)
    integer(int64), intent(inout) :: total
    integer(i_def), intent(in)    :: cell, e, k
    real(r_def), intent(in)       :: value
    logical, intent(in)           :: owned
    integer(int64) :: weight

    if (.not. abs(value) < 1.0e15_r_def) then
      if (owned) bad = bad + 1
      total = total + 1
      return
    end if
    if (owned .and. value /= anint(value)) bad = bad + 1
    weight = 1 + mod(7919_int64 * (mesh%get_gid_from_lid(cell) - 1) + 104729_int64 * e + 1299709_int64 * k, 10007_int64)
    total = mod(total + weight * modulo(nint(value, int64), prime), prime)
  end subroutine add

end program driver
