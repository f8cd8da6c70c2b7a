// gfortran as an oracle: compiles a source, runs it, and gives what it prints.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace isotach::testing_semantics {

inline bool has_gfortran() { return std::system("gfortran --version >/dev/null 2>&1") == 0; }

// Compiles and runs a program; its output by lines.
inline std::vector<std::string> run(const std::string& source, const std::string& flags = "") {
  char folder[] = "/tmp/isotach_semantics_XXXXXX";
  if (!mkdtemp(folder)) return {};
  std::string base(folder);
  std::ofstream(base + "/p.f90") << source;
  std::string command =
      "cd " + base + " && gfortran -w " + flags + " -o p p.f90 > log 2>&1 && ./p > out 2>> log";
  bool ok = std::system(command.c_str()) == 0;
  std::ifstream output(base + (ok ? "/out" : "/log"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(output, line);) lines.push_back(line);
  EXPECT_TRUE(ok) << ::testing::PrintToString(lines);
  std::filesystem::remove_all(base);
  if (!ok) lines.clear();
  return lines;
}

inline std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

} // namespace isotach::testing_semantics
