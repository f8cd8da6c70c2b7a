// Text: what a node says as Fortran, on one line, whether it was parsed or made by an edit.
//
// A parsed node says its tokens, with a blank where the source had one; parts that an edit replaced or
// spelled anew say what they say now. A synthetic node is printed from its fields, as the writer prints it
// with lower-case keywords.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tree/tree.h"

namespace isotach {

// Of an expression or another part of a statement; of a parsed statement too. Empty for null.
std::string text_of(const Tree& tree, const Node* node);

// What a node spells itself, without its children: a literal, a name in its own case, opaque text; "b" of
// a%b. Empty when a synthetic node was given none: its fields say it all.
std::string own_text(const Tree& tree, const Node* node);
void set_own_text(Tree& tree, const Node* node, std::string_view text);

// The spelling that an edit gave the name in a field of a synthetic node, if it gave one.
std::optional<std::string_view> given_name(const Tree& tree, const Node* node, const Name& field);

// The name in a field of a statement, in the case in which the statement writes it.
std::string name_as_written(const Tree& tree, const Stmt* statement, const Name& field);

// A token as it is written now.
std::string_view token_text(const Tree& tree, std::uint32_t token);
std::string text_of_tokens(const Tree& tree, std::uint32_t first, std::uint32_t last);

} // namespace isotach
