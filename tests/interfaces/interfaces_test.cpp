// Interfaces: arguments, bounds, access, directives, derived types, module variables.
#include "interfaces/described.h"
#include "semantics/kinds.h"

namespace isotach {
namespace {

using testing_interfaces::Described;
using Op = BoundExpression::Op;

// An expression in prefix form, arguments as #n.
std::string prefix(const BoundExpression& bound) {
  static const char* names[] = {"?",   "",    "",    "+",      "-",    "*",   "/",       "**",
                                "neg", "min", "max", "modulo", "size", "len", "element", "run-time"};
  if (bound.op == Op::constant) return std::to_string(bound.value);
  if (bound.op == Op::argument) return "#" + std::to_string(bound.argument);
  if (bound.op == Op::size)
    return "size(#" + std::to_string(bound.argument) + "," + std::to_string(bound.value) + ")";
  std::string text = names[static_cast<int>(bound.op)];
  if (bound.operands.empty()) return text;
  text += "(";
  for (const BoundExpression& operand : bound.operands)
    text += (text.back() == '(' ? "" : " ") + prefix(operand);
  return text + ")";
}

TEST(Interfaces, bounds_are_expressions_over_the_arguments) {
  Described a(R"(module m
  integer, parameter :: halo = 2
  integer :: nlev
contains
  subroutine s(n, k, t, a, b, c, d, e, f, g, h, o)
    integer, intent(in) :: n, k
    type t_grid
      integer :: n
    end type
    type(t_grid) :: t
    real :: a(n), b(0:n+1, 2*halo), c(n/2, max(n, k, 1)), d(mod(n, 3)), e(n**2-1)
    real :: f(:, :), g(size(f, 1), size(f)), h(nlev, t%n, undeclared(n))
    real :: o(-n:(n), modulo(n, k), abs(k), ubound(f, 2), lbound(b, 1))
  end subroutine
end module
)");
  auto upper = [&](const char* name, std::size_t d) {
    return prefix(a.argument("s", name).dimensions.at(d).upper);
  };
  EXPECT_EQ(upper("a", 0), "#0");
  EXPECT_EQ(prefix(a.argument("s", "b").dimensions[0].lower), "0");
  EXPECT_EQ(upper("b", 0), "+(#0 1)");
  EXPECT_EQ(upper("b", 1), "4");
  EXPECT_EQ(upper("c", 0), "/(#0 2)");
  EXPECT_EQ(upper("c", 1), "max(#0 #1 1)");
  EXPECT_EQ(upper("d", 0), "-(#0 *(/(#0 3) 3))");
  EXPECT_EQ(upper("e", 0), "-(**(#0 2) 1)");
  EXPECT_TRUE(a.argument("s", "f").dimensions[0].deferred);
  EXPECT_EQ(a.argument("s", "f").shape, Shape::assumed_shape);
  EXPECT_EQ(upper("g", 0), "size(#8,1)");
  EXPECT_EQ(upper("g", 1), "size(#8,0)");
  EXPECT_EQ(upper("h", 0), "run-time");
  EXPECT_EQ(a.argument("s", "h").dimensions[0].upper.reason, "variable 'nlev' is known at run time only");
  EXPECT_EQ(upper("h", 1), "run-time");
  EXPECT_EQ(upper("h", 2), "run-time");
  EXPECT_EQ(prefix(a.argument("s", "o").dimensions[0].lower), "neg(#0)");
  EXPECT_EQ(upper("o", 0), "#0");
  EXPECT_EQ(upper("o", 1), "modulo(#0 #1)");
  EXPECT_EQ(upper("o", 2), "max(#1 neg(#1))");
  EXPECT_EQ(upper("o", 3), "size(#8,2)");
  EXPECT_EQ(upper("o", 4), "0");
  EXPECT_EQ(a.argument("s", "c").dimensions[1].upper.text, "max(n, k, 1)");
}

TEST(Interfaces, shapes) {
  Described a(R"(subroutine s(n, a, b, c, d, e, f)
  integer :: n
  real :: a(n, *), b(:), e(..), f(2:)
  real, allocatable :: c(:)
  real, pointer :: d(:, :)
  intent(in) :: b
end subroutine
)");
  EXPECT_EQ(a.argument("s", "a").shape, Shape::assumed_size);
  EXPECT_TRUE(a.argument("s", "a").dimensions[1].assumed_size);
  EXPECT_EQ(a.argument("s", "b").shape, Shape::assumed_shape);
  EXPECT_EQ(a.argument("s", "b").intent, Intent::in);
  EXPECT_EQ(a.argument("s", "c").shape, Shape::deferred_shape);
  EXPECT_TRUE(a.argument("s", "d").pointer);
  EXPECT_EQ(a.argument("s", "e").shape, Shape::assumed_rank);
  EXPECT_EQ(a.argument("s", "f").dimensions[0].lower.value, 2);
  EXPECT_EQ(a.argument("s", "n").shape, Shape::scalar);
}

TEST(Interfaces, attributes_of_procedures_and_arguments) {
  Described a(R"(module m
  private
  public :: f, g
contains
  pure elemental function f(x) bind(c, name="the_f")
    real, intent(in), value :: x
    real :: f
    f = x
  end function
  recursive subroutine g(a, b) bind(c)
    real, intent(inout), optional, target, contiguous :: a(:)
    integer, optional :: b
  end subroutine
  subroutine hidden(*, i)
    integer :: i
    return 1
  end subroutine
end module
)");
  EXPECT_TRUE(a.procedure("f").pure);
  EXPECT_TRUE(a.procedure("f").elemental);
  EXPECT_EQ(a.procedure("f").bind_name, "the_f");
  EXPECT_TRUE(a.procedure("f").arguments[0].value);
  EXPECT_EQ(a.procedure("g").bind_name, "g");
  EXPECT_TRUE(a.procedure("g").recursive);
  EXPECT_TRUE(a.argument("g", "a").optional && a.argument("g", "a").target &&
              a.argument("g", "a").contiguous);
  EXPECT_TRUE(a.procedure("hidden").is_private);
  EXPECT_FALSE(a.procedure("f").is_private);
  EXPECT_NE(a.procedure("hidden").not_wrappable, "");
  EXPECT_EQ(a.procedure("hidden").arguments.size(), 2u);
  EXPECT_EQ(a.procedure("g").module, "m");
}

TEST(Interfaces, module_variables_keep_source_order_and_say_what_they_are) {
  Described a(R"(module m
  private :: hidden
  public :: last
  real, save :: first(3)
  real, protected, allocatable :: field(:)
  integer, parameter :: n = 3
  integer :: hidden
  character(3), parameter :: names(2) = ['abc', 'de ']
  real(8), parameter :: table(*) = [1d0, 2d0]
  integer :: last
end module
)");
  std::vector<std::string> names;
  for (const VariableInfo& variable : a.module("m").variables) names.push_back(variable.name);
  EXPECT_EQ(names, (std::vector<std::string>{"first", "field", "n", "hidden", "names", "table", "last"}));
  EXPECT_TRUE(a.variable("m", "hidden").is_private);
  EXPECT_TRUE(a.variable("m", "field").is_protected);
  EXPECT_EQ(a.variable("m", "n").constant, "3");
  EXPECT_EQ(a.variable("m", "names").constant, "['abc', 'de ']");
  EXPECT_EQ(a.variable("m", "table").dimensions[0].upper.value, 2);
  EXPECT_EQ(a.variable("m", "table").shape, Shape::explicit_shape);
  EXPECT_EQ(a.variable("m", "first").dimensions[0].upper.value, 3);
}

TEST(Interfaces, source_directives) {
  Described a(R"(module m
contains
  subroutine s(ierr, msg)
    !isotach keep(until=F2PY_done)
    integer :: ierr
    !Isotach raises( ierr , msg )
    character(*) :: msg
    !f2py threadsafe
    !isotach plain
    ierr = 0
    !isotach late(x)
  end subroutine
  subroutine t
    !isotach broken(x
  end subroutine
end module
)");
  const auto& directives = a.procedure("s").directives;
  ASSERT_EQ(directives.size(), 4u);
  EXPECT_EQ(directives[0].name, "keep");
  EXPECT_EQ(directives[0].arguments, std::vector<std::string>{"until=f2py_done"});
  EXPECT_EQ(directives[1].arguments, (std::vector<std::string>{"ierr", "msg"}));
  EXPECT_EQ(directives[2].name, "f2py");
  EXPECT_EQ(directives[2].arguments, (std::vector<std::string>{"threadsafe", " threadsafe"}));
  EXPECT_EQ(directives[3].name, "plain");
  EXPECT_TRUE(a.procedure("t").directives.empty());
  EXPECT_TRUE(a.reported(kinds::UnreadableDirective));
}

TEST(Interfaces, derived_types_with_access_and_reasons) {
  Described a(R"(module m
  type, bind(c) :: point
    real(8) :: x, y
    integer(1) :: flag
  end type
  type, private :: node
    private
    type(point) :: p
    type(node), pointer :: next
    real, allocatable :: data(:)
    integer, public :: n
  end type
  type odd
    integer :: i
    type(from_elsewhere) :: x
    integer :: j
  end type
  type, extends(point) :: wrong_but_read
    integer :: z
  end type
end module
)");
  const auto& types = a.module("m").types;
  ASSERT_EQ(types.size(), 4u);
  EXPECT_TRUE(types[0].bind_c);
  EXPECT_EQ(types[0].size, 24);
  EXPECT_EQ(types[0].components[2].offset, 16);
  EXPECT_TRUE(types[1].is_private);
  EXPECT_EQ(types[1].size, 104);
  EXPECT_TRUE(types[1].components[0].variable.is_private);
  EXPECT_FALSE(types[1].components[3].variable.is_private);
  EXPECT_EQ(types[2].size, -1);
  EXPECT_EQ(types[2].reason, "component 'x': type 'from_elsewhere' is not declared");
  EXPECT_EQ(types[2].components[0].offset, 0);
  EXPECT_EQ(types[2].components[2].offset, -1);
  EXPECT_EQ(types[3].parent, "point");
  EXPECT_EQ(types[3].components[0].offset, 24);
}

TEST(Interfaces, entries_are_procedures_with_arguments_and_bounds_of_their_own) {
  Described a("subroutine s(n, x)\n integer n\n real x(n), y(n), z(m)\n integer m\n entry t(y, n)\n x = 1\n"
              " entry u(y)\n entry v(m, z)\nend subroutine\n");
  const auto& procedures = a.interfaces().procedures;
  ASSERT_EQ(procedures.size(), 4u);
  EXPECT_EQ(procedures[1].name, "t");
  ASSERT_EQ(procedures[1].arguments.size(), 2u);
  EXPECT_EQ(procedures[1].arguments[0].dimensions[0].upper.argument, 1);
  EXPECT_EQ(procedures[2].arguments[0].dimensions[0].upper.op, BoundExpression::Op::unknown);
}

TEST(Interfaces, entries_of_functions_have_results) {
  Described a("real(8) function f(x)\n real(8) x, g\n f = x\n entry g(x)\n g = 2\nend function\n");
  const auto& procedures = a.interfaces().procedures;
  ASSERT_EQ(procedures.size(), 2u);
  EXPECT_TRUE(procedures[1].is_function);
  EXPECT_EQ(procedures[1].result.type.kind, 8);
}

TEST(Interfaces, dummies_that_are_called_are_procedures) {
  Described a(R"(subroutine integrate(f, g, h, x, c)
  external h
  real f, x
  character*4 c
  call g(x)
  x = f(x) + ichar(c(1:1))
end subroutine
)");
  for (const char* name : {"f", "g", "h"}) EXPECT_TRUE(a.argument("integrate", name).is_procedure) << name;
  for (const char* name : {"x", "c"}) EXPECT_FALSE(a.argument("integrate", name).is_procedure) << name;
}

TEST(Interfaces, a_type_and_a_procedure_may_be_generic_too) {
  Described a(R"(module m
  type t
    integer :: i
  end type
  interface t
    procedure make
  end interface
  interface area
    procedure area, area_of
  end interface
contains
  function make(i) result(r)
    integer, intent(in) :: i
    type(t) :: r
    r%i = i
  end function
  function area(x)
    real, intent(in) :: x
    area = x
  end function
  function area_of(x, y)
    real, intent(in) :: x, y
    area_of = x * y
  end function
end module
)");
  ASSERT_EQ(a.module("m").generics.size(), 2u);
  EXPECT_EQ(a.module("m").generics[0].specifics, std::vector<std::string>{"make"});
  EXPECT_EQ(a.module("m").generics[1].specifics.size(), 2u);
}

TEST(Interfaces, a_module_procedure_of_a_submodule_is_listed_once) {
  Described a(std::vector<std::string>{
      "module parent\n interface\n  module subroutine work(x, y)\n   real, intent(in) :: x\n"
      "   real, intent(out) :: y\n  end subroutine\n end interface\nend module\n",
      "submodule (parent) child\ncontains\n module procedure work\n  y = x\n end procedure\nend "
      "submodule\n"});
  ASSERT_EQ(a.module("parent").procedures.size(), 1u);
  EXPECT_EQ(a.module("parent").procedures[0].arguments.size(), 2u);
}

} // namespace
} // namespace isotach
