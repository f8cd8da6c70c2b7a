#include "toolchain/process.h"

#include <gtest/gtest.h>

#include "scratch.h"

namespace isotach {
namespace {

TEST(Process, CollectsBothOutputsAndTheStatus) {
  ProcessResult result = run_process({"sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_EQ(result.out, "out\n");
  EXPECT_EQ(result.err, "err\n");
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.outcome(), "exit status 3");
}

TEST(Process, DoesNotBlockOnLargeOutputs) {
  ProcessResult result =
      run_process({"sh", "-c", "head -c 3000000 /dev/zero >&2; head -c 5000000 /dev/zero"});
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(result.out.size(), 5000000u);
  EXPECT_EQ(result.err.size(), 3000000u);
}

TEST(Process, GivesEmptyInputEnvironmentAndFolder) {
  test::Scratch scratch;
  ProcessOptions options;
  options.environment = {"ISOTACH_A=one two", "HOME=/nowhere"};
  options.directory = scratch.path("");
  ProcessResult result = run_process({"sh", "-c", "cat; echo \"$ISOTACH_A $HOME\"; pwd"}, options);
  EXPECT_EQ(result.out.substr(0, 18), "one two /nowhere\n/");
  EXPECT_NE(result.out.find("isotach-test-"), std::string::npos);
}

TEST(Process, PassesWordsAsTheyAre) {
  ProcessResult result = run_process({"printf", "%s|", "a b", "$HOME", "*", "", "\"q'"});
  EXPECT_EQ(result.out, "a b|$HOME|*||\"q'|");
}

TEST(Process, TellsWhatCannotStartAndWhatWasKilled) {
  ProcessResult missing = run_process({"/nonexistent/program"});
  EXPECT_EQ(missing.not_started, "No such file or directory");
  EXPECT_FALSE(missing.ok());
  EXPECT_FALSE(run_process({}).ok());
  ProcessResult killed = run_process({"sh", "-c", "kill -9 $$"});
  EXPECT_EQ(killed.signal, 9);
  EXPECT_EQ(killed.outcome(), "signal 9 (Killed)");
}

TEST(Process, FindsPrograms) {
  EXPECT_EQ(find_program("/bin/sh"), "/bin/sh");
  EXPECT_NE(find_program("sh").find("/sh"), std::string::npos);
  EXPECT_EQ(find_program("no-such-program-at-all"), "");
  EXPECT_EQ(find_program("/etc/passwd"), "");
}

TEST(Words, SplitAsAShellDoes) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(split_words("  -O2   -g\t-DX=\"a b\" '' a\\ b "), (Words{"-O2", "-g", "-DX=a b", "", "a b"}));
  EXPECT_EQ(split_words(""), Words{});
  EXPECT_EQ(split_words("'it'\\''s'"), Words{"it's"});
}

TEST(Words, CommandTextReadsBack) {
  std::vector<std::string> words{"gfortran", "-DX=\"a b\"", "", "it's", "$HOME", "-I/usr/include"};
  EXPECT_EQ(split_words(command_text(words)), words);
  EXPECT_EQ(command_text({"cc", "-O2", "-o", "a.o"}), "cc -O2 -o a.o");
}

} // namespace
} // namespace isotach
