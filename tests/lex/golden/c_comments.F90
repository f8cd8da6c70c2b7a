! RUN: isotach parse --dump=tokens %s
! RUN: isotach parse --dump=tiles %s
/* C comments, which gfortran's preprocessor removes:
   program not_here */
#define N 3 /* three */
#define PASTE(a,b) a/**/b
#define LONG 1 /* over
 two lines */ + 2
module c_comments
  integer :: a = N, b /* here
    and there */ , PASTE(foo,bar) = LONG
  ! don't /* hidden by the quote
  character(20) :: s = 'a /* b */ c', t = "it's /* no */"
  character(2) :: u = 'x' // 'y' /**/ ! /* in a comment */ too
#if N == 3 /* */ && defined(N /* N */)
  integer :: c = 5/*
*/6, d = &
/* between */
    7
#endif /* N */
end module
