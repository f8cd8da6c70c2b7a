// USE across files: order, chains, renames, access, missing modules, duplicates, cycles, submodules.
#include "diagnostics/kinds.h"
#include "semantics/analysed.h"
#include "semantics/kinds.h"

namespace isotach {
namespace {

using testing_semantics::Analysed;

TEST(Modules, order_puts_what_is_used_first_and_else_keeps_the_given_order) {
  Analysed a(std::vector<std::string>{"module c\n use b\nend module\n", "module z\nend module\n",
                                      "module b\n use a\nend module\n", "module a\nend module\n",
                                      "program p\n use c, only: x => y\nend program\n"});
  EXPECT_EQ(a.semantics.modules().order, (std::vector<std::size_t>{1, 3, 2, 0, 4}));
  EXPECT_EQ(a.semantics.modules().files[0].provides, std::vector<std::string>{"c"});
  EXPECT_EQ(a.semantics.modules().files[4].uses, std::vector<std::string>{"c"});
}

TEST(Modules, order_that_is_right_already_stays) {
  Analysed a(std::vector<std::string>{"module a\nend module\n", "module b\nend module\n",
                                      "module c\nuse a\nend module\n"});
  EXPECT_EQ(a.semantics.modules().order, (std::vector<std::size_t>{0, 1, 2}));
}

TEST(Modules, chains_reexport_and_renames_are_followed) {
  Analysed a(std::vector<std::string>{"module kinds\n integer, parameter :: dp = 8, sp = 4\nend module\n",
                                      "module types\n use kinds, wp => dp\n private :: sp\nend module\n",
                                      "module model\n use types\n use kinds, only: single => sp\n real(wp) "
                                      ":: x\n real(single) :: y\nend module\n"});
  EXPECT_EQ(a.type({"model"}, "x"), "REAL(8)");
  EXPECT_EQ(a.type({"model"}, "y"), "REAL(4)");
  EXPECT_TRUE(a.lookup({"model"}, "dp").absent()) << "renamed away";
  EXPECT_TRUE(a.lookup({"model"}, "sp").absent()) << "private in types";
  EXPECT_EQ(a.lookup({"model"}, "wp").symbol->scope->name, "kinds");
  EXPECT_EQ(a.lookup({"model"}, "single").local->name, "single");
}

TEST(Modules, private_default_and_public_lists) {
  Analysed a(std::vector<std::string>{
      "module m\n private\n public :: seen\n integer :: seen, hidden\n integer, public :: too\nend module\n",
      "module n\n use m\n use m, only: hidden\nend module\n"});
  EXPECT_TRUE(a.lookup({"n"}, "seen").found());
  EXPECT_TRUE(a.lookup({"n"}, "too").found());
  EXPECT_EQ(a.lookup({"n"}, "hidden").reason, "module 'm' has no public name 'hidden'");
  EXPECT_TRUE(a.reported(kinds::NotExported)) << a.report();
}

TEST(Modules, public_names_of_used_modules_under_a_private_default) {
  Analysed a(std::vector<std::string>{"module kinds\n integer, parameter :: wp = 8, other = 4\nend module\n",
                                      "module facade\n use kinds\n private\n public :: wp\nend module\n",
                                      "module user\n use facade\n real(wp) :: x\nend module\n"});
  EXPECT_EQ(a.type({"user"}, "x"), "REAL(8)");
  EXPECT_TRUE(a.lookup({"user"}, "other").absent());
}

TEST(Modules, missing_modules_make_names_unknown_and_are_noted_once) {
  Analysed a(std::vector<std::string>{"module m\n use secret\n use secret, only: wp\n implicit none\n "
                                      "real(wp) :: x\n real(dp) :: y\nend module\n",
                                      "module n\n use secret\nend module\n"});
  EXPECT_EQ(a.lookup({"m"}, "wp").reason, "'wp' comes from module 'secret', which is not among the files");
  EXPECT_EQ(a.lookup({"m"}, "dp").reason, "'dp' may come from module 'secret', which is not among the files");
  EXPECT_EQ(a.type_info({"m"}, "x").base, BaseType::real);
  EXPECT_EQ(a.type_info({"m"}, "x").kind, 0);
  EXPECT_FALSE(a.type_info({"m"}, "x").reason.empty());
  std::size_t notes = 0;
  for (const Diagnostic& diagnostic : a.diagnostics.all()) notes += diagnostic.kind == kinds::MissingModule;
  EXPECT_EQ(notes, 1u);
  EXPECT_EQ(a.semantics.modules().missing, std::vector<std::string>{"secret"});
  EXPECT_EQ(a.diagnostics.errors(), 0u);
}

TEST(Modules, a_missing_module_hides_what_the_host_declares_except_known_libraries) {
  Analysed a(R"(module m
  integer, parameter :: wp = 8
contains
  subroutine known()
    use mpi
    real(wp) :: x
  end subroutine
  subroutine unknown()
    use secret
    real(wp) :: x
  end subroutine
end module
)");
  EXPECT_EQ(a.type({"m", "known"}, "x"), "REAL(8)");
  EXPECT_NE(a.type({"m", "unknown"}, "x").find("may come from module 'secret'"), std::string::npos);
  EXPECT_FALSE(a.lookup({"m", "known"}, "mpi_comm_world").absent());
}

TEST(Modules, intrinsic_modules_are_known_and_not_missing) {
  Analysed a(R"(module m
  use, intrinsic :: iso_fortran_env, only: real64, i8 => int64
  use iso_c_binding
  use ieee_arithmetic
  real(real64) :: x
  integer(i8) :: i
  real(c_float) :: f
  type(c_ptr) :: p
end module
)");
  EXPECT_EQ(a.diagnostics.all().size(), 0u) << a.report();
  EXPECT_EQ(a.type({"m"}, "x"), "REAL(8)");
  EXPECT_EQ(a.type({"m"}, "i"), "INTEGER(8)");
  EXPECT_EQ(a.type({"m"}, "f"), "REAL(4)");
  EXPECT_EQ(a.type_info({"m"}, "p").derived, "c_ptr");
  EXPECT_EQ(a.type_info({"m"}, "p").derived_module, "iso_c_binding");
}

TEST(Modules, a_module_of_the_user_replaces_an_intrinsic_one_unless_told) {
  Analysed a(std::vector<std::string>{
      "module iso_c_binding\n integer, parameter :: c_double = 4\nend module\n",
      "module m\n use iso_c_binding\n real(c_double) :: x\nend module\n",
      "module n\n use, intrinsic :: iso_c_binding\n real(c_double) :: x\nend module\n"});
  EXPECT_EQ(a.type({"m"}, "x"), "REAL(4)");
  EXPECT_EQ(a.type({"n"}, "x"), "REAL(8)");
}

TEST(Modules, duplicates_are_an_error_with_both_places) {
  Analysed a(std::vector<std::string>{"module m\nend module\n", "\nmodule m\nend module\n"});
  ASSERT_EQ(a.diagnostics.errors(), 1u);
  const Diagnostic& diagnostic = a.diagnostics.all().front();
  EXPECT_EQ(diagnostic.kind, kinds::DuplicateModule);
  EXPECT_NE(diagnostic.message.find("'m' is also in a.f90:1"), std::string::npos) << diagnostic.message;
  EXPECT_EQ(diagnostic.location.file->path(), "b.f90");
  ASSERT_EQ(diagnostic.notes.size(), 1u);
}

TEST(Modules, a_cycle_shows_every_use) {
  Analysed a(std::vector<std::string>{"module a\n use b\nend module\n", "module b\n use c\nend module\n",
                                      "module c\n\n use a\nend module\n", "module free\nend module\n"});
  ASSERT_EQ(a.diagnostics.errors(), 1u) << a.report();
  const Diagnostic& diagnostic = a.diagnostics.all().front();
  EXPECT_EQ(diagnostic.kind, kinds::ModuleCycle);
  EXPECT_NE(diagnostic.message.find("'a' uses 'b' (a.f90:2), 'b' uses 'c' (b.f90:2), 'c' uses 'a' (c.f90:3)"),
            std::string::npos)
      << diagnostic.message;
  EXPECT_EQ(diagnostic.notes.size(), 3u);
  EXPECT_EQ(a.semantics.modules().order.size(), 4u);
}

TEST(Modules, a_module_that_uses_itself_is_a_cycle_and_ends) {
  Analysed a("module a\n use a\n integer :: x(n)\nend module\n");
  EXPECT_TRUE(a.reported(kinds::ModuleCycle));
  EXPECT_FALSE(a.lookup({"a"}, "n").found());
}

TEST(Modules, files_can_need_each_other_without_a_cycle_of_modules) {
  Analysed a(std::vector<std::string>{"module a1\n use b1\nend module\n",
                                      "module b1\nend module\nmodule b2\n use a1\nend module\n"});
  EXPECT_TRUE(a.reported(kinds::FileCycle)) << a.report();
  EXPECT_FALSE(a.reported(kinds::ModuleCycle));
  EXPECT_EQ(a.semantics.modules().order.size(), 2u);
}

TEST(Modules, one_name_from_two_modules_is_unknown_unless_it_is_the_same) {
  Analysed a(std::vector<std::string>{"module kinds\n integer, parameter :: wp = 8\nend module\n",
                                      "module x\n use kinds\n integer :: n\nend module\n",
                                      "module y\n use kinds\n integer :: n\nend module\n",
                                      "module m\n use x\n use y\n real(wp) :: r\nend module\n"});
  EXPECT_EQ(a.type({"m"}, "r"), "REAL(8)");
  EXPECT_EQ(a.lookup({"m"}, "n").reason, "'n' is in both module 'x' and module 'y'");
}

TEST(Modules, submodules_see_their_ancestors_and_take_interfaces_from_there) {
  Analysed a(std::vector<std::string>{"submodule (parent) child\ncontains\n module procedure work\n  y = x + "
                                      "hidden\n end procedure\nend submodule\n",
                                      R"(module parent
  implicit none
  private
  integer, parameter :: wp = 8, hidden = 3
  public :: work
  interface
    module subroutine work(x, y)
      real(wp), intent(in) :: x
      real(wp), intent(out) :: y
    end subroutine
  end interface
end module
)"});
  EXPECT_EQ(a.semantics.modules().order, (std::vector<std::size_t>{1, 0}));
  EXPECT_EQ(a.semantics.modules().files[0].provides, std::vector<std::string>{"parent:child"});
  EXPECT_EQ(a.value({"child", "work"}, "hidden").integer, 3);
  EXPECT_EQ(a.type({"child", "work"}, "x"), "REAL(8)");
}

TEST(Modules, unparsed_text_of_a_module_leaves_its_exports_open) {
  std::vector<std::unique_ptr<SourceFile>> sources;
  sources.push_back(
      std::make_unique<SourceFile>("a.f90", "module m\n integer, paramter : wp = 8\nend module\n"));
  sources.push_back(
      std::make_unique<SourceFile>("b.f90", "module n\n use m, only: wp\n real(wp) :: x\nend module\n"));
  Diagnostics diagnostics;
  Tree first = parse(*sources[0], {}, diagnostics), second = parse(*sources[1], {}, diagnostics);
  std::vector<const Tree*> trees{&first, &second};
  Diagnostics semantic;
  Semantics semantics = analyse(trees, semantic);
  const Scope& scope = *semantics.program().tables()[1].file().children.at(0);
  TypeInfo x = semantics.evaluator().type_of(*scope.find("x"));
  EXPECT_EQ(x.kind, 0);
  EXPECT_NE(x.reason.find("a statement that did not parse at a.f90:2 may declare 'wp'"), std::string::npos)
      << x.reason;
}

TEST(Modules, do_not_depend_on_the_number_of_threads) {
  std::vector<std::unique_ptr<SourceFile>> sources;
  std::vector<std::unique_ptr<Tree>> trees;
  std::vector<const Tree*> pointers;
  Diagnostics ignored;
  for (int i = 0; i < 40; ++i) {
    std::string n = std::to_string(i), next = std::to_string(i + 1);
    sources.push_back(std::make_unique<SourceFile>(
        n + ".f90", "module m" + n + "\n use m" + next + "\n integer :: v" + n + "(k)\nend module\n"));
    trees.push_back(std::make_unique<Tree>(parse(*sources.back(), {}, ignored)));
    pointers.push_back(trees.back().get());
  }
  std::string first;
  for (unsigned threads : {1u, 4u}) {
    Diagnostics diagnostics;
    SemanticsOptions options;
    options.threads = threads;
    Semantics semantics = analyse(pointers, diagnostics, options);
    std::string text = render_json(diagnostics);
    for (const Tree* tree : pointers) text += dump_symbols(semantics, *tree);
    if (first.empty()) first = text;
    EXPECT_EQ(text, first);
  }
}

} // namespace
} // namespace isotach
