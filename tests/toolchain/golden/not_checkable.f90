! RUN: not isotach check %s
! RUN: not isotach check %S/usage.golden
subroutine fill
end subroutine
