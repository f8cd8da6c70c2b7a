// What copies call. The addresses and sizes come as integers, since calls without an interface must agree in
// their types.
#include "gpu/legalise/legalise.h"

namespace isotach {

std::string_view legalise_runtime() {
  return R"(! Updates of variables with DECLARE, which GCC's own directive leaves out; made by Isotach.
subroutine isotach_acc_to(address, bytes)
  use, intrinsic :: iso_c_binding, only: c_int64_t, c_intptr_t, c_size_t
  implicit none
  integer(c_int64_t), intent(in) :: address, bytes
  interface
    subroutine update(address, bytes) bind(c, name="acc_update_device")
      import :: c_intptr_t, c_size_t
      integer(c_intptr_t), value :: address
      integer(c_size_t), value :: bytes
    end subroutine
  end interface
  call update(address, bytes)
end subroutine

subroutine isotach_acc_from(address, bytes)
  use, intrinsic :: iso_c_binding, only: c_int64_t, c_intptr_t, c_size_t
  implicit none
  integer(c_int64_t), intent(in) :: address, bytes
  interface
    subroutine update(address, bytes) bind(c, name="acc_update_self")
      import :: c_intptr_t, c_size_t
      integer(c_intptr_t), value :: address
      integer(c_size_t), value :: bytes
    end subroutine
  end interface
  call update(address, bytes)
end subroutine

subroutine isotach_acc_to_on(address, bytes, queue)
  use, intrinsic :: iso_c_binding, only: c_int, c_int64_t, c_intptr_t, c_size_t
  implicit none
  integer(c_int64_t), intent(in) :: address, bytes
  integer(4), intent(in) :: queue
  interface
    subroutine update(address, bytes, queue) bind(c, name="acc_update_device_async")
      import :: c_int, c_intptr_t, c_size_t
      integer(c_intptr_t), value :: address
      integer(c_size_t), value :: bytes
      integer(c_int), value :: queue
    end subroutine
  end interface
  call update(address, bytes, queue)
end subroutine

subroutine isotach_acc_from_on(address, bytes, queue)
  use, intrinsic :: iso_c_binding, only: c_int, c_int64_t, c_intptr_t, c_size_t
  implicit none
  integer(c_int64_t), intent(in) :: address, bytes
  integer(4), intent(in) :: queue
  interface
    subroutine update(address, bytes, queue) bind(c, name="acc_update_self_async")
      import :: c_int, c_intptr_t, c_size_t
      integer(c_intptr_t), value :: address
      integer(c_size_t), value :: bytes
      integer(c_int), value :: queue
    end subroutine
  end interface
  call update(address, bytes, queue)
end subroutine
)";
}

} // namespace isotach
