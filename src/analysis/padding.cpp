#include "analysis/padding.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "analysis/device_places.h"
#include "analysis/intrinsics.h"
#include "base/strings.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

namespace {

bool has_descriptor(const Symbol& symbol) {
  if (symbol.dimensions.empty()) return false;
  bool assumed = symbol.dimensions.front()->form == DimensionKind::colon && symbol.argument >= 0;
  return symbol.has(AttributeKind::pointer) || (assumed && !symbol.has(AttributeKind::allocatable));
}

// a(:,j) or a(2:n,j,k): part of one column.
bool is_column(const Node* actual) {
  const auto* part = dyn_cast<PartRef>(actual);
  if (!part || part->arguments.size() < 2) return false;
  for (std::size_t i = 0; i < part->arguments.size(); ++i) {
    const auto* triplet = dyn_cast<Triplet>(part->arguments[i]);
    if (i == 0 ? !triplet || triplet->stride : triplet != nullptr) return false;
  }
  return true;
}

bool is_derived(const TypeSpec& type) {
  return type.keyword == TypeKeyword::type || type.keyword == TypeKeyword::class_;
}

bool is_element(const Node* actual) {
  const auto* part = dyn_cast<PartRef>(actual);
  return part && std::ranges::none_of(part->arguments, [](const Expr* e) { return isa<Triplet>(e); });
}

class Finder {
 public:
  Finder(std::span<const Tree* const> trees, const Semantics& semantics)
      : trees_(trees), program_(semantics.program()) {}

  PackedArguments run() {
    for (const Tree* tree : trees_) {
      const ScopeTable* table = program_.table_of(*tree);
      if (!tree->root() || !table) continue;
      for_each_scope(table->file(), [&](const Scope& scope) { add_declarations(scope); });
    }
    for (const Tree* tree : trees_) {
      const ScopeTable* table = program_.table_of(*tree);
      if (!tree->root() || !table) continue;
      for_each<NameRef>(tree->root(), [&](NameRef* name) { add_name(*tree, *table, name); });
      for_each<ComponentRef>(tree->root(), [&](ComponentRef* name) { add_component(*tree, *table, name); });
    }
    if (auto escaped = packed_.find(&objects_); escaped != packed_.end())
      for (const auto& [name, component] : components_) packed_.try_emplace(component, escaped->second);
    // What its targets cannot take, it cannot.
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto& [from, to] : flows_)
        if (auto found = packed_.find(to); found != packed_.end())
          changed |= packed_.try_emplace(from, found->second).second;
    }
    PackedArguments arguments;
    for (const auto& [symbol, reason] : packed_) {
      if (symbol->argument < 0) continue;
      const Scope& procedure = *symbol->scope;
      std::string name(procedure.name);
      if (procedure.parent && procedure.parent->kind == ScopeKind::module)
        name = fmt::format("{}.{}", procedure.parent->name, name);
      arguments[lower(name)][std::string(symbol->name)] = reason;
    }
    return arguments;
  }

 private:
  void add_declarations(const Scope& scope) {
    for (const Symbol* symbol : scope.symbols) {
      if (symbol->dimensions.empty() || !symbol->place) continue;
      if (symbol->kind == SymbolKind::component) {
        if (!symbol->has(AttributeKind::pointer)) continue;
        const Symbol* known = components_.try_emplace(std::string(symbol->name), symbol).first->second;
        if (symbol->has(AttributeKind::contiguous))
          refuse(*known, *scope.tree, symbol->place,
                 fmt::format("declares component '{}' CONTIGUOUS", symbol->name));
      }
      if (symbol->kind != SymbolKind::variable) continue;
      if (has_descriptor(*symbol)) {
        if (symbol->has(AttributeKind::contiguous))
          refuse(*symbol, *scope.tree, symbol->place, fmt::format("declares '{}' CONTIGUOUS", symbol->name));
      } else if (symbol->argument >= 0) {
        refuse(*symbol, *scope.tree, symbol->place,
               fmt::format("gives '{}' bounds of its own", symbol->name));
      }
    }
  }

  const Symbol* component_of(const Tree& tree, const Node* reference) const {
    const auto* part = dyn_cast<ComponentRef>(reference);
    auto found = part ? components_.find(lower(tree.spelling(part->name))) : components_.end();
    return found == components_.end() ? nullptr : found->second;
  }

  void add_name(const Tree& tree, const ScopeTable& table, const NameRef* name) {
    if (!in_view(name)) return;
    const Scope& scope = table.around(name);
    const Symbol* symbol = program_.lookup(scope, tree.spelling(name->name)).symbol;
    if (!symbol || symbol->kind != SymbolKind::variable) return;
    if (has_descriptor(*symbol)) add(tree, scope, *symbol, name);
    if (symbol->type && is_derived(*symbol->type)) add_object(tree, scope, name);
  }

  void add_component(const Tree& tree, const ScopeTable& table, const ComponentRef* name) {
    if (!in_view(name)) return;
    if (const Symbol* component = component_of(tree, name)) add(tree, table.around(name), *component, name);
  }

  void add(const Tree& tree, const Scope& scope, const Symbol& symbol, const Expr* name) {
    const Node* whole = name; // with its subscripts
    if (const auto* part = dyn_cast<PartRef>(name->parent); part && part->base == name) whole = part;
    if (is_column(whole)) return;
    const Node* argument = isa<KeywordArgument>(whole->parent) ? whole->parent : whole;
    const Node* user = argument->parent;
    if (const auto* pointer = dyn_cast<PointerAssignmentStmt>(user); pointer && pointer->value == whole)
      return point(tree, scope, symbol, pointer);
    if (const auto* association = dyn_cast<Association>(user); association && association->selector == whole)
      return refuse(symbol, tree, whole, "gives it another name by ASSOCIATE");
    if (isa<Clause>(user) && whole != name && !is_element(whole))
      return refuse(symbol, tree, whole, "names a section of it in a directive");
    if (const auto* call = dyn_cast<CallStmt>(user); call && call->procedure != whole)
      pass(tree, scope, symbol, argument, call->procedure, call->arguments);
    else if (const auto* part = dyn_cast<PartRef>(user); part && part->base != whole)
      pass(tree, scope, symbol, argument, part->base, part->arguments);
  }

  void point(const Tree& tree, const Scope& scope, const Symbol& symbol,
             const PointerAssignmentStmt* pointer) {
    const Node* target = pointer->target;
    if (const auto* part = dyn_cast<PartRef>(target)) {
      for (const Expr* bound : part->arguments)
        if (const auto* triplet = dyn_cast<Triplet>(bound); triplet && triplet->upper)
          return refuse(symbol, tree, target, "points to it with other bounds");
      target = part->base;
    }
    const auto* name = dyn_cast<NameRef>(target);
    const Symbol* to = name ? program_.lookup(scope, tree.spelling(name->name)).symbol : nullptr;
    if (const Symbol* component = component_of(tree, target)) flows_.emplace_back(&symbol, component);
    else if (to && to->kind == SymbolKind::variable) flows_.emplace_back(&symbol, to);
    else refuse(symbol, tree, pointer, "points something to it that is not declared in the sources");
  }

  // An object, whose components point to arrays, may go to a procedure of which nothing is known.
  void add_object(const Tree& tree, const Scope& scope, const Expr* name) {
    const Node* argument = name;
    if (const auto* part = dyn_cast<PartRef>(name->parent); part && part->base == name) argument = part;
    if (isa<KeywordArgument>(argument->parent)) argument = argument->parent;
    const auto* call = dyn_cast<CallStmt>(argument->parent);
    const auto* part = dyn_cast<PartRef>(argument->parent);
    if (!call && !part) return;
    const Expr* procedure = call ? call->procedure : part->base;
    const auto* called = dyn_cast<NameRef>(procedure);
    if (!called || called == argument) return;
    std::string spelling = lower(tree.spelling(called->name));
    if (takes_address(scope, spelling)) return refuse(objects_, tree, argument, "takes its address");
    for (const Callee& callee : callees(scope, spelling))
      if (!callee.body && !(callee.symbol && callee.symbol->kind == SymbolKind::type))
        refuse(objects_, tree, argument, without_source(spelling));
  }

  // An array is an argument of a procedure, or a subscript.
  void pass(const Tree& tree, const Scope& scope, const Symbol& symbol, const Node* argument,
            const Expr* procedure, const List<Expr>& arguments) {
    const auto* name = dyn_cast<NameRef>(procedure);
    if (!name)
      return refuse(symbol, tree, argument, "passes it to a type-bound procedure, which is not followed");
    std::string called = lower(tree.spelling(name->name));
    if (takes_address(scope, called)) return refuse(symbol, tree, argument, "takes its address");
    for (const Callee& callee : callees(scope, called)) {
      const Symbol* dummy = callee.body ? dummy_at(tree, *callee.body, argument, arguments) : nullptr;
      if (!dummy) {
        refuse(symbol, tree, argument, without_source(called));
      } else if (has_descriptor(*dummy)) {
        flows_.emplace_back(&symbol, dummy);
        if (dummy->has(AttributeKind::contiguous))
          refuse(symbol, tree, argument,
                 fmt::format("passes it to '{}', whose '{}' is CONTIGUOUS", called, dummy->name));
      } else if (!dummy->dimensions.empty()) {
        refuse(symbol, tree, argument,
               fmt::format("passes it to '{}', whose '{}' has bounds of its own", called, dummy->name));
      }
    }
  }

  static std::string without_source(std::string_view called) {
    return fmt::format("passes it to '{}', whose source is not given", called);
  }

  static bool is_intrinsic(const Symbol* callee) {
    return !callee || callee->kind == SymbolKind::intrinsic ||
           (callee->scope && callee->scope->kind == ScopeKind::intrinsic_module);
  }

  bool takes_address(const Scope& scope, std::string_view called) const {
    return (called == "c_loc" || called == "loc" || called == "c_f_pointer") &&
           is_intrinsic(program_.lookup(scope, called).symbol);
  }

  struct Callee {
    const Symbol* symbol; // null: not declared in the sources
    const Scope* body;    // null: its source is not given
  };

  // What a reference with arguments may call; empty for a variable with subscripts and for intrinsic
  // procedures.
  std::vector<Callee> callees(const Scope& scope, std::string_view called) const {
    const Symbol* callee = program_.lookup(scope, called).symbol;
    if (callee && callee->kind == SymbolKind::variable && !callee->dimensions.empty()) return {};
    if (is_intrinsic(callee) && (find_intrinsic(called) || is_intrinsic_function(called))) return {};
    std::vector<Callee> found{{callee, body_of(callee, called)}};
    if (callee && callee->kind == SymbolKind::generic) {
      found.clear();
      for (std::string_view name : callee->specifics) {
        const Symbol* specific = program_.lookup(*callee->scope, name).symbol;
        found.push_back({specific, body_of(specific, called)});
      }
    }
    return found;
  }

  static const Symbol* dummy_at(const Tree& tree, const Scope& body, const Node* argument,
                                const List<Expr>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i)
      if (arguments[i] == argument) return dummy_of(tree, body, arguments, i);
    return nullptr;
  }

  // The procedure's own scope; null when its source is not here.
  const Scope* body_of(const Symbol* callee, std::string_view called) const {
    if (!callee || callee->from_interface_body)
      callee = program_.external_procedure(callee ? callee->name : called);
    const Scope* body = callee ? callee->inner : nullptr;
    return body && body->kind == ScopeKind::procedure && body->node ? body : nullptr;
  }

  void refuse(const Symbol& symbol, const Tree& tree, const Node* place, std::string_view what) {
    Location location = tree.location(place);
    packed_.try_emplace(&symbol, fmt::format("{}:{} {}",
                                             std::filesystem::path(location.file->path()).filename().string(),
                                             location.file->position(location.begin).line, what));
  }

  std::span<const Tree* const> trees_;
  const Program& program_;
  std::map<const Symbol*, std::string> packed_; // never iterated where the order would show
  // Components that are pointers: one for all of the same name, so the type of an object need not be known.
  std::map<std::string, const Symbol*, std::less<>> components_;
  Symbol objects_; // stands for whatever has components
  std::vector<std::pair<const Symbol*, const Symbol*>> flows_;
};

} // namespace

PackedArguments find_packed_arguments(std::span<const Tree* const> trees, const Semantics& semantics) {
  return Finder(trees, semantics).run();
}

} // namespace isotach
