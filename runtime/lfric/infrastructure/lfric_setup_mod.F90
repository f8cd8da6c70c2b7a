! Start, meshes and end of a program: ours, in place of the driver layer of a full LFRic installation.
module lfric_setup_mod
  use constants_mod, only: i_def, r_def
  use function_space_collection_mod, only: function_space_collection
  use lfric_core_mod
  use lfric_mpi_mod, only: lfric_comm_type, create_comm, destroy_comm, global_mpi
  use mesh_mod, only: mesh_type, mesh_of
  implicit none
  private
  public :: lfric_start, lfric_stop, create_planar_mesh, create_cubed_sphere_mesh, create_coarser_mesh
  public :: read_ugrid_mesh, write_ugrid_mesh

contains

  ! Starts MPI unless the program has, and reads LFRIC_CHECK.
  subroutine lfric_start()
    type(lfric_comm_type) :: communicator
    call create_comm(communicator)
    call global_mpi%initialise(communicator)
  end subroutine lfric_start

  ! Meshes and spaces end here; fields may be finalised later.
  subroutine lfric_stop()
    call function_space_collection%clear()
    call global_mpi%finalise()
    call destroy_comm()
  end subroutine lfric_stop

  ! nx by ny cells of dx by dy metres, periodic both ways. `coarsenings`: how many coarser levels will be asked for.
  function create_planar_mesh(nx, ny, dx, dy, nlayers, domain_top, halo_depth, coarsenings, name) result(mesh)
    integer(i_def), intent(in) :: nx, ny, nlayers
    real(r_def), intent(in) :: dx, dy, domain_top
    integer(i_def), intent(in), optional :: halo_depth, coarsenings
    character(*), intent(in), optional :: name
    type(mesh_type), pointer :: mesh
    mesh => mesh_of(lfric_mesh_planar(nx, ny, dx, dy, nlayers, domain_top, number(halo_depth, 1), number(coarsenings, 0), &
                                      c_text(text(name, 'planar'))))
  end function create_planar_mesh

  ! Six panels of n by n cells.
  function create_cubed_sphere_mesh(n, radius, nlayers, domain_top, halo_depth, coarsenings, name) result(mesh)
    integer(i_def), intent(in) :: n, nlayers
    real(r_def), intent(in) :: radius, domain_top
    integer(i_def), intent(in), optional :: halo_depth, coarsenings
    character(*), intent(in), optional :: name
    type(mesh_type), pointer :: mesh
    mesh => mesh_of(lfric_mesh_sphere(n, radius, nlayers, domain_top, number(halo_depth, 1), number(coarsenings, 0), &
                                      c_text(text(name, 'cubed_sphere'))))
  end function create_cubed_sphere_mesh

  ! The next level of a hierarchy: each cell holds 2 by 2 of `fine`, and is on the same rank. Its halo is as deep as that
  ! of `fine` unless told.
  function create_coarser_mesh(fine, halo_depth, name) result(mesh)
    type(mesh_type), pointer, intent(in) :: fine
    integer(i_def), intent(in), optional :: halo_depth
    character(*), intent(in), optional :: name
    type(mesh_type), pointer :: mesh
    mesh => mesh_of(lfric_mesh_coarser(fine%get_handle(), number(halo_depth, -1), &
                                       c_text(text(name, trim(fine%get_mesh_name())//'_coarser'))))
  end function create_coarser_mesh

  ! A mesh that write_ugrid_mesh wrote; layers are added on reading.
  function read_ugrid_mesh(path, nlayers, domain_top, halo_depth, coarsenings, name) result(mesh)
    character(*), intent(in) :: path
    integer(i_def), intent(in) :: nlayers
    real(r_def), intent(in) :: domain_top
    integer(i_def), intent(in), optional :: halo_depth, coarsenings
    character(*), intent(in), optional :: name
    type(mesh_type), pointer :: mesh
    mesh => mesh_of(lfric_mesh_read(c_text(path), nlayers, domain_top, number(halo_depth, 1), number(coarsenings, 0), &
                                    c_text(text(name, 'ugrid'))))
  end function read_ugrid_mesh

  subroutine write_ugrid_mesh(mesh, path)
    type(mesh_type), pointer, intent(in) :: mesh
    character(*), intent(in) :: path
    call lfric_mesh_write(mesh%get_handle(), c_text(path))
  end subroutine write_ugrid_mesh

  pure integer function number(value, otherwise)
    integer(i_def), intent(in), optional :: value
    integer, intent(in) :: otherwise
    number = otherwise
    if (present(value)) number = value
  end function number

  pure function text(value, otherwise)
    character(*), intent(in), optional :: value
    character(*), intent(in) :: otherwise
    character(:), allocatable :: text
    text = otherwise
    if (present(value)) text = value
  end function text
end module lfric_setup_mod
