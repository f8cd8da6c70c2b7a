// Fortran: the transformations of plain Fortran by name, on one file, and what they leave to its end.
//
// Directives get their clauses in finish(), when all statements are as they will be. finish() may be called
// whenever the text is wanted; a script may go on afterwards.
#pragma once

#include <string_view>
#include <vector>

#include "transform/loop_verdicts.h"
#include "transform/openacc/openacc.h"
#include "transform/openmp/data_sharing.h"
#include "transform/transformation.h"

namespace isotach::transform {

class FortranTransforms {
 public:
  // `semantics`: of the program that the file is part of, as far as its files are known.
  FortranTransforms(Tree& tree, const Semantics& semantics) : tree_(tree), verdicts_(tree, semantics) {}

  // Statements are those of the tree; a directive stands for all it holds.
  Outcome transform(std::string_view name, const Arguments& arguments, Action action);
  // Procedures that a script calls pure, which the analysis could not look at.
  void call_pure(std::string name) { pure_.push_back(std::move(name)); }

  struct Finished {
    std::vector<Objection> objections;
    std::vector<std::string> notes;
  };
  Finished finish();
  std::size_t directives() const; // that were made and stand in the tree
  LoopVerdicts& verdicts() { return verdicts_; }

 private:
  friend struct FortranCall;
  Tree& tree_;
  LoopVerdicts verdicts_;
  ThreadDirectives directives_;
  AccDirectives acc_directives_;
  std::vector<DirectiveStmt*> waits_; // BARRIER and TASKWAIT
  std::vector<std::string> pure_;
};

} // namespace isotach::transform
