module all_private
  private
  integer :: k
contains
  subroutine inside()
    k = 1
  end subroutine
end module
