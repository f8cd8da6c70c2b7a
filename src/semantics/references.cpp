// Arrays of constant expressions, and name(arguments): elements, sections, substrings, function references.
#include <algorithm>

#include <fmt/format.h>

#include "semantics/constants.h"

namespace isotach {

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
        if (is_numeric(element.base) && is_numeric(array.base))
          std::tie(array.base, array.kind) = promoted(array, element);
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
bool Evaluator::collect(const List<Expr>& items, const Scope& scope, std::vector<Value>& elements,
                        std::string& why) {
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
        if (elements.size() > longest_constant_array || !collect(loop->items, scope, elements, why)) {
          complete = false;
          break;
        }
        if (step > 0 ? i > last - step : i < last - step) break; // before i + step can overflow
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
    if (value.is_array() && value.known)
      elements.insert(elements.end(), value.elements.begin(), value.elements.end());
    else elements.push_back(std::move(value));
  }
  return complete;
}

// ---- name(arguments) ----

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
    if (symbol.has(AttributeKind::elemental)) // of the rank of its arguments
      for (const Expr* argument : part->arguments) {
        auto* keyword = dyn_cast<KeywordArgument>(argument);
        int rank = evaluate(keyword ? keyword->value : argument, scope).rank;
        value.rank = rank < 0 || value.rank < 0 ? -1 : std::max(value.rank, rank);
      }
    return value;
  }
  case SymbolKind::statement_function: {
    Value value = isotach::shell_of(type_of(symbol));
    value.reason = fmt::format("statement function '{}' is not evaluated", spelling);
    return value;
  }
  default: {
    Value value = value_of(symbol);
    // A declared scalar with arguments that is not a substring is an external function.
    return subscripted(value, part, scope, spelling);
  }
  }
}

Value Evaluator::subscripted(const Value& array, const PartRef* part, const Scope& scope,
                             std::string_view what) {
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
    return Value::of_text(
        array.text.substr(static_cast<std::size_t>(first - 1), static_cast<std::size_t>(result.length)),
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
        constant =
            std::min(first, last) >= lower_bound && std::max(first, last) < lower_bound + array.shape[d];
      if (constant)
        for (std::int64_t i = first; step > 0 ? i <= last : i >= last; i += step)
          indices[d].push_back(i - lower_bound);
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
  return call_intrinsic(function, arguments, kinds());
}

} // namespace isotach
