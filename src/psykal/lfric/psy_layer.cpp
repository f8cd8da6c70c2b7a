#include "psykal/lfric/psy_layer.h"

#include <algorithm>

#include <fmt/format.h>

#include "psykal/lfric/halo_exchanges.h"
#include "psykal/lfric/psy_locals.h"
#include "psykal/lfric/run_time_checks.h"
#include "psykal/lower.h"
#include "write/print.h"

namespace isotach::lfric {

namespace {

// Appends a statement with its indent; a long one is continued after commas.
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
  ProcedureWriter(const Schedule& schedule, std::string_view module)
      : schedule_(schedule), invoke_(schedule.invoke()), options_(schedule.options()), module_(module),
        setup_(schedule) {}

  psykal::ProcedureText text(bool with_lines) {
    for (const Stmt* statement : schedule_.procedure()->body) write(statement, 4);
    add_run_time_checks(invoke_, options_, module_, setup_);
    psykal::ProcedureText result;
    std::string& out = result.text;
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
    for (const psykal::Local& local : setup_.locals()) write_line(out, 4, declaration(local));
    for (std::size_t section = 0; section < static_cast<std::size_t>(PsySection::count); ++section)
      write_section(out, static_cast<PsySection>(section));
    out += "\n    ! " + std::string(options_.distributed ? "Kernels and communication" : "Kernels") + "\n";
    std::size_t begin = out.size();
    out += body_;
    if (with_lines) {
      std::size_t at = 0;
      std::uint32_t line = 1;
      for (auto [statement, offset] : places_) {
        for (; at < begin + offset; ++at) line += out[at] == '\n';
        result.lines.emplace_back(statement, line);
      }
      result.locals = setup_.locals();
    }
    if (!setup_.allocated().empty()) {
      std::string list;
      for (const std::string& name : setup_.allocated()) list += (list.empty() ? "" : ", ") + name;
      out += "\n";
      write_line(out, 4, "deallocate(" + list + ")");
    }
    out += "  end subroutine " + invoke_.name + "\n";
    return result;
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

  // The next line is a statement's.
  void begin(const Stmt* statement) { places_.emplace_back(statement, body_.size()); }

  void write(const Stmt* statement, std::size_t indent) {
    if (const std::string* comment = schedule_.comment(statement)) line(indent, "! " + *comment);
    if (auto* directive = dyn_cast<DirectiveStmt>(statement)) return write_directive(directive, indent);
    auto* psy = dyn_cast<Psy>(statement);
    if (!psy) return write_fortran(statement, indent);
    if (std::string why = schedule_.unwritable(psy); !why.empty())
      return line(0, fmt::format("#error \"{} {} {}\"", to_string(psy->kind), psy->id, why));
    switch (psy->kind) {
    case NodeKind::HaloExchange: return write_exchange(cast<HaloExchange>(psy), indent);
    case NodeKind::GlobalReduction: return write_reduction(cast<GlobalReduction>(psy), indent);
    default: break;
    }
    // What surrounds a nest of loops, or a call outside of loops.
    bool outermost = outermost_loop(psy) == psy;
    if (outermost && !begins_directive(psy->previous)) write_initial_values(psy, indent);
    if (auto* loop = dyn_cast<PsyLoop>(psy)) write_loop(loop, indent);
    else write_call(cast<KernelCall>(psy), indent);
    if (outermost && !ends_directive(psy->next)) write_halo_states(psy, indent);
  }

  // Nothing may come between a loop and its directives, so what surrounds the loop surrounds these too.
  void write_directive(const DirectiveStmt* directive, std::size_t indent) {
    auto nest = [](const Stmt* statement) {
      bool executes = isa<PsyLoop>(statement) || isa<KernelCall>(statement);
      return executes && outermost_loop(statement) == statement ? cast<Psy>(statement) : nullptr;
    };
    const Stmt* at = directive;
    if (begins_directive(directive) && !begins_directive(directive->previous)) {
      while (begins_directive(at)) at = at->next;
      if (const Psy* loop = nest(at)) write_initial_values(loop, indent);
    }
    write_fortran(directive, indent);
    if (ends_directive(directive) && !ends_directive(directive->next)) {
      while (ends_directive(at)) at = at->previous;
      if (const Psy* loop = nest(at)) write_halo_states(loop, indent);
    }
  }

  static bool begins_directive(const Stmt* statement) {
    return isa<DirectiveStmt>(statement) && !ends_directive(statement);
  }
  static bool ends_directive(const Stmt* statement) {
    auto* directive = dyn_cast<DirectiveStmt>(statement);
    return directive && directive->is_end;
  }

  // A statement of Fortran or a directive; a construct with all it holds.
  void write_fortran(const Stmt* statement, std::size_t indent) {
    begin(statement);
    for_each_line(statement, 0, [&](const Stmt* part, std::size_t depth) {
      bool own = part == statement;
      if (isa<Psy>(part) || (!own && isa<DirectiveStmt>(part))) return write(part, indent + 2 * depth);
      if (const std::string* comment = own ? nullptr : schedule_.comment(part))
        line(indent + 2 * depth, "! " + *comment);
      if (!own) begin(part);
      for (const std::string& text :
           print_lines(schedule_.tree(), Style{}, part, std::string(indent + 2 * depth, ' ')))
        body_ += text + '\n';
    });
  }

  void write_exchange(const HaloExchange* exchange, std::size_t indent) {
    const psykal::Access& field = schedule_.accesses(exchange).front();
    ExchangeDetails details = details_of(schedule_, exchange);
    std::string proxy = setup_.proxy(field.variable, std::max(field.component, 1)),
                depth = details.depth.text();
    line(indent, "! " + details.reason);
    constexpr std::string_view parts[] = {"", "_start", "_finish"};
    std::string call = fmt::format("call {}%halo_exchange{}(depth={})", proxy,
                                   parts[static_cast<std::size_t>(exchange->part)], depth);
    if (details.needs_dirty_check) {
      line(indent, fmt::format("if ({}%is_dirty(depth={})) then", proxy, depth));
      begin(exchange);
      line(indent + 2, call);
      line(indent, "end if");
    } else {
      begin(exchange);
      line(indent, call);
    }
  }

  void write_reduction(const GlobalReduction* reduction, std::size_t indent) {
    constexpr std::string_view words[] = {"", "sum", "min", "max"};
    std::string_view word = words[static_cast<std::size_t>(schedule_.reduction(reduction))];
    std::string local = setup_.object(fmt::format("global_{}", word), "scalar_mod", "scalar_type");
    const std::string& name = variable(schedule_.accesses(reduction).front().variable).name;
    line(indent, fmt::format("{}%value = {}", local, name));
    begin(reduction);
    line(indent, fmt::format("{} = {}%get_{}()", name, local, word));
  }

  const Variable& variable(int index) const { return invoke_.variables[static_cast<std::size_t>(index)]; }

  void write_initial_values(const Psy* loop, std::size_t indent) {
    for_each<KernelCall>(const_cast<Psy*>(loop), [&](KernelCall* node) {
      const InvokeCall& call = schedule_.call(node);
      if (!call.builtin || call.builtin->reduction == Reduction::none) return;
      const Variable& result = variable(call.arguments.front().value.variable);
      if (is_letter(result.precision[0])) setup_.use("constants_mod", result.precision);
      line(indent, fmt::format("{} = 0.0_{}", result.name, result.precision));
    });
  }

  void write_halo_states(const Psy* loop, std::size_t indent) {
    for (const HaloState& state : halo_states(schedule_, loop)) {
      int components = variable(state.variable).vector_size;
      for (int i = 1; i <= components; ++i)
        line(indent, fmt::format("call {}%set_dirty()", setup_.proxy(state.variable, i)));
      for (int i = 1; i <= components && state.clean; ++i)
        line(indent,
             fmt::format("call {}%set_clean({})", setup_.proxy(state.variable, i), state.clean->text()));
    }
  }

  void write_loop(const PsyLoop* loop, std::size_t indent) {
    const LoopFacts* facts = schedule_.loop(loop);
    if (loop->type == LoopType::null) {
      begin(loop);
      for (const Stmt* statement : loop->body) write(statement, indent);
      return;
    }
    std::string counter = setup_.counter(loop->type == LoopType::dofs ? "df" : "cell");
    std::string last = upper(*facts), first = lower(*facts);
    begin(loop);
    line(indent, fmt::format("do {} = {}, {}", counter, first, last));
    for (const Stmt* statement : loop->body) write(statement, indent + 2);
    line(indent, "end do");
  }

  void write_call(const KernelCall* node, std::size_t indent) {
    const InvokeCall& call = schedule_.call(node);
    if (call.builtin) line(indent, fmt::format("! {}: {}", call.builtin->name, call.builtin->about));
    std::string text = call.builtin ? builtin_text(call) : call_text(call);
    begin(node);
    line(indent, text);
  }

  std::string builtin_text(const InvokeCall& call) {
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

  std::string call_text(const InvokeCall& call) {
    setup_.use(call.kernel->module, call.kernel->procedure);
    std::string text = "call " + call.kernel->procedure + "(", separator;
    for (const KernelArgument& argument : kernel_arguments(*call.kernel)) {
      text += separator + setup_.actual(call, argument);
      separator = ", ";
    }
    return text + ")";
  }

  const InvokeCall& call_of(const LoopFacts& loop) const {
    return invoke_.calls[static_cast<std::size_t>(loop.call)];
  }

  std::string mesh_of(const LoopFacts& loop) {
    const InvokeCall& call = call_of(loop);
    return call.kernel->inter_grid
               ? setup_.mesh_of(call.arguments[static_cast<std::size_t>(loop.entry)].value.variable)
               : setup_.mesh();
  }

  std::string lower(const LoopFacts& loop) {
    if (!loop.in_halo_only) return "1";
    return bound(loop, "start", mesh_of(loop) + "%get_last_edge_cell() + 1");
  }

  std::string bound(const LoopFacts& loop, std::string_view end, const std::string& value) {
    return setup_.integer(PsySection::bounds, fmt::format("loop{}_{}", loop.call, end), value);
  }

  std::string upper(const LoopFacts& loop) {
    const InvokeCall& call = call_of(loop);
    std::size_t entry = static_cast<std::size_t>(loop.entry);
    const MetaArg& field = call.kernel->arguments[entry];
    FunctionSpace space_name = field.is_operator() ? field.from : field.space;
    auto space = [&] { return setup_.object_space(call, entry, space_name); };
    std::string value;
    switch (loop.bound) {
    case Bound::owned_cells: value = mesh_of(loop) + "%get_last_edge_cell()"; break;
    case Bound::halo_cells:
      value = fmt::format("{}%get_last_halo_cell({})", mesh_of(loop), loop.depth->text());
      break;
    case Bound::owned_dofs: value = space() + "%get_last_dof_owned()"; break;
    case Bound::annexed_dofs: value = space() + "%get_last_dof_annexed()"; break;
    case Bound::all_dofs: value = setup_.undf_of(call, field.space); break;
    case Bound::all_cells: value = space() + "%get_ncell()"; break;
    case Bound::domain: break;
    }
    return bound(loop, "stop", value);
  }

  const Schedule& schedule_;
  const Invoke& invoke_;
  const InvokeOptions& options_;
  std::string_view module_;
  PsyLocals setup_;
  std::string body_;
  std::vector<std::pair<const Stmt*, std::size_t>> places_; // of statements in the body
};

} // namespace

psykal::ProcedureText procedure_text(const Schedule& schedule, std::string_view module, bool with_lines) {
  return ProcedureWriter(schedule, module).text(with_lines);
}

std::string psy_layer_text(const PsyLayer& layer) {
  std::string out = fmt::format("module {}\n  implicit none\n  private\n", layer.module);
  std::string names;
  for (const auto& schedule : layer.schedules) names += (names.empty() ? "" : ", ") + schedule->invoke().name;
  write_line(out, 2, "public :: " + names);
  out += "\ncontains\n";
  for (const auto& schedule : layer.schedules)
    out += "\n" +
           (schedule->lowered() ? text_of(*schedule) : procedure_text(*schedule, layer.module, false).text);
  out += fmt::format("\nend module {}\n", layer.module);
  return out;
}

} // namespace isotach::lfric
