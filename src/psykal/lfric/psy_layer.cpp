#include "psykal/lfric/psy_layer.h"

#include <algorithm>

#include <fmt/format.h>

#include "psykal/lfric/run_time_checks.h"

namespace isotach::lfric {

namespace {

using psykal::ItemKind;

// Appends a statement with its indent; a long one is continued behind commas.
void write_line(std::string& out, std::size_t indent, std::string_view text) {
  constexpr std::size_t limit = 110;
  std::string margin(indent, ' ');
  std::size_t width = limit - indent;
  while (text.size() > width && text.find('!') == std::string_view::npos) {
    std::size_t cut = text.rfind(", ", width - 4);
    if (cut == std::string_view::npos || cut < 2) cut = text.find(", ");
    if (cut == std::string_view::npos) break;
    out += margin;
    out += text.substr(0, cut + 1);
    out += " &\n";
    text.remove_prefix(cut + 2);
    margin = std::string(indent + 4, ' ');
    width = limit - indent - 4;
  }
  out += margin;
  out += text;
  out += '\n';
}

class ProcedureWriter {
 public:
  ProcedureWriter(const ScheduledInvoke& scheduled, const InvokeOptions& options, std::string_view module)
      : invoke_(scheduled.invoke), schedule_(scheduled.schedule), options_(options), module_(module),
        setup_(invoke_, options) {}

  std::string text() {
    for (psykal::Item* item = schedule_.first(); item; item = item->next) write_item(*item);
    add_run_time_checks(invoke_, options_, module_, setup_);
    std::string out;
    std::string head = "subroutine " + invoke_.name + "(";
    for (const Variable& variable : invoke_.variables)
      head += (&variable == invoke_.variables.data() ? "" : ", ") + variable.name;
    write_line(out, 2, head + ")");
    std::string declarations = dummies();
    for (const auto& [module, names] : setup_.uses()) {
      std::string list;
      for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
      write_line(out, 4, fmt::format("use {}, only: {}", module, list));
    }
    out += declarations;
    for (const std::string& declaration : setup_.declarations()) write_line(out, 4, declaration);
    for (std::size_t section = 0; section < static_cast<std::size_t>(PsySection::count); ++section)
      write_section(out, static_cast<PsySection>(section));
    out += "\n    ! " + std::string(options_.distributed ? "Kernels and communication" : "Kernels") + "\n" +
           body_;
    if (!setup_.allocated().empty()) {
      std::string list;
      for (const std::string& name : setup_.allocated()) list += (list.empty() ? "" : ", ") + name;
      out += "\n";
      write_line(out, 4, "deallocate(" + list + ")");
    }
    out += "  end subroutine " + invoke_.name + "\n";
    return out;
  }

 private:
  static std::string_view title(PsySection section) {
    switch (section) {
    case PsySection::proxies: return "Proxies and their data";
    case PsySection::checks: return "Fields against the kernels' metadata";
    case PsySection::layers: return "Numbers of layers";
    case PsySection::meshes: return "Meshes";
    case PsySection::stencils: return "Dofmaps of stencils";
    case PsySection::dofmaps: return "Dofmaps";
    case PsySection::columnwise: return "Column-wise operators";
    case PsySection::boundary_dofs: return "Dofs on the boundary";
    case PsySection::sizes: return "Numbers of dofs";
    case PsySection::quadratures: return "Quadrature rules";
    case PsySection::evaluators: return "Nodes of evaluators";
    case PsySection::bases: return "Basis functions: room";
    case PsySection::basis_values: return "Basis functions: values";
    case PsySection::elements: return "Reference element";
    case PsySection::mesh_properties: return "Properties of the mesh";
    case PsySection::bounds: return "Ends of the loops";
    case PsySection::count: break;
    }
    return "";
  }

  void write_section(std::string& out, PsySection section) const {
    if (setup_.statements(section).empty()) return;
    out += fmt::format("\n    ! {}\n", title(section));
    for (const std::string& statement : setup_.statements(section)) {
      std::size_t indent = statement.find_first_not_of(' ');
      write_line(out, 4 + indent, std::string_view(statement).substr(indent));
    }
  }

  std::string dummies() {
    std::string out;
    for (const Variable& variable : invoke_.variables) {
      std::string type, name = variable.name;
      if (!variable.type.empty()) {
        setup_.use(variable.module, variable.type);
        type = fmt::format("type({})", variable.type);
        if (variable.vector_size > 1) name += fmt::format("({})", variable.vector_size);
      } else {
        if (is_letter(variable.precision[0])) setup_.use("constants_mod", variable.precision);
        type = fmt::format("{}(kind={})", intrinsic_type(variable.data), variable.precision);
        if (variable.rank > 0) {
          std::string shape = ":";
          for (int i = 1; i < variable.rank; ++i) shape += ",:";
          name += "(" + shape + ")";
        }
      }
      // Of a column-wise operator it is the object that holds the matrices; of others it points to them.
      std::string_view intent = variable.reduced                              ? "out"
                                : variable.kind == VariableKind::cma_operator ? "inout"
                                                                              : "in";
      write_line(out, 4, fmt::format("{}, intent({}) :: {}", type, intent, name));
    }
    return out;
  }

  void line(std::size_t indent, std::string_view text) { write_line(body_, indent, text); }

  void write_item(const psykal::Item& item) {
    switch (item.kind) {
    case ItemKind::loop: write_loop(static_cast<const Loop&>(item)); break;
    case ItemKind::exchange: write_exchange(static_cast<const Exchange&>(item)); break;
    case ItemKind::reduction: write_reduction(static_cast<const GlobalReduction&>(item)); break;
    }
  }

  void write_exchange(const Exchange& exchange) {
    const psykal::Access& field = exchange.field();
    std::string proxy = setup_.proxy(field.variable, std::max(field.component, 1)),
                depth = exchange.depth.text();
    line(4, "! " + exchange.reason);
    std::string call = fmt::format("call {}%halo_exchange(depth={})", proxy, depth);
    if (exchange.needs_dirty_check) {
      line(4, fmt::format("if ({}%is_dirty(depth={})) then", proxy, depth));
      line(6, call);
      line(4, "end if");
    } else {
      line(4, call);
    }
  }

  void write_reduction(const GlobalReduction& item) {
    constexpr std::string_view words[] = {"", "sum", "min", "max"};
    std::string_view word = words[static_cast<std::size_t>(item.reduction)];
    std::string local = setup_.object(fmt::format("global_{}", word), "scalar_mod", "scalar_type");
    const std::string& name = variable(item.arguments.front().variable).name;
    line(4, fmt::format("{}%value = {}", local, name));
    line(4, fmt::format("{} = {}%get_{}()", name, local, word));
  }

  const Variable& variable(int index) const { return invoke_.variables[static_cast<std::size_t>(index)]; }

  void write_loop(const Loop& loop) {
    const KernelCall& call = invoke_.calls[static_cast<std::size_t>(loop.call)];
    std::size_t indent = 4;
    if (call.builtin && call.builtin->reduction != Reduction::none) {
      const Variable& result = variable(call.arguments.front().value.variable);
      if (is_letter(result.precision[0])) setup_.use("constants_mod", result.precision);
      line(4, fmt::format("{} = 0.0_{}", result.name, result.precision));
    }
    bool loops = loop.bound != Bound::domain;
    if (loops) {
      std::string counter = setup_.counter(call.on_dofs() ? "df" : "cell");
      line(4, fmt::format("do {} = {}, {}", counter, lower(loop, call), upper(loop, call)));
      indent = 6;
    }
    if (call.builtin) {
      line(indent, fmt::format("! {}: {}", call.builtin->name, call.builtin->about));
      line(indent, builtin_text(call));
    } else {
      line(indent, call_text(call));
    }
    if (loops) line(4, "end do");
    for (const HaloState& state : halo_states(invoke_, loop, options_)) {
      int components = variable(state.variable).vector_size;
      for (int i = 1; i <= components; ++i)
        line(4, fmt::format("call {}%set_dirty()", setup_.proxy(state.variable, i)));
      for (int i = 1; i <= components && state.clean; ++i)
        line(4, fmt::format("call {}%set_clean({})", setup_.proxy(state.variable, i), state.clean->text()));
    }
  }

  std::string builtin_text(const KernelCall& call) {
    std::vector<std::string> texts, kinds;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      const InvokeArgument& actual = call.arguments[i];
      KernelArgument argument;
      argument.role = Role::data;
      argument.entry = static_cast<int>(i);
      argument.component = 1;
      texts.push_back(setup_.actual(call, argument));
      kinds.push_back(actual.value.variable < 0 ? actual.precision
                                                : variable(actual.value.variable).precision);
    }
    std::string statement = builtin_statement(*call.builtin, texts, kinds);
    for (const std::string& kind : kinds) // a conversion names the kind it converts to
      if (!kind.empty() && is_letter(kind[0]) && statement.find(kind) != std::string::npos)
        setup_.use("constants_mod", kind);
    return statement;
  }

  std::string call_text(const KernelCall& call) {
    setup_.use(call.kernel->module, call.kernel->procedure);
    std::string text = "call " + call.kernel->procedure + "(", separator;
    for (const KernelArgument& argument : call.kernel->subroutine_arguments) {
      text += separator + setup_.actual(call, argument);
      separator = ", ";
    }
    return text + ")";
  }

  std::string mesh_of(const Loop& loop, const KernelCall& call) {
    return call.kernel->inter_grid
               ? setup_.mesh_of(call.arguments[static_cast<std::size_t>(loop.field)].value.variable)
               : setup_.mesh();
  }

  std::string lower(const Loop& loop, const KernelCall& call) {
    if (!loop.in_halo_only) return "1";
    return bound(loop, "start", mesh_of(loop, call) + "%get_last_edge_cell() + 1");
  }

  std::string bound(const Loop& loop, std::string_view end, const std::string& value) {
    return setup_.integer(PsySection::bounds, fmt::format("loop{}_{}", loop.call, end), value);
  }

  std::string upper(const Loop& loop, const KernelCall& call) {
    std::size_t entry = static_cast<std::size_t>(loop.field);
    const MetaArg& field = call.kernel->arguments[entry];
    FunctionSpace space_name = field.is_operator() ? field.from : field.space;
    auto space = [&] { return setup_.object_space(call, entry, space_name); };
    std::string value;
    switch (loop.bound) {
    case Bound::owned_cells: value = mesh_of(loop, call) + "%get_last_edge_cell()"; break;
    case Bound::halo_cells:
      value = fmt::format("{}%get_last_halo_cell({})", mesh_of(loop, call), loop.depth->text());
      break;
    case Bound::owned_dofs: value = space() + "%get_last_dof_owned()"; break;
    case Bound::annexed_dofs: value = space() + "%get_last_dof_annexed()"; break;
    case Bound::all_dofs: value = setup_.undf_of(call, field.space); break;
    case Bound::all_cells: value = space() + "%get_ncell()"; break;
    case Bound::domain: break;
    }
    return bound(loop, "stop", value);
  }

  const Invoke& invoke_;
  const psykal::Schedule& schedule_;
  const InvokeOptions& options_;
  std::string_view module_;
  PsyLocals setup_;
  std::string body_;
};

} // namespace

std::string psy_layer_text(std::string_view module, std::span<const ScheduledInvoke> invokes,
                           const InvokeOptions& options) {
  std::string out = fmt::format("module {}\n  implicit none\n  private\n", module);
  std::string names;
  for (const ScheduledInvoke& scheduled : invokes)
    names += (names.empty() ? "" : ", ") + scheduled.invoke.name;
  write_line(out, 2, "public :: " + names);
  out += "\ncontains\n";
  for (const ScheduledInvoke& scheduled : invokes)
    out += "\n" + ProcedureWriter(scheduled, options, module).text();
  out += fmt::format("\nend module {}\n", module);
  return out;
}

} // namespace isotach::lfric
