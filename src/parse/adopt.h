// Adopt: makes a node the parent of its children, one function a kind, made from node_kinds.def.
//
// A pass over the finished tree took an eighth of the front end's time: here the children are in the cache
// still. Private to src/parse.
#pragma once

#include "tree/tree.h"

namespace isotach::detail {

#include "tree/node_macros.h"
#undef NODE
#undef END_NODE
#undef CHILD
#undef LIST
#define NODE(kind, base) inline void adopt_children([[maybe_unused]] kind* node) {
#define END_NODE(kind) }
#define CHILD(type, name)                                                                                    \
  if (node->name) node->name->parent = node;
#define LIST(type, name)                                                                                     \
  for (type * child : node->name) child->parent = node;
#include "tree/node_kinds.def"

} // namespace isotach::detail
