! RUN: isotach parse --dump=tree %s
! What begins in a group that ends inside a statement goes on in the branch around it, which is torn too.
module m
contains
#ifdef DEVICE_POINTER
#ifdef SKEW
function skew_device(object, &
#else
function device(object, &
#endif
  a) result(success)
#else

#ifdef SKEW
function skew(object, &
#else
function plain(object, &
#endif
  b) result(success)

#endif
  success = 1
end function
end module
