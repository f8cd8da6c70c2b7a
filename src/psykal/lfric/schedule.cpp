#include "psykal/lfric/schedule.h"

#include <algorithm>

#include <fmt/format.h>

namespace isotach::lfric {

namespace {

using psykal::Depth;
using psykal::Truth;

bool discontinuous(const MetaArg& argument) {
  return continuity(argument.is_operator() ? argument.from : argument.space) == Continuity::discontinuous;
}

Depth depth_of(const Invoke& invoke, const InvokeValue& value) {
  if (value.variable >= 0)
    return Depth::variable(invoke.variables[static_cast<std::size_t>(value.variable)].name);
  int number = 0;
  for (char c : value.constant) {
    if (c < '0' || c > '9') return Depth::variable("(" + value.constant + ")");
    number = number * 10 + (c - '0');
  }
  return Depth::number(number);
}

bool updates_only_by_writing(const KernelMetadata& kernel) {
  return std::none_of(kernel.arguments.begin(), kernel.arguments.end(), [](const MetaArg& argument) {
    return argument.is_written() && argument.access != AccessType::write;
  });
}

// The entry whose iteration space is the kernel's: a written operator, or the coarse field between meshes, or
// a written field, of a continuous space first, then of one that may be continuous; else any field.
int iteration_entry(const KernelMetadata& kernel) {
  auto first = [&](auto&& wanted) {
    for (std::size_t i = 0; i < kernel.arguments.size(); ++i)
      if (wanted(kernel.arguments[i])) return static_cast<int>(i);
    return -1;
  };
  auto written_field = [](const MetaArg& argument) { return argument.is_field() && argument.is_written(); };
  auto unknown_space = [](const MetaArg& argument) { return argument.space.kind == FunctionSpace::Kind::any_space; };
  int entry = first([](const MetaArg& a) { return a.is_operator() && a.is_written(); });
  if (entry < 0 && kernel.inter_grid) entry = first([](const MetaArg& a) { return a.grid == Grid::coarse; });
  if (entry < 0)
    entry =
        first([&](const MetaArg& a) { return written_field(a) && !discontinuous(a) && !unknown_space(a); });
  if (entry < 0) entry = first([&](const MetaArg& a) { return written_field(a) && unknown_space(a); });
  if (entry < 0) entry = first(written_field);
  if (entry < 0) entry = first([](const MetaArg& a) { return a.is_field(); });
  return entry;
}

// How much of a field's halo a loop reads.
struct HaloReadAccess {
  std::optional<Depth> depth; // none: owned dofs only
  bool annexed_only = false;
  bool needs_outermost = true; // an increment does not need the outermost level to be right
};

// What a loop leaves of the halo of a field it writes: how deep it is clean, and whether its last level has
// only part of its sums.
void state_of(const KernelCall& call, const Loop& loop, const MetaArg& entry, bool& outermost_partial,
              std::optional<Depth>& clean) {
  outermost_partial = !discontinuous(entry) && loop.bound == Bound::halo_cells && !call.on_dofs();
  if (loop.bound != Bound::halo_cells) return;
  clean = loop.depth;
  if (call.kernel->inter_grid && entry.grid == Grid::fine) clean = clean->times(2);
  if (outermost_partial) clean = clean->plus(-1);
  if (clean->is(0)) clean.reset();
}

class ScheduleMaker {
 public:
  ScheduleMaker(const Invoke& invoke, const InvokeOptions& options) : invoke_(invoke), options_(options) {}

  psykal::Schedule make() {
    for (std::size_t i = 0; i < invoke_.calls.size(); ++i) add_loop(static_cast<int>(i));
    if (!options_.distributed) return std::move(schedule_);
    for (psykal::Item* item = schedule_.first(); item; item = item->next)
      if (item->kind == psykal::ItemKind::loop) add_exchanges(static_cast<Loop&>(*item));
    for (psykal::Item* item = schedule_.first(); item; item = item->next)
      if (item->kind == psykal::ItemKind::loop) item = add_reduction(static_cast<Loop&>(*item));
    for (psykal::Item* item = schedule_.first(); item; item = item->next)
      if (item->kind == psykal::ItemKind::exchange) complete(static_cast<Exchange&>(*item));
    return std::move(schedule_);
  }

 private:
  const KernelCall& call_of(const Loop& loop) const {
    return invoke_.calls[static_cast<std::size_t>(loop.call)];
  }
  const Variable& variable_of(int index) const { return invoke_.variables[static_cast<std::size_t>(index)]; }

  void add_loop(int index) {
    auto loop = std::make_unique<Loop>();
    loop->call = index;
    const KernelCall& call = call_of(*loop);
    loop->field = iteration_entry(*call.kernel);
    set_bounds(*loop, call);
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      if (call.arguments[i].value.variable < 0) continue;
      const MetaArg& entry = call.kernel->arguments[i];
      psykal::Access argument;
      argument.variable = call.arguments[i].value.variable;
      argument.reads = entry.access != AccessType::write && entry.access != AccessType::reduction;
      argument.writes = entry.is_written();
      argument.vector_size = variable_of(argument.variable).vector_size;
      loop->add(argument);
    }
    schedule_.append(std::move(loop));
  }

  // Redundant computation to depth 1: of operators always; of fields where a dof shared with another rank
  // is only right when all its cells have added to it.
  void set_bounds(Loop& loop, const KernelCall& call) const {
    const KernelMetadata& kernel = *call.kernel;
    if (call.on_dofs()) {
      bool reduces = call.builtin && call.builtin->reduction != Reduction::none;
      loop.bound = !options_.distributed ? Bound::all_dofs
                   : options_.compute_annexed_dofs && !reduces && kernel.operates_on == OperatesOn::dof
                       ? Bound::annexed_dofs
                       : Bound::owned_dofs;
    } else if (kernel.operates_on == OperatesOn::domain) {
      loop.bound = Bound::domain;
    } else if (!options_.distributed) {
      loop.bound = Bound::all_cells;
    } else if (call.works_in_halo()) {
      loop.bound = Bound::halo_cells;
      loop.depth = depth_of(invoke_, call.halo_depth);
      loop.in_halo_only = kernel.operates_on == OperatesOn::halo_cell_column;
    } else {
      const MetaArg& entry = kernel.arguments[static_cast<std::size_t>(loop.field)];
      bool redundant = entry.is_operator() || (continuity(entry.space) == Continuity::continuous &&
                                               !updates_only_by_writing(kernel));
      loop.bound = redundant ? Bound::halo_cells : Bound::owned_cells;
      if (redundant) loop.depth = Depth::number(1);
    }
  }

  // Whether a loop reads dofs of a field that this rank does not own.
  bool reads_halo(const Loop& loop, const MetaArg& entry) const {
    if (!entry.is_field() || entry.access == AccessType::write) return false;
    if (entry.stencil || loop.bound == Bound::halo_cells) return true;
    const KernelMetadata& kernel = *call_of(loop).kernel;
    const MetaArg& iterated = kernel.arguments[static_cast<std::size_t>(loop.field)];
    if (discontinuous(entry)) return false;
    bool cells = loop.bound == Bound::owned_cells || loop.bound == Bound::domain;
    if (cells && !discontinuous(iterated) && kernel.operates_on == OperatesOn::cell_column &&
        updates_only_by_writing(kernel))
      return false;
    return (cells || loop.bound == Bound::annexed_dofs) && !options_.compute_annexed_dofs;
  }

  HaloReadAccess halo_read(const Loop& loop, const MetaArg& entry, const InvokeArgument& actual) const {
    const KernelCall& call = call_of(loop);
    HaloReadAccess read;
    read.needs_outermost = !(entry.access == AccessType::inc && loop.bound == Bound::halo_cells);
    if (loop.bound == Bound::halo_cells) {
      read.depth = loop.depth;
    } else if (loop.bound == Bound::owned_cells || loop.bound == Bound::domain) {
      const MetaArg& iterated = call.kernel->arguments[static_cast<std::size_t>(loop.field)];
      if (!entry.stencil && !discontinuous(entry) &&
          !(!discontinuous(iterated) && updates_only_by_writing(*call.kernel))) {
        read.depth = Depth::number(1);
        read.annexed_only = true;
      }
    }
    if (entry.stencil) {
      Depth extent = depth_of(invoke_, actual.extent);
      read.depth = !read.depth            ? extent
                   : call.works_in_halo() ? Depth::largest(extent, *read.depth)
                                          : extent.plus(*read.depth);
    }
    if (call.kernel->inter_grid && entry.grid == Grid::fine && read.depth) read.depth = read.depth->times(2);
    return read;
  }

  // The entry of meta_args that an argument of a loop came from, and what the invoke gives for it. Constants
  // have no argument.
  std::pair<const MetaArg&, const InvokeArgument&> entry_of(const psykal::Access& argument) const {
    const auto& loop = static_cast<const Loop&>(*argument.item);
    const KernelCall& call = call_of(loop);
    std::size_t position = static_cast<std::size_t>(&argument - loop.arguments.data()), entry = 0;
    for (std::size_t seen = 0;; ++entry)
      if (call.arguments[entry].value.variable >= 0 && seen++ == position) break;
    return {call.kernel->arguments[entry], call.arguments[entry]};
  }
  HaloReadAccess halo_read(const psykal::Access& argument) const {
    auto [entry, actual] = entry_of(argument);
    return halo_read(static_cast<const Loop&>(*argument.item), entry, actual);
  }

  // What an exchange must bring for all that read it before the field is written again.
  struct Required {
    std::vector<Depth> depths;
    bool annexed_only = false;
    std::vector<const psykal::Access*> readers;
  };
  Required required_of(const Exchange& exchange) const {
    Required required;
    for (const psykal::Access* reader : forward_read_dependencies(exchange.field()))
      if (reader->item->kind == psykal::ItemKind::loop) required.readers.push_back(reader);
    std::vector<HaloReadAccess> reads;
    for (const psykal::Access* reader : required.readers) reads.push_back(halo_read(*reader));
    required.annexed_only = std::all_of(reads.begin(), reads.end(), [](const HaloReadAccess& read) {
      return read.annexed_only || (read.depth && read.depth->is(1) && !read.needs_outermost);
    });
    if (required.annexed_only) {
      required.depths = {Depth::number(1)};
      return required;
    }
    for (const HaloReadAccess& read : reads) {
      if (!read.depth) continue;
      Depth depth = read.needs_outermost ? *read.depth : read.depth->plus(-1);
      if (std::find(required.depths.begin(), required.depths.end(), depth) == required.depths.end())
        required.depths.push_back(std::move(depth));
    }
    return required;
  }

  // What an earlier loop left of the field's halo.
  struct Written {
    const psykal::Access* writer = nullptr;
    bool outermost_partial = false; // the last level it computed has only part of its sums
    std::optional<Depth> clean;
  };
  Written written_before(const Exchange& exchange) const {
    Written written;
    std::vector<const psykal::Access*> writers = backward_write_dependencies(exchange.field());
    if (writers.empty()) return written;
    written.writer = writers.front();
    const auto& loop = static_cast<const Loop&>(*written.writer->item);
    state_of(call_of(loop), loop, entry_of(*written.writer).first, written.outermost_partial, written.clean);
    return written;
  }

  enum class Need : std::uint8_t { no, maybe, certain };
  Need need_of(const Exchange& exchange) const {
    Required required = required_of(exchange);
    if (options_.compute_annexed_dofs && required.annexed_only) return Need::no;
    Written written = written_before(exchange);
    if (!written.writer) return Need::maybe;
    if (!written.clean) return written.outermost_partial && required.annexed_only ? Need::no : Need::certain;
    Need need = Need::no;
    for (const Depth& depth : required.depths) {
      Truth more = deeper(depth, *written.clean);
      if (more == Truth::yes) return Need::certain;
      if (more == Truth::unknown) need = Need::maybe;
    }
    return need;
  }

  void add_exchanges(Loop& loop) {
    const KernelCall& call = call_of(loop);
    std::vector<int> done;
    std::size_t position = 0;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      int variable = call.arguments[i].value.variable;
      if (variable < 0) continue;
      const psykal::Access& argument = loop.arguments[position++];
      if (!reads_halo(loop, call.kernel->arguments[i]) ||
          std::find(done.begin(), done.end(), variable) != done.end())
        continue;
      done.push_back(variable);
      // An exchange that is there already grows to what this loop needs.
      std::vector<const psykal::Access*> writers = backward_write_dependencies(argument);
      if (!writers.empty() && writers.front()->item->kind == psykal::ItemKind::exchange) continue;
      int components = argument.vector_size;
      for (int component = 1; component <= components; ++component) {
        auto exchange = std::make_unique<Exchange>();
        psykal::Access field = argument;
        field.reads = field.writes = true;
        field.component = components > 1 ? component : 0;
        exchange->add(field);
        Exchange* added = schedule_.insert_before(&loop, std::move(exchange));
        if (need_of(*added) == Need::no) schedule_.detach(added);
      }
    }
  }

  psykal::Item* add_reduction(Loop& loop) {
    const KernelCall& call = call_of(loop);
    if (!call.builtin || call.builtin->reduction == Reduction::none) return &loop;
    auto reduction = std::make_unique<GlobalReduction>();
    reduction->reduction = call.builtin->reduction;
    psykal::Access argument = loop.arguments.front();
    argument.reads = argument.writes = true;
    reduction->add(argument);
    return schedule_.insert_before(loop.next, std::move(reduction));
  }

  std::string name_of(const Loop& loop) const {
    const KernelCall& call = call_of(loop);
    return call.builtin ? call.builtin->name : call.kernel->procedure;
  }

  void complete(Exchange& exchange) const {
    Required required = required_of(exchange);
    exchange.depth = required.depths.front();
    for (const Depth& depth : required.depths) exchange.depth = Depth::largest(exchange.depth, depth);
    Need need = need_of(exchange);
    exchange.needs_dirty_check = need != Need::certain;
    Written written = written_before(exchange);
    std::string readers;
    for (const psykal::Access* reader : required.readers)
      if (halo_read(*reader).depth)
        readers += (readers.empty() ? "" : ", ") + name_of(static_cast<const Loop&>(*reader->item));
    std::string before =
        !written.writer ? "nothing in this invoke writes it before, so the run decides"
        : written.clean
            ? fmt::format("{} leaves it clean to depth {} only",
                          name_of(static_cast<const Loop&>(*written.writer->item)), written.clean->text())
        : written.outermost_partial ? fmt::format("{} leaves part of the sums in its halo",
                                                  name_of(static_cast<const Loop&>(*written.writer->item)))
                                    : fmt::format("{} leaves its halo dirty",
                                                  name_of(static_cast<const Loop&>(*written.writer->item)));
    const std::string& field = variable_of(exchange.field().variable).name;
    std::string_view verb = readers.find(", ") == std::string::npos ? "reads" : "read";
    exchange.reason = required.annexed_only
                          ? fmt::format("{} {} annexed dofs of {}; {}", readers, verb, field, before)
                          : fmt::format("{} {} the halo of {} to depth {}; {}", readers, verb, field,
                                        exchange.depth.text(), before);
  }

  const Invoke& invoke_;
  const InvokeOptions& options_;
  psykal::Schedule schedule_;
};

} // namespace

psykal::Schedule make_schedule(const Invoke& invoke, const InvokeOptions& options) {
  return ScheduleMaker(invoke, options).make();
}

std::vector<HaloState> halo_states(const Invoke& invoke, const Loop& loop, const InvokeOptions& options) {
  std::vector<HaloState> states;
  if (!options.distributed) return states;
  const KernelCall& call = invoke.calls[static_cast<std::size_t>(loop.call)];
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const MetaArg& entry = call.kernel->arguments[i];
    int variable = call.arguments[i].value.variable;
    if (!entry.is_field() || !entry.is_written() ||
        std::any_of(states.begin(), states.end(),
                    [&](const HaloState& state) { return state.variable == variable; }))
      continue;
    HaloState state;
    state.variable = variable;
    bool partial = false;
    state_of(call, loop, entry, partial, state.clean);
    states.push_back(std::move(state));
  }
  return states;
}

std::string describe(const Loop& loop) {
  switch (loop.bound) {
  case Bound::owned_cells: return "owned cells";
  case Bound::halo_cells:
    return fmt::format("{}halo cells to depth {}", loop.in_halo_only ? "" : "owned and ", loop.depth->text());
  case Bound::owned_dofs: return "owned dofs";
  case Bound::annexed_dofs: return "owned and annexed dofs";
  case Bound::all_dofs: return "all dofs";
  case Bound::all_cells: return "all cells";
  case Bound::domain: break;
  }
  return "the domain";
}

} // namespace isotach::lfric
