#include "analysis/flow.h"

#include <algorithm>

namespace isotach {

namespace {
using Aspect = DataAccess::Aspect;
} // namespace

Flow::Flow(const ProcedureFacts& facts) : facts_(facts), predecessors_(facts.nodes.size()) {
  for (std::uint32_t node = 0; node < facts.nodes.size(); ++node)
    for (std::uint32_t next : facts.nodes[node].successors) predecessors_[next].push_back(node);
}

bool Flow::reachable(const DataObject& object) {
  using Storage = DataObject::Storage;
  return object.storage == Storage::lasting || object.storage == Storage::host ||
         object.storage == Storage::unknown || object.internal_uses || object.target || object.pointer;
}

bool Flow::covered(const LocationSet& written, std::uint32_t location, Aspect aspect) const {
  for (; location != no_index; location = facts_.locations[location].parent)
    if (written.has(LocationSet::bit(location, aspect))) return true;
  return false;
}

// From node `start` on, within [first, last]; nothing is written before.
IterationFlow Flow::flow(std::uint32_t first, std::uint32_t start, std::uint32_t last) const {
  const auto& nodes = facts_.nodes;
  IterationFlow result;
  result.first_access = nodes[first].first_access;
  result.exposed.assign(nodes[last].last_access - result.first_access, false);
  std::size_t size = facts_.locations.size();
  std::size_t count = last - first + 1;
  LocationSets before(count, size, true), after(count, size, true);
  std::vector<bool> seen(count, false);
  LocationSet state(size);
  auto transfer = [&](std::uint32_t node) {
    for (std::uint32_t a = nodes[node].first_access; a < nodes[node].last_access; ++a) {
      const DataAccess& access = facts_.accesses[a];
      if (!access.write) {
        bool pointed = access.through_pointer;
        if (pointed || !covered(state, access.location, access.aspect))
          result.exposed[a - result.first_access] = true;
      } else if (access.certain && access.whole && !access.through_pointer) {
        state.add(LocationSet::bit(access.location, access.aspect));
      }
    }
  };
  bool changed = true;
  while (changed) {
    changed = false;
    for (std::uint32_t node = first; node <= last; ++node) {
      std::size_t at = node - first;
      if (node != start) {
        bool reached = false;
        for (std::uint32_t from : predecessors_[node]) {
          if (from < first || from > last || !seen[from - first]) continue;
          if (reached) state.meet(after[from - first]);
          else state.assign(after[from - first]);
          reached = true;
        }
        if (!reached) continue;
        if (!before.set(at, state) && seen[at]) continue;
      } else if (seen[at]) {
        continue;
      } else {
        state = LocationSet(size);
      }
      seen[at] = true;
      transfer(node);
      after.set(at, state);
      changed = true;
    }
  }
  // What is exposed by the last state of each node; earlier, optimistic states exposed less.
  result.written = LocationSet(size, true);
  if (seen[last - first]) result.written.assign(after[last - first]);
  return result;
}

IterationFlow Flow::iteration(const LoopFacts& loop) const { return flow(loop.test, loop.test, loop.step); }

IterationFlow Flow::whole() const { return flow(0, 0, static_cast<std::uint32_t>(facts_.nodes.size() - 1)); }

void Flow::find_live() const {
  has_live_ = true;
  std::size_t size = facts_.locations.size();
  const auto& nodes = facts_.nodes;
  live_ = LocationSets(nodes.size(), size);
  locations_of_.resize(facts_.objects.size());
  for (std::uint32_t i = 0; i < size; ++i) locations_of_[facts_.locations[i].object].push_back(i);
  after_.resize(facts_.loops.size());
  for (std::size_t loop = 0; loop < facts_.loops.size(); ++loop)
    for (std::uint32_t node = facts_.loops[loop].test; node <= facts_.loops[loop].step; ++node)
      for (std::uint32_t next : nodes[node].successors)
        if (!facts_.loops[loop].holds(next)) after_[loop].push_back(next);
  std::vector<bool> outlives(facts_.objects.size());
  for (std::size_t i = 0; i < facts_.objects.size(); ++i) {
    const DataObject& object = facts_.objects[i];
    outlives[i] = reachable(object) || object.result || object.storage_set != 0 ||
                  (object.storage == DataObject::Storage::dummy && !object.value);
  }
  LocationSet at_exit(size), anything(size);
  for (std::uint32_t i = 0; i < size; ++i) {
    std::uint32_t object = facts_.locations[i].object;
    for (Aspect aspect : {Aspect::data, Aspect::association}) {
      if (outlives[object]) at_exit.add(LocationSet::bit(i, aspect));
      if (facts_.unread_text || reachable(facts_.objects[object])) anything.add(LocationSet::bit(i, aspect));
    }
  }
  std::vector<bool> wild(nodes.size(), false);
  for (const Obstacle& obstacle : facts_.obstacles)
    wild[obstacle.node] = wild[obstacle.node] || obstacle.touches_anything || obstacle.reads_anything;
  LocationSet state(size);
  bool changed = true;
  while (changed) { // sets only grow
    changed = false;
    for (std::size_t node = nodes.size(); node-- > 0;) {
      state = node + 1 == nodes.size() ? at_exit : LocationSet(size);
      for (std::uint32_t next : nodes[node].successors) state.join(live_[next]);
      for (std::uint32_t a = nodes[node].last_access; a-- > nodes[node].first_access;) {
        const DataAccess& access = facts_.accesses[a];
        if (access.through_pointer) continue; // targets are live at all times
        std::size_t bit = LocationSet::bit(access.location, access.aspect);
        if (!access.write) state.add(bit);
        else if (access.certain && access.whole) state.remove(bit);
      }
      if (wild[node]) state.join(anything.words());
      changed = live_.set(node, state) || changed;
    }
  }
}

bool Flow::live_after(const LoopFacts& loop, std::uint32_t location) const {
  const DataObject& object = facts_.objects[facts_.locations[location].object];
  if (object.target || object.pointer || object.storage_set != 0) return true;
  if (!has_live_) find_live();
  auto is_part = [&](std::uint32_t at, std::uint32_t whole) {
    while (at != no_index && at != whole) at = facts_.locations[at].parent;
    return at == whole;
  };
  for (std::uint32_t other : locations_of_[facts_.locations[location].object]) {
    if (!is_part(other, location) && !is_part(location, other)) continue;
    for (std::uint32_t next : after_[static_cast<std::size_t>(&loop - facts_.loops.data())])
      if (live_.has(next, LocationSet::bit(other, Aspect::data))) return true;
  }
  return false;
}

void Flow::find_values() const {
  has_values_ = true;
  const auto& nodes = facts_.nodes;
  followed_.assign(facts_.locations.size(), no_index);
  std::vector<bool> written(facts_.locations.size(), false);
  for (const DataAccess& access : facts_.accesses)
    if (access.write && !access.through_pointer) written[access.location] = true;
  for (std::uint32_t i = 0; i < facts_.locations.size(); ++i) {
    const DataObject& object = facts_.objects[facts_.locations[i].object];
    if (!facts_.locations[i].is_integer || object.volatile_ || object.pointer || object.storage_set != 0 ||
        !object.common.empty() || object.storage == DataObject::Storage::unknown)
      continue;
    followed_[i] = static_cast<std::uint32_t>(followed_count_++);
  }
  if (followed_count_ * nodes.size() > most_values) { // too much: nothing is followed
    std::ranges::fill(followed_, no_index);
    followed_count_ = 0;
  }
  constexpr std::uint32_t unseen = no_index;
  values_.assign(followed_count_ * nodes.size(), unseen);
  if (followed_count_ == 0) return;
  // Who changes a location: itself or what it is part of; parts of it do not.
  std::vector<std::vector<std::uint32_t>> parts(facts_.locations.size());
  for (std::uint32_t i = 0; i < facts_.locations.size(); ++i)
    if (followed_[i] != no_index)
      for (std::uint32_t at = i; at != no_index; at = facts_.locations[at].parent)
        parts[at].push_back(followed_[i]);
  std::vector<std::uint32_t> reachable_values, target_values;
  for (std::uint32_t i = 0; i < facts_.locations.size(); ++i) {
    if (followed_[i] == no_index) continue;
    const DataObject& object = facts_.objects[facts_.locations[i].object];
    if (reachable(object)) reachable_values.push_back(followed_[i]);
    if (object.target) target_values.push_back(followed_[i]);
  }
  // What each node defines, once.
  std::vector<std::vector<std::uint32_t>> defines(nodes.size());
  for (const DataAccess& access : facts_.accesses) {
    if (!access.write) continue;
    auto& list = defines[access.node];
    if (access.through_pointer) {
      if (access.base == BaseType::integer || access.base == BaseType::unknown ||
          access.base == BaseType::derived)
        list.insert(list.end(), target_values.begin(), target_values.end());
    } else {
      list.insert(list.end(), parts[access.location].begin(), parts[access.location].end());
    }
  }
  for (const Obstacle& obstacle : facts_.obstacles)
    if (obstacle.touches_anything)
      defines[obstacle.node].insert(defines[obstacle.node].end(), reachable_values.begin(),
                                    reachable_values.end());
  // Where a loop begins, what it defines comes together with what was before: said at once, since a value
  // that is carried around first and corrected later would meet itself in inner loops.
  for (const LoopFacts& loop : facts_.loops)
    for (std::uint32_t node = loop.test; node <= loop.step; ++node)
      for (std::uint32_t k : defines[node]) {
        values_[std::size_t{loop.test} * followed_count_ + k] = 2 * loop.test + 3;
        if (loop.runs) values_[std::size_t{loop.test + 1} * followed_count_ + k] = 2 * (loop.test + 1) + 3;
      }
  std::vector<std::uint32_t> after(values_.size(), unseen);
  bool changed = true;
  while (changed) {
    changed = false;
    for (std::uint32_t node = 0; node < nodes.size(); ++node) {
      std::uint32_t* here = values_.data() + std::size_t{node} * followed_count_;
      std::uint32_t* out = after.data() + std::size_t{node} * followed_count_;
      for (std::size_t k = 0; k < followed_count_; ++k) {
        std::uint32_t merged = 2 * node + 3;
        if (node == 0) {
          here[k] = 0;
        } else if (here[k] != merged) {
          std::uint32_t value = unseen;
          for (std::uint32_t from : predecessors_[node]) {
            std::uint32_t other = after[std::size_t{from} * followed_count_ + k];
            if (other == unseen) continue;
            if (value == unseen) value = other;
            else if (value != other) value = merged;
          }
          if (value != here[k]) here[k] = value, changed = true;
        }
        if (out[k] == unseen || out[k] != 2 * node + 2) out[k] = here[k];
      }
      for (std::uint32_t k : defines[node]) out[k] = 2 * node + 2;
    }
  }
}

Flow::Value Flow::value(std::uint32_t node, std::uint32_t location) const {
  if (!has_values_) find_values();
  if (followed_[location] == no_index) return {};
  std::uint32_t value = values_[std::size_t{node} * followed_count_ + followed_[location]];
  if (value == no_index) return {};
  if (value == 0) return {Value::Kind::entry, 0};
  return {value % 2 == 0 ? Value::Kind::defined : Value::Kind::merged, (value - 2) / 2};
}

} // namespace isotach
