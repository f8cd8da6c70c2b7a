// Scopes and symbols: what declares what, host association, IMPORT, gaps, statement functions.
#include "semantics/analysed.h"

namespace isotach {
namespace {

using testing_semantics::Analysed;

TEST(Scopes, nest_as_the_program_units_do) {
  Analysed a(R"(module m
  implicit none
  type :: grid
    integer :: n
  contains
    procedure :: size => grid_size
  end type grid
  interface
    subroutine external_one(x)
      real :: x
    end subroutine external_one
  end interface
contains
  subroutine outer(k)
    integer :: k
    call inner()
    block
      integer :: local
      local = k
    end block
  contains
    subroutine inner()
    end subroutine inner
  end subroutine outer
  function grid_size(self)
    class(grid) :: self
    integer :: grid_size
    grid_size = self%n
  end function grid_size
end module m
)");
  EXPECT_EQ(a.scope({"m", "grid"}).kind, ScopeKind::derived_type);
  EXPECT_EQ(a.scope({"m", "external_one"}).kind, ScopeKind::interface_body);
  EXPECT_EQ(a.scope({"m", "outer", "inner"}).kind, ScopeKind::procedure);
  EXPECT_EQ(a.scope({"m", "grid"}).find("n")->kind, SymbolKind::component);
  EXPECT_EQ(a.scope({"m", "grid"}).find("size")->kind, SymbolKind::binding);
  EXPECT_EQ(a.scope({"m", "grid"}).find("size")->interface, "grid_size");
  bool block = false;
  for (const Scope* child : a.scope({"m", "outer"}).children)
    block |= child->kind == ScopeKind::block && child->find("local");
  EXPECT_TRUE(block);
  EXPECT_EQ(a.lookup({"m", "outer", "inner"}, "k").symbol->argument, 0);
  EXPECT_EQ(a.scope({"m", "grid_size"}).result->name, "grid_size");
}

TEST(Scopes, merge_attributes_from_all_statements) {
  Analysed a(R"(subroutine s(a, n)
  dimension a(n, *)
  real*8 a
  intent(inout) a
  integer, intent(in) :: n
  target a
  real x, y(3)
  save x
  common /block/ c, d(4)
  parameter (pi = 3.0)
end subroutine s
)");
  const Symbol& array = *a.scope({"s"}).find("a");
  EXPECT_EQ(array.dimensions.size(), 2u);
  EXPECT_EQ(array.intent, IntentKind::inout);
  EXPECT_TRUE(array.has(AttributeKind::target));
  EXPECT_EQ(a.type({"s"}, "a"), "REAL(8)");
  EXPECT_EQ(a.scope({"s"}).find("x")->kind, SymbolKind::variable);
  EXPECT_TRUE(a.scope({"s"}).find("x")->has(AttributeKind::save));
  EXPECT_TRUE(a.scope({"s"}).find("d")->in_common);
  EXPECT_EQ(a.scope({"s"}).find("d")->dimensions.size(), 1u);
  EXPECT_EQ(a.scope({"s"}).find("pi")->kind, SymbolKind::parameter);
}

TEST(Scopes, know_generics_that_share_a_name_with_a_type_or_procedure) {
  Analysed a(R"(module m
  type t
  end type
  interface t
    module procedure make_t
  end interface
  interface area
    module procedure area, area_2
  end interface
  interface operator(+)
    module procedure add
  end interface
  generic :: other => area_2
contains
  function make_t(i) result(r)
    integer, intent(in) :: i
    type(t) :: r
  end function
  real function area(x)
    real, intent(in) :: x
    area = x
  end function
  real function area_2(x, y)
    real, intent(in) :: x, y
    area_2 = x * y
  end function
  function add(x, y) result(r)
    type(t), intent(in) :: x, y
    type(t) :: r
  end function
end module
)");
  EXPECT_EQ(a.scope({"m"}).find("t")->kind, SymbolKind::type);
  EXPECT_EQ(a.scope({"m"}).find("t")->specifics.size(), 1u);
  EXPECT_EQ(a.scope({"m"}).find("area")->kind, SymbolKind::procedure);
  EXPECT_EQ(a.scope({"m"}).find("area")->specifics.size(), 2u);
  ASSERT_NE(a.scope({"m"}).find("operator(+)"), nullptr);
  EXPECT_EQ(a.scope({"m"}).find("operator(+)")->specifics.front(), "add");
  EXPECT_EQ(a.scope({"m"}).find("other")->kind, SymbolKind::generic);
}

TEST(Scopes, interface_bodies_see_the_host_only_through_import) {
  Analysed a(R"(module m
  integer, parameter :: wp = 8
  interface
    subroutine without(x)
      real(wp) :: x
    end subroutine
    subroutine with(x)
      import :: wp
      real(wp) :: x
    end subroutine
    module subroutine separate(x)
      real(wp) :: x
    end subroutine
  end interface
end module
)");
  EXPECT_TRUE(a.lookup({"m", "without"}, "wp").absent());
  EXPECT_TRUE(a.lookup({"m", "with"}, "wp").found());
  EXPECT_EQ(a.type({"m", "with"}, "x"), "REAL(8)");
  EXPECT_EQ(a.type({"m", "separate"}, "x"), "REAL(8)");
  EXPECT_EQ(a.type({"m", "without"}, "x").substr(0, 8), "REAL(wp)");
}

TEST(Scopes, settle_statement_functions) {
  Analysed a(R"(subroutine s(x, y)
  real x, y, array(10), square
  integer i
  square(t) = t * t
  cube(t) = t * square(t)
  array(i) = x
  y = cube(x)
end subroutine
)");
  const Scope& scope = a.scope({"s"});
  EXPECT_EQ(scope.find("square")->kind, SymbolKind::statement_function);
  ASSERT_NE(scope.find("cube"), nullptr);
  EXPECT_EQ(scope.find("cube")->kind, SymbolKind::statement_function);
  EXPECT_EQ(scope.find("array")->kind, SymbolKind::variable);
  EXPECT_TRUE(a.semantics.program().is_statement_function(scope.maybe_statement_functions[0], a.tree()));
  EXPECT_TRUE(a.semantics.program().is_statement_function(scope.maybe_statement_functions[1], a.tree()));
  EXPECT_FALSE(a.semantics.program().is_statement_function(scope.maybe_statement_functions[2], a.tree()));
  EXPECT_EQ(scope.first_executable, scope.maybe_statement_functions[2]);
}

TEST(Scopes, an_array_of_the_host_is_no_statement_function) {
  Analysed a(R"(module m
  real :: field(10)
contains
  subroutine s(i)
    integer, intent(in) :: i
    field(i) = 1.0
  end subroutine
end module
)");
  EXPECT_EQ(a.scope({"m", "s"}).find("field"), nullptr);
  EXPECT_NE(a.scope({"m", "s"}).first_executable, nullptr);
}

TEST(Scopes, take_the_active_branch_of_a_conditional) {
  Analysed a(R"(module m
#ifdef SINGLE
  integer, parameter :: wp = 4
#else
  integer, parameter :: wp = 8
#endif
  real(wp) :: x
end module
)");
  EXPECT_EQ(a.type({"m"}, "x"), "REAL(8)");
}

TEST(Scopes, a_hidden_declaration_makes_undeclared_names_unknown) {
  Analysed a(R"(subroutine s(x, n)
  include 'dims.inc'
  real, intent(in) :: x(n)
end subroutine
subroutine t(x)
#include "decl.h"
  real(wp) :: x
end subroutine
)");
  EXPECT_NE(a.type({"s"}, "n").find("INCLUDE 'dims.inc' at a.f90:2 may declare 'n'"), std::string::npos)
      << a.type({"s"}, "n");
  EXPECT_FALSE(a.value({"s"}, "n").known);
  EXPECT_NE(a.type({"t"}, "x").find("may declare 'wp'"), std::string::npos) << a.type({"t"}, "x");
}

TEST(Scopes, associate_names_have_the_type_of_their_selector) {
  Analysed a(R"(subroutine s(n)
  integer, intent(in) :: n
  real(8) :: field(3, 3)
  associate (f => field, m => n + 1)
    f(1, 1) = m
  end associate
end subroutine
)");
  const Scope* inner = a.scope({"s"}).children.at(0);
  EXPECT_EQ(type_text(a.semantics.evaluator().type_of(*inner->find("f"))), "REAL(8)");
  EXPECT_EQ(a.semantics.evaluator().value_of(*inner->find("f")).rank, 2);
  EXPECT_EQ(type_text(a.semantics.evaluator().type_of(*inner->find("m"))), "INTEGER(4)");
}

} // namespace
} // namespace isotach
