! RUN: not isotach stub %s
module plain
  integer :: i
end module
