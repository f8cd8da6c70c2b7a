! RUN: not isotach check %s
subroutine fill
end subroutine
