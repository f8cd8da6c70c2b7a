// Statement edits: what a user does to statements by line: remove them, move them, put an IF around them.
//
// Whether the program still means what it should is the user's claim; what is checked is that the text stays
// correct: labels keep their statements, directives their loops, and #if groups and macros stay whole. What
// fails is refused with the reason, and nothing changes.
#pragma once

#include <string_view>

#include "tree/tree.h"

namespace isotach {

// The statement, with all it holds, whose first line this is; null when none begins there.
Stmt* statement_at_line(const Tree& tree, std::uint32_t line);

// The statement in the block of another one, itself or after it, that has this line; null when none has.
Stmt* neighbour_with_line(const Tree& tree, Stmt* first, std::uint32_t line);

// False when it was refused.
bool remove_statement(Tree& tree, Stmt* statement, Diagnostics& diagnostics);
bool move_statement(Tree& tree, Stmt* statement, Stmt* before, Diagnostics& diagnostics);

// IF (condition) THEN ... END IF around neighbours in one block.
bool wrap_in_if(Tree& tree, Stmt* first, Stmt* last, std::string_view condition, Diagnostics& diagnostics);

} // namespace isotach
