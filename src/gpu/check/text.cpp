// Faults that show in declarations and directives, and in a call together with the procedure that it calls.
#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/check/rules.h"
#include "tree/directives.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach::check_rules {

namespace {

class TextRules {
 public:
  TextRules(const Tree& tree, const DataMovement& movement, Report& report)
      : tree_(tree), movement_(movement), program_(movement.semantics().program()),
        evaluator_(movement.semantics().evaluator()), report_(report), table_(*program_.table_of(tree)) {}

  void run() {
    for_each<Stmt>(tree_.root(), [&](Stmt* statement) {
      if (!in_view(statement)) return;
      if (auto* directive = dyn_cast<DirectiveStmt>(statement)) {
        if (directive->family != DirectiveFamily::openacc || directive->is_end) return;
        mixed_components(directive);
        if (directive->directive == DirectiveKind::acc_data) moved_pointers(directive);
        if (directive->directive == DirectiveKind::acc_routine) undeclared_variables(directive);
      } else if (auto* call = dyn_cast<CallStmt>(statement)) arguments_of(call);
    });
  }

 private:
  struct Item {
    const Clause* clause;
    const Node* place;
    DevicePath path;
  };
  std::vector<Item> mapped_by(const Tree& tree, const DirectiveStmt* directive,
                              bool present_too = false) const {
    std::vector<Item> items;
    const Scope& scope = program_.table_of(tree)->around(directive);
    for (const Clause* clause : directive->clauses) {
      DataAction action = data_action(tree.spelling(clause->name));
      if (!maps(action) && !(present_too && action == DataAction::present)) continue;
      for (const Node* item : clause->arguments)
        if (DevicePath path = movement_.paths().of(tree, scope, item); path.known())
          items.push_back({clause, item, std::move(path)});
    }
    return items;
  }

  // P13: copyin(s, s%u)
  void mixed_components(const DirectiveStmt* directive) {
    std::vector<Item> items = mapped_by(tree_, directive);
    for (const Item& part : items)
      for (const Item& whole : items) {
        if (part.path.parts.size() < 2 || whole.path.parts.size() != 1 ||
            &part.path.base() != &whole.path.base())
          continue;
        AccFault* fault = report_.add(
            "P13", tree_, part.place,
            fmt::format(
                "'{}' and its component '{}' stand in one directive, and what is done first is not said",
                whole.path.text(), part.path.text()),
            fmt::format("take two directives, that of '{}' first", whole.path.text()));
        bool plain = directive->directive == DirectiveKind::acc_enter_data;
        for (const Clause* clause : directive->clauses)
          plain = plain && maps(data_action(tree_.spelling(clause->name))) && clause->modifiers.empty();
        if (plain && fault) split(fault, directive, items);
        return;
      }
  }

  void split(AccFault* fault, const DirectiveStmt* directive, const std::vector<Item>& items) {
    std::string lines[2];
    for (bool components : {false, true}) {
      std::string& line = lines[components];
      line = "!$acc enter data";
      for (const Clause* clause : directive->clauses) {
        std::string list;
        for (const Item& item : items)
          if (item.clause == clause && (item.path.parts.size() > 1) == components)
            list += (list.empty() ? "" : ", ") + std::string(tree_.text(item.place));
        if (!list.empty()) line += fmt::format(" {}({})", tree_.spelling(clause->name), list);
      }
    }
    replace_text(fault, tree_, directive, lines[0]);
    add_line_after(fault, tree_, directive, lines[1]);
  }

  // P7: a pointer that a structured data construct maps is associated anew inside it.
  void moved_pointers(DirectiveStmt* directive) {
    const DirectiveRegion* region = movement_.regions(tree_).of(directive);
    if (!region || !region->known()) return;
    std::vector<Item> items = mapped_by(tree_, directive);
    std::erase_if(items, [](const Item& item) {
      return item.path.parts.size() != 1 || !item.path.last().has(AttributeKind::pointer);
    });
    if (items.empty()) return;
    for (Stmt* at = region->first; at; at = at == region->last ? nullptr : static_cast<Stmt*>(at->next))
      for_each<PointerAssignmentStmt>(at, [&](PointerAssignmentStmt* assignment) {
        DevicePath target = movement_.paths().of(tree_, table_.around(assignment), assignment->target);
        for (const Item& item : items)
          if (target.known() && target.parts.size() == 1 && &target.base() == &item.path.base())
            report_.add(
                "P7", tree_, assignment,
                fmt::format(
                    "'{0}' gets another target inside the data construct of line {1} that maps {2}({0}): "
                    "which array is released or copied back is open",
                    item.path.text(), line_of(tree_, directive), tree_.spelling(item.clause->name)),
                "name the arrays themselves in the data construct, or swap indices of one array");
      });
  }

  // P14: variables of modules in a device routine.
  void undeclared_variables(const DirectiveStmt* directive) {
    const Scope* scope = &table_.around(directive);
    while (scope && scope->kind != ScopeKind::procedure) scope = scope->parent;
    if (!scope || !scope->node || !directive->arguments.empty()) return;
    const ProcedureFacts& facts = movement_.effects().facts(*scope);
    for (const DataAccess& access : facts.accesses) {
      const DataObject& object = facts.objects[access.object];
      const Symbol* symbol = object.symbol;
      if (!symbol || symbol->kind != SymbolKind::variable || !symbol->scope ||
          symbol->scope->kind != ScopeKind::module || movement_.declared().contains(symbol) ||
          !access.place || access.aspect != DataAccess::Aspect::data)
        continue;
      if (access.by_name_elsewhere) continue; // the routine that does it says so itself
      bool constant = symbol->init && symbol->init_kind == InitKind::value && !written_anywhere(*symbol);
      AccFault* fault = report_.add(
          "P14", tree_, access.place,
          fmt::format("'{}' is a variable of module '{}' without DECLARE, and this routine is device code",
                      symbol->name, symbol->scope->name),
          constant ? fmt::format("put !$acc declare copyin({}) after its declaration", symbol->name)
                   : fmt::format(
                         "put !$acc declare create({0}) after its declaration, and !$acc update device({0}) "
                         "where the host changes it; or pass it",
                         symbol->name));
      if (constant && symbol->place && symbol->scope->tree)
        add_line_after(fault, *symbol->scope->tree, statement_of(symbol->place),
                       fmt::format("!$acc declare copyin({})", symbol->name));
    }
  }

  bool written_anywhere(const Symbol& symbol) const {
    bool written = false;
    for (const Tree* tree : movement_.trees())
      for_each_scope(program_.table_of(*tree)->file(), [&](const Scope& scope) {
        if (written || !scope.node ||
            (scope.kind != ScopeKind::procedure && scope.kind != ScopeKind::program))
          return;
        const ProcedureFacts& facts = movement_.effects().facts(scope);
        for (const DataAccess& access : facts.accesses)
          written = written || (access.write && facts.objects[access.object].symbol == &symbol);
      });
    return written;
  }

  // ---- calls

  // Dummies that data clauses of a procedure name.
  std::set<const Symbol*> dummies_on_device(const Scope& procedure, bool copied_only) const {
    std::set<const Symbol*> dummies;
    for_each<DirectiveStmt>(const_cast<Stmt*>(procedure.node), [&](DirectiveStmt* directive) {
      if (directive->family != DirectiveFamily::openacc || directive->is_end) return;
      for (const Item& item : mapped_by(*procedure.tree, directive, !copied_only))
        if (item.path.parts.size() == 1 && item.path.base().argument >= 0) {
          DataAction action = data_action(procedure.tree->spelling(item.clause->name));
          if (!copied_only || action == DataAction::copy || action == DataAction::copyout)
            dummies.insert(&item.path.base());
        }
    });
    return dummies;
  }

  void arguments_of(const CallStmt* call) {
    const Scope& scope = table_.around(call);
    const Scope* callee = called_procedure(program_, scope, tree_, call->procedure);
    if (!callee) return;
    std::set<const Symbol*> on_device = dummies_on_device(*callee, false);
    if (on_device.empty()) return;
    struct Argument {
      const Symbol* dummy;
      const Node* actual;
      DevicePath path;
    };
    std::vector<Argument> arguments;
    for (std::size_t i = 0; i < call->arguments.size(); ++i) {
      const Symbol* dummy = dummy_of(tree_, *callee, call->arguments, i);
      const Node* actual = call->arguments[i];
      if (const auto* keyword = dyn_cast<KeywordArgument>(actual)) actual = keyword->value;
      if (dummy) arguments.push_back({dummy, actual, movement_.paths().of(tree_, scope, actual)});
    }
    std::set<const Symbol*> copied = dummies_on_device(*callee, true);
    for (const Argument& argument : arguments) {
      if (!argument.path.known() || !on_device.contains(argument.dummy)) continue;
      auto extent = [&](const Symbol& symbol, bool of_dummy) -> std::int64_t {
        std::int64_t size = 1;
        for (const Dimension* dimension : symbol.dimensions) {
          std::int64_t lower = 1, upper = 0;
          if (dimension->form != DimensionKind::explicit_ || !dimension->upper) return -1;
          auto value = [&](const Expr* bound, std::int64_t& result) {
            std::string why;
            if (!bound) return true;
            if (evaluator_.integer(bound, *symbol.scope, result, why)) return true;
            const auto* name = dyn_cast<NameRef>(bound);
            if (!of_dummy || !name) return false;
            for (const Argument& other : arguments)
              if (other.dummy->name == symbol.scope->tree->spelling(name->name))
                return evaluator_.integer(dyn_cast<Expr>(other.actual), scope, result, why);
            return false;
          };
          if (!value(dimension->lower, lower) || !value(dimension->upper, upper)) return -1;
          size *= std::max<std::int64_t>(0, upper - lower + 1);
        }
        return size;
      };
      const Symbol& actual = argument.path.last();
      if (isa<NameRef>(argument.actual) && !actual.dimensions.empty() &&
          !argument.dummy->dimensions.empty() && !holds_address(actual)) {
        std::int64_t has = extent(actual, false), wants = extent(*argument.dummy, true);
        if (has >= 0 && wants > has)
          report_.add(
              "P15", tree_, argument.actual,
              fmt::format(
                  "'{}' has {} elements, and the dummy argument '{}' of '{}' is declared with {}, which "
                  "its data clause takes",
                  actual.name, has, argument.dummy->name, callee->name, wants),
              fmt::format("declare '{}' as assumed shape, (:)", argument.dummy->name));
      }
      for (const Argument& other : arguments) {
        if (&other <= &argument || !other.path.known() || !on_device.contains(other.dummy) ||
            (!copied.contains(other.dummy) && !copied.contains(argument.dummy)))
          continue;
        if (&other.path.base() != &argument.path.base() || other.path.text() != argument.path.text() ||
            other.path.last().dimensions.empty() || !overlap(scope, argument.path, other.path))
          continue;
        report_.add("P20", tree_, other.actual,
                    fmt::format("'{}' and '{}' are the same elements, and '{}' maps both '{}' and '{}'",
                                tree_.text(argument.actual), tree_.text(other.actual), callee->name,
                                argument.dummy->name, other.dummy->name),
                    "pass a copy for one of them");
      }
    }
  }

  // Certainly some element in common.
  bool overlap(const Scope& scope, const DevicePath& a, const DevicePath& b) {
    for (std::size_t i = 0; i + 1 < a.parts.size(); ++i)
      if (a.parts[i].subscripts || b.parts[i].subscripts) return false;
    const PartRef *x = a.parts.back().subscripts, *y = b.parts.back().subscripts;
    std::size_t rank = a.last().dimensions.size();
    for (std::size_t i = 0; i < rank; ++i) {
      if ((x && x->arguments.size() != rank) || (y && y->arguments.size() != rank)) return false;
      std::optional<std::pair<std::int64_t, std::int64_t>> first = range(scope, x, i),
                                                           second = range(scope, y, i);
      if (!first || !second || first->second < second->first || second->second < first->first) return false;
    }
    return true;
  }
  std::optional<std::pair<std::int64_t, std::int64_t>> range(const Scope& scope, const PartRef* subscripts,
                                                             std::size_t i) {
    constexpr std::int64_t far = 1LL << 40;
    std::int64_t lower = -far, upper = far;
    std::string why;
    if (!subscripts) return std::pair{lower, upper};
    const Expr* at = subscripts->arguments[i];
    if (const auto* triplet = dyn_cast<Triplet>(at)) {
      if (triplet->stride || (triplet->lower && !evaluator_.integer(triplet->lower, scope, lower, why)) ||
          (triplet->upper && !evaluator_.integer(triplet->upper, scope, upper, why)))
        return {};
      return std::pair{lower, upper};
    }
    if (!evaluator_.integer(at, scope, lower, why)) return {};
    return std::pair{lower, lower};
  }

  const Tree& tree_;
  const DataMovement& movement_;
  const Program& program_;
  Evaluator& evaluator_;
  Report& report_;
  const ScopeTable& table_;
};

} // namespace

void check_text(const Tree& tree, const DataMovement& movement, Report& report) {
  TextRules(tree, movement, report).run();
}

} // namespace isotach::check_rules
