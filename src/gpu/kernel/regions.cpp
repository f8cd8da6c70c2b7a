// Regions of host code: loops with !$cuf kernel do, and assignments that compute with device variables. Each
// becomes a kernel whose arguments are what it uses. Its loops stride over all threads, so any launch is
// right.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/kernel/lowering.h"
#include "tree/visit.h"

namespace isotach::kernel {

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
    Lookup found = name ? named(tree_.spelling(name->name), name) : Lookup{};
    if (found.found() && found.symbol->dimensions.empty()) assigned_.insert(found.symbol);
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

namespace {

// What the statements of a loop nest do with a scalar, when all that they do is one and the same reduction:
// s = s + e, s = max(s, e), if (e > s) s = e.
class ReductionUse {
 public:
  ReductionUse(const Tree& tree, std::string_view name) : tree_(tree), name_(name) {}

  // A function of isotach_device.h; empty: it is used in another way too.
  std::string of(const Stmt* loop) {
    std::size_t uses = 0, seen = 0;
    std::string operation;
    bool one = true;
    walk(const_cast<Stmt*>(loop), [&](Node* node) {
      if (auto* name = dyn_cast<NameRef>(node)) uses += tree_.spelling(name->name) == name_;
      std::string found;
      if (auto* single = dyn_cast<IfStmt>(node)) found = of_if(single, seen);
      else if (auto* assignment = dyn_cast<AssignmentStmt>(node); assignment && is(assignment->target)) {
        if (const auto* single = dyn_cast<IfStmt>(static_cast<const Node*>(assignment->parent));
            single && names(single->condition))
          return; // counted with its IF
        found = of_value(assignment->value);
        if (!found.empty()) seen += 2;
      }
      if (found.empty()) return;
      one = one && (operation.empty() || operation == found);
      operation = found;
    });
    return one && seen == uses ? operation : std::string();
  }

 private:
  bool is(const Expr* expression) const {
    while (auto* parentheses = dyn_cast<ParenExpr>(expression)) expression = parentheses->operand;
    const auto* name = dyn_cast<NameRef>(expression);
    return name && tree_.spelling(name->name) == name_;
  }
  bool names(const Node* node) const {
    bool found = false;
    for_each<NameRef>(const_cast<Node*>(node),
                      [&](const NameRef* name) { found = found || tree_.spelling(name->name) == name_; });
    return found;
  }

  std::string of_value(const Expr* value) const {
    if (auto* operation = dyn_cast<BinaryExpr>(value)) {
      std::string word = word_of(operation->op);
      if (word.empty()) return {};
      bool left = names(operation->left), right = names(operation->right);
      if (left == right || (right && operation->op == OperatorKind::minus)) return {};
      const Expr* side = left ? operation->left : operation->right;
      return is(side) || of_value(side) == word ? word : std::string();
    }
    const auto* call = dyn_cast<PartRef>(value);
    const auto* function = call ? dyn_cast<NameRef>(static_cast<const Expr*>(call->base)) : nullptr;
    if (!function) return {};
    std::string_view name = tree_.spelling(function->name);
    std::string word = name == "iand" ? "iand" : name == "ior" ? "ior" : name == "ieor" ? "ieor" : "";
    if (is_one_of(name, {"max", "amax1", "dmax1", "max0"})) word = "max";
    if (is_one_of(name, {"min", "amin1", "dmin1", "min0"})) word = "min";
    if (word.empty()) return {};
    std::size_t direct = 0, any = 0;
    for (const Expr* actual : call->arguments) {
      direct += is(actual);
      any += names(actual);
    }
    return direct == 1 && any == 1 ? word : std::string();
  }

  // if (e > s) s = e: in the condition and in the assignment the same e, which does not name s.
  std::string of_if(const IfStmt* single, std::size_t& seen) const {
    const auto* assignment = dyn_cast<AssignmentStmt>(static_cast<const Stmt*>(single->action));
    const auto* condition = dyn_cast<BinaryExpr>(static_cast<const Expr*>(single->condition));
    if (!assignment || !condition || !is(assignment->target) || names(assignment->value)) return {};
    bool left = is(condition->left), right = is(condition->right);
    const Expr* other = left ? condition->right : condition->left;
    if (left == right || tree_.text(other) != tree_.text(assignment->value)) return {};
    bool greater = condition->op == OperatorKind::gt || condition->op == OperatorKind::ge;
    bool less = condition->op == OperatorKind::lt || condition->op == OperatorKind::le;
    if (!greater && !less) return {};
    seen += 2;
    return greater == right ? "max" : "min";
  }

  static std::string word_of(OperatorKind op) {
    switch (op) {
    case OperatorKind::plus:
    case OperatorKind::minus: return "add";
    case OperatorKind::multiply: return "multiply";
    case OperatorKind::and_: return "and_";
    case OperatorKind::or_: return "or_";
    case OperatorKind::eqv: return "eqv";
    case OperatorKind::neqv: return "neqv";
    default: return {};
    }
  }

  const Tree& tree_;
  std::string_view name_;
};

} // namespace

// The scalars that carry a value from turn to turn become reductions; false: one of them cannot.
bool Lowering::find_reductions(const Stmt* region, const DoConstruct* outermost, const DoConstruct* innermost,
                               std::span<const Stmt* const> loops) {
  std::vector<const Symbol*> symbols(assigned_.begin(), assigned_.end());
  std::sort(symbols.begin(), symbols.end(),
            [](const Symbol* a, const Symbol* b) { return a->name < b->name; });
  for (const Symbol* symbol : symbols) {
    bool counts = std::any_of(loops.begin(), loops.end(), [&](const Stmt* loop) {
      const LoopControl* control =
          cast<DoStmt>(static_cast<const Stmt*>(cast<DoConstruct>(loop)->begin))->control;
      const auto* variable = dyn_cast<NameRef>(static_cast<const Expr*>(control->variable));
      return variable && tree_.spelling(variable->name) == symbol->name;
    });
    bool on_device = is_device_variable(*symbol);
    if (counts || (!on_device && !reads_before_write(*symbol, innermost))) continue;
    std::string operation = ReductionUse(tree_, symbol->name).of(outermost);
    if (operation.empty()) {
      refuse(region,
             fmt::format("'{}' may carry a value from one turn to the next, and is not a sum, a product, a "
                         "maximum or the like of the turns",
                         symbol->name),
             on_device ? "use a variable of the host for what is computed in between"
                       : "give it a value in each turn before it is read");
      return false;
    }
    TypeInfo info = evaluator_.type_of(*symbol);
    Type type{info.base, info.kind};
    if (!is_supported(type) || symbol->has(AttributeKind::optional) || symbol->in_common ||
        symbol->has(AttributeKind::allocatable) || symbol->has(AttributeKind::pointer)) {
      refuse(region, fmt::format("'{}' cannot be a reduction", symbol->name), "use a local variable");
      return false;
    }
    Reduction made{symbol, on_device, nullptr, nullptr, operation};
    made.local = &add_variable(symbol->name, type, Storage::local);
    made.local->symbol = symbol;
    variables_[symbol] = made.local;
    made.partials = &add_variable(fmt::format("{}_partials", symbol->name), type, Storage::pointer);
    made.partials->dimensions.emplace_back();
    function_.arguments.push_back(made.partials);
    function_.reductions.push_back(made);
    TermPtr start = make(TermKind::call, type);
    start->name = fmt::format("start_of_{}", operation);
    function_.body.push_back(assign(variable(*made.local), std::move(start), region));
  }
  return true;
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
  if (!find_reductions(region, construct, at, loops)) return;
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
    if (loop->kind != StepKind::loop) {
      refuse(loops[static_cast<std::size_t>(i)], "the bounds of this loop need other statements first",
             "compute them before the outermost loop");
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
  for (const Reduction& reduction : function_.reductions) {
    StepPtr reduce = step(StepKind::reduce, region);
    reduce->reduction = &reduction;
    function_.body.push_back(std::move(reduce));
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
  if ((symbol.kind != SymbolKind::variable && symbol.kind != SymbolKind::parameter) || !is_supported(type))
    return say(fmt::format("'{}' is not a number or a logical value that device code has", symbol.name),
               "device code has INTEGER, REAL, COMPLEX and LOGICAL of kinds 1 to 8");
  if (symbol.kind == SymbolKind::parameter) return at->second = table(symbol, type, place);
  bool device = is_device_variable(symbol);
  if (!device && !symbol.dimensions.empty())
    return say(fmt::format("the array '{}' lies in the memory of the host", symbol.name),
               "copy it to a variable with DEVICE");
  if (symbol.has(AttributeKind::optional) || symbol.in_common)
    return say(fmt::format("'{}' is OPTIONAL, or in a COMMON block", symbol.name),
               "use a variable of its own");
  // a(*) is passed by its address: its lower bound is known, and no other bound counts.
  std::int64_t lower = 1;
  std::string why;
  bool open = symbol.dimensions.size() == 1 && symbol.dimensions[0]->form == DimensionKind::star &&
              (!symbol.dimensions[0]->lower ||
               evaluator_.integer(symbol.dimensions[0]->lower, *symbol.scope, lower, why));
  for (const isotach::Dimension* dimension : symbol.dimensions)
    if ((dimension->form == DimensionKind::star && !open) || dimension->form == DimensionKind::assumed_rank)
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
  made.storage = !device                     ? Storage::value
                 : symbol.dimensions.empty() ? Storage::reference
                 : open                      ? Storage::pointer
                                             : Storage::view;
  made.dimensions.resize(symbol.dimensions.size());
  if (open) made.dimensions[0].lower = constant(lower, 8);
  function_.arguments.push_back(&made);
  return &made;
}

} // namespace isotach::kernel
