// f2py's expressions and lines: what is understood, and what is refused with its text.
#include <gtest/gtest.h>

#include "interfaces/described.h"
#include "interfaces/f2py/expressions.h"
#include "interfaces/f2py/lines.h"

namespace isotach {
namespace {

using testing_interfaces::Described;
using Op = BoundExpression::Op;

class F2py : public testing::Test {
 protected:
  F2py()
      : analysed_("subroutine s(n, m, x, a, c)\ninteger n, m\nreal x\nreal a(n, m)\ncharacter(len=5) c\nend "
                  "subroutine\n") {}
  const ProcedureInfo& procedure() { return analysed_.procedure("s"); }
  F2pyExpression read(std::string_view text) { return read_f2py_expression(text, procedure()); }
  std::string error(std::string_view text) { return read(text).error; }

 private:
  Described analysed_;
};

TEST_F(F2py, expressions_bind_as_in_c) {
  BoundExpression sum = read("n + 2*m").value;
  EXPECT_EQ(sum.op, Op::add);
  EXPECT_EQ(sum.operands[1].op, Op::multiply);
  EXPECT_EQ(read("n > 1 && m > 1 || n == m").value.op, Op::either);
  EXPECT_EQ(read("n<=m?n:m").value.op, Op::choose);
  EXPECT_EQ(read("-n**2").value.op, Op::negate);
  EXPECT_EQ(read("n .ge. 1 .and. m /= 2").value.op, Op::both);
  EXPECT_EQ(read("(1.5, -2)").value.op, Op::complex);
  EXPECT_EQ(read("1.5d-3").value.text, "1.5e-3");
  EXPECT_EQ(read("'aB'").value.text, "aB");
}

TEST_F(F2py, inquiries_know_dimensions_from_zero) {
  EXPECT_EQ(read("len(a)").value.value, 1);
  EXPECT_EQ(read("shape(a, 1)").value.value, 2);
  EXPECT_EQ(read("shape(a, -1)").value.value, 2);
  EXPECT_EQ(read("size(a)").value.value, 0);
  EXPECT_EQ(read("slen(c)").value.op, Op::length);
  EXPECT_EQ(read("rank(a)").value.op, Op::rank);
}

TEST_F(F2py, what_is_not_understood_is_an_error) {
  for (const char* text :
       {"", "n +", "(n", "k", "a", "a[0]", "*n", "f(n)", "shape(a)", "shape(a, 2)", "len(q)", "slen(n)",
        "n ? m", "'open", "n # m", "99999999999999999999", "n n", "shape(a, n)"})
    EXPECT_NE(error(text), "") << text;
  EXPECT_EQ(error("strlen(c)"), "in 'strlen(c)', the function 'strlen' is not known (len, shape, size, rank, "
                                "slen, min, max, abs, and sqrt, pow, ceil and others of C's <math.h> are)");
  EXPECT_NE(error(std::string(5000, '(')), "");
}

TEST_F(F2py, characters_are_compared_one_by_one) {
  BoundExpression equal = read("*c == 'N' || c[1] != 'T'").value;
  ASSERT_EQ(equal.op, Op::either);
  EXPECT_EQ(equal.operands[0].op, Op::equal);
  EXPECT_EQ(equal.operands[0].operands[0].op, Op::character);
  EXPECT_EQ(equal.operands[1].operands[0].value, 1);
  for (const char* text : {"c == 'N'", "*c == 'NO'", "*c == 3", "*n == 'N'", "*q == 'N'", "c[n] == 'N'"})
    EXPECT_NE(error(text), "") << text;
}

TEST_F(F2py, operators_and_functions_are_those_of_c) {
  EXPECT_EQ(read("n % 3").value.op, Op::remainder);
  EXPECT_EQ(read("n & 3 | m").value.op, Op::bit_or);
  EXPECT_EQ(read("n << 2").value.op, Op::shift_left);
  EXPECT_EQ(read("(int)(360.0/x)").value.op, Op::whole);
  EXPECT_EQ(read("(double)n").value.op, Op::float_);
  EXPECT_EQ(read("sqrt(n)").value.text, "sqrt");
  EXPECT_EQ(read("pow(n, 2)").value.op, Op::function);
  EXPECT_EQ(read("1.5f*n").value.operands[0].text, "1.5");
  for (const char* text : {"x & 3", "x % 2", "sqrt(n, m)", "pow(n)"}) EXPECT_NE(error(text), "") << text;
}

TEST_F(F2py, words_that_say_nothing_are_left_out) {
  F2pyLine line = read_f2py_line("integer, hide,, intend(in), intent(input), optional :: n = 3");
  ASSERT_EQ(line.error, "");
  EXPECT_EQ(line.unknown, (std::vector<std::string>{"hide", "intend(in)", "intent(input)"}));
  EXPECT_EQ(line.entities[0].initial, "3");
  EXPECT_EQ(read_f2py_line("integer (check n>=0) :: n").unknown.size(), 1u);
  EXPECT_EQ(read_f2py_line("integer intent(in) :: n != sum(m)").unknown.size(), 1u);
}

TEST_F(F2py, lines_have_types_attributes_and_entities) {
  F2pyLine line = read_f2py_line("integer optional, check(len(x)>=n),depend(x) :: n=len(x), m = (n,1)");
  ASSERT_EQ(line.error, "");
  EXPECT_EQ(line.type.base, BaseType::integer);
  ASSERT_EQ(line.attributes.size(), 3u);
  EXPECT_EQ(line.attributes[1].second, "len(x)>=n");
  ASSERT_EQ(line.entities.size(), 2u);
  EXPECT_EQ(line.entities[0].initial, "len(x)");
  EXPECT_EQ(line.entities[1].initial, "(n,1)");
}

TEST_F(F2py, types_are_read_in_every_spelling) {
  auto kind = [](const char* text) { return read_f2py_line(text).type.kind; };
  EXPECT_EQ(kind("real*8 x"), 8);
  EXPECT_EQ(kind("double precision intent(in) :: x"), 8);
  EXPECT_EQ(kind("complex*16 z"), 8);
  EXPECT_EQ(kind("integer(kind=2) :: i"), 2);
  EXPECT_EQ(kind("integer(c_int64_t) i"), 8);
  EXPECT_EQ(read_f2py_line("character*(*) c").type.length_kind, TypeInfo::Length::assumed);
  EXPECT_EQ(read_f2py_line("character(len=7) c").type.length, 7);
}

TEST_F(F2py, broken_lines_are_errors) {
  for (const char* text : {"integer(4 :: i", "intent(in", "integer :: +", "real, check(x > 1 :: x",
                           "double trouble x", "integer*0 i", "integer :: n =", "integer :: a b"})
    EXPECT_NE(read_f2py_line(text).error, "") << text;
}

} // namespace
} // namespace isotach
