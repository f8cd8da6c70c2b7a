// Proved loop: what OpenMP's threads may do with a loop of Fortran, and what each variable is to them.
//
// The analysis says whether the iterations may run at the same time. A script may overrule it, in all
// (`force`) or for names (`ignore_dependencies_for`, `force_private`), which is noted. What the analysis
// finds and a script has not asked for, as PSyclone has it (results that are combined, arrays that each
// thread would have for itself), is refused as well, and the words say what to ask for.
#pragma once

#include <string>
#include <vector>

#include "transform/loop_verdicts.h"
#include "transform/openmp/omp_loop.h"

namespace isotach::transform {

struct ThreadOptions {
  std::string words = "parallel do"; // of the directive
  std::string clauses = {};          // that say nothing of variables: schedule(static)
  bool force = false;
  bool reductions = false;     // may there be clauses for them?
  bool private_arrays = false; // may arrays and structures have copies?
  std::int64_t collapse = 1;   // at most so many loops; 0: as many as there are
  bool nowait = false;
  std::vector<std::string> ignored = {};       // signatures, in lower case
  std::vector<std::string> force_private = {}; // names, in lower case
  std::vector<std::string> pure = {};          // procedures, in lower case, that a script calls pure
};

// What the variables of a loop are to threads, each list sorted by name.
struct Sharing {
  std::vector<std::string> privates, firstprivates, lastprivates;
  std::vector<ReductionOf> reductions;
  std::size_t collapse = 1; // that many loops
};

struct Judged {
  Objected objection = {};
  Sharing sharing = {};
  std::vector<std::string> notes = {};
};
Judged judge_loop(Context& context, LoopVerdicts& verdicts, DoConstruct* loop, const ThreadOptions& options);

// The clauses that say it: " private(i, t) reduction(+: s)".
std::string clauses_of(const Sharing& sharing);

} // namespace isotach::transform
