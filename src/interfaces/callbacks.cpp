// An interface body or PROCEDURE(name) decides. Else the first call says the arguments, as f2py has it:
// names have the types, bounds and intents they have in the procedure, other expressions are values that go
// in. A dummy that is only handed on is called as the other procedure calls it.
#include "interfaces/callbacks.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/strings.h"
#include "interfaces/bounds.h"
#include "interfaces/f2py/expressions.h"
#include "interfaces/f2py/lines.h"
#include "tree/visit.h"

namespace isotach {

namespace {

using Op = BoundExpression::Op;

// Renumbers the arguments of an expression; one that the callback does not get makes it unknown.
void renumber(BoundExpression& bound, const std::map<int, int>& numbers) {
  if (bound.argument >= 0) {
    auto found = numbers.find(bound.argument);
    if (found == numbers.end()) {
      bound.reason = fmt::format("the callback does not get '{}'", bound.text);
      bound.op = Op::unknown;
      bound.argument = -1;
    } else bound.argument = found->second;
  }
  for (BoundExpression& operand : bound.operands) {
    renumber(operand, numbers);
    if (operand.op != Op::unknown && operand.op != Op::component) continue;
    bound.op = Op::unknown;
    bound.reason = operand.reason;
  }
}

class CallbackFinder {
 public:
  CallbackFinder(const ProcedureInfo& procedure, const Scope& scope, const Procedure* node,
                 const F2pyRemarks& remarks, Evaluator& evaluator, const InterfaceLookup& lookup)
      : procedure_(procedure), scope_(scope), node_(node), remarks_(remarks), evaluator_(evaluator),
        lookup_(lookup) {}

  std::optional<ProcedureInfo> find(const VariableInfo& dummy, const Symbol* symbol) {
    std::optional<ProcedureInfo> found;
    if (symbol) found = declared(*symbol);
    if (!found) found = described(dummy);
    if (!found) found = called(dummy);
    if (found) found->name = found->result.name = dummy.name;
    return found;
  }

 private:
  std::optional<ProcedureInfo> declared(const Symbol& symbol) {
    const Symbol* with_interface = &symbol;
    if (!symbol.inner && !symbol.interface.empty()) {
      Lookup found = evaluator_.program().lookup(*symbol.scope, symbol.interface);
      if (!found.found()) return {};
      with_interface = found.symbol;
    }
    if (!with_interface->inner) return {};
    return lookup_.interface_of(*with_interface->inner);
  }

  // ---- by `!f2py y = f(x)`, `!f2py call f(x)` ----
  std::optional<ProcedureInfo> described(const VariableInfo& dummy) {
    for (const std::string& call : remarks_.calls) {
      std::size_t open = call.find('('), close = call.rfind(')'), equal = call.find('=');
      bool function = equal != std::string::npos && equal < open;
      std::string_view left = std::string_view(call).substr(0, open);
      std::string_view name = trim(function ? left.substr(equal + 1) : left.substr(5));
      if (name != dummy.name) continue;
      ProcedureInfo interface;
      interface.is_function = function;
      if (function) {
        interface.result = named(std::string(trim(left.substr(0, equal))));
        if (dummy.type.base != BaseType::unknown) interface.result.type = dummy.type;
        interface.result.convention = {};
        interface.result.intent = Intent::unspecified;
      }
      std::map<int, int> numbers;
      if (open != std::string::npos && close != std::string::npos)
        for (const std::string& item : split_at_commas(call.substr(open + 1, close - open - 1)))
          if (!trim(item).empty()) add(interface, named(std::string(trim(item))), numbers);
      return finished(std::move(interface), numbers);
    }
    return {};
  }

  VariableInfo named(const std::string& name) {
    for (const VariableInfo& other : remarks_.others)
      if (other.name == name) return other;
    if (int argument = argument_number(procedure_, name); argument >= 0)
      return procedure_.arguments[static_cast<std::size_t>(argument)];
    if (const Symbol* symbol = scope_.find(name)) return lookup_.variable(*symbol, scope_);
    VariableInfo other;
    other.name = name;
    other.type = implicit_type_of(name);
    return other;
  }

  // ---- by the first call ----
  std::optional<ProcedureInfo> called(const VariableInfo& dummy) {
    const Expr* reference = nullptr;
    const List<Expr>* actuals = nullptr;
    const CallStmt* call = nullptr;
    const Node* handed_on = nullptr;
    std::size_t position = 0;
    auto is_dummy = [&](const Expr* expression) {
      auto* name = dyn_cast<NameRef>(expression);
      return name && scope_.tree->spelling(name->name) == dummy.name;
    };
    auto look_at_arguments = [&](const Node* node, const List<Expr>& arguments) {
      for (std::size_t i = 0; !handed_on && i < arguments.size(); ++i)
        if (is_dummy(arguments[i])) {
          handed_on = node;
          position = i;
        }
    };
    // Nothing is changed: walk() has no constant form.
    walk(const_cast<Procedure*>(node_), [&](Node* node) {
      if (actuals) return;
      if (auto* part = dyn_cast<PartRef>(node)) {
        if (is_dummy(part->base)) {
          reference = part;
          actuals = &part->arguments;
        } else look_at_arguments(node, part->arguments);
      } else if (auto* statement = dyn_cast<CallStmt>(node)) {
        if (is_dummy(statement->procedure)) {
          call = statement;
          actuals = &statement->arguments;
        } else look_at_arguments(node, statement->arguments);
      }
    });
    if (!actuals) return handed_on ? handed_to(handed_on, position) : std::nullopt;
    ProcedureInfo interface;
    interface.is_function = reference != nullptr;
    if (reference) interface.result = result_of(dummy);
    std::map<int, int> numbers;
    for (const Expr* actual : *actuals) add(interface, actual_argument(actual, interface), numbers);
    return finished(std::move(interface), numbers);
  }

  VariableInfo result_of(const VariableInfo& dummy) {
    VariableInfo result;
    result.type = dummy.type;
    result.text_length = dummy.text_length;
    if (result.type.base != BaseType::unknown) return result;
    ImplicitType implicit = evaluator_.program().implicit_type(scope_, dummy.name);
    if (implicit.type) result.type = evaluator_.type_info(implicit.type, nullptr, *implicit.scope);
    else if (!implicit.none) result.type = implicit_type_of(dummy.name);
    return result;
  }

  VariableInfo actual_argument(const Expr* actual, const ProcedureInfo& interface) {
    if (auto* keyword = dyn_cast<KeywordArgument>(actual)) actual = keyword->value;
    if (auto* name = dyn_cast<NameRef>(actual)) {
      std::string spelling = lower(scope_.tree->spelling(name->name));
      if (argument_number(procedure_, spelling) >= 0) return named(spelling);
      Lookup found = evaluator_.program().lookup(scope_, spelling);
      if (found.found() && found.symbol->kind != SymbolKind::parameter)
        return lookup_.variable(*found.symbol, *found.symbol->scope);
      if (!found.found()) return named(spelling);
    }
    Value value = evaluator_.evaluate(actual, scope_);
    VariableInfo argument;
    auto* part = dyn_cast<PartRef>(actual);
    auto* base = part ? dyn_cast<NameRef>(part->base) : dyn_cast<NameRef>(actual);
    argument.name =
        base ? lower(scope_.tree->spelling(base->name)) : fmt::format("x{}", interface.arguments.size() + 1);
    argument.type.base = value.base;
    argument.type.kind = value.kind;
    argument.type.reason = value.reason;
    argument.type.derived = value.derived;
    if (value.base == BaseType::character) argument.type.length_kind = TypeInfo::Length::assumed;
    if (value.rank == 0) return argument;
    argument.shape = Shape::explicit_shape;
    for (int d = 0; d < std::max(value.rank, 1); ++d) {
      DimensionInfo dimension;
      dimension.lower = constant_bound(1);
      if (static_cast<std::size_t>(d) < value.shape.size())
        dimension.upper = constant_bound(value.shape[static_cast<std::size_t>(d)]);
      else dimension.upper.reason = "it is not known how many elements there are";
      argument.dimensions.push_back(std::move(dimension));
    }
    return argument;
  }

  // As the procedure calls it that gets it.
  std::optional<ProcedureInfo> handed_to(const Node* node, std::size_t position) {
    auto* call = dyn_cast<CallStmt>(node);
    auto* target = dyn_cast<NameRef>(call ? call->procedure : cast<PartRef>(node)->base);
    if (!target) return {};
    std::string name = lower(scope_.tree->spelling(target->name));
    Lookup found = evaluator_.program().lookup(scope_, name);
    const Symbol* symbol =
        found.found() && found.symbol->inner ? found.symbol : evaluator_.program().external_procedure(name);
    auto interface = symbol && symbol->inner ? lookup_.interface_of(*symbol->inner) : std::nullopt;
    if (!interface || position >= interface->arguments.size() || !interface->arguments[position].callback)
      return {};
    return *interface->arguments[position].callback;
  }

  // ---- both ----
  // The number that bounds have for a name: an argument's, or after those that of another name of the f2py
  // lines.
  int number_of(const std::string& name) const {
    int number = argument_number(procedure_, name);
    for (std::size_t i = 0; number < 0 && i < remarks_.others.size(); ++i)
      if (remarks_.others[i].name == name) number = static_cast<int>(procedure_.arguments.size() + i);
    return number;
  }

  void add(ProcedureInfo& interface, VariableInfo argument, std::map<int, int>& numbers) {
    int own = number_of(argument.name);
    if (own >= 0) numbers.emplace(own, static_cast<int>(interface.arguments.size()));
    argument.optional = argument.value = argument.target = argument.allocatable = argument.contiguous = false;
    argument.convention.initial.clear();
    argument.convention.checks.clear();
    argument.convention.optional = argument.convention.cache = argument.convention.copy =
        argument.convention.overwrite = false;
    std::string name = argument.name;
    for (int i = 2; argument_number(interface, argument.name) >= 0; ++i)
      argument.name = fmt::format("{}_{}", name, i);
    interface.arguments.push_back(std::move(argument));
  }

  ProcedureInfo finished(ProcedureInfo interface, const std::map<int, int>& numbers) {
    interface.implicit_interface = true;
    for (VariableInfo& argument : interface.arguments) {
      for (DimensionInfo& dimension : argument.dimensions) {
        renumber(dimension.lower, numbers);
        renumber(dimension.upper, numbers);
        if (dimension.deferred)
          dimension.upper.reason =
              fmt::format("the extents of '{}' are known at run time only", argument.name);
        dimension.deferred = false;
      }
      if (argument.shape != Shape::scalar && argument.shape != Shape::assumed_size)
        argument.shape = Shape::explicit_shape;
      if (argument.type.base == BaseType::character) argument.type.length_kind = TypeInfo::Length::assumed;
    }
    return interface;
  }

  const ProcedureInfo& procedure_;
  const Scope& scope_;
  const Procedure* node_;
  const F2pyRemarks& remarks_;
  Evaluator& evaluator_;
  const InterfaceLookup& lookup_;
};

} // namespace

void find_callbacks(ProcedureInfo& procedure, const Scope& scope, const Procedure* node,
                    const F2pyRemarks& remarks, Evaluator& evaluator, const InterfaceLookup& lookup) {
  CallbackFinder finder(procedure, scope, node, remarks, evaluator, lookup);
  std::vector<std::pair<std::size_t, ProcedureInfo>> found; // finding reads the arguments as they are
  for (std::size_t i = 0; i < procedure.arguments.size() && i < scope.arguments.size(); ++i) {
    const VariableInfo& dummy = procedure.arguments[i];
    if (!scope.arguments[i] || (!dummy.is_procedure && !dummy.convention.callback)) continue;
    if (auto interface = finder.find(dummy, scope.arguments[i])) found.emplace_back(i, std::move(*interface));
  }
  for (auto& [i, interface] : found)
    procedure.arguments[i].callback = std::make_shared<ProcedureInfo>(std::move(interface));
  for (const VariableInfo& other : remarks.others) {
    if (!other.convention.callback) continue;
    VariableInfo external = other;
    const Symbol* symbol = scope.find(other.name);
    if (symbol) external.type = lookup.variable(*symbol, scope).type;
    external.is_procedure = true;
    if (auto interface = finder.find(external, symbol))
      external.callback = std::make_shared<ProcedureInfo>(std::move(*interface));
    procedure.externals.push_back(std::move(external));
  }
}

std::string join_callbacks(VariableInfo& dummy, const ProcedureInfo& signature) {
  auto joined = std::make_shared<ProcedureInfo>(signature);
  joined->implicit_interface = true;
  if (dummy.callback && !dummy.callback->implicit_interface) {
    *joined = *dummy.callback;
    if (joined->arguments.size() != signature.arguments.size() ||
        joined->is_function != signature.is_function)
      return fmt::format("it describes '{}' with {} arguments as a {}, and Fortran with {} as a {}",
                         dummy.name, signature.arguments.size(),
                         signature.is_function ? "FUNCTION" : "SUBROUTINE", joined->arguments.size(),
                         joined->is_function ? "FUNCTION" : "SUBROUTINE");
    for (std::size_t i = 0; i < joined->arguments.size(); ++i)
      joined->arguments[i].convention = signature.arguments[i].convention;
  }
  joined->name = joined->result.name = dummy.name;
  dummy.callback = std::move(joined);
  return {};
}

} // namespace isotach
