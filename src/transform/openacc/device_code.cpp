#include "transform/openacc/device_code.h"

#include <algorithm>

#include <fmt/format.h>

#include "analysis/device_places.h"
#include "analysis/intrinsics.h"
#include "transform/loops/loops.h"
#include "tree/directives.h"
#include "tree/visit.h"

namespace isotach::transform {

namespace {

// Functions of the language whose results need memory of their own, which compilers for devices do not take.
constexpr std::string_view not_on_device[] = {
    "adjustl", "adjustr", "cshift", "eoshift", "findloc", "matmul",    "pack", "reduce",
    "repeat",  "reshape", "spread", "trim",    "unpack",  "transpose", "scan", "verify",
};

std::string_view directive_of(DeviceWords words) {
  return words == DeviceWords::openacc ? "ROUTINE" : "DECLARE TARGET";
}
std::string_view class_of(DeviceWords words) {
  return words == DeviceWords::openacc ? "ACCRoutineTrans" : "OMPDeclareTargetTrans";
}

class DeviceCode {
 public:
  DeviceCode(Context& context, const Semantics& semantics, const DeviceCodeOptions& options)
      : context_(context), semantics_(semantics), options_(options),
        table_(*semantics.program().table_of(context.tree)) {}

  Objected statements(const Stmt* first, const Stmt* last) {
    for (const Stmt* at = first; at && !found_; at = at->next) {
      walk(const_cast<Stmt*>(at), [&](Node* node) {
        if (!found_) look_at(node);
      });
      if (at == last) break;
    }
    return std::move(found_);
  }

 private:
  void refuse(std::string text, const Node* at) {
    const Node* statement = at;
    while (statement && !isa<Stmt>(statement)) statement = statement->parent;
    Location place = context_.tree.location(statement ? statement : at);
    if (place.file) text += fmt::format(" (line {})", place.file->position(place.begin).line);
    found_ = context_.refuse(text, dyn_cast<Stmt>(const_cast<Node*>(statement)));
  }

  void look_at(Node* node) {
    if (auto* statement = dyn_cast<Stmt>(node)) {
      look_at_statement(statement);
      return;
    }
    if (auto* part = dyn_cast<PartRef>(node)) called(part->base, part);
    if (!isa<NameRef>(node) || found_) return;
    std::string_view name = context_.tree.spelling(cast<NameRef>(node)->name);
    const Scope& scope = table_.around(node);
    Lookup found = semantics_.program().lookup(scope, name);
    if (!found.found() || found.symbol->kind != SymbolKind::variable) return;
    const Symbol* symbol = found.symbol;
    if (!options_.allow_strings && symbol->type && symbol->type->keyword == TypeKeyword::character)
      return refuse(fmt::format("'{}' is of type CHARACTER; allow_strings=True allows it", name), node);
    bool of_module = symbol->scope && symbol->scope->kind == ScopeKind::module;
    if (options_.routine && !options_.force && of_module)
      refuse(
          fmt::format("it uses the variable '{}' of the module {}, which the device does not have; pass it "
                      "as an argument",
                      name, symbol->scope->name),
          node);
  }

  void look_at_statement(const Stmt* statement) {
    if (isa<UnparsedStatement>(statement))
      return refuse("it holds a statement that cannot be read", statement);
    if (auto* call = dyn_cast<CallStmt>(statement)) return called(call->procedure, call);
    if (isa<ReadStmt>(statement) || isa<WriteStmt>(statement) || isa<PrintStmt>(statement) ||
        isa<FileStmt>(statement))
      return refuse("input and output do not run on a device", statement);
    if (isa<AllocateStmt>(statement) || isa<DeallocateStmt>(statement))
      return refuse("memory is not allocated on a device", statement);
    if (isa<StopStmt>(statement) || isa<ImageStmt>(statement))
      return refuse("the program cannot be stopped from a device", statement);
    if (isa<PointerAssignmentStmt>(statement) || isa<NullifyStmt>(statement))
      return refuse("a pointer that is set on a device is not set on the host", statement);
    if (isa<ReturnStmt>(statement) && !options_.routine)
      return refuse("RETURN would leave the region", statement);
    if (isa<GotoStmt>(statement) || isa<ComputedGotoStmt>(statement) || isa<ArithmeticIfStmt>(statement))
      return refuse("a jump may leave the region", statement);
  }

  // A name with parentheses, or after CALL.
  void called(const Expr* procedure, const Node* place) {
    const Program& program = semantics_.program();
    const Scope& scope = table_.around(place);
    auto* name = dyn_cast<NameRef>(procedure);
    if (!name) {
      if (isa<CallStmt>(place)) refuse("what a type-bound call reaches is not known", place);
      return;
    }
    std::string_view text = context_.tree.spelling(name->name);
    Lookup found = program.lookup(scope, text);
    bool data = found.found() &&
                (found.symbol->kind == SymbolKind::variable || found.symbol->kind == SymbolKind::parameter ||
                 found.symbol->kind == SymbolKind::type);
    if (data) return;
    if (found.absent() || (found.found() && found.symbol->kind == SymbolKind::intrinsic)) {
      const IntrinsicProcedure* known = find_intrinsic(text);
      if (known && !known->state && !known->subroutine &&
          std::ranges::find(not_on_device, text) == std::end(not_on_device))
        return;
      if (known) {
        if (!options_.force)
          refuse(fmt::format("the intrinsic '{}' is not available on a device", text), place);
        return;
      }
    }
    if (options_.force) return;
    const Scope* target = called_procedure(program, scope, context_.tree, procedure);
    if (!target)
      return refuse(fmt::format("'{}' is called, and what it does is not known; give its file with -I", text),
                    place);
    if (!has_device_version(*target, options_.words))
      refuse(fmt::format("'{}' is called, and has no {}; apply {} to it first", text,
                         directive_of(options_.words), class_of(options_.words)),
             place);
  }

  Context& context_;
  const Semantics& semantics_;
  const DeviceCodeOptions& options_;
  const ScopeTable& table_;
  Objected found_;
};

// The names that a node has, in its scope.
template <class F> void for_names(const Tree& tree, const Node* node, F&& visit) {
  for_each<NameRef>(const_cast<Node*>(node), [&](NameRef* name) { visit(tree.spelling(name->name)); });
}

} // namespace

namespace {
// Does an object of a derived type hold all that it is made of?
bool is_flat(const DevicePaths& paths, const Scope* type, int depth) {
  constexpr int deepest = 8; // of types in types
  if (!type || depth > deepest || !type->extends.empty()) return false;
  for (const Symbol* one : type->symbols) {
    if (one->kind != SymbolKind::component) continue;
    if (one->has(AttributeKind::allocatable) || one->has(AttributeKind::pointer)) return false;
    bool derived =
        one->type && (one->type->keyword == TypeKeyword::type || one->type->keyword == TypeKeyword::class_);
    if (derived && !is_flat(paths, paths.type_of(*one), depth + 1)) return false;
  }
  return true;
}
} // namespace

bool has_device_version(const Scope& procedure, DeviceWords words) {
  if (!procedure.node) return false;
  bool found = false;
  for_each<DirectiveStmt>(const_cast<Stmt*>(procedure.node), [&](DirectiveStmt* directive) {
    DirectiveKind wanted =
        words == DeviceWords::openacc ? DirectiveKind::acc_routine : DirectiveKind::omp_declare_target;
    const Node* holder = directive->parent; // not an internal procedure's
    while (holder && !isa<Procedure>(holder)) holder = holder->parent;
    found = found || (directive->directive == wanted && holder == procedure.node);
  });
  return found;
}

void note_structures(Context& context, const Semantics& semantics, const Stmt* first, const Stmt* last) {
  std::string names;
  for (const std::string& name : data_used(context.tree, semantics, first, last).all) {
    DataName data = data_name(context.tree, semantics, first, name);
    if (data.kind == DataKind::structure && !data.flat)
      names += fmt::format("{}'{}'", names.empty() ? "" : ", ", name);
  }
  if (names.empty()) return;
  while (!first->has_tokens() && first != last) first = first->next;
  Location place = context.tree.location(first);
  context.notes.push_back(fmt::format("{}: the region in line {} uses {}: what their components point to has "
                                      "to be on the device, or in memory "
                                      "that the host shares with it",
                                      context.name, place.file ? place.file->position(place.begin).line : 0,
                                      names));
}

Objected not_for_device(Context& context, const Semantics& semantics, const Stmt* first, const Stmt* last,
                        const DeviceCodeOptions& options) {
  return DeviceCode(context, semantics, options).statements(first, last);
}

DataName data_name(const Tree& tree, const Semantics& semantics, const Stmt* place, std::string_view name) {
  const Program& program = semantics.program();
  const ScopeTable* table = program.table_of(tree);
  DataName data;
  if (!table) return data;
  Lookup found = program.lookup(table->around(place), name);
  if (found.absent()) {
    if (!find_intrinsic(name)) data = {DataKind::scalar, true, false, true, nullptr}; // implicitly typed
    return data;
  }
  if (!found.found()) return {DataKind::structure, false, false, false, nullptr};
  data.symbol = found.symbol;
  if (found.symbol->kind != SymbolKind::variable) return data;
  bool derived = found.symbol->type && (found.symbol->type->keyword == TypeKeyword::type ||
                                        found.symbol->type->keyword == TypeKeyword::class_);
  data.kind = derived                            ? DataKind::structure
              : found.symbol->dimensions.empty() ? DataKind::scalar
                                                 : DataKind::array;
  if (derived) data.flat = is_flat(DevicePaths(semantics), DevicePaths(semantics).type_of(*found.symbol), 0);
  bool of_procedure = found.symbol->scope && found.symbol->scope->kind == ScopeKind::procedure;
  data.local = of_procedure && found.symbol->argument < 0 && !found.symbol->has(AttributeKind::save) &&
               !found.symbol->init;
  if (!found.symbol->dimensions.empty()) {
    const Dimension* outermost = nullptr;
    for (const Dimension* one : found.symbol->dimensions) outermost = one;
    data.assumed_size = outermost->form == DimensionKind::star;
  }
  return data;
}

DataUse data_used(const Tree& tree, const Semantics& semantics, const Stmt* first, const Stmt* last) {
  DataUse use;
  auto add = [&](std::string_view name, std::set<std::string>& to) {
    DataKind kind = data_name(tree, semantics, first, name).kind;
    if (kind == DataKind::array || kind == DataKind::structure) to.emplace(name);
  };
  for (const Stmt* at = first; at; at = at->next) {
    if (!isa<DirectiveStmt>(at)) {
      NameUse names = names_used(tree, semantics, at);
      for (const std::string& name : names.all) add(name, use.all);
      for (const std::string& name : names.changed)
        if (!name.empty()) add(name, use.changed);
      if (names.unclear) {
        use.unclear = true;
        for_names(tree, at, [&](std::string_view name) { add(name, use.changed); });
      }
    }
    if (at == last) break;
  }
  return use;
}

} // namespace isotach::transform
