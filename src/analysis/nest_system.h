// Nest systems: how loops and subscripts become rows of a fact system.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/dependence.h"
#include "analysis/fact_system.h"

namespace isotach {

// Deeper nests are not solved: their systems have too many columns.
inline constexpr std::size_t depth_bound = 40;

// The loops around a place, from loops[0] inwards.
std::vector<std::uint32_t> loops_around(const Nest& nest, std::uint32_t loop);

// Binds counter and iteration number of a loop in one execution, within its bounds.
void enter_loop(FactSystem& system, const NestLoop& loop, std::size_t execution);

// An element of a dimension that a subscript selects, as a sum of columns; null for every element.
std::optional<Affine> element_of(FactSystem& system, const Subscript& subscript, std::size_t execution);

} // namespace isotach
