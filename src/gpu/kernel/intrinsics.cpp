// Intrinsic functions: the table of those that device code has, and inquiries, which are answered from views.
#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/kernel/lowering.h"

namespace isotach::kernel {

namespace {

// What an intrinsic function takes. Its spelling in the device text is its name here.
enum class Takes : std::uint8_t {
  real,     // one real
  number,   // one integer or real
  numbers,  // two or more of one type, converted to the result's
  pair,     // two numbers of the result's type
  bits,     // one integer
  two_bits, // two integers of the result's kind
  shift,    // an integer and a default integer
  whole,    // a real, and a KIND that only the result shows
  convert,  // a number or logical, and a KIND
  real_and_integer,
  complex,
  complex_parts // one or two numbers, and a KIND
};
struct Row {
  std::string_view name;
  Takes takes;
};
constexpr Row rows[] = {
    {"abs", Takes::number},     {"acos", Takes::real},
    {"acosh", Takes::real},     {"aint", Takes::whole},
    {"anint", Takes::whole},    {"asin", Takes::real},
    {"asinh", Takes::real},     {"atan", Takes::real},
    {"atan2", Takes::pair},     {"atanh", Takes::real},
    {"ceiling", Takes::whole},  {"cos", Takes::real},
    {"cosh", Takes::real},      {"dble", Takes::convert},
    {"dim", Takes::pair},       {"erf", Takes::real},
    {"erfc", Takes::real},      {"exp", Takes::real},
    {"float", Takes::convert},  {"floor", Takes::whole},
    {"gamma", Takes::real},     {"hypot", Takes::pair},
    {"iand", Takes::two_bits},  {"ibclr", Takes::shift},
    {"ibset", Takes::shift},    {"ieor", Takes::two_bits},
    {"int", Takes::convert},    {"ior", Takes::two_bits},
    {"ishft", Takes::shift},    {"log", Takes::real},
    {"log10", Takes::real},     {"logical", Takes::convert},
    {"log_gamma", Takes::real}, {"max", Takes::numbers},
    {"min", Takes::numbers},    {"mod", Takes::pair},
    {"modulo", Takes::pair},    {"nint", Takes::whole},
    {"not", Takes::bits},       {"real", Takes::convert},
    {"shifta", Takes::shift},   {"shiftl", Takes::shift},
    {"shiftr", Takes::shift},   {"sign", Takes::pair},
    {"sin", Takes::real},       {"sinh", Takes::real},
    {"sngl", Takes::convert},   {"sqrt", Takes::real},
    {"tan", Takes::real},       {"tanh", Takes::real},
    {"btest", Takes::shift},    {"aimag", Takes::complex},
    {"conjg", Takes::complex},  {"cmplx", Takes::complex_parts},
    {"isnan", Takes::real},     {"fraction", Takes::real},
    {"exponent", Takes::real},  {"scale", Takes::real_and_integer},
    {"popcnt", Takes::bits},    {"poppar", Takes::bits},
    {"leadz", Takes::bits},     {"trailz", Takes::bits},
};

const Row* row_of(std::string_view name) {
  for (const Row& row : rows)
    if (row.name == name) return &row;
  return nullptr;
}

// FORTRAN 77's names of one type.
std::string_view generic_name(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> specific[] = {
      {"dabs", "abs"},     {"dacos", "acos"}, {"dasin", "asin"},  {"datan", "atan"},   {"datan2", "atan2"},
      {"dcos", "cos"},     {"dcosh", "cosh"}, {"dexp", "exp"},    {"dlog", "log"},     {"dlog10", "log10"},
      {"dmod", "mod"},     {"dsign", "sign"}, {"dsin", "sin"},    {"dsinh", "sinh"},   {"dsqrt", "sqrt"},
      {"dtan", "tan"},     {"dtanh", "tanh"}, {"alog", "log"},    {"alog10", "log10"}, {"amod", "mod"},
      {"iabs", "abs"},     {"isign", "sign"}, {"idnint", "nint"}, {"dnint", "anint"},  {"dint", "aint"},
      {"amax1", "max"},    {"dmax1", "max"},  {"max0", "max"},    {"amin1", "min"},    {"dmin1", "min"},
      {"min0", "min"},     {"ifix", "int"},   {"idint", "int"},   {"idim", "dim"},     {"ddim", "dim"},
      {"cabs", "abs"},     {"cdabs", "abs"},  {"zabs", "abs"},    {"dimag", "aimag"},  {"dconjg", "conjg"},
      {"dcmplx", "cmplx"},
  };
  for (const auto& [from, to] : specific)
    if (from == name) return to;
  return name;
}

const Expr* argument(const Tree& tree, const PartRef* part, std::size_t position, std::string_view keyword) {
  if (position < part->arguments.size() && !isa<KeywordArgument>(part->arguments[position]))
    return part->arguments[position];
  for (const Expr* actual : part->arguments)
    if (auto* named = dyn_cast<KeywordArgument>(actual))
      if (tree.spelling(named->name) == keyword) return named->value;
  return nullptr;
}

// Of a call whose type the declarations do not give: an argument is an index of a thread, for one.
Type usual_result(const Row& row, const std::vector<TermPtr>& values) {
  if (row.name == "dble") return {BaseType::real, 8};
  if (is_one_of(row.name, {"real", "float", "sngl"})) return {BaseType::real, 4};
  if (is_one_of(row.name,
                {"int", "nint", "floor", "ceiling", "exponent", "popcnt", "poppar", "leadz", "trailz"}))
    return {BaseType::integer, 4};
  if (is_one_of(row.name, {"logical", "btest", "isnan"})) return {BaseType::logical, 4};
  Type type = values[0]->type;
  if (row.takes == Takes::numbers || row.takes == Takes::pair || row.takes == Takes::two_bits)
    for (const TermPtr& value : values) type = common_type(type, value->type);
  if ((row.name == "abs" || row.name == "aimag") && type.base == BaseType::complex)
    type.base = BaseType::real;
  return type;
}

} // namespace

bool is_device_intrinsic(std::string_view name) {
  return name == "present" || row_of(generic_name(name)) || is_gathering(name);
}

bool is_atomic(std::string_view name) {
  return is_one_of(name, {"atomicadd", "atomicsub", "atomicmax", "atomicmin", "atomicand", "atomicor",
                          "atomicxor", "atomicexch", "atomiccas"});
}

// atomicAdd(x, by): what x was before.
TermPtr Lowering::atomic(std::string_view name, const PartRef* part) {
  std::size_t count = name == "atomiccas" ? 3 : 2;
  if (part->arguments.size() != count)
    return refuse(part, fmt::format("'{}' takes {} arguments", name, count), "correct the call");
  TermPtr place = expression(part->arguments[0]);
  if (diagnostics_.errors() != 0) return constant(0);
  bool is_place = place->kind == TermKind::variable || place->kind == TermKind::element;
  Type type = place->type;
  bool adds = name == "atomicadd" || name == "atomicsub" || name == "atomicexch";
  bool has_type = (type.base == BaseType::integer && type.kind >= 4) || (type.base == BaseType::real && adds);
  if (!is_place || place->variable->read_only || !has_type)
    return refuse(part,
                  fmt::format("'{}' is not a variable that '{}' can change", text(part->arguments[0]), name),
                  "it changes INTEGER of kinds 4 and 8, and adds to REAL too");
  TermPtr made = make(TermKind::call, type);
  made->name = std::string(name);
  made->operands.push_back(std::move(place));
  for (std::size_t i = 1; i < count; ++i) {
    TermPtr value = expression(part->arguments[i]);
    if (value->type.base != type.base)
      return refuse(part->arguments[i],
                    fmt::format("'{}' is not of the variable's type", text(part->arguments[i])),
                    "convert it explicitly");
    made->operands.push_back(converted(std::move(value), type));
  }
  return made;
}

// CMPLX.
TermPtr Lowering::complex_number(const PartRef* part, std::vector<TermPtr> values, Type result) {
  if (result.base != BaseType::complex) result = {BaseType::complex, 4};
  bool from_complex = !values.empty() && values[0]->type.base == BaseType::complex;
  std::size_t parts = 0; // a third argument is KIND
  for (std::size_t i = 0; i < part->arguments.size() && i < 2; ++i)
    parts += !isa<KeywordArgument>(static_cast<const Expr*>(part->arguments[i]));
  if (from_complex) return converted(std::move(values[0]), result);
  Type real{BaseType::real, result.kind};
  TermPtr made = make(TermKind::call, result);
  made->name = "cmplx";
  for (std::size_t i = 0; i < 2; ++i) {
    TermPtr value = i < parts && i < values.size() ? std::move(values[i]) : constant(0);
    if (value->type.base == BaseType::logical || value->type.base == BaseType::complex) {
      if (diagnostics_.errors() != 0) return constant(0);
      return refuse(part, fmt::format("the parts of '{}' are not numbers", text(part)), "convert them");
    }
    made->operands.push_back(converted(std::move(value), real));
  }
  return made;
}

TermPtr Lowering::intrinsic(std::string_view written, const PartRef* part, const Position* at) {
  std::string_view name = generic_name(written);
  if (is_one_of(name, {"size", "lbound", "ubound", "present"})) return inquiry(name, part);
  if (is_gathering(name)) return gathered(name, part, at);
  if (name == "merge") {
    const Expr *yes = argument(tree_, part, 0, "tsource"), *no = argument(tree_, part, 1, "fsource"),
               *mask = argument(tree_, part, 2, "mask");
    if (!yes || !no || !mask) return refuse(part, "MERGE takes three arguments", "correct the call");
    TermPtr a = expression(yes, at), b = expression(no, at), c = expression(mask, at);
    if (a->type != b->type || c->type.base != BaseType::logical)
      return refuse(part, "the arguments of MERGE differ in type", "convert them explicitly");
    TermPtr made = make(TermKind::select, a->type);
    made->operands.push_back(std::move(c));
    made->operands.push_back(std::move(a));
    made->operands.push_back(std::move(b));
    return made;
  }
  const Row* row = row_of(name);
  Type result = type_of(part);
  bool has_type = result.kind != 0 && result.base != BaseType::unknown;
  if (!row || (has_type && !is_supported(result)))
    return refuse(part, fmt::format("the intrinsic function '{}' is not among those of device code", written),
                  "compute it with others, or on the host");
  std::vector<TermPtr> values;
  for (const Expr* actual : part->arguments) {
    if (auto* keyword = dyn_cast<KeywordArgument>(actual)) {
      if (tree_.spelling(keyword->name) == "kind") continue;
      return refuse(actual, "an argument of an intrinsic function has a keyword", "write it in its place");
    }
    values.push_back(expression(actual, at));
  }
  if (!has_type && !values.empty()) result = usual_result(*row, values);
  if (row->takes == Takes::complex_parts) return complex_number(part, std::move(values), result);
  bool has_kind = row->takes == Takes::whole || row->takes == Takes::convert;
  if (has_kind && values.size() == 2) values.pop_back();
  std::size_t least = row->takes == Takes::numbers || row->takes == Takes::pair ||
                              row->takes == Takes::two_bits || row->takes == Takes::shift ||
                              row->takes == Takes::real_and_integer
                          ? 2
                          : 1;
  auto fits = [&](const TermPtr& value) {
    switch (row->takes) {
    case Takes::real:
      return value->type.base == BaseType::real ||
             (value->type.base == BaseType::complex &&
              is_one_of(name, {"exp", "log", "sqrt", "sin", "cos", "isnan"}));
    case Takes::whole: return value->type.base == BaseType::real;
    case Takes::complex: return value->type.base == BaseType::complex;
    case Takes::convert: return true;
    case Takes::real_and_integer:
      return value->type.base == (&value == &values[0] ? BaseType::real : BaseType::integer);
    case Takes::bits:
    case Takes::two_bits:
    case Takes::shift: return value->type.base == BaseType::integer;
    case Takes::number: return value->type.base != BaseType::logical;
    default: return value->type.base == BaseType::integer || value->type.base == BaseType::real;
    }
  };
  if (values.size() < least || (values.size() > least && row->takes != Takes::numbers) ||
      !std::all_of(values.begin(), values.end(), fits)) {
    if (diagnostics_.errors() != 0) return constant(0);
    return refuse(part, fmt::format("device code has no '{}' of these arguments", written),
                  "convert them to what it takes");
  }
  if (row->takes == Takes::convert) {
    bool logical = values[0]->type.base == BaseType::logical;
    if (logical != (result.base == BaseType::logical))
      return refuse(part, fmt::format("'{}' converts between a number and a logical value", text(part)),
                    "use MERGE");
    return converted(std::move(values[0]), result);
  }
  if (row->takes == Takes::numbers || row->takes == Takes::pair || row->takes == Takes::two_bits)
    for (TermPtr& value : values) value = converted(std::move(value), result);
  if (row->takes == Takes::shift || row->takes == Takes::real_and_integer)
    values[1] = converted(std::move(values[1]), {BaseType::integer, 4});
  Type kept = name == "aint" || name == "anint" ? values[0]->type : result;
  // MAX and MIN of many are left to right.
  TermPtr made;
  for (std::size_t i = least; i <= values.size(); ++i) {
    TermPtr next = make(TermKind::call, kept);
    next->name = name;
    if (!made) {
      for (std::size_t k = 0; k < least; ++k) next->operands.push_back(std::move(values[k]));
    } else {
      next->operands.push_back(std::move(made));
      next->operands.push_back(std::move(values[i - 1]));
    }
    made = std::move(next);
  }
  return converted(std::move(made), result);
}

// SIZE, LBOUND and UBOUND of whole arrays, PRESENT.
TermPtr Lowering::inquiry(std::string_view name, const PartRef* part) {
  const auto* of = part->arguments.empty() ? nullptr : dyn_cast<NameRef>(part->arguments[0]);
  Lookup lookup = of ? program_.lookup(scope(), tree_.spelling(of->name)) : Lookup{};
  Variable* array = lookup.found() ? variable_of(*lookup.symbol, part) : nullptr;
  if (!array) {
    if (diagnostics_.errors() != 0) return constant(0);
    return refuse(part, fmt::format("'{}' asks about something that is not a variable", text(part)),
                  "ask about a whole array");
  }
  if (name == "present") {
    TermPtr made = make(TermKind::present, {BaseType::logical, 4});
    made->variable = array;
    return made;
  }
  Type type = type_of(part);
  if (type.base != BaseType::integer) type = {BaseType::integer, 4};
  auto bound = [&](Bound which, std::size_t dimension) {
    TermPtr made = make(TermKind::bound, type);
    made->variable = array;
    made->bound = which;
    made->dimension = static_cast<int>(dimension);
    return made;
  };
  bool assumed_size =
      array->rank() > 0 && array->storage == Storage::pointer && !array->dimensions.back().upper;
  const Expr* dim = argument(tree_, part, 1, "dim");
  if (name == "size" && !dim && array->rank() > 0 && !assumed_size) {
    TermPtr made = bound(Bound::extent, 0);
    for (std::size_t d = 1; d < array->rank(); ++d)
      made = binary(Op::multiply, std::move(made), bound(Bound::extent, d), type);
    return made;
  }
  std::int64_t dimension = 0;
  std::string why;
  if (!dim || !evaluator_.integer(dim, scope(), dimension, why) || dimension < 1 ||
      static_cast<std::size_t>(dimension) > array->rank())
    return refuse(part, fmt::format("the dimension of '{}' is not a constant", text(part)),
                  "name one of its dimensions");
  if (assumed_size && static_cast<std::size_t>(dimension) == array->rank() && name != "lbound")
    return refuse(part, fmt::format("'{}' has no last extent", array->name), "pass its size as an argument");
  return bound(name == "size"     ? Bound::extent
               : name == "lbound" ? Bound::lower
                                  : Bound::upper,
               static_cast<std::size_t>(dimension) - 1);
}

} // namespace isotach::kernel
