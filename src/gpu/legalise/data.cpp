// Data: what GCC does not map when or as it should.
#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/legalise/rules.h"
#include "tree/visit.h"

namespace isotach::legalise_rules {

namespace {

bool copies(std::string_view clause) {
  return is_one_of(clause,
                   {"copy", "copyin", "copyout", "create", "pcopy", "pcopyin", "pcopyout", "pcreate",
                    "present_or_copy", "present_or_copyin", "present_or_copyout", "present_or_create"});
}

// Variables that such directives name in such clauses, each with the procedure it stands in.
using Named = std::set<std::pair<const Symbol*, const Scope*>>;
template <class Accept> Named named_in(const Context& context, DirectiveKind kind, Accept accept) {
  Named named;
  for (const Directive& directive : context.directives)
    if (directive.kind == kind)
      for_each_clause(context.tree(directive), directive.statement,
                      [&](const Clause* clause, std::string_view name) {
                        if (!accept(name)) return;
                        for (const Node* item : clause->arguments)
                          if (const Symbol* symbol = context.symbol(directive, item))
                            named.emplace(symbol, directive.scope);
                      });
  return named;
}

bool names(const Named& named, const Symbol* symbol) {
  for (const auto& [other, scope] : named)
    if (other == symbol) return true;
  return false;
}

// Does a call of the API in this file map a variable of that name?
bool is_mapped_by_call(const Tree& tree, std::string_view variable) {
  bool found = false;
  for_each<CallStmt>(tree.root(), [&](CallStmt* call) {
    const NameRef* procedure = base_name(call->procedure);
    if (!procedure || call->arguments.empty()) return;
    if (!is_one_of(lower(tree.spelling(procedure->name)), {"acc_create", "acc_copyin"})) return;
    const NameRef* mapped = base_name(call->arguments.front());
    found = found || (mapped && lower(tree.spelling(mapped->name)) == variable);
  });
  return found;
}

// DECLARE of an ALLOCATABLE: nothing happens at ALLOCATE, and ENTER DATA of it breaks an assertion of libgomp
// (seen on an H200). The API maps it, and so does ENTER DATA without DECLARE.
void check_declared_allocatables(Context& context) {
  for (const Directive& directive : context.directives) {
    if (directive.kind != DirectiveKind::acc_declare) continue;
    const Tree& tree = context.tree(directive);
    for_each_clause(tree, directive.statement, [&](const Clause* clause, std::string_view name) {
      if (!is_one_of(name, {"create", "copyin", "device_resident"})) return;
      for (const Node* item : clause->arguments) {
        const Symbol* symbol = context.symbol(directive, item);
        if (!symbol || !symbol->has(AttributeKind::allocatable)) continue;
        if (is_mapped_by_call(tree, lower(symbol->name))) continue;
        context.refuse(
            directive.file, item,
            fmt::format("GCC does not map the ALLOCATABLE '{}' of DECLARE when it is allocated, and its "
                        "run-time library ends the process at an ENTER DATA of it",
                        symbol->name),
            fmt::format("take it out of DECLARE and put !$acc enter data create({0}) after its ALLOCATE, "
                        "!$acc exit data delete({0}) before its DEALLOCATE; or call acc_create({0}) and "
                        "acc_delete({0}) there",
                        symbol->name));
      }
    });
  }
}

// A local array that stays mapped after its procedure: its address belongs to something else in the next
// call.
void check_local_arrays(Context& context) {
  Named left = named_in(context, DirectiveKind::acc_exit_data, [](std::string_view name) {
    return is_one_of(name, {"copyout", "delete", "detach"});
  });
  for (const Directive& directive : context.directives) {
    if (directive.kind != DirectiveKind::acc_enter_data) continue;
    for_each_clause(
        context.tree(directive), directive.statement, [&](const Clause* clause, std::string_view name) {
          if (!copies(name)) return;
          for (const Node* item : clause->arguments) {
            const Symbol* symbol = context.symbol(directive, item);
            bool local = symbol && symbol->scope && symbol->scope->kind == ScopeKind::procedure &&
                         symbol->argument < 0 && !is_static(*symbol) && !symbol->in_common &&
                         !symbol->dimensions.empty() && !symbol->has(AttributeKind::allocatable) &&
                         !symbol->has(AttributeKind::pointer);
            if (!local || names(left, symbol)) continue;
            context.refuse(
                directive.file, item,
                fmt::format("the local array '{}' stays mapped when its procedure ends, and GCC's run-time "
                            "library ends the process in a later call",
                            symbol->name),
                fmt::format("put !$acc exit data delete({}) before the procedure ends", symbol->name));
          }
        });
  }
}

// Sections with gaps that are passed to assumed-shape dummies of data clauses: GCC maps as many bytes from
// the first element on as the section has elements, which is something else. A CONTIGUOUS dummy gets a packed
// copy.
class GapRule {
 public:
  explicit GapRule(Context& context) : context_(context) {
    for (const Directive& directive : context.directives)
      for_each_clause(context.tree(directive), directive.statement,
                      [&](const Clause* clause, std::string_view name) {
                        bool present = is_one_of(name, {"present", "no_create", "deviceptr", "attach"});
                        if (!copies(name) && !present) return;
                        for (const Node* item : clause->arguments)
                          if (const Symbol* symbol = context.symbol(directive, item))
                            (present ? present_ : copied_).insert(symbol);
                      });
  }

  void apply() {
    for (std::size_t file = 0; file < context_.trees.size(); ++file) {
      const Tree& tree = *context_.trees[file];
      const ScopeTable* table = context_.program->table_of(tree);
      if (!table || !tree.root()) continue;
      for_each<CallStmt>(tree.root(), [&](CallStmt* call) {
        const auto* name = dyn_cast<NameRef>(static_cast<const Node*>(call->procedure));
        if (!name || !in_view(call)) return;
        const Symbol* procedure =
            context_.program->lookup(table->around(call), tree.spelling(name->name)).symbol;
        if (procedure && procedure->inner) check_call(file, tree, call, *procedure->inner);
      });
    }
  }

 private:
  void check_call(std::size_t file, const Tree& tree, const CallStmt* call, const Scope& procedure) {
    std::size_t position = 0;
    for (const Expr* argument : call->arguments) {
      const Symbol* dummy = position < procedure.arguments.size() ? procedure.arguments[position++] : nullptr;
      const Node* actual = argument;
      if (const auto* keyword = dyn_cast<KeywordArgument>(actual)) {
        dummy = procedure.find(tree.spelling(keyword->name));
        actual = keyword->value;
      }
      const auto* section = dyn_cast<PartRef>(actual);
      if (!section || !dummy || !has_gaps(section) || !is_assumed_shape(*dummy)) continue;
      if (present_.count(dummy))
        context_.refuse(file, actual,
                        fmt::format("'{}' has gaps, and the dummy argument '{}' has to be present as a whole",
                                    tree.text(actual), dummy->name),
                        "pass the whole array with the bounds, or a contiguous part");
      else if (copied_.count(dummy)) make_contiguous(file, actual, *dummy, procedure);
    }
  }

  static bool is_assumed_shape(const Symbol& dummy) {
    return !dummy.dimensions.empty() && dummy.dimensions.front()->form != DimensionKind::explicit_ &&
           !dummy.has(AttributeKind::contiguous) && !dummy.has(AttributeKind::allocatable) &&
           !dummy.has(AttributeKind::pointer);
  }

  void make_contiguous(std::size_t file, const Node* actual, const Symbol& dummy, const Scope& procedure) {
    if (!done_.insert(&dummy).second) return;
    std::string reason = fmt::format("GCC would map something else than the elements of a section with gaps");
    bool inside = procedure.parent && (procedure.parent->kind == ScopeKind::module ||
                                       procedure.parent->kind == ScopeKind::procedure ||
                                       procedure.parent->kind == ScopeKind::program);
    const Stmt* statement = shape_statement(dummy);
    std::size_t where = context_.trees.size();
    for (std::size_t i = 0; i < context_.trees.size(); ++i)
      if (context_.trees[i] == procedure.tree) where = i;
    // Its interface is known to every caller from one place, and nobody keeps the address of the copy.
    if (!inside || procedure.has_module_prefix || dummy.has(AttributeKind::target) || !statement ||
        where == context_.trees.size()) {
      context_.refuse(
          file, actual, reason,
          fmt::format("pass a contiguous array, or give the dummy argument '{}' CONTIGUOUS", dummy.name));
      return;
    }
    Location place = procedure.tree->location(statement);
    context_.edit(where, statement, place.end, place.end, fmt::format("; contiguous :: {}", dummy.name),
                  reason);
  }

  Context& context_;
  std::set<const Symbol*> copied_, present_, done_;
};

} // namespace

void legalise_data(Context& context) {
  check_declared_allocatables(context);
  check_local_arrays(context);
  GapRule(context).apply();
}

} // namespace isotach::legalise_rules
