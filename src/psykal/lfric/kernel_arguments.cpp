// The order: what belongs to the cell and the mesh, the entries of meta_args, then for each function space in
// the order of its first use its sizes, dofmap and bases, then reference element, mesh and quadrature.
// Source: the LFRic chapter of PSyclone 3.3.1's user guide, "Rules for ... kernels".

#include "psykal/lfric/kernel_arguments.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "psykal/lfric/kinds.h"

namespace isotach::lfric {

namespace {

using Extents = std::vector<std::string>;

// The name of a quadrature's arguments, and how many points it has along which dimensions.
struct Quadrature {
  Shape shape;
  std::string_view name;
  std::array<std::string_view, 2> sizes;
  std::array<std::string_view, 2> about;
};
constexpr Quadrature quadratures[] = {
    {Shape::quadrature_xyoz,
     "qr_xyoz",
     {"np_xy", "np_z"},
     {"horizontal quadrature points", "vertical quadrature points"}},
    {Shape::quadrature_face,
     "qr_face",
     {"np_xyz", "nfaces"},
     {"quadrature points on a face", "faces of the quadrature"}},
    {Shape::quadrature_edge,
     "qr_edge",
     {"np_xyz", "nedges"},
     {"quadrature points on an edge", "edges of the quadrature"}},
};

// enforce_bc_code and enforce_bc_<digits>_code: known by name, as their metadata cannot say it.
bool applies_boundary_conditions(std::string_view procedure) {
  if (!procedure.starts_with("enforce_bc_") || !procedure.ends_with("code")) return false;
  std::string_view middle = procedure.substr(11, procedure.size() - 15);
  return middle.empty() || (middle.size() > 1 && middle.back() == '_' &&
                            middle.find_first_not_of("0123456789") == middle.size() - 1);
}

const Quadrature* quadrature_of(Shape shape) {
  for (const Quadrature& quadrature : quadratures)
    if (quadrature.shape == shape) return &quadrature;
  return nullptr;
}

class ArgumentList {
 public:
  ArgumentList(const KernelMetadata& kernel, Diagnostics& diagnostics)
      : kernel_(kernel), diagnostics_(diagnostics) {
    for (const MetaArg& argument : kernel.arguments) {
      use_space(argument.space, argument);
      use_space(argument.from, argument);
    }
  }

  std::vector<KernelArgument> make() {
    if (kernel_.operates_on == OperatesOn::dof || kernel_.operates_on == OperatesOn::owned_dof) {
      for (std::size_t i = 0; i < kernel_.arguments.size(); ++i) add_value(i);
      return std::move(list_);
    }
    if (kernel_.has(Form::lma_operator) || kernel_.has(Form::cma_operator))
      integer(Role::cell, "cell", "cell to work on");
    if (kernel_.columnwise != ColumnwiseWork::apply && kernel_.columnwise != ColumnwiseWork::matrix_matrix)
      integer(Role::layers, "nlayers", "layers of a column");
    if (kernel_.operates_on == OperatesOn::domain)
      integer(Role::owned_columns, "ncell_2d_no_halos", "columns owned by this rank");
    if (kernel_.has(Form::cma_operator))
      integer(Role::columns, "ncell_2d", "columns of this rank, with halos");
    if (kernel_.inter_grid) add_cell_map();
    for (std::size_t i = 0; i < kernel_.arguments.size(); ++i) add_entry(i);
    for (const Space& space : spaces_) add_space(space);
    if (kernel_.procedure == "enforce_operator_bc_code") add_boundary_dofs(0, kernel_.arguments[0].space);
    add_element_properties();
    add_mesh_properties();
    for (Shape shape : kernel_.shapes)
      if (const Quadrature* quadrature = quadrature_of(shape)) add_quadrature(*quadrature);
    return std::move(list_);
  }

 private:
  struct Space {
    std::string name;   // w1, any_space_1
    std::string suffix; // w1, as1_field_4: any_space_n differs between the kernels of an invoke
  };

  void use_space(const std::string& space, const MetaArg& argument) {
    if (space.empty() || suffix_or_empty(space) != "") return;
    std::string suffix = space;
    std::size_t entry = static_cast<std::size_t>(&argument - kernel_.arguments.data());
    if (space.starts_with("any_space_")) suffix = fmt::format("as{}_{}", space.substr(10), name(entry));
    else if (space.starts_with("any_discontinuous_space_"))
      suffix = fmt::format("ads{}_{}", space.substr(24), name(entry));
    else if (space == "any_w2") suffix = "aw2_" + name(entry);
    spaces_.push_back({space, std::move(suffix)});
  }

  std::string suffix_or_empty(const std::string& space) const {
    for (const Space& known : spaces_)
      if (known.name == space) return known.suffix;
    return {};
  }

  std::string ndf(const std::string& space) const { return "ndf_" + suffix_or_empty(space); }
  std::string undf(const std::string& space) const { return "undf_" + suffix_or_empty(space); }

  // The name of an entry's own argument.
  std::string name(std::size_t entry) const {
    const MetaArg& argument = kernel_.arguments[entry];
    char letter = argument.data == DataType::real ? 'r' : argument.data == DataType::integer ? 'i' : 'l';
    switch (argument.form) {
    case Form::scalar: return fmt::format("{}scalar_{}", letter, entry + 1);
    case Form::scalar_array: return fmt::format("{}scalar_array_{}", letter, entry + 1);
    case Form::field: return fmt::format("field_{}", entry + 1);
    case Form::lma_operator: return fmt::format("op_{}", entry + 1);
    case Form::cma_operator: break;
    }
    return fmt::format("cma_op_{}", entry + 1);
  }

  KernelArgument& add(Role role, std::string name, DataType type, Extents extents, std::string about) {
    KernelArgument argument;
    argument.name = std::move(name);
    argument.type = type;
    argument.kind = type == DataType::real ? "r_def" : type == DataType::integer ? "i_def" : "l_def";
    argument.extents = std::move(extents);
    argument.about = std::move(about);
    argument.role = role;
    list_.push_back(std::move(argument));
    return list_.back();
  }
  KernelArgument& integer(Role role, std::string name, std::string about) {
    return add(role, std::move(name), DataType::integer, {}, std::move(about));
  }
  KernelArgument& integer_array(Role role, std::string name, Extents extents, std::string about) {
    return add(role, std::move(name), DataType::integer, std::move(extents), std::move(about));
  }

  KernelArgument& add_of_entry(std::size_t entry, std::string name, Extents extents, std::string about) {
    const MetaArg& argument = kernel_.arguments[entry];
    KernelArgument& added =
        add(Role::data, std::move(name), argument.data, std::move(extents), std::move(about));
    added.written = argument.is_written();
    added.entry = static_cast<int>(entry);
    return added;
  }

  static std::string about_field(const MetaArg& argument, int component) {
    std::string text = "field on " + argument.space;
    if (argument.vector_size > 1) text = fmt::format("component {} of the {}", component, text);
    return text;
  }

  std::string component_name(std::size_t entry, int component) const {
    const MetaArg& argument = kernel_.arguments[entry];
    std::string text = name(entry) + "_" + suffix_or_empty(argument.space);
    return argument.vector_size > 1 ? fmt::format("{}_v{}", text, component) : text;
  }

  // A kernel on dofs sees one dof: each field is a value.
  void add_value(std::size_t entry) {
    const MetaArg& argument = kernel_.arguments[entry];
    if (argument.form == Form::scalar) {
      add_of_entry(entry, name(entry), {}, "scalar");
      return;
    }
    for (int component = 1; component <= argument.vector_size; ++component)
      add_of_entry(entry, component_name(entry, component), {},
                   "value of the " + about_field(argument, component))
          .component = component;
  }

  void add_entry(std::size_t entry) {
    const MetaArg& argument = kernel_.arguments[entry];
    std::string base = name(entry);
    switch (argument.form) {
    case Form::scalar: add_of_entry(entry, base, {}, "scalar"); break;
    case Form::scalar_array: {
      integer_array(Role::array_extents, "dims_" + base, {std::to_string(argument.rank)},
                    "extents of " + base)
          .entry = static_cast<int>(entry);
      Extents extents;
      for (int i = 1; i <= argument.rank; ++i) extents.push_back(fmt::format("dims_{}({})", base, i));
      add_of_entry(entry, base, std::move(extents), "array that is the same on every rank");
      break;
    }
    case Form::field:
      for (int component = 1; component <= argument.vector_size; ++component)
        add_of_entry(entry, component_name(entry, component), {undf(argument.space)},
                     about_field(argument, component))
            .component = component;
      if (argument.stencil) add_stencil(entry, base);
      break;
    case Form::lma_operator:
      integer(Role::operator_cells, base + "_ncell_3d", "cells of " + base).entry = static_cast<int>(entry);
      add_of_entry(entry, base, {base + "_ncell_3d", ndf(argument.space), ndf(argument.from)},
                   fmt::format("local matrices from {} to {}", argument.from, argument.space));
      break;
    case Form::cma_operator: add_columnwise(entry, base); break;
    }
  }

  void add_stencil(std::size_t entry, const std::string& base) {
    const MetaArg& argument = kernel_.arguments[entry];
    std::size_t before = list_.size();
    std::string size = base + "_stencil_size", space = ndf(argument.space);
    if (*argument.stencil == Stencil::cross2d) {
      integer_array(Role::stencil_size, size, {"4"},
                    "cells in each branch of the stencil: west, south, east, north");
      integer(Role::stencil_branch, base + "_max_branch_length", "cells in the longest branch");
      integer_array(Role::stencil_dofmap, base + "_stencil_dofmap", {space, base + "_max_branch_length", "4"},
                    "dofs of the stencil's cells");
    } else {
      integer(Role::stencil_size, size, "cells of the stencil");
      if (*argument.stencil == Stencil::xory1d)
        integer(Role::stencil_direction, base + "_direction", "direction of the stencil");
      integer_array(Role::stencil_dofmap, base + "_stencil_dofmap", {space, size},
                    "dofs of the stencil's cells");
    }
    for (std::size_t i = before; i < list_.size(); ++i) list_[i].entry = static_cast<int>(entry);
  }

  void add_columnwise(std::size_t entry, const std::string& base) {
    const MetaArg& argument = kernel_.arguments[entry];
    add_of_entry(entry, base, {base + "_bandwidth", base + "_nrow", "ncell_2d"},
                 fmt::format("banded matrices of the columns, from {} to {}", argument.from, argument.space))
        .kind = "r_solver";
    auto number = [&](std::string_view word, std::string about) {
      KernelArgument& added =
          integer(Role::columnwise_number, fmt::format("{}_{}", base, word), std::move(about));
      added.entry = static_cast<int>(entry);
      added.word = word;
    };
    number("nrow", "rows of " + base);
    if (argument.space != argument.from) number("ncol", "columns of " + base);
    number("bandwidth", "bandwidth of " + base);
    for (std::string_view parameter : {"alpha", "beta", "gamma_m", "gamma_p"})
      number(parameter, "position of the band in " + base);
  }

  void add_cell_map() {
    integer_array(Role::cell_map, "cell_map", {"ncell_f_per_c_x", "ncell_f_per_c_y"},
                  "fine cells in the coarse cell");
    integer(Role::cells_per_cell_x, "ncell_f_per_c_x", "fine cells in a coarse one along x");
    integer(Role::cells_per_cell_y, "ncell_f_per_c_y", "fine cells in a coarse one along y");
    integer(Role::fine_columns, "ncell_f", "columns of the fine mesh");
  }

  const MetaArg* field_on(const std::string& space) const {
    for (const MetaArg& argument : kernel_.arguments)
      if (argument.is_field() && argument.space == space) return &argument;
    return nullptr;
  }

  void add_space(const Space& space) {
    std::string sizes = ndf(space.name);
    const MetaArg* field = field_on(space.name);
    if (kernel_.inter_grid) {
      add_grid_space(space, *field->grid);
    } else if (kernel_.columnwise != ColumnwiseWork::matrix_matrix) {
      add_ndf(space);
      if (field) {
        add_undf(space);
        add_dofmap(space, kernel_.operates_on == OperatesOn::domain ? Extents{sizes, "ncell_2d_no_halos"}
                                                                    : Extents{sizes});
      }
    }
    add_columnwise_map(space);
    for (const BasisRequest& request : kernel_.functions) {
      if (request.space != space.name) continue;
      if (request.values) add_basis(space, Basis::values);
      if (request.derivatives) add_basis(space, Basis::derivatives);
      if (basis_dimension(space.name, Basis::values) == 0)
        diagnostics_.report(kinds::LfricBasisSpace, request.location, space.name);
    }
    if (applies_boundary_conditions(kernel_.procedure) && space.name == "any_space_1" && field)
      add_boundary_dofs(static_cast<std::size_t>(field - kernel_.arguments.data()), space.name);
  }

  void add_ndf(const Space& space) {
    integer(Role::ndf, ndf(space.name), "dofs of a cell on " + space.name).space = space.name;
  }
  void add_undf(const Space& space) {
    integer(Role::undf, undf(space.name), "dofs of this rank on " + space.name).space = space.name;
  }

  void add_boundary_dofs(std::size_t entry, const std::string& space) {
    KernelArgument& added =
        integer_array(Role::boundary_dofs, "boundary_dofs_" + name(entry), {ndf(space), "2"},
                      "0 for dofs on the bottom and top boundary, 1 for others");
    added.entry = static_cast<int>(entry);
    added.space = space;
  }

  void add_dofmap(const Space& space, Extents extents) {
    integer_array(Role::dofmap, "map_" + space.suffix, std::move(extents),
                  "dofs of the column's bottom cell on " + space.name)
        .space = space.name;
  }

  // Fine and coarse cells have equally many dofs, so only the fine space brings the number.
  void add_grid_space(const Space& space, Grid grid) {
    std::string fine_space;
    for (const MetaArg& argument : kernel_.arguments)
      if (argument.grid == Grid::fine && fine_space.empty()) fine_space = argument.space;
    if (grid == Grid::fine) add_ndf(space);
    add_undf(space);
    add_dofmap(space, grid == Grid::fine ? Extents{ndf(space.name), "ncell_f"} : Extents{ndf(fine_space)});
  }

  void add_columnwise_map(const Space& space) {
    for (std::size_t i = 0; i < kernel_.arguments.size(); ++i) {
      const MetaArg& argument = kernel_.arguments[i];
      if (argument.form != Form::cma_operator ||
          (argument.space != space.name && argument.from != space.name))
        continue;
      if (kernel_.columnwise == ColumnwiseWork::assembly)
        integer_array(Role::banded_dofmap, "cbanded_map_" + space.suffix, {ndf(space.name), "nlayers"},
                      "rows of the column's dofs")
            .space = space.name;
      else if (kernel_.columnwise == ColumnwiseWork::apply)
        integer_array(Role::indirection_dofmap, "cma_indirection_map_" + space.suffix,
                      {name(i) + (argument.space == space.name ? "_nrow" : "_ncol")},
                      "dofs of the rows in the field")
            .space = space.name;
      else return;
      list_.back().entry = static_cast<int>(i);
      return;
    }
  }

  void add_basis(const Space& space, Basis basis) {
    std::string_view what = word(basis).substr(3); // without gh_
    std::string about =
        fmt::format("{} of {} at ", basis == Basis::values ? "basis" : "differential basis", space.name);
    std::string dimension = std::to_string(basis_dimension(space.name, basis));
    Role role = basis == Basis::values ? Role::basis : Role::differential_basis;
    for (Shape shape : kernel_.shapes)
      if (const Quadrature* quadrature = quadrature_of(shape)) {
        KernelArgument& added =
            add(role, fmt::format("{}_{}_{}", what, space.suffix, quadrature->name), DataType::real,
                {dimension, ndf(space.name), fmt::format("{}_{}", quadrature->sizes[0], quadrature->name),
                 fmt::format("{}_{}", quadrature->sizes[1], quadrature->name)},
                about + "the quadrature points");
        added.space = space.name;
        added.shape = shape;
      }
    for (const std::string& target : evaluator_targets()) {
      KernelArgument& added =
          add(role, fmt::format("{}_{}_on_{}", what, space.suffix, suffix_or_empty(target)), DataType::real,
              {dimension, ndf(space.name), ndf(target)}, about + "the nodes of " + target);
      added.space = space.name;
      added.target = target;
    }
  }

  std::vector<std::string> evaluator_targets() const {
    bool evaluates =
        std::find(kernel_.shapes.begin(), kernel_.shapes.end(), Shape::evaluator) != kernel_.shapes.end();
    return evaluates ? kernel_.targets : std::vector<std::string>();
  }

  // How many faces a property is of, and the name of its array.
  struct Faces {
    std::string_view count, array, about;
  };
  static Faces faces_of(ElementProperty property) {
    switch (property) {
    case ElementProperty::normals_to_horizontal_faces:
      return {"nfaces_re_h", "normals_to_horiz_faces", "normals to the horizontal faces"};
    case ElementProperty::normals_to_vertical_faces:
      return {"nfaces_re_v", "normals_to_vert_faces", "normals to the vertical faces"};
    case ElementProperty::normals_to_faces: return {"nfaces_re", "normals_to_faces", "normals to all faces"};
    case ElementProperty::outward_normals_to_horizontal_faces:
      return {"nfaces_re_h", "out_normals_to_horiz_faces", "outward normals to the horizontal faces"};
    case ElementProperty::outward_normals_to_vertical_faces:
      return {"nfaces_re_v", "out_normals_to_vert_faces", "outward normals to the vertical faces"};
    case ElementProperty::outward_normals_to_faces: break;
    }
    return {"nfaces_re", "out_normals_to_faces", "outward normals to all faces"};
  }

  bool is_listed(std::string_view name) const {
    return std::any_of(list_.begin(), list_.end(),
                       [&](const KernelArgument& argument) { return argument.name == name; });
  }

  void add_faces(std::string_view count) {
    integer(Role::faces, std::string(count), "faces of the reference element").word = count;
  }

  // The numbers of faces first, each once, then the arrays.
  void add_element_properties() {
    for (ElementProperty property : kernel_.element_properties)
      if (Faces faces = faces_of(property); !is_listed(faces.count)) add_faces(faces.count);
    for (ElementProperty property : kernel_.element_properties) {
      Faces faces = faces_of(property);
      add(Role::normals, std::string(faces.array), DataType::real, {"3", std::string(faces.count)},
          std::string(faces.about))
          .word = faces.array;
    }
  }

  void add_mesh_properties() {
    for ([[maybe_unused]] MeshProperty property : kernel_.mesh_properties) {
      if (!is_listed("nfaces_re_h")) add_faces("nfaces_re_h");
      integer_array(Role::adjacent_face, "adjacent_face", {"nfaces_re_h"},
                    "number of each face in the cell beyond it");
    }
  }

  void add_quadrature(const Quadrature& quadrature) {
    auto named = [&](std::string_view base) { return fmt::format("{}_{}", base, quadrature.name); };
    auto points = [&](std::size_t which) {
      KernelArgument& added = integer(Role::points, named(quadrature.sizes[which]),
                                      "number of " + std::string(quadrature.about[which]));
      added.shape = quadrature.shape;
      added.word = quadrature.sizes[which];
    };
    auto weights = [&](std::string_view word, Extents extents, std::string about) {
      KernelArgument& added =
          add(Role::weights, named(word), DataType::real, std::move(extents), std::move(about));
      added.shape = quadrature.shape;
      added.word = word;
    };
    std::string first = named(quadrature.sizes[0]), second = named(quadrature.sizes[1]);
    if (quadrature.shape == Shape::quadrature_xyoz) {
      points(0);
      points(1);
      weights("weights_xy", {first}, "weights of the horizontal points");
      weights("weights_z", {second}, "weights of the vertical points");
    } else {
      points(1);
      points(0);
      weights("weights_xyz", {first, second}, "weights of the points");
    }
  }

  const KernelMetadata& kernel_;
  Diagnostics& diagnostics_;
  std::vector<Space> spaces_; // in the order of first use
  std::vector<KernelArgument> list_;
};

} // namespace

std::vector<KernelArgument> kernel_arguments(const KernelMetadata& kernel, Diagnostics& diagnostics) {
  return ArgumentList(kernel, diagnostics).make();
}

} // namespace isotach::lfric
