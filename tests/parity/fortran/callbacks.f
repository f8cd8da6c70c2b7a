c     Dummy procedures that Python supplies.
       subroutine t(fun, a)
       integer a
cf2py  intent(out) a
       external fun
       call fun(a)
       end

       subroutine func(a)
cf2py  intent(in,out) a
       integer a
       a = a + 11
       end

       subroutine func0(a)
cf2py  intent(out) a
       integer a
       a = 11
       end

       function summed(f, n)
       integer n, i
       double precision f, x, summed
       external f
       summed = 0
       do 10 i = 1, n
         x = i
         summed = summed + f(x)
 10    continue
       end

       subroutine filled(f, y)
       integer*1 y(3)
cf2py  intent(out) y
       external f
       y(1) = 1
       y(2) = 2
       y(3) = 3
       call f(y)
       end
