// Schedule of an LFRic invoke: what its loops run over, what its calls call, which reductions are global.
//
// The statements are nodes of the PSy layer's tree (psykal/schedule.h); what LFRic knows of them stands here,
// by node id. Of a halo exchange that is what it accesses and which loop it was put there for: how deep it
// goes, and whether and why it is needed, follows from what stands around it (halo_exchanges.h).
#pragma once

#include <optional>
#include <string>

#include "psykal/depth.h"
#include "psykal/kernel_copies.h"
#include "psykal/lfric/invoke.h"
#include "psykal/schedule.h"

namespace isotach::lfric {

// Where a loop ends.
enum class Bound : std::uint8_t {
  owned_cells,
  halo_cells, // to a depth
  owned_dofs,
  annexed_dofs,
  halo_dofs, // to a depth
  all_dofs,  // without distributed memory
  all_cells, // without distributed memory
  domain,    // no loop: the kernel does it
};

struct LoopFacts {
  Bound bound{};
  std::optional<psykal::Depth> depth; // of halo_cells and halo_dofs
  bool in_halo_only = false;          // starts after the owned cells
  // What has the mesh and space that it runs over: an entry of meta_args of one of the invoke's calls.
  int call = -1;
  int entry = -1;

  bool in_halo() const { return bound == Bound::halo_cells || bound == Bound::halo_dofs; }
};

class Schedule : public psykal::Schedule {
 public:
  // Loops with their calls and global reductions, and with distributed memory halo exchanges. The copies are
  // those of the module that it is part of.
  Schedule(Tree& tree, Invoke invoke, const InvokeOptions& options, std::string_view module,
           psykal::KernelCopies& copies);

  const Invoke& invoke() const { return invoke_; }
  const InvokeOptions& options() const { return options_; }

  // What a call calls, with what.
  int call_index(const KernelCall* call) const { return *calls_.find(call); }
  const InvokeCall& call(const KernelCall* call) const {
    return invoke_.calls[static_cast<std::size_t>(call_index(call))];
  }
  void set_call(const KernelCall* call, int index) { calls_[call] = index; }

  // A loop that has no facts of its own only holds others, or executes its body once.
  const LoopFacts* loop(const PsyLoop* loop) const { return loops_.find(loop); }
  LoopFacts& loop(const PsyLoop* loop) { return loops_[loop]; }
  // Those of the innermost loop around a call; of a kernel on the domain, which needs none, made up.
  const LoopFacts& loop_around(const KernelCall* call) const;

  // The loop, or call outside of loops, that an exchange was put there for; null: nobody has said.
  const Stmt* placed_for(const HaloExchange* exchange) const {
    const Stmt* const* found = placed_for_.find(exchange);
    return found ? *found : nullptr;
  }
  void set_placed_for(const HaloExchange* exchange, const Stmt* loop) { placed_for_[exchange] = loop; }

  // What a loop runs over, of loops over colours that of the one in it: the space of the field or operator
  // whose cells or dofs it takes, and what its first kernel operates on.
  FunctionSpace space(const PsyLoop* loop) const;
  OperatesOn operates_on(const PsyLoop* loop) const;

  // Results of the reductions below a directive are kept apart for each thread, so that they are the same
  // whenever the number of threads is.
  bool reproducible(const DirectiveStmt* directive) const { return reproducible_.find(directive) != nullptr; }
  void set_reproducible(const DirectiveStmt* directive) { reproducible_[directive] = 1; }

  Reduction reduction(const GlobalReduction* reduction) const { return *reductions_.find(reduction); }

  const Variable& variable(int index) const { return invoke_.variables[static_cast<std::size_t>(index)]; }
  std::string name_of(const KernelCall* call) const; // of the built-in or of the kernel's procedure

  // Kernels that the PSy layer has itself.
  psykal::KernelCopies& copies() const { return copies_; }

  psykal::ProcedureText text() const override;
  void reserve_names(psykal::LocalNames& names) const override;
  bool runs_without_loop(const KernelCall* call) const override;
  std::string unwritable(const Psy* statement) const override;
  std::vector<transform::Objection> objections() const override;
  transform::Outcome transform(std::string_view name, const transform::Arguments& arguments,
                               transform::Action action) override;
  Conflict across_iterations(const PsyLoop* loop) const override;
  bool reduces(const PsyLoop* loop) const override;
  bool may_share(const psykal::Access& a, const psykal::Access& b) const override;
  bool may_share(int variable, int other) const; // of two variables: one may be a part of the other

 private:
  void add_call(int index);

  Invoke invoke_;
  InvokeOptions options_;
  std::string module_;
  psykal::KernelCopies& copies_;
  NodeTable<LoopFacts> loops_;
  NodeTable<int> calls_; // index into the invoke's
  NodeTable<Reduction> reductions_;
  NodeTable<const Stmt*> placed_for_;
  NodeTable<std::uint8_t> reproducible_; // by directive
};

// The outermost loop around a statement; the statement itself when it lies in none.
Stmt* outermost_loop(const Stmt* statement);

bool discontinuous(const MetaArg& argument);
bool updates_only_by_writing(const KernelMetadata& kernel);
// The entry whose iteration space is the kernel's.
int iteration_entry(const KernelMetadata& kernel);

std::string describe(const LoopFacts& loop); // "owned and halo cells to depth 1"

} // namespace isotach::lfric
