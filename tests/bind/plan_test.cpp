// Plans: who passes what, in which order, and what is left out with which reason.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "bind/writers.h"
#include "samples.h"

namespace isotach {
namespace {

using namespace test;

bind::ExtensionPlan plan_of(const Interfaces& interfaces, Diagnostics& diagnostics,
                            std::vector<std::string> only = {}) {
  return bind::plan_extension(interfaces, {"sample", std::move(only), "0.1"}, diagnostics);
}

// The Python signatures of the procedures of one module, whose dummies are declared in `body`.
std::string signature_of(const std::string& arguments, const std::string& declarations) {
  Diagnostics diagnostics;
  const Interfaces& interfaces = interfaces_of("module m\ncontains\nsubroutine s(" + arguments + ")\n" +
                                               declarations + "\nend subroutine s\nend module m\n");
  bind::ExtensionPlan plan = plan_of(interfaces, diagnostics);
  if (!plan.skipped.empty()) return plan.skipped[0].reason;
  return bind::signature(plan.modules.at(0).wrappers.at(0));
}

// Each signature is what numpy.f2py 2 prints for the same procedure, with `=None` for its brackets.
TEST(Sizes, follow_f2py) {
  const char* cases[][3] = {
      {"n, a", "integer, intent(in) :: n\nreal(8), intent(in) :: a(n)", "s(a, n=None)"},
      {"n, m, a, b",
       "integer, intent(in) :: n, m\nreal(8), intent(in) :: a(n)\nreal(8), intent(out) :: b(n, m)",
       "b = s(m, a, n=None)"},
      {"n, b", "integer, intent(in) :: n\nreal(8), intent(out) :: b(n)", "b = s(n)"},
      {"a, n, m, b", "integer, intent(in) :: n, m\nreal(8), intent(in) :: a(n+1), b(n*m)",
       "s(a, m, b, n=None)"},
      {"a, n, k", "integer :: n, k\nreal(8) :: a(n, *)", "s(a, k, n=None)"},
      {"lo, hi, a", "integer, intent(in) :: lo, hi\nreal(8), intent(in) :: a(lo:hi)", "s(lo, hi, a)"},
      {"n, a, x, b",
       "integer, intent(in) :: n\nreal(8), intent(inout) :: a(n)\nreal(8), intent(in), optional :: x\n"
       "real(8), intent(out) :: b(size(a))",
       "b = s(a, n=None, x=None)"},
      {"n, b", "integer, intent(in) :: n\nreal(8), intent(in) :: b(2*n, max(n, 3), n**2)", "s(b, n=None)"},
      {"n, a, b",
       "integer, intent(in) :: n\nreal(8), intent(in), optional :: a(n)\nreal(8), intent(out) :: b",
       "b = s(n=None, a=None)"},
      {"n, a", "integer(8), intent(in) :: n\nreal(8), intent(inout) :: a(0:n-1)", "s(a, n=None)"},
      {"n, a, b", "integer, intent(in) :: n\nreal(8), intent(in) :: a(:)\nreal(8), intent(in) :: b(n)",
       "s(a, b, n=None)"},
      {"a, n, x", "integer, intent(in) :: n\nreal(8), intent(in) :: a(n*n)\nreal(8) :: x", "s(a, n, x)"},
      {"n, a, b",
       "integer, intent(in) :: n\nreal(8), intent(in), optional :: a(n)\nreal(8), intent(in) :: b(n)",
       "s(b, n=None, a=None)"},
  };
  for (auto& [arguments, declarations, expected] : cases)
    EXPECT_EQ(signature_of(arguments, declarations), expected) << declarations;
}

TEST(Sizes, a_changed_integer_may_be_one) {
  EXPECT_EQ(signature_of("n, a", "integer, intent(inout) :: n\nreal(8), intent(in) :: a(n)"), "s(a, n=None)");
}

TEST(Sizes, know_scale_and_offset) {
  Diagnostics diagnostics;
  bind::ExtensionPlan plan = plan_of(interfaces_of("subroutine s(n, a)\ninteger, intent(in) :: n\n"
                                                   "real, intent(in) :: a(1-2*n:3)\nend subroutine s"),
                                     diagnostics);
  const bind::SizeSource& source = plan.externals.at(0).arguments.at(0).as<bind::ScalarPlan>()->sources.at(0);
  EXPECT_EQ(source.scale, 2);
  EXPECT_EQ(source.offset, 3);
}

TEST(Roles, follow_the_declarations) {
  Diagnostics diagnostics;
  bind::ExtensionPlan plan = plan_of(
      interfaces_of("module m\ncontains\nsubroutine s(x, y, a, v, w, c, d, f)\nreal(8), intent(in) :: x\n"
                    "real(8), intent(inout) :: y, a(:)\nreal(8), allocatable, intent(out) :: v(:)\n"
                    "real(8), allocatable, intent(in) :: w(:)\ncharacter(len=4), intent(in) :: c\n"
                    "character(len=4), intent(inout) :: d(*)\ninterface\nfunction f(z)\nreal(8) :: z, f\n"
                    "end function f\nend interface\nend subroutine s\nend module m\n"),
      diagnostics);
  const bind::WrapperPlan& wrapper = plan.modules.at(0).wrappers.at(0);
  ASSERT_EQ(wrapper.arguments.size(), 9u); // with f_extra_args
  const bind::ArgumentPlan &x = wrapper.at(0), &y = wrapper.at(1), &a = wrapper.at(2), &v = wrapper.at(3);
  const bind::ArgumentPlan &w = wrapper.at(4), &c = wrapper.at(5), &d = wrapper.at(6), &f = wrapper.at(7);
  const bind::ArgumentPlan& extra = wrapper.at(8);
  EXPECT_TRUE(x.as<bind::ScalarPlan>() && !x.in_place());
  EXPECT_TRUE(y.as<bind::ScalarPlan>() && y.in_place() && !y.array());
  EXPECT_TRUE(a.as<bind::ArrayPlan>() && a.in_place() && a.needs_shape());
  EXPECT_TRUE(v.as<bind::AllocatablePlan>() && v.fortran_allocates() && v.array() && !v.memory());
  EXPECT_TRUE(w.as<bind::AllocatablePlan>() && !w.fortran_allocates());
  EXPECT_TRUE(c.is_text() && !c.array());
  EXPECT_TRUE(d.is_text() && d.any_rank());
  EXPECT_TRUE(f.is_function() && !f.is_value() && f.is_fortran());
  EXPECT_TRUE(extra.as<bind::ExtraArgumentsPlan>() && !extra.is_fortran());
  EXPECT_EQ(extra.callback(), f.callback());
}

TEST(Names, of_python_keywords_get_an_underscore_and_stay_apart) {
  EXPECT_EQ(signature_of("in, in_, none", "real :: in, in_, none"), "s(in_, in__, none)");
}

TEST(Skipped, says_why) {
  const char* cases[][3] = {
      {"x", "type(t) :: x", "argument 'x' has the derived type 't'"},
      {"x", "class(t) :: x", "argument 'x' is polymorphic (class(t))"},
      {"x", "real(16) :: x", "argument 'x' has real(16), which no NumPy type holds"},
      {"x", "real(wp) :: x", "argument 'x' has real(wp) that is not known: 'wp' is not a constant"},
      {"x", "real(8), allocatable :: x", "argument 'x' is an allocatable scalar"},
      {"x", "character(len=4), allocatable :: x(:)", "argument 'x' is an allocatable array of characters"},
      {"x", "real(8), pointer :: x", "argument 'x' is a pointer"},
      {"x", "real(8), pointer, intent(out) :: x(:)", "argument 'x' is a pointer that Fortran sets"},
      {"x", "character(len=nx), intent(in) :: x",
       "argument 'x' is a character whose length the caller cannot work out: 'nx' is not a constant"},
      {"x", "character(len=:), allocatable, intent(out) :: x", "argument 'x' is an allocatable scalar"},
      {"x", "real(8), intent(out) :: x(nx)",
       "argument 'x' has a bound that the caller cannot work out: 'nx' is not a constant"},
      {"n, x", "integer, optional :: n\nreal(8) :: x(n)",
       "argument 'x' has a bound that the caller cannot work out: 'n' is an optional argument"},
      {"x, lo", "real :: x(lo(1)); integer, optional :: lo(1)",
       "argument 'x' has a bound that the caller cannot work out: 'lo(1)' is an element of an optional "
       "argument"},
      {"x, lo", "real :: x(lo(1)); integer, intent(out) :: lo(1)",
       "argument 'x' has a bound that the caller cannot work out: 'lo(1)' is an element of an intent(out) "
       "argument"},
      {"x, lo", "real :: x(lo(1)); integer, allocatable :: lo(:)",
       "argument 'x' has a bound that the caller cannot work out: 'lo(1)' is known at run time only"},
      {"x, lo", "real :: x(int(lo(1))); real :: lo(1)",
       "argument 'x' has a bound that the caller cannot work out: 'int(lo(1))' is known at run time only"},
  };
  for (auto& [arguments, declarations, expected] : cases)
    EXPECT_EQ(signature_of(arguments, declarations), expected) << declarations;
}

TEST(Skipped, lists_what_the_sample_leaves_out) {
  Diagnostics diagnostics;
  EXPECT_EQ(
      skipped_text(extension_of(sample("turb"), diagnostics)),
      "turb.uses_state: argument 'x' has the derived type 'state_t'\n"
      "turb.optional_state(x): the optional argument has the derived type 'state_t'; it is always absent\n"
      "turb.wide: argument 'x' has real(16), which no NumPy type holds\n"
      "turb.state: it has the derived type 'state_t'\n"
      "turb.state_t: derived types are not offered to Python\n");
  EXPECT_EQ(diagnostics.errors(), 0u);
}

TEST(Only, takes_names_with_or_without_their_module) {
  Diagnostics diagnostics;
  bind::ExtensionPlan plan = plan_of(sample("turb"), diagnostics, {"Turb.Mix", "total"});
  ASSERT_EQ(plan.modules.at(0).wrappers.size(), 2u);
  EXPECT_EQ(plan.modules[0].wrappers[0].full_name, "turb.mix");
  EXPECT_EQ(diagnostics.errors(), 0u);
}

TEST(Only, reports_what_is_unknown_private_or_not_wrappable) {
  Diagnostics diagnostics;
  plan_of(sample("turb"), diagnostics, {"nowhere", "secret", "wide"});
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics.all()) text += diagnostic.message + "\n";
  EXPECT_EQ(text,
            "'turb.secret' cannot be called from Python: it is private\n"
            "'turb.wide' cannot be called from Python: argument 'x' has real(16), which no NumPy type holds\n"
            "'nowhere' is not a procedure of these files; name one of them in --only\n");
}

std::string directive_error(const std::string& directive) {
  Diagnostics diagnostics;
  plan_of(
      interfaces_of("module m\ncontains\nsubroutine s(a, b, info, text)\n!isotach " + directive +
                    "\nreal(8), intent(in) :: a(3)\nreal(8), intent(in) :: b\ninteger, intent(out) :: info\n"
                    "character(len=9), intent(out) :: text\nend subroutine s\nsubroutine done()\nend "
                    "subroutine done\nend module m\n"),
      diagnostics);
  return diagnostics.errors() ? diagnostics.all()[0].message : "";
}

TEST(Directives, that_fit_are_silent) {
  EXPECT_EQ(directive_error("keep(a, until=done)"), "");
  EXPECT_EQ(directive_error("raises(info, text)"), "");
  EXPECT_EQ(directive_error("raises(info)"), "");
}

TEST(Directives, that_say_something_impossible_are_errors) {
  const char* cases[][2] = {
      {"keep(a)", "states no procedure; write keep(until=PROCEDURE)"},
      {"keep(until=never)", "names 'never', which is not a procedure of the same module"},
      {"keep(until=done)", "keeps nothing; give the array arguments TARGET or name them"},
      {"keep(b, until=done)", "names 'b', which is not an array argument"},
      {"keep(a, to=done)", "has 'to=done'; write keep(until=PROCEDURE) or keep(NAMES, until=PROCEDURE)"},
      {"raises(b)", "names 'b', which is not a scalar INTEGER, INTENT(OUT) argument"},
      {"raises(info, b)", "names 'b', which is not a CHARACTER, INTENT(OUT) argument"},
      {"raises(info, text, b)", "takes raises(STATUS) or raises(STATUS, MESSAGE)"},
  };
  for (auto& [directive, expected] : cases) {
    std::string name = std::string(directive).substr(0, std::string(directive).find('('));
    EXPECT_EQ(directive_error(directive), fmt::format("directive '{}' of 'm.s' {}", name, expected));
  }
}

} // namespace
} // namespace isotach
