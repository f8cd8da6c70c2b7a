// Arguments: what stands for a dummy in the place of the call.
//
// A variable stands for itself where its subscripts keep their values; a value that is computed is copied
// first; an array gets the indices of the dummy, shifted to its own bounds, in the dimensions that the call
// gives.
#include <algorithm>

#include <fmt/format.h>

#include "analysis/intrinsics.h"
#include "base/strings.h"
#include "transform/inline/inliner.h"

namespace isotach::transform {

namespace {

bool is_whole_number(std::string_view text) {
  return !text.empty() && text.size() < 10 &&
         text.find_first_not_of("0123456789", text[0] == '-' ? 1 : 0) == std::string_view::npos;
}
std::string squeezed(std::string text) {
  std::erase(text, ' ');
  return lower(text);
}
bool is_designator(const Expr* expression) {
  return isa<NameRef>(expression) || isa<PartRef>(expression) || isa<ComponentRef>(expression);
}
const NameRef* variable_of(const Expr* designator) {
  while (designator && !isa<NameRef>(designator))
    designator = isa<PartRef>(designator)        ? cast<PartRef>(designator)->base.get()
                 : isa<ComponentRef>(designator) ? cast<ComponentRef>(designator)->base.get()
                                                 : nullptr;
  return designator ? cast<NameRef>(designator) : nullptr;
}

} // namespace

const Inliner::Argument* Inliner::argument_of(const Symbol* dummy) const {
  for (const Argument& argument : arguments_)
    if (argument.dummy == dummy) return &argument;
  return nullptr;
}

void Inliner::associate(std::set<const Symbol*>& copied) {
  for (const Symbol* dummy : callee_->arguments) {
    if (!dummy) return fail("it has an alternate return");
    Argument argument;
    argument.dummy = dummy;
    arguments_.push_back(argument);
  }
  std::size_t next = 0;
  for (const Expr* given : actual_) {
    auto* keyword = dyn_cast<KeywordArgument>(given);
    std::size_t at = next;
    if (keyword) {
      for (at = 0; at < arguments_.size(); ++at)
        if (arguments_[at].dummy->name == tree_.spelling(keyword->name)) break;
    } else {
      ++next;
    }
    if (at >= arguments_.size()) return fail("it has no such argument");
    arguments_[at].actual = keyword ? keyword->value.get() : given;
  }
  std::set<std::string_view> used;
  for (const Stmt* statement : procedure_->body)
    for_each<NameRef>(const_cast<Stmt*>(statement),
                      [&](NameRef* name) { used.insert(from_->spelling(name->name)); });
  for (bool arrays : {false, true}) // bounds of arrays are made of the others
    for (Argument& argument : arguments_) {
      if (argument.dummy->dimensions.empty() == arrays) continue;
      if (!argument.actual && !argument.dummy->has(AttributeKind::optional))
        return fail(fmt::format("'{}' is not given", argument.dummy->name));
      if (!argument.actual || !used.contains(argument.dummy->name)) continue;
      associate(argument, copied.contains(argument.dummy));
      if (failed()) return;
    }
}

// Interfaces make the compiler compare types and ranks; without one it is done here.
void Inliner::check_type(const Argument& argument) {
  TypeInfo wanted = evaluator_.type_of(*argument.dummy);
  isotach::Value given = evaluator_.evaluate(argument.actual, *caller_);
  std::string_view name = argument.dummy->name;
  bool explicit_interface = callee_->parent->kind != ScopeKind::file;
  if (wanted.polymorphic) return fail(fmt::format("'{}' is polymorphic", name));
  if (wanted.base == BaseType::character) {
    bool same = wanted.length_kind == TypeInfo::Length::assumed ||
                (wanted.length_kind == TypeInfo::Length::constant && wanted.length == given.length);
    if (!same) return fail(fmt::format("'{}' may have another length than what it is given", name));
  }
  bool known = given.base != BaseType::unknown && wanted.base != BaseType::unknown;
  bool same = given.base == wanted.base && (!given.kind || !wanted.kind || given.kind == wanted.kind) &&
              (given.base != BaseType::derived || given.derived == wanted.derived);
  if (known && !same) return fail(fmt::format("'{}' is given a value of another type", name));
  bool sure = known && (given.base == BaseType::derived || (given.kind && wanted.kind));
  if (!sure && !explicit_interface) fail(fmt::format("the type of what '{}' is given is not known", name));
}

void Inliner::associate(Argument& argument, bool copy) {
  const Symbol& dummy = *argument.dummy;
  const Expr* actual = argument.actual;
  std::string text = text_of(tree_, actual);
  if (dummy.kind == SymbolKind::procedure) {
    if (!isa<NameRef>(actual)) return fail(fmt::format("'{}' is a procedure", dummy.name));
    argument.how = Argument::How::same;
    argument.text = text;
    return;
  }
  check_type(argument);
  if (failed()) return;
  for (AttributeKind one : {AttributeKind::volatile_, AttributeKind::asynchronous, AttributeKind::device})
    if (dummy.has(one)) return fail(fmt::format("'{}' is {}", dummy.name, to_string(one)));
  const NameRef* base = is_designator(actual) ? variable_of(actual) : nullptr;
  Lookup found = base ? program_.lookup(*caller_, tree_.spelling(base->name)) : Lookup{};
  bool variable = found.found() && found.symbol->kind == SymbolKind::variable;
  if (base && !variable && found.absent() && !isa<PartRef>(actual)) variable = true; // implicitly typed
  if (base && !variable && !(found.found() && found.symbol->kind == SymbolKind::parameter)) base = nullptr;
  TypeInfo type = evaluator_.type_of(dummy);
  if (dummy.intent == IntentKind::out && type.base == BaseType::derived)
    return fail(fmt::format("'{}' is a structure that the call makes undefined", dummy.name));
  bool moves = dummy.has(AttributeKind::allocatable) || dummy.has(AttributeKind::pointer);
  if (moves) {
    bool is_its_own =
        found.found() && (isa<ComponentRef>(actual) ||
                          (isa<NameRef>(actual) && (found.symbol->has(AttributeKind::pointer) ||
                                                    found.symbol->has(AttributeKind::allocatable))));
    if (!is_its_own || dummy.has(AttributeKind::value))
      return fail(fmt::format("'{}' is associated with what it is given by the call alone", dummy.name));
    if (dummy.intent == IntentKind::out && dummy.has(AttributeKind::allocatable))
      return fail(fmt::format("the call deallocates '{}'", dummy.name));
    argument.how = Argument::How::same;
    argument.text = text;
    note_stable(actual, nullptr);
    return;
  }
  if (dummy.has(AttributeKind::target) &&
      !(variable && found.symbol &&
        (found.symbol->has(AttributeKind::target) || found.symbol->has(AttributeKind::pointer))))
    return fail(fmt::format("'{}' is a TARGET, and what it is given is none", dummy.name));
  if (!dummy.dimensions.empty()) {
    if (dummy.has(AttributeKind::value)) return fail(fmt::format("'{}' is a copy of an array", dummy.name));
    if (!base || !variable) return fail(fmt::format("'{}' is given an array that is computed", dummy.name));
    argument.how = Argument::How::array;
    (void)describe_array(argument);
    return;
  }
  isotach::Value given = evaluator_.evaluate(actual, *caller_);
  if (given.rank != 0 && given.base != BaseType::unknown)
    return fail(fmt::format("'{}' is given an array, element by element", dummy.name));
  bool sure_rank = given.base != BaseType::unknown || isa<IntegerLiteral>(actual) || isa<RealLiteral>(actual);
  if (!sure_rank && callee_->symbol && callee_->symbol->has(AttributeKind::elemental))
    return fail(fmt::format("whether '{}' is given an array is not known", dummy.name));
  bool constant = given.known && given.base != BaseType::derived && !(base && variable);
  bool literal = isa<IntegerLiteral>(actual) || isa<RealLiteral>(actual) || isa<LogicalLiteral>(actual) ||
                 isa<StringLiteral>(actual) || isa<NameRef>(actual);
  if (copy || dummy.has(AttributeKind::value) || (!variable && !constant) || !is_designator(actual)) {
    bool as_it_is = constant && !copy && !dummy.has(AttributeKind::value);
    if (as_it_is) {
      argument.how = Argument::How::same;
      argument.operation = !literal;
      argument.text = text;
      return;
    }
    argument.how = Argument::How::copy;
    return;
  }
  argument.how = Argument::How::same;
  argument.text = text;
  bool may_copy = dummy.intent == IntentKind::in;
  note_stable(actual, may_copy ? &dummy : nullptr);
}

std::string Inliner::constant_text(const Expr* expression, const Scope& scope) {
  isotach::Value value = evaluator_.evaluate(expression, scope);
  return value.is_scalar(BaseType::integer) ? fmt::format("{}", value.integer) : std::string();
}

// Where an array of the caller begins, and how long it is if that is known.
bool Inliner::lower_and_extent(const Expr* array, std::size_t number, Dimension& found) {
  const Symbol* symbol = nullptr;
  const Scope* scope = caller_;
  if (auto* name = dyn_cast<NameRef>(array)) {
    symbol = program_.lookup(*caller_, tree_.spelling(name->name)).symbol;
  } else if (auto* component = dyn_cast<ComponentRef>(array)) {
    std::string why;
    if (const Scope* type = evaluator_.type_scope(component->base, *caller_, why)) {
      symbol = evaluator_.component(*type, tree_.spelling(component->name));
      scope = type;
    }
  }
  found.text = fmt::format("lbound({}, {})", text_of(tree_, array), number + 1);
  if (!symbol) return isa<ComponentRef>(array);
  if (symbol->kind != SymbolKind::variable && symbol->kind != SymbolKind::component) return false;
  if (number >= symbol->dimensions.size()) return false;
  const isotach::Dimension* bounds = symbol->dimensions[number];
  if (symbol->has(AttributeKind::allocatable) || symbol->has(AttributeKind::pointer)) return true;
  std::string first = bounds->lower ? constant_text(bounds->lower, *scope) : "1";
  if (!first.empty()) found.text = first;
  if (bounds->form != DimensionKind::explicit_ || !bounds->upper) return true;
  std::string last = constant_text(bounds->upper, *scope);
  if (is_whole_number(first) && is_whole_number(last)) {
    found.extent = std::to_string(std::stol(last) - std::stol(first) + 1);
  } else if (first == "1" && isa<NameRef>(array)) {
    bool kept = true; // since the procedure began
    for_each<Expr>(bounds->upper, [&](Expr* part) {
      if (auto* name = dyn_cast<NameRef>(part)) {
        Lookup one = program_.lookup(*symbol->scope, symbol->scope->tree->spelling(name->name));
        kept = kept && one.found() && symbol->scope->tree == &tree_ &&
               (one.symbol->kind == SymbolKind::parameter || one.symbol->intent == IntentKind::in);
      } else if (isa<PartRef>(part) || isa<ComponentRef>(part)) {
        kept = false;
      }
    });
    if (kept) found.extent = squeezed(text_of(tree_, bounds->upper));
  }
  return true;
}

bool Inliner::describe_array(Argument& argument) {
  const Symbol& dummy = *argument.dummy;
  const Expr* actual = argument.actual;
  std::string_view name = dummy.name;
  auto refuse = [&](std::string_view why) {
    fail(fmt::format("'{}' {}", name, why));
    return false;
  };
  isotach::Value given = evaluator_.evaluate(actual, *caller_);
  auto* part = dyn_cast<PartRef>(actual);
  const Expr* array = part ? part->base.get() : actual;
  std::size_t rank = dummy.dimensions.size();
  argument.text = text_of(tree_, array);
  // What is given: its dimensions.
  if (!part) {
    if (given.rank < 0 || given.base == BaseType::unknown)
      return refuse("is given an array of a rank that is not known");
    for (int i = 0; i < given.rank; ++i) {
      Dimension one;
      one.counts = one.whole = true;
      if (!lower_and_extent(array, static_cast<std::size_t>(i), one))
        return refuse("is given what is not declared as a variable");
      argument.dimensions.push_back(one);
    }
  } else {
    for (std::size_t i = 0; i < part->arguments.size(); ++i) {
      const Expr* index = part->arguments[i];
      Dimension one;
      auto* range = dyn_cast<Triplet>(index);
      if (!lower_and_extent(array, i, one)) return refuse("is given what is not declared as a variable");
      if (!range) {
        isotach::Value value = evaluator_.evaluate(index, *caller_);
        if (value.rank != 0 || value.base == BaseType::unknown)
          return refuse("is given elements by an index that may be an array");
        one.text = text_of(tree_, index);
        one.extent.clear();
        note_stable(index, nullptr);
      } else {
        one.counts = true;
        one.whole = !range->lower && !range->upper && !range->stride;
        if (!one.whole) one.extent.clear();
        bool from_one = !range->lower ? one.text == "1" : constant_text(range->lower, *caller_) == "1";
        if (range->lower) one.text = text_of(tree_, range->lower);
        if (range->upper) one.upper = text_of(tree_, range->upper);
        if (range->stride) one.stride = text_of(tree_, range->stride);
        if (from_one && range->upper && !range->stride) one.extent = squeezed(one.upper);
        for (const Expr* bound : {range->lower.get(), range->upper.get(), range->stride.get()})
          if (bound) note_stable(bound, nullptr);
      }
      argument.dimensions.push_back(one);
    }
  }
  for (const Expr* inner = array; inner && !isa<NameRef>(inner);) {
    if (auto* element_of_it = dyn_cast<PartRef>(inner)) {
      for (const Expr* index : element_of_it->arguments) {
        if (isa<Triplet>(index)) return refuse("is given a component of an array of structures");
        note_stable(index, nullptr);
      }
      inner = element_of_it->base;
    } else {
      inner = cast<ComponentRef>(inner)->base;
    }
  }
  auto counting =
      static_cast<std::size_t>(std::count_if(argument.dimensions.begin(), argument.dimensions.end(),
                                             [](const Dimension& one) { return one.counts; }));
  // The dummy: its bounds.
  std::vector<std::string> extents;
  for (const isotach::Dimension* bounds : dummy.dimensions) {
    std::string first = bounds->lower ? constant_text(bounds->lower, *callee_) : "1";
    if (first.empty()) return refuse("has a lower bound that is not constant");
    argument.lower.push_back(first);
    std::string last, extent;
    if (bounds->form == DimensionKind::explicit_ && bounds->upper) {
      argument.explicit_shape = true;
      last = constant_text(bounds->upper, *callee_);
      if (is_whole_number(first) && is_whole_number(last)) {
        extent = std::to_string(std::stol(last) - std::stol(first) + 1);
      } else {
        last = substituted(bounds->upper);
        if (failed()) return false;
        if (first == "1") extent = squeezed(last);
      }
    } else if (bounds->form == DimensionKind::assumed_rank) {
      return refuse("has any rank");
    } else if (bounds->form == DimensionKind::star) {
      argument.explicit_shape = true;
    }
    argument.upper.push_back(last);
    extents.push_back(extent);
  }
  if (counting == 0 && rank == 1 && argument.explicit_shape && part) { // x(n) of a(1, j)
    Dimension& first = argument.dimensions[0];
    Dimension all;
    (void)lower_and_extent(array, 0, all);
    if (!extents[0].empty() && extents[0] == all.extent &&
        constant_text(part->arguments[0], *caller_) == all.text) {
      first.counts = first.whole = true;
      first.text = all.text;
      first.extent = all.extent;
      counting = 1;
    }
  }
  if (counting != rank) return refuse("is given an array of another rank, in storage order");
  bool same = true;
  std::size_t at = 0;
  for (const Dimension& one : argument.dimensions) {
    if (!one.counts) continue;
    bool equal = !one.extent.empty() && one.extent == extents[at];
    if (argument.explicit_shape && !equal && at + 1 < rank)
      return refuse("has a shape that is not proved to be that of what it is given");
    same = same && equal;
    ++at;
  }
  argument.same_shape = same || !argument.explicit_shape;
  const NameRef* base = variable_of(array);
  Lookup found = program_.lookup(*caller_, tree_.spelling(base->name));
  const Symbol* symbol = found.symbol;
  bool contiguous = !part && isa<NameRef>(actual) && symbol && !symbol->has(AttributeKind::pointer);
  for (const isotach::Dimension* bounds : symbol ? symbol->dimensions : List<isotach::Dimension>())
    contiguous =
        contiguous && (bounds->form == DimensionKind::explicit_ || symbol->has(AttributeKind::allocatable));
  argument.sequence_kept = contiguous || !argument.explicit_shape;
  if (symbol && symbol->has(AttributeKind::pointer)) stable_.push_back({std::string(symbol->name), nullptr});
  return true;
}

// An index of the dummy as one of what is given.
std::string Inliner::shifted(const std::string& index, const Dimension& given, const std::string& lower) {
  if (!given.stride.empty())
    return fmt::format("{} + ({} - ({}))*({})", given.text, index, lower, given.stride);
  if (given.text == lower) return index;
  if (is_whole_number(given.text) && is_whole_number(lower)) {
    long shift = std::stol(given.text) - std::stol(lower);
    if (is_whole_number(index)) return std::to_string(std::stol(index) + shift);
    return fmt::format("{} {} {}", index, shift < 0 ? '-' : '+', std::abs(shift));
  }
  if (index == lower) return given.text;
  bool simple = given.text.find_first_of("+-*/ ") == std::string::npos;
  if (lower == "1" && simple) return fmt::format("{} + {} - 1", given.text, index);
  return fmt::format("{} + (({}) - ({}))", index, given.text, lower);
}

// Where a dummy ends is decided when it is called: what that is made of may not change later.
std::string Inliner::end_of(const Argument& argument, std::size_t dimension) {
  const std::string& upper = argument.upper[dimension];
  for_each<NameRef>(make_expression(tree_, upper), [&](NameRef* name) {
    stable_.push_back({std::string(tree_.spelling(name->name)), nullptr});
  });
  return upper;
}

// a(i + 1, j) for x(i); empty: it was refused.
std::string Inliner::element(const PartRef* reference, const Argument& argument) {
  std::vector<std::string> items;
  std::size_t at = 0;
  for (const Dimension& one : argument.dimensions) {
    if (!one.counts) {
      items.push_back(one.text);
      continue;
    }
    if (at >= reference->arguments.size()) {
      fail(fmt::format("'{}' has other dimensions there", argument.dummy->name), original_of(reference));
      return {};
    }
    const Expr* index = reference->arguments[at];
    const std::string& lower = argument.lower[at];
    const std::string& upper = argument.upper[at];
    std::size_t dimension = at++;
    auto* range = dyn_cast<Triplet>(index);
    if (!range) {
      items.push_back(shifted(text_of(tree_, index), one, lower));
      continue;
    }
    if (!one.stride.empty()) {
      fail(fmt::format("a section of '{}', which is a section", argument.dummy->name),
           original_of(reference));
      return {};
    }
    bool all_of_it = one.whole && (!argument.explicit_shape || argument.same_shape);
    std::string from = range->lower ? shifted(text_of(tree_, range->lower), one, lower)
                       : all_of_it  ? std::string()
                                    : one.text;
    std::string to = range->upper ? shifted(text_of(tree_, range->upper), one, lower) : std::string();
    if (!range->upper && !all_of_it) {
      if (argument.explicit_shape && upper.empty()) {
        fail(fmt::format("where '{}' ends is not known", argument.dummy->name), original_of(reference));
        return {};
      }
      to = argument.explicit_shape ? shifted(end_of(argument, dimension), one, lower) : one.upper;
    }
    std::string text = from + ":" + to;
    if (range->stride) text += ":" + text_of(tree_, range->stride);
    items.push_back(text);
  }
  return fmt::format("{}({})", argument.text, fmt::join(items, ", "));
}

std::string Inliner::whole(const Argument& argument, const Node* place) {
  bool same = argument.same_shape;
  if (same && !isa<PartRef>(argument.actual)) return argument.text;
  std::vector<std::string> items;
  std::size_t at = 0;
  for (const Dimension& one : argument.dimensions) {
    if (!one.counts) {
      items.push_back(one.text);
      continue;
    }
    const std::string& upper = argument.upper[at];
    const std::string& lower = argument.lower[at];
    std::size_t dimension = at++;
    if (one.whole && same) {
      items.emplace_back(":");
    } else if (!argument.explicit_shape) {
      std::string text = one.text + ":" + one.upper;
      items.push_back(one.stride.empty() ? text : text + ":" + one.stride);
    } else if (upper.empty() || !one.stride.empty()) {
      fail(fmt::format("where '{}' ends is not known", argument.dummy->name), place);
      return {};
    } else {
      items.push_back(one.text + ":" + shifted(end_of(argument, dimension), one, lower));
    }
  }
  return fmt::format("{}({})", argument.text, fmt::join(items, ", "));
}

// An element that is given to an array argument stands for all that follows it in storage.
void Inliner::check_sequence(const PartRef* reference, const Argument& argument) {
  if (argument.sequence_kept) return;
  const Node* original = original_of(reference);
  const Node* around = original ? original->parent.get() : nullptr;
  const Node* given = original;
  if (isa<KeywordArgument>(around)) {
    given = around;
    around = around->parent;
  }
  const Expr* procedure = nullptr;
  const List<Expr>* list = nullptr;
  if (auto* call = dyn_cast<CallStmt>(around)) {
    procedure = call->procedure;
    list = &call->arguments;
  } else if (auto* function = dyn_cast<PartRef>(around); function && function->base.get() != original) {
    procedure = function->base;
    list = &function->arguments;
  }
  auto* name = dyn_cast<NameRef>(procedure);
  if (!procedure) return;
  if (name) {
    Lookup found = program_.lookup(*callee_, from_->spelling(name->name));
    if (found.found() &&
        (found.symbol->kind == SymbolKind::variable || found.symbol->kind == SymbolKind::parameter))
      return;
    if (!found.found() && found.reason.empty() && find_intrinsic(from_->spelling(name->name))) return;
  }
  CalledProcedure called = called_procedure(*callee_, procedure, *list, effects_);
  if (called.scope) {
    const Symbol* dummy = nullptr;
    for (std::size_t i = 0; i < list->size() && i < called.scope->arguments.size(); ++i)
      if ((*list)[i] == given && !isa<KeywordArgument>(given)) dummy = called.scope->arguments[i];
    if (auto* keyword = dyn_cast<KeywordArgument>(given))
      dummy = called.scope->find(from_->spelling(keyword->name));
    if (dummy && dummy->dimensions.empty()) return;
  }
  fail(fmt::format("an element of '{}' is given to a procedure, perhaps with those that follow it",
                   argument.dummy->name),
       original);
}

} // namespace isotach::transform
