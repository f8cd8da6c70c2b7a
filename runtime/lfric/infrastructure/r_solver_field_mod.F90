! Fields of r_solver values.
module r_solver_field_mod
  use field_real64_mod, only: r_solver_field_type => field_real64_type, r_solver_field_proxy_type => field_real64_proxy_type, &
      r_solver_field_pointer_type => field_real64_pointer_type
  implicit none
  private
  public :: r_solver_field_type, r_solver_field_proxy_type, r_solver_field_pointer_type
end module r_solver_field_mod
