// KernelModuleInlineTrans: the PSy layer's module gets the procedure of a kernel, which compilers can then
// inline.
//
// All calls of the layer to that kernel call the copy, as in PSyclone. Two kernels whose procedures have one
// name, from two modules, get two names.

#include <fmt/format.h>

#include "psykal/lfric/transform/transformations.h"
#include "tree/visit.h"

namespace isotach::lfric {

namespace {

const KernelMetadata* kernel_of(const Schedule& schedule, const Stmt* node) {
  auto* call = dyn_cast<KernelCall>(node);
  return call && !schedule.call(call).builtin ? schedule.call(call).kernel : nullptr;
}

// Names that a procedure of the layer's module cannot have.
psykal::LocalNames taken_names(const Schedule& schedule, std::string_view module) {
  psykal::LocalNames names;
  names.reserve_all(infrastructure_names(schedule.options()));
  for_each<InvokeProcedure>(schedule.tree().root(), [&](InvokeProcedure* procedure) {
    names.reserve(schedule.tree().spelling(procedure->name));
  });
  schedule.copies().reserve_names(module, names);
  return names;
}

Objected make(Context& context, const Schedule& schedule, const Stmt* node,
              std::optional<psykal::KernelCopy>& copy) {
  const KernelMetadata* kernel = kernel_of(schedule, node);
  if (!kernel) return context.refuse("it takes the call of a kernel", node);
  if (schedule.copies().find(kernel->module, kernel->procedure)) return {};
  psykal::LocalNames names = taken_names(schedule, kernel->module);
  std::string reason;
  copy = psykal::copy_kernel(*kernel->location.file, kernel->module, kernel->procedure, names, reason);
  if (!copy) return context.refuse(fmt::format("'{}' cannot be copied: {}", kernel->procedure, reason), node);
  return {};
}

} // namespace

Objected validate_inline(Context& context, const Schedule& schedule, const Stmt* call) {
  std::optional<psykal::KernelCopy> copy;
  return make(context, schedule, call, copy);
}

Objected apply_inline(Context& context, Schedule& schedule, const Stmt* call) {
  std::optional<psykal::KernelCopy> copy;
  if (Objected objected = make(context, schedule, call, copy)) return objected;
  if (copy) schedule.copies().add(std::move(*copy)); // else the layer has it already
  return {};
}

} // namespace isotach::lfric
