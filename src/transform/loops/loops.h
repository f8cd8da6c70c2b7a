// Loops: transformations of loops that keep what they compute to the bit: the same operations on the same
// values, in an order that the analysis allows.
#pragma once

#include <vector>

#include "transform/loop_verdicts.h"
#include "transform/region.h"

namespace isotach::transform {

// ---- ChunkLoopTrans: pieces of `size` iterations, one after the other ----
Objected validate_chunk(Context& context, LoopVerdicts& verdicts, DoConstruct* loop, std::int64_t size);
Objected apply_chunk(Context& context, LoopVerdicts& verdicts, DoConstruct* loop, std::int64_t size);

// ---- LoopSwapTrans: the loop that is alone in another one becomes the outer one ----
Objected validate_swap(Context& context, LoopVerdicts& verdicts, DoConstruct* outer);
Objected apply_swap(Context& context, LoopVerdicts& verdicts, DoConstruct* outer);

// ---- LoopTilingTrans, LoopTiling2DTrans: pieces in each of some loops inside one another ----
Objected validate_tiling(Context& context, LoopVerdicts& verdicts, DoConstruct* outer,
                         const std::vector<std::int64_t>& sizes);
Objected apply_tiling(Context& context, LoopVerdicts& verdicts, DoConstruct* outer,
                      const std::vector<std::int64_t>& sizes);

// ---- LoopFuseTrans: one loop of two neighbouring ones ----
// `force`: what the bodies access is the script's business; the loops still have to run alike.
Objected validate_fuse(Context& context, LoopVerdicts& verdicts, DoConstruct* first, DoConstruct* second,
                       bool force);
Objected apply_fuse(Context& context, LoopVerdicts& verdicts, DoConstruct* first, DoConstruct* second,
                    bool force);

// ---- HoistTrans: an assignment that gives the same in each iteration goes before the loop ----
Objected validate_hoist(Context& context, LoopVerdicts& verdicts, Stmt* assignment);
Objected apply_hoist(Context& context, LoopVerdicts& verdicts, Stmt* assignment);

// ---- HoistLoopBoundExprTrans: bounds that are computed get a name before the loop ----
Objected validate_hoist_bounds(Context& context, LoopVerdicts& verdicts, DoConstruct* loop);
Objected apply_hoist_bounds(Context& context, LoopVerdicts& verdicts, DoConstruct* loop);

// ---- what they share (shared.cpp) ----
struct LoopParts {
  LoopControl* control = nullptr;
  std::string counter;
};
// Of a counted loop whose counter is a name; else an objection.
Objected parts_of(Context& context, DoConstruct* loop, LoopParts& parts);
// No directive of the source holds or applies to it, its #if groups are whole, and nothing leaves it early.
Objected can_be_rebuilt(Context& context, LoopVerdicts& verdicts, DoConstruct* loop);
// The variable that a designator is a part of: a of a(i)%b(j). Null for any other expression.
const NameRef* base_of(const Expr* designator);
// What statements or parts of them name, and what they may change.
struct NameUse {
  std::vector<std::string> all, changed;
  bool unclear = false; // a call, an allocation, I/O: anything may change
  bool names(std::string_view name) const;
  bool changes(std::string_view name) const;
};
NameUse names_used(const Tree& tree, const Semantics& semantics, const Node* node);
// May what a name stands for be reached by another one: a pointer, a target, in COMMON.
bool has_many_names(const Semantics& semantics, const Tree& tree, const Node* place, std::string_view name);
DoConstruct* loop_alone_in(const DoConstruct* loop);
std::optional<std::int64_t> number_of(const Tree& tree, const Expr* expression); // a literal, with its sign
bool is_read_after(LoopVerdicts& verdicts, const DoConstruct* loop);             // its counter

} // namespace isotach::transform
