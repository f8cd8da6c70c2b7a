! RUN: isotach parse --dump=tree -D_CUDA %s
! RUN: isotach parse --dump=tree --cuda %s
! RUN: isotach parse --dump=tokens %s
! CUDA Fortran in a file that its name does not show as such.
subroutine s(x, y, z)
  real :: x(:), y(:)
#ifdef _CUDA
  attributes(device) :: x
  attributes(managed) y, z
  !$cuf kernel do (2) <<< (1,*),(64,1) >>>
  do i = 1, 3
    do j = 1, 3
      x(i) = j
    end do
  end do
#endif
end subroutine
