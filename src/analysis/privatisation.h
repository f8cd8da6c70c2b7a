// Privatisation: which variables of a loop may have a copy in each iteration, and which are reductions.
#pragma once

#include <functional>
#include <optional>
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
// The nest of a loop of the procedure; null when it is not a counted loop.
using NestOf = std::function<NestMaker*(std::uint32_t loop)>;
PrivateVariable private_variable(const ProcedureFacts& facts, const Flow& flow,
                                 const IterationFlow& iteration, const NestOf& nest_of, std::uint32_t loop,
                                 std::uint32_t object);

// The operator of a reduction, as OpenMP spells it; nothing when the variable is none in this loop.
std::optional<std::string> reduction_of(const ProcedureFacts& facts, Evaluator& evaluator,
                                        const LoopFacts& loop, std::uint32_t object,
                                        const std::unordered_map<std::uint32_t, std::uint32_t>& access_of);

} // namespace isotach
