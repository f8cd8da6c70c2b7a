// Loop directives: puts an OpenACC or OpenMP directive around a loop that the user points at, or takes one
// away.
//
// Whether the loop may run in parallel is the user's claim here; what is checked is that the text stays
// correct: that the loop is one, lies in one branch of every #if group, is not made by a macro, and that the
// directive can apply to it. What fails is refused with the reason and nothing changes.
#pragma once

#include <string>
#include <string_view>

#include "analysis/regions.h"
#include "tree/tree.h"

namespace isotach {

// A directive without its sentinel, as synthetic nodes of a tree: "parallel loop gang vector collapse(2)".
// Null when the text is not a directive, which is reported at `place`.
DirectiveStmt* make_directive(Tree& tree, DirectiveFamily family, std::string_view text, Location place,
                              Diagnostics& diagnostics);

struct LoopDirective {
  DirectiveFamily family = DirectiveFamily::openacc;
  std::string text;
  bool end = false; // close it with an END directive; regions that need one get it anyway
};

// The first loop, or directive, one of whose own lines has this number; null when there is none.
DoConstruct* loop_at_line(const Tree& tree, std::uint32_t line);
DirectiveStmt* directive_at_line(const Tree& tree, std::uint32_t line);

// What speaks against a directive at a loop: words, and a place that they are about.
struct DirectiveObjection {
  std::string reason;
  Location place = {}; // what the note points at
  std::string note = {};
  explicit operator bool() const { return !reason.empty(); }
};
// `directive`: one that make_directive() has made; `closed`: an END is to stand after the loop. `regions` are
// those of the tree as it is.
DirectiveObjection objection_to(const Tree& tree, Regions& regions, DoConstruct* loop,
                                const DirectiveStmt* directive, bool closed);

// False when it was refused.
bool add_loop_directive(Tree& tree, DoConstruct* loop, const LoopDirective& directive,
                        Diagnostics& diagnostics);

// The other half of a directive pair in the same list of statements, or null.
DirectiveStmt* partner_of(const Tree& tree, const DirectiveStmt* directive);

// Removes a directive, with `pair` its other half too. Half a pair that means nothing alone is refused.
bool remove_directive(Tree& tree, DirectiveStmt* directive, bool pair, Diagnostics& diagnostics);

} // namespace isotach
