// Edits keep the invariants of a tree, are undone without trace, and refuse what would lose text.

#include "tree/edit.h"
#include "tree/text.h"

#include <gtest/gtest.h>

#include "parse/parse.h"
#include "tree/dump.h"
#include "tree/verify.h"
#include "tree/visit.h"

namespace isotach {
namespace {

// A source and its tree, which points to it.
struct Parsed {
  explicit Parsed(std::string text, ParseOptions options = {})
      : source("test.f90", std::move(text)), tree(parse(source, options, diagnostics)) {}
  template <class T> T* find(std::size_t nth = 0) {
    T* found = nullptr;
    for_each<T>(tree.root(), [&](T* node) {
      if (!found && nth-- == 0) found = node;
    });
    return found;
  }
  Diagnostics diagnostics;
  SourceFile source;
  Tree tree;
};

constexpr const char* three_statements =
    "subroutine s(a, b, c)\n  real :: a, b, c\n  a = 1.0\n  b = a*2\n  c = b\nend subroutine\n";

std::vector<NodeKind> kinds(const StmtList& list) {
  std::vector<NodeKind> result;
  for (const Stmt* statement : list) result.push_back(statement->kind);
  return result;
}

std::size_t changed_nodes(Parsed& parsed) {
  std::size_t count = 0;
  walk(parsed.tree.root(), [&](Node* node) { count += node->has(node_flag::changed); });
  return count;
}

TEST(Edit, InsertLinksFlagsAndCounts) {
  Parsed parsed(three_statements);
  auto* anchor = parsed.find<AssignmentStmt>(1);
  auto* added = clone(parsed.tree, parsed.tree, parsed.find<AssignmentStmt>(0));
  EXPECT_TRUE(added->has(node_flag::synthetic));
  ASSERT_EQ(insert_before(parsed.tree, anchor, added), std::nullopt);
  EXPECT_EQ(anchor->previous, added);
  EXPECT_EQ(added->parent, anchor->parent);
  EXPECT_TRUE(anchor->parent->has(node_flag::changed));
  EXPECT_TRUE(parsed.tree.root()->has(node_flag::changed));
  EXPECT_FALSE(anchor->has(node_flag::changed));
  EXPECT_TRUE(verify(parsed.tree).empty());
}

TEST(Edit, WhatIsUndoneLeavesNoTrace) {
  Parsed parsed(three_statements);
  std::string before = dump_text(parsed.tree, parsed.tree.root());
  auto* first = parsed.find<AssignmentStmt>(0);
  auto* second = parsed.find<AssignmentStmt>(1);
  auto* added = clone(parsed.tree, parsed.tree, first);
  ASSERT_EQ(insert_after(parsed.tree, second, added), std::nullopt);
  ASSERT_EQ(detach(parsed.tree, second), std::nullopt);
  EXPECT_TRUE(second->has(node_flag::detached));
  EXPECT_EQ(changed_nodes(parsed), 2u); // the procedure and the file
  ASSERT_EQ(insert_after(parsed.tree, first, second), std::nullopt);
  EXPECT_EQ(changed_nodes(parsed), 2u);
  ASSERT_EQ(detach(parsed.tree, added), std::nullopt);
  EXPECT_EQ(changed_nodes(parsed), 0u);
  EXPECT_EQ(dump_text(parsed.tree, parsed.tree.root()), before);
  EXPECT_TRUE(parsed.tree.edits.removed.empty());
  EXPECT_TRUE(parsed.tree.edits.changes.empty());
}

TEST(Edit, AStatementOfTheSourceGoesBackOnlyWhereItWas) {
  Parsed parsed(three_statements);
  auto* first = parsed.find<AssignmentStmt>(0);
  auto* second = parsed.find<AssignmentStmt>(1);
  auto* third = parsed.find<AssignmentStmt>(2);
  ASSERT_EQ(detach(parsed.tree, first), std::nullopt);
  EXPECT_NE(insert_after(parsed.tree, third, first), std::nullopt);
  EXPECT_NE(insert_after(parsed.tree, second, first), std::nullopt);
  EXPECT_EQ(insert_before(parsed.tree, second, first), std::nullopt);
}

TEST(Edit, RemovingWhatHoldsAChangeCountsOnce) {
  Parsed parsed(
      "subroutine s(a)\n  real :: a\n  if (a > 0) then\n    a = 1\n    a = 2\n  end if\nend subroutine\n");
  auto* block = parsed.find<IfConstruct>();
  auto* inner = parsed.find<AssignmentStmt>();
  ASSERT_EQ(detach(parsed.tree, inner), std::nullopt);
  ASSERT_EQ(detach(parsed.tree, block), std::nullopt);
  ASSERT_EQ(insert_after(parsed.tree, parsed.find<TypeDeclStmt>(), block), std::nullopt);
  EXPECT_TRUE(parsed.tree.root()->has(node_flag::changed));
  ASSERT_EQ(insert_before(parsed.tree, parsed.find<AssignmentStmt>(), inner), std::nullopt);
  EXPECT_EQ(changed_nodes(parsed), 0u);
}

TEST(Edit, RefusesWhatIsInTheTreeAndWhatIsNoListMember) {
  Parsed parsed("subroutine s(n)\n  integer :: n, i\n  do i = 1, n\n    n = 1\n  end do\nend subroutine\n");
  auto* loop = parsed.find<DoConstruct>();
  auto* assignment = parsed.find<AssignmentStmt>();
  EXPECT_NE(insert_before(parsed.tree, loop, assignment), std::nullopt);
  auto* added = clone(parsed.tree, parsed.tree, assignment);
  EXPECT_NE(insert_before(parsed.tree, loop->begin, added), std::nullopt);
  EXPECT_NE(detach(parsed.tree, loop->end), std::nullopt);
  EXPECT_EQ(list_of(loop->begin), nullptr);
  EXPECT_EQ(list_of(assignment), &loop->body);
}

TEST(Edit, TextOfConditionalsAndMacrosStays) {
  Parsed parsed("subroutine s(a)\n  real :: a\n#define SETUP a = 1\n  SETUP\n#ifdef X\n  a = 2\n#else\n  a = "
                "3\n#endif\n"
                "  if (a > 0) then\n#ifdef X\n    a = 4\n#endif\n  end if\n  a = 5\nend subroutine\n");
  auto* region = parsed.find<ConditionalRegion>();
  ASSERT_NE(region, nullptr);
  EXPECT_NE(detach(parsed.tree, region), std::nullopt);
  EXPECT_NE(detach(parsed.tree, parsed.find<IfConstruct>()), std::nullopt);
  EXPECT_NE(detach(parsed.tree, parsed.find<AssignmentStmt>(0)), std::nullopt);
  auto* alternative = cast<Alternative>(region->alternatives.first());
  EXPECT_NE(detach(parsed.tree, alternative), std::nullopt);
  EXPECT_EQ(detach(parsed.tree, parsed.find<AssignmentStmt>(1)), std::nullopt);
  auto* added = clone(parsed.tree, parsed.tree, parsed.find<AssignmentStmt>(0));
  EXPECT_NE(insert_before(parsed.tree, parsed.find<AssignmentStmt>(0), added), std::nullopt);
}

TEST(Edit, ClonesCrossTreesWithTheirSpellings) {
  Parsed from("subroutine s\n  Total = PHI(I, :)%Field*2.5D0 + f(KEY=.TRUE.) // 'it''s'\nend subroutine\n");
  Parsed to(three_statements);
  auto* copy = clone(to.tree, from.tree, from.find<AssignmentStmt>());
  EXPECT_EQ(copy->parent, nullptr);
  EXPECT_FALSE(copy->has_tokens());
  ASSERT_EQ(insert_after(to.tree, to.find<AssignmentStmt>(2), copy), std::nullopt);
  EXPECT_EQ(kinds(*list_of(copy)).back(), NodeKind::AssignmentStmt);
  EXPECT_EQ(to.tree.spelling(cast<NameRef>(copy->target)->name), "total");
  EXPECT_EQ(own_text(to.tree, copy->target), "Total");
  std::vector<std::string> literals;
  walk(copy, [&](Node* node) {
    if (isa<RealLiteral>(node) || isa<StringLiteral>(node) || isa<LogicalLiteral>(node))
      literals.push_back(own_text(to.tree, node));
  });
  EXPECT_EQ(literals, (std::vector<std::string>{"2.5D0", ".TRUE.", "'it''s'"}));
  auto* again = clone(to.tree, to.tree, copy);
  EXPECT_EQ(own_text(to.tree, again->target), "Total");
}

TEST(Edit, GroupInFindsHashLinesOfARange) {
  Parsed parsed(
      "subroutine s(a)\n  real :: a\n#ifdef X\n  a = 2\n#else\n  a = 3\n#endif\n  a = 5\nend subroutine\n");
  std::string_view text = parsed.source.text();
  auto at = [&](std::string_view what) { return static_cast<std::uint32_t>(text.find(what)); };
  EXPECT_EQ(group_in(parsed.tree, at("a = 2"), at("a = 2") + 5, false), nullptr);
  EXPECT_NE(group_in(parsed.tree, at("a = 2"), at("a = 3"), false), nullptr);
  EXPECT_NE(group_in(parsed.tree, at("a = 3"), at("a = 5"), false), nullptr);
  EXPECT_NE(group_in(parsed.tree, 0, at("a = 5"), false), nullptr);
  EXPECT_EQ(group_in(parsed.tree, 0, at("a = 5"), true), nullptr);
  EXPECT_EQ(group_in(parsed.tree, at("a = 5"), parsed.source.size(), false), nullptr);
}

} // namespace
} // namespace isotach
