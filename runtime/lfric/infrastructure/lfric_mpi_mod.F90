! The ranks of a run, and what they tell each other outside fields.
module lfric_mpi_mod
  use, intrinsic :: iso_c_binding, only: c_loc, c_int
  use, intrinsic :: iso_fortran_env, only: int32, real32, real64
  use lfric_core_mod
  implicit none
  private

  type, public :: lfric_comm_type
    private
    integer :: comm = -1
  contains
    procedure, public :: get_comm_mpi_val, set_comm_mpi_val
  end type lfric_comm_type

  type, public :: lfric_mpi_type
    private
    logical :: started = .false.
  contains
    procedure, public :: initialise, finalise, get_comm, is_comm_set, get_comm_size, get_comm_rank, all_gather
    procedure, private :: global_sum_int32, global_sum_real32, global_sum_real64
    generic, public :: global_sum => global_sum_int32, global_sum_real32, global_sum_real64
    procedure, private :: global_min_int32, global_min_real32, global_min_real64
    generic, public :: global_min => global_min_int32, global_min_real32, global_min_real64
    procedure, private :: global_max_int32, global_max_real32, global_max_real64
    generic, public :: global_max => global_max_int32, global_max_real32, global_max_real64
    procedure, private :: broadcast_logical_scalar, broadcast_int32_scalar, broadcast_real32_scalar, broadcast_real64_scalar
    procedure, private :: broadcast_int32_1d, broadcast_real32_1d, broadcast_real64_1d, broadcast_str_1d
    generic, public :: broadcast => broadcast_logical_scalar, broadcast_int32_scalar, broadcast_real32_scalar, &
        broadcast_real64_scalar, broadcast_int32_1d, broadcast_real32_1d, broadcast_real64_1d, broadcast_str_1d
  end type lfric_mpi_type

  type(lfric_mpi_type), target, public, save :: global_mpi
  public :: create_comm, destroy_comm

contains

  ! Starts MPI and hands out the communicator of all ranks.
  subroutine create_comm(out_comm)
    type(lfric_comm_type), intent(out) :: out_comm
    call lfric_start_c(-1)
    out_comm%comm = lfric_communicator()
  end subroutine create_comm

  subroutine destroy_comm()
    call lfric_stop_c()
  end subroutine destroy_comm

  subroutine initialise(self, in_comm)
    class(lfric_mpi_type), intent(inout) :: self
    type(lfric_comm_type), intent(in) :: in_comm
    call lfric_start_c(in_comm%comm)
    self%started = .true.
  end subroutine initialise

  subroutine finalise(self)
    class(lfric_mpi_type), intent(inout) :: self
    self%started = .false.
  end subroutine finalise

  function get_comm(self) result(communicator)
    class(lfric_mpi_type), intent(in) :: self
    type(lfric_comm_type) :: communicator
    communicator%comm = lfric_communicator()
    if (.false.) print *, self%started
  end function get_comm

  logical function is_comm_set(self)
    class(lfric_mpi_type), intent(inout) :: self
    is_comm_set = self%started
  end function is_comm_set

  integer function get_comm_mpi_val(self)
    class(lfric_comm_type), intent(in) :: self
    get_comm_mpi_val = self%comm
  end function get_comm_mpi_val

  subroutine set_comm_mpi_val(self, comm)
    class(lfric_comm_type), intent(inout) :: self
    integer, intent(in) :: comm
    self%comm = comm
  end subroutine set_comm_mpi_val

  integer function get_comm_size(self)
    class(lfric_mpi_type), intent(inout) :: self
    get_comm_size = lfric_rank_count()
    if (.false.) print *, self%started
  end function get_comm_size

  integer function get_comm_rank(self)
    class(lfric_mpi_type), intent(inout) :: self
    get_comm_rank = lfric_rank()
    if (.false.) print *, self%started
  end function get_comm_rank

  subroutine all_gather(self, send_buffer, recv_buffer, count)
    class(lfric_mpi_type), intent(inout) :: self
    integer(int32), intent(in) :: send_buffer(:)
    integer(int32), intent(out) :: recv_buffer(:)
    integer(int32), intent(in) :: count
    call lfric_all_gather(send_buffer, recv_buffer, count)
    if (.false.) print *, self%started
  end subroutine all_gather

#define REDUCTION(name, values, core_type, what) \
  subroutine name(self, local, global); \
    class(lfric_mpi_type), intent(inout) :: self; \
    values, target, intent(in) :: local; \
    values, target, intent(out) :: global; \
    call lfric_reduce_scalar(core_type, what, c_loc(local), c_loc(global)); \
    if (.false.) print *, self%started; \
  end subroutine

  REDUCTION(global_sum_int32, integer(int32), type_int32, reduce_sum)
  REDUCTION(global_sum_real32, real(real32), type_real32, reduce_sum)
  REDUCTION(global_sum_real64, real(real64), type_real64, reduce_sum)
  REDUCTION(global_min_int32, integer(int32), type_int32, reduce_min)
  REDUCTION(global_min_real32, real(real32), type_real32, reduce_min)
  REDUCTION(global_min_real64, real(real64), type_real64, reduce_min)
  REDUCTION(global_max_int32, integer(int32), type_int32, reduce_max)
  REDUCTION(global_max_real32, real(real32), type_real32, reduce_max)
  REDUCTION(global_max_real64, real(real64), type_real64, reduce_max)

#define BROADCAST_ONE(name, values) \
  subroutine name(self, buffer, root); \
    class(lfric_mpi_type), intent(inout) :: self; \
    values, target, intent(inout) :: buffer; \
    integer, intent(in) :: root; \
    call lfric_broadcast(c_loc(buffer), int(storage_size(buffer)/8, c_int), root); \
    if (.false.) print *, self%started; \
  end subroutine

  BROADCAST_ONE(broadcast_logical_scalar, logical)
  BROADCAST_ONE(broadcast_int32_scalar, integer(int32))
  BROADCAST_ONE(broadcast_real32_scalar, real(real32))
  BROADCAST_ONE(broadcast_real64_scalar, real(real64))

#define BROADCAST_ARRAY(name, values) \
  subroutine name(self, buffer, count, root); \
    class(lfric_mpi_type), intent(inout) :: self; \
    values, target, contiguous, intent(inout) :: buffer(:); \
    integer, intent(in) :: count, root; \
    call lfric_broadcast(c_loc(buffer), int(count*(storage_size(buffer)/8), c_int), root); \
    if (.false.) print *, self%started; \
  end subroutine

  BROADCAST_ARRAY(broadcast_int32_1d, integer(int32))
  BROADCAST_ARRAY(broadcast_real32_1d, real(real32))
  BROADCAST_ARRAY(broadcast_real64_1d, real(real64))
  BROADCAST_ARRAY(broadcast_str_1d, character(*))
end module lfric_mpi_mod
