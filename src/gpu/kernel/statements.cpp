// Statements: assignments, IF, SELECT CASE, DO in all forms, CALL.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/kernel/lowering.h"
#include "tree/visit.h"

namespace isotach::kernel {

StepPtr Lowering::step(StepKind kind, const Node* place) const {
  auto made = std::make_unique<Step>();
  made->kind = kind;
  made->location = tree_.location(place);
  return made;
}

void Lowering::statements(const StmtList& list, Block& block) {
  for (const Stmt* statement : list) {
    if (auto* region = dyn_cast<ConditionalRegion>(statement)) {
      for (const Stmt* branch : region->alternatives)
        if (auto* alternative = dyn_cast<Alternative>(branch); alternative && alternative->active)
          statements(alternative->body, block);
      continue;
    }
    if (isa<ContainsStmt>(statement)) return;
    this->statement(statement, block);
  }
}

void Lowering::statement(const Stmt* statement, Block& block) {
  before_ = &block;
  switch (statement->kind) {
  case NodeKind::AssignmentStmt: return assignment(cast<AssignmentStmt>(statement), block);
  case NodeKind::CallStmt: return call(cast<CallStmt>(statement), block);
  case NodeKind::IfConstruct: return if_construct(cast<IfConstruct>(statement), block);
  case NodeKind::SelectConstruct: return select_construct(cast<SelectConstruct>(statement), block);
  case NodeKind::DoConstruct: return do_construct(cast<DoConstruct>(statement), block);
  case NodeKind::WhereConstruct: return where_construct(cast<WhereConstruct>(statement), block);
  case NodeKind::WhereStmt: {
    const auto* single = cast<WhereStmt>(statement);
    WhereBranch branch{single->mask, {single->action}};
    return where(single->mask, {&branch, 1}, statement, block);
  }
  case NodeKind::IfStmt: {
    const auto* if_statement = cast<IfStmt>(statement);
    StepPtr made = step(StepKind::if_, statement);
    made->branches.emplace_back();
    made->branches.back().condition = scalar(if_statement->condition, BaseType::logical);
    this->statement(if_statement->action, made->branches.back().body);
    block.push_back(std::move(made));
    return;
  }
  case NodeKind::CycleStmt:
    return jump(statement, tree_.spelling(cast<CycleStmt>(statement)->construct_name), StepKind::next, block);
  case NodeKind::ExitStmt:
    return jump(statement, tree_.spelling(cast<ExitStmt>(statement)->construct_name), StepKind::leave, block);
  case NodeKind::ReturnStmt:
    if (cast<ReturnStmt>(statement)->value) break;
    block.push_back(step(StepKind::return_, statement));
    return;
  case NodeKind::ContinueStmt: return;
  case NodeKind::DirectiveStmt:
    // Directives of other programming models are comments in device code.
    if (cast<DirectiveStmt>(statement)->family != DirectiveFamily::cuda) return;
    break;
  case NodeKind::PrintStmt:
  case NodeKind::WriteStmt:
  case NodeKind::ReadStmt:
  case NodeKind::FileStmt:
    refuse(statement, "device code has no input and output",
           "copy the values to the host and write them there");
    return;
  case NodeKind::StopStmt:
    refuse(statement, "device code cannot end the program", "set a flag, and end it on the host");
    return;
  case NodeKind::AllocateStmt:
  case NodeKind::DeallocateStmt:
    refuse(statement, "device code does not allocate",
           "allocate on the host, or declare an array of constant shape");
    return;
  default:
    if (isa<Specification>(statement) || isa<Definition>(statement) || isa<Procedure>(statement)) return;
    break;
  }
  refuse(statement, "this statement is not among those of device code",
         "device code has assignments, IF, SELECT CASE, DO and CALL");
}

void Lowering::assignment(const AssignmentStmt* statement, Block& block) {
  before_ = &block;
  if (program_.is_statement_function(statement, tree_)) {
    refuse(statement, "a statement function is not supported in device code", "make it a device function");
    return;
  }
  if (rank_of(statement->target) > 0) return array_assignment(statement, block);
  StepPtr made = step(StepKind::assign, statement);
  made->target = expression(statement->target);
  TermPtr value = expression(statement->value);
  if (diagnostics_.errors() != 0) return;
  if (made->target->kind != TermKind::variable && made->target->kind != TermKind::element) {
    refuse(statement->target, fmt::format("'{}' cannot be assigned to", text(statement->target)),
           "name a variable");
    return;
  }
  if (made->target->variable->read_only) {
    refuse(statement->target, fmt::format("'{}' is not to be written here", text(statement->target)),
           "it has INTENT(IN), or is a constant variable");
    return;
  }
  if ((made->target->type.base == BaseType::logical) != (value->type.base == BaseType::logical)) {
    refuse(statement, "a number and a logical value are assigned to each other", "use MERGE or a comparison");
    return;
  }
  made->value = converted(std::move(value), made->target->type);
  block.push_back(std::move(made));
}

void Lowering::call(const CallStmt* statement, Block& block) {
  const auto* name = dyn_cast<NameRef>(statement->procedure);
  std::string_view spelling = name ? tree_.spelling(name->name) : std::string_view();
  if (!statement->launch.empty()) {
    refuse(statement, "device code launches no kernels", "launch it from the host");
    return;
  }
  Lookup lookup = name ? program_.lookup(scope(), spelling) : Lookup{};
  const Symbol* procedure = lookup.found() ? &called(*lookup.symbol, statement->arguments) : nullptr;
  Function* callee = procedure ? functions_.find(*procedure) : nullptr;
  if (!callee && spelling == "syncthreads" && statement->arguments.empty()) {
    block.push_back(step(StepKind::barrier, statement));
    function_.has_barrier = true;
    return;
  }
  if (!callee && (spelling == "threadfence" || spelling == "threadfence_block") &&
      statement->arguments.empty()) {
    block.push_back(step(StepKind::fence, statement));
    return;
  }
  if (!callee || callee->is_global || callee->result) {
    if (procedure && calls_refused(*procedure)) return;
    refuse(statement, fmt::format("'{}' is not a device subroutine", text(statement->procedure)),
           "give it ATTRIBUTES(DEVICE), and its file too");
    return;
  }
  StepPtr made = step(StepKind::call, statement);
  made->value = make(TermKind::call, {});
  made->value->callee = callee;
  actual_arguments(*callee, statement->arguments, statement, *made->value);
  block.push_back(std::move(made));
}

// Steps that the condition of an ELSE IF needs first stand in an ELSE, before an IF of their own.
void Lowering::if_construct(const IfConstruct* construct, Block& block) {
  StepPtr outer = step(StepKind::if_, construct), *place = &outer;
  for (const Stmt* child : construct->branches) {
    StepPtr& made = *place;
    const auto* branch = dyn_cast<isotach::Branch>(child);
    if (!branch) {
      refuse(child, "a condition of the preprocessor cuts this IF construct",
             "put it around the whole construct");
      return;
    }
    made->branches.emplace_back();
    if (auto* then = dyn_cast<IfThenStmt>(static_cast<const Stmt*>(branch->header))) {
      before_ = &block;
      made->branches.back().condition = scalar(then->condition, BaseType::logical);
    } else if (auto* other = dyn_cast<ElseIfStmt>(static_cast<const Stmt*>(branch->header))) {
      Block first;
      before_ = &first;
      TermPtr condition = scalar(other->condition, BaseType::logical);
      if (!first.empty()) {
        Block& otherwise = made->branches.back().body;
        otherwise = std::move(first);
        otherwise.push_back(step(StepKind::if_, branch));
        place = &otherwise.back();
        (*place)->branches.emplace_back();
      }
      (*place)->branches.back().condition = std::move(condition);
    }
    statements(branch->body, (*place)->branches.back().body);
  }
  block.push_back(std::move(outer));
}

// A chain of comparisons with the selector, which is evaluated once.
void Lowering::select_construct(const SelectConstruct* construct, Block& block) {
  const auto* select = dyn_cast<SelectStmt>(static_cast<const Stmt*>(construct->begin));
  if (!select || select->select != SelectKind::case_) {
    refuse(construct, "device code has no SELECT TYPE and SELECT RANK", "use SELECT CASE");
    return;
  }
  TermPtr selector = expression(select->selector);
  if (selector->type.base == BaseType::real) {
    refuse(select->selector, "the selector is neither an integer nor a logical value", "convert it");
    return;
  }
  Type type = selector->type;
  Variable& chosen = add_variable("selector", type, Storage::local);
  StepPtr assign = step(StepKind::assign, construct->begin);
  assign->target = variable(chosen);
  assign->value = std::move(selector);
  block.push_back(std::move(assign));
  StepPtr made = step(StepKind::if_, construct);
  Block otherwise;
  bool has_default = false;
  auto compare = [&](Op op, const Expr* value) {
    TermPtr bound = expression(value);
    if (bound->type.base == BaseType::integer) bound = converted(std::move(bound), type);
    return binary(type.base == BaseType::logical ? Op::eqv : op, variable(chosen), std::move(bound),
                  {BaseType::logical, 4});
  };
  for (const Stmt* child : construct->branches) {
    const auto* branch = dyn_cast<isotach::Branch>(child);
    const auto* header = branch ? dyn_cast<CaseStmt>(static_cast<const Stmt*>(branch->header)) : nullptr;
    if (!header) {
      if (branch && branch->body.empty()) continue;
      refuse(child, "a condition of the preprocessor cuts this SELECT construct",
             "put it around the whole construct");
      return;
    }
    if (header->is_default) {
      has_default = true;
      statements(branch->body, otherwise);
      continue;
    }
    TermPtr condition;
    for (const Expr* value : header->values) {
      TermPtr one;
      if (auto* range = dyn_cast<Triplet>(value)) {
        if (range->lower) one = compare(Op::ge, range->lower);
        if (range->upper) {
          TermPtr upper = compare(Op::le, range->upper);
          one = one ? binary(Op::and_, std::move(one), std::move(upper), {BaseType::logical, 4})
                    : std::move(upper);
        }
      } else {
        one = compare(Op::eq, value);
      }
      if (!one) continue;
      condition = condition ? binary(Op::or_, std::move(condition), std::move(one), {BaseType::logical, 4})
                            : std::move(one);
    }
    made->branches.emplace_back();
    made->branches.back().condition = std::move(condition);
    statements(branch->body, made->branches.back().body);
  }
  if (made->branches.empty()) {
    for (StepPtr& rest : otherwise) block.push_back(std::move(rest));
    return;
  }
  if (has_default) {
    made->branches.emplace_back();
    made->branches.back().body = std::move(otherwise);
  }
  block.push_back(std::move(made));
}

void Lowering::do_construct(const DoConstruct* construct, Block& block) {
  const auto* begin = cast<DoStmt>(static_cast<const Stmt*>(construct->begin));
  const LoopControl* control = begin->control;
  LoopKind kind = control ? control->loop : LoopKind::endless;
  StepPtr made = step(kind == LoopKind::counted ? StepKind::loop : StepKind::while_, begin);
  made->number = ++loop_count_;
  if (kind == LoopKind::concurrent) return do_concurrent(construct, block);
  if (kind == LoopKind::while_) {
    Block first; // before each turn
    before_ = &first;
    TermPtr condition = scalar(control->condition, BaseType::logical);
    if (first.empty()) made->value = std::move(condition);
    else {
      made->body = std::move(first);
      TermPtr ends = make(TermKind::not_, {BaseType::logical, 4});
      ends->operands.push_back(std::move(condition));
      StepPtr leave = step(StepKind::leave, begin);
      leave->loop = made.get();
      made->body.push_back(when(std::move(ends), std::move(leave), begin));
    }
  }
  if (kind == LoopKind::counted) {
    TermPtr counter = expression(control->variable);
    if (counter->kind != TermKind::variable || counter->type.base != BaseType::integer) {
      refuse(control->variable, "the DO variable is not an integer", "count with an integer");
      return;
    }
    made->lower = converted(scalar(control->lower, BaseType::integer), counter->type);
    made->upper = converted(scalar(control->upper, BaseType::integer), counter->type);
    if (control->step) made->stride = converted(scalar(control->step, BaseType::integer), counter->type);
    if (made->stride && made->stride->kind == TermKind::constant && made->stride->integer == 0) {
      refuse(control->step, "the step of this loop is zero", "correct it");
      return;
    }
    made->target = std::move(counter);
  }
  loops_.emplace_back(construct, made.get());
  statements(construct->body, made->body);
  // DO 10 ... 10 statement: the last statement belongs to the body.
  if (const Stmt* end = construct->end; end && !isa<EndStmt>(end)) statement(end, made->body);
  loops_.pop_back();
  block.push_back(std::move(made));
}

// Loops, since any order of the turns is right. The indices belong to the construct: variables of their names
// keep their values.
void Lowering::do_concurrent(const DoConstruct* construct, Block& block) {
  const auto* begin = cast<DoStmt>(static_cast<const Stmt*>(construct->begin));
  const ConcurrentHeader* header = begin->control->header;
  for (const Locality* locality : begin->control->localities)
    if (!locality->default_none && tree_.spelling(locality->keyword) != "shared") {
      refuse(locality, fmt::format("'{}' is not supported in device code", text(locality)),
             "use a variable of its own");
      return;
    }
  if (!header || header->type) {
    refuse(begin, "the indices of DO CONCURRENT have a type of their own", "declare them");
    return;
  }
  std::vector<std::pair<Variable*, Variable*>> kept;
  for (const ConcurrentControl* control : header->controls) {
    Lookup found = named(tree_.spelling(control->name), control);
    Variable* index = found.found() ? variable_of(*found.symbol, control) : nullptr;
    if (!index || index->rank() != 0 || index->type.base != BaseType::integer) {
      if (diagnostics_.errors() == 0)
        refuse(control, "an index of DO CONCURRENT is not an integer variable", "declare it");
      return;
    }
    Variable& old = add_variable(fmt::format("old_{}", index->name), index->type, Storage::local);
    block.push_back(assign(variable(old), variable(*index), begin));
    kept.emplace_back(index, &old);
  }
  Block* place = &block;
  Step* innermost = nullptr;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const ConcurrentControl* control = header->controls[i];
    Variable* index = kept[i].first;
    StepPtr loop = step(StepKind::loop, begin);
    loop->number = ++loop_count_;
    loop->target = variable(*index);
    before_ = place;
    loop->lower = converted(scalar(control->lower, BaseType::integer), index->type);
    loop->upper = converted(scalar(control->upper, BaseType::integer), index->type);
    if (control->step) loop->stride = converted(scalar(control->step, BaseType::integer), index->type);
    innermost = loop.get();
    place->push_back(std::move(loop));
    place = &innermost->body;
  }
  if (!innermost) return;
  if (header->mask) {
    before_ = place;
    StepPtr masked = step(StepKind::if_, begin);
    masked->branches.emplace_back();
    masked->branches.back().condition = scalar(header->mask, BaseType::logical);
    place->push_back(std::move(masked));
    place = &place->back()->branches.back().body;
  }
  loops_.emplace_back(construct, innermost);
  statements(construct->body, *place);
  loops_.pop_back();
  for (auto [index, old] : kept) block.push_back(assign(variable(*index), variable(*old), begin));
}

void Lowering::jump(const Stmt* statement, std::string_view name, StepKind kind, Block& block) {
  const Step* loop = nullptr;
  for (auto at = loops_.rbegin(); at != loops_.rend() && !loop; ++at) {
    const auto* begin = cast<DoStmt>(static_cast<const Stmt*>(at->first->begin));
    if (!name.empty() && tree_.spelling(begin->construct_name) != name) continue;
    loop = at->second;
    if (at != loops_.rbegin())
      (kind == StepKind::leave ? loop->left_from_inside : loop->continued_from_inside) = true;
  }
  if (!loop) {
    refuse(statement, "EXIT from a construct that is not a loop is not supported in device code", "use IF");
    return;
  }
  StepPtr made = step(kind, statement);
  made->loop = loop;
  block.push_back(std::move(made));
}

} // namespace isotach::kernel
