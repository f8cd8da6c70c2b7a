! r_solver_scalar_type is scalar_real64_type.
module r_solver_scalar_mod
  use scalar_real64_mod, only: r_solver_scalar_type => scalar_real64_type
  implicit none
  private
  public :: r_solver_scalar_type
end module r_solver_scalar_mod
