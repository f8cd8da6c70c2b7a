// Unified diffs, and that applying them gives the text that is written.

#include "write/diff.h"

#include "sources.h"

namespace isotach {
namespace {

std::string diff(const std::string& text, std::vector<TextEdit> edits) {
  SourceFile source("f", text);
  return unified_diff(source, edits, "a/f", "b/f");
}

TEST(Diff, InsertedLines) {
  EXPECT_EQ(diff("1\n2\n3\n4\n5\n6\n7\n8\n", {{8, 8, "new\n"}}),
            "--- a/f\n+++ b/f\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7\n");
  EXPECT_EQ(diff("1\n", {{0, 0, "new\n"}}), "--- a/f\n+++ b/f\n@@ -1,1 +1,2 @@\n+new\n 1\n");
  EXPECT_EQ(diff("1\n", {{2, 2, "new\n"}}), "--- a/f\n+++ b/f\n@@ -1,1 +1,2 @@\n 1\n+new\n");
  EXPECT_EQ(diff("", {{0, 0, "new\n"}}), "--- a/f\n+++ b/f\n@@ -0,0 +1,1 @@\n+new\n");
}

TEST(Diff, RemovedAndChangedLines) {
  EXPECT_EQ(diff("1\n2\n3\n", {{2, 4, ""}}), "--- a/f\n+++ b/f\n@@ -1,3 +1,2 @@\n 1\n-2\n 3\n");
  EXPECT_EQ(diff("a; b\nc\n", {{1, 3, "\nnew\n"}}),
            "--- a/f\n+++ b/f\n@@ -1,2 +1,4 @@\n-a; b\n+a\n+new\n+b\n c\n");
  EXPECT_EQ(diff("1\n", {{0, 2, ""}}), "--- a/f\n+++ b/f\n@@ -1,1 +0,0 @@\n-1\n");
}

TEST(Diff, HunksAreJoinedWhenTheirContextMeets) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += "x\n";
  EXPECT_EQ(diff(text, {{6, 6, "a\n"}, {18, 18, "b\n"}}),
            "--- a/f\n+++ b/f\n@@ -1,12 +1,14 @@\n x\n x\n x\n+a\n x\n x\n x\n x\n x\n x\n+b\n x\n x\n x\n");
  EXPECT_EQ(diff(text, {{6, 6, "a\n"}, {20, 20, "b\n"}}),
            "--- a/f\n+++ b/f\n@@ -1,6 +1,7 @@\n x\n x\n x\n+a\n x\n x\n x\n@@ -8,6 +9,7 @@\n x\n x\n "
            "x\n+b\n x\n x\n x\n");
}

TEST(Diff, FilesWithoutFinalLineEnd) {
  EXPECT_EQ(diff("1\n2", {{3, 3, "\nnew"}}), "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n 1\n-2\n\\ No newline at "
                                             "end of file\n+2\n+new\n\\ No newline at end of file\n");
}

TEST(Diff, NothingChanges) { EXPECT_EQ(diff("1\n", {}), ""); }

} // namespace
} // namespace isotach
