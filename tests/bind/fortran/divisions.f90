! Integer divisions by zero in their ways: divide(way, k) computes one with the divisor k - 3, so 3 makes it zero.
module divisions
  implicit none
  integer, parameter :: wide = selected_int_kind(18), narrow = selected_int_kind(3)
contains
  integer(8) function divide(way, k) result(answer)
    integer, intent(in) :: way, k
    integer :: n, i, row(8), divisors(8), unused, least
    integer(wide) :: n8
    integer(narrow) :: n2
    n = k - 3
    n8 = n
    n2 = int(n, narrow)
    divisors = 3
    divisors(5) = n
    least = -huge(least) - 1
    answer = 0
    select case (way)
    case (1)
      answer = 7 / n
    case (2)
      answer = 7_8 / n8
    case (3)
      answer = 7_narrow / n2
    case (4)
      answer = mod(7, n)
    case (5)
      answer = mod(7_8, n8)
    case (6)
      answer = modulo(7, n)
    case (7)
      answer = (-1) / n
    case (8)
      do i = 1, 8
        row(i) = 7 / divisors(i)
      end do
      answer = sum(row)
    case (9)
      row = 12
      row = row / divisors
      answer = sum(row)
    case (10)
      answer = least / (n - 1)
    case (11)
      answer = (-huge(answer) - 1) / (n8 - 1)
    case (12)
      answer = mod(least, n - 1)
    case (13)
      answer = modulo(-7_8, n8)
    case (14) ! from here on GCC 12 knows an answer without a division
      answer = 1 / n
    case (15)
      answer = 1_8 / n8
    case (16)
      do i = 1, 8
        row(i) = 1 / divisors(i)
      end do
      answer = sum(row)
    case (17)
      answer = n / n
    case (18)
      answer = 0 / n
    case (19)
      answer = mod(n, n)
    case (20)
      unused = 7 / n
    case (21)
      answer = -(least + n) / (-1)
    end select
  end function
end module
