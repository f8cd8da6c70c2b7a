! RUN: isotach parse --verify %s
! RUN: isotach parse --dump=tree %s | grep -A2 -E "OpaqueText|directive=none"
! RUN: not isotach parse --strict %s
! RUN: not isotach parse -D_OPENACC=201711 %s
! RUN: not isotach parse -D_OPENMP %s
! Directives of other compilers and models, wrong ones, and right ones: comments unless somebody reads them.
subroutine foreign(a, n)
  implicit none
  integer, intent(in) :: n
  real, intent(inout) :: a(n)
  !$acc declare presentt(a)
  real :: work(10)
  integer :: i
  !$acc loop shortloop
  do i = 1, n
    a(i) = 1
  end do
  !$omp task in(a) &
  !$omp& out(work)
  a = 2
  !$omp end task
  !$omp parallel
  a = 3
end subroutine
subroutine right(a, n)
  integer, intent(in) :: n
  real, intent(inout) :: a(n)
  !$omp parallel do private(i)
  do i = 1, n
    a(i) = 1
  end do
  !$dec vector whatever
  !$acc end kernels
end subroutine
