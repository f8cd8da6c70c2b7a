! What quadratures of all kinds extend.
module quadrature_mod
  implicit none
  private
  type, abstract, public :: quadrature_type
  end type quadrature_type
end module quadrature_mod
