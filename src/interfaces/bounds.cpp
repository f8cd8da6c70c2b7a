// Bounds: constants first, then arguments and the arithmetic between them.
#include "interfaces/bounds.h"

#include <fmt/format.h>

#include "semantics/statements.h"
#include "tree/text.h"

namespace isotach {

namespace {

using Op = BoundExpression::Op;

class BoundBuilder {
 public:
  BoundBuilder(Evaluator& evaluator, const Scope& scope) : evaluator_(evaluator), scope_(scope) {}

  BoundExpression build(const Expr* expression, int depth = 0) {
    if (depth > 200) return unknown(expression, "the expression is nested too deeply");
    Value value = evaluator_.evaluate(expression, scope_);
    if (value.is_scalar(BaseType::integer)) {
      BoundExpression bound = constant_bound(value.integer);
      bound.text = text(expression);
      return bound;
    }
    switch (expression->kind) {
    case NodeKind::ParenExpr: {
      BoundExpression inner = build(cast<ParenExpr>(expression)->operand, depth + 1);
      inner.text = text(expression);
      return inner;
    }
    case NodeKind::NameRef: return name(cast<NameRef>(expression), value);
    case NodeKind::UnaryExpr: {
      auto* operation = cast<UnaryExpr>(expression);
      if (operation->op == OperatorKind::plus) return build(operation->operand, depth + 1);
      if (operation->op == OperatorKind::minus)
        return compound(expression, Op::negate, {operation->operand}, depth);
      break;
    }
    case NodeKind::BinaryExpr: {
      auto* operation = cast<BinaryExpr>(expression);
      for (auto [from, to] : {std::pair{OperatorKind::plus, Op::add},
                              {OperatorKind::minus, Op::subtract},
                              {OperatorKind::multiply, Op::multiply},
                              {OperatorKind::divide, Op::divide},
                              {OperatorKind::power, Op::power}})
        if (operation->op == from)
          return compound(expression, to, {operation->left, operation->right}, depth);
      break;
    }
    case NodeKind::PartRef: return call(cast<PartRef>(expression), value, depth);
    case NodeKind::ComponentRef: return run_time(expression, "a component is known at run time only");
    default: break;
    }
    return unknown(expression, value.reason);
  }

 private:
  std::string text(const Node* node) const { return text_of(*scope_.tree, node); }

  BoundExpression unknown(const Node* node, std::string reason) const {
    BoundExpression bound;
    bound.text = text(node);
    bound.reason = reason.empty() ? fmt::format("'{}' cannot be evaluated", bound.text) : std::move(reason);
    return bound;
  }
  BoundExpression run_time(const Node* node, std::string reason) const {
    BoundExpression bound = unknown(node, std::move(reason));
    bound.op = Op::component;
    return bound;
  }

  BoundExpression compound(const Expr* expression, Op op, std::initializer_list<const Expr*> operands,
                           int depth) {
    BoundExpression bound;
    bound.op = op;
    bound.text = text(expression);
    for (const Expr* operand : operands) {
      bound.operands.push_back(build(operand, depth + 1));
      const BoundExpression& last = bound.operands.back();
      if (last.op == Op::unknown || last.op == Op::component) {
        BoundExpression failed = last; // the whole cannot be evaluated, for the operand's reason
        failed.text = bound.text;
        return failed;
      }
    }
    return bound;
  }

  // The dummy argument that a name means here, or null.
  const Symbol* dummy(std::string_view spelling) const {
    Lookup found = evaluator_.program().lookup(scope_, spelling);
    bool ours = found.found() && found.symbol->argument >= 0 &&
                (found.symbol->scope == &scope_ || found.symbol->scope == scope_.separate_interface);
    return ours ? found.symbol : nullptr;
  }

  BoundExpression name(const NameRef* reference, const Value& value) {
    std::string_view spelling = scope_.tree->spelling(reference->name);
    if (const Symbol* symbol = dummy(spelling)) {
      if (value.base != BaseType::integer || value.rank != 0)
        return unknown(reference, fmt::format("argument '{}' is not an integer scalar", spelling));
      BoundExpression bound;
      bound.op = Op::argument;
      bound.argument = symbol->argument;
      bound.text = spelling;
      return bound;
    }
    Lookup found = evaluator_.program().lookup(scope_, spelling);
    if (found.found() &&
        (found.symbol->kind == SymbolKind::variable || found.symbol->kind == SymbolKind::unknown))
      return run_time(reference, fmt::format("variable '{}' is known at run time only", spelling));
    return unknown(reference, value.reason);
  }

  static const Expr* argument(const PartRef* part, const Tree& tree, std::size_t position,
                              std::string_view keyword) {
    for (const Expr* item : part->arguments)
      if (auto* named = dyn_cast<KeywordArgument>(item); named && tree.spelling(named->name) == keyword)
        return named->value;
    if (position >= part->arguments.size() || isa<KeywordArgument>(part->arguments[position])) return nullptr;
    return part->arguments[position];
  }

  BoundExpression call(const PartRef* part, const Value& value, int depth) {
    auto* base = dyn_cast<NameRef>(part->base);
    if (!base) return run_time(part, "a component is known at run time only");
    const Tree& tree = *scope_.tree;
    std::string_view function = tree.spelling(base->name);
    Lookup found = evaluator_.program().lookup(scope_, function);
    bool intrinsic =
        found.found() ? found.symbol->kind == SymbolKind::intrinsic : is_intrinsic_function(function);
    if (!intrinsic) {
      if (const Symbol* array = dummy(function); array && !array->dimensions.empty())
        return element(part, *array, depth);
      if (found.found() && found.symbol->kind != SymbolKind::generic &&
          found.symbol->kind != SymbolKind::procedure)
        return run_time(part, fmt::format("'{}' is known at run time only", text(part)));
      return run_time(part, found.reason.empty()
                                ? fmt::format("the result of '{}' is known at run time only", function)
                                : found.reason);
    }
    if (function == "max" || function == "min" || function == "max0" || function == "min0") {
      BoundExpression bound;
      bound.op = function.starts_with("max") ? Op::maximum : Op::minimum;
      bound.text = text(part);
      for (const Expr* item : part->arguments) {
        bound.operands.push_back(build(item, depth + 1));
        Op op = bound.operands.back().op;
        if (op == Op::unknown || op == Op::component) return bound.operands.back();
      }
      return bound;
    }
    if ((function == "mod" || function == "modulo") && part->arguments.size() == 2)
      return remainder(part, function == "modulo", depth);
    if (function == "int" && value.base == BaseType::integer) {
      const Expr* operand = argument(part, tree, 0, "a");
      if (operand && evaluator_.evaluate(operand, scope_).base == BaseType::integer)
        return build(operand, depth + 1);
      return run_time(part, fmt::format("'{}' is known at run time only", text(part)));
    }
    if (function == "abs") {
      const Expr* operand = argument(part, tree, 0, "a");
      BoundExpression inner = operand ? build(operand, depth + 1) : unknown(part, "");
      if (inner.op == Op::unknown || inner.op == Op::component) return inner;
      BoundExpression bound, negative;
      negative.op = Op::negate;
      negative.operands = {inner};
      bound.op = Op::maximum;
      bound.operands = {inner, negative};
      bound.text = text(part);
      return bound;
    }
    if (function == "size" || function == "ubound" || function == "lbound")
      return extent(part, function, depth);
    if (function == "len" && part->arguments.size() == 1) return length(part);
    return run_time(part, value.reason);
  }

  // An element of an array argument, which the caller has at hand as it has a scalar.
  BoundExpression element(const PartRef* part, const Symbol& array, int depth) {
    auto rank = static_cast<std::size_t>(part->arguments.size());
    if (evaluator_.type_of(array).base != BaseType::integer)
      return unknown(part, fmt::format("'{}' is not an integer", text(part)));
    if (rank != array.dimensions.size() || array.has(AttributeKind::allocatable) ||
        array.has(AttributeKind::pointer))
      return run_time(part, fmt::format("'{}' is known at run time only", text(part)));
    BoundExpression bound;
    bound.op = Op::element;
    bound.argument = array.argument;
    bound.text = text(part);
    for (std::size_t d = 0; d < rank; ++d) {
      const Expr* lower = array.dimensions[d]->lower;
      BoundExpression offset;
      offset.op = Op::subtract;
      offset.operands = {build(part->arguments[d], depth + 1),
                         lower ? build(lower, depth + 1) : constant_bound(1)};
      for (const BoundExpression& operand : offset.operands)
        if (operand.op == Op::unknown || operand.op == Op::component) {
          BoundExpression failed = operand;
          failed.text = bound.text;
          return failed;
        }
      bound.operands.push_back(std::move(offset));
    }
    return bound;
  }

  BoundExpression length(const PartRef* part) {
    auto* reference = dyn_cast<NameRef>(argument(part, *scope_.tree, 0, "string"));
    const Symbol* symbol = reference ? dummy(scope_.tree->spelling(reference->name)) : nullptr;
    if (!symbol || evaluator_.type_of(*symbol).base != BaseType::character)
      return run_time(part, fmt::format("'{}' is known at run time only", text(part)));
    BoundExpression bound;
    bound.op = Op::length;
    bound.argument = symbol->argument;
    bound.text = text(part);
    return bound;
  }

  // MOD(a, p) = a - (a / p) * p with truncation; MODULO has an operator of its own.
  BoundExpression remainder(const PartRef* part, bool floored, int depth) {
    BoundExpression a = build(argument(part, *scope_.tree, 0, "a"), depth + 1);
    BoundExpression p = build(argument(part, *scope_.tree, 1, "p"), depth + 1);
    for (const BoundExpression* operand : {&a, &p})
      if (operand->op == Op::unknown || operand->op == Op::component) return *operand;
    BoundExpression bound;
    bound.text = text(part);
    if (floored) {
      bound.op = Op::modulo;
      bound.operands = {a, p};
      return bound;
    }
    BoundExpression quotient, product;
    quotient.op = Op::divide;
    quotient.operands = {a, p};
    product.op = Op::multiply;
    product.operands = {quotient, p};
    bound.op = Op::subtract;
    bound.operands = {a, product};
    return bound;
  }

  BoundExpression extent(const PartRef* part, std::string_view function, int depth) {
    auto* reference = dyn_cast<NameRef>(argument(part, *scope_.tree, 0, "array"));
    const Symbol* symbol = reference ? dummy(scope_.tree->spelling(reference->name)) : nullptr;
    if (!symbol || symbol->dimensions.empty())
      return run_time(part, fmt::format("'{}' is known at run time only", text(part)));
    std::int64_t dimension = 0;
    std::string why;
    const Expr* dim = argument(part, *scope_.tree, 1, "dim");
    if (dim && !evaluator_.integer(dim, scope_, dimension, why)) return unknown(part, why);
    auto rank = static_cast<std::int64_t>(symbol->dimensions.size());
    if ((dim && (dimension < 1 || dimension > rank)) || (!dim && function != "size"))
      return unknown(part, fmt::format("'{}' is not a scalar bound", text(part)));
    const Dimension* last = symbol->dimensions.back();
    bool assumed_size = last->form == DimensionKind::star && (!dim || dimension == rank);
    if (assumed_size) return unknown(part, fmt::format("'{}' has assumed size", symbol->name));
    BoundExpression bound;
    bound.text = text(part);
    if (function == "size") {
      bound.op = Op::size;
      bound.argument = symbol->argument;
      bound.value = dimension;
      return bound;
    }
    const Dimension* at = symbol->dimensions[static_cast<std::size_t>(dimension - 1)];
    bool own_bounds = symbol->has(AttributeKind::allocatable) || symbol->has(AttributeKind::pointer);
    if (own_bounds)
      return run_time(part, fmt::format("the bounds of '{}' are known at run time only", symbol->name));
    if (function == "lbound") return at->lower ? build(at->lower, depth + 1) : constant_bound(1);
    if (at->form == DimensionKind::explicit_) return build(at->upper, depth + 1);
    if (at->lower)
      return run_time(part, fmt::format("the bounds of '{}' are known at run time only", symbol->name));
    bound.op = Op::size;
    bound.argument = symbol->argument;
    bound.value = dimension;
    return bound;
  }

  Evaluator& evaluator_;
  const Scope& scope_;
};

} // namespace

BoundExpression constant_bound(std::int64_t value) {
  BoundExpression bound;
  bound.op = Op::constant;
  bound.value = value;
  bound.text = std::to_string(value);
  return bound;
}

BoundExpression bound_expression(Evaluator& evaluator, const Expr* expression, const Scope& scope) {
  if (!expression) return constant_bound(1);
  return BoundBuilder(evaluator, scope).build(expression);
}

} // namespace isotach
