! Draws data for the nests, sums up what they leave, and orders iterations.
module drawing
  implicit none
  integer :: order_mode = 0
  integer, parameter :: poison = -7777777
  interface fill
    module procedure fill0, fill1, fill2, fill_real0, fill_real1, fill_logical1
  end interface
  interface mix
    module procedure mix0, mix1, mix2, mix_real0, mix_real1, mix_logical1
  end interface
  interface poisoned
    module procedure poisoned0, poisoned_real, poisoned_logical
  end interface
contains
  elemental integer function drawn(e, key)
    integer, intent(in) :: e, key
    drawn = modulo(e * e * 7 + e * (13 * key + 5) + key * key * 5, 19) - 9
  end function drawn
  subroutine fill0(v, key)
    integer, intent(out) :: v
    integer, intent(in) :: key
    v = drawn(0, key)
  end subroutine fill0
  subroutine fill1(v, key)
    integer, intent(out) :: v(:)
    integer, intent(in) :: key
    integer :: e
    do e = 1, size(v)
      v(e) = drawn(e - 1, key)
    end do
  end subroutine fill1
  subroutine fill2(v, key)
    integer, intent(out) :: v(:, :)
    integer, intent(in) :: key
    integer :: e, j
    do j = 1, size(v, 2)
      do e = 1, size(v, 1)
        v(e, j) = drawn(e - 1 + size(v, 1) * (j - 1), key)
      end do
    end do
  end subroutine fill2
  subroutine fill_real0(v, key)
    real(8), intent(out) :: v
    integer, intent(in) :: key
    v = drawn(0, key)
  end subroutine fill_real0
  subroutine fill_real1(v, key)
    real(8), intent(out) :: v(:)
    integer, intent(in) :: key
    integer :: e
    do e = 1, size(v)
      v(e) = drawn(e - 1, key)
    end do
  end subroutine fill_real1
  subroutine fill_logical1(v, key)
    logical, intent(out) :: v(:)
    integer, intent(in) :: key
    integer :: e
    do e = 1, size(v)
      v(e) = drawn(e - 1, key) > 0
    end do
  end subroutine fill_logical1
  ! Subscripts between 1 and 8; of even keys different ones in a row of eight.
  subroutine fill_index(v, key)
    integer, intent(out) :: v(:)
    integer, intent(in) :: key
    integer :: e
    do e = 1, size(v)
      if (modulo(key, 2) == 0) then
        v(e) = modulo(3 * (e - 1) + key, 8) + 1
      else
        v(e) = modulo(drawn(e - 1, key), 8) + 1
      end if
    end do
  end subroutine fill_index

  integer(8) function weight(e)
    integer, intent(in) :: e
    weight = 2654435761_8 * (2 * e + 1) + 40503_8 * e * e
  end function weight
  subroutine mix0(h, v)
    integer(8), intent(inout) :: h
    integer, intent(in) :: v
    h = h * 31 + v * weight(0)
  end subroutine mix0
  subroutine mix1(h, v)
    integer(8), intent(inout) :: h
    integer, intent(in) :: v(:)
    integer(8) :: s
    integer :: e
    s = 0
    do e = 1, size(v)
      s = s + v(e) * weight(e - 1)
    end do
    h = h * 31 + s
  end subroutine mix1
  subroutine mix2(h, v)
    integer(8), intent(inout) :: h
    integer, intent(in) :: v(:, :)
    call mix1(h, reshape(v, [size(v)]))
  end subroutine mix2
  subroutine mix_real0(h, v)
    integer(8), intent(inout) :: h
    real(8), intent(in) :: v
    call mix1(h, [nint(v)])
  end subroutine mix_real0
  subroutine mix_real1(h, v)
    integer(8), intent(inout) :: h
    real(8), intent(in) :: v(:)
    call mix1(h, nint(v))
  end subroutine mix_real1
  subroutine mix_logical1(h, v)
    integer(8), intent(inout) :: h
    logical, intent(in) :: v(:)
    call mix1(h, merge(1, 0, v))
  end subroutine mix_logical1

  ! The iterations in another order; `order_mode` 1 reverses them, 2 shuffles them.
  subroutine order(numbers)
    integer, intent(out) :: numbers(:)
    integer :: i, j, k
    integer(8), save :: state = 12345
    numbers = [(i, i=1, size(numbers))]
    if (order_mode == 1) numbers = numbers(size(numbers):1:-1)
    if (order_mode /= 2) return
    do i = size(numbers), 2, -1
      state = modulo(state * 1103515245_8 + 12345_8, 2147483648_8)
      j = int(modulo(state / 65536, int(i, 8))) + 1
      k = numbers(i)
      numbers(i) = numbers(j)
      numbers(j) = k
    end do
  end subroutine order

  elemental subroutine poisoned0(v)
    integer, intent(out) :: v
    v = poison
  end subroutine poisoned0
  elemental subroutine poisoned_real(v)
    real(8), intent(out) :: v
    v = poison
  end subroutine poisoned_real
  elemental subroutine poisoned_logical(v)
    logical, intent(out) :: v
    v = .true.
  end subroutine poisoned_logical
end module drawing
