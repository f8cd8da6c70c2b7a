// Directive pairs: which END directive closes which directive of one list of statements.
//
// The list is given statement by statement, so that the parser can pair while it reads and regions
// afterwards. Names that do not fit are paired too where one compiler lets it pass; whoever asks is given the
// difference.
#pragma once

#include <vector>

#include "tree/directives.h"

namespace isotach {

struct DirectivePairs {
  struct Open {
    DirectiveStmt* begin;
    bool needs_end;
    bool last; // nothing follows yet
  };
  std::vector<Open> open; // what has not been closed yet, outermost first
  int loose = 0;          // loops whose END directive may still come
  int in_branches = 0;    // directives of #if groups whose END directive may come after them
  bool unsure = false;    // something in this list may open or close what is not seen

  enum class Found : std::uint8_t { nothing, pair, other_name, loose, unmatched };
  struct Result {
    Found found = Found::nothing;
    DirectiveStmt* begin = nullptr; // what the END closes
  };
  Result add(const LexedFile& lexed, Stmt* statement);
};

bool is_block(const Stmt* statement); // BLOCK, not CRITICAL or CHANGE TEAM

} // namespace isotach
