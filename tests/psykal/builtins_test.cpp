// Built-ins: the table that the program reads from its embedded file, and the statements it makes.

#include <gtest/gtest.h>

#include "psykal/lfric/builtins.h"

namespace isotach::lfric {
namespace {

std::string statement(std::string_view name, const std::vector<std::string>& texts,
                      const std::vector<std::string>& kinds = {}) {
  return builtin_statement(*find_builtin(name), texts, kinds);
}

TEST(Builtins, each_entry_is_whole) {
  ASSERT_EQ(builtin_names().size(), 70u);
  for (std::string_view name : builtin_names()) {
    const Builtin* builtin = find_builtin(name);
    ASSERT_NE(builtin, nullptr) << name;
    ASSERT_EQ(builtin->names.size(), builtin->metadata.arguments.size()) << name;
    int written = 0;
    for (std::size_t i = 0; i < builtin->metadata.arguments.size(); ++i) {
      const MetaArg& argument = builtin->metadata.arguments[i];
      written += argument.is_written();
      EXPECT_EQ(word(argument.space), argument.is_field() ? "any_space_1" : "") << name;
      EXPECT_EQ(builtin->names[i] < "a", argument.is_field()) << name << ": fields are capital letters";
      if (argument.is_written() && name != "setval_random")
        EXPECT_TRUE(builtin->about.starts_with(builtin->names[i] + " = ")) << builtin->about;
    }
    EXPECT_EQ(written, 1) << name;
    EXPECT_EQ(builtin->reduction != Reduction::none,
              builtin->metadata.arguments[0].access == AccessType::reduction)
        << name;
  }
}

TEST(Builtins, names_are_found_in_any_case) {
  EXPECT_EQ(find_builtin("X_PLUS_y"), find_builtin("x_plus_y"));
  EXPECT_EQ(find_builtin("x_plus_y")->name, "X_plus_Y");
  EXPECT_EQ(find_builtin("x_plus"), nullptr);
}

TEST(Builtins, a_near_miss_is_named) {
  EXPECT_EQ(closest_builtin("x_plus_yy"), "X_plus_Y");
  EXPECT_EQ(closest_builtin("setval"), "setval_c");
  EXPECT_EQ(closest_builtin("advection_kernel_type"), "");
  EXPECT_EQ(closest_builtin(""), "");
}

TEST(Builtins, reductions_tell_how_they_reduce) {
  EXPECT_EQ(find_builtin("sum_x")->reduction, Reduction::sum);
  EXPECT_EQ(find_builtin("x_innerproduct_y")->reduction, Reduction::sum);
  EXPECT_EQ(find_builtin("minval_x")->reduction, Reduction::minimum);
  EXPECT_EQ(find_builtin("maxval_x")->reduction, Reduction::maximum);
  EXPECT_EQ(find_builtin("min_ax")->reduction, Reduction::none);
}

TEST(Builtins, arguments_are_put_into_the_formula) {
  EXPECT_EQ(statement("inc_aX_plus_bY", {"a", "f_data(df)", "2.0_r_def", "g_data(df)"}),
            "f_data(df) = a*f_data(df) + 2.0_r_def*g_data(df)");
  EXPECT_EQ(statement("setval_random", {"f(df)"}), "call random_number(f(df))");
  EXPECT_EQ(statement("real_to_int_x", {"i(df)", "f(df)"}, {"i_def", "r_solver"}),
            "i(df) = int(f(df), kind=i_def)");
}

TEST(Builtins, operands_get_the_parentheses_they_need) {
  EXPECT_EQ(statement("a_times_x", {"y(df)", "-0.5", "x(df)"}), "y(df) = -0.5*x(df)");
  EXPECT_EQ(statement("a_times_x", {"y(df)", "b + c", "x(df)"}), "y(df) = (b + c)*x(df)");
  EXPECT_EQ(statement("a_minus_x", {"y(df)", "b + c", "x(df)"}), "y(df) = b + c - x(df)");
  EXPECT_EQ(statement("x_minus_a", {"y(df)", "x(df)", "b - c"}), "y(df) = x(df) - (b - c)");
  EXPECT_EQ(statement("inc_x_powint_n", {"x(df)", "-2_i_def"}), "x(df) = x(df)**(-2_i_def)");
  EXPECT_EQ(statement("x_divideby_a", {"y(df)", "x(df)", "b*c"}), "y(df) = x(df)/(b*c)");
  EXPECT_EQ(statement("x_divideby_a", {"y(df)", "x(df)", "1.0e-3_r_def"}), "y(df) = x(df)/1.0e-3_r_def");
  EXPECT_EQ(statement("x_divideby_a", {"y(df)", "x(df)", "1.e2-3"}), "y(df) = x(df)/(1.e2-3)");
  EXPECT_EQ(statement("sign_x", {"y(df)", "-b*c", "x(df)"}), "y(df) = sign(-b*c, x(df))");
  EXPECT_EQ(statement("setval_c", {"y(df)", "-b - c"}), "y(df) = -b - c");
  EXPECT_EQ(statement("ax_plus_ay", {"z(df)", "a/b", "x(df)", "y(df)"}), "z(df) = a/b*(x(df) + y(df))");
  EXPECT_EQ(statement("x_minus_a", {"y(df)", "x(df)", "minus(b - c)"}), "y(df) = x(df) - minus(b - c)");
}

} // namespace
} // namespace isotach::lfric
