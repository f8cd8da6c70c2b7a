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

c     The callback is no argument here: Python sets it or passes it.
       subroutine t2(a)
cf2py  intent(callback) fun2
       integer a
cf2py  intent(out) a
       external fun2
       call fun2(a)
       end

       subroutine hidden(a, r)
       external hid
cf2py  intent(callback, hide) hid
       integer a, r, hid
cf2py  intent(out) r
       r = hid(a)
       end

       subroutine undeclared(a, r)
       external hid
       integer a, r, hid
cf2py  intent(out) r
       r = hid(a)
       end

c     Characters.
       subroutine letter(f, a)
       external f
       double precision f, a
       character*1 r
cf2py  intent(out) a
       r = 'r'
       a = f(r)
       end

       subroutine words(f, cu, lencu, a)
       external f
       integer f, lencu, a
       character*8 cu(lencu)
cf2py  intent(out) a
       a = f(cu, lencu)
       end

c     Complex and logical values.
       subroutine turned(f, z, w)
       external f
       complex*16 f, z, w
cf2py  intent(out) w
       w = f(z)
       end

       subroutine decided(f, n, yes)
       external f
       logical f, yes
       integer n
cf2py  intent(out) yes
       yes = f(n)
       end

       subroutine single(f, x, y)
       external f
       real f, x, y
cf2py  intent(out) y
       y = f(x)
       end

c     Arrays whose extents the callback gets, and what it hands out.
       subroutine scaled(f, n, x, y)
       external f
       integer n
       double precision x(n), y(n)
cf2py  intent(out) y
       call f(n, x, y)
       end

       subroutine matrix(f, n, a, s)
       external f
       integer n, i, j
       double precision a(n,3), s
cf2py  intent(out) s
       call f(a, n)
       s = 0
       do 20 j = 1, 3
       do 20 i = 1, n
         s = s + i * a(i,j)
 20    continue
       end

c     intent(in,out): a value that the callback gets and returns.
       subroutine stepped(f, x)
       external f
       double precision x
cf2py  intent(in,out) x
       call f(x)
       call f(x)
       end

       subroutine touched(f, x)
       external f
       double precision x
cf2py  intent(inout) x
       call f(x)
       end

c     How the callback is called, told to f2py alone.
       subroutine told(f, r)
       external f
       double precision r, f, p, q
cf2py  intent(out) r
cf2py  double precision p, q, s
cf2py  s = f(p, q)
       p = 2
       q = 3
       r = f(p, q)
       end

       subroutine constants(f, r)
       external f
       integer f, r
cf2py  intent(out) r
       r = f(0)
       end

       subroutine two(f, g, x, y)
       external f, g
       double precision f, g, x, y, z
cf2py  intent(out) y
       y = f(x)
       z = g(x)
       y = y + 10 * z
       end
