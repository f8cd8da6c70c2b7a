// Processes: runs a program with arguments (never through a shell) and collects what it prints.
#pragma once

#include <string>
#include <vector>

namespace isotach {

struct ProcessOptions {
  std::vector<std::string> environment; // "NAME=VALUE", replacing what is inherited
  std::string directory;                // empty: the current one
};

struct ProcessResult {
  std::string not_started; // why it could not be started; empty when it ran
  int exit_status = -1;    // when it ended by itself
  int signal = 0;          // when a signal ended it
  std::string out, err;

  bool ok() const { return not_started.empty() && signal == 0 && exit_status == 0; }
  // "exit status 1", "signal 11 (Segmentation fault)" or why it did not start.
  std::string outcome() const;
};

// Runs command[0], searched in PATH, with empty standard input, and waits for its end. Both outputs are
// drained together, so a program that fills one of them does not block.
ProcessResult run_process(const std::vector<std::string>& command, const ProcessOptions& options = {});

// The file that PATH gives for a program name; the name itself when it holds a slash; empty when there is
// none.
std::string find_program(const std::string& name);

// A command as a line for people, quoted so that a shell would read the same words.
std::string command_text(const std::vector<std::string>& command);
// The words of a line of options: blanks separate, quotes and backslashes protect, as in a shell.
std::vector<std::string> split_words(const std::string& line);

} // namespace isotach
