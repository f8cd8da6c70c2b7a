// Privatisation: which variables of a loop may have a copy in each iteration.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/flow.h"
#include "analysis/nests.h"

namespace isotach {

// What a loop does with one variable that it writes.
struct PrivateVariable {
  bool possible = false;
  bool first = false, last = false; // FIRSTPRIVATE, LASTPRIVATE
  // Why it is not: an access that reads a value of an earlier iteration, or no access: its last value.
  std::uint32_t exposed = no_index;
  std::string why;
};

bool has_assumed_size(const DataObject& object);
// Whether the loop may use it under a name from outside, which means the original and not a copy.
bool has_another_name(const DataObject& object, const LoopFacts& loop);

// The nest of a loop of the procedure; null when it is not a counted loop.
using NestOf = std::function<NestMaker*(std::uint32_t loop)>;

// Whether what a loop leaves in a variable may be read later. Of local arrays each read is looked at: it may
// read what was written element by element since. Each read is decided once for all loops that are not around
// it.
class LaterReads {
 public:
  LaterReads(const ProcedureFacts& facts, const Flow& flow, NestOf nest_of);
  bool any(const LoopFacts& loop, std::uint32_t location);

 private:
  const std::vector<std::uint32_t>& exposed(std::uint32_t object);
  std::span<const std::uint32_t> accesses_in(const LoopFacts& loop, std::uint32_t object) const;
  bool written_since(const LoopFacts& loop, std::uint32_t read);
  bool written_in(std::uint32_t around, std::uint32_t read, const LoopFacts* loop);

  const ProcedureFacts& facts_;
  const Flow& flow_;
  NestOf nest_of_;
  std::map<std::uint32_t, bool> jumps_;                             // by loop
  std::map<std::uint32_t, std::vector<std::uint32_t>> exposed_;     // by object
  std::vector<std::vector<std::uint32_t>> of_object_;               // accesses of data
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> written_; // by read and loop around it
};

// `accesses`: those of the variable in the loop, in order.
PrivateVariable private_variable(const ProcedureFacts& facts, LaterReads& later,
                                 const IterationFlow& iteration, const NestOf& nest_of, std::uint32_t loop,
                                 std::uint32_t object, std::span<const std::uint32_t> accesses);

} // namespace isotach
