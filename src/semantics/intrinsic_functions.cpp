// The table of intrinsic functions, and how they apply to arrays and kinds.
#include "semantics/intrinsic_functions.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace isotach::intrinsics {

int kind_argument(const Value* kind, int default_kind, std::string& why) {
  if (!kind) return default_kind;
  if (kind->is_scalar(BaseType::integer) && kind->integer > 0 && kind->integer < 100)
    return static_cast<int>(kind->integer);
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
  if (!is_valid_kind(base, kind))
    return Value::unknown(fmt::format("{} has no kind {}", base_type_text(base), kind));
  Value result = convert(value, base, kind);
  result.lower.clear();
  return result;
}

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

Value elemental(const Value& a, const Value& b, Value shell,
                const std::function<Value(const Value&, const Value&)>& f) {
  if (!b.is_array())
    return elemental(a, std::move(shell), [&](const Value& x) {
      return b.known && !b.boz ? f(x, b) : without_value(shell, b.reason);
    });
  if (!a.is_array())
    return elemental(b, std::move(shell), [&](const Value& y) {
      return a.known && !a.boz ? f(a, y) : without_value(shell, a.reason);
    });
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

Value integer_of_kind(std::int64_t value, const Value* kind, int default_kind) {
  std::string why;
  int number = kind_argument(kind, default_kind, why);
  if (number == 0) return converted(Value::of_integer(value), BaseType::integer, 0, why);
  return converted(Value::of_integer(value, 8), BaseType::integer, number, why);
}

namespace {

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

} // namespace
} // namespace isotach::intrinsics

namespace isotach {

bool is_intrinsic_function(std::string_view name) { return intrinsics::functions().count(name) != 0; }

Value call_intrinsic(std::string_view name, const std::vector<IntrinsicArgument>& arguments,
                     const KindOptions& kinds) {
  auto found = intrinsics::functions().find(name);
  if (found == intrinsics::functions().end())
    return Value::unknown(fmt::format("{} is not evaluated", upper(name)));
  if (arguments.empty() && name != "null" && name != "new_line")
    return Value::unknown(fmt::format("{} has no argument", upper(name)));
  Value value = found->second(intrinsics::Arguments(arguments, kinds));
  if (!value.known && value.reason.empty())
    value.reason = fmt::format("{} is not evaluated for these arguments", upper(name));
  return value;
}

} // namespace isotach
