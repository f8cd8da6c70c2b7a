// Reductions: variables that all iterations of a loop update with one operator, so that partial results
// combine.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/privatisation.h"

namespace isotach {

struct FoundReduction {
  // As OpenMP spells it. "maxloc" and "minloc", which it does not have: the variable is an extreme whose
  // `locations` say where it is, or, without any, says itself where: IF (x(i) > x(k)) k = i.
  std::string operation;
  std::vector<std::uint32_t> locations; // objects
};

// Nothing when the variable is not a reduction in this loop. `accesses`: those of the variable in it, in
// order.
std::optional<FoundReduction> reduction_of(const ProcedureFacts& facts, Evaluator& evaluator,
                                           LaterReads& later, const LoopFacts& loop, std::uint32_t object,
                                           std::span<const std::uint32_t> accesses,
                                           const std::unordered_map<std::uint32_t, std::uint32_t>& access_of);

} // namespace isotach
