! scalar_type is scalar_real64_type.
module scalar_mod
  use scalar_real64_mod, only: scalar_type => scalar_real64_type
  implicit none
  private
  public :: scalar_type
end module scalar_mod
