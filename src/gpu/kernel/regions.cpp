// Regions of host code: loops with !$cuf kernel do, and assignments that compute with device variables. Each
// becomes a kernel whose arguments are what it uses. Its loops stride over all threads, so any launch is
// right.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "gpu/kernel/lowering.h"
#include "tree/visit.h"

namespace isotach::kernel {

namespace {

const NameRef* base_of(const Expr* expression) {
  if (auto* part = dyn_cast<PartRef>(expression)) expression = part->base;
  return dyn_cast<NameRef>(expression);
}

} // namespace

bool is_device_expression(const AssignmentStmt* statement, const Tree& tree, const Semantics& semantics) {
  const isotach::Program& program = semantics.program();
  auto is_device = [&](const NameRef* name) {
    if (!name) return false;
    Lookup found = program.lookup(program.table_of(tree)->around(name), tree.spelling(name->name));
    return found.found() && found.symbol->kind == SymbolKind::variable && is_device_variable(*found.symbol);
  };
  if (!is_device(base_of(statement->target))) return false;
  const Expr* value = statement->value;
  while (auto* parentheses = dyn_cast<ParenExpr>(value)) value = parentheses->operand;
  if (is_device(base_of(value))) return false; // a copy
  bool any = false;
  for_each<NameRef>(const_cast<Expr*>(value), [&](const NameRef* name) { any = any || is_device(name); });
  return any;
}

bool is_region(const Stmt* statement, const Tree& tree, const Semantics& semantics) {
  if (auto* directive = dyn_cast<DirectiveStmt>(statement))
    return directive->directive == DirectiveKind::cuf_kernel_do && !directive->is_end;
  auto* assignment = dyn_cast<AssignmentStmt>(statement);
  return assignment && is_device_expression(assignment, tree, semantics);
}

const DoConstruct* loop_of(const DirectiveStmt* directive) {
  const Stmt* next = directive->next;
  while (next && isa<DirectiveStmt>(next) && cast<DirectiveStmt>(next)->family != DirectiveFamily::cuda)
    next = next->next;
  return dyn_cast<DoConstruct>(next);
}

int spread_loops(const DirectiveStmt* directive, const Tree& tree) {
  if (directive->arguments.empty()) return 1;
  std::string_view text = tree.text(directive->arguments[0]);
  return text.size() == 1 && text[0] >= '1' && text[0] <= '3' ? text[0] - '0' : 0;
}

void Lowering::find_assigned(const Stmt* region) {
  auto note = [&](const Expr* target) {
    const auto* name = dyn_cast<NameRef>(target);
    Lookup found = name ? program_.lookup(scope(), tree_.spelling(name->name)) : Lookup{};
    if (found.found() && !is_device_variable(*found.symbol)) assigned_.insert(found.symbol);
  };
  walk(const_cast<Stmt*>(region), [&](Node* node) {
    if (auto* assignment = dyn_cast<AssignmentStmt>(node)) note(assignment->target);
    if (auto* loop = dyn_cast<DoStmt>(node); loop && loop->control) note(loop->control->variable);
    if (auto* call = dyn_cast<CallStmt>(node))
      for (const Expr* actual : call->arguments) note(actual);
  });
}

namespace {

// What becomes of a scalar in statements that are executed in order.
enum class Use : std::uint8_t {
  none,    // not read before it has a value of this turn, and perhaps without one after
  written, // has one after
  exposed  // read before
};

class ScalarUse {
 public:
  ScalarUse(const Tree& tree, std::string_view name) : tree_(tree), name_(name) {}

  Use of(const StmtList& list) const {
    for (const Stmt* statement : list)
      if (Use use = of(statement); use != Use::none) return use;
    return Use::none;
  }

 private:
  bool names(const Node* node) const {
    bool found = false;
    if (node)
      for_each<NameRef>(const_cast<Node*>(node),
                        [&](const NameRef* name) { found = found || tree_.spelling(name->name) == name_; });
    return found;
  }
  bool is(const Expr* expression) const {
    const auto* name = dyn_cast<NameRef>(expression);
    return name && tree_.spelling(name->name) == name_;
  }

  Use of(const Stmt* statement) const {
    if (!names(statement)) return Use::none;
    if (auto* assignment = dyn_cast<AssignmentStmt>(statement)) {
      if (names(assignment->value)) return Use::exposed;
      return is(assignment->target) ? Use::written : Use::exposed;
    }
    if (auto* single = dyn_cast<IfStmt>(statement)) {
      if (names(single->condition)) return Use::exposed;
      return of(single->action) == Use::exposed ? Use::exposed : Use::none;
    }
    if (auto* construct = dyn_cast<IfConstruct>(statement)) {
      bool all = true, otherwise = false;
      for (const Stmt* child : construct->branches) {
        const auto* branch = dyn_cast<isotach::Branch>(child);
        if (!branch || names(branch->header)) return Use::exposed;
        otherwise = otherwise || isa<ElseStmt>(static_cast<const Stmt*>(branch->header));
        Use use = of(branch->body);
        if (use == Use::exposed) return use;
        all = all && use == Use::written;
      }
      return all && otherwise ? Use::written : Use::none;
    }
    if (auto* loop = dyn_cast<DoConstruct>(statement)) {
      const LoopControl* control = cast<DoStmt>(static_cast<const Stmt*>(loop->begin))->control;
      if (control && control->loop == LoopKind::counted) {
        if (names(control->lower) || names(control->upper) || names(control->step)) return Use::exposed;
        if (is(control->variable)) return Use::written;
      } else if (control) {
        return Use::exposed;
      }
      return of(loop->body) == Use::exposed ? Use::exposed : Use::none;
    }
    return Use::exposed;
  }

  const Tree& tree_;
  std::string_view name_;
};

} // namespace

// A scalar that a turn of the loops reads before it has a value of this turn: a sum over turns, most often.
bool Lowering::reads_before_write(const Symbol& symbol, const DoConstruct* loop) {
  return ScalarUse(tree_, symbol.name).of(loop->body) == Use::exposed;
}

// Turns t, t + T, t + 2T ... of thread t of T along an axis.
void Lowering::spread(Step& loop, int axis) {
  Type type = loop.target->type;
  auto index = [&](Index which) {
    TermPtr made = make(TermKind::index, {BaseType::integer, 4});
    made->index = which;
    made->dimension = axis;
    return made;
  };
  TermPtr thread = converted(index(Index::global), type), threads = converted(index(Index::threads), type);
  loop.direction = !loop.stride                              ? 1
                   : loop.stride->kind == TermKind::constant ? (loop.stride->integer > 0 ? 1 : -1)
                                                             : 0;
  if (loop.stride) {
    // Its value is needed twice, so it must not change anything: a constant or a variable.
    auto again = [&]() {
      TermPtr copy = make(loop.stride->kind, loop.stride->type);
      copy->integer = loop.stride->integer;
      copy->variable = loop.stride->variable;
      return copy;
    };
    thread = binary(Op::multiply, std::move(thread), again(), type);
    threads = binary(Op::multiply, std::move(threads), again(), type);
  }
  bool from_zero = loop.lower->kind == TermKind::constant && loop.lower->integer == 0;
  loop.lower =
      from_zero ? std::move(thread) : binary(Op::add, std::move(loop.lower), std::move(thread), type);
  loop.stride = std::move(threads);
}

void Lowering::run_region(const Stmt* region) {
  const auto* directive = dyn_cast<DirectiveStmt>(region);
  if (!directive) {
    find_assigned(region);
    statement(region, function_.body);
    Step* loop = function_.body.empty() ? nullptr : function_.body.back().get();
    std::vector<Step*> nest;
    for (; loop && loop->kind == StepKind::loop; loop = loop->body.back().get()) nest.push_back(loop);
    for (std::size_t axis = 0; axis < nest.size() && axis < 3; ++axis)
      spread(*nest[nest.size() - 1 - axis], static_cast<int>(axis));
    return;
  }
  const DoConstruct* construct = loop_of(directive);
  int count = spread_loops(directive, tree_);
  if (!construct || count == 0) {
    refuse(region, "no loops follow this directive, or their number is not 1, 2 or 3",
           "write !$cuf kernel do (2) before two loops");
    return;
  }
  find_assigned(construct);
  std::vector<const Stmt*> loops;
  const DoConstruct* at = construct;
  for (int i = 0; i < count; ++i) {
    loops.push_back(at);
    if (i + 1 == count) break;
    const Stmt* inner = at->body.first();
    at = dyn_cast<DoConstruct>(inner);
    if (!at || inner->next) {
      refuse(region, fmt::format("the directive spreads {} loops, and they are not tightly nested", count),
             "leave no statement between them");
      return;
    }
  }
  for (const Stmt* loop : loops) {
    const LoopControl* control =
        cast<DoStmt>(static_cast<const Stmt*>(cast<DoConstruct>(loop)->begin))->control;
    if (!control || control->loop != LoopKind::counted) {
      refuse(loop, "the turns of this loop are not counted", "write DO with bounds");
      return;
    }
  }
  for (const Symbol* symbol : std::vector<const Symbol*>(assigned_.begin(), assigned_.end())) {
    bool counts = std::any_of(loops.begin(), loops.end(), [&](const Stmt* loop) {
      const LoopControl* control =
          cast<DoStmt>(static_cast<const Stmt*>(cast<DoConstruct>(loop)->begin))->control;
      const auto* variable = dyn_cast<NameRef>(static_cast<const Expr*>(control->variable));
      return variable && tree_.spelling(variable->name) == symbol->name;
    });
    if (!counts && reads_before_write(*symbol, at)) {
      refuse(region,
             fmt::format("'{}' may carry a value from one turn to the next, as a sum does", symbol->name),
             "reductions of !$cuf kernel do are not supported; write a kernel that adds up");
      return;
    }
  }
  do_construct(construct, function_.body);
  if (!is_good()) return;
  Step* loop = function_.body.back().get();
  for (int i = 0; i < count; ++i) {
    bool simple =
        !loop->stride || loop->stride->kind == TermKind::constant || loop->stride->kind == TermKind::variable;
    if (!simple) {
      refuse(loops[static_cast<std::size_t>(i)], "the step of this loop is an expression",
             "compute it before the loop");
      return;
    }
    spread(*loop, count - 1 - i);
    if (loop->left_from_inside || std::any_of(loop->body.begin(), loop->body.end(), [](const StepPtr& step) {
          return step->kind == StepKind::leave || step->kind == StepKind::return_;
        })) {
      refuse(region, "a loop that is spread over threads is left before its end", "let it run to its end");
      return;
    }
    if (i + 1 < count) loop = loop->body.front().get();
  }
}

// What host code uses in a region: values are passed as they are when it begins, device variables by their
// places.
Variable* Lowering::captured(const Symbol& symbol, const Node* place) {
  auto [at, is_new] = variables_.try_emplace(&symbol, nullptr);
  if (!is_new) return at->second;
  auto say = [&](std::string_view what, std::string_view remedy) -> Variable* {
    refuse(place, what, remedy);
    return nullptr;
  };
  TypeInfo info = evaluator_.type_of(symbol);
  Type type{info.base, info.kind};
  if (symbol.kind != SymbolKind::variable || !is_supported(type))
    return say(fmt::format("'{}' is not a number or a logical value that device code has", symbol.name),
               "device code has INTEGER, REAL and LOGICAL of kinds 1 to 8");
  bool device = is_device_variable(symbol);
  if (!device && !symbol.dimensions.empty())
    return say(fmt::format("the array '{}' lies in the memory of the host", symbol.name),
               "copy it to a variable with DEVICE");
  if (symbol.has(AttributeKind::optional) || symbol.in_common)
    return say(fmt::format("'{}' is OPTIONAL, or in a COMMON block", symbol.name),
               "use a variable of its own");
  for (const isotach::Dimension* dimension : symbol.dimensions)
    if (dimension->form == DimensionKind::star || dimension->form == DimensionKind::assumed_rank)
      return say(fmt::format("the shape of '{}' is not known here", symbol.name),
                 "declare it with its shape");
  function_.variables.emplace_back();
  Variable& made = function_.variables.back();
  made.name = unique_name(symbol.name);
  made.type = type;
  made.symbol = &symbol;
  made.hidden = true;
  made.read_only = symbol.intent == IntentKind::in;
  at->second = &made;
  if (!device && assigned_.count(&symbol)) {
    made.hidden = made.read_only = false;
    made.storage = Storage::local;
    return &made;
  }
  made.storage = !device ? Storage::value : symbol.dimensions.empty() ? Storage::reference : Storage::view;
  made.dimensions.resize(symbol.dimensions.size());
  function_.arguments.push_back(&made);
  return &made;
}

} // namespace isotach::kernel
