! RUN: isotach parse --dump=tree %s
! RUN: isotach parse --verify %s
module kernels
  real, device, allocatable :: field(:)
  real, constant :: factors(3)
contains
  attributes(global) subroutine scale(n, x)
    integer, value :: n
    real, device :: x(n)
    real, shared :: tile(128)
    x(threadidx%x) = 2.0*x(threadidx%x)
  end subroutine scale
  subroutine run(n)
    integer :: n
    real, pinned, allocatable :: host(:)
    real, managed :: both(n)
    call scale<<<(n + 127)/128, 128, 0, stream>>>(n, field)
    !$cuf kernel do(2) <<<(*, *), (32, 4)>>> reduce(+: total)
    do j = 1, n
      do i = 1, n
        total = total + both(i)
      end do
    end do
    !$cuf kernel do <<< *, *, stream=7 >>>
    do i = 1, n
      both(i) = 0.0
    end do
  end subroutine run
end module kernels
