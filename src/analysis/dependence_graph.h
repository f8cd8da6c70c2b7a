// The graph of a procedure's statements: which reads what another writes, as DOT.
#pragma once

#include <string>

#include "analysis/facts.h"

namespace isotach {

// Solid: read after written; dashed: written after read; dotted: written again. Loops stand for their bounds.
std::string dependence_graph(const ProcedureFacts& facts);

} // namespace isotach
