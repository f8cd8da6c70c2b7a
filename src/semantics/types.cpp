// Types of symbols: declared, implicit, of function results; derived types and their components.
#include <fmt/format.h>

#include "base/strings.h"
#include "base/words.h"
#include "semantics/constants.h"
#include "semantics/statements.h"
#include "tree/text.h"

namespace isotach {

namespace {

BaseType base_of(TypeKeyword keyword) {
  switch (keyword) {
  case TypeKeyword::integer:
  case TypeKeyword::byte: return BaseType::integer;
  case TypeKeyword::real:
  case TypeKeyword::double_precision: return BaseType::real;
  case TypeKeyword::complex:
  case TypeKeyword::double_complex: return BaseType::complex;
  case TypeKeyword::character: return BaseType::character;
  case TypeKeyword::logical: return BaseType::logical;
  case TypeKeyword::type:
  case TypeKeyword::class_: return BaseType::derived;
  default: return BaseType::unknown;
  }
}

int default_kind(TypeKeyword keyword, const KindOptions& kinds) {
  switch (keyword) {
  case TypeKeyword::double_precision:
  case TypeKeyword::double_complex: return kinds.double_precision;
  case TypeKeyword::real:
  case TypeKeyword::complex: return kinds.real;
  case TypeKeyword::character:
  case TypeKeyword::byte: return 1;
  default: return kinds.integer;
  }
}

TypeInfo unknown_type(std::string reason) {
  TypeInfo type;
  type.reason = std::move(reason);
  return type;
}

} // namespace

Value shell_of(const TypeInfo& type) {
  Value value;
  value.base = type.base;
  value.kind = type.kind;
  value.derived = type.derived;
  value.reason = type.reason;
  if (type.base == BaseType::character && type.length_kind == TypeInfo::Length::constant)
    value.length = type.length;
  return value;
}

TypeInfo Evaluator::type_info(const TypeSpec* spec, const Expr* length_override, const Scope& scope) {
  const Tree& tree = *scope.tree;
  TypeInfo type;
  type.text = text_of(tree, spec);
  type.base = base_of(spec->keyword);
  if (type.base == BaseType::derived) {
    type.derived = tree.spelling(spec->derived);
    type.polymorphic = spec->keyword == TypeKeyword::class_;
    Lookup found = program_.lookup(scope, type.derived);
    if (found.found() && found.symbol->kind == SymbolKind::type) {
      type.derived = found.symbol->name;
      ScopeKind home = found.symbol->scope->kind;
      if (home == ScopeKind::module || home == ScopeKind::intrinsic_module)
        type.derived_module = found.symbol->scope->name;
    } else {
      type.reason = !found.reason.empty() ? found.reason
                    : found.found()       ? fmt::format("'{}' is {}, not a type", type.derived,
                                                        with_article(to_string(found.symbol->kind)))
                                          : fmt::format("type '{}' is not declared", type.derived);
    }
    return type;
  }
  if (spec->keyword == TypeKeyword::type_star || spec->keyword == TypeKeyword::class_star) {
    type.polymorphic = spec->keyword == TypeKeyword::class_star;
    type.reason = "an argument of any type";
    return type;
  }
  if (type.base == BaseType::unknown) return unknown_type("a RECORD has no type outside its file");

  type.kind = default_kind(spec->keyword, kinds());
  bool star_length = spec->star_form && type.base == BaseType::character;
  if (spec->kind_value && !star_length) {
    type.kind_text = text_of(tree, spec->kind_value);
    std::int64_t kind = 0;
    std::string why;
    if (!integer(spec->kind_value, scope, kind, why)) {
      type.kind = 0;
      type.reason = std::move(why);
    } else {
      if (spec->star_form && type.base == BaseType::complex) kind /= 2; // COMPLEX*16 counts bytes
      type.kind = kind > 0 && kind < 100 ? static_cast<int>(kind) : 0;
      if (type.base == BaseType::integer) type.kind = kinds().written_integer(type.kind);
      if (type.base == BaseType::real || type.base == BaseType::complex)
        type.kind = kinds().written_real(type.kind);
      if (!is_valid_kind(type.base, type.kind)) {
        type.kind = 0;
        type.reason =
            fmt::format("{} has no kind {} ('{}')", base_type_text(type.base), kind, type.kind_text);
      }
    }
  }
  if (type.base != BaseType::character) return type;

  const Expr* length = length_override ? length_override
                       : spec->length  ? spec->length
                       : star_length   ? spec->kind_value.get()
                                       : nullptr;
  type.length_kind = TypeInfo::Length::constant;
  type.length = 1;
  if (!length) return type;
  while (auto* parenthesised = dyn_cast<ParenExpr>(length)) length = parenthesised->operand; // CHARACTER*(*)
  type.length_text = text_of(tree, length);
  std::string why;
  if (isa<StarExpr>(length)) {
    type.length_kind = TypeInfo::Length::assumed;
  } else if (isa<ColonExpr>(length)) {
    type.length_kind = TypeInfo::Length::deferred;
  } else if (integer(length, scope, type.length, why)) {
    type.length = std::max<std::int64_t>(type.length, 0);
  } else {
    type.length_kind = TypeInfo::Length::expression;
    type.length = -1;
  }
  return type;
}

TypeInfo Evaluator::implicit_type_info(std::string_view name, const Scope& scope) {
  ImplicitType rule = program_.implicit_type(scope, name);
  if (rule.none) return unknown_type(fmt::format("'{}' is not declared, with IMPLICIT NONE", name));
  if (rule.type) return type_info(rule.type, nullptr, *rule.scope);
  TypeInfo type;
  type.base = rule.base;
  type.kind = rule.base == BaseType::integer ? kinds().integer : kinds().real;
  type.text = base_type_text(rule.base);
  return type;
}

TypeInfo Evaluator::type_of(const Symbol& symbol) {
  auto known = types_.find(&symbol);
  if (known != types_.end()) return known->second;
  if (!busy_types_.insert(&symbol).second)
    return unknown_type(fmt::format("the type of '{}' needs itself", symbol.name));
  TypeInfo type = find_type(symbol);
  busy_types_.erase(&symbol);
  if (!too_deep_) types_.emplace(&symbol, type);
  return type;
}

TypeInfo Evaluator::find_type(const Symbol& symbol) {
  if (symbol.builtin) {
    TypeInfo type;
    type.base = symbol.builtin->base;
    type.kind = symbol.builtin->kind;
    if (type.base == BaseType::integer && type.kind == 4) type.kind = kinds().integer;
    type.derived = symbol.builtin->derived;
    if (type.base == BaseType::character) {
      type.length_kind = TypeInfo::Length::constant;
      type.length = symbol.builtin->length;
    }
    return type;
  }
  if (symbol.kind == SymbolKind::entry && !symbol.scope->result) // of a subroutine
    return unknown_type(fmt::format("'{}' is {}", symbol.name, with_article(to_string(symbol.kind))));
  switch (symbol.kind) {
  case SymbolKind::used: {
    Lookup found = program_.ultimate(symbol);
    return found.found() ? type_of(*found.symbol) : unknown_type(found.reason);
  }
  case SymbolKind::type:
  case SymbolKind::module:
  case SymbolKind::program:
  case SymbolKind::namelist:
  case SymbolKind::generic:
  case SymbolKind::binding:
    return unknown_type(fmt::format("'{}' is {}", symbol.name, with_article(to_string(symbol.kind))));
  case SymbolKind::associate_name: {
    Value value = evaluate(symbol.init, *symbol.scope->parent);
    TypeInfo type;
    type.base = value.base;
    type.kind = value.kind;
    type.derived = value.derived;
    type.reason = value.base == BaseType::unknown ? value.reason : "";
    if (value.base == BaseType::character) {
      type.length_kind = value.length >= 0 ? TypeInfo::Length::constant : TypeInfo::Length::expression;
      type.length = value.length;
    }
    return type;
  }
  default: break;
  }
  if (!symbol.scope->tree) return unknown_type(fmt::format("'{}' is not described", symbol.name));
  if (symbol.inner && symbol.inner->result) return type_of(*symbol.inner->result);
  if (symbol.inner) {
    if (symbol.inner->separate_interface && symbol.inner->separate_interface->result)
      return type_of(*symbol.inner->separate_interface->result);
    return unknown_type(fmt::format("'{}' is a subroutine", symbol.name));
  }
  if (!symbol.interface.empty()) {
    Lookup found = program_.lookup(*symbol.scope, symbol.interface);
    if (found.found() && found.symbol != &symbol) return type_of(*found.symbol);
    return unknown_type(found.reason.empty() ? fmt::format("interface '{}' is not declared", symbol.interface)
                                             : found.reason);
  }
  TypeInfo type;
  if (symbol.cray_pointer) {
    type.base = BaseType::integer;
    type.kind = 8;
    type.text = "INTEGER(8)";
  } else if (symbol.type) {
    type = type_info(symbol.type, symbol.length, *symbol.scope);
  } else if (symbol.scope->kind == ScopeKind::derived_type) {
    return unknown_type(fmt::format("'{}' has no declared type", symbol.name));
  } else if (symbol.place && isa<EntityDecl>(symbol.place) && symbol.place->parent &&
             isa<EnumeratorStmt>(symbol.place->parent)) {
    type.base = BaseType::integer;
    type.kind = 4;
    type.text = "INTEGER";
  } else {
    if (!symbol.scope->gaps.empty()) {
      const Gap& gap = symbol.scope->gaps.front();
      return unknown_type(fmt::format("{} at {}:{} may declare '{}'", gap.what, gap.location.file->path(),
                                      gap.location.file->position(gap.location.begin).line, symbol.name));
    }
    // An EXTERNAL name without a type may be a subroutine.
    if (symbol.kind == SymbolKind::procedure)
      return unknown_type(fmt::format("procedure '{}' has no declared type", symbol.name));
    type = implicit_type_info(symbol.name, *symbol.scope);
  }
  // CHARACTER(*) of a named constant takes the length of its value.
  if (type.base == BaseType::character && type.length_kind == TypeInfo::Length::assumed &&
      symbol.kind == SymbolKind::parameter && symbol.init) {
    Value value = evaluate(symbol.init, *symbol.scope);
    if (value.base == BaseType::character && value.length >= 0) {
      type.length_kind = TypeInfo::Length::constant;
      type.length = value.length;
    }
  }
  return type;
}

// ---- derived types ----

const Scope* Evaluator::type_scope(const TypeSpec* spec, const Scope& scope, std::string& why) {
  if (!spec || spec->derived == no_name) {
    why = "it has no derived type";
    return nullptr;
  }
  std::string_view name = scope.tree->spelling(spec->derived);
  Lookup found = program_.lookup(scope, name);
  // Inside its own definition a type is known by name too; lookup finds it in the host.
  if (found.found() && found.symbol->kind == SymbolKind::type && found.symbol->inner)
    return found.symbol->inner;
  why = !found.reason.empty() ? found.reason
        : found.found()       ? fmt::format("the components of type '{}' are not known", name)
                              : fmt::format("type '{}' is not declared", name);
  return nullptr;
}

const Scope* Evaluator::type_scope(const Expr* expression, const Scope& scope, std::string& why) {
  if (auto* part = dyn_cast<PartRef>(expression)) {
    if (auto* function = dyn_cast<NameRef>(part->base)) {
      Lookup found = program_.lookup(scope, scope.tree->spelling(function->name));
      if (found.found() && found.symbol->kind == SymbolKind::type) return found.symbol->inner;
    }
    return type_scope(part->base, scope, why);
  }
  if (auto* parenthesised = dyn_cast<ParenExpr>(expression))
    return type_scope(parenthesised->operand, scope, why);
  if (auto* coindexed = dyn_cast<CoindexedRef>(expression)) return type_scope(coindexed->base, scope, why);
  const Symbol* symbol = nullptr;
  if (auto* reference = dyn_cast<NameRef>(expression)) {
    std::string_view name = scope.tree->spelling(reference->name);
    Lookup found = program_.lookup(scope, name);
    symbol = found.symbol;
    if (!symbol) why = found.reason.empty() ? fmt::format("'{}' is not declared", name) : found.reason;
  } else if (auto* reference_to_part = dyn_cast<ComponentRef>(expression)) {
    const Scope* outer = type_scope(reference_to_part->base, scope, why);
    if (!outer) return nullptr;
    std::string_view name = scope.tree->spelling(reference_to_part->name);
    symbol = component(*outer, name);
    if (!symbol) why = fmt::format("type '{}' has no known component '{}'", outer->name, name);
  } else {
    why = "the type of this expression is not known";
  }
  if (!symbol) return nullptr;
  if (symbol->kind == SymbolKind::associate_name)
    return type_scope(symbol->init, *symbol->scope->parent, why);
  if (symbol->kind == SymbolKind::type) return symbol->inner; // the parent component of an extended type
  if (symbol->inner && symbol->inner->result) symbol = symbol->inner->result;
  if (!symbol->scope->tree) {
    why = fmt::format("the components of '{}' are not known", symbol->name);
    return nullptr;
  }
  return type_scope(symbol->type, *symbol->scope, why);
}

const Symbol* Evaluator::component(const Scope& type, std::string_view name) {
  const Scope* scope = &type;
  for (int steps = 0; scope && steps < 100; ++steps) {
    if (const Symbol* symbol = scope->find(name)) return symbol;
    if (scope->extends.empty() || !scope->parent) return nullptr;
    Lookup parent = program_.lookup(*scope->parent, scope->extends);
    if (!parent.found() || parent.symbol->kind != SymbolKind::type) return nullptr;
    if (name == scope->extends) return parent.symbol;
    scope = parent.symbol->inner;
  }
  return nullptr;
}

} // namespace isotach
