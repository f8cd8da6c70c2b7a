// Statements -> nodes of a graph: what may run after what.
#include <algorithm>

#include <fmt/format.h>

#include "analysis/facts_maker.h"
#include "semantics/statements.h"
#include "tree/visit.h"

namespace isotach {

ProcedureFacts facts_of(const Scope& procedure, Effects& effects, const FactOptions& options) {
  return FactsMaker(procedure, effects, options).make();
}

std::span<const std::uint32_t> ProcedureFacts::jumps_in(const LoopFacts& loop) const {
  return {std::ranges::lower_bound(jumps, loop.test), std::ranges::upper_bound(jumps, loop.step)};
}

std::span<const Obstacle> ProcedureFacts::obstacles_in(std::uint32_t first_node,
                                                       std::uint32_t last_node) const {
  auto begin = std::ranges::lower_bound(obstacles, first_node, {}, &Obstacle::node);
  auto end = std::ranges::upper_bound(obstacles, last_node, {}, &Obstacle::node);
  return {begin, end};
}

std::string ProcedureFacts::name() const {
  std::string text(scope->name);
  for (const Scope* host = scope->parent; host && host->kind != ScopeKind::file; host = host->parent)
    if (!host->name.empty()) text = std::string(host->name) + "::" + text;
  return text;
}

ProcedureFacts FactsMaker::make() {
  begin_node(procedure_.node, FlowNode::Kind::entry);
  end_node();
  if (const auto* program = dyn_cast<MainProgram>(procedure_.node)) statements(program->body);
  else if (const auto* procedure = dyn_cast<Procedure>(procedure_.node)) statements(procedure->body);
  if (!options_.view_only) torn_groups();
  pending_.insert(pending_.end(), returns_.begin(), returns_.end());
  begin_node(procedure_.node, FlowNode::Kind::exit);
  end_node();
  for (auto [from, label] : jumps_) {
    auto target = labels_.find(label);
    std::uint32_t to = target == labels_.end() ? node_ : target->second;
    facts_.nodes[from].successors.push_back(to);
  }
  std::vector<std::uint32_t> targets;
  for (const auto& [label, target] : labels_) targets.push_back(target);
  std::ranges::sort(targets);
  for (std::uint32_t from : assigned_jumps_)
    facts_.nodes[from].successors.insert(facts_.nodes[from].successors.end(), targets.begin(), targets.end());
  std::ranges::stable_sort(facts_.obstacles, {}, &Obstacle::node);
  for (std::uint32_t node = 0; node < facts_.nodes.size(); ++node)
    if (facts_.nodes[node].jumps) facts_.jumps.push_back(node);
  return std::move(facts_);
}

// ---- nodes

std::uint32_t FactsMaker::begin_node(const Stmt* statement, FlowNode::Kind kind) {
  node_ = static_cast<std::uint32_t>(facts_.nodes.size());
  FlowNode node;
  node.kind = kind;
  node.statement = statement;
  node.scope = scope_;
  node.loop = loop_;
  node.condition = condition_;
  node.first_access = node.last_access = static_cast<std::uint32_t>(facts_.accesses.size());
  facts_.nodes.push_back(std::move(node));
  for (std::uint32_t before : pending_) facts_.nodes[before].successors.push_back(node_);
  pending_.assign(1, node_);
  return node_;
}

void FactsMaker::obstacle(Obstacle::Kind kind, bool certain, std::string text, const Node* place,
                          std::string settle, bool touches_anything) {
  // "'x' comes from module 'm', which is not among the files": the module would settle it.
  if (std::size_t at = settle.find("module '"); at != std::string::npos)
    settle = settle.substr(at, settle.find('\'', at + 8) + 1 - at);
  facts_.obstacles.push_back({node_, kind, certain, touches_anything, false, effects_.text(std::move(text)),
                              effects_.text(std::move(settle)), place});
}

std::uint32_t FactsMaker::push_condition(const Expr* expression, bool holds) {
  std::uint32_t around = condition_;
  facts_.conditions.push_back({expression, scope_, node_, holds, condition_});
  condition_ = static_cast<std::uint32_t>(facts_.conditions.size() - 1);
  return around;
}

FactsMaker::Frame* FactsMaker::frame(Name name) {
  for (auto at = frames_.rbegin(); at != frames_.rend(); ++at)
    if (name == no_name ? at->is_loop : at->name == name) return &*at;
  return nullptr;
}

void FactsMaker::jump(const Expr* label) {
  std::uint32_t number = 0;
  for (char c : tree_.text(label))
    if (c >= '0' && c <= '9') number = number * 10 + static_cast<std::uint32_t>(c - '0');
  jumps_.emplace_back(node_, number);
  facts_.nodes[node_].jumps = true;
}

void FactsMaker::labels_of(const List<ControlSpec>& list) {
  for (const ControlSpec* control : list) {
    if (control->keyword == no_name || !control->value) continue;
    std::string_view keyword = tree_.spelling(control->keyword);
    if (keyword == "end" || keyword == "err" || keyword == "eor") jump(control->value);
  }
}

// ---- statements

void FactsMaker::statements(const StmtList& list) {
  for (Stmt* child : list) {
    if (isa<ContainsStmt>(child)) return;
    statement(child);
  }
}

void FactsMaker::statement(Stmt* child) {
  if (isa<Procedure>(child) || isa<Definition>(child) || isa<DirectiveStmt>(child)) return;
  if (isa<Specification>(child)) {
    if (isa<IncludeLine>(child) && scope_->first_executable && !options_.view_only) {
      // An INCLUDE line among executable statements whose text was not found.
      if (child->has_tokens() && !tree_.lexed.follows_include(tree_.lexed.tokens[child->first_token].begin) &&
          child->id > scope_->first_executable->id) {
        begin_node(child);
        obstacle(Obstacle::Kind::unknown, false, "an included file that was not found", child,
                 "the included file", true);
        facts_.unread_text = true;
        end_node();
      }
    }
    return;
  }
  if (child->label) labels_.try_emplace(child->label, static_cast<std::uint32_t>(facts_.nodes.size()));
  switch (child->kind) {
  case NodeKind::DoConstruct: return do_construct(cast<DoConstruct>(child));
  case NodeKind::IfConstruct: return if_construct(cast<IfConstruct>(child));
  case NodeKind::IfStmt: return if_statement(cast<IfStmt>(child));
  case NodeKind::SelectConstruct: return select(cast<SelectConstruct>(child));
  case NodeKind::WhereConstruct: return where(cast<WhereConstruct>(child));
  case NodeKind::AssociateConstruct: return associate(cast<AssociateConstruct>(child));
  case NodeKind::BlockConstruct: return block(cast<BlockConstruct>(child));
  case NodeKind::ConditionalRegion: return conditional_region(cast<ConditionalRegion>(child));
  case NodeKind::ForallConstruct: {
    const auto* construct = cast<ForallConstruct>(child);
    const auto* begin = dyn_cast<ForallConstructStmt>(construct->begin);
    if (begin) over_indices(construct, nullptr, begin->header, [&] { statements(construct->body); });
    return;
  }
  case NodeKind::ForallStmt: {
    const auto* forall = cast<ForallStmt>(child);
    over_indices(forall, nullptr, forall->header, [&] { statement(forall->action); });
    return;
  }
  case NodeKind::WhereStmt: {
    const auto* where = cast<WhereStmt>(child);
    begin_node(where);
    read(where->mask);
    end_node();
    bool before = std::exchange(masked_, true);
    statement(where->action);
    masked_ = before;
    return;
  }
  default: simple(child);
  }
}

void FactsMaker::simple(Stmt* child) {
  if (const auto* assignment = dyn_cast<AssignmentStmt>(child))
    if (!scope_->statement_functions.empty() && program_.is_statement_function(assignment, tree_)) return;
  if (isa<EntryStmt>(child)) pending_.push_back(0);
  begin_node(child);
  switch (child->kind) {
  case NodeKind::AssignmentStmt: assignment(cast<AssignmentStmt>(child), true); break;
  case NodeKind::PointerAssignmentStmt: pointer_assignment(cast<PointerAssignmentStmt>(child)); break;
  case NodeKind::CallStmt: {
    const auto* call_statement = cast<CallStmt>(child);
    if (isa<ComponentRef>(call_statement->procedure)) read_subscripts(call_statement->procedure);
    call(callee_of(call_statement->procedure, call_statement->arguments), call_statement->arguments, child,
         false);
    for (const Expr* argument : call_statement->arguments)
      if (const auto* label = dyn_cast<LabelArgument>(value_of(argument))) jump(label->label);
    if (!call_statement->launch.empty())
      obstacle(Obstacle::Kind::call, false, "a kernel that is launched on the device is not followed", child,
               {}, true);
    break;
  }
  case NodeKind::AllocateStmt: allocate(cast<AllocateStmt>(child)); break;
  case NodeKind::DeallocateStmt: deallocate(cast<DeallocateStmt>(child)); break;
  case NodeKind::NullifyStmt:
    for (const Expr* object : cast<NullifyStmt>(child)->objects) {
      read_subscripts(object);
      write(object, true, DataAccess::Aspect::association);
    }
    break;
  case NodeKind::ReadStmt:
    input_output(child);
    labels_of(cast<ReadStmt>(child)->controls);
    break;
  case NodeKind::WriteStmt:
    input_output(child);
    labels_of(cast<WriteStmt>(child)->controls);
    break;
  case NodeKind::FileStmt:
    input_output(child);
    labels_of(cast<FileStmt>(child)->controls);
    break;
  case NodeKind::PrintStmt: input_output(child); break;
  case NodeKind::GotoStmt:
    jump(cast<GotoStmt>(child)->label);
    pending_.clear();
    break;
  case NodeKind::ComputedGotoStmt:
    read(cast<ComputedGotoStmt>(child)->selector);
    for (const Expr* label : cast<ComputedGotoStmt>(child)->labels) jump(label);
    break;
  case NodeKind::ArithmeticIfStmt:
    read(cast<ArithmeticIfStmt>(child)->condition);
    for (const Expr* label : cast<ArithmeticIfStmt>(child)->labels) jump(label);
    pending_.clear();
    break;
  case NodeKind::AssignedGotoStmt:
    assigned_jumps_.push_back(node_);
    facts_.nodes[node_].jumps = true;
    pending_.clear();
    break;
  case NodeKind::AssignLabelStmt: write(cast<AssignLabelStmt>(child)->variable, true); break;
  case NodeKind::CycleStmt:
    if (Frame* target = frame(cast<CycleStmt>(child)->construct_name)) target->cycles.push_back(node_);
    facts_.nodes[node_].jumps = true;
    pending_.clear();
    break;
  case NodeKind::ExitStmt:
    if (Frame* target = frame(cast<ExitStmt>(child)->construct_name)) target->exits.push_back(node_);
    facts_.nodes[node_].jumps = true;
    pending_.clear();
    break;
  case NodeKind::ReturnStmt:
    if (cast<ReturnStmt>(child)->value) read(cast<ReturnStmt>(child)->value);
    returns_.push_back(node_);
    pending_.clear();
    break;
  case NodeKind::StopStmt: {
    const auto* stop = cast<StopStmt>(child);
    read(stop->code);
    read(stop->quiet);
    obstacle(Obstacle::Kind::control, true,
             stop->stop == StopKind::pause ? "PAUSE waits for the user" : "this ends the program", child);
    if (stop->stop == StopKind::pause) break;
    returns_.push_back(node_);
    pending_.clear();
    break;
  }
  case NodeKind::ImageStmt:
    obstacle(Obstacle::Kind::sync, true, "images wait for each other", child, {}, true);
    break;
  case NodeKind::ContinueStmt:
  case NodeKind::EntryStmt:
  case NodeKind::EndStmt: break;
  default:
    obstacle(Obstacle::Kind::unknown, false,
             isa<UnparsedStatement>(child) ? "this statement did not parse"
                                           : "this statement is not followed",
             child, {}, true);
    facts_.unread_text = true;
  }
  end_node();
}

// ---- loops

std::uint32_t FactsMaker::begin_loop(LoopFacts loop) {
  auto number = static_cast<std::uint32_t>(facts_.loops.size());
  loop.parent = loop_;
  loop.scope = scope_;
  loop.bounds = begin_node(loop.statement, FlowNode::Kind::bounds);
  read(loop.lower);
  read(loop.upper);
  read(loop.increment);
  auto touch_counter = [&](bool write) {
    if (loop.counter == no_index) return;
    PlaceRead place;
    place.object = loop.counter;
    const DataObject& object = facts_.objects[loop.counter];
    place.parts.push_back({{}, nullptr, nullptr, no_index, object.rank, 1, object.pointer});
    place.base = object.type.base;
    place.kind = object.type.kind;
    access(place, loop.statement, write, true);
  };
  touch_counter(true);
  if (loop.counter != no_index) loop.counter_location = facts_.accesses.back().location;
  end_node();
  if (loop.counted) {
    std::string why;
    std::int64_t lower = 0, upper = 0, step = 1;
    loop.runs = evaluator_.integer(loop.lower, *scope_, lower, why) &&
                evaluator_.integer(loop.upper, *scope_, upper, why) &&
                (!loop.increment || evaluator_.integer(loop.increment, *scope_, step, why)) &&
                (step > 0 ? lower <= upper : step < 0 && lower >= upper);
  }
  if (loop.runs) pending_.clear();
  loop_ = number;
  loop.test = begin_node(loop.statement, FlowNode::Kind::test);
  facts_.loops.push_back(loop);
  if (loop.control && loop.control->condition) read(loop.control->condition);
  end_node();
  if (loop.runs) pending_.push_back(loop.bounds);
  return number;
}

void FactsMaker::end_loop(std::uint32_t number, const Stmt* end) {
  Frame finished = std::move(frames_.back());
  frames_.pop_back();
  pending_.insert(pending_.end(), finished.cycles.begin(), finished.cycles.end());
  if (end && end->label) labels_.try_emplace(end->label, static_cast<std::uint32_t>(facts_.nodes.size()));
  const Stmt* statement = facts_.loops[number].statement;
  std::uint32_t step = begin_node(statement, FlowNode::Kind::step);
  facts_.loops[number].step = step;
  LoopFacts loop = facts_.loops[number];
  if (loop.counter != no_index) {
    PlaceRead place;
    place.object = loop.counter;
    const DataObject& object = facts_.objects[loop.counter];
    place.parts.push_back({{}, nullptr, nullptr, no_index, object.rank, 1, object.pointer});
    place.base = object.type.base;
    place.kind = object.type.kind;
    access(place, statement, false, true);
    access(place, statement, true, true);
  }
  end_node();
  facts_.nodes[step].successors.push_back(loop.test);
  pending_.clear();
  bool endless = loop.control && loop.control->loop == LoopKind::endless;
  if (!endless) pending_.push_back(loop.test);
  pending_.insert(pending_.end(), finished.exits.begin(), finished.exits.end());
  loop_ = loop.parent;
}

void FactsMaker::do_construct(const DoConstruct* construct) {
  const auto* begin = dyn_cast<DoStmt>(construct->begin);
  const LoopControl* control = begin ? begin->control.get() : nullptr;
  if (control && control->loop == LoopKind::concurrent) return do_concurrent(construct, control);
  LoopFacts loop;
  loop.statement = construct;
  loop.control = control;
  if (control && control->loop == LoopKind::counted) {
    loop.lower = control->lower;
    loop.upper = control->upper;
    loop.increment = control->step;
    PlaceRead variable = place_of(control->variable);
    if (variable.object != no_index && variable.parts.size() == 1 && variable.parts[0].rank == 0 &&
        !variable.parts[0].pointer) {
      loop.counter = variable.object;
      loop.counted = variable.base == BaseType::integer;
    }
  }
  std::uint32_t number = begin_loop(loop);
  Frame own;
  own.name = begin ? begin->construct_name : no_name;
  own.is_loop = true;
  frames_.push_back(std::move(own));
  if (control && control->loop == LoopKind::counted && loop.counter == no_index) {
    node_ = facts_.loops[number].bounds;
    obstacle(Obstacle::Kind::unknown, false, "the counter of this loop is not a plain variable", construct,
             {}, true);
    write(control->variable, true);
  }
  statements(construct->body);
  // The labelled last statement, which is not an END DO.
  Stmt* end = construct->end;
  if (end && !isa<EndStmt>(end)) statement(end), end = nullptr;
  end_loop(number, end);
}

template <class F>
void FactsMaker::over_indices(const Stmt* statement, const LoopControl* control,
                              const ConcurrentHeader* header, F&& body) {
  if (!header) return;
  std::vector<OwnIndex> own;
  std::vector<std::uint32_t> numbers;
  std::vector<std::uint32_t> counters;
  // Bounds are evaluated before any index counts.
  for (const ConcurrentControl* index : header->controls) {
    OwnIndex made(*this, index->name);
    counters.push_back(made.object);
    own.push_back(std::move(made));
  }
  std::size_t at = 0;
  for (const ConcurrentControl* index : header->controls) {
    LoopFacts loop;
    loop.statement = statement;
    loop.control = control;
    loop.concurrent = index;
    loop.lower = index->lower;
    loop.upper = index->upper;
    loop.increment = index->step;
    loop.counter = counters[at];
    loop.counted = counters[at] != no_index;
    loop.inner_index = at > 0 || !control;
    numbers.push_back(begin_loop(loop));
    Frame frame;
    frame.is_loop = at + 1 == header->controls.size() && control;
    if (frame.is_loop)
      if (const auto* construct = dyn_cast<DoConstruct>(statement))
        if (const auto* begin = dyn_cast<DoStmt>(construct->begin)) frame.name = begin->construct_name;
    frames_.push_back(std::move(frame));
    ++at;
  }
  std::uint32_t around = condition_;
  std::uint32_t mask = no_index;
  if (header->mask) {
    mask = begin_node(statement);
    read(header->mask);
    end_node();
    push_condition(header->mask, true);
  }
  // FORALL evaluates everything before it assigns anything, so nothing that it writes is there to be read.
  bool before = std::exchange(masked_, masked_ || !control);
  body();
  masked_ = before;
  condition_ = around;
  if (mask != no_index) pending_.push_back(mask);
  const auto* construct = dyn_cast<DoConstruct>(statement);
  for (std::size_t i = numbers.size(); i-- > 0;)
    end_loop(numbers[i], construct && i + 1 == numbers.size() ? construct->end.get() : nullptr);
}

void FactsMaker::do_concurrent(const DoConstruct* construct, const LoopControl* control) {
  over_indices(construct, control, control->header, [&] {
    std::vector<OwnIndex> own;
    for (const Locality* locality : control->localities) {
      std::string_view keyword = tree_.spelling(locality->keyword);
      if (keyword != "local" && keyword != "local_init") continue;
      for (const Expr* variable : locality->arguments) {
        const auto* name = dyn_cast<NameRef>(variable);
        if (!name) continue;
        PlaceRead outer = place_of(variable);
        own.emplace_back(*this, name->name, true);
        if (keyword == "local" || outer.object == no_index || own.back().object == no_index) continue;
        begin_node(construct);
        access(outer, variable, false, true);
        access(place_of(variable), variable, true, true);
        end_node();
      }
    }
    statements(construct->body);
    if (construct->end && !isa<EndStmt>(construct->end)) statement(construct->end);
    while (!own.empty()) own.pop_back();
  });
}

// ---- branches

// Calls `body` for each branch of IF or SELECT, those inside #if groups too.
template <class F> void FactsMaker::each_branch(const StmtList& branches, F&& body) {
  for (Stmt* child : branches) {
    if (const auto* branch = dyn_cast<Branch>(child)) body(branch);
    const auto* region = dyn_cast<ConditionalRegion>(child);
    if (!region) continue;
    for (Stmt* alternative : region->alternatives) {
      const auto* taken = dyn_cast<Alternative>(alternative);
      if (!taken || (!taken->active && options_.view_only)) continue;
      if (taken->opaque) {
        obstacle(Obstacle::Kind::unknown, false, "a branch of a #if group that does not parse", taken, {},
                 true);
        facts_.unread_text = true;
      } else {
        each_branch(taken->body, body);
      }
    }
  }
}

void FactsMaker::if_construct(const IfConstruct* construct) {
  std::vector<std::uint32_t> after;
  std::uint32_t around = condition_;
  std::vector<std::uint32_t> otherwise; // where the next branch goes on
  bool last = false;
  Name name = no_name;
  if (!construct->branches.empty())
    if (const auto* first = dyn_cast<Branch>(construct->branches.first()))
      if (const auto* header = dyn_cast<IfThenStmt>(first->header)) name = header->construct_name;
  frames_.push_back({name, false, {}, {}});
  bool begun = false;
  each_branch(construct->branches, [&](const Branch* branch) {
    const Expr* condition = nullptr;
    if (const auto* header = dyn_cast<IfThenStmt>(branch->header)) condition = header->condition;
    if (const auto* header = dyn_cast<ElseIfStmt>(branch->header)) condition = header->condition;
    if (begun) pending_ = std::move(otherwise);
    begun = true;
    otherwise.clear();
    if (branch->header->label)
      labels_.try_emplace(branch->header->label, static_cast<std::uint32_t>(facts_.nodes.size()));
    std::uint32_t outside = condition_;
    if (condition) {
      std::uint32_t node = begin_node(branch->header);
      read(condition);
      end_node();
      otherwise.push_back(node);
      push_condition(condition, true);
    } else {
      last = true;
    }
    statements(branch->body);
    after.insert(after.end(), pending_.begin(), pending_.end());
    condition_ = outside;
    if (condition) {
      node_ = otherwise.back();
      push_condition(condition, false); // for the branches that follow
    }
  });
  condition_ = around;
  pending_ = std::move(after);
  if (!last) pending_.insert(pending_.end(), otherwise.begin(), otherwise.end());
  pending_.insert(pending_.end(), frames_.back().exits.begin(), frames_.back().exits.end());
  frames_.pop_back();
  if (construct->end && construct->end->label) statement(construct->end);
}

void FactsMaker::if_statement(const IfStmt* statement) {
  std::uint32_t node = begin_node(statement);
  read(statement->condition);
  end_node();
  std::uint32_t around = push_condition(statement->condition, true);
  this->statement(statement->action);
  condition_ = around;
  pending_.push_back(node);
}

void FactsMaker::select(const SelectConstruct* construct) {
  const auto* begin = dyn_cast<SelectStmt>(construct->begin);
  std::uint32_t node = begin_node(construct->begin);
  if (begin) read(begin->selector);
  end_node();
  const Scope* outside = scope_;
  if (begin && begin->associate_name != no_name)
    if (const Scope* inner = table_.made_by(construct)) {
      bind_name(*inner, begin->associate_name, begin->selector);
      scope_ = inner;
    }
  frames_.push_back({begin ? begin->construct_name : no_name, false, {}, {}});
  std::vector<std::uint32_t> after;
  bool has_default = false;
  each_branch(construct->branches, [&](const Branch* branch) {
    if (const auto* header = dyn_cast<CaseStmt>(branch->header))
      has_default = has_default || header->is_default;
    if (const auto* header = dyn_cast<TypeGuardStmt>(branch->header))
      has_default = has_default || header->guard == GuardKind::class_default;
    pending_.assign(1, node);
    node_ = node;
    std::uint32_t around = push_condition(nullptr, true);
    statements(branch->body);
    condition_ = around;
    after.insert(after.end(), pending_.begin(), pending_.end());
    node_ = node; // what is said of a branch that is not known is said of the choice
  });
  pending_ = std::move(after);
  if (!has_default) pending_.push_back(node);
  pending_.insert(pending_.end(), frames_.back().exits.begin(), frames_.back().exits.end());
  frames_.pop_back();
  scope_ = outside;
  if (construct->end && construct->end->label) statement(construct->end);
}

void FactsMaker::where(const WhereConstruct* construct) {
  bool before = std::exchange(masked_, true);
  for (Stmt* child : construct->branches) {
    const auto* branch = dyn_cast<Branch>(child);
    if (!branch) {
      statement(child);
      continue;
    }
    begin_node(branch->header);
    if (const auto* header = dyn_cast<WhereConstructStmt>(branch->header)) read(header->mask);
    if (const auto* header = dyn_cast<ElsewhereStmt>(branch->header)) read(header->mask);
    end_node();
    statements(branch->body);
  }
  masked_ = before;
}

// ---- names and blocks

// `scope` is that of the construct; the selector is evaluated by the node at hand.
void FactsMaker::bind_name(const Scope& scope, Name name, const Expr* selector) {
  const Symbol* symbol = scope.find(tree_.spelling(name));
  if (!symbol) return;
  PlaceRead place = place_of(selector);
  if (place.object == no_index) { // a value of its own
    DataObject own;
    own.name = symbol->name;
    own.symbol = symbol;
    own.scope = &scope;
    own.type = evaluator_.type_of(*symbol);
    own.rank = evaluator_.evaluate(selector, *scope_).rank;
    place.object = static_cast<std::uint32_t>(facts_.objects.size());
    facts_.objects.push_back(std::move(own));
    place.parts.push_back({{}, nullptr, nullptr, no_index, facts_.objects.back().rank, 1, false});
    place.base = facts_.objects.back().type.base;
    place.kind = facts_.objects.back().type.kind;
    access(place, selector, true, true);
  }
  if (place.object != no_index) facts_.objects[place.object].renamed_at.push_back(node_);
  associations_[symbol] = std::move(place);
}

void FactsMaker::associate(const AssociateConstruct* construct) {
  const auto* begin = dyn_cast<AssociateStmt>(construct->begin);
  const Scope* inner = table_.made_by(construct);
  begin_node(construct->begin);
  if (begin && inner)
    for (const Association* association : begin->associations) {
      if (place_of(association->selector).object != no_index) read_subscripts(association->selector);
      else read(association->selector);
      bind_name(*inner, association->name, association->selector);
    }
  end_node();
  const Scope* outside = scope_;
  if (inner) scope_ = inner;
  frames_.push_back({begin ? begin->construct_name : no_name, false, {}, {}});
  statements(construct->body);
  pending_.insert(pending_.end(), frames_.back().exits.begin(), frames_.back().exits.end());
  frames_.pop_back();
  scope_ = outside;
  if (construct->end && construct->end->label) statement(construct->end);
}

void FactsMaker::block(const BlockConstruct* construct) {
  const Scope* outside = scope_;
  Name name = no_name;
  if (const auto* begin = dyn_cast<BlockStmt>(construct->begin)) {
    name = begin->construct_name;
    if (const Scope* inner = table_.made_by(construct)) scope_ = inner;
  } else {
    begin_node(construct->begin);
    obstacle(Obstacle::Kind::sync, true, "CRITICAL and CHANGE TEAM order what images do", construct->begin,
             {}, false);
    end_node();
  }
  frames_.push_back({name, false, {}, {}});
  statements(construct->body);
  pending_.insert(pending_.end(), frames_.back().exits.begin(), frames_.back().exits.end());
  frames_.pop_back();
  scope_ = outside;
  if (construct->end && construct->end->label) statement(construct->end);
}

// Whether one branch of the group is taken in every view.
bool FactsMaker::has_else(const ConditionalRegion* region) const {
  if (!region->has_tokens()) return false;
  const auto& tokens = tree_.lexed.tokens;
  std::uint32_t begin = tokens[region->first_token].begin, end = tokens[region->last_token].end();
  const auto& groups = tree_.lexed.groups;
  std::int32_t found = -1; // the innermost group around all of it: groups stand in order of their #if lines
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (groups[i].begin <= begin && end <= groups[i].end) found = static_cast<std::int32_t>(i);
  // Regions inside it that hold the same statements belong to groups further in.
  for (const Node* at = region;;) {
    const Node* inner = nullptr;
    for_each_child(at, [&](Node* child) {
      if (child->first_token == region->first_token && child->last_token == region->last_token) inner = child;
    });
    if (!inner || (!isa<Alternative>(inner) && !isa<ConditionalRegion>(inner))) break;
    if (isa<ConditionalRegion>(inner) && found >= 0) found = groups[static_cast<std::size_t>(found)].parent;
    at = inner;
  }
  if (found < 0) return false;
  const PreprocessorGroup& group = groups[static_cast<std::size_t>(found)];
  return !group.torn && group.branches.size() > 1 && group.branches.back().condition.empty() &&
         group.branches.size() == static_cast<std::size_t>(std::distance(region->alternatives.begin(),
                                                                         region->alternatives.end()));
}

// Rule R4: what one branch does may happen, what all do surely happens.
void FactsMaker::conditional_region(const ConditionalRegion* region) {
  std::vector<std::uint32_t> before = pending_, after;
  for (Stmt* child : region->alternatives) {
    const auto* alternative = dyn_cast<Alternative>(child);
    if (!alternative) continue;
    if (options_.view_only) {
      if (alternative->active) statements(alternative->body);
      continue;
    }
    pending_ = before;
    if (alternative->opaque) {
      begin_node(alternative);
      obstacle(Obstacle::Kind::unknown, false, "a branch of a #if group that does not parse", alternative,
               "--view-only looks at the branches that are taken alone", true);
      facts_.unread_text = true;
      end_node();
    } else {
      node_ = before.empty() ? 0 : before.back();
      std::uint32_t around = push_condition(nullptr, true);
      statements(alternative->body);
      condition_ = around;
    }
    after.insert(after.end(), pending_.begin(), pending_.end());
  }
  if (options_.view_only) return;
  if (!has_else(region)) after.insert(after.end(), before.begin(), before.end()); // no branch may be taken
  std::ranges::sort(after);
  after.erase(std::unique(after.begin(), after.end()), after.end());
  pending_ = std::move(after);
}

// Torn groups (rule R2) hide statements of other views.
void FactsMaker::torn_groups() {
  if (!procedure_.node->has_tokens()) return;
  const auto& tokens = tree_.lexed.tokens;
  std::uint32_t begin = tokens[procedure_.node->first_token].begin,
                end = tokens[procedure_.node->last_token].end();
  for (const PreprocessorGroup& group : tree_.lexed.groups) {
    if (!group.torn || group.end <= begin || group.begin >= end) continue;
    facts_.unread_text = true;
    std::uint32_t before = no_index;
    for (std::uint32_t node = 0; node < facts_.nodes.size(); ++node) {
      const Stmt* statement = facts_.nodes[node].statement;
      if (!statement || !statement->has_tokens() || facts_.nodes[node].kind == FlowNode::Kind::entry)
        continue;
      std::uint32_t at = tokens[statement->first_token].begin;
      auto mark = [&](std::uint32_t which) {
        node_ = which;
        obstacle(Obstacle::Kind::unknown, false, "a #if group that splits a statement or a block",
                 facts_.nodes[which].statement, "--view-only looks at the branches that are taken alone",
                 true);
      };
      if (at < group.begin && facts_.nodes[node].kind != FlowNode::Kind::step) before = node;
      if (at >= group.begin && at < group.end) mark(node);
      if (at >= group.end && facts_.nodes[node].kind != FlowNode::Kind::step) {
        mark(node);
        break;
      }
    }
    if (before != no_index) {
      node_ = before;
      obstacle(Obstacle::Kind::unknown, false, "a #if group that splits a statement or a block",
               facts_.nodes[before].statement, "--view-only looks at the branches that are taken alone",
               true);
    }
  }
}

} // namespace isotach
