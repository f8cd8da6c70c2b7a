// The order: what belongs to the cell and the mesh, the entries of meta_args, then for each function space in
// the order of its first use its sizes, dofmap and bases, then reference element, mesh and quadrature.
// Source: the LFRic chapter of PSyclone 3.3.1's user guide, "Rules for ... kernels".

#include "psykal/lfric/kernel_arguments.h"

#include <algorithm>

#include <fmt/format.h>

#include "psykal/lfric/metadata.h"

namespace isotach::lfric {

namespace {

constexpr std::string_view columnwise_numbers[] = {"nrow", "ncol",    "bandwidth", "alpha",
                                                   "beta", "gamma_m", "gamma_p"};
constexpr std::string_view element_faces[] = {"nfaces_re_h", "nfaces_re_v", "nfaces_re"};
constexpr std::string_view size_words[] = {"np_xy", "np_z", "np_xyz", "nfaces", "nedges"};
constexpr std::string_view weights_words[] = {"weights_xy", "weights_z", "weights_xyz"};

} // namespace

template <> std::span<const std::string_view> words<ColumnwiseNumber>() { return columnwise_numbers; }
template <> std::span<const std::string_view> words<ElementFaces>() { return element_faces; }
template <> std::span<const std::string_view> words<QuadratureSize>() { return size_words; }
template <> std::span<const std::string_view> words<QuadratureWeights>() { return weights_words; }

namespace {

using Extents = std::vector<std::string>;

// The name of a quadrature's arguments, and how many points it has along which dimensions.
struct Quadrature {
  Shape shape;
  std::string_view name;
  std::array<QuadratureSize, 2> sizes;
  std::array<std::string_view, 2> about;
};
constexpr Quadrature quadratures[] = {
    {Shape::quadrature_xyoz,
     "qr_xyoz",
     {QuadratureSize::np_xy, QuadratureSize::np_z},
     {"horizontal quadrature points", "vertical quadrature points"}},
    {Shape::quadrature_face,
     "qr_face",
     {QuadratureSize::np_xyz, QuadratureSize::nfaces},
     {"quadrature points on a face", "faces of the quadrature"}},
    {Shape::quadrature_edge,
     "qr_edge",
     {QuadratureSize::np_xyz, QuadratureSize::nedges},
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
  explicit ArgumentList(const KernelMetadata& kernel) : kernel_(kernel) {
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
    FunctionSpace space;
    std::string suffix; // of names: w1, as1_field_4
  };

  void use_space(FunctionSpace space, const MetaArg& argument) {
    if (!space || suffix_or_empty(space) != "") return;
    std::size_t entry = static_cast<std::size_t>(&argument - kernel_.arguments.data());
    spaces_.push_back({space, local_name(space, name(entry))});
  }

  std::string suffix_or_empty(FunctionSpace space) const {
    for (const Space& known : spaces_)
      if (known.space == space) return known.suffix;
    return {};
  }

  std::string ndf(FunctionSpace space) const { return "ndf_" + suffix_or_empty(space); }
  std::string undf(FunctionSpace space) const { return "undf_" + suffix_or_empty(space); }

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
    argument.kind = default_kind(type);
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
    std::string text = "field on " + word(argument.space);
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
                   fmt::format("local matrices from {} to {}", word(argument.from), word(argument.space)));
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
                 fmt::format("banded matrices of the columns, from {} to {}", word(argument.from),
                             word(argument.space)))
        .kind = "r_solver";
    auto number = [&](ColumnwiseNumber which, std::string about) {
      KernelArgument& added =
          integer(Role::columnwise_number, fmt::format("{}_{}", base, word(which)), std::move(about));
      added.entry = static_cast<int>(entry);
      added.which = which;
    };
    number(ColumnwiseNumber::nrow, "rows of " + base);
    if (argument.space != argument.from) number(ColumnwiseNumber::ncol, "columns of " + base);
    number(ColumnwiseNumber::bandwidth, "bandwidth of " + base);
    for (ColumnwiseNumber which : {ColumnwiseNumber::alpha, ColumnwiseNumber::beta, ColumnwiseNumber::gamma_m,
                                   ColumnwiseNumber::gamma_p})
      number(which, "position of the band in " + base);
  }

  void add_cell_map() {
    integer_array(Role::cell_map, "cell_map", {"ncell_f_per_c_x", "ncell_f_per_c_y"},
                  "fine cells in the coarse cell");
    integer(Role::cells_per_cell_x, "ncell_f_per_c_x", "fine cells in a coarse one along x");
    integer(Role::cells_per_cell_y, "ncell_f_per_c_y", "fine cells in a coarse one along y");
    integer(Role::fine_columns, "ncell_f", "columns of the fine mesh");
  }

  const MetaArg* field_on(FunctionSpace space) const {
    for (const MetaArg& argument : kernel_.arguments)
      if (argument.is_field() && argument.space == space) return &argument;
    return nullptr;
  }

  void add_space(const Space& space) {
    std::string sizes = ndf(space.space);
    const MetaArg* field = field_on(space.space);
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
      if (request.space != space.space) continue;
      if (request.values) add_basis(space, Basis::values);
      if (request.derivatives) add_basis(space, Basis::derivatives);
    }
    constexpr FunctionSpace any_space_1{FunctionSpace::Kind::any_space, 1};
    if (applies_boundary_conditions(kernel_.procedure) && space.space == any_space_1 && field)
      add_boundary_dofs(static_cast<std::size_t>(field - kernel_.arguments.data()), space.space);
  }

  void add_ndf(const Space& space) {
    integer(Role::ndf, ndf(space.space), "dofs of a cell on " + word(space.space)).space = space.space;
  }
  void add_undf(const Space& space) {
    integer(Role::undf, undf(space.space), "dofs of this rank on " + word(space.space)).space = space.space;
  }

  void add_boundary_dofs(std::size_t entry, FunctionSpace space) {
    KernelArgument& added =
        integer_array(Role::boundary_dofs, "boundary_dofs_" + name(entry), {ndf(space), "2"},
                      "0 for dofs on the bottom and top boundary, 1 for others");
    added.entry = static_cast<int>(entry);
    added.space = space;
  }

  void add_dofmap(const Space& space, Extents extents) {
    integer_array(Role::dofmap, "map_" + space.suffix, std::move(extents),
                  "dofs of the column's bottom cell on " + word(space.space))
        .space = space.space;
  }

  // Fine and coarse cells have equally many dofs, so only the fine space gives the number.
  void add_grid_space(const Space& space, Grid grid) {
    FunctionSpace fine_space;
    for (const MetaArg& argument : kernel_.arguments)
      if (argument.grid == Grid::fine && !fine_space) fine_space = argument.space;
    if (grid == Grid::fine) add_ndf(space);
    add_undf(space);
    add_dofmap(space, grid == Grid::fine ? Extents{ndf(space.space), "ncell_f"} : Extents{ndf(fine_space)});
  }

  void add_columnwise_map(const Space& space) {
    for (std::size_t i = 0; i < kernel_.arguments.size(); ++i) {
      const MetaArg& argument = kernel_.arguments[i];
      if (argument.form != Form::cma_operator ||
          (argument.space != space.space && argument.from != space.space))
        continue;
      if (kernel_.columnwise == ColumnwiseWork::assembly)
        integer_array(Role::banded_dofmap, "cbanded_map_" + space.suffix, {ndf(space.space), "nlayers"},
                      "rows of the column's dofs")
            .space = space.space;
      else if (kernel_.columnwise == ColumnwiseWork::apply)
        integer_array(Role::indirection_dofmap, "cma_indirection_map_" + space.suffix,
                      {name(i) + (argument.space == space.space ? "_nrow" : "_ncol")},
                      "dofs of the rows in the field")
            .space = space.space;
      else return;
      list_.back().entry = static_cast<int>(i);
      return;
    }
  }

  void add_basis(const Space& space, Basis basis) {
    std::string_view what = basis == Basis::values ? "basis" : "diff_basis";
    std::string about = fmt::format("{} of {} at ", basis == Basis::values ? "basis" : "differential basis",
                                    word(space.space));
    std::string dimension = std::to_string(basis_dimension(space.space, basis));
    Role role = basis == Basis::values ? Role::basis : Role::differential_basis;
    for (Shape shape : kernel_.shapes)
      if (const Quadrature* quadrature = quadrature_of(shape)) {
        KernelArgument& added = add(
            role, fmt::format("{}_{}_{}", what, space.suffix, quadrature->name), DataType::real,
            {dimension, ndf(space.space), fmt::format("{}_{}", word(quadrature->sizes[0]), quadrature->name),
             fmt::format("{}_{}", word(quadrature->sizes[1]), quadrature->name)},
            about + "the quadrature points");
        added.space = space.space;
        added.shape = shape;
      }
    for (FunctionSpace target : evaluator_targets()) {
      KernelArgument& added =
          add(role, fmt::format("{}_{}_on_{}", what, space.suffix, suffix_or_empty(target)), DataType::real,
              {dimension, ndf(space.space), ndf(target)}, about + "the nodes of " + word(target));
      added.space = space.space;
      added.target = target;
    }
  }

  std::vector<FunctionSpace> evaluator_targets() const {
    bool evaluates =
        std::find(kernel_.shapes.begin(), kernel_.shapes.end(), Shape::evaluator) != kernel_.shapes.end();
    return evaluates ? kernel_.targets : std::vector<FunctionSpace>();
  }

  // What faces a property is of, and the name of its array.
  struct Normals {
    ElementFaces faces;
    std::string_view array, about;
  };
  static Normals normals_of(ElementProperty property) {
    switch (property) {
    case ElementProperty::normals_to_horizontal_faces:
      return {ElementFaces::horizontal, "normals_to_horiz_faces", "normals to the horizontal faces"};
    case ElementProperty::normals_to_vertical_faces:
      return {ElementFaces::vertical, "normals_to_vert_faces", "normals to the vertical faces"};
    case ElementProperty::normals_to_faces:
      return {ElementFaces::all, "normals_to_faces", "normals to all faces"};
    case ElementProperty::outward_normals_to_horizontal_faces:
      return {ElementFaces::horizontal, "out_normals_to_horiz_faces",
              "outward normals to the horizontal faces"};
    case ElementProperty::outward_normals_to_vertical_faces:
      return {ElementFaces::vertical, "out_normals_to_vert_faces", "outward normals to the vertical faces"};
    case ElementProperty::outward_normals_to_faces: break;
    }
    return {ElementFaces::all, "out_normals_to_faces", "outward normals to all faces"};
  }

  // Each number of faces once.
  void add_faces(ElementFaces which) {
    if (std::any_of(list_.begin(), list_.end(),
                    [&](const KernelArgument& a) { return a.which == Which(which); }))
      return;
    integer(Role::faces, std::string(word(which)), "faces of the reference element").which = which;
  }

  // The numbers of faces first, then the arrays.
  void add_element_properties() {
    for (ElementProperty property : kernel_.element_properties) add_faces(normals_of(property).faces);
    for (ElementProperty property : kernel_.element_properties) {
      Normals normals = normals_of(property);
      add(Role::normals, std::string(normals.array), DataType::real, {"3", std::string(word(normals.faces))},
          std::string(normals.about))
          .which = property;
    }
  }

  void add_mesh_properties() {
    for ([[maybe_unused]] MeshProperty property : kernel_.mesh_properties) {
      add_faces(ElementFaces::horizontal);
      integer_array(Role::adjacent_face, "adjacent_face", {"nfaces_re_h"},
                    "number of each face in the cell beyond it");
    }
  }

  void add_quadrature(const Quadrature& quadrature) {
    auto named = [&](auto which) { return fmt::format("{}_{}", word(which), quadrature.name); };
    auto points = [&](std::size_t dimension) {
      KernelArgument& added = integer(Role::points, named(quadrature.sizes[dimension]),
                                      "number of " + std::string(quadrature.about[dimension]));
      added.shape = quadrature.shape;
      added.which = quadrature.sizes[dimension];
    };
    auto weights = [&](QuadratureWeights which, Extents extents, std::string about) {
      KernelArgument& added =
          add(Role::weights, named(which), DataType::real, std::move(extents), std::move(about));
      added.shape = quadrature.shape;
      added.which = which;
    };
    std::string first = named(quadrature.sizes[0]), second = named(quadrature.sizes[1]);
    if (quadrature.shape == Shape::quadrature_xyoz) {
      points(0);
      points(1);
      weights(QuadratureWeights::xy, {first}, "weights of the horizontal points");
      weights(QuadratureWeights::z, {second}, "weights of the vertical points");
    } else {
      points(1);
      points(0);
      weights(QuadratureWeights::xyz, {first, second}, "weights of the points");
    }
  }

  const KernelMetadata& kernel_;
  std::vector<Space> spaces_; // in the order of first use
  std::vector<KernelArgument> list_;
};

} // namespace

std::vector<KernelArgument> kernel_arguments(const KernelMetadata& kernel) {
  return ArgumentList(kernel).make();
}

std::array<QuadratureSize, 2> quadrature_sizes(Shape quadrature) { return quadrature_of(quadrature)->sizes; }

} // namespace isotach::lfric
