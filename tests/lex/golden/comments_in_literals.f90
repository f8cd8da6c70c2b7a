! RUN: isotach parse --verify %s
! RUN: isotach parse --dump=tokens %s
! RUN: isotach parse --dump=tiles %s
! RUN: isotach parse --openmp-lines --dump=tokens %s
! Comment lines inside a continued character literal (F2018 6.3.2.4); gfortran -pedantic prints the same texts.
program comments
  print *, 'ab&
! note, isn't it?
    &cd'
  print *, "ab&
!$acc loop seq
  ! a "quote" and a mark &

    &cd" // 'e&
    !x
    &''f&
    ! y'
    &'
  print *, 'it'&
! between the halves of a doubled quote
    &'s'
  print *, 'a ! no comment', 'b &
    &! none either' ! but this is
  print *, 'read with OpenMP: &
!$  &yes, &
    &or no'
!$omp error severity(warning) message('x&
! a comment of the file
!$omp& y')
end program
