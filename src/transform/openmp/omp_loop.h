// OMP loop: lets OpenMP's threads share the iterations of a loop.
//
// OMPLoopTrans and OMPParallelLoopTrans of PSyclone, which differ in the directive. What is private, and how
// results are combined, is known when the directive becomes text: the loop may change until then.
#pragma once

#include <string>
#include <vector>

#include "transform/region.h"

namespace isotach::transform {

struct OmpLoopOptions {
  std::string directive = "do"; // do, paralleldo, teamsdistributeparalleldo, teamsloop, loop
  std::string schedule =
      "auto";              // static, dynamic, guided, auto, runtime, perhaps with ",chunk"; none: no clause
  bool force = false;      // on the script's word: dependences are not looked at
  bool sequential = false; // the same, and of a loop over colours too
  std::vector<std::string> force_private = {};
};
// Their values, looked at when they are set: a TypeError, a ValueError.
Objected check_omp_directive(std::string_view value, std::string_view name);
Objected check_omp_schedule(std::string_view value);

Objected validate_omp_loop(Context& context, Stmt* loop, const OmpLoopOptions& options);
// The directive; null when it cannot be put there, after an objection of validate_omp_loop.
DirectiveStmt* apply_omp_loop(Context& context, Stmt* loop, const OmpLoopOptions& options);

} // namespace isotach::transform
