! A part of a module that has memory of its own which must not be touched, and says so when it is.
module fault_ranges
  use, intrinsic :: iso_c_binding
  implicit none
  interface
    type(c_ptr) function mmap(address, length, protection, flags, file, offset) bind(c)
      import
      type(c_ptr), value :: address
      integer(c_size_t), value :: length, offset
      integer(c_int), value :: protection, flags, file
    end function
    integer(c_int) function isotach_fault_range(begin, end, describe) bind(c)
      import
      type(c_ptr), value :: begin, end
      type(c_funptr), value :: describe
    end function
    subroutine isotach_forget_fault_range(begin) bind(c)
      import
      type(c_ptr), value :: begin
    end subroutine
  end interface
contains
  subroutine describe(address, text, room) bind(c)
    type(c_ptr), value :: address
    character(kind=c_char), intent(inout) :: text(*)
    integer(c_size_t), value :: room
    character(len=*), parameter :: said = "it belongs to 'u', which is on the device"
    integer :: i
    do i = 1, min(len(said), int(room))
      text(i) = said(i:i)
    end do
    text(i) = c_null_char
  end subroutine

  subroutine touch_shadow(forget)
    logical, intent(in) :: forget
    type(c_ptr) :: memory, end
    real(8), pointer :: u(:)
    memory = mmap(c_null_ptr, 8192_c_size_t, 0_c_int, 34_c_int, -1_c_int, 0_c_size_t)
    call c_f_pointer(memory, u, [1024])
    end = transfer(transfer(memory, 0_c_intptr_t) + 8192, end)
    if (isotach_fault_range(memory, end, c_funloc(describe)) /= 1) error stop 'no room'
    if (forget) call isotach_forget_fault_range(memory)
    u(3) = 1
  end subroutine
end module
