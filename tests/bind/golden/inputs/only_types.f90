module only_types
  type :: state
    real(8) :: t
  end type
end module
program main
  use only_types
end program
