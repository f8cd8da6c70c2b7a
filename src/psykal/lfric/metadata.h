// Metadata: what LFRic kernel modules say of themselves, read from the types that extend kernel_type.
//
// Only what the metadata needs is looked at, so a kernel whose executable code does not parse still has some.
#pragma once

#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"
#include "psykal/lfric/kernel_arguments.h"
#include "psykal/lfric/words.h"
#include "tree/tree.h"

namespace isotach::lfric {

// An entry of meta_args.
struct MetaArg {
  Form form{};
  DataType data{};
  AccessType access{};
  int vector_size = 1; // of a field
  int rank = 0;        // of a scalar array
  FunctionSpace space; // of a field; of an operator the space it maps to
  FunctionSpace from;  // of an operator
  std::optional<Stencil> stencil;
  std::optional<Grid> grid;
  Location location;

  bool is_field() const { return form == Form::field; }
  bool is_operator() const { return form == Form::lma_operator || form == Form::cma_operator; }
  bool is_written() const { return access != AccessType::read; }
};

// An entry of meta_funcs.
struct BasisRequest {
  FunctionSpace space;
  bool values = false;
  bool derivatives = false;
  Location location;
};

// What a kernel with column-wise operators does with them.
enum class ColumnwiseWork : std::uint8_t { none, assembly, apply, matrix_matrix };

struct KernelMetadata {
  std::string type, procedure, module;
  OperatesOn operates_on{};
  std::vector<MetaArg> arguments;
  std::vector<BasisRequest> functions;
  std::vector<Shape> shapes;
  std::vector<FunctionSpace> targets; // spaces on whose nodes an evaluator stands, each once
  std::vector<ElementProperty> element_properties;
  std::vector<MeshProperty> mesh_properties;
  ColumnwiseWork columnwise = ColumnwiseWork::none;
  bool inter_grid = false;
  Location location; // the name of the type

  bool has(Form form) const;
};

struct KernelModule {
  std::vector<KernelMetadata> kernels; // those whose metadata obey every rule
  std::vector<std::string> wrong;      // types of kernels that break one
};

// Every kernel of a file. What breaks a rule is reported at the line of the metadata that breaks it.
KernelModule read_kernels(const Tree& tree, Diagnostics& diagnostics, NumberedSpaces numbered = {});

// The built-ins of a file: types without code, which may reduce to scalars. For our own builtins.f90.
std::vector<KernelMetadata> read_builtins(const Tree& tree, Diagnostics& diagnostics);

// The rules that hold between entries; sets `columnwise`, `inter_grid` and the targets that are the default.
// False when one is broken.
bool check_metadata(KernelMetadata& kernel, Diagnostics& diagnostics);

} // namespace isotach::lfric
