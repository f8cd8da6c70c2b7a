#include "psyir/fortran.h"

#include <algorithm>

#include "base/strings.h"
#include "psyir/reference.h"
#include "psyir/where.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::psyir {

namespace {

// What is part of a statement without being a node of PSyIR.
bool is_wrapping(const Node* node) {
  return isa<ParenExpr>(node) || isa<KeywordArgument>(node) || isa<ControlSpec>(node) ||
         isa<LoopControl>(node);
}

Expr* bare(const Expr* expression) {
  while (true) {
    if (auto* parentheses = dyn_cast<ParenExpr>(expression)) expression = parentheses->operand;
    else if (auto* keyword = dyn_cast<KeywordArgument>(expression)) expression = keyword->value;
    else return const_cast<Expr*>(expression);
  }
}

// What is read of a #if group.
StmtList* taken_branch(ConditionalRegion* group) {
  for (Stmt* one : group->alternatives)
    if (auto* branch = dyn_cast<Alternative>(one); branch && branch->active) return &branch->body;
  return nullptr;
}

// Whether a function's arguments cannot be indices, as fparser tells one from an element: a constant that is
// no number of an element, or a keyword.
bool cannot_be_indices(const PartRef* reference) {
  for (const Expr* argument : reference->arguments)
    if (isa<RealLiteral>(argument) || isa<StringLiteral>(argument) || isa<LogicalLiteral>(argument) ||
        isa<KeywordArgument>(argument))
      return true;
  return false;
}

// a%b() and what fparser can only take for a call: a%b("x"), a%b(n=1).
bool is_component_call(const PartRef* reference) {
  return isa<ComponentRef>(reference->base.get()) &&
         (reference->arguments.empty() || cannot_be_indices(reference));
}

} // namespace

Fortran::Fortran(std::unique_ptr<SourceFile> source, const ParseOptions& options, bool kernels)
    : source_(std::move(source)), kernels_(kernels) {
  tree_ = std::make_unique<Tree>(parse(*source_, options, diagnostics_));
  const Tree* trees[] = {tree_.get()};
  Diagnostics unheard; // modules that are not at hand are normal
  semantics_ = analyse(trees, unheard);
}

View Fortran::at(const Node* node, Part part) const {
  return node ? View{const_cast<Node*>(node), part, this} : View{};
}

View Fortran::procedure(std::string_view name) const {
  View found;
  walk(tree_->root(), [&](Node* node) {
    auto* procedure = dyn_cast<Procedure>(node);
    if (!procedure || found) return;
    if (procedure->parent && !isa<File>(procedure->parent) && !isa<Module>(procedure->parent)) return;
    if (equals_ignoring_case(this->name(at(procedure)), name)) found = at(procedure);
  });
  return found;
}

std::vector<std::string> Fortran::specifics(std::string_view name) const {
  std::vector<std::string> found;
  for_each_scope(semantics_.program().table_of(*tree_)->file(), [&](const Scope& scope) {
    const Symbol* symbol = scope.kind == ScopeKind::module ? scope.find(lower(name)) : nullptr;
    if (symbol && symbol->kind == SymbolKind::generic)
      for (std::string_view one : symbol->specifics) found.emplace_back(one);
  });
  if (found.empty()) found.emplace_back(name);
  return found;
}

// ---- statements ----

void Fortran::add_statements(Stmt* first, const Stmt* last, std::vector<View>& found) const {
  bool in_block = false;
  bool done = false;
  for (Stmt* statement = first; statement && !done; statement = statement->next) {
    done = statement == last;
    if (is_hidden(statement)) continue;
    if (auto* group = kernels_ ? nullptr : dyn_cast<ConditionalRegion>(statement)) {
      if (StmtList* taken = taken_branch(group)) add_statements(taken->first(), nullptr, found);
      in_block = false;
      continue;
    }
    bool kept = is_code_block(statement);
    if (auto* directive = dyn_cast<DirectiveStmt>(statement)) {
      const DirectiveRegion* region = regions().of(directive);
      const Stmt* end =
          region && region->known() && region->last ? region->end ? region->end : region->last : nullptr;
      found.push_back(at(directive));
      in_block = false;
      for (; end && statement != end; done = done || statement == last) statement = statement->next;
      continue;
    }
    if (isa<ReturnStmt>(statement) && !statement->next && is_unit(statement->parent)) continue; // as END does
    if (!kept || !in_block) {
      auto equivalent = equivalents_.find(statement);
      found.push_back(at(equivalent == equivalents_.end() ? statement : equivalent->second));
    }
    in_block = kept;
  }
}

// ---- branches ----

std::vector<const Branch*> Fortran::branches(const Stmt* construct) const {
  std::vector<const Branch*> found;
  const StmtList& list = isa<SelectConstruct>(construct) ? cast<SelectConstruct>(construct)->branches
                                                         : cast<IfConstruct>(construct)->branches;
  for (const Stmt* statement : list)
    if (auto* branch = dyn_cast<Branch>(statement)) found.push_back(branch);
  std::stable_partition(found.begin(), found.end(), [](const Branch* branch) {
    auto* one = dyn_cast<CaseStmt>(branch->header.get());
    return !one || !one->is_default;
  });
  return found;
}

const Branch* Fortran::branch_after(const Branch* branch) const {
  std::vector<const Branch*> all = branches(cast<Stmt>(branch->parent.get()));
  auto at = std::find(all.begin(), all.end(), branch);
  return at + 1 == all.end() ? nullptr : *(at + 1);
}

const Branch* Fortran::branch_before(const Branch* branch) const {
  std::vector<const Branch*> all = branches(cast<Stmt>(branch->parent.get()));
  auto at = std::find(all.begin(), all.end(), branch);
  return at == all.begin() ? nullptr : *(at - 1);
}

Expr* Fortran::condition(const Branch* branch) const {
  const Stmt* header = branch->header;
  if (auto* first = dyn_cast<IfThenStmt>(header)) return first->condition;
  if (auto* other = dyn_cast<ElseIfStmt>(header)) return other->condition;
  auto* values = dyn_cast<CaseStmt>(header);
  if (!values || values->is_default) return nullptr;
  Expr*& made = conditions_[header];
  if (!made) {
    auto* construct = cast<SelectConstruct>(branch->parent.get());
    made = case_condition(*tree_, cast<SelectStmt>(construct->begin.get())->selector, values);
    made->parent = const_cast<Stmt*>(header);
  }
  return made;
}

// ---- expressions ----

const Node* Fortran::unit_of(const Node* node) const {
  while (node && !is_unit(node)) {
    auto home = node->parent ? homes_.end() : homes_.find(node);
    node = home == homes_.end() ? node->parent.get() : home->second;
  }
  return node;
}

const Symbol* Fortran::symbol(const Node* place, std::string_view name) const {
  const ScopeTable* table = semantics_.program().table_of(*tree_);
  if (const Node* unit = unit_of(place)) place = cast<Stmt>(unit); // no scope of ours is smaller
  for (const Scope* scope = &table->around(place); scope; scope = scope->parent)
    if (const Symbol* symbol = scope->find(name)) return symbol;
  return nullptr;
}

// What PSyclone takes for a value of its own: an operand, a side of an assignment, an argument of CALL or of
// an intrinsic.
bool Fortran::is_whole_value(const NameRef* name) const {
  const Node* around = name->parent;
  if (!around) return false;
  if (isa<BinaryExpr>(around) || isa<UnaryExpr>(around) || isa<AssignmentStmt>(around)) return true;
  if (auto* call = dyn_cast<CallStmt>(around)) return call->procedure.get() != name;
  auto* function = dyn_cast<PartRef>(around);
  auto* called = function ? dyn_cast<NameRef>(function->base.get()) : nullptr;
  if (!called || called == name) return false;
  std::string_view word = tree_->spelling(called->name);
  if (!is_intrinsic_name(word) && !is_specific_intrinsic(word)) return false;
  const Symbol* known = symbol(name, word);
  return !known || known->kind == SymbolKind::intrinsic;
}

// Names of a unit can only be arrays where their declarations are not at hand when a section of them is
// taken, an element is given a value or has components, or they stand for a value without parentheses.
bool Fortran::is_array(const PartRef* reference) const {
  auto* base = dyn_cast<NameRef>(reference->base.get());
  if (!base) return true;
  for (const Expr* argument : reference->arguments)
    if (isa<Triplet>(argument)) return true;
  std::string_view name = tree_->spelling(base->name);
  const Symbol* symbol = this->symbol(reference, name);
  if (symbol && symbol->kind == SymbolKind::variable && symbol->dimensions.empty() && symbol->type)
    return symbol->type->keyword == TypeKeyword::character;
  if (symbol && symbol->kind != SymbolKind::used && symbol->kind != SymbolKind::unknown)
    return symbol->kind == SymbolKind::variable || symbol->kind == SymbolKind::parameter ||
           symbol->kind == SymbolKind::associate_name ||
           // REAL, EXTERNAL :: f is a variable there.
           (symbol->type && symbol->has(AttributeKind::external) && !reference->arguments.empty() &&
            !cannot_be_indices(reference));
  const Node* unit = unit_of(reference);
  if (!unit) return false;
  auto inserted = arrays_.try_emplace(unit);
  auto at = inserted.first;
  if (inserted.second)
    for_each<NameRef>(const_cast<Node*>(unit), [&](NameRef* one) {
      auto* indexed = dyn_cast<PartRef>(one->parent.get());
      bool array = false;
      if (indexed && indexed->base.get() == one) {
        auto* assigned = dyn_cast<AssignmentStmt>(indexed->parent.get());
        array = (assigned && assigned->target.get() == indexed) || isa<ComponentRef>(indexed->parent.get()) ||
                isa<AllocateStmt>(indexed->parent.get());
        for (const Expr* argument : indexed->arguments) array = array || isa<Triplet>(argument);
      } else {
        array = is_whole_value(one);
      }
      if (array) at->second.emplace_back(tree_->spelling(one->name));
    });
  return std::find(at->second.begin(), at->second.end(), name) != at->second.end();
}

Class Fortran::call_class(const PartRef* call) const {
  if (is_array(call)) return Class::ArrayReference;
  std::string_view name = tree_->spelling(cast<NameRef>(call->base.get())->name);
  const Symbol* symbol = this->symbol(call, name);
  bool intrinsic = !symbol || symbol->kind == SymbolKind::intrinsic;
  if (intrinsic && is_specific_intrinsic(name)) return Class::CodeBlock;
  if (!intrinsic || !is_intrinsic_name(name)) return Class::Call;
  // Whether a second argument is DIM or MASK, PSyclone does not find out.
  static constexpr std::string_view unclear[] = {"maxloc", "maxval", "minloc", "minval", "product", "sum"};
  bool positional = call->arguments.size() > 1 && !isa<KeywordArgument>(call->arguments[1]);
  return positional && std::find(std::begin(unclear), std::end(unclear), name) != std::end(unclear)
             ? Class::CodeBlock
             : Class::IntrinsicCall;
}

// Whether a function may be called, whatever PSyclone shows: REAL, EXTERNAL :: f is shown as an array.
bool Fortran::may_call(const Expr* expression) const {
  auto* reference = dyn_cast<PartRef>(expression);
  auto* base = reference ? dyn_cast<NameRef>(reference->base.get()) : nullptr;
  const Symbol* known = base ? symbol(reference, tree_->spelling(base->name)) : nullptr;
  return expression_class(expression) == Class::Call || (known && known->has(AttributeKind::external));
}

// f(x, n=a%b) could be a structure's constructor, whose components could be procedures: fparser takes a%b for
// one.
bool Fortran::is_component_of_constructor(const Expr* expression) const {
  if (!isa<ComponentRef>(expression)) return false;
  const Node* around = expression->parent;
  if (around && isa<KeywordArgument>(around)) around = around->parent;
  auto* call = around ? dyn_cast<PartRef>(around) : nullptr;
  if (!call || !isa<NameRef>(call->base.get()) || call->base.get() == expression) return false;
  return cannot_be_indices(call) && call_class(call) == Class::Call;
}

Class Fortran::expression_class(const Expr* expression) const {
  switch (expression->kind) {
  case NodeKind::NameRef: return Class::Reference;
  case NodeKind::PartRef:
  case NodeKind::ComponentRef: {
    std::vector<Level> levels = levels_of(expression);
    if (levels.empty()) return Class::CodeBlock;
    if (levels.size() == 1) return call_class(cast<PartRef>(expression));
    if (auto* call = dyn_cast<PartRef>(expression); call && is_component_call(call)) return Class::Call;
    if (is_component_of_constructor(expression)) return Class::CodeBlock;
    return levels[0].indexed ? Class::ArrayOfStructuresReference : Class::StructureReference;
  }
  case NodeKind::IntegerLiteral:
  case NodeKind::RealLiteral:
  case NodeKind::LogicalLiteral: return Class::Literal;
  case NodeKind::StringLiteral: {
    std::string text = own_text(*tree_, expression);
    std::string quote(2, text.back()); // written twice it is one of the text
    return text.size() > 2 && text.find(quote, text.find(text.back()) + 1) < text.size() - 1
               ? Class::CodeBlock
               : Class::Literal;
  }
  case NodeKind::UnaryExpr:
    return cast<UnaryExpr>(expression)->op == OperatorKind::defined ? Class::CodeBlock
                                                                    : Class::UnaryOperation;
  case NodeKind::BinaryExpr: {
    OperatorKind op = cast<BinaryExpr>(expression)->op;
    return op == OperatorKind::defined || op == OperatorKind::concat ? Class::CodeBlock
                                                                     : Class::BinaryOperation;
  }
  case NodeKind::Triplet: return Class::Range;
  case NodeKind::ArrayConstructor: {
    auto* values = cast<ArrayConstructor>(expression);
    bool plain = !values->type;
    for (const Expr* value : values->values) plain = plain && !isa<ImpliedDo>(value);
    return plain ? Class::ArrayConstructor : Class::CodeBlock;
  }
  default: return Class::CodeBlock;
  }
}

Expr* Fortran::literal_one(const Node* around) const {
  Expr*& made = ones_[around];
  if (!made) {
    made = make_literal(*tree_, "1");
    made->parent = const_cast<Node*>(around);
  }
  return made;
}

const Fortran::Bounds& Fortran::bounds(const Triplet* section) const {
  auto [at, fresh] = bounds_.try_emplace(section);
  Bounds& bounds = at->second;
  if (!fresh) return bounds;
  auto* array = dyn_cast<PartRef>(section->parent.get());
  auto bound = [&](std::string_view which) -> Expr* {
    std::size_t place = 1;
    for (const Expr* index : array->arguments) {
      if (index == section) break;
      ++place;
    }
    Expr* arguments[] = {clone(*tree_, *tree_, array->base.get()),
                         make_literal(*tree_, std::to_string(place))};
    return make_call(*tree_, which, arguments);
  };
  auto made = [&](Expr* own, auto&& make) {
    if (own) return own;
    Expr* fresh_one = make();
    fresh_one->parent = const_cast<Triplet*>(section);
    return fresh_one;
  };
  bounds.lower = made(section->lower, [&] { return array ? bound("lbound") : make_literal(*tree_, "1"); });
  bounds.upper = made(section->upper, [&] { return array ? bound("ubound") : make_literal(*tree_, "1"); });
  bounds.step = made(section->stride, [&] { return make_literal(*tree_, "1"); });
  return bounds;
}

// The reference that one is the beginning of: of a call without arguments, a%b(), what is called.
Expr* Fortran::whole(Expr* part) const {
  Expr* all = outermost(part);
  auto* call = dyn_cast<PartRef>(all);
  return call && is_component_call(call) ? call->base.get() : all;
}

View Fortran::shown(const Expr* expression) const { return at(bare(expression)); }

// ---- the shape ----

Class Fortran::kind(View view) const {
  switch (view.part) {
  case Part::body:
  case Part::otherwise: return Class::Schedule;
  case Part::routine: return Class::Reference;
  case Part::extent: return Class::Range;
  case Part::member: {
    auto* end = cast<Expr>(view.node);
    bool indexed = isa<PartRef>(end), last = whole(end) == end;
    if (indexed) return last ? Class::ArrayMember : Class::ArrayOfStructuresMember;
    return last ? Class::Member : Class::StructureMember;
  }
  default: break;
  }
  if (view.part >= Part::default_clause && view.part <= Part::schedule_clause)
    return view.part == Part::default_clause        ? Class::OMPDefaultClause
           : view.part == Part::private_clause      ? Class::OMPPrivateClause
           : view.part == Part::firstprivate_clause ? Class::OMPFirstprivateClause
                                                    : Class::OMPScheduleClause;
  if (auto* expression = dyn_cast<Expr>(view.node)) return expression_class(expression);
  auto* statement = dyn_cast<Stmt>(view.node);
  switch (view.node->kind) {
  case NodeKind::DirectiveStmt: return directive_class(cast<DirectiveStmt>(view.node));
  case NodeKind::Clause: return clause_class(cast<Clause>(view.node));
  case NodeKind::File: return Class::FileContainer;
  case NodeKind::Module: return Class::Container;
  case NodeKind::Procedure:
  case NodeKind::MainProgram:
    if (is_whole_block(statement)) return Class::CodeBlock;
    return kernels_ && isa<Procedure>(statement) ? Class::KernelSchedule : Class::Routine;
  case NodeKind::Branch: return Class::IfBlock;
  default: break;
  }
  if (!statement || is_code_block(statement)) return Class::CodeBlock;
  switch (statement->kind) {
  case NodeKind::AssignmentStmt:
  case NodeKind::PointerAssignmentStmt: return Class::Assignment;
  case NodeKind::AllocateStmt:
  case NodeKind::DeallocateStmt: return Class::IntrinsicCall;
  case NodeKind::CallStmt: return Class::Call;
  case NodeKind::ReturnStmt: return Class::Return;
  case NodeKind::DoConstruct: {
    auto* begin = cast<DoStmt>(cast<DoConstruct>(statement)->begin.get());
    return begin->control && begin->control->loop == LoopKind::counted ? Class::Loop : Class::WhileLoop;
  }
  default: return Class::IfBlock;
  }
}

std::vector<View> Fortran::expression_children(Expr* expression) const {
  std::vector<View> found;
  auto add = [&](const Expr* part) {
    if (part) found.push_back(shown(part));
  };
  switch (expression_class(expression)) {
  case Class::UnaryOperation: add(cast<UnaryExpr>(expression)->operand); break;
  case Class::BinaryOperation:
    add(cast<BinaryExpr>(expression)->left);
    add(cast<BinaryExpr>(expression)->right);
    break;
  case Class::ArrayConstructor:
    for (const Expr* value : cast<ArrayConstructor>(expression)->values) add(value);
    break;
  case Class::Range: {
    const Bounds& bounds = this->bounds(cast<Triplet>(expression));
    for (const Expr* part : {bounds.lower, bounds.upper, bounds.step}) add(part);
    break;
  }
  case Class::Call:
  case Class::IntrinsicCall: add(cast<PartRef>(expression)->base); [[fallthrough]];
  case Class::ArrayReference:
    for (const Expr* argument : cast<PartRef>(expression)->arguments)
      if (isa<AllocateStmt>(expression->parent.get()) && !isa<Triplet>(argument))
        found.push_back(at(argument, Part::extent));
      else add(argument);
    break;
  case Class::StructureReference:
  case Class::ArrayOfStructuresReference: {
    std::vector<Level> levels = levels_of(expression);
    found.push_back(at(levels[1].end, Part::member));
    if (levels[0].indexed)
      for (const Expr* index : levels[0].indexed->arguments) add(index);
    break;
  }
  default: break;
  }
  return found;
}

std::vector<View> Fortran::statement_children(Stmt* statement) const {
  std::vector<View> found;
  auto add = [&](const Expr* part) {
    if (part) found.push_back(shown(part));
  };
  auto add_branch = [&](const Branch* branch) {
    add(condition(branch));
    found.push_back(at(branch, Part::body));
    const Branch* after = branch_after(branch);
    if (after) found.push_back(condition(after) ? at(branch, Part::otherwise) : at(after, Part::body));
  };
  if (auto* branch = dyn_cast<Branch>(statement)) {
    add_branch(branch);
    return found;
  }
  if (is_code_block(statement)) return found;
  switch (statement->kind) {
  case NodeKind::AssignmentStmt:
    add(cast<AssignmentStmt>(statement)->target);
    add(cast<AssignmentStmt>(statement)->value);
    break;
  case NodeKind::PointerAssignmentStmt:
    add(cast<PointerAssignmentStmt>(statement)->target);
    add(cast<PointerAssignmentStmt>(statement)->value);
    break;
  case NodeKind::CallStmt:
    add(cast<CallStmt>(statement)->procedure);
    for (const Expr* argument : cast<CallStmt>(statement)->arguments) add(argument);
    break;
  case NodeKind::AllocateStmt:
    found.push_back(at(statement, Part::routine));
    for (const Expr* object : cast<AllocateStmt>(statement)->objects) add(object);
    for (const ControlSpec* control : cast<AllocateStmt>(statement)->controls) add(control->value);
    break;
  case NodeKind::DeallocateStmt:
    found.push_back(at(statement, Part::routine));
    for (const Expr* object : cast<DeallocateStmt>(statement)->objects) add(object);
    for (const ControlSpec* control : cast<DeallocateStmt>(statement)->controls) add(control->value);
    break;
  case NodeKind::DoConstruct: {
    auto* begin = cast<DoStmt>(cast<DoConstruct>(statement)->begin.get());
    const LoopControl* control = begin->control;
    if (control && control->loop == LoopKind::counted) {
      add(control->lower);
      add(control->upper);
      add(control->step ? control->step.get() : literal_one(control));
    } else if (control && control->loop == LoopKind::while_) {
      add(control->condition);
    } else {
      Expr*& always = conditions_[statement];
      if (!always) {
        auto* made = tree_->make<LogicalLiteral>();
        made->value = true;
        made->flags |= node_flag::synthetic;
        set_own_text(*tree_, made, ".true.");
        made->parent = begin;
        always = made;
      }
      add(always);
    }
    found.push_back(at(statement, Part::body));
    break;
  }
  case NodeKind::IfStmt:
    add(cast<IfStmt>(statement)->condition);
    found.push_back(at(statement, Part::body));
    break;
  case NodeKind::IfConstruct:
  case NodeKind::SelectConstruct: add_branch(branches(statement).front()); break;
  default: break;
  }
  return found;
}

std::vector<View> Fortran::children(View view) const {
  std::vector<View> found = all_children(view);
  if (!holes_.empty()) std::erase_if(found, [&](View child) { return is_hole(child); });
  return found;
}

std::vector<View> Fortran::all_children(View view) const {
  std::vector<View> found;
  Node* node = view.node;
  switch (view.part) {
  case Part::body:
    if (auto* single = dyn_cast<IfStmt>(node)) {
      prepare(single);
      auto equivalent = equivalents_.find(single->action.get());
      found.push_back(at(equivalent == equivalents_.end() ? single->action.get() : equivalent->second));
    } else if (auto* directive = dyn_cast<DirectiveStmt>(node)) {
      const DirectiveRegion* region = regions().of(directive);
      if (region && region->known() && region->first) add_statements(region->first, region->last, found);
    } else {
      add_statements(statements_in(node)->first(), nullptr, found);
    }
    return found;
  case Part::otherwise: return {at(branch_after(cast<Branch>(node)))};
  case Part::extent: {
    Bounds& bounds = bounds_[node];
    for (Expr** part : {&bounds.lower, &bounds.step})
      if (!*part) {
        *part = make_literal(*tree_, "1");
        (*part)->parent = node;
      }
    return {at(bounds.lower), shown(cast<Expr>(node)), at(bounds.step)};
  }
  case Part::member: {
    std::vector<Level> levels = levels_of(whole(cast<Expr>(node)));
    for (std::size_t i = 0; i < levels.size(); ++i) {
      if (levels[i].end != node) continue;
      if (i + 1 < levels.size()) found.push_back(at(levels[i + 1].end, Part::member));
      if (!levels[i].indexed) continue;
      bool allocated = isa<AllocateStmt>(levels[i].indexed->parent.get());
      for (const Expr* index : levels[i].indexed->arguments)
        found.push_back(allocated && !isa<Triplet>(index) ? at(index, Part::extent) : shown(index));
    }
    return found;
  }
  case Part::routine:
  case Part::default_clause:
  case Part::private_clause:
  case Part::firstprivate_clause:
  case Part::schedule_clause: return {};
  default: break;
  }
  if (auto* expression = dyn_cast<Expr>(node)) return expression_children(expression);
  if (auto* directive = dyn_cast<DirectiveStmt>(node)) return directive_children(directive);
  if (auto* clause = dyn_cast<Clause>(node)) {
    for (const Node* argument : clause->arguments)
      if (isa<Expr>(argument)) found.push_back(at(argument));
    return found;
  }
  if (auto* file = dyn_cast<File>(node)) {
    for (Stmt* unit : file->units) {
      auto* group = kernels_ ? nullptr : dyn_cast<ConditionalRegion>(unit);
      StmtList* taken = group ? taken_branch(group) : nullptr;
      if (group && !taken) continue;
      for (const Stmt* one = taken ? taken->first() : unit; one; one = taken ? one->next.get() : nullptr)
        if (!is_hidden(one)) found.push_back(at(one));
    }
    return found;
  }
  if (auto* module = dyn_cast<Module>(node)) {
    for (Stmt* unit : module->body) {
      if (isa<Procedure>(unit)) found.push_back(at(unit));
      auto* group = kernels_ ? nullptr : dyn_cast<ConditionalRegion>(unit);
      if (StmtList* taken = group ? taken_branch(group) : nullptr)
        for (const Stmt* one : *taken)
          if (isa<Procedure>(one)) found.push_back(at(one));
    }
    return found;
  }
  if (is_unit(node)) {
    if (!is_whole_block(cast<Stmt>(node))) add_statements(statements_in(node)->first(), nullptr, found);
    return found;
  }
  return statement_children(cast<Stmt>(node));
}

View Fortran::parent_of_expression(const Node* node) const {
  auto block_of = [&](const Node* header) { // the IF of a branch
    auto* branch = cast<Branch>(header->parent.get());
    const Stmt* construct = cast<Stmt>(branch->parent.get());
    return branches(construct).front() == branch ? at(construct) : at(branch);
  };
  if (auto extent = bounds_.find(node->parent); extent != bounds_.end() && !isa<Triplet>(node->parent.get()))
    if (extent->second.lower == node || extent->second.step == node) return at(node->parent, Part::extent);
  const Node *inner = node, *around = node->parent;
  while (around && is_wrapping(around)) {
    inner = around;
    around = around->parent;
  }
  if (!around) return {};
  if (auto* reference = dyn_cast<PartRef>(around)) {
    if (inner == reference->base.get()) return at(reference);
    if (isa<AllocateStmt>(reference->parent.get()) && !isa<Triplet>(inner)) return at(inner, Part::extent);
    Expr* all = whole(const_cast<PartRef*>(reference));
    std::vector<Level> levels = levels_of(all);
    return levels.empty() || levels[0].indexed == reference ? at(all) : at(reference, Part::member);
  }
  if (isa<IfThenStmt>(around) || isa<ElseIfStmt>(around) || isa<CaseStmt>(around)) return block_of(around);
  if (isa<DoStmt>(around)) return at(around->parent);
  return at(around);
}

View Fortran::parent(View view) const {
  Node* node = view.node;
  switch (view.part) {
  case Part::extent: {
    auto* reference = cast<PartRef>(node->parent.get());
    return isa<NameRef>(reference->base.get()) ? at(reference) : at(reference, Part::member);
  }
  case Part::routine: return at(node);
  case Part::otherwise: {
    auto* branch = cast<Branch>(node);
    return branch_before(branch) ? at(branch) : at(branch->parent);
  }
  case Part::body:
    if (auto* branch = dyn_cast<Branch>(node)) {
      const Branch* block = condition(branch) ? branch : branch_before(branch);
      return branch_before(block) ? at(block) : at(block->parent);
    }
    return at(node);
  case Part::member: {
    Expr* all = whole(cast<Expr>(node));
    std::vector<Level> levels = levels_of(all);
    for (std::size_t i = 2; i < levels.size(); ++i)
      if (levels[i].end == node) return at(levels[i - 1].end, Part::member);
    return at(all);
  }
  default: break;
  }
  if (isa<Expr>(node)) return parent_of_expression(node);
  if (auto* branch = dyn_cast<Branch>(node)) return at(branch_before(branch), Part::otherwise);
  if (view.part >= Part::default_clause && view.part <= Part::schedule_clause) return at(node);
  Node* parent = holder_of(node);
  if (!parent) return {};
  if (isa<Clause>(node)) return at(parent);
  if (auto* statement = dyn_cast<Stmt>(node))
    if (View region = region_around(statement)) return region;
  if (isa<DoConstruct>(parent) || isa<Branch>(parent) || isa<IfStmt>(parent)) return at(parent, Part::body);
  return at(parent);
}

void Fortran::prepare(const Node* inside) const {
  const Node* unit = inside;
  while (unit && !is_unit(unit)) unit = unit->parent;
  if (!unit || !prepared_.try_emplace(unit, true).second) return;
  WhereMaker maker(*this);
  walk(const_cast<Node*>(unit), [&](Node* node) {
    if (!isa<WhereConstruct>(node) && !isa<WhereStmt>(node)) return;
    auto* where = cast<Stmt>(node);
    if (where->label) return;
    if (Stmt* made = maker.make(where)) {
      equivalents_[where] = made;
      stands_for_[made] = where;
    }
  });
}

} // namespace isotach::psyir
