// Array assignments as loops (ArrayAssignment2LoopsTrans), and names of arrays as sections
// (Reference2ArrayRangeTrans).
//
// Loops run over the elements of what is assigned to, the last dimension outermost; arrays of the value get
// the same indices, shifted where their sections begin elsewhere. An array that is assigned to and used in
// the value at other elements would need a copy, and is refused.

#include <algorithm>

#include <fmt/format.h>

#include "psyir/fortran.h"
#include "psyir/reference.h"
#include "transform/made_statements.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::psyir {

using transform::object;
using transform::Objected;

// Turns one assignment into loops, as text.
class ArrayLoops {
 public:
  ArrayLoops(const Fortran& file, std::string_view name) : file_(file), tree_(*file.tree_), name_(name) {}

  // The loops; empty, and `why` says it.
  std::string text(const AssignmentStmt* assignment);
  std::string why;
  std::vector<std::string> counters; // innermost first

 private:
  struct Section {
    std::string lower, upper, stride; // empty stride: 1
    std::string begin;                // the lower bound where it is known
  };
  // The dimensions of a reference that are not one element; nothing: it is no array. `failed_` is not known.
  std::vector<Section> sections_of(const Expr* reference);
  Section whole(const Expr* base, const Symbol* declared, std::size_t number);
  std::string element_of(const Expr* reference, const std::vector<Section>& sections);
  std::string value_of(const Expr* expression);
  void fail(std::string text) {
    if (why.empty()) why = std::move(text);
  }
  const Symbol* declared(const Expr* reference) const;

  const Fortran& file_;
  Tree& tree_;
  std::string name_;
  std::vector<Section> target_;
};

const Symbol* ArrayLoops::declared(const Expr* reference) const {
  std::vector<Level> levels = levels_of(reference);
  if (levels.empty()) return nullptr;
  return file_.symbol(reference, tree_.spelling(cast<NameRef>(levels[0].name)->name));
}

ArrayLoops::Section ArrayLoops::whole(const Expr* base, const Symbol* symbol, std::size_t number) {
  const Dimension* given =
      symbol && number < symbol->dimensions.size() ? symbol->dimensions[number] : nullptr;
  std::string text = text_of(tree_, base);
  Section section{fmt::format("lbound({}, {})", text, number + 1),
                  fmt::format("ubound({}, {})", text, number + 1),
                  {},
                  {}};
  if (!given) return section;
  // Of assumed shape it begins at 1 unless something is said.
  bool assumed = symbol->argument >= 0 && !symbol->has(AttributeKind::allocatable) &&
                 !symbol->has(AttributeKind::pointer);
  if ((given->form == DimensionKind::explicit_ && given->upper) || assumed)
    section.begin = given->lower ? text_of(tree_, given->lower) : "1";
  return section;
}

std::vector<ArrayLoops::Section> ArrayLoops::sections_of(const Expr* reference) {
  std::vector<Section> sections;
  std::vector<Level> levels = levels_of(reference);
  if (levels.empty()) return sections;
  const Symbol* symbol = declared(reference);
  std::size_t ranges = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const Level& level = levels[i];
    if (!level.indexed) {
      if (i == 0 && symbol && !symbol->dimensions.empty()) {
        if (levels.size() > 1)
          fail(fmt::format("'{}' is an array of structures without indices", text_of(tree_, reference)));
        for (std::size_t d = 0; d < symbol->dimensions.size(); ++d)
          sections.push_back(whole(level.end, symbol, d));
      }
      continue;
    }
    for (std::size_t d = 0; d < level.indexed->arguments.size(); ++d) {
      auto* range = dyn_cast<Triplet>(level.indexed->arguments[d]);
      if (!range) {
        if (!sections_of(level.indexed->arguments[d]).empty()) fail("a vector subscript chooses elements");
        continue;
      }
      Section section = whole(level.indexed->base, i == 0 ? symbol : nullptr, d);
      if (range->lower) section.lower = section.begin = text_of(tree_, range->lower);
      if (range->upper) section.upper = text_of(tree_, range->upper);
      if (range->stride) section.stride = text_of(tree_, range->stride);
      sections.push_back(section);
      ++ranges;
    }
  }
  if (ranges && ranges != sections.size()) fail("two parts of a reference are arrays");
  return sections;
}

std::string ArrayLoops::element_of(const Expr* reference, const std::vector<Section>& sections) {
  if (sections.size() != target_.size()) {
    fail(fmt::format("'{}' has another rank than what is assigned to", text_of(tree_, reference)));
    return {};
  }
  std::vector<std::string> indices;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const Section &mine = sections[i], &other = target_[i];
    if (mine.stride != other.stride) fail("sections have different strides");
    bool same = mine.lower == other.lower || (!mine.begin.empty() && mine.begin == other.begin);
    auto number = [](const std::string& text) {
      return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    };
    if (same) indices.push_back(counters[i]);
    else if (number(mine.begin) && number(other.begin)) {
      long difference = std::stol(mine.begin) - std::stol(other.begin);
      indices.push_back(
          fmt::format("{} {} {}", counters[i], difference < 0 ? "-" : "+", std::abs(difference)));
    } else {
      indices.push_back(fmt::format("{} + (({}) - ({}))", counters[i], mine.lower, other.lower));
    }
  }
  if (isa<NameRef>(reference))
    return fmt::format("{}({})", text_of(tree_, reference), fmt::join(indices, ", "));
  std::string text;
  std::size_t next = 0;
  for (const Level& level : levels_of(reference)) {
    if (auto* component = dyn_cast<ComponentRef>(level.name))
      text += "%" + std::string(tree_.spelling(component->name));
    else text += text_of(tree_, level.name);
    if (!level.indexed) continue;
    std::vector<std::string> items;
    for (const Expr* index : level.indexed->arguments)
      items.push_back(isa<Triplet>(index) ? indices[next++] : text_of(tree_, index));
    text += fmt::format("({})", fmt::join(items, ", "));
  }
  return text;
}

namespace {

bool is_elementwise(std::string_view name) {
  static constexpr std::string_view names[] = {
      "abs",  "acos",   "aint", "anint", "asin", "atan", "atan2", "ceiling", "cos",   "cosh",
      "dble", "dim",    "exp",  "floor", "int",  "log",  "log10", "max",     "merge", "min",
      "mod",  "modulo", "nint", "real",  "sign", "sin",  "sinh",  "sqrt",    "tan",   "tanh",
      "erf",  "gamma",  "iand", "ior",   "ieor", "not",  "cmplx", "aimag",   "conjg"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

} // namespace

std::string ArrayLoops::value_of(const Expr* expression) {
  std::vector<Level> levels = levels_of(expression);
  if (!levels.empty()) {
    auto* call = dyn_cast<PartRef>(expression);
    Class kind = file_.expression_class(expression);
    if (kind == Class::IntrinsicCall && call) {
      std::string called(tree_.spelling(cast<NameRef>(call->base.get())->name));
      bool array = false;
      for (const Expr* argument : call->arguments)
        for_each<Expr>(const_cast<Expr*>(argument),
                       [&](Expr* part) { array = array || !sections_of(part).empty(); });
      bool inquiry = called == "lbound" || called == "ubound" || called == "size";
      if (!array || inquiry) return text_of(tree_, expression);
      if (!is_elementwise(called)) {
        fail(fmt::format("'{}' is not computed element by element", called));
        return {};
      }
      std::vector<std::string> items;
      for (const Expr* argument : call->arguments) {
        auto* keyword = dyn_cast<KeywordArgument>(argument);
        bool kind_word = keyword && tree_.spelling(keyword->name) == "kind";
        std::string item =
            kind_word ? text_of(tree_, keyword->value) : value_of(keyword ? keyword->value.get() : argument);
        items.push_back(keyword ? fmt::format("{}={}", tree_.spelling(keyword->name), item) : item);
      }
      return fmt::format("{}({})", called, fmt::join(items, ", "));
    }
    if (file_.may_call(expression) || kind == Class::IntrinsicCall || kind == Class::CodeBlock) {
      fail(fmt::format("'{}' may be a function of whole arrays", text_of(tree_, expression)));
      return {};
    }
    const Symbol* symbol = declared(expression);
    bool known = symbol && (symbol->kind == SymbolKind::variable || symbol->kind == SymbolKind::parameter);
    std::vector<Section> sections = sections_of(expression);
    if (!sections.empty()) return element_of(expression, sections);
    if (levels.size() > 1) { // a component without a section may be an array
      const ScopeTable* table = file_.semantics_.program().table_of(tree_);
      isotach::Value value = file_.semantics_.evaluator().evaluate(expression, table->around(expression));
      if (value.base == BaseType::unknown || value.rank != 0)
        fail(fmt::format("whether '{}' is an array is not known", text_of(tree_, expression)));
    } else if (!known && !levels[0].indexed) {
      fail(fmt::format("whether '{}' is an array is not known; RESOLVE_IMPORTS may tell",
                       text_of(tree_, expression)));
    }
    return text_of(tree_, expression);
  }
  if (auto* unary = dyn_cast<UnaryExpr>(expression)) {
    std::string sign = unary->op == OperatorKind::not_   ? ".not. "
                       : unary->op == OperatorKind::plus ? "+"
                                                         : "-";
    if (unary->op == OperatorKind::defined) fail("an operator is the program's own");
    return sign + value_of(unary->operand);
  }
  if (auto* binary = dyn_cast<BinaryExpr>(expression)) {
    if (binary->op == OperatorKind::defined || binary->op == OperatorKind::concat)
      fail("an operator is not of numbers");
    std::string left = value_of(binary->left), right = value_of(binary->right);
    std::string whole = text_of(tree_, expression), first = text_of(tree_, binary->left),
                last = text_of(tree_, binary->right);
    // The operator as it is written, between its operands.
    if (!whole.starts_with(first) || !whole.ends_with(last) || whole.size() < first.size() + last.size()) {
      fail("an operator cannot be written anew");
      return {};
    }
    return left + whole.substr(first.size(), whole.size() - first.size() - last.size()) + right;
  }
  if (auto* parentheses = dyn_cast<ParenExpr>(expression)) return "(" + value_of(parentheses->operand) + ")";
  if (isa<IntegerLiteral>(expression) || isa<RealLiteral>(expression) || isa<LogicalLiteral>(expression))
    return text_of(tree_, expression);
  if (isa<ComplexLiteral>(expression)) return text_of(tree_, expression);
  fail(fmt::format("'{}' is not made of elements", text_of(tree_, expression)));
  return {};
}

std::string ArrayLoops::text(const AssignmentStmt* assignment) {
  const Expr* target = assignment->target;
  target_ = sections_of(target);
  if (target_.empty()) fail("no array is assigned to");
  const Symbol* symbol = declared(target);
  if (!symbol || symbol->kind != SymbolKind::variable)
    fail(fmt::format("'{}' is not declared here", text_of(tree_, target)));
  if (!why.empty()) return {};
  std::vector<Level> levels = levels_of(target);
  bool allocatable = symbol->has(AttributeKind::allocatable);
  if (isa<NameRef>(target) && allocatable)
    fail(fmt::format("'{}' may be allocated anew by this; write {}(:)", text_of(tree_, target),
                     text_of(tree_, target)));
  const ScopeTable* table = file_.semantics_.program().table_of(tree_);
  isotach::Value type = file_.semantics_.evaluator().evaluate(target, table->around(target));
  if (type.base == BaseType::character) fail("characters are not assigned in loops");
  if (type.base == BaseType::derived) fail("an assignment of structures may be the program's own");
  if (type.base == BaseType::unknown)
    fail(fmt::format("the type of '{}' is not known", text_of(tree_, target)));
  for (std::size_t i = 0; i < target_.size(); ++i) {
    std::string name = "idx";
    auto taken = [&] {
      return file_.symbol(target, name) || std::ranges::find(counters, name) != counters.end();
    };
    for (int number = 1; taken(); ++number) name = fmt::format("idx_{}", number);
    counters.push_back(name);
  }
  std::ranges::reverse(counters); // "idx" is the outermost
  std::string element = element_of(target, target_);
  std::string value = value_of(assignment->value);
  if (!why.empty()) return {};

  // Does the value use what is assigned to, at other elements?
  std::string_view base = tree_.spelling(cast<NameRef>(levels[0].name)->name);
  bool shared = symbol->has(AttributeKind::pointer) || symbol->has(AttributeKind::target) ||
                symbol->in_common || symbol->cray_pointer;
  auto squeezed = [](std::string text) {
    std::erase(text, ' ');
    return text;
  };
  for_each<NameRef>(assignment->value, [&](NameRef* name) {
    auto* asked = dyn_cast<PartRef>(name->parent.get());
    auto* function = asked ? dyn_cast<NameRef>(asked->base.get()) : nullptr;
    std::string_view called =
        function && function != name ? tree_.spelling(function->name) : std::string_view();
    if (called == "lbound" || called == "ubound" || called == "size") return;
    const Symbol* other = file_.symbol(name, tree_.spelling(name->name));
    if (tree_.spelling(name->name) != base) {
      bool may = other && (other->has(AttributeKind::pointer) || other->has(AttributeKind::target) ||
                           other->in_common);
      if (shared && may)
        fail(fmt::format("'{}' may be another name of what is assigned to", tree_.spelling(name->name)));
      return;
    }
    Expr* reference = asked && function == name ? asked : static_cast<Expr*>(name);
    Expr* all = outermost(reference);
    std::vector<Section> sections = sections_of(all);
    if (sections.empty() || squeezed(element_of(all, sections)) != squeezed(element))
      fail(
          fmt::format("'{}' is used at other elements than those that are assigned to", text_of(tree_, all)));
  });
  // Its own subscripts and bounds may not change either.
  std::string rest;
  for (const Section& section : target_)
    rest += section.lower + " " + section.upper + " " + section.stride + " ";
  for_each<NameRef>(const_cast<Expr*>(target), [&](NameRef* name) {
    if (name != levels[0].name && tree_.spelling(name->name) == base)
      fail(fmt::format("subscripts of '{}' use it", base));
  });
  bool equivalence = false;
  for_each<EquivalenceStmt>(transform::unit_with_declarations(const_cast<AssignmentStmt*>(assignment)),
                            [&](EquivalenceStmt*) { equivalence = true; });
  if (equivalence) fail("EQUIVALENCE gives variables of the procedure one place");
  if (!why.empty()) return {};

  std::string text;
  for (std::size_t i = target_.size(); i-- > 0;)
    text += fmt::format("do {} = {}, {}{}\n", counters[i], target_[i].lower, target_[i].upper,
                        target_[i].stride.empty() ? "" : ", " + target_[i].stride);
  text += fmt::format("{} = {}\n", element, value);
  for (std::size_t i = 0; i < target_.size(); ++i) text += "end do\n";
  return text;
}

transform::Outcome Fortran::array_loops(std::string_view name, View view, bool apply) {
  auto refuse = [&](std::string text) {
    return transform::Outcome{object(fmt::format("{}: {}", name, text)), {}};
  };
  auto* assignment = view.part == Part::self ? dyn_cast<AssignmentStmt>(view.node) : nullptr;
  if (!assignment) return refuse("it takes an assignment, not of a pointer");
  if (assignment->label) return refuse("the assignment has a label");
  if (stands_for_.contains(assignment) || isa<IfStmt>(assignment->parent.get()))
    return refuse("it takes an assignment that is a statement of its own");
  ArrayLoops maker(*this, name);
  std::string text = maker.text(assignment);
  if (text.empty()) return refuse(maker.why);
  if (!apply) return {};
  if (Objected held = held_by_directive(assignment)) return {held, {}};
  Stmt* loops = transform::make_statement(*tree_, text);
  if (!loops) return refuse("the loops cannot be written: " + text);
  Node* unit = transform::unit_with_declarations(assignment);
  if (Refusal refused = isotach::replace(*tree_, assignment, loops)) return refuse(*refused);
  homes_[assignment] = unit;
  AssignmentStmt* element = nullptr;
  for_each<AssignmentStmt>(loops, [&](AssignmentStmt* inner) { element = inner; });
  for (std::size_t i = maker.counters.size(); i-- > 0;)
    if (Refusal refused = transform::declare(*tree_, unit, fmt::format("integer :: {}", maker.counters[i])))
      return refuse(*refused);
  forget();
  transform::Outcome outcome;
  outcome.moved.emplace_back(assignment, element); // as in 3.3.1
  return outcome;
}

transform::Outcome Fortran::array_range(std::string_view name, View view, bool apply) {
  auto refuse = [&](std::string text) {
    return transform::Outcome{object(fmt::format("{}: {}", name, text)), {}};
  };
  if (kind(view) != Class::Reference || view.part != Part::self || !isa<NameRef>(view.node))
    return {}; // nothing to do
  auto* reference = cast<NameRef>(view.node);
  const Symbol* declared = symbol(reference, tree_->spelling(reference->name));
  auto* inquiry = dyn_cast<PartRef>(reference->parent.get());
  if (isa<PointerAssignmentStmt>(reference->parent.get())) return refuse("a pointer is made to point there");
  if (!declared)
    return refuse(fmt::format("the type of '{}' is not known", tree_->spelling(reference->name)));
  if (declared->kind != SymbolKind::variable || declared->dimensions.empty()) return {};
  Node* around = reference->parent;
  while (isa<KeywordArgument>(around)) around = around->parent;
  bool argument = isa<CallStmt>(around) || (inquiry && may_call(inquiry));
  if (argument) return refuse("it is an argument of a procedure");
  if (inquiry && inquiry->base.get() != reference) {
    auto* function = dyn_cast<NameRef>(inquiry->base.get());
    std::string_view called = function ? tree_->spelling(function->name) : std::string_view();
    if (called == "lbound" || called == "ubound" || called == "size" || called == "allocated" ||
        called == "shape" || called == "associated")
      return {};
  }
  if (isa<AllocateStmt>(around) || isa<DeallocateStmt>(around)) return {};
  auto* target = dyn_cast<AssignmentStmt>(around);
  if (target && target->target.get() == reference && declared->has(AttributeKind::allocatable))
    return refuse(fmt::format("'{}' may be allocated anew by this", tree_->spelling(reference->name)));
  if (!apply) return {};
  std::string colons(":");
  for (std::size_t i = 1; i < declared->dimensions.size(); ++i) colons += ", :";
  Expr* fresh =
      transform::make_expression(*tree_, fmt::format("{}({})", tree_->spelling(reference->name), colons));
  const Node* home = unit_of(reference);
  if (!fresh) return refuse("it cannot be written anew");
  if (Refusal refused = replace_part(*tree_, reference, fresh)) return refuse(*refused);
  homes_[reference] = home;
  forget();
  return {};
}

} // namespace isotach::psyir
