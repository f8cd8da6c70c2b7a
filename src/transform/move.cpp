#include "transform/move.h"

#include <fmt/format.h>

#include "tree/edit.h"

namespace isotach::transform {

namespace {

// Does a statement come after another one of its list?
bool follows(const Stmt* statement, const Stmt* first) {
  for (const Stmt* at = first; at; at = at->next)
    if (at == statement) return true;
  return false;
}

} // namespace

Objected validate_move(Context& context, Stmt* node, Stmt* location, MovePosition position) {
  auto general = [&](std::string_view text) {
    return Objection{ObjectionKind::GenerationError, fmt::format("{}: {}", context.name, text), location};
  };
  if (list_of(node) == nullptr || list_of(node) != list_of(location) ||
      context.regions.around(node) != context.regions.around(location))
    return general("a statement is moved within its block only");
  Stmt *last = last_of(context, node), *end = last_of(context, location);
  // It goes between `place` and the statement before that.
  Stmt* place = position == MovePosition::before ? location : end->next;
  if (node == location || place == node || place == last->next)
    return general("the statement stands there already");
  bool later = place == nullptr || follows(place, last);
  const Stmt* from = later ? last->next.get() : place;
  const Stmt* to = later ? place : node;
  for (const Stmt* passed = from; passed && passed != to; passed = passed->next)
    for (const Stmt* moved = node;; moved = moved->next) {
      if (context.domain.depend(moved, passed))
        return context.refuse("what it would pass depends on it", passed);
      if (moved == last) break;
    }
  return {};
}

Objected apply_move(Context& context, Stmt* node, Stmt* location, MovePosition position) {
  Stmt *last = last_of(context, node), *end = last_of(context, location);
  std::vector<Stmt*> moved;
  for (Stmt* at = node;; at = at->next) {
    moved.push_back(at);
    if (at == last) break;
  }
  for (Stmt* at : moved) {
    Refusal refusal = position == MovePosition::before ? move_before(context.tree, location, at)
                                                       : move_after(context.tree, end, at);
    if (refusal) return context.refuse(*refusal, at);
    if (position == MovePosition::after) end = at;
  }
  return {};
}

} // namespace isotach::transform
