// A tree that no edit touched is written as its source, byte for byte, whatever the bytes are.

#include <filesystem>
#include <fstream>
#include <sstream>

#include "sources.h"
#include "write/diff.h"

namespace isotach {
namespace {

void expect_identity(const std::string& text, ParseOptions options) {
  Source source(text, options);
  EXPECT_TRUE(text_edits(source.tree).empty());
  EXPECT_EQ(source.written(), text);
  EXPECT_EQ(unified_diff(source.file, text_edits(source.tree), "a", "b"), "");
}

TEST(Identity, FreeForm) {
  const std::string sources[] = {
      "",
      "\n",
      "\n\n\n",
      " ",
      "end",
      "end\n",
      "program p\r\n  ! caf\xe9 \x80\xff\r\n  print *, 'na\xefve'\r\nend program p\r\n",
      "program p\n\tx = 1\t! tabs\t\n\f\nend\f\n",
      "\xEF\xBB\xBFprogram p\nend program p",
      "program p\n  a = b + & ! why\n\n! between\n  & c\nend\n",
      "program p\n  call f(lo&\n&ng, 'a string &\n  &that goes on')\nend\n",
      "a = 1; b = 2 ;; c = 3;\nend\n",
      "program p\nx = 1\r\ny = 2\n\rz = 3\nend\n",
      "#define F(x) (x+1)\nprogram p\n#ifdef A\n  a = F(1)\n#else\nnonsense in here (\n#endif\nend\n",
      "program p\n#if A\n  if (x) then\n#endif\n  y = 1\n#if A\n  end if\n#endif\nend\n",
      "this is ( no Fortran ' at all\n &&& 42\n",
      "!$acc parallel loop &\n!$acc& private(i)\ndo i = 1, 2\nend do\n!$ conditional = 1\n!dir$ ivdep\nend\n",
  };
  for (const std::string& text : sources) expect_identity(text, free_form());
}

TEST(Identity, FixedForm) {
  const std::string sources[] = {
      "C comment\n      PROGRAM P\n      X = 1.0\n     & + 2.0\n      END\n",
      "* comment\r\n\tX = 1\r\n\t1+ 2\r\n 10   CONTINUE\r\n      END",
      "      P R O G R A M  P\n      DO 10 I = 1, 3                                                    "
      "SEQ00010\n"
      "   10 X = X + I                                                          SEQ00020\n      END\n",
      "      CALL F('a long character literal that goes on beyond the last col\n     1umn', 5HA B C)\n      "
      "END\n",
      "c$omp parallel do\nc$omp&private(i)\n      do i = 1, 2\n      enddo\n      end\n",
      "      x = 1; y = 2\n#ifdef A\n      z = 3\n#endif\n      end\n",
  };
  for (const std::string& text : sources) expect_identity(text, fixed_form());
}

TEST(Identity, EveryFortranFileOfThisProject) {
  namespace fs = std::filesystem;
  std::size_t count = 0;
  for (const char* folder : {"examples", "tests", "bench"}) {
    fs::path root = fs::path(ISOTACH_SOURCE_DIR) / folder;
    if (!fs::exists(root)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      std::string extension = entry.path().extension().string();
      if (extension != ".f90" && extension != ".F90" && extension != ".f") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      std::stringstream text;
      text << in.rdbuf();
      ParseOptions options;
      options.lex.form = form_of_path(entry.path().string());
      SCOPED_TRACE(entry.path().string());
      expect_identity(text.str(), options);
      ++count;
    }
  }
  EXPECT_GT(count, 5u);
}

TEST(Identity, AfterEditsThatWereUndone) {
  std::string text = "program p\n  do i = 1, 2\n  end do\nend\n";
  Source source(text);
  ASSERT_TRUE(source.insert(2, "parallel loop", true));
  std::vector<DirectiveStmt*> added;
  for_each<DirectiveStmt>(source.tree.root(), [&](DirectiveStmt* found) { added.push_back(found); });
  ASSERT_EQ(added.size(), 2u);
  for (DirectiveStmt* directive : added) EXPECT_EQ(detach(source.tree, directive), std::nullopt);
  EXPECT_TRUE(text_edits(source.tree).empty());
  EXPECT_EQ(source.written(), text);
}

} // namespace
} // namespace isotach
