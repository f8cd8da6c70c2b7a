// Made statements: new statements and declarations from their text, and names that nothing has yet.
#pragma once

#include <string>
#include <string_view>

#include "semantics/semantics.h"
#include "tree/edit.h"
#include "tree/tree.h"

namespace isotach::transform {

// The statement, or construct, that a text is, detached. Null: it is not one.
Stmt* make_statement(Tree& tree, std::string_view text);
// The expression that a text is, detached.
Expr* make_expression(Tree& tree, std::string_view text);

// The procedure, main program or module around a node, which has declarations.
Node* unit_with_declarations(Node* node);
// Puts a declaration or USE after those of a procedure, main program or module.
[[nodiscard]] Refusal declare(Tree& tree, Node* unit, std::string_view text);

// A name that nothing around a place has: `root`, root_1 ...
std::string new_name(const Semantics& semantics, const Tree& tree, const Node* place, std::string_view root);

} // namespace isotach::transform
