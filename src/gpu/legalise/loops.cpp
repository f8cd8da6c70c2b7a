// Loops: reductions that GCC 12 leaves half done, TILE, and EXIT out of LOOP SEQ.
#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/legalise/rules.h"
#include "tree/visit.h"

namespace isotach::legalise_rules {

namespace {

bool assigns(const Tree& tree, Node* body, std::string_view variable) {
  bool found = false;
  for_each<AssignmentStmt>(body, [&](AssignmentStmt* assignment) {
    const NameRef* target = base_name(assignment->target);
    found = found || (target && tree.spelling(target->name) == variable);
  });
  return found;
}

// "+" of reduction(+:s), as written.
std::string operator_of(const Tree& tree, const Clause* clause) {
  return clause->modifiers.empty() ? "+" : std::string(tree.text(clause->modifiers[0]));
}

bool reduces(const Tree& tree, const DirectiveStmt* directive, std::string_view variable) {
  bool found = false;
  for_each_clause(tree, directive, [&](const Clause* clause, std::string_view name) {
    if (name != "reduction") return;
    for (const Node* item : clause->arguments)
      if (const NameRef* reduced = base_name(item); reduced && tree.spelling(reduced->name) == variable)
        found = true;
  });
  return found;
}

// A reduction of PARALLEL alone: each loop inside that makes a part of it says so too.
void complete_reductions(Context& context, const Directive& parallel) {
  const Tree& tree = context.tree(parallel);
  // Those below it up to its END.
  std::vector<const Directive*> loops;
  for (Stmt* at = next_in_view(parallel.statement); at; at = next_in_view(at)) {
    bool end = false;
    for (const Directive& other : context.directives) {
      if (other.file != parallel.file) continue;
      end = end || (other.statement == at && other.kind == parallel.kind && other.statement->is_end);
      bool below = false;
      for (const Node* node = other.statement; node; node = node->parent) below = below || node == at;
      if (below && other.kind == DirectiveKind::acc_loop) loops.push_back(&other);
    }
    if (end) break;
  }
  std::map<const Directive*, std::string> added;
  for_each_clause(tree, parallel.statement, [&](const Clause* clause, std::string_view name) {
    if (name != "reduction") return;
    for (const Node* item : clause->arguments) {
      const NameRef* variable = base_name(item);
      if (!variable) continue;
      std::string_view spelled = tree.spelling(variable->name);
      for (const Directive* loop : loops) {
        DoConstruct* body = loop_of(loop->statement);
        if (body && assigns(tree, body, spelled) && !reduces(tree, loop->statement, spelled) &&
            !has_clause(tree, loop->statement, {"seq"}))
          added[loop] += fmt::format(" reduction({}:{})", operator_of(tree, clause), spelled);
      }
    }
  });
  for (const auto& [loop, text] : added) {
    Location place = tree.location(loop->statement);
    context.edit(loop->file, loop->statement, place.end, place.end, text,
                 "GCC sums a part only where the loop does not state the reduction of its region");
  }
}

// TILE is a way to run loops that could run in any order; COLLAPSE is another one.
void replace_tiles(Context& context, const Directive& directive) {
  const Tree& tree = context.tree(directive);
  for_each_clause(tree, directive.statement, [&](const Clause* clause, std::string_view name) {
    if (name != "tile") return;
    Location place = tree.location(clause);
    context.edit(directive.file, clause, place.begin, place.end,
                 fmt::format("collapse({})", clause->arguments.size()),
                 "GCC's code for TILE accesses memory that is not there");
  });
}

// Does an EXIT leave this loop, and not one inside it?
bool has_exit(const DoConstruct* loop) {
  Name name = cast<DoStmt>(loop->begin)->construct_name;
  bool found = false;
  for_each<ExitStmt>(const_cast<DoConstruct*>(loop), [&](ExitStmt* leave) {
    const Node* around = leave->parent;
    while (around && !isa<DoConstruct>(around)) around = around->parent;
    found = found || (leave->construct_name == no_name ? around == loop : leave->construct_name == name);
  });
  return found;
}

// A loop without a directive runs in order too, and GCC lets it be left.
void free_exits(Context& context, const Directive& directive) {
  if (directive.kind != DirectiveKind::acc_loop || directive.statement->is_end) return;
  const Tree& tree = context.tree(directive);
  const DoConstruct* loop = loop_of(directive.statement);
  if (!loop || !has_clause(tree, directive.statement, {"seq"}) || !has_exit(loop)) return;
  constexpr std::string_view reason = "GCC 12 takes no EXIT out of a loop with a directive";
  if (directive.statement->clauses.size() == 1) context.replace(directive, "", reason);
  else
    context.refuse(directive.file, directive.statement, std::string(reason),
                   "move its other clauses to the directive of the loop around it");
}

} // namespace

void legalise_loops(Context& context) {
  for (const Directive& directive : context.directives) {
    bool region =
        directive.kind == DirectiveKind::acc_parallel || directive.kind == DirectiveKind::acc_serial;
    if (region && !directive.statement->is_end) complete_reductions(context, directive);
    replace_tiles(context, directive);
    free_exits(context, directive);
  }
}

} // namespace isotach::legalise_rules
