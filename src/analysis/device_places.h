// Device places: what directives of OpenACC and statements name, as storage on the device.
//
// A variable with its components is one block of memory; a POINTER or ALLOCATABLE component holds an address,
// and what it points to is another block. A block is mapped as such, and the address in the device's copy of
// the outer block has to be set apart: it is attached. So a path is cut after each such component.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "semantics/semantics.h"
#include "tree/tree.h"

namespace isotach {

// A construct whose statements run on the device.
bool is_compute(DirectiveKind kind);

// What a clause of a data directive does with the device's table.
enum class DataAction : std::uint8_t {
  none,
  copy,
  copyin,
  copyout,
  create,
  present,
  no_create,
  deviceptr,
  attach,
  remove, // DELETE
  detach,
};
DataAction data_action(std::string_view clause); // "pcopyin", "present_or_copyin" are copyin
// Moves the value or makes room: the address that is mapped is that of the named thing.
inline bool maps(DataAction action) { return action >= DataAction::copy && action <= DataAction::create; }

// A variable or a part of it.
struct DevicePath {
  struct Part {
    const Symbol* symbol = nullptr;
    const PartRef* subscripts = nullptr;
  };
  std::vector<Part> parts; // empty: it is not known what is named
  bool known() const { return !parts.empty(); }
  const Symbol& base() const { return *parts.front().symbol; }
  const Symbol& last() const { return *parts.back().symbol; }
  std::string text() const; // "pv%a"
};

// Has an address of its own that may change: what it points to is another block.
bool holds_address(const Symbol& symbol);
// A number, logical or string without subscripts whose storage is its own.
bool is_plain_scalar(const Symbol& symbol);
// Lives as long as the program.
bool is_lasting(const Symbol& symbol);

class DevicePaths {
 public:
  explicit DevicePaths(const Semantics& semantics) : semantics_(semantics) {}

  // Of a designator; ASSOCIATE names are what they stand for.
  DevicePath of(const Tree& tree, const Scope& scope, const Node* designator) const;
  // Of a variable and the names of components.
  DevicePath of(const Symbol& base, const std::vector<std::string_view>& components) const;
  // The components of a derived type whose scope this is, or of a variable; null: not known, or not derived.
  const Scope* type_of(const Symbol& symbol) const;
  const Symbol* component(const Scope* type, std::string_view name) const;

 private:
  const Semantics& semantics_;
};

// The procedure of a call whose source is there; null for others, and for generic names with several.
const Scope* called_procedure(const Program& program, const Scope& scope, const Tree& tree,
                              const Expr* procedure);
// The dummy that an actual argument belongs to; null when there is none.
const Symbol* dummy_of(const Tree& tree, const Scope& procedure, const List<Expr>& arguments,
                       std::size_t position);
// A triplet with a stride, or one in a dimension after one that is not whole: gaps between the elements.
bool has_gaps(const PartRef* section);

} // namespace isotach
