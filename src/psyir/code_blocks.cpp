// Code blocks: which units and statements PSyclone keeps as text.

#include <algorithm>

#include "psyir/fortran.h"
#include "tree/visit.h"

namespace isotach::psyir {

namespace {

// Declarations that PSyclone has no symbols for: the unit that has one is kept as text.
bool is_unknown_declaration(const Stmt* statement) {
  switch (statement->kind) {
  case NodeKind::ImplicitStmt: return !cast<ImplicitStmt>(statement)->none;
  case NodeKind::AttributeStmt: {
    AttributeKind kind = cast<AttributeStmt>(statement)->attribute->attribute;
    return kind != AttributeKind::save && kind != AttributeKind::public_ && kind != AttributeKind::private_;
  }
  case NodeKind::UseStmt:
  case NodeKind::TypeDeclStmt:
  case NodeKind::ParameterStmt:
  case NodeKind::DataStmt:
  case NodeKind::CommonStmt:
  case NodeKind::NamelistStmt:
  case NodeKind::IncludeLine:
  case NodeKind::Interface:
  case NodeKind::DerivedType:
  case NodeKind::DirectiveStmt: return false;
  default: return isa<Specification>(statement) || isa<Definition>(statement);
  }
}

bool has_unknown_declaration(const StmtList& body) {
  for (const Stmt* statement : body) {
    bool declares = isa<Specification>(statement) || isa<Definition>(statement);
    if (is_unknown_declaration(statement)) return true;
    if (!declares && !isa<DirectiveStmt>(statement) && !isa<ConditionalRegion>(statement)) break;
  }
  return false;
}

// PURE, IMPURE and ELEMENTAL are what PSyclone takes before SUBROUTINE and FUNCTION.
bool has_unknown_prefix(const Stmt* unit) {
  auto* procedure = dyn_cast<Procedure>(unit);
  auto unknown = [](const List<Attribute>& prefixes) {
    for (const Attribute* prefix : prefixes)
      if (prefix->attribute != AttributeKind::pure && prefix->attribute != AttributeKind::impure &&
          prefix->attribute != AttributeKind::elemental)
        return true;
    return false;
  };
  const Stmt* begin = procedure ? procedure->begin.get() : nullptr;
  if (auto* subroutine = dyn_cast<SubroutineStmt>(begin)) return unknown(subroutine->prefixes);
  if (auto* function = dyn_cast<FunctionStmt>(begin)) return unknown(function->prefixes);
  return false;
}

bool is_named_in(const DoConstruct* loop, Name name) {
  bool found = false;
  walk(const_cast<DoConstruct*>(loop), [&](Node* node) {
    if (auto* cycle = dyn_cast<CycleStmt>(node)) found = found || cycle->construct_name == name;
    if (auto* exit = dyn_cast<ExitStmt>(node)) found = found || exit->construct_name == name;
  });
  return found;
}

} // namespace

Node* holder_of(const Node* node) {
  Node* parent = node->parent;
  while (parent && isa<Alternative>(parent)) parent = parent->parent->parent;
  return parent;
}

const StmtList* statements_in(const Node* node) {
  if (auto* unit = dyn_cast<Module>(node)) return &unit->body;
  if (auto* unit = dyn_cast<Procedure>(node)) return &unit->body;
  if (auto* unit = dyn_cast<MainProgram>(node)) return &unit->body;
  if (auto* loop = dyn_cast<DoConstruct>(node)) return &loop->body;
  if (auto* branch = dyn_cast<Branch>(node)) return &branch->body;
  return nullptr;
}

bool is_unit(const Node* node) { return isa<Procedure>(node) || isa<MainProgram>(node); }

// Statements that PSyIR has no node for: declarations and what belongs to them, comments that are directives.
bool is_hidden(const Stmt* statement) {
  if (auto* directive = dyn_cast<DirectiveStmt>(statement)) // those that a script has made are shown
    return directive->has_tokens() || directive->is_end;
  if (isa<FormatStmt>(statement)) return false; // among declarations it makes the unit text
  return isa<Specification>(statement) || isa<Definition>(statement) || isa<ContainsStmt>(statement);
}

bool Fortran::is_whole_block(const Stmt* unit) const {
  if (auto* module = dyn_cast<Module>(unit)) return has_unknown_declaration(module->body);
  if (!is_unit(unit)) return true;
  if (has_unknown_declaration(*statements_in(unit)) || has_unknown_prefix(unit)) return true;
  for (const Stmt* statement : *statements_in(unit))
    if (isa<ContainsStmt>(statement) || isa<EntryStmt>(statement) ||
        (kernels_ && isa<ConditionalRegion>(statement)) || isa<ProcedureDeclStmt>(statement))
      return true;
  return false;
}

bool Fortran::is_code_block(const Stmt* statement) const {
  if (statement->label) return true;
  switch (statement->kind) {
  case NodeKind::PointerAssignmentStmt: {
    auto* target = dyn_cast<PartRef>(cast<PointerAssignmentStmt>(statement)->target.get());
    if (target)
      for (const Expr* bounds : target->arguments)
        if (isa<Triplet>(bounds)) return true;
    return false;
  }
  case NodeKind::AssignmentStmt:
  case NodeKind::IfConstruct:
  case NodeKind::IfStmt:
  case NodeKind::DirectiveStmt:
  case NodeKind::DeallocateStmt: return false;
  case NodeKind::AllocateStmt: return cast<AllocateStmt>(statement)->type;
  case NodeKind::CallStmt: return !cast<CallStmt>(statement)->launch.empty();
  case NodeKind::ReturnStmt: return cast<ReturnStmt>(statement)->value;
  case NodeKind::DoConstruct: {
    auto* loop = cast<DoConstruct>(statement);
    auto* begin = dyn_cast<DoStmt>(loop->begin.get());
    if (!begin || begin->end_label) return true;
    const LoopControl* control = begin->control;
    if (control && control->loop == LoopKind::concurrent) return true;
    if (control && control->loop == LoopKind::counted && !isa<NameRef>(control->variable.get())) return true;
    return begin->construct_name != no_name && is_named_in(loop, begin->construct_name);
  }
  case NodeKind::SelectConstruct: {
    auto* select = dyn_cast<SelectStmt>(cast<SelectConstruct>(statement)->begin.get());
    return !select || select->select != SelectKind::case_ || !condition(branches(statement).front());
  }
  case NodeKind::WhereConstruct:
  case NodeKind::WhereStmt: prepare(statement); return !equivalents_.count(statement);
  default: return true;
  }
}

std::vector<const Stmt*> Fortran::block(const Stmt* first) const {
  std::vector<const Stmt*> found;
  if (isa<IfStmt>(first->parent)) return {first};
  for (const Stmt* at = first; at; at = at->next) {
    if (is_hidden(at)) continue;
    if (!is_code_block(at) || (!kernels_ && isa<ConditionalRegion>(at))) break;
    found.push_back(at);
  }
  return found;
}

} // namespace isotach::psyir
