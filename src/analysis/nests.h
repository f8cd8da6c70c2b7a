// Nests: a loop of a procedure as the integer problem that `dependence` decides.
//
// Subscripts, bounds and conditions become sums of variables. An integer has the value that one assignment
// gave it: from before the loop it is a symbol; the counter of a loop is itself; what an iteration computes
// plainly is replaced by what it was computed from; anything else varies.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/aliases.h"
#include "analysis/dependence.h"
#include "analysis/flow.h"

namespace isotach {

class NestMaker {
 public:
  NestMaker(const ProcedureFacts& facts, const Flow& flow, const Aliases& aliases, Evaluator& evaluator,
            const std::unordered_map<std::uint32_t, std::uint32_t>& access_of, std::uint32_t loop);

  const Nest& nest() const { return nest_; }
  // `skip` parts at the beginning have no say (those up to a pointer).
  ArrayAccess access(std::uint32_t access, std::uint32_t base, std::uint32_t skip);
  // What a variable is called in messages; empty: it was made here.
  const std::string& name(Variable variable) const;
  // Why the last subscript that is not a sum is none.
  const std::string& reason() const { return reason_; }

 private:
  std::optional<Affine> affine(const Expr* expression, std::uint32_t node, const Scope& scope, int depth);
  std::optional<Affine> reference(const Expr* expression, std::uint32_t node, const Scope& scope, int depth);
  std::optional<Affine> value_of(std::uint32_t location, const Expr* expression, std::uint32_t node,
                                 int depth);
  Subscript given(const GivenSubscript& subscript, const PlacePart& part);
  std::optional<Affine> intrinsic(const PartRef* call, std::uint32_t node, const Scope& scope, int depth);
  std::optional<Affine> invariant(const Expr* expression, const Scope& scope);
  bool changes(const Expr* expression);
  void facts_of(const Expr* condition, bool holds, std::uint32_t node, const Scope& scope,
                std::vector<Fact>& facts, bool& all, int depth);
  Subscript subscript(const Expr* expression, std::uint32_t node, const Scope& scope);
  bool inside(std::uint32_t node) const { return loop_.holds(node); }
  std::uint32_t nest_loop(std::uint32_t loop) const; // index of nest_.loops for a loop of the procedure
  Variable named(Variable variable, std::string name);
  Affine bound(const Expr* expression, std::uint32_t node, const Scope& scope, std::string_view what);

  const ProcedureFacts& facts_;
  const Flow& flow_;
  const Aliases& aliases_;
  Evaluator& evaluator_;
  const std::unordered_map<std::uint32_t, std::uint32_t>& access_of_;
  std::uint32_t loop_number_;
  const LoopFacts& loop_;
  Nest nest_;
  std::vector<std::uint32_t>
      numbers_; // by loop of the procedure, from loop_number_ on: its number in the nest
  std::vector<std::uint32_t> writes_;                                   // accesses of the loop that write
  std::map<std::pair<std::uint32_t, std::uint64_t>, Variable> symbols_; // by location and value
  std::map<std::tuple<std::uint32_t, std::uint64_t, std::uint32_t>, Variable> varying_;
  std::map<std::string, Variable> texts_; // of expressions that do not change
  std::map<std::uint32_t, std::string> names_;
  struct NodeFacts {
    std::vector<Fact> facts;
    bool all = true; // every condition is among them
  };
  std::map<std::uint32_t, NodeFacts> condition_facts_; // by condition
  std::string reason_;
};

} // namespace isotach
