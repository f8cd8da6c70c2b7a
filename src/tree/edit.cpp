#include "tree/edit.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <fmt/core.h>

#include "tree/verify.h"
#include "tree/visit.h"

namespace isotach {

namespace {

// ---- lists and counts of changes
// ----------------------------------------------------------------------------

bool differs(const Stmt* statement) { return statement->has(node_flag::changed | node_flag::synthetic); }

void count_change(Tree& tree, Node* node) {
  for (; node; node = node->parent) {
    if (tree.edits.changes[node->id]++ != 0 || node->has(node_flag::synthetic)) return;
    node->flags |= node_flag::changed;
  }
}

void uncount_change(Tree& tree, Node* node) {
  for (; node; node = node->parent) {
    auto count = tree.edits.changes.find(node->id);
    if (--count->second != 0) return;
    tree.edits.changes.erase(count);
    if (node->has(node_flag::synthetic)) return;
    node->flags &= static_cast<std::uint16_t>(~node_flag::changed);
  }
}

void check(const Tree& tree) {
#ifndef NDEBUG
  std::vector<std::string> broken = verify(tree);
  for (const std::string& line : broken) std::fprintf(stderr, "tree broken by an edit: %s\n", line.c_str());
  assert(broken.empty());
#else
  (void)tree;
#endif
}

// ---- what an edit may touch
// ---------------------------------------------------------------------------------

bool in_macro(const Tree& tree, std::uint32_t statement) {
  const Statement& s = tree.lexed.statements[statement];
  return tree.lexed.tokens[s.first].read_only;
}

Refusal anchor_refusal(const Tree& tree, const Stmt* anchor, bool before) {
  if (!anchor->parent || !list_of(const_cast<Stmt*>(anchor))) return "the place is in no list of statements";
  if (isa<Alternative>(anchor)) return "branches of #if are neither added nor removed";
  if (anchor->has(node_flag::synthetic)) return {};
  StatementRange range = statements_of(tree, anchor);
  if (in_macro(tree, before ? range.first : range.last)) return "the statement there comes from a macro";
  return {};
}

// An original statement fits between its neighbours of the source only where it was.
bool at_home(const Tree& tree, const Stmt* statement, const Node* parent, const Stmt* previous,
             const Stmt* next) {
  auto removed = tree.edits.removed.find(statement->id);
  if (removed == tree.edits.removed.end() || removed->second.parent != parent) return false;
  while (previous && previous->has(node_flag::synthetic)) previous = previous->previous;
  while (next && next->has(node_flag::synthetic)) next = next->next;
  return (!previous || previous->statement < statement->statement) &&
         (!next || next->statement > statement->statement);
}

Refusal insert(Tree& tree, Stmt* anchor, Stmt* statement, bool before) {
  if (statement->parent || statement->previous || statement->next)
    return "the statement is in the tree already";
  if (Refusal refusal = anchor_refusal(tree, anchor, before)) return refusal;
  Node* parent = anchor->parent;
  StmtList* list = list_of(anchor);
  Stmt* previous = before ? anchor->previous : anchor;
  Stmt* next = before ? anchor : anchor->next;
  bool original = !statement->has(node_flag::synthetic);
  if (original && !at_home(tree, statement, parent, previous, next))
    return "a statement of the source only goes back to where it was; insert a clone of it";
  list->insert(statement, previous, next);
  statement->parent = parent;
  statement->flags &= static_cast<std::uint16_t>(~node_flag::detached);
  if (original) {
    tree.edits.removed.erase(statement->id);
    if (!differs(statement)) uncount_change(tree, parent);
  } else {
    bool trailing = anchor->has(node_flag::synthetic) ? tree.edits.trailing.count(anchor->id) != 0 : !before;
    if (trailing) tree.edits.trailing.insert(statement->id);
    count_change(tree, parent);
  }
  check(tree);
  return {};
}

// ---- clones
// -------------------------------------------------------------------------------------------------

// The nodes whose spelling no field holds, or holds only in lower case.
bool keeps_spelling(NodeKind kind) {
  switch (kind) {
  case NodeKind::NameRef:
  case NodeKind::CommonName:
  case NodeKind::ComponentRef:
  case NodeKind::KeywordArgument:
  case NodeKind::IntegerLiteral:
  case NodeKind::RealLiteral:
  case NodeKind::LogicalLiteral:
  case NodeKind::StringLiteral:
  case NodeKind::BozLiteral:
  case NodeKind::HollerithLiteral:
  case NodeKind::OperatorName:
  case NodeKind::OpaqueText: return true;
  default: return false;
  }
}

Node* shallow_copy(Tree& to, const Node* node) {
  Node* copy = to.make_copy(node, layout_of(node).size);
  copy->flags = node_flag::synthetic;
  copy->parent = nullptr;
  copy->first_token = copy->last_token = no_token;
  if (auto* statement = dyn_cast<Stmt>(copy)) {
    statement->previous = statement->next = nullptr;
    statement->statement = 0;
  }
  return copy;
}

// Replaces what a shallow copy shares with its original.
void copy_fields(Tree& to, const Tree& from, Node* copy) {
  auto adopt = [&](const Node* original) {
    Node* own = clone(to, from, original);
    own->parent = copy;
    return own;
  };
  for (const Field& field : layout_of(copy).fields) {
    switch (field.kind) {
    case FieldKind::child:
      if (const Node* child = field.child(copy)) field.set_child(copy, adopt(child));
      break;
    case FieldKind::list: {
      std::vector<Node*> own;
      for (std::size_t i = 0, size = field.list_size(copy); i < size; ++i)
        own.push_back(adopt(field.list_item(copy, i)));
      field.set_list(copy, to.make_list<Node>(own));
      break;
    }
    case FieldKind::statements: {
      StmtList own;
      for (const Stmt* statement : field.statements(copy)) own.append(cast<Stmt>(adopt(statement)));
      field.statements(copy) = own;
      break;
    }
    case FieldKind::name:
      if (Name name = field.name_value(copy); name != no_name)
        field.set_name(copy, to.names().intern(from.spelling(name)));
      break;
    case FieldKind::token: field.set_token(copy, no_token); break;
    case FieldKind::enumeration:
    case FieldKind::flag: break;
    }
  }
}

} // namespace

Refusal insert_before(Tree& tree, Stmt* anchor, Stmt* statement) {
  return insert(tree, anchor, statement, true);
}
Refusal insert_after(Tree& tree, Stmt* anchor, Stmt* statement) {
  return insert(tree, anchor, statement, false);
}

Refusal detach(Tree& tree, Stmt* statement) {
  Node* parent = statement->parent;
  StmtList* list = parent ? list_of(statement) : nullptr;
  if (!list) return "it is a part of another statement";
  if (isa<Alternative>(statement)) return "branches of #if are neither added nor removed";
  bool original = !statement->has(node_flag::synthetic);
  if (original) {
    StatementRange range = statements_of(tree, statement);
    const LexedFile& lexed = tree.lexed;
    std::uint32_t first = lexed.statements[range.first].first, last = lexed.statements[range.last].last;
    if (isa<ConditionalRegion>(statement) ||
        group_in(tree, lexed.tokens[first].begin, lexed.tokens[last].end, false))
      return "text of a #if group would be lost";
    for (std::uint32_t i = first; i < last; ++i)
      if (lexed.tokens[i].read_only) return "text of a macro would be lost";
  }
  list->remove(statement);
  statement->parent = nullptr;
  statement->flags |= node_flag::detached;
  if (original) {
    tree.edits.removed[statement->id] = {statement, parent};
    if (!differs(statement)) count_change(tree, parent);
  } else {
    tree.edits.trailing.erase(statement->id);
    uncount_change(tree, parent);
  }
  check(tree);
  return {};
}

StmtList* list_of(Stmt* statement) {
  if (!statement->parent) return nullptr;
  for (const Field& field : layout_of(statement->parent).children) {
    if (field.kind != FieldKind::statements) continue;
    // Every kind of node has at most one list, so a statement with a neighbour is in it.
    StmtList& list = field.statements(statement->parent);
    if (list.first() == statement || statement->previous) return &list;
  }
  return nullptr;
}

Node* clone(Tree& to, const Tree& from, const Node* node) {
  std::string text;
  if (keeps_spelling(node->kind)) {
    text = spelling(from, node);
  } else if (auto* directive = dyn_cast<DirectiveStmt>(node)) { // its sentinel
    if (directive->has_tokens()) {
      text = from.token_text(directive->first_token);
    } else if (auto found = from.edits.texts.find(node->id); found != from.edits.texts.end()) {
      text = found->second;
    }
  }
  Node* copy = shallow_copy(to, node);
  copy_fields(to, from, copy);
  if (!text.empty()) set_spelling(to, copy, text);
  return copy;
}

std::string spelling(const Tree& tree, const Node* node) {
  if (!node->has_tokens()) {
    auto found = tree.edits.texts.find(node->id);
    return found == tree.edits.texts.end() ? std::string() : std::string(found->second);
  }
  std::uint32_t first = node->first_token, last = node->last_token;
  if (auto* component = dyn_cast<ComponentRef>(node)) {
    if (component->name_token == no_token) return std::string(tree.spelling(component->name));
    first = last = component->name_token;
  }
  if (isa<KeywordArgument>(node)) last = first;
  if (isa<CommonName>(node)) {
    ++first;
    --last;
  }
  std::string text;
  for (std::uint32_t i = first; i <= last; ++i) {
    if (i > first && !tree.lexed.tokens[i].glued_left) text += ' ';
    text += tree.token_text(i);
  }
  return text;
}

void set_spelling(Tree& tree, const Node* node, std::string_view text) {
  tree.edits.texts[node->id] = tree.arena().copy(text);
}

StatementRange statements_of(const Tree& tree, const Stmt* statement) {
  if (!statement->has_tokens() && !isa<ConditionalRegion>(statement)) return {};
  const auto& statements = tree.lexed.statements;
  StatementRange range{statement->statement, statement->statement};
  if (statement->has_tokens()) {
    auto after = std::upper_bound(statements.begin() + range.first, statements.end(), statement->last_token,
                                  [](std::uint32_t token, const Statement& s) { return token < s.first; });
    range.last = static_cast<std::uint32_t>(after - statements.begin()) - 1;
  }
  if (isa<ConditionalRegion>(statement)) {
    std::uint32_t group = statements[range.first].group;
    while (range.last + 1 < statements.size() && !(statements[range.last].kind == StatementKind::endif_line &&
                                                   statements[range.last].group == group))
      ++range.last;
  }
  return range;
}

const PreprocessorGroup* group_in(const Tree& tree, std::uint32_t begin, std::uint32_t end, bool torn_only) {
  const auto& groups = tree.lexed.groups;
  auto first =
      std::lower_bound(groups.begin(), groups.end(), begin,
                       [](const PreprocessorGroup& group, std::uint32_t at) { return group.begin < at; });
  for (auto group = first; group != groups.end() && group->begin < end; ++group)
    if (!torn_only || group->torn) return &*group;
  // Groups that begin before the range and have another # line in it.
  for (auto i = static_cast<std::int32_t>(first - groups.begin()) - 1; i >= 0;) {
    const PreprocessorGroup& group = groups[static_cast<std::size_t>(i)];
    bool cut = group.end > begin && group.end <= end;
    for (const PreprocessorBranch& branch : group.branches)
      cut = cut || (branch.begin >= begin && branch.begin < end);
    if (cut && (!torn_only || group.torn)) return &group;
    i = group.parent;
  }
  return nullptr;
}

} // namespace isotach
