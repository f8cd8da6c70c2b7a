! RUN: isotach parse %s
! Warnings about directives never crowd out an error.
subroutine many(a)
  real :: a(4)
  !$acc one
  !$acc two
  !$acc three
  !$acc four
  !$acc five
  !$acc six
  !$acc seven
  a = 1
end subroutine
