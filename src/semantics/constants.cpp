// Evaluation of expressions: names, parameters, components. Literals, references with arguments, operators
// and intrinsic functions are in files of their own.
#include "semantics/constants.h"

#include <fmt/format.h>

#include "semantics/statements.h"
#include "tree/text.h"

namespace isotach {

namespace {

constexpr int deepest_expression = 300; // nested parentheses, calls and parameters; sums may be longer

// Counts nesting. What was computed while something was too deep is not remembered.
class Depth {
 public:
  Depth(int& depth, bool& too_deep) : depth_(depth) {
    if (++depth == 1) too_deep = false;
    too_deep_ = depth > deepest_expression;
    too_deep |= too_deep_;
  }
  ~Depth() { --depth_; }
  bool too_deep() const { return too_deep_; }

 private:
  int& depth_;
  bool too_deep_ = false;
};

} // namespace

void Evaluator::forget(const Renewed& renewed) {
  if (renewed.edit >= EditClass::declaration) {
    values_.clear();
    types_.clear();
  }
  for (const Symbol* symbol : renewed.forgotten) {
    values_.erase(symbol);
    types_.erase(symbol);
  }
}

bool Evaluator::integer(const Expr* expression, const Scope& scope, std::int64_t& value, std::string& why) {
  Value result = evaluate(expression, scope);
  if (result.is_scalar(BaseType::integer)) {
    value = result.integer;
    return true;
  }
  why = !result.reason.empty()
            ? result.reason
            : fmt::format("'{}' is not an integer constant", text_of(*scope.tree, expression));
  return false;
}

Value Evaluator::evaluate(const Expr* expression, const Scope& scope) {
  Depth depth(depth_, too_deep_);
  if (!expression) return Value::unknown("an expression is missing");
  if (depth.too_deep()) return Value::unknown("the expression is nested too deeply");
  const Tree& tree = *scope.tree;
  switch (expression->kind) {
  case NodeKind::IntegerLiteral: return literal_integer(expression, scope);
  case NodeKind::RealLiteral: return literal_real(expression, scope);
  case NodeKind::LogicalLiteral: return literal_logical(cast<LogicalLiteral>(expression), scope);
  case NodeKind::StringLiteral: return literal_string(expression, scope);
  case NodeKind::BozLiteral: return literal_boz(expression, scope);
  case NodeKind::ComplexLiteral: {
    auto* literal = cast<ComplexLiteral>(expression);
    Value real = evaluate(literal->real_part, scope), imaginary = evaluate(literal->imaginary_part, scope);
    auto [base, kind] = promoted(real, imaginary);
    if (base == BaseType::integer) kind = kinds().real;
    Value shell = Value::of_complex(0, 0, kind);
    if (!is_numeric(base)) return Value::unknown(real.known ? imaginary.reason : real.reason);
    if (!real.known || !imaginary.known)
      return without_value(shell, real.known ? imaginary.reason : real.reason);
    Value a = convert_scalar(real, BaseType::real, kind), b = convert_scalar(imaginary, BaseType::real, kind);
    if (!a.known || !b.known) return without_value(shell, a.known ? b.reason : a.reason);
    return Value::of_complex(a.real, b.real, kind);
  }
  case NodeKind::ParenExpr: return evaluate(cast<ParenExpr>(expression)->operand, scope);
  case NodeKind::UnaryExpr: {
    auto* operation = cast<UnaryExpr>(expression);
    if (operation->op == OperatorKind::defined) return Value::unknown("a defined operator is not evaluated");
    return unary(operation->op, evaluate(operation->operand, scope));
  }
  case NodeKind::BinaryExpr: return operations(cast<BinaryExpr>(expression), scope);
  case NodeKind::NameRef: return name(tree.spelling(cast<NameRef>(expression)->name), scope);
  case NodeKind::PartRef: return reference(cast<PartRef>(expression), scope);
  case NodeKind::ComponentRef: return component_value(cast<ComponentRef>(expression), scope);
  case NodeKind::ArrayConstructor: return array_constructor(cast<ArrayConstructor>(expression), scope);
  case NodeKind::KeywordArgument: return evaluate(cast<KeywordArgument>(expression)->value, scope);
  default: return Value::unknown(fmt::format("'{}' is not constant", text_of(tree, expression)));
  }
}

// a + b + c leans to the left: from its leftmost operand on, without recursion.
Value Evaluator::operations(const BinaryExpr* expression, const Scope& scope) {
  std::vector<const BinaryExpr*> chain;
  const Expr* leftmost = expression;
  for (auto* at = expression; at; at = dyn_cast<BinaryExpr>(leftmost)) {
    chain.push_back(at);
    leftmost = at->left;
  }
  Value value = evaluate(leftmost, scope);
  for (auto at = chain.rbegin(); at != chain.rend(); ++at)
    value = (*at)->op == OperatorKind::defined
                ? Value::unknown("a defined operator is not evaluated")
                : binary((*at)->op, value, evaluate((*at)->right, scope), kinds().integer);
  return value;
}

// ---- names ----

Value Evaluator::name(std::string_view spelling, const Scope& scope) {
  for (auto variable = loop_values_.rbegin(); variable != loop_values_.rend(); ++variable)
    if (variable->first == spelling) return Value::of_integer(variable->second, kinds().integer);
  Lookup found = program_.lookup(scope, spelling);
  if (found.found()) return value_of(*found.symbol);
  if (!found.reason.empty()) return Value::unknown(found.reason);
  Value value = isotach::shell_of(implicit_type_info(spelling, scope));
  if (value.base != BaseType::unknown) value.reason = fmt::format("'{}' is not a constant", spelling);
  return value;
}

Value Evaluator::value_of(const Symbol& symbol) {
  if (symbol.kind == SymbolKind::used) {
    Lookup found = program_.ultimate(symbol);
    return found.found() ? value_of(*found.symbol) : Value::unknown(found.reason);
  }
  if (symbol.builtin && symbol.kind == SymbolKind::parameter) {
    // They are declared INTEGER or with a kind number, under the options of whoever uses them.
    bool is_default = symbol.builtin->base == BaseType::integer && symbol.builtin->kind == 4;
    if (!is_default || kinds().integer == 4) return *symbol.builtin;
    return symbol.builtin->known ? convert(*symbol.builtin, BaseType::integer, kinds().integer)
                                 : *symbol.builtin;
  }
  auto known = values_.find(&symbol);
  if (known != values_.end()) return known->second;
  if (busy_values_.count(&symbol)) {
    Value value =
        busy_types_.count(&symbol) ? Value() : isotach::shell_of(type_of(symbol)); // for EPSILON(itself)
    value.reason = fmt::format("the value of '{}' needs itself", symbol.name);
    return value;
  }
  bool outermost = depth_ == 0;
  Value value = fresh_value(symbol);
  // A long chain of parameters: from the one where evaluation stopped, then again.
  while (outermost && too_deep_ && stopped_at_ && restarts_ < 100) {
    const Symbol* inner = stopped_at_;
    stopped_at_ = nullptr;
    ++restarts_;
    value_of(*inner);
    --restarts_;
    value = fresh_value(symbol);
  }
  if (outermost || !too_deep_) values_.emplace(&symbol, value);
  return value;
}

Value Evaluator::fresh_value(const Symbol& symbol) {
  Depth depth(depth_, too_deep_);
  if (depth.too_deep()) {
    if (!stopped_at_) stopped_at_ = &symbol;
    return Value::unknown(fmt::format("the value of '{}' is nested too deeply", symbol.name));
  }
  busy_values_.insert(&symbol);
  Value value = symbol.kind == SymbolKind::parameter ? parameter_value(symbol) : shell_of(symbol);
  busy_values_.erase(&symbol);
  return value;
}

Value Evaluator::shell_of(const Symbol& symbol) {
  Value value = isotach::shell_of(type_of(symbol));
  if (value.base != BaseType::unknown) value.reason = fmt::format("'{}' is not a constant", symbol.name);
  if (symbol.kind == SymbolKind::associate_name) {
    Value selector = evaluate(symbol.init, *symbol.scope->parent);
    value.rank = selector.rank;
    value.shape = selector.shape;
  } else {
    add_shape(value, symbol.inner && symbol.inner->result ? *symbol.inner->result : symbol);
  }
  return value;
}

// Rank, and extents and lower bounds where all are constant.
void Evaluator::add_shape(Value& value, const Symbol& symbol) {
  value.rank = static_cast<int>(symbol.dimensions.size());
  value.shape.clear();
  for (const Dimension* dimension : symbol.dimensions) {
    std::int64_t lower_bound = 1, upper_bound = 0;
    std::string why;
    if (dimension->form == DimensionKind::assumed_rank) {
      value.rank = -1;
      return;
    }
    bool constant = dimension->form == DimensionKind::explicit_ &&
                    (!dimension->lower || integer(dimension->lower, *symbol.scope, lower_bound, why)) &&
                    integer(dimension->upper, *symbol.scope, upper_bound, why);
    std::int64_t extent = 0;
    if (constant && !__builtin_sub_overflow(upper_bound, lower_bound, &extent) &&
        !__builtin_add_overflow(extent, std::int64_t{1}, &extent)) {
      value.shape.push_back(std::max<std::int64_t>(0, extent));
      value.lower.push_back(lower_bound);
    } else {
      value.shape.clear();
      value.lower.clear();
      return;
    }
  }
}

Value Evaluator::parameter_value(const Symbol& symbol) {
  const Scope& scope = *symbol.scope;
  Value init;
  bool is_enumerator = symbol.place && symbol.place->parent && isa<EnumeratorStmt>(symbol.place->parent);
  if (symbol.init && symbol.init_kind != InitKind::pointer) {
    init = evaluate(symbol.init, scope);
  } else if (is_enumerator) { // counts from the last enumerator with a value
    std::int64_t steps = 0;
    const Symbol* start = &symbol;
    for (; !start->init && start->previous; start = start->previous) ++steps;
    init = binary(OperatorKind::plus, start->init ? value_of(*start) : Value::of_integer(0),
                  Value::of_integer(steps));
  } else {
    init = Value::unknown(fmt::format("'{}' is given no value", symbol.name));
  }
  TypeInfo type = type_of(symbol);
  Value shell = isotach::shell_of(type);
  add_shape(shell, symbol);
  bool implied_shape = false;
  for (const Dimension* dimension : symbol.dimensions)
    implied_shape |= dimension->form == DimensionKind::star;
  if (implied_shape) shell.shape = init.shape;
  if (type.base == BaseType::derived)
    return without_value(shell, "constants of derived types are not evaluated");
  if (type.base == BaseType::unknown || type.kind == 0) return without_value(shell, type.reason);
  if (!init.known) return without_value(shell, init.reason);
  Value value = convert(init, type.base, type.kind);
  if (!value.known) return without_value(shell, value.reason);
  if (shell.is_array() && !value.is_array()) {
    if (shell.shape.empty()) return without_value(shell, "its shape is not known");
    auto count = static_cast<std::size_t>(element_count(shell.shape));
    if (count > longest_constant_array) return without_value(shell, "the array is too large to evaluate");
    Value array = shell;
    array.elements.assign(count, value);
    array.known = true;
    array.reason.clear();
    value = std::move(array);
  } else if (shell.is_array() != value.is_array() || shell.rank != value.rank ||
             (!shell.shape.empty() && shell.shape != value.shape)) {
    return without_value(shell, "the shapes of the constant and its value differ");
  }
  value.lower = shell.lower;
  if (type.base == BaseType::character && type.length_kind == TypeInfo::Length::constant) {
    auto length = static_cast<std::size_t>(type.length);
    value.length = type.length;
    value.text.resize(value.is_array() ? 0 : length, ' ');
    for (Value& element : value.elements) {
      element.text.resize(length, ' ');
      element.length = type.length;
    }
  }
  return value;
}

Value Evaluator::component_value(const ComponentRef* reference, const Scope& scope) {
  std::string_view part = scope.tree->spelling(reference->name);
  std::string why;
  const Scope* type = type_scope(reference->base, scope, why);
  if (!type) {
    if (part == "kind" || part == "len" || part == "re" || part == "im") {
      Value base = evaluate(reference->base, scope);
      if (base.base == BaseType::complex && (part == "re" || part == "im")) {
        if (!base.known || base.is_array()) {
          base.base = BaseType::real;
          return without_value(base, base.reason);
        }
        return Value::of_real(part == "re" ? base.real : base.imaginary, base.kind);
      }
      if (part == "kind" && base.kind) return Value::of_integer(base.kind, kinds().integer);
      if (part == "len" && base.length >= 0) return Value::of_integer(base.length, kinds().integer);
    }
    return Value::unknown(why);
  }
  const Symbol* symbol = component(*type, part);
  if (!symbol)
    return Value::unknown(type->gaps.empty()
                              ? fmt::format("type '{}' has no known component '{}'", type->name, part)
                              : type->gaps.front().what + " may declare it");
  Value value = shell_of(*symbol);
  Value base = evaluate(reference->base, scope);
  if (base.is_array() && !value.is_array()) {
    value.rank = base.rank;
    value.shape = base.shape;
  } else if (base.is_array()) {
    value.rank = -1;
  }
  return value;
}

} // namespace isotach
