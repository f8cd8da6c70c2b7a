// How much an edit makes anew: a directive nothing, a statement its procedure, a declaration its scope.
#include <fmt/format.h>

#include "semantics/analysed.h"
#include "transform/loop_directives.h"
#include "transform/rename_local.h"
#include "tree/edit.h"
#include "tree/stamps.h"
#include "tree/visit.h"

namespace isotach {
namespace {

// A module of procedures with loops, and a program that uses it.
std::string model(int procedures, int loops) {
  std::string text = "module physics\n  implicit none\n  integer, parameter :: wp = 8, nz = 90\n  real(wp) "
                     ":: dt\ncontains\n";
  for (int p = 0; p < procedures; ++p) {
    text +=
        fmt::format("  subroutine step_{}(t, q, n)\n    integer, intent(in) :: n\n    real(wp), "
                    "intent(inout) :: t(n, nz)\n"
                    "    real(wp), intent(in) :: q(n, nz)\n    real(wp) :: work(nz)\n    integer :: i, k\n",
                    p);
    for (int l = 0; l < loops; ++l)
      text +=
          "    do k = 1, nz\n      work(k) = 0\n      do i = 1, n\n        t(i, k) = t(i, k) + dt*q(i, k)\n"
          "        work(k) = work(k) + t(i, k)\n      end do\n    end do\n";
    text += fmt::format("  end subroutine step_{}\n", p);
  }
  return text + "end module physics\nprogram main\n  use physics\n  real(wp) :: a(10, nz)\n  call step_0(a, "
                "a, 10)\nend program\n";
}

struct Model {
  explicit Model(const std::string& text) : source("a.f90", text), tree(parse(source, {}, parsed)) {
    EXPECT_EQ(parsed.errors(), 0u);
    const Tree* trees[] = {&tree};
    semantics = analyse(trees, analysed);
  }
  template <class T> std::vector<T*> all() {
    std::vector<T*> found;
    for_each<T>(tree.root(), [&](T* node) { found.push_back(node); });
    return found;
  }
  // What a transformation asks of a loop: its variables, their types and shapes.
  void ask(Node* loop) {
    const Program& program = semantics.program();
    Evaluator& evaluator = semantics.evaluator();
    const Scope& scope = program.table_of(tree)->around(loop);
    for_each<NameRef>(loop, [&](NameRef* name) {
      Lookup found = program.lookup(scope, tree.spelling(name->name));
      ASSERT_TRUE(found.found()) << tree.spelling(name->name);
      ASSERT_NE(evaluator.value_of(*found.symbol).base, BaseType::unknown) << found.symbol->name;
    });
  }
  // Scopes that were made since the last time.
  std::size_t made() {
    std::size_t now = semantics.scopes_made(), fresh = now - before;
    before = now;
    return fresh;
  }

  Diagnostics parsed, analysed;
  SourceFile source;
  Tree tree;
  Semantics semantics;
  std::size_t before = 0;
};

TEST(Renewal, DirectivesAtEveryLoopMakeNothingAnew) {
  Model model(isotach::model(50, 3));
  EXPECT_EQ(model.made(), 53u); // the file, the module, 50 procedures, the program
  std::size_t count = 0;
  for (DoConstruct* loop : model.all<DoConstruct>()) {
    ASSERT_TRUE(
        add_loop_directive(model.tree, loop, {DirectiveFamily::openacc, "loop seq", false}, model.parsed));
    model.ask(loop);
    ++count;
  }
  EXPECT_EQ(count, 300u);
  EXPECT_EQ(model.made(), 0u);
}

TEST(Renewal, AStatementMakesItsProcedureAnew) {
  Model model(isotach::model(50, 3));
  model.made();
  auto loops = model.all<DoConstruct>();
  ASSERT_EQ(insert_before(model.tree, loops[10], cast<Stmt>(clone(model.tree, model.tree, loops[20]))),
            std::nullopt);
  model.ask(loops[10]);
  EXPECT_EQ(model.made(), 1u);
  model.ask(loops[11]);
  EXPECT_EQ(model.made(), 0u);
}

TEST(Renewal, ADeclarationMakesItsScopeAnewAndChangesWhatWasFoundOut) {
  Model model(isotach::model(50, 3));
  model.made();
  for (DoConstruct* loop : model.all<DoConstruct>()) model.ask(loop);
  auto type_of_work = [&] {
    const Scope& scope = model.semantics.program().table_of(model.tree)->around(model.all<DoConstruct>()[0]);
    Value value = model.semantics.evaluator().value_of(*scope.find("work"));
    return fmt::format("{} {}", value.kind, value.shape.at(0));
  };
  EXPECT_EQ(type_of_work(), "8 90");
  for (IntegerLiteral* literal : model.all<IntegerLiteral>()) {
    if (model.tree.text(literal) != "90" && model.tree.text(literal) != "8") continue;
    ASSERT_EQ(
        respell(model.tree, literal, literal->first_token, model.tree.text(literal) == "8" ? "4" : "60"),
        std::nullopt);
  }
  EXPECT_EQ(type_of_work(), "4 60");
  EXPECT_EQ(model.made(), 1u); // the module; its procedures stay as they are
  ASSERT_TRUE(rename_local(model.tree, "step_7", "work", "sums", model.parsed));
  EXPECT_EQ(type_of_work(), "4 60");
  EXPECT_EQ(model.made(), 1u); // step_7
}

TEST(Renewal, UnitsComeAndGo) {
  Model model(isotach::model(3, 1));
  model.made();
  Stmt* module = model.all<Module>()[0];
  ASSERT_EQ(model.semantics.modules().missing.size(), 0u);
  ASSERT_EQ(detach(model.tree, module), std::nullopt);
  EXPECT_EQ(model.semantics.modules().missing, std::vector<std::string>{"physics"});
  EXPECT_EQ(model.made(), 1u); // the file
  ASSERT_EQ(insert_before(model.tree, model.all<MainProgram>()[0], module), std::nullopt);
  EXPECT_EQ(model.semantics.modules().missing.size(), 0u);
  EXPECT_EQ(model.made(), 5u); // the file, and what came back
  for (DoConstruct* loop : model.all<DoConstruct>()) model.ask(loop);
}

TEST(Renewal, StampsSayWhichUnitWasEdited) {
  Model model(isotach::model(3, 1));
  Tree& tree = model.tree;
  auto procedures = model.all<Procedure>();
  EXPECT_EQ(stamp_of(tree, procedures[1], EditClass::directive), 0u);
  auto loop = cast<DoConstruct>(procedures[1]->body.last());
  EXPECT_EQ(unit_around(loop), procedures[1]);
  ASSERT_TRUE(add_loop_directive(tree, loop, {DirectiveFamily::openmp, "parallel do", false}, model.parsed));
  EXPECT_EQ(stamp_of(tree, procedures[1], EditClass::directive), tree.edits.version);
  EXPECT_EQ(stamp_of(tree, procedures[1], EditClass::statement), 0u);
  EXPECT_EQ(stamp_of(tree, tree.root(), EditClass::directive), tree.edits.version);
  EXPECT_EQ(stamp_of(tree, procedures[0], EditClass::directive), 0u);
  ASSERT_EQ(detach(tree, loop), std::nullopt);
  EXPECT_EQ(stamp_of(tree, procedures[1], EditClass::statement), tree.edits.version);
  EXPECT_EQ(stamp_of(tree, procedures[1], EditClass::declaration), 0u);
  EXPECT_EQ(stamp_of(tree, procedures[0]->parent, EditClass::directive), 0u);
  // What others see of a procedure is edited in the unit around it too.
  auto begin = cast<SubroutineStmt>(procedures[2]->begin);
  ASSERT_EQ(rename(tree, begin->arguments[0], layout_of(begin->arguments[0]).fields[0], "temperature"),
            std::nullopt);
  EXPECT_EQ(stamp_of(tree, procedures[2], EditClass::declaration), tree.edits.version);
  EXPECT_EQ(stamp_of(tree, procedures[2]->parent, EditClass::declaration), tree.edits.version);
}

} // namespace
} // namespace isotach
