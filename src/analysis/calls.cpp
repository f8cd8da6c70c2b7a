// Calls -> accesses: which procedure a reference means, and what it does to what it is given.
#include <algorithm>

#include <fmt/format.h>

#include "analysis/affine.h"
#include "analysis/facts_maker.h"

namespace isotach {

const Expr* FactsMaker::value_of(const Expr* argument) {
  const auto* keyword = dyn_cast<KeywordArgument>(argument);
  return keyword ? keyword->value.get() : argument;
}

CalledProcedure called_procedure(const Scope& caller, const Expr* procedure, const List<Expr>& arguments,
                                 Effects& effects) {
  FactsMaker maker(caller, effects, {});
  FactsMaker::Callee callee = maker.callee_of(procedure, arguments);
  if (callee.intrinsic) return {nullptr, "it is an intrinsic procedure"};
  if (callee.passed) return {nullptr, "it is bound to a type"};
  return {callee.scope, std::move(callee.unknown)};
}

FactsMaker::Callee FactsMaker::callee_of(const Expr* procedure, const List<Expr>& arguments) {
  if (const auto* reference = dyn_cast<ComponentRef>(procedure)) return bound_of(reference, arguments);
  Callee callee;
  const auto* name = dyn_cast<NameRef>(procedure);
  if (!name) {
    callee.name = "this";
    callee.unknown = "which procedure this calls is not known";
    return callee;
  }
  callee.name = tree_.spelling(name->name);
  const Meaning& found = meaning(name->name);
  if (found.symbol && found.kind != Meaning::Kind::object) {
    const IntrinsicProcedure* intrinsic = found.intrinsic;
    if (intrinsic || found.symbol->kind == SymbolKind::intrinsic) {
      callee.intrinsic = intrinsic;
      if (!intrinsic) callee.unknown = fmt::format("the intrinsic '{}' is not described", callee.name);
      return callee;
    }
    return callee_of(*found.symbol, arguments);
  }
  if (found.intrinsic && !found.symbol) {
    callee.intrinsic = found.intrinsic;
    return callee;
  }
  if (found.kind == Meaning::Kind::other && !found.reason.empty()) {
    callee.unknown = fmt::format("what '{}' does is not known: {}", callee.name, found.reason);
    callee.settle = found.reason;
    return callee;
  }
  // Implicit interface: an external procedure of some file.
  const Symbol* external = program_.external_procedure(callee.name);
  if (external && external->inner && external->inner->kind == ScopeKind::procedure) {
    callee.symbol = external;
    callee.scope = external->inner;
    return callee;
  }
  callee.unknown = fmt::format("what '{}' does is not known: no file has its body", callee.name);
  callee.settle = fmt::format("the file that defines '{}'", callee.name);
  return callee;
}

FactsMaker::Callee FactsMaker::callee_of(const Symbol& symbol, const List<Expr>& arguments) {
  Callee callee;
  callee.name = symbol.name;
  callee.symbol = &symbol;
  if (symbol.kind == SymbolKind::generic || (!symbol.specifics.empty() && !symbol.inner))
    return specific_of(symbol, arguments, nullptr);
  if (symbol.has(AttributeKind::pointer) || symbol.argument >= 0) {
    // A dummy procedure with the interface of a pure one is pure.
    callee.unknown = fmt::format("which procedure '{}' is, is decided by the caller", symbol.name);
    if (symbol.inner && symbol.inner->kind == ScopeKind::interface_body && symbol.has(AttributeKind::pure) &&
        !symbol.has(AttributeKind::pointer)) {
      callee.unknown.clear();
      callee.scope = symbol.inner;
    }
    return callee;
  }
  if (symbol.inner && symbol.inner->kind == ScopeKind::procedure) {
    callee.scope = symbol.inner;
    return callee;
  }
  const Symbol* external = program_.external_procedure(symbol.name);
  bool module_interface = symbol.inner && symbol.inner->has_module_prefix;
  if (!module_interface && external && external->inner && external->inner->kind == ScopeKind::procedure) {
    callee.scope = external->inner;
    return callee;
  }
  if (symbol.inner && symbol.inner->kind == ScopeKind::interface_body) {
    callee.scope = symbol.inner;
    return callee;
  }
  callee.unknown = fmt::format("what '{}' does is not known: no file has its body", symbol.name);
  callee.settle = fmt::format("the file that defines '{}'", symbol.name);
  return callee;
}

// Whether a call may mean this procedure: number, keywords, types, kinds and ranks of the arguments.
bool FactsMaker::may_take(const Scope& procedure, const List<Expr>& arguments, const Expr* passed,
                          int pass_at) {
  std::vector<bool> given(procedure.arguments.size(), false);
  if (passed) {
    if (static_cast<std::size_t>(pass_at) >= given.size()) return false;
    given[static_cast<std::size_t>(pass_at)] = true;
  }
  const Symbol* own = procedure.symbol;
  bool elemental = own && own->has(AttributeKind::elemental);
  std::size_t next = 0;
  for (const Expr* argument : arguments) {
    std::size_t at = given.size();
    if (const auto* keyword = dyn_cast<KeywordArgument>(argument)) {
      for (std::size_t i = 0; i < given.size(); ++i)
        if (procedure.arguments[i] && procedure.arguments[i]->name == tree_.spelling(keyword->name)) at = i;
    } else {
      while (next < given.size() && given[next]) ++next;
      at = next;
    }
    if (at >= given.size() || given[at]) return false;
    given[at] = true;
    const Symbol* dummy = procedure.arguments[at];
    if (!dummy || dummy->kind == SymbolKind::procedure) continue;
    Value actual = evaluator_.evaluate(value_of(argument), *scope_);
    TypeInfo type = evaluator_.type_of(*dummy);
    if (actual.base != BaseType::unknown && type.base != BaseType::unknown) {
      if (actual.base != type.base) return false;
      if (actual.base == BaseType::derived) {
        if (!type.polymorphic && !actual.derived.empty() && actual.derived != type.derived) return false;
      } else if (actual.kind && type.kind && actual.kind != type.kind) {
        return false;
      }
    }
    if (actual.base == BaseType::unknown || actual.rank < 0 || elemental) continue;
    auto rank = static_cast<int>(dummy->dimensions.size());
    bool assumed_rank = rank == 1 && dummy->dimensions[0]->form == DimensionKind::assumed_rank;
    if (!assumed_rank && rank != actual.rank) return false;
  }
  for (std::size_t i = 0; i < given.size(); ++i)
    if (!given[i] && procedure.arguments[i] && !procedure.arguments[i]->has(AttributeKind::optional))
      return false;
  return true;
}

FactsMaker::Callee FactsMaker::specific_of(const Symbol& generic, const List<Expr>& arguments,
                                           const Expr* passed) {
  Callee callee, fits;
  callee.name = generic.name;
  std::size_t count = 0;
  bool unsure = false;
  for (std::string_view name : generic.specifics) {
    Lookup found = program_.lookup(*generic.scope, name);
    if (!found.found()) {
      unsure = true;
      callee.settle = found.reason;
      continue;
    }
    Callee one = callee_of(*found.symbol, arguments);
    const Scope* scope = one.scope ? one.scope : found.symbol->inner;
    if (!scope || !scope->tree) {
      unsure = true;
      continue;
    }
    if (!may_take(*scope, arguments, passed, 0)) continue;
    ++count;
    fits = std::move(one);
  }
  if (count == 1 && !unsure) return fits;
  if (count == 0 && !unsure)
    if (const IntrinsicProcedure* intrinsic = find_intrinsic(generic.name)) {
      callee.intrinsic = intrinsic;
      return callee;
    }
  callee.unknown = fmt::format("which procedure of the generic '{}' this calls is not known", generic.name);
  return callee;
}

FactsMaker::Callee FactsMaker::bound_of(const ComponentRef* reference, const List<Expr>& arguments) {
  Callee callee;
  callee.name = tree_.spelling(reference->name);
  PlaceRead object = place_of(reference->base);
  const Symbol* symbol = object.type ? evaluator_.component(*object.type, callee.name) : nullptr;
  if (!symbol || symbol->kind != SymbolKind::binding) {
    callee.unknown = !object.type
                         ? fmt::format("which procedure '{}' is, is not known: {}", callee.name,
                                       object.unknown.empty() ? "the type of the object" : object.unknown)
                         : fmt::format("which procedure '{}' points to is not known", callee.name);
    return callee;
  }
  if (object.polymorphic && !symbol->has(AttributeKind::non_overridable)) {
    callee.unknown =
        fmt::format("which procedure '{}' is, depends on the dynamic type of the object", callee.name);
    return callee;
  }
  if (!symbol->specifics.empty()) {
    callee.unknown =
        fmt::format("which procedure of the generic binding '{}' this calls is not known", callee.name);
    return callee;
  }
  std::string_view target = symbol->interface.empty() ? symbol->name : symbol->interface;
  Lookup found = symbol->scope->parent ? program_.lookup(*symbol->scope->parent, target) : Lookup{};
  if (!found.found()) {
    callee.unknown = fmt::format("the procedure '{}' is not known", target);
    callee.settle = found.reason;
    return callee;
  }
  if (symbol->has(AttributeKind::pass)) {
    callee.unknown = fmt::format("PASS(name) of '{}' is not followed", callee.name);
    return callee;
  }
  callee = callee_of(*found.symbol, arguments);
  if (!symbol->has(AttributeKind::nopass)) callee.passed = reference->base;
  return callee;
}

// What of the caller's variables an argument may reach.
PlaceRead FactsMaker::argument_place(const Expr* actual, const Symbol* dummy, bool elemental) {
  PlaceRead place = place_of(actual);
  if (place.object == no_index || elemental) return place;
  if (dummy && dummy->dimensions.empty() && dummy->kind == SymbolKind::variable) return place;
  // An element starts a sequence that goes on to the end of the array.
  PlacePart& last = place.parts.back();
  if (!last.subscripts) return place;
  bool section = false;
  for (const Expr* subscript : last.subscripts->arguments)
    section = section || isa<Triplet>(subscript) || evaluator_.evaluate(subscript, *scope_).rank != 0;
  if (section) return place;
  // A dummy of constant size takes as many elements; they are in one dimension when there is but one.
  std::int64_t size = dummy ? constant_size(*dummy) : -1;
  if (size == 1 || (size > 1 && last.rank == 1)) {
    last.run = size;
    place.partial = place.partial || size != 1;
    return place;
  }
  last.subscripts = nullptr;
  place.partial = place.loose = true;
  return place;
}

// The number of elements of an array with constant bounds; -1: not known.
std::int64_t FactsMaker::constant_size(const Symbol& symbol) {
  Value value = evaluator_.value_of(symbol);
  return value.rank > 0 && value.shape.size() == static_cast<std::size_t>(value.rank)
             ? element_count(value.shape)
             : -1;
}

// Whether a whole array is given to a dummy of the same constant size.
bool FactsMaker::same_size(const Symbol& dummy, const PlaceRead& actual) {
  const Symbol* symbol = facts_.objects[actual.object].symbol;
  if (!symbol || actual.parts.size() != 1 || actual.parts[0].subscripts) return false;
  std::int64_t size = constant_size(dummy);
  return size >= 0 && size == constant_size(*symbol);
}

// Subscripts of a dummy array in a call, as subscripts of the array that is given whole; none when the two
// are not counted alike. Different lower bounds of one dimension are a constant apart.
std::vector<GivenSubscript>
FactsMaker::given_subscripts(const std::vector<CallEffects::Touch::Subscript>& subscripts,
                             const Symbol& dummy, const std::vector<const Expr*>& actual,
                             const std::vector<PlaceRead>& places, const PlaceRead& array) {
  const Symbol* whole = facts_.objects[array.object].symbol;
  if (!whole || array.parts.size() != 1 || array.parts[0].subscripts || array.parts[0].pointer ||
      facts_.objects[array.object].allocatable || array.loose || array.partial ||
      array.base == BaseType::character) // whose elements may have another length there
    return {};
  std::size_t rank = subscripts.size();
  if (rank == 0 || dummy.dimensions.size() != rank || whole->dimensions.size() != rank) return {};
  auto lower = [&](const Symbol& symbol, std::size_t d) -> std::optional<std::int64_t> {
    const Dimension* dimension = symbol.dimensions[d];
    if (dimension->form == DimensionKind::assumed_rank || !symbol.scope) return std::nullopt;
    std::int64_t value = 1;
    std::string why;
    if (dimension->lower && !evaluator_.integer(dimension->lower, *symbol.scope, value, why))
      return std::nullopt;
    return value;
  };
  // Sequence association: all extents but the last have to agree, unless the dummy has them from the array.
  if (rank > 1 && dummy.dimensions[0]->form != DimensionKind::colon) {
    Value own = evaluator_.value_of(dummy), other = evaluator_.value_of(*whole);
    if (own.shape.size() != rank || own.shape != other.shape) return {};
  }
  std::vector<GivenSubscript> made;
  for (std::size_t d = 0; d < rank; ++d) {
    std::optional<std::int64_t> of_dummy = lower(dummy, d), of_array = lower(*whole, d);
    if (!of_dummy || !of_array) return {};
    GivenSubscript one;
    Affine offset = Affine(subscripts[d].offset) - *of_dummy + *of_array; // checked
    if (offset.overflowed) return {};
    one.offset = offset.constant;
    if (subscripts[d].argument >= 0) {
      auto argument = static_cast<std::size_t>(subscripts[d].argument);
      one.actual = actual[argument];
      if (!one.actual) return {};
      const PlaceRead& place = places[argument];
      if (place.object != no_index) {
        if (place.parts.size() != 1 || place.parts[0].subscripts || place.parts[0].rank != 0 ||
            place.parts[0].pointer || place.base != BaseType::integer || !place.unknown.empty())
          return {};
        one.location = location_of(place.object, no_index, {});
      }
    }
    made.push_back(one);
  }
  return made;
}

void FactsMaker::call(const Callee& callee, const List<Expr>& arguments, const Node* place, bool function) {
  if (callee.intrinsic) return intrinsic_call(*callee.intrinsic, arguments, place);
  if (!callee.unknown.empty() || !callee.scope) return unknown_call(callee, arguments, place);
  const Scope& procedure = *callee.scope;
  // Which argument each dummy gets.
  std::vector<const Expr*> actual(procedure.arguments.size(), nullptr);
  bool matched = true;
  std::size_t next = 0;
  if (callee.passed) {
    if (actual.empty()) return unknown_call(callee, arguments, place);
    actual[0] = callee.passed;
  }
  for (const Expr* argument : arguments) {
    std::size_t at = actual.size();
    if (const auto* keyword = dyn_cast<KeywordArgument>(argument)) {
      for (std::size_t i = 0; i < actual.size(); ++i)
        if (procedure.arguments[i] && procedure.arguments[i]->name == tree_.spelling(keyword->name)) at = i;
    } else {
      while (next < actual.size() && actual[next]) ++next;
      at = next;
    }
    if (at >= actual.size() || isa<LabelArgument>(argument)) matched = false;
    else actual[at] = value_of(argument);
  }
  if (!matched) {
    Callee odd = callee;
    odd.unknown = fmt::format("the arguments do not fit those of '{}'", callee.name);
    return unknown_call(odd, arguments, place);
  }
  bool elemental = procedure.symbol && procedure.symbol->has(AttributeKind::elemental);
  std::vector<PlaceRead> places(actual.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (!actual[i]) continue;
    const Expr* expression = actual[i];
    places[i] = argument_place(expression, procedure.arguments[i], elemental);
    if (places[i].object == no_index) {
      read(expression);
    } else {
      read_subscripts(expression);
      if (!facts_.objects[places[i].object].missing.empty())
        obstacle(Obstacle::Kind::unknown, false, facts_.objects[places[i].object].missing, expression,
                 facts_.objects[places[i].object].missing);
    }
  }
  const CallEffects& effects = effects_.of(procedure);
  for (bool writes : {false, true}) {
    for (const CallEffects::Touch& touch : effects.touches) {
      if (touch.write != writes) continue;
      PlaceRead touched;
      bool certain = touch.certain;
      if (touch.argument >= 0) {
        touched = places[static_cast<std::size_t>(touch.argument)];
        if (touched.object == no_index) continue;
        const Symbol* dummy = procedure.arguments[static_cast<std::size_t>(touch.argument)];
        if (dummy && !touch.subscripts.empty() && touch.path.empty())
          touched.parts[0].given = given_subscripts(touch.subscripts, *dummy, actual, places, touched);
        if (touch.subscripts.empty())
          certain = certain && !touched.partial && dummy &&
                    (dummy->dimensions.empty()
                         ? touched.parts.back().rank == 0 || touched.parts.back().subscripts
                         : dummy->dimensions[0]->form == DimensionKind::colon || same_size(*dummy, touched));
        else // a function may not be evaluated
          certain = certain && !touched.parts[0].given.empty() && !function;
        if (!touched.parts[0].given.empty()) touched.parts[0].at = node_, touched.parts[0].scope = scope_;
        touched.loose = touched.loose || (dummy && !dummy->dimensions.empty() && !certain);
      } else {
        touched.object = object_of(*touch.symbol);
        const DataObject& object = facts_.objects[touched.object];
        touched.parts.push_back({{}, nullptr, nullptr, no_index, object.rank, 1, object.pointer});
        touched.base = object.type.base;
        touched.kind = object.type.kind;
        touched.loose = object.rank != 0;
      }
      if (!touch.path.empty()) touched.base = BaseType::unknown;
      touched.parts.insert(touched.parts.end(), touch.path.begin(), touch.path.end());
      touched.unknown.clear();
      access(touched, place, touch.write, certain, touch.aspect);
      facts_.accesses.back().by_name_elsewhere = touch.argument < 0;
      facts_.accesses.back().happens = touch.happens_at && !function && !masked_; // it may not be evaluated
    }
  }
  find_shared_arguments(procedure, actual, places, effects, place);
  for (const Obstacle& of_callee : effects.obstacles) {
    Obstacle here = of_callee;
    here.node = node_;
    here.place = place;
    here.text = effects_.text(fmt::format("in '{}': {}", callee.name, of_callee.text));
    facts_.obstacles.push_back(std::move(here));
  }
}

void FactsMaker::intrinsic_call(const IntrinsicProcedure& intrinsic, const List<Expr>& arguments,
                                const Node* place) {
  bool first = true;
  std::size_t at = 0;
  for (const Expr* argument : arguments) {
    // The kind of a result is a constant, wherever its name comes from.
    static constexpr std::string_view converting[] = {"real",    "int",   "nint",    "aint", "anint",
                                                      "ceiling", "floor", "logical", "cmplx"};
    const auto* keyword = dyn_cast<KeywordArgument>(argument);
    bool kind = keyword ? tree_.spelling(keyword->name) == "kind"
                        : std::ranges::find(converting, intrinsic.name) != std::end(converting) &&
                              at == (intrinsic.name == "cmplx" ? 2U : 1U);
    if (kind) continue;
    const Expr* expression = value_of(argument);
    PlaceRead read_place = intrinsic.inquiry && first ? place_of(expression) : PlaceRead{};
    if (intrinsic.inquiry && first && read_place.object != no_index) {
      read_subscripts(expression);
      access(read_place, expression, false, true, DataAccess::Aspect::association);
    } else if (intrinsic.subroutine) {
      char mode = argument != expression || at >= intrinsic.arguments.size() ? 'b' : intrinsic.arguments[at];
      if (mode != 'w') read(expression);
      else read_subscripts(expression);
      if (mode != 'r' && place_of(expression).object != no_index) write(expression, mode == 'w');
    } else {
      read(expression);
    }
    first = false;
    ++at;
  }
  if (intrinsic.state)
    obstacle(Obstacle::Kind::call, true,
             fmt::format("what '{}' gives depends on the order of its calls", intrinsic.name), place);
}

void FactsMaker::unknown_call(const Callee& callee, const List<Expr>& arguments, const Node* place) {
  auto reach = [&](const Expr* actual) {
    PlaceRead reached = argument_place(actual, nullptr, false);
    if (reached.object == no_index) return read(actual);
    reached.loose = true;
    read_subscripts(actual);
    access(reached, actual, false, true);
    access(reached, actual, true, false);
    if (reached.parts.back().pointer || facts_.objects[reached.object].allocatable)
      access(reached, actual, true, false, DataAccess::Aspect::association);
  };
  if (callee.passed) reach(callee.passed);
  for (const Expr* argument : arguments)
    if (!isa<LabelArgument>(argument)) reach(value_of(argument));
  obstacle(Obstacle::Kind::call, false, callee.unknown, place, callee.settle, true);
}

} // namespace isotach
