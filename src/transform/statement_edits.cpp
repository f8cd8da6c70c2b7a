#include "transform/statement_edits.h"

#include <fmt/core.h>

#include "analysis/regions.h"
#include "parse/parse.h"
#include "transform/kinds.h"
#include "transform/loop_directives.h"
#include "tree/directives.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach {

namespace {

bool refuse(const Tree& tree, const Stmt* statement, std::string_view what, const Refusal& reason,
            Diagnostics& diagnostics) {
  diagnostics.report(kinds::EditRefused, tree.location(statement), what, *reason);
  return false;
}

// The program unit or procedure around a statement.
const Node* unit_of(const Stmt* statement) {
  const Node* at = statement->parent;
  while (at && !isa<Procedure>(at) && !isa<MainProgram>(at) && !isa<Module>(at) && !isa<Submodule>(at) &&
         !isa<File>(at))
    at = at->parent;
  return at;
}

// A directive about one statement belongs to it.
Refusal tied_to_directive(const Tree& tree, const Stmt* statement) {
  Regions regions(tree);
  const DirectiveRegion* region = regions.around(statement);
  const DirectiveStmt* directive = region ? region->directive : nullptr;
  if (!directive) return {};
  Holds held = holds(directive);
  if (held != Holds::loop && held != Holds::statement && held != Holds::allocation) return {};
  if (region->known() && statement->parent == directive->parent)
    return "the directive above applies to it; remove that first";
  if (!region->known() && isa<Alternative>(directive->parent) && isa<DoConstruct>(statement) &&
      statement->parent == directive->parent->parent->parent)
    return "a directive in a #if group may apply to it; edit them by hand";
  return {};
}

Refusal half_of_pair(const Tree& tree, const Stmt* first, const Stmt* last) {
  auto inside = [&](const Stmt* wanted) {
    for (const Stmt* at = first; at; at = at->next) {
      if (at == wanted) return true;
      if (at == last) break;
    }
    return false;
  };
  Regions regions(tree);
  for (const Stmt* at = first; at; at = at->next) {
    auto* directive = dyn_cast<DirectiveStmt>(at);
    const DirectiveRegion* region = directive ? regions.of(directive) : nullptr;
    if (region) {
      const DirectiveStmt* partner = directive->is_end ? region->directive : region->end;
      if (partner && !inside(partner)) return "it would part a directive from its END; take both";
      if (at == last && applies_to_loop(directive))
        return "the directive applies to the loop after it; take both";
      if (!region->known()) return fmt::format("what the directive holds is not known: {}", region->unknown);
      if (region->last && !inside(region->last))
        return "it would part a directive from the statement it applies to; take both";
    }
    if (at == last) break;
  }
  return {};
}

Refusal no_action(const Tree& tree, const Stmt* statement) {
  bool construct = isa<Construct>(statement) || isa<ConditionalRegion>(statement);
  bool action = isa<Action>(statement) || isa<DirectiveStmt>(statement);
  if (!construct && !action && !isa<FormatStmt>(statement))
    return "an IF construct holds executable statements only, and one of these is not";
  Refusal labelled;
  walk(const_cast<Stmt*>(statement), [&](Node* node) {
    auto* inner = dyn_cast<Stmt>(node);
    if (inner && inner->label != 0 && !isa<FormatStmt>(inner) && !labelled && !isa<ContinueStmt>(inner))
      labelled = fmt::format("label {} stands inside, and a GOTO cannot jump into a block", inner->label);
    if (isa<UnparsedStatement>(node) && !labelled)
      labelled = fmt::format("line {} cannot be read; fix it first",
                             tree.source().position(tree.location(node).begin).line);
  });
  return labelled;
}

} // namespace

Stmt* statement_at_line(const Tree& tree, std::uint32_t line) {
  Stmt* found = nullptr;
  if (!tree.root()) return found;
  walk(tree.root(), [&](Node* node) {
    auto* statement = dyn_cast<Stmt>(node);
    if (found || !statement || !statement->has_tokens() || !list_of(statement)) return;
    if (isa<ConditionalRegion>(statement) || isa<Alternative>(statement) || isa<Branch>(statement)) return;
    auto* program = dyn_cast<MainProgram>(statement);
    if (program && !program->begin) return; // its first statement stands there
    const Statement& first = tree.lexed.statements[statement->statement];
    if (tree.source().position(tree.lexed.tokens[first.first].begin).line == line) found = statement;
  });
  return found;
}

Stmt* neighbour_with_line(const Tree& tree, Stmt* first, std::uint32_t line) {
  for (Stmt* at = first; at; at = at->next) {
    if (!at->has_tokens()) continue;
    std::uint32_t end = tree.lexed.tokens[at->last_token].end();
    if (tree.source().position(end > 0 ? end - 1 : 0).line >= line) return at;
  }
  return nullptr;
}

bool remove_statement(Tree& tree, Stmt* statement, Diagnostics& diagnostics) {
  constexpr std::string_view what = "remove this statement";
  if (statement->label != 0)
    return refuse(
        tree, statement, what,
        fmt::format("other statements may use its label {}; put a CONTINUE there by hand", statement->label),
        diagnostics);
  if (auto* directive = dyn_cast<DirectiveStmt>(statement))
    return remove_directive(tree, directive, false, diagnostics);
  if (Refusal reason = tied_to_directive(tree, statement))
    return refuse(tree, statement, what, reason, diagnostics);
  if (Refusal reason = detach(tree, statement)) return refuse(tree, statement, what, reason, diagnostics);
  return true;
}

bool move_statement(Tree& tree, Stmt* statement, Stmt* before, Diagnostics& diagnostics) {
  constexpr std::string_view what = "move this statement";
  Refusal reason = tied_to_directive(tree, statement);
  if (!reason) reason = half_of_pair(tree, statement, statement);
  if (!reason && tied_to_directive(tree, before)) reason = "the loop there belongs to the directive above it";
  if (!reason && unit_of(statement) != unit_of(before)) reason = "it would leave its program unit";
  if (!reason) reason = move_before(tree, before, statement);
  return !reason || refuse(tree, statement, what, reason, diagnostics);
}

bool wrap_in_if(Tree& tree, Stmt* first, Stmt* last, std::string_view condition, Diagnostics& diagnostics) {
  constexpr std::string_view what = "put an IF around these statements";
  SourceFile source("condition", fmt::format("if ({}) then\nend if\nend\n", condition));
  Diagnostics own;
  Tree scratch = parse(source, {}, own);
  IfConstruct* written = nullptr;
  for_each<IfConstruct>(scratch.root(), [&](IfConstruct* found) { written = found; });
  if (own.errors() != 0 || !written || condition.find_first_of("\n!") != std::string_view::npos)
    return refuse(tree, first, what, fmt::format("'{}' is not a condition", condition), diagnostics);
  Refusal reason = tied_to_directive(tree, first);
  if (!reason) reason = half_of_pair(tree, first, last);
  for (const Stmt* at = first; at && !reason; at = at == last ? nullptr : at->next.get())
    reason = no_action(tree, at);
  IfConstruct* construct = clone(tree, scratch, written);
  walk(construct, [&](Node* node) { tree.edits.origins.erase(node->id); });
  if (!reason) reason = wrap(tree, first, last, construct);
  return !reason || refuse(tree, first, what, reason, diagnostics);
}

} // namespace isotach
