// RETURN in a body that is inlined: what follows it becomes the other case of its condition; where that is
// not possible, a RETURN leaves a BLOCK around the body.
#include <fmt/format.h>

#include "transform/inline/inliner.h"

namespace isotach::transform {

namespace {

bool returns(const Node* node) {
  bool found = false;
  for_each<ReturnStmt>(const_cast<Node*>(node), [&](ReturnStmt*) { found = true; });
  return found;
}

// It ends with a RETURN, and has no other.
bool only_ends_with_return(const StmtList& list) {
  for (const Stmt* statement : list)
    if (returns(statement)) return isa<ReturnStmt>(statement) && !statement->next;
  return false;
}

void move_rest(StmtList& from, Stmt* first, StmtList& to, Node* parent) {
  for (Stmt* at = first; at;) {
    Stmt* next = at->next;
    from.remove(at);
    to.append(at);
    at->parent = parent;
    at = next;
  }
}

// An ELSE that only returned.
void drop_empty_else(Stmt* construct) {
  auto* choice = dyn_cast<IfConstruct>(construct);
  auto* last = choice ? dyn_cast<Branch>(choice->branches.last()) : nullptr;
  if (last && isa<ElseStmt>(last->header.get()) && last->body.empty()) choice->branches.remove(last);
}

void drop_rest(StmtList& from, Stmt* first) {
  for (Stmt* at = first; at;) {
    Stmt* next = at->next;
    from.remove(at);
    at = next;
  }
}

} // namespace

void Inliner::fold_returns() {
  if (!returns(frame_)) return;
  if (fold_returns_in(frame_->body, frame_, false)) (void)fold_returns_in(frame_->body, frame_, true);
  else leave_by_exit();
}

// Can it be done in what follows, as a list of its own.
bool Inliner::can_fold_rest(StmtList& list, Stmt* rest, Node* parent) {
  std::vector<Stmt*> moved;
  for (Stmt* each = rest; each; each = each->next) moved.push_back(each);
  StmtList remaining;
  for (Stmt* each : moved) list.remove(each);
  for (Stmt* each : moved) remaining.append(each);
  bool can = fold_returns_in(remaining, parent, false);
  for (Stmt* each : moved) remaining.remove(each);
  for (Stmt* each : moved) list.append(each);
  return can;
}

// Can it be done; with `act` it is, in a list after which the procedure ends.
bool Inliner::fold_returns_in(StmtList& list, Node* parent, bool act) {
  for (Stmt* at = list.first(); at; at = at->next) {
    if (!returns(at)) continue;
    Stmt* rest = at->next;
    if (isa<ReturnStmt>(at)) {
      if (act) drop_rest(list, at);
      return true;
    }
    if (auto* one = dyn_cast<IfStmt>(at)) {
      if (!rest) {
        if (act) list.remove(at);
        return true;
      }
      if (!act) {
        for (Stmt* later = rest; later; later = later->next)
          if (returns(later)) return can_fold_rest(list, rest, parent);
        return true;
      }
      std::string condition = text_of(tree_, one->condition);
      bool simple = isa<NameRef>(one->condition.get()) || isa<PartRef>(one->condition.get()) ||
                    isa<ParenExpr>(one->condition.get());
      if (!simple) condition = fmt::format("({})", condition);
      Stmt* made = make_statement(tree_, fmt::format("if (.not. {}) then\nend if", condition));
      auto* construct = dyn_cast<IfConstruct>(made);
      if (!construct) {
        fail(fmt::format("the condition '{}' cannot be turned round", condition));
        return false;
      }
      auto* branch = cast<Branch>(construct->branches.first());
      if (auto found = tree_.edits.comments.find(one->id); found != tree_.edits.comments.end())
        tree_.edits.comments[branch->header->id] = TreeEdits::Comments(found->second);
      move_rest(list, rest, branch->body, branch);
      list.remove(at);
      list.append(construct);
      construct->parent = parent;
      return fold_returns_in(branch->body, branch, true);
    }
    const StmtList* branches = nullptr;
    if (auto* choice = dyn_cast<IfConstruct>(at)) branches = &choice->branches;
    if (auto* choice = dyn_cast<SelectConstruct>(at); choice && !rest) branches = &choice->branches;
    if (!branches) return false;
    if (!rest) {
      for (Stmt* each : *branches)
        if (returns(each) && !fold_returns_in(cast<Branch>(each)->body, each, act)) return false;
      if (act) drop_empty_else(at);
      return true;
    }
    auto* construct = cast<IfConstruct>(at);
    Branch* goes_on = nullptr;
    std::size_t count = 0;
    for (Stmt* each : *branches) {
      auto* branch = cast<Branch>(each);
      if (!returns(branch)) {
        goes_on = branch;
        ++count;
      } else if (!only_ends_with_return(branch->body)) {
        return false;
      }
    }
    bool has_else = isa<ElseStmt>(cast<Branch>(construct->branches.last())->header.get());
    if (!has_else) ++count;
    if (count > 1) return false;
    if (!act) { return count == 0 || can_fold_rest(list, rest, parent); }
    for (Stmt* each : *branches) {
      auto* branch = cast<Branch>(each);
      if (returns(branch)) branch->body.remove(branch->body.last());
    }
    if (count == 0) {
      drop_rest(list, rest);
      return true;
    }
    if (!goes_on) {
      goes_on = tree_.make<Branch>();
      auto* header = tree_.make<ElseStmt>();
      goes_on->flags = header->flags = node_flag::synthetic;
      goes_on->header = header;
      header->parent = goes_on;
      construct->branches.append(goes_on);
      goes_on->parent = construct;
    }
    move_rest(list, rest, goes_on->body, goes_on);
    drop_empty_else(at);
    return fold_returns_in(goes_on->body, goes_on, true);
  }
  return true;
}

void Inliner::leave_by_exit() {
  if (isa<ReturnStmt>(frame_->body.last())) frame_->body.remove(frame_->body.last());
  std::string name = fresh_name("inlined");
  std::vector<ReturnStmt*> all;
  for_each<ReturnStmt>(frame_, [&](ReturnStmt* one) { all.push_back(one); });
  for (ReturnStmt* one : all) {
    auto* leave = tree_.make<ExitStmt>();
    leave->flags = node_flag::synthetic;
    leave->construct_name = tree_.names().intern(name);
    if (auto* condition = dyn_cast<IfStmt>(one->parent.get())) {
      condition->action = leave;
      leave->parent = condition;
      continue;
    }
    Node* parent = one->parent;
    for (const Field& field : layout_of(parent).children)
      if (field.kind == FieldKind::statements) {
        StmtList& list = field.statements(parent);
        list.insert(leave, one->previous, one);
        list.remove(one);
        leave->parent = parent;
      }
  }
  auto* block =
      dyn_cast<BlockConstruct>(make_statement(tree_, fmt::format("{0}: block\nend block {0}", name)));
  if (!block) return fail("a BLOCK for its RETURN cannot be written");
  move_rest(frame_->body, frame_->body.first(), block->body, block);
  frame_->body.append(block);
  block->parent = frame_;
}

} // namespace isotach::transform
