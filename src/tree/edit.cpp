#include "tree/edit.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <fmt/core.h>

#include "base/strings.h"
#include "tree/stamps.h"
#include "tree/text.h"
#include "tree/verify.h"
#include "tree/visit.h"

namespace isotach {

namespace {

// ---- lists and counts of changes ----

bool differs(const Stmt* statement) { return statement->has(node_flag::changed | node_flag::synthetic); }

// What is synthetic differs as a whole, and nothing in it is counted.
void count_change(Tree& tree, Node* node) {
  for (; node && !node->has(node_flag::synthetic); node = node->parent) {
    if (tree.edits.changes[node->id]++ != 0) return;
    node->flags |= node_flag::changed;
  }
}

void uncount_change(Tree& tree, Node* node) {
  for (; node && !node->has(node_flag::synthetic); node = node->parent) {
    auto count = tree.edits.changes.find(node->id);
    if (--count->second != 0) return;
    tree.edits.changes.erase(count);
    node->flags &= static_cast<std::uint8_t>(~node_flag::changed);
  }
}

// A statement of the source that leaves its place is one more change there, unless it counts already for what
// differs in it. In a new construct, where nothing counts, the change is one of what that stands in.
Node* source_around(Node* node) {
  while (node->has(node_flag::synthetic) && node->parent) node = node->parent;
  return node;
}
void count_leaving(Tree& tree, Node* parent, const Stmt* statement) {
  if (parent->has(node_flag::synthetic) || !differs(statement)) count_change(tree, source_around(parent));
}
void uncount_leaving(Tree& tree, Node* parent, const Stmt* statement) {
  if (parent->has(node_flag::synthetic) || !differs(statement)) uncount_change(tree, source_around(parent));
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

// ---- what an edit may touch ----

bool in_macro(const Tree& tree, std::uint32_t statement) {
  const Statement& s = tree.lexed.statements[statement];
  return tree.lexed.tokens[s.first].read_only;
}

// The inner one of two loops that end on the same labelled statement, which it holds.
bool shares_end(const Stmt* statement) {
  auto* loop = statement->parent ? dyn_cast<DoConstruct>(statement->parent) : nullptr;
  return loop && !loop->end && loop->body.last() == statement;
}
constexpr const char* shared_end = "two loops end on one label there; give each an END DO first";

Refusal anchor_refusal(const Tree& tree, const Stmt* anchor, bool before) {
  if (!anchor->parent || !list_of(const_cast<Stmt*>(anchor))) return "the place is in no list of statements";
  if (!before && shares_end(anchor)) return shared_end;
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
  // The statement of the source whose place a neighbour has: itself, or the one it replaces.
  auto place_of = [&](const Stmt* neighbour) -> const Stmt* {
    if (!neighbour->has(node_flag::synthetic | node_flag::moved)) return neighbour;
    auto replaced = tree.edits.in_place_of.find(neighbour->id);
    return replaced == tree.edits.in_place_of.end() || replaced->second == statement ? nullptr
                                                                                     : replaced->second;
  };
  while (previous && !place_of(previous)) previous = previous->previous;
  while (next && !place_of(next)) next = next->next;
  return (!previous || place_of(previous)->statement < statement->statement) &&
         (!next || place_of(next)->statement > statement->statement);
}

Refusal tied_text(const Tree& tree, const Stmt* statement);
Refusal other_branch(const Tree& tree, const Stmt* anchor, const Stmt* statement);
bool shares_line(const Tree& tree, const Stmt* statement);

// The statements of the source in a new construct, which was put around them.
void source_statements(Stmt* construct, std::vector<Stmt*>& found) {
  for_each_child(construct, [&](Node* child) {
    auto* statement = dyn_cast<Stmt>(child);
    if (!statement) return;
    if (statement->has(node_flag::synthetic)) source_statements(statement, found);
    else found.push_back(statement);
  });
}

// Those that leave the tree with the construct around them are removed; when it is inserted somewhere, they
// have moved there.
Refusal remove_wrapped(Tree& tree, Stmt* construct, Node* home) {
  std::vector<Stmt*> wrapped;
  source_statements(construct, wrapped);
  std::erase_if(wrapped, [](const Stmt* statement) { return statement->has(node_flag::moved); });
  for (const Stmt* statement : wrapped)
    if (Refusal refusal = tied_text(tree, statement)) return refusal;
  for (auto& [id, removed] : tree.edits.removed) // no way back into it
    for (const Node* at = removed.parent; at; at = at->parent)
      if (at == construct) {
        removed.parent = source_around(home);
        break;
      }
  for (Stmt* statement : wrapped) {
    tree.edits.removed[statement->id] = {statement, source_around(home)};
    count_change(tree, source_around(home)); // in the construct it did not count
  }
  return {};
}
Refusal wrapped_refusal(const Tree& tree, const Stmt* anchor, const std::vector<Stmt*>& wrapped) {
  for (const Stmt* statement : wrapped) {
    if (shares_line(tree, statement)) return "it holds a statement that shares a line with another one";
    if (Refusal refusal = other_branch(tree, anchor, statement)) return refusal;
  }
  return {};
}
Refusal insert_wrapped(Tree& tree, const Stmt* anchor, Stmt* construct) {
  std::vector<Stmt*> wrapped;
  source_statements(construct, wrapped);
  if (Refusal refusal = wrapped_refusal(tree, anchor, wrapped)) return refusal;
  for (Stmt* statement : wrapped) statement->flags |= node_flag::moved;
  return {};
}

Refusal insert(Tree& tree, Stmt* anchor, Stmt* statement, bool before) {
  if (statement->parent || statement->previous || statement->next)
    return "the statement is in the tree already";
  if (isa<Alternative>(statement)) return "branches of #if are neither added nor removed";
  if (Refusal refusal = anchor_refusal(tree, anchor, before)) return refusal;
  Node* parent = anchor->parent;
  StmtList* list = list_of(anchor);
  Stmt* previous = before ? anchor->previous : anchor;
  Stmt* next = before ? anchor : anchor->next;
  bool original = !statement->has(node_flag::synthetic);
  if (original && !at_home(tree, statement, parent, previous, next))
    return "a statement of the source only goes back to where it was; insert a clone of it";
  if (!original)
    if (Refusal refusal = insert_wrapped(tree, anchor, statement)) return refusal;
  list->insert(statement, previous, next);
  statement->parent = parent;
  statement->flags &= static_cast<std::uint8_t>(~node_flag::detached);
  if (original) {
    tree.edits.removed.erase(statement->id);
    std::erase_if(tree.edits.in_place_of, [&](const auto& entry) { return entry.second == statement; });
    uncount_leaving(tree, parent, statement);
  } else {
    bool trailing = anchor->has(node_flag::synthetic | node_flag::moved)
                        ? tree.edits.trailing.count(anchor->id) != 0
                        : !before;
    if (trailing) tree.edits.trailing.insert(statement->id);
    count_change(tree, parent);
  }
  stamp_list(tree, parent, statement);
  check(tree);
  return {};
}

// What ties a statement of the source to its place: # lines inside, macros.
Refusal tied_text(const Tree& tree, const Stmt* statement) {
  StatementRange range = statements_of(tree, statement);
  const LexedFile& lexed = tree.lexed;
  std::uint32_t first = lexed.statements[range.first].first, last = lexed.statements[range.last].last;
  if (isa<ConditionalRegion>(statement) ||
      group_in(tree, lexed.tokens[first].begin, lexed.tokens[last].end(), false))
    return "text of a #if group would be lost";
  for (std::uint32_t i = first; i < last; ++i)
    if (lexed.tokens[i].read_only) return "text of a macro would be lost";
  return {};
}

std::pair<std::uint32_t, std::uint32_t> bytes_of(const Tree& tree, const Stmt* statement) {
  StatementRange range = statements_of(tree, statement);
  const LexedFile& lexed = tree.lexed;
  return {lexed.tokens[lexed.statements[range.first].first].begin,
          lexed.tokens[lexed.statements[range.last].last].end()};
}

bool torn_inside(const Tree& tree, const Stmt* statement) {
  auto [begin, end] = bytes_of(tree, statement);
  return group_in(tree, begin, end, true) != nullptr;
}

Refusal torn_between(const Tree& tree, const Stmt* first, const Stmt* last) {
  if (!first->has_tokens() || !last->has_tokens()) return {};
  if (group_in(tree, bytes_of(tree, first).first, bytes_of(tree, last).second, true))
    return "a #if group that splits a statement or a block stands between them";
  return {};
}

// The innermost #if group, whole or torn, around an offset, and the branch of it.
std::pair<std::int64_t, std::size_t> branch_at(const Tree& tree, std::uint32_t offset) {
  std::pair<std::int64_t, std::size_t> found{-1, 0};
  for (std::size_t i = 0; i < tree.lexed.groups.size(); ++i) {
    const PreprocessorGroup& group = tree.lexed.groups[i];
    if (group.begin > offset) break;
    if (group.end <= offset) continue;
    found = {static_cast<std::int64_t>(i), 0};
    for (std::size_t b = 0; b < group.branches.size(); ++b)
      if (group.branches[b].begin <= offset) found.second = b;
  }
  return found;
}

// Does a statement of the source share one of its lines with another one?
bool shares_line(const Tree& tree, const Stmt* statement) {
  const LexedFile& lexed = tree.lexed;
  std::string_view text = tree.source().text();
  StatementRange range = statements_of(tree, statement);
  auto fortran = [&](std::uint32_t k) { return lexed.statements[k].kind <= StatementKind::directive; };
  auto gap_shares = [&](std::uint32_t before, std::uint32_t after) {
    std::uint32_t begin = lexed.tokens[lexed.statements[before].last - 1].end();
    std::uint32_t end = lexed.tokens[lexed.statements[after].first].begin;
    if (end <= begin) return true;
    std::string_view gap = text.substr(begin, end - begin);
    std::size_t ink = gap.find_first_not_of(" \t");
    return gap.find('\n') == std::string_view::npos || (ink != std::string_view::npos && gap[ink] == ';');
  };
  if (range.first > 0 && fortran(range.first - 1) && gap_shares(range.first - 1, range.first)) return true;
  return range.last + 1 < lexed.statements.size() && fortran(range.last + 1) &&
         gap_shares(range.last, range.last + 1);
}

Refusal other_branch(const Tree& tree, const Stmt* anchor, const Stmt* statement) {
  if (anchor->has_tokens() &&
      branch_at(tree, bytes_of(tree, anchor).first) != branch_at(tree, bytes_of(tree, statement).first))
    return "it would leave its branch of a #if group";
  return {};
}

// A statement of the source that was moved counts in its parent as added, and once more when it differs.
void count_child(Tree& tree, Node* parent, const Stmt* statement) {
  count_change(tree, parent);
  if (differs(statement)) count_change(tree, parent);
}
void uncount_child(Tree& tree, Node* parent, const Stmt* statement) {
  uncount_change(tree, parent);
  if (differs(statement)) uncount_change(tree, parent);
}

Refusal move(Tree& tree, Stmt* anchor, Stmt* statement, bool before) {
  if (isa<Alternative>(statement)) return "branches of #if are neither added nor removed";
  if (anchor == statement) return "it stands there already";
  for (const Node* at = anchor; at; at = at->parent)
    if (at == statement) return "the place lies inside the statement";
  if (!statement->parent || !list_of(statement)) return "it is a part of another statement";
  if (Refusal refusal = anchor_refusal(tree, anchor, before)) return refusal;
  if (statement->has(node_flag::synthetic)) {
    std::vector<Stmt*> wrapped; // asked first, for what is detached already would be lost
    source_statements(statement, wrapped);
    if (Refusal refusal = wrapped_refusal(tree, anchor, wrapped)) return refusal;
    if (Refusal refusal = detach(tree, statement)) return refusal;
    return insert(tree, anchor, statement, before);
  }
  if (shares_end(statement)) return shared_end;
  if (Refusal refusal = tied_text(tree, statement)) return refusal;
  if (shares_line(tree, statement))
    return "it shares a line with another statement; give it one of its own first";
  if (Refusal refusal = other_branch(tree, anchor, statement)) return refusal;
  Node* old_parent = statement->parent;
  list_of(statement)->remove(statement);
  Node* parent = anchor->parent;
  StmtList* list = list_of(anchor);
  Stmt* previous = before ? anchor->previous : anchor;
  Stmt* next = before ? anchor : anchor->next;
  bool was_moved = statement->has(node_flag::moved);
  statement->flags |= node_flag::moved; // not home, so that its neighbours count
  if (was_moved) {
    if (at_home(tree, statement, parent, previous, next)) {
      list->insert(statement, previous, next);
      statement->parent = parent;
      statement->flags &= static_cast<std::uint8_t>(~node_flag::moved);
      tree.edits.removed.erase(statement->id);
      tree.edits.trailing.erase(statement->id);
      uncount_child(tree, old_parent, statement);
      uncount_leaving(tree, parent, statement);
      stamp_list(tree, old_parent, statement);
      stamp_list(tree, parent, statement);
      check(tree);
      return {};
    }
    count_child(tree, parent, statement);
    uncount_child(tree, old_parent, statement);
  } else {
    tree.edits.removed[statement->id] = {statement, old_parent};
    count_leaving(tree, old_parent, statement);
    count_child(tree, parent, statement);
  }
  list->insert(statement, previous, next);
  statement->parent = parent;
  bool trails = anchor->has(node_flag::synthetic | node_flag::moved)
                    ? tree.edits.trailing.count(anchor->id) != 0
                    : !before;
  if (trails) tree.edits.trailing.insert(statement->id);
  else tree.edits.trailing.erase(statement->id);
  stamp_list(tree, old_parent, statement);
  stamp_list(tree, parent, statement);
  check(tree);
  return {};
}

} // namespace

Refusal insert_before(Tree& tree, Stmt* anchor, Stmt* statement) {
  return insert(tree, anchor, statement, true);
}
Refusal insert_after(Tree& tree, Stmt* anchor, Stmt* statement) {
  return insert(tree, anchor, statement, false);
}

Refusal detach(Tree& tree, Stmt* statement) {
  if (shares_end(statement)) return shared_end;
  Node* parent = statement->parent;
  StmtList* list = parent ? list_of(statement) : nullptr;
  if (!list) return "it is a part of another statement";
  if (isa<Alternative>(statement)) return "branches of #if are neither added nor removed";
  bool original = !statement->has(node_flag::synthetic);
  if (Refusal refusal = original ? tied_text(tree, statement) : remove_wrapped(tree, statement, parent))
    return refusal;
  list->remove(statement);
  statement->parent = nullptr;
  statement->flags |= node_flag::detached;
  if (statement->has(node_flag::moved)) {
    statement->flags &= static_cast<std::uint8_t>(~node_flag::moved);
    tree.edits.trailing.erase(statement->id);
    uncount_child(tree, parent, statement);
  } else if (original) {
    tree.edits.removed[statement->id] = {statement, parent};
    count_leaving(tree, parent, statement);
  } else {
    tree.edits.trailing.erase(statement->id);
    tree.edits.in_place_of.erase(statement->id);
    uncount_change(tree, parent);
  }
  stamp_list(tree, parent, statement);
  check(tree);
  return {};
}

Refusal replace(Tree& tree, Stmt* old, Stmt* fresh) {
  if (!fresh->has(node_flag::synthetic)) return "only a new statement takes another one's place";
  if (!list_of(old)) return "it is a part of another statement";
  bool at_home = !old->has(node_flag::synthetic | node_flag::moved);
  if (Refusal refusal = insert_before(tree, old, fresh)) return refusal;
  if (Refusal refusal = detach(tree, old)) {
    (void)detach(tree, fresh);
    return refusal;
  }
  if (fresh->label == 0) fresh->label = old->label;
  auto earlier = tree.edits.in_place_of.find(old->id);
  if (at_home) tree.edits.in_place_of[fresh->id] = old;
  else if (earlier != tree.edits.in_place_of.end()) tree.edits.in_place_of[fresh->id] = earlier->second;
  return {};
}

Refusal replace_part(Tree& tree, Node* old, Node* fresh) {
  Node* parent = old->parent;
  if (!parent || isa<Stmt>(old)) return "it is not part of a statement";
  if (fresh->parent) return "the new part is in the tree already";
  auto earlier = tree.edits.replaced.find(old->id);
  Node* original = !old->has(node_flag::synthetic)        ? old
                   : earlier != tree.edits.replaced.end() ? earlier->second
                                                          : nullptr;
  if (!fresh->has(node_flag::synthetic) && fresh != original)
    return "a part of the source only goes back to where it was; insert a clone of it";
  if (original) {
    const auto& tokens = tree.lexed.tokens;
    for (std::uint32_t i = original->first_token; i <= original->last_token; ++i)
      if (tokens[i].read_only) return "it comes from a macro";
    if (group_in(tree, tokens[original->first_token].begin, tokens[original->last_token].end(), false))
      return "a #if group stands inside it";
  }
  for (const Field& field : layout_of(parent).children) {
    if (field.kind == FieldKind::child && field.child(parent) == old) field.set_child(parent, fresh);
    if (field.kind != FieldKind::list) continue;
    std::vector<Node*> items;
    for (std::size_t i = 0, size = field.list_size(parent); i < size; ++i)
      items.push_back(field.list_item(parent, i) == old ? fresh : field.list_item(parent, i));
    field.set_list(parent, tree.make_list<Node>(items));
  }
  old->parent = nullptr;
  old->flags |= node_flag::detached;
  fresh->parent = parent;
  fresh->flags &= static_cast<std::uint8_t>(~node_flag::detached);
  if (original) {
    tree.edits.replaced.erase(old->id);
    if (fresh == original) uncount_change(tree, parent);
    else tree.edits.replaced[fresh->id] = original;
    if (old == original) count_change(tree, parent);
  }
  stamp_change(tree, parent);
  check(tree);
  return {};
}

Refusal move_before(Tree& tree, Stmt* anchor, Stmt* statement) { return move(tree, anchor, statement, true); }
Refusal move_after(Tree& tree, Stmt* anchor, Stmt* statement) { return move(tree, anchor, statement, false); }

Refusal wrap(Tree& tree, Stmt* first, Stmt* last, Stmt* construct) {
  StmtList* list = list_of(first);
  if (!list || list_of(last) != list || !last->parent) return "the statements stand in different blocks";
  if (!construct->has(node_flag::synthetic) || construct->parent)
    return "the construct is in the tree already";
  if (Refusal refusal = anchor_refusal(tree, first, true)) return refusal;
  if (Refusal refusal = anchor_refusal(tree, last, false)) return refusal;
  bool reached = false;
  for (Stmt* at = first; at && !reached; at = at->next) {
    if (at->has(node_flag::moved)) return "one of the statements was moved here; wrap them first";
    if (at->has_tokens() && torn_inside(tree, at))
      return "it holds or cuts a #if group that splits a statement or a block";
    reached = at == last;
  }
  if (!reached) return "the last statement stands before the first one";
  if (Refusal refusal = torn_between(tree, first, last)) return refusal;
  Node* home = construct;
  StmtList* body = nullptr;
  const Stmt* begin = nullptr;
  for (Node* at = construct; at && !body;) {
    Node* next = nullptr;
    for (const Field& field : layout_of(at).children) {
      if (field.kind == FieldKind::child && !begin && std::string_view(field.name) != "end")
        begin = dyn_cast<Stmt>(field.child(at));
      if (field.kind != FieldKind::statements || body) continue;
      StmtList& inner = field.statements(at);
      if (auto* branch = dyn_cast<Branch>(inner.first())) next = branch;
      else body = &inner;
    }
    home = body ? at : next;
    at = next;
  }
  if (!body) return "the construct has no place for statements";
  Node* parent = first->parent;
  Stmt* before = first->previous;
  Stmt* after = last->next;
  count_change(tree, parent); // the construct
  for (Stmt* at = first; at != after;) {
    Stmt* next = at->next;
    list->remove(at);
    body->append(at);
    at->parent = home;
    if (differs(at)) {
      count_change(tree, home);
      uncount_change(tree, parent);
    }
    at = next;
  }
  list->insert(construct, before, after);
  construct->parent = parent;
  if (begin) tree.edits.above.insert(begin->id);
  stamp_list(tree, parent, construct);
  check(tree);
  return {};
}

Refusal append(Tree& tree, Node* parent, Stmt* statement) {
  for (const Field& field : layout_of(parent).children) {
    if (field.kind != FieldKind::statements) continue;
    StmtList& list = field.statements(parent);
    if (list.last() && !isa<Alternative>(list.last())) return insert_after(tree, list.last(), statement);
    if (list.last() || isa<ConditionalRegion>(parent)) return "branches of #if are neither added nor removed";
    if (statement->parent) return "the statement is in the tree already";
    if (!statement->has(node_flag::synthetic)) return "only a new statement is appended";
    list.append(statement);
    statement->parent = parent;
    statement->flags &= static_cast<std::uint8_t>(~node_flag::detached);
    count_change(tree, parent);
    stamp_list(tree, parent, statement);
    check(tree);
    return {};
  }
  return "it holds no statements";
}

Refusal respell(Tree& tree, Node* node, std::uint32_t token, std::string_view text) {
  if (tree.lexed.tokens[token].read_only) return "it comes from a macro";
  auto known = tree.edits.respelled.find(token);
  if (tree.token_text(token) == text) {
    if (known != tree.edits.respelled.end()) {
      tree.edits.respelled.erase(known);
      uncount_change(tree, node);
    }
  } else {
    if (known == tree.edits.respelled.end()) count_change(tree, node);
    tree.edits.respelled[token] = tree.arena().copy(text);
  }
  stamp_change(tree, node);
  return {};
}

Refusal rename(Tree& tree, Node* node, const Field& field, std::string_view name) {
  if (node->has_tokens()) {
    std::uint32_t token = name_token(tree, node, field);
    if (token == no_token) return "the name does not stand in the source";
    if (Refusal refusal = respell(tree, node, token, name)) return refusal;
  } else {
    tree.edits.names[{node->id, field.offset}] = tree.arena().copy(name);
    if (tree.edits.texts.count(node->id) != 0) set_own_text(tree, node, name);
  }
  field.set_name(node, tree.names().intern(name));
  stamp_change(tree, node);
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

std::uint32_t name_token(const Tree& tree, const Node* node, const Field& field) {
  Name name = field.name_value(node);
  if (!node->has_tokens() || name == no_name) return no_token;
  std::uint32_t at = node->first_token, found = no_token;
  auto search = [&](std::uint32_t end) {
    for (; at < end && found == no_token; ++at) {
      auto respelled = tree.edits.respelled.find(at);
      if (respelled == tree.edits.respelled.end()
              ? tree.lexed.tokens[at].name == name
              : equals_ignoring_case(respelled->second, tree.spelling(name)))
        found = at;
    }
  };
  for_each_child(node, [&](const Node* child) {
    if (!child->has_tokens() || child->first_token < at) return;
    search(child->first_token);
    at = child->last_token + 1;
  });
  search(node->last_token + 1);
  return found;
}

namespace {

// The simple statement that a construct begins with.
const Stmt* first_line_of(const Stmt* statement) {
  while (true) {
    const Stmt* first = nullptr;
    for (const Field& field : layout_of(statement).children) {
      if (first) break;
      if (field.kind == FieldKind::child) first = dyn_cast<Stmt>(field.child(statement));
      else if (field.kind == FieldKind::statements) first = field.statements(statement).first();
    }
    if (!first || isa<IfStmt>(statement) || isa<WhereStmt>(statement) || isa<ForallStmt>(statement))
      return statement;
    statement = first;
  }
}

std::string comment_line(std::string_view text) { return text.empty() ? "" : "! " + std::string(text); }

std::vector<std::string> comment_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; !text.empty() && at <= text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back("! " + std::string(text.substr(at, end - at)));
    at = end + 1;
  }
  return lines;
}

} // namespace

const TreeEdits::Comments* comments_of(const Tree& tree, const Stmt* statement) {
  auto known = tree.edits.comments.find(first_line_of(statement)->id);
  return known == tree.edits.comments.end() ? nullptr : &known->second;
}

Refusal set_comments(Tree& tree, Stmt* statement, std::string_view before, std::string_view after) {
  auto* line = const_cast<Stmt*>(first_line_of(statement));
  if (isa<Psy>(line)) return "a statement of a schedule has no comments";
  if (!line->has(node_flag::synthetic) && in_macro(tree, statements_of(tree, line).first))
    return "it comes from a macro";
  if (after.find('\n') != std::string_view::npos) return "a comment after a statement is one line";
  auto known = tree.edits.comments.find(line->id);
  bool had = known != tree.edits.comments.end(), has = !before.empty() || !after.empty();
  if (has) tree.edits.comments[line->id] = {line, comment_lines(before), {}, comment_line(after)};
  else if (had) tree.edits.comments.erase(known);
  if (has && !had) count_change(tree, line);
  if (had && !has) uncount_change(tree, line);
  stamp_change(tree, line);
  return {};
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
