! Points and weights in one dimension, on [0, 1].
module quadrature_rule_mod
  use constants_mod, only: i_def, r_def
  implicit none
  private

  type, abstract, public :: quadrature_rule_type
  contains
    procedure(rule), deferred :: quadrature_rule
  end type quadrature_rule_type

  abstract interface
    ! (:, 1) are points, (:, 2) weights.
    function rule(self, nqp_1d)
      import :: quadrature_rule_type, i_def, r_def
      class(quadrature_rule_type) :: self
      integer(i_def), intent(in) :: nqp_1d
      real(r_def) :: rule(nqp_1d, 2)
    end function rule
  end interface
end module quadrature_rule_mod
