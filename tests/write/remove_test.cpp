// What removing a statement takes away, and what it leaves.

#include "sources.h"
#include "transform/kinds.h"

namespace isotach {
namespace {

std::string without_directive(const std::string& text, std::uint32_t line, bool pair = false,
                              ParseOptions options = {}) {
  Source source(text, options);
  DirectiveStmt* directive = directive_at_line(source.tree, line);
  if (!directive) return "no directive";
  EXPECT_TRUE(remove_directive(source.tree, directive, pair, source.diagnostics)) << source.messages();
  return source.written();
}

template <class T>
std::string without(const std::string& text, std::initializer_list<std::size_t> which,
                    ParseOptions options = {}) {
  Source source(text, options);
  std::vector<T*> found;
  for_each<T>(source.tree.root(), [&](T* node) { found.push_back(node); });
  for (std::size_t i : which) EXPECT_EQ(detach(source.tree, found.at(i)), std::nullopt);
  return source.written();
}

TEST(Remove, ADirectiveWithItsContinuationLines) {
  EXPECT_EQ(without_directive(
                "program p\n  ! comment\n  !$acc parallel loop & ! why\n  ! between\n  !$acc& private(i)\n"
                "  do i = 1, 2\n  end do\nend\n",
                3),
            "program p\n  ! comment\n  ! between\n  do i = 1, 2\n  end do\nend\n");
  EXPECT_EQ(
      without_directive(
          "c$omp parallel do\nc comment\nc$omp&private(i)\n      do i = 1, 2\n      end do\n      end\n", 3,
          false, fixed_form()),
      "c comment\n      do i = 1, 2\n      end do\n      end\n");
}

TEST(Remove, APair) {
  std::string text = "program p\n  !$acc data copy(a)\n  !$acc parallel loop\n  do i = 1, 2\n  end do\n  "
                     "!$acc end parallel loop\n"
                     "  !$acc end data\nend\n";
  EXPECT_EQ(without_directive(text, 2, true),
            "program p\n  !$acc parallel loop\n  do i = 1, 2\n  end do\n  !$acc end parallel loop\nend\n");
  EXPECT_EQ(without_directive(text, 6, true),
            "program p\n  !$acc data copy(a)\n  do i = 1, 2\n  end do\n  !$acc end data\nend\n");
  EXPECT_EQ(without_directive(text, 6), "program p\n  !$acc data copy(a)\n  !$acc parallel loop\n  do i = 1, "
                                        "2\n  end do\n  !$acc end data\nend\n");
}

TEST(Remove, HalfAPairIsRefused) {
  std::string text = "program p\n  !$acc data copy(a)\n  !$acc parallel loop\n  do i = 1, 2\n  end do\n  "
                     "!$acc end parallel loop\n"
                     "  !$acc end data\nend\n";
  for (std::uint32_t line : {2u, 3u, 7u}) {
    Source source(text);
    EXPECT_FALSE(
        remove_directive(source.tree, directive_at_line(source.tree, line), false, source.diagnostics));
    EXPECT_EQ(source.diagnostics.all().back().kind, kinds::RemovalRefused);
    EXPECT_EQ(source.written(), text);
  }
}

TEST(Remove, HalfAPairWhoseOtherHalfIsInABranchIsRefused) {
  std::string text = "program p\n!$omp parallel\nx = 1\n#ifdef A\n!$omp end parallel\n#endif\n"
                     "#ifdef A\n!$acc parallel loop\n#endif\ndo i = 1, 2\nend do\nend\n";
  for (std::uint32_t line : {2u, 5u}) {
    Source source(text);
    EXPECT_FALSE(
        remove_directive(source.tree, directive_at_line(source.tree, line), false, source.diagnostics));
    EXPECT_EQ(source.diagnostics.all().back().kind, kinds::RemovalRefused);
    EXPECT_EQ(source.written(), text);
  }
  EXPECT_EQ(without_directive(text, 8).find("!$acc"), std::string::npos); // needs no other half
}

TEST(Remove, PartnersNest) {
  Source source("program p\n!$omp parallel\n!$omp parallel\nx = 1\n!$omp end parallel\n!$omp end "
                "parallel\n!$acc end parallel\nend\n");
  auto at = [&](std::uint32_t line) { return directive_at_line(source.tree, line); };
  EXPECT_EQ(partner_of(source.tree, at(2)), at(6));
  EXPECT_EQ(partner_of(source.tree, at(3)), at(5));
  EXPECT_EQ(partner_of(source.tree, at(5)), at(3));
  EXPECT_EQ(partner_of(source.tree, at(6)), at(2));
  EXPECT_EQ(partner_of(source.tree, at(7)), nullptr);
}

TEST(Remove, RestoresWhatInsertingMade) {
  const std::string sources[] = {
      "program p\n  do i = 1, 2\n  end do\nend\n",
      "program p\r\n  ! c\r\n  do i = 1, 2 ! c\r\n  end do\r\nend",
      "program p\n#ifdef X\n10 do i = 1, 2\n  end do\n#endif\nend\n",
  };
  for (const std::string& text : sources) {
    Source source(text);
    DoConstruct* loop = nullptr;
    for_each<DoConstruct>(source.tree.root(), [&](DoConstruct* found) { loop = found; });
    ASSERT_TRUE(add_loop_directive(source.tree, loop, {DirectiveFamily::openacc, "parallel loop", true},
                                   source.diagnostics));
    std::string written = source.written();
    Source again(written);
    DirectiveStmt* directive = nullptr;
    for_each<DirectiveStmt>(again.tree.root(), [&](DirectiveStmt* found) { directive = found; });
    ASSERT_NE(directive, nullptr);
    ASSERT_TRUE(remove_directive(again.tree, directive, true, again.diagnostics));
    EXPECT_EQ(again.written(), text);
  }
}

TEST(Remove, StatementsThatShareALine) {
  std::string text = "  a = 1; b = 2; c = 3 ! why\nend\n";
  EXPECT_EQ(without<AssignmentStmt>(text, {0}), "  b = 2; c = 3 ! why\nend\n");
  EXPECT_EQ(without<AssignmentStmt>(text, {1}), "  a = 1; c = 3 ! why\nend\n");
  EXPECT_EQ(without<AssignmentStmt>(text, {2}), "  a = 1; b = 2 ! why\nend\n");
  EXPECT_EQ(without<AssignmentStmt>(text, {0, 1}), "  c = 3 ! why\nend\n");
  EXPECT_EQ(without<AssignmentStmt>(text, {0, 2}), "  b = 2 ! why\nend\n");
  EXPECT_EQ(without<AssignmentStmt>(text, {0, 1, 2}), "end\n");
  std::string fixed = "      a = 1; b = 2; c = 3\n      end\n";
  EXPECT_EQ(without<AssignmentStmt>(fixed, {0}, fixed_form()), "             b = 2; c = 3\n      end\n");
  EXPECT_EQ(without<AssignmentStmt>(fixed, {1}, fixed_form()), "      a = 1;        c = 3\n      end\n");
}

TEST(Remove, AConstructWithAllItsLines) {
  EXPECT_EQ(
      without<DoConstruct>(
          "program p\n  ! before\n  x = 1; do i = 1, 2 ! c\n    ! inside\n    a = i\n  end do; y = 2\nend\n",
          {0}),
      "program p\n  ! before\n  x = 1 ! c\n  y = 2\nend\n");
  EXPECT_EQ(
      without<DoConstruct>("program p\n  do i = 1, 2\n    do j = 1, 2\n    end do\n  end do\nend\n", {1, 0}),
      "program p\nend\n");
}

TEST(Remove, AnAddedStatementOutlivesItsNeighbours) {
  std::string text = "program p\n  a = 1\n  do i = 1, 2\n  end do\n  b = 2\nend\n";
  Source source(text);
  DoConstruct* loop = loop_at_line(source.tree, 3);
  ASSERT_TRUE(source.insert(3, "data copy(a)"));
  Stmt* before = loop->previous->previous;
  Stmt* after = loop->next->next;
  ASSERT_EQ(detach(source.tree, loop), std::nullopt);
  EXPECT_EQ(source.written(), "program p\n  a = 1\n  !$acc data copy(a)\n  !$acc end data\n  b = 2\nend\n");
  ASSERT_EQ(detach(source.tree, before), std::nullopt);
  ASSERT_EQ(detach(source.tree, after), std::nullopt);
  EXPECT_EQ(source.written(), "program p\n  !$acc data copy(a)\n  !$acc end data\nend\n");
}

} // namespace
} // namespace isotach
