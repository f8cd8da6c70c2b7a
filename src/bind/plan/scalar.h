// A number or logical: passed by value from Python, or in place as an array of rank 0.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "interfaces/interfaces.h"

namespace isotach::bind {

struct ArgumentPlan;
struct Intents;
struct WrapperPlan;

// Where the default of an array size comes from: (extent of `dimension` of `argument` * divisor - offset) /
// scale.
struct SizeSource {
  int argument = 0;
  int dimension = 0;
  std::int64_t scale = 1;
  std::int64_t offset = 0;
  std::int64_t divisor = 1;
};

// How Fortran reaches memory of the caller's.
struct Memory {
  bool in_place = false; // the caller's own, never a copy
  bool writes = false;   // Fortran may store into it
};

struct ScalarPlan : Memory {
  std::vector<SizeSource> sources; // of a size
};

Memory plan_memory(const VariableInfo& variable, const Intents& intents);

// Follows f2py: the first input array dimension that names an integer decides. If the dimension names that
// integer alone and is linear in it, the integer gets a default; otherwise Python has to pass it.
void find_sizes(WrapperPlan& plan);

// Scalars whose value the wrapper works out, each after those it is worked out from. Returns what is wrong.
std::string order_preparation(WrapperPlan& plan);

// The arguments that an expression reads.
void collect_values(const BoundExpression& expression, std::set<int>& values);

} // namespace isotach::bind
