// Dump: a tree as indented text or JSON, every field of every node (`isotach parse --dump=tree [--json]`).
#pragma once

#include <functional>
#include <string>

#include "tree/tree.h"

namespace isotach {

// One line a node: kind, fields with their values, text of literals, range as line:column.
std::string dump_text(const Tree& tree, const Node* node);
// With what `note` says of a node, where it says anything, at the end of the node's line.
std::string dump_text(const Tree& tree, const Node* node,
                      const std::function<std::string(const Node*)>& note);
// The same as nested JSON objects; children under their field's name.
std::string dump_json(const Tree& tree, const Node* node);

} // namespace isotach
