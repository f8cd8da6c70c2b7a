// Edits of Fortran that scripts make: statements go in and out, expressions are replaced.
//
// They are edits of our tree. What PSyIR shows differently is rewritten by the first edit inside of it: a
// WHERE becomes the loops that are shown. What is shown and is not written (a bound that `:` stands for, the
// step of a loop) cannot be replaced, and says so.

#include <fmt/format.h>

#include "analysis/regions.h"
#include "psyir/fortran.h"
#include "psyir/reference.h"
#include "tree/directives.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/visit.h"
#include "write/write.h"

namespace isotach::psyir {

namespace {

using transform::Objected;
using transform::Objection;
using transform::ObjectionKind;

Objected objected(const Refusal& refusal) {
  if (!refusal) return std::nullopt;
  return Objection{ObjectionKind::GenerationError, *refusal};
}
Objected not_possible(std::string why) {
  return Objection{ObjectionKind::NotImplementedError, std::move(why)};
}

Objected taken_out(const Fortran& file, const Node* node) {
  return Objection{ObjectionKind::GenerationError,
                   fmt::format("of '{}' a part was taken out and nothing put in its place",
                               text_of(file.tree(), file.incomplete(node)))};
}

bool is_written_in(const Node* parent, const Node* node) {
  bool found = false;
  for_each_child(parent, [&](Node* child) { found = found || child == node; });
  return found;
}

} // namespace

// Directives are not shown, as in PSyclone, and are written: what one of them holds keeps its place.
Objected Fortran::held_by_directive(const Stmt* statement) const {
  Regions regions(*tree_);
  const DirectiveRegion* around = regions.around(statement);
  if (!around) return std::nullopt;
  const DirectiveStmt* directive = around->directive;
  bool block = directive && around->known() && holds(directive) == Holds::block;
  if (block && directive->has(node_flag::synthetic)) return std::nullopt; // a script's own, and it is shown
  return not_possible(fmt::format("'{}' holds this statement, which therefore stays where it is",
                                  around->directive ? text_of(*tree_, around->directive) : "a directive"));
}

// Why loops that go element by element may not do what a WHERE does: an array that it changes is used at
// other elements too, or may be known under another name. Nothing: they do.
std::string Fortran::not_elementwise(const Stmt* loops) const {
  std::unordered_map<std::string_view, std::string> changed;
  std::string why;
  auto base_of = [](const Expr* reference) -> const NameRef* {
    std::vector<Level> levels = levels_of(reference);
    return levels.empty() ? nullptr : cast<NameRef>(levels[0].name);
  };
  auto all = const_cast<Stmt*>(loops);
  for_each<AssignmentStmt>(all, [&](AssignmentStmt* statement) {
    const NameRef* base = base_of(statement->target);
    std::string text = text_of(*tree_, statement->target);
    std::string_view name = base ? tree_->spelling(base->name) : std::string_view();
    auto [known, fresh] = changed.try_emplace(name, text);
    const Symbol* declared = base ? symbol(statement, name) : nullptr;
    if (!base || (!fresh && known->second != text)) why = text;
    if (!declared || declared->has(AttributeKind::pointer) || declared->has(AttributeKind::target))
      why = text;
  });
  for_each<NameRef>(all, [&](NameRef* one) {
    auto known = changed.find(tree_->spelling(one->name));
    if (known == changed.end()) return;
    auto* inquiry = dyn_cast<PartRef>(one->parent.get());
    auto* asked = inquiry ? dyn_cast<NameRef>(inquiry->base.get()) : nullptr;
    std::string_view function = asked && asked != one ? tree_->spelling(asked->name) : std::string_view();
    if (function == "lbound" || function == "ubound" || function == "size") return;
    Expr* reference = isa<PartRef>(one->parent.get()) && asked == one ? inquiry : static_cast<Expr*>(one);
    if (text_of(*tree_, outermost(reference)) != known->second) why = text_of(*tree_, outermost(reference));
  });
  return why;
}

// Puts what is shown of a WHERE in its place when a node is of such.
Objected Fortran::settle(const Node* node) {
  for (const Node* at = node; at; at = at->parent) {
    auto shown = stands_for_.find(at);
    if (shown == stands_for_.end()) continue;
    auto* where = const_cast<Stmt*>(shown->second);
    auto* loops = const_cast<Stmt*>(cast<Stmt>(at));
    const Node* unit = unit_of(where);
    if (isa<IfStmt>(where->parent.get()))
      return not_possible("a WHERE that is the action of an IF statement cannot be edited");
    if (Objected held = held_by_directive(where)) return held;
    if (std::string why = not_elementwise(loops); !why.empty())
      return not_possible(fmt::format(
          "the loops that are shown of this WHERE may not do what it does, because of '{}'", why));
    loops->parent = nullptr;
    if (Refusal refused = isotach::replace(*tree_, where, loops)) {
      loops->parent = where->parent;
      return objected(refused);
    }
    equivalents_.erase(where);
    stands_for_.erase(shown);
    rewritten_[loops] = isa<WhereStmt>(where);
    for (Stmt* loop = loops; auto* construct = dyn_cast<DoConstruct>(loop); loop = construct->body.first()) {
      auto* variable = cast<NameRef>(cast<DoStmt>(construct->begin.get())->control->variable.get());
      if (Objected failed =
              declare(this->at(unit), fmt::format("integer :: {}", tree_->spelling(variable->name))))
        return failed;
    }
    return std::nullopt;
  }
  return std::nullopt;
}

Stmt* Fortran::copied(View statement) const {
  Stmt* fresh = clone(*tree_, statement.file->tree(), cast<Stmt>(statement.node));
  fresh->label = 0;
  return fresh;
}

// The bounds of a section are remembered.
void Fortran::note_bound(const Expr* old, Expr* fresh) {
  auto known = bounds_.find(fresh->parent);
  for (Expr* Bounds::*bound : {&Bounds::lower, &Bounds::upper, &Bounds::step})
    if (known != bounds_.end() && known->second.*bound == old) known->second.*bound = fresh;
}

// Puts an expression where one was taken out.
Objected Fortran::fill(View parent, std::size_t index, View child, View& made) {
  std::size_t shown = 0; // children before it
  for (View place : all_children(parent)) {
    if (!is_hole(place)) {
      ++shown;
      continue;
    }
    if (shown != index) continue;
    if (Objected failed = replace(place, child, made)) return failed;
    holes_.erase(place.node);
    return std::nullopt;
  }
  return Objection{ObjectionKind::GenerationError,
                   fmt::format("a {} has no place for another child there", to_string(kind(parent)))};
}

Objected Fortran::insert(View schedule, std::size_t index, View child, View& made) {
  if (isa<Expr>(child.node) && kind(schedule) != Class::Schedule) return fill(schedule, index, child, made);
  if (isa<File>(schedule.node) || isa<Module>(schedule.node)) {
    if (child.part == Part::self && is_program_unit(child.node))
      return insert_unit(schedule, index, child, made);
    return Objection{ObjectionKind::GenerationError, "a module or a file holds procedures and modules"};
  }
  auto* statement = dyn_cast<Stmt>(child.node);
  if (!statement || child.part != Part::self || is_program_unit(child.node))
    return Objection{ObjectionKind::GenerationError, "only a statement can stand in a Schedule"};
  bool unit =
      schedule.part == Part::self && (isa<Procedure>(schedule.node) || isa<MainProgram>(schedule.node));
  if (!unit && schedule.part != Part::body)
    return Objection{ObjectionKind::GenerationError, "only a Schedule holds statements"};
  if (child.file->incomplete(child.node)) return taken_out(*child.file, child.node);
  if (child.file == this && statement->parent)
    return Objection{ObjectionKind::GenerationError, "it stands in a tree already"};
  if (Objected failed = settle(schedule.node)) return failed;
  std::vector<View> all = children(schedule);
  auto original = [&](View shown) {
    auto where = stands_for_.find(shown.node);
    return const_cast<Stmt*>(where == stands_for_.end() ? cast<Stmt>(shown.node) : where->second);
  };
  auto put = [&](Stmt* fresh) -> Refusal {
    if (index < all.size()) return insert_before(*tree_, original(all[index]), fresh);
    if (!all.empty()) {
      Stmt* last = original(all.back());
      if (is_code_block(last)) last = const_cast<Stmt*>(block(last).back());
      return insert_after(*tree_, last, fresh);
    }
    StmtList& list = isa<Procedure>(schedule.node)     ? cast<Procedure>(schedule.node)->body
                     : isa<MainProgram>(schedule.node) ? cast<MainProgram>(schedule.node)->body
                     : isa<DoConstruct>(schedule.node) ? cast<DoConstruct>(schedule.node)->body
                                                       : cast<Branch>(schedule.node)->body;
    if (isa<ReturnStmt>(list.last())) return insert_before(*tree_, list.last(), fresh);
    return append(*tree_, schedule.node, fresh);
  };
  if (!all.empty())
    if (Objected held = held_by_directive(original(index < all.size() ? all[index] : all.back())))
      return held;
  // A statement of the source only goes back to where it was; elsewhere it is a copy that stands for it.
  Stmt* fresh = child.file == this ? statement : copied(child);
  Refusal refused = put(fresh);
  if (refused && fresh == statement && statement->has_tokens()) refused = put(fresh = copied(child));
  if (refused) return objected(refused);
  forget();
  made = at(fresh);
  return std::nullopt;
}

Objected Fortran::replace(View old, View child, View& made) {
  if (old.part != Part::self)
    return not_possible(fmt::format("a {} cannot be replaced", to_string(kind(old))));
  if (child.file == this && child.node->parent)
    return Objection{ObjectionKind::GenerationError, "it stands in a tree already"};
  if (child.file->incomplete(child.node)) return taken_out(*child.file, child.node);
  if (auto* expression = dyn_cast<Expr>(old.node)) {
    auto* given = dyn_cast<Expr>(child.node);
    if (!given || child.part != Part::self)
      return Objection{ObjectionKind::GenerationError, "only an expression can stand in the place of one"};
    if (Objected failed = settle(expression)) return failed;
    if (!expression->parent || !is_written_in(expression->parent, expression))
      return not_possible("it is shown and not written; replace what holds it");
    const Node* home = unit_of(expression);
    Expr* fresh = child.file == this ? given : clone(*tree_, child.file->tree(), given);
    Refusal refused = replace_part(*tree_, expression, fresh);
    if (refused && given->has_tokens() && fresh == given) // of the source, and not from here
      refused = replace_part(*tree_, expression, fresh = clone(*tree_, *tree_, given));
    if (refused) return objected(refused);
    if (!expression->parent) homes_[expression] = home;
    note_bound(expression, fresh);
    forget();
    made = at(fresh);
    return std::nullopt;
  }
  auto* statement = dyn_cast<Stmt>(old.node);
  auto* given = dyn_cast<Stmt>(child.node);
  if (!statement || !given || child.part != Part::self || isa<Branch>(statement))
    return Objection{ObjectionKind::GenerationError, "only a statement can stand in the place of one"};
  if (is_code_block(statement) && block(statement).size() > 1)
    return not_possible("a CodeBlock of several statements cannot be replaced");
  if (Objected held = held_by_directive(statement)) return held;
  if (Objected failed = settle(statement)) return failed;
  Stmt* fresh = child.file == this && !given->has_tokens() ? given : copied(child);
  if (Refusal refused = insert_before(*tree_, statement, fresh)) return objected(refused);
  const Node* home = unit_of(statement);
  if (Refusal refused = isotach::detach(*tree_, statement)) {
    (void)isotach::detach(*tree_, fresh);
    return objected(refused);
  }
  homes_[statement] = home;
  forget();
  made = at(fresh);
  return std::nullopt;
}

Objected Fortran::detach(View view) {
  if (auto* expression = dyn_cast<Expr>(view.node); expression && view.part == Part::self) {
    if (Objected failed = settle(expression)) return failed;
    if (!expression->parent || !is_written_in(expression->parent, expression))
      return not_possible("it is shown and not written; replace what holds it");
    const Node* home = unit_of(expression);
    Expr* hole = make_name(*tree_, "taken_out");
    if (Refusal refused = replace_part(*tree_, expression, hole)) return objected(refused);
    homes_[expression] = home;
    note_bound(expression, hole);
    holes_.insert(hole);
    forget();
    return std::nullopt;
  }
  auto* statement = dyn_cast<Stmt>(view.node);
  if (!statement || view.part != Part::self || isa<Branch>(statement))
    return not_possible(fmt::format("a {} cannot be taken out; replace it", to_string(kind(view))));
  if (is_code_block(statement) && block(statement).size() > 1)
    return not_possible("a CodeBlock of several statements cannot be taken out");
  if (Objected held = held_by_directive(statement)) return held;
  if (Objected failed = settle(statement)) return failed;
  const Node* home = unit_of(statement);
  if (Refusal refused = isotach::detach(*tree_, statement)) return objected(refused);
  homes_[statement] = home;
  forget();
  return std::nullopt;
}

const Stmt* Fortran::incomplete(const Node* node) const {
  for (const Node* hole : holes_) {
    const Stmt* statement = nullptr;
    for (const Node* at = hole; at; at = at->parent) {
      if (!statement) statement = dyn_cast<Stmt>(at);
      if (at == node && hole != node) return statement ? statement : cast<Stmt>(unit_of(at));
    }
  }
  return nullptr;
}

void Fortran::forget() {
  arrays_.clear();
  spellings_.clear();
}

// The lines of a statement of the source as they are now, comments in it too; empty: it is new, or shares a
// line.
std::string Fortran::text_of_source(const Stmt* statement) const {
  if (!statement->parent || !statement->has_tokens()) return {};
  for (const Node* at = statement; at; at = at->parent)
    if (at->has(node_flag::synthetic | node_flag::detached | node_flag::moved)) return {};
  const std::string_view source = tree_->source().text();
  const auto& tokens = tree_->lexed.tokens;
  if (tokens[statement->first_token].read_only || tokens[statement->last_token].read_only) return {};
  std::size_t begin = tokens[statement->first_token].begin, end = tokens[statement->last_token].end();
  std::size_t line = source.rfind('\n', begin);
  line = line == std::string_view::npos || begin == 0 ? 0 : line + 1;
  std::size_t next = std::min(source.find('\n', end), source.size() - 1) + 1;
  std::string_view before = source.substr(line, begin - line), after = source.substr(end, next - end);
  bool alone = before.find_first_not_of(" \t0123456789") == std::string_view::npos;
  std::size_t rest = after.find_first_not_of(" \t\r\n");
  if (!alone || (rest != std::string_view::npos && after[rest] != '!')) return {};
  std::vector<TextEdit> inside;
  for (TextEdit& edit : text_edits(*tree_))
    if (edit.begin >= line && edit.end <= next && !(edit.end == line && edit.begin == line) &&
        !(edit.begin == next))
      inside.push_back(std::move(edit));
    else if (edit.begin < next && edit.end > line) return {}; // one that covers more
  return apply_edits(tree_->source(), inside, static_cast<std::uint32_t>(line),
                     static_cast<std::uint32_t>(next))
      .text;
}

std::string Fortran::text(View view) const {
  if (view.part != Part::self) return {};
  if (isa<File>(view.node)) return write(*tree_);
  if (incomplete(view.node)) return {};
  if (isa<Expr>(view.node)) return text_of(*tree_, view.node);
  auto* statement = dyn_cast<Stmt>(view.node);
  if (!statement || isa<Branch>(statement)) return {};
  if (std::string lines =
          is_code_block(statement) && !is_program_unit(statement) ? "" : text_of_source(statement);
      !lines.empty())
    return lines;
  constexpr std::string_view begin = "subroutine s\n", end = "end subroutine\n";
  SourceFile frame("statement.f90", std::string(begin) + std::string(end));
  Diagnostics unheard;
  Tree tree = parse(frame, {}, unheard);
  bool unit = isa<Procedure>(statement) || isa<Module>(statement) || isa<MainProgram>(statement);
  std::string text;
  std::vector<const Stmt*> all{statement};
  if (!unit && is_code_block(statement)) all = block(statement);
  for (const Stmt* one : all) {
    Stmt* copy = clone(tree, *tree_, const_cast<Stmt*>(one));
    Refusal refused = unit ? insert_before(tree, tree.root()->units.first(), copy)
                           : append(tree, tree.root()->units.first(), copy);
    if (refused) return {};
  }
  text = write(tree);
  if (unit) return text.substr(0, text.rfind(begin));
  return text.substr(begin.size(), text.size() - begin.size() - end.size());
}

} // namespace isotach::psyir
