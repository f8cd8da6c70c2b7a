! The module cudafor, and what copies of CUDA Fortran call: launches, and assignments between host and device.
module isotach_cuda

  use, intrinsic :: iso_c_binding, only: c_int, c_int64_t, c_size_t, c_char

  implicit none
  private

  public :: dim3, isotach_launch_type, isotach_launch, isotach_spread, isotach_put, isotach_get, &
            isotach_move, isotach_enter, isotach_leave, isotach_memcpy, isotach_memcpy2d, isotach_memset, &
            isotach_pin, isotach_is_pinned, isotach_fetched

  type, bind(c) :: dim3
    integer(c_int) :: x = 1, y = 1, z = 1
  end type

  type, bind(c) :: isotach_launch_type
    integer(c_int) :: grid(3) = 1, block(3) = 1
    integer(c_int) :: shared_bytes = 0, line = 0
    integer(c_int64_t) :: stream = 0
  end type

  ! Elements of a device array, in their order, for SUM, MAXVAL and the like on the host. gfortran 12 makes a result of
  ! SIZE of an argument of any rank too short, so the count is an argument.
  interface isotach_fetched
    module procedure fetched_real4, fetched_real8, fetched_integer4, fetched_integer8, fetched_complex4, &
                     fetched_complex8, fetched_logical4
  end interface

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
    subroutine isotach_fetch(host, whole, part, line) bind(c)
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
    integer(c_int) function isotach_memcpy(to_whole, to, from_whole, from, count, sides, stream) bind(c)
      import :: c_int, c_int64_t
      type(*), dimension(..) :: to
      type(*), dimension(..), intent(in) :: to_whole, from_whole, from
      integer(c_int64_t), value :: count, stream
      integer(c_int), value :: sides
    end function
    ! extent: the distance of columns there and here, elements of a column, columns
    integer(c_int) function isotach_memcpy2d(to_whole, to, from_whole, from, extent, sides, stream) bind(c)
      import :: c_int, c_int64_t
      type(*), dimension(..) :: to
      type(*), dimension(..), intent(in) :: to_whole, from_whole, from
      integer(c_int64_t), intent(in) :: extent(4)
      integer(c_int), value :: sides
      integer(c_int64_t), value :: stream
    end function
    integer(c_int) function isotach_memset(whole, to, value, count) bind(c)
      import :: c_int, c_int64_t
      type(*), dimension(..), intent(in) :: whole, to, value
      integer(c_int64_t), value :: count
    end function
    subroutine isotach_enter(whole, own, line, name, length) bind(c)
      import :: c_int, c_char
      type(*), dimension(..), intent(in) :: whole
      integer(c_int), value :: own, line, length
      character(kind=c_char), intent(in) :: name(*)
    end subroutine
    subroutine isotach_pin(whole) bind(c)
      type(*), dimension(..), intent(in) :: whole
    end subroutine
    integer(c_int) function isotach_is_pinned(whole) bind(c)
      import :: c_int
      type(*), dimension(..), intent(in) :: whole
    end function
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

  function fetched_real4(whole, part, count, line) result(host)
    type(*), dimension(..), intent(in) :: whole
    real(4), dimension(..), intent(in) :: part
    integer, intent(in) :: count, line
    real(4) :: host(count)
    call isotach_fetch(host, whole, part, line)
  end function

  function fetched_real8(whole, part, count, line) result(host)
    type(*), dimension(..), intent(in) :: whole
    real(8), dimension(..), intent(in) :: part
    integer, intent(in) :: count, line
    real(8) :: host(count)
    call isotach_fetch(host, whole, part, line)
  end function

  function fetched_integer4(whole, part, count, line) result(host)
    type(*), dimension(..), intent(in) :: whole
    integer(4), dimension(..), intent(in) :: part
    integer, intent(in) :: count, line
    integer(4) :: host(count)
    call isotach_fetch(host, whole, part, line)
  end function

  function fetched_integer8(whole, part, count, line) result(host)
    type(*), dimension(..), intent(in) :: whole
    integer(8), dimension(..), intent(in) :: part
    integer, intent(in) :: count, line
    integer(8) :: host(count)
    call isotach_fetch(host, whole, part, line)
  end function

  function fetched_complex4(whole, part, count, line) result(host)
    type(*), dimension(..), intent(in) :: whole
    complex(4), dimension(..), intent(in) :: part
    integer, intent(in) :: count, line
    complex(4) :: host(count)
    call isotach_fetch(host, whole, part, line)
  end function

  function fetched_complex8(whole, part, count, line) result(host)
    type(*), dimension(..), intent(in) :: whole
    complex(8), dimension(..), intent(in) :: part
    integer, intent(in) :: count, line
    complex(8) :: host(count)
    call isotach_fetch(host, whole, part, line)
  end function

  function fetched_logical4(whole, part, count, line) result(host)
    type(*), dimension(..), intent(in) :: whole
    logical(4), dimension(..), intent(in) :: part
    integer, intent(in) :: count, line
    logical(4) :: host(count)
    call isotach_fetch(host, whole, part, line)
  end function

end module isotach_cuda

module cudafor

  use, intrinsic :: iso_c_binding, only: c_int, c_int64_t, c_char, c_float
  use isotach_cuda, only: dim3

  implicit none
  private

  public :: dim3, cudaevent, cudadeviceprop
  public :: cuda_stream_kind, cuda_count_kind, cudasuccess
  public :: cudamemcpyhosttohost, cudamemcpyhosttodevice, cudamemcpydevicetohost, cudamemcpydevicetodevice
  public :: cudadevicesynchronize, cudathreadsynchronize, cudadevicereset
  public :: cudagetlasterror, cudapeekatlasterror, cudageterrorstring
  public :: cudaerrorinvalidvalue, cudaerrormemoryallocation, cudaerrorinvaliddevice, cudaerrornotready
  public :: cudastreamdefault, cudastreamnonblocking, cudaeventdefault, cudaeventblockingsync, cudaeventdisabletiming
  public :: cudafunccacheprefernone, cudafunccacheprefershared, cudafunccachepreferl1
  public :: cudastreamcreate, cudastreamcreatewithflags, cudastreamdestroy, cudastreamsynchronize, cudastreamquery, &
            cudastreamwaitevent
  public :: cudaeventcreate, cudaeventcreatewithflags, cudaeventdestroy, cudaeventrecord, cudaeventsynchronize, &
            cudaeventquery, cudaeventelapsedtime
  public :: cudamemgetinfo, cudagetdevicecount, cudagetdevice, cudasetdevice, cudagetdeviceproperties
  public :: cudadrivergetversion, cudaruntimegetversion
  public :: cudadevicesetcacheconfig, cudadevicecanaccesspeer, cudadeviceenablepeeraccess, cudadevicedisablepeeraccess

  integer, parameter :: cuda_stream_kind = c_int64_t, cuda_count_kind = c_int64_t
  integer, parameter :: cudasuccess = 0
  integer, parameter :: cudamemcpyhosttohost = 0, cudamemcpyhosttodevice = 1, cudamemcpydevicetohost = 2, &
                        cudamemcpydevicetodevice = 3
  integer, parameter :: cudaerrorinvalidvalue = 1, cudaerrormemoryallocation = 2, cudaerrorinvaliddevice = 101, &
                        cudaerrornotready = 600
  integer, parameter :: cudastreamdefault = 0, cudastreamnonblocking = 1
  integer, parameter :: cudaeventdefault = 0, cudaeventblockingsync = 1, cudaeventdisabletiming = 2
  integer, parameter :: cudafunccacheprefernone = 0, cudafunccacheprefershared = 1, cudafunccachepreferl1 = 2

  type :: cudaevent
    integer(c_int64_t) :: handle = 0
  end type

  type :: cudadeviceprop
    character(len=256) :: name = ''
    integer(cuda_count_kind) :: totalglobalmem = 0, sharedmemperblock = 0, totalconstmem = 0, mempitch = 0, &
                                texturealignment = 0, sharedmempermultiprocessor = 0, sharedmemperblockoptin = 0
    integer :: regsperblock = 0, warpsize = 0, maxthreadsperblock = 0, maxthreadsdim(3) = 0, maxgridsize(3) = 0, &
               clockrate = 0, major = 0, minor = 0, deviceoverlap = 0, multiprocessorcount = 0, &
               kernelexectimeoutenabled = 0, integrated = 0, canmaphostmemory = 0, computemode = 0, &
               concurrentkernels = 0, eccenabled = 0, pcibusid = 0, pcideviceid = 0, asyncenginecount = 0, &
               unifiedaddressing = 0, memoryclockrate = 0, memorybuswidth = 0, l2cachesize = 0, &
               maxthreadspermultiprocessor = 0, pcidomainid = 0, streamprioritiessupported = 0, &
               globall1cachesupported = 0, locall1cachesupported = 0, regspermultiprocessor = 0, managedmemory = 0, &
               ismultigpuboard = 0, singletodoubleprecisionperfratio = 0, concurrentmanagedaccess = 0, &
               cooperativelaunch = 0, maxblockspermultiprocessor = 0
    ! Not asked for: there are no textures here.
    integer :: maxtexture1d = 0, maxtexture2d(2) = 0, maxtexture3d(3) = 0
  end type

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
    integer(c_int) function isotach_stream_create(stream) bind(c)
      import :: c_int, c_int64_t
      integer(c_int64_t), intent(out) :: stream
    end function
    integer(c_int) function isotach_stream_destroy(stream) bind(c)
      import :: c_int, c_int64_t
      integer(c_int64_t), value :: stream
    end function
    integer(c_int) function isotach_stream_wait(stream) bind(c)
      import :: c_int, c_int64_t
      integer(c_int64_t), value :: stream
    end function
    integer(c_int) function isotach_event_create(event) bind(c)
      import :: c_int, c_int64_t
      integer(c_int64_t), intent(out) :: event
    end function
    integer(c_int) function isotach_event_destroy(event) bind(c)
      import :: c_int, c_int64_t
      integer(c_int64_t), value :: event
    end function
    integer(c_int) function isotach_event_record(event, stream) bind(c)
      import :: c_int, c_int64_t
      integer(c_int64_t), value :: event, stream
    end function
    integer(c_int) function isotach_event_wait(event) bind(c)
      import :: c_int, c_int64_t
      integer(c_int64_t), value :: event
    end function
    integer(c_int) function isotach_event_elapsed(milliseconds, first, last) bind(c)
      import :: c_int, c_int64_t, c_float
      real(c_float), intent(out) :: milliseconds
      integer(c_int64_t), value :: first, last
    end function
    integer(c_int) function isotach_memory(free, total) bind(c)
      import :: c_int, c_int64_t
      integer(c_int64_t), intent(out) :: free, total
    end function
    integer(c_int) function isotach_device_count(count) bind(c)
      import :: c_int
      integer(c_int), intent(out) :: count
    end function
    integer(c_int) function isotach_device_property(device, name, room, numbers, memory) bind(c)
      import :: c_int, c_int64_t, c_char
      integer(c_int), value :: device, room
      character(kind=c_char), intent(out) :: name(*)
      integer(c_int), intent(out) :: numbers(45)
      integer(c_int64_t), intent(out) :: memory
    end function
    integer(c_int) function isotach_driver_version(version) bind(c)
      import :: c_int
      integer(c_int), intent(out) :: version
    end function
  end interface

  interface cudaeventrecord
    module procedure record_int, record_long
  end interface
  interface cudastreamsynchronize
    module procedure synchronize_int, synchronize_long
  end interface
  interface cudastreamwaitevent
    module procedure wait_int, wait_long
  end interface

contains

  integer function cudadevicesynchronize()
    cudadevicesynchronize = isotach_synchronize()
  end function

  integer function cudathreadsynchronize()
    cudathreadsynchronize = isotach_synchronize()
  end function

  ! The device is shared with the rest of the process, so it is only waited for.
  integer function cudadevicereset()
    cudadevicereset = isotach_synchronize()
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
    call isotach_error_text(error, said, 256)
    text = fortran_text(said)
  end function

  pure function fortran_text(said) result(text)
    character(kind=c_char), intent(in) :: said(256)
    character(len=256) :: text
    integer :: i
    text = ''
    do i = 1, 256
      if (said(i) == achar(0)) exit
      text(i:i) = said(i)
    end do
  end function

  integer function cudastreamcreate(stream)
    integer(cuda_stream_kind), intent(out) :: stream
    cudastreamcreate = isotach_stream_create(stream)
  end function

  integer function cudastreamdestroy(stream)
    integer(cuda_stream_kind), intent(in) :: stream
    cudastreamdestroy = isotach_stream_destroy(stream)
  end function

  integer function synchronize_int(stream)
    integer, intent(in) :: stream
    synchronize_int = isotach_stream_wait(int(stream, c_int64_t))
  end function

  integer function synchronize_long(stream)
    integer(cuda_stream_kind), intent(in) :: stream
    synchronize_long = isotach_stream_wait(stream)
  end function

  ! A stream of its own kind waits for stream 0 too, as one without flags does.
  integer function cudastreamcreatewithflags(stream, flags)
    integer(cuda_stream_kind), intent(out) :: stream
    integer, intent(in) :: flags
    cudastreamcreatewithflags = cudaerrorinvalidvalue
    stream = 0
    if (flags == cudastreamdefault .or. flags == cudastreamnonblocking) cudastreamcreatewithflags = isotach_stream_create(stream)
  end function

  ! The answer is that all has ended, after it has.
  integer function cudastreamquery(stream)
    integer(cuda_stream_kind), intent(in) :: stream
    cudastreamquery = isotach_stream_wait(stream)
  end function

  integer function cudaeventquery(event)
    type(cudaevent), intent(in) :: event
    cudaeventquery = isotach_event_wait(event%handle)
  end function

  ! The host waits, so whatever follows in any stream comes after the event.
  integer function wait_int(stream, event, flags)
    integer, intent(in) :: stream
    type(cudaevent), intent(in) :: event
    integer, intent(in) :: flags
    wait_int = wait_long(int(stream, c_int64_t), event, flags)
  end function

  integer function wait_long(stream, event, flags)
    integer(cuda_stream_kind), intent(in) :: stream
    type(cudaevent), intent(in) :: event
    integer, intent(in) :: flags
    wait_long = cudaerrorinvalidvalue
    if (flags == 0 .and. stream >= 0) wait_long = isotach_event_wait(event%handle)
  end function

  integer function cudaeventcreatewithflags(event, flags)
    type(cudaevent), intent(out) :: event
    integer, intent(in) :: flags
    cudaeventcreatewithflags = cudaerrorinvalidvalue
    if (flags >= 0 .and. flags < 4) cudaeventcreatewithflags = isotach_event_create(event%handle)
  end function

  integer function cudaeventcreate(event)
    type(cudaevent), intent(out) :: event
    cudaeventcreate = isotach_event_create(event%handle)
  end function

  integer function cudaeventdestroy(event)
    type(cudaevent), intent(in) :: event
    cudaeventdestroy = isotach_event_destroy(event%handle)
  end function

  integer function record_int(event, stream)
    type(cudaevent), intent(in) :: event
    integer, intent(in) :: stream
    record_int = isotach_event_record(event%handle, int(stream, c_int64_t))
  end function

  integer function record_long(event, stream)
    type(cudaevent), intent(in) :: event
    integer(cuda_stream_kind), intent(in) :: stream
    record_long = isotach_event_record(event%handle, stream)
  end function

  integer function cudaeventsynchronize(event)
    type(cudaevent), intent(in) :: event
    cudaeventsynchronize = isotach_event_wait(event%handle)
  end function

  integer function cudaeventelapsedtime(time, start, end)
    real, intent(out) :: time ! in milliseconds
    type(cudaevent), intent(in) :: start, end
    cudaeventelapsedtime = isotach_event_elapsed(time, start%handle, end%handle)
  end function

  integer function cudamemgetinfo(free, total)
    integer(cuda_count_kind), intent(out) :: free, total
    cudamemgetinfo = isotach_memory(free, total)
  end function

  integer function cudagetdevicecount(count)
    integer, intent(out) :: count
    cudagetdevicecount = isotach_device_count(count)
  end function

  integer function cudagetdevice(device)
    integer, intent(out) :: device
    device = 0
    cudagetdevice = cudasuccess
  end function

  ! Modules use the first device.
  integer function cudasetdevice(device)
    integer, intent(in) :: device
    cudasetdevice = merge(cudasuccess, cudaerrorinvaliddevice, device == 0)
  end function

  ! A hint of how much of a chip's memory is shared memory.
  integer function cudadevicesetcacheconfig(config)
    integer, intent(in) :: config
    cudadevicesetcacheconfig = merge(cudasuccess, cudaerrorinvalidvalue, config >= 0 .and. config < 4)
  end function

  ! Modules use the first device, which no other one reads.
  integer function cudadevicecanaccesspeer(can, device, peer)
    integer, intent(out) :: can
    integer, intent(in) :: device, peer
    integer :: count
    can = 0
    cudadevicecanaccesspeer = isotach_device_count(count)
    if (cudadevicecanaccesspeer == cudasuccess .and. (min(device, peer) < 0 .or. max(device, peer) >= count)) &
      cudadevicecanaccesspeer = cudaerrorinvaliddevice
  end function

  integer function cudadeviceenablepeeraccess(peer, flags)
    integer, intent(in) :: peer, flags
    cudadeviceenablepeeraccess = merge(217, cudaerrorinvalidvalue, peer >= 0 .and. flags == 0) ! not supported
  end function

  integer function cudadevicedisablepeeraccess(peer)
    integer, intent(in) :: peer
    cudadevicedisablepeeraccess = merge(705, cudaerrorinvalidvalue, peer >= 0) ! was not enabled
  end function

  integer function cudagetdeviceproperties(prop, device)
    type(cudadeviceprop), intent(out) :: prop
    integer, intent(in) :: device
    character(kind=c_char) :: name(256)
    integer(c_int) :: numbers(45)
    name = achar(0)
    numbers = 0
    cudagetdeviceproperties = isotach_device_property(device, name, 256, numbers, prop%totalglobalmem)
    prop%name = fortran_text(name)
    prop%maxthreadsperblock = numbers(1)
    prop%maxthreadsdim(1) = numbers(2)
    prop%maxthreadsdim(2) = numbers(3)
    prop%maxthreadsdim(3) = numbers(4)
    prop%maxgridsize(1) = numbers(5)
    prop%maxgridsize(2) = numbers(6)
    prop%maxgridsize(3) = numbers(7)
    prop%sharedmemperblock = numbers(8)
    prop%totalconstmem = numbers(9)
    prop%warpsize = numbers(10)
    prop%mempitch = numbers(11)
    prop%regsperblock = numbers(12)
    prop%clockrate = numbers(13)
    prop%texturealignment = numbers(14)
    prop%deviceoverlap = numbers(15)
    prop%multiprocessorcount = numbers(16)
    prop%kernelexectimeoutenabled = numbers(17)
    prop%integrated = numbers(18)
    prop%canmaphostmemory = numbers(19)
    prop%computemode = numbers(20)
    prop%concurrentkernels = numbers(21)
    prop%eccenabled = numbers(22)
    prop%pcibusid = numbers(23)
    prop%pcideviceid = numbers(24)
    prop%memoryclockrate = numbers(25)
    prop%memorybuswidth = numbers(26)
    prop%l2cachesize = numbers(27)
    prop%maxthreadspermultiprocessor = numbers(28)
    prop%asyncenginecount = numbers(29)
    prop%unifiedaddressing = numbers(30)
    prop%major = numbers(31)
    prop%minor = numbers(32)
    prop%pcidomainid = numbers(33)
    prop%streamprioritiessupported = numbers(34)
    prop%globall1cachesupported = numbers(35)
    prop%locall1cachesupported = numbers(36)
    prop%sharedmempermultiprocessor = numbers(37)
    prop%regspermultiprocessor = numbers(38)
    prop%managedmemory = numbers(39)
    prop%ismultigpuboard = numbers(40)
    prop%singletodoubleprecisionperfratio = numbers(41)
    prop%concurrentmanagedaccess = numbers(42)
    prop%cooperativelaunch = numbers(43)
    prop%sharedmemperblockoptin = numbers(44)
    prop%maxblockspermultiprocessor = numbers(45)
  end function
  ! By host execution 0.
  integer function cudadrivergetversion(version)
    integer, intent(out) :: version
    cudadrivergetversion = isotach_driver_version(version)
  end function
  ! Modules speak to the driver alone: what stands for the run-time library is as old as the driver.
  integer function cudaruntimegetversion(version)
    integer, intent(out) :: version
    cudaruntimegetversion = isotach_driver_version(version)
  end function

end module cudafor
