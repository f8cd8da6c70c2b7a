// Claims: what in the source says that the iterations of a loop are independent of each other.
#pragma once

#include "analysis/regions.h"

namespace isotach {

// DO CONCURRENT itself, or the directive of OpenMP or OpenACC that is about a loop, alone or by COLLAPSE, and
// states that: DO, DISTRIBUTE, LOOP and TASKLOOP without ORDERED; LOOP without SEQ and AUTO, in KERNELS and
// SERIAL with INDEPENDENT alone. Null: nothing states it. A pair of directives that is not known is none.
const Stmt* independence_claim(const Tree& tree, Regions& regions, const DoConstruct* loop);

} // namespace isotach
