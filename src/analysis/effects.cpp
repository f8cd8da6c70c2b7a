#include "analysis/effects.h"

#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "analysis/flow.h"

namespace isotach {

namespace {
using Aspect = DataAccess::Aspect;

bool is_pure(const Scope& procedure) {
  const Symbol* symbol = procedure.symbol;
  return symbol && !symbol->has(AttributeKind::impure) &&
         (symbol->has(AttributeKind::pure) || symbol->has(AttributeKind::elemental));
}

// Is a node on every way through a procedure?
bool always_reached(const ProcedureFacts& facts, std::uint32_t node) {
  std::vector<bool> seen(facts.nodes.size(), false);
  std::vector<std::uint32_t> open{0};
  seen[node] = true;
  while (!open.empty()) {
    std::uint32_t at = open.back();
    open.pop_back();
    if (seen[at]) continue;
    seen[at] = true;
    if (at + 1 == facts.nodes.size()) return false;
    open.insert(open.end(), facts.nodes[at].successors.begin(), facts.nodes[at].successors.end());
  }
  return true;
}

// The nodes on every way through a procedure, when each loop has an iteration: those that no edge leads past.
std::vector<bool> always_reached_once(const ProcedureFacts& facts) {
  std::vector<bool> always(facts.nodes.size(), false);
  std::uint32_t furthest = 0; // of the nodes that some node before leads to
  for (std::uint32_t at = 0; at < facts.nodes.size(); ++at) {
    always[at] = furthest <= at;
    const FlowNode& node = facts.nodes[at];
    const LoopFacts* loop = node.loop == no_index ? nullptr : &facts.loops[node.loop];
    for (std::uint32_t next : node.successors)
      if (!loop || at != loop->test || loop->holds(next)) furthest = std::max(furthest, next);
    if (!loop || at != loop->step) continue;
    for (std::uint32_t next : facts.nodes[loop->test].successors) furthest = std::max(furthest, next);
  }
  return always;
}

constexpr std::size_t most_alike = 20; // obstacles of one kind in a procedure that is called
constexpr std::int64_t most_offset = std::int64_t{1} << 40; // so that a sum of two fits
} // namespace

Obstacle Effects::hindrance(Obstacle::Kind kind, std::string text, std::string settle, bool only_reads) {
  Obstacle made;
  made.kind = kind;
  made.touches_anything = !only_reads;
  made.reads_anything = only_reads;
  made.text = this->text(std::move(text));
  made.settle = this->text(std::move(settle));
  return made;
}

const ProcedureFacts& Effects::facts(const Scope& procedure) {
  auto& made = facts_[&procedure];
  if (!made) {
    ProcedureFacts facts = facts_of(procedure, *this, options_);
    made = std::make_unique<ProcedureFacts>(std::move(facts));
  }
  return *made;
}

void Effects::forget(const Scope& procedure) {
  if (!facts_.contains(&procedure)) return;
  if (procedure.kind == ScopeKind::procedure) of(procedure);
  facts_.erase(&procedure);
}

const CallEffects& Effects::of(const Scope& procedure) {
  auto& entry = known_[&procedure];
  if (!entry) {
    entry = std::make_unique<Entry>();
    Entry& made = *entry; // the table may grow below
    made.busy = true;
    CallEffects effects = procedure.kind == ScopeKind::procedure && procedure.node
                              ? from_body(procedure)
                              : from_interface(procedure);
    made.effects = std::move(effects);
    made.busy = false;
    return made.effects;
  }
  if (entry->busy) {
    if (recursive_.obstacles.empty())
      recursive_.obstacles.push_back(
          hindrance(Obstacle::Kind::call, "it calls itself, which is not followed"));
    return recursive_;
  }
  return entry->effects;
}

// What the interface promises: INTENT, VALUE, PURE.
CallEffects Effects::from_interface(const Scope& procedure) {
  CallEffects effects;
  bool pure = is_pure(procedure);
  bool function = procedure.result != nullptr;
  for (std::size_t i = 0; i < procedure.arguments.size(); ++i) {
    const Symbol* dummy = procedure.arguments[i];
    if (!dummy || dummy->kind == SymbolKind::procedure) {
      if (dummy)
        effects.obstacles.push_back(
            hindrance(Obstacle::Kind::call, fmt::format("it may call '{}'", dummy->name)));
      continue;
    }
    bool value = dummy->has(AttributeKind::value);
    bool in =
        value || dummy->intent == IntentKind::in || (pure && function && dummy->intent == IntentKind::none);
    bool out = !value && dummy->intent == IntentKind::out;
    bool pointer = dummy->has(AttributeKind::pointer), allocatable = dummy->has(AttributeKind::allocatable);
    auto touch = [&](Aspect aspect, bool write, bool certain) {
      effects.touches.push_back({static_cast<std::int32_t>(i), nullptr, {}, aspect, write, certain});
    };
    if (!out) touch(Aspect::data, false, false);
    // INTENT(IN) of a pointer says nothing of its target.
    if (!in || pointer) touch(Aspect::data, true, out && !pointer);
    if ((pointer || allocatable) && !in) touch(Aspect::association, true, false);
    if (dummy->has(AttributeKind::target) && !pure)
      effects.obstacles.push_back(
          hindrance(Obstacle::Kind::unknown, fmt::format("it may keep a pointer to '{}'", dummy->name)));
  }
  std::string settle = fmt::format("the file that defines '{}'", procedure.name);
  effects.obstacles.push_back(
      pure ? hindrance(Obstacle::Kind::call, "what it reads beyond its arguments is not known", settle, true)
           : hindrance(Obstacle::Kind::call, "what it does beyond its arguments is not known", settle));
  return effects;
}

CallEffects Effects::from_body(const Scope& procedure) {
  // MODULE PROCEDURE in a submodule has its arguments in the interface.
  if (procedure.separate_interface) return from_interface(*procedure.separate_interface);
  const ProcedureFacts& made = facts(procedure);
  Flow flow(made);
  IterationFlow whole = flow.whole();
  CallEffects effects;
  std::vector<std::int32_t> argument_of(made.objects.size(), -1);
  for (std::size_t i = 0; i < made.objects.size(); ++i)
    if (made.objects[i].storage == DataObject::Storage::dummy && made.objects[i].symbol)
      argument_of[i] = made.objects[i].symbol->argument;
  bool unclear = false;
  // Touches that are alike are one. The key tells them apart, and stands for nothing else.
  std::unordered_map<std::string, std::size_t> touch_of; // never iterated
  std::string key;
  auto add_to_key = [&](const auto& value) {
    key.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  // Scalar arguments that have one value in all of a call.
  std::vector<char> changes(made.objects.size(), 0);
  for (const DataAccess& access : made.accesses)
    if (access.write) changes[access.object] = 1;
  constexpr std::size_t most_places = 16; // that are told apart
  std::size_t places = 0;
  // Of an element; none when one of them is more than an argument plus a constant.
  auto subscripts_of = [&](std::uint32_t number) {
    const DataAccess& access = made.accesses[number];
    const PlacePart& part = made.place(access)[0];
    std::vector<CallEffects::Touch::Subscript> all;
    for (const Expr* expression : part.subscripts->arguments) {
      CallEffects::Touch::Subscript one;
      std::string why;
      std::int64_t sign = 1;
      const auto* sum = dyn_cast<BinaryExpr>(expression);
      if (sum && (sum->op == OperatorKind::plus || sum->op == OperatorKind::minus) &&
          evaluator_.integer(sum->right, *part.scope, one.offset, why)) {
        sign = sum->op == OperatorKind::plus ? 1 : -1;
        expression = sum->left;
      }
      if (one.offset > most_offset || one.offset < -most_offset) return decltype(all){};
      one.offset *= sign;
      if (std::int64_t value = 0; evaluator_.integer(expression, *part.scope, value, why)) {
        if (value > most_offset || value < -most_offset) return decltype(all){};
        one.offset += value;
        all.push_back(one);
        continue;
      }
      if (!isa<NameRef>(expression)) return decltype(all){};
      for (const DataAccess& read : made.accesses_of(made.nodes[part.at])) {
        if (read.place != expression || read.write || one.argument >= 0) continue;
        const DataObject& object = made.objects[read.object];
        bool keeps = object.storage == DataObject::Storage::dummy && object.rank == 0 && read.whole &&
                     object.type.base == BaseType::integer && !object.pointer && !object.target &&
                     !object.volatile_ && object.storage_set == 0 && !object.internal_uses &&
                     !changes[read.object];
        if (!keeps) return decltype(all){};
        one.argument = argument_of[read.object];
      }
      if (one.argument < 0) return decltype(all){};
      all.push_back(one);
    }
    return all;
  };
  std::vector<bool> always = always_reached_once(made);
  for (std::uint32_t a = 0; a < made.accesses.size(); ++a) {
    const DataAccess& access = made.accesses[a];
    const DataObject& object = made.objects[access.object];
    bool dummy = argument_of[access.object] >= 0;
    if (object.own_index || (dummy && object.value && !access.through_pointer)) continue;
    bool outlives = dummy || object.storage == DataObject::Storage::lasting ||
                    object.storage == DataObject::Storage::host;
    if (object.storage == DataObject::Storage::unknown) {
      unclear = true;
      continue;
    }
    if (!outlives) {
      // Through a pointer of its own it may reach anything that is a target.
      if (access.through_pointer && access.aspect == Aspect::data) unclear = true;
      continue;
    }
    if (!access.write && access.aspect == Aspect::data && !whole.is_exposed(a) && !access.through_pointer)
      continue;
    if (!dummy && !object.symbol) {
      unclear = true;
      continue;
    }
    CallEffects::Touch touch;
    touch.argument = argument_of[access.object];
    touch.symbol = dummy ? nullptr : object.symbol;
    auto parts = made.place(access);
    if (dummy && parts.size() == 1 && parts[0].subscripts && !access.through_pointer &&
        places < most_places) {
      touch.subscripts = subscripts_of(a);
      places += !touch.subscripts.empty();
    }
    touch.aspect = access.aspect;
    touch.write = access.write;
    touch.certain =
        touch.subscripts.empty()
            ? access.write && access.whole && !access.through_pointer &&
                  whole.written.has(LocationSet::bit(access.location, access.aspect))
            : access.write && access.certain && !access.loose && always_reached(made, access.node);
    bool happens = access.happens && access.aspect == Aspect::data && always[access.node] &&
                   made.nodes[access.node].condition == no_index;
    if (happens && !access.through_pointer) touch.happens_at = access.place;
    key.clear();
    add_to_key(touch.argument);
    add_to_key(touch.symbol);
    add_to_key(touch.aspect);
    add_to_key(touch.write);
    for (const CallEffects::Touch::Subscript& one : touch.subscripts)
      add_to_key(one.argument), add_to_key(one.offset);
    for (const PlacePart& part : parts.subspan(1)) key.append("%").append(part.component);
    auto [known, fresh] = touch_of.try_emplace(key, effects.touches.size());
    if (!fresh) {
      CallEffects::Touch& same = effects.touches[known->second];
      same.certain = same.certain || touch.certain;
      if (!same.happens_at) same.happens_at = touch.happens_at;
      continue;
    }
    for (const PlacePart& part : parts.subspan(1)) {
      PlacePart& plain = touch.path.emplace_back(part);
      plain.subscripts = nullptr;
      plain.given.clear();
      plain.scope = nullptr;
    }
    effects.touches.push_back(std::move(touch));
  }
  // A pointer that outlives the call may point to an argument afterwards.
  for (const auto& [node, target] : made.pointed) {
    (void)node;
    if (target == no_index || argument_of[target] >= 0) unclear = unclear || !is_pure(procedure);
  }
  for (const DataObject& object : made.objects)
    if (object.finalizable && object.storage == DataObject::Storage::local && !is_pure(procedure))
      effects.obstacles.push_back(hindrance(
          Obstacle::Kind::call, fmt::format("the FINAL procedure of '{}' is not followed", object.name)));
  // INTENT(OUT): what was there before is gone, whether it is written or not.
  for (std::size_t i = 0; i < procedure.arguments.size(); ++i) {
    const Symbol* dummy = procedure.arguments[i];
    if (!dummy) continue;
    if (dummy->kind == SymbolKind::procedure) continue;
    if (dummy->intent != IntentKind::out || dummy->has(AttributeKind::pointer)) continue;
    std::erase_if(effects.touches, [&](const CallEffects::Touch& touch) {
      return touch.argument == static_cast<std::int32_t>(i) && !touch.write && touch.aspect == Aspect::data &&
             std::ranges::none_of(touch.path, [](const PlacePart& part) { return part.pointer; });
    });
    effects.touches.push_back({static_cast<std::int32_t>(i), nullptr, {}, Aspect::data, true, true});
    if (dummy->has(AttributeKind::allocatable))
      effects.touches.push_back(
          {static_cast<std::int32_t>(i), nullptr, {}, Aspect::association, true, false});
  }
  // The same one in a procedure that is called counts once, by whatever way it is reached; and of many alike
  // the first ones do.
  std::set<std::tuple<const char*, Obstacle::Kind, bool, bool, bool>> known;
  std::map<std::tuple<Obstacle::Kind, bool, bool, bool>, std::size_t> alike;
  for (const Obstacle& found : made.obstacles) {
    Obstacle copy = found;
    if (copy.origin.empty()) copy.origin = copy.text;
    auto flags = std::tuple(copy.kind, copy.certain, copy.touches_anything, copy.reads_anything);
    if (!known.insert(std::tuple_cat(std::tuple(copy.origin.data()), flags)).second) continue;
    if (++alike[flags] > most_alike) continue;
    copy.node = 0;
    copy.place = nullptr;
    effects.obstacles.push_back(std::move(copy));
  }
  if (unclear)
    effects.obstacles.push_back(hindrance(Obstacle::Kind::alias, "it reaches storage through pointers"));
  // The standard keeps a pure procedure from changing what is not its argument, so what is unclear of its
  // body may only read anything; and it may stop the program.
  if (is_pure(procedure) && !effects.obstacles.empty()) {
    CallEffects promised = from_interface(procedure);
    for (CallEffects::Touch& touch : effects.touches)
      if (touch.argument < 0 && !touch.write) promised.touches.push_back(std::move(touch));
    for (Obstacle& found : effects.obstacles)
      if (found.kind == Obstacle::Kind::control) promised.obstacles.push_back(std::move(found));
    return promised;
  }
  return effects;
}

} // namespace isotach
