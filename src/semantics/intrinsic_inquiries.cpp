// Inquiry functions (kinds, ranges, shapes), functions of characters and of whole arrays.
#include <algorithm>
#include <bit>
#include <cfloat>
#include <cmath>

#include <fmt/format.h>

#include "base/strings.h"
#include "semantics/intrinsic_functions.h"

namespace isotach::intrinsics {

namespace {

// ---- inquiry ----
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
Value inquiry(std::string_view name, const Arguments& arguments, const Value& x) {
  auto no = [&](std::string reason) { return Value::unknown(std::move(reason)); };
  if (x.base == BaseType::unknown || x.kind == 0)
    return no(x.reason.empty() ? fmt::format("{} of an argument of unknown type", upper(name)) : x.reason);
  bool integer = x.base == BaseType::integer;
  bool real = x.base == BaseType::real || x.base == BaseType::complex;
  if (name == "kind") return arguments.integer(x.kind);
  if (name == "bit_size" && integer) {
    Value bits = Value::of_integer(8 * x.kind, x.kind);
    return fits_integer(bits.integer, std::min(x.kind, 8)) && x.kind <= 8
               ? bits
               : without_value(bits, "not evaluated");
  }
  if (name == "radix" && (integer || real)) return arguments.integer(2);
  if (name == "digits" && integer) return arguments.integer(8 * x.kind - 1);
  if (name == "range" && integer) {
    int ranges[] = {2, 4, 9, 18, 38};
    return arguments.integer(ranges[std::countr_zero(static_cast<unsigned>(x.kind))]);
  }
  if (name == "huge" && integer)
    return x.kind <= 8 ? Value::of_integer(largest_integer(x.kind), x.kind)
                       : without_value(type_shell(x.base, x.kind), "128-bit integers are not evaluated");
  if (!real) return no(fmt::format("{} does not apply to {}", upper(name), base_type_text(x.base)));
  Model model = real_model(x.kind);
  if (name == "digits") return arguments.integer(model.digits);
  if (name == "precision") return arguments.integer(model.precision);
  if (name == "range") return arguments.integer(model.range);
  if (name == "maxexponent") return arguments.integer(model.max_exponent);
  if (name == "minexponent") return arguments.integer(model.min_exponent);
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
      return without_value(arguments.integer(0),
                           value->reason.empty() ? "the arguments are not integers" : value->reason);
  std::int64_t precision = p ? p->integer : 0, range = r ? r->integer : 0;
  bool precision_found = false, range_found = false, radix_found = !radix || radix->integer == 2;
  for (int kind : {4, 8, 10, 16}) {
    Model model = real_model(kind);
    bool enough = model.precision >= precision, wide = model.range >= range;
    precision_found |= enough;
    range_found |= wide;
    if (enough && wide && radix_found) return arguments.integer(kind);
  }
  if (radix_found && range_found && !precision_found) return arguments.integer(-1);
  if (radix_found && precision_found && !range_found) return arguments.integer(-2);
  if (radix_found && !precision_found && !range_found) return arguments.integer(-3);
  return arguments.integer(radix_found ? -4 : -5);
}

Value selected_int_kind(const Arguments& arguments) {
  const Value& r = arguments.at(0, "r");
  if (!r.is_scalar(BaseType::integer)) return without_value(arguments.integer(0), r.reason);
  std::pair<int, int> ranges[] = {{2, 1}, {4, 2}, {9, 4}, {18, 8}, {38, 16}};
  for (auto [range, kind] : ranges)
    if (r.integer <= range) return arguments.integer(kind);
  return arguments.integer(-1);
}

Value extent(std::string_view name, const Arguments& arguments) {
  const Value& array = arguments.at(0, "array");
  const Value* dim = arguments.find(1, "dim");
  const Value* kind = arguments.find(2, "kind");
  Value shell = type_shell(BaseType::integer, arguments.kinds().integer);
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
    if (dim->integer < 1 || dim->integer > array.rank)
      return without_value(shell, "the array has no such dimension");
    return integer_of_kind(value_of(static_cast<std::size_t>(dim->integer - 1)), kind,
                           arguments.kinds().integer);
  }
  if (name == "size") return integer_of_kind(element_count(array.shape), kind, arguments.kinds().integer);
  for (std::size_t d = 0; d < array.shape.size(); ++d)
    shell.elements.push_back(integer_of_kind(value_of(d), kind, arguments.kinds().integer));
  shell.known = true;
  return shell;
}

Value shape_of(const Arguments& arguments) {
  const Value& source = arguments.at(0, "source");
  Value shell = type_shell(BaseType::integer, arguments.kinds().integer);
  shell.rank = 1;
  shell.shape = {source.rank};
  if (source.rank < 0 || (source.rank > 0 && source.shape.empty()))
    return without_value(shell, source.reason.empty() ? "the array's shape is not constant" : source.reason);
  for (std::int64_t n : source.shape)
    shell.elements.push_back(integer_of_kind(n, arguments.find(1, "kind"), arguments.kinds().integer));
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

// ---- arrays ----
// What a function that goes through an array gives: a scalar, or with DIM what is left of the array.
Value reduced_shell(const Arguments& arguments, std::size_t position, const Value& array, Value shell) {
  const Value* dim = arguments.find(position, "dim");
  bool has_dim = dim && (dim->base == BaseType::integer || dim->base == BaseType::unknown);
  shell.rank = !has_dim ? 0 : array.rank > 0 ? array.rank - 1 : array.rank;
  return shell;
}

Value reduction(const Arguments& arguments, OperatorKind op, std::int64_t start) {
  const Value& array = arguments.at(0, "array");
  Value shell = reduced_shell(arguments, 1, array, type_shell(array.base, array.kind));
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
  Value shell = reduced_shell(arguments, 1, array, type_shell(array.base, array.kind));
  if (!array.known || arguments.size() != 1 || array.elements.empty() || array.base == BaseType::character)
    return without_value(shell, array.known ? "only of a whole array evaluated" : array.reason);
  const Value* best = &array.elements.front();
  for (const Value& element : array.elements)
    if (binary(OperatorKind::gt, element, *best).logical == maximum &&
        !binary(OperatorKind::eq, element, *best).logical)
      best = &element;
  return *best;
}

Value logical_reduction(std::string_view name, const Arguments& arguments) {
  const Value& mask = arguments.at(0, "mask");
  Value shell = name == "count" ? type_shell(BaseType::integer, arguments.kinds().integer)
                                : type_shell(BaseType::logical, mask.kind);
  shell = reduced_shell(arguments, 1, mask, std::move(shell));
  if (!mask.known || arguments.size() != 1)
    return without_value(shell, mask.known ? "only of a whole array evaluated" : mask.reason);
  auto set =
      std::count_if(mask.elements.begin(), mask.elements.end(), [](const Value& v) { return v.logical; });
  if (name == "count") return arguments.integer(set);
  return Value::of_logical(name == "any" ? set > 0 : set == static_cast<std::ptrdiff_t>(mask.elements.size()),
                           mask.kind);
}

Value product_shell(const Value& left, const Value& right, int rank) {
  bool logical = left.base == BaseType::logical && right.base == BaseType::logical;
  auto [base, kind] =
      logical ? std::pair(BaseType::logical, std::max(left.kind, right.kind)) : promoted(left, right);
  Value shell = type_shell(base, kind);
  shell.rank = rank;
  return shell;
}

Value reshape(const Arguments& arguments) {
  const Value &source = arguments.at(0, "source"), &shape = arguments.at(1, "shape");
  Value result = source;
  result.lower.clear();
  result.shape.clear();
  result.rank = shape.shape.size() == 1 ? static_cast<int>(shape.shape[0]) : -1;
  if (!source.known || !shape.known || arguments.size() != 2 || shape.rank != 1)
    return without_value(result, !source.known  ? source.reason
                                 : !shape.known ? shape.reason
                                                : "RESHAPE with PAD or ORDER is not evaluated");
  for (const Value& n : shape.elements) result.shape.push_back(n.integer);
  auto count = static_cast<std::size_t>(element_count(result.shape));
  if (count > source.elements.size()) return without_value(result, "RESHAPE has too few elements");
  result.elements.resize(count);
  return result;
}

// ---- characters ----
std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Value position(std::string_view name, const Arguments& arguments) {
  const Value &string = arguments.at(0, "string"),
              &set = arguments.at(1, name == "index" ? "substring" : "set");
  const Value* back = arguments.find(2, "back");
  Value shell = type_shell(BaseType::integer, arguments.kinds().integer);
  if (!string.is_scalar(BaseType::character) || !set.is_scalar(BaseType::character) || (back && !back->known))
    return without_value(shell, !string.known ? string.reason : set.reason);
  bool backward = back && back->logical;
  std::string_view text = string.text, other = set.text;
  std::size_t at = name == "index" ? (backward ? text.rfind(other) : text.find(other))
                   : name == "scan"
                       ? (backward ? text.find_last_of(other) : text.find_first_of(other))
                       : (backward ? text.find_last_not_of(other) : text.find_first_not_of(other));
  return integer_of_kind(at == std::string_view::npos ? 0 : static_cast<std::int64_t>(at) + 1,
                         arguments.find(3, "kind"), arguments.kinds().integer);
}

Value text_function(const Value& a, const std::function<std::string(const std::string&)>& f) {
  Value shell = a;
  shell.length = -1;
  return elemental(a, shell, [&](const Value& x) {
    return x.base == BaseType::character ? Value::of_text(f(x.text), x.kind)
                                         : Value::unknown("the argument is not a character");
  });
}

Value character_of_code(const Arguments& arguments) {
  return elemental(arguments.at(0, "i"), type_shell(BaseType::character, 1), [](const Value& x) {
    if (x.base != BaseType::integer || x.integer < 0 || x.integer > 255)
      return Value::unknown("the argument is not a character code");
    return Value::of_text(std::string(1, static_cast<char>(x.integer)));
  });
}

Value code_of_character(const Arguments& arguments) {
  return elemental(arguments.at(0, "c"), type_shell(BaseType::integer, arguments.kinds().integer),
                   [&](const Value& x) {
                     if (x.base != BaseType::character || x.text.size() != 1)
                       return Value::unknown("the argument is not a single character");
                     return integer_of_kind(static_cast<unsigned char>(x.text[0]), arguments.find(1, "kind"),
                                            arguments.kinds().integer);
                   });
}

} // namespace

void add_inquiries(Table& table) {
  for (std::string_view name : {"kind", "huge", "tiny", "epsilon", "precision", "range", "digits", "radix",
                                "maxexponent", "minexponent", "bit_size"})
    table[name] = [name](const Arguments& a) { return inquiry(name, a, a.at(0, "x")); };
  table["bit_size"] = [](const Arguments& a) { return inquiry("bit_size", a, a.at(0, "i")); };
  table["selected_real_kind"] = selected_real_kind;
  table["ieee_selected_real_kind"] = selected_real_kind;
  table["selected_int_kind"] = selected_int_kind;
  table["selected_char_kind"] = [](const Arguments& a) {
    const Value& name = a.at(0, "name");
    if (!name.is_scalar(BaseType::character)) return without_value(a.integer(0), name.reason);
    std::string set = lower(trimmed(name.text));
    return a.integer(set == "ascii" || set == "default" ? 1 : set == "iso_10646" ? 4 : -1);
  };
  for (std::string_view name : {"size", "lbound", "ubound"})
    table[name] = [name](const Arguments& a) { return extent(name, a); };
  table["shape"] = shape_of;
  table["rank"] = [](const Arguments& a) {
    int rank = a.at(0, "a").rank;
    return rank < 0 ? without_value(a.integer(0), "the rank is not known") : a.integer(rank);
  };
  table["storage_size"] = [](const Arguments& a) {
    Value bytes = storage_bytes(a.at(0, "a"));
    return bytes.known ? integer_of_kind(8 * bytes.integer, a.find(1, "kind"), a.kinds().integer)
                       : without_value(a.integer(0), bytes.reason);
  };
  table["c_sizeof"] = table["sizeof"] = [](const Arguments& a) {
    const Value& x = a.at(0, "x");
    Value bytes = storage_bytes(x);
    if (!bytes.known || !x.is_array()) return bytes;
    return x.shape.empty() ? without_value(bytes, "the array's shape is not constant")
                           : Value::of_integer(bytes.integer * element_count(x.shape), 8);
  };
}

void add_characters(Table& table) {
  table["len"] = [](const Arguments& a) {
    const Value& x = a.at(0, "string");
    if (x.base != BaseType::character || x.length < 0)
      return without_value(a.integer(0), x.reason.empty() ? "the length is not constant" : x.reason);
    return integer_of_kind(x.length, a.find(1, "kind"), a.kinds().integer);
  };
  table["len_trim"] = [](const Arguments& a) {
    return elemental(a.at(0, "string"), type_shell(BaseType::integer, a.kinds().integer),
                     [&](const Value& x) {
                       return integer_of_kind(static_cast<std::int64_t>(trimmed(x.text).size()),
                                              a.find(1, "kind"), a.kinds().integer);
                     });
  };
  table["trim"] = [](const Arguments& a) {
    return text_function(a.at(0, "string"), [](const std::string& s) { return std::string(trimmed(s)); });
  };
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
    if (copies.integer < 0 ||
        static_cast<std::int64_t>(string.text.size()) * std::min<std::int64_t>(copies.integer, 1'000'000) >
            1'000'000 ||
        copies.integer > 1'000'000)
      return without_value(shell, "the result is too long to evaluate");
    std::string text;
    for (std::int64_t i = 0; i < copies.integer; ++i) text += string.text;
    return Value::of_text(std::move(text), string.kind);
  };
  for (std::string_view name : {"index", "scan", "verify"})
    table[name] = [name](const Arguments& a) { return position(name, a); };
  table["achar"] = table["char"] = character_of_code;
  table["iachar"] = table["ichar"] = code_of_character;
  table["new_line"] = [](const Arguments&) { return Value::of_text("\n"); };
}

void add_arrays(Table& table) {
  table["sum"] = [](const Arguments& a) { return reduction(a, OperatorKind::plus, 0); };
  table["product"] = [](const Arguments& a) { return reduction(a, OperatorKind::multiply, 1); };
  table["maxval"] = [](const Arguments& a) { return extreme_element(a, true); };
  table["minval"] = [](const Arguments& a) { return extreme_element(a, false); };
  for (std::string_view name : {"any", "all", "count"})
    table[name] = [name](const Arguments& a) { return logical_reduction(name, a); };
  table["reshape"] = reshape;
  for (std::string_view name : {"maxloc", "minloc"})
    table[name] = [name](const Arguments& a) {
      std::string why;
      int kind = kind_argument(a.find(3, "kind"), a.kinds().integer, why);
      Value shell = reduced_shell(a, 1, a.at(0, "array"), type_shell(BaseType::integer, kind));
      const Value* dim = a.find(1, "dim");
      if (!dim || dim->base == BaseType::logical) shell.rank = 1;
      return without_value(shell, fmt::format("{} is not evaluated", upper(name)));
    };
  table["dot_product"] = [](const Arguments& a) {
    return without_value(product_shell(a.at(0, "vector_a"), a.at(1, "vector_b"), 0),
                         "DOT_PRODUCT is not evaluated");
  };
  table["matmul"] = [](const Arguments& a) {
    const Value &left = a.at(0, "matrix_a"), &right = a.at(1, "matrix_b");
    int rank = left.rank > 0 && right.rank > 0 ? left.rank + right.rank - 2 : -1;
    return without_value(product_shell(left, right, rank), "MATMUL is not evaluated");
  };
  table["transpose"] = [](const Arguments& a) {
    const Value& matrix = a.at(0, "matrix");
    Value shell = type_shell(matrix.base, matrix.kind);
    shell.rank = 2;
    return without_value(shell, "TRANSPOSE is not evaluated");
  };
  table["transfer"] = [](const Arguments& a) {
    const Value& mold = a.at(1, "mold");
    Value shell = type_shell(mold.base, mold.kind);
    shell.rank = a.size() > 2 || mold.is_array() ? 1 : 0;
    return without_value(shell, "TRANSFER is not evaluated");
  };
  table["null"] = [](const Arguments&) { return Value::unknown("NULL() has no value"); };
}

} // namespace isotach::intrinsics
