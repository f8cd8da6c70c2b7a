// Documentation from comments, and units in them.
#include "interfaces/comments.h"
#include "interfaces/described.h"

namespace isotach {
namespace {

using testing_interfaces::Described;

TEST(Units, are_recognised_and_other_brackets_are_not) {
  for (const char* unit :
       {"m s-1",  "m/s",  "kg kg-1",   "W m**-2",    "W/(m2 K)",   "1",      "-",      "%",
        "hPa",    "degC", "K m s-1",   "m^2 s^{-2}", "J kg-1 K-1", "m2 s-2", "kg m-3", "s-1",
        "1e-3 m", "#/m3", "mol mol-1", "deg",        "Pa.s",       "m2.s-1", "days",   "µm"})
    EXPECT_TRUE(looks_like_unit(unit)) << unit;
  for (const char* text : {"", "optional", "in", "inout", "nproma, nlev", "1..n", "see above", "levels", "x",
                           "phi m s-1", "any unit", "a:b"})
    EXPECT_FALSE(looks_like_unit(text)) << text;
}

TEST(Units, leave_the_text) {
  EXPECT_EQ(split_units("zonal wind [m s-1]").text, "zonal wind");
  EXPECT_EQ(split_units("zonal wind [m s-1]").units, "m s-1");
  EXPECT_EQ(split_units("wind [m s-1], on [optional] levels").text, "wind, on [optional] levels");
  EXPECT_EQ(split_units("[K] temperature").text, "temperature");
  EXPECT_EQ(split_units("[K] temperature").units, "K");
  EXPECT_EQ(split_units("see [nproma]").units, "");
  EXPECT_EQ(split_units("flux, output [W m-2].").text, "flux, output.");
}

TEST(Docs, of_variables) {
  Described a(R"(subroutine s(a, b, c, d, e, f, g, h, i, j)
  real :: a    ! zonal wind [m s-1]
  real :: b, &  !< first [K]
          c     !< second
  real :: d, e  ! both of them
  !> above
  !! and more [Pa]
  real :: f
  ! plain above
  real :: g

  real :: h
  !< below [kg]
  real :: i      ! begins here
                 ! and goes on [s]
  real :: j !$ not a comment
end subroutine
)");
  auto doc = [&](const char* name) { return a.argument("s", name).doc; };
  auto units = [&](const char* name) { return a.argument("s", name).units; };
  EXPECT_EQ(doc("a"), "zonal wind");
  EXPECT_EQ(units("a"), "m s-1");
  EXPECT_EQ(doc("b"), "first");
  EXPECT_EQ(units("b"), "K");
  EXPECT_EQ(doc("c"), "second");
  EXPECT_EQ(doc("d"), "both of them");
  EXPECT_EQ(doc("e"), "both of them");
  EXPECT_EQ(doc("f"), "above and more");
  EXPECT_EQ(units("f"), "Pa");
  EXPECT_EQ(doc("g"), "plain above");
  EXPECT_EQ(doc("h"), "below");
  EXPECT_EQ(units("h"), "kg");
  EXPECT_EQ(doc("i"), "begins here and goes on");
  EXPECT_EQ(units("i"), "s");
  EXPECT_EQ(doc("j"), "");
}

TEST(Docs, of_procedures_from_above_or_below) {
  Described a(R"(!> Module of things.
module m
contains
  !---------------------------------
  !> Moves the air.
  !!
  !! @param[in] x  the wind [m s-1]
  !!               in a column
  !! \param y where it goes
  !! @return how far
  !---------------------------------
  function above(x, y) result(z)
    real :: x, y, z
    z = x
  end function
  subroutine below(x)
    ! Cools the air.
    ! =============
    !
    ! Second paragraph.
    use iso_c_binding
    real :: x
  end subroutine
  subroutine nothing(x)

    real :: x
  end subroutine
  ! call old_version(x)
  ! x = y * 2
  subroutine code(x)
    real :: x
  end subroutine
  !!***********************************
  !!  Framed                          *
  !!***********************************
  subroutine framed
  end subroutine
end module
)");
  EXPECT_EQ(a.module("m").doc, "Module of things.");
  EXPECT_EQ(a.procedure("above").doc, "Moves the air.");
  EXPECT_EQ(a.argument("above", "x").doc, "the wind in a column");
  EXPECT_EQ(a.argument("above", "x").units, "m s-1");
  EXPECT_EQ(a.argument("above", "y").doc, "where it goes");
  EXPECT_EQ(a.procedure("above").result.doc, "how far");
  EXPECT_EQ(a.procedure("below").doc, "Cools the air.\n\nSecond paragraph.");
  EXPECT_EQ(a.argument("below", "x").doc, "");
  EXPECT_EQ(a.procedure("nothing").doc, "");
  EXPECT_EQ(a.procedure("code").doc, "");
  EXPECT_EQ(a.procedure("framed").doc, "Framed");
}

TEST(Docs, of_libraries_in_their_own_doxygen_style) {
  Described a(R"(!> \brief \b SOLVE <b> solves things</b>
!
!> \htmlonly
!> <a href="x">noise</a>
!> \endhtmlonly
!>
!> \param[in] N
!> \verbatim
!>          N is INTEGER
!>
!>          The order.  N >= 0.
!> \endverbatim
!>
!> \author Someone
subroutine solve(n)
  integer n
end subroutine
)");
  EXPECT_EQ(a.procedure("solve").doc, "SOLVE  solves things");
  EXPECT_EQ(a.argument("solve", "n").doc, "N is INTEGER The order.  N >= 0.");
}

TEST(Docs, group_headings_and_old_code_describe_nothing) {
  Described a(R"(subroutine s(a, b, c, d)
  implicit none
  ! Arguments:
  real :: a
  ! sizes of the grid
  integer :: b
  integer :: c
  !real :: old(3)
  real :: d
end subroutine
)");
  for (const char* name : {"a", "b", "c", "d"}) EXPECT_EQ(a.argument("s", name).doc, "") << name;
}

TEST(Docs, directives_are_no_documentation) {
  Described a(R"(module m
contains
  !$acc routine seq
  !isotach keep(x)
  !f2py threadsafe
  !DIR$ inline
  subroutine s(x)
    !f2py intent(in) x
    real :: x !isotach y
  end subroutine
end module
)");
  EXPECT_EQ(a.procedure("s").doc, "");
  EXPECT_EQ(a.argument("s", "x").doc, "");
}

} // namespace
} // namespace isotach
