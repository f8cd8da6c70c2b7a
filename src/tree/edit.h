// Edit: changes to a tree that keep its invariants.
//
// A statement is inserted beside another one or detached; both cost O(depth of nesting), since each node
// counts the children that differ from the source and only a count that becomes or leaves zero concerns the
// parent. An edit that is undone (what was inserted is detached, what was detached goes back) leaves the tree
// as it was parsed. Text of inactive #if branches and of macros is never touched: an edit that would is
// refused with the reason.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tree/fields.h"

namespace isotach {

// Why an edit was refused, in words that complete "cannot edit here: ..."; nothing: it was done.
using Refusal = std::optional<std::string>;

// Puts a detached or synthetic statement directly before or after one that is in the tree. The statement is
// written on lines of its own next to its anchor: below the anchor's comments, or after its last line.
// A statement of the source can only go back to where it was.
[[nodiscard]] Refusal insert_before(Tree& tree, Stmt* anchor, Stmt* statement);
[[nodiscard]] Refusal insert_after(Tree& tree, Stmt* anchor, Stmt* statement);

// Takes a statement with all it holds out of the tree; it stays alive and can be inserted again.
[[nodiscard]] Refusal detach(Tree& tree, Stmt* statement);

// Puts a synthetic statement where one of the source stands, which is detached; its label goes on.
[[nodiscard]] Refusal replace(Tree& tree, Stmt* old, Stmt* fresh);

// Puts a synthetic part (an expression, say) in the place of another one inside a statement.
[[nodiscard]] Refusal replace_part(Tree& tree, Node* old, Node* fresh);

// Takes a statement to another place: its own lines with their comments, those directly above it and those
// after it. It stays in its branch of every #if group, and stands on lines of its own.
[[nodiscard]] Refusal move_before(Tree& tree, Stmt* anchor, Stmt* statement);
[[nodiscard]] Refusal move_after(Tree& tree, Stmt* anchor, Stmt* statement);

// Puts the statements from `first` to `last`, neighbours in one list, into a synthetic construct without
// statements: into its body, or that of its first branch.
[[nodiscard]] Refusal wrap(Tree& tree, Stmt* first, Stmt* last, Stmt* construct);

// Puts a synthetic statement after all others in the list of a node, which may be empty.
[[nodiscard]] Refusal append(Tree& tree, Node* parent, Stmt* statement);

// Gives a name field another name: its token is written anew, or any other token of the node.
[[nodiscard]] Refusal rename(Tree& tree, Node* node, const Field& field, std::string_view name);
[[nodiscard]] Refusal respell(Tree& tree, Node* node, std::uint32_t token, std::string_view text);

// The list of its parent that holds a statement; null when it is none's or a part (the DO of a loop, say).
StmtList* list_of(Stmt* statement);

// Gives a statement, or the first line of a construct, comments: lines above it, and text after it, without
// "!". Empty: none, apart from those of the source.
[[nodiscard]] Refusal set_comments(Tree& tree, Stmt* statement, std::string_view before,
                                   std::string_view after);
const TreeEdits::Comments* comments_of(const Tree& tree, const Stmt* statement); // null: none were added

// A copy of a node and all below it as synthetic nodes of `to`, detached. Names are interned anew; spellings
// that only tokens held are kept in `to.edits.texts`.
Node* clone(Tree& to, const Tree& from, const Node* node);
template <class T> T* clone(Tree& to, const Tree& from, const T* node) {
  return static_cast<T*>(clone(to, from, static_cast<const Node*>(node)));
}

// The token of the source that holds a name field, or no_token.
std::uint32_t name_token(const Tree& tree, const Node* node, const Field& field);

// A place in TreeEdits::names for the parentheses of a directive whose fields do not tell all of them.
constexpr std::uint16_t arguments_text = 0xffff;

// Statements of LexedFile::statements that a node covers; {1, 0} for synthetic nodes.
struct StatementRange {
  std::uint32_t first = 1;
  std::uint32_t last = 0;
};
StatementRange statements_of(const Tree& tree, const Stmt* statement);

// The first #if group of which a range of bytes holds a # line, or null. With `torn_only`, whole groups are
// no matter.
const PreprocessorGroup* group_in(const Tree& tree, std::uint32_t begin, std::uint32_t end, bool torn_only);

} // namespace isotach
