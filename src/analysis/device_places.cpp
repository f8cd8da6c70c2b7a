#include "analysis/device_places.h"

#include <utility>

#include "base/strings.h"

namespace isotach {

bool is_compute(DirectiveKind kind) {
  switch (kind) {
  case DirectiveKind::acc_parallel:
  case DirectiveKind::acc_kernels:
  case DirectiveKind::acc_serial:
  case DirectiveKind::acc_parallel_loop:
  case DirectiveKind::acc_kernels_loop:
  case DirectiveKind::acc_serial_loop: return true;
  default: return false;
  }
}

DataAction data_action(std::string_view clause) {
  if (clause.starts_with("present_or_")) clause.remove_prefix(11);
  else if (is_one_of(clause, {"pcopy", "pcopyin", "pcopyout", "pcreate"})) clause.remove_prefix(1);
  constexpr std::pair<std::string_view, DataAction> actions[] = {
      {"copy", DataAction::copy},           {"copyin", DataAction::copyin},
      {"copyout", DataAction::copyout},     {"create", DataAction::create},
      {"present", DataAction::present},     {"no_create", DataAction::no_create},
      {"deviceptr", DataAction::deviceptr}, {"attach", DataAction::attach},
      {"delete", DataAction::remove},       {"detach", DataAction::detach}};
  for (const auto& [name, action] : actions)
    if (name == clause) return action;
  return DataAction::none;
}

std::string DevicePath::text() const {
  std::string text;
  for (const Part& part : parts) {
    if (!text.empty()) text += '%';
    text += part.symbol->name;
  }
  return text;
}

bool holds_address(const Symbol& symbol) {
  return symbol.has(AttributeKind::pointer) || symbol.has(AttributeKind::allocatable);
}

bool is_plain_scalar(const Symbol& symbol) {
  bool derived = symbol.type && symbol.type->derived != no_name;
  return symbol.dimensions.empty() && !holds_address(symbol) && !derived &&
         (symbol.kind == SymbolKind::variable || symbol.kind == SymbolKind::component);
}

bool is_lasting(const Symbol& symbol) {
  if (symbol.in_common) return true;
  if (symbol.argument >= 0 || !symbol.scope) return false;
  ScopeKind kind = symbol.scope->kind;
  return kind == ScopeKind::module || kind == ScopeKind::submodule || kind == ScopeKind::program ||
         symbol.has(AttributeKind::save) || symbol.init_kind != InitKind::none;
}

const Scope* DevicePaths::type_of(const Symbol& symbol) const {
  if (!symbol.type || symbol.type->derived == no_name || !symbol.scope || !symbol.scope->tree) return nullptr;
  std::string why;
  return semantics_.evaluator().type_scope(symbol.type, *symbol.scope, why);
}

const Symbol* DevicePaths::component(const Scope* type, std::string_view name) const {
  for (int depth = 0; type && depth < 64; ++depth) {
    if (const Symbol* found = type->find(name)) return found->kind == SymbolKind::component ? found : nullptr;
    if (type->extends.empty() || !type->parent) return nullptr;
    const Symbol* parent = semantics_.program().lookup(*type->parent, type->extends).symbol;
    type = parent ? parent->inner : nullptr;
  }
  return nullptr;
}

DevicePath DevicePaths::of(const Symbol& base, const std::vector<std::string_view>& components) const {
  DevicePath path;
  path.parts.push_back({&base, nullptr});
  for (std::string_view name : components) {
    const Symbol* found = component(type_of(path.last()), name);
    if (!found) return {};
    path.parts.push_back({found, nullptr});
  }
  return path;
}

DevicePath DevicePaths::of(const Tree& tree, const Scope& scope, const Node* designator) const {
  if (const auto* part = dyn_cast<PartRef>(designator)) {
    DevicePath path = of(tree, scope, part->base);
    if (path.known() && !path.parts.back().subscripts) path.parts.back().subscripts = part;
    return path;
  }
  if (const auto* reference = dyn_cast<ComponentRef>(designator)) {
    DevicePath path = of(tree, scope, reference->base);
    if (!path.known()) return {};
    const Symbol* found = component(type_of(path.last()), tree.spelling(reference->name));
    if (!found) return {};
    path.parts.push_back({found, nullptr});
    return path;
  }
  const auto* name = dyn_cast<NameRef>(designator);
  if (!name) return {};
  const Symbol* symbol = semantics_.program().lookup(scope, tree.spelling(name->name)).symbol;
  if (!symbol) return {};
  if (symbol->kind == SymbolKind::associate_name && symbol->init && symbol->scope && symbol->scope->parent)
    return of(tree, *symbol->scope->parent, symbol->init);
  if (symbol->kind != SymbolKind::variable) return {};
  DevicePath path;
  path.parts.push_back({symbol, nullptr});
  return path;
}

const Scope* called_procedure(const Program& program, const Scope& scope, const Tree& tree,
                              const Expr* procedure) {
  const auto* name = dyn_cast<NameRef>(procedure);
  if (!name) return nullptr;
  std::string_view called = tree.spelling(name->name);
  const Symbol* callee = program.lookup(scope, called).symbol;
  if (callee && callee->kind == SymbolKind::generic) {
    if (callee->specifics.size() != 1) return nullptr;
    callee = program.lookup(*callee->scope, callee->specifics.front()).symbol;
  }
  if (!callee || callee->from_interface_body)
    callee = program.external_procedure(callee ? callee->name : called);
  const Scope* body = callee ? callee->inner : nullptr;
  return body && body->kind == ScopeKind::procedure && body->node ? body : nullptr;
}

const Symbol* dummy_of(const Tree& tree, const Scope& procedure, const List<Expr>& arguments,
                       std::size_t position) {
  if (const auto* keyword = dyn_cast<KeywordArgument>(arguments[position])) {
    std::string_view name = tree.spelling(keyword->name);
    for (const Symbol* dummy : procedure.arguments)
      if (dummy && dummy->name == name) return dummy;
    return nullptr;
  }
  return position < procedure.arguments.size() ? procedure.arguments[position] : nullptr;
}

bool has_gaps(const PartRef* section) {
  bool narrowed = false;
  for (const Expr* argument : section->arguments) {
    const auto* triplet = dyn_cast<Triplet>(argument);
    if (triplet && (narrowed || triplet->stride)) return true;
    narrowed = narrowed || !triplet || triplet->lower || triplet->upper;
  }
  return false;
}

} // namespace isotach
