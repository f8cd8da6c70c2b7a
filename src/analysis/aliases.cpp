#include "analysis/aliases.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace isotach {

using Storage = DataObject::Storage;

Aliases::Aliases(const ProcedureFacts& facts) : facts_(facts) { find_targets(); }

void Aliases::find_targets() {
  std::map<std::uint32_t, std::set<std::uint32_t>> known;
  std::map<std::uint32_t, std::vector<std::uint32_t>> copies; // from which pointers
  std::set<std::uint32_t> open;
  auto local = [&](std::uint32_t number) {
    const DataObject& object = facts_.objects[number];
    return object.pointer && object.storage == Storage::local && !object.internal_uses &&
           object.missing.empty() && object.storage_set == 0 && !object.result && object.symbol &&
           !object.symbol->cray_pointer;
  };
  for (std::uint32_t i = 0; i < facts_.objects.size(); ++i)
    if (local(i)) known[i];
  for (std::uint32_t a = 0; a < facts_.accesses.size(); ++a) {
    const DataAccess& access = facts_.accesses[a];
    if (!access.write || access.aspect != DataAccess::Aspect::association || !known.contains(access.object))
      continue;
    const Stmt* statement = facts_.nodes[access.node].statement;
    if (access.parts != 1) continue; // a component of what it points to
    if (isa<NullifyStmt>(statement) || isa<DeallocateStmt>(statement)) continue;
    if (isa<AllocateStmt>(statement)) {
      known[access.object].insert(static_cast<std::uint32_t>(facts_.objects.size()) + access.node);
      continue;
    }
    const auto* assignment = dyn_cast<PointerAssignmentStmt>(statement);
    const Expr* value = assignment ? assignment->value.get() : nullptr;
    if (const auto* null = dyn_cast<PartRef>(value))
      if (const auto* name = dyn_cast<NameRef>(static_cast<const Node*>(null->base));
          name && facts_.tree->spelling(name->name) == "null")
        continue;
    auto made = facts_.pointed.find(access.node);
    std::uint32_t from = assignment && made != facts_.pointed.end() ? made->second : no_index;
    if (from == no_index || facts_.objects[from].storage == Storage::unknown) open.insert(access.object);
    else if (facts_.objects[from].pointer) copies[access.object].push_back(from);
    else known[access.object].insert(from);
  }
  for (const auto& [object, initial] : known)
    if (facts_.objects[object].symbol->init_kind == InitKind::pointer) open.insert(object);
  bool changed = true;
  while (changed) {
    changed = false;
    for (const auto& [to, sources] : copies)
      for (std::uint32_t from : sources) {
        if (!known.contains(from) || open.contains(from)) {
          changed = open.insert(to).second || changed;
          continue;
        }
        std::size_t before = known[to].size();
        known[to].insert(known[from].begin(), known[from].end());
        changed = changed || known[to].size() != before;
      }
  }
  for (auto& [object, targets] : known)
    if (!open.contains(object)) targets_.emplace(object, std::move(targets));
}

const std::set<std::uint32_t>* Aliases::targets(const DataAccess& access) const {
  if (access.pointer_parts != 1) return nullptr;
  auto found = targets_.find(access.object);
  return found == targets_.end() ? nullptr : &found->second;
}

// Whether the first parts name the same components.
bool Aliases::same_path(const DataAccess& a, const DataAccess& b, std::uint32_t parts) const {
  if (a.object != b.object) return false;
  auto first = facts_.place(a), second = facts_.place(b);
  for (std::uint32_t i = 0; i < parts; ++i)
    if (first[i].component != second[i].component) return false;
  return true;
}

bool Aliases::types_fit(const DataAccess& a, const DataAccess& b) const {
  auto open = [](BaseType base) { return base == BaseType::unknown || base == BaseType::derived; };
  if (open(a.base) || open(b.base)) return true;
  auto number = [](BaseType base) { return base == BaseType::complex ? BaseType::real : base; }; // z%re
  if (number(a.base) != number(b.base)) return false;
  return a.base == BaseType::character || a.kind == 0 || b.kind == 0 || a.kind == b.kind;
}

// Of an access that goes through no pointer.
bool Aliases::may_be_pointed_to(const DataAccess& access) const {
  const DataObject& object = facts_.objects[access.object];
  return object.target || object.pointer || object.storage == Storage::unknown;
}

Aliases::Relation Aliases::relation(const DataAccess& a, const DataAccess& b) const {
  if (a.aspect != b.aspect) return Relation::apart;
  if (a.through_pointer != b.through_pointer || a.through_pointer) {
    // Through the same pointer: subscripts after it decide, when the pointer itself is one.
    if (a.through_pointer && b.through_pointer && a.pointer_parts == b.pointer_parts &&
        same_path(a, b, a.pointer_parts)) {
      std::uint32_t common = std::min(a.parts, b.parts);
      auto first = facts_.place(a), second = facts_.place(b);
      for (std::uint32_t i = a.pointer_parts; i < common; ++i)
        if (first[i].component != second[i].component)
          return Relation::apart; // different components of one target; other targets are whole ones
      for (std::uint32_t i = 0; i + 1 < a.pointer_parts; ++i)
        if (first[i].subscripts || second[i].subscripts || first[i].rank != 0) return Relation::may;
      return Relation::related;
    }
    const DataAccess& pointer = a.through_pointer ? a : b;
    const DataAccess& other = a.through_pointer ? b : a;
    if (!types_fit(a, b)) return Relation::apart;
    const std::set<std::uint32_t>* to = targets(pointer);
    if (other.through_pointer) {
      const std::set<std::uint32_t>* other_to = targets(other);
      if (to && other_to)
        return std::ranges::any_of(*to,
                                   [&](std::uint32_t t) {
                                     return std::ranges::any_of(
                                         *other_to, [&](std::uint32_t o) { return may_be_one(t, o); });
                                   })
                   ? Relation::may
                   : Relation::apart;
      // What ALLOCATE made for a pointer of this procedure may have been given to others: only sets that hold
      // nothing but targets of this procedure's own are kept apart, and both must be known for that.
      return Relation::may;
    }
    if (to)
      return std::ranges::any_of(*to, [&](std::uint32_t t) { return may_be_one(t, other.object); })
                 ? Relation::may
                 : Relation::apart;
    return may_be_pointed_to(other) ? Relation::may : Relation::apart;
  }
  if (a.object == b.object) {
    std::uint32_t common = std::min(a.parts, b.parts);
    return same_path(a, b, common) ? Relation::related : Relation::apart;
  }
  if (!may_be_one(a.object, b.object)) return Relation::apart;
  bool by_place = facts_.objects[a.object].storage_set != 0 || !facts_.objects[a.object].common.empty();
  return by_place || types_fit(a, b) ? Relation::may : Relation::apart;
}

// Of all dummies with TARGET, scalars and assumed-shape arrays alone may be changed under another name too
// (F2018 15.5.2.13).
static bool may_be_shared(const DataObject& object) {
  if (object.storage != DataObject::Storage::dummy || object.pointer || object.allocatable || !object.symbol)
    return true;
  return !object.symbol->has(AttributeKind::contiguous) &&
         std::ranges::all_of(object.symbol->dimensions, [](const Dimension* dimension) {
           return dimension->form == DimensionKind::colon || dimension->form == DimensionKind::assumed_rank;
         });
}

bool Aliases::may_be_one(std::uint32_t a, std::uint32_t b) const {
  // What ALLOCATE made for a pointer has a number past those of the objects.
  if (a == b) return true;
  if (a >= facts_.objects.size() || b >= facts_.objects.size()) return false;
  const DataObject &first = facts_.objects[a], &second = facts_.objects[b];
  if (first.storage_set != 0 && first.storage_set == second.storage_set) return true;
  if (!first.common.empty() && first.common == second.common && first.scope != second.scope)
    return !first.common_place.apart(second.common_place);
  // Arguments that are targets may be one variable, or one of a module or of the host.
  bool given = first.storage == Storage::dummy || second.storage == Storage::dummy;
  return given && may_be_shared(first) && may_be_shared(second) && first.target && second.target &&
         first.storage != Storage::local && second.storage != Storage::local;
}

std::string Aliases::why(const DataAccess& a, const DataAccess& b) const {
  const DataObject &first = facts_.objects[a.object], &second = facts_.objects[b.object];
  if (a.object == b.object)
    return fmt::format("the pointers of different elements of '{}' may point to one place", first.name);
  if (first.storage_set != 0 && first.storage_set == second.storage_set)
    return fmt::format("EQUIVALENCE lets '{}' and '{}' share storage", first.name, second.name);
  if (!first.common.empty() && first.common == second.common)
    return fmt::format("'{}' and '{}' are in the COMMON block '{}' of different scopes", first.name,
                       second.name, first.common);
  auto word = [&](const DataAccess& access, const DataObject& object) {
    return access.through_pointer ? fmt::format("the target of '{}'", object.name)
                                  : fmt::format("'{}'", object.name);
  };
  return fmt::format("{} and {} may be the same storage", word(a, first), word(b, second));
}

} // namespace isotach
