// Transformation: what all transformations have in common: what they are given, how they refuse.
//
// A transformation is two functions over a tree: validate() says what forbids it, and changes nothing;
// apply() validates first and then does all of it. Their options are a struct of each transformation. What a
// script can ask for, under which name and with which parameters, is the table of transformations.def.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tree/tree.h"

namespace isotach::transform {

// ---- refusals ----

// The exceptions of PSyclone and Python by which a script learns of a refusal.
enum class ObjectionKind : std::uint8_t {
  TransformationError,
  GenerationError,
  InternalError,
  TypeError,
  ValueError,
  KeyError,
  IndexError,
  NotImplementedError
};
std::string_view to_string(ObjectionKind kind);

struct Objection {
  ObjectionKind kind = ObjectionKind::TransformationError;
  std::string text;
  const Stmt* at = nullptr; // what speaks against it
};
// Nothing: it was done, or can be done.
using Objected = std::optional<Objection>;
Objection object(std::string text, const Stmt* at = nullptr); // a TransformationError

// ---- what a script gives ----

using Value = std::variant<std::monostate, bool, std::int64_t, std::string, std::vector<std::string>>;

// What one call of apply() or validate() is given. Statements that a script names are those of the tree; a
// directive stands for all that its region holds.
struct Arguments {
  std::vector<Stmt*> nodes;
  // By the names of transformations.def: of the constructor, and of apply(): those that were given alone.
  std::vector<std::pair<std::string, Value>> options;
  Expr* part = nullptr; // the expression in nodes[0] that a script names; null: it names statements

  const Value* find(std::string_view name) const;
  // The value of an option, or what it is when nothing was given. One of another type counts as not given:
  // who calls has checked types, as PSyclone does.
  template <class T> T get(std::string_view name, T otherwise) const {
    const Value* value = find(name);
    const T* found = value ? std::get_if<T>(value) : nullptr;
    return found ? *found : otherwise;
  }
};

enum class Action : std::uint8_t { validate, apply };

// What became of it. With Action::validate nothing changes; with Action::apply neither when there is an
// objection. The notes are for a log: what was taken on the script's word (force), say.
struct Outcome {
  Objected objection = {};
  std::vector<std::string> notes = {};
  std::vector<std::pair<Stmt*, Stmt*>> moved = {}; // a handle of the first is to be one of the second
};

// ---- the table ----

enum class Takes : std::uint8_t {
  nothing,
  node,
  loop,
  region,
  loops,
  move,
  exchange,
  kernel,
  call,
  expression,
  routine,
  tiles
};
enum class ParameterType : std::uint8_t {
  flag,
  number,
  flag_or_number,
  text,
  texts,
  depth,
  operators,
  dictionary
};
enum class ParameterPlace : std::uint8_t { constructor, positional, keyword, absent };
struct Parameter {
  std::string_view name;
  ParameterType type;
  ParameterPlace place;
  std::string_view value; // its default, in Python
};

struct TransformationClass {
  std::string_view name, base;
  Takes takes;
  std::string_view documentation;
  std::vector<std::string_view> homes; // modules of PSyclone's, that of 3.3.1 first
  std::vector<std::string_view> old_names;
  std::vector<Parameter> parameters; // its own
};

std::span<const TransformationClass> transformation_classes();
const TransformationClass* find_transformation(std::string_view name); // by its name or an older one

} // namespace isotach::transform
