// Constant expressions: types, kinds, overflow, arrays, characters, cycles, Python literals.
#include "semantics/analysed.h"

namespace isotach {
namespace {

using testing_semantics::Analysed;

Value evaluated(const std::string& declarations, std::string_view name) {
  return Analysed("module m\n" + declarations + "\nend module\n").value({"m"}, name);
}
std::string literal(const std::string& declarations, std::string_view name) {
  Value value = evaluated(declarations, name);
  return value.known ? python_literal(value) : "unknown: " + value.reason;
}

TEST(Constants, of_every_type) {
  EXPECT_EQ(literal("integer, parameter :: i = 2 * (3 + 4) - 10 / 3", "i"), "11");
  EXPECT_EQ(literal("real, parameter :: x = 0.1", "x"), "0.10000000149011612");
  EXPECT_EQ(literal("double precision, parameter :: x = 0.1d0", "x"), "0.1");
  EXPECT_EQ(literal("real(8), parameter :: x = 0.1", "x"), "0.10000000149011612");
  EXPECT_EQ(literal("complex, parameter :: z = (1.0, -2)", "z"), "(1.0-2.0j)");
  EXPECT_EQ(literal("logical, parameter :: l = .not. (1 > 2 .or. 'a' == 'b')", "l"), "True");
  EXPECT_EQ(literal("character(*), parameter :: c = 'it''s ' // \"\\ok\"", "c"), "'it\\'s \\\\ok'");
  EXPECT_EQ(literal("character(5), parameter :: c = 'ab'", "c"), "'ab   '");
  EXPECT_EQ(literal("character(2), parameter :: c = 'abc'", "c"), "'ab'");
}

TEST(Constants, mixed_kinds_and_conversions) {
  EXPECT_EQ(literal("real(8), parameter :: x = 1 / 3 + 1d0 / 4", "x"), "0.25");
  EXPECT_EQ(literal("integer, parameter :: i = -7.9", "i"), "-7");
  EXPECT_EQ(
      literal("integer, parameter :: k = kind(1.0 + 1d0), l = kind(1_8 + 1), m = kind((1.0, 2d0))", "m"),
      "8");
  EXPECT_EQ(literal("integer, parameter :: k = kind(1_8 + 1)", "k"), "8");
  EXPECT_EQ(literal("integer, parameter :: k = kind(real(1d0))", "k"), "4");
  EXPECT_EQ(literal("integer, parameter :: k = selected_real_kind(13, 300)", "k"), "8");
  EXPECT_EQ(literal("integer, parameter :: k = selected_real_kind(p=6)", "k"), "4");
  EXPECT_EQ(literal("integer, parameter :: k = selected_int_kind(9)", "k"), "4");
  EXPECT_EQ(literal("integer, parameter :: m = mod(-7, 3), n = modulo(-7, 3)", "m"), "-1");
  EXPECT_EQ(literal("integer, parameter :: m = mod(-7, 3), n = modulo(-7, 3)", "n"), "2");
  EXPECT_EQ(literal("integer, parameter :: i = 2**10, j = 2**(-1), k = (-1)**3", "j"), "0");
  EXPECT_EQ(literal("integer, parameter :: i = ishft(1, 4) + iand(12, 10) + ior(1, 2)", "i"), "27");
  EXPECT_EQ(literal("integer, parameter :: i = int(z'ff')", "i"), "255");
  EXPECT_EQ(literal("integer(1), parameter :: i = int(z'ff', 1)", "i"), "-1");
}

TEST(Constants, overflow_and_division_by_zero_are_unknown) {
  EXPECT_EQ(literal("integer, parameter :: i = huge(1) + 1", "i"),
            "unknown: the result does not fit INTEGER(4)");
  EXPECT_EQ(literal("integer(8), parameter :: i = 3000000000", "i"),
            "unknown: 3000000000 does not fit INTEGER(4)");
  EXPECT_EQ(literal("integer(1), parameter :: i = 300", "i"), "unknown: 300 does not fit INTEGER(1)");
  EXPECT_EQ(literal("integer(8), parameter :: i = huge(1_8) * 2_8", "i"),
            "unknown: the result does not fit INTEGER(8)");
  EXPECT_EQ(literal("integer, parameter :: i = 1 / 0", "i"), "unknown: division by zero");
  EXPECT_EQ(literal("real, parameter :: x = 1e30 * 1e30", "x"), "unknown: the value is not a finite REAL(4)");
  EXPECT_EQ(literal("real(16), parameter :: x = 1", "x"), "unknown: quad precision is not evaluated");
}

TEST(Constants, that_need_themselves_end) {
  EXPECT_EQ(literal("integer, parameter :: a = b + 1, b = a + 1", "a"),
            "unknown: the value of 'a' needs itself");
  EXPECT_EQ(literal("integer(kind=k), parameter :: k = kind(k)", "k").substr(0, 8), "unknown:");
  EXPECT_EQ(literal("real(8), parameter :: eps = epsilon(eps)", "eps"), "2.220446049250313e-16");
}

TEST(Constants, arrays) {
  EXPECT_EQ(literal("integer, parameter :: a(3) = [1, 2, 3]", "a"), "[1, 2, 3]");
  EXPECT_EQ(literal("integer, parameter :: a(*) = [(2 * i, i = 1, 4)]", "a"), "[2, 4, 6, 8]");
  EXPECT_EQ(literal("integer, parameter :: a(3) = 7", "a"), "[7, 7, 7]");
  EXPECT_EQ(literal("real, parameter :: a(2) = (/ 1, 2 /) * 0.5", "a"), "[0.5, 1.0]");
  EXPECT_EQ(literal("integer, parameter :: a(2, 3) = reshape([1, 2, 3, 4, 5, 6], [2, 3])", "a"),
            "[[1, 3, 5], [2, 4, 6]]");
  EXPECT_EQ(literal("integer, parameter :: a(0:2) = [5, 6, 7], b = a(0) + a(2)", "b"), "12");
  EXPECT_EQ(literal("integer, parameter :: a(4) = [1, 2, 3, 4], b(2) = a(2:4:2)", "b"), "[2, 4]");
  EXPECT_EQ(literal("integer, parameter :: a(4) = [1, 2, 3, 4], n = size(a) + sum(a) + maxval(a)", "n"),
            "18");
  EXPECT_EQ(literal("integer, parameter :: a(3) = [1, 2]", "a"),
            "unknown: the shapes of the constant and its value differ");
  EXPECT_EQ(literal("character(3), parameter :: a(2) = ['ab ', 'c  ']", "a"), "['ab ', 'c  ']");
  EXPECT_EQ(literal("real :: field(4, 0:5)\ninteger, parameter :: n = size(field), l = lbound(field, 2), u = "
                    "ubound(field, 2)",
                    "n"),
            "24");
  EXPECT_EQ(literal("real :: field(4, 0:5)\ninteger, parameter :: u = ubound(field, 2)", "u"), "5");
}

TEST(Constants, characters) {
  EXPECT_EQ(
      literal("integer, parameter :: n = len('abc' // 'd') + len_trim('ab  ') + index('hello', 'l')", "n"),
      "9");
  EXPECT_EQ(literal("character(*), parameter :: c = repeat('ab', 2) // achar(33)", "c"), "'abab!'");
  EXPECT_EQ(literal("character(*), parameter :: c = trim(adjustl('  x '))", "c"), "'x'");
  EXPECT_EQ(literal("integer, parameter :: i = ichar('A')", "i"), "65");
  EXPECT_EQ(literal("character(*), parameter :: c = 'hello', d = c(2:3)", "d"), "'el'");
}

TEST(Constants, enumerators_count_on) {
  std::string text = "enum, bind(c)\n enumerator :: red = 4, blue\n enumerator green\nend enum";
  EXPECT_EQ(literal(text, "blue"), "5");
  EXPECT_EQ(literal(text, "green"), "6");
}

TEST(Constants, parameter_statements_and_implicit_types) {
  EXPECT_EQ(literal("parameter (n = 3.7, x = 1)", "n"), "3");
  EXPECT_EQ(literal("parameter (n = 3.7, x = 1)", "x"), "1.0");
  EXPECT_EQ(literal("implicit real(8) (a-h, o-z)\nparameter (pi = 0.5d0)", "pi"), "0.5");
}

TEST(Constants, across_files_and_through_renames) {
  Analysed a(std::vector<std::string>{
      "module c\n use k, only: wp => dp\n real(wp), parameter :: g = 9.81_wp, two_g = 2 * g\nend module\n",
      "module k\n integer, parameter :: dp = kind(1d0)\nend module\n",
      "module m\n use c, only: twice => two_g\nend module\n"});
  EXPECT_EQ(python_literal(a.value({"m"}, "twice")), "19.62");
}

TEST(Constants, what_is_not_constant_says_why_and_keeps_its_type) {
  Analysed a("module m\n real(8) :: v\n integer, parameter :: k = kind(v), n = int(v), q = "
             "undeclared_function(3)\nend module\n");
  EXPECT_EQ(a.value({"m"}, "k").integer, 8);
  EXPECT_EQ(a.value({"m"}, "n").reason, "'v' is not a constant");
  EXPECT_FALSE(a.value({"m"}, "q").known);
}

TEST(Constants, components_have_types) {
  Analysed a(R"(module m
  type base
    real(8) :: x
  end type
  type, extends(base) :: t
    integer(2) :: i(3)
  end type
  type(t) :: v
  integer, parameter :: k = kind(v%x), l = kind(v%i), n = size(v%i), o = kind(v%base%x)
end module
)");
  EXPECT_EQ(a.value({"m"}, "k").integer, 8);
  EXPECT_EQ(a.value({"m"}, "l").integer, 2);
  EXPECT_EQ(a.value({"m"}, "n").integer, 3);
  EXPECT_EQ(a.value({"m"}, "o").integer, 8);
}

TEST(Constants, long_sums_are_evaluated_and_deep_nesting_is_refused) {
  std::string sum = "1", nested = "1", chain, names;
  for (int i = 0; i < 5'000; ++i) sum += "+&\n1";
  for (int i = 0; i < 300; ++i) nested = "(" + nested + ")";
  EXPECT_EQ(literal("integer, parameter :: n = " + sum, "n"), "5001");
  EXPECT_EQ(literal("integer, parameter :: n = " + nested, "n"),
            "unknown: the expression is nested too deeply");
  for (int i = 0; i < 2'000; ++i)
    chain += "integer, parameter :: p" + std::to_string(i) + " = p" + std::to_string(i + 1) + " + 1\n";
  EXPECT_EQ(literal(chain + "integer, parameter :: p2000 = 0", "p0"), "2000");
  for (int i = 0; i < 5'000; ++i) names += "enumerator :: e" + std::to_string(i) + "\n";
  EXPECT_EQ(literal("enum, bind(c)\n" + names + "end enum", "e4999"), "4999");
}

} // namespace
} // namespace isotach
