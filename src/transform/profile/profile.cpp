#include "transform/profile/profile.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "transform/made_statements.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::transform {

namespace {

// Does a procedure promise to have no effect beside its results? Taking the time is one.
bool is_pure(const Node* unit) {
  auto* procedure = dyn_cast<Procedure>(unit);
  if (!procedure) return false;
  bool pure = false;
  auto look = [&](const auto& prefixes) {
    for (const Attribute* one : prefixes)
      pure = pure || one->attribute == AttributeKind::pure || one->attribute == AttributeKind::elemental;
  };
  if (auto* begin = dyn_cast<SubroutineStmt>(procedure->begin.get())) look(begin->prefixes);
  if (auto* begin = dyn_cast<FunctionStmt>(procedure->begin.get())) look(begin->prefixes);
  return pure;
}

// A statement that goes on outside of the one that is looked at, itself included.
const Stmt* leaves(const Stmt* statement) {
  const Stmt* found = nullptr;
  walk(const_cast<Stmt*>(statement), [&](Node* node) {
    bool jump = isa<ReturnStmt>(node) || isa<GotoStmt>(node) || isa<ComputedGotoStmt>(node) ||
                isa<ArithmeticIfStmt>(node) || isa<UnparsedStatement>(node);
    if (isa<ExitStmt>(node) || isa<CycleStmt>(node)) {
      const Node* loop = node->parent;
      while (loop && loop != statement->parent && !isa<DoConstruct>(loop)) loop = loop->parent;
      jump = !loop || loop == statement->parent;
    }
    if (jump && !found) found = cast<Stmt>(node);
  });
  return found;
}

std::string name_of_unit(const Tree& tree, const Node* unit) {
  if (auto* module = dyn_cast<Module>(unit))
    if (auto* begin = dyn_cast<ModuleStmt>(module->begin.get()))
      return std::string(tree.spelling(begin->name));
  if (auto* procedure = dyn_cast<Procedure>(unit)) {
    if (auto* begin = dyn_cast<SubroutineStmt>(procedure->begin.get()))
      return std::string(tree.spelling(begin->name));
    if (auto* begin = dyn_cast<FunctionStmt>(procedure->begin.get()))
      return std::string(tree.spelling(begin->name));
  }
  if (auto* program = dyn_cast<MainProgram>(unit))
    if (auto* begin = dyn_cast<ProgramStmt>(program->begin.get()))
      return std::string(tree.spelling(begin->name));
  return "main";
}

} // namespace

Objected validate_profile(Context& context, const std::vector<Stmt*>& nodes, const ProfileOptions& options) {
  if (options.prefix != "profile" && options.prefix != "profiler")
    return context.refuse(fmt::format("the prefix '{}' is none of profiling", options.prefix));
  if (Objected objected = neighbours(context, nodes)) return objected;
  if (const DirectiveStmt* around =
          context.directive_around(nodes.front(), [](const DirectiveStmt* directive) {
            return directive->family == DirectiveFamily::openmp ||
                   directive->family == DirectiveFamily::openacc;
          }))
    return context.refuse(
        "it would lie in a region of threads or of a device, and the clock is the program's", around);
  if (isa<Specification>(nodes.front()) || isa<Definition>(nodes.front()) || isa<Procedure>(nodes.front()))
    return context.refuse("it takes statements that are executed", nodes.front());
  const Node* unit = unit_with_declarations(nodes.front());
  if (!unit || isa<Module>(unit))
    return context.refuse("it is for procedures and main programs", nodes.front());
  if (is_pure(unit))
    return context.refuse("the procedure is PURE or ELEMENTAL, and a clock is not", nodes.front());
  const Stmt* last = last_of(context, nodes.back());
  for (const Stmt* at = nodes.front(); at; at = at->next) {
    if (const Stmt* out = leaves(at))
      return context.refuse("a statement may leave the region, which would not end then", out);
    if (at == last) break;
  }
  return {};
}

Objected apply_profile(Context& context, const Semantics& semantics, const std::vector<Stmt*>& nodes,
                       const ProfileOptions& options) {
  if (Objected objected = validate_profile(context, nodes, options)) return objected;
  Tree& tree = context.tree;
  Stmt *first = nodes.front(), *last = last_of(context, nodes.back());
  Node* unit = unit_with_declarations(first);
  std::string type = options.prefix + "_PSyDataType", module_name = options.prefix + "_psy_data_mod";
  std::string procedure = name_of_unit(tree, unit), module = options.module, region = options.region;
  const Node* outer = unit->parent;
  while (outer && !isa<Module>(outer)) outer = outer->parent;
  if (module.empty()) module = outer ? name_of_unit(tree, outer) : procedure;
  int count = 0; // of regions that the procedure has
  bool used = false;
  walk(unit, [&](Node* node) {
    auto* call = dyn_cast<CallStmt>(node);
    const Expr* called = call ? call->procedure.get() : nullptr;
    if (auto* outer_part = dyn_cast<PartRef>(const_cast<Expr*>(called))) called = outer_part->base;
    auto* bound = dyn_cast<ComponentRef>(const_cast<Expr*>(called));
    if (bound && tree.spelling(bound->name) == "prestart") ++count;
    if (auto* use = dyn_cast<UseStmt>(node)) used = used || tree.spelling(use->module) == lower(module_name);
  });
  if (region.empty()) region = fmt::format("{}-r{}", procedure, count);
  std::string name = new_name(semantics, tree, first, options.prefix + "_psy_data");
  Stmt* begin =
      make_statement(tree, fmt::format("call {}%PreStart(\"{}\", \"{}\", 0, 0)", name, module, region));
  Stmt* end = make_statement(tree, fmt::format("call {}%PostEnd()", name));
  if (!begin || !end || insert_before(tree, first, begin))
    return context.refuse("the calls cannot be put here", first);
  if (insert_after(tree, last, end)) {
    (void)detach(tree, begin);
    return context.refuse("the calls cannot be put here", last);
  }
  if (!used)
    if (Refusal refusal = declare(tree, unit, fmt::format("use {}, only : {}", module_name, type)))
      return context.refuse(*refusal, first);
  if (Refusal refusal = declare(tree, unit, fmt::format("type({}), save, target :: {}", type, name)))
    return context.refuse(*refusal, first);
  return {};
}

} // namespace isotach::transform
