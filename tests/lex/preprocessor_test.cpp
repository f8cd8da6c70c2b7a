// Conditions and macros of the preprocessor.
#include <gtest/gtest.h>

#include "lex/preprocessor.h"

using namespace isotach;

TEST(Preprocessor, evaluates_conditions) {
  Preprocessor p;
  p.define_option("YES");
  p.define_option("TWO=2");
  p.define("SUM(a, b) ((a) + (b))");
  const std::pair<const char*, bool> cases[] = {
      {"defined(YES)", true},
      {"defined NO", false},
      {"!defined(NO) && TWO == 2", true},
      {"UNKNOWN", false},
      {"(1 + 2) * 3 == 9", true},
      {"1 + 2 * 3 == 7", true},
      {"SUM(TWO, 3) == 5", true},
      {"0x10 == 16", true},
      {"1 ? 0 : 1", false},
      {"~0 == -1", true},
      {"7 % 4 == 3 && 8 >> 2 == 2", true},
      {"TWO <= 2 && TWO >= 2", true},
      {"!YES", false},
  };
  for (auto [text, truth] : cases) EXPECT_EQ(p.evaluate(text), truth) << text;
}

TEST(Preprocessor, refuses_what_is_no_expression) {
  Preprocessor p;
  for (const char* text : {"", "1 +", "(1", "defined(", "1 2", "F(3)", "1/0", "@"})
    EXPECT_FALSE(p.evaluate(text)) << text;
}

TEST(Preprocessor, deep_expressions_are_refused_not_fatal) {
  EXPECT_FALSE(Preprocessor().evaluate(std::string(100000, '(')));
  EXPECT_FALSE(Preprocessor().evaluate(std::string(100000, '!')));
}

TEST(Preprocessor, expands_uses) {
  Preprocessor p;
  p.define("CAT(a, b) a##b");
  p.define("STR(a) #a");
  p.define("LOOP LOOP + 1");
  p.define("F(x) G(x)");
  p.define("G(x) F(x)");
  auto expand = [&](const char* name, std::string text) {
    std::size_t end = 0;
    return p.expand(*p.find(name), text, 0, end).value_or("no use");
  };
  EXPECT_EQ(expand("CAT", "CAT(foo, bar)"), "foobar");
  EXPECT_EQ(expand("STR", "STR(a + b)"), "\"a + b\"");
  EXPECT_EQ(expand("LOOP", "LOOP"), "LOOP + 1");
  EXPECT_EQ(expand("F", "F(1)"), "F(1)");
  EXPECT_EQ(expand("F", "F + 1"), "no use");
  EXPECT_EQ(expand("CAT", "CAT(f(a, b), 'c,)')"), "f(a, b)'c,)'");
}

TEST(Preprocessor, work_is_bounded_where_nothing_grows) {
  Preprocessor p;
  for (int i = 0; i < 50; ++i)
    p.define("M" + std::to_string(i) + "() M" + std::to_string(i + 1) + "()M" + std::to_string(i + 1) + "()");
  p.define("M50()");
  std::size_t end = 0;
  EXPECT_TRUE(p.expand(*p.find("M0"), "M0()", 0, end)); // 2^50 uses without a bound
}

TEST(Preprocessor, growth_is_bounded) {
  Preprocessor p;
  p.define("A0 x");
  for (int i = 1; i < 60; ++i)
    p.define("A" + std::to_string(i) + " A" + std::to_string(i - 1) + " A" + std::to_string(i - 1));
  std::size_t end = 0;
  auto text = p.expand(*p.find("A59"), "A59", 0, end);
  ASSERT_TRUE(text);
  EXPECT_LT(text->size(), std::size_t{8} << 20);
  // A parameter that its body names a thousand times, and a long argument.
  std::string body = "F(x) ";
  for (int i = 0; i < 1000; ++i) body += "x ";
  p.define(body);
  EXPECT_FALSE(p.expand(*p.find("F"), "F(" + std::string(100000, 'a') + ")", 0, end));
}
