// Statements of host procedures: what moves between host and device, launches, and what must not be there.
#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/host/edits.h"
#include "gpu/kernel/lower.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::host_side {

namespace {

// Functions that ask about a variable and not for its value.
bool is_inquiry(std::string_view name) {
  return is_one_of(name, {"size",         "shape",         "lbound", "ubound",    "allocated", "associated",
                          "kind",         "present",       "loc",    "c_loc",     "sizeof",    "c_sizeof",
                          "storage_size", "is_contiguous", "rank",   "len",       "bit_size",  "huge",
                          "tiny",         "epsilon",       "range",  "precision", "digits"});
}

} // namespace

Lookup HostEdits::lookup(const Node* at, Name name) const {
  return program_.lookup(table_.around(at), tree_.spelling(name));
}

HostEdits::Device HostEdits::device(const Expr* expression) const {
  return variable(expression, kernel::is_device_variable);
}

// a_d, a_d(:,2), state%field_d(:)
HostEdits::Device HostEdits::variable(const Expr* expression, bool (*is_such)(const Symbol&)) const {
  const Expr* at = expression;
  if (auto* part = dyn_cast<PartRef>(at)) at = part->base;
  if (auto* name = dyn_cast<NameRef>(at)) {
    Lookup found = lookup(name, name->name);
    // ASSOCIATE (name => variable): another name for the same place.
    while (found.found() && found.symbol->kind == SymbolKind::associate_name) {
      const auto* selector = dyn_cast<NameRef>(found.symbol->init);
      if (!selector) return {};
      found = program_.lookup(*found.symbol->scope->parent, tree_.spelling(selector->name));
    }
    if (found.found() && found.symbol->kind == SymbolKind::variable && is_such(*found.symbol))
      return {found.symbol, text(at)};
  }
  if (auto* component = dyn_cast<ComponentRef>(at)) {
    std::string why;
    const Scope* type = evaluator_.type_scope(component->base, table_.around(component), why);
    const Symbol* symbol = type ? evaluator_.component(*type, tree_.spelling(component->name)) : nullptr;
    if (symbol && is_such(*symbol)) return {symbol, text(at)};
  }
  return {};
}

void HostEdits::statement(const Stmt* statement) {
  switch (statement->kind) {
  case NodeKind::Procedure: {
    const auto* procedure = cast<Procedure>(statement);
    kernel::Sides sides = kernel::sides_of(tree_, procedure->begin);
    if (sides.on_device()) device_procedure(procedure, sides.on_host());
    if (!sides.on_host()) return;
    std::string outer = std::move(leaving_);
    const Scope* scope = table_.made_by(procedure);
    leaving_ = scope ? leaving(*scope) : std::string();
    if (!sides.on_device()) beginning(procedure, procedure->body);
    if (!sides.on_device()) statements(procedure->body);
    else
      for (const Stmt* child : procedure->body)
        if (!isa<Specification>(child)) this->statement(child); // the others are done
    ends_of(procedure);
    leaving_ = std::move(outer);
    return;
  }
  case NodeKind::Interface: return interface(cast<Interface>(statement));
  case NodeKind::UseStmt: return use_statement(cast<UseStmt>(statement));
  case NodeKind::AssignmentStmt: return assignment(cast<AssignmentStmt>(statement));
  case NodeKind::PointerAssignmentStmt: return pointer_assignment(cast<PointerAssignmentStmt>(statement));
  case NodeKind::CallStmt: return call(cast<CallStmt>(statement));
  case NodeKind::AllocateStmt: return allocation(cast<AllocateStmt>(statement));
  case NodeKind::DeallocateStmt: return deallocation(cast<DeallocateStmt>(statement));
  case NodeKind::NullifyStmt: return;
  case NodeKind::AssociateStmt: return associations(cast<AssociateStmt>(statement));
  case NodeKind::DirectiveStmt:
    if (cast<DirectiveStmt>(statement)->family == DirectiveFamily::cuda)
      refuse(statement, "directives of CUDA Fortran are not supported",
             "write a kernel with ATTRIBUTES(GLOBAL)");
    return;
  case NodeKind::IfStmt: {
    const auto* if_statement = cast<IfStmt>(statement);
    check(if_statement->condition);
    if (!leaving_.empty() && isa<ReturnStmt>(static_cast<const Stmt*>(if_statement->action))) {
      const Stmt* action = if_statement->action;
      replace(action, begin_of(action), end_of(action), fmt::format("then; {}return; end if", leaving_));
      return;
    }
    return this->statement(if_statement->action);
  }
  case NodeKind::ReturnStmt:
    if (!leaving_.empty()) insert(statement, begin_of(statement), leaving_);
    return;
  case NodeKind::Alternative:
    if (!cast<Alternative>(statement)->active) return;
    break;
  case NodeKind::DerivedType: return statements(cast<DerivedType>(statement)->body);
  default: break;
  }
  if (isa<Specification>(statement)) return declaration(statement, false);
  // Constructs: the expressions of their heads, their lists of statements.
  for (const Field& field : layout_of(statement).children) {
    if (field.kind == FieldKind::statements) statements(field.statements(statement));
    else if (field.kind == FieldKind::child && field.child(statement)) {
      const Node* child = field.child(statement);
      if (auto* inner = dyn_cast<Stmt>(child)) this->statement(inner);
      else check(child);
    } else if (field.kind == FieldKind::list) {
      for (std::size_t i = 0, size = field.list_size(statement); i < size; ++i)
        check(field.list_item(statement, i));
    }
  }
}

// Called for whatever a host statement evaluates.
void HostEdits::check(const Node* node) {
  if (auto* part = dyn_cast<PartRef>(node)) {
    if (auto* base = dyn_cast<NameRef>(static_cast<const Expr*>(part->base))) {
      std::string_view name = tree_.spelling(base->name);
      Lookup found = lookup(base, base->name);
      bool user = found.found() && found.symbol->kind != SymbolKind::intrinsic;
      if (!user && is_inquiry(name)) {
        for (std::size_t i = 0; i < part->arguments.size(); ++i)
          if (i > 0 || !device(bare(part->arguments[i]))) check(part->arguments[i]);
        return;
      }
      if (!user && part->arguments.size() == 1 &&
          is_one_of(name, {"sum", "product", "maxval", "minval", "any", "all", "count"}))
        if (Device found = device(bare(part->arguments[0]))) return fetched(part, found);
      if (!user && is_one_of(name, {"cudamemcpy", "cudamemcpyasync", "cudamemset", "cudamemsetasync",
                                    "cudamemcpy2d", "cudamemcpy2dasync"}))
        return copy_function(part, name);
      if (user && found.symbol->kind == SymbolKind::procedure && found.symbol->specifics.empty())
        return actuals(part->arguments, found.symbol->inner, name, false);
      if (user && !found.symbol->specifics.empty() && found.symbol->kind != SymbolKind::type) {
        if (const Symbol* specific = resolve(*found.symbol, part->base, part->arguments))
          return actuals(part->arguments, specific->inner, name, false);
        for (const Expr* actual : part->arguments)
          if (!device(bare(actual))) check(actual);
        return;
      }
    }
  }
  if (auto* expression = dyn_cast<Expr>(node))
    if (Device found = device(expression)) {
      refuse(node, fmt::format("'{}' lies in device memory, and its value is needed on the host", text(node)),
             "assign it to a variable of the host first");
      return;
    }
  for_each_child(node, [&](const Node* child) { check(child); });
}

// sum(a) -> sum(isotach_fetched(whole, a, size(a), line)): the host has the elements for as long as it needs
// them.
void HostEdits::fetched(const PartRef* part, const Device& found) {
  const Expr* array = part->arguments[0];
  if (auto* section = dyn_cast<PartRef>(bare(array)))
    for (const Expr* subscript : section->arguments) check(subscript);
  Value value = evaluator_.evaluate(array, table_.around(part));
  bool known = value.base == BaseType::logical
                   ? value.kind == 4
                   : is_numeric(value.base) && (value.kind == 4 || value.kind == 8);
  if (!known)
    return refuse(array, fmt::format("'{}' is not of a type of kind 4 or 8 that is known here", text(array)),
                  "assign it to a variable of the host first");
  replace(array, begin_of(array), end_of(array),
          fmt::format("isotach_fetched({0}, {1}, size({1}), {2})", found.whole, text(array), line_of(part)));
}

// cudaMemcpy(to, from, count, direction) and cudaMemcpyAsync(to, from, count, direction, stream), where the
// direction may be left out; cudaMemset(to, value, count); cudaMemcpy2D(to, pitch, from, pitch, width,
// height, direction). The attributes say which side is where.
void HostEdits::copy_function(const PartRef* part, std::string_view name) {
  std::string stream = "0_8";
  std::vector<const Expr*> arguments;
  for (const Expr* argument : part->arguments) {
    auto* keyword = dyn_cast<KeywordArgument>(argument);
    if (keyword && tree_.spelling(keyword->name) == "stream") stream = text(keyword->value);
    else if (keyword && is_one_of(tree_.spelling(keyword->name), {"kdir", "kind"})) continue;
    else if (keyword) return refuse(argument, "this argument has a keyword", "write it in its place");
    else arguments.push_back(argument);
  }
  bool set = name.substr(0, 10) == "cudamemset", plane = name.substr(0, 12) == "cudamemcpy2d";
  std::size_t least = plane ? 6 : 3;
  if (arguments.size() < least || arguments.size() > least + 2)
    return refuse(
        part, fmt::format("'{}' takes {} arguments here", name, plane ? "six to eight" : "three to five"),
        plane ? "see docs/cuda.md" : "copies of two dimensions are cudaMemcpy2D, or assignments of sections");
  std::string extent = fmt::format("int({},8)", text(arguments[least - 1]));
  if (plane) {
    for (std::size_t i : {std::size_t{1}, std::size_t{3}, std::size_t{4}, std::size_t{5}})
      check(arguments[i]);
    extent = fmt::format("[int({},8), int({},8), int({},8), int({},8)]", text(arguments[1]),
                         text(arguments[3]), text(arguments[4]), text(arguments[5]));
    arguments.erase(arguments.begin() + 3, arguments.begin() + 5); // to, pitch, from, height, ...
    arguments.erase(arguments.begin() + 1);
  }
  for (std::size_t i = 3; i < arguments.size(); ++i) {
    check(arguments[i]);
    // A direction is of default kind, a stream of kind cuda_stream_kind.
    if (i == 4 || set || evaluator_.evaluate(arguments[i], table_.around(part)).kind == 8)
      stream = text(arguments[i]);
  }
  check(arguments[2]);
  Device to = device(arguments[0]), from = set ? Device{} : device(arguments[1]);
  for (const Expr* side : {arguments[0], arguments[1]})
    if (auto* element = dyn_cast<PartRef>(side))
      for (const Expr* subscript : element->arguments) check(subscript);
  if (set && !to)
    return refuse(part, fmt::format("'{}' is of the host", text(arguments[0])), "assign the value");
  std::string whole = to ? to.whole : text(arguments[0]);
  if (set) {
    check(arguments[1]);
    replace(
        part, begin_of(part), end_of(part),
        fmt::format("isotach_memset({}, {}, {}, {})", whole, text(arguments[0]), text(arguments[1]), extent));
    return;
  }
  bool is_async = name.size() > 5 && name.substr(name.size() - 5) == "async";
  replace(part, begin_of(part), end_of(part),
          fmt::format("isotach_memcpy{}({}, {}, {}, {}, {}, {}, int({},8))", plane ? "2d" : "", whole,
                      text(arguments[0]), from ? from.whole : text(arguments[1]), text(arguments[1]), extent,
                      (to ? 1 : 0) + (from ? 2 : 0) + (is_async ? 4 : 0), stream));
}

void HostEdits::assignment(const AssignmentStmt* statement) {
  const Expr *target = statement->target, *value = bare(statement->value);
  Device to = device(target), from = device(value);
  auto check_subscripts = [&](const Expr* expression) {
    if (auto* part = dyn_cast<PartRef>(expression))
      for (const Expr* subscript : part->arguments) check(subscript);
  };
  if (kernel::is_device_expression(statement, tree_, semantics_)) return region(statement);
  if (!to && !from) {
    check(target);
    check(statement->value);
    return;
  }
  check_subscripts(target);
  const Scope& scope = table_.around(statement);
  Value left = evaluator_.evaluate(target, scope), right = evaluator_.evaluate(statement->value, scope);
  bool same =
      left.base == right.base && left.kind == right.kind && left.base != BaseType::unknown && left.kind != 0;
  std::uint32_t line = line_of(statement);
  std::string call;
  if (to && !from) {
    check(statement->value);
    std::string host = text(statement->value);
    bool numbers = is_numeric(left.base) && is_numeric(right.base);
    if (!same && numbers && left.kind != 0) {
      host = fmt::format("{}({}, {})",
                         left.base == BaseType::integer ? "int"
                         : left.base == BaseType::real  ? "real"
                                                        : "cmplx",
                         host,
                         left.base == BaseType::complex ? fmt::format("kind={}", left.kind)
                                                        : fmt::format("{}", left.kind));
    } else if (!same) {
      refuse(statement, "the types of the two sides are not known to be the same",
             "convert the right-hand side explicitly");
      return;
    }
    call = fmt::format("call isotach_put({}, {}, {}, {})", to.whole, text(target), host, line);
  } else {
    check_subscripts(value);
    if (!same) {
      refuse(statement, "the two sides of an assignment from the device differ in type or kind",
             "assign to a variable of its type first");
      return;
    }
    call = to ? fmt::format("call isotach_move({}, {}, {}, {}, {})", to.whole, text(target), from.whole,
                            text(value), line)
              : fmt::format("call isotach_get({}, {}, {}, {})", text(target), from.whole, text(value), line);
    const auto* name = dyn_cast<NameRef>(target);
    Lookup found = name ? lookup(name, name->name) : Lookup{};
    bool alone = !isa<IfStmt>(static_cast<const Node*>(statement->parent));
    if (!to && alone && found.found() && found.symbol->has(AttributeKind::allocatable))
      call = fmt::format("if (.not. allocated({})) allocate({}, mold={}); {}", text(target), text(target),
                         text(value), call);
  }
  replace(statement, begin_of(statement), end_of(statement), std::move(call));
}

// A device variable as the selector is one under another name; of others the value counts.
void HostEdits::associations(const AssociateStmt* statement) {
  for (const Association* association : statement->associations)
    if (!isa<NameRef>(static_cast<const Expr*>(association->selector))) check(association->selector);
}

void HostEdits::pointer_assignment(const PointerAssignmentStmt* statement) {
  Device to = device(statement->target), from = device(bare(statement->value));
  bool null = lower(text(statement->value)).substr(0, 4) == "null";
  if (static_cast<bool>(to) != static_cast<bool>(from) && !null)
    refuse(statement, "a pointer and its target are in different memory", "give both DEVICE, or neither");
}

void HostEdits::call(const CallStmt* statement) {
  const auto* name = dyn_cast<NameRef>(static_cast<const Expr*>(statement->procedure));
  Lookup found = name ? lookup(name, name->name) : Lookup{};
  if (!statement->launch.empty()) return launch(statement, found.symbol);
  if (found.found() && !found.symbol->specifics.empty()) {
    const Symbol* specific = resolve(*found.symbol, statement->procedure, statement->arguments);
    if (specific) actuals(statement->arguments, specific->inner, text(statement->procedure), false);
    else
      for (const Expr* actual : statement->arguments)
        if (!device(bare(actual))) check(actual);
    return;
  }
  if (found.found() && found.symbol->inner && isa<Procedure>(found.symbol->inner->node)) {
    kernel::Sides sides =
        kernel::sides_of(*found.symbol->inner->tree, cast<Procedure>(found.symbol->inner->node)->begin);
    if (!sides.on_host()) {
      refuse(statement, fmt::format("'{}' runs on the device", text(statement->procedure)),
             sides.global ? "launch it: <<<blocks, threads>>>" : "call it from a kernel");
      return;
    }
  }
  actuals(statement->arguments, found.found() ? found.symbol->inner : nullptr, text(statement->procedure),
          false);
}

void HostEdits::actuals(const List<Expr>& actuals, const Scope* callee, std::string_view name, bool kernel) {
  for (std::size_t i = 0; i < actuals.size(); ++i) {
    const Expr* actual = actuals[i];
    const Symbol* dummy = callee && i < callee->arguments.size() ? callee->arguments[i] : nullptr;
    if (auto* keyword = dyn_cast<KeywordArgument>(actual)) {
      dummy = nullptr;
      for (const Symbol* symbol : callee ? callee->arguments : std::vector<Symbol*>())
        if (symbol && symbol->name == tree_.spelling(keyword->name)) dummy = symbol;
      actual = keyword->value;
    }
    bool wants_device =
        dummy && (kernel ? !dummy->has(AttributeKind::value) : kernel::is_device_variable(*dummy));
    Device given = device(bare(actual));
    if (!given) {
      check(actual);
      if (wants_device && kernel)
        refuse(
            actual,
            fmt::format("the argument '{}' of the kernel '{}' lies in device memory, and '{}' is of the host",
                        dummy->name, name, text(actual)),
            "give a variable with DEVICE, or the argument VALUE");
      else if (wants_device)
        refuse(actual,
               fmt::format("the argument '{}' of '{}' has DEVICE, and '{}' is of the host", dummy->name, name,
                           text(actual)),
               "give a variable with DEVICE");
      continue;
    }
    if (wants_device) {
      if (!kernel && callee->symbol && callee->symbol->has(AttributeKind::bind)) {
        refuse(actual,
               fmt::format("'{}' is a C function, and does not know where '{}' lies", name, text(actual)),
               "call it from a Fortran procedure that has the device address");
        continue;
      }
      if (auto* part = dyn_cast<PartRef>(bare(actual)))
        for (const Expr* subscript : part->arguments) check(subscript);
      continue;
    }
    refuse(actual,
           dummy ? fmt::format("'{}' lies in device memory, and the argument '{}' of '{}' does not",
                               text(actual), dummy->name, name)
                 : fmt::format("'{}' lies in device memory, and what '{}' does with it is not known",
                               text(actual), name),
           "give a variable of the host, or a procedure whose argument has DEVICE");
  }
}

// call kernel<<<grid, block, bytes, stream>>>(a, b) -> call kernel(isotach_launch(grid, block, line, bytes,
// stream), a, b)
void HostEdits::launch(const CallStmt* statement, const Symbol* kernel) {
  if (kernel && !kernel->specifics.empty())
    kernel = kernel::specific_of(*kernel, statement->arguments, tree_, table_.around(statement), semantics_);
  const Scope* callee = kernel ? kernel->inner : nullptr;
  if (!callee || !isa<Procedure>(callee->node) ||
      !kernel::sides_of(*callee->tree, cast<Procedure>(callee->node)->begin).global) {
    refuse(statement,
           fmt::format("'{}' is launched, and is not a kernel of these files", text(statement->procedure)),
           "give it ATTRIBUTES(GLOBAL), or its file too");
    return;
  }
  if (statement->launch.size() < 2 || statement->launch.size() > 4) {
    refuse(statement, "a launch has two to four figures", "write <<<blocks, threads>>>");
    return;
  }
  std::string figures;
  for (std::size_t i = 0; i < statement->launch.size(); ++i) {
    const Expr* figure = statement->launch[i];
    if (isa<StarExpr>(figure)) {
      refuse(figure, "the number of blocks is left open by *", "name it");
      return;
    }
    check(figure);
    // Converted as for arguments with VALUE: bytes may be a real number (0.9*bytes).
    figures +=
        (i ? ", " : "") + (i < 2 ? text(figure) : fmt::format("int({}{})", text(figure), i == 3 ? ",8" : ""));
    if (i == 1) figures += fmt::format(", {}", line_of(statement));
  }
  actuals(statement->arguments, callee, text(statement->procedure), true);
  std::string_view source = tree_.source().text();
  std::uint32_t begin = end_of(statement->procedure), end = end_of(statement->launch.back());
  std::size_t close = source.find(">>>", end);
  if (close == source.npos) return;
  std::uint32_t at = static_cast<std::uint32_t>(close) + 3;
  while (at < source.size() && is_blank(source[at])) ++at;
  if (at < source.size() && source[at] == '(')
    replace(statement, begin, at + 1,
            fmt::format("(isotach_launch({}){}", figures, statement->arguments.empty() ? "" : ", "));
  else
    replace(statement, begin, static_cast<std::uint32_t>(close) + 3,
            fmt::format("(isotach_launch({}))", figures));
}

void HostEdits::allocation(const AllocateStmt* statement) {
  bool any = false;
  const Expr* source = nullptr;
  std::string pinned_flag;
  for (const Expr* object : statement->objects) {
    any = any || device(object);
    if (auto* part = dyn_cast<PartRef>(object))
      for (const Expr* bound : part->arguments) check(bound);
  }
  for (std::size_t i = 0; i < statement->controls.size(); ++i) {
    const ControlSpec* control = statement->controls[i];
    std::string_view keyword = tree_.spelling(control->keyword);
    if (keyword == "pinned") {
      pinned_flag = text(control->value);
      // The comma goes too, which may stand a line before.
      const Node* before = control == statement->controls[0]
                               ? static_cast<const Node*>(statement->objects.back())
                               : statement->controls[i - 1];
      std::uint32_t comma = static_cast<std::uint32_t>(tree_.source().text().find(',', end_of(before)));
      edit(control, comma, comma + 1, "");
      edit(control, begin_of(control), end_of(control), "");
    } else if (keyword == "source" && (any || device(bare(control->value)))) {
      // Its shape is taken here, and its values by an assignment.
      source = bare(control->value);
      edit(control, begin_of(control), begin_of(control) + 6, "mold");
      if (!device(source)) check(source);
    } else if (keyword != "mold") check(control->value);
  }
  std::string calls;
  bool may_fail = false;
  for (const ControlSpec* control : statement->controls)
    may_fail = may_fail || tree_.spelling(control->keyword) == "stat";
  auto is_pinned = [](const Symbol& symbol) { return symbol.has(AttributeKind::pinned); };
  std::string all_pinned;
  for (const Expr* object : statement->objects) {
    Device found = device(object), pinned = variable(object, is_pinned);
    if (!found && !pinned) continue;
    const Device& one = found ? found : pinned;
    std::string condition = fmt::format(
        "{}({})", one.symbol->has(AttributeKind::pointer) ? "associated" : "allocated", one.whole);
    calls += may_fail ? fmt::format("; if ({}) ", condition) : "; ";
    calls +=
        found ? entering(one.whole, *one.symbol, statement) : fmt::format("call isotach_pin({})", one.whole);
    if (pinned)
      all_pinned +=
          fmt::format("{}isotach_is_pinned({}) /= 0", all_pinned.empty() ? "" : " .and. ", one.whole);
  }
  if (source && isa<IfStmt>(static_cast<const Node*>(statement->parent)))
    return refuse(statement, "ALLOCATE with SOURCE is the statement of an IF", "write IF ... THEN");
  Device from = source ? device(source) : Device{};
  std::uint32_t line = line_of(statement);
  for (const Expr* object : source ? statement->objects : List<Expr>()) {
    Device to = device(object);
    const Expr* whole = isa<PartRef>(object) ? cast<PartRef>(object)->base : object;
    std::string name = to ? to.whole : text(whole);
    std::string call =
        to && from
            ? fmt::format("call isotach_move({0}, {0}, {1}, {2}, {3})", name, from.whole, text(source), line)
        : to   ? fmt::format("call isotach_put({0}, {0}, {1}, {2})", name, text(source), line)
        : from ? fmt::format("call isotach_get({}, {}, {}, {})", name, from.whole, text(source), line)
               : fmt::format("{} = {}", name, text(source));
    bool pointer = to && to.symbol->has(AttributeKind::pointer);
    if (may_fail) call = fmt::format("if ({}({})) {}", pointer ? "associated" : "allocated", name, call);
    calls += "; " + call;
  }
  if (!pinned_flag.empty())
    calls += fmt::format("; {} = {}", pinned_flag, all_pinned.empty() ? ".false." : all_pinned);
  if (calls.empty()) return;
  if (isa<IfStmt>(static_cast<const Node*>(statement->parent)))
    replace(statement, begin_of(statement), end_of(statement),
            fmt::format("then; {}{}; end if", text(statement), calls));
  else insert(statement, end_of(statement), calls);
}

void HostEdits::deallocation(const DeallocateStmt* statement) {
  std::string calls;
  for (const Expr* object : statement->objects)
    if (device(object)) calls += fmt::format("call isotach_leave({}); ", text(object));
  if (calls.empty()) return;
  if (isa<IfStmt>(static_cast<const Node*>(statement->parent)))
    replace(statement, begin_of(statement), end_of(statement),
            fmt::format("then; {}{}; end if", calls, text(statement)));
  else insert(statement, begin_of(statement), calls);
}

} // namespace isotach::host_side
