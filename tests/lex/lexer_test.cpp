// Invariants of the lexer on fixtures, on damaged text and on random bytes.
#include <gtest/gtest.h>

#include <random>

#include "lex/lex.h"

using namespace isotach;

namespace {

struct Lexed {
  SourceFile source;
  NameTable names;
  Diagnostics diagnostics;
  LexedFile file;
  explicit Lexed(std::string text, SourceForm form = SourceForm::free, std::vector<std::string> defines = {})
      : source("test.f90", std::move(text)) {
    LexOptions options;
    options.form = form;
    options.defines = std::move(defines);
    file = lex(source, options, names, diagnostics);
  }
  std::vector<std::string> spellings() const {
    std::vector<std::string> result;
    for (const Statement& statement : file.statements) {
      if (statement.inactive || statement.kind >= StatementKind::if_line) continue;
      for (std::uint32_t i = statement.first; i < statement.last; ++i) result.emplace_back(file.spelling(i));
      result.emplace_back(";");
    }
    return result;
  }
};

using Words = std::vector<std::string>;

// Every byte in exactly one tile, in order, and blanks hold blanks only.
void expect_partition(const Lexed& lexed) {
  std::uint32_t at = 0;
  std::string joined;
  for (const Tile& tile : tiles_of(lexed.file)) {
    ASSERT_EQ(tile.begin, at);
    ASSERT_LT(tile.begin, tile.end);
    at = tile.end;
    joined += lexed.source.slice(tile.begin, tile.end);
    if (tile.kind != TileKind::blank) continue;
    for (char c : lexed.source.slice(tile.begin, tile.end))
      EXPECT_TRUE(c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\r') << static_cast<int>(c);
  }
  EXPECT_EQ(joined, lexed.source.text());
}

const char* const fixtures[] = {
    "",
    "\n",
    "x = 1",
    "x = 1\r\ny = 2\r\n",
    "\xEF\xBB\xBFx = 1\n",
    "call foo(a, & ! comment\r\n\r\n  & b)\r\n",
    "s = 'a''b' // \"c\"\"d\"\n",
    "s = 'gr\xFC\xDF' ! Latin-1 \xE9\n",
    "a = 1 ; b = 2;;\n;\n",
    "#define A \\\n  B\n#if A\nx=1\n#elif B\n#else\n#endif\n",
    "na&\n  &me = 1\n",
    "s = 'abc&\n   &def'\n",
    "!$acc parallel loop &\n!$acc & gang ! why\n!$omp do\n!dir$ ivdep\n!$ x = 1\n",
    "\f\n\tx = 1\n",
    "x = 1 &\n#ifdef A\n + 2 &\n#else\n + 3 &\n#endif\n + 4\n",
    "   10 format (1x, 3habc, 'text')\n",
};

} // namespace

TEST(Lexer, tiles_partition_every_fixture_in_both_forms) {
  for (const char* text : fixtures) {
    SCOPED_TRACE(text);
    expect_partition(Lexed(text));
    expect_partition(Lexed(text, SourceForm::fixed));
  }
}

TEST(Lexer, tiles_partition_fixtures_cut_at_every_byte) {
  for (const char* text : fixtures) {
    std::string whole(text);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      expect_partition(Lexed(whole.substr(0, length)));
      expect_partition(Lexed(whole.substr(0, length), SourceForm::fixed));
    }
  }
}

TEST(Lexer, tiles_partition_random_text) {
  std::mt19937 random(20240917);
  const std::string alphabet = "abEd01 \t\n\n&&!!''\"#;:=>/()[]%.,*+-_$cC";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (std::size_t i = 0, n = random() % 80; i < n; ++i) text += alphabet[random() % alphabet.size()];
    SCOPED_TRACE(text);
    expect_partition(Lexed(text));
    expect_partition(Lexed(text, SourceForm::fixed));
    if (HasFailure()) return;
  }
}

TEST(Lexer, joins_tokens_over_continuations) {
  EXPECT_EQ(Lexed("na&\n  &me = 1 &\n ! c\n + 2\n").spellings(), (Words{"name", "=", "1", "+", "2", ";"}));
  EXPECT_EQ(Lexed("na &\n  me = 1\n").spellings(), (Words{"na", "me", "=", "1", ";"}));
  EXPECT_EQ(Lexed("x = 'a&\n  &b'\n").spellings(), (Words{"x", "=", "'ab'", ";"}));
}

TEST(Lexer, expands_macros_before_joining) {
  EXPECT_EQ(Lexed("call foo_&\n&MAC&\n&_real\n", SourceForm::free, {"MAC=solve"}).spellings(),
            (Words{"call", "foo_solve_real", ";"}));
}

TEST(Lexer, tells_operators_from_numbers) {
  EXPECT_EQ(Lexed("x=1.eq.2.and.3.e2<4.\n").spellings(),
            (Words{"x", "=", "1", ".eq.", "2", ".and.", "3.e2", "<", "4.", ";"}));
}

TEST(Lexer, fixed_form_needs_no_blanks) {
  EXPECT_EQ(
      Lexed("      DO10I=1,N\n      DO10I=1.5\n      RE AL FUNC TIONF(X)\n", SourceForm::fixed).spellings(),
      (Words{"DO", "10", "I", "=", "1", ",", "N", ";", "DO10I", "=", "1.5", ";", "REAL", "FUNCTION", "F", "(",
             "X", ")", ";"}));
}

TEST(Lexer, fixed_form_keyword_table) {
  const std::pair<const char*, Words> cases[] = {
      {"IMPLICITREAL*8(A-H,O-Z)",
       {"IMPLICIT", "REAL", "*", "8", "(", "A", "-", "H", ",", "O", "-", "Z", ")", ";"}},
      {"IMPLICITNONE", {"IMPLICIT", "NONE", ";"}},
      {"DOUBLEPRECISIONX", {"DOUBLEPRECISION", "X", ";"}},
      {"CHARACTER*10NAME", {"CHARACTER", "*", "10", "NAME", ";"}},
      {"ASSIGN10TOI", {"ASSIGN", "10", "TO", "I", ";"}},
      {"IF(A.EQ.B)GOTO10", {"IF", "(", "A", ".EQ.", "B", ")", "GOTO", "10", ";"}},
      {"IF(A)B=C", {"IF", "(", "A", ")", "B", "=", "C", ";"}},
      {"IF(1)=C", {"IF", "(", "1", ")", "=", "C", ";"}},
      {"ELSEIF(A)THEN", {"ELSE", "IF", "(", "A", ")", "THEN", ";"}},
      {"ENDIF", {"END", "IF", ";"}},
      {"ENDBLOCKDATAX", {"END", "BLOCKDATA", "X", ";"}},
      {"RECURSIVESUBROUTINEFOO(X)", {"RECURSIVE", "SUBROUTINE", "FOO", "(", "X", ")", ";"}},
      {"REALX,Y", {"REAL", "X", ",", "Y", ";"}},
      {"REALX=1", {"REALX", "=", "1", ";"}},
      {"USEM,ONLY:A=>B", {"USE", "M", ",", "ONLY", ":", "A", "=>", "B", ";"}},
      {"DOWHILE(I.LT.3)", {"DO", "WHILE", "(", "I", ".LT.", "3", ")", ";"}},
      {"SELECTCASE(I)", {"SELECT", "CASE", "(", "I", ")", ";"}},
      {"CALLF(5HA B C)", {"CALL", "F", "(", "5HA B C", ")", ";"}},
      {"DATAX/3*4HABCD/", {"DATA", "X", "/", "3", "*", "4HABCD", "/", ";"}},
      {"REAL*8HELLO", {"REAL", "*", "8", "HELLO", ";"}},
  };
  for (const auto& [text, words] : cases)
    EXPECT_EQ(Lexed(std::string("      ") + text + "\n", SourceForm::fixed).spellings(), words) << text;
}

TEST(Lexer, torn_and_whole_groups) {
  auto torn = [](std::string text) { return Lexed(std::move(text)).file.groups.at(0).torn; };
  EXPECT_FALSE(torn("#if A\ndo i=1,n\nend do\n#endif\n"));
  EXPECT_TRUE(torn("#if A\ndo i=1,n\n#else\ndo i=n,1\n#endif\nend do\n"));
  EXPECT_TRUE(torn("if (a) then\n#if A\nelse\n#endif\nend if\n"));
  EXPECT_TRUE(torn("call f(a, &\n#if A\n b, &\n#endif\n c)\n"));
  EXPECT_TRUE(torn("#if A\ncall f(a, &\n#else\ncall g(a, &\n#endif\n c)\n"));
  // The group around a torn one is judged by what the view takes of it.
  Lexed nested("#if 1\n#if B\ndo i=1,n\n#else\ndo i=n,1\n#endif\nend do\n#endif\n");
  EXPECT_FALSE(nested.file.groups.at(0).torn);
  EXPECT_TRUE(nested.file.groups.at(1).torn);
  EXPECT_FALSE(torn("#if A\ndo 10 i=1,n\ndo 10 j=1,n\n10 continue\n#endif\n"));
  EXPECT_FALSE(torn("#if A\nx = 1\n#elif B\nx = 2\n#else\n#endif\n"));
}

TEST(Lexer, tokens_of_more_than_2_mb) {
  std::string many(9'000'000, 'x');
  Lexed text("c = '" + many + "'\n");
  EXPECT_EQ(text.file.tokens[2].kind, TokenKind::string_literal);
  EXPECT_EQ(text.file.spelling(2).size(), many.size() + 2);
  EXPECT_EQ(text.file.tokens[3].begin, text.file.tokens[2].end());
  Lexed name("c = " + many + " + 1\n");
  EXPECT_EQ(name.file.tokens[2].kind, TokenKind::unknown);
  EXPECT_EQ(name.file.spelling(2).size(), many.size());
  expect_partition(name);
}

TEST(Lexer, a_file_may_begin_with_a_continuation_mark) { // nothing stands before it
  EXPECT_EQ(Lexed("&\n&x = 1\n").spellings(), (Words{"x", "=", "1", ";"}));
}

TEST(Lexer, work_grows_with_the_text) {
  auto tokens = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "x(i) = y(i) + 1.0_wp * z(i) ! comment\n";
    return Lexed(std::move(text)).file.tokens.size();
  };
  EXPECT_EQ(tokens(2000), 2 * tokens(1000));
}
