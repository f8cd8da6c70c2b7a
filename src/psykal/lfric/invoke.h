// Invoke: the calls of one invoke, held against the metadata of what they call.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "psykal/algorithm.h"
#include "psykal/config.h"
#include "psykal/kernel_files.h"
#include "psykal/lfric/builtins.h"
#include "psykal/lfric/metadata.h"
#include "psykal/local_names.h"

namespace isotach::lfric {

// What an invoke's procedure takes from the algorithm, or what it is given as a constant.
enum class VariableKind : std::uint8_t {
  scalar,
  scalar_array,
  field,
  lma_operator,
  cma_operator,
  quadrature,
  number
};

struct Variable {
  std::string name;   // of the dummy argument
  std::string actual; // in the algorithm
  std::string key;    // of the actual: equal when they are the same
  VariableKind kind{};
  DataType data{};
  std::string precision;    // r_def, i_def, ...
  std::string type, module; // of objects: field_type, field_mod
  int vector_size = 1;
  int rank = 0;         // of a scalar array
  bool reduced = false; // a scalar that a built-in computes
  Location location;

  bool is_object() const { return kind >= VariableKind::field && kind <= VariableKind::cma_operator; }
};

// A variable of the invoke, or a constant as the algorithm writes it.
struct InvokeValue {
  int variable = -1;
  std::string constant;
};

struct InvokeArgument {
  InvokeValue value;
  std::string precision;         // of a constant: r_def
  InvokeValue extent, direction; // of a stencil
};

struct InvokeCall {
  const KernelMetadata* kernel = nullptr; // of a built-in too
  const Builtin* builtin = nullptr;
  std::vector<InvokeArgument> arguments; // as meta_args lists them
  std::vector<InvokeValue> quadratures;  // as gh_shape lists them, without the evaluator
  InvokeValue halo_depth;                // of a kernel that works in the halo
  Location location;

  bool works_in_halo() const {
    return kernel->operates_on == OperatesOn::halo_cell_column ||
           kernel->operates_on == OperatesOn::owned_and_halo_cell_column;
  }
  bool on_dofs() const {
    return kernel->operates_on == OperatesOn::dof || kernel->operates_on == OperatesOn::owned_dof;
  }
};

struct Invoke {
  std::string name;
  std::vector<Variable> variables; // in the order of the procedure's arguments
  std::vector<InvokeCall> calls;
  Location location;
};

// The value as Fortran in the invoke's procedure.
std::string text_of(const Invoke& invoke, const InvokeValue& value);

using KernelFiles = psykal::KernelFiles<KernelModule>;

struct InvokeOptions {
  bool distributed = true;
  bool compute_annexed_dofs = false;
  RunTimeChecks run_time_checks = RunTimeChecks::none;
  int reprod_pad_size = 8; // between partial results of two threads
};

// "field_type" -> "field_proxy_type".
std::string proxy_type(std::string_view type);
// The names that PSy layers import, which no variable of theirs may have.
const psykal::ReservedNames& infrastructure_names(const InvokeOptions& options);

// The invokes of an algorithm, in order. One that breaks a rule is reported and left out.
std::vector<Invoke> bind_invokes(const psykal::Algorithm& algorithm, KernelFiles& kernels,
                                 const InvokeOptions& options, Diagnostics& diagnostics);

} // namespace isotach::lfric
