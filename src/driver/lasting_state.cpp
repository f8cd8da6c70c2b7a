#include "driver/lasting_state.h"

#include <filesystem>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "analysis/intrinsics.h"
#include "interfaces/procedure_graph.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

namespace {

bool is_of_module(const Scope& scope) {
  return scope.kind == ScopeKind::module || scope.kind == ScopeKind::submodule;
}

class Finder {
 public:
  Finder(std::span<const Tree* const> trees, const Program& program)
      : program_(program), graph_(trees, program) {}

  std::vector<std::string> run(const std::set<std::string>& procedures) {
    graph_.mark_reached(procedures);
    for (const ProcedureGraph::Unit& unit : graph_.units())
      if (unit.marked) read(unit);
    std::vector<std::string> texts;
    for (const auto& [place, text] : found_) texts.push_back(text);
    return texts;
  }

 private:
  void read(const ProcedureGraph::Unit& unit) {
    const Tree& tree = *unit.scope->tree;
    const ScopeTable& table = *program_.table_of(tree);
    kept_ = kept_names(*unit.scope);
    walk(const_cast<Stmt*>(unit.scope->node), [&](Node* node) {
      const auto* name = dyn_cast<NameRef>(node);
      if (!name || !in_view(name)) return;
      std::string spelling(tree.spelling(name->name));
      Lookup lookup = program_.lookup(table.around(name), spelling);
      const auto* part = dyn_cast<PartRef>(name->parent);
      bool is_called = part && part->base == name && !program_.external_procedure(spelling);
      if (is_called && may_be_external_function(lookup, spelling))
        say(tree.location(name), fmt::format("what '{}' keeps, whose source is not given", spelling));
      else if (lookup.found()) add(*lookup.symbol, spelling);
      else if (!lookup.absent())
        say(tree.location(name), fmt::format("'{}', which is not known ({})", spelling, lookup.reason));
    });
    for (const std::string& name : unit.unknown) {
      Lookup lookup = program_.lookup(*unit.scope, name);
      if (!is_supplied_by_compiler(lookup, name))
        say(tree.location(unit.scope->node), fmt::format("what '{}' keeps, whose source is not given", name));
    }
  }

  void add(const Symbol& symbol, const std::string& spelling) {
    const Scope* scope = symbol.scope;
    if (!scope || !scope->tree || !symbol.place) return; // of an intrinsic module
    bool pointer = symbol.kind == SymbolKind::procedure && symbol.has(AttributeKind::pointer);
    if (symbol.kind == SymbolKind::procedure && !pointer) {
      bool elsewhere = !symbol.inner || symbol.from_interface_body;
      if (elsewhere && symbol.argument < 0 && !program_.external_procedure(symbol.name) &&
          !symbol.has(AttributeKind::intrinsic))
        say(scope->tree->location(symbol.place),
            fmt::format("what '{}' keeps, whose source is not given", spelling));
      return;
    }
    if (symbol.kind != SymbolKind::variable && !pointer) return;
    if (is_of_module(*scope)) return say(symbol, fmt::format("{}.{}", scope->name, symbol.name));
    if (symbol.in_common) return say(symbol, fmt::format("'{}' of a COMMON block", symbol.name));
    bool saved = symbol.has(AttributeKind::save) || symbol.init_kind != InitKind::none || kept_.count("*") ||
                 kept_.count(symbol.name);
    bool local = symbol.argument < 0 && !symbol.is_result && scope->kind != ScopeKind::interface_body;
    const Scope* procedure = scope;
    while (procedure->kind == ScopeKind::block || procedure->kind == ScopeKind::associate)
      procedure = procedure->parent;
    if (saved && local) say(symbol, fmt::format("SAVEd '{}' of '{}'", symbol.name, procedure->name));
  }

  // `f(x)` where nothing says more of `f` than a type, if anything.
  static bool may_be_external_function(const Lookup& lookup, std::string_view name) {
    if (lookup.absent()) return !find_intrinsic(name) && !is_intrinsic_function(name);
    const Symbol* symbol = lookup.symbol;
    return symbol && symbol->kind == SymbolKind::variable && symbol->dimensions.empty() && !symbol->length &&
           !(symbol->type && symbol->type->keyword == TypeKeyword::character) && !symbol->is_result;
  }

  // Intrinsic subroutines; what is called without a declaration and has such a name is taken for one.
  bool is_supplied_by_compiler(const Lookup& lookup, std::string_view name) const {
    if (lookup.found())
      return lookup.symbol->kind == SymbolKind::intrinsic || lookup.symbol->argument >= 0 ||
             (lookup.symbol->scope && !lookup.symbol->scope->tree);
    const IntrinsicProcedure* intrinsic = find_intrinsic(name);
    if (intrinsic && intrinsic->subroutine) return true;
    return name.starts_with("acc_") || name.starts_with("omp_");
  }

  void say(const Symbol& symbol, const std::string& text) {
    say(symbol.scope->tree->location(symbol.place), text);
  }
  void say(Location location, const std::string& text) {
    const std::string& path = location.file->path();
    found_.try_emplace({path, location.begin, text},
                       fmt::format("{} ({}:{})", text, std::filesystem::path(path).filename().string(),
                                   location.file->position(location.begin).line));
  }

  const Program& program_;
  ProcedureGraph graph_;
  ProcedureGraph::Names kept_;
  std::map<std::tuple<std::string, std::size_t, std::string>, std::string> found_;
};

} // namespace

std::vector<std::string> find_lasting_state(std::span<const Tree* const> trees, const Semantics& semantics,
                                            const std::set<std::string>& procedures) {
  return Finder(trees, semantics.program()).run(procedures);
}

} // namespace isotach
