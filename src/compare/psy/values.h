// Values: what the variables of a PSy layer hold, as expressions over the dummies of its invoke.
//
// Equal expressions are one number, in both files of a comparison, so comparing two is O(1). A function space
// is known by the field or operator it was asked from, and a mesh by a function space; SpaceClasses says
// which of them are one, and canonical() applies that.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace isotach::psy {

// One step of a hash.
inline std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
  std::uint64_t x = (seed ^ value) * 0x9e3779b97f4a7c15u;
  x ^= x >> 29;
  return x * 0xbf58476d1ce4e5b9u + 1;
}

enum class Value : std::uint32_t { none = 0 };

enum class ValueKind : std::uint8_t {
  dummy,         // number: its position
  symbol,        // text: of a module, or an intrinsic
  literal,       // text
  apply,         // function or array, then its arguments
  component,     // of a value; text: its name
  unary,         // text: operator
  binary,        // text: operator
  paren,         // (x) where that is not x: an argument
  keyword,       // text: name; its value
  section,       // lower, upper, stride; each may be none
  list,          // array constructor
  loop_variable, // number: level, from 0 for the outermost loop
  space,         // of a field or operator; text: vspace, fs_to, fs_from; number: see space_count()
  mesh,          // of a space
  undefined,     // text: the local variable that has no value
  null,
  allocated, // with these bounds
  overlay, // a value with parts replaced: base or none, then keyword values, whose names are "%part" or "(1)"
  store,   // array, subscripts..., value
  output,  // what a procedure leaves in an argument: text: name, number: position; its arguments
  choice,  // condition, value if true, value otherwise
  repeated,  // what a loop leaves: lower, upper, step, value after an iteration, value before the loop
  carried,   // what an iteration finds; number: level; text: the variable, empty for the one in question
  stale,     // value of a moment `number` writes ago
  structure, // what has no other kind: text: all that is not in its parts
};

struct ValueNode {
  ValueKind kind{};
  bool names_local = false; // holds the name of a local variable, since nothing else is known of it
  std::uint32_t text = 0, number = 0, first = 0, count = 0;
  std::uint64_t memory = 0; // data of dummies that it refers to: bit (position mod 64)
};

// How dummies and loops are called when a value is shown.
struct ShownNames {
  std::vector<std::string> dummies, loops;
};

class SpaceClasses;

class Values {
 public:
  Values();

  Value make(ValueKind kind, std::string_view text, std::uint32_t number, std::span<const Value> parts);
  Value make(ValueKind kind, std::string_view text, std::initializer_list<Value> parts) {
    return make(kind, text, 0, {parts.begin(), parts.size()});
  }
  Value literal(std::string_view text) { return make(ValueKind::literal, text, {}); }
  // A dummy argument; `mutable_data`: a variable of intrinsic type that the procedure may change.
  Value dummy(std::uint32_t position, bool mutable_data);
  // base%name, with what is known of proxies, function spaces and meshes.
  Value component(Value base, std::string_view name);
  // function(arguments) or array(subscripts).
  Value apply(Value function, std::span<const Value> arguments);
  Value binary(std::string_view op, Value left, Value right);

  const ValueNode& node(Value value) const { return nodes_[static_cast<std::uint32_t>(value)]; }
  std::span<const Value> parts(Value value) const {
    return {parts_.data() + node(value).first, node(value).count};
  }
  std::string_view text(Value value) const { return texts_[node(value).text]; }
  bool is(Value value, ValueKind kind) const { return value != Value::none && node(value).kind == kind; }
  // The method name of `object%name(...)`, or empty.
  std::string_view method(Value value) const;
  // A proxy's field or operator; other values as they are.
  Value without_proxy(Value value) const;
  // The dummy below subscripts and proxies, or none.
  Value dummy_below(Value value) const;

  // `value` with `from` replaced.
  Value replace(Value value, Value from, Value to);
  // The value with one member for each class of spaces, one mesh unless grids are mapped, and MAX and MIN in
  // one order.
  Value canonical(Value value, const SpaceClasses& classes);

  std::string show(Value value, const ShownNames& names) const;

  std::size_t space_count() const { return spaces_.size(); }
  Value space(std::size_t number) const { return spaces_[number]; } // the first made of this number

 private:
  std::uint32_t intern(std::string_view text);
  void show(Value value, const ShownNames& names, std::string& out, unsigned depth) const;

  std::vector<ValueNode> nodes_;
  std::vector<Value> parts_, spaces_, canonical_;
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::uint32_t> text_numbers_;
  std::unordered_multimap<std::uint64_t, Value> known_;
  std::unordered_map<std::uint64_t, std::uint32_t> space_numbers_;
};

// Which function spaces are one, and whether meshes have to be told apart.
class SpaceClasses {
 public:
  explicit SpaceClasses(std::size_t spaces = 0) {
    parents_.resize(spaces);
    reset();
  }
  void reset();
  void unite(std::uint32_t a, std::uint32_t b);
  std::uint32_t of(std::uint32_t space) const;
  std::size_t size() const { return parents_.size(); }
  bool meshes_differ = false;

 private:
  std::vector<std::uint32_t> parents_;
};

} // namespace isotach::psy
