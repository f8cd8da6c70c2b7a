#include "psyir/view.h"

#include "tree/directives.h"

namespace isotach::psyir {

namespace {

constexpr std::string_view class_names[] = {
#define CLASS(name, shown, colour) #name,
#include "psyir/names.def"
};

// A call that stands in no loop: a kernel on the domain.
bool is_alone(const Node* node) {
  if (!isa<KernelCall>(node)) return false;
  for (const Node* at = node->parent; at; at = at->parent)
    if (isa<PsyLoop>(at)) return false;
  return true;
}

const StmtList* body_of(const Node* node) {
  if (auto* module = dyn_cast<Module>(node)) return &module->body;
  if (auto* procedure = dyn_cast<InvokeProcedure>(node)) return &procedure->body;
  if (auto* loop = dyn_cast<PsyLoop>(node)) return &loop->body;
  return nullptr;
}

} // namespace

Class directive_class(const DirectiveStmt* directive) {
  switch (directive->directive) {
  case DirectiveKind::omp_parallel: return Class::OMPParallelDirective;
  case DirectiveKind::omp_do: return Class::OMPDoDirective;
  case DirectiveKind::omp_parallel_do: return Class::OMPParallelDoDirective;
  case DirectiveKind::omp_teams_distribute_parallel_do: return Class::OMPTeamsDistributeParallelDoDirective;
  case DirectiveKind::omp_teams_loop: return Class::OMPTeamsLoopDirective;
  case DirectiveKind::omp_loop: return Class::OMPLoopDirective;
  case DirectiveKind::omp_taskloop: return Class::OMPTaskloopDirective;
  case DirectiveKind::omp_task: return Class::DynamicOMPTaskDirective;
  case DirectiveKind::omp_taskwait: return Class::OMPTaskwaitDirective;
  case DirectiveKind::omp_barrier: return Class::OMPBarrierDirective;
  case DirectiveKind::omp_single: return Class::OMPSingleDirective;
  case DirectiveKind::omp_master: return Class::OMPMasterDirective;
  case DirectiveKind::omp_critical: return Class::OMPCriticalDirective;
  case DirectiveKind::omp_target: return Class::OMPTargetDirective;
  case DirectiveKind::omp_declare_target: return Class::OMPDeclareTargetDirective;
  case DirectiveKind::acc_kernels: return Class::ACCKernelsDirective;
  case DirectiveKind::acc_parallel: return Class::ACCParallelDirective;
  case DirectiveKind::acc_loop: return Class::ACCLoopDirective;
  case DirectiveKind::acc_data: return Class::ACCDataDirective;
  case DirectiveKind::acc_enter_data: return Class::ACCEnterDataDirective;
  case DirectiveKind::acc_update: return Class::ACCUpdateDirective;
  case DirectiveKind::acc_routine: return Class::ACCRoutineDirective;
  default: return Class::UnknownDirective;
  }
}

Class clause_class(const Clause* clause) {
  switch (clause->clause) {
  case ClauseKind::omp_nogroup: return Class::OMPNogroupClause;
  case ClauseKind::omp_nowait: return Class::OMPNowaitClause;
  case ClauseKind::omp_grainsize: return Class::OMPGrainsizeClause;
  case ClauseKind::omp_num_tasks: return Class::OMPNumTasksClause;
  case ClauseKind::acc_copyin: return Class::ACCCopyInClause;
  case ClauseKind::acc_copyout: return Class::ACCCopyOutClause;
  case ClauseKind::acc_copy: return Class::ACCCopyClause;
  default: return Class::OMPReductionClause;
  }
}

std::string_view to_string(Class value) { return class_names[static_cast<std::size_t>(value)]; }

Regions& Shape::regions() const {
  if (version_ != tree_.edits.version) regions_.forget_all();
  version_ = tree_.edits.version;
  return regions_;
}

View Shape::of(Stmt* statement) { return {statement, is_alone(statement) ? Part::null_loop : Part::self}; }

Class Shape::kind(View view) const {
  switch (view.part) {
  case Part::self: break;
  case Part::body:
  case Part::null_body: return Class::Schedule;
  case Part::start:
  case Part::stop:
  case Part::null_start:
  case Part::null_stop: return Class::Reference;
  case Part::step:
  case Part::null_step: return Class::Literal;
  case Part::null_loop: return Class::LFRicLoop;
  case Part::default_clause: return Class::OMPDefaultClause;
  case Part::private_clause: return Class::OMPPrivateClause;
  case Part::firstprivate_clause: return Class::OMPFirstprivateClause;
  case Part::schedule_clause: return Class::OMPScheduleClause;
  case Part::otherwise: // of Fortran
  case Part::routine:
  case Part::member:
  case Part::extent: break;
  }
  switch (view.node->kind) {
  case NodeKind::File: return Class::FileContainer;
  case NodeKind::Module: return Class::Container;
  case NodeKind::InvokeProcedure: return Class::LFRicInvokeSchedule;
  case NodeKind::PsyLoop: return Class::LFRicLoop;
  case NodeKind::KernelCall:
    return cast<KernelCall>(view.node)->builtin ? Class::LFRicBuiltIn : Class::LFRicKern;
  case NodeKind::HaloExchange:
    switch (cast<HaloExchange>(view.node)->part) {
    case ExchangePart::whole: return Class::LFRicHaloExchange;
    case ExchangePart::start: return Class::LFRicHaloExchangeStart;
    case ExchangePart::finish: return Class::LFRicHaloExchangeEnd;
    }
    break;
  case NodeKind::GlobalReduction: return Class::LFRicGlobalSum; // which one, its API knows (workspace.cpp)
  case NodeKind::DirectiveStmt: return directive_class(cast<DirectiveStmt>(view.node));
  default: break;
  }
  return Class::CodeBlock;
}

// The statements of a list that stand directly in `within`, or in no region of the list; END directives are
// part of what they close.
std::vector<View> Shape::statements(const StmtList& list, const DirectiveStmt* within) const {
  std::vector<View> found;
  Regions& regions = this->regions();
  const DirectiveRegion* inside = within ? regions.of(within) : nullptr;
  if (within && (!inside || !inside->known() || !inside->first)) return found;
  for (Stmt* at = within ? inside->first : list.first(); at; at = at->next) {
    auto* directive = dyn_cast<DirectiveStmt>(at);
    if (!directive || !directive->is_end) found.push_back(of(at));
    // What a directive holds are its children, not its neighbours.
    const DirectiveRegion* region = directive && !directive->is_end ? regions.of(directive) : nullptr;
    Stmt* last = region && region->known() && region->last ? region->end ? region->end : region->last : at;
    bool done = false;
    for (; at != last; at = at->next) done = done || (inside && at == inside->last);
    if (done || (inside && at == inside->last)) break;
  }
  return found;
}

std::vector<View> Shape::children(View view) const {
  Node* node = view.node;
  switch (view.part) {
  case Part::null_loop:
    return {
        {node, Part::null_start}, {node, Part::null_stop}, {node, Part::null_step}, {node, Part::null_body}};
  case Part::null_body: return {{node, Part::self}};
  case Part::body:
    if (auto* directive = dyn_cast<DirectiveStmt>(node)) return statements({}, directive);
    return statements(*body_of(node), nullptr);
  case Part::self: break;
  default: return {};
  }
  if (auto* file = dyn_cast<File>(node)) {
    std::vector<View> units;
    for (Stmt* unit : file->units) units.push_back({unit, Part::self});
    return units;
  }
  if (isa<PsyLoop>(node))
    return {{node, Part::start}, {node, Part::stop}, {node, Part::step}, {node, Part::body}};
  if (auto* directive = dyn_cast<DirectiveStmt>(node)) {
    std::vector<View> parts;
    if (holds(directive) != Holds::nothing) parts.push_back({node, Part::body});
    Class kind = directive_class(directive);
    if (kind == Class::OMPParallelDirective || kind == Class::OMPParallelDoDirective)
      for (Part part : {Part::default_clause, Part::private_clause, Part::firstprivate_clause})
        parts.push_back({node, part});
    if (kind == Class::OMPParallelDoDirective) parts.push_back({node, Part::schedule_clause});
    return parts;
  }
  if (const StmtList* list = body_of(node)) return statements(*list, nullptr);
  return {};
}

View Shape::parent(View view) const {
  Node* node = view.node;
  switch (view.part) {
  case Part::self: break;
  case Part::null_loop: break; // as the call itself would have
  case Part::null_body:
  case Part::null_start:
  case Part::null_stop:
  case Part::null_step: return {node, Part::null_loop};
  default: return {node, Part::self};
  }
  if (view.part == Part::self && is_alone(node)) return {node, Part::null_body};
  Node* parent = node->parent;
  if (!parent) return {};
  if (auto* statement = dyn_cast<Stmt>(node)) {
    // A region that begins in the same list is nearer than what holds the list.
    const DirectiveRegion* around = regions().around(statement);
    if (around && around->directive && around->directive->parent == parent)
      return {around->directive, Part::body};
  }
  return {parent, isa<PsyLoop>(parent) ? Part::body : Part::self};
}

} // namespace isotach::psyir
