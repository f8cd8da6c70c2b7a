// Legalise: OpenACC that GCC compiles to something else is said in another way, in the copy that it compiles.
//
// GCC 12 takes some valid directives and computes wrong numbers or ends the process (docs/gpu.md has the
// table, with what was run). Where another spelling of the same meaning works, the copy has that; lines keep
// their numbers, and the user's files stay as they are. Where there is none, the directive is refused at its
// line. O(statements).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "write/write.h"

namespace isotach {

struct Legalised {
  std::vector<std::vector<TextEdit>>
      edits; // by the trees; ordered and disjoint, none: the file is compiled itself
  std::vector<std::vector<std::string>> options; // by the trees; GCC compiles the file or its copy with these
  bool calls_runtime = false;                    // the copies call what legalise_runtime() defines
};

// `notes`: every edit is reported too. Refusals are errors.
Legalised legalise(std::span<const Tree* const> trees, bool notes, Diagnostics& diagnostics);

// Fortran source of procedures that updates become calls of.
std::string_view legalise_runtime();

} // namespace isotach
