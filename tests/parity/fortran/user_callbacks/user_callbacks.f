c     Callbacks that a signature file describes.
       subroutine total(fun, r)
       external fun
       integer i
       double precision r, fun
       r = 0
       do 10 i = -5, 5
         r = r + fun(i)
 10    continue
       end

       subroutine system(fcn, n, x, f)
       external fcn
       integer n
       double precision x(n), f(n)
       call fcn(n, x, f)
       end

       subroutine steps(each, n, x)
       external each
       integer n, i
       double precision x(n)
       do 20 i = 1, n
         call each(i, x, n)
 20    continue
       end
