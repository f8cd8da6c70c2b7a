!> What `isotach build --target openmp` is shown with: maps, reductions, arrays in the GPU's memory.
module fields

  implicit none

  real(8), pointer :: kept(:,:) => null()

contains

  !> c = a + b at every point.
  subroutine add_fields(n, m, a, b, c)
    integer, intent(in)  :: n, m
    real(8), intent(in)  :: a(n,m), b(n,m)
    real(8), intent(out) :: c(n,m)
    integer :: i, k

    !$omp target teams distribute parallel do collapse(2) map(to: a, b) map(from: c)
    do k = 1, m
      do i = 1, n
        c(i,k) = a(i,k) + b(i,k)
      end do
    end do
  end subroutine add_fields

  !> The sum of all elements, in an order that the device chooses.
  function total(n, x) result(s)
    integer, intent(in) :: n
    real(8), intent(in) :: x(n)
    real(8) :: s
    integer :: i

    s = 0
    !$omp target teams distribute parallel do reduction(+: s) map(to: x) map(tofrom: s)
    do i = 1, n
      s = s + x(i)
    end do
  end function total

  !> The largest element.
  function largest(n, x) result(s)
    integer, intent(in) :: n
    real(8), intent(in) :: x(n)
    real(8) :: s
    integer :: i

    s = -huge(s)
    !$omp target teams distribute parallel do reduction(max: s) map(to: x) map(tofrom: s)
    do i = 1, n
      s = max(s, x(i))
    end do
  end function largest

  !> a + s*b in place.
  subroutine step(a, b, s)
    real(8), intent(inout) :: a(:,:)
    real(8), intent(in)    :: b(:,:)
    real(8), intent(in)    :: s
    integer :: i, k

    !$omp target teams distribute parallel do collapse(2) map(tofrom: a) map(to: b)
    do k = 1, size(a, 2)
      do i = 1, size(a, 1)
        a(i,k) = a(i,k) + s*b(i,k)
      end do
    end do
  end subroutine step

  !> exp(a) + 1 in two regions, between which nothing moves.
  subroutine twice(a)
    real(8), intent(inout) :: a(:,:)
    integer :: i, k

    !$omp target data map(tofrom: a)
    !$omp target teams distribute parallel do
    do k = 1, size(a, 2)
      do i = 1, size(a, 1)
        a(i,k) = exp(a(i,k))
      end do
    end do
    call one_more(a)
    !$omp end target data
  end subroutine twice

  subroutine one_more(a)
    real(8), intent(inout) :: a(:,:)
    integer :: i, k

    !$omp target teams distribute parallel do collapse(2)
    do k = 1, size(a, 2)
      do i = 1, size(a, 1)
        a(i,k) = a(i,k) + 1
      end do
    end do
  end subroutine one_more

  subroutine keep(a)
    !isotach keep(until=leave)
    real(8), intent(inout), target :: a(:,:)

    kept => a
  end subroutine keep

  subroutine run()
    integer :: i, k

    !$omp target teams distribute parallel do map(tofrom: kept)
    do k = 1, size(kept, 2)
      do i = 1, size(kept, 1)
        kept(i,k) = kept(i,k) + 1
      end do
    end do
  end subroutine run

  subroutine leave()
    nullify(kept)
  end subroutine leave

  ! Not with arrays of the GPU:

  subroutine on_host(a)
    real(8), intent(inout) :: a(:,:)

    a = a + 1
  end subroutine on_host

  subroutine updates(a)
    real(8), intent(inout) :: a(:,:)

    !$omp target update to(a)
  end subroutine updates

  subroutine always(a)
    real(8), intent(inout) :: a(:,:)

    !$omp target map(always, tofrom: a)
    a(1,1) = 0
    !$omp end target
  end subroutine always

end module fields
