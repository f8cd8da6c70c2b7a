!> Looks at everything between two invokes of a schedule, without changing any of it.
!>
!> What an owner holds is the truth: it goes to all copies of a field of our own, which is held against the field where that
!> claims to be clean, and, where annexed dofs are computed by every loop, on annexed dofs. Owned cells give checksums.
module watch_mod
  use arithmetic_mod,          only: columns
  use constants_mod,           only: i_def, r_def
  use fault_mod,               only: chosen, reached
  use field_mod,               only: field_type, field_proxy_type
  use function_space_mod,      only: function_space_type
  use integer_field_mod,       only: integer_field_type, integer_field_proxy_type
  use lfric_mpi_mod,           only: global_mpi, lfric_comm_type
  use mesh_mod,                only: mesh_type
  use mpi
  use operator_mod,            only: operator_type, operator_proxy_type
  use, intrinsic :: iso_fortran_env, only: int64, output_unit
  implicit none
  private
  public :: watch, begin_schedule, look

  integer(int64), parameter :: prime = 2147483647_int64
  type(mesh_type), pointer  :: mesh => null()
  type(field_type), pointer :: fields(:) => null()
  type(integer_field_type), pointer :: integers(:) => null()
  type(operator_type), pointer :: matrices(:) => null()
  type(field_type), allocatable, target :: truths(:)                 ! one for each field: all exchanges go at once
  type(integer_field_type), allocatable, target :: integer_truths(:)
  logical, allocatable :: used(:)
  logical :: annexed_right = .false.
  integer :: schedule = 0, fault = 0, place = 0, depth = 0
  integer :: bad = 0 ! owned values that are no small integers

contains

  !> From now on these are looked at. `annexed_right`: annexed dofs are right between any two loops.
  subroutine watch(mesh_, depth_, fields_, integers_, matrices_, annexed_right_)
    type(mesh_type), pointer, intent(in)         :: mesh_
    integer, intent(in)                          :: depth_
    type(field_type), target, intent(in)         :: fields_(:)
    type(integer_field_type), target, intent(in) :: integers_(:)
    type(operator_type), target, intent(in)      :: matrices_(:)
    logical, intent(in)                          :: annexed_right_

    mesh => mesh_
    depth = depth_
    fields => fields_
    integers => integers_
    matrices => matrices_
    annexed_right = annexed_right_
    allocate(truths(size(fields)), integer_truths(size(integers)))
  end subroutine watch

  subroutine begin_schedule(schedule_, fault_, used_)
    integer, intent(in) :: schedule_, fault_
    logical, intent(in) :: used_(:)

    schedule = schedule_
    fault = fault_
    used = used_
    place = 0
    reached = .false.
    chosen = fault_
  end subroutine begin_schedule

  !> One line: schedule, fault, how many invokes there were, whether the fault changed something, how many values are no
  !> small integers, how many copies that are claimed right differ from their owner, how many halo cells did after an
  !> exchange, checksums of all that the schedule uses, scalars.
  subroutine look(reals)
    real(r_def), intent(in) :: reals(:)
    type(operator_proxy_type)   :: matrix
    type(lfric_comm_type)       :: communicator
    integer(int64), allocatable :: all_cells(:, :), here(:, :), there(:, :)
    integer :: i, cell, error, lies, wrong, counts(4), counts_all(4), gid, first, owned, watched

    place = place + 1
    watched = chosen
    chosen = 0
    communicator = global_mpi%get_comm()
    owned = mesh%get_last_edge_cell()
    allocate(all_cells(mesh%get_last_halo_cell(depth), size(used)))
    allocate(here(mesh%get_ncells_global(), size(used)), there(mesh%get_ncells_global(), size(used)))
    all_cells = 0
    bad = 0
    lies = 0
    first = size(fields)
    do i = 1, size(fields)
      if (used(i)) call send(fields(i), truths(i))
    end do
    do i = 1, size(integers)
      if (used(first + i)) call send_integers(integers(i), integer_truths(i))
    end do
    do i = 1, size(fields)
      if (used(i)) call look_at(fields(i), truths(i), lies, all_cells(:, i))
    end do
    do i = 1, size(integers)
      if (used(first + i)) call look_at_integers(integers(i), integer_truths(i), lies, all_cells(:, first + i))
    end do
    first = first + size(integers)
    do i = 1, size(matrices)
      if (.not. used(first + i)) cycle
      matrix = matrices(i)%get_proxy()
      call add_matrices(matrix%local_stencil, all_cells(:, first + i))
    end do
    here = 0
    do cell = 1, owned
      here(mesh%get_gid_from_lid(cell), :) = all_cells(cell, :)
    end do
    call mpi_allreduce(here, there, size(here), MPI_INTEGER8, MPI_SUM, communicator%get_comm_mpi_val(), error)
    wrong = 0
    do cell = owned + 1, size(all_cells, 1)
      gid = int(mesh%get_gid_from_lid(cell))
      wrong = wrong + count(all_cells(cell, :first) /= there(gid, :first))
      ! Matrices are right to depth 1 between any two loops.
      if (cell <= mesh%get_last_halo_cell(1)) lies = lies + count(all_cells(cell, first + 1:) /= there(gid, first + 1:))
    end do
    counts = [merge(1, 0, reached), bad, lies, wrong]
    call mpi_allreduce(counts, counts_all, 4, MPI_INTEGER, MPI_SUM, communicator%get_comm_mpi_val(), error)
    chosen = watched
    if (global_mpi%get_comm_rank() /= 0) return
    write (output_unit, '(*(i0, 1x))', advance='no') schedule, fault, place, min(1, counts_all(1)), counts_all(2:), &
      (mod(sum(mod(there(:, i), prime)), prime), i = 1, size(there, 2))
    write (output_unit, '(*(es23.16, 1x))') reals
    flush (output_unit)
  end subroutine look

  subroutine send(field, truth)
    type(field_type), intent(inout) :: field, truth
    type(field_proxy_type) :: proxy, right
    integer(i_def) :: owned

    call truth%initialise(field%get_function_space(), name='truth')
    proxy = field%get_proxy()
    right = truth%get_proxy()
    owned = proxy%vspace%get_last_dof_owned()
    right%data(:owned) = proxy%data(:owned)
    call right%halo_exchange_start(depth=depth)
  end subroutine send

  subroutine look_at(field, truth, lies, sums)
    type(field_type), intent(inout) :: field, truth
    integer, intent(inout) :: lies
    integer(int64), intent(inout) :: sums(:)
    type(field_proxy_type) :: proxy, right
    integer(i_def) :: owned, last, i

    proxy = field%get_proxy()
    right = truth%get_proxy()
    call right%halo_exchange_finish(depth=depth)
    owned = proxy%vspace%get_last_dof_owned()
    last = merge(proxy%vspace%get_last_dof_annexed(), owned, annexed_right)
    do i = 1, depth
      if (.not. proxy%is_dirty(depth=i)) last = proxy%vspace%get_last_dof_halo(i)
    end do
    ! As bits: one of them may be a NaN.
    if (last > owned) lies = lies + count(transfer(proxy%data(owned + 1:last), [0_int64]) &
                                          /= transfer(right%data(owned + 1:last), [0_int64]))
    call add_cells(proxy%vspace, right%data, sums)
  end subroutine look_at

  subroutine send_integers(field, truth)
    type(integer_field_type), intent(inout) :: field, truth
    type(integer_field_proxy_type) :: proxy, right
    integer(i_def) :: owned

    call truth%initialise(field%get_function_space(), name='truth')
    proxy = field%get_proxy()
    right = truth%get_proxy()
    owned = proxy%vspace%get_last_dof_owned()
    right%data(:owned) = proxy%data(:owned)
    call right%halo_exchange_start(depth=depth)
  end subroutine send_integers

  subroutine look_at_integers(field, truth, lies, sums)
    type(integer_field_type), intent(inout) :: field, truth
    integer, intent(inout) :: lies
    integer(int64), intent(inout) :: sums(:)
    type(integer_field_proxy_type) :: proxy, right
    integer(i_def) :: owned, last, i

    proxy = field%get_proxy()
    right = truth%get_proxy()
    call right%halo_exchange_finish(depth=depth)
    owned = proxy%vspace%get_last_dof_owned()
    last = merge(proxy%vspace%get_last_dof_annexed(), owned, annexed_right)
    do i = 1, depth
      if (.not. proxy%is_dirty(depth=i)) last = proxy%vspace%get_last_dof_halo(i)
    end do
    lies = lies + count(proxy%data(owned + 1:last) /= right%data(owned + 1:last))
    call add_cells(proxy%vspace, real(right%data, r_def), sums)
  end subroutine look_at_integers

  subroutine add_cells(space, values, sums)
    type(function_space_type), intent(in) :: space
    real(r_def), intent(in)               :: values(:)
    integer(int64), intent(inout)         :: sums(:)
    integer(i_def), pointer :: map(:, :)
    integer(i_def) :: count, first(8), length(8), cell, e, k, nlayers

    nlayers = mesh%get_nlayers()
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
    integer(i_def) :: cell, row, column, k, nlayers

    nlayers = mesh%get_nlayers()
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

end module watch_mod
