!> Times the runtime's halo exchange and, in the same run, one written by hand for the same bytes: receives posted, runs
!> of columns packed, sent and unpacked. Prints for each round the slowest rank's microseconds for one exchange, and, as
!> lines `swap`, those of two ranks that swap contiguous values of growing number: what a cost model is fitted to.
!>
!> halo [--cells N] [--layers N] [--rounds N]
program halo
  use constants_mod,                 only: i_def, r_def
  use driver_mod,                    only: start, finish
  use field_mod,                     only: field_type, field_proxy_type
  use fs_continuity_mod,             only: W0, W2, W3
  use function_space_collection_mod, only: function_space_collection
  use function_space_mod,            only: function_space_type
  use lfric_mpi_mod,                 only: global_mpi
  use mesh_mod,                      only: mesh_type
  use mpi
  use, intrinsic :: iso_fortran_env, only: int64
  implicit none

  !> What one rank sends to or receives from another: runs of contiguous values.
  type :: partner_type
    integer                  :: rank, values
    integer, allocatable     :: first(:), length(:)
    real(r_def), allocatable :: buffer(:)
  end type partner_type

  integer, parameter            :: batch = 20
  integer(i_def), parameter     :: spaces(4) = [W3, W3, W2, W0], depths(4) = [1, 2, 2, 1]
  character(len=2), parameter   :: names(4) = ['W3', 'W3', 'W2', 'W0']
  type(mesh_type), pointer           :: mesh
  type(function_space_type), pointer :: space
  type(field_type)                   :: field(4), other(4)
  type(field_proxy_type)             :: proxy, hand
  type(partner_type), allocatable    :: sends(:), receives(:)
  integer, allocatable               :: requests(:)
  integer(int64), allocatable        :: ids(:)
  integer  :: ranks, me, i, round, rounds, turn, error, last, values, most
  real(r_def) :: seconds(2), slowest(2), begun
  character(len=16) :: word

  rounds = 30
  do i = 1, command_argument_count() - 1, 2
    call get_command_argument(i, word)
    if (word == '--rounds') then
      call get_command_argument(i + 1, word)
      read (word, *) rounds
    end if
  end do
  mesh => start('halo', 'sphere')
  ranks = global_mpi%get_comm_size()
  me = global_mpi%get_comm_rank()
  do i = 1, size(spaces)
    space => function_space_collection%get_fs(mesh, 0, 0, spaces(i))
    call field(i)%initialise(space, name='field')
    call other(i)%initialise(space, name='other')
    proxy = field(i)%get_proxy()
    hand = other(i)%get_proxy()
    call space%get_global_dof_id(ids)
    last = space%get_last_dof_halo(depths(i))
    call set_up(depths(i))
    proxy%data(:) = -1.0_r_def
    hand%data(:) = -1.0_r_def
    proxy%data(:space%get_last_dof_owned()) = real(ids(:space%get_last_dof_owned()), r_def)
    hand%data(:) = proxy%data
    call proxy%set_dirty()
    call proxy%halo_exchange(depth=depths(i))
    call exchange_by_hand(hand%data)
    if (any(nint(proxy%data(:last), int64) /= ids(:last)) .or. any(nint(hand%data(:last), int64) /= ids(:last))) then
      error stop 'halo: the two exchanges differ'
    end if
    values = sum(receives%values)
    call mpi_allreduce(values, most, 1, MPI_INTEGER, MPI_MAX, MPI_COMM_WORLD, error)
    do round = 0, rounds
      call mpi_barrier(MPI_COMM_WORLD, error)
      begun = mpi_wtime()
      do turn = 1, batch
        call proxy%set_dirty()
        call proxy%halo_exchange(depth=depths(i))
      end do
      seconds(1) = mpi_wtime() - begun
      call mpi_barrier(MPI_COMM_WORLD, error)
      begun = mpi_wtime()
      do turn = 1, batch
        call exchange_by_hand(hand%data)
      end do
      seconds(2) = mpi_wtime() - begun
      call mpi_allreduce(seconds, slowest, 2, MPI_DOUBLE_PRECISION, MPI_MAX, MPI_COMM_WORLD, error)
      if (me == 0 .and. round > 0) then
        print '(a, 1x, i0, 1x, i0, 2(1x, f12.3))', names(i), depths(i), 8 * most, 1.0e6_r_def * slowest / batch
      end if
    end do
  end do
  call time_swaps()
  call finish()

contains

  !> Ranks 0 and 1 copy values into a buffer, swap the buffers, and copy them out.
  subroutine time_swaps()
    integer, parameter :: sizes(6) = [1, 128, 1024, 8192, 32768, 131072]
    real(r_def), allocatable :: from(:), into(:), outgoing(:), incoming(:)
    integer :: pair(2), n, step
    real(r_def) :: took

    if (ranks < 2 .or. me > 1) return
    do step = 1, size(sizes)
      n = sizes(step)
      allocate(from(n), into(n), outgoing(n), incoming(n))
      from = 1.0_r_def
      do round = 0, rounds
        begun = mpi_wtime()
        do turn = 1, batch
          call mpi_irecv(incoming, n, MPI_DOUBLE_PRECISION, 1 - me, 3, MPI_COMM_WORLD, pair(1), error)
          outgoing(:) = from
          call mpi_isend(outgoing, n, MPI_DOUBLE_PRECISION, 1 - me, 3, MPI_COMM_WORLD, pair(2), error)
          call mpi_waitall(2, pair, MPI_STATUSES_IGNORE, error)
          into(:) = incoming
        end do
        took = mpi_wtime() - begun
        if (me == 0 .and. round > 0) print '(a, 1x, i0, 1x, f12.3)', 'swap', 8 * n, 1.0e6_r_def * took / batch
      end do
      deallocate(from, into, outgoing, incoming)
    end do
  end subroutine time_swaps

  !> Who owns the copies is what an exchange of the ranks says; owners are told the global ids that are wanted.
  subroutine set_up(depth)
    integer, intent(in) :: depth
    type(field_type)       :: owners
    type(field_proxy_type) :: owner
    integer, allocatable   :: place(:), counts(:), wanted(:), locals(:)
    integer(int64), allocatable :: asked(:)
    integer :: df, rank, number

    if (allocated(sends)) deallocate(sends, receives)
    allocate(sends(0), receives(0), counts(0:ranks - 1), wanted(0:ranks - 1))
    call owners%initialise(space, name='owners')
    owner = owners%get_proxy()
    owner%data(:) = real(me, r_def)
    call owner%set_dirty()
    call owner%halo_exchange(depth=depth)
    counts = [(count(nint(owner%data(space%get_last_dof_owned() + 1:last)) == rank), rank = 0, ranks - 1)]
    call mpi_alltoall(counts, 1, MPI_INTEGER, wanted, 1, MPI_INTEGER, MPI_COMM_WORLD, error)
    allocate(place(0:space%get_ndof_glob()))
    place = 0
    place(ids(:space%get_last_dof_owned())) = [(df, df = 1, space%get_last_dof_owned())]
    if (allocated(requests)) deallocate(requests)
    allocate(requests(2 * ranks))
    do rank = 0, ranks - 1
      locals = pack([(df, df = 1, last)], [(df > space%get_last_dof_owned() .and. nint(owner%data(df)) == rank, df = 1, last)])
      number = wanted(rank)
      allocate(asked(number))
      call mpi_sendrecv(ids(locals), counts(rank), MPI_INTEGER8, rank, 1, asked, number, MPI_INTEGER8, rank, 1, &
                        MPI_COMM_WORLD, MPI_STATUS_IGNORE, error)
      if (counts(rank) > 0) receives = [receives, partner(rank, locals)]
      if (number > 0) sends = [sends, partner(rank, place(asked))]
      deallocate(asked)
    end do
  end subroutine set_up

  function partner(rank, dofs) result(it)
    integer, intent(in) :: rank, dofs(:)
    type(partner_type)  :: it
    integer :: i, runs

    it%rank = rank
    it%values = size(dofs)
    allocate(it%buffer(size(dofs)), it%first(size(dofs)), it%length(size(dofs)))
    runs = 0
    do i = 1, size(dofs)
      if (runs > 0) then
        if (it%first(runs) + it%length(runs) == dofs(i)) then
          it%length(runs) = it%length(runs) + 1
          cycle
        end if
      end if
      runs = runs + 1
      it%first(runs) = dofs(i)
      it%length(runs) = 1
    end do
    it%first = it%first(:runs)
    it%length = it%length(:runs)
  end function partner

  subroutine exchange_by_hand(data)
    real(r_def), intent(inout) :: data(:)
    integer :: p, run, at, number

    number = 0
    do p = 1, size(receives)
      number = number + 1
      call mpi_irecv(receives(p)%buffer, receives(p)%values, MPI_DOUBLE_PRECISION, receives(p)%rank, 2, &
                     MPI_COMM_WORLD, requests(number), error)
    end do
    do p = 1, size(sends)
      at = 0
      do run = 1, size(sends(p)%first)
        sends(p)%buffer(at + 1:at + sends(p)%length(run)) = &
          data(sends(p)%first(run):sends(p)%first(run) + sends(p)%length(run) - 1)
        at = at + sends(p)%length(run)
      end do
      number = number + 1
      call mpi_isend(sends(p)%buffer, sends(p)%values, MPI_DOUBLE_PRECISION, sends(p)%rank, 2, &
                     MPI_COMM_WORLD, requests(number), error)
    end do
    call mpi_waitall(number, requests, MPI_STATUSES_IGNORE, error)
    do p = 1, size(receives)
      at = 0
      do run = 1, size(receives(p)%first)
        data(receives(p)%first(run):receives(p)%first(run) + receives(p)%length(run) - 1) = &
          receives(p)%buffer(at + 1:at + receives(p)%length(run))
        at = at + receives(p)%length(run)
      end do
    end do
  end subroutine exchange_by_hand

end program halo
