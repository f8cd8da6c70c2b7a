#include "gpu/data/host_access.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "analysis/device_places.h"
#include "analysis/regions.h"
#include "base/strings.h"
#include "gpu/legalise/contiguous.h"
#include "gpu/openmp/refuse.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

namespace {

// Intrinsic functions of an array that do not touch its elements.
bool asks_no_element(std::string_view function) {
  constexpr std::string_view inquiries[] = {"size",  "shape",   "lbound",       "ubound",    "kind",
                                            "rank",  "present", "associated",   "allocated", "loc",
                                            "c_loc", "sizeof",  "storage_size", "c_sizeof",  "is_contiguous"};
  return std::ranges::find(inquiries, function) != std::end(inquiries) || function.starts_with("acc_");
}

class Finder {
 public:
  Finder(std::span<const Tree* const> trees, const Semantics& semantics, DirectiveFamily family)
      : trees_(trees), program_(semantics.program()), contiguous_(trees, program_),
        is_openmp_(family == DirectiveFamily::openmp) {}

  HostAccesses run() {
    for (const Tree* tree : trees_) {
      Regions regions(*tree);
      const ScopeTable& table = *program_.table_of(*tree);
      for_each<NameRef>(tree->root(), [&](NameRef* name) { add(*tree, regions, table, name); });
    }
    find_copies();
    // What a callee touches, its callers touch.
    for (bool changed = true; changed;) {
      changed = false;
      for (const Passed& passed : passed_) {
        auto found = touched_.find(passed.to);
        if (found != touched_.end()) changed |= touched_.try_emplace(passed.from, found->second).second;
      }
    }
    HostAccesses accesses;
    for (const auto& [symbol, text] : touched_) {
      const Scope& procedure = *symbol->scope;
      std::string name(procedure.name);
      if (procedure.parent && procedure.parent->kind == ScopeKind::module)
        name = fmt::format("{}.{}", procedure.parent->name, name);
      accesses[lower(name)][std::string(symbol->name)] = text;
    }
    return accesses;
  }

 private:
  struct Passed {
    const Symbol *from, *to;
    const Tree* tree;
    const Node* argument;
    bool gaps;       // a section with gaps
    bool contiguous; // gfortran knows that there are none
  };

  bool is_on_device(DirectiveKind kind) const {
    if (is_openmp_) return is_target_region(kind);
    return is_compute(kind) || kind == DirectiveKind::acc_host_data;
  }

  // MAP(ALWAYS, ...) copies, present or not.
  static bool copies_always(const Tree& tree, const Node* place) {
    const auto* clause = dyn_cast<Clause>(place->parent);
    return clause &&
           std::any_of(clause->modifiers.begin(), clause->modifiers.end(),
                       [&](const Node* modifier) { return lower(trim(tree.text(modifier))) == "always"; });
  }

  // Where gfortran copies what is passed, on the host: to a CONTIGUOUS dummy unless its declaration says that
  // it has no gaps, to one with bounds of its own if it has gaps when the program runs.
  void find_copies() {
    std::set<const Symbol*> gapped; // assumed-shape dummies that may be passed something with gaps
    for (bool changed = true; changed;) {
      changed = false;
      for (const Passed& passed : passed_)
        if (is_assumed_shape(*passed.to) && !passed.to->has(AttributeKind::contiguous) &&
            (passed.gaps || gapped.contains(passed.from)))
          changed |= gapped.insert(passed.to).second;
    }
    for (const Passed& passed : passed_) {
      if (passed.to->dimensions.empty()) continue;
      bool copied = passed.gaps || gapped.contains(passed.from);
      if (is_assumed_shape(*passed.to))
        copied = passed.to->has(AttributeKind::contiguous) && !passed.contiguous;
      if (copied)
        touch(*passed.tree, passed.from, passed.argument,
              fmt::format("passes it to '{}' as a copy that the host makes", passed.to->scope->name));
    }
  }

  void add(const Tree& tree, Regions& regions, const ScopeTable& table, const NameRef* name) {
    const Scope& scope = table.around(name);
    const Symbol* symbol = program_.lookup(scope, tree.spelling(name->name)).symbol;
    if (!symbol || symbol->argument < 0 || symbol->dimensions.empty() || !symbol->scope ||
        symbol->scope->kind != ScopeKind::procedure || touched_.contains(symbol) || !in_view(name))
      return;
    const Node* whole = name; // with its subscripts
    if (const auto* part = dyn_cast<PartRef>(name->parent); part && part->base == name) whole = part;
    if (is_openmp_ && copies_always(tree, whole)) return touch(tree, symbol, whole, "copies it with ALWAYS");
    const Stmt* statement = nullptr;
    for (const Node* node = whole; node && node != symbol->scope->node; node = node->parent) {
      const auto* around = dyn_cast<Stmt>(node);
      if (!around) continue;
      if (isa<Specification>(around) || isa<SubroutineStmt>(around) || isa<FunctionStmt>(around) ||
          isa<EntryStmt>(around))
        return; // a declaration
      if (!statement) statement = around;
      for (const DirectiveRegion* region = regions.around(around); region; region = region->outer)
        if (region->directive && is_on_device(region->directive->directive)) return;
    }
    if (const auto* directive = dyn_cast<DirectiveStmt>(statement)) {
      if (directive->directive == (is_openmp_ ? DirectiveKind::omp_target_update : DirectiveKind::acc_update))
        touch(tree, symbol, whole, "updates it");
      // GCC's run-time library fails there for what a caller has entered with acc_map_data.
      DirectiveKind kind = directive->directive;
      bool enters = kind == DirectiveKind::acc_enter_data || kind == DirectiveKind::acc_exit_data ||
                    kind == DirectiveKind::omp_target_enter_data ||
                    kind == DirectiveKind::omp_target_exit_data;
      if (enters) touch(tree, symbol, whole, "enters or exits it");
      return;
    }
    const Node* argument = isa<KeywordArgument>(whole->parent) ? whole->parent : whole;
    const Node* user = argument->parent;
    const auto* pointer = dyn_cast<PointerAssignmentStmt>(user);
    if (pointer && pointer->value == whole) return;
    if (const auto* call = dyn_cast<CallStmt>(user))
      pass(tree, scope, symbol, argument, call->procedure, call->arguments);
    else if (const auto* part = dyn_cast<PartRef>(user); part && part->base != argument)
      pass(tree, scope, symbol, argument, part->base, part->arguments);
    else touch(tree, symbol, whole, "uses it on the host, outside of compute regions");
  }

  void touch(const Tree& tree, const Symbol* symbol, const Node* place, std::string_view what) {
    Location location = tree.location(place);
    touched_.try_emplace(symbol, fmt::format("{}:{} {}",
                                             std::filesystem::path(location.file->path()).filename().string(),
                                             location.file->position(location.begin).line, what));
  }

  // It is an argument of a procedure, or a subscript.
  void pass(const Tree& tree, const Scope& scope, const Symbol* symbol, const Node* argument,
            const Expr* procedure, const List<Expr>& arguments) {
    const auto* name = dyn_cast<NameRef>(procedure);
    if (!name) return touch(tree, symbol, argument, "passes it to a type-bound procedure, or to a component");
    std::string called = lower(tree.spelling(name->name));
    const Symbol* callee = program_.lookup(scope, called).symbol;
    bool is_intrinsic = !callee || callee->kind == SymbolKind::intrinsic ||
                        (callee->scope && callee->scope->kind == ScopeKind::intrinsic_module);
    if ((is_intrinsic || called.starts_with("acc_")) && asks_no_element(called)) return;
    std::vector<const Symbol*> specifics{callee};
    if (callee && callee->kind == SymbolKind::generic) {
      specifics.clear();
      for (std::string_view specific : callee->specifics)
        specifics.push_back(program_.lookup(*callee->scope, specific).symbol);
    }
    const auto* keyword = dyn_cast<KeywordArgument>(argument);
    const Node* actual = keyword ? keyword->value : argument;
    for (const Symbol* specific : specifics) {
      const Scope* body = body_of(specific, called);
      const Symbol* dummy = body ? dummy_of(tree, *body, argument, arguments) : nullptr;
      if (dummy)
        passed_.push_back({symbol, dummy, &tree, argument, may_have_gaps(program_, tree, scope, actual),
                           contiguous_.is_simply_contiguous(tree, scope, actual)});
      else if (callee && !callee->dimensions.empty())
        touch(tree, symbol, argument, "uses it on the host, outside of compute regions");
      else touch(tree, symbol, argument, fmt::format("passes it to '{}' on the host", called));
    }
  }

  // The procedure's own scope; null when its source is not here.
  const Scope* body_of(const Symbol* callee, std::string_view called) const {
    if (!callee || callee->from_interface_body)
      callee = program_.external_procedure(callee ? callee->name : called);
    const Scope* body = callee ? callee->inner : nullptr;
    return body && body->kind == ScopeKind::procedure ? body : nullptr;
  }

  static const Symbol* dummy_of(const Tree& tree, const Scope& body, const Node* argument,
                                const List<Expr>& arguments) {
    if (const auto* keyword = dyn_cast<KeywordArgument>(argument)) {
      std::string name = lower(tree.spelling(keyword->name));
      for (const Symbol* dummy : body.arguments)
        if (dummy && dummy->name == name) return dummy;
      return nullptr;
    }
    for (std::size_t i = 0; i < arguments.size() && i < body.arguments.size(); ++i)
      if (arguments[i] == argument) return body.arguments[i];
    return nullptr;
  }

  std::span<const Tree* const> trees_;
  const Program& program_;
  ContiguousDummies contiguous_;
  bool is_openmp_;
  std::map<const Symbol*, std::string> touched_; // never iterated where the order would show
  std::vector<Passed> passed_;
};

} // namespace

HostAccesses find_host_accesses(std::span<const Tree* const> trees, const Semantics& semantics,
                                DirectiveFamily family) {
  return Finder(trees, semantics, family).run();
}

} // namespace isotach
