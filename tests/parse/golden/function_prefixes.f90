! The type of a function stands before its prefixes, between them or behind them.
! RUN: isotach parse --verify --dump=tree %s
module m
contains
  integer pure recursive function before() result(r)
    r = 1
  end function before
  pure integer recursive function between() result(r)
    r = 2
  end function between
  pure recursive real(8) function behind() result(r)
    r = 3
  end function behind
end module m
