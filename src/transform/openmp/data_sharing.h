// Data sharing: the clauses of OpenMP's directives that a script has put around statements of Fortran.
//
// They are found when the text is wanted, since statements may change until then. What no clause can make
// right (a loop directive outside of a PARALLEL region, a statement that every thread would execute and that
// changes something) is an objection by then, and nothing is written.
#pragma once

#include <map>
#include <vector>

#include "transform/openmp/proved_loop.h"

namespace isotach::transform {

// A directive that a transformation has made.
struct ThreadDirective {
  DirectiveStmt* begin = nullptr;
  DirectiveStmt* end = nullptr;
  ThreadOptions options = {};
};
using ThreadDirectives = std::vector<ThreadDirective>; // in the order in which they were made

// Writes the clauses of all that still stand in the tree. May be called again after more edits.
std::vector<Objection> write_data_sharing(Context& context, LoopVerdicts& verdicts,
                                          ThreadDirectives& directives);

} // namespace isotach::transform
