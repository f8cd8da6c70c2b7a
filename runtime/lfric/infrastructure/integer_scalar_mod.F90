! integer_scalar_type is scalar_int32_type.
module integer_scalar_mod
  use scalar_int32_mod, only: integer_scalar_type => scalar_int32_type
  implicit none
  private
  public :: integer_scalar_type
end module integer_scalar_mod
