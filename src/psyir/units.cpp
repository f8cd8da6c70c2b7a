// Units: procedures and modules that a script puts into a file or takes out of it, and names that it changes.

#include "base/strings.h"
#include "psyir/fortran.h"
#include "transform/rename_local.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::psyir {

namespace {

using transform::Objected;
using transform::Objection;
using transform::ObjectionKind;

// Nothing when nothing was refused.
Objected generation_error(Refusal why) {
  if (!why) return std::nullopt;
  return Objection{ObjectionKind::GenerationError, std::move(*why)};
}

} // namespace

bool is_program_unit(const Node* node) {
  return isa<Procedure>(node) || isa<MainProgram>(node) || isa<Module>(node);
}

// Among the units that are shown, `index` counts them.
Objected Fortran::insert_unit(View parent, std::size_t index, View child, View& made) {
  auto* module = dyn_cast<Module>(parent.node);
  bool fits = module ? isa<Procedure>(child.node) : isa<File>(parent.node);
  if (!fits)
    return generation_error("a procedure stands in a module or a file, and a module or a program in a file");
  auto* unit = cast<Stmt>(child.node);
  if (child.file == this && unit->parent) return generation_error("it stands in a tree already");
  std::vector<View> all = children(parent);
  auto put = [&](Stmt* fresh) -> Refusal {
    if (index < all.size()) return insert_before(*tree_, cast<Stmt>(all[index].node), fresh);
    if (!all.empty()) return insert_after(*tree_, cast<Stmt>(all.back().node), fresh);
    for (Stmt* at = module ? module->body.last() : nullptr; at; at = at->previous)
      if (isa<ContainsStmt>(at)) return insert_after(*tree_, at, fresh);
    if (module) {
      auto* contains = tree_->make<ContainsStmt>();
      contains->flags |= node_flag::synthetic;
      if (Refusal refused = append(*tree_, parent.node, contains)) return refused;
    }
    return append(*tree_, parent.node, fresh);
  };
  // One of the source goes back to where it was; elsewhere it is a copy that stands for it.
  Stmt* fresh = child.file == this ? unit : copied(child);
  Refusal refused = put(fresh);
  if (refused && fresh == unit && unit->has_tokens()) refused = put(fresh = copied(child));
  if (refused) return generation_error(refused);
  forget();
  made = at(fresh);
  return std::nullopt;
}

// Of a procedure's own names those that nobody else relies on.
Objected Fortran::rename(View scope, std::string_view old_name, std::string_view new_name) {
  if (!isa<Procedure>(scope.node))
    return Objection{ObjectionKind::NotImplementedError, "names of a procedure alone can be changed"};
  bool written = true; // as rename_local() reads names from the source
  walk(scope.node, [&](Node* node) { written = written && !node->has(node_flag::synthetic); });
  if (!written)
    return Objection{ObjectionKind::NotImplementedError,
                     "a name cannot be changed after statements of its procedure"};
  Diagnostics said;
  if (!rename_local(*tree_, name(scope), old_name, new_name, said)) {
    std::string why;
    for (const Diagnostic& one : said.all()) why += (why.empty() ? "" : "; ") + one.message;
    return generation_error(why);
  }
  forget();
  return std::nullopt;
}

std::pair<std::string, std::string> Fortran::comments(View view) const {
  auto* statement = view.part == Part::self ? dyn_cast<Stmt>(view.node) : nullptr;
  const TreeEdits::Comments* found = statement ? comments_of(*tree_, statement) : nullptr;
  if (!found) return {};
  auto without_mark = [](std::string_view line) {
    if (line.starts_with('!')) line.remove_prefix(1);
    if (line.starts_with(' ')) line.remove_prefix(1);
    return std::string(line);
  };
  std::string above;
  for (const std::string& line : found->above) above += (above.empty() ? "" : "\n") + without_mark(line);
  return {above, without_mark(found->beside)};
}

Objected Fortran::set_comments(View view, std::string_view before, std::string_view after) {
  auto* statement = view.part == Part::self ? dyn_cast<Stmt>(view.node) : nullptr;
  if (!statement || isa<Branch>(statement))
    return Objection{ObjectionKind::NotImplementedError,
                     "only a statement or a unit of Fortran has comments"};
  return generation_error(isotach::set_comments(*tree_, statement, before, after));
}

} // namespace isotach::psyir
