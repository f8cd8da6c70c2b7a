// Privates: scalars in PRIVATE of a loop that an iteration may read before it has set them.
//
// Their value is undefined, in a construct that runs on the host because IF is false too. Sources rely on the
// value from before the loop there, which some compilers keep and GCC does not: a model's initialisation on
// the host then computes with garbage. What is said is a warning, since the conditions of setting and reading
// may be the same. One walk over a loop for all its scalars; loops inside are passed once.
#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/kinds.h"
#include "gpu/legalise/rules.h"
#include "tree/visit.h"

namespace isotach::legalise_rules {

namespace {

using Names = std::set<std::string_view>;

class FirstReads {
 public:
  FirstReads(const Tree& tree, const Names& privates) : tree_(tree), privates_(privates) {}

  // Those that may be read before they are set.
  Names of(const DoConstruct* loop) {
    loop_body(loop, {});
    return early_;
  }

 private:
  void read(const Node* node, const Names& set) {
    if (!node) return;
    for_each<NameRef>(const_cast<Node*>(node), [&](NameRef* name) {
      std::string_view spelled = tree_.spelling(name->name);
      if (privates_.count(spelled) && !set.count(spelled)) early_.insert(spelled);
    });
  }

  void loop_body(const DoConstruct* loop, Names set) {
    if (const auto* begin = dyn_cast<DoStmt>(static_cast<const Stmt*>(loop->begin));
        begin && begin->control) {
      const LoopControl* control = begin->control;
      if (const NameRef* variable = base_name(control->variable)) set.insert(tree_.spelling(variable->name));
      read(control, set);
    }
    statements(loop->body, set);
  }

  template <class List> void statements(const List& list, Names& set) {
    for (const Stmt* statement : list) one(statement, set);
  }

  static bool is_last_resort(const Node* header) {
    const auto* choice = dyn_cast<CaseStmt>(header);
    return isa<ElseStmt>(header) || (choice && choice->is_default);
  }

  // What every branch sets is set, if one of them runs for certain.
  template <class Branches> void branches(const Branches& all, Names& set) {
    bool always = false, first = true;
    Names common;
    for (const Stmt* at : all) {
      const auto* branch = dyn_cast<Branch>(at);
      if (!branch) continue;
      read(branch->header, set);
      always = always || is_last_resort(branch->header);
      Names inside = set;
      statements(branch->body, inside);
      if (first) common = inside;
      else
        for (auto name = common.begin(); name != common.end();)
          name = inside.count(*name) ? std::next(name) : common.erase(name);
      first = false;
    }
    if (always) set = common;
  }

  void one(const Stmt* statement, Names& set) {
    if (const auto* region = dyn_cast<ConditionalRegion>(statement)) {
      for (const Stmt* at : region->alternatives)
        if (const auto* taken = dyn_cast<Alternative>(at); taken && taken->active)
          statements(taken->body, set);
    } else if (const auto* assignment = dyn_cast<AssignmentStmt>(statement)) {
      read(assignment->value, set);
      if (const auto* name = dyn_cast<NameRef>(static_cast<const Node*>(assignment->target)))
        set.insert(tree_.spelling(name->name));
      else read(assignment->target, set);
    } else if (const auto* choice = dyn_cast<IfConstruct>(statement)) {
      branches(choice->branches, set);
    } else if (const auto* select = dyn_cast<SelectConstruct>(statement)) {
      read(select->begin, set);
      branches(select->branches, set);
    } else if (const auto* block = dyn_cast<BlockConstruct>(statement)) {
      statements(block->body, set);
    } else if (const auto* associate = dyn_cast<AssociateConstruct>(statement)) {
      read(associate->begin, set);
      statements(associate->body, set);
    } else if (const auto* guarded = dyn_cast<IfStmt>(statement)) {
      read(guarded->condition, set);
      Names inside = set;
      one(guarded->action, inside);
    } else if (const auto* inner = dyn_cast<DoConstruct>(statement)) {
      loop_body(inner, set);
    } else if (const auto* call = dyn_cast<CallStmt>(statement)) {
      for (const Expr* argument : call->arguments) {
        const Node* value = argument;
        if (const auto* keyword = dyn_cast<KeywordArgument>(value)) value = keyword->value;
        if (const auto* name = dyn_cast<NameRef>(value))
          set.insert(tree_.spelling(name->name)); // or so it may be
        else read(value, set);
      }
    } else if (!isa<DirectiveStmt>(statement)) {
      read(statement, set);
    }
  }

  const Tree& tree_;
  const Names& privates_;
  Names early_;
};

} // namespace

void legalise_privates(Context& context) {
  for (const Directive& directive : context.directives) {
    if (directive.statement->is_end) continue;
    const Tree& tree = context.tree(directive);
    Names privates;
    std::map<std::string_view, const Node*> places;
    for_each_clause(tree, directive.statement, [&](const Clause* clause, std::string_view name) {
      if (name != "private") return;
      for (const Node* item : clause->arguments) {
        const auto* variable = dyn_cast<NameRef>(item);
        const Symbol* symbol = variable ? context.symbol(directive, variable) : nullptr;
        if (!symbol || !symbol->dimensions.empty()) continue;
        privates.insert(tree.spelling(variable->name));
        places.emplace(tree.spelling(variable->name), item);
      }
    });
    const DoConstruct* loop = privates.empty() ? nullptr : loop_of(directive.statement);
    if (!loop) continue;
    for (std::string_view name : FirstReads(tree, privates).of(loop))
      context.diagnostics->report(kinds::PrivateUnset, tree.location(places[name]), name);
  }
}

} // namespace isotach::legalise_rules
