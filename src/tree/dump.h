// Dump: a tree as indented text or JSON, every field of every node (`isotach parse --dump=tree [--json]`).
#pragma once

#include <string>

#include "tree/tree.h"

namespace isotach {

// One line a node: kind, fields with their values, text of literals, range as line:column.
std::string dump_text(const Tree& tree, const Node* node);
// The same as nested JSON objects; children under their field's name.
std::string dump_json(const Tree& tree, const Node* node);

} // namespace isotach
