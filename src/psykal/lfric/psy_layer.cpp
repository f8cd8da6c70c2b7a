#include "psykal/lfric/psy_layer.h"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "analysis/regions.h"
#include "psykal/lfric/halo_exchanges.h"
#include "psykal/lfric/psy_locals.h"
#include "psykal/lfric/run_time_checks.h"
#include "psykal/lower.h"
#include "tree/directives.h"
#include "tree/visit.h"
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
    case PsySection::threads: return "Threads";
    case PsySection::meshes: return "Meshes";
    case PsySection::colours: return "Colours of cells";
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
    if (!psy) write_fortran(statement, indent);
    else write_psy(psy, indent);
    if (region_end_ == statement) end_region(indent); // of a directive without an END
  }

  void write_psy(const Psy* psy, std::size_t indent) {
    if (std::string why = schedule_.unwritable(psy); !why.empty())
      return line(0, fmt::format("#error \"{} {} {}\"", to_string(psy->kind), psy->id, why));
    switch (psy->kind) {
    case NodeKind::HaloExchange: return write_exchange(cast<HaloExchange>(psy), indent);
    case NodeKind::GlobalReduction: return write_reduction(cast<GlobalReduction>(psy), indent);
    default: break;
    }
    // What surrounds a nest of loops, or a call outside of loops; of several in the region of a directive,
    // what surrounds that.
    bool outermost = !region_end_ && outermost_loop(psy) == psy;
    if (outermost) write_initial_values(psy, indent);
    if (auto* loop = dyn_cast<PsyLoop>(psy)) write_loop(loop, indent);
    else write_call(cast<KernelCall>(psy), indent);
    if (outermost) write_halo_states(psy, indent);
  }

  const DirectiveRegion* region_of(const DirectiveStmt* directive) {
    if (!regions_) regions_.emplace(schedule_.tree());
    return regions_->of(directive);
  }

  // The nests of loops in the region of a directive that lies in none.
  template <class F> static void for_each_nest(const DirectiveRegion& region, F&& visit) {
    for (Stmt* at = region.first; at; at = at->next) {
      walk(at, [&](Node* node) {
        bool executes = isa<PsyLoop>(node) || isa<KernelCall>(node);
        if (executes && outermost_loop(cast<Stmt>(node)) == node) visit(cast<Psy>(node));
      });
      if (at == region.last) break;
    }
  }

  // Nothing may come between a loop and its directives, so what surrounds the loop surrounds these too.
  void write_directive(const DirectiveStmt* directive, std::size_t indent) {
    const DirectiveRegion* region = directive->is_end ? nullptr : region_of(directive);
    if (region && region->first && !region_end_ && outermost_loop(directive) == directive) {
      region_begin_ = directive;
      region_end_ = region->end ? region->end : region->last;
      for_each_nest(*region, [&](const Psy* nest) { write_initial_values(nest, indent); });
    }
    begin(directive);
    write_clauses(directive, region, indent);
    if (region && directive->directive == DirectiveKind::omp_parallel && !partial_results(*region).empty())
      line(indent, fmt::format("{} = omp_get_thread_num() + 1", setup_.thread()));
    if (directive == region_end_) end_region(indent);
  }

  // After the outermost region of directives that holds nests of loops.
  void end_region(std::size_t indent) {
    const DirectiveRegion& region = *region_of(region_begin_);
    region_end_ = nullptr;
    for (const InvokeCall* call : partial_results(region)) write_sum(*call, indent);
    for_each_nest(region, [&](const Psy* nest) { write_halo_states(nest, indent); });
  }

  template <class F> static void for_each_call(const DirectiveRegion& region, F&& visit) {
    for (Stmt* at = region.first; at; at = at->next) {
      for_each<KernelCall>(at, visit);
      if (at == region.last) break;
    }
  }

  // The line of a directive, with the clauses that follow from what its region holds: each thread has its own
  // counters of loops, and what is reduced is combined.
  void write_clauses(const DirectiveStmt* directive, const DirectiveRegion* region, std::size_t indent) {
    std::vector<std::string> lines =
        print_lines(schedule_.tree(), Style{}, directive, std::string(indent, ' '));
    std::string clauses;
    if (region && directive->family == DirectiveFamily::openmp) clauses = clauses_of(directive, *region);
    if (!clauses.empty()) {
      constexpr std::size_t limit = 110;
      if (lines.back().size() + clauses.size() < limit) lines.back() += clauses;
      else {
        lines.back() += " &";
        lines.push_back(std::string(indent, ' ') + "!$omp&" + clauses);
      }
    }
    for (const std::string& text : lines) body_ += text + '\n';
  }

  std::string clauses_of(const DirectiveStmt* directive, const DirectiveRegion& region) {
    bool threads = directive->directive == DirectiveKind::omp_parallel ||
                   directive->directive == DirectiveKind::omp_parallel_do ||
                   directive->directive == DirectiveKind::omp_teams_loop ||
                   directive->directive == DirectiveKind::omp_teams_distribute_parallel_do;
    std::string text;
    if (threads) {
      std::set<std::string> own;
      for (Stmt* at = region.first; at; at = at->next) {
        for_each<PsyLoop>(at, [&](PsyLoop* loop) {
          if (loop->type != LoopType::null) own.insert(setup_.counter(counter_of(loop->type)));
        });
        if (at == region.last) break;
      }
      if (directive->directive == DirectiveKind::omp_parallel && !partial_results(region).empty())
        own.insert(setup_.thread());
      std::string list;
      for (const std::string& name : own) list += (list.empty() ? "" : ", ") + name;
      text += " default(shared)";
      if (!list.empty()) text += fmt::format(" private({})", list);
    }
    if (applies_to_loop(directive))
      for_each_call(region, [&](const KernelCall* node) { text += reduction_clause(node); });
    return text;
  }

  std::string reduction_clause(const KernelCall* node) {
    const InvokeCall& call = schedule_.call(node);
    if (!call.builtin || call.builtin->reduction == Reduction::none || reproducible(node)) return {};
    constexpr std::string_view operators[] = {"", "+", "min", "max"};
    return fmt::format(" reduction({}: {})", operators[static_cast<std::size_t>(call.builtin->reduction)],
                       variable(call.arguments.front().value.variable).name);
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
                depth = depth_text(details.depth, depth_mesh(details.depth));
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
      int index = call.arguments.front().value.variable;
      const Variable& result = variable(index);
      if (is_letter(result.precision[0])) setup_.use("constants_mod", result.precision);
      line(indent, fmt::format("{} = 0.0_{}", result.name, result.precision));
      if (!reproducible(node)) return;
      std::string partial = setup_.partial(index);
      line(indent, fmt::format("allocate({}({}, {}))", partial, options_.reprod_pad_size, setup_.threads()));
      line(indent, fmt::format("{} = 0.0_{}", partial, result.precision));
    });
  }

  // ---- reductions of threads ----

  // Does each thread keep its own partial result of a reduction?
  bool reproducible(const KernelCall* node) {
    if (!regions_) return false; // no directive yet, so none is around it
    for (const DirectiveRegion* region = regions_->around(node); region; region = region->outer)
      if (region->directive && schedule_.reproducible(region->directive)) return true;
    return false;
  }

  // The calls of a region of which each thread has a partial result.
  std::vector<const InvokeCall*> partial_results(const DirectiveRegion& region) {
    std::vector<const InvokeCall*> results;
    for_each_call(region, [&](const KernelCall* node) {
      const InvokeCall& call = schedule_.call(node);
      if (call.builtin && call.builtin->reduction != Reduction::none && reproducible(node))
        results.push_back(&call);
    });
    return results;
  }

  void write_sum(const InvokeCall& call, std::size_t indent) {
    int index = call.arguments.front().value.variable;
    const std::string& name = variable(index).name;
    std::string partial = setup_.partial(index), thread = setup_.thread();
    std::string part = fmt::format("{}(1,{})", partial, thread);
    line(indent, fmt::format("do {} = 1, {}", thread, setup_.threads()));
    line(indent + 2, fmt::format("{} = {}", name, combined(call.builtin->reduction, name, part)));
    line(indent, "end do");
    line(indent, fmt::format("deallocate({})", partial));
  }

  static std::string combined(Reduction reduction, const std::string& one, const std::string& other) {
    return reduction == Reduction::minimum   ? fmt::format("min({}, {})", one, other)
           : reduction == Reduction::maximum ? fmt::format("max({}, {})", one, other)
                                             : fmt::format("{} + {}", one, other);
  }

  void write_halo_states(const Psy* loop, std::size_t indent) {
    for (const HaloState& state : halo_states(schedule_, loop)) {
      int components = variable(state.variable).vector_size;
      for (int i = 1; i <= components && state.dirty(); ++i)
        line(indent, fmt::format("call {}%set_dirty()", setup_.proxy(state.variable, i)));
      for (int i = 1; i <= components && state.clean; ++i)
        line(indent, fmt::format("call {}%set_clean({})", setup_.proxy(state.variable, i),
                                 depth_text(*state.clean, depth_mesh(*state.clean))));
    }
  }

  void write_loop(const PsyLoop* loop, std::size_t indent) {
    if (loop->type == LoopType::null) {
      begin(loop);
      for (const Stmt* statement : loop->body) write(statement, indent);
      return;
    }
    std::string counter = setup_.counter(counter_of(loop->type)), first, last;
    if (loop->type == LoopType::colours) {
      first = "1";
      last = setup_.colours(coloured_mesh(loop), tiled(loop));
    } else {
      const LoopFacts& facts = *schedule_.loop(loop);
      bool plain = loop->type == LoopType::cells || loop->type == LoopType::dofs;
      last = plain ? upper(facts) : last_of_colour(loop, facts);
      first = plain ? lower(facts) : first_of_colour(loop, facts);
      if (loop->type == LoopType::cells_in_colour)
        setup_.set_cell(fmt::format("{}({},{})", setup_.colour_map(mesh_of(facts), false),
                                    setup_.counter("colour"), counter));
      if (loop->type == LoopType::cells_in_tile)
        setup_.set_cell(fmt::format("{}({},{},{})", setup_.colour_map(mesh_of(facts), true),
                                    setup_.counter("colour"), setup_.counter("tile"), counter));
    }
    begin(loop);
    line(indent, fmt::format("do {} = {}, {}", counter, first, last));
    for (const Stmt* statement : loop->body) write(statement, indent + 2);
    line(indent, "end do");
    if (loop->type != LoopType::colours && loop->type != LoopType::tiles_in_colour) setup_.set_cell({});
  }

  static std::string_view counter_of(LoopType type) {
    switch (type) {
    case LoopType::dofs: return "df";
    case LoopType::colours: return "colour";
    case LoopType::tiles_in_colour: return "tile";
    default: return "cell";
    }
  }

  // ---- colours ----

  static bool tiled(const PsyLoop* colours) {
    bool found = false;
    for_each<PsyLoop>(const_cast<PsyLoop*>(colours),
                      [&](PsyLoop* loop) { found = found || loop->type == LoopType::tiles_in_colour; });
    return found;
  }

  std::string coloured_mesh(const PsyLoop* colours) {
    const LoopFacts* facts = nullptr;
    for_each<PsyLoop>(const_cast<PsyLoop*>(colours), [&](PsyLoop* loop) {
      if (!facts) facts = schedule_.loop(loop);
    });
    return facts ? mesh_of(*facts) : setup_.mesh();
  }

  // Of a colour, or of a tile of one: where its owned cells, or tiles of these, end in the map, or its cells
  // to a depth of the halo.
  std::string colour_end(const PsyLoop* loop, const LoopFacts& facts, bool halo) {
    std::string mesh = mesh_of(facts), place = setup_.counter("colour");
    std::string_view of = loop->type == LoopType::cells_in_colour   ? "cell_all_colours"
                          : loop->type == LoopType::tiles_in_colour ? "tile_all_colours"
                                                                    : "cell_all_colours_all_tiles";
    int rank = loop->type == LoopType::cells_in_tile ? 2 : 1;
    if (rank == 2) place += "," + setup_.counter("tile");
    if (halo) place += "," + depth_text(*facts.depth, mesh);
    return fmt::format("{}({})",
                       setup_.colour_bounds(mesh, fmt::format("last_{}_{}", halo ? "halo" : "edge", of),
                                            rank + (halo ? 1 : 0)),
                       place);
  }
  std::string last_of_colour(const PsyLoop* loop, const LoopFacts& facts) {
    return colour_end(loop, facts, facts.bound == Bound::halo_cells);
  }
  std::string first_of_colour(const PsyLoop* loop, const LoopFacts& facts) {
    return facts.in_halo_only ? colour_end(loop, facts, false) + " + 1" : "1";
  }

  std::string depth_mesh(const psykal::Depth& depth) {
    return depth.mentions_full() ? setup_.mesh() : std::string();
  }
  std::string depth_text(const psykal::Depth& depth, const std::string& mesh) {
    return depth.mentions_full() ? depth.text(setup_.halo_depth(mesh)) : depth.text();
  }

  void write_call(const KernelCall* node, std::size_t indent) {
    const InvokeCall& call = schedule_.call(node);
    if (call.builtin) line(indent, fmt::format("! {}: {}", call.builtin->name, call.builtin->about));
    std::string text = call.builtin ? builtin_text(node, call) : call_text(call);
    begin(node);
    line(indent, text);
  }

  std::string builtin_text(const KernelCall* node, const InvokeCall& call) {
    std::vector<std::string> texts, kinds;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      const InvokeArgument& actual = call.arguments[i];
      KernelArgument argument;
      argument.role = Role::data;
      argument.entry = static_cast<int>(i);
      argument.component = 1;
      bool partial = i == 0 && call.builtin->reduction != Reduction::none && reproducible(node);
      texts.push_back(partial
                          ? fmt::format("{}(1,{})", setup_.partial(actual.value.variable), setup_.thread())
                          : setup_.actual(call, argument));
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
    const KernelMetadata& kernel = *call.kernel;
    const psykal::KernelCopy* copy = schedule_.copies().find(kernel.module, kernel.procedure);
    if (!copy) setup_.use(kernel.module, kernel.procedure);
    std::string text = "call " + (copy ? copy->name : kernel.procedure) + "(", separator;
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

  // What is asked for a bound: nothing where it is all of the halo.
  static std::string depth_or_all(const psykal::Depth& depth) { return depth.is_full() ? "" : depth.text(); }

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
      value = fmt::format("{}%get_last_halo_cell({})", mesh_of(loop), depth_or_all(*loop.depth));
      break;
    case Bound::halo_dofs:
      value = fmt::format("{}%get_last_dof_halo({})", space(), depth_or_all(*loop.depth));
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
  std::optional<Regions> regions_;                          // made when there is a directive
  const DirectiveStmt* region_begin_ = nullptr;             // of the outermost region that is being written
  const Stmt* region_end_ = nullptr;                        // its last statement; null: none is being written
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
  for (const psykal::KernelCopy& copy : layer.copies->all()) {
    if (!copy.generic()) continue;
    std::string list;
    for (const psykal::KernelCopy::Text& one : copy.procedures) list += (list.empty() ? "" : ", ") + one.name;
    write_line(out, 2, "interface " + copy.name);
    write_line(out, 4, "module procedure :: " + list);
    write_line(out, 2, "end interface " + copy.name);
  }
  out += "\ncontains\n";
  for (const auto& schedule : layer.schedules)
    out += "\n" +
           (schedule->lowered() ? text_of(*schedule) : procedure_text(*schedule, layer.module, false).text);
  for (const psykal::KernelCopy& copy : layer.copies->all())
    for (const psykal::KernelCopy::Text& one : copy.procedures) out += "\n" + one.text + "\n";
  out += fmt::format("\nend module {}\n", layer.module);
  return out;
}

} // namespace isotach::lfric
