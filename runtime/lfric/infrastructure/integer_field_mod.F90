! Fields of integers.
module integer_field_mod
  use field_int32_mod, only: integer_field_type => field_int32_type, integer_field_proxy_type => field_int32_proxy_type, &
      integer_field_pointer_type => field_int32_pointer_type
  implicit none
  private
  public :: integer_field_type, integer_field_proxy_type, integer_field_pointer_type
end module integer_field_mod
