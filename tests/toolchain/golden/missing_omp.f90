! A run-time library of directives is linked by the option that reads them, not by -l.
! RUN: not isotach build %s -m threads
subroutine threads(n)
  integer, intent(out) :: n
  integer, external :: omp_get_max_threads, acc_get_num_devices
  n = omp_get_max_threads() + acc_get_num_devices(4)
end subroutine
