#include "gpu/legalise/contiguous.h"

#include <algorithm>

#include <fmt/format.h>

#include "analysis/device_places.h"
#include "analysis/regions.h"
#include "gpu/legalise/rules.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

namespace {

const Node* value_of(const Node* argument) {
  const auto* keyword = dyn_cast<KeywordArgument>(argument);
  return keyword ? keyword->value : argument;
}

// The variable that is passed, whole or a section; null for other expressions, components and elements.
const Symbol* variable_of(const Program& program, const Tree& tree, const Scope& scope, const Node* actual) {
  const auto* part = dyn_cast<PartRef>(actual);
  if (part && std::ranges::none_of(part->arguments, [](const Expr* e) { return isa<Triplet>(e); }))
    return nullptr;
  const auto* name = dyn_cast<NameRef>(part ? part->base : actual);
  const Symbol* symbol = name ? program.lookup(scope, tree.spelling(name->name)).symbol : nullptr;
  return symbol && symbol->kind == SymbolKind::variable && !symbol->dimensions.empty() ? symbol : nullptr;
}

bool is_in_compute(Regions& regions, const Node* node) {
  for (; node; node = node->parent)
    if (const auto* statement = dyn_cast<Stmt>(node))
      for (const DirectiveRegion* region = regions.around(statement); region; region = region->outer)
        if (region->directive && is_compute(region->directive->directive)) return true;
  return false;
}

} // namespace

bool is_assumed_shape(const Symbol& symbol) {
  return symbol.argument >= 0 && !symbol.dimensions.empty() &&
         (symbol.dimensions.front()->form == DimensionKind::colon ||
          symbol.dimensions.front()->form == DimensionKind::assumed_rank) &&
         !symbol.has(AttributeKind::pointer) && !symbol.has(AttributeKind::allocatable);
}

bool may_have_gaps(const Program& program, const Tree& tree, const Scope& scope, const Node* actual) {
  const auto* section = dyn_cast<PartRef>(actual);
  if (!section) return false;
  if (has_gaps(section)) return true;
  bool list = false;
  for (const Expr* argument : section->arguments)
    if (isa<ArrayConstructor>(argument)) list = true;
    else if (!isa<Triplet>(argument))
      for_each<NameRef>(const_cast<Expr*>(argument), [&](NameRef* name) {
        const auto* whole = dyn_cast<PartRef>(name->parent);
        const Symbol* symbol = program.lookup(scope, tree.spelling(name->name)).symbol;
        list = list || (symbol && !symbol->dimensions.empty() && !(whole && whole->base == name));
      });
  return list;
}

ContiguousDummies::ContiguousDummies(std::span<const Tree* const> trees, const Program& program)
    : program_(program) {
  for (const Tree* tree : trees)
    if (tree->root() && program.table_of(*tree)) collect(*tree);
  if (wanted_.empty()) return;
  reject_hidden_calls(program);
  for (const Passed& passed : wanted_) {
    const Symbol* base = variable_of(program_, *passed.tree, *passed.scope, passed.actual);
    if (may_be(base)) take(base);
  }
}

void ContiguousDummies::collect(const Tree& tree) {
  Regions regions(tree);
  const ScopeTable& table = *program_.table_of(tree);
  for_each<NameRef>(tree.root(), [&](NameRef* name) {
    if (!in_view(name)) return;
    const Scope& scope = table.around(name);
    const Symbol* symbol = program_.lookup(scope, tree.spelling(name->name)).symbol;
    if (!symbol || (symbol->kind != SymbolKind::procedure && symbol->kind != SymbolKind::generic)) return;
    const Scope* body = called_procedure(program_, scope, tree, name);
    const auto* call = dyn_cast<CallStmt>(name->parent);
    const auto* part = dyn_cast<PartRef>(name->parent);
    const List<Expr>* arguments = nullptr;
    if (call && call->procedure == name) arguments = &call->arguments;
    else if (part && part->base == name) arguments = &part->arguments;
    if (!body) return;
    if (!arguments) {
      called_unseen_.insert(body);
      return;
    }
    bool on_host = !is_in_compute(regions, name);
    for (std::size_t i = 0; i < arguments->size(); ++i) {
      const Symbol* dummy = dummy_of(tree, *body, *arguments, i);
      if (!dummy || !is_assumed_shape(*dummy)) continue;
      Passed passed{&tree, &scope, value_of((*arguments)[i])};
      passed_[dummy].push_back(passed);
      const Symbol* base = variable_of(program_, tree, scope, passed.actual);
      if (on_host && dummy->has(AttributeKind::contiguous) && base && is_assumed_shape(*base) &&
          !may_have_gaps(program_, tree, scope, passed.actual))
        wanted_.push_back(passed);
    }
  });
}

// Bindings and generic names: which procedure a call means is not asked here.
void ContiguousDummies::reject_hidden_calls(const Program& program) {
  auto reject = [&](const Scope& scope, std::string_view name) {
    const Symbol* symbol = program.lookup(scope, name).symbol;
    if (symbol && symbol->inner) called_unseen_.insert(symbol->inner);
  };
  for (const ScopeTable& table : program.tables())
    for_each_scope(table.file(), [&](const Scope& scope) {
      for (const Symbol* symbol : scope.symbols) {
        if (symbol->specifics.size() > 1)
          for (std::string_view specific : symbol->specifics) reject(scope, specific);
        if (symbol->kind == SymbolKind::binding)
          reject(scope.parent ? *scope.parent : scope,
                 symbol->interface.empty() ? symbol->name : symbol->interface);
      }
    });
}

bool ContiguousDummies::is_simply_contiguous(const Tree& tree, const Scope& scope, const Node* actual) const {
  const Symbol* base = variable_of(program_, tree, scope, actual);
  if (!base || may_have_gaps(program_, tree, scope, actual)) return false;
  if (base->has(AttributeKind::contiguous) || base->has(AttributeKind::allocatable)) return true;
  if (base->has(AttributeKind::pointer)) return false;
  return !is_assumed_shape(*base) || std::ranges::find(found_, base) != found_.end();
}

// Its procedure's interface is known to every caller from one place, and each passes something contiguous.
bool ContiguousDummies::may_be(const Symbol* dummy) {
  State& state = states_[dummy];
  if (state == State::busy) return false;
  if (state != State::unknown) return state == State::yes;
  state = State::busy;
  const Scope& procedure = *dummy->scope;
  bool inside =
      procedure.kind == ScopeKind::procedure && procedure.parent &&
      (procedure.parent->kind == ScopeKind::module || procedure.parent->kind == ScopeKind::procedure ||
       procedure.parent->kind == ScopeKind::program);
  const Stmt* statement = legalise_rules::shape_statement(*dummy);
  bool may = inside && !procedure.has_module_prefix && procedure.entries.empty() && procedure.symbol &&
             !procedure.symbol->has(AttributeKind::bind) && statement &&
             legalise_rules::is_own_text(*procedure.tree, statement) && !called_unseen_.contains(&procedure);
  if (may)
    for (const Passed& passed : passed_[dummy]) {
      const Symbol* base = variable_of(program_, *passed.tree, *passed.scope, passed.actual);
      may = may && base &&
            (is_simply_contiguous(*passed.tree, *passed.scope, passed.actual) ||
             (is_assumed_shape(*base) &&
              !may_have_gaps(program_, *passed.tree, *passed.scope, passed.actual) && may_be(base)));
    }
  states_[dummy] = may ? State::yes : State::no;
  return may;
}

// With the dummies of its callers, which gfortran would copy else.
void ContiguousDummies::take(const Symbol* dummy) {
  if (dummy->has(AttributeKind::contiguous) || std::ranges::find(found_, dummy) != found_.end()) return;
  found_.push_back(dummy);
  for (const Passed& passed : passed_[dummy]) {
    const Symbol* base = variable_of(program_, *passed.tree, *passed.scope, passed.actual);
    if (is_assumed_shape(*base)) take(base);
  }
}

namespace legalise_rules {

const Stmt* shape_statement(const Symbol& dummy) {
  for (const Stmt* statement : dummy.declarations)
    if (statement->has_tokens() && !statement->has(node_flag::read_only) &&
        (isa<TypeDeclStmt>(statement) || isa<AttributeStmt>(statement)))
      return statement;
  return nullptr;
}

void legalise_contiguous(Context& context) {
  ContiguousDummies dummies(context.trees, *context.program);
  for (const Symbol* dummy : dummies.found()) {
    const Tree* tree = dummy->scope->tree;
    auto file = static_cast<std::size_t>(std::ranges::find(context.trees, tree) - context.trees.begin());
    context.add_lines(
        file, shape_statement(*dummy), Context::Place::after,
        fmt::format("{}contiguous :: {}\n", tree->lexed.form == SourceForm::fixed ? "      " : "",
                    dummy->name),
        "gfortran copies on the host what it does not know to be contiguous, where it calls a procedure with "
        "a CONTIGUOUS dummy argument");
  }
}

} // namespace legalise_rules

} // namespace isotach
