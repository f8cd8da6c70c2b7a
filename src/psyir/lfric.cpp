#include "psyir/lfric.h"

#include <fmt/format.h>

#include "psykal/lfric/halo_exchanges.h"
#include "tree/visit.h"

namespace isotach::psyir::lfric {

namespace {

using isotach::lfric::Bound;
using isotach::lfric::LoopFacts;
using isotach::lfric::Schedule;
using transform::Value;

// The first call that a loop holds: PSyclone loads a loop's words from it.
const KernelCall* first_call(const Stmt* loop) {
  if (auto* call = dyn_cast<KernelCall>(loop)) return call;
  const KernelCall* found = nullptr;
  for_each<KernelCall>(const_cast<Stmt*>(loop), [&](KernelCall* call) {
    if (!found) found = call;
  });
  return found;
}

const LoopFacts* facts_of(const Schedule& schedule, const Stmt* statement) {
  auto* loop = dyn_cast<PsyLoop>(statement);
  return loop ? schedule.loop(loop) : nullptr;
}

std::string_view type_of(const Stmt* statement) {
  auto* loop = dyn_cast<PsyLoop>(statement);
  switch (loop ? loop->type : LoopType::null) {
  case LoopType::cells: return "";
  case LoopType::dofs: return "dof";
  case LoopType::colours: return "colours";
  case LoopType::cells_in_colour: return "cells_in_colour";
  case LoopType::tiles_in_colour: return "tiles_in_colour";
  case LoopType::cells_in_tile: return "cells_in_tile";
  case LoopType::null: break;
  }
  return "null";
}

// The call and entry that a loop's iteration space and function space come from.
const isotach::lfric::InvokeCall* called_in(const Schedule& schedule, const Stmt* loop) {
  const KernelCall* call = first_call(loop);
  return call ? &schedule.call(call) : nullptr;
}

const isotach::lfric::MetaArg* iterated(const Schedule& schedule, const Stmt* loop) {
  const isotach::lfric::InvokeCall* call = called_in(schedule, loop);
  if (!call) return nullptr;
  int entry = iteration_entry(*call->kernel);
  return entry < 0 ? nullptr : &call->kernel->arguments[static_cast<std::size_t>(entry)];
}

bool in_halo(const LoopFacts* facts) { return facts && facts->depth.has_value(); }

bool has_tiles(const PsyLoop* colours) {
  bool found = false;
  for_each<PsyLoop>(const_cast<PsyLoop*>(colours),
                    [&](PsyLoop* inner) { found = found || inner->type == LoopType::tiles_in_colour; });
  return found;
}

std::string_view upper_bound(const Schedule& schedule, const Stmt* statement) {
  auto* loop = dyn_cast<PsyLoop>(statement);
  const LoopFacts* facts = facts_of(schedule, statement);
  if (!loop) return "ncells";
  switch (loop->type) {
  case LoopType::colours: return has_tiles(loop) ? "ntilecolours" : "ncolours";
  case LoopType::cells_in_colour: return in_halo(facts) ? "colour_halo" : "ncolour";
  case LoopType::tiles_in_colour: return in_halo(facts) ? "ntiles_per_colour_halo" : "ntiles_per_colour";
  case LoopType::cells_in_tile:
    return in_halo(facts) ? "ncells_per_colour_and_tile_halo" : "ncells_per_colour_and_tile";
  default: break;
  }
  if (!facts) return "";
  switch (facts->bound) {
  case Bound::owned_cells:
  case Bound::all_cells: return "ncells";
  case Bound::halo_cells: return "cell_halo";
  case Bound::owned_dofs:
  case Bound::all_dofs: return "ndofs";
  case Bound::annexed_dofs: return "nannexed";
  case Bound::halo_dofs: return "dof_halo";
  default: break;
  }
  return "ncells";
}

} // namespace

Class reduction_class(const Schedule& schedule, const GlobalReduction* reduction) {
  switch (schedule.reduction(reduction)) {
  case isotach::lfric::Reduction::minimum: return Class::LFRicGlobalMin;
  case isotach::lfric::Reduction::maximum: return Class::LFRicGlobalMax;
  default: return Class::LFRicGlobalSum;
  }
}

std::optional<Value> loop_attribute(const Schedule& schedule, const Stmt* loop, std::string_view name) {
  const LoopFacts* facts = facts_of(schedule, loop);
  if (name == "loop_type") return std::string(type_of(loop));
  if (name == "iteration_space") {
    auto* psy_loop = dyn_cast<PsyLoop>(loop);
    return std::string(isotach::lfric::word(psy_loop
                                                ? schedule.operates_on(psy_loop)
                                                : schedule.call(cast<KernelCall>(loop)).kernel->operates_on));
  }
  if (name == "field_space") {
    const isotach::lfric::MetaArg* entry = iterated(schedule, loop);
    if (entry && entry->form == isotach::lfric::Form::cma_operator) return isotach::lfric::word(entry->space);
    if (auto* psy_loop = dyn_cast<PsyLoop>(loop)) return isotach::lfric::word(schedule.space(psy_loop));
    return !entry ? std::string() : isotach::lfric::word(entry->is_operator() ? entry->from : entry->space);
  }
  if (name == "field_name") {
    const isotach::lfric::InvokeCall* call = called_in(schedule, loop);
    if (!call) return Value();
    int entry = iteration_entry(*call->kernel);
    if (entry < 0) return Value();
    return text_of(schedule.invoke(), call->arguments[static_cast<std::size_t>(entry)].value);
  }
  if (name == "upper_bound_name") return std::string(upper_bound(schedule, loop));
  if (name == "upper_bound_halo_depth") {
    if (!in_halo(facts) || facts->depth->is_full())
      return Value(); // as deep as the mesh has it: 3.3.1 says none
    return facts->depth->text();
  }
  if (name == "variable") {
    std::string_view type = type_of(loop);
    return std::string(type == "dof"               ? "df"
                       : type == "colours"         ? "colour"
                       : type == "tiles_in_colour" ? "tile"
                                                   : "cell");
  }
  if (name == "lower_bound_name")
    return std::string(facts && facts->in_halo_only ? "cell_halo_start" : "start");
  return std::nullopt;
}

std::optional<Value> call_attribute(const Schedule& schedule, const KernelCall* node, std::string_view name) {
  const isotach::lfric::InvokeCall& call = schedule.call(node);
  if (name == "name") return schedule.name_of(node);
  if (name == "iterates_over") return std::string(isotach::lfric::word(call.kernel->operates_on));
  if (name == "module_name") return call.kernel->module;
  if (name == "module_inline")
    return !call.builtin && schedule.copies().find(call.kernel->module, call.kernel->procedure) != nullptr;
  if (name == "is_reduction")
    return call.builtin && call.builtin->reduction != isotach::lfric::Reduction::none;
  if (name == "arguments") {
    std::vector<std::string> names;
    for (const isotach::lfric::InvokeArgument& argument : call.arguments) {
      names.push_back(text_of(schedule.invoke(), argument.value));
      std::string& text = names.back(); // with signs as PSyclone prints them
      if (text.starts_with("-")) text.insert(1, " ");
      for (std::size_t at = 0; (at = text.find("(-", at)) != std::string::npos; at += 2)
        if (at + 2 < text.size() && text[at + 2] != ' ') text.insert(at + 2, " ");
    }
    return names;
  }
  if (name == "vector_sizes") {
    std::vector<std::string> sizes;
    for (const isotach::lfric::MetaArg& entry : call.kernel->arguments)
      sizes.push_back(std::to_string(entry.vector_size));
    return sizes;
  }
  if (name == "accesses" || name == "spaces") {
    std::vector<std::string> words;
    for (const isotach::lfric::MetaArg& entry : call.kernel->arguments)
      words.push_back(name == "accesses"
                          ? std::string(isotach::lfric::word(entry.access))
                          : isotach::lfric::word(entry.is_operator() ? entry.from : entry.space));
    return words;
  }
  return std::nullopt;
}

std::optional<Value> exchange_attribute(const Schedule& schedule, const HaloExchange* exchange,
                                        std::string_view name) {
  const psykal::Access& access = schedule.accesses(exchange).front();
  if (name == "field") return schedule.variable(access.variable).name;
  if (name == "vector_index") {
    if (access.component == 0) return Value();
    return Value(std::int64_t{access.component});
  }
  if (!schedule.position(exchange)) return std::nullopt; // what follows is computed from what is around it
  if (name == "depth") {
    psykal::Depth depth = details_of(schedule, exchange).depth;
    return depth.is_full() ? "max_halo_depth_mesh" : depth.text();
  }
  if (name == "check_dirty") return details_of(schedule, exchange).needs_dirty_check;
  if (name == "halo_type") {
    // The stencil by which all its readers read; region where they differ.
    std::optional<std::string> type;
    const psykal::Access* from = &access;
    if (exchange->part == ExchangePart::start) { // its readers are those of its finish
      const psykal::Steps& steps = schedule.steps();
      for (std::size_t at = *schedule.position(exchange); at < steps.size(); ++at)
        if (auto* other = dyn_cast<HaloExchange>(steps[at].statement))
          if (const psykal::Access& found = steps[at].accesses.front(); other->part == ExchangePart::finish &&
                                                                        found.variable == access.variable &&
                                                                        found.component == access.component) {
            from = &found;
            break;
          }
    }
    for (const psykal::Access* reader : forward_read_dependencies(schedule, *from)) {
      auto* call = dyn_cast<KernelCall>(reader->statement);
      if (!call) continue;
      const auto& entry = schedule.call(call).kernel->arguments[static_cast<std::size_t>(reader->argument)];
      bool redundant = schedule.loop_around(call).bound == Bound::halo_cells; // then any halo cell is read
      std::string found(entry.stencil && !redundant ? isotach::lfric::word(*entry.stencil) : "region");
      if (type && *type != found) return std::string("region");
      type = found;
    }
    return type.value_or("region");
  }
  return std::nullopt;
}

std::optional<Value> reduction_attribute(const Schedule& schedule, const GlobalReduction* reduction,
                                         std::string_view name) {
  if (name != "scalar") return std::nullopt;
  return schedule.variable(schedule.accesses(reduction).front().variable).name;
}

} // namespace isotach::psyir::lfric
