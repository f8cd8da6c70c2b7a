!> Checksums over the dofs of cells, and how many owned values are no small integers.
module cells_mod
  use columns_mod,        only: columns
  use constants_mod,      only: i_def, r_def
  use function_space_mod, only: function_space_type
  use mesh_mod,           only: mesh_type
  use, intrinsic :: iso_fortran_env, only: int64
  implicit none
  private
  public :: add_cells, add_matrices

  integer(int64), parameter, public  :: prime_of_sums = 2147483647_int64
  type(mesh_type), pointer, public   :: mesh => null()
  integer, public :: depth = 0, bad = 0
  logical, public :: annexed_right = .false. ! annexed dofs are right between any two loops

contains

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
    total = mod(total + weight * modulo(nint(value, int64), prime_of_sums), prime_of_sums)
  end subroutine add

end module cells_mod

module watch_reals_mod
  use cells_mod,     only: add_cells, annexed_right, depth
  use constants_mod, only: i_def, r_def
  use field_mod, only: watched_type => field_type, watched_proxy_type => field_proxy_type
  use, intrinsic :: iso_fortran_env, only: int32, int64
  implicit none
  private
  public :: send, look_at
contains
  include 'watch_field.inc'
end module watch_reals_mod

module watch_solvers_mod
  use cells_mod,     only: add_cells, annexed_right, depth
  use constants_mod, only: i_def, r_def
  use r_solver_field_mod, only: watched_type => r_solver_field_type, watched_proxy_type => r_solver_field_proxy_type
  use, intrinsic :: iso_fortran_env, only: int32, int64
  implicit none
  private
  public :: send, look_at
contains
  include 'watch_field.inc'
end module watch_solvers_mod

module watch_integers_mod
  use cells_mod,     only: add_cells, annexed_right, depth
  use constants_mod, only: i_def, r_def
  use integer_field_mod, only: watched_type => integer_field_type, watched_proxy_type => integer_field_proxy_type
  use, intrinsic :: iso_fortran_env, only: int32, int64
  implicit none
  private
  public :: send, look_at
contains
  include 'watch_field.inc'
end module watch_integers_mod

!> Looks at everything between two invokes of a schedule, without changing any of it.
!>
!> What an owner holds is the truth: it goes to all copies of a field of our own, which is held against the field where that
!> claims to be clean, and, where annexed dofs are computed by every loop, on annexed dofs. Owned cells give checksums.
module watch_mod
  use cells_mod,          only: add_matrices, annexed_right, bad, depth, mesh, prime_of_sums
  use constants_mod,      only: i_def, r_def
  use fault_mod,          only: chosen, reached
  use field_mod,          only: field_type
  use r_solver_field_mod,   only: r_solver_field_type
  use integer_field_mod,  only: integer_field_type
  use lfric_mpi_mod,      only: global_mpi, lfric_comm_type
  use mesh_mod,           only: mesh_type
  use mpi
  use operator_mod,       only: operator_type, operator_proxy_type
  use watch_integers_mod, only: send_integers => send, look_at_integers => look_at
  use watch_reals_mod,    only: send, look_at
  use watch_solvers_mod,  only: send_solvers => send, look_at_solvers => look_at
  use, intrinsic :: iso_fortran_env, only: int64, output_unit
  implicit none
  private
  public :: watch, begin_schedule, look

  type(field_type), pointer         :: fields(:) => null()
  type(integer_field_type), pointer :: integers(:) => null()
  type(r_solver_field_type), pointer  :: solvers(:) => null()
  type(operator_type), pointer      :: matrices(:) => null()
  type(field_type), allocatable, target         :: truths(:) ! one for each field: all exchanges go at once
  type(integer_field_type), allocatable, target :: integer_truths(:)
  type(r_solver_field_type), allocatable, target  :: solver_truths(:)
  logical, allocatable :: used(:)
  integer :: schedule = 0, fault = 0, place = 0

contains

  !> From now on these are looked at.
  subroutine watch(mesh_, depth_, fields_, integers_, solvers_, matrices_, annexed_right_)
    type(mesh_type), pointer, intent(in)         :: mesh_
    integer, intent(in)                          :: depth_
    type(field_type), target, intent(in)         :: fields_(:)
    type(integer_field_type), target, intent(in) :: integers_(:)
    type(r_solver_field_type), target, intent(in)  :: solvers_(:)
    type(operator_type), target, intent(in)      :: matrices_(:)
    logical, intent(in)                          :: annexed_right_

    mesh => mesh_
    depth = depth_
    fields => fields_
    integers => integers_
    solvers => solvers_
    matrices => matrices_
    annexed_right = annexed_right_
    allocate(truths(size(fields)), integer_truths(size(integers)), solver_truths(size(solvers)))
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
    do i = 1, size(fields)
      if (used(i)) call send(fields(i), truths(i))
    end do
    first = size(fields)
    do i = 1, size(integers)
      if (used(first + i)) call send_integers(integers(i), integer_truths(i))
    end do
    first = first + size(integers)
    do i = 1, size(solvers)
      if (used(first + i)) call send_solvers(solvers(i), solver_truths(i))
    end do
    do i = 1, size(fields)
      if (used(i)) call look_at(fields(i), truths(i), lies, all_cells(:, i))
    end do
    first = size(fields)
    do i = 1, size(integers)
      if (used(first + i)) call look_at_integers(integers(i), integer_truths(i), lies, all_cells(:, first + i))
    end do
    first = first + size(integers)
    do i = 1, size(solvers)
      if (used(first + i)) call look_at_solvers(solvers(i), solver_truths(i), lies, all_cells(:, first + i))
    end do
    first = first + size(solvers)
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
      (mod(sum(mod(there(:, i), prime_of_sums)), prime_of_sums), i = 1, size(there, 2))
    write (output_unit, '(*(es23.16, 1x))') reals
    flush (output_unit)
  end subroutine look

end module watch_mod
