// Edits of statements and of their parts as text: only what was edited changes, and the result reads back as
// the tree that the edit made.

#include "sources.h"
#include "transform/rename_local.h"
#include "transform/statement_edits.h"

namespace isotach {
namespace {

// Kinds and names of a tree, edited or not, without places.
void outline(const Tree& tree, const Node* node, std::string& out) {
  out += to_string(node->kind);
  if (auto* name = dyn_cast<NameRef>(node)) out += " " + std::string(tree.spelling(name->name));
  out += "(";
  for_each_child(node, [&](const Node* child) { outline(tree, child, out); });
  out += ")\n";
}

void expect_reads_back(Source& source, ParseOptions options = {}) {
  std::string text = source.written(), edited, read;
  Source again(text, options);
  EXPECT_EQ(again.diagnostics.errors(), 0u) << again.messages() << text;
  outline(source.tree, source.tree.root(), edited);
  outline(again.tree, again.tree.root(), read);
  EXPECT_EQ(edited, read) << text;
  EXPECT_TRUE(verify(source.tree).empty());
}

Stmt* at(Source& source, std::uint32_t line) {
  Stmt* found = statement_at_line(source.tree, line);
  EXPECT_NE(found, nullptr) << line;
  return found;
}

constexpr const char* body = "subroutine s(a, n)\n"
                             "  real :: a(n), tmp ! a temporary\n"
                             "  integer :: i\n"
                             "\n"
                             "  ! sets it\n"
                             "  tmp = 1.0 ! at once\n"
                             "  do i = 1, n\n"
                             "    ! inner\n"
                             "    a(i) = tmp*&\n"
                             "         & (Tmp + 2)\n"
                             "  end do\n"
                             "  a(1) = 0\n"
                             "end subroutine s\n";

TEST(EditStatements, AMovedStatementTakesItsComments) {
  Source source(body);
  ASSERT_TRUE(move_statement(source.tree, at(source, 6), at(source, 12), source.diagnostics))
      << source.messages();
  EXPECT_EQ(source.written(),
            "subroutine s(a, n)\n  real :: a(n), tmp ! a temporary\n  integer :: i\n\n  do i = 1, n\n"
            "    ! inner\n    a(i) = tmp*&\n         & (Tmp + 2)\n  end do\n  ! sets it\n"
            "  tmp = 1.0 ! at once\n  a(1) = 0\nend subroutine s\n");
  expect_reads_back(source);
  EXPECT_EQ(line_map(source.file, text_edits(source.tree)),
            "1-4\ttest.f90:1-4\n5-9\ttest.f90:7-11\n10-11\ttest.f90:5-6\n12-13\ttest.f90:12-13\n");
  // And home again, without a trace.
  ASSERT_EQ(move_before(source.tree, at(source, 7), at(source, 6)), std::nullopt);
  EXPECT_EQ(source.written(), body);
  EXPECT_TRUE(source.tree.edits.changes.empty());
}

TEST(EditStatements, AMovedStatementTakesItsPlacesIndentation) {
  Source source(body);
  ASSERT_TRUE(move_statement(source.tree, at(source, 6), at(source, 9), source.diagnostics));
  EXPECT_NE(
      source.written().find("  do i = 1, n\n    ! inner\n    ! sets it\n    tmp = 1.0 ! at once\n    a(i) "),
      std::string::npos)
      << source.written();
  expect_reads_back(source);
}

TEST(EditStatements, AConstructMovesWholeAndWithItsOwnEdits) {
  Source directed(body);
  ASSERT_TRUE(directed.insert(7));
  ASSERT_FALSE(move_statement(directed.tree, at(directed, 7), at(directed, 6), directed.diagnostics));
  Source source(body);
  ASSERT_TRUE(rename_local(source.tree, "s", "tmp", "temporary", source.diagnostics)) << source.messages();
  ASSERT_TRUE(move_statement(source.tree, at(source, 7), at(source, 6), source.diagnostics));
  EXPECT_EQ(source.written(),
            "subroutine s(a, n)\n  real :: a(n), temporary ! a temporary\n  integer :: i\n\n  ! sets it\n"
            "  do i = 1, n\n    ! inner\n    a(i) = temporary*&\n         & (temporary + 2)\n  end do\n"
            "  temporary = 1.0 ! at once\n  a(1) = 0\nend subroutine s\n");
  expect_reads_back(source);
}

// Edits inside what moves, before it moves and after, are written where it stands.
TEST(EditStatements, EditsGoOnInsideWhatMoved) {
  Source source(body);
  ASSERT_TRUE(move_statement(source.tree, at(source, 7), at(source, 6), source.diagnostics));
  ASSERT_TRUE(move_statement(source.tree, at(source, 12), at(source, 9), source.diagnostics));
  ASSERT_TRUE(source.insert(7, "parallel loop", true));
  EXPECT_EQ(
      source.written(),
      "subroutine s(a, n)\n  real :: a(n), tmp ! a temporary\n  integer :: i\n\n  ! sets it\n"
      "  !$acc parallel loop\n  do i = 1, n\n    ! inner\n    a(1) = 0\n    a(i) = tmp*&\n"
      "         & (Tmp + 2)\n  end do\n  !$acc end parallel loop\n  tmp = 1.0 ! at once\nend subroutine s\n");
  expect_reads_back(source);
}

TEST(EditStatements, WhatLeftAMovedConstructIsNotWrittenTwice) {
  Source source(body);
  ASSERT_TRUE(move_statement(source.tree, at(source, 9), at(source, 12), source.diagnostics));
  ASSERT_TRUE(move_statement(source.tree, at(source, 7), at(source, 6), source.diagnostics));
  EXPECT_EQ(source.written(),
            "subroutine s(a, n)\n  real :: a(n), tmp ! a temporary\n  integer :: i\n\n  ! sets it\n"
            "  do i = 1, n\n  end do\n  tmp = 1.0 ! at once\n  ! inner\n  a(i) = tmp*&\n"
            "       & (Tmp + 2)\n  a(1) = 0\nend subroutine s\n");
  expect_reads_back(source);
}

TEST(EditStatements, WhatIsRemovedFromAMovedConstructIsGone) {
  for (bool first : {true, false}) {
    Source source(body);
    if (first) ASSERT_TRUE(remove_statement(source.tree, at(source, 9), source.diagnostics));
    ASSERT_TRUE(move_statement(source.tree, at(source, 7), at(source, 6), source.diagnostics));
    if (!first) ASSERT_TRUE(remove_statement(source.tree, at(source, 9), source.diagnostics));
    std::string text = source.written();
    EXPECT_EQ(text.find("a(i)"), std::string::npos) << text;
    expect_reads_back(source);
  }
}

// What was put around statements of the source takes them along when it leaves, and where it goes.
TEST(EditStatements, AConstructTakesAlongWhatItWasPutAround) {
  Source source(body);
  ASSERT_TRUE(wrap_in_if(source.tree, at(source, 6), at(source, 7), "n > 1", source.diagnostics));
  IfConstruct* wrapper = nullptr;
  for_each<IfConstruct>(source.tree.root(), [&](IfConstruct* found) { wrapper = found; });
  ASSERT_NE(wrapper, nullptr);
  ASSERT_EQ(detach(source.tree, wrapper), std::nullopt);
  EXPECT_EQ(source.written(), "subroutine s(a, n)\n  real :: a(n), tmp ! a temporary\n  integer :: i\n\n"
                              "  ! sets it\n  a(1) = 0\nend subroutine s\n");
  expect_reads_back(source);
  ASSERT_EQ(insert_after(source.tree, at(source, 12), wrapper), std::nullopt);
  std::string text = source.written();
  EXPECT_NE(text.find("  a(1) = 0\n  if (n > 1) then\n"), std::string::npos) << text;
  EXPECT_NE(text.find("end do\n  end if\nend subroutine"), std::string::npos) << text;
  expect_reads_back(source);
}

TEST(EditStatements, StatementsInsertedAroundAReplacedOneKeepTheirOrder) {
  Source source("subroutine s(a)\n  real :: a\n  a = 1\n  a = 2\n  a = 3\nend subroutine s\n");
  Stmt* second = at(source, 4);
  Stmt* fresh = clone(source.tree, source.tree, at(source, 3));
  ASSERT_EQ(replace(source.tree, second, fresh), std::nullopt);
  ASSERT_EQ(insert_before(source.tree, fresh, clone(source.tree, source.tree, at(source, 5))), std::nullopt);
  ASSERT_EQ(insert_after(source.tree, fresh, clone(source.tree, source.tree, second)), std::nullopt);
  EXPECT_EQ(source.written(), "subroutine s(a)\n  real :: a\n  a = 1\n  a = 3\n  a = 1\n  a = 2\n  a = 3\n"
                              "end subroutine s\n");
  expect_reads_back(source);
}

TEST(EditStatements, TheEndThatLoopsShareStaysTheirEnd) {
  ParseOptions fixed = fixed_form();
  Source source("      do 10 i = 1, 2\n      do 10 j = 1, 2\n   10 a(i, j) = 0\n      b = 1\n      end\n",
                fixed);
  EXPECT_FALSE(move_statement(source.tree, at(source, 2), at(source, 4), source.diagnostics));
  EXPECT_NE(detach(source.tree, at(source, 2)), std::nullopt);
  EXPECT_NE(insert_after(source.tree, at(source, 2), clone(source.tree, source.tree, at(source, 4))),
            std::nullopt);
  EXPECT_TRUE(source.tree.edits.changes.empty());
  EXPECT_TRUE(move_statement(source.tree, at(source, 4), at(source, 1), source.diagnostics));
  expect_reads_back(source, fixed);
}

TEST(EditStatements, WrappingKeepsTheLinesOfWhatIsWrapped) {
  Source source(body);
  ASSERT_TRUE(wrap_in_if(source.tree, at(source, 6), at(source, 7), "n > 1", source.diagnostics))
      << source.messages();
  std::string text = source.written();
  EXPECT_NE(text.find("\n\n  if (n > 1) then\n  ! sets it\n  tmp = 1.0 ! at once\n  do i"), std::string::npos)
      << text;
  EXPECT_NE(text.find("  end do\n  end if\n  a(1) = 0\n"), std::string::npos) << text;
  expect_reads_back(source);
  ASSERT_TRUE(source.insert(7)); // edits go on inside
  expect_reads_back(source);
  EXPECT_NE(source.written().find("  tmp = 1.0 ! at once\n  !$acc parallel loop\n  do i"), std::string::npos);
}

TEST(EditStatements, WhatIsReplacedLeavesItsPlaceAndLabel) {
  Source source("subroutine s\n  ! why\n  x = 1 ! so\n  ! next\n10 y = 2\n  goto 10\nend subroutine\n");
  Source other("subroutine t\n  Call Solve(A)\nend subroutine\n");
  for (std::uint32_t line : {3u, 5u})
    ASSERT_EQ(replace(source.tree, at(source, line), clone(source.tree, other.tree, at(other, 2))),
              std::nullopt);
  EXPECT_EQ(
      source.written(),
      "subroutine s\n  ! why\n  call Solve(A)\n  ! next\n10 call Solve(A)\n  goto 10\nend subroutine\n");
  expect_reads_back(source);
}

TEST(EditStatements, APartIsReplacedWhereItStands) {
  Source source("subroutine s\n  x = a*b + c ! sum\nend subroutine\n");
  Source other("subroutine t\n  x = p + q\nend subroutine\n");
  Expr* sum = cast<AssignmentStmt>(at(other, 2))->value;
  auto* value = cast<BinaryExpr>(cast<AssignmentStmt>(at(source, 2))->value);
  Expr* b = cast<BinaryExpr>(value->left)->right;
  Expr* fresh = clone(source.tree, other.tree, sum);
  ASSERT_EQ(replace_part(source.tree, b, fresh), std::nullopt);
  EXPECT_EQ(source.written(), "subroutine s\n  x = a*(p + q) + c ! sum\nend subroutine\n");
  ASSERT_EQ(replace_part(source.tree, fresh, b), std::nullopt);
  EXPECT_EQ(source.written(), source.file.text());
  EXPECT_TRUE(source.tree.edits.changes.empty());
}

TEST(EditStatements, ANewNameFitsTheLine) {
  std::string sum = "  x = ab";
  for (int i = 0; i < 20; ++i) sum += " + ab";
  Source source("subroutine s\n  real :: ab, x\n" + sum + "\nend subroutine\n");
  ASSERT_TRUE(rename_local(source.tree, "S", "AB", "a_longer_name", source.diagnostics)) << source.messages();
  std::string written = source.written();
  for (std::size_t begin = 0, end; begin < written.size(); begin = end + 1) {
    end = written.find('\n', begin);
    EXPECT_LE(end - begin, 132u) << written;
  }
  expect_reads_back(source);
}

TEST(EditStatements, FixedFormKeepsItsColumns) {
  std::string line = "      x = ab + ab + ab + ab + ab + ab + ab + ab + ab + ab + ab + ab";
  line.resize(72, ' ');
  std::string text = "      subroutine s\n      real ab, x\n" + line + "SEQ00030\n      ab = 1\n      end\n";
  for (const char* name : {"a", "abcdefgh"}) {
    Source source(text, fixed_form());
    ASSERT_EQ(source.diagnostics.errors(), 0u) << source.messages();
    ASSERT_TRUE(rename_local(source.tree, "s", "ab", name, source.diagnostics)) << source.messages();
    std::string written = source.written();
    std::size_t mark = written.find("SEQ00030");
    ASSERT_NE(mark, std::string::npos) << written;
    EXPECT_EQ(mark - written.rfind('\n', mark) - 1, 72u) << written;
    expect_reads_back(source, fixed_form());
  }
}

TEST(EditStatements, WhatIsNotLocalKeepsItsName) {
  auto refusal = [](const std::string& text, const char* from, const char* to) {
    Source source(text);
    EXPECT_FALSE(rename_local(source.tree, "s", from, to, source.diagnostics)) << text;
    EXPECT_EQ(source.diagnostics.errors(), 1u);
    return source.messages();
  };
  auto expect_refusal = [&](const std::string& lines, const char* to, std::string_view reason) {
    std::string message = refusal("subroutine s\n" + lines + "end\n", "x", to);
    EXPECT_NE(message.find(reason), std::string::npos) << message;
  };
  EXPECT_NE(refusal("subroutine s(x)\n  real :: x\nend\n", "x", "y").find("interface"), std::string::npos);
  expect_refusal("  real :: x\n  y = x\n", "y", "in use");
  expect_refusal("  real :: x\n", "9y", "not a name");
  expect_refusal("  real :: x\n  namelist /g/ x\n", "y", "NAMELIST");
  expect_refusal("  y = x\n", "z", "does not declare");
  expect_refusal("  real :: x\n  include 'f'\n", "z", "INCLUDE");
  expect_refusal("  real :: x\n  associate (x => y)\n  end associate\n", "z", "ASSOCIATE");
}

TEST(EditStatements, ARenamedNameStopsAtOtherMeanings) {
  std::string text =
      "subroutine s\n  real :: x\n  type t\n    real :: x\n  end type\n  type(t) :: o\n  x = o%x\n"
      "  call f(x=x)\n  !$omp parallel do reduction(+: x)\n  do i = 1, 2\n  end do\ncontains\n"
      "  subroutine own\n    real :: x\n    x = 1\n  end subroutine\n"
      "  subroutine host\n    x = 1\n  end subroutine\nend\n";
  Source source(text);
  ASSERT_TRUE(rename_local(source.tree, "s", "x", "z", source.diagnostics)) << source.messages();
  EXPECT_EQ(source.written(),
            "subroutine s\n  real :: z\n  type t\n    real :: x\n  end type\n  type(t) :: o\n  z = o%x\n"
            "  call f(x=z)\n  !$omp parallel do reduction(+: z)\n  do i = 1, 2\n  end do\ncontains\n"
            "  subroutine own\n    real :: x\n    x = 1\n  end subroutine\n"
            "  subroutine host\n    z = 1\n  end subroutine\nend\n");
}

TEST(EditStatements, LiteralsNameTheirKind) {
  Source source(
      "subroutine s\n  integer, parameter :: wp = 8, ck = 1\n  x = 1.0_WP + 3_wp + f(ck_'wp', .true._wp)\n"
      "end subroutine\n");
  EXPECT_FALSE(rename_local(source.tree, "s", "ck", "wp", source.diagnostics));
  ASSERT_TRUE(rename_local(source.tree, "s", "wp", "dp", source.diagnostics)) << source.messages();
  ASSERT_TRUE(rename_local(source.tree, "s", "ck", "k", source.diagnostics)) << source.messages();
  EXPECT_EQ(source.written(),
            "subroutine s\n  integer, parameter :: dp = 8, k = 1\n  x = 1.0_dp + 3_dp + f(k_'wp', "
            ".true._dp)\nend subroutine\n");
}

TEST(EditStatements, AppendedStatementsStandInTheirBlock) {
  Source source("subroutine s\n  do i = 1, 2\n  end do\nend subroutine\n");
  Source other("subroutine t\n  x = 1\nend subroutine\n");
  DoConstruct* loop = loop_at_line(source.tree, 2);
  ASSERT_EQ(append(source.tree, loop, clone(source.tree, other.tree, at(other, 2))), std::nullopt);
  EXPECT_EQ(source.written(), "subroutine s\n  do i = 1, 2\n    x = 1\n  end do\nend subroutine\n");
  EXPECT_EQ(line_map(source.file, text_edits(source.tree)),
            "1-2\ttest.f90:1-2\n3\ttest.f90:2\n4-5\ttest.f90:3-4\n");
  expect_reads_back(source);
}

TEST(EditStatements, BranchesOfConditionsKeepTheirStatements) {
  Source source(
      "subroutine s\n#ifdef A\n  x = 1\n  y = 2\n#else\n  x = 2\n#endif\n  z = 3\nend subroutine\n");
  EXPECT_FALSE(move_statement(source.tree, at(source, 3), at(source, 8), source.diagnostics));
  EXPECT_FALSE(move_statement(source.tree, at(source, 8), at(source, 6), source.diagnostics));
  EXPECT_TRUE(move_statement(source.tree, at(source, 4), at(source, 3), source.diagnostics))
      << source.messages();
  EXPECT_EQ(source.written(), "subroutine s\n#ifdef A\n  y = 2\n  x = 1\n#else\n  x = 2\n#endif\n  z = 3\n"
                              "end subroutine\n");
}

TEST(EditStatements, LabelsAndPairsOfDirectivesStayWhole) {
  Source source(
      "subroutine s\n10 x = 1\n  goto 10\n  !$acc data copy(x)\n  y = 1\n  !$acc end data\n  z = 2\n"
      "end subroutine\n");
  EXPECT_FALSE(remove_statement(source.tree, at(source, 2), source.diagnostics));
  EXPECT_FALSE(wrap_in_if(source.tree, at(source, 2), at(source, 3), "l", source.diagnostics));
  EXPECT_FALSE(wrap_in_if(source.tree, at(source, 5), at(source, 6), "l", source.diagnostics));
  EXPECT_FALSE(wrap_in_if(source.tree, at(source, 7), at(source, 7), "l) then; (m", source.diagnostics));
  EXPECT_FALSE(move_statement(source.tree, at(source, 4), at(source, 7), source.diagnostics));
  EXPECT_EQ(source.written(), source.file.text());
  EXPECT_TRUE(wrap_in_if(source.tree, at(source, 4), at(source, 6), "l", source.diagnostics))
      << source.messages();
  expect_reads_back(source);
}

} // namespace
} // namespace isotach
