// Execution of the statements of a PSy layer: locals get values, what is seen from outside becomes events.

#include "compare/psy/execution.h"

#include <algorithm>

#include "base/strings.h"
#include "compare/items.h"
#include "tree/visit.h"

namespace isotach::psy {

namespace {

bool is_exchange(std::string_view method) {
  return method == "halo_exchange" || method == "halo_exchange_start" || method == "halo_exchange_finish";
}

// Memory of a procedure's own, as opposed to what was got from a dummy.
bool is_own(const Values& values, Value value) {
  switch (values.node(value).kind) {
  case ValueKind::dummy:
  case ValueKind::symbol:
  case ValueKind::apply:
  case ValueKind::component:
  case ValueKind::space:
  case ValueKind::mesh:
  case ValueKind::choice: return false;
  default: return true;
  }
}

std::string argument_role(std::size_t index) { return "argument " + std::to_string(index + 1); }

} // namespace

Execution::Execution(const Tree& tree, const Procedure& procedure, Values& values)
    : tree_(tree), procedure_(procedure), values_(values) {}

Trace Execution::run() {
  trace_.tree = &tree_;
  trace_.procedure = &procedure_;
  events_ = &trace_.events;
  read_declarations();
  run_list(procedure_.body);
  return std::move(trace_);
}

Trace trace_of(const Tree& tree, const Procedure& procedure, Values& values) {
  return Execution(tree, procedure, values).run();
}

Event& Execution::emit(EventKind kind, std::string name, const Node* node, std::vector<Operand> operands) {
  Event event;
  event.kind = kind;
  event.name = std::move(name);
  event.node = node;
  event.operands = std::move(operands);
  events_->push_back(std::move(event));
  return events_->back();
}

Slot Execution::slot_of(Value value, const Node* at, bool copied) {
  Slot slot{value, at, copied && value != Value::none && values_.node(value).memory != 0, 0};
  if (slot.copied) {
    slot.writes = writes_.of(values_.node(value).memory);
    copies_ = true;
  }
  return slot;
}

void Execution::run_list(const StmtList& statements) {
  for (const Stmt* statement : statements) run_statement(statement);
}

void Execution::run_statement(const Stmt* statement) {
  if (isa<Specification>(statement) && !isa<IncludeLine>(statement)) return;
  switch (statement->kind) {
  case NodeKind::ContinueStmt:
  case NodeKind::ContainsStmt: return;
  case NodeKind::AssignmentStmt: return run_assignment(*cast<AssignmentStmt>(statement));
  case NodeKind::PointerAssignmentStmt:
    return run_pointer_assignment(*cast<PointerAssignmentStmt>(statement));
  case NodeKind::CallStmt: return run_call(*cast<CallStmt>(statement));
  case NodeKind::AllocateStmt: return run_allocate(*cast<AllocateStmt>(statement));
  case NodeKind::DeallocateStmt:
  case NodeKind::NullifyStmt: {
    const auto& objects = isa<DeallocateStmt>(statement) ? cast<DeallocateStmt>(statement)->objects
                                                         : cast<NullifyStmt>(statement)->objects;
    for (const Expr* object : objects)
      if (!path_of(object)) return run_unknown(statement);
    for (const Expr* object : objects) {
      environment_.forget(*path_of(object));
      if (isa<NullifyStmt>(statement))
        environment_.set(*path_of(object), {values_.make(ValueKind::null, "", {}), statement});
    }
    return;
  }
  case NodeKind::IfStmt: {
    auto* choice = cast<IfStmt>(statement);
    return run_either(
        choice->condition, [&] { run_statement(choice->action); }, [] {}, statement);
  }
  case NodeKind::IfConstruct: {
    std::vector<const Branch*> branches;
    for (const Stmt* branch : cast<IfConstruct>(statement)->branches) {
      if (!isa<Branch>(branch)) return run_unknown(statement);
      branches.push_back(cast<Branch>(branch));
    }
    return run_branches(branches);
  }
  case NodeKind::DoConstruct: return run_loop(*cast<DoConstruct>(statement));
  case NodeKind::DirectiveStmt: return run_directive(*cast<DirectiveStmt>(statement));
  default: return run_unknown(statement);
  }
}

// Does an assignment to it change a variable of the procedure, or what a dummy or a module holds?
bool Execution::is_local_storage(const Expr* target) {
  const NameRef* root = root_of(target);
  const Local* variable = root ? local(tree_.spelling(root->name)) : nullptr;
  if (!variable) return false;
  if (variable->is_pointer) {
    const Slot* slot = environment_.find(std::string(tree_.spelling(root->name)));
    return !slot || is_own(values_, slot->value);
  }
  bool component = false;
  for (const Expr* at = target; at;) {
    if (auto path = path_of(at))
      if (const Slot* slot = environment_.find(*path)) return !component || is_own(values_, slot->value);
    if (auto* part = dyn_cast<PartRef>(at)) {
      at = part->base;
    } else if (auto* owner = dyn_cast<ComponentRef>(at)) {
      component = true;
      at = owner->base;
    } else {
      break;
    }
  }
  return true;
}

void Execution::store(const Expr* target, Value value, const Node* at, bool copied) {
  if (auto path = path_of(target)) return environment_.set(*path, slot_of(value, at, copied));
  auto* part = dyn_cast<PartRef>(target);
  auto base = part ? path_of(part->base) : std::nullopt;
  if (!base) return run_unknown(cast<Stmt>(at));
  std::vector<Value> parts{environment_.read(*base, values_, writes_)};
  for (Value subscript : evaluate_arguments(part->arguments, "")) parts.push_back(subscript);
  parts.push_back(value);
  environment_.set(*base, slot_of(values_.make(ValueKind::store, "", 0, parts), at, true));
}

void Execution::run_assignment(const AssignmentStmt& statement) {
  collective_ = false;
  Operand value = operand("value", statement.value);
  bool collective = collective_;
  if (is_local_storage(statement.target)) {
    if (collective) emit(EventKind::reduction, "", &statement, {value});
    return store(statement.target, value.value, &statement, true);
  }
  Operand target = operand("target", statement.target);
  std::uint64_t memory = values_.node(target.value).memory;
  if (Value root = values_.dummy_below(target.value); root != Value::none)
    memory |= std::uint64_t{1} << values_.node(root).number % 64;
  emit(collective ? EventKind::reduction : EventKind::assignment, "", &statement, {target, value});
  writes_.add(memory);
}

void Execution::run_pointer_assignment(const PointerAssignmentStmt& statement) {
  auto path = path_of(statement.target);
  if (!path) return run_unknown(&statement);
  const NameRef* root = root_of(statement.value);
  const Local* variable = root ? local(tree_.spelling(root->name)) : nullptr;
  // A pointer to a local variable sees what is assigned to that later.
  if (variable && !variable->is_pointer && variable->is_target) return run_unknown(&statement);
  environment_.set(*path, slot_of(evaluate(statement.value), &statement, false));
}

void Execution::run_call(const CallStmt& statement) {
  if (auto* method = dyn_cast<ComponentRef>(statement.procedure))
    if (run_method(statement, *method)) return;
  std::vector<Operand> operands, keywords;
  std::string name;
  if (auto* method = dyn_cast<ComponentRef>(statement.procedure)) {
    name = tree_.spelling(method->name);
    operands.push_back(operand("object", method->base));
  } else if (auto* reference = dyn_cast<NameRef>(statement.procedure)) {
    name = original_name(tree_.spelling(reference->name));
  } else {
    return run_unknown(&statement);
  }
  if (!statement.launch.empty()) return run_unknown(&statement);
  for (std::size_t i = 0; i < statement.arguments.size(); ++i) {
    auto* keyword = dyn_cast<KeywordArgument>(statement.arguments[i]);
    std::string role = keyword ? std::string(tree_.spelling(keyword->name)) : argument_role(i);
    (keyword ? keywords : operands).push_back(operand(role, statement.arguments[i]));
  }
  std::sort(keywords.begin(), keywords.end(),
            [](const Operand& a, const Operand& b) { return a.role < b.role; });
  operands.insert(operands.end(), keywords.begin(), keywords.end());
  std::uint64_t memory = 0;
  std::vector<Value> inputs;
  for (const Operand& argument : operands) {
    memory |= values_.node(argument.value).memory;
    inputs.push_back(argument.value);
  }
  emit(EventKind::call, name, &statement, operands);
  writes_.add(memory);
  // Kernels do not write to what was set up for them: integers, arrays, pointers. Other scalars may come back
  // with another value.
  for (std::size_t i = 0; i < statement.arguments.size(); ++i) {
    const Expr* argument = statement.arguments[i];
    if (auto* keyword = dyn_cast<KeywordArgument>(argument)) argument = keyword->value;
    auto* reference = dyn_cast<NameRef>(argument);
    const Local* variable = reference ? local(tree_.spelling(reference->name)) : nullptr;
    if (!variable || variable->is_pointer || variable->is_array || variable->is_integer) continue;
    Value value = values_.make(ValueKind::output, name, static_cast<std::uint32_t>(i), inputs);
    environment_.set(std::string(tree_.spelling(reference->name)), {value, &statement});
  }
}

// Calls of type-bound procedures that are known; false: it is none of these.
bool Execution::run_method(const CallStmt& statement, const ComponentRef& method) {
  std::string name(tree_.spelling(method.name));
  bool exchange = is_exchange(name), flag = name == "set_dirty" || name == "set_clean";
  if (exchange || flag) {
    Operand field = operand("field", method.base);
    field.value = values_.without_proxy(field.value);
    std::vector<Operand> operands{field};
    std::vector<Value> arguments = evaluate_arguments(statement.arguments, name);
    for (std::size_t i = 0; i < arguments.size(); ++i)
      operands.push_back(
          {i == 0 ? "depth" : argument_role(i), arguments[i], statement.arguments[i], nullptr});
    for (std::size_t i = 0; i < arguments.size() && i < statement.arguments.size(); ++i) {
      const Expr* argument = statement.arguments[i];
      if (auto* keyword = dyn_cast<KeywordArgument>(argument)) argument = keyword->value;
      operands[i + 1].set_at = operand("", argument).set_at;
    }
    emit(exchange ? EventKind::exchange : EventKind::flag, name, &statement, operands);
    if (Value root = values_.dummy_below(field.value); root != Value::none)
      writes_.add(std::uint64_t{1} << values_.node(root).number % 64);
    return true;
  }
  if (name != "compute_function" && !name.starts_with("get_")) return false;
  // Set-up: they leave values in local arrays.
  std::vector<Value> inputs{evaluate(method.base)};
  std::vector<std::pair<std::string, std::uint32_t>> outputs;
  for (std::size_t i = 0; i < statement.arguments.size(); ++i) {
    const Expr* argument = statement.arguments[i];
    auto* keyword = dyn_cast<KeywordArgument>(argument);
    if (keyword) argument = keyword->value;
    bool is_output = name != "compute_function" || i + 1 == statement.arguments.size();
    if (keyword && name == "compute_function") is_output = tree_.spelling(keyword->name) == "basis";
    auto* reference = dyn_cast<NameRef>(argument);
    const Local* variable = reference ? local(tree_.spelling(reference->name)) : nullptr;
    if (is_output && variable && (variable->is_array || variable->is_pointer))
      outputs.emplace_back(tree_.spelling(reference->name),
                           name == "compute_function" ? 4 : static_cast<std::uint32_t>(i));
    else if (is_output && name == "compute_function") return false;
  }
  if (outputs.empty()) return false;
  for (Value argument : evaluate_arguments(statement.arguments, name)) inputs.push_back(argument);
  for (auto& [variable, position] : outputs) {
    // An allocatable dummy is made by the procedure: that it had no value is not a name to remember.
    std::vector<Value> known = inputs;
    for (Value& input : known)
      if (values_.is(input, ValueKind::undefined)) input = Value::none;
    environment_.set(variable, {values_.make(ValueKind::output, name, position, known), &statement});
  }
  return true;
}

void Execution::run_allocate(const AllocateStmt& statement) {
  for (const Expr* object : statement.objects) {
    auto* part = dyn_cast<PartRef>(object);
    if (!path_of(part ? part->base : object)) return run_unknown(&statement);
  }
  for (const Expr* object : statement.objects) {
    auto* part = dyn_cast<PartRef>(object);
    std::vector<Value> parts;
    if (part) parts = evaluate_arguments(part->arguments, "");
    for (const ControlSpec* control : statement.controls) parts.push_back(structure(control));
    environment_.set(*path_of(part ? part->base : object),
                     slot_of(values_.make(ValueKind::allocated, "", 0, parts), &statement, true));
  }
}

void Execution::run_branches(std::span<const Branch* const> branches) {
  if (branches.empty()) return;
  const Expr* condition = nullptr;
  if (auto* header = dyn_cast<IfThenStmt>(branches[0]->header)) condition = header->condition;
  else if (auto* other = dyn_cast<ElseIfStmt>(branches[0]->header)) condition = other->condition;
  if (!condition) return run_list(branches[0]->body);
  run_either(
      condition, [&] { run_list(branches[0]->body); }, [&] { run_branches(branches.subspan(1)); },
      branches[0]->header);
}

void Execution::run_either(const Expr* condition, const std::function<void()>& if_true,
                           const std::function<void()>& if_false, const Node* at) {
  Operand test = operand("condition", condition);
  Event event;
  std::vector<Event>* outer = events_;
  const Writes before = writes_;
  // What a branch leaves in the variables that it changes; they are as before afterwards.
  auto branch = [&](const std::function<void()>& run, std::vector<Event>& events) {
    Environment::Mark mark = environment_.mark();
    writes_ = before;
    events_ = &events;
    run();
    std::map<std::string, Value> left;
    for (const std::string& path : environment_.changed(mark))
      left[path] = environment_.value_of(path, values_, writes_);
    environment_.roll_back(mark);
    return left;
  };
  std::map<std::string, Value> left = branch(if_true, event.body);
  Writes after = writes_;
  std::map<std::string, Value> otherwise = branch(if_false, event.otherwise);
  events_ = outer;
  for (auto& [path, value] : left) otherwise.try_emplace(path, environment_.value_of(path, values_, before));
  for (auto& [path, value] : otherwise) left.try_emplace(path, environment_.value_of(path, values_, before));
  writes_.join(after, before);
  bool changes = !left.empty();
  for (auto& [path, value] : left) {
    Value other = otherwise[path];
    if (value != other) value = values_.make(ValueKind::choice, "", {test.value, value, other});
    if (value == Value::none) environment_.forget(path);
    else environment_.set(path, slot_of(value, at, true));
  }
  if (event.body.empty() && event.otherwise.empty()) return;
  bool guards = event.otherwise.empty() && event.body.size() == 1 &&
                event.body[0].kind == EventKind::exchange && !changes &&
                event.body[0].operands.back().role != "guard";
  if (guards) {
    event.body[0].operands.push_back(test);
    event.body[0].operands.back().role = "guard";
    return events_->push_back(Event(std::move(event.body[0])));
  }
  event.kind = EventKind::condition;
  event.operands = {test};
  event.node = at;
  events_->push_back(std::move(event));
}

void Execution::find_assigned(const Node* node, std::set<std::string>& variables) {
  auto add = [&](const Expr* target) {
    const NameRef* root = root_of(target);
    if (root && local(tree_.spelling(root->name))) variables.emplace(tree_.spelling(root->name));
  };
  if (auto* assignment = dyn_cast<AssignmentStmt>(node)) {
    if (is_local_storage(assignment->target)) add(assignment->target);
  } else if (auto* pointer = dyn_cast<PointerAssignmentStmt>(node)) {
    add(pointer->target);
  } else if (auto* call = dyn_cast<CallStmt>(node)) {
    for (const Expr* argument : call->arguments)
      if (auto* reference = dyn_cast<NameRef>(argument)) {
        const Local* variable = local(tree_.spelling(reference->name));
        if (variable && !variable->is_pointer && !variable->is_array && !variable->is_integer) add(argument);
      }
  } else if (auto* loop = dyn_cast<DoStmt>(node)) {
    if (loop->control && loop->control->variable) add(loop->control->variable);
  } else if (isa<AllocateStmt>(node) || isa<DeallocateStmt>(node) || isa<NullifyStmt>(node)) {
    for_each_child(node, [&](const Node* child) {
      if (auto* object = dyn_cast<Expr>(child)) add(object);
    });
  }
  if (!isa<Expr>(node)) for_each_child(node, [&](const Node* child) { find_assigned(child, variables); });
}

void Execution::run_loop(const DoConstruct& statement) {
  auto* begin = dyn_cast<DoStmt>(statement.begin);
  const LoopControl* control = begin ? begin->control.get() : nullptr;
  auto* variable = control ? dyn_cast<NameRef>(control->variable) : nullptr;
  if (!control || control->loop != LoopKind::counted || !variable || !local(tree_.spelling(variable->name)))
    return run_unknown(&statement);
  std::string name(tree_.spelling(variable->name));
  Event event;
  event.kind = EventKind::loop;
  event.name = name;
  event.node = begin;
  event.operands = {operand("first", control->lower), operand("last", control->upper)};
  if (control->step) event.operands.push_back(operand("step", control->step));
  else event.operands.push_back({"step", values_.literal("1"), begin, nullptr});

  // What an iteration finds in a variable that the loop changes is what the one before left there.
  std::set<std::string> assigned;
  for (const Stmt* inner : statement.body) find_assigned(inner, assigned);
  assigned.erase(name);
  if (copies_) writes_.add(~std::uint64_t{0}); // copies made before the loop: iterations may write to memory
  std::uint32_t level = level_++;
  Environment::Mark mark = environment_.mark();
  auto carried = [&](const std::string& path) { return values_.make(ValueKind::carried, path, level, {}); };
  for (const std::string& changing : assigned) {
    std::vector<std::string> paths = environment_.paths_of(changing);
    environment_.set(changing, {carried(changing), &statement});
    for (const std::string& path : paths) environment_.set(path, {carried(path), &statement});
  }
  environment_.set(name, {values_.make(ValueKind::loop_variable, "", level, {}), begin});
  std::vector<Event>* outer = events_;
  events_ = &event.body;
  run_list(statement.body);
  events_ = outer;
  --level_;

  std::map<std::string, Value> left;
  for (const std::string& path : environment_.changed(mark))
    left[path] = environment_.value_of(path, values_, writes_);
  environment_.roll_back(mark);
  for (auto& [path, value] : left) {
    Value old = environment_.value_of(path, values_, writes_);
    if (path == name || value == Value::none) {
      environment_.forget(path);
    } else if (value != carried(path) && value != old) {
      Value repeated = values_.replace(value, carried(path), values_.make(ValueKind::carried, "", level, {}));
      std::vector<Value> parts{event.operands[0].value, event.operands[1].value, event.operands[2].value,
                               repeated, old};
      environment_.set(path, slot_of(values_.make(ValueKind::repeated, "", level, parts), &statement, true));
    }
  }
  if (!event.body.empty()) events_->push_back(std::move(event));
}

// The variables of the loops that a directive can mean, with the levels they will have.
void Execution::find_loop_variables(const Stmt* from, std::map<std::string, std::uint32_t>& levels) {
  auto visit = [&](auto&& self, const Stmt* statement, std::uint32_t level) -> void {
    auto* loop = dyn_cast<DoConstruct>(statement);
    auto* begin = loop ? dyn_cast<DoStmt>(loop->begin) : nullptr;
    if (begin && begin->control)
      if (auto* variable = dyn_cast<NameRef>(begin->control->variable))
        levels.emplace(tree_.spelling(variable->name), level);
    if (!loop) return;
    for (const Stmt* inner : loop->body) self(self, inner, level + 1);
  };
  for (const Stmt* at = from->next; at; at = at->next) visit(visit, at, level_);
}

void Execution::run_directive(const DirectiveStmt& statement) {
  static constexpr std::string_view lists[] = {"private", "firstprivate", "lastprivate", "shared", "copy",
                                               "copyin",  "copyout",      "create",      "present"};
  std::string name(to_string(statement.family));
  for (const NamedItem* word : statement.words) name += ' ' + std::string(tree_.spelling(word->name));
  std::map<std::string, std::uint32_t> levels;
  bool searched = false;
  auto value_of = [&](const Node* argument) {
    if (auto* reference = dyn_cast<NameRef>(argument)) {
      std::string variable(tree_.spelling(reference->name));
      const Slot* slot = environment_.find(variable);
      if (local(variable) && (!slot || values_.is(slot->value, ValueKind::carried))) {
        if (!searched) find_loop_variables(&statement, levels);
        searched = true;
        if (auto at = levels.find(variable); at != levels.end())
          return values_.make(ValueKind::loop_variable, "", at->second, {});
      }
    }
    auto* expression = dyn_cast<Expr>(argument);
    return expression ? evaluate(expression) : structure(argument);
  };
  std::vector<Operand> operands;
  for (const Expr* argument : statement.arguments)
    operands.push_back({"argument", value_of(argument), argument, nullptr});
  if (statement.text) operands.push_back({"text", structure(statement.text), statement.text, nullptr});
  for (const Clause* clause : statement.clauses) {
    std::string role(tree_.spelling(clause->name));
    std::vector<Value> parts;
    for (const Node* modifier : clause->modifiers) parts.push_back(structure(modifier));
    std::size_t modifiers = parts.size();
    bool is_list = std::find(std::begin(lists), std::end(lists), role) != std::end(lists);
    for (const Node* argument : clause->arguments) {
      parts.push_back(value_of(argument));
      if (!is_list) continue;
      operands.push_back({role, values_.make(ValueKind::keyword, role, 0, parts), argument, nullptr});
      parts.resize(modifiers);
    }
    if (!is_list)
      operands.push_back({role, values_.make(ValueKind::keyword, role, 0, parts), clause, nullptr});
  }
  emit(EventKind::directive, name, &statement, operands);
}

// A statement of which only its words are known; whatever local variables it names may have changed.
void Execution::run_unknown(const Stmt* statement) {
  Value words = structure(statement);
  emit(EventKind::statement, std::string(to_string(statement->kind)), statement,
       {{"statement", words, statement, nullptr}});
  switch (statement->kind) {
  case NodeKind::PrintStmt:
  case NodeKind::WriteStmt:
  case NodeKind::StopStmt:
  case NodeKind::ReturnStmt:
  case NodeKind::CycleStmt:
  case NodeKind::ExitStmt: return;
  default: break;
  }
  writes_.add(~std::uint64_t{0});
  std::set<std::string> named;
  auto visit = [&](auto&& self, const Node* node) -> void {
    if (auto* name = dyn_cast<NameRef>(node); name && local(tree_.spelling(name->name)))
      named.emplace(tree_.spelling(name->name));
    for_each_child(node, [&](const Node* child) { self(self, child); });
  };
  visit(visit, statement);
  for (const std::string& variable : named) {
    Value known = environment_.read(variable, values_, writes_);
    environment_.set(
        variable,
        {values_.make(ValueKind::output, "statement", 0, std::vector<Value>{words, known}), statement});
  }
}

} // namespace isotach::psy
