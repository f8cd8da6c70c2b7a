! Profiling behind PSyData's interface: how often each region ran and how long, and a trace for Chrome's viewer.
!
! A program that calls nothing gets the table at its end, on standard error. ISOTACH_PROFILE_TRACE=FILE writes each
! execution of a region as JSON too (chrome://tracing, Perfetto); ISOTACH_PROFILE=off keeps the table away.
! Not for several threads: regions stand outside of those of threads.
module profile_psy_data_mod
  use, intrinsic :: iso_fortran_env, only: int64, real64, error_unit
  use, intrinsic :: iso_c_binding, only: c_funptr, c_funloc, c_int
  implicit none
  private
  public :: profile_PSyDataType, profile_PSyDataInit, profile_PSyDataShutdown, profile_PSyDataStart, profile_PSyDataStop

  ! A region. One that runs within itself (recursion) counts its outermost execution.
  type :: profile_PSyDataType
    private
    integer :: place = 0, depth = 0
    integer(int64) :: begin = 0
  contains
    procedure :: PreStart
    procedure :: PostEnd
  end type profile_PSyDataType

  type :: region_type
    character(len=:), allocatable :: module_name, region_name
    integer(int64) :: count = 0, total = 0, least = huge(0_int64), most = 0
  end type region_type
  type :: event_type
    integer :: place = 0
    integer(int64) :: begin = 0, length = 0
  end type event_type

  type(region_type), allocatable, save :: regions(:)
  type(event_type), allocatable, save :: events(:)
  integer, save :: region_count = 0, event_count = 0
  logical, save :: active = .true., ready = .false., reported = .false.
  integer(int64), save :: rate = 1, start = 0
  character(len=:), allocatable, save :: trace_file

  interface
    integer(c_int) function at_exit(procedure) bind(c, name="atexit")
      import :: c_int, c_funptr
      type(c_funptr), value :: procedure
    end function at_exit
  end interface

contains

  subroutine profile_PSyDataInit()
    integer :: length, ignored
    if (ready) return
    ready = .true.
    allocate (regions(64), events(0))
    call system_clock(start, rate)
    call get_environment_variable("ISOTACH_PROFILE_TRACE", length=length)
    if (length > 0) then
      allocate (character(len=length) :: trace_file)
      call get_environment_variable("ISOTACH_PROFILE_TRACE", trace_file)
    end if
    ignored = at_exit(c_funloc(report_at_exit))
  end subroutine profile_PSyDataInit

  subroutine profile_PSyDataStart()
    active = .true.
  end subroutine profile_PSyDataStart

  subroutine profile_PSyDataStop()
    active = .false.
  end subroutine profile_PSyDataStop

  subroutine profile_PSyDataShutdown()
    call report()
  end subroutine profile_PSyDataShutdown

  subroutine PreStart(this, module_name, region_name, num_pre_vars, num_post_vars)
    class(profile_PSyDataType), intent(inout), target :: this
    character(len=*), intent(in) :: module_name, region_name
    integer, intent(in) :: num_pre_vars, num_post_vars
    if (.not. active .or. num_pre_vars < 0 .or. num_post_vars < 0) return
    if (.not. ready) call profile_PSyDataInit()
    if (this%place == 0) this%place = place_of(module_name, region_name)
    this%depth = this%depth + 1
    if (this%depth == 1) call system_clock(this%begin)
  end subroutine PreStart

  subroutine PostEnd(this)
    class(profile_PSyDataType), intent(inout), target :: this
    integer(int64) :: now, length
    if (this%depth == 0) return ! it began while profiling was off
    this%depth = this%depth - 1
    if (this%depth > 0) return
    call system_clock(now)
    length = now - this%begin
    associate (region => regions(this%place))
      region%count = region%count + 1
      region%total = region%total + length
      region%least = min(region%least, length)
      region%most = max(region%most, length)
    end associate
    if (allocated(trace_file)) call remember(event_type(this%place, this%begin - start, length))
  end subroutine PostEnd

  ! The same names in two places are one region.
  integer function place_of(module_name, region_name) result(place)
    character(len=*), intent(in) :: module_name, region_name
    type(region_type), allocatable :: more(:)
    do place = 1, region_count
      if (regions(place)%module_name == module_name .and. regions(place)%region_name == region_name) return
    end do
    if (region_count == size(regions)) then
      allocate (more(2 * region_count))
      more(:region_count) = regions
      call move_alloc(more, regions)
    end if
    region_count = region_count + 1
    regions(region_count)%module_name = module_name
    regions(region_count)%region_name = region_name
    place = region_count
  end function place_of

  subroutine remember(event)
    type(event_type), intent(in) :: event
    type(event_type), allocatable :: more(:)
    if (event_count == size(events)) then
      allocate (more(max(1024, 2 * event_count)))
      more(:event_count) = events(:event_count)
      call move_alloc(more, events)
    end if
    event_count = event_count + 1
    events(event_count) = event
  end subroutine remember

  real(real64) function seconds(ticks)
    integer(int64), intent(in) :: ticks
    seconds = real(ticks, real64) / real(rate, real64)
  end function seconds

  subroutine report_at_exit() bind(c)
    call report()
  end subroutine report_at_exit

  subroutine report()
    character(len=8) :: wanted
    integer :: i
    if (reported .or. .not. ready) return
    reported = .true.
    call get_environment_variable("ISOTACH_PROFILE", wanted)
    if (wanted /= "off") then
      write (error_unit, "(a10,3a14,2x,a)") "count", "total s", "least s", "most s", "region"
      do i = 1, region_count
        if (regions(i)%count == 0) cycle
        write (error_unit, "(i10,3f14.6,2x,a)") regions(i)%count, seconds(regions(i)%total), &
            seconds(regions(i)%least), seconds(regions(i)%most), regions(i)%module_name // ":" // regions(i)%region_name
      end do
    end if
    if (allocated(trace_file)) call write_trace()
  end subroutine report

  ! Complete events ("ph": "X"), in microseconds since the first region.
  subroutine write_trace()
    integer :: i, unit, status
    character(len=1) :: comma
    open (newunit=unit, file=trace_file, action="write", status="replace", iostat=status)
    if (status /= 0) then
      write (error_unit, "(a)") "profiling: the trace cannot be written: " // trace_file
      return
    end if
    write (unit, "(a)") '{"traceEvents": ['
    do i = 1, event_count
      comma = merge(" ", ",", i == event_count)
      associate (region => regions(events(i)%place))
        write (unit, "(a)") '{"name": "' // region%region_name // '", "cat": "' // region%module_name &
            // '", "ph": "X", "pid": 0, "tid": 0, "ts": ' // microseconds(events(i)%begin) // ', "dur": ' &
            // microseconds(events(i)%length) // '}' // trim(comma)
      end associate
    end do
    write (unit, "(a)") ']}'
    close (unit)
  end subroutine write_trace

  function microseconds(ticks) result(text)
    integer(int64), intent(in) :: ticks
    character(len=:), allocatable :: text
    character(len=32) :: buffer
    write (buffer, "(f32.3)") 1.0e6_real64 * seconds(ticks)
    text = trim(adjustl(buffer))
  end function microseconds

end module profile_psy_data_mod
