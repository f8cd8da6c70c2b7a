// Arrays, element by element: assignments and WHERE become loops, and so do functions that go through an
// array, such as SUM. Nothing is ever stored in between, so what a statement reads of its target must be the
// element that it writes.
#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/kernel/lowering.h"
#include "tree/visit.h"

namespace isotach::kernel {

namespace {

constexpr Type wide{BaseType::integer, 8};
constexpr Type logical{BaseType::logical, 4};

bool is_whole(const Node* node) {
  const auto* part = dyn_cast<PartRef>(node);
  return !part || std::all_of(part->arguments.begin(), part->arguments.end(), [](const Expr* subscript) {
    const auto* triplet = dyn_cast<Triplet>(subscript);
    return triplet && !triplet->lower && !triplet->upper && !triplet->stride;
  });
}

} // namespace

const NameRef* base_of(const Expr* expression) {
  if (auto* part = dyn_cast<PartRef>(expression)) expression = part->base;
  return dyn_cast<NameRef>(expression);
}

bool is_gathering(std::string_view name) {
  return is_one_of(name, {"sum", "product", "maxval", "minval", "all", "any", "count", "dot_product",
                          "maxloc", "minloc", "matmul", "transpose"});
}

// Of one variable: the same text, or the whole in two spellings.
bool Lowering::same_part(const Node* a, const Node* b) const {
  return text(a) == text(b) || (is_whole(a) && is_whole(b));
}

// Whether `node` reads elements of the target other than the one that is written. A function that gives a
// scalar and goes through arrays is computed before the target changes, unless other threads change it.
bool Lowering::reads_other_part(const Node* node, const Expr* target, bool before_counts) {
  const NameRef* base = base_of(target);
  bool other = false;
  for_each<NameRef>(const_cast<Node*>(node), [&](const NameRef* name) {
    if (tree_.spelling(name->name) != tree_.spelling(base->name)) return;
    const Node* used = name->parent && isa<PartRef>(name->parent) && cast<PartRef>(name->parent)->base == name
                           ? static_cast<const Node*>(name->parent)
                           : name;
    for (const Node* around = used->parent; around && around != node->parent; around = around->parent) {
      const auto* call = dyn_cast<PartRef>(around);
      const NameRef* function = call ? dyn_cast<NameRef>(call->base) : nullptr;
      if (!function || !is_gathering(tree_.spelling(function->name))) continue;
      if (rank_of(call) != 0 || before_counts) other = true;
      return;
    }
    other = other || !same_part(used, target);
  });
  return other;
}

TermPtr Lowering::bound(Variable& array, Bound which, std::size_t dimension) {
  TermPtr made = make(TermKind::bound, wide);
  made->variable = &array;
  made->bound = which;
  made->dimension = static_cast<int>(dimension);
  return made;
}

// ---- shapes ----
bool Lowering::extents_of_part(Variable& array, const PartRef* section, const Node* place,
                               std::vector<TermPtr>& extents) {
  for (std::size_t d = 0; d < array.rank(); ++d) {
    const auto* triplet =
        section && d < section->arguments.size() ? dyn_cast<Triplet>(section->arguments[d]) : nullptr;
    if (section && !triplet) continue;
    bool open = array.storage == Storage::pointer && d + 1 == array.rank() && !array.dimensions.back().upper;
    if (open && (!triplet || !triplet->upper)) {
      refuse(place, "the last extent of this array is not known", "name its last element");
      return false;
    }
    if (!triplet || (!triplet->lower && !triplet->upper && !triplet->stride)) {
      extents.push_back(bound(array, Bound::extent, d));
      continue;
    }
    TermPtr made = make(TermKind::call, wide);
    made->name = "trips";
    auto end = [&](const Expr* said, Bound which) {
      return said ? converted(scalar(said, BaseType::integer), wide) : bound(array, which, d);
    };
    made->operands.push_back(end(triplet->lower, Bound::lower));
    made->operands.push_back(end(triplet->upper, Bound::upper));
    made->operands.push_back(triplet->stride ? converted(scalar(triplet->stride, BaseType::integer), wide)
                                             : constant(1, 8));
    extents.push_back(std::move(made));
  }
  return true;
}

// Of an array expression: those of the first array in it, since all of them agree.
bool Lowering::extents_of(const Expr* expression, std::vector<TermPtr>& extents) {
  switch (expression->kind) {
  case NodeKind::ParenExpr: return extents_of(cast<ParenExpr>(expression)->operand, extents);
  case NodeKind::UnaryExpr: return extents_of(cast<UnaryExpr>(expression)->operand, extents);
  case NodeKind::KeywordArgument: return extents_of(cast<KeywordArgument>(expression)->value, extents);
  case NodeKind::BinaryExpr: {
    const auto* both = cast<BinaryExpr>(expression);
    return extents_of(rank_of(both->left) > 0 ? both->left : both->right, extents);
  }
  default: break;
  }
  const NameRef* base = base_of(expression);
  const auto* part = dyn_cast<PartRef>(expression);
  Lookup lookup = base ? program_.lookup(scope(), tree_.spelling(base->name)) : Lookup{};
  bool is_variable = lookup.found() && (lookup.symbol->kind == SymbolKind::variable ||
                                        lookup.symbol->kind == SymbolKind::parameter);
  if (is_variable) {
    Variable* array = variable_of(*lookup.symbol, expression);
    return array && extents_of_part(*array, part, expression, extents);
  }
  std::string_view name = base ? tree_.spelling(base->name) : std::string_view();
  if (part && name == "matmul" && part->arguments.size() == 2) {
    std::vector<TermPtr> left, right;
    if (!extents_of(part->arguments[0], left) || !extents_of(part->arguments[1], right)) return false;
    if (left.size() == 2) extents.push_back(std::move(left[0]));
    if (right.size() == 2) extents.push_back(std::move(right[1]));
    return true;
  }
  if (part && is_gathering(name) && rank_of(part) > 0) {
    std::vector<TermPtr> all;
    if (!extents_of(part->arguments[0], all)) return false;
    if (name == "transpose") std::swap(all.front(), all.back());
    else {
      int along = dimension_of(part, static_cast<int>(all.size()));
      if (along < 0) return false;
      all.erase(all.begin() + along);
    }
    for (TermPtr& one : all) extents.push_back(std::move(one));
    return true;
  }
  if (part)
    for (const Expr* actual : part->arguments)
      if (rank_of(actual) > 0) return extents_of(actual, extents);
  refuse(expression, fmt::format("the shape of '{}' is not known", text(expression)),
         "assign through an array of its own");
  return false;
}

// ---- loops over positions ----
Lowering::Position Lowering::new_position(std::size_t rank) {
  Position position;
  for (std::size_t d = 0; d < rank; ++d)
    position.push_back(&add_variable(fmt::format("i{}", d + 1), wide, Storage::local));
  return position;
}

StepPtr Lowering::loop_over(Variable& counter, TermPtr extent, Block body, const Node* place) {
  StepPtr loop = step(StepKind::loop, place);
  loop->number = ++loop_count_;
  loop->target = variable(counter);
  loop->lower = constant(0, 8);
  loop->upper = binary(Op::subtract, std::move(extent), constant(1, 8), wide);
  loop->body = std::move(body);
  return loop;
}

// The first dimension innermost.
StepPtr Lowering::loops_over(const Position& position, std::vector<TermPtr> extents, Block body,
                             const Node* place) {
  StepPtr made;
  for (std::size_t d = 0; d < extents.size(); ++d) {
    made = loop_over(*position[d], std::move(extents[d]), std::move(body), place);
    body.clear();
    if (d + 1 < extents.size()) body.push_back(std::move(made));
  }
  return made;
}

StepPtr Lowering::assign(TermPtr target, TermPtr value, const Node* place) const {
  StepPtr made = step(StepKind::assign, place);
  made->target = std::move(target);
  made->value = std::move(value);
  return made;
}

StepPtr Lowering::when(TermPtr condition, StepPtr then, const Node* place) const {
  StepPtr made = step(StepKind::if_, place);
  made->branches.emplace_back();
  made->branches.back().condition = std::move(condition);
  made->branches.back().body.push_back(std::move(then));
  return made;
}

// ---- assignments ----
bool Lowering::may_write(const Expr* target) {
  const NameRef* base = base_of(target);
  Lookup lookup = base ? program_.lookup(scope(), tree_.spelling(base->name)) : Lookup{};
  Variable* array = lookup.found() ? variable_of(*lookup.symbol, target) : nullptr;
  if (!array) {
    if (diagnostics_.errors() == 0)
      refuse(target, fmt::format("'{}' cannot be assigned to", text(target)), "name a variable");
    return false;
  }
  if (!array->read_only) return true;
  refuse(target, fmt::format("'{}' is not to be written here", text(target)),
         "it has INTENT(IN), or is a constant variable");
  return false;
}

void Lowering::array_assignment(const AssignmentStmt* statement, Block& block) {
  if (!may_write(statement->target)) return;
  if (auto* constructor = dyn_cast<ArrayConstructor>(statement->value))
    return constructed(statement, constructor, block);
  int value_rank = rank_of(statement->value);
  if (reads_other_part(statement->value, statement->target, function_.region != nullptr) && value_rank != 0) {
    refuse(statement,
           fmt::format("the right-hand side reads other elements of '{}' than are written",
                       text(base_of(statement->target))),
           "assign through an array of its own");
    return;
  }
  std::vector<TermPtr> extents;
  if (!extents_of(statement->target, extents)) return;
  if (value_rank != 0 && value_rank != static_cast<int>(extents.size())) {
    refuse(statement, "the two sides differ in rank", "correct one of them");
    return;
  }
  Position position = new_position(extents.size());
  Block body;
  inside_ = &body;
  TermPtr target = expression(statement->target, &position);
  TermPtr value = value_rank == 0 ? expression(statement->value) : expression(statement->value, &position);
  inside_ = nullptr;
  if (diagnostics_.errors() != 0) return;
  value = converted(std::move(value), target->type);
  if (value_rank == 0 && value->kind != TermKind::constant && value->kind != TermKind::variable) {
    // Evaluated once, before anything of the target changes.
    Variable& once = add_variable("once", value->type, Storage::local);
    block.push_back(assign(variable(once), std::move(value), statement));
    value = variable(once);
  }
  body.push_back(assign(std::move(target), std::move(value), statement));
  block.push_back(loops_over(position, std::move(extents), std::move(body), statement));
}

// x = [a, b, c]: the values first, then the elements.
void Lowering::constructed(const AssignmentStmt* statement, const ArrayConstructor* constructor,
                           Block& block) {
  if (rank_of(statement->target) != 1) {
    refuse(statement, "the two sides differ in rank", "correct one of them");
    return;
  }
  std::vector<TermPtr> values;
  for (const Expr* item : constructor->values) {
    if (isa<ImpliedDo>(item) || rank_of(item) != 0) {
      refuse(item, "an array constructor with more than scalars is not supported in device code",
             "write a loop");
      return;
    }
    values.push_back(expression(item));
  }
  std::vector<TermPtr> targets;
  for (std::size_t i = 0; i < values.size() && diagnostics_.errors() == 0; ++i) {
    Position position{nullptr};
    Variable& at = add_variable("at", wide, Storage::local);
    block.push_back(assign(variable(at), constant(static_cast<std::int64_t>(i), 8), statement));
    position[0] = &at;
    targets.push_back(expression(statement->target, &position));
  }
  if (diagnostics_.errors() != 0) return;
  std::vector<Variable*> kept;
  for (TermPtr& value : values) {
    value = converted(std::move(value), targets[0]->type);
    kept.push_back(&add_variable("item", value->type, Storage::local));
    block.push_back(assign(variable(*kept.back()), std::move(value), statement));
  }
  for (std::size_t i = 0; i < kept.size(); ++i)
    block.push_back(assign(std::move(targets[i]), variable(*kept[i]), statement));
}

// ---- WHERE ----
// One loop nest for the construct: since each element depends on nothing but itself, a branch may be
// finished for one element before the next is looked at.
void Lowering::where(const Expr* mask, std::span<const WhereBranch> branches, const Stmt* place,
                     Block& block) {
  std::vector<const AssignmentStmt*> all;
  for (const WhereBranch& branch : branches)
    for (const Stmt* statement : branch.body) {
      const auto* assignment = dyn_cast<AssignmentStmt>(statement);
      if (!assignment || rank_of(assignment->target) != rank_of(mask)) {
        refuse(statement, "this statement of a WHERE is not an assignment to an array of the mask's rank",
               "write loops with IF");
        return;
      }
      all.push_back(assignment);
    }
  for (const AssignmentStmt* written : all) {
    if (!may_write(written->target)) return;
    bool other = false;
    for (const WhereBranch& branch : branches) {
      other = other || (branch.mask && reads_other_part(branch.mask, written->target, true));
      for (const Stmt* statement : branch.body)
        other = other || reads_other_part(statement, written->target, true);
    }
    if (other) {
      refuse(written,
             fmt::format("this WHERE reads other elements of '{}' than it writes",
                         text(base_of(written->target))),
             "write loops, and an array for what they need of the old values");
      return;
    }
  }
  std::vector<TermPtr> extents;
  if (!extents_of(mask, extents)) return;
  Position position = new_position(extents.size());
  Block body;
  inside_ = &body;
  StepPtr made = step(StepKind::if_, place);
  for (const WhereBranch& branch : branches) {
    made->branches.emplace_back();
    if (branch.mask) {
      TermPtr condition = expression(branch.mask, &position);
      if (condition->type.base != BaseType::logical && diagnostics_.errors() == 0)
        refuse(branch.mask, "the mask is not logical", "correct it");
      made->branches.back().condition = std::move(condition);
    }
    for (const Stmt* statement : branch.body) {
      const auto* assignment = cast<AssignmentStmt>(statement);
      TermPtr target = expression(assignment->target, &position);
      TermPtr value = expression(assignment->value, rank_of(assignment->value) == 0 ? nullptr : &position);
      if (diagnostics_.errors() != 0) break;
      value = converted(std::move(value), target->type);
      made->branches.back().body.push_back(assign(std::move(target), std::move(value), assignment));
    }
  }
  inside_ = nullptr;
  if (diagnostics_.errors() != 0) return;
  body.push_back(std::move(made));
  block.push_back(loops_over(position, std::move(extents), std::move(body), place));
}

void Lowering::where_construct(const WhereConstruct* construct, Block& block) {
  std::vector<WhereBranch> branches;
  for (const Stmt* child : construct->branches) {
    const auto* branch = dyn_cast<isotach::Branch>(child);
    const Stmt* header = branch ? static_cast<const Stmt*>(branch->header) : nullptr;
    if (!header) {
      refuse(child, "a condition of the preprocessor cuts this WHERE construct",
             "put it around the whole construct");
      return;
    }
    const Expr* mask = nullptr;
    if (auto* first = dyn_cast<WhereConstructStmt>(header)) mask = first->mask;
    else if (auto* other = dyn_cast<ElsewhereStmt>(header)) mask = other->mask;
    branches.push_back({mask, {branch->body.begin(), branch->body.end()}});
  }
  if (!branches.empty() && branches[0].mask) where(branches[0].mask, branches, construct, block);
}

// ---- functions that go through an array ----
// DIM of a call, from 0; -1: refused.
int Lowering::dimension_of(const PartRef* part, int rank) {
  for (std::size_t i = 1; i < part->arguments.size(); ++i) {
    const Expr* actual = part->arguments[i];
    const auto* keyword = dyn_cast<KeywordArgument>(actual);
    if (keyword && tree_.spelling(keyword->name) != "dim") continue;
    if (keyword) actual = keyword->value;
    else if (i > 1 || type_of(actual).base != BaseType::integer) continue;
    std::int64_t value = 0;
    std::string why;
    if (evaluator_.integer(actual, scope(), value, why) && value >= 1 && value <= rank)
      return static_cast<int>(value) - 1;
    refuse(actual, fmt::format("DIM of '{}' is not a constant between 1 and {}", text(part), rank),
           "name one of its dimensions");
    return -1;
  }
  refuse(part, fmt::format("'{}' has no DIM", text(part)), "give it, or write a loop");
  return -1;
}

namespace {

TermPtr negated(TermPtr value) {
  TermPtr made = make(TermKind::not_, logical);
  made->operands.push_back(std::move(value));
  return made;
}

} // namespace

TermPtr Lowering::matrix_product(const PartRef* part, const Position& at) {
  if (part->arguments.size() != 2) return refuse(part, "MATMUL takes two arguments", "correct the call");
  const Expr *left = part->arguments[0], *right = part->arguments[1];
  int left_rank = rank_of(left), right_rank = rank_of(right);
  Type type = type_of(part);
  if (!inside_ || left_rank < 1 || right_rank < 1 || type.base == BaseType::logical)
    return refuse(part, "device code has no such MATMUL", "write loops");
  std::vector<TermPtr> extents;
  if (!extents_of(right, extents)) return constant(0);
  Variable& sum = add_variable("product", type, Storage::local);
  Variable& k = add_variable("k", wide, Storage::local);
  Block* outer = inside_;
  Block body;
  inside_ = &body;
  Position of_left, of_right{&k};
  if (left_rank == 2) of_left.push_back(at[0]);
  of_left.push_back(&k);
  if (right_rank == 2) of_right.push_back(at.back());
  TermPtr one = converted(expression(left, &of_left), type),
          two = converted(expression(right, &of_right), type);
  inside_ = outer;
  body.push_back(
      assign(variable(sum),
             binary(Op::add, variable(sum), binary(Op::multiply, std::move(one), std::move(two), type), type),
             part));
  outer->push_back(assign(variable(sum), converted(constant(0), type), part));
  outer->push_back(loop_over(k, std::move(extents[0]), std::move(body), part));
  return variable(sum);
}

// SUM and its kin as loops before the statement, or before the element when they keep other dimensions.
TermPtr Lowering::gathered(std::string_view name, const PartRef* part, const Position* at) {
  if (part->arguments.empty()) return refuse(part, "this call has no argument", "correct it");
  if (name == "transpose" || name == "matmul") {
    if (!at || at->empty())
      return refuse(part, fmt::format("'{}' stands where a scalar is needed", text(part)), "write loops");
    if (name == "matmul") return matrix_product(part, *at);
    Position swapped{(*at)[1], (*at)[0]};
    return expression(part->arguments[0], &swapped);
  }
  bool is_dot = name == "dot_product", is_location = name == "maxloc" || name == "minloc";
  const Expr *array = part->arguments[0], *second = nullptr, *mask = nullptr;
  bool has_dim = false;
  for (std::size_t i = 0; i < part->arguments.size(); ++i) {
    const Expr* actual = part->arguments[i];
    std::string_view keyword;
    if (auto* named = dyn_cast<KeywordArgument>(actual)) {
      keyword = tree_.spelling(named->name);
      actual = named->value;
    }
    if (i == 0 && (keyword.empty() || is_one_of(keyword, {"array", "mask", "vector_a"}))) array = actual;
    else if (is_dot && (keyword.empty() || keyword == "vector_b")) second = actual;
    else if (keyword == "dim") has_dim = true;
    else if (keyword == "mask") mask = actual;
    else if (keyword.empty() && i == 1 && type_of(actual).base == BaseType::integer) has_dim = true;
    else if (keyword.empty() && type_of(actual).base == BaseType::logical) mask = actual;
    else if (keyword != "kind")
      return refuse(actual, fmt::format("device code has no such argument of '{}'", name), "write a loop");
  }
  int rank = rank_of(array);
  Type type = type_of(part);
  if (rank < 1 || type.base == BaseType::unknown || !is_supported(type) || (is_dot && !second))
    return refuse(part, fmt::format("device code has no '{}' of these arguments", name), "write a loop");
  int along = has_dim ? dimension_of(part, rank) : -1;
  if (has_dim && along < 0) return constant(0);
  bool to_scalar = !has_dim || rank == 1;
  if (is_location && (!has_dim || rank != 1))
    return refuse(part, fmt::format("device code has '{}' of one dimension and with DIM=1 alone", name),
                  "write a loop");
  Block* where = to_scalar ? before_ : inside_;
  if (!where)
    return refuse(part, fmt::format("'{}' cannot be computed here", text(part)),
                  "assign it to a variable before this statement");

  std::vector<TermPtr> extents;
  if (!extents_of(array, extents)) return constant(0);
  Position position;
  if (to_scalar) position = new_position(extents.size());
  else {
    position = *at;
    position.insert(position.begin() + along, &add_variable("k", wide, Storage::local));
  }
  Block body, *outer = inside_;
  inside_ = &body;
  TermPtr element = expression(array, &position), other, chosen;
  if (second) other = expression(second, &position);
  if (mask) chosen = expression(mask, rank_of(mask) == 0 ? nullptr : &position);
  inside_ = outer;
  if (diagnostics_.errors() != 0) return constant(0);

  Variable& result = add_variable(name, type, Storage::local);
  Block first; // before the loops
  Block update;
  auto start = [&](TermPtr value) { first.push_back(assign(variable(result), std::move(value), part)); };
  auto combine = [&](Op op, TermPtr value) {
    return assign(variable(result), binary(op, variable(result), std::move(value), type), part);
  };
  bool is_logical = element->type.base == BaseType::logical;
  if (is_dot && is_logical) {
    start(make(TermKind::constant, type)); // .false.
    update.push_back(combine(Op::or_, binary(Op::and_, std::move(element), std::move(other), type)));
  } else if (is_dot) {
    start(converted(constant(0), type));
    if (element->type.base == BaseType::complex) {
      TermPtr made = make(TermKind::call, element->type);
      made->name = "conjg";
      made->operands.push_back(std::move(element));
      element = std::move(made);
    }
    update.push_back(combine(Op::add, binary(Op::multiply, converted(std::move(element), type),
                                             converted(std::move(other), type), type)));
  } else if (name == "sum") {
    start(converted(constant(0), type));
    update.push_back(combine(Op::add, std::move(element)));
  } else if (name == "product") {
    start(converted(constant(1), type));
    update.push_back(combine(Op::multiply, std::move(element)));
  } else if (name == "count") {
    start(converted(constant(0), type));
    update.push_back(when(std::move(element), combine(Op::add, converted(constant(1), type)), part));
  } else if (name == "all" || name == "any") {
    start(make(TermKind::constant, type));
    first.back()->value->integer = name == "all";
    update.push_back(combine(name == "all" ? Op::and_ : Op::or_, std::move(element)));
  } else { // MAXVAL, MINVAL, MAXLOC, MINLOC: a NaN counts when there is nothing else
    bool larger = name == "maxval" || name == "maxloc";
    Type of = element->type;
    Variable& one = add_variable("element", of, Storage::local);
    Variable& best = is_location ? add_variable("best", of, Storage::local) : result;
    Variable& found = add_variable("found", logical, Storage::local);
    TermPtr least = make(TermKind::call, of); // of an empty array
    least->name = larger ? "lowest" : "largest";
    first.push_back(assign(variable(best), std::move(least), part));
    first.push_back(assign(variable(found), make(TermKind::constant, logical), part));
    if (is_location) start(converted(constant(0), type));
    update.push_back(assign(variable(one), std::move(element), part));
    TermPtr better = binary(larger ? Op::gt : Op::lt, variable(one), variable(best), logical);
    if (of.base == BaseType::real) {
      TermPtr nan = binary(Op::ne, variable(best), variable(best), logical);
      if (is_location)
        nan =
            binary(Op::and_, std::move(nan), binary(Op::eq, variable(one), variable(one), logical), logical);
      better = binary(Op::or_, std::move(better), std::move(nan), logical);
    }
    StepPtr choose = when(binary(Op::or_, negated(variable(found)), std::move(better), logical),
                          assign(variable(best), variable(one), part), part);
    Block& then = choose->branches.back().body;
    TermPtr yes = make(TermKind::constant, logical);
    yes->integer = 1;
    then.push_back(assign(variable(found), std::move(yes), part));
    if (is_location)
      then.push_back(assign(variable(result),
                            converted(binary(Op::add, variable(*position[0]), constant(1, 8), wide), type),
                            part));
    update.push_back(std::move(choose));
  }
  if (chosen) {
    StepPtr made = step(StepKind::if_, part);
    made->branches.emplace_back();
    made->branches.back().condition = std::move(chosen);
    made->branches.back().body = std::move(update);
    body.push_back(std::move(made));
  } else {
    for (StepPtr& each : update) body.push_back(std::move(each));
  }
  for (StepPtr& each : first) where->push_back(std::move(each));
  if (to_scalar) where->push_back(loops_over(position, std::move(extents), std::move(body), part));
  else
    where->push_back(loop_over(*position[static_cast<std::size_t>(along)],
                               std::move(extents[static_cast<std::size_t>(along)]), std::move(body), part));
  return variable(result);
}

} // namespace isotach::kernel
