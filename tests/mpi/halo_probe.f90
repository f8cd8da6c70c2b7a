!> Halo exchanges under a message counter: for each space and depth, what this rank should receive and from whom.
!>
!> Writes to PROBE.RANK, one line for each exchange: space, depth, dofs in the halo up to that depth, and for each
!> neighbour its rank and how many of them it owns. The owner of a copy is what an exchange of the owners' ranks puts
!> there. Each measured exchange is done between MPI_Pcontrol(1) and MPI_Pcontrol(0), followed by MPI_Pcontrol(2); after
!> each comes the same exchange again where it is asked for only if the halo is dirty, as PSy layers do.
program halo_probe
  use constants_mod,                 only: i_def, r_def
  use driver_mod,                    only: start, finish
  use field_mod,                     only: field_type, field_proxy_type
  use fs_continuity_mod,             only: W0, W1, W2, W3, Wtheta
  use function_space_collection_mod, only: function_space_collection
  use function_space_mod,            only: function_space_type
  use lfric_mpi_mod,                 only: global_mpi
  use mesh_mod,                      only: mesh_type
  implicit none

  integer(i_def), parameter          :: spaces(5) = [W0, W1, W2, W3, Wtheta]
  type(mesh_type), pointer           :: mesh
  type(function_space_type), pointer :: space
  type(field_type)                   :: owners(5), field(5)
  type(field_proxy_type)             :: owner_proxy, proxy
  interface
    ! The Fortran binding may bypass what is preloaded; the C function does not.
    subroutine pcontrol(level) bind(c, name='MPI_Pcontrol')
      use, intrinsic :: iso_c_binding, only: c_int
      integer(c_int), value :: level
    end subroutine pcontrol
  end interface
  integer                            :: i, depth, unit, first, last, neighbour, ranks
  character(len=256)                 :: path, rank_text, shape

  call get_environment_variable('PROBE_MESH', shape)
  mesh => start('halo_probe', trim(shape))
  ranks = global_mpi%get_comm_size()
  call get_environment_variable('PROBE', path)
  write (rank_text, '(i0)') global_mpi%get_comm_rank()
  open (newunit=unit, file=trim(path) // '.' // trim(rank_text))
  do i = 1, size(spaces)
    space => function_space_collection%get_fs(mesh, 0, 0, spaces(i))
    call owners(i)%initialise(space, name='owners')
    call field(i)%initialise(space, name='field')
    owner_proxy = owners(i)%get_proxy()
    proxy = field(i)%get_proxy()
    owner_proxy%data(:) = real(global_mpi%get_comm_rank(), r_def)
    call owner_proxy%set_dirty()
    call owner_proxy%halo_exchange(depth=mesh%get_halo_depth())
    proxy%data(:) = 1.0_r_def
    first = space%get_last_dof_owned() + 1
    do depth = 1, mesh%get_halo_depth()
      last = space%get_last_dof_halo(depth)
      write (unit, '(i0, 1x, i0, 1x, i0)', advance='no') i, depth, last - first + 1
      do neighbour = 0, ranks - 1
        if (any(nint(owner_proxy%data(first:last)) == neighbour)) then
          write (unit, '(1x, i0, ":", i0)', advance='no') neighbour, count(nint(owner_proxy%data(first:last)) == neighbour)
        end if
      end do
      write (unit, '()')
      call proxy%set_dirty()
      call proxy%halo_exchange(depth=depth)    ! the first one sets up the messages
      call proxy%set_dirty()
      call measured()
      call measured()                          ! clean now
    end do
  end do
  close (unit)
  call finish()

contains

  subroutine measured()
    call pcontrol(1)
    if (proxy%is_dirty(depth=depth)) call proxy%halo_exchange(depth=depth)
    call pcontrol(0)
    call pcontrol(2)
  end subroutine measured

end program halo_probe
