#include "psykal/lfric/schedule.h"

#include <algorithm>

#include <fmt/format.h>

#include "psykal/designators.h"
#include "psykal/lfric/halo_exchanges.h"
#include "psykal/lfric/psy_layer.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::lfric {

namespace {

using psykal::Depth;

// Redundant computation to depth 1: of operators always; of fields where a dof shared with another rank
// is only right when all its cells have added to it.
LoopFacts facts_of(const Invoke& invoke, int index, const InvokeOptions& options) {
  const InvokeCall& call = invoke.calls[static_cast<std::size_t>(index)];
  const KernelMetadata& kernel = *call.kernel;
  LoopFacts loop;
  loop.call = index;
  loop.entry = iteration_entry(kernel);
  if (call.on_dofs()) {
    bool reduces = call.builtin && call.builtin->reduction != Reduction::none;
    loop.bound = !options.distributed ? Bound::all_dofs
                 : options.compute_annexed_dofs && !reduces && kernel.operates_on == OperatesOn::dof
                     ? Bound::annexed_dofs
                     : Bound::owned_dofs;
  } else if (kernel.operates_on == OperatesOn::domain) {
    loop.bound = Bound::domain;
  } else if (!options.distributed) {
    loop.bound = Bound::all_cells;
  } else if (call.works_in_halo()) {
    loop.bound = Bound::halo_cells;
    loop.depth = depth_of(invoke, call.halo_depth);
    loop.in_halo_only = kernel.operates_on == OperatesOn::halo_cell_column;
  } else {
    const MetaArg& entry = kernel.arguments[static_cast<std::size_t>(loop.entry)];
    bool redundant = entry.is_operator() ||
                     (continuity(entry.space) == Continuity::continuous && !updates_only_by_writing(kernel));
    loop.bound = redundant ? Bound::halo_cells : Bound::owned_cells;
    if (redundant) loop.depth = Depth::number(1);
  }
  return loop;
}

// What stands nowhere else can be appended.
void put(Tree& tree, Node* parent, Stmt* statement) { (void)append(tree, parent, statement); }

} // namespace

bool discontinuous(const MetaArg& argument) {
  return continuity(argument.is_operator() ? argument.from : argument.space) == Continuity::discontinuous;
}

bool updates_only_by_writing(const KernelMetadata& kernel) {
  return std::none_of(kernel.arguments.begin(), kernel.arguments.end(), [](const MetaArg& argument) {
    return argument.is_written() && argument.access != AccessType::write;
  });
}

// A written operator, or the coarse field between meshes, or a written field, of a continuous space first,
// then of one that may be continuous; else any field.
int iteration_entry(const KernelMetadata& kernel) {
  auto first = [&](auto&& wanted) {
    for (std::size_t i = 0; i < kernel.arguments.size(); ++i)
      if (wanted(kernel.arguments[i])) return static_cast<int>(i);
    return -1;
  };
  auto written_field = [](const MetaArg& argument) { return argument.is_field() && argument.is_written(); };
  auto unknown_space = [](const MetaArg& argument) {
    return argument.space.kind == FunctionSpace::Kind::any_space;
  };
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

Schedule::Schedule(Tree& tree, Invoke invoke, const InvokeOptions& options, std::string_view module,
                   psykal::KernelCopies& copies)
    : psykal::Schedule(tree, invoke.name), invoke_(std::move(invoke)), options_(options), module_(module),
      copies_(copies) {
  for (const Variable& variable : invoke_.variables) copies_.note_name(variable.name);
  for (std::size_t i = 0; i < invoke_.calls.size(); ++i) add_call(static_cast<int>(i));
  renew_exchanges(*this);
}

void Schedule::add_call(int index) {
  const InvokeCall& call = invoke_.calls[static_cast<std::size_t>(index)];
  std::vector<psykal::Access> accesses;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (call.arguments[i].value.variable < 0) continue;
    const MetaArg& entry = call.kernel->arguments[i];
    psykal::Access access;
    access.variable = call.arguments[i].value.variable;
    access.reads = entry.access != AccessType::write && entry.access != AccessType::reduction;
    access.writes = entry.is_written();
    access.vector_size = variable(access.variable).vector_size;
    access.argument = static_cast<int>(i);
    accesses.push_back(access);
  }
  if (!call.builtin) copies_.note_name(call.kernel->procedure, call.kernel->module);
  LoopFacts facts = facts_of(invoke_, index, options_);
  Node* place = procedure();
  if (facts.bound != Bound::domain) {
    PsyLoop* loop = make_loop(call.on_dofs() ? LoopType::dofs : LoopType::cells);
    put(tree(), place, loop);
    loops_[loop] = std::move(facts);
    place = loop;
  }
  KernelCall* node =
      make_call(call.builtin ? call.builtin->name : call.kernel->procedure, call.builtin, accesses);
  set_call(node, index);
  put(tree(), place, node);
  if (!options_.distributed || !call.builtin || call.builtin->reduction == Reduction::none) return;
  psykal::Access result = accesses.front();
  result.reads = result.writes = true;
  GlobalReduction* reduction = make_reduction(result);
  reductions_[reduction] = call.builtin->reduction;
  put(tree(), procedure(), reduction);
}

const LoopFacts& Schedule::loop_around(const KernelCall* call) const {
  static const LoopFacts none{Bound::domain, {}, false, -1, -1};
  for (const Node* at = call->parent; at; at = at->parent)
    if (auto* loop = dyn_cast<PsyLoop>(at))
      if (const LoopFacts* facts = loops_.find(loop)) return *facts;
  return none;
}

std::string Schedule::name_of(const KernelCall* node) const {
  const InvokeCall& called = call(node);
  return called.builtin ? called.builtin->name : called.kernel->procedure;
}

void Schedule::reserve_names(psykal::LocalNames& names) const {
  names.reserve_all(infrastructure_names(options_));
  names.reserve(invoke_.name);
  for (const InvokeCall& call : invoke_.calls)
    if (!call.builtin) {
      names.reserve(call.kernel->procedure);
      names.reserve(call.kernel->module);
      if (auto* copy = copies_.find(call.kernel->module, call.kernel->procedure)) names.reserve(copy->name);
    }
  for (const Variable& variable : invoke_.variables) names.reserve(variable.name);
}

bool Schedule::runs_without_loop(const KernelCall* node) const {
  return call(node).kernel->operates_on == OperatesOn::domain;
}

std::string Schedule::unwritable(const Psy* statement) const {
  auto* loop = dyn_cast<PsyLoop>(statement);
  if (!loop || loop->type == LoopType::null) return {};
  if (loop->type == LoopType::colours) {
    const PsyLoop* inner = nullptr;
    for_each<PsyLoop>(const_cast<PsyLoop*>(loop), [&](PsyLoop* found) {
      if (found != loop && !inner) inner = found;
    });
    bool split =
        inner && (inner->type == LoopType::cells_in_colour || inner->type == LoopType::tiles_in_colour);
    return split ? "" : "runs over colours, but nothing in it runs over one colour";
  }
  return loops_.find(loop) ? "" : "runs over nothing that is known";
}

namespace {
const KernelCall* first_call(const PsyLoop* loop) {
  const KernelCall* found = nullptr;
  for_each<KernelCall>(const_cast<PsyLoop*>(loop), [&](KernelCall* call) {
    if (!found) found = call;
  });
  return found;
}
} // namespace

FunctionSpace Schedule::space(const PsyLoop* loop) const {
  const LoopFacts* facts = loops_.find(loop);
  const KernelCall* first = facts ? nullptr : first_call(loop);
  if (first) facts = &loop_around(first);
  if (!facts || facts->call < 0 || facts->entry < 0) return {};
  const InvokeCall& call = invoke_.calls[static_cast<std::size_t>(facts->call)];
  const MetaArg& entry = call.kernel->arguments[static_cast<std::size_t>(facts->entry)];
  return entry.is_operator() ? entry.from : entry.space;
}

OperatesOn Schedule::operates_on(const PsyLoop* loop) const {
  const KernelCall* first = first_call(loop);
  return first ? call(first).kernel->operates_on : OperatesOn::domain;
}

// Cells share the dofs of a continuous space: who adds to these needs them coloured. Writing (gh_write) a
// shared dof is writing what every cell writes there. A field that a kernel is given twice, once to be
// written and once with a stencil, reaches into other cells.
Conflict Schedule::across_iterations(const PsyLoop* loop) const {
  if (loop->type == LoopType::null || loop->type == LoopType::colours) return Conflict::sequential;
  if (loop->type == LoopType::dofs) return Conflict::none;
  bool apart = loop->type == LoopType::cells_in_colour || loop->type == LoopType::tiles_in_colour;
  Conflict conflict = Conflict::none;
  for_each<KernelCall>(const_cast<PsyLoop*>(loop), [&](KernelCall* node) {
    const InvokeCall& called = call(node);
    for (std::size_t i = 0; i < called.arguments.size(); ++i) {
      const MetaArg& entry = called.kernel->arguments[i];
      if ((entry.access == AccessType::inc || entry.access == AccessType::readinc) && !apart)
        conflict = Conflict::shared_data;
      for (std::size_t k = 0; k < called.arguments.size(); ++k)
        if (entry.stencil && called.kernel->arguments[k].is_written() &&
            called.arguments[i].value.variable >= 0 &&
            called.arguments[i].value.variable == called.arguments[k].value.variable)
          conflict = Conflict::shared_data;
    }
  });
  return conflict;
}

bool Schedule::may_share(const psykal::Access& a, const psykal::Access& b) const {
  return a.variable == b.variable ? psykal::Schedule::may_share(a, b) : may_share(a.variable, b.variable);
}

bool Schedule::may_share(int index, int other) const {
  return psykal::may_overlap(variable(index).key, variable(other).key);
}

bool Schedule::reduces(const PsyLoop* loop) const {
  bool found = false;
  for_each<KernelCall>(const_cast<PsyLoop*>(loop), [&](KernelCall* node) {
    found = found || (call(node).builtin && call(node).builtin->reduction != Reduction::none);
  });
  return found;
}

psykal::ProcedureText Schedule::text() const { return procedure_text(*this, module_); }

Stmt* outermost_loop(const Stmt* statement) {
  const Stmt* found = statement;
  for (const Node* at = statement; at; at = at->parent)
    if (auto* loop = dyn_cast<PsyLoop>(at)) found = loop;
  return const_cast<Stmt*>(found);
}

std::string describe(const LoopFacts& loop) {
  switch (loop.bound) {
  case Bound::owned_cells: return "owned cells";
  case Bound::halo_cells:
    return fmt::format("{}halo cells to depth {}", loop.in_halo_only ? "" : "owned and ", loop.depth->text());
  case Bound::owned_dofs: return "owned dofs";
  case Bound::halo_dofs: return fmt::format("owned and halo dofs to depth {}", loop.depth->text());
  case Bound::annexed_dofs: return "owned and annexed dofs";
  case Bound::all_dofs: return "all dofs";
  case Bound::all_cells: return "all cells";
  case Bound::domain: break;
  }
  return "the domain";
}

} // namespace isotach::lfric
