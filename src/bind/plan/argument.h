// The plan of one dummy argument, or of a function's result: who supplies it, and its role.
//
// A role is what the value is to Python and to Fortran: a scalar, an array, a text, a function. What only one
// role has stands in that role's struct, one file each; writers visit the role. A new role is one more
// alternative, and the compiler then names every writer that does not know it.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "bind/plan/allocatable.h"
#include "bind/plan/array.h"
#include "bind/plan/callback.h"
#include "bind/plan/scalar.h"
#include "bind/plan/text.h"
#include "bind/types.h"

namespace isotach::bind {

struct ArgumentPlan {
  enum class Supply : std::uint8_t {
    given,   // Python passes it
    size,    // Python may pass it, else it follows from an array's shape
    created, // the wrapper makes room for it and returns it: intent(out) and function results
    status,  // of raises(): an integer the wrapper checks
    message, // of raises(): the text of the error
    python,  // of Python alone: overwrite_NAME of an intent(copy) array, NAME_extra_args of a function
    omitted  // an optional dummy that Python cannot pass: always absent
  };
  // Without a role: omitted.
  using Role = std::variant<std::monostate, ScalarPlan, ArrayPlan, AllocatablePlan, TextPlan, FunctionPlan,
                            ExtraArgumentsPlan>;
  const VariableInfo* info = nullptr;
  const TypeRow* type = nullptr; // null for functions and their further arguments
  Role role;
  Supply supply = Supply::given;
  int index = -1;             // among the procedure's arguments; -1: the result
  int slot = -1;              // place in Python's argument list
  bool may_be_absent = false; // an OPTIONAL dummy that Python may leave out
  bool hidden = false;        // Python never passes it: sizes and created arguments of intent(hide)
  bool has_default = false;   // Python may leave it out: `convention.initial`, or zero
  bool returned = false;      // given and handed back: intent(in,out)
  std::string python_name;
  std::string described; // "real(8), shape (n,nlev)"
  std::string reason;    // of omitted

  template <class T> const T* as() const { return std::get_if<T>(&role); }
  template <class T> T* as() { return std::get_if<T>(&role); }
  // Null where the role has none.
  const ArrayTraits* array() const;
  ArrayTraits* array() { return const_cast<ArrayTraits*>(std::as_const(*this).array()); }
  const Memory* memory() const;
  Memory* memory() { return const_cast<Memory*>(std::as_const(*this).memory()); }
  const CallbackPlan* callback() const;

  bool is_pointer() const { return info->pointer && as<ArrayPlan>(); }
  bool is_padded() const { return as<ArrayPlan>() && as<ArrayPlan>()->padded; }
  bool is_array() const { return info->shape != Shape::scalar; }
  bool is_text() const { return as<TextPlan>() != nullptr; }
  bool is_function() const { return as<FunctionPlan>() != nullptr; }
  bool is_option() const { return supply == Supply::python && as<ScalarPlan>(); } // overwrite_NAME
  bool in_place() const { return memory() && memory()->in_place; }
  bool any_rank() const { return array() && array()->any_rank; }
  bool fortran_allocates() const { return as<AllocatablePlan>() && as<AllocatablePlan>()->fortran_allocates; }
  bool is_passed() const {
    return (supply == Supply::given || supply == Supply::size || supply == Supply::python) && !hidden;
  }
  bool is_optional() const {
    return supply == Supply::size || supply == Supply::python || may_be_absent || has_default;
  }
  bool is_value() const { return is_fortran() && !is_function(); } // a local of the wrapper holds it
  bool is_output() const { return returned || (supply == Supply::created && !hidden); }
  bool is_fortran() const {
    return supply != Supply::omitted && supply != Supply::python && !(callback() && callback()->is_external);
  }
  // "y" of intent(out=y), or the argument's own name.
  const std::string& result_name() const {
    return info->convention.result_name.empty() ? python_name : info->convention.result_name;
  }
  // Fortran sees the array's own shape, not only its address.
  bool needs_shape() const;
};

// What Fortran's INTENT and f2py's words say together; in and out together are in,out.
struct Intents {
  bool in = false, out = false, inout = false, hide = false;
  bool is_result = false;
  bool made_here = false;  // the wrapper makes room for it
  bool must_exist = false; // hidden, and only the caller can make it
};

ArgumentPlan plan_argument(const VariableInfo& variable, const ProcedureInfo& procedure, int index);
ArgumentPlan plan_function_argument(const VariableInfo& variable, int index, bool external);

} // namespace isotach::bind
