// Intrinsic functions that specification parts use, with gfortran's results on 64-bit machines.
//
// Mathematical functions are computed in extended precision and rounded once, which agrees with gfortran's
// correctly rounded constants except, in principle, for results that lie within 2^-11 ulp of a rounding boundary.
#include <algorithm>
#include <bit>
#include <cfloat>
#include <cmath>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "base/strings.h"
#include "semantics/constants.h"

namespace isotach {

namespace {

// The arguments of one call, by position or keyword.
class Arguments {
 public:
  explicit Arguments(const std::vector<IntrinsicArgument>& list) : list_(list) {}
  std::size_t size() const { return list_.size(); }
  const Value* find(std::size_t position, std::string_view keyword) const {
    for (const IntrinsicArgument& argument : list_)
      if (argument.keyword == keyword) return &argument.value;
    return position < list_.size() && list_[position].keyword.empty() ? &list_[position].value : nullptr;
  }
  const Value& at(std::size_t position, std::string_view keyword) const {
    static const Value nothing = Value::unknown("an argument is missing");
    const Value* value = find(position, keyword);
    return value ? *value : nothing;
  }
  const Value& at(std::size_t position) const { return list_[position].value; }

 private:
  const std::vector<IntrinsicArgument>& list_;
};

using Function = std::function<Value(const Arguments&)>;

// A kind argument: the default when absent, 0 with a reason when it has no value.
int kind_argument(const Value* kind, int default_kind, std::string& why) {
  if (!kind) return default_kind;
  if (kind->is_scalar(BaseType::integer) && kind->integer > 0 && kind->integer < 100) return static_cast<int>(kind->integer);
  why = kind->reason.empty() ? "the KIND argument is not constant" : kind->reason;
  return 0;
}

Value converted(const Value& value, BaseType base, int kind, const std::string& why) {
  if (kind == 0) {
    Value shell = without_value(value, why);
    shell.base = base;
    shell.kind = 0;
    return shell;
  }
  if (!is_valid_kind(base, kind)) return Value::unknown(fmt::format("{} has no kind {}", base_type_text(base), kind));
  Value result = convert(value, base, kind);
  result.lower.clear();
  return result;
}

// Applies f to a scalar or to each element; f is called with known values only. `shell` has the result's type.
Value elemental(const Value& a, Value shell, const std::function<Value(const Value&)>& f) {
  shell.rank = a.rank;
  shell.shape = a.shape;
  shell.lower.clear();
  if (!a.known) return without_value(shell, a.reason);
  if (a.boz) return without_value(shell, "a BOZ argument is not evaluated");
  if (!a.is_array()) return f(a);
  shell.elements.clear();
  for (const Value& element : a.elements) {
    shell.elements.push_back(f(element));
    if (!shell.elements.back().known) return without_value(shell, std::string(shell.elements.back().reason));
  }
  shell.known = true;
  shell.reason.clear();
  return shell;
}
Value elemental(const Value& a, const std::function<Value(const Value&)>& f) { return elemental(a, a, f); }

Value elemental(const Value& a, const Value& b, Value shell, const std::function<Value(const Value&, const Value&)>& f) {
  if (!b.is_array()) return elemental(a, std::move(shell), [&](const Value& x) { return b.known && !b.boz ? f(x, b) : without_value(shell, b.reason); });
  if (!a.is_array()) return elemental(b, std::move(shell), [&](const Value& y) { return a.known && !a.boz ? f(a, y) : without_value(shell, a.reason); });
  shell.rank = a.rank;
  shell.shape = a.shape;
  if (!a.known || !b.known || a.shape != b.shape) return without_value(shell, !a.known ? a.reason : b.reason);
  shell.elements.clear();
  for (std::size_t i = 0; i < a.elements.size(); ++i) {
    shell.elements.push_back(f(a.elements[i], b.elements[i]));
    if (!shell.elements.back().known) return without_value(shell, std::string(shell.elements.back().reason));
  }
  shell.known = true;
  shell.reason.clear();
  return shell;
}

Value type_shell(BaseType base, int kind) {
  Value value;
  value.base = base;
  value.kind = kind;
  return value;
}

// ---- bits ----------------------------------------------------------------------------------------------------
std::uint64_t bits_of(const Value& value) {
  auto bits = static_cast<std::uint64_t>(value.integer);
  return value.kind >= 8 ? bits : bits & ((std::uint64_t{1} << (8 * value.kind)) - 1);
}
Value from_bits(std::uint64_t bits, int kind) {
  int unused = 64 - 8 * kind;
  return Value::of_integer(static_cast<std::int64_t>(bits << unused) >> unused, kind);
}
std::uint64_t shifted(std::uint64_t bits, std::int64_t shift, int kind) {
  if (std::abs(shift) >= 8 * kind) return 0;
  return shift >= 0 ? bits << shift : bits >> -shift;
}

Value bit_function(std::string_view name, const Value& i, const Value& j) {
  int kind = i.kind;
  if (i.base != BaseType::integer || j.base != BaseType::integer || kind > 8 || kind == 0)
    return without_value(i, fmt::format("{} of these arguments is not evaluated", upper(name)));
  std::uint64_t a = bits_of(i), b = bits_of(j);
  std::int64_t n = j.integer, width = 8 * kind;
  if (name == "iand") return from_bits(a & b, kind);
  if (name == "ior") return from_bits(a | b, kind);
  if (name == "ieor") return from_bits(a ^ b, kind);
  if (n < (name.starts_with("ishft") ? -width : 0) || n > width || (n == width && name.starts_with("ib")) ||
      (n == width && name == "btest"))
    return without_value(i, fmt::format("{} is no bit position of INTEGER({})", n, kind));
  if (name == "ishft") return from_bits(shifted(a, n, kind), kind);
  if (name == "shiftl") return from_bits(shifted(a, n, kind), kind);
  if (name == "shiftr") return from_bits(shifted(a, -n, kind), kind);
  if (name == "shifta") return Value::of_integer(i.integer >> std::min<std::int64_t>(n, 63), kind);
  if (name == "ibset") return from_bits(a | std::uint64_t{1} << n, kind);
  if (name == "ibclr") return from_bits(a & ~(std::uint64_t{1} << n), kind);
  if (name == "btest") return Value::of_logical((a >> n) & 1);
  if (name == "ishftc") {
    std::int64_t turn = (n % width + width) % width;
    return from_bits(turn == 0 ? a : a << turn | shifted(a, turn - width, kind), kind);
  }
  return Value::unknown("not evaluated");
}

// ---- numbers -------------------------------------------------------------------------------------------------
Value absolute(const Value& a) {
  if (a.base == BaseType::integer) return a.integer < 0 ? unary(OperatorKind::minus, a) : a;
  if (a.base == BaseType::complex) return rounded_real(std::hypot(a.real, a.imaginary), a.kind);
  return Value::of_real(std::fabs(a.real), a.kind);
}

Value remainder(const Value& a, const Value& b, bool floored) {
  auto [base, kind] = promoted(a, b);
  Value shell = type_shell(base, kind);
  if (base == BaseType::integer) {
    if (b.integer == 0) return without_value(shell, "division by zero");
    std::int64_t rest = b.integer == -1 ? 0 : a.integer % b.integer;
    if (floored && rest != 0 && (rest < 0) != (b.integer < 0)) rest += b.integer;
    return Value::of_integer(rest, kind);
  }
  if (base != BaseType::real) return without_value(shell, "the arguments are no integers or reals");
  if (b.real == 0) return without_value(shell, "division by zero");
  long double rest = std::fmod(a.real, b.real);
  if (floored && rest != 0 && std::signbit(rest) != std::signbit(b.real)) rest += b.real;
  return rounded_real(rest, kind);
}

Value sign_of(const Value& a, const Value& b) {
  if (a.base == BaseType::integer) {
    Value size = absolute(a);
    return b.integer < 0 && size.known ? unary(OperatorKind::minus, size) : size;
  }
  return Value::of_real(std::copysign(a.real, b.real), a.kind);
}

Value rounded_integer(const Value& a, int kind, const std::string& why, const std::function<long double(long double)>& f) {
  if (kind == 0) return converted(a, BaseType::integer, 0, why);
  return elemental(a, type_shell(BaseType::integer, kind), [&](const Value& x) {
    return x.base == BaseType::integer ? convert_scalar(x, BaseType::integer, kind)
                                       : convert_scalar(Value::of_real(f(x.real), 10), BaseType::integer, kind);
  });
}

Value extreme(const Arguments& arguments, bool maximum) {
  Value result = arguments.at(0);
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const Value& next = arguments.at(i);
    bool text = result.base == BaseType::character;
    auto [base, kind] = text ? std::pair{result.base, result.kind} : promoted(result, next);
    Value shell = type_shell(base, kind);
    if (text && next.base != BaseType::character) return without_value(shell, "the types of the arguments differ");
    shell.length = std::max(result.length, next.length);
    if (!next.known && result.known) shell.reason = next.reason;
    result = elemental(result, next, shell, [&](const Value& a, const Value& b) {
      Value greater = binary(OperatorKind::gt, a, b);
      if (!greater.known) return without_value(shell, greater.reason);
      Value chosen = greater.logical == maximum ? a : b;
      if (text) chosen.text.resize(static_cast<std::size_t>(shell.length), ' '), chosen.length = shell.length;
      return text ? chosen : convert_scalar(chosen, base, kind);
    });
  }
  return result;
}

Value mathematical(const Value& a, const std::function<long double(long double)>& f) {
  return elemental(a, [&](const Value& x) {
    if (x.base != BaseType::real) return without_value(x, "only of real arguments evaluated");
    return rounded_real(f(x.real), x.kind);
  });
}

Value truncated(const Arguments& arguments, const std::function<long double(long double)>& f) {
  const Value& a = arguments.at(0, "a");
  std::string why;
  int kind = kind_argument(arguments.find(1, "kind"), a.kind, why);
  return converted(mathematical(a, f), BaseType::real, kind, why);
}

// ---- inquiry -------------------------------------------------------------------------------------------------
struct Model {
  int digits, precision, range, max_exponent, min_exponent;
};
Model real_model(int kind) {
  switch (kind) {
    case 4: return {24, 6, 37, 128, -125};
    case 8: return {53, 15, 307, 1024, -1021};
    case 10: return {64, 18, 4931, 16384, -16381};
    default: return {113, 33, 4931, 16384, -16381};
  }
}

// Inquiries need the type of the argument only.
Value inquiry(std::string_view name, const Value& x) {
  auto no = [&](std::string reason) { return Value::unknown(std::move(reason)); };
  if (x.base == BaseType::unknown || x.kind == 0)
    return no(x.reason.empty() ? fmt::format("{} of an argument of unknown type", upper(name)) : x.reason);
  bool integer = x.base == BaseType::integer;
  bool real = x.base == BaseType::real || x.base == BaseType::complex;
  if (name == "kind") return Value::of_integer(x.kind);
  if (name == "bit_size" && integer) {
    Value bits = Value::of_integer(8 * x.kind, x.kind);
    return fits_integer(bits.integer, std::min(x.kind, 8)) && x.kind <= 8 ? bits : without_value(bits, "not evaluated");
  }
  if (name == "radix" && (integer || real)) return Value::of_integer(2);
  if (name == "digits" && integer) return Value::of_integer(8 * x.kind - 1);
  if (name == "range" && integer) {
    int ranges[] = {2, 4, 9, 18, 38};
    return Value::of_integer(ranges[std::countr_zero(static_cast<unsigned>(x.kind))]);
  }
  if (name == "huge" && integer)
    return x.kind <= 8 ? Value::of_integer(largest_integer(x.kind), x.kind)
                       : without_value(type_shell(x.base, x.kind), "128-bit integers are not evaluated");
  if (!real) return no(fmt::format("{} does not apply to {}", upper(name), base_type_text(x.base)));
  Model model = real_model(x.kind);
  if (name == "digits") return Value::of_integer(model.digits);
  if (name == "precision") return Value::of_integer(model.precision);
  if (name == "range") return Value::of_integer(model.range);
  if (name == "maxexponent") return Value::of_integer(model.max_exponent);
  if (name == "minexponent") return Value::of_integer(model.min_exponent);
  if (x.kind == 16) return without_value(type_shell(BaseType::real, 16), "quad precision is not evaluated");
  if (name == "epsilon") return Value::of_real(std::ldexp(1.0L, 1 - model.digits), x.kind);
  if (name == "tiny") return Value::of_real(std::ldexp(1.0L, model.min_exponent - 1), x.kind);
  if (name == "huge") return Value::of_real(x.kind == 4 ? FLT_MAX : x.kind == 8 ? DBL_MAX : LDBL_MAX, x.kind);
  return no(fmt::format("{} does not apply to {}", upper(name), base_type_text(x.base)));
}

Value selected_real_kind(const Arguments& arguments) {
  const Value *p = arguments.find(0, "p"), *r = arguments.find(1, "r"), *radix = arguments.find(2, "radix");
  for (const Value* value : {p, r, radix})
    if (value && !value->is_scalar(BaseType::integer))
      return without_value(Value::of_integer(0), value->reason.empty() ? "the arguments are no integers" : value->reason);
  std::int64_t precision = p ? p->integer : 0, range = r ? r->integer : 0;
  bool precision_found = false, range_found = false, radix_found = !radix || radix->integer == 2;
  for (int kind : {4, 8, 10, 16}) {
    Model model = real_model(kind);
    bool enough = model.precision >= precision, wide = model.range >= range;
    precision_found |= enough;
    range_found |= wide;
    if (enough && wide && radix_found) return Value::of_integer(kind);
  }
  if (radix_found && range_found && !precision_found) return Value::of_integer(-1);
  if (radix_found && precision_found && !range_found) return Value::of_integer(-2);
  if (radix_found && !precision_found && !range_found) return Value::of_integer(-3);
  return Value::of_integer(radix_found ? -4 : -5);
}

Value selected_int_kind(const Value& r) {
  if (!r.is_scalar(BaseType::integer)) return without_value(Value::of_integer(0), r.reason);
  std::pair<int, int> ranges[] = {{2, 1}, {4, 2}, {9, 4}, {18, 8}, {38, 16}};
  for (auto [range, kind] : ranges)
    if (r.integer <= range) return Value::of_integer(kind);
  return Value::of_integer(-1);
}

Value integer_of_kind(std::int64_t value, const Value* kind) {
  std::string why;
  int number = kind_argument(kind, 4, why);
  if (number == 0) return converted(Value::of_integer(value), BaseType::integer, 0, why);
  return converted(Value::of_integer(value, 8), BaseType::integer, number, why);
}

Value extent(std::string_view name, const Arguments& arguments) {
  const Value& array = arguments.at(0, "array");
  const Value* dim = arguments.find(1, "dim");
  const Value* kind = arguments.find(2, "kind");
  Value shell = type_shell(BaseType::integer, 4);
  if (!dim && name != "size") shell.rank = 1, shell.shape = {array.rank};
  if (kind) shell.kind = kind->is_scalar(BaseType::integer) ? static_cast<int>(kind->integer) : 0;
  if (array.rank <= 0 || array.shape.empty())
    return without_value(shell, array.reason.empty() ? "the array's shape is not constant" : array.reason);
  auto value_of = [&](std::size_t d) {
    std::int64_t lower_bound = array.lower.empty() ? 1 : array.lower[d];
    if (name == "size") return array.shape[d];
    if (array.shape[d] == 0) return std::int64_t{name == "lbound" ? 1 : 0};
    return name == "lbound" ? lower_bound : lower_bound + array.shape[d] - 1;
  };
  if (dim) {
    if (!dim->is_scalar(BaseType::integer)) return without_value(shell, dim->reason);
    if (dim->integer < 1 || dim->integer > array.rank) return without_value(shell, "the array has no such dimension");
    return integer_of_kind(value_of(static_cast<std::size_t>(dim->integer - 1)), kind);
  }
  if (name == "size") return integer_of_kind(element_count(array.shape), kind);
  for (std::size_t d = 0; d < array.shape.size(); ++d) shell.elements.push_back(integer_of_kind(value_of(d), kind));
  shell.known = true;
  return shell;
}

Value shape_of(const Arguments& arguments) {
  const Value& source = arguments.at(0, "source");
  Value shell = type_shell(BaseType::integer, 4);
  shell.rank = 1;
  shell.shape = {source.rank};
  if (source.rank < 0 || (source.rank > 0 && source.shape.empty()))
    return without_value(shell, source.reason.empty() ? "the array's shape is not constant" : source.reason);
  for (std::int64_t n : source.shape) shell.elements.push_back(integer_of_kind(n, arguments.find(1, "kind")));
  shell.known = true;
  return shell;
}

Value storage_bytes(const Value& a) {
  Value shell = type_shell(BaseType::integer, 8);
  if (a.base == BaseType::derived || a.base == BaseType::unknown || a.kind == 0)
    return without_value(shell, "the size of the argument is not known");
  std::int64_t bytes = bytes_of_kind(a.base, a.kind);
  if (a.base == BaseType::character) {
    if (a.length < 0) return without_value(shell, "the length of the argument is not constant");
    bytes *= a.length;
  }
  return Value::of_integer(bytes, 8);
}

// ---- arrays --------------------------------------------------------------------------------------------------
Value reduction(const Arguments& arguments, OperatorKind op, std::int64_t start) {
  const Value& array = arguments.at(0, "array");
  Value shell = type_shell(array.base, array.kind);
  if (!array.known || arguments.size() != 1)
    return without_value(shell, array.known ? "reductions with DIM or MASK are not evaluated" : array.reason);
  Value result = convert_scalar(Value::of_integer(start, 8), array.base, array.kind);
  for (const Value& element : array.elements) {
    result = binary(op, result, element);
    if (!result.known) return result;
  }
  return result;
}

Value extreme_element(const Arguments& arguments, bool maximum) {
  const Value& array = arguments.at(0, "array");
  Value shell = type_shell(array.base, array.kind);
  if (!array.known || arguments.size() != 1 || array.elements.empty() || array.base == BaseType::character)
    return without_value(shell, array.known ? "only of a whole array evaluated" : array.reason);
  const Value* best = &array.elements.front();
  for (const Value& element : array.elements)
    if (binary(OperatorKind::gt, element, *best).logical == maximum && !binary(OperatorKind::eq, element, *best).logical)
      best = &element;
  return *best;
}

Value logical_reduction(std::string_view name, const Arguments& arguments) {
  const Value& mask = arguments.at(0, "mask");
  Value shell = name == "count" ? type_shell(BaseType::integer, 4) : type_shell(BaseType::logical, mask.kind);
  if (!mask.known || arguments.size() != 1) return without_value(shell, mask.known ? "only of a whole array evaluated" : mask.reason);
  auto set = std::count_if(mask.elements.begin(), mask.elements.end(), [](const Value& v) { return v.logical; });
  if (name == "count") return Value::of_integer(set);
  return Value::of_logical(name == "any" ? set > 0 : set == static_cast<std::ptrdiff_t>(mask.elements.size()), mask.kind);
}

Value reshape(const Arguments& arguments) {
  const Value &source = arguments.at(0, "source"), &shape = arguments.at(1, "shape");
  Value result = source;
  result.lower.clear();
  result.shape.clear();
  result.rank = shape.shape.size() == 1 ? static_cast<int>(shape.shape[0]) : -1;
  if (!source.known || !shape.known || arguments.size() != 2 || shape.rank != 1)
    return without_value(result, !source.known ? source.reason : !shape.known ? shape.reason : "RESHAPE with PAD or ORDER is not evaluated");
  for (const Value& n : shape.elements) result.shape.push_back(n.integer);
  auto count = static_cast<std::size_t>(element_count(result.shape));
  if (count > source.elements.size()) return without_value(result, "RESHAPE has too few elements");
  result.elements.resize(count);
  return result;
}

// ---- characters ----------------------------------------------------------------------------------------------
std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Value position(std::string_view name, const Arguments& arguments) {
  const Value &string = arguments.at(0, "string"), &set = arguments.at(1, name == "index" ? "substring" : "set");
  const Value* back = arguments.find(2, "back");
  Value shell = type_shell(BaseType::integer, 4);
  if (!string.is_scalar(BaseType::character) || !set.is_scalar(BaseType::character) || (back && !back->known))
    return without_value(shell, !string.known ? string.reason : set.reason);
  bool backward = back && back->logical;
  std::string_view text = string.text, other = set.text;
  std::size_t at = name == "index" ? (backward ? text.rfind(other) : text.find(other))
                   : name == "scan" ? (backward ? text.find_last_of(other) : text.find_first_of(other))
                                    : (backward ? text.find_last_not_of(other) : text.find_first_not_of(other));
  return integer_of_kind(at == std::string_view::npos ? 0 : static_cast<std::int64_t>(at) + 1, arguments.find(3, "kind"));
}

Value text_function(const Value& a, const std::function<std::string(const std::string&)>& f) {
  Value shell = a;
  shell.length = -1;
  return elemental(a, shell, [&](const Value& x) {
    return x.base == BaseType::character ? Value::of_text(f(x.text), x.kind) : Value::unknown("the argument is no character");
  });
}

Value character_of_code(const Arguments& arguments) {
  return elemental(arguments.at(0, "i"), type_shell(BaseType::character, 1), [](const Value& x) {
    if (x.base != BaseType::integer || x.integer < 0 || x.integer > 255) return Value::unknown("the argument is no character code");
    return Value::of_text(std::string(1, static_cast<char>(x.integer)));
  });
}

Value code_of_character(const Arguments& arguments) {
  return elemental(arguments.at(0, "c"), type_shell(BaseType::integer, 4), [&](const Value& x) {
    if (x.base != BaseType::character || x.text.size() != 1) return Value::unknown("the argument is no single character");
    return integer_of_kind(static_cast<unsigned char>(x.text[0]), arguments.find(1, "kind"));
  });
}

using Table = std::map<std::string_view, Function>;

void add_numeric(Table& table) {
  auto real_of_kind = [](int fixed) {
    return [fixed](const Arguments& a) {
      const Value& x = a.at(0, "a");
      std::string why;
      int default_kind = fixed ? fixed : x.base == BaseType::complex ? x.kind : 4;
      return converted(x, BaseType::real, kind_argument(fixed ? nullptr : a.find(1, "kind"), default_kind, why), why);
    };
  };
  table["real"] = real_of_kind(0);
  table["float"] = table["sngl"] = real_of_kind(4);
  table["dble"] = table["dfloat"] = real_of_kind(8);
  table["int"] = [](const Arguments& a) {
    std::string why;
    int kind = kind_argument(a.find(1, "kind"), 4, why);
    return converted(a.at(0, "a"), BaseType::integer, kind, why);
  };
  table["ifix"] = table["idint"] = table["int"];
  for (auto [name, f] : {std::pair<std::string_view, long double (*)(long double)>{"nint", std::round}, {"floor", std::floor}, {"ceiling", std::ceil}})
    table[name] = [f = f](const Arguments& a) {
      std::string why;
      int kind = kind_argument(a.find(1, "kind"), 4, why);
      return rounded_integer(a.at(0, "a"), kind, why, f);
    };
  table["idnint"] = table["nint"];
  table["aint"] = table["dint"] = [](const Arguments& a) { return truncated(a, [](long double x) { return std::trunc(x); }); };
  table["anint"] = table["dnint"] = [](const Arguments& a) { return truncated(a, [](long double x) { return std::round(x); }); };
  table["cmplx"] = [](const Arguments& a) {
    const Value& x = a.at(0, "x");
    const Value* y = a.find(1, "y");
    std::string why;
    int kind = kind_argument(a.find(2, "kind"), 4, why);
    if (kind == 0 || !y) return converted(x, BaseType::complex, kind, why);
    Value real = convert(x, BaseType::real, kind), imaginary = convert(*y, BaseType::real, kind);
    Value shell = type_shell(BaseType::complex, kind);
    if (!imaginary.known) return without_value(shell, imaginary.reason);
    return elemental(real, imaginary, shell, [&](const Value& r, const Value& i) { return Value::of_complex(r.real, i.real, kind); });
  };
  table["dcmplx"] = [](const Arguments& a) {
    Value real = convert(a.at(0, "x"), BaseType::complex, 8);
    const Value* y = a.find(1, "y");
    if (!y) return real;
    Value imaginary = convert(*y, BaseType::real, 8);
    return elemental(real, imaginary, type_shell(BaseType::complex, 8), [](const Value& r, const Value& i) { return Value::of_complex(r.real, i.real, 8); });
  };
  table["aimag"] = table["dimag"] = [](const Arguments& a) {
    const Value& z = a.at(0, "z");
    return elemental(z, type_shell(BaseType::real, z.kind), [](const Value& x) { return Value::of_real(x.imaginary, x.kind); });
  };
  table["conjg"] = [](const Arguments& a) {
    return elemental(a.at(0, "z"), [](const Value& x) { return Value::of_complex(x.real, -x.imaginary, x.kind); });
  };
  table["logical"] = [](const Arguments& a) {
    std::string why;
    int kind = kind_argument(a.find(1, "kind"), 4, why);
    return converted(a.at(0, "l"), BaseType::logical, kind, why);
  };
  table["abs"] = table["iabs"] = table["dabs"] = [](const Arguments& a) {
    const Value& x = a.at(0, "a");
    return elemental(x, type_shell(x.base == BaseType::complex ? BaseType::real : x.base, x.kind), absolute);
  };
  table["mod"] = table["amod"] = table["dmod"] = [](const Arguments& a) {
    const Value &x = a.at(0, "a"), &y = a.at(1, "p");
    auto [base, kind] = promoted(x, y);
    return elemental(x, y, type_shell(base, kind), [](const Value& u, const Value& v) { return remainder(u, v, false); });
  };
  table["modulo"] = [](const Arguments& a) {
    const Value &x = a.at(0, "a"), &y = a.at(1, "p");
    auto [base, kind] = promoted(x, y);
    return elemental(x, y, type_shell(base, kind), [](const Value& u, const Value& v) { return remainder(u, v, true); });
  };
  table["sign"] = table["isign"] = table["dsign"] = [](const Arguments& a) {
    const Value& x = a.at(0, "a");
    return elemental(x, a.at(1, "b"), type_shell(x.base, x.kind), sign_of);
  };
  table["dim"] = [](const Arguments& a) {
    const Value& x = a.at(0, "x");
    return elemental(x, a.at(1, "y"), type_shell(x.base, x.kind), [](const Value& u, const Value& v) {
      Value difference = binary(OperatorKind::minus, u, v);
      Value zero = convert_scalar(Value::of_integer(0), u.base, u.kind);
      return difference.known && binary(OperatorKind::gt, difference, zero).logical ? difference : zero;
    });
  };
  for (std::string_view name : {"max", "max0", "amax1", "dmax1"}) table[name] = [](const Arguments& a) { return extreme(a, true); };
  for (std::string_view name : {"min", "min0", "amin1", "dmin1"}) table[name] = [](const Arguments& a) { return extreme(a, false); };
  table["merge"] = [](const Arguments& a) {
    const Value &yes = a.at(0, "tsource"), &no = a.at(1, "fsource"), &mask = a.at(2, "mask");
    if (mask.is_scalar(BaseType::logical)) return mask.logical ? yes : no;
    return without_value(yes, mask.reason.empty() ? "MERGE with an array mask is not evaluated" : mask.reason);
  };
}

void add_mathematical(Table& table) {
  using Real = long double;
  std::pair<std::string_view, Real (*)(Real)> functions[] = {
      {"sqrt", std::sqrt},   {"dsqrt", std::sqrt}, {"exp", std::exp},     {"dexp", std::exp},   {"log", std::log},
      {"alog", std::log},    {"dlog", std::log},   {"log10", std::log10}, {"alog10", std::log10}, {"dlog10", std::log10},
      {"sin", std::sin},     {"cos", std::cos},    {"tan", std::tan},     {"asin", std::asin},  {"acos", std::acos},
      {"atan", std::atan},   {"sinh", std::sinh},  {"cosh", std::cosh},   {"tanh", std::tanh},  {"asinh", std::asinh},
      {"acosh", std::acosh}, {"atanh", std::atanh}, {"gamma", std::tgamma}, {"log_gamma", std::lgamma}, {"erf", std::erf},
      {"erfc", std::erfc},   {"dsin", std::sin},   {"dcos", std::cos},    {"dtan", std::tan},   {"datan", std::atan},
      {"dasin", std::asin},  {"dacos", std::acos}};
  for (auto [name, f] : functions)
    table[name] = [f = f](const Arguments& a) {
      if (const Value* x = a.find(1, "x"); x && a.size() == 2)   // ATAN(y, x)
        return elemental(a.at(0, "y"), *x, type_shell(BaseType::real, x->kind), [](const Value& u, const Value& v) { return rounded_real(std::atan2(u.real, v.real), u.kind); });
      return mathematical(a.at(0, "x"), f);
    };
  table["atan2"] = table["datan2"] = [](const Arguments& a) {
    const Value& y = a.at(0, "y");
    return elemental(y, a.at(1, "x"), type_shell(y.base, y.kind), [](const Value& u, const Value& v) { return rounded_real(std::atan2(u.real, v.real), u.kind); });
  };
  table["hypot"] = [](const Arguments& a) {
    const Value& x = a.at(0, "x");
    return elemental(x, a.at(1, "y"), type_shell(x.base, x.kind), [](const Value& u, const Value& v) { return rounded_real(std::hypot(u.real, v.real), u.kind); });
  };
}

void add_inquiries(Table& table) {
  for (std::string_view name : {"kind", "huge", "tiny", "epsilon", "precision", "range", "digits", "radix",
                                "maxexponent", "minexponent", "bit_size"})
    table[name] = [name](const Arguments& a) { return inquiry(name, a.at(0, "x")); };
  table["bit_size"] = [](const Arguments& a) { return inquiry("bit_size", a.at(0, "i")); };
  table["selected_real_kind"] = selected_real_kind;
  table["ieee_selected_real_kind"] = selected_real_kind;
  table["selected_int_kind"] = [](const Arguments& a) { return selected_int_kind(a.at(0, "r")); };
  table["selected_char_kind"] = [](const Arguments& a) {
    const Value& name = a.at(0, "name");
    if (!name.is_scalar(BaseType::character)) return without_value(Value::of_integer(0), name.reason);
    std::string set = lower(trimmed(name.text));
    return Value::of_integer(set == "ascii" || set == "default" ? 1 : set == "iso_10646" ? 4 : -1);
  };
  for (std::string_view name : {"size", "lbound", "ubound"}) table[name] = [name](const Arguments& a) { return extent(name, a); };
  table["shape"] = shape_of;
  table["rank"] = [](const Arguments& a) {
    int rank = a.at(0, "a").rank;
    return rank < 0 ? without_value(Value::of_integer(0), "the rank is not known") : Value::of_integer(rank);
  };
  table["storage_size"] = [](const Arguments& a) {
    Value bytes = storage_bytes(a.at(0, "a"));
    return bytes.known ? integer_of_kind(8 * bytes.integer, a.find(1, "kind")) : without_value(Value::of_integer(0), bytes.reason);
  };
  table["c_sizeof"] = table["sizeof"] = [](const Arguments& a) {
    const Value& x = a.at(0, "x");
    Value bytes = storage_bytes(x);
    if (!bytes.known || !x.is_array()) return bytes;
    return x.shape.empty() ? without_value(bytes, "the array's shape is not constant") : Value::of_integer(bytes.integer * element_count(x.shape), 8);
  };
}

void add_bits(Table& table) {
  for (std::string_view name : {"iand", "ior", "ieor", "ishft", "shiftl", "shiftr", "shifta", "ibset", "ibclr", "btest", "ishftc"})
    table[name] = [name](const Arguments& a) {
      const Value& i = a.at(0, "i");
      bool shift = name.starts_with("ish") || name.starts_with("shift");
      if (name == "ishftc" && a.size() > 2) return without_value(i, "ISHFTC with SIZE is not evaluated");
      return elemental(i, a.at(1, shift ? "shift" : name.starts_with("ib") || name == "btest" ? "pos" : "j"),
                       name == "btest" ? type_shell(BaseType::logical, 4) : type_shell(i.base, i.kind),
                       [name](const Value& u, const Value& v) { return bit_function(name, u, v); });
    };
  table["not"] = [](const Arguments& a) {
    return elemental(a.at(0, "i"), [](const Value& x) { return x.base == BaseType::integer && x.kind <= 8 ? Value::of_integer(~x.integer, x.kind) : without_value(x, "NOT is only of integers"); });
  };
  for (std::string_view name : {"popcnt", "leadz", "trailz", "poppar"})
    table[name] = [name](const Arguments& a) {
      return elemental(a.at(0, "i"), type_shell(BaseType::integer, 4), [name](const Value& x) {
        if (x.base != BaseType::integer || x.kind > 8) return Value::unknown("the argument is not evaluated");
        std::uint64_t bits = bits_of(x);
        int width = 8 * x.kind;
        int result = name == "popcnt"   ? std::popcount(bits)
                     : name == "poppar" ? std::popcount(bits) % 2
                     : name == "leadz"  ? std::countl_zero(bits) - (64 - width)
                                        : std::min(width, std::countr_zero(bits));
        return Value::of_integer(result);
      });
    };
}

void add_characters(Table& table) {
  table["len"] = [](const Arguments& a) {
    const Value& x = a.at(0, "string");
    if (x.base != BaseType::character || x.length < 0)
      return without_value(Value::of_integer(0), x.reason.empty() ? "the length is not constant" : x.reason);
    return integer_of_kind(x.length, a.find(1, "kind"));
  };
  table["len_trim"] = [](const Arguments& a) {
    return elemental(a.at(0, "string"), type_shell(BaseType::integer, 4), [&](const Value& x) { return integer_of_kind(static_cast<std::int64_t>(trimmed(x.text).size()), a.find(1, "kind")); });
  };
  table["trim"] = [](const Arguments& a) { return text_function(a.at(0, "string"), [](const std::string& s) { return std::string(trimmed(s)); }); };
  table["adjustl"] = [](const Arguments& a) {
    return text_function(a.at(0, "string"), [](const std::string& s) {
      std::size_t blanks = std::min(s.find_first_not_of(' '), s.size());
      return s.substr(blanks) + std::string(blanks, ' ');
    });
  };
  table["adjustr"] = [](const Arguments& a) {
    return text_function(a.at(0, "string"), [](const std::string& s) {
      std::string_view kept = trimmed(s);
      return std::string(s.size() - kept.size(), ' ') + std::string(kept);
    });
  };
  table["repeat"] = [](const Arguments& a) {
    const Value &string = a.at(0, "string"), &copies = a.at(1, "ncopies");
    Value shell = type_shell(BaseType::character, string.kind);
    if (!string.is_scalar(BaseType::character) || !copies.is_scalar(BaseType::integer))
      return without_value(shell, !string.known ? string.reason : copies.reason);
    if (copies.integer < 0 || static_cast<std::int64_t>(string.text.size()) * std::min<std::int64_t>(copies.integer, 1'000'000) > 1'000'000 || copies.integer > 1'000'000)
      return without_value(shell, "the result is too long to evaluate");
    std::string text;
    for (std::int64_t i = 0; i < copies.integer; ++i) text += string.text;
    return Value::of_text(std::move(text), string.kind);
  };
  for (std::string_view name : {"index", "scan", "verify"}) table[name] = [name](const Arguments& a) { return position(name, a); };
  table["achar"] = table["char"] = character_of_code;
  table["iachar"] = table["ichar"] = code_of_character;
  table["new_line"] = [](const Arguments&) { return Value::of_text("\n"); };
}

void add_arrays(Table& table) {
  table["sum"] = [](const Arguments& a) { return reduction(a, OperatorKind::plus, 0); };
  table["product"] = [](const Arguments& a) { return reduction(a, OperatorKind::multiply, 1); };
  table["maxval"] = [](const Arguments& a) { return extreme_element(a, true); };
  table["minval"] = [](const Arguments& a) { return extreme_element(a, false); };
  for (std::string_view name : {"any", "all", "count"}) table[name] = [name](const Arguments& a) { return logical_reduction(name, a); };
  table["reshape"] = reshape;
  table["transfer"] = [](const Arguments& a) {
    const Value& mold = a.at(1, "mold");
    Value shell = type_shell(mold.base, mold.kind);
    shell.rank = a.size() > 2 || mold.is_array() ? 1 : 0;
    return without_value(shell, "TRANSFER is not evaluated");
  };
  table["null"] = [](const Arguments&) { return Value::unknown("NULL() has no value"); };
}

const Table& functions() {
  static const Table table = [] {
    Table t;
    add_numeric(t);
    add_mathematical(t);
    add_inquiries(t);
    add_bits(t);
    add_characters(t);
    add_arrays(t);
    return t;
  }();
  return table;
}

}  // namespace

bool is_intrinsic_function(std::string_view name) { return functions().count(name) != 0; }

Value call_intrinsic(std::string_view name, const std::vector<IntrinsicArgument>& arguments) {
  auto found = functions().find(name);
  if (found == functions().end()) return Value::unknown(fmt::format("{} is not evaluated", upper(name)));
  if (arguments.empty() && name != "null" && name != "new_line" )
    return Value::unknown(fmt::format("{} has no argument", upper(name)));
  Value value = found->second(Arguments(arguments));
  if (!value.known && value.reason.empty()) value.reason = fmt::format("{} is not evaluated for these arguments", upper(name));
  return value;
}

}  // namespace isotach
