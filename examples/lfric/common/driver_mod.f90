!> What the programs of this folder share: a mesh to start with, fields to start from, and results that are the same
!> text on any number of ranks.
module driver_mod
  use constants_mod,       only: i_def, r_def
  use field_int32_mod,     only: field_int32_type, field_int32_proxy_type
  use field_mod,           only: field_type, field_proxy_type
  use field_real32_mod,    only: field_real32_type, field_real32_proxy_type
  use field_real64_mod,    only: field_real64_type, field_real64_proxy_type
  use function_space_mod,  only: function_space_type
  use lfric_mpi_mod,       only: global_mpi
  use lfric_setup_mod,     only: lfric_start, lfric_stop, create_planar_mesh, create_cubed_sphere_mesh, create_coarser_mesh
  use mesh_mod,            only: mesh_type
  use mpi
  use, intrinsic :: iso_fortran_env, only: int32, int64, real32, real64, output_unit
  implicit none
  private

  public :: start, finish, report, cell_numbers, vertex_heights, coordinates, coarser

  !> Prints one line: of a field its smallest and largest value and a checksum over the global ids and the bits of all
  !> values; of a single value the value, and the bound within which it is the same on any number of ranks.
  interface report
    module procedure report_real64, report_real32, report_integer, report_value
  end interface report

  character(len=:), allocatable :: program_name
  integer(int64), parameter     :: prime = 2147483647_int64

contains

  !> Starts MPI and makes a mesh: 'planar' (12 x 12 cells, periodic) or 'sphere' (6 panels of 8 x 8 cells), 5 layers,
  !> halo depth 3; `coarsenings` tells how many coarser meshes will follow. The command line may say `--cells N` (along a side) and `--layers N`.
  function start(name, shape, coarsenings) result(mesh)
    character(len=*), intent(in)         :: name, shape
    integer(i_def), intent(in), optional :: coarsenings
    type(mesh_type), pointer             :: mesh
    integer(i_def)    :: cells, layers, levels, i
    character(len=16) :: word

    call lfric_start()
    program_name = name
    cells = merge(8, 12, shape == 'sphere')
    layers = 5
    levels = 0
    if (present(coarsenings)) levels = coarsenings
    do i = 1, command_argument_count() - 1, 2
      call get_command_argument(i, word)
      if (word == '--cells') cells = number_argument(i + 1)
      if (word == '--layers') layers = number_argument(i + 1)
    end do
    if (shape == 'sphere') then
      mesh => create_cubed_sphere_mesh(cells, 10.0_r_def, layers, 1.0_r_def, halo_depth=3, coarsenings=levels)
    else
      mesh => create_planar_mesh(cells, cells, 1.0_r_def, 1.0_r_def, layers, 1.0_r_def, halo_depth=3, coarsenings=levels)
    end if
    if (global_mpi%get_comm_rank() == 0) then
      write (output_unit, '(a, ": ", a, " mesh, ", i0, " cells along a side, ", i0, " layers, ranks: ", i0)') &
        name, shape, cells, layers, global_mpi%get_comm_size()
    end if
  end function start

  subroutine finish()
    flush (output_unit)
    call lfric_stop()
  end subroutine finish

  !> The mesh with cells twice as wide.
  function coarser(fine) result(mesh)
    type(mesh_type), pointer, intent(in) :: fine
    type(mesh_type), pointer             :: mesh

    mesh => create_coarser_mesh(fine)
  end function coarser

  !> Fills a W3 field with a small integer for each cell, made from the cell's global id and layer.
  subroutine cell_numbers(field)
    type(field_type), intent(inout) :: field
    type(field_proxy_type)          :: proxy
    type(mesh_type), pointer        :: mesh
    integer(i_def), pointer         :: map(:, :)
    integer(i_def)                  :: cell, k

    proxy = field%get_proxy()
    mesh => proxy%vspace%get_mesh()
    map => proxy%vspace%get_whole_dofmap()
    do cell = 1, mesh%get_last_edge_cell()
      do k = 0, mesh%get_nlayers() - 1
        proxy%data(map(1, cell) + k) = real(mod(37 * int(mesh%get_gid_from_lid(cell)) + 11 * k, 101), r_def)
      end do
    end do
    call proxy%set_dirty()
  end subroutine cell_numbers

  !> Fills a W0 field with the height of each vertex of a sphere above its equator, in thousandths of the radius.
  subroutine vertex_heights(field)
    type(field_type), intent(inout) :: field
    type(field_type) :: chi(3)
    type(field_proxy_type) :: proxy, z
    integer(i_def) :: df

    proxy = field%get_proxy()
    call coordinates(chi, proxy%vspace)
    z = chi(3)%get_proxy()
    do df = 1, proxy%vspace%get_last_dof_annexed()
      proxy%data(df) = real(nint(100.0_r_def * z%data(df)), r_def)
    end do
    call proxy%set_dirty()
  end subroutine vertex_heights

  !> Makes three W0 fields with the coordinates of the vertices, in units of 2**-20, so that every cell around a vertex
  !> gives it the same bits. Annexed dofs are set too: PSyclone relies on them where a kernel writes a continuous field
  !> and reads another.
  subroutine coordinates(chi, space)
    type(field_type), intent(inout)                :: chi(3)
    type(function_space_type), pointer, intent(in) :: space
    type(field_proxy_type)   :: proxy(3)
    type(mesh_type), pointer :: mesh
    integer(i_def), pointer  :: map(:, :)
    real(r_def), allocatable :: vertices(:, :, :)
    integer(i_def)           :: cell, k, df, direction

    mesh => space%get_mesh()
    map => space%get_whole_dofmap()
    do direction = 1, 3
      call chi(direction)%initialise(space, name='chi')
      proxy(direction) = chi(direction)%get_proxy()
    end do
    allocate(vertices(3, 8, mesh%get_nlayers()))
    do cell = 1, mesh%get_last_edge_cell()
      call mesh%get_column_coords(cell, vertices)
      do k = 1, mesh%get_nlayers()
        do df = 1, 8
          do direction = 1, 3
            proxy(direction)%data(map(df, cell) + k - 1) = &
              anint(vertices(direction, df, k) * 2.0_r_def**20) * 2.0_r_def**(-20)
          end do
        end do
      end do
    end do
    do direction = 1, 3
      call proxy(direction)%set_dirty()
    end do
  end subroutine coordinates

  subroutine report_real64(field)
    type(field_real64_type), intent(in) :: field
    type(field_real64_proxy_type)       :: proxy

    proxy = field%get_proxy()
    call print_field(field%get_name(), proxy%vspace, real(proxy%data, real64), transfer(proxy%data, [0_int64]))
  end subroutine report_real64

  subroutine report_real32(field)
    type(field_real32_type), intent(in) :: field
    type(field_real32_proxy_type)       :: proxy

    proxy = field%get_proxy()
    call print_field(field%get_name(), proxy%vspace, real(proxy%data, real64), int(transfer(proxy%data, [0_int32]), int64))
  end subroutine report_real32

  subroutine report_integer(field)
    type(field_int32_type), intent(in) :: field
    type(field_int32_proxy_type)       :: proxy

    proxy = field%get_proxy()
    call print_field(field%get_name(), proxy%vspace, real(proxy%data, real64), int(proxy%data, int64))
  end subroutine report_integer

  subroutine print_field(name, space, values, bits)
    character(len=*), intent(in)          :: name
    type(function_space_type), intent(in) :: space
    real(real64), intent(in)              :: values(:)
    integer(int64), intent(in)            :: bits(:)
    integer(int64), allocatable :: ids(:)
    integer(int64) :: low, high, key, total, sum_all
    real(real64)   :: range(2), range_all(2)
    integer        :: df, error, last

    last = space%get_last_dof_owned()
    ids = space_ids(space)
    total = 0
    do df = 1, last
      ! Two words of 32 bits, each times a number that belongs to the dof, modulo a prime.
      key = mod(ids(df) * 40503_int64 + 12345_int64, prime)
      low = mod(iand(bits(df), 4294967295_int64), prime)
      high = mod(ishft(bits(df), -32), prime)
      total = mod(total + mod(low * key, prime) + mod(high * mod(key * key, prime), prime), prime)
    end do
    range = [huge(1.0_real64), huge(1.0_real64)]
    if (last > 0) range = [minval(values(:last)), -maxval(values(:last))]
    call mpi_allreduce(total, sum_all, 1, MPI_INTEGER8, MPI_SUM, global_communicator(), error)
    call mpi_allreduce(range, range_all, 2, MPI_DOUBLE_PRECISION, MPI_MIN, global_communicator(), error)
    if (global_mpi%get_comm_rank() == 0) then
      write (output_unit, '(a, ": ", a, t32, "from ", es16.9, " to ", es16.9, "  checksum ", z8.8)') &
        program_name, trim(name), range_all(1), -range_all(2), mod(sum_all, prime)
    end if
  end subroutine print_field

  subroutine report_value(name, value, bound)
    character(len=*), intent(in)      :: name
    real(r_def), intent(in)           :: value
    real(r_def), intent(in), optional :: bound

    if (global_mpi%get_comm_rank() /= 0) return
    if (present(bound)) then
      write (output_unit, '(a, ": ", a, t32, es23.16, " within ", es7.1)') program_name, name, value, bound
    else
      write (output_unit, '(a, ": ", a, t32, es23.16)') program_name, name, value
    end if
  end subroutine report_value

  function space_ids(space) result(ids)
    type(function_space_type), intent(in) :: space
    integer(int64), allocatable :: ids(:)

    call space%get_global_dof_id(ids)
  end function space_ids

  integer function global_communicator()
    use lfric_mpi_mod, only: lfric_comm_type
    type(lfric_comm_type) :: communicator

    communicator = global_mpi%get_comm()
    global_communicator = communicator%get_comm_mpi_val()
  end function global_communicator

  integer(i_def) function number_argument(place)
    integer(i_def), intent(in) :: place
    character(len=16) :: word

    call get_command_argument(place, word)
    read (word, *) number_argument
  end function number_argument

end module driver_mod
