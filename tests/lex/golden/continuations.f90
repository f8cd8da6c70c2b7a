! RUN: isotach parse --dump=tokens %s
program continuations
  character(len=20) :: s
  integer :: long_name, i
  long_&
    &name = 1 &   ! a comment behind the mark
    + 2           ! the next line needs no mark
  s = 'one &
      &two'; i = 3; i = &

    ! a comment between

    4
  i = 1 ; ; i = 2
end program continuations
