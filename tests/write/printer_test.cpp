// Synthetic nodes as text: what is printed reads back as the same tree.

#include "write/printer.h"

#include "sources.h"

namespace isotach {
namespace {

std::string printed(const std::string& statement) {
  Source from("subroutine s\n" + statement + "\nend subroutine\n");
  EXPECT_EQ(from.diagnostics.errors(), 0u) << from.messages();
  Stmt* found = nullptr;
  for_each<Procedure>(from.tree.root(), [&](Procedure* procedure) { found = procedure->body.first(); });
  if (!found) return "nothing";
  Stmt* copy = clone(from.tree, from.tree, found);
  Style style;
  Printer printer(from.tree, style, isa<DirectiveStmt>(copy));
  if (!printer.statement(copy)) return "no printer";
  return printer.take().text;
}

void expect_stays(const std::string& statement) { EXPECT_EQ(printed(statement), statement); }

TEST(Printer, Expressions) {
  expect_stays("x = a + b*c**2 - d/(e + f)");
  expect_stays("x = -a + b");
  expect_stays("x = (-a)*b - (-c)");
  expect_stays("l = .not. (a .or. b) .and. c == d .eqv. e >= f");
  expect_stays("x = a - (b - c) - d");
  expect_stays("x = a**b**c + (a**b)**c");
  expect_stays("s = 'it''s' // \"x\" // c(1:n)");
  expect_stays("x = Obj%field(i, :, 2:n:3)%part + f(x, key=.TRUE., z=(1.0, -2.0_dp))");
  expect_stays("x = a .dot. (.inv. b)");
  expect_stays("x = [1, 2, (i, i = 1, n, 2)]");
  expect_stays("x = [real(kind=dp) :: 1, 2]");
  expect_stays("x = y[2] + z(1)[i, j]");
  expect_stays("i = int(z'FF') + 3HABC");
  expect_stays("call solve(a, *10, n=3)");
  expect_stays("call sweep");
  expect_stays("continue");
}

TEST(Printer, ParenthesesFollowTheTree) {
  // Built by hand: (a + b) * c without a ParenExpr.
  Source source("subroutine s\nx = a + b\ny = c*d\nend subroutine\n");
  std::vector<AssignmentStmt*> found;
  for_each<AssignmentStmt>(source.tree.root(), [&](AssignmentStmt* node) { found.push_back(node); });
  auto* product = clone(source.tree, source.tree, found[1]);
  auto* sum = clone(source.tree, source.tree, found[0]->value.get());
  auto* times = cast<BinaryExpr>(product->value);
  auto print = [&] {
    Style style;
    Printer printer(source.tree, style, false);
    printer.statement(product);
    return printer.take().text;
  };
  times->left = sum;
  EXPECT_EQ(print(), "y = (a + b)*d");
  times->right = sum;
  EXPECT_EQ(print(), "y = (a + b)*(a + b)");
  times->op = OperatorKind::minus;
  EXPECT_EQ(print(), "y = a + b - (a + b)");
  times->op = OperatorKind::eq;
  EXPECT_EQ(print(), "y = a + b == a + b");
  times->op = OperatorKind::power;
  EXPECT_EQ(print(), "y = (a + b)**(a + b)");
}

std::string as_directive(DirectiveFamily family, const std::string& text) {
  Source source("program p\nend\n");
  DirectiveStmt* directive = make_directive(source.tree, family, text, {}, source.diagnostics);
  if (!directive) return source.messages();
  Style style;
  Printer printer(source.tree, style, true);
  EXPECT_TRUE(printer.statement(directive));
  return printer.take().text;
}

TEST(Printer, Directives) {
  for (const char* text : {
           "parallel loop gang vector collapse(2) private(i, j) copyin(a(1:n, :)) if(n > 100) async(1) "
           "default(present)",
           "kernels loop independent reduction(+: x, y) reduction(max: z)",
           "loop gang(num: 2, static: 4) vector_length(128)",
           "routine(f) seq",
           "cache(a(1:n))",
           "wait(devnum: 1: queues: 2, 3)",
           "end parallel loop",
           "enter data create(a) attach(b%c)",
       })
    EXPECT_EQ(as_directive(DirectiveFamily::openacc, text), text);
  for (const char* text : {
           "parallel do schedule(static, 4) num_threads(4) private(i)",
           "target teams distribute parallel do simd map(to: a) map(always, tofrom: b)",
           "threadprivate(/block/, x)",
           "critical(name)",
       })
    EXPECT_EQ(as_directive(DirectiveFamily::openmp, text), text);
  EXPECT_EQ(as_directive(DirectiveFamily::openacc, "!$ACC  Parallel   LOOP Copy( A,B )"),
            "parallel loop copy(A, B)");
  EXPECT_EQ(as_directive(DirectiveFamily::cuda, "kernel do <<<*, 32>>>"), "kernel do <<<*, 32>>>");
}

TEST(Printer, BreaksAtTheBestPlaceThatFits) {
  Fragment fragment;
  fragment.text = "aaa bbb(c, d, e)";
  fragment.breaks = {{3, Fragment::clause}, {8, Fragment::token}, {11, Fragment::item}, {14, Fragment::item}};
  EXPECT_EQ(break_lines(fragment, 80, 80), (std::vector<std::string>{"aaa bbb(c, d, e)"}));
  EXPECT_EQ(break_lines(fragment, 12, 12), (std::vector<std::string>{"aaa", "bbb(c, d, e)"}));
  EXPECT_EQ(break_lines(fragment, 5, 8), (std::vector<std::string>{"aaa", "bbb(c,", "d, e)"}));
  EXPECT_EQ(break_lines(fragment, 1, 1), (std::vector<std::string>{"aaa", "bbb(", "c,", "d,", "e)"}));
}

} // namespace
} // namespace isotach
