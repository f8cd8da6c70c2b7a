! Array sizes and results: Python's argument lists must be those of numpy.f2py.
module sizes
 implicit none
 integer, parameter :: np = 3
contains
subroutine s1(n,a)
 integer, intent(in) :: n
 real(8), intent(in) :: a(n)
end subroutine
subroutine s2(n,m2,a,b)
 integer, intent(in) :: n,m2
 real(8), intent(in) :: a(n)
 real(8), intent(out) :: b(n,m2)
end subroutine
subroutine s3(n,b)
 integer, intent(in) :: n
 real(8), intent(out) :: b(n)
end subroutine
subroutine s4(a,n,m2,b)
 integer, intent(in) :: n,m2
 real(8), intent(in) :: a(n+1),b(n*m2)
end subroutine
subroutine s5(a,n,k)
 integer :: n,k
 real(8) :: a(n,*)
end subroutine
subroutine s6(lo,hi,a)
 integer, intent(in) :: lo,hi
 real(8), intent(in) :: a(lo:hi)
end subroutine
subroutine s7(n,a,x,b)
 integer, intent(in) :: n
 real(8), intent(inout) :: a(n)
 real(8), intent(in), optional :: x
 real(8), intent(out) :: b(size(a))
end subroutine
subroutine s9(n,a,b)
 integer, intent(in) :: n
 real(8), intent(in),optional :: a(n)
 real(8), intent(in) :: b(n)
end subroutine
subroutine s10(n,b)
 integer, intent(in) :: n
 real(8), intent(in) :: b(2*n,max(n,3), n**2)
end subroutine
subroutine s11(n,a,b)
 integer, intent(in) :: n
 real(8), intent(in),optional :: a(n)
 real(8), intent(out) :: b
end subroutine
subroutine s12(n,a)
 integer(8), intent(in) :: n
 real(8), intent(inout) :: a(0:n-1)
end subroutine
subroutine s13(n,a,b)
 integer, intent(in) :: n
 real(8), intent(in) :: a(:)
 real(8), intent(in) :: b(n)
 
end subroutine
subroutine s14(a,n,eta,kappa)
 integer, intent(in) :: n
 real(8), intent(in) :: a(n*n)
 real(8) :: eta, kappa
end subroutine
function f1(n,x) result(r)
 integer, intent(in) :: n
 real(8), intent(in) :: x
 real(8) :: r(n)
 r = x
end function
function f2(n,x,y) result(r)
 integer, intent(in) :: n
 real(8), intent(in) :: x(n)
 real(8), intent(out) :: y(n)
 real(8) :: r
 r = 1; y=2
end function
subroutine s15(a, n, m, b)
 integer, intent(in) :: n, m
 real(8), intent(in) :: b(n*m), a(n, m)
end subroutine
subroutine s16(n, a, b, c)
 integer, intent(in) :: n
 complex(8), intent(out) :: a
 real(4), intent(out) :: b(np*n)
 real(4), intent(in) :: c(0:n+np)
 a = 0; b = c(0)
end subroutine
subroutine s17(x, n, y, m)
 integer, intent(in) :: n, m
 real(8), intent(inout) :: x(n, m)
 real(8), intent(in) :: y(m, n)
 x = transpose(y)
end subroutine
end module sizes
