// Globals: variables of modules that a ROUTINE uses without DECLARE, which GCC 12 refuses.
//
// Other compilers give the routine the value that the host has when a region begins. So in the copy the
// variable is in DECLARE, and is updated before each compute construct that reaches it, by itself or through
// procedures: some 10 us each. What changes it on the device is refused, since which of the two values counts
// is not known.
#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/legalise/rules.h"
#include "tree/visit.h"

namespace isotach::legalise_rules {

namespace {

constexpr std::string_view undeclared = "GCC takes no variable of a module without DECLARE in a ROUTINE";

class Globals {
 public:
  explicit Globals(Context& context) : context_(context) {}

  void apply() {
    for (const Directive& directive : context_.directives)
      if (directive.kind == DirectiveKind::acc_declare)
        for (const Clause* clause : directive.statement->clauses)
          for (const Node* item : clause->arguments) declared_.insert(context_.symbol(directive, item));
    for (const Directive& directive : context_.directives)
      if (directive.kind == DirectiveKind::acc_routine) collect(directive);
    if (variables_.empty()) return;
    for (const Directive& directive : context_.directives) check_clauses(directive);
    for (const Symbol* variable : variables_) declare(*variable);
    for (const Directive& directive : context_.directives)
      if (is_compute(directive.kind) && !directive.statement->is_end) refresh(directive);
  }

 private:
  // A name in device code, and what it stands for.
  struct Use {
    const Symbol* symbol;
    const NameRef* name;
  };
  template <class Each> void for_each_use(const Tree& tree, Node* code, Each each) const {
    const ScopeTable& table = *context_.program->table_of(tree);
    for_each<NameRef>(code, [&](NameRef* name) {
      const Symbol* symbol = context_.program->lookup(table.around(name), tree.spelling(name->name)).symbol;
      if (symbol && in_view(name)) each(Use{symbol, name});
    });
  }

  static bool is_of_module(const Symbol& symbol) {
    return symbol.kind == SymbolKind::variable && symbol.scope && symbol.scope->tree &&
           (symbol.scope->kind == ScopeKind::module || symbol.scope->kind == ScopeKind::submodule);
  }

  static const Scope* procedure_around(const Scope* scope) {
    while (scope && scope->kind != ScopeKind::procedure) scope = scope->parent;
    return scope;
  }

  void collect(const Directive& routine) {
    std::vector<const Scope*> bodies;
    for (const Expr* named : routine.statement->arguments)
      if (const Symbol* symbol = context_.symbol(routine, named)) bodies.push_back(symbol->inner);
    if (routine.statement->arguments.size() == 0) bodies.push_back(procedure_around(routine.scope));
    for (const Scope* body : bodies) {
      if (!body || !body->tree || !body->node) continue;
      for_each_use(*body->tree, const_cast<Stmt*>(body->node), [&](const Use& use) {
        if (is_of_module(*use.symbol) && !declared_.count(use.symbol)) add(*use.symbol);
      });
    }
  }
  void add(const Symbol& variable) {
    if (known_.insert(&variable).second) variables_.push_back(&variable);
  }

  std::size_t file_of(const Tree* tree) const {
    for (std::size_t file = 0; file < context_.trees.size(); ++file)
      if (context_.trees[file] == tree) return file;
    return context_.trees.size();
  }

  // A clause would mean the copy of DECLARE now, which copies neither there nor back.
  void check_clauses(const Directive& directive) {
    for_each_clause(
        context_.tree(directive), directive.statement, [&](const Clause* clause, std::string_view name) {
          if (is_one_of(name, {"private", "firstprivate", "if", "async", "wait", "self", "device", "host"}))
            return;
          for (const Node* item : clause->arguments) {
            const Symbol* symbol = context_.symbol(directive, item);
            if (symbol && known_.count(symbol))
              context_.refuse(
                  directive.file, item, std::string(undeclared),
                  fmt::format("put '{}' into DECLARE, and UPDATE it where it changes", symbol->name));
          }
        });
  }

  void declare(const Symbol& variable) {
    const Stmt* statement = nullptr;
    for (const Stmt* one : variable.declarations)
      if (isa<TypeDeclStmt>(one)) statement = one;
    std::size_t file = file_of(variable.scope->tree);
    bool plain = statement && file < context_.trees.size() && !variable.has(AttributeKind::pointer) &&
                 !variable.has(AttributeKind::allocatable) && variable.type &&
                 variable.type->keyword != TypeKeyword::type && variable.type->keyword != TypeKeyword::class_;
    if (!plain) {
      context_.refuse(file < context_.trees.size() ? file : 0, variable.place, std::string(undeclared),
                      fmt::format("put '{}' into DECLARE, and see to its data", variable.name));
      return;
    }
    context_.add_lines(file, statement, Context::Place::after,
                       fmt::format("!$acc declare copyin({})\n", variable.name), undeclared);
  }

  // Does device code give the variable another value here?
  bool is_changed(const Tree& tree, const NameRef* name) const {
    const Node* whole = name;
    while ((isa<PartRef>(whole->parent) && cast<PartRef>(whole->parent)->base == whole) ||
           isa<ComponentRef>(whole->parent))
      whole = whole->parent;
    if (const auto* assignment = dyn_cast<AssignmentStmt>(whole->parent)) return assignment->target == whole;
    const Node* argument = isa<KeywordArgument>(whole->parent) ? whole->parent : whole;
    const Expr* procedure = nullptr;
    const List<Expr>* arguments = nullptr;
    if (const auto* call = dyn_cast<CallStmt>(argument->parent)) {
      procedure = call->procedure;
      arguments = &call->arguments;
    } else if (const auto* part = dyn_cast<PartRef>(argument->parent)) {
      procedure = part->base;
      arguments = &part->arguments;
    } else return false;
    const NameRef* called = base_name(procedure);
    if (!called) return true;
    const Symbol* symbol =
        context_.program->lookup(context_.program->table_of(tree)->around(name), tree.spelling(called->name))
            .symbol;
    if (!symbol || symbol->kind == SymbolKind::intrinsic || symbol->kind == SymbolKind::variable ||
        symbol->kind == SymbolKind::parameter)
      return isa<CallStmt>(argument->parent);
    if (!symbol->inner) return true;
    const Symbol* dummy = nullptr;
    if (const auto* keyword = dyn_cast<KeywordArgument>(argument))
      dummy = symbol->inner->find(tree.spelling(keyword->name));
    for (std::size_t i = 0; !dummy && i < arguments->size() && i < symbol->inner->arguments.size(); ++i)
      if ((*arguments)[i] == argument) dummy = symbol->inner->arguments[i];
    return !dummy || (dummy->intent != IntentKind::in && !dummy->has(AttributeKind::value));
  }

  // Adds the variables that code uses, and those of the procedures that it names.
  void reach(const Tree& tree, Node* code, std::vector<const Symbol*>& used, std::set<const void*>& seen) {
    for_each_use(tree, code, [&](const Use& use) {
      if (known_.count(use.symbol)) {
        if (seen.insert(use.symbol).second) used.push_back(use.symbol);
        if (is_changed(tree, use.name) && refused_.insert(use.name).second)
          context_.refuse(file_of(&tree), use.name,
                          fmt::format("device code changes '{}', and {}", use.symbol->name, undeclared),
                          "put it into DECLARE, and UPDATE it where the other side needs it");
        return;
      }
      std::vector<const Symbol*> procedures{use.symbol};
      for (std::string_view specific : use.symbol->specifics)
        procedures.push_back(context_.program->lookup(*use.symbol->scope, specific).symbol);
      for (const Symbol* procedure : procedures) {
        const Scope* body = procedure ? procedure->inner : nullptr;
        if (body && body->kind == ScopeKind::procedure && body->tree && body->node &&
            seen.insert(body).second)
          reach(*body->tree, const_cast<Stmt*>(body->node), used, seen);
      }
    });
  }

  void refresh(const Directive& directive) {
    std::vector<const Symbol*> used;
    std::set<const void*> seen;
    for (Stmt* statement : statements_of(directive)) reach(context_.tree(directive), statement, used, seen);
    if (used.empty()) return;
    std::string calls;
    for (const Symbol* variable : used) {
      bool can_name = context_.program->lookup(*directive.scope, variable->name).symbol == variable;
      if (!can_name || !may_call(context_, directive)) {
        context_.refuse(
            directive.file, directive.statement, std::string(undeclared),
            fmt::format("this construct reaches '{}' of '{}', and {}; put it into DECLARE, and UPDATE it "
                        "where it changes",
                        variable->name, variable->scope->name,
                        can_name ? "no call that updates it can stand here" : "cannot name it"));
        return;
      }
      calls += fmt::format("{0}call isotach_acc_to(loc({1}),sizeof({1}))\n",
                           context_.tree(directive).lexed.form == SourceForm::fixed ? "      " : "",
                           variable->name);
    }
    context_.add_lines(directive.file, directive.statement, Context::Place::before, calls, undeclared);
    context_.result.calls_runtime = true;
  }

  Context& context_;
  std::set<const Symbol*> declared_, known_;
  std::vector<const Symbol*> variables_; // in the order of their first use
  std::set<const NameRef*> refused_;
};

} // namespace

void legalise_globals(Context& context) { Globals(context).apply(); }

} // namespace isotach::legalise_rules
