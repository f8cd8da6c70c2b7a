// PsyLocals: what the procedure of an invoke looks up before its loops: proxies, meshes, dofmaps, bases.
//
// Everything is made when a call argument or a loop bound first asks for it, so nothing is looked up in vain.
// What is asked for twice has one local variable. Statements stand in sections, in which each section needs
// only earlier ones.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "psykal/lfric/kernel_arguments.h"
#include "psykal/lfric/schedule.h"

namespace isotach::lfric {

enum class PsySection : std::uint8_t {
  proxies,
  checks,
  layers,
  threads,
  meshes,
  colours,
  stencils,
  dofmaps,
  columnwise,
  boundary_dofs,
  sizes,
  quadratures,
  evaluators,
  bases,
  basis_values,
  elements,
  mesh_properties,
  bounds,
  count
};

class PsyLocals {
 public:
  explicit PsyLocals(const Schedule& schedule);

  // Locals, by what they are.
  std::string proxy(int variable);                // with an index for vectors: "chi_proxy(1)"
  std::string proxy(int variable, int component); // "chi_proxy(2)"
  std::string data(int variable, int component);  // pointer to the dofs of this rank
  std::string matrices(int variable);             // of an operator
  std::string mesh();                             // of all objects of the invoke
  std::string mesh_of(int variable);              // between meshes: of one field
  std::string counter(std::string_view name);     // a loop variable: "cell"

  // The cell that calls work on: where it is not the loop's own counter, what it is in maps.
  std::string cell() { return cell_.empty() ? counter("cell") : cell_; }
  void set_cell(std::string cell) { cell_ = std::move(cell); }

  // Of a mesh, given as its local.
  std::string halo_depth(const std::string& mesh);
  std::string colours(const std::string& mesh, bool tiles);    // how many
  std::string colour_map(const std::string& mesh, bool tiles); // cmap(colour, i); tmap(colour, tile, i)
  // An array of what a method of the mesh gives: "last_halo_cell_all_colours".
  std::string colour_bounds(const std::string& mesh, std::string_view method, int rank);

  // Reductions whose partial results each thread keeps.
  std::string threads();             // how many there are at most
  std::string thread();              // the number of one of them, from 1
  std::string partial(int variable); // an array, partial results are partial(1, thread)

  // The actual argument of a call for an argument of its kernel.
  std::string actual(const InvokeCall& call, const KernelArgument& argument);

  // An integer of its own, set in a section.
  std::string integer(PsySection section, const std::string& root, const std::string& value);
  // A variable of a derived type.
  std::string object(const std::string& root, const std::string& module, const std::string& type);
  std::string object_space(const InvokeCall& call, std::size_t entry,
                           FunctionSpace space); // "f_proxy%vspace"

  void state(PsySection section, std::string statement) {
    statements_[static_cast<std::size_t>(section)].push_back(std::move(statement));
  }
  void use(const std::string& module, const std::string& name) { uses_[module].insert(name); }

  // The size of the space that a kernel on dofs runs over.
  std::string undf_of(const InvokeCall& call, FunctionSpace space) { return size_of(call, space, "undf"); }

  const std::map<std::string, std::set<std::string>>& uses() const { return uses_; }
  // In the order in which they were asked for, those that were added to the schedule first.
  const std::vector<psykal::Local>& locals() const { return declared_; }
  const std::vector<std::string>& statements(PsySection section) const {
    return statements_[static_cast<std::size_t>(section)];
  }
  const std::vector<std::string>& allocated() const { return allocated_; }

 private:
  struct Local {
    std::string name;
    bool fresh = false; // the first to ask has to declare and set it
  };
  Local local(const std::string& tag, const std::string& root);
  enum class Form : std::uint8_t { plain, pointer, allocatable };
  void declare(psykal::LocalRole role, TypeKeyword type, std::string of, std::string name,
               std::vector<std::string> extents = {}, Form form = Form::plain);
  static std::vector<std::string> deferred(std::size_t rank) { return std::vector<std::string>(rank, ":"); }
  std::string integer_pointer(PsySection section, const std::string& tag, const std::string& root, int rank,
                              const std::string& target);
  std::string kind(const std::string& name);

  const Variable& variable(int index) const { return invoke_.variables[static_cast<std::size_t>(index)]; }
  // The name of a space in locals: any_space_1 differs between calls.
  std::string suffix(const InvokeCall& call, FunctionSpace space) const;
  int entry_on(const InvokeCall& call, FunctionSpace space, bool field_only) const;
  std::string space_of(const std::string& suffix); // an object of the first call with it: "f_proxy%vspace"
  std::string size_of(const InvokeCall& call, FunctionSpace space, std::string_view which);
  std::string dofmap(const InvokeCall& call, FunctionSpace space);
  std::string layers(const InvokeCall& call);
  std::string stencil(const InvokeCall& call, const KernelArgument& argument);
  std::string columnwise_number(int variable, ColumnwiseNumber which);
  std::string columnwise_map(const InvokeCall& call, const KernelArgument& argument);
  std::string grids(const InvokeCall& call, Role role);
  std::string basis(const InvokeCall& call, const KernelArgument& argument);
  std::string nodes(const InvokeCall& call, FunctionSpace target);
  const Variable& quadrature_of(const InvokeCall& call, Shape shape) const;
  std::string quadrature_proxy(const InvokeCall& call, Shape shape);
  std::string quadrature_size(const InvokeCall& call, Shape shape, QuadratureSize which);
  std::string quadrature_weights(const InvokeCall& call, Shape shape, QuadratureWeights which);
  std::string reference_element();
  std::string faces(ElementFaces which);
  std::string normals(const KernelArgument& argument);
  std::string cell_index(const InvokeCall& call);
  int first_object(const InvokeCall& call) const;

  const Invoke& invoke_;
  const InvokeOptions& options_;
  std::string cell_;
  psykal::LocalNames names_;
  std::map<std::string, std::string> locals_; // names by tag
  std::map<std::string, std::set<std::string>> uses_;
  std::vector<psykal::Local> declared_;
  std::vector<std::string> allocated_;
  std::array<std::vector<std::string>, static_cast<std::size_t>(PsySection::count)> statements_;
};

} // namespace isotach::lfric
