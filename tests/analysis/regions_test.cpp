// Which statements a directive holds, and what is around a statement: optional ENDs, BLOCK, labelled DO,
// SECTION, halves of pairs in #if groups, lists that were edited.

#include "analysis/regions.h"

#include <gtest/gtest.h>

#include "parse/parse.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach {
namespace {

struct Parsed {
  explicit Parsed(std::string text)
      : source("test.F90", std::move(text)), tree(parse(source, {{}, all_directives}, diagnostics)) {}

  // The statement of a list that begins on a line.
  Stmt* at(std::uint32_t line) {
    Stmt* found = nullptr;
    walk(tree.root(), [&](Node* node) {
      auto* statement = dyn_cast<Stmt>(node);
      if (found || !statement || !statement->has_tokens() || !list_of(statement)) return;
      if (isa<MainProgram>(statement) || isa<Procedure>(statement) || isa<Alternative>(statement) ||
          isa<ConditionalRegion>(statement))
        return;
      if (line_of(statement) == line) found = statement;
    });
    return found;
  }
  DirectiveStmt* directive(std::uint32_t line) { return cast<DirectiveStmt>(at(line)); }
  std::uint32_t line_of(const Node* node) {
    return tree.source().position(tree.lexed.tokens[node->first_token].begin).line;
  }

  // "3-5 end 6", "empty end 4", "unknown: why", "none"
  std::string held(std::uint32_t line) {
    const DirectiveRegion* region = regions.of(directive(line));
    if (!region) return "none";
    if (!region->known()) return "unknown: " + std::string(region->unknown);
    std::string text = "empty";
    if (region->first)
      text = std::to_string(line_of(region->first)) + "-" + std::to_string(line_of(region->last));
    if (region->end) text += " end " + std::to_string(line_of(region->end));
    return text;
  }
  // Lines of the directives around a statement, innermost first; "?" where what it holds is not known.
  std::string around(std::uint32_t line) { return chain(regions.around(at(line))); }
  std::string chain(const DirectiveRegion* region) {
    std::string text;
    for (; region; region = region->outer)
      text += (text.empty() ? "" : " ") +
              (region->directive ? std::to_string(line_of(region->directive)) : std::string("text")) +
              (region->known() ? "" : "?");
    return text;
  }

  Diagnostics diagnostics;
  SourceFile source;
  Tree tree;
  Regions regions{tree};
};

TEST(Regions, END_of_a_loop_directive_is_optional) {
  Parsed p("subroutine s\n"
           "!$omp parallel do\n" // 2
           "do i = 1, 2\n"       // 3
           "x = i\n"             // 4
           "end do\n"
           "!$omp parallel do\n" // 6
           "do i = 1, 2\n"       // 7
           "x = i\n"
           "end do\n"
           "!$omp end parallel do\n" // 10
           "y = 1\n"                 // 11
           "end\n");
  EXPECT_EQ(p.held(2), "3-3");
  EXPECT_EQ(p.held(6), "7-7 end 10");
  EXPECT_EQ(p.held(10), "7-7 end 10");
  EXPECT_EQ(p.around(4), "2");
  EXPECT_EQ(p.around(8), "6");
  EXPECT_EQ(p.around(2), "");
  EXPECT_EQ(p.around(10), "");
  EXPECT_EQ(p.around(11), "");
}

TEST(Regions, nest_over_lists_and_directives) {
  Parsed p("subroutine s\n"
           "!$acc data copy(a)\n"  // 2
           "do k = 1, 2\n"         // 3
           "!$acc parallel loop\n" // 4
           "!$omp simd\n"          // 5
           "do i = 1, 2\n"         // 6
           "!$acc loop\n"          // 7
           "do j = 1, 2\n"         // 8
           "x = i\n"               // 9
           "end do\n"
           "end do\n"
           "y = 1\n" // 12
           "end do\n"
           "!$acc end data\n" // 14
           "end\n");
  EXPECT_EQ(p.held(2), "3-3 end 14");
  EXPECT_EQ(p.held(4), "5-6");
  EXPECT_EQ(p.held(5), "6-6");
  EXPECT_EQ(p.around(9), "7 5 4 2");
  EXPECT_EQ(p.around(6), "5 4 2");
  EXPECT_EQ(p.around(5), "4 2");
  EXPECT_EQ(p.around(12), "2");
}

TEST(Regions, an_END_of_an_inner_loop_directive_belongs_to_the_outer) {
  Parsed p("subroutine s\n"
           "!$omp parallel do\n"   // 2
           "!$omp tile sizes(4)\n" // 3
           "do i = 1, 8\n"         // 4
           "end do\n"
           "!$omp end tile\n" // 6
           "!$omp end parallel do\n"
           "end\n");
  EXPECT_EQ(p.held(2), "3-6 end 7");
  EXPECT_EQ(p.held(3), "4-4 end 6");
}

TEST(Regions, a_BLOCK_construct_is_a_whole_region_in_OpenMP) {
  Parsed p("subroutine s\n"
           "!$omp parallel\n" // 2
           "block\n"          // 3
           "x = 1\n"          // 4
           "end block\n"
           "y = 1\n" // 6
           "end\n");
  EXPECT_EQ(p.held(2), "3-3");
  EXPECT_EQ(p.around(4), "2");
  EXPECT_EQ(p.around(6), "");
  Parsed closed("subroutine s\n!$omp parallel\nblock\nx = 1\nend block\n!$omp end parallel\nend\n");
  EXPECT_EQ(closed.held(2), "3-3 end 6");
  Parsed acc("subroutine s\n!$acc data copy(a)\nblock\nx = 1\nend block\nend\n");
  EXPECT_EQ(acc.held(2), "unknown: it has no END directive in its list of statements");
}

TEST(Regions, a_CRITICAL_construct_is_not_a_whole_region) {
  Parsed p("subroutine s\n!$omp parallel\ncritical\nx = 1\nend critical\nend\n");
  EXPECT_EQ(p.diagnostics.all().size(), 1u);
  EXPECT_EQ(p.held(2), "unknown: it has no END directive in its list of statements");
}

TEST(Regions, loops_that_share_their_last_statement) {
  Parsed p("subroutine s\n"
           "!$omp parallel do\n" // 2
           "do 10 i = 1, 2\n"    // 3
           "do 10 j = 1, 2\n"    // 4
           "10 x = 1\n"
           "!$omp end parallel do\n" // 6
           "y = 1\n"                 // 7
           "end\n");
  EXPECT_EQ(p.held(2), "3-3 end 6");
  EXPECT_EQ(p.around(4), "2");
  EXPECT_EQ(p.around(7), "");
  Parsed inner("subroutine s\n"
               "do 10 i = 1, 2\n"
               "!$omp parallel do\n" // 3
               "do 10 j = 1, 2\n"    // 4
               "10 x = 1\n"
               "y = 1\n"
               "end\n");
  EXPECT_EQ(inner.held(3), "4-4");
  Parsed outside("subroutine s\n"
                 "do 10 i = 1, 2\n"
                 "!$omp parallel do\n" // 3
                 "do 10 j = 1, 2\n"    // 4
                 "10 x = 1\n"
                 "!$omp end parallel do\n"
                 "end\n");
  EXPECT_EQ(outside.held(3), "unknown: its END directive may stand after an enclosing loop, whose last "
                             "statement the loop shares");
  EXPECT_EQ(outside.around(4), "3?");
}

TEST(Regions, sections) {
  Parsed p("subroutine s\n"
           "!$omp parallel sections\n" // 2
           "x = 1\n"                   // 3
           "!$omp section\n"           // 4
           "x = 2\n"                   // 5
           "!$omp sections\n"          // 6
           "!$omp section\n"           // 7
           "x = 3\n"                   // 8
           "!$omp end sections\n"      // 9
           "!$omp section\n"           // 10
           "!$omp end parallel sections\n"
           "end\n");
  EXPECT_EQ(p.held(2), "3-10 end 11");
  EXPECT_EQ(p.held(4), "5-9");
  EXPECT_EQ(p.held(7), "8-8");
  EXPECT_EQ(p.held(10), "empty");
  EXPECT_EQ(p.around(3), "2");
  EXPECT_EQ(p.around(5), "4 2");
  EXPECT_EQ(p.around(8), "7 6 4 2");
}

TEST(Regions, one_statement) {
  Parsed p("subroutine s\n"
           "!$acc atomic update\n"  // 2
           "x = x + 1\n"            // 3
           "y = 1\n"                // 4
           "!$acc atomic capture\n" // 5
           "y = x\n"                // 6
           "x = x + 1\n"            // 7
           "!$acc end atomic\n"     // 8
           "!$omp atomic\n"         // 9
           "x = x + 1\n"            // 10
           "!$omp end atomic\n"
           "!$omp allocate(a)\n"    // 12
           "!$omp allocate(b)\n"    // 13
           "allocate(a(2), b(2))\n" // 14
           "!$omp atomic capture\n" // 15
           "y = x\n"
           "end\n");
  EXPECT_EQ(p.held(2), "3-3");
  EXPECT_EQ(p.around(4), "");
  EXPECT_EQ(p.held(5), "6-7 end 8");
  EXPECT_EQ(p.held(9), "10-10 end 11");
  EXPECT_EQ(p.held(12), "13-14");
  EXPECT_EQ(p.held(13), "14-14");
  EXPECT_EQ(p.held(15), "unknown: it has no END directive in its list of statements");
}

TEST(Regions, a_clause_makes_a_directive_stand_alone) {
  Parsed p("subroutine s\n"
           "!$omp ordered depend(source)\n" // 2
           "x = 1\n"                        // 3
           "!$omp ordered doacross(source:)\n"
           "!$omp ordered\n" // 5
           "x = 1\n"         // 6
           "!$omp end ordered\n"
           "end\n");
  EXPECT_EQ(p.diagnostics.all().size(), 0u);
  EXPECT_EQ(p.held(2), "none");
  EXPECT_EQ(p.held(4), "none");
  EXPECT_EQ(p.held(5), "6-6 end 7");
  EXPECT_EQ(p.around(3), "");
}

TEST(Regions, an_END_that_does_not_follow_its_loop_is_doubted) {
  Parsed p("subroutine s\n!$omp do\ndo i = 1, 2\nend do\nx = 1\n!$omp end do\nend\n");
  EXPECT_EQ(p.held(2), "unknown: its END directive does not follow its loop");
  EXPECT_EQ(p.around(5), "2?");
  Parsed named("subroutine s\n!$omp parallel\nx = 1\n!$omp end single\ny = 1\nend\n");
  EXPECT_EQ(named.held(2), "unknown: its END directive has another name");
  EXPECT_EQ(named.around(3), "2?");
  EXPECT_EQ(named.around(5), "");
  Parsed bare("subroutine s\n!$acc parallel loop\nx = 1\nend\n");
  EXPECT_EQ(bare.held(2), "unknown: no loop follows it in its list of statements");
}

TEST(Regions, an_END_in_a_branch_makes_a_region_unknown_up_to_there) {
  Parsed p("subroutine s\n"
           "!$omp parallel\n"     // 2
           "x = 1\n"              // 3
           "#ifdef A\n"           // 4
           "x = 2\n"              // 5
           "!$omp end parallel\n" // 6
           "x = 3\n"              // 7
           "#else\n"
           "!$omp end parallel\n" // 9
           "#endif\n"
           "y = 1\n" // 11
           "end\n");
  constexpr std::string_view why = "unknown: one half of the pair lies in a branch of a #if group";
  EXPECT_EQ(p.held(2), why);
  EXPECT_EQ(p.around(3), "2?");
  EXPECT_EQ(p.around(5), "2?");
  EXPECT_EQ(p.around(7), "2?");
  EXPECT_EQ(p.around(11), "");
  EXPECT_EQ(p.held(6), "none");
}

TEST(Regions, a_directive_in_a_branch_may_hold_what_follows_its_group) {
  Parsed p("subroutine s\n"
           "#ifdef A\n"
           "!$omp parallel do\n" // 3
           "#else\n"
           "!$acc parallel loop\n" // 5
           "#endif\n"
           "do i = 1, 2\n" // 7
           "x = 1\n"       // 8
           "end do\n"
           "y = 1\n" // 10
           "#ifdef A\n"
           "!$omp target\n" // 12
           "#endif\n"
           "y = 2\n" // 14
           "#ifdef A\n"
           "!$omp end target\n"
           "#endif\n"
           "y = 3\n" // 18
           "end\n");
  constexpr std::string_view why = "unknown: one half of the pair lies in a branch of a #if group";
  EXPECT_EQ(p.held(3), why);
  EXPECT_EQ(p.held(12), why);
  EXPECT_EQ(p.around(8), "5? 3?");
  EXPECT_EQ(p.around(10), "");
  EXPECT_EQ(p.around(14), "12?");
  EXPECT_EQ(p.around(18), "");
}

TEST(Regions, whole_pairs_in_branches_and_groups_inside_are_known) {
  Parsed p("subroutine s\n"
           "!$omp parallel\n" // 2
           "#ifdef A\n"       // 3
           "!$omp single\n"   // 4
           "x = 1\n"          // 5
           "!$omp end single\n"
           "#endif\n"
           "!$omp end parallel\n" // 8
           "end\n");
  EXPECT_EQ(p.held(2), "4-4 end 8"); // a #if group begins with its first statement
  EXPECT_EQ(p.held(4), "5-5 end 6");
  EXPECT_EQ(p.around(5), "4 2");
}

TEST(Regions, a_directive_in_text_that_is_in_no_tree_leaves_what_follows_unknown) {
  Parsed torn("subroutine s\n"
              "y = 1\n" // 2
              "#ifdef A\n"
              "!$omp parallel do\n"
              "do j = 1, 2\n"
              "#else\n"
              "do j = 1, 3\n" // 7
              "#endif\n"
              "x = 1\n" // 9
              "end do\n"
              "end\n");
  EXPECT_EQ(torn.around(2), "");
  EXPECT_EQ(torn.around(9), "text?");
  Parsed unread("subroutine s\nx = 1\n!$omp parallell\ny = 1\nend\n");
  EXPECT_EQ(unread.around(2), "");
  EXPECT_EQ(unread.around(4), "text?");
}

TEST(Regions, what_depends_on_a_variant_is_not_known) {
  Parsed p("subroutine s\n"
           "!$omp metadirective when(user={condition(.true.)}: parallel do)\n" // 2
           "do i = 1, 2\n"
           "x = 1\n" // 4
           "end do\n"
           "end\n");
  EXPECT_EQ(p.held(2), "unknown: it depends on the variant that is chosen");
  EXPECT_EQ(p.around(4), "2?");
}

TEST(Regions, are_made_anew_when_their_list_is_forgotten) {
  Parsed p("subroutine s\n"
           "!$omp parallel\n" // 2
           "do i = 1, 2\n"    // 3
           "!$omp simd\n"     // 4
           "do j = 1, 2\n"    // 5
           "x = 1\n"          // 6
           "end do\n"
           "end do\n"
           "!$omp end parallel\n" // 9
           "end\n");
  EXPECT_EQ(p.around(6), "4 2");
  Stmt* x = p.at(6);
  DirectiveStmt *begin = p.directive(2), *end = p.directive(9);
  const Node* holder = begin->parent;
  ASSERT_FALSE(detach(p.tree, begin));
  ASSERT_FALSE(detach(p.tree, end));
  p.regions.forget(holder);
  EXPECT_EQ(p.chain(p.regions.around(x)), "4"); // the lists inside notice
  EXPECT_EQ(p.regions.of(begin), nullptr);
}

TEST(Regions, a_branch_that_was_edited_changes_what_follows_its_group) {
  Parsed p("subroutine s\n#ifdef A\n!$omp parallel\nx = 1\n#endif\ny = 1\nend\n");
  EXPECT_EQ(p.around(6), "3?");
  DirectiveStmt* begin = p.directive(3);
  const Node* holder = begin->parent;
  ASSERT_FALSE(detach(p.tree, begin));
  p.regions.forget(holder);
  EXPECT_EQ(p.around(6), "");
}

TEST(Regions, loops_that_a_directive_is_about) {
  Parsed p("subroutine s\n"
           "!$omp do collapse(3)\ndo i = 1, 2\nend do\n"
           "!$acc loop tile(2, *)\ndo i = 1, 2\nend do\n"
           "!$cuf kernel do(2) <<<*, *>>>\ndo i = 1, 2\nend do\n"
           "!$omp do\ndo i = 1, 2\nend do\n"
           "end\n");
  EXPECT_EQ(associated_loops(p.tree, p.directive(2)), 3u);
  EXPECT_EQ(associated_loops(p.tree, p.directive(5)), 2u);
  EXPECT_EQ(associated_loops(p.tree, p.directive(8)), 2u);
  EXPECT_EQ(associated_loops(p.tree, p.directive(11)), 1u);
  EXPECT_EQ(p.held(8), "9-9");
}

} // namespace
} // namespace isotach
