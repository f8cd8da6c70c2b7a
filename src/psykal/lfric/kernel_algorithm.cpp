// Writing the algorithm: one pass over the metadata's arguments collects declarations, statements and the
// arguments of the call; names are those of PSyclone's psyclone-kern, kind of argument and place.

#include "psykal/lfric/kernel_algorithm.h"

#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/strings.h"

namespace isotach::lfric {

namespace {

struct Scalar {
  std::string_view prefix, declared, value;
};

constexpr Scalar scalars[] = {{"r", "real(kind=r_def)", "1.0_r_def"},
                              {"i", "integer(kind=i_def)", "1_i_def"},
                              {"l", "logical(kind=l_def)", ".true._l_def"}};

// The space that stands for one that differs from call to call.
std::string chosen(FunctionSpace space) {
  switch (space.kind) {
  case FunctionSpace::Kind::any_w2: return "w2";
  case FunctionSpace::Kind::any_space: return "w0";
  case FunctionSpace::Kind::any_discontinuous_space: return "w3";
  default: return word(space);
  }
}

std::string pointer_to(const std::string& space) { return fmt::format("vector_space_{}_ptr", space); }

// What one algorithm consists of.
struct Parts {
  std::set<std::string> spaces, kinds{"i_def"};
  std::map<std::string, std::set<std::string>> uses; // names by module
  std::vector<std::string> declarations, statements, calls, arguments;

  std::string on(FunctionSpace space) { return pointer_to(*spaces.insert(chosen(space)).first); }

  void add_field(const MetaArg& entry, const std::string& name) {
    bool integer = entry.data == DataType::integer;
    std::string type = integer ? "integer_field_type" : "field_type";
    uses[integer ? "integer_field_mod" : "field_mod"].insert(type);
    kinds.insert(integer ? "i_def" : "r_def");
    bool vector = entry.vector_size > 1;
    declarations.push_back(vector
                               ? fmt::format("type({}), dimension({}) :: {}", type, entry.vector_size, name)
                               : fmt::format("type({}) :: {}", type, name));
    std::string space = on(entry.space);
    for (int i = 1; i <= entry.vector_size; ++i) {
      std::string part = vector ? fmt::format("{}({})", name, i) : name;
      statements.push_back(fmt::format("call {}%initialise(vector_space={}, name='{}')", part, space, name));
      calls.push_back(integer ? fmt::format("int_setval_c({}, 1_i_def)", part)
                              : fmt::format("setval_c({}, 1.0_r_def)", part));
    }
    arguments.push_back(name);
    if (!entry.stencil) return;
    arguments.emplace_back("1"); // how far it reaches
    if (*entry.stencil != Stencil::xory1d) return;
    uses["flux_direction_mod"].insert("x_direction");
    arguments.emplace_back("x_direction");
  }

  void add_operator(const MetaArg& entry, const std::string& name) {
    uses["operator_mod"].insert("operator_type");
    declarations.push_back(fmt::format("type(operator_type) :: {}", name));
    std::string to = on(entry.space), from = on(entry.from);
    statements.push_back(fmt::format("call {}%initialise({}, {})", name, to, from));
    arguments.push_back(name);
  }

  void add_scalar(const MetaArg& entry, std::size_t place) {
    const Scalar& scalar = scalars[static_cast<std::size_t>(entry.data)];
    bool array = entry.form == Form::scalar_array;
    std::string name = fmt::format("{}scalar{}_{}", scalar.prefix, array ? "_array" : "", place);
    kinds.insert(fmt::format("{}_def", scalar.prefix));
    std::string extents;
    for (int i = 0; i < entry.rank; ++i) extents += i ? ", 2" : "2";
    declarations.push_back(array ? fmt::format("{}, dimension({}) :: {}", scalar.declared, extents, name)
                                 : fmt::format("{} :: {}", scalar.declared, name));
    statements.push_back(fmt::format("{} = {}", name, scalar.value));
    arguments.push_back(name);
  }

  void add_quadrature() {
    uses["quadrature_xyoz_mod"].insert("quadrature_xyoz_type");
    uses["quadrature_rule_gaussian_mod"].insert("quadrature_rule_gaussian_type");
    declarations.emplace_back("type(quadrature_xyoz_type) :: qr_xyoz");
    declarations.emplace_back("type(quadrature_rule_gaussian_type) :: quadrature_rule");
    statements.emplace_back("qr_xyoz = quadrature_xyoz_type(element_order_h + 3, element_order_h + 3, &\n"
                            "                                   element_order_v + 3, quadrature_rule)");
    arguments.emplace_back("qr_xyoz");
  }
};

} // namespace

std::string why_no_algorithm(const KernelMetadata& kernel) {
  if (kernel.inter_grid)
    return "the kernel is one between two meshes, which need a map that only a model has";
  for (const MetaArg& entry : kernel.arguments)
    if (entry.form == Form::cma_operator)
      return "a column-wise operator has to be assembled by another kernel first";
  for (Shape shape : kernel.shapes)
    if (shape == Shape::quadrature_face || shape == Shape::quadrature_edge)
      return fmt::format("there is no rule for {}", word(shape));
  return {};
}

std::string algorithm_text(const KernelMetadata& kernel) {
  Parts parts;
  std::size_t place = 0;
  for (const MetaArg& entry : kernel.arguments) {
    ++place;
    if (entry.is_field()) parts.add_field(entry, fmt::format("field_{}", place));
    else if (entry.is_operator()) parts.add_operator(entry, fmt::format("op_{}", place));
    else parts.add_scalar(entry, place);
  }
  for (Shape shape : kernel.shapes)
    if (shape == Shape::quadrature_xyoz) parts.add_quadrature();
  if (kernel.operates_on == OperatesOn::halo_cell_column ||
      kernel.operates_on == OperatesOn::owned_and_halo_cell_column)
    parts.arguments.emplace_back("1");          // how deep its halo cells lie
  parts.uses["field_mod"].insert("field_type"); // of chi and panel_id
  parts.uses["function_space_mod"].insert("function_space_type");
  parts.uses["function_space_collection_mod"].insert("function_space_collection");
  parts.uses["mesh_mod"].insert("mesh_type");
  parts.uses["finite_element_config_mod"] = {"element_order_h", "element_order_v"};
  parts.uses["fs_continuity_mod"] = parts.spaces;
  parts.uses["constants_mod"] = parts.kinds;
  parts.uses[kernel.module].insert(kernel.type);

  std::string text = "module test_alg_mod\n\n  implicit none\n  public\n\ncontains\n\n"
                     "  subroutine test_alg(mesh, chi, panel_id)\n";
  for (const auto& [module, names] : parts.uses) {
    if (names.empty()) continue; // no argument is on a space
    text += fmt::format("    use {}, only : ", module);
    for (const std::string& name : names) text += (name == *names.begin() ? "" : ", ") + name;
    text += '\n';
  }
  text += "    type(mesh_type), pointer, intent(in) :: mesh\n"
          "    type(field_type), dimension(3), intent(in), optional :: chi\n"
          "    type(field_type), intent(in), optional :: panel_id\n";
  for (const std::string& space : parts.spaces)
    text += fmt::format("    type(function_space_type), pointer :: {}\n", pointer_to(space));
  for (const std::string& declaration : parts.declarations) text += "    " + declaration + '\n';
  text += '\n';
  for (const std::string& space : parts.spaces)
    text += fmt::format("    {} => function_space_collection%get_fs(mesh, element_order_h, &\n"
                        "        element_order_v, {})\n",
                        pointer_to(space), space);
  for (const std::string& statement : parts.statements) text += "    " + statement + '\n';
  text += "    call invoke( &\n";
  for (const std::string& call : parts.calls) text += "        " + call + ", &\n";
  std::string line = fmt::format("        {}(", kernel.type);
  constexpr std::size_t longest = 100;
  for (std::size_t i = 0; i < parts.arguments.size(); ++i) {
    std::string word = parts.arguments[i] + (i + 1 < parts.arguments.size() ? ", " : "))\n");
    if (line.size() + word.size() > longest) {
      text += line + "&\n";
      line = "            ";
    }
    line += word;
  }
  text += line + "\n  end subroutine test_alg\n\nend module test_alg_mod\n";
  return text;
}

} // namespace isotach::lfric
