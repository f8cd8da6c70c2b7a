program main
  call inside()
contains
  subroutine inside()
    print *, 1
  end subroutine
end program
