// Evaluation of expressions: literals, names, references, array constructors. Operators and intrinsic functions
// are in files of their own.
#include "semantics/constants.h"

#include <charconv>

#include <fmt/format.h>

#include "base/strings.h"
#include "semantics/statements.h"

namespace isotach {

namespace {

constexpr int deepest_expression = 300;   // nested parentheses, calls and parameters; sums may be longer
constexpr std::size_t longest_array = 1'000'000;

// The tokens of a literal without blanks: a kind may be a token of its own.
std::string spelled(const Tree& tree, const Node* node) {
  std::string text;
  if (!node->has_tokens()) {   // made by an edit
    auto made = tree.edits.texts.find(node->id);
    return made == tree.edits.texts.end() ? text : std::string(made->second);
  }
  for (std::uint32_t token = node->first_token; token <= node->last_token; ++token) text += tree.token_text(token);
  return text;
}

std::string_view suffix_after(std::string_view text, std::size_t underscore) {
  return underscore == std::string_view::npos ? std::string_view() : text.substr(underscore + 1);
}

Value with_kind_reason(Value value, int kind, std::string why) {
  value.kind = kind;
  return kind ? value : without_value(value, std::move(why));
}

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

}  // namespace

bool Evaluator::integer(const Expr* expression, const Scope& scope, std::int64_t& value, std::string& why) {
  Value result = evaluate(expression, scope);
  if (result.is_scalar(BaseType::integer)) {
    value = result.integer;
    return true;
  }
  why = !result.reason.empty() ? result.reason
                               : fmt::format("'{}' is no integer constant", source_text(*scope.tree, expression));
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
      if (base == BaseType::integer) kind = 4;
      Value shell = Value::of_complex(0, 0, kind);
      if (!is_numeric(base)) return Value::unknown(real.known ? imaginary.reason : real.reason);
      if (!real.known || !imaginary.known) return without_value(shell, real.known ? imaginary.reason : real.reason);
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
    default: return Value::unknown(fmt::format("'{}' is not constant", source_text(tree, expression)));
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
    value = (*at)->op == OperatorKind::defined ? Value::unknown("a defined operator is not evaluated")
                                               : binary((*at)->op, value, evaluate((*at)->right, scope));
  return value;
}

// ---- literals ------------------------------------------------------------------------------------------------

int Evaluator::literal_kind(std::string_view suffix, const Scope& scope, std::string& why) {
  Value value = is_digit(suffix.front()) ? Value::of_integer(std::atoi(std::string(suffix).c_str()))
                                         : name(lower(suffix), scope);
  if (value.is_scalar(BaseType::integer) && value.integer > 0 && value.integer < 100) return static_cast<int>(value.integer);
  why = value.reason.empty() ? fmt::format("'{}' is no kind", suffix) : value.reason;
  return 0;
}

Value Evaluator::literal_integer(const Expr* literal, const Scope& scope) {
  std::string text = spelled(*scope.tree, literal);
  std::size_t underscore = text.find('_');
  std::string why;
  int kind = 4;
  if (underscore != std::string::npos) kind = literal_kind(suffix_after(text, underscore), scope, why);
  Value value = Value::of_integer(0, kind);
  const char* end = text.data() + std::min(underscore, text.size());
  auto [stop, error] = std::from_chars(text.data(), end, value.integer);
  if (kind == 0) return with_kind_reason(value, 0, why);
  if (error != std::errc() || stop != end || value.integer > largest_integer(kind))
    return without_value(value, fmt::format("{} does not fit INTEGER({})", text, kind));
  if (kind > 8) return without_value(value, "128-bit integers are not evaluated");
  return value;
}

Value Evaluator::literal_real(const Expr* literal, const Scope& scope) {
  std::string text = lower(spelled(*scope.tree, literal));
  std::size_t underscore = text.find('_');
  std::string why;
  int kind = 4;
  if (underscore != std::string::npos) kind = literal_kind(suffix_after(text, underscore), scope, why);
  text.resize(std::min(underscore, text.size()));
  if (std::size_t exponent = text.find_first_of("dq"); exponent != std::string::npos) {
    kind = text[exponent] == 'd' ? 8 : 16;
    text[exponent] = 'e';
  }
  Value value = Value::of_real(0, kind);
  if (kind == 0) return with_kind_reason(value, 0, why);
  const char *begin = text.data(), *end = begin + text.size();
  std::from_chars_result result{};
  if (kind == 4) {
    float number = 0;
    result = std::from_chars(begin, end, number);
    value.real = number;
  } else if (kind == 8) {
    double number = 0;
    result = std::from_chars(begin, end, number);
    value.real = number;
  } else if (kind == 10) {
    result = std::from_chars(begin, end, value.real);
  } else {
    return without_value(value, "quad precision is not evaluated");
  }
  if (result.ec != std::errc() || result.ptr != end)
    return without_value(value, fmt::format("{} does not fit REAL({})", text, kind));
  return value;
}

Value Evaluator::literal_logical(const LogicalLiteral* literal, const Scope& scope) {
  std::string text = spelled(*scope.tree, literal);
  std::size_t underscore = text.find('_');
  std::string why;
  int kind = underscore == std::string::npos ? 4 : literal_kind(suffix_after(text, underscore), scope, why);
  return with_kind_reason(Value::of_logical(literal->value, kind), kind, why);
}

Value Evaluator::literal_string(const Expr* literal, const Scope& scope) {
  std::string text = spelled(*scope.tree, literal);
  std::size_t quote = text.find_first_of("'\"");
  if (quote == std::string::npos || text.size() < quote + 2) return Value::unknown("a damaged character literal");
  std::string why;
  int kind = quote > 1 ? literal_kind(std::string_view(text).substr(0, quote - 1), scope, why) : 1;
  std::string content;
  for (std::size_t i = quote + 1; i + 1 < text.size(); ++i) {
    content += text[i];
    if (text[i] == text[quote]) ++i;   // a doubled quote stands for one
  }
  Value value = with_kind_reason(Value::of_text(std::move(content), kind), kind, why);
  return kind == 4 ? without_value(value, "characters of kind 4 are not evaluated") : value;
}

Value Evaluator::literal_boz(const Expr* literal, const Scope& scope) {
  std::string text = lower(spelled(*scope.tree, literal));
  std::size_t quote = text.find_first_of("'\"");
  std::size_t closing = text.find_last_of("'\"");
  if (quote == std::string::npos || closing <= quote) return Value::unknown("a damaged BOZ constant");
  char letter = quote > 0 ? text[0] : text.back();
  int base = letter == 'b' ? 2 : letter == 'o' ? 8 : 16;
  std::uint64_t bits = 0;
  const char* end = text.data() + closing;
  auto [stop, error] = std::from_chars(text.data() + quote + 1, end, bits, base);
  Value value;
  if (error != std::errc() || stop != end) return Value::unknown("the BOZ constant has more than 64 bits");
  value.known = value.boz = true;
  value.integer = static_cast<std::int64_t>(bits);
  return value;
}

// ---- names ---------------------------------------------------------------------------------------------------

Value Evaluator::name(std::string_view spelling, const Scope& scope) {
  for (auto variable = loop_values_.rbegin(); variable != loop_values_.rend(); ++variable)
    if (variable->first == spelling) return Value::of_integer(variable->second);
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
  if (symbol.builtin && symbol.kind == SymbolKind::parameter) return *symbol.builtin;
  auto known = values_.find(&symbol);
  if (known != values_.end()) return known->second;
  if (busy_values_.count(&symbol)) {
    Value value = busy_types_.count(&symbol) ? Value() : isotach::shell_of(type_of(symbol));   // for EPSILON(itself)
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
  } else if (is_enumerator) {   // counts from the last enumerator with a value
    std::int64_t steps = 0;
    const Symbol* start = &symbol;
    for (; !start->init && start->previous; start = start->previous) ++steps;
    init = binary(OperatorKind::plus, start->init ? value_of(*start) : Value::of_integer(0), Value::of_integer(steps));
  } else {
    init = Value::unknown(fmt::format("'{}' is given no value", symbol.name));
  }
  TypeInfo type = type_of(symbol);
  Value shell = isotach::shell_of(type);
  add_shape(shell, symbol);
  bool implied_shape = false;
  for (const Dimension* dimension : symbol.dimensions) implied_shape |= dimension->form == DimensionKind::star;
  if (implied_shape) shell.shape = init.shape;
  if (type.base == BaseType::derived) return without_value(shell, "constants of derived types are not evaluated");
  if (type.base == BaseType::unknown || type.kind == 0) return without_value(shell, type.reason);
  if (!init.known) return without_value(shell, init.reason);
  Value value = convert(init, type.base, type.kind);
  if (!value.known) return without_value(shell, value.reason);
  if (shell.is_array() && !value.is_array()) {
    if (shell.shape.empty()) return without_value(shell, "its shape is not known");
    auto count = static_cast<std::size_t>(element_count(shell.shape));
    if (count > longest_array) return without_value(shell, "the array is too large to evaluate");
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
      if (part == "kind" && base.kind) return Value::of_integer(base.kind);
      if (part == "len" && base.length >= 0) return Value::of_integer(base.length);
    }
    return Value::unknown(why);
  }
  const Symbol* symbol = component(*type, part);
  if (!symbol)
    return Value::unknown(type->gaps.empty() ? fmt::format("type '{}' has no known component '{}'", type->name, part)
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

// ---- arrays --------------------------------------------------------------------------------------------------

Value Evaluator::array_constructor(const ArrayConstructor* constructor, const Scope& scope) {
  Value array;
  array.rank = 1;
  std::string why;
  bool complete = collect(constructor->values, scope, array.elements, why);
  if (constructor->type) {
    TypeInfo type = type_info(constructor->type, nullptr, scope);
    array.base = type.base;
    array.kind = type.kind;
    array.derived = type.derived;
    array.length = type.length_kind == TypeInfo::Length::constant ? type.length : -1;
    if (complete && (type.kind == 0 || type.base == BaseType::derived)) complete = false, why = type.reason;
  } else if (!array.elements.empty()) {
    const Value& first = array.elements.front();
    array.base = first.base;
    array.kind = first.kind;
    array.derived = first.derived;
    array.length = first.length;
    for (const Value& element : array.elements) {
      if (element.base != array.base || element.kind != array.kind) {
        if (is_numeric(element.base) && is_numeric(array.base)) std::tie(array.base, array.kind) = promoted(array, element);
        else complete = false, why = "the elements of the array constructor differ in type";
      }
      if (element.base == BaseType::character) array.length = std::max(array.length, element.length);
    }
  }
  if (complete) {
    for (Value& element : array.elements) {
      element = convert_scalar(element, array.base, array.kind);
      if (!element.known) {
        complete = false;
        why = element.reason;
        break;
      }
      if (array.base == BaseType::character && array.length >= 0) {
        element.text.resize(static_cast<std::size_t>(array.length), ' ');
        element.length = array.length;
      }
    }
  }
  if (!complete) return without_value(array, why.empty() ? "an element is not constant" : why);
  array.shape = {static_cast<std::int64_t>(array.elements.size())};
  array.known = true;
  return array;
}

// Appends the elements; false when one has no value (it is appended all the same, for its type).
bool Evaluator::collect(const List<Expr>& items, const Scope& scope, std::vector<Value>& elements, std::string& why) {
  bool complete = true;
  for (const Expr* item : items) {
    if (auto* loop = dyn_cast<ImpliedDo>(item)) {
      std::int64_t first = 0, last = 0, step = 1;
      auto* variable = dyn_cast<NameRef>(loop->variable);
      if (!variable || !integer(loop->lower, scope, first, why) || !integer(loop->upper, scope, last, why) ||
          (loop->step && !integer(loop->step, scope, step, why)) || step == 0)
        return false;
      loop_values_.emplace_back(scope.tree->spelling(variable->name), first);
      for (std::int64_t i = first; step > 0 ? i <= last : i >= last; i += step) {
        loop_values_.back().second = i;
        if (elements.size() > longest_array || !collect(loop->items, scope, elements, why)) {
          complete = false;
          break;
        }
        if (step > 0 ? i > last - step : i < last - step) break;   // before i + step can overflow
      }
      loop_values_.pop_back();
      if (!complete) return false;
      continue;
    }
    Value value = evaluate(item, scope);
    if (!value.known) {
      complete = false;
      if (why.empty()) why = value.reason;
    }
    if (value.is_array() && value.known) elements.insert(elements.end(), value.elements.begin(), value.elements.end());
    else elements.push_back(std::move(value));
  }
  return complete;
}

// ---- name(arguments) -----------------------------------------------------------------------------------------

Value Evaluator::reference(const PartRef* part, const Scope& scope) {
  auto* base = dyn_cast<NameRef>(part->base);
  if (!base) return subscripted(evaluate(part->base, scope), part, scope, "a part");
  std::string_view spelling = scope.tree->spelling(base->name);
  Lookup found = program_.lookup(scope, spelling);
  if (!found.found()) {
    if (is_intrinsic_function(spelling)) return intrinsic_call(spelling, part, scope);
    if (!found.reason.empty()) return Value::unknown(found.reason);
    Value value = isotach::shell_of(implicit_type_info(spelling, scope));
    value.reason = fmt::format("'{}' is not constant", spelling);
    return value;
  }
  const Symbol& symbol = *found.symbol;
  switch (symbol.kind) {
    case SymbolKind::type: {
      Value value = Value::unknown("constants of derived types are not evaluated");
      value.base = BaseType::derived;
      value.derived = symbol.name;
      return value;
    }
    case SymbolKind::generic:
    case SymbolKind::intrinsic:
      if (is_intrinsic_function(symbol.name)) return intrinsic_call(symbol.name, part, scope);
      return Value::unknown(fmt::format("the result of '{}' is not known before run time", spelling));
    case SymbolKind::procedure: {
      if (symbol.scope->kind == ScopeKind::intrinsic_module && is_intrinsic_function(symbol.name))
        return intrinsic_call(symbol.name, part, scope);
      Value value = value_of(symbol);
      value.reason = fmt::format("function '{}' is not evaluated", spelling);
      return value;
    }
    case SymbolKind::statement_function: {
      Value value = isotach::shell_of(type_of(symbol));
      value.reason = fmt::format("statement function '{}' is not evaluated", spelling);
      return value;
    }
    default: {
      Value value = value_of(symbol);
      // A declared scalar with arguments that is no substring is an external function.
      return subscripted(value, part, scope, spelling);
    }
  }
}

Value Evaluator::subscripted(const Value& array, const PartRef* part, const Scope& scope, std::string_view what) {
  Value result = array;
  result.elements.clear();
  result.shape.clear();
  result.lower.clear();
  result.known = false;
  if (result.reason.empty()) result.reason = fmt::format("this part of '{}' is not evaluated", what);
  if (!array.is_array()) {
    auto* range = part->arguments.size() == 1 ? dyn_cast<Triplet>(part->arguments[0]) : nullptr;
    if (array.base != BaseType::character || !range) return result;
    std::int64_t first = 1, last = array.length;
    std::string why;
    result.length = -1;
    if ((range->lower && !integer(range->lower, scope, first, why)) ||
        (range->upper && !integer(range->upper, scope, last, why)) || (!range->upper && array.length < 0))
      return result;
    result.length = std::max<std::int64_t>(0, last - first + 1);
    if (!array.known || first < 1 || last > array.length) return result;
    return Value::of_text(array.text.substr(static_cast<std::size_t>(first - 1), static_cast<std::size_t>(result.length)),
                          array.kind);
  }
  if (array.rank == -1 || static_cast<std::size_t>(array.rank) != part->arguments.size()) {
    result.rank = -1;
    return result;
  }
  // Indices of each dimension, from 0; empty and `open` when they are not constant.
  std::vector<std::vector<std::int64_t>> indices(part->arguments.size());
  bool constant = array.known && !array.shape.empty();
  result.rank = 0;
  for (std::size_t d = 0; d < part->arguments.size(); ++d) {
    std::int64_t lower_bound = array.lower.empty() ? 1 : array.lower[d];
    std::string why;
    if (auto* range = dyn_cast<Triplet>(part->arguments[d])) {
      ++result.rank;
      if (!constant) continue;
      std::int64_t first = lower_bound, last = lower_bound + array.shape[d] - 1, step = 1;
      constant = (!range->lower || integer(range->lower, scope, first, why)) &&
                 (!range->upper || integer(range->upper, scope, last, why)) &&
                 (!range->stride || integer(range->stride, scope, step, why)) && step != 0;
      if (constant && (step > 0 ? first <= last : first >= last))
        constant = std::min(first, last) >= lower_bound && std::max(first, last) < lower_bound + array.shape[d];
      if (constant)
        for (std::int64_t i = first; step > 0 ? i <= last : i >= last; i += step) indices[d].push_back(i - lower_bound);
      if (constant) result.shape.push_back(static_cast<std::int64_t>(indices[d].size()));
      continue;
    }
    Value subscript = evaluate(part->arguments[d], scope);
    if (subscript.rank != 0) {
      result.rank = subscript.rank == 1 && result.rank >= 0 ? result.rank + 1 : -1;
      constant = false;
    } else if (constant && subscript.is_scalar(BaseType::integer)) {
      std::int64_t index = subscript.integer - lower_bound;
      constant = index >= 0 && index < array.shape[d];
      indices[d].push_back(index);
    } else {
      constant = false;
    }
  }
  if (!constant) {
    result.shape.clear();
    return result;
  }
  std::vector<std::size_t> at(indices.size(), 0);
  for (const auto& list : indices)
    if (list.empty()) {
      result.known = true;
      result.reason.clear();
      return result;
    }
  for (bool more = true; more;) {
    std::int64_t offset = 0, stride = 1;
    for (std::size_t d = 0; d < indices.size(); ++d) {
      offset += indices[d][at[d]] * stride;
      stride *= array.shape[d];
    }
    result.elements.push_back(array.elements[static_cast<std::size_t>(offset)]);
    more = false;
    for (std::size_t d = 0; d < indices.size() && !more; ++d) {
      if (++at[d] < indices[d].size()) more = true;
      else at[d] = 0;
    }
  }
  if (result.rank == 0) return result.elements.front();
  result.known = true;
  result.reason.clear();
  return result;
}

Value Evaluator::intrinsic_call(std::string_view function, const PartRef* part, const Scope& scope) {
  std::vector<IntrinsicArgument> arguments;
  for (const Expr* argument : part->arguments) {
    auto* keyword = dyn_cast<KeywordArgument>(argument);
    arguments.push_back({keyword ? scope.tree->spelling(keyword->name) : std::string_view(),
                         evaluate(keyword ? keyword->value : argument, scope)});
  }
  return call_intrinsic(function, arguments);
}

}  // namespace isotach
