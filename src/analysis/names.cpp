// Names of a procedure -> objects: what each name stands for, and where its storage is.
#include <fmt/format.h>

#include "analysis/facts_maker.h"
#include "semantics/statements.h"
#include "tree/visit.h"

namespace isotach {

FactsMaker::FactsMaker(const Scope& procedure, Effects& effects, const FactOptions& options)
    : procedure_(procedure), program_(effects.program()), evaluator_(effects.evaluator()), effects_(effects),
      options_(options), tree_(*procedure.tree), table_(*program_.table_of(tree_)) {
  facts_.scope = &procedure;
  facts_.tree = &tree_;
  scope_ = &procedure;
  find_internal_names();
  find_second_names();
}

// A pointer of this procedure that is made to point once, to a whole variable, is another name of that.
void FactsMaker::find_second_names() {
  std::map<std::string_view, const Expr*> given; // null: in more ways than that
  auto name_of = [&](const Node* node) {
    const auto* name = dyn_cast<NameRef>(node);
    return name ? tree_.spelling(name->name) : std::string_view();
  };
  auto visit = [&](auto&& self, const Stmt* holder) -> void {
    for (const Field& field : layout_of(holder).children) {
      if (field.kind == FieldKind::statements) {
        for (Stmt* statement : field.statements(holder)) {
          if (isa<ContainsStmt>(statement)) break;
          self(self, statement);
        }
      } else if (field.kind == FieldKind::child) {
        if (Node* child = field.child(holder); child && isa<Stmt>(child))
          self(self, static_cast<Stmt*>(child));
      }
    }
    if (const auto* assignment = dyn_cast<PointerAssignmentStmt>(holder)) {
      const Node* target = assignment->target;
      bool plain = isa<NameRef>(target);
      while (const auto* part = dyn_cast<PartRef>(target)) target = part->base;
      auto [entry, fresh] = given.try_emplace(name_of(target), assignment->value);
      if (!fresh || !plain) entry->second = nullptr;
    } else if (const auto* call_statement = dyn_cast<CallStmt>(holder)) {
      for (const Expr* argument : call_statement->arguments) given[name_of(value_of(argument))] = nullptr;
    } else if (const auto* allocation = dyn_cast<AllocateStmt>(holder)) {
      for (const Expr* object : allocation->objects) {
        const auto* part = dyn_cast<PartRef>(object);
        given[name_of(part ? part->base.get() : object)] = nullptr;
      }
    } else if (const auto* end = dyn_cast<DeallocateStmt>(holder)) {
      for (const Expr* object : end->objects) given[name_of(object)] = nullptr;
    } else if (const auto* none = dyn_cast<NullifyStmt>(holder)) {
      for (const Expr* object : none->objects) given[name_of(object)] = nullptr;
    }
  };
  visit(visit, procedure_.node);
  for (const auto& [name, value] : given) {
    const Symbol* pointer = value ? procedure_.find(name) : nullptr;
    const Symbol* target = pointer ? procedure_.find(name_of(value)) : nullptr;
    if (!target || pointer->kind != SymbolKind::variable || target->kind != SymbolKind::variable) continue;
    if (!pointer->has(AttributeKind::pointer) || pointer->argument >= 0 || pointer->is_result ||
        pointer->in_common || pointer->has(AttributeKind::save) || pointer->init_kind != InitKind::none ||
        target->has(AttributeKind::pointer) || pointer->dimensions.size() != target->dimensions.size() ||
        internal_names_.contains(name) || details_of(procedure_).saves_all ||
        details_of(procedure_).storage_sets.contains(name))
      continue;
    // A function may get it as an argument and move it, and a BLOCK may use the name for something else.
    bool other = false;
    auto is_name = [&wanted = name](std::string_view word) { return word == wanted; };
    for_each_scope(procedure_, [&, &wanted = name](const Scope& inner) {
      other = other || (&inner != &procedure_ && inner.find(wanted));
    });
    walk(const_cast<Stmt*>(procedure_.node), [&](Node* node) {
      const auto* part = dyn_cast<PartRef>(node);
      if (!part) return;
      for (const Expr* argument : part->arguments) other = other || is_name(name_of(value_of(argument)));
    });
    if (!other) second_names_.emplace(pointer, target);
  }
}

void FactsMaker::find_internal_names() {
  for_each_inner_statement(procedure_.node, [&](Stmt* statement) {
    if (!isa<Procedure>(statement)) return;
    walk(statement, [&](Node* node) {
      if (const auto* name = dyn_cast<NameRef>(node)) internal_names_.insert(tree_.spelling(name->name));
    });
  });
}

// Where the next variable of a COMMON block lies; not known: neither of any after it.
DataObject::CommonPlace FactsMaker::after(const DataObject::CommonPlace& before, const Symbol* symbol) {
  DataObject::CommonPlace place{before.last, before.last, -1};
  if (before.type < 0 || !symbol) return place;
  Value value = evaluator_.value_of(*symbol);
  bool number =
      value.base == BaseType::integer || value.base == BaseType::real || value.base == BaseType::logical;
  if (!number || value.kind <= 0 || value.rank < 0 || symbol->has(AttributeKind::pointer) ||
      value.shape.size() != static_cast<std::size_t>(value.rank))
    return place;
  std::int64_t type = value.kind * 256 + static_cast<int>(value.base) + 1;
  if (before.type != 0 && before.type != type) return place;
  std::int64_t bytes = 0;
  if (__builtin_mul_overflow(value.rank == 0 ? 1 : element_count(value.shape), value.kind, &bytes) ||
      __builtin_add_overflow(before.last, bytes, &place.last))
    return place;
  place.type = type;
  return place;
}

const FactsMaker::ScopeDetails& FactsMaker::details_of(const Scope& scope) {
  auto [found, fresh] = details_.try_emplace(&scope);
  ScopeDetails& details = found->second;
  if (!fresh || !scope.node || !scope.tree) return details;
  const Tree& tree = *scope.tree;
  std::unordered_map<std::string_view, std::uint32_t> set_of_common;            // never iterated
  std::unordered_map<std::string_view, DataObject::CommonPlace> last_of_common; // never iterated
  std::vector<const ItemGroup*> equivalences;
  auto base_name = [&](const Node* node) {
    while (const auto* part = dyn_cast<PartRef>(node)) node = part->base;
    if (const auto* name = dyn_cast<NameRef>(node)) return tree.spelling(name->name);
    const auto* item = dyn_cast<NamedItem>(node);
    return item ? tree.spelling(item->name) : std::string_view();
  };
  for_each_inner_statement(scope.node, [&](Stmt* statement) {
    if (const auto* common = dyn_cast<CommonStmt>(statement)) {
      for (const ItemGroup* group : common->groups)
        for (const Node* item : group->items) {
          std::string_view block = group->name == no_name ? "//" : tree.spelling(group->name);
          details.commons[base_name(item)] = block;
          DataObject::CommonPlace& last = last_of_common[block];
          details.common_places[base_name(item)] = last = after(last, scope.find(base_name(item)));
        }
    } else if (const auto* cray = dyn_cast<CrayPointerStmt>(statement)) {
      for (const ItemGroup* pair : cray->pairs)
        if (pair->items.size() > 1) details.pointees.insert(base_name(pair->items[1]));
    } else if (const auto* equivalence = dyn_cast<EquivalenceStmt>(statement)) {
      for (const ItemGroup* group : equivalence->groups) equivalences.push_back(group);
    } else if (const auto* data = dyn_cast<DataStmt>(statement)) {
      for (const DataSet* set : data->sets)
        for (const Expr* object : set->objects)
          walk(const_cast<Expr*>(object), [&](Node* node) {
            if (const auto* name = dyn_cast<NameRef>(node)) details.saved.insert(tree.spelling(name->name));
          });
    } else if (const auto* attribute = dyn_cast<AttributeStmt>(statement)) {
      if (attribute->attribute->attribute != AttributeKind::save) return;
      if (attribute->items.empty()) details.saves_all = true;
    }
  });
  // Names that share storage get one number; those of a COMMON block with such a name all get it.
  std::uint32_t first = last_storage_set_;
  for (const ItemGroup* group : equivalences) {
    std::uint32_t set = ++last_storage_set_;
    auto merge = [&](std::uint32_t other) {
      for (auto& [name, number] : details.storage_sets)
        if (number == other) number = set;
      for (auto& [name, number] : set_of_common)
        if (number == other) number = set;
    };
    for (const Node* item : group->items) {
      std::string_view name = base_name(item);
      if (auto known = details.storage_sets.find(name); known != details.storage_sets.end())
        merge(known->second);
      details.storage_sets[name] = set;
      if (auto common = details.commons.find(name); common != details.commons.end()) {
        auto [with, fresh_common] = set_of_common.emplace(common->second, set);
        if (!fresh_common && with->second != set) merge(with->second);
      }
    }
  }
  if (last_storage_set_ != first)
    for (const auto& [name, common] : details.commons)
      if (auto set = set_of_common.find(common); set != set_of_common.end())
        details.storage_sets[name] = set->second;
  for (const auto& [name, number] : details.storage_sets) // what is EQUIVALENCE to a part of a block is in it
    for (const auto& [block, set] : set_of_common)
      if (set == number && details.commons.try_emplace(name, block).second)
        details.common_places[name].type = -1;
  return details;
}

const FactsMaker::TypeBrief& FactsMaker::type_of(const Symbol& symbol) {
  auto [found, fresh] = types_.try_emplace(&symbol);
  if (!fresh) return found->second;
  TypeInfo type = evaluator_.type_of(symbol);
  TypeBrief brief{type.base, type.kind, nullptr, type.polymorphic, {}};
  if (type.base == BaseType::derived) {
    const Symbol* typed = symbol.inner && symbol.inner->result ? symbol.inner->result : &symbol;
    if (symbol.kind == SymbolKind::type) brief.scope = symbol.inner;
    else if (typed->type && typed->scope && typed->scope->tree)
      brief.scope = evaluator_.type_scope(typed->type, *typed->scope, brief.unknown);
    if (!brief.scope && brief.unknown.empty()) brief.unknown = "its type is not known";
  }
  return types_[&symbol] = std::move(brief);
}

// Whether a procedure runs when an object of the type is assigned to or goes.
bool FactsMaker::finalizable(const Scope* type, int depth) {
  if (!type) return false;
  auto [known, fresh] = finalizable_.try_emplace(type, false);
  if (!fresh) return known->second;
  auto find = [&]() -> bool {
    for (const Scope* at = type; at && depth < 8; ++depth) {
      bool found = false;
      if (at->node)
        for_each_inner_statement(at->node,
                                 [&](Stmt* statement) { found = found || isa<FinalStmt>(statement); });
      if (found) return true;
      for (const Symbol* component : at->symbols)
        if (component->kind == SymbolKind::component && component->type &&
            !component->has(AttributeKind::pointer) && component->type->derived != no_name &&
            finalizable(type_of(*component).scope, depth + 1))
          return true;
      if (at->extends.empty() || !at->parent) return false;
      Lookup parent = program_.lookup(*at->parent, at->extends);
      if (!parent.found()) return true;
      at = parent.symbol->inner;
    }
    return false;
  };
  bool found = find();
  finalizable_[type] = found;
  return found;
}

std::uint32_t FactsMaker::object_of(const Symbol& symbol) {
  if (auto known = objects_.find(&symbol); known != objects_.end()) return known->second;
  DataObject object;
  object.name = symbol.name;
  object.symbol = &symbol;
  object.scope = symbol.scope;
  object.type = evaluator_.type_of(symbol);
  object.rank = static_cast<std::int32_t>(symbol.dimensions.size());
  if (object.rank == 1 && symbol.dimensions[0]->form == DimensionKind::assumed_rank) object.rank = -1;
  object.result = symbol.is_result;
  object.pointer = symbol.has(AttributeKind::pointer) || symbol.cray_pointer;
  object.target = symbol.has(AttributeKind::target);
  object.allocatable = symbol.has(AttributeKind::allocatable);
  object.volatile_ = symbol.has(AttributeKind::volatile_) || symbol.has(AttributeKind::asynchronous);
  object.value = symbol.has(AttributeKind::value);
  // The scope of the procedure around a BLOCK or ASSOCIATE.
  const Scope* home = symbol.scope;
  while (home && (home->kind == ScopeKind::block || home->kind == ScopeKind::associate)) home = home->parent;
  using Storage = DataObject::Storage;
  bool saved = symbol.has(AttributeKind::save) || symbol.has(AttributeKind::static_) ||
               symbol.has(AttributeKind::bind) || symbol.in_common || symbol.init ||
               symbol.init_kind != InitKind::none;
  if (symbol.scope && symbol.scope->tree) {
    const ScopeDetails& details = details_of(*symbol.scope);
    object.cray_pointee = details.pointees.contains(symbol.name);
    if (object.cray_pointee) object.pointer = object.target = true;
    saved = saved || details.saves_all || details.saved.contains(symbol.name);
    if (auto set = details.storage_sets.find(symbol.name); set != details.storage_sets.end())
      object.storage_set = set->second;
    for (const auto& [name, number] : details.storage_sets) // SAVE of one is of all that share its storage
      if (number == object.storage_set)
        if (const Symbol* other = symbol.scope->find(name))
          saved = saved || other->has(AttributeKind::save) || other->in_common || other->init ||
                  details.saved.contains(name);
    if (auto common = details.commons.find(symbol.name); common != details.commons.end())
      object.common = common->second, object.common_place = details.common_places.find(symbol.name)->second;
  }
  if (!home || home->kind == ScopeKind::module || home->kind == ScopeKind::submodule ||
      home->kind == ScopeKind::intrinsic_module || home->kind == ScopeKind::file)
    object.storage = Storage::lasting;
  else if (symbol.argument >= 0 && home == &procedure_) object.storage = Storage::dummy;
  else if (saved && !(home == &procedure_ && home->kind == ScopeKind::program && object.common.empty()))
    object.storage = Storage::lasting;
  else object.storage = home == &procedure_ ? Storage::local : Storage::host;
  object.internal_uses = internal_names_.contains(symbol.name);
  if (object.type.base == BaseType::derived) object.finalizable = finalizable(type_of(symbol).scope, 0);
  auto number = static_cast<std::uint32_t>(facts_.objects.size());
  facts_.objects.push_back(std::move(object));
  return objects_[&symbol] = number;
}

std::uint32_t FactsMaker::implicit_object(std::string_view spelling) {
  if (auto known = implicit_objects_.find(spelling); known != implicit_objects_.end()) return known->second;
  DataObject object;
  object.name = spelling;
  object.scope = &procedure_;
  ImplicitType rule = program_.implicit_type(procedure_, spelling);
  if (rule.type) {
    object.type = evaluator_.type_info(rule.type, nullptr, *rule.scope);
  } else if (!rule.none) {
    object.type.base = rule.base;
    object.type.kind = rule.base == BaseType::integer ? program_.kinds().integer : program_.kinds().real;
  }
  object.internal_uses = internal_names_.contains(spelling);
  // The variable of an internal procedure may be that of its host.
  const Scope* host = procedure_.parent;
  if (host && (host->kind == ScopeKind::procedure || host->kind == ScopeKind::program))
    object.storage = DataObject::Storage::host;
  if (details_of(procedure_).saves_all) object.storage = DataObject::Storage::lasting;
  auto number = static_cast<std::uint32_t>(facts_.objects.size());
  facts_.objects.push_back(std::move(object));
  implicit_objects_.emplace(std::string(spelling), number);
  return number;
}

FactsMaker::OwnIndex::OwnIndex(FactsMaker& maker, const Expr* variable) : maker_(&maker) {
  if (const auto* name = dyn_cast<NameRef>(variable)) *this = OwnIndex(maker, name->name);
}

FactsMaker::OwnIndex::OwnIndex(FactsMaker& maker, Name name, bool whole) : maker_(&maker) {
  const Meaning& found = maker.meaning(name);
  if (found.kind != Meaning::Kind::object && found.kind != Meaning::Kind::other) return;
  std::string_view spelling = maker.tree_.spelling(name);
  hidden_ = found.kind == Meaning::Kind::other ? maker.unknown_object(spelling, found.symbol, found.reason)
            : found.object != no_index         ? found.object
                                               : maker.implicit_object(spelling);
  if (auto outer = maker.own_indices_.find(hidden_); outer != maker.own_indices_.end())
    outer_ = outer->second;
  DataObject own;
  own.name = spelling;
  own.scope = maker.scope_;
  own.own_index = !whole;
  own.type = maker.facts_.objects[hidden_].type;
  if (whole) {
    own.rank = maker.facts_.objects[hidden_].rank;
    own.symbol = maker.facts_.objects[hidden_].symbol;
  } else if (own.type.base == BaseType::unknown) { // only an integer can stand here
    own.type.base = BaseType::integer;
    own.type.kind = maker.program_.kinds().integer;
  }
  object = static_cast<std::uint32_t>(maker.facts_.objects.size());
  maker.facts_.objects.push_back(std::move(own));
  maker.own_indices_[hidden_] = object;
}

FactsMaker::OwnIndex::~OwnIndex() {
  if (hidden_ == no_index) return;
  if (outer_ == no_index) maker_->own_indices_.erase(hidden_);
  else maker_->own_indices_[hidden_] = outer_;
}

FactsMaker::OwnIndex::OwnIndex(OwnIndex&& other) noexcept
    : object(other.object), maker_(other.maker_), hidden_(other.hidden_), outer_(other.outer_) {
  other.hidden_ = no_index;
}

FactsMaker::OwnIndex& FactsMaker::OwnIndex::operator=(OwnIndex&& other) noexcept {
  std::swap(object, other.object);
  std::swap(maker_, other.maker_);
  std::swap(hidden_, other.hidden_);
  std::swap(outer_, other.outer_);
  return *this;
}

// A name that a missing module supplies, or may.
std::uint32_t FactsMaker::unknown_object(std::string_view spelling, const Symbol* symbol,
                                         std::string reason) {
  if (auto known = implicit_objects_.find(spelling); known != implicit_objects_.end()) return known->second;
  DataObject object;
  object.name = spelling;
  object.scope = symbol ? symbol->scope : &procedure_;
  object.storage = DataObject::Storage::unknown;
  object.rank = -1;
  object.pointer = object.target = true; // it may be
  object.missing = std::move(reason);
  auto number = static_cast<std::uint32_t>(facts_.objects.size());
  facts_.objects.push_back(std::move(object));
  implicit_objects_.emplace(std::string(spelling), number);
  return number;
}

const FactsMaker::Meaning& FactsMaker::meaning(Name name) {
  auto& meanings = meanings_[scope_];
  if (auto known = meanings.find(index_of(name)); known != meanings.end()) return known->second;
  return meanings.emplace(index_of(name), find_meaning(tree_.spelling(name))).first->second;
}

FactsMaker::Meaning FactsMaker::find_meaning(std::string_view spelling) {
  using Kind = Meaning::Kind;
  Lookup found = program_.lookup(*scope_, spelling);
  Meaning result;
  if (!found.found()) {
    result.intrinsic = find_intrinsic(spelling);
    if (found.absent()) {
      result.kind = Kind::object; // or a function, when it has arguments: the caller looks
      return result;
    }
    result.kind = Kind::other;
    result.reason = found.reason;
    result.by_whole_module = !found.local && found.reason.find(" may come from module ") != std::string::npos;
    return result;
  }
  const Symbol& symbol = *found.symbol;
  result.symbol = &symbol;
  switch (symbol.kind) {
  case SymbolKind::variable:
  case SymbolKind::unknown:
    if (symbol.scope && symbol.scope->kind == ScopeKind::intrinsic_module) {
      result.kind = symbol.builtin ? Kind::constant : Kind::function;
      result.intrinsic = find_intrinsic(symbol.name);
      break;
    }
    result.kind = Kind::object;
    if (auto target = second_names_.find(&symbol); target != second_names_.end()) {
      result.object = object_of(*target->second);
      facts_.objects[result.object].renamed_at.push_back(no_index);
    } else {
      result.object = object_of(symbol);
    }
    break;
  case SymbolKind::parameter: result.kind = Kind::constant; break;
  case SymbolKind::associate_name: result.kind = Kind::associate; break;
  case SymbolKind::type: result.kind = Kind::type; break;
  case SymbolKind::intrinsic:
    result.kind = Kind::function;
    result.intrinsic = find_intrinsic(symbol.name);
    break;
  case SymbolKind::generic:
  case SymbolKind::procedure:
  case SymbolKind::statement_function:
    result.kind = Kind::function;
    if (symbol.scope && symbol.scope->kind == ScopeKind::intrinsic_module)
      result.intrinsic = find_intrinsic(symbol.name);
    // A function's own name inside it is its result.
    if (symbol.inner == &procedure_ && procedure_.result && procedure_.result->name == symbol.name) {
      result.kind = Kind::object;
      result.object = object_of(*procedure_.result);
    }
    break;
  case SymbolKind::abstract_interface: result.kind = Kind::function; break;
  case SymbolKind::entry:
    result.kind = Kind::other;
    result.reason = fmt::format("'{}' is an ENTRY", spelling);
    break;
  default:
    result.kind = symbol.builtin ? Kind::constant : Kind::other;
    result.reason = fmt::format("'{}' is not a variable", spelling);
  }
  return result;
}

} // namespace isotach
