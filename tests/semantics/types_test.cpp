// Declared types: kinds in all their spellings, lengths, implicit typing, results, derived types.
#include "semantics/analysed.h"

namespace isotach {
namespace {

using testing_semantics::Analysed;

TEST(Types, in_every_spelling) {
  Analysed a(R"(subroutine s
  integer i
  integer*8 i8
  integer(kind=2) :: i2
  real x
  real*8 x8
  double precision d
  complex z
  complex*16 z16
  complex(8) z8
  double complex dz
  logical l
  logical*1 l1
  character c
  character*10 c10
  character(len=5) c5
  character(len=*), parameter :: cs = 'abc'
  character c7*7, c1
  real(selected_real_kind(12)) r
end subroutine
)");
  std::vector<std::pair<std::string, std::string>> expected{{"i", "INTEGER(4)"},
                                                            {"i8", "INTEGER(8)"},
                                                            {"i2", "INTEGER(2)"},
                                                            {"x", "REAL(4)"},
                                                            {"x8", "REAL(8)"},
                                                            {"d", "REAL(8)"},
                                                            {"z", "COMPLEX(4)"},
                                                            {"z16", "COMPLEX(8)"},
                                                            {"z8", "COMPLEX(8)"},
                                                            {"dz", "COMPLEX(8)"},
                                                            {"l", "LOGICAL(4)"},
                                                            {"l1", "LOGICAL(1)"},
                                                            {"c", "CHARACTER(LEN=1)"},
                                                            {"c10", "CHARACTER(LEN=10)"},
                                                            {"c5", "CHARACTER(LEN=5)"},
                                                            {"cs", "CHARACTER(LEN=3)"},
                                                            {"c7", "CHARACTER(LEN=7)"},
                                                            {"c1", "CHARACTER(LEN=1)"},
                                                            {"r", "REAL(8)"}};
  for (const auto& [name, type] : expected) EXPECT_EQ(a.type({"s"}, name), type) << name;
}

TEST(Types, implicit_rules_of_host_and_own_statements) {
  Analysed a(R"(module m
  implicit integer (a-c), character(4) (d)
contains
  subroutine s(alpha, delta, x, i)
    implicit real(8) (x)
  end subroutine
  subroutine t(beta, i)
    implicit none
    integer i
  end subroutine
end module
subroutine u(x, n)
  interface
    subroutine v(k, a)
    end subroutine
  end interface
end subroutine
)");
  EXPECT_EQ(a.type({"m", "s"}, "alpha"), "INTEGER(4)");
  EXPECT_EQ(a.type({"m", "s"}, "delta"), "CHARACTER(LEN=4)");
  EXPECT_EQ(a.type({"m", "s"}, "x"), "REAL(8)");
  EXPECT_EQ(a.type({"m", "s"}, "i"), "INTEGER(4)");
  EXPECT_NE(a.type({"m", "t"}, "beta").find("IMPLICIT NONE"), std::string::npos);
  EXPECT_EQ(a.type({"u"}, "x"), "REAL(4)");
  EXPECT_EQ(a.type({"u", "v"}, "k"), "INTEGER(4)");
}

TEST(Types, of_function_results) {
  Analysed a(R"(module m
  integer, parameter :: wp = 8
contains
  real(wp) function prefix(x)
    real(wp) :: x
    prefix = x
  end function
  function suffix(x) result(y)
    real(wp) :: x, y(3)
    y = x
  end function
  function inside(x)
    complex(wp) :: x, inside
    inside = x
  end function
  function fimplicit(x)
    fimplicit = x
  end function
  function text(n) result(c)
    integer, intent(in) :: n
    character(len=2*n) :: c
  end function
end module
)");
  EXPECT_EQ(a.type({"m", "prefix"}, "prefix"), "REAL(8)");
  EXPECT_EQ(a.type({"m", "suffix"}, "y"), "REAL(8)");
  EXPECT_EQ(a.scope({"m", "suffix"}).result, a.lookup({"m", "suffix"}, "y").symbol);
  EXPECT_EQ(a.value({"m", "suffix"}, "y").shape, std::vector<std::int64_t>{3});
  EXPECT_EQ(a.type({"m", "inside"}, "inside"), "COMPLEX(8)");
  EXPECT_EQ(a.type({"m", "fimplicit"}, "fimplicit"), "REAL(4)");
  EXPECT_EQ(a.type_info({"m", "text"}, "c").length_kind, TypeInfo::Length::expression);
  EXPECT_EQ(a.type_info({"m", "text"}, "c").length_text, "2*n");
}

TEST(Types, keep_what_was_written) {
  Analysed a(
      "module k\n integer, parameter :: wp = 8\nend module\nsubroutine s(x, c)\n use k\n real(kind=wp) :: x\n"
      " character(len=*) :: c\nend subroutine\n");
  TypeInfo x = a.type_info({"s"}, "x");
  EXPECT_EQ(x.text, "real(kind=wp)");
  EXPECT_EQ(x.kind_text, "wp");
  EXPECT_EQ(x.kind, 8);
  EXPECT_EQ(a.type_info({"s"}, "c").length_kind, TypeInfo::Length::assumed);
}

TEST(Types, invalid_kinds_are_unknown) {
  Analysed a("subroutine s(x, i)\n real(3) :: x\n integer(selected_int_kind(50)) :: i\nend subroutine\n");
  EXPECT_EQ(a.type_info({"s"}, "x").kind, 0);
  EXPECT_EQ(a.type_info({"s"}, "x").reason, "REAL has no kind 3 ('3')");
  EXPECT_EQ(a.type_info({"s"}, "i").kind, 0);
}

TEST(Types, derived_types_name_their_module) {
  Analysed a(
      std::vector<std::string>{"module m\n type t\n end type\nend module\n",
                               "subroutine s(x, y, z)\n use m, only: local => t\n use gone, only: other\n "
                               "type(local) :: x\n class(local) :: y\n type(other) :: z\nend subroutine\n"});
  EXPECT_EQ(a.type_info({"s"}, "x").derived, "t");
  EXPECT_EQ(a.type_info({"s"}, "x").derived_module, "m");
  EXPECT_TRUE(a.type_info({"s"}, "y").polymorphic);
  EXPECT_NE(a.type_info({"s"}, "z").reason.find("module 'gone'"), std::string::npos);
}

} // namespace
} // namespace isotach
