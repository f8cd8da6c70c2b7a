// An array of numbers or logicals, and what arrays of every role have.
#pragma once

#include <string>

#include "bind/plan/scalar.h"

namespace isotach::bind {

// Of arrays of numbers, of text, and of allocatable ones.
struct ArrayTraits {
  bool kept = false;       // referenced until the procedure of `keep` is called
  bool any_rank = false;   // a(*): any array, its elements in Fortran's order
  bool c_order = false;    // intent(c)
  bool padded = false;     // the leading dimension of the memory may be larger than the array's
  bool copied = false;     // intent(copy): always a copy, unless the option `overwrite` is true
  bool has_option = false; // Python may pass `overwrite`, which says nothing of an array that is made here
  int overwrite = -1;      // index of that option
};

struct ArrayPlan : Memory, ArrayTraits {};

ArrayTraits plan_traits(const VariableInfo& variable, const Intents& intents, bool has_default);
ArrayPlan plan_array(const VariableInfo& variable, const Intents& intents, bool has_default);
// Why a pointer is not passed; those to arrays of numbers are, unless Fortran sets them alone.
std::string pointer_reason(const VariableInfo& variable, bool is_result);
// Can the wrapper make the array, by its shape?
bool has_explicit_shape(const VariableInfo& variable);
// Why a caller cannot work out the shape, empty when one can.
std::string shape_reason(const VariableInfo& variable, const ProcedureInfo& procedure);

// intent(copy) and intent(overwrite) give Python another argument: whether the array may be overwritten.
void add_options(WrapperPlan& plan);
// A default or a check that asks for the shape of a(*) means its length as a(:).
void settle_ranks(WrapperPlan& plan);

} // namespace isotach::bind
