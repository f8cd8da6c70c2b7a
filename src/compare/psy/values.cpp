#include "compare/psy/values.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace isotach::psy {

namespace {

std::optional<long long> integer(std::string_view text) {
  long long number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Components that are the values of a field or an operator.
bool holds_data(std::string_view component) {
  return component == "data" || component == "local_stencil" || component == "columnwise_matrix";
}

bool is_space(std::string_view component) {
  return component == "vspace" || component == "fs_to" || component == "fs_from";
}

} // namespace

Values::Values() {
  nodes_.emplace_back();
  texts_.emplace_back();
  text_numbers_.emplace("", 0);
}

std::uint32_t Values::intern(std::string_view text) {
  auto [at, added] = text_numbers_.try_emplace(std::string(text), static_cast<std::uint32_t>(texts_.size()));
  if (added) texts_.emplace_back(text);
  return at->second;
}

Value Values::make(ValueKind kind, std::string_view text, std::uint32_t number,
                   std::span<const Value> parts) {
  ValueNode made;
  made.kind = kind;
  made.text = intern(text);
  made.number = number;
  made.count = static_cast<std::uint32_t>(parts.size());
  std::uint64_t hash = mix(mix(static_cast<std::uint64_t>(kind), made.text), number);
  for (Value part : parts) {
    hash = mix(hash, static_cast<std::uint64_t>(part));
    made.memory |= node(part).memory;
    made.names_local = made.names_local || node(part).names_local;
  }
  auto [begin, end] = known_.equal_range(hash);
  for (auto at = begin; at != end; ++at) {
    const ValueNode& other = node(at->second);
    if (other.kind == kind && other.text == made.text && other.number == number &&
        std::ranges::equal(this->parts(at->second), parts))
      return at->second;
  }
  if (kind == ValueKind::undefined || (kind == ValueKind::carried && !text.empty())) made.names_local = true;
  std::vector<Value> copy(parts.begin(), parts.end()); // they may be parts of another value
  made.first = static_cast<std::uint32_t>(parts_.size());
  parts_.insert(parts_.end(), copy.begin(), copy.end());
  auto value = static_cast<Value>(nodes_.size());
  nodes_.push_back(made);
  known_.emplace(hash, value);
  return value;
}

Value Values::dummy(std::uint32_t position, bool mutable_data) {
  Value value = make(ValueKind::dummy, mutable_data ? "m" : "", position, {});
  if (mutable_data) nodes_[static_cast<std::uint32_t>(value)].memory = std::uint64_t{1} << position % 64;
  return value;
}

std::string_view Values::method(Value value) const {
  if (!is(value, ValueKind::apply) || !is(parts(value)[0], ValueKind::component)) return {};
  return text(parts(value)[0]);
}

Value Values::without_proxy(Value value) const {
  std::string_view name = method(value);
  if (name != "get_proxy" && name != "get_quadrature_proxy") return value;
  return parts(parts(value)[0])[0];
}

Value Values::dummy_below(Value value) const {
  for (;;) {
    Value inner = without_proxy(value);
    if (inner == value && is(value, ValueKind::apply)) inner = parts(value)[0];
    if (inner == value) return is(value, ValueKind::dummy) ? value : Value::none;
    value = inner;
  }
}

Value Values::component(Value base, std::string_view name) {
  Value owner = without_proxy(base), root = dummy_below(owner);
  if (owner != base && root != Value::none && is_space(name)) {
    // The components of a vector of fields are on one space.
    std::uint32_t which = name == "vspace" ? 0 : name == "fs_to" ? 1 : 2;
    auto [at, added] = space_numbers_.try_emplace(node(root).number * 3ull + which,
                                                  static_cast<std::uint32_t>(spaces_.size()));
    Value value = make(ValueKind::space, name, at->second, {&owner, 1});
    if (added) spaces_.push_back(value);
    return value;
  }
  Value value = make(ValueKind::component, name, {base});
  if (owner != base && root != Value::none && holds_data(name))
    nodes_[static_cast<std::uint32_t>(value)].memory |= std::uint64_t{1} << node(root).number % 64;
  return value;
}

Value Values::apply(Value function, std::span<const Value> arguments) {
  // The whole of an array.
  bool whole = !arguments.empty();
  for (Value argument : arguments)
    whole = whole && is(argument, ValueKind::section) &&
            std::ranges::all_of(parts(argument), [](Value part) { return part == Value::none; });
  if (whole) return function;
  if (is(function, ValueKind::component)) {
    std::string_view name = text(function);
    Value object = parts(function)[0];
    if (is(object, ValueKind::space) && name == "get_mesh" && arguments.empty())
      return make(ValueKind::mesh, "", {object});
    // The number of layers is that of the space's mesh: fields of one invoke may have other extrusions.
    if (is(object, ValueKind::mesh) && name == "get_nlayers" && arguments.empty())
      return apply(component(parts(object)[0], "get_nlayers"), {});
  }
  // proxies(i) of field%get_proxy() is the proxy of field(i).
  if (Value fields = without_proxy(function); fields != function && !arguments.empty()) {
    std::string name(method(function));
    return apply(component(apply(fields, arguments), name), {});
  }
  if (is(function, ValueKind::symbol) && arguments.size() == 2 && is(arguments[0], ValueKind::literal) &&
      is(arguments[1], ValueKind::literal)) {
    auto a = integer(text(arguments[0])), b = integer(text(arguments[1]));
    if (a && b && text(function) == "max") return literal(std::to_string(std::max(*a, *b)));
    if (a && b && text(function) == "min") return literal(std::to_string(std::min(*a, *b)));
  }
  std::vector<Value> parts{function};
  parts.insert(parts.end(), arguments.begin(), arguments.end());
  Value value = make(ValueKind::apply, "", 0, parts);
  if (method(value) == "is_dirty") { // of the moment
    Value root = dummy_below(this->parts(function)[0]);
    if (root != Value::none)
      nodes_[static_cast<std::uint32_t>(value)].memory |= std::uint64_t{1} << node(root).number % 64;
  }
  return value;
}

Value Values::binary(std::string_view op, Value left, Value right) {
  constexpr long long largest = 1'000'000; // far from any overflow
  if (is(left, ValueKind::literal) && is(right, ValueKind::literal)) {
    auto a = integer(text(left)), b = integer(text(right));
    if (a && b && std::abs(*a) < largest && std::abs(*b) < largest) {
      if (op == "+") return literal(std::to_string(*a + *b));
      if (op == "-") return literal(std::to_string(*a - *b));
      if (op == "*") return literal(std::to_string(*a * *b));
    }
  }
  return make(ValueKind::binary, op, {left, right});
}

Value Values::replace(Value value, Value from, Value to) {
  std::unordered_map<std::uint32_t, Value> done;
  auto visit = [&](auto&& self, Value at) -> Value {
    if (at == from) return to;
    if (node(at).count == 0) return at;
    auto known = done.find(static_cast<std::uint32_t>(at));
    if (known != done.end()) return known->second;
    std::vector<Value> parts(this->parts(at).begin(), this->parts(at).end());
    bool same = true;
    for (Value& part : parts) {
      Value with = self(self, part);
      same = same && with == part;
      part = with;
    }
    std::string text(this->text(at));
    Value result = same ? at : make(node(at).kind, text, node(at).number, parts);
    done.emplace(static_cast<std::uint32_t>(at), result);
    return result;
  };
  return visit(visit, value);
}

Value Values::canonical(Value value, const SpaceClasses& classes) {
  auto index = static_cast<std::uint32_t>(value);
  if (canonical_.size() <= index) canonical_.resize(nodes_.size());
  if (value == Value::none || canonical_[index] != Value::none) return canonical_[index];
  const ValueNode at = node(value);
  std::string text(this->text(value));
  Value result = value;
  if (at.kind == ValueKind::space) {
    result = make(ValueKind::space, "", classes.of(at.number), {});
  } else if (at.kind == ValueKind::mesh && !classes.meshes_differ) {
    result = make(ValueKind::mesh, "", 0, {});
  } else if (at.count != 0) {
    std::vector<Value> parts(this->parts(value).begin(), this->parts(value).end());
    for (Value& part : parts) part = canonical(part, classes);
    if (at.kind == ValueKind::apply && is(parts[0], ValueKind::symbol) && at.memory == 0 &&
        (this->text(parts[0]) == "max" || this->text(parts[0]) == "min")) {
      std::vector<Value> flat{parts[0]};
      for (std::size_t i = 1; i < parts.size(); ++i)
        if (is(parts[i], ValueKind::apply) && this->parts(parts[i])[0] == parts[0])
          flat.insert(flat.end(), this->parts(parts[i]).begin() + 1, this->parts(parts[i]).end());
        else flat.push_back(parts[i]);
      std::sort(flat.begin() + 1, flat.end());
      flat.erase(std::unique(flat.begin() + 1, flat.end()), flat.end());
      parts = std::move(flat);
    }
    result = at.kind == ValueKind::apply && parts.size() == 2 && is(parts[0], ValueKind::symbol) &&
                     at.memory == 0 && (this->text(parts[0]) == "max" || this->text(parts[0]) == "min")
                 ? parts[1]
                 : make(at.kind, text, at.number, parts);
  }
  if (canonical_.size() <= index) canonical_.resize(nodes_.size());
  canonical_[index] = result;
  return result;
}

std::string Values::show(Value value, const ShownNames& names) const {
  std::string out;
  show(value, names, out, 0);
  return out;
}

void Values::show(Value value, const ShownNames& names, std::string& out, unsigned depth) const {
  if (value == Value::none) return;
  if (depth > 40) {
    out += "...";
    return;
  }
  const ValueNode& at = node(value);
  auto parts = this->parts(value);
  auto list = [&](std::size_t from, std::string_view separator = ", ") {
    for (std::size_t i = from; i < parts.size(); ++i) {
      if (i != from) out += separator;
      show(parts[i], names, out, depth + 1);
    }
  };
  auto operand = [&](Value part) {
    bool compound = is(part, ValueKind::binary) || is(part, ValueKind::unary);
    if (compound) out += '(';
    show(part, names, out, depth + 1);
    if (compound) out += ')';
  };
  switch (at.kind) {
  case ValueKind::dummy: out += at.number < names.dummies.size() ? names.dummies[at.number] : "?"; break;
  case ValueKind::symbol:
  case ValueKind::literal: out += text(value); break;
  case ValueKind::undefined: out += std::string(text(value)) + " without a value"; break;
  case ValueKind::null: out += "null()"; break;
  case ValueKind::apply:
    if (Value owner = without_proxy(value); owner != value) {
      show(owner, names, out, depth + 1);
      break;
    }
    show(parts[0], names, out, depth + 1);
    out += '(';
    list(1);
    out += ')';
    break;
  case ValueKind::component:
    show(parts[0], names, out, depth + 1);
    out += '%';
    out += text(value);
    break;
  case ValueKind::unary:
    out += text(value);
    operand(parts[0]);
    break;
  case ValueKind::binary:
    operand(parts[0]);
    out += ' ';
    out += text(value);
    out += ' ';
    operand(parts[1]);
    break;
  case ValueKind::paren:
    out += '(';
    list(0);
    out += ')';
    break;
  case ValueKind::keyword:
    out += text(value);
    out += '=';
    list(0);
    break;
  case ValueKind::section:
    show(parts[0], names, out, depth + 1);
    out += ':';
    show(parts[1], names, out, depth + 1);
    if (parts[2] != Value::none) {
      out += ':';
      show(parts[2], names, out, depth + 1);
    }
    break;
  case ValueKind::list:
    out += '[';
    list(0);
    out += ']';
    break;
  case ValueKind::loop_variable:
    out += at.number < names.loops.size() ? names.loops[at.number] : "i" + std::to_string(at.number + 1);
    break;
  case ValueKind::space:
    list(0);
    out += '%';
    out += text(value);
    break;
  case ValueKind::mesh:
    if (!parts.empty()) {
      list(0);
      out += '%';
    }
    out += "mesh";
    break;
  case ValueKind::allocated:
    out += "an array (";
    list(0);
    out += ")";
    break;
  case ValueKind::overlay:
    out += '{';
    list(1);
    out += '}';
    break;
  case ValueKind::store: {
    out += '(';
    for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
      if (i != 1) out += ',';
      show(parts[i], names, out, depth + 1);
    }
    out += ") = ";
    show(parts.back(), names, out, depth + 1);
    break;
  }
  case ValueKind::output:
    out += "argument " + std::to_string(at.number + 1) + " of ";
    out += text(value);
    out += '(';
    list(0);
    out += ')';
    break;
  case ValueKind::choice:
    out += "merge(";
    show(parts[1], names, out, depth + 1);
    out += ", ";
    show(parts[2], names, out, depth + 1);
    out += ", ";
    show(parts[0], names, out, depth + 1);
    out += ')';
    break;
  case ValueKind::repeated: {
    ShownNames plain{names.dummies, {}};
    std::string variable = "i" + std::to_string(at.number + 1);
    out += '[';
    show(parts[3], plain, out, depth + 1);
    out += ", " + variable + " = ";
    show(parts[0], plain, out, depth + 1);
    out += ", ";
    show(parts[1], plain, out, depth + 1);
    out += ']';
    break;
  }
  case ValueKind::carried: out += text(value).empty() ? "before" : text(value); break;
  case ValueKind::stale:
    list(0);
    out += " of " + std::to_string(at.number) + " writes ago";
    break;
  case ValueKind::structure:
    out += text(value);
    if (!parts.empty()) {
      out += '(';
      list(0);
      out += ')';
    }
    break;
  }
}

void SpaceClasses::reset() {
  for (std::size_t i = 0; i < parents_.size(); ++i) parents_[i] = static_cast<std::uint32_t>(i);
}

std::uint32_t SpaceClasses::of(std::uint32_t space) const {
  while (parents_[space] != space) space = parents_[space];
  return space;
}

void SpaceClasses::unite(std::uint32_t a, std::uint32_t b) {
  a = of(a);
  b = of(b);
  if (a != b) parents_[std::max(a, b)] = std::min(a, b);
}

} // namespace isotach::psy
