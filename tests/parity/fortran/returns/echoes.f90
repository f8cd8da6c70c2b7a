! The same as module procedures.
module echoes
contains
  function fi0(value)
    integer, intent(in) :: value
    integer :: fi0
    fi0 = value
  end function

  subroutine si0(copy, value)
    integer, intent(in) :: value
    integer, intent(out) :: copy
    copy = value
  end subroutine

  function fi1(value)
    integer(1), intent(in) :: value
    integer(1) :: fi1
    fi1 = value
  end function

  subroutine si1(copy, value)
    integer(1), intent(in) :: value
    integer(1), intent(out) :: copy
    copy = value
  end subroutine

  function fi2(value)
    integer(2), intent(in) :: value
    integer(2) :: fi2
    fi2 = value
  end function

  subroutine si2(copy, value)
    integer(2), intent(in) :: value
    integer(2), intent(out) :: copy
    copy = value
  end subroutine

  function fi3(value)
    integer(4), intent(in) :: value
    integer(4) :: fi3
    fi3 = value
  end function

  subroutine si3(copy, value)
    integer(4), intent(in) :: value
    integer(4), intent(out) :: copy
    copy = value
  end subroutine

  function fi4(value)
    integer(8), intent(in) :: value
    integer(8) :: fi4
    fi4 = value
  end function

  subroutine si4(copy, value)
    integer(8), intent(in) :: value
    integer(8), intent(out) :: copy
    copy = value
  end subroutine

  function fr0(value)
    real, intent(in) :: value
    real :: fr0
    fr0 = value
  end function

  subroutine sr0(copy, value)
    real, intent(in) :: value
    real, intent(out) :: copy
    copy = value
  end subroutine

  function fr1(value)
    real(4), intent(in) :: value
    real(4) :: fr1
    fr1 = value
  end function

  subroutine sr1(copy, value)
    real(4), intent(in) :: value
    real(4), intent(out) :: copy
    copy = value
  end subroutine

  function fr2(value)
    real(8), intent(in) :: value
    real(8) :: fr2
    fr2 = value
  end function

  subroutine sr2(copy, value)
    real(8), intent(in) :: value
    real(8), intent(out) :: copy
    copy = value
  end subroutine

  function fr3(value)
    double precision, intent(in) :: value
    double precision :: fr3
    fr3 = value
  end function

  subroutine sr3(copy, value)
    double precision, intent(in) :: value
    double precision, intent(out) :: copy
    copy = value
  end subroutine

  function fc0(value)
    complex, intent(in) :: value
    complex :: fc0
    fc0 = value
  end function

  subroutine sc0(copy, value)
    complex, intent(in) :: value
    complex, intent(out) :: copy
    copy = value
  end subroutine

  function fc1(value)
    complex(4), intent(in) :: value
    complex(4) :: fc1
    fc1 = value
  end function

  subroutine sc1(copy, value)
    complex(4), intent(in) :: value
    complex(4), intent(out) :: copy
    copy = value
  end subroutine

  function fc2(value)
    complex(8), intent(in) :: value
    complex(8) :: fc2
    fc2 = value
  end function

  subroutine sc2(copy, value)
    complex(8), intent(in) :: value
    complex(8), intent(out) :: copy
    copy = value
  end subroutine

  function fc3(value)
    complex(kind=8), intent(in) :: value
    complex(kind=8) :: fc3
    fc3 = value
  end function

  subroutine sc3(copy, value)
    complex(kind=8), intent(in) :: value
    complex(kind=8), intent(out) :: copy
    copy = value
  end subroutine

  function fl0(value)
    logical, intent(in) :: value
    logical :: fl0
    fl0 = value
  end function

  subroutine sl0(copy, value)
    logical, intent(in) :: value
    logical, intent(out) :: copy
    copy = value
  end subroutine

  function fl1(value)
    logical(1), intent(in) :: value
    logical(1) :: fl1
    fl1 = value
  end function

  subroutine sl1(copy, value)
    logical(1), intent(in) :: value
    logical(1), intent(out) :: copy
    copy = value
  end subroutine

  function fl2(value)
    logical(2), intent(in) :: value
    logical(2) :: fl2
    fl2 = value
  end function

  subroutine sl2(copy, value)
    logical(2), intent(in) :: value
    logical(2), intent(out) :: copy
    copy = value
  end subroutine

  function fl3(value)
    logical(4), intent(in) :: value
    logical(4) :: fl3
    fl3 = value
  end function

  subroutine sl3(copy, value)
    logical(4), intent(in) :: value
    logical(4), intent(out) :: copy
    copy = value
  end subroutine

  function fl4(value)
    logical(8), intent(in) :: value
    logical(8) :: fl4
    fl4 = value
  end function

  subroutine sl4(copy, value)
    logical(8), intent(in) :: value
    logical(8), intent(out) :: copy
    copy = value
  end subroutine

  function fs0(value)
    character, intent(in) :: value
    character :: fs0
    fs0 = value
  end function

  subroutine ss0(copy, value)
    character, intent(in) :: value
    character, intent(out) :: copy
    copy = value
  end subroutine

  function fs1(value)
    character(len=1), intent(in) :: value
    character(len=1) :: fs1
    fs1 = value
  end function

  subroutine ss1(copy, value)
    character(len=1), intent(in) :: value
    character(len=1), intent(out) :: copy
    copy = value
  end subroutine

  function fs2(value)
    character(len=5), intent(in) :: value
    character(len=5) :: fs2
    fs2 = value
  end function

  subroutine ss2(copy, value)
    character(len=5), intent(in) :: value
    character(len=5), intent(out) :: copy
    copy = value
  end subroutine

  function fs3(value)
    character(len=*), intent(in) :: value
    character(len=10) :: fs3
    fs3 = value
  end function

  subroutine ss3(copy, value)
    character(len=*), intent(in) :: value
    character(len=10), intent(out) :: copy
    copy = value
  end subroutine

end module
