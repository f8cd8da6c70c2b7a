// Lowering: device procedures of CUDA Fortran become kernel IR.
//
// Types of all expressions come from semantics; what has no known type, and every statement that devices do
// not have or that is not supported, is refused at its line. Variables of modules that a procedure uses
// become arguments that callers hand down, so that no device procedure depends on where they lie.
// O(statements).
#pragma once

#include <functional>
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

// An assignment to a device variable that needs values of device variables, and is not a copy of one.
bool is_device_expression(const AssignmentStmt* statement, const Tree& tree, const Semantics& semantics);
// A part of host code that becomes a kernel: such an assignment, or a directive !$cuf kernel do.
bool is_region(const Stmt* statement, const Tree& tree, const Semantics& semantics);
// The loop that follows the directive, past comments and directives of others; null: none does.
const DoConstruct* loop_of(const DirectiveStmt* directive);
// How many loops of the nest the directive spreads over threads; 0: it is not a constant.
int spread_loops(const DirectiveStmt* directive, const Tree& tree);

// The procedure that a reference to a generic name means; null: none fits, or the types are not known.
// `is_on_device` says where an argument lies; without it that does not count.
const Symbol* specific_of(const Symbol& generic, const List<Expr>& actuals, const Tree& tree,
                          const Scope& scope, const Semantics& semantics,
                          const std::function<bool(const Expr*)>& is_on_device = {});
bool has_device_dummy(const Symbol& procedure);

// All device procedures and regions of the trees.
Program lower(std::span<const Tree* const> trees, const Semantics& semantics, Diagnostics& diagnostics);

} // namespace isotach::kernel
