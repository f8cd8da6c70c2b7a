// On generated nests of loops: a directive at every loop, then none again, gives the first bytes back, and
// the work grows with the size of the file.

#include <random>

#include "sources.h"

namespace isotach {
namespace {

// Random nests with comments, labels, several statements a line, #if groups and odd layout.
class Generator {
 public:
  Generator(unsigned seed, bool fixed, bool lines_of_several)
      : random_(seed), fixed_(fixed), several_(lines_of_several) {}

  std::string program(int loops) {
    text_ = fixed_ ? "      subroutine s\n" : "subroutine s\n";
    while (loops > 0) {
      int before = loops;
      loop(0, loops);
      if (before == loops) break;
    }
    text_ += fixed_ ? "      end\n" : "end subroutine";
    return std::move(text_);
  }

 private:
  bool chance(int percent) { return std::uniform_int_distribution<int>(0, 99)(random_) < percent; }
  std::string indent(int depth) {
    return std::string(static_cast<std::size_t>((fixed_ ? 6 : 0) + 2 * depth), ' ');
  }
  void noise(int depth) {
    if (chance(20)) text_ += fixed_ ? "C a comment\n" : indent(depth) + "! a comment\n";
    if (chance(10)) text_ += "\n";
    if (chance(10))
      text_ += "#ifdef OTHER\n" + indent(depth) + "x = 2\n#else\n" + indent(depth) + "x = 3\n#endif\n";
    if (chance(30))
      text_ += indent(depth) + "a(i) = b(i) +" +
               (fixed_ ? "\n     & c(i)\n" : " &\n" + indent(depth) + "  c(i)\n");
  }
  void loop(int depth, int& loops) {
    if (loops == 0) return;
    --loops;
    noise(depth);
    bool labelled = chance(15);
    std::string label = std::to_string(100 + loops);
    text_ += indent(depth);
    if (several_ && chance(20)) text_ += "y = 1; ";
    text_ +=
        (labelled ? "do " + label + " i = 1, n" : "do i = 1, n") + (chance(20) ? " ! trailing" : "") + "\n";
    noise(depth + 1);
    while (depth < 6 && chance(50) && loops > 0) loop(depth + 1, loops);
    noise(depth + 1);
    if (labelled) text_ += (fixed_ ? "  " + label + " " : label + " ") + "continue";
    else text_ += indent(depth) + "end do";
    if (several_ && chance(20)) text_ += "; z = 1";
    text_ += "\n";
  }

  std::mt19937 random_;
  bool fixed_, several_;
  std::string text_;
};

std::vector<DoConstruct*> all_loops(Tree& tree) {
  std::vector<DoConstruct*> loops;
  for_each<DoConstruct>(tree.root(), [&](DoConstruct* loop) { loops.push_back(loop); });
  return loops;
}
std::vector<DirectiveStmt*> all_directives(Tree& tree) {
  std::vector<DirectiveStmt*> directives;
  for_each<DirectiveStmt>(tree.root(), [&](DirectiveStmt* directive) { directives.push_back(directive); });
  return directives;
}

void insert_everywhere(Source& source) {
  for (DoConstruct* loop : all_loops(source.tree))
    ASSERT_TRUE(add_loop_directive(source.tree, loop, {DirectiveFamily::openacc, "loop independent", true},
                                   source.diagnostics))
        << source.messages();
}

void check(unsigned seed, bool fixed, bool several) {
  ParseOptions options = fixed ? fixed_form() : free_form();
  std::string text = Generator(seed, fixed, several).program(25);
  SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + text);
  Source source(text, options);
  ASSERT_EQ(source.diagnostics.errors(), 0u) << source.messages();
  std::size_t loops = all_loops(source.tree).size();
  ASSERT_EQ(loops, 25u);
  insert_everywhere(source);
  std::string with = source.written();

  // In the tree the edits are undone without trace.
  for (DirectiveStmt* directive : all_directives(source.tree))
    ASSERT_EQ(detach(source.tree, directive), std::nullopt);
  ASSERT_EQ(source.written(), text);

  // In the text every loop has its directive right above it and its end right below.
  Source again(with, options);
  ASSERT_EQ(again.diagnostics.errors(), 0u) << again.messages() << with;
  ASSERT_EQ(all_directives(again.tree).size(), 2 * loops) << with;
  for (DoConstruct* loop : all_loops(again.tree)) {
    ASSERT_TRUE(isa<DirectiveStmt>(loop->previous)) << with;
    ASSERT_TRUE(isa<DirectiveStmt>(loop->next)) << with;
    ASSERT_EQ(partner_of(again.tree, cast<DirectiveStmt>(loop->previous)), loop->next);
  }
  for (DirectiveStmt* directive : all_directives(again.tree)) {
    if (!directive->parent) continue; // gone with its other half
    ASSERT_TRUE(remove_directive(again.tree, directive, true, again.diagnostics)) << again.messages();
  }
  if (!several) { ASSERT_EQ(again.written(), text); }
}

TEST(Property, FreeForm) {
  for (unsigned seed = 0; seed < 20; ++seed) check(seed, false, false);
}
TEST(Property, FreeFormSeveralStatementsALine) {
  for (unsigned seed = 100; seed < 120; ++seed) check(seed, false, true);
}
TEST(Property, FixedForm) {
  for (unsigned seed = 200; seed < 220; ++seed) check(seed, true, false);
}
TEST(Property, FixedFormSeveralStatementsALine) {
  for (unsigned seed = 300; seed < 320; ++seed) check(seed, true, true);
}

TEST(Property, WorkGrowsWithTheSizeOfTheFile) {
  auto count = [](int loops) {
    Source source(Generator(7, false, true).program(loops));
    insert_everywhere(source);
    WriteCounts counts;
    std::string text = write(source.tree, &counts);
    return std::pair(static_cast<double>(counts.nodes) / loops,
                     static_cast<double>(counts.bytes) / static_cast<double>(text.size()));
  };
  auto [small_nodes, small_bytes] = count(50);
  auto [large_nodes, large_bytes] = count(400);
  EXPECT_LT(large_nodes, small_nodes * 1.3);
  EXPECT_EQ(small_bytes, 1.0);
  EXPECT_EQ(large_bytes, 1.0);
}

TEST(Property, OnlyChangedSubtreesAreWalked) {
  std::string text = "subroutine a\n  do i = 1, 2\n  end do\nend subroutine\n";
  for (int i = 0; i < 50; ++i)
    text += "subroutine s" + std::to_string(i) +
            "\n  do i = 1, 2\n    x = 1\n    y = 1\n  end do\nend subroutine\n";
  Source source(text);
  ASSERT_TRUE(source.insert(2));
  WriteCounts counts;
  write(source.tree, &counts);
  EXPECT_LT(counts.nodes, 60u); // the units, and the statements of one
}

} // namespace
} // namespace isotach
