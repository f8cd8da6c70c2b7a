// OMPTaskTrans: a loop as one task, which any thread of the region may run, at any time until a wait.
#pragma once

#include <string_view>

#include "transform/loop_verdicts.h"
#include "transform/region.h"

namespace isotach::transform {

// What speaks against it: what cannot be followed, or is left early; a counter that is read later.
Objected check_task(Context& context, LoopVerdicts& verdicts, DoConstruct* loop);

bool is_plain_scalar(const Semantics& semantics, const Tree& tree, const Node* place, std::string_view name);

} // namespace isotach::transform
