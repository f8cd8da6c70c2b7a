// Where an added directive is written, and how.

#include "sources.h"
#include "transform/kinds.h"

namespace isotach {
namespace {

TEST(Insert, IsRefusedWhereADirectiveOfABranchMayApply) {
  std::string text = "program p\n#ifdef A\n!$acc parallel loop\n#endif\ndo i = 1, 2\nx = 1\nend do\n"
                     "do i = 1, 2\nend do\nend\n";
  Source source(text);
  EXPECT_FALSE(source.insert(5));
  EXPECT_EQ(source.diagnostics.all().back().kind, kinds::DirectiveRefused);
  EXPECT_EQ(source.written(), text);
  EXPECT_TRUE(source.insert(8));
}

TEST(Insert, OnALineOfItsOwnBelowTheCommentsOfTheLoop) {
  EXPECT_EQ(with_directive(
                "program p\n  ! about the loop\n  do i = 1, 2  ! here\n    a(i) = 1\n  end do\nend\n", 3),
            "program p\n  ! about the loop\n  !$acc parallel loop\n  do i = 1, 2  ! here\n    a(i) = 1\n  "
            "end do\nend\n");
}

TEST(Insert, WithItsEnd) {
  EXPECT_EQ(with_directive("program p\n  do i = 1, 2\n  end do  ! done\n\n  x = 1\nend\n", 2, {},
                           "parallel loop", true),
            "program p\n  !$acc parallel loop\n  do i = 1, 2\n  end do  ! done\n  !$acc end parallel "
            "loop\n\n  x = 1\nend\n");
}

TEST(Insert, RegionsGetTheirEndUnasked) {
  EXPECT_EQ(with_directive("program p\n  do i = 1, 2\n  end do\nend\n", 2, {}, "data copy(A)"),
            "program p\n  !$acc data copy(A)\n  do i = 1, 2\n  end do\n  !$acc end data\nend\n");
}

TEST(Insert, OpenMP) {
  Source source("program p\n  do i = 1, 2\n  end do\nend\n");
  ASSERT_TRUE(
      source.insert(2, "parallel do schedule(static, 4) reduction(+:x)", false, DirectiveFamily::openmp));
  EXPECT_EQ(
      source.written(),
      "program p\n  !$omp parallel do schedule(static, 4) reduction(+: x)\n  do i = 1, 2\n  end do\nend\n");
}

TEST(Insert, KeepsTheLineEndsOfTheFile) {
  EXPECT_EQ(with_directive("program p\r\n\tdo i = 1, 2\r\n\tend do\r\nend\r\n", 2, {}, "parallel loop", true),
            "program p\r\n\t!$acc parallel loop\r\n\tdo i = 1, 2\r\n\tend do\r\n\t!$acc end parallel "
            "loop\r\nend\r\n");
}

TEST(Insert, AtTheEndOfAFileWithoutFinalLineEnd) {
  EXPECT_EQ(with_directive("do i = 1, 2\nend do", 1, {}, "parallel loop", true),
            "!$acc parallel loop\ndo i = 1, 2\nend do\n!$acc end parallel loop");
}

TEST(Insert, BehindAByteOrderMark) {
  EXPECT_EQ(with_directive("\xEF\xBB\xBF"
                           "do i = 1, 2\nend do\nend\n",
                           1),
            "\xEF\xBB\xBF!$acc parallel loop\ndo i = 1, 2\nend do\nend\n");
}

TEST(Insert, AboveLabelsAndConstructNames) {
  EXPECT_EQ(with_directive("program p\n10 do i = 1, 2\n   end do\nend\n", 2),
            "program p\n   !$acc parallel loop\n10 do i = 1, 2\n   end do\nend\n");
  EXPECT_EQ(
      with_directive("program p\n  outer: do i = 1, 2\n  end do outer\nend\n", 2, {}, "parallel loop", true),
      "program p\n  !$acc parallel loop\n  outer: do i = 1, 2\n  end do outer\n  !$acc end parallel "
      "loop\nend\n");
}

TEST(Insert, BreaksALineOfSeveralStatements) {
  EXPECT_EQ(with_directive("program p\n  a = 1; do i = 1, 2\n    b = i\n  end do; c = 3; d = 4 ! last\nend\n",
                           2, {}, "parallel loop", true),
            "program p\n  a = 1\n  !$acc parallel loop\n  do i = 1, 2\n    b = i\n  end do\n"
            "  !$acc end parallel loop\n  c = 3; d = 4 ! last\nend\n");
  EXPECT_EQ(with_directive("program p\n  do i = 1, 2; do j = 1, 2; a(i, j) = 0; end do; end do;\nend\n", 2,
                           {}, "parallel loop collapse(2)", true),
            "program p\n  !$acc parallel loop collapse(2)\n  do i = 1, 2; do j = 1, 2; a(i, j) = 0; end do; "
            "end do;\n"
            "  !$acc end parallel loop\nend\n");
}

TEST(Insert, BreaksAContinuedLineOfSeveralStatements) {
  EXPECT_EQ(with_directive("program p\n  a = 1; & ! one\n  ! two\n    & do i = 1, 2\n  end do\nend\n", 4),
            "program p\n  a = 1 ! one\n  ! two\n  !$acc parallel loop\n  do i = 1, 2\n  end do\nend\n");
}

TEST(Insert, BehindAContinuedStatement) {
  EXPECT_EQ(
      with_directive("program p\n  a = 1 + & ! why\n    2\n  do i = 1, &\n     2\n  end do\nend\n", 4),
      "program p\n  a = 1 + & ! why\n    2\n  !$acc parallel loop\n  do i = 1, &\n     2\n  end do\nend\n");
}

TEST(Insert, NeverCrossesHashLines) {
  EXPECT_EQ(with_directive("program p\n#ifdef X\n  do i = 1, 2\n  end do\n#else\n  y = 1\n#endif\nend\n", 3,
                           {}, "parallel loop", true),
            "program p\n#ifdef X\n  !$acc parallel loop\n  do i = 1, 2\n  end do\n  !$acc end parallel "
            "loop\n#else\n"
            "  y = 1\n#endif\nend\n");
  EXPECT_EQ(with_directive(
                "program p\n  x = 1\n#ifdef X\n  y = 1\n#endif\n  do i = 1, 2\n  end do\n#ifdef X\n  y = 1\n"
                "#endif\nend\n",
                6, {}, "parallel loop", true),
            "program p\n  x = 1\n#ifdef X\n  y = 1\n#endif\n  !$acc parallel loop\n  do i = 1, 2\n  end do\n"
            "  !$acc end parallel loop\n#ifdef X\n  y = 1\n#endif\nend\n");
}

TEST(Insert, AroundAWholeGroup) {
  EXPECT_EQ(with_directive("program p\n  do i = 1, 2\n#ifdef X\n  y = 1\n#endif\n  end do\nend\n", 2, {},
                           "parallel loop", true),
            "program p\n  !$acc parallel loop\n  do i = 1, 2\n#ifdef X\n  y = 1\n#endif\n  end do\n"
            "  !$acc end parallel loop\nend\n");
}

TEST(Insert, NextToAConditionalRegion) {
  Source source("program p\n  x = 1\n#ifdef X\n    y = 1\n#endif\n  z = 1\nend\n");
  ConditionalRegion* region = nullptr;
  for_each<ConditionalRegion>(source.tree.root(), [&](ConditionalRegion* found) { region = found; });
  ASSERT_NE(region, nullptr);
  auto directive = [&](const char* text) {
    return make_directive(source.tree, DirectiveFamily::openacc, text, {}, source.diagnostics);
  };
  ASSERT_EQ(insert_before(source.tree, region, directive("data copy(x)")), std::nullopt);
  ASSERT_EQ(insert_after(source.tree, region, directive("end data")), std::nullopt);
  EXPECT_EQ(source.written(), "program p\n  x = 1\n    !$acc data copy(x)\n#ifdef X\n    y = 1\n#endif\n    "
                              "!$acc end data\n  z = 1\nend\n");
}

TEST(Insert, InTheStyleOfTheFile) {
  EXPECT_EQ(with_directive("PROGRAM P\nDO I = 1, 2\nEND DO\nEND\n", 2),
            "PROGRAM P\n!$ACC PARALLEL LOOP\nDO I = 1, 2\nEND DO\nEND\n");
  EXPECT_EQ(with_directive("PROGRAM P\n!$acc ROUTINE SEQ\nDO I = 1, 2\nEND DO\nEND\n", 3),
            "PROGRAM P\n!$acc ROUTINE SEQ\n!$acc PARALLEL LOOP\nDO I = 1, 2\nEND DO\nEND\n");
  EXPECT_EQ(with_directive("PROGRAM P\n!$OMP barrier\nDO I = 1, 2\nEND DO\nEND\n", 3, {},
                           "parallel loop copyin(Zt)"),
            "PROGRAM P\n!$OMP barrier\n!$ACC parallel loop copyin(Zt)\nDO I = 1, 2\nEND DO\nEND\n");
}

TEST(Insert, ContinuesLongDirectives) {
  std::string names;
  for (int i = 0; i < 30; ++i) names += (i ? "," : "") + ("field_number_" + std::to_string(i));
  std::string directive = "parallel loop gang vector copyin(" + names + ") private(i)";
  std::string result = with_directive("program p\n  do i = 1, 2\n  end do\nend\n", 2, {}, directive);
  Source source(result);
  std::size_t longest = 0, lines = 0;
  for (std::uint32_t line = 1; line <= source.file.line_count(); ++line) {
    std::string_view text = source.file.line_text(line);
    longest = std::max(longest, text.size());
    lines += text.substr(0, 8) == "  !$acc&";
  }
  EXPECT_LE(longest, 132u);
  EXPECT_GE(lines, 3u);
  EXPECT_NE(result.find("!$acc parallel loop gang vector &\n  !$acc& copyin(field_number_0, "),
            std::string::npos)
      << result;

  // In fixed form within 72 columns, the mark in column 6.
  result = with_directive("      program p\n      do i = 1, 2\n      end do\n      end\n", 2, fixed_form(),
                          directive);
  Source fixed(result, fixed_form());
  for (std::uint32_t line = 1; line <= fixed.file.line_count(); ++line)
    EXPECT_LE(fixed.file.line_text(line).size(), 72u);
  EXPECT_NE(result.find("\n!$acc&copyin(field_number_0, "), std::string::npos) << result;
}

TEST(Insert, FixedForm) {
  EXPECT_EQ(
      with_directive("      program p\n      do 10 i = 1, 2\n        a(i) = 1\n   10 continue\n      end\n",
                     2, fixed_form(), "parallel loop", true),
      "      program p\n!$acc parallel loop\n      do 10 i = 1, 2\n        a(i) = 1\n   10 continue\n"
      "!$acc end parallel loop\n      end\n");
  EXPECT_EQ(
      with_directive("      PROGRAM P\nC$OMP BARRIER\n\tDO I = 1, 2\n\tEND DO\n      END\n", 3, fixed_form()),
      "      PROGRAM P\nC$OMP BARRIER\nC$ACC PARALLEL LOOP\n\tDO I = 1, 2\n\tEND DO\n      END\n");
}

TEST(Insert, FixedFormKeepsTheColumnsOfABrokenLine) {
  std::string padding(72 - 29, ' ');
  EXPECT_EQ(with_directive("      program p\n      a = 1; do 10 i = 1, 2   " + padding +
                               "00020\n   10 continue\n      end\n",
                           2, fixed_form()),
            "      program p\n      a = 1\n!$acc parallel loop\n             do 10 i = 1, 2   " + padding +
                "00020\n   10 continue\n      end\n");
  EXPECT_EQ(with_directive("      a = 1\n     & + 2; do i = 1, 2\n      end do; b = 2\n      end\n", 2,
                           fixed_form(), "parallel loop", true),
            "      a = 1\n     & + 2\n!$acc parallel loop\n            do i = 1, 2\n      end do\n!$acc end "
            "parallel loop\n"
            "              b = 2\n      end\n");
}

TEST(Insert, SharedTerminators) {
  std::string text = "      do 10 i = 1, 2\n      do 10 j = 1, 2\n   10 a(i, j) = 0\n      end\n";
  EXPECT_EQ(with_directive(text, 1, fixed_form(), "parallel loop", true),
            "!$acc parallel loop\n      do 10 i = 1, 2\n      do 10 j = 1, 2\n   10 a(i, j) = 0\n!$acc end "
            "parallel loop\n      end\n");
  EXPECT_EQ(with_directive(text, 2, fixed_form(), "loop"),
            "      do 10 i = 1, 2\n!$acc loop\n      do 10 j = 1, 2\n   10 a(i, j) = 0\n      end\n");
}

TEST(Insert, SeveralAtOnePlaceKeepTheirOrder) {
  Source source("program p\n  x = 1\n  do i = 1, 2\n  end do\n  y = 1\nend\n");
  DoConstruct* loop = loop_at_line(source.tree, 3);
  auto directive = [&](const char* text) {
    return make_directive(source.tree, DirectiveFamily::openacc, text, {}, source.diagnostics);
  };
  DirectiveStmt* first = directive("data copy(a)");
  ASSERT_EQ(insert_before(source.tree, loop, first), std::nullopt);
  ASSERT_EQ(insert_before(source.tree, loop, directive("parallel loop")), std::nullopt);
  ASSERT_EQ(insert_after(source.tree, loop, directive("end data")), std::nullopt);
  ASSERT_EQ(insert_after(source.tree, loop, directive("end parallel loop")), std::nullopt);
  ASSERT_EQ(insert_before(source.tree, first, directive("wait")), std::nullopt);
  EXPECT_EQ(source.written(), "program p\n  x = 1\n  !$acc wait\n  !$acc data copy(a)\n  !$acc parallel "
                              "loop\n  do i = 1, 2\n  end do\n"
                              "  !$acc end parallel loop\n  !$acc end data\n  y = 1\nend\n");
}

// ---- refused
// ----------------------------------------------------------------------------------------------------

void expect_refused(const std::string& text, std::uint32_t line, std::string_view reason,
                    std::string directive = "parallel loop", bool end = false, ParseOptions options = {},
                    DirectiveFamily family = DirectiveFamily::openacc) {
  Source source(text, options);
  EXPECT_FALSE(source.insert(line, std::move(directive), end, family));
  ASSERT_FALSE(source.diagnostics.all().empty());
  EXPECT_EQ(source.diagnostics.all().back().kind, kinds::DirectiveRefused) << source.messages();
  EXPECT_NE(source.messages().find(reason), std::string::npos) << source.messages();
  EXPECT_EQ(source.written(), text);
  EXPECT_TRUE(verify(source.tree).empty());
}

TEST(Refused, TornGroups) {
  expect_refused("program p\n  do i = 1, 2\n#ifdef X\n  if (a) then\n#endif\n  b = 1\n#ifdef X\n  end "
                 "if\n#endif\n  end do\nend\n",
                 2, "#if group that splits");
  expect_refused("program p\n#ifdef X\n  do i = 1, 2\n#else\n  do i = 1, 3\n#endif\n  b = 1\n  end do\nend\n",
                 5, "#if group that splits");
}

TEST(Refused, ALoopInOneBranchOfATornGroupIsNot) {
  EXPECT_EQ(with_directive("program p\n#ifndef X\n  if (a) then\n  do i = 1, 2\n  end do\n#endif\n  b = "
                           "1\n#ifndef X\n  end if\n"
                           "#endif\nend\n",
                           4),
            "program p\n#ifndef X\n  if (a) then\n  !$acc parallel loop\n  do i = 1, 2\n  end do\n#endif\n  "
            "b = 1\n#ifndef X\n"
            "  end if\n#endif\nend\n");
}

TEST(Refused, Macros) {
  expect_refused("#define LOOP do i = 1, 2\nprogram p\n  LOOP\n  end do\nend\n", 3, "comes from a macro");
  expect_refused("#define DONE end do\nprogram p\n  do i = 1, 2\n  DONE\nend\n", 3, "comes from a macro");
}

TEST(Refused, AMacroInTheBoundsIsNot) {
  EXPECT_EQ(with_directive("#define N 2\nprogram p\n  do i = 1, N\n  end do\nend\n", 3),
            "#define N 2\nprogram p\n  !$acc parallel loop\n  do i = 1, N\n  end do\nend\n");
}

TEST(Refused, LoopsThatAreNotCounted) {
  expect_refused("program p\n  do while (a)\n  end do\nend\n", 2, "counted loops only");
  expect_refused("program p\n  do\n  end do\nend\n", 2, "counted loops only");
  expect_refused("program p\n  do concurrent (i=1:2)\n  end do\nend\n", 2, "DO CONCURRENT");
  EXPECT_EQ(with_directive("program p\n  do while (a)\n  end do\nend\n", 2, {}, "kernels"),
            "program p\n  !$acc kernels\n  do while (a)\n  end do\n  !$acc end kernels\nend\n");
}

TEST(Refused, LoopsThatHaveADirective) {
  expect_refused("program p\n  !$acc loop\n  do i = 1, 2\n  end do\nend\n", 3, "applies to the loop already");
  expect_refused(
      "program p\n  !$acc loop collapse(2)\n  do i = 1, 2\n  do j = 1, 2\n  end do\n  end do\nend\n", 4,
      "collapses this loop");
  expect_refused("program p\n  do i = 1, 2\n  x = 1\n  do j = 1, 2\n  end do\n  end do\nend\n", 2,
                 "COLLAPSE(2) needs", "parallel loop collapse(2)");
}

TEST(Refused, EndsBehindSharedTerminators) {
  expect_refused("      do 10 i = 1, 2\n      do 10 j = 1, 2\n   10 a(i, j) = 0\n      end\n", 2,
                 "shares its last statement", "loop", true, fixed_form());
}

TEST(Refused, WhatWasNotUnderstood) {
  expect_refused("program p\n  do i = 1, 2\n  what is this\n  end do\nend\n", 2, "cannot be read");
}

TEST(Refused, TextThatIsNoDirective) {
  for (const char* text :
       {"", "(", "parallel loop copy(", "parallel loop ! why", "parallel loop &", "parallel\nloop"}) {
    Source source("program p\n  do i = 1, 2\n  end do\nend\n");
    EXPECT_FALSE(source.insert(2, text)) << text;
    ASSERT_FALSE(source.diagnostics.all().empty()) << text;
    EXPECT_EQ(source.diagnostics.all().back().kind, kinds::NoDirective) << text;
  }
}

TEST(Refused, LinesWithoutALoop) {
  Source source("program p\n  do i = 1, &\n   2\n  end do\nend\n");
  EXPECT_EQ(loop_at_line(source.tree, 1), nullptr);
  EXPECT_NE(loop_at_line(source.tree, 2), nullptr);
  EXPECT_NE(loop_at_line(source.tree, 3), nullptr);
  EXPECT_EQ(loop_at_line(source.tree, 4), nullptr);
  EXPECT_EQ(loop_at_line(source.tree, 99), nullptr);
}

} // namespace
} // namespace isotach
