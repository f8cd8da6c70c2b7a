// Verify: the invariants of a tree, checked on request and after every edit of a debug build.
#pragma once

#include <string>
#include <vector>

#include "tree/tree.h"

namespace isotach {

// What is broken, in words; empty when the tree is sound:
// one parent each, statement lists doubly linked, unmoved original children ordered, disjoint and inside
// their parent's range (shared DO terminators excepted), `changed` set on every ancestor of a change;
// statements of a schedule lie where a schedule has them.
std::vector<std::string> verify(const Tree& tree);

} // namespace isotach
