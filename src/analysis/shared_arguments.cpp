// Shared arguments: calls that surely break the rule of aliasing (F2018 15.5.2.13).
//
// What a dummy without TARGET and POINTER is given may be changed through nothing but that dummy. A call is
// reported when the procedure changes it through another dummy, or by the name of a variable that both
// reach: the storage is provably the same, and both happen in every call in which loops have an iteration,
// the change and an access through the dummy. A change of a part counts where it surely lies in what the
// dummy has. Parts of one array that are workspaces of their own (WORK and WORK(N+1)) are left alone. Costs
// the arguments times the touches of a call; subscripts are looked at where the variable is the same alone.
#include <algorithm>

#include "analysis/facts_maker.h"
#include "tree/text.h"

namespace isotach {

namespace {

bool is_exempt(const Symbol& dummy) {
  return dummy.kind != SymbolKind::variable || dummy.has(AttributeKind::pointer) ||
         dummy.has(AttributeKind::target) || dummy.has(AttributeKind::value);
}

// Made of names and numbers alone: it has one value in a statement.
bool is_plain(const Expr* expression) {
  if (!expression || isa<NameRef>(expression) || isa<IntegerLiteral>(expression)) return true;
  if (const auto* inside = dyn_cast<ParenExpr>(expression)) return is_plain(inside->operand);
  if (const auto* unary = dyn_cast<UnaryExpr>(expression))
    return unary->op != OperatorKind::defined && is_plain(unary->operand);
  if (const auto* binary = dyn_cast<BinaryExpr>(expression))
    return binary->op != OperatorKind::defined && is_plain(binary->left) && is_plain(binary->right);
  if (const auto* range = dyn_cast<Triplet>(expression))
    return is_plain(range->lower) && is_plain(range->upper) && is_plain(range->stride);
  return false;
}

bool same_form(const Tree& tree, const Symbol& a, const Symbol& b) {
  if (a.dimensions.size() != b.dimensions.size()) return false;
  for (std::size_t d = 0; d < a.dimensions.size(); ++d) {
    const Dimension &one = *a.dimensions[d], &other = *b.dimensions[d];
    if (one.form != other.form || text_of(tree, one.lower) != text_of(tree, other.lower) ||
        text_of(tree, one.upper) != text_of(tree, other.upper))
      return false;
  }
  return true;
}

// Whether no component keeps the part `path` of a place apart from another place.
bool may_overlap(const PlaceRead& other, const PlaceRead& place, const std::vector<PlacePart>& path) {
  std::size_t size = std::min(other.parts.size(), place.parts.size() + path.size());
  for (std::size_t i = 0; i < size; ++i) {
    const PlacePart& part = i < place.parts.size() ? place.parts[i] : path[i - place.parts.size()];
    if (part.component != other.parts[i].component) return false;
  }
  return true;
}

} // namespace

bool FactsMaker::same_elements(const PlacePart& a, const PlacePart& b) {
  if (a.at != b.at || a.scope != b.scope || !a.scope ||
      a.subscripts->arguments.size() != b.subscripts->arguments.size())
    return false;
  for (std::size_t i = 0; i < a.subscripts->arguments.size(); ++i) {
    const Expr *one = a.subscripts->arguments[i], *other = b.subscripts->arguments[i];
    if (!is_plain(one) || !is_plain(other) || text_of(tree_, one) != text_of(tree_, other)) return false;
    if (!isa<Triplet>(one) && evaluator_.evaluate(one, *a.scope).rank != 0) return false;
  }
  return true;
}

// Whether a place is surely the whole or a part of another one.
bool FactsMaker::within(const PlaceRead& inner, const PlaceRead& outer) {
  if (inner.object != outer.object || outer.parts.size() > inner.parts.size()) return false;
  for (std::size_t i = 0; i < inner.parts.size(); ++i) {
    const PlacePart& part = inner.parts[i];
    if (i >= outer.parts.size()) {
      if (part.pointer) return false; // what lies there is no part
      continue;
    }
    const PlacePart& of_outer = outer.parts[i];
    if (of_outer.component != part.component) return false;
    if (of_outer.subscripts && (!part.subscripts || !same_elements(part, of_outer))) return false;
    if (!of_outer.subscripts && part.subscripts && i + 1 != outer.parts.size()) return false;
  }
  return true;
}

// Whether a dummy surely has all of what it is given.
bool FactsMaker::reaches_all(const Symbol& dummy, const PlaceRead& given) {
  if (dummy.dimensions.empty()) return true;
  return dummy.dimensions.back()->form != DimensionKind::explicit_ || same_size(dummy, given);
}

// Whether `touch`, a change of `changed`, is one of what `argument` is given.
bool FactsMaker::changes_shared(const Scope& procedure, const CallEffects::Touch& touch,
                                const PlaceRead& changed, const PlaceRead& given, const Symbol& argument) {
  const Symbol* by =
      touch.argument >= 0 ? procedure.arguments[static_cast<std::size_t>(touch.argument)] : nullptr;
  bool all = touch.certain && touch.subscripts.empty(); // of `changed`
  if (changed.object != given.object) { // in one COMMON block, where all before them has one type
    const DataObject &one = facts_.objects[changed.object], &other = facts_.objects[given.object];
    if (by || one.common.empty() || one.common != other.common || one.scope == other.scope ||
        changed.parts.size() != 1 || given.parts.size() != 1 || given.parts[0].subscripts)
      return false;
    const auto &place = one.common_place, &of_other = other.common_place;
    if (place.type <= 0 || place.type != of_other.type) return false;
    return (of_other.first <= place.first && place.last <= of_other.last && reaches_all(argument, given)) ||
           (all && place.first <= of_other.first && of_other.last <= place.last);
  }
  bool elemental = procedure.symbol && procedure.symbol->has(AttributeKind::elemental);
  if (within(changed, given)) {
    bool same = changed.parts.size() == given.parts.size() &&
                !changed.parts.back().subscripts == !given.parts.back().subscripts;
    if (elemental) return same;
    // A sequence that begins elsewhere in the array: each may have its own part of it.
    if (!given.parts.back().subscripts && changed.parts[given.parts.size() - 1].subscripts &&
        (argument.dimensions.empty() || argument.dimensions.back()->form != DimensionKind::colon))
      return false;
    // Both begin at one place: the dummy that is changed may go on for longer.
    if (same && by && touch.path.empty() && !by->dimensions.empty())
      return !argument.dimensions.empty() && (argument.dimensions.back()->form != DimensionKind::explicit_ ||
                                              same_form(*procedure.tree, *by, argument));
    return (same && by && touch.path.empty()) || reaches_all(argument, given);
  }
  return all && !elemental && within(given, changed) && (!by || reaches_all(*by, changed));
}

void FactsMaker::find_shared_arguments(const Scope& procedure, const std::vector<const Expr*>& actual,
                                       const std::vector<PlaceRead>& places, const CallEffects& effects,
                                       const Node* call) {
  // What an argument is given, as it is written; no object where that is not known or may be shared.
  auto given = [&](std::size_t argument) {
    PlaceRead place = place_of(actual[argument]);
    const Symbol* dummy = procedure.arguments[argument];
    if (!dummy || is_exempt(*dummy) || place.partial || !place.unknown.empty()) place.object = no_index;
    return place;
  };
  std::size_t first = facts_.shared_arguments.size(); // of this call
  for (const CallEffects::Touch& touch : effects.touches) {
    if (!touch.write || !touch.happens_at) continue;
    bool by_argument = touch.argument >= 0;
    auto own = by_argument ? static_cast<std::size_t>(touch.argument) : places.size();
    std::uint32_t number = by_argument ? places[own].object : object_of(*touch.symbol);
    if (number == no_index) continue;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (i == own || places[i].object == no_index) continue;
      const DataObject &object = facts_.objects[number], &other = facts_.objects[places[i].object];
      bool common = !by_argument && !object.common.empty() && object.common == other.common;
      if (places[i].object != number && !common) continue;
      PlaceRead changed;
      if (by_argument) {
        changed = given(own);
      } else if (!object.pointer && object.missing.empty()) {
        changed.object = number;
        changed.parts.push_back({{}, nullptr, nullptr, no_index, object.rank, 1, false});
      }
      PlaceRead place = given(i);
      if (changed.object == no_index || place.object == no_index) continue;
      changed.parts.insert(changed.parts.end(), touch.path.begin(), touch.path.end());
      bool used = std::ranges::any_of(effects.touches, [&](const CallEffects::Touch& access) {
        return access.argument == static_cast<std::int32_t>(i) && access.happens_at &&
               may_overlap(changed, place, access.path);
      });
      if (!used || !changes_shared(procedure, touch, changed, place, *procedure.arguments[i])) continue;
      SharedArgument made{call,
                          &procedure,
                          touch.happens_at,
                          by_argument ? procedure.arguments[own] : touch.symbol,
                          procedure.arguments[i],
                          actual[i],
                          by_argument ? actual[own] : nullptr};
      bool known = false; // the same two, perhaps the other way round
      for (std::size_t k = first; k < facts_.shared_arguments.size(); ++k) {
        const SharedArgument& before = facts_.shared_arguments[k];
        known = known || (before.changed == made.changed && before.argument == made.argument) ||
                (before.changed == made.argument && before.argument == made.changed);
      }
      if (!known) facts_.shared_arguments.push_back(made);
    }
  }
}

} // namespace isotach
