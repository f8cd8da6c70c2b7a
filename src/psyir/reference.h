// References: a%b(i)%c as the levels that PSyIR has of it, and expressions that are made.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "tree/tree.h"

namespace isotach::psyir {

// "b(i)" of a%b(i)%c: its name with what follows it in parentheses.
struct Level {
  Expr* end = nullptr;        // the whole reference up to here
  Expr* name = nullptr;       // NameRef of the first, ComponentRef of all others
  PartRef* indexed = nullptr; // null: nothing follows in parentheses
};

// Of NameRef, PartRef and ComponentRef; empty: PSyIR has no such reference (a substring of an element, say).
std::vector<Level> levels_of(const Expr* reference);
// The reference that one is the beginning of.
Expr* outermost(Expr* part);

// Synthetic expressions that stand nowhere yet.
Expr* make_literal(Tree& tree, std::string_view text); // an integer
Expr* make_name(Tree& tree, std::string_view name);
Expr* make_call(Tree& tree, std::string_view name, std::span<Expr* const> arguments);
Expr* make_binary(Tree& tree, OperatorKind op, Expr* left, Expr* right);

// The condition that a CASE stands for.
Expr* case_condition(Tree& tree, const Expr* selector, const CaseStmt* values);

} // namespace isotach::psyir
