! Messages of a model. An event of level error ends all ranks.
module log_mod
  use, intrinsic :: iso_fortran_env, only: output_unit, error_unit
  use constants_mod, only: i_def, str_longlong
  use lfric_core_mod, only: lfric_rank, fail
  implicit none
  private

  integer, parameter, public :: LOG_LEVEL_ALWAYS = 100000, LOG_LEVEL_ERROR = 200, LOG_LEVEL_WARNING = 150
  integer, parameter, public :: LOG_LEVEL_INFO = 100, LOG_LEVEL_DEBUG = 50, LOG_LEVEL_TRACE = 0

  character(str_longlong), public :: log_scratch_space
  public :: log_event, log_set_level, log_level, log_set_info_stream, log_set_alert_stream
  public :: initialise_logging, finalise_logging

  integer :: lowest = LOG_LEVEL_INFO, info_unit = output_unit, alert_unit = error_unit
  logical :: rank_zero_only = .false.

contains

  subroutine log_event(message, level)
    character(*), intent(in) :: message
    integer, intent(in) :: level
    character(8) :: word
    integer :: unit

    if (level >= LOG_LEVEL_ERROR .and. level < LOG_LEVEL_ALWAYS) call fail('log_event', trim(message))
    if (level < lowest) return
    if (rank_zero_only .and. lfric_rank() /= 0) return
    unit = merge(alert_unit, info_unit, level == LOG_LEVEL_WARNING)
    select case (level)
    case (LOG_LEVEL_ALWAYS)
      word = ''
    case (LOG_LEVEL_WARNING)
      word = 'warning:'
    case (LOG_LEVEL_INFO:LOG_LEVEL_WARNING - 1)
      word = 'info:'
    case (LOG_LEVEL_DEBUG:LOG_LEVEL_INFO - 1)
      word = 'debug:'
    case default
      word = 'trace:'
    end select
    if (word == '') then
      write (unit, '(a)') trim(message)
    else
      write (unit, '(a, i0, 3(a))') 'rank ', lfric_rank(), ': ', trim(word)//' ', trim(message)
    end if
  end subroutine log_event

  subroutine log_set_level(level)
    integer, intent(in) :: level
    lowest = level
  end subroutine log_set_level

  integer function log_level()
    log_level = lowest
  end function log_level

  subroutine log_set_info_stream(unit)
    integer, intent(in) :: unit
    info_unit = unit
  end subroutine log_set_info_stream

  subroutine log_set_alert_stream(unit)
    integer, intent(in) :: unit
    alert_unit = unit
  end subroutine log_set_alert_stream

  ! Messages go to standard output and standard error; the communicator and the file name are accepted and not needed.
  subroutine initialise_logging(communicator, file_name, trace_on_warnings, log_to_rank_zero_only)
    integer(i_def), intent(in) :: communicator
    character(*), intent(in) :: file_name
    logical, intent(in), optional :: trace_on_warnings, log_to_rank_zero_only
    if (present(log_to_rank_zero_only)) rank_zero_only = log_to_rank_zero_only
    if (.false.) print *, communicator, file_name, present(trace_on_warnings)
  end subroutine initialise_logging

  subroutine finalise_logging()
    rank_zero_only = .false.
  end subroutine finalise_logging
end module log_mod
