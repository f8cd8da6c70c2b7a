// Loop verdicts: which loops of a file may run in parallel, as the file is now, after edits.
//
// The verdicts of a procedure are found together when one of them is asked for, and hold until an edit of
// something else than a directive: directives do not belong to the proof. So that a script may annotate every
// loop of a file for the price of one look at each procedure.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "analysis/explain.h"

namespace isotach::transform {

class LoopVerdicts {
 public:
  LoopVerdicts(const Tree& tree, const Semantics& semantics) : tree_(tree), semantics_(semantics) {}

  // Null: it is in no procedure that can be looked at.
  const LoopVerdict* of(const Stmt* loop);
  const Semantics& semantics() const { return semantics_; }

 private:
  const Tree& tree_;
  const Semantics& semantics_;
  std::unique_ptr<Explainer> explainer_;
  std::uint32_t stamp_ = 0;                              // of the file when this was found out
  std::unordered_set<const Scope*> looked_at_;           // never iterated
  std::unordered_map<const Stmt*, LoopVerdict> by_loop_; // never iterated
};

// What a reason is about, as PSyclone writes names: "a" of a(i), "a%b" of a(i)%b(j).
std::string signature_of(std::string_view access);
// A reason in one line, with both accesses and their lines.
std::string told(const Reason& reason);

} // namespace isotach::transform
