// Symbols of a procedure or module, as PSyclone's symbol tables have them.

#include <fmt/format.h>

#include "base/strings.h"
#include "psyir/fortran.h"
#include "transform/made_statements.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::psyir {

namespace {

std::string_view intrinsic_type(TypeKeyword keyword) {
  switch (keyword) {
  case TypeKeyword::integer: return "INTEGER";
  case TypeKeyword::real:
  case TypeKeyword::double_precision: return "REAL";
  case TypeKeyword::logical: return "BOOLEAN";
  case TypeKeyword::character: return "CHARACTER";
  default: return "";
  }
}

// Attributes that PSyclone keeps as text.
bool is_unsupported(const Symbol& symbol) {
  for (AttributeKind attribute :
       {AttributeKind::pointer, AttributeKind::target, AttributeKind::optional, AttributeKind::volatile_,
        AttributeKind::contiguous, AttributeKind::asynchronous, AttributeKind::value})
    if (symbol.has(attribute)) return true;
  return !symbol.codimensions.empty() || symbol.in_common ||
         (symbol.type &&
          (symbol.type->keyword == TypeKeyword::class_ || symbol.type->keyword == TypeKeyword::complex));
}

} // namespace

std::vector<SymbolWords> Fortran::symbols(View scope) const {
  std::vector<SymbolWords> found;
  const ScopeTable* table = semantics_.program().table_of(*tree_);
  const Scope* made = table->made_by(scope.node);
  if (!made) return found;
  std::vector<std::string_view> kinds, types; // names that are kinds, and derived types
  for_each<TypeSpec>(scope.node, [&](TypeSpec* type) {
    if (auto* name = dyn_cast<NameRef>(type->kind_value.get())) kinds.push_back(tree_->spelling(name->name));
    if (type->derived != no_name) types.push_back(tree_->spelling(type->derived));
  });
  auto is_among = [](const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const UseStmt* use : made->uses) {
    SymbolWords words;
    words.name = lower(tree_->spelling(use->module));
    words.kind = "ContainerSymbol";
    words.interface = use->only ? "Container" : "Container wildcard";
    found.push_back(std::move(words));
  }
  for (const Symbol* symbol : made->symbols) {
    SymbolWords words;
    words.name = symbol->name;
    if (words.name.find('(') != std::string::npos) continue; // operators
    bool in_module = made->kind == ScopeKind::module;
    Accessibility access = symbol->access != Accessibility::unset ? symbol->access : made->default_access;
    words.is_public = !in_module || access != Accessibility::private_;
    switch (symbol->kind) {
    case SymbolKind::used:
      words.kind = is_among(kinds, symbol->name)   ? "DataSymbol"
                   : is_among(types, symbol->name) ? "DataTypeSymbol"
                                                   : "Symbol";
      words.interface =
          fmt::format("Import {} {}", lower(tree_->spelling(symbol->use->module)), symbol->origin);
      words.type = "Unresolved";
      break;
    case SymbolKind::procedure:
    case SymbolKind::generic:
      words.kind = "RoutineSymbol";
      words.interface = symbol->argument >= 0 ? "Argument READWRITE" : "DefaultModule";
      words.type = symbol->inner && symbol->inner->result ? "Unresolved" : "NoType";
      break;
    case SymbolKind::type:
      words.kind = "DataTypeSymbol";
      words.interface = "Automatic";
      words.type = "Unresolved";
      break;
    case SymbolKind::variable:
    case SymbolKind::parameter: {
      words.kind = "DataSymbol";
      if (symbol->argument >= 0) {
        words.interface = symbol->intent == IntentKind::in    ? "Argument READ"
                          : symbol->intent == IntentKind::out ? "Argument WRITE"
                                                              : "Argument READWRITE";
      } else if (symbol->kind == SymbolKind::parameter || symbol->has(AttributeKind::save) || symbol->init) {
        words.interface = "Static";
      } else {
        words.interface = in_module ? "DefaultModule" : "Automatic";
      }
      words.is_constant = symbol->kind == SymbolKind::parameter;
      words.value = text_of(*tree_, symbol->init);
      const TypeSpec* type = symbol->type;
      for (const Dimension* one : symbol->dimensions) {
        bool deferred = symbol->has(AttributeKind::allocatable);
        std::string lower_bound = text_of(*tree_, one->lower);
        if (one->form != DimensionKind::explicit_ || !one->upper)
          words.shape.push_back(deferred              ? "DEFERRED"
                                : lower_bound.empty() ? "ATTRIBUTE"
                                                      : lower_bound + ":");
        else
          words.shape.push_back(lower_bound.empty() ? text_of(*tree_, one->upper)
                                                    : lower_bound + ":" + text_of(*tree_, one->upper));
      }
      if (!type || is_unsupported(*symbol)) {
        words.type = type ? "Unsupported" : "Unresolved";
        const Node* place = symbol->declarations.empty() ? symbol->place : symbol->declarations.front();
        if (type && place) words.declaration = text_of(*tree_, place);
        break;
      }
      words.type = intrinsic_type(type->keyword);
      if (words.type.empty()) words.type = "type " + std::string(tree_->spelling(type->derived));
      words.precision = type->keyword == TypeKeyword::double_precision ? "DOUBLE"
                        : type->kind_value                             ? text_of(*tree_, type->kind_value)
                                                                       : "UNDEFINED";
      words.length = text_of(*tree_, symbol->length ? symbol->length : type->length.get());
      break;
    }
    default: continue;
    }
    found.push_back(std::move(words));
  }
  return found;
}

std::vector<std::string> Fortran::argument_names(View procedure) const {
  std::vector<std::string> names;
  const Scope* made = semantics_.program().table_of(*tree_)->made_by(procedure.node);
  if (made)
    for (const Symbol* symbol : made->arguments)
      if (symbol) names.emplace_back(symbol->name);
  return names;
}

// A USE stands after the others; a declaration after all, since it may use them.
transform::Objected Fortran::declare(View scope, std::string_view text) {
  if (!isa<Procedure>(scope.node) && !isa<MainProgram>(scope.node) && !isa<Module>(scope.node))
    return transform::Objection{transform::ObjectionKind::NotImplementedError,
                                "names can be declared in a procedure or a module alone"};
  if (Refusal refused = transform::declare(*tree_, scope.node, text))
    return transform::Objection{transform::ObjectionKind::GenerationError, *refused};
  forget();
  return std::nullopt;
}

} // namespace isotach::psyir
