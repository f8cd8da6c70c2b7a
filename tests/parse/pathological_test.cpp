// Inputs that no one writes and some program does: they are parsed, or refused with one message, in time
// that grows with their size. Sizes are such that quadratic work would not end within a test's time.
#include <gtest/gtest.h>

#include "parse/parse.h"
#include "tree/visit.h"

using namespace isotach;

namespace {

std::string repeat(std::string_view text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

struct Outcome {
  std::size_t errors = 0, loops = 0, statements = 0, unparsed = 0;
  std::uint32_t nodes = 0;
};

Outcome read(std::string text, SourceForm form = SourceForm::free) {
  SourceFile source("test", std::move(text));
  ParseOptions options;
  options.lex.form = form;
  options.directives_read = all_directives;
  Diagnostics diagnostics;
  Tree tree = parse(source, options, diagnostics);
  Outcome outcome;
  outcome.errors = diagnostics.errors();
  outcome.nodes = tree.node_count();
  outcome.statements = tree.lexed.statements.size();
  for_each<DoConstruct>(tree.root(), [&](DoConstruct*) { ++outcome.loops; });
  for_each<UnparsedStatement>(tree.root(), [&](UnparsedStatement*) { ++outcome.unparsed; });
  return outcome;
}

} // namespace

TEST(Pathological, a_hundred_thousand_labelled_loops_are_read) {
  std::string text;
  for (int i = 0; i < 100000; ++i) {
    std::string label = std::to_string(i % 90000 + 1);
    text += "      DO " + label + " I = 1, N\n" + label + std::string(6 - label.size(), ' ') + "CONTINUE\n";
  }
  Outcome fixed = read(text + "      END\n", SourceForm::fixed);
  EXPECT_EQ(fixed.loops, 100000u);
  EXPECT_EQ(fixed.errors, 0u);
}

TEST(Pathological, loops_that_share_a_label_are_read) {
  Outcome outcome = read(repeat("do 10 i = 1, n\n", 900) + "10 continue\nend\n");
  EXPECT_EQ(outcome.loops, 900u);
  EXPECT_EQ(outcome.errors, 0u);
}

TEST(Pathological, a_statement_of_a_megabyte_is_read) {
  Outcome outcome = read("x = [1" + repeat(", 1", 350000) + "]\nend\n");
  EXPECT_EQ(outcome.errors, 0u);
  EXPECT_GT(outcome.nodes, 350000u);
}

TEST(Pathological, ten_thousand_continuation_lines_are_read) {
  EXPECT_EQ(read("call s(1" + repeat(", &\n  1", 10000) + ")\nend\n").errors, 0u);
  EXPECT_EQ(read("call s('" + repeat("text&\n  &", 10000) + "')\nend\n").errors, 0u);
  EXPECT_EQ(
      read("      CALL S(1" + repeat("\n     &, 1", 10000) + ")\n      END\n", SourceForm::fixed).errors, 0u);
}

TEST(Pathological, a_thousand_preprocessor_groups_are_read) {
  std::string beside, around;
  for (int i = 0; i < 1000; ++i) {
    beside += "#define M" + std::to_string(i) + "\n#ifdef M" + std::to_string(i) +
              "\nx = 1\n#else\ny = 1\n#endif\n";
    around = "#if X" + std::to_string(i) + "\nz = 1\n" + around + "#endif\n";
  }
  EXPECT_EQ(read("program p\n" + beside + "end\n").errors, 0u);
  EXPECT_EQ(read("program p\n" + around + "end\n").errors, 0u);
}

TEST(Pathological, what_nests_ten_thousand_deep_is_refused_once) {
  constexpr std::size_t deep = 10000;
  std::vector<std::string> inputs = {
      "x = " + repeat("(", deep) + "1" + repeat(")", deep),
      "x = " + repeat("[", deep) + "1" + repeat("]", deep),
      "x = " + repeat("f(", deep) + "1" + repeat(")", deep),
      "x = " + repeat("a(i=", deep) + "1" + repeat(")", deep),
      "call s(" + repeat("k=", deep) + "1)",
      "x = " + repeat(".u. ", deep) + "1",
      "x = " + repeat(".not. ", deep) + "y",
      "x = " + repeat("2**", deep) + "2",
      repeat("if (a) ", deep) + "x = 1",
      "type(" + repeat("type(", deep) + "t" + repeat(")", deep) + ") :: x",
      "!$acc parallel if(" + repeat("(", deep) + "1" + repeat(")", deep) + ")",
      repeat("if (a) then\n", deep) + repeat("end if\n", deep),
      repeat("do\n", deep) + repeat("end do\n", deep),
      repeat("block\n", deep) + repeat("end block\n", deep),
      "program p\n" + repeat("#ifndef A\n", deep) + repeat("#endif\n", deep),
  };
  for (const std::string& input : inputs) {
    Outcome outcome = read(input + "\nend\n");
    EXPECT_EQ(outcome.errors, 1u) << input.substr(0, 30);
  }
  for (std::string_view prefix : {"PURE", "IF(A)", "IF(A)IF(A)DO"}) {
    Outcome outcome = read("      " + repeat(std::string(prefix) + "\n     &", deep) + "X=1\n      END\n",
                           SourceForm::fixed);
    EXPECT_EQ(outcome.statements, 2u);
  }
}

TEST(Pathological, a_long_sum_is_read_and_a_longer_one_is_refused) {
  EXPECT_EQ(read("x = 1" + repeat(" + 1", 9000) + "\nend\n").errors, 0u);
  EXPECT_EQ(read("x = 1" + repeat(" + 1", 300000) + "\nend\n").errors, 1u);
}

TEST(Pathological, a_line_without_an_end_is_one_statement) {
  EXPECT_EQ(read("x = '" + repeat("y", 1000000) + "'\nend\n").errors, 0u);
  EXPECT_EQ(read(repeat("x = 1; ", 150000) + "\nend\n").statements, 150001u);
}
