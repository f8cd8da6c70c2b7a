// Contiguous: assumed-shape dummy arguments that get CONTIGUOUS in the copy that is compiled.
//
// What is passed to a CONTIGUOUS dummy and is not contiguous by its declaration, gfortran copies on the host:
// always, and without a question whether it has gaps when the program runs. The copy is in no data
// environment, and of an array of the GPU it cannot be made at all. Where each call in the sources passes
// something contiguous by its declaration, as Python always does, the caller's dummy may say so, and no copy
// is made anywhere. Costs one walk of the trees.
#pragma once

#include <map>
#include <set>
#include <span>
#include <vector>

#include "semantics/semantics.h"

namespace isotach {

// May have gaps between its elements: its caller decides.
bool is_assumed_shape(const Symbol& symbol);

class ContiguousDummies {
 public:
  ContiguousDummies(std::span<const Tree* const> trees, const Program& program);

  // Those that get CONTIGUOUS, in the order of the calls that ask for it.
  const std::vector<const Symbol*>& found() const { return found_; }
  // gfortran knows that it has no gaps: a whole array, or a section of one.
  bool is_simply_contiguous(const Tree& tree, const Scope& scope, const Node* actual) const;

 private:
  struct Passed {
    const Tree* tree;
    const Scope* scope;
    const Node* actual;
  };
  enum class State { unknown, busy, no, yes };

  void collect(const Tree& tree);
  void reject_hidden_calls(const Program& program);
  bool may_be(const Symbol* dummy);
  void take(const Symbol* dummy);

  const Program& program_;
  std::map<const Symbol*, std::vector<Passed>> passed_; // by the dummy; looked up alone
  std::vector<Passed> wanted_;                          // passed to CONTIGUOUS dummies on the host
  std::set<const Scope*> called_unseen_;                // procedures that may be called by another name
  std::map<const Symbol*, State> states_;
  std::vector<const Symbol*> found_;
};

// A section of a contiguous array that has gaps, or is an element each of a list (a(list)).
bool may_have_gaps(const Program& program, const Tree& tree, const Scope& scope, const Node* actual);

} // namespace isotach
