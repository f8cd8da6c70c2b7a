! r_solver_operator_type is operator_real64_type.
module r_solver_operator_mod
  use operator_real64_mod, only: r_solver_operator_type => operator_real64_type, r_solver_operator_proxy_type => operator_real64_proxy_type
  implicit none
  private
  public :: r_solver_operator_type, r_solver_operator_proxy_type
end module r_solver_operator_mod
