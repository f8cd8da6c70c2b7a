// Compare: where two trees say something different.
//
// Case, layout, continuation, spellings of operators, the names on END statements, and the order of
// declarations and USE statements say nothing. Statements become items with a hash of what they say; the two
// sequences are aligned at items that occur once in both, so the cost is n log n. Text that no tree holds
// (inactive branches that do not parse, other lines of the preprocessor) is compared line by line.
#pragma once

#include <string>
#include <vector>

#include "tree/tree.h"

namespace isotach {

struct CompareOptions {
  bool exec_only = false;     // no specification statements
  bool rename_locals = false; // local variables may have other names, one for one
  bool comments = false;      // compare them too
  bool directives = true;
};

struct Difference {
  enum class Kind : std::uint8_t { changed, only_in_first, only_in_second, other_local };
  Kind kind = Kind::changed;
  Location first, second; // where one side has nothing: the place that its neighbours leave for it
  std::string first_text, second_text;
};

std::vector<Difference> compare(const Tree& first, const Tree& second, const CompareOptions& options);

} // namespace isotach
