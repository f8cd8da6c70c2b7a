// Expressions: names, elements, operators, calls. The types are those that Fortran's rules give, and what
// they convert is said by a node.
#include <utility>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/kernel/lowering.h"
#include "gpu/kinds.h"

namespace isotach::kernel {

TermPtr make(TermKind kind, Type type) {
  auto made = std::make_unique<Term>();
  made->kind = kind;
  made->type = type;
  return made;
}

TermPtr constant(std::int64_t value, int kind) {
  TermPtr made = make(TermKind::constant, {BaseType::integer, kind});
  made->integer = value;
  return made;
}

TermPtr known(const Value& value) {
  TermPtr made = make(TermKind::constant, {value.base, value.kind});
  made->integer = value.base == BaseType::logical ? value.logical : value.integer;
  made->real = value.real;
  made->imaginary = value.imaginary;
  return made;
}

TermPtr variable(Variable& variable) {
  TermPtr made = make(TermKind::variable, variable.type);
  made->variable = &variable;
  return made;
}

TermPtr converted(TermPtr value, Type type) {
  if (value->type == type) return value;
  if (value->kind == TermKind::constant && value->type.base == BaseType::integer &&
      type.base == BaseType::integer && fits_integer(value->integer, type.kind)) {
    value->type = type;
    return value;
  }
  // Exact ones: integers as reals, and reals in a larger kind.
  constexpr std::int64_t exact = 1 << 24;
  bool integer = value->kind == TermKind::constant && value->type.base == BaseType::integer &&
                 value->integer >= -exact && value->integer <= exact;
  bool real =
      value->kind == TermKind::constant && value->type.base == BaseType::real && value->type.kind < type.kind;
  if (type.base == BaseType::real && (integer || real)) {
    if (integer) value->real = static_cast<long double>(value->integer);
    value->type = type;
    return value;
  }
  TermPtr made = make(TermKind::convert, type);
  made->operands.push_back(std::move(value));
  return made;
}

TermPtr binary(Op op, TermPtr left, TermPtr right, Type type) {
  TermPtr made = make(TermKind::binary, type);
  made->op = op;
  made->operands.push_back(std::move(left));
  made->operands.push_back(std::move(right));
  return made;
}

bool is_supported(const Type& type) {
  switch (type.base) {
  case BaseType::integer:
  case BaseType::logical: return type.kind == 1 || type.kind == 2 || type.kind == 4 || type.kind == 8;
  case BaseType::real:
  case BaseType::complex: return type.kind == 4 || type.kind == 8;
  default: return false;
  }
}

namespace {

std::optional<Op> op_of(OperatorKind kind) {
  switch (kind) {
  case OperatorKind::plus: return Op::add;
  case OperatorKind::minus: return Op::subtract;
  case OperatorKind::multiply: return Op::multiply;
  case OperatorKind::divide: return Op::divide;
  case OperatorKind::and_: return Op::and_;
  case OperatorKind::or_: return Op::or_;
  case OperatorKind::eqv: return Op::eqv;
  case OperatorKind::neqv: return Op::neqv;
  case OperatorKind::eq: return Op::eq;
  case OperatorKind::ne: return Op::ne;
  case OperatorKind::lt: return Op::lt;
  case OperatorKind::le: return Op::le;
  case OperatorKind::gt: return Op::gt;
  case OperatorKind::ge: return Op::ge;
  default: return std::nullopt;
  }
}

bool is_comparison(Op op) { return op >= Op::eq; }

} // namespace

// Fortran's rule: complex wins over real and real over integer, whose kind does not count then.
Type common_type(const Type& a, const Type& b) {
  if (a.base == b.base) return {a.base, std::max(a.kind, b.kind)};
  if (a.base == BaseType::integer) return b;
  if (b.base == BaseType::integer) return a;
  return {BaseType::complex, std::max(a.kind, b.kind)};
}

Type Lowering::type_of(const Expr* expression) {
  Value value = evaluator_.evaluate(expression, scope());
  return {value.base, value.kind};
}

int Lowering::rank_of(const Expr* expression) { return evaluator_.evaluate(expression, scope()).rank; }

TermPtr Lowering::refuse(const Node* place, std::string_view what, std::string_view remedy) {
  diagnostics_.report(kinds::NotOnDevice, tree_.location(place), what, remedy);
  return constant(0);
}

TermPtr Lowering::expression(const Expr* expression, const Position* at) {
  if (auto* parentheses = dyn_cast<ParenExpr>(expression)) return this->expression(parentheses->operand, at);
  // What is constant is folded with Fortran's rules, as compilers do.
  Value value = evaluator_.evaluate(expression, scope());
  if (value.known && value.rank == 0 && is_supported({value.base, value.kind})) return known(value);
  switch (expression->kind) {
  case NodeKind::NameRef: return name(cast<NameRef>(expression), at);
  case NodeKind::PartRef: return part(cast<PartRef>(expression), at);
  case NodeKind::ComponentRef: return component(cast<ComponentRef>(expression));
  case NodeKind::UnaryExpr: return unary(cast<UnaryExpr>(expression), at);
  case NodeKind::BinaryExpr: return operation(cast<BinaryExpr>(expression), at);
  default: break;
  }
  if (!value.reason.empty() && value.base != BaseType::unknown && !is_supported({value.base, value.kind}))
    return refuse(expression, fmt::format("'{}' is {}", text(expression), base_type_text(value.base)),
                  "device code has INTEGER, REAL, COMPLEX and LOGICAL of kinds 1 to 8");
  return refuse(expression,
                fmt::format("'{}' is not an expression that device code can have", text(expression)),
                "compute it on the host, or from numbers and logical values");
}

TermPtr Lowering::scalar(const Expr* expression, BaseType base) {
  TermPtr value = this->expression(expression);
  if (value->type.base == base || diagnostics_.errors() != 0) return value;
  return refuse(expression, fmt::format("'{}' is not {}", text(expression), base_type_text(base)),
                "convert it explicitly");
}

TermPtr Lowering::name(const NameRef* reference, const Position* at) {
  std::string_view spelling = tree_.spelling(reference->name);
  if (spelling == "warpsize") return constant(32);
  Lookup lookup = named(spelling, reference);
  if (!lookup.found())
    return refuse(reference, fmt::format("what '{}' is is not known", spelling),
                  "declare it, or give the file of its module too");
  Variable* found = variable_of(*lookup.symbol, reference);
  if (!found) return constant(0);
  if (found->rank() == 0) return variable(*found);
  if (at) return whole_element(*found, *at);
  return refuse(reference, fmt::format("the array '{}' stands where a scalar is needed", spelling),
                "write its elements");
}

TermPtr Lowering::whole_element(Variable& array, const Position& at) {
  TermPtr made = make(TermKind::element, array.type);
  made->variable = &array;
  for (std::size_t d = 0; d < array.rank(); ++d)
    made->operands.push_back(
        binary(Op::add, bound(array, Bound::lower, d), variable(*at[d]), {BaseType::integer, 8}));
  return made;
}

TermPtr Lowering::part(const PartRef* part, const Position* at) {
  const auto* base = dyn_cast<NameRef>(part->base);
  if (!base)
    return refuse(part, fmt::format("'{}' has components", text(part)), "pass its arrays on their own");
  std::string_view spelling = tree_.spelling(base->name);
  Lookup lookup = program_.lookup(scope(), spelling);
  if (lookup.found()) {
    const Symbol& symbol = called(*lookup.symbol, part->arguments);
    if (symbol.kind == SymbolKind::procedure || symbol.kind == SymbolKind::generic) {
      Function* function = functions_.find(symbol);
      if (function) return function_call({&symbol, function}, part, at);
      if (calls_refused(symbol)) return constant(0);
      return refuse(part, fmt::format("'{}' runs on the host alone", spelling),
                    "give it ATTRIBUTES(DEVICE) or ATTRIBUTES(HOST,DEVICE)");
    }
    if (symbol.kind != SymbolKind::intrinsic) {
      Variable* found = variable_of(symbol, part);
      if (!found) return constant(0);
      if (found->rank() == 0)
        return refuse(part, fmt::format("'{}' is a scalar", spelling), "leave out its subscripts");
      return element(*found, part, at);
    }
  }
  if (is_atomic(spelling)) return atomic(spelling, part);
  if (is_intrinsic_function(spelling) || is_device_intrinsic(spelling)) return intrinsic(spelling, part, at);
  return refuse(part, fmt::format("what '{}' is is not known", spelling),
                "declare it, or give the file of its module too");
}

TermPtr Lowering::element(Variable& array, const PartRef* part, const Position* at) {
  if (part->arguments.size() != array.rank())
    return refuse(part,
                  fmt::format("'{}' has {} dimensions and {} subscripts here", array.name, array.rank(),
                              part->arguments.size()),
                  "give one subscript a dimension");
  TermPtr made = make(TermKind::element, array.type);
  made->variable = &array;
  std::size_t free = 0; // dimensions of the section so far
  for (std::size_t d = 0; d < array.rank(); ++d) {
    const Expr* subscript = part->arguments[d];
    const auto* triplet = dyn_cast<Triplet>(subscript);
    if (!triplet) {
      if (rank_of(subscript) != 0)
        return refuse(subscript, "a vector is a subscript", "write a loop over its elements");
      TermPtr index = expression(subscript);
      if (index->type.base != BaseType::integer)
        return refuse(subscript, fmt::format("'{}' is not an integer", text(subscript)),
                      "convert it explicitly");
      made->operands.push_back(std::move(index));
      continue;
    }
    if (!at)
      return refuse(part, fmt::format("the section '{}' stands where a scalar is needed", text(part)),
                    "write its elements");
    constexpr Type wide{BaseType::integer, 8};
    TermPtr lower = triplet->lower ? converted(scalar(triplet->lower, BaseType::integer), wide)
                                   : bound(array, Bound::lower, d);
    TermPtr offset = variable(*(*at)[free++]);
    if (triplet->stride)
      offset = binary(Op::multiply, std::move(offset),
                      converted(scalar(triplet->stride, BaseType::integer), wide), wide);
    made->operands.push_back(binary(Op::add, std::move(lower), std::move(offset), wide));
  }
  return made;
}

// threadIdx%x and its kin; they count from 1.
TermPtr Lowering::component(const ComponentRef* reference) {
  const auto* base = dyn_cast<NameRef>(reference->base);
  std::string_view of = base ? tree_.spelling(base->name) : std::string_view();
  std::string_view axis = tree_.spelling(reference->name);
  constexpr std::pair<std::string_view, Index> indices[] = {{"threadidx", Index::thread},
                                                            {"blockidx", Index::block},
                                                            {"blockdim", Index::block_size},
                                                            {"griddim", Index::grid_size}};
  for (const auto& [spelling, index] : indices) {
    if (of != spelling || axis.size() != 1 || axis[0] < 'x' || axis[0] > 'z') continue;
    TermPtr made = make(TermKind::index, {BaseType::integer, 4});
    made->index = index;
    made->dimension = axis[0] - 'x';
    return made;
  }
  return refuse(reference, fmt::format("'{}' is a component of a derived type", text(reference)),
                "pass its value or its array as an argument of its own");
}

TermPtr Lowering::unary(const UnaryExpr* expression, const Position* at) {
  TermPtr operand = this->expression(expression->operand, at);
  if (expression->op == OperatorKind::plus) return operand;
  bool negates = expression->op == OperatorKind::minus && operand->type.base != BaseType::logical;
  bool nots = expression->op == OperatorKind::not_ && operand->type.base == BaseType::logical;
  if (!negates && !nots)
    return refuse(expression, fmt::format("the operator of '{}' is a defined one", text(expression)),
                  "call its function by its name");
  TermPtr made = make(negates ? TermKind::negate : TermKind::not_, operand->type);
  made->operands.push_back(std::move(operand));
  return made;
}

TermPtr Lowering::operation(const BinaryExpr* expression, const Position* at) {
  TermPtr left = this->expression(expression->left, at), right = this->expression(expression->right, at);
  bool numbers = left->type.base != BaseType::logical && right->type.base != BaseType::logical;
  bool logicals = left->type.base == BaseType::logical && right->type.base == BaseType::logical;
  if (expression->op == OperatorKind::power && numbers) return power(std::move(left), std::move(right));
  auto op = op_of(expression->op);
  bool logical_op = op && *op >= Op::and_ && *op <= Op::neqv;
  if (!op || !(logical_op ? logicals : numbers)) {
    if (diagnostics_.errors() != 0) return constant(0);
    return refuse(
        expression,
        fmt::format("the operator of '{}' is not one of numbers or logical values", text(expression)),
        "call the function of a defined operator by its name");
  }
  Type type = common_type(left->type, right->type);
  left = converted(std::move(left), type);
  right = converted(std::move(right), type);
  if (type.base == BaseType::complex && *op > Op::ne)
    return refuse(expression, "complex numbers have no order", "compare their parts");
  if (is_comparison(*op)) type = {BaseType::logical, 4};
  return binary(*op, std::move(left), std::move(right), type);
}

// The kind of multiplication that compilers make of it is part of the result: device_header's power<n> is a
// chain for constant exponents, power(x, n) a loop.
TermPtr Lowering::power(TermPtr base, TermPtr exponent) {
  bool to_integer = exponent->type.base == BaseType::integer;
  if (to_integer && base->type.base == BaseType::integer) {
    Type type = common_type(base->type, exponent->type);
    base = converted(std::move(base), type);
    if (exponent->kind != TermKind::constant) exponent = converted(std::move(exponent), type);
  } else if (!to_integer) {
    Type type = common_type(base->type, exponent->type);
    base = converted(std::move(base), type);
    exponent = converted(std::move(exponent), type);
  }
  TermPtr made = make(TermKind::call, base->type);
  made->name = "power";
  made->operands.push_back(std::move(base));
  made->operands.push_back(std::move(exponent));
  return made;
}

// ---- calls of device procedures ----
const Symbol& Lowering::called(const Symbol& symbol, const List<Expr>& actuals) const {
  const Symbol* specific =
      symbol.specifics.empty() ? nullptr : specific_of(symbol, actuals, tree_, scope(), semantics_);
  return specific ? *specific : symbol;
}

TermPtr Lowering::function_call(Callee callee, const PartRef* part, const Position* at) {
  if (!callee.function->result)
    return refuse(part, fmt::format("'{}' is a subroutine", callee.symbol->name), "CALL it");
  TermPtr made = make(TermKind::call, callee.function->result->type);
  made->callee = callee.function;
  // Of an elemental function: those of one element.
  actual_arguments(*callee.function, part->arguments, part, *made, rank_of(part) > 0 ? at : nullptr);
  return made;
}

void Lowering::actual_arguments(Function& callee, const List<Expr>& actuals, const Node* place, Term& call,
                                const Position* at) {
  function_.has_barrier = function_.has_barrier || callee.has_barrier;
  std::vector<const Expr*> by_position(callee.arguments.size(), nullptr);
  std::size_t position = 0;
  for (const Expr* actual : actuals) {
    std::size_t at = position++;
    if (auto* keyword = dyn_cast<KeywordArgument>(actual)) {
      std::string_view wanted = tree_.spelling(keyword->name);
      for (at = 0; at < callee.arguments.size(); ++at)
        if (!callee.arguments[at]->hidden && callee.arguments[at]->symbol->name == wanted) break;
      actual = keyword->value;
    }
    if (at >= by_position.size() || callee.arguments[at]->hidden) {
      refuse(actual, fmt::format("'{}' has no such argument", callee.name), "correct the call");
      return;
    }
    by_position[at] = actual;
  }
  for (std::size_t i = 0; i < by_position.size(); ++i) {
    Variable& dummy = *callee.arguments[i];
    if (dummy.hidden) {
      Variable* own = variable_of(*dummy.symbol, place);
      if (!own) return;
      call.operands.push_back(variable(*own));
    } else if (by_position[i]) {
      call.operands.push_back(actual_argument(dummy, by_position[i], at));
    } else if (dummy.optional) {
      call.operands.push_back(nullptr);
    } else {
      refuse(place, fmt::format("the argument '{}' of '{}' is missing", dummy.name, callee.name), "give it");
      return;
    }
  }
}

TermPtr Lowering::actual_argument(const Variable& dummy, const Expr* actual, const Position* at) {
  if (dummy.rank() == 0) {
    TermPtr value = expression(actual, rank_of(actual) > 0 ? at : nullptr);
    if (value->type != dummy.type)
      return refuse(
          actual,
          fmt::format("'{}' is not of the type and kind of the argument '{}'", text(actual), dummy.name),
          "convert it explicitly");
    bool place = (value->kind == TermKind::variable || value->kind == TermKind::element) &&
                 !value->variable->read_only;
    if (dummy.storage == Storage::reference && !place && !dummy.read_only)
      return refuse(actual,
                    fmt::format("the argument '{}' may be written, and '{}' is not a variable", dummy.name,
                                text(actual)),
                    "give a variable, or say INTENT(IN) or VALUE");
    return value;
  }
  // An array: a whole one, a section, or (of explicit or assumed size) the element that it begins with.
  const NameRef* name = dyn_cast<NameRef>(actual);
  const auto* part = dyn_cast<PartRef>(actual);
  if (part) name = dyn_cast<NameRef>(part->base);
  Lookup lookup;
  if (name)
    lookup =
        part ? program_.lookup(scope(), tree_.spelling(name->name)) : named(tree_.spelling(name->name), name);
  bool is_variable = lookup.found() && (lookup.symbol->kind == SymbolKind::variable ||
                                        lookup.symbol->kind == SymbolKind::parameter);
  Variable* array = is_variable ? variable_of(*lookup.symbol, actual) : nullptr;
  if (!array || array->rank() == 0 || array->type != dummy.type ||
      (dummy.storage == Storage::view && rank_of(actual) != static_cast<int>(dummy.rank()))) {
    if (diagnostics_.errors() != 0) return constant(0);
    return refuse(
        actual, fmt::format("'{}' is not an array that can be handed to '{}'", text(actual), dummy.name),
        "give an array or a section of its type and rank, or the first element for one of explicit shape");
  }
  if (array->read_only && !dummy.read_only)
    return refuse(actual,
                  fmt::format("'{}' may be written through '{}', and is not to be", text(actual), dummy.name),
                  "give the argument INTENT(IN)");
  if (!part && dummy.storage == Storage::view) return variable(*array);
  if (dummy.storage == Storage::pointer && array->storage == Storage::view)
    return refuse(actual, fmt::format("'{}' may have gaps, and '{}' must not", text(actual), dummy.name),
                  "declare both of assumed shape, or both of explicit shape");
  if (!part) return variable(*array);
  if (dummy.storage == Storage::pointer && rank_of(part) == 0) return element(*array, part, nullptr);
  return section(*array, part, dummy.storage == Storage::pointer);
}

// A section as an argument. `dense`: its elements must lie one after another, and its first one is handed
// over.
TermPtr Lowering::section(Variable& array, const PartRef* part, bool dense) {
  if (part->arguments.size() != array.rank())
    return refuse(part, fmt::format("'{}' has {} subscripts here", text(part), part->arguments.size()),
                  "give one subscript a dimension");
  TermPtr made = make(dense ? TermKind::element : TermKind::section, array.type);
  made->variable = &array;
  bool gaps = false, was_cut = false; // a dimension before was not whole
  for (std::size_t d = 0; d < array.rank(); ++d) {
    const auto* triplet = dyn_cast<Triplet>(static_cast<const Expr*>(part->arguments[d]));
    auto end = [&](const Expr* said, Bound which) {
      return said ? scalar(said, BaseType::integer) : bound(array, which, d);
    };
    bool open = array.storage == Storage::pointer && d + 1 == array.rank() && !array.dimensions.back().upper;
    if (triplet && open && !triplet->upper)
      return refuse(part, "the last extent of this array is not known", "name its last element");
    if (triplet) {
      gaps = gaps || was_cut || triplet->stride;
      was_cut = was_cut || triplet->lower || triplet->upper;
    } else {
      if (rank_of(part->arguments[d]) != 0)
        return refuse(part->arguments[d], "a vector is a subscript", "write a loop over its elements");
      was_cut = true;
    }
    TermPtr first =
        triplet ? end(triplet->lower, Bound::lower) : scalar(part->arguments[d], BaseType::integer);
    made->operands.push_back(std::move(first));
    if (dense) continue;
    made->operands.push_back(triplet ? end(triplet->upper, Bound::upper) : nullptr);
    made->operands.push_back(triplet && triplet->stride ? scalar(triplet->stride, BaseType::integer)
                                                        : nullptr);
  }
  if (dense && gaps)
    return refuse(part, fmt::format("the elements of '{}' may not lie one after another", text(part)),
                  "declare the argument of assumed shape");
  return made;
}

} // namespace isotach::kernel
