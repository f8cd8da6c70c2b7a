module device
contains
#ifdef _CUDA
  attributes(global) subroutine kernel(x)
    real, device :: x(:)
    x(threadidx%x) = 1
  end subroutine
#else
  only on a device
#endif
end module
