// OpenACC: its directives around statements of Fortran, as PSyclone's transformations name them.
//
// What a loop needs (private variables, reductions) and which arrays a region has is found when the text is
// wanted, as for OpenMP (openmp/data_sharing.h). What no clause makes right is an objection then.
#pragma once

#include <string>
#include <vector>

#include "transform/openacc/device_code.h"
#include "transform/openmp/proved_loop.h"

namespace isotach::transform {

// A directive that a transformation has made.
struct AccDirective {
  DirectiveStmt* begin = nullptr;
  DirectiveStmt* end = nullptr; // null: it stands alone
  ThreadOptions options = {};   // of a loop
};
using AccDirectives = std::vector<AccDirective>; // in the order in which they were made

struct AccCall {
  Context& context;
  LoopVerdicts& verdicts;
  AccDirectives& made;
  bool apply;
};

// ---- ACCKernelsTrans, ACCParallelTrans ----
struct AccRegionOptions {
  bool default_present = false;
  bool any_statement = false; // no loop or array is needed (disable_loop_check)
  bool allow_strings = false;
};
Objected acc_kernels(const AccCall& call, const std::vector<Stmt*>& nodes, const AccRegionOptions& options);
Objected acc_parallel(const AccCall& call, const std::vector<Stmt*>& nodes, const AccRegionOptions& options);

// ---- ACCLoopTrans ----
struct AccLoopOptions {
  ThreadOptions proof = {};
  bool sequential = false, independent = true, gang = false, vector = false;
};
Objected acc_loop(const AccCall& call, DoConstruct* loop, AccLoopOptions options);

// ---- ACCDataTrans: what the compute constructs in it use is on the device meanwhile ----
Objected acc_data(const AccCall& call, const std::vector<Stmt*>& nodes);

// ---- ACCEnterDataTrans: what the compute constructs of a procedure use is brought to the device ----
// Not again when it is there: the run-time library's table is the guard, for each array by itself. So a
// second call with other arrays copies those, and one with the same arrays moves nothing. Arrays of the
// procedure's own leave the device where it ends.
Objected acc_enter_data(const AccCall& call, Stmt* procedure);

// ---- ACCUpdateTrans: around statements of the host, what these use is as on the device ----
Objected acc_update(const AccCall& call, Stmt* procedure);

// ---- ACCRoutineTrans, OMPDeclareTargetTrans: a procedure has a version for the device ----
Objected device_routine(Context& context, const Semantics& semantics, Stmt* procedure, std::string_view level,
                        const DeviceCodeOptions& options, bool apply);

// Writes the clauses of all that still stand in the tree. May be called again after more edits.
std::vector<Objection> write_acc_clauses(Context& context, LoopVerdicts& verdicts, AccDirectives& directives);

// ---- what they share ----
// Iterations may start or end with a value of their own that the code around needs: no clause gives it.
Objected values_kept(Context& context, LoopVerdicts& verdicts, const DoConstruct* loop,
                     const Sharing& sharing);
bool is_acc_compute(const DirectiveStmt* directive);
// The list of a procedure's or a main program's statements; null for anything else.
StmtList* body_of_unit(Stmt* unit);

} // namespace isotach::transform
