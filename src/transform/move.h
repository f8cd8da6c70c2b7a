// Move: a statement, with all it holds, goes to another place of its block, when nothing between depends on
// it.
#pragma once

#include "transform/region.h"

namespace isotach::transform {

enum class MovePosition : std::uint8_t { before, after };

Objected validate_move(Context& context, Stmt* node, Stmt* location, MovePosition position);
Objected apply_move(Context& context, Stmt* node, Stmt* location, MovePosition position);

} // namespace isotach::transform
