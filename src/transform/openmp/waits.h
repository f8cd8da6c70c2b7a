// Waits: BARRIER and TASKWAIT, where statements need what threads or tasks have not surely done.
//
// After a loop with NOWAIT, a task, or a TASKLOOP with NOGROUP, what it reads and changes is open until the
// next wait. A statement that meets it gets one before it, as late as possible, which is as few as there can
// be in a list of statements.
#pragma once

#include "transform/openmp/data_sharing.h"

namespace isotach::transform {

// `made`: what an earlier call has put, which goes; what is put now. Clauses are written already.
std::vector<Objection> write_waits(Context& context, LoopVerdicts& verdicts, ThreadDirectives& directives,
                                   std::vector<DirectiveStmt*>& made);
void remove_waits(Tree& tree, std::vector<DirectiveStmt*>& made);

} // namespace isotach::transform
