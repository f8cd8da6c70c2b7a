// Program index: which file of a tree defines which module, found by reading lines, not by parsing.
//
// So that of thousands of files only those are parsed that a question needs. A file is scanned once, at the
// speed of memory; what is in a #if group counts, whatever its condition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace isotach {

struct FileIndex {
  std::vector<std::string> modules;   // lower case; submodules as "ancestor:name"
  std::vector<std::string> uses;      // of modules, with the ancestors of submodules
  std::vector<std::string> externals; // procedures outside modules
  std::vector<std::string> calls;     // names after CALL
};
FileIndex index_text(std::string_view text);

struct ProgramIndex {
  std::vector<std::string> paths;
  std::vector<FileIndex> files; // by path
};
ProgramIndex index_files(const std::vector<std::string>& paths, unsigned threads);

// The files that define what the `given` ones use and call, transitively, in the order of the index. A module
// that several files define is taken from the first of them; the given files come first.
std::vector<std::string> files_needed(const ProgramIndex& given, const ProgramIndex& known);

} // namespace isotach
