! What every kernel type extends.
module kernel_mod
  implicit none
  private

  type, abstract, public :: kernel_type
  end type kernel_type
end module kernel_mod
