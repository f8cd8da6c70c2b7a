#include "analysis/nests.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach {

namespace {
constexpr int deepest_expression = 60;
std::uint64_t code_of(const Flow::Value& value) {
  return (std::uint64_t{value.node} << 2) | static_cast<std::uint64_t>(value.kind);
}
} // namespace

NestMaker::NestMaker(const ProcedureFacts& facts, const Flow& flow, const Aliases& aliases,
                     Evaluator& evaluator, const std::unordered_map<std::uint32_t, std::uint32_t>& access_of,
                     std::uint32_t loop)
    : facts_(facts), flow_(flow), aliases_(aliases), evaluator_(evaluator), access_of_(access_of),
      loop_number_(loop), loop_(facts.loops[loop]) {
  for (std::uint32_t a = facts.nodes[loop_.test].first_access; a < facts.nodes[loop_.step].last_access; ++a)
    if (facts.accesses[a].write) writes_.push_back(a);
  // This loop and those in it, parents first; what is no counted loop is looked through.
  for (std::uint32_t number = loop; number < facts.loops.size(); ++number) {
    const LoopFacts& one = facts.loops[number];
    if (number != loop && !loop_.holds(one.bounds)) break;
    std::uint32_t parent = number == loop ? NestLoop::no_parent : nest_loop(one.parent);
    if (!one.counted) {
      numbers_.push_back(parent);
      continue;
    }
    numbers_.push_back(static_cast<std::uint32_t>(nest_.loops.size()));
    NestLoop made;
    made.parent = parent;
    std::string name(facts.objects[one.counter].name);
    made.counter = named(nest_.variables.counter(), name);
    made.iteration = named(nest_.variables.iteration(), "");
    nest_.loops.push_back(made);
    std::uint32_t at = numbers_.back();
    Affine lower = bound(one.lower, one.bounds, *one.scope, "its first value");
    Affine upper = bound(one.upper, one.bounds, *one.scope, "its last value");
    nest_.loops[at].lower = std::move(lower);
    nest_.loops[at].upper = std::move(upper);
    if (one.increment) nest_.loops[at].step = bound(one.increment, one.bounds, *one.scope, "its step");
  }
  // What holds around the loop: conditions, and the bounds of the loops around it.
  for (std::uint32_t at = facts.nodes[loop_.bounds].condition; at != no_index;
       at = facts.conditions[at].around) {
    const Condition& condition = facts.conditions[at];
    std::vector<Fact> found;
    bool all = true;
    if (condition.expression)
      facts_of(condition.expression, condition.holds, condition.node, *condition.scope, found, all, 0);
    for (Fact& fact : found)
      if (!nest_.variables.varies(fact.value)) nest_.facts.push_back(std::move(fact));
  }
  for (std::uint32_t outer = loop_.parent; outer != no_index; outer = facts.loops[outer].parent) {
    const LoopFacts& around = facts.loops[outer];
    if (!around.counted || around.counter_location == no_index) continue;
    std::int64_t step = 1;
    std::string why;
    if (around.increment && (!evaluator_.integer(around.increment, *around.scope, step, why) || step == 0))
      continue;
    Flow::Value value = flow_.value(loop_.bounds, around.counter_location);
    std::uint32_t begin = around.runs ? around.test + 1 : around.test;
    if (value.kind != Flow::Value::Kind::merged || value.node != begin) continue;
    auto [symbol, fresh] = symbols_.try_emplace({around.counter_location, code_of(value)}, 0);
    if (fresh)
      symbol->second = named(nest_.variables.symbol(), std::string(facts.objects[around.counter].name));
    Affine counter = Affine::of(symbol->second);
    auto first = affine(around.lower, around.bounds, *around.scope, 0);
    auto last = affine(around.upper, around.bounds, *around.scope, 0);
    auto add = [&](Affine value) {
      if (!nest_.variables.varies(value)) nest_.facts.push_back({std::move(value), Fact::Kind::not_negative});
    };
    if (first) add(step > 0 ? counter - *first : *first - counter);
    if (last) add(step > 0 ? *last - counter : counter - *last);
  }
}

std::uint32_t NestMaker::nest_loop(std::uint32_t loop) const {
  return loop < loop_number_ || loop == no_index ? NestLoop::no_parent : numbers_[loop - loop_number_];
}

Variable NestMaker::named(Variable variable, std::string name) {
  names_.emplace(variable, std::move(name));
  return variable;
}

const std::string& NestMaker::name(Variable variable) const {
  static const std::string none;
  auto found = names_.find(variable);
  return found == names_.end() ? none : found->second;
}

Affine NestMaker::bound(const Expr* expression, std::uint32_t node, const Scope& scope,
                        std::string_view what) {
  (void)what;
  auto value = affine(expression, node, scope, 0);
  return value ? *value : Affine::of(named(nest_.variables.varying(), ""));
}

// ---- expressions

std::optional<Affine> NestMaker::affine(const Expr* expression, std::uint32_t node, const Scope& scope,
                                        int depth) {
  if (!expression || depth > deepest_expression) return std::nullopt;
  switch (expression->kind) {
  case NodeKind::ParenExpr: return affine(cast<ParenExpr>(expression)->operand, node, scope, depth + 1);
  case NodeKind::IntegerLiteral: {
    std::int64_t value = 0;
    std::string why;
    if (!evaluator_.integer(expression, scope, value, why)) return std::nullopt;
    return Affine(value);
  }
  case NodeKind::UnaryExpr: {
    const auto* operation = cast<UnaryExpr>(expression);
    auto operand = affine(operation->operand, node, scope, depth + 1);
    if (!operand) return std::nullopt;
    if (operation->op == OperatorKind::minus) return -*operand;
    return operation->op == OperatorKind::plus ? operand : std::nullopt;
  }
  case NodeKind::BinaryExpr: {
    const auto* operation = cast<BinaryExpr>(expression);
    OperatorKind op = operation->op;
    if (op != OperatorKind::plus && op != OperatorKind::minus && op != OperatorKind::multiply &&
        op != OperatorKind::divide)
      break;
    auto left = affine(operation->left, node, scope, depth + 1);
    auto right = left ? affine(operation->right, node, scope, depth + 1) : std::nullopt;
    if (!left || !right) break;
    if (op == OperatorKind::plus) return *left + *right;
    if (op == OperatorKind::minus) return *left - *right;
    if (op == OperatorKind::multiply) {
      if (right->is_constant()) return *left * right->constant;
      if (left->is_constant()) return *right * left->constant;
      return nest_.variables.product(*left, *right);
    }
    if (!right->is_constant()) break;
    return nest_.variables.quotient(*left, right->constant);
  }
  case NodeKind::NameRef:
  case NodeKind::ComponentRef: return reference(expression, node, scope, depth);
  case NodeKind::PartRef: {
    auto value = intrinsic(cast<PartRef>(expression), node, scope, depth);
    if (value) return value;
    break;
  }
  default: break;
  }
  return invariant(expression, scope);
}

std::optional<Affine> NestMaker::reference(const Expr* expression, std::uint32_t node, const Scope& scope,
                                           int depth) {
  auto known = access_of_.find(expression->id);
  if (known == access_of_.end()) { // a constant
    std::int64_t value = 0;
    std::string why;
    if (!evaluator_.integer(expression, scope, value, why)) return std::nullopt;
    return Affine(value);
  }
  const DataAccess& access = facts_.accesses[known->second];
  if (access.base != BaseType::integer || !access.whole || access.through_pointer ||
      facts_.place(access).back().rank != 0)
    return invariant(expression, scope);
  auto value = value_of(access.location, expression, node, depth);
  return value ? value : invariant(expression, scope);
}

// What a scalar has at a node, called as `expression` says; nothing when it is not followed.
std::optional<Affine> NestMaker::value_of(std::uint32_t location, const Expr* expression, std::uint32_t node,
                                          int depth) {
  Flow::Value value = flow_.value(node, location);
  using Kind = Flow::Value::Kind;
  if (value.kind == Kind::none) return std::nullopt;
  bool before = value.kind == Kind::entry || !inside(value.node);
  if (before) {
    auto [symbol, fresh] = symbols_.try_emplace({location, code_of(value)}, 0);
    if (fresh) symbol->second = named(nest_.variables.symbol(), text_of(*facts_.tree, expression));
    return Affine::of(symbol->second);
  }
  const FlowNode& giver = facts_.nodes[value.node];
  // A counter, in its loop. One that surely runs begins with its first iteration: there values meet at the
  // first statement of its body.
  if (value.kind == Kind::merged && giver.loop != no_index) {
    const LoopFacts& one = facts_.loops[giver.loop];
    if ((one.test == value.node || (one.runs && one.test + 1 == value.node)) && loop_.holds(one.test) &&
        one.counted && one.counter_location == location && one.holds(node))
      return Affine::of(nest_.loops[nest_loop(giver.loop)].counter);
  }
  if (value.kind == Kind::defined && giver.kind == FlowNode::Kind::statement) {
    const auto* assignment = dyn_cast<AssignmentStmt>(giver.statement);
    auto target = assignment ? access_of_.find(assignment->target->id) : access_of_.end();
    if (target != access_of_.end() && facts_.accesses[target->second].location == location &&
        facts_.accesses[target->second].whole && facts_.accesses[target->second].write && giver.scope) {
      // The loops around the assignment must be around this use too, or it speaks of another iteration.
      bool current = true;
      for (std::uint32_t loop = giver.loop; loop != no_index && loop != loop_number_;
           loop = facts_.loops[loop].parent)
        current = current && facts_.loops[loop].holds(node);
      if (current)
        if (auto plain = affine(assignment->value, value.node, *giver.scope, depth + 8)) return plain;
    }
  }
  // The same value wherever this assignment reaches in one iteration, when it is made once in each.
  std::uint32_t use = giver.loop == loop_number_ && giver.kind == FlowNode::Kind::statement ? no_index : node;
  auto [varying, fresh] = varying_.try_emplace({location, code_of(value), use}, 0);
  if (fresh) varying->second = named(nest_.variables.varying(), text_of(*facts_.tree, expression));
  return Affine::of(varying->second);
}

std::optional<Affine> NestMaker::intrinsic(const PartRef* call, std::uint32_t node, const Scope& scope,
                                           int depth) {
  const auto* name = dyn_cast<NameRef>(static_cast<const Node*>(call->base));
  if (!name || access_of_.contains(call->id) || call->arguments.empty()) return std::nullopt;
  std::string_view spelling = facts_.tree->spelling(name->name);
  bool known = spelling == "mod" || spelling == "modulo" || spelling == "min" || spelling == "max" ||
               spelling == "abs" || spelling == "int" || spelling == "min0" || spelling == "max0" ||
               spelling == "iabs";
  if (!known) return std::nullopt;
  std::vector<Affine> values;
  for (const Expr* argument : call->arguments) {
    if (isa<KeywordArgument>(argument)) return std::nullopt;
    auto value = affine(argument, node, scope, depth + 1);
    if (!value) return std::nullopt;
    values.push_back(std::move(*value));
    if (spelling == "int" || spelling == "abs" || spelling == "iabs") break;
  }
  if (spelling == "int") return values[0];
  if (spelling == "abs" || spelling == "iabs") return nest_.variables.absolute(values[0]);
  if (spelling.starts_with("min")) return nest_.variables.minimum(std::move(values));
  if (spelling.starts_with("max")) return nest_.variables.maximum(std::move(values));
  if (values.size() != 2 || !values[1].is_constant()) return std::nullopt;
  return spelling == "mod" ? nest_.variables.remainder(values[0], values[1].constant)
                           : nest_.variables.modulo(values[0], values[1].constant);
}

// Whether the loop may change what an expression reads.
bool NestMaker::changes(const Expr* expression) {
  bool changed = false;
  walk(const_cast<Expr*>(expression), [&](Node* part) {
    auto known = access_of_.find(part->id);
    if (changed || known == access_of_.end()) return;
    std::uint32_t node = facts_.accesses[known->second].node;
    for (std::uint32_t a = facts_.nodes[node].first_access; a < facts_.nodes[node].last_access; ++a) {
      const DataAccess& read = facts_.accesses[a];
      if (read.place != part) continue;
      if (read.write) changed = true;
      for (std::uint32_t write : writes_)
        changed = changed || aliases_.relation(read, facts_.accesses[write]) != Aliases::Relation::apart ||
                  (facts_.accesses[write].aspect == DataAccess::Aspect::association &&
                   facts_.accesses[write].object == read.object);
    }
  });
  return changed;
}

std::optional<Affine> NestMaker::invariant(const Expr* expression, const Scope& scope) {
  // Counters and what iterations compute are written in the loop, so they change.
  Value value = evaluator_.evaluate(expression, scope);
  if (value.base != BaseType::integer && value.base != BaseType::unknown) {
    reason_ = fmt::format("'{}' is not an integer expression that can be followed",
                          text_of(*facts_.tree, expression));
    return std::nullopt;
  }
  if (value.known && value.is_scalar(BaseType::integer)) return Affine(value.integer);
  if (value.rank != 0) {
    reason_ = fmt::format("'{}' is an array of subscripts", text_of(*facts_.tree, expression));
    return std::nullopt;
  }
  bool obstacle = false, any_value = true;
  std::string key;
  walk(const_cast<Expr*>(expression), [&](Node* part) {
    auto known = access_of_.find(part->id);
    if (known == access_of_.end()) {
      any_value = any_value && !isa<PartRef>(part); // a function gives the values it gives
      return;
    }
    const DataAccess& access = facts_.accesses[known->second];
    key += fmt::format("{}.{} ", access.location, part == expression);
    for (const Obstacle& found : facts_.obstacles_in(access.node, access.node))
      obstacle = obstacle || found.touches_anything;
  });
  if (obstacle || changes(expression)) {
    reason_ = fmt::format("'{}' is not known before the loop runs", text_of(*facts_.tree, expression));
    return std::nullopt;
  }
  key += lower(text_of(*facts_.tree, expression));
  auto [text, fresh] = texts_.try_emplace(key, 0);
  if (fresh) text->second = named(nest_.variables.symbol(any_value), text_of(*facts_.tree, expression));
  return Affine::of(text->second);
}

// ---- conditions

void NestMaker::facts_of(const Expr* condition, bool holds, std::uint32_t node, const Scope& scope,
                         std::vector<Fact>& facts, bool& all, int depth) {
  if (depth > deepest_expression) {
    all = false;
    return;
  }
  if (const auto* inside = dyn_cast<ParenExpr>(condition))
    return facts_of(inside->operand, holds, node, scope, facts, all, depth + 1);
  if (const auto* operation = dyn_cast<UnaryExpr>(condition);
      operation && operation->op == OperatorKind::not_)
    return facts_of(operation->operand, !holds, node, scope, facts, all, depth + 1);
  const auto* operation = dyn_cast<BinaryExpr>(condition);
  if (!operation) {
    all = false;
    return;
  }
  OperatorKind op = operation->op;
  if ((op == OperatorKind::and_ && holds) || (op == OperatorKind::or_ && !holds)) {
    facts_of(operation->left, holds, node, scope, facts, all, depth + 1);
    facts_of(operation->right, holds, node, scope, facts, all, depth + 1);
    return;
  }
  bool relation = op == OperatorKind::eq || op == OperatorKind::ne || op == OperatorKind::lt ||
                  op == OperatorKind::le || op == OperatorKind::gt || op == OperatorKind::ge;
  auto left = relation ? affine(operation->left, node, scope, depth + 1) : std::nullopt;
  auto right = left ? affine(operation->right, node, scope, depth + 1) : std::nullopt;
  if (!left || !right) {
    all = false;
    return;
  }
  auto opposite = [](OperatorKind kind) {
    switch (kind) {
    case OperatorKind::eq: return OperatorKind::ne;
    case OperatorKind::ne: return OperatorKind::eq;
    case OperatorKind::lt: return OperatorKind::ge;
    case OperatorKind::ge: return OperatorKind::lt;
    case OperatorKind::gt: return OperatorKind::le;
    default: return OperatorKind::gt;
    }
  };
  if (!holds) op = opposite(op);
  Affine difference = *left - *right;
  using Kind = Fact::Kind;
  switch (op) {
  case OperatorKind::eq: facts.push_back({difference, Kind::zero}); break;
  case OperatorKind::ne: facts.push_back({difference, Kind::not_zero}); break;
  case OperatorKind::lt: facts.push_back({-difference - 1, Kind::not_negative}); break;
  case OperatorKind::le: facts.push_back({-difference, Kind::not_negative}); break;
  case OperatorKind::gt: facts.push_back({difference - 1, Kind::not_negative}); break;
  default: facts.push_back({difference, Kind::not_negative}); break;
  }
}

// ---- accesses

Subscript NestMaker::subscript(const Expr* expression, std::uint32_t node, const Scope& scope) {
  if (const auto* triplet = dyn_cast<Triplet>(expression)) {
    Range range;
    if (triplet->lower) {
      range.lower = affine(triplet->lower, node, scope, 0);
      if (!range.lower) return AnyElement{};
    }
    if (triplet->upper) {
      range.upper = affine(triplet->upper, node, scope, 0);
      if (!range.upper) return AnyElement{};
    }
    if (triplet->stride) {
      auto stride = affine(triplet->stride, node, scope, 0);
      if (!stride) return AnyElement{};
      range.stride = *stride;
    }
    return range;
  }
  if (const auto* keyword = dyn_cast<KeywordArgument>(expression)) expression = keyword->value;
  auto value = affine(expression, node, scope, 0);
  if (!value) return AnyElement{};
  return *value;
}

Subscript NestMaker::given(const GivenSubscript& subscript, const PlacePart& part) {
  std::optional<Affine> value(subscript.offset);
  if (subscript.actual) {
    value = subscript.location != no_index ? value_of(subscript.location, subscript.actual, part.at, 0)
                                           : affine(subscript.actual, part.at, *part.scope, 0);
    if (!value) return AnyElement{};
    value->add(subscript.offset, 1);
  }
  return *value;
}

ArrayAccess NestMaker::access(std::uint32_t number, std::uint32_t base, std::uint32_t skip) {
  const DataAccess& access = facts_.accesses[number];
  ArrayAccess made;
  made.base = base;
  made.write = access.write;
  const FlowNode& node = facts_.nodes[access.node];
  std::uint32_t loop = nest_loop(node.loop);
  made.loop = loop == NestLoop::no_parent ? 0 : loop;
  auto parts = facts_.place(access);
  for (std::uint32_t i = skip; i < parts.size(); ++i) {
    const PlacePart& part = parts[i];
    if (part.subscripts) {
      for (const Expr* subscript : part.subscripts->arguments)
        made.subscripts.push_back(this->subscript(subscript, part.at, *part.scope));
      if (part.run > 1)
        if (const Affine* first = std::get_if<Affine>(&made.subscripts.back()))
          made.subscripts.back() = Range{*first, *first + (part.run - 1), 1};
    } else if (!part.given.empty()) {
      for (const GivenSubscript& subscript : part.given) made.subscripts.push_back(given(subscript, part));
    } else if (i == 0 && part.rank > 0 &&
               parts.size() == 1) { // whole, from bound to bound where those are constant
      const Symbol* symbol = facts_.objects[access.object].symbol;
      Value value = symbol ? evaluator_.value_of(*symbol) : Value();
      bool known = value.rank == part.rank && value.shape.size() == static_cast<std::size_t>(value.rank) &&
                   !access.loose;
      for (std::size_t d = 0; known && d < value.shape.size(); ++d) {
        std::int64_t lower = value.lower.empty() ? 1 : value.lower[d];
        made.subscripts.push_back(Range{lower, lower + value.shape[d] - 1, 1});
      }
    } else if (part.rank > 0 && i + 1 < parts.size()) {
      made.subscripts.insert(made.subscripts.end(), static_cast<std::size_t>(part.rank), Range{});
    } else if (part.rank < 0 && i + 1 < parts.size()) {
      break; // how many dimensions are whole is not known
    }
  }
  for (std::uint32_t at = node.condition; at != no_index; at = facts_.conditions[at].around) {
    const Condition& condition = facts_.conditions[at];
    if (!inside(condition.node)) break;
    auto [known, fresh] = condition_facts_.try_emplace(at);
    if (fresh) {
      if (condition.expression)
        facts_of(condition.expression, condition.holds, condition.node, *condition.scope, known->second.facts,
                 known->second.all, 0);
      else known->second.all = false;
    }
    made.facts.insert(made.facts.end(), known->second.facts.begin(), known->second.facts.end());
    made.certain = made.certain && known->second.all;
  }
  if (!access.certain || access.loose) made.certain = false;
  return made;
}

} // namespace isotach
