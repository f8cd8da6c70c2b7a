!> What a mesh, its function spaces and fields take on this rank: cells held (halo included), bytes of heap. Every rank
!> prints one line; the heap is that of malloc, so that MPI's shared memory does not blur it.
program memory_probe
  use constants_mod,                 only: i_def, r_def
  use driver_mod,                    only: start, finish
  use field_mod,                     only: field_type, field_proxy_type
  use fs_continuity_mod,             only: W0, W1, W2, W3
  use function_space_collection_mod, only: function_space_collection
  use function_space_mod,            only: function_space_type
  use mesh_mod,                      only: mesh_type
  use mpi
  use, intrinsic :: iso_c_binding,   only: c_size_t
  use, intrinsic :: iso_fortran_env, only: int64, output_unit
  implicit none

  type, bind(c) :: mallinfo_type
    integer(c_size_t) :: arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost
  end type mallinfo_type
  interface
    type(mallinfo_type) function mallinfo2() bind(c)
      import :: mallinfo_type
    end function mallinfo2
  end interface

  integer(i_def), parameter          :: spaces(4) = [W0, W1, W2, W3]
  type(mesh_type), pointer           :: mesh
  type(function_space_type), pointer :: space
  type(field_type)                   :: fields(4)
  type(field_proxy_type)             :: proxy
  integer(int64)                     :: before
  integer                            :: i, error
  logical                            :: ended

  call mpi_init(error)
  call mpi_barrier(MPI_COMM_WORLD, error)
  before = heap()
  mesh => start('memory_probe', 'sphere')
  do i = 1, size(spaces)
    space => function_space_collection%get_fs(mesh, 0, 0, spaces(i))
    call fields(i)%initialise(space, name='field')
    proxy = fields(i)%get_proxy()
    proxy%data(:) = 0.0_r_def
    call proxy%set_dirty()
    call proxy%halo_exchange(depth=mesh%get_halo_depth())
  end do
  write (output_unit, '("held ", i0, " ", i0)') mesh%get_last_halo_cell(mesh%get_halo_depth()), heap() - before
  call finish()
  call mpi_finalized(ended, error)
  if (.not. ended) call mpi_finalize(error)

contains

  integer(int64) function heap()
    type(mallinfo_type) :: info

    info = mallinfo2()
    heap = int(info%uordblks, int64) + int(info%hblkhd, int64)
  end function heap

end program memory_probe
