#include "psykal/lfric/psy_locals.h"

#include <algorithm>

#include <fmt/format.h>

namespace isotach::lfric {

using psykal::LocalRole;

namespace {

TypeKeyword type_keyword(DataType data) {
  return data == DataType::real      ? TypeKeyword::real
         : data == DataType::integer ? TypeKeyword::integer
                                     : TypeKeyword::logical;
}

} // namespace

PsyLocals::PsyLocals(const Schedule& schedule) : invoke_(schedule.invoke()), options_(schedule.options()) {
  schedule.reserve_names(names_);
  for (const psykal::Local& added : schedule.locals()) {
    names_.reserve(added.name);
    if (!added.of.empty() && added.type < TypeKeyword::type) kind(added.of);
    declared_.push_back(added);
  }
  for (const auto& [module, name] : schedule.uses()) use(module, name);
}

void PsyLocals::declare(LocalRole role, TypeKeyword type, std::string of, std::string name,
                        std::vector<std::string> extents, Form form) {
  declared_.push_back({std::move(name), type, std::move(of), std::move(extents), role, form == Form::pointer,
                       form == Form::allocatable});
}

PsyLocals::Local PsyLocals::local(const std::string& tag, const std::string& root) {
  auto [at, fresh] = locals_.try_emplace(tag);
  if (fresh) at->second = names_.unique(root);
  return {at->second, fresh};
}

std::string PsyLocals::kind(const std::string& name) {
  if (!name.empty() && is_letter(name[0])) use("constants_mod", name);
  return name;
}

std::string PsyLocals::counter(std::string_view name) {
  Local counter = local(fmt::format("counter {}", name), std::string(name));
  if (counter.fresh) declare(LocalRole::counter, TypeKeyword::integer, kind("i_def"), counter.name);
  return counter.name;
}

std::string PsyLocals::integer(PsySection section, const std::string& root, const std::string& value) {
  Local result = local("integer " + root + " " + value, root);
  if (result.fresh) {
    declare(LocalRole::number, TypeKeyword::integer, kind("i_def"), result.name);
    state(section, result.name + " = " + value);
  }
  return result.name;
}

std::string PsyLocals::object(const std::string& root, const std::string& module, const std::string& type) {
  use(module, type);
  Local result = local("object " + root, root);
  if (result.fresh) declare(LocalRole::object, TypeKeyword::type, type, result.name);
  return result.name;
}

std::string PsyLocals::integer_pointer(PsySection section, const std::string& tag, const std::string& root,
                                       int rank, const std::string& target) {
  Local pointer = local(tag, root);
  if (pointer.fresh) {
    declare(LocalRole::map, TypeKeyword::integer, kind("i_def"), pointer.name,
            deferred(static_cast<std::size_t>(rank)), Form::pointer);
    state(section, pointer.name + " => " + target);
  }
  return pointer.name;
}

// Proxies and data

std::string PsyLocals::proxy(int index) { return proxy(index, 1); }

std::string PsyLocals::proxy(int index, int component) {
  const Variable& object = variable(index);
  Local proxy = local(fmt::format("proxy {}", index), object.name + "_proxy");
  if (proxy.fresh) {
    std::string type = proxy_type(object.type);
    use(object.module, type);
    std::vector<std::string> extents;
    if (object.vector_size > 1) extents.push_back(std::to_string(object.vector_size));
    declare(LocalRole::object, TypeKeyword::type, type, proxy.name, std::move(extents));
    if (object.vector_size == 1)
      state(PsySection::proxies, fmt::format("{} = {}%get_proxy()", proxy.name, object.name));
    for (int i = 1; i <= object.vector_size && object.vector_size > 1; ++i)
      state(PsySection::proxies, fmt::format("{}({}) = {}({})%get_proxy()", proxy.name, i, object.name, i));
  }
  return object.vector_size > 1 ? fmt::format("{}({})", proxy.name, component) : proxy.name;
}

std::string PsyLocals::data(int index, int component) {
  const Variable& field = variable(index);
  std::string root =
      field.vector_size > 1 ? fmt::format("{}_{}_data", field.name, component) : field.name + "_data";
  std::string from = proxy(index, component);
  Local data = local(fmt::format("data {} {}", index, component), root);
  if (data.fresh) {
    declare(LocalRole::data, type_keyword(field.data), kind(field.precision), data.name, deferred(1),
            Form::pointer);
    state(PsySection::proxies, fmt::format("{} => {}%data", data.name, from));
  }
  return data.name;
}

std::string PsyLocals::matrices(int index) {
  const Variable& object = variable(index);
  bool columnwise = object.kind == VariableKind::cma_operator;
  std::string from = proxy(index);
  Local result =
      local(fmt::format("matrices {}", index), object.name + (columnwise ? "_cma_matrix" : "_local_stencil"));
  if (result.fresh) {
    declare(LocalRole::data, TypeKeyword::real, kind(object.precision), result.name, deferred(3),
            Form::pointer);
    state(columnwise ? PsySection::columnwise : PsySection::proxies,
          fmt::format("{} => {}%{}", result.name, from, columnwise ? "columnwise_matrix" : "local_stencil"));
  }
  return result.name;
}

// Meshes

std::string PsyLocals::mesh() {
  for (std::size_t i = 0; i < invoke_.variables.size(); ++i)
    if (invoke_.variables[i].is_object()) {
      Local mesh = local("mesh", "mesh");
      if (mesh.fresh) {
        use("mesh_mod", "mesh_type");
        declare(LocalRole::object, TypeKeyword::type, "mesh_type", mesh.name, {}, Form::pointer);
        std::string space = variable(static_cast<int>(i)).kind == VariableKind::field ? "vspace" : "fs_from";
        state(PsySection::meshes,
              fmt::format("{} => {}%{}%get_mesh()", mesh.name, proxy(static_cast<int>(i)), space));
      }
      return mesh.name;
    }
  return {};
}

std::string PsyLocals::mesh_of(int index) {
  Local mesh = local(fmt::format("mesh {}", index), "mesh_" + variable(index).name);
  if (mesh.fresh) {
    use("mesh_mod", "mesh_type");
    declare(LocalRole::object, TypeKeyword::type, "mesh_type", mesh.name, {}, Form::pointer);
    state(PsySection::meshes, fmt::format("{} => {}%vspace%get_mesh()", mesh.name, proxy(index)));
  }
  return mesh.name;
}

// What a kernel between meshes takes: the fine cells in a coarse one, how many, and those of the fine mesh.
std::string PsyLocals::grids(const InvokeCall& call, Role role) {
  int coarse = -1, fine = -1;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (!call.kernel->arguments[i].grid) continue;
    int& place = call.kernel->arguments[i].grid == Grid::coarse ? coarse : fine;
    if (place < 0) place = call.arguments[i].value.variable;
  }
  const std::string &coarse_name = variable(coarse).name, &fine_name = variable(fine).name;
  std::string fine_mesh = mesh_of(fine), coarse_mesh = mesh_of(coarse);
  Local map =
      local(fmt::format("map {} {}", fine, coarse), fmt::format("mmap_{}_{}", fine_name, coarse_name));
  if (map.fresh) {
    use("mesh_map_mod", "mesh_map_type");
    declare(LocalRole::object, TypeKeyword::type, "mesh_map_type", map.name, {}, Form::pointer);
    state(PsySection::meshes, fmt::format("{} => {}%get_mesh_map({})", map.name, coarse_mesh, fine_mesh));
  }
  std::string pair = fmt::format("ncpc_{}_{}", fine_name, coarse_name);
  if (role == Role::cells_per_cell_x)
    return integer(PsySection::meshes, pair + "_x", map.name + "%get_ntarget_cells_per_source_x()");
  if (role == Role::cells_per_cell_y)
    return integer(PsySection::meshes, pair + "_y", map.name + "%get_ntarget_cells_per_source_y()");
  if (role == Role::fine_columns)
    return integer(PsySection::meshes, "ncell_" + fine_name,
                   options_.distributed ? fine_mesh + "%get_last_halo_cell(depth=2)"
                                        : proxy(fine) + "%vspace%get_ncell()");
  return integer_pointer(PsySection::meshes, fmt::format("cell map {} {}", fine, coarse),
                         "cell_map_" + coarse_name, 3, map.name + "%get_whole_cell_map()") +
         fmt::format("(:,:,{})", cell());
}

// Colours and threads

std::string PsyLocals::halo_depth(const std::string& mesh) {
  return integer(PsySection::meshes, "max_halo_depth_" + mesh, mesh + "%get_halo_depth()");
}

namespace {
// What belongs to the one mesh of an invoke needs no name of it.
std::string of_mesh(std::string_view root, const std::string& mesh) {
  return mesh.starts_with("mesh_") ? fmt::format("{}_{}", root, mesh.substr(5)) : std::string(root);
}
} // namespace

std::string PsyLocals::colours(const std::string& mesh, bool tiles) {
  std::string_view root = tiles ? "ntilecolours" : "ncolours";
  return integer(PsySection::colours, of_mesh(root, mesh), fmt::format("{}%get_{}()", mesh, root));
}

std::string PsyLocals::colour_map(const std::string& mesh, bool tiles) {
  std::string root = of_mesh(tiles ? "tmap" : "cmap", mesh);
  return integer_pointer(PsySection::colours, "colour map " + root, root, tiles ? 3 : 2,
                         mesh + (tiles ? "%get_coloured_tiling_map()" : "%get_colour_map()"));
}

std::string PsyLocals::colour_bounds(const std::string& mesh, std::string_view method, int rank) {
  Local bounds = local(fmt::format("colour bounds {} {}", mesh, method), of_mesh(method, mesh));
  if (bounds.fresh) {
    declare(LocalRole::number, TypeKeyword::integer, kind("i_def"), bounds.name,
            deferred(static_cast<std::size_t>(rank)), Form::allocatable);
    state(PsySection::colours, fmt::format("{} = {}%get_{}()", bounds.name, mesh, method));
  }
  return bounds.name;
}

std::string PsyLocals::threads() {
  use("omp_lib", "omp_get_max_threads");
  return integer(PsySection::threads, "nthreads", "omp_get_max_threads()");
}

std::string PsyLocals::thread() {
  use("omp_lib", "omp_get_thread_num");
  return counter("th_idx");
}

std::string PsyLocals::partial(int index) {
  const Variable& result = variable(index);
  Local array = local(fmt::format("partial {}", index), "local_" + result.name);
  if (array.fresh)
    declare(LocalRole::number, type_keyword(result.data), kind(result.precision), array.name, deferred(2),
            Form::allocatable);
  return array.name;
}

// Function spaces

int PsyLocals::entry_on(const InvokeCall& call, FunctionSpace space, bool field_only) const {
  for (std::size_t i = 0; i < call.kernel->arguments.size(); ++i) {
    const MetaArg& argument = call.kernel->arguments[i];
    if (argument.is_field()
            ? argument.space == space
            : !field_only && argument.is_operator() && (argument.space == space || argument.from == space))
      return static_cast<int>(i);
  }
  return -1;
}

std::string PsyLocals::suffix(const InvokeCall& call, FunctionSpace space) const {
  if (!space.differs_by_call()) return word(space);
  std::size_t entry = static_cast<std::size_t>(entry_on(call, space, false));
  return local_name(space, variable(call.arguments[entry].value.variable).name);
}

std::string PsyLocals::object_space(const InvokeCall& call, std::size_t entry, FunctionSpace space) {
  const MetaArg& argument = call.kernel->arguments[entry];
  std::string object = proxy(call.arguments[entry].value.variable);
  if (argument.is_field()) return object + "%vspace";
  return object + (argument.from == space ? "%fs_from" : "%fs_to");
}

std::string PsyLocals::space_of(const std::string& wanted) {
  for (const InvokeCall& call : invoke_.calls)
    for (std::size_t i = 0; i < call.kernel->arguments.size(); ++i) {
      const MetaArg& argument = call.kernel->arguments[i];
      if (argument.space && suffix(call, argument.space) == wanted)
        return object_space(call, i, argument.space);
      if (argument.from && suffix(call, argument.from) == wanted) return object_space(call, i, argument.from);
    }
  return {};
}

std::string PsyLocals::size_of(const InvokeCall& call, FunctionSpace space, std::string_view which) {
  std::string name = suffix(call, space);
  return integer(PsySection::sizes, fmt::format("{}_{}", which, name),
                 fmt::format("{}%get_{}()", space_of(name), which));
}

std::string PsyLocals::dofmap(const InvokeCall& call, FunctionSpace space) {
  std::string name = suffix(call, space);
  std::size_t entry = static_cast<std::size_t>(entry_on(call, space, true));
  return integer_pointer(PsySection::dofmaps, "dofmap " + name, "map_" + name, 2,
                         object_space(call, entry, space) + "%get_whole_dofmap()");
}

int PsyLocals::first_object(const InvokeCall& call) const {
  for (std::size_t i = 0; i < call.arguments.size(); ++i)
    if (const MetaArg& argument = call.kernel->arguments[i]; argument.is_field() || argument.is_operator())
      return static_cast<int>(i);
  return -1;
}

std::string PsyLocals::layers(const InvokeCall& call) {
  std::size_t entry = static_cast<std::size_t>(first_object(call));
  const MetaArg& argument = call.kernel->arguments[entry];
  std::string space = object_space(call, entry, argument.is_field() ? argument.space : argument.from);
  return integer(PsySection::layers, "nlayers_" + variable(call.arguments[entry].value.variable).name,
                 space + "%get_nlayers()");
}

// Stencils

std::string PsyLocals::stencil(const InvokeCall& call, const KernelArgument& argument) {
  std::size_t entry = static_cast<std::size_t>(argument.entry);
  const MetaArg& field = call.kernel->arguments[entry];
  const InvokeArgument& actual = call.arguments[entry];
  Stencil shape = *field.stencil;
  std::string extent = text_of(invoke_, actual.extent), direction = text_of(invoke_, actual.direction);
  if (argument.role == Role::stencil_direction) {
    if (actual.direction.variable < 0) use("flux_direction_mod", direction);
    return direction;
  }
  const std::string& name = variable(actual.value.variable).name;
  std::string space = object_space(call, entry, field.space);
  std::string tag = fmt::format("{} {} {} {}", suffix(call, field.space), word(shape), extent, direction);
  if (argument.role == Role::stencil_branch)
    return integer(PsySection::stencils, name + "_max_branch_length", extent + " + 1");

  Local map = local("stencil " + tag, name + "_stencil_map");
  bool flat = shape == Stencil::cross2d;
  if (map.fresh) {
    std::string type = flat ? "stencil_2D_dofmap" : "stencil_dofmap";
    use(type + "_mod", type + "_type");
    declare(LocalRole::object, TypeKeyword::type, type + "_type", map.name, {}, Form::pointer);
    auto look_up = [&](std::string_view which) {
      use(type + "_mod", std::string(which));
      return fmt::format("{} => {}%get_{}({}, {})", map.name, space, type, which, extent);
    };
    if (shape == Stencil::xory1d) {
      use("flux_direction_mod", "x_direction");
      use("flux_direction_mod", "y_direction");
      state(PsySection::stencils,
            fmt::format("if ({} == x_direction) {}", direction, look_up("STENCIL_1DX")));
      state(PsySection::stencils,
            fmt::format("if ({} == y_direction) {}", direction, look_up("STENCIL_1DY")));
    } else {
      constexpr std::string_view constants[] = {"STENCIL_1DX",   "STENCIL_1DY",      "",
                                                "STENCIL_CROSS", "STENCIL_2D_CROSS", "STENCIL_REGION"};
      state(PsySection::stencils, look_up(constants[static_cast<std::size_t>(shape)]));
    }
  }
  std::string cell = cell_index(call);
  if (argument.role == Role::stencil_size)
    return integer_pointer(PsySection::stencils, "stencil size " + tag, name + "_stencil_size", flat ? 2 : 1,
                           map.name + "%get_stencil_sizes()") +
           (flat ? "(:," : "(") + cell + ")";
  return integer_pointer(PsySection::stencils, "stencil dofmap " + tag, name + "_stencil_dofmap",
                         flat ? 4 : 3, map.name + "%get_whole_dofmap()") +
         (flat ? "(:,:,:," : "(:,:,") + cell + ")";
}

// Column-wise operators

std::string PsyLocals::columnwise_number(int index, ColumnwiseNumber which) {
  return integer(PsySection::columnwise, fmt::format("{}_{}", variable(index).name, word(which)),
                 fmt::format("{}%{}", proxy(index), word(which)));
}

std::string PsyLocals::columnwise_map(const InvokeCall& call, const KernelArgument& argument) {
  bool banded = argument.role == Role::banded_dofmap;
  std::string name = suffix(call, argument.space);
  // Of the operator of the first call that takes it, wherever that call stands by now.
  auto target = [&]() -> std::string {
    for (const InvokeCall& known : invoke_.calls)
      for (const KernelArgument& one : kernel_arguments(*known.kernel)) {
        if (one.role != argument.role || suffix(known, one.space) != name) continue;
        std::size_t entry = static_cast<std::size_t>(one.entry);
        std::string_view side = known.kernel->arguments[entry].space == one.space ? "to" : "from";
        return fmt::format("{}%{}_dofmap_{}", proxy(known.arguments[entry].value.variable),
                           banded ? "column_banded" : "indirection", side);
      }
    return {};
  };
  return integer_pointer(PsySection::columnwise,
                         fmt::format("{} {}", banded ? "banded" : "indirection", name),
                         (banded ? "cbanded_map_" : "cma_indirection_map_") + name, banded ? 2 : 1, target());
}

// Quadrature and bases

const Variable& PsyLocals::quadrature_of(const InvokeCall& call, Shape shape) const {
  std::size_t next = 0;
  for (Shape known : call.kernel->shapes) {
    if (known == shape) break;
    next += known != Shape::evaluator;
  }
  return variable(call.quadratures[next].variable);
}

std::string PsyLocals::quadrature_proxy(const InvokeCall& call, Shape shape) {
  const Variable& quadrature = quadrature_of(call, shape);
  Local proxy = local("quadrature " + quadrature.name, quadrature.name + "_proxy");
  if (proxy.fresh) {
    std::string type = proxy_type(quadrature.type);
    use(quadrature.module, type);
    declare(LocalRole::object, TypeKeyword::type, type, proxy.name);
    state(PsySection::quadratures,
          fmt::format("{} = {}%get_quadrature_proxy()", proxy.name, quadrature.name));
  }
  return proxy.name;
}

std::string PsyLocals::quadrature_size(const InvokeCall& call, Shape shape, QuadratureSize which) {
  std::string proxy = quadrature_proxy(call, shape);
  return integer(PsySection::quadratures, fmt::format("{}_{}", word(which), quadrature_of(call, shape).name),
                 fmt::format("{}%{}", proxy, word(which)));
}

std::string PsyLocals::quadrature_weights(const InvokeCall& call, Shape shape, QuadratureWeights which) {
  std::string proxy = quadrature_proxy(call, shape);
  std::string root = fmt::format("{}_{}", word(which), quadrature_of(call, shape).name);
  Local weights = local("weights " + root, root);
  if (weights.fresh) {
    declare(LocalRole::basis, TypeKeyword::real, kind("r_def"), weights.name,
            deferred(which == QuadratureWeights::xyz ? 2 : 1), Form::pointer);
    state(PsySection::quadratures, fmt::format("{} => {}%{}", weights.name, proxy, word(which)));
  }
  return weights.name;
}

std::string PsyLocals::nodes(const InvokeCall& call, FunctionSpace target) {
  std::string name = suffix(call, target);
  std::size_t entry = static_cast<std::size_t>(entry_on(call, target, false));
  Local nodes = local("nodes " + name, "nodes_" + name);
  if (nodes.fresh) {
    declare(LocalRole::basis, TypeKeyword::real, kind("r_def"), nodes.name, deferred(2), Form::pointer);
    state(PsySection::evaluators,
          fmt::format("{} => {}%get_nodes()", nodes.name, object_space(call, entry, target)));
  }
  return nodes.name;
}

std::string PsyLocals::basis(const InvokeCall& call, const KernelArgument& argument) {
  bool values = argument.role == Role::basis;
  std::string name = suffix(call, argument.space);
  std::string constant = values ? "BASIS" : "DIFF_BASIS";
  std::string where =
      argument.shape ? quadrature_of(call, *argument.shape).name : "on_" + suffix(call, argument.target);
  std::string root = fmt::format("{}_{}_{}", values ? "basis" : "diff_basis", name, where);
  Local array = local("array " + root, root);
  if (!array.fresh) return array.name;

  std::string space =
      object_space(call, static_cast<std::size_t>(entry_on(call, argument.space, false)), argument.space);
  std::string dimension = integer(PsySection::bases, (values ? "dim_" : "diff_dim_") + name,
                                  space + (values ? "%get_dim_space()" : "%get_dim_space_diff()"));
  std::string ndf = size_of(call, argument.space, "ndf");
  use("function_space_mod", constant);
  allocated_.push_back(array.name);
  if (argument.shape) {
    std::array<QuadratureSize, 2> sizes = quadrature_sizes(*argument.shape);
    std::string first = quadrature_size(call, *argument.shape, sizes[0]);
    std::string second = quadrature_size(call, *argument.shape, sizes[1]);
    declare(LocalRole::basis, TypeKeyword::real, kind("r_def"), array.name, deferred(4), Form::allocatable);
    state(PsySection::bases,
          fmt::format("allocate({}({}, {}, {}, {}))", array.name, dimension, ndf, first, second));
    state(PsySection::basis_values, fmt::format("call {}%compute_function({}, {}, {}, {}, {})", where,
                                                constant, space, dimension, ndf, array.name));
    return array.name;
  }
  std::string points = nodes(call, argument.target), count = size_of(call, argument.target, "ndf");
  declare(LocalRole::basis, TypeKeyword::real, kind("r_def"), array.name, deferred(3), Form::allocatable);
  state(PsySection::bases, fmt::format("allocate({}({}, {}, {}))", array.name, dimension, ndf, count));
  std::string node = counter("df_nodal"), df = counter("df_" + name);
  state(PsySection::basis_values, fmt::format("do {} = 1, {}", node, count));
  state(PsySection::basis_values, fmt::format("  do {} = 1, {}", df, ndf));
  state(PsySection::basis_values, fmt::format("    {}(:,{},{}) = {}%call_function({}, {}, {}(:,{}))",
                                              array.name, df, node, space, constant, df, points, node));
  state(PsySection::basis_values, "  end do");
  state(PsySection::basis_values, "end do");
  return array.name;
}

// Reference element and mesh

std::string PsyLocals::reference_element() {
  std::string from = mesh();
  Local element = local("reference element", "reference_element");
  if (element.fresh) {
    use("reference_element_mod", "reference_element_type");
    declare(LocalRole::object, TypeKeyword::class_, "reference_element_type", element.name, {},
            Form::pointer);
    state(PsySection::elements, fmt::format("{} => {}%get_reference_element()", element.name, from));
  }
  return element.name;
}

std::string PsyLocals::faces(ElementFaces which) {
  constexpr std::string_view methods[] = {"horizontal_faces", "vertical_faces", "faces"};
  std::string element = reference_element();
  return integer(PsySection::elements, std::string(word(which)),
                 fmt::format("{}%get_number_{}()", element, methods[static_cast<std::size_t>(which)]));
}

std::string PsyLocals::normals(const KernelArgument& argument) {
  std::string element = reference_element();
  Local array = local("normals " + argument.name, argument.name);
  if (array.fresh) {
    declare(LocalRole::basis, TypeKeyword::real, kind("r_def"), array.name, deferred(2), Form::allocatable);
    state(PsySection::elements, fmt::format("call {}%get_{}({})", element,
                                            word(std::get<ElementProperty>(argument.which)), array.name));
  }
  return array.name;
}

// Actual arguments

std::string PsyLocals::cell_index(const InvokeCall& call) {
  return call.kernel->operates_on == OperatesOn::domain ? "1" : cell();
}

std::string PsyLocals::actual(const InvokeCall& call, const KernelArgument& argument) {
  const InvokeArgument* entry =
      argument.entry < 0 ? nullptr : &call.arguments[static_cast<std::size_t>(argument.entry)];
  int index = entry ? entry->value.variable : -1;
  switch (argument.role) {
  case Role::cell: return cell();
  case Role::layers: return layers(call);
  case Role::owned_columns:
    return integer(PsySection::meshes, "ncell_2d_no_halos", mesh() + "%get_last_edge_cell()");
  case Role::columns: return integer(PsySection::mesh_properties, "ncell_2d", mesh() + "%get_ncells_2d()");
  case Role::cell_map:
  case Role::cells_per_cell_x:
  case Role::cells_per_cell_y:
  case Role::fine_columns: return grids(call, argument.role);
  case Role::data: {
    if (index < 0) {
      if (std::size_t at = entry->value.constant.find('_'); at != std::string::npos) kind(entry->precision);
      return entry->value.constant;
    }
    const Variable& object = variable(index);
    if (object.kind == VariableKind::scalar || object.kind == VariableKind::scalar_array) return object.name;
    if (object.kind == VariableKind::field)
      return data(index, argument.component) + (call.on_dofs() ? fmt::format("({})", counter("df")) : "");
    return matrices(index) + (object.kind == VariableKind::cma_operator ? "(:,:,:)" : "");
  }
  case Role::array_extents: {
    const Variable& array = variable(index);
    Local extents = local(fmt::format("extents {}", index), "dims_" + array.name);
    if (extents.fresh) {
      declare(LocalRole::number, TypeKeyword::integer, kind("i_def"), extents.name,
              {std::to_string(array.rank)});
      state(PsySection::sizes, fmt::format("{} = shape({})", extents.name, array.name));
    }
    return extents.name;
  }
  case Role::stencil_size:
  case Role::stencil_direction:
  case Role::stencil_branch:
  case Role::stencil_dofmap: return stencil(call, argument);
  case Role::operator_cells: return proxy(index) + "%ncell_3d";
  case Role::columnwise_number: return columnwise_number(index, std::get<ColumnwiseNumber>(argument.which));
  case Role::ndf: return size_of(call, argument.space, "ndf");
  case Role::undf: return size_of(call, argument.space, "undf");
  case Role::dofmap: {
    std::string map = dofmap(call, argument.space);
    bool fine = call.kernel->inter_grid &&
                call.kernel->arguments[static_cast<std::size_t>(entry_on(call, argument.space, true))].grid ==
                    Grid::fine;
    if (fine || call.kernel->operates_on == OperatesOn::domain) return map;
    return fmt::format("{}(:,{})", map, cell());
  }
  case Role::banded_dofmap:
  case Role::indirection_dofmap: return columnwise_map(call, argument);
  case Role::basis:
  case Role::differential_basis: return basis(call, argument);
  case Role::boundary_dofs:
    return integer_pointer(PsySection::boundary_dofs, fmt::format("boundary dofs {}", index),
                           "boundary_dofs_" + variable(index).name, 2,
                           object_space(call, static_cast<std::size_t>(argument.entry), argument.space) +
                               "%get_boundary_dofs()");
  case Role::faces: return faces(std::get<ElementFaces>(argument.which));
  case Role::normals: return normals(argument);
  case Role::adjacent_face:
    return integer_pointer(PsySection::mesh_properties, "adjacent face", "adjacent_face", 2,
                           mesh() + "%get_adjacent_face()") +
           fmt::format("(:,{})", cell_index(call));
  case Role::points: return quadrature_size(call, *argument.shape, std::get<QuadratureSize>(argument.which));
  case Role::weights: break;
  }
  return quadrature_weights(call, *argument.shape, std::get<QuadratureWeights>(argument.which));
}

} // namespace isotach::lfric
