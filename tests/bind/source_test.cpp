// Sources: what the writers put into the files, as far as behaviour does not show it.
#include <gtest/gtest.h>

#include <sstream>

#include "bind/bounds.h"
#include "samples.h"

namespace isotach {
namespace {

using namespace test;

Extension extension_from(const std::string& fortran) {
  Diagnostics diagnostics;
  return extension_of(interfaces_of(fortran), diagnostics);
}

TEST(Sources, need_no_shim_for_nothing) {
  Extension extension = extension_from("");
  EXPECT_EQ(extension.fortran_source, "");
  EXPECT_NE(extension.c_source.find("PyInit_sample"), std::string::npos);
}

TEST(Sources, say_which_modules_the_shims_use) {
  EXPECT_EQ(extension_from("subroutine s()\nend subroutine s\n").uses, std::vector<std::string>{});
  Extension extension =
      extension_from("module b\ninteger :: n\nend module b\nmodule a\ncontains\nsubroutine s()\n"
                     "end subroutine s\nend module a\nmodule empty\nend module empty\n"
                     "subroutine t()\ncommon /block/ k\nend subroutine t\n");
  EXPECT_EQ(extension.uses, (std::vector<std::string>{"a", "b"}));
}

TEST(Sources, use_the_limited_api_and_no_header_of_numpy) {
  Extension extension = extension_from("subroutine s()\nend subroutine s\n");
  EXPECT_NE(extension.c_source.find("#define Py_LIMITED_API 0x030B0000"), std::string::npos);
  EXPECT_EQ(extension.c_source.find("arrayobject"), std::string::npos);
}

TEST(Sources, keep_fortran_lines_short) {
  std::string arguments, declarations;
  for (int i = 0; i < 60; ++i) {
    std::string name = "a_rather_long_argument_name_number_" + std::to_string(i);
    arguments += (i ? ", " : "") + name;
    declarations += "real(8), intent(in) :: " + name + "(:)\n";
  }
  Extension extension = extension_from("module m\ncontains\nsubroutine s(" + arguments + ")\n" +
                                       declarations + "end subroutine s\nend module m\n");
  std::istringstream lines(extension.fortran_source);
  for (std::string line; std::getline(lines, line);)
    if (line.rfind("!", 0) != 0) { EXPECT_LE(line.size(), 132u) << line; }
}

TEST(Sources, avoid_the_names_of_arguments) {
  Extension extension = extension_from(
      "module m\ncontains\nsubroutine s(a, a_shape, isotach_target)\nreal(8), intent(in) :: a(:)\n"
      "integer, intent(in) :: a_shape, isotach_target\nend subroutine s\nend module m\n");
  EXPECT_NE(extension.fortran_source.find("a(a_shape_2(1))"), std::string::npos) << extension.fortran_source;
  EXPECT_NE(extension.fortran_source.find("isotach_target_2 => s"), std::string::npos);
}

TEST(Sources, escape_comments) {
  Extension extension =
      extension_from("!> Uses \\alpha, \"quotes\", ?? and caf\xc3\xa9.\nsubroutine s()\nend subroutine s\n");
  EXPECT_NE(extension.c_source.find(R"(Uses \\alpha, \"quotes\", \077\077 and caf\303\251.)"),
            std::string::npos);
  EXPECT_NE(extension.pyi.find(R"(Uses \\alpha, \"quotes\", ?? and caf)"), std::string::npos);
}

// c_expression on an argument list (n, m) with an array a(n, m).
std::string c_of(const std::string& bound) {
  const Interfaces& interfaces =
      interfaces_of("subroutine s(n, m, a, b)\ninteger, intent(in) :: n, m\nreal, intent(in) :: a(:, :)\n"
                    "real, intent(in) :: b(" +
                    bound + ")\nend subroutine s\n");
  const ProcedureInfo& procedure = interfaces.procedures.at(0);
  return bind::c_expression(
      bind::extent_expression(procedure.arguments[3].dimensions[0]), procedure,
      {[&](int argument) { return "v_" + procedure.arguments[static_cast<std::size_t>(argument)].name; },
       [](int argument, int dimension) {
         return "extent_" + std::to_string(argument) + std::to_string(dimension);
       },
       {},
       {},
       {}});
}

TEST(Bounds, become_checked_arithmetic) {
  EXPECT_EQ(c_of("n"), "v_n");
  EXPECT_EQ(c_of("0:n"), "iso_add(&bounds, v_n, 1)");
  EXPECT_EQ(c_of("n:m"), "iso_add(&bounds, iso_subtract(&bounds, v_m, v_n), 1)");
  EXPECT_EQ(c_of("-n"), "iso_subtract(&bounds, 0, v_n)");
  EXPECT_EQ(c_of("max(n, m, 3)"), "iso_maximum(&bounds, iso_maximum(&bounds, v_n, v_m), 3)");
  EXPECT_EQ(c_of("modulo(n, 2)*n**2/m"), "iso_divide(&bounds, iso_multiply(&bounds, iso_modulo(&bounds, v_n, "
                                         "2), iso_power(&bounds, v_n, 2)), v_m)");
  EXPECT_EQ(c_of("size(a, 2)"), "extent_22");
}

} // namespace
} // namespace isotach
