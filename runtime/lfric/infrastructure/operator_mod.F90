! operator_type is operator_real64_type.
module operator_mod
  use operator_real64_mod, only: operator_type => operator_real64_type, operator_proxy_type => operator_real64_proxy_type
  implicit none
  private
  public :: operator_type, operator_proxy_type
end module operator_mod
