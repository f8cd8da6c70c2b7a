// LFRic's transformations: each a pair of functions over a schedule; transform.cpp has them by name.
//
// A loop that is split by colours stays the node that it was, inside a loop over colours: what is known of
// it, and exchanges that were put there for it, stay right.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "psykal/lfric/schedule.h"
#include "transform/openmp/omp_loop.h"
#include "transform/region.h"

namespace isotach::lfric {

using transform::Context;
using transform::Objected;

// ---- LFRicColourTrans ----
struct ColourOptions {
  bool tiling = false; // tiles of a colour, and the cells of a tile one after the other
};
Objected validate_colour(Context& context, const Schedule& schedule, const PsyLoop* loop,
                         const ColourOptions& options);
Objected apply_colour(Context& context, Schedule& schedule, PsyLoop* loop, const ColourOptions& options);

// ---- LFRicOMPLoopTrans, LFRicOMPParallelLoopTrans ----
struct LfricOmpOptions {
  transform::OmpLoopOptions loop = {};
  bool reproducible = false; // a partial result for each thread, added up in the order of threads
};
Objected validate_lfric_omp_loop(Context& context, Stmt* loop, const LfricOmpOptions& options);
Objected apply_lfric_omp_loop(Context& context, Schedule& schedule, Stmt* loop,
                              const LfricOmpOptions& options);

// ---- LFRicRedundantComputationTrans ----
// Without a depth: all of the halo.
Objected validate_redundant(Context& context, const Schedule& schedule, const PsyLoop* loop,
                            std::optional<int> depth);
Objected apply_redundant(Context& context, Schedule& schedule, PsyLoop* loop, std::optional<int> depth);

// ---- LFRicLoopFuseTrans ----
struct FuseOptions {
  bool same_space = false; // on the script's word: what any_space stands for is the other loop's space
};
Objected validate_fuse(Context& context, const Schedule& schedule, const PsyLoop* first,
                       const PsyLoop* second, const FuseOptions& options);
Objected apply_fuse(Context& context, Schedule& schedule, PsyLoop* first, PsyLoop* second,
                    const FuseOptions& options);

// ---- KernelModuleInlineTrans ----
Objected validate_inline(Context& context, const Schedule& schedule, const Stmt* call);
Objected apply_inline(Context& context, Schedule& schedule, const Stmt* call);

// ---- LFRicKernelConstTrans ----
// On the script's word: what the mesh and its spaces have when the program runs.
struct ConstOptions {
  std::optional<std::int64_t> layers, order_h, order_v;
  bool quadrature = false;
  std::string cell_shape = "quadrilateral";
};
Objected validate_const(Context& context, const Schedule& schedule, const Stmt* call,
                        const ConstOptions& options);
Objected apply_const(Context& context, Schedule& schedule, const Stmt* call, const ConstOptions& options);

// ---- LFRicAsyncHaloExchangeTrans ----
Objected validate_async(Context& context, const Stmt* exchange);
Objected apply_async(Context& context, Schedule& schedule, HaloExchange* exchange);

} // namespace isotach::lfric
