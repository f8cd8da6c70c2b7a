// Writes what PSyIR shows differently, before a script edits it.
//
// ELSE IF, SELECT CASE and a logical IF are shown as IF in IF, `:` with its bounds, a DO with its step. An
// edit inside of what is shown so first makes the source say it, of that construct or part alone; nodes keep
// their handles. A construct that would lose something (a name, a label, a directive, a function that would
// be called twice) stays as it is, and the edit is refused.

#include <fmt/format.h>

#include "psyir/fortran.h"
#include "psyir/reference.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::psyir {

namespace {

using transform::Objected;
using transform::Objection;
using transform::ObjectionKind;

// The first statement of a procedure that a text is, as a synthetic one of another tree.
Stmt* statement_of(Tree& to, std::string_view text) {
  SourceFile source("shown.f90", fmt::format("subroutine s\n{}\nend subroutine\n", text));
  Diagnostics diagnostics;
  Tree tree = parse(source, {}, diagnostics);
  auto* frame = dyn_cast<Procedure>(tree.root()->units.first());
  if (!frame || diagnostics.errors() || !frame->body.first()) return nullptr;
  return clone(to, tree, frame->body.first());
}

} // namespace

void Fortran::all_below(View view, std::vector<View>& found) const {
  found.push_back(view);
  for (View child : children(view)) all_below(child, found);
}

std::string Fortran::branches_as_shown(View block) const {
  std::vector<View> parts = children(block);
  auto body = [&](View schedule) {
    std::string text;
    for (View statement : children(schedule))
      text += isa<Branch>(statement.node) ? branches_as_shown(statement) : this->text(statement);
    return text;
  };
  std::string text = fmt::format("if ({}) then\n{}", this->text(parts[0]), body(parts[1]));
  if (parts.size() > 2) text += "else\n" + body(parts[2]);
  return text + "end if\n";
}

// What a construct that is written anew would lose; empty: nothing.
std::string Fortran::why_not_rewritten(const Stmt* construct) const {
  std::string why;
  walk(const_cast<Stmt*>(construct), [&](Node* node) {
    auto* statement = dyn_cast<Stmt>(node);
    if (statement && statement->label) why = "a label stands inside";
    if (isa<DirectiveStmt>(node) || isa<ConditionalRegion>(node)) why = "a directive stands inside";
    if (isa<WhereConstruct>(node) || isa<WhereStmt>(node)) why = "a WHERE stands inside";
    if (isa<UnparsedStatement>(node)) why = "a statement inside could not be read";
  });
  if (auto* block = dyn_cast<IfConstruct>(construct)) {
    auto* first = dyn_cast<IfThenStmt>(branches(block).front()->header.get());
    if (first && first->construct_name != no_name) why = "it has a name";
  } else if (auto* select = dyn_cast<SelectConstruct>(construct)) {
    auto* begin = cast<SelectStmt>(select->begin.get());
    if (begin->construct_name != no_name) why = "it has a name";
    walk(begin->selector.get(), [&](Node* node) {
      auto* call = dyn_cast<Expr>(node);
      if (call && may_call(call)) why = "its selector calls a function";
    });
  }
  // Lines that compilers read and we do not: !$ and the like.
  if (construct->has_tokens()) {
    std::string_view text = tree_->source().text();
    std::uint32_t begin = tree_->lexed.tokens[construct->first_token].begin;
    text = text.substr(begin, tree_->lexed.tokens[construct->last_token].end() - begin);
    for (std::size_t at = text.find('!'); at != text.npos; at = text.find('!', at + 1)) {
      std::size_t end = at + 1;
      while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end]))) ++end;
      if (end < text.size() && text[end] == '$') why = "a directive stands inside";
    }
  }
  return why;
}

Objected Fortran::write_branches(Stmt* construct, std::vector<std::pair<View, View>>& moved) {
  if (std::string why = why_not_rewritten(construct); !why.empty())
    return Objection{
        ObjectionKind::NotImplementedError,
        fmt::format("'{}' cannot become IF in IF: {}", text_of(*tree_, construct).substr(0, 60), why)};
  if (Objected held = held_by_directive(construct)) return held;
  Stmt* fresh = statement_of(*tree_, branches_as_shown(at(construct)));
  std::vector<View> old, now;
  all_below(at(construct), old);
  if (fresh) {
    homes_[fresh] = unit_of(construct);
    all_below(at(fresh), now);
  }
  bool same = old.size() == now.size();
  for (std::size_t i = 0; same && i < old.size(); ++i) same = kind(old[i]) == kind(now[i]);
  if (!same)
    return Objection{ObjectionKind::NotImplementedError, "this construct cannot be written as IF in IF yet"};
  const Node* home = unit_of(construct);
  if (Refusal refused = isotach::replace(*tree_, construct, fresh))
    return Objection{ObjectionKind::GenerationError, *refused};
  homes_.erase(fresh);
  homes_[construct] = home;
  forget();
  for (std::size_t i = 0; i < old.size(); ++i) moved.emplace_back(old[i], now[i]);
  return std::nullopt;
}

// Puts the part of a statement that corresponds to `old` in its place. `around` shows what is in both.
Objected Fortran::write_part(Node* old, std::string_view statement, View around,
                             std::vector<std::pair<View, View>>& moved) {
  bool whole = true;
  walk(old, [&](Node* node) { whole = whole && !holes_.contains(node); });
  Stmt* source = whole ? statement_of(*tree_, statement) : nullptr;
  Node* fresh = nullptr;
  if (source)
    walk(source, [&](Node* node) {
      if (!fresh && node->kind == old->kind) fresh = node;
    });
  if (!fresh) return Objection{ObjectionKind::NotImplementedError, "it cannot be written yet"};
  std::vector<View> before, after;
  for (View child : children(around)) all_below(child, before);
  Node* part = clone(*tree_, *tree_, fresh);
  if (Refusal refused = replace_part(*tree_, old, part))
    return Objection{ObjectionKind::GenerationError, *refused};
  forget();
  if (around.node == old) {
    moved.emplace_back(around, View{part, around.part, this});
    around.node = part;
  }
  for (View child : children(around)) all_below(child, after);
  for (std::size_t i = 0; i < before.size() && i < after.size(); ++i)
    if (before[i] != after[i]) moved.emplace_back(before[i], after[i]);
  return std::nullopt;
}

Objected Fortran::write_as_shown(View view, std::vector<std::pair<View, View>>& moved) {
  Node* node = view.node;
  auto* statement = dyn_cast<Stmt>(node);
  // An ELSE IF's own Schedule, the IF in it, and the action of a logical IF.
  if (view.part == Part::otherwise || (view.part == Part::self && isa<Branch>(node)))
    return write_branches(cast<Stmt>(node->parent.get()), moved);
  if (view.part == Part::body && isa<IfStmt>(node)) return write_branches(cast<Stmt>(node), moved);
  if (view.part == Part::self && statement && node->parent && isa<IfStmt>(node->parent.get()))
    return write_branches(cast<Stmt>(node->parent.get()), moved);
  auto* expression = dyn_cast<Expr>(node);
  if (!expression || view.part != Part::self) return std::nullopt;
  for (Node* at = expression; isa<Expr>(at) || isa<LoopControl>(at); at = at->parent) {
    Node* parent = at->parent;
    if (!parent) break;
    if (auto* section = dyn_cast<Triplet>(parent)) {
      auto known = bounds_.find(section);
      bool hidden = known != bounds_.end() && at != section->lower.get() && at != section->upper.get() &&
                    at != section->stride.get();
      if (!hidden) continue;
      Bounds bounds = known->second;
      return write_part(section,
                        fmt::format("x = y({}:{}:{})", text_of(*tree_, bounds.lower),
                                    text_of(*tree_, bounds.upper), text_of(*tree_, bounds.step)),
                        this->at(section), moved);
    }
    if (auto* control = dyn_cast<LoopControl>(parent); control && ones_.contains(control)) {
      if (at != ones_[control]) continue;
      return write_part(control,
                        fmt::format("do {} = {}, {}, 1\nend do", text_of(*tree_, control->variable),
                                    text_of(*tree_, control->lower), text_of(*tree_, control->upper)),
                        this->at(control->parent->parent), moved);
    }
    if (isa<CaseStmt>(parent)) {
      auto made = conditions_.find(parent);
      if (made == conditions_.end() || made->second != at) break;
      return write_branches(cast<Stmt>(parent->parent->parent.get()), moved);
    }
  }
  return std::nullopt;
}

} // namespace isotach::psyir
