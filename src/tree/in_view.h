// Whether a node counts in the view that was parsed, or stands in a branch of a #if that it does not take.
#pragma once

#include "tree/tree.h"

namespace isotach {

inline bool in_view(const Node* node) {
  for (; node; node = node->parent)
    if (const auto* alternative = dyn_cast<Alternative>(node); alternative && !alternative->active)
      return false;
  return true;
}

} // namespace isotach
