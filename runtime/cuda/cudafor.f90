! The module cudafor, and what copies of CUDA Fortran call: launches, and assignments between host and device.
module isotach_cuda

  use, intrinsic :: iso_c_binding, only: c_int, c_int64_t, c_size_t, c_char

  implicit none
  private

  public :: dim3, isotach_launch_type, isotach_launch, isotach_spread, isotach_put, isotach_get, isotach_move, isotach_leave

  type, bind(c) :: dim3
    integer(c_int) :: x = 1, y = 1, z = 1
  end type

  type, bind(c) :: isotach_launch_type
    integer(c_int) :: grid(3) = 1, block(3) = 1
    integer(c_int) :: shared_bytes = 0, line = 0
    integer(c_int64_t) :: stream = 0
  end type

  interface isotach_launch
    module procedure launch_dim3_dim3, launch_dim3_int, launch_int_dim3, launch_int_int
  end interface

  interface
    ! device <- host; whole: the variable that part is a part of
    subroutine isotach_put(whole, part, value, line) bind(c)
      import :: c_int
      type(*), dimension(..), intent(in) :: whole, part, value
      integer(c_int), intent(in) :: line
    end subroutine
    ! host <- device
    subroutine isotach_get(host, whole, part, line) bind(c)
      import :: c_int
      type(*), dimension(..), intent(inout) :: host
      type(*), dimension(..), intent(in) :: whole, part
      integer(c_int), intent(in) :: line
    end subroutine
    ! device <- device
    subroutine isotach_move(whole, part, other_whole, other_part, line) bind(c)
      import :: c_int
      type(*), dimension(..), intent(in) :: whole, part, other_whole, other_part
      integer(c_int), intent(in) :: line
    end subroutine
    subroutine isotach_leave(whole) bind(c)
      type(*), dimension(..), intent(in) :: whole
    end subroutine
  end interface

contains

  pure function launch_dim3_dim3(grid, block, line, bytes, stream) result(launch)
    type(dim3), intent(in) :: grid, block
    integer, intent(in) :: line
    integer, intent(in), optional :: bytes
    integer(c_int64_t), intent(in), optional :: stream
    type(isotach_launch_type) :: launch
    launch%grid = [grid%x, grid%y, grid%z]
    launch%block = [block%x, block%y, block%z]
    launch%line = line
    if (present(bytes)) launch%shared_bytes = bytes
    if (present(stream)) launch%stream = stream
  end function

  ! A launch for loops with this many turns, the innermost first; 0 in grid or block: chosen here.
  pure function isotach_spread(line, turns, grid, block, bytes, stream) result(launch)
    integer, intent(in) :: line, turns(3), grid(3), block(3)
    integer, intent(in), optional :: bytes
    integer(c_int64_t), intent(in), optional :: stream
    type(isotach_launch_type) :: launch
    integer, parameter :: most = 65535
    launch%block = merge([128, 1, 1], [32, 4, 1], turns(2) <= 1)
    where (block > 0) launch%block = block
    launch%grid = max(1, min(most, (turns + launch%block - 1) / launch%block))
    where (grid > 0) launch%grid = grid
    launch%line = line
    if (present(bytes)) launch%shared_bytes = bytes
    if (present(stream)) launch%stream = stream
  end function

  pure function launch_int_dim3(grid, block, line, bytes, stream) result(launch)
    integer, intent(in) :: grid
    type(dim3), intent(in) :: block
    integer, intent(in) :: line
    integer, intent(in), optional :: bytes
    integer(c_int64_t), intent(in), optional :: stream
    type(isotach_launch_type) :: launch
    launch = launch_dim3_dim3(dim3(grid, 1, 1), block, line, bytes, stream)
  end function

  pure function launch_dim3_int(grid, block, line, bytes, stream) result(launch)
    type(dim3), intent(in) :: grid
    integer, intent(in) :: block
    integer, intent(in) :: line
    integer, intent(in), optional :: bytes
    integer(c_int64_t), intent(in), optional :: stream
    type(isotach_launch_type) :: launch
    launch = launch_dim3_dim3(grid, dim3(block, 1, 1), line, bytes, stream)
  end function

  pure function launch_int_int(grid, block, line, bytes, stream) result(launch)
    integer, intent(in) :: grid, block
    integer, intent(in) :: line
    integer, intent(in), optional :: bytes
    integer(c_int64_t), intent(in), optional :: stream
    type(isotach_launch_type) :: launch
    launch = launch_dim3_dim3(dim3(grid, 1, 1), dim3(block, 1, 1), line, bytes, stream)
  end function

end module isotach_cuda

module cudafor

  use, intrinsic :: iso_c_binding, only: c_int, c_int64_t, c_char
  use isotach_cuda, only: dim3

  implicit none
  private

  public :: dim3, cuda_stream_kind, cuda_count_kind, cudasuccess
  public :: cudadevicesynchronize, cudathreadsynchronize, cudagetlasterror, cudapeekatlasterror, cudageterrorstring

  integer, parameter :: cuda_stream_kind = c_int64_t, cuda_count_kind = c_int64_t
  integer, parameter :: cudasuccess = 0

  interface
    integer(c_int) function isotach_synchronize() bind(c)
      import :: c_int
    end function
    integer(c_int) function isotach_last_error(clear) bind(c)
      import :: c_int
      integer(c_int), value :: clear
    end function
    subroutine isotach_error_text(error, text, room) bind(c)
      import :: c_int, c_char
      integer(c_int), value :: error, room
      character(kind=c_char), intent(out) :: text(*)
    end subroutine
  end interface

contains

  integer function cudadevicesynchronize()
    cudadevicesynchronize = isotach_synchronize()
  end function

  integer function cudathreadsynchronize()
    cudathreadsynchronize = isotach_synchronize()
  end function

  integer function cudagetlasterror()
    cudagetlasterror = isotach_last_error(1)
  end function

  integer function cudapeekatlasterror()
    cudapeekatlasterror = isotach_last_error(0)
  end function

  function cudageterrorstring(error) result(text)
    integer, intent(in) :: error
    character(len=256) :: text
    character(kind=c_char) :: said(256)
    integer :: i
    call isotach_error_text(error, said, 256)
    text = ''
    do i = 1, 256
      if (said(i) == achar(0)) exit
      text(i:i) = said(i)
    end do
  end function

end module cudafor
