// Lowering: device procedures of CUDA Fortran become kernel IR.
//
// Types of all expressions come from semantics; what has no known type, and every statement that devices do
// not have or that is not supported, is refused at its line. Variables of modules that a procedure uses
// become arguments that callers hand down, so that no device procedure depends on where they lie.
// O(statements).
#pragma once

#include <span>

#include "gpu/kernel/ir.h"
#include "semantics/semantics.h"

namespace isotach::kernel {

// Where a procedure runs, by its ATTRIBUTES(...); none of these: on the host.
struct Sides {
  bool global = false, device = false, host = false;
  bool on_device() const { return global || device; }
  bool on_host() const { return host || !on_device(); }
};
Sides sides_of(const Tree& tree, const Stmt* begin);

// Whether a variable lies in device memory.
bool is_device_variable(const Symbol& symbol);

// All device procedures of the trees.
Program lower(std::span<const Tree* const> trees, const Semantics& semantics, Diagnostics& diagnostics);

} // namespace isotach::kernel
