module kinds_mod
  implicit none
  integer, parameter :: wp = kind(1.0d0)
end module kinds_mod
