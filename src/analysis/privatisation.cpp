#include "analysis/privatisation.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach {

bool has_assumed_size(const DataObject& object) {
  return object.symbol && !object.symbol->dimensions.empty() && !object.allocatable && !object.pointer &&
         object.symbol->dimensions.back()->form == DimensionKind::star;
}

bool has_another_name(const DataObject& object, const LoopFacts& loop) {
  return std::ranges::any_of(object.renamed_at,
                             [&](std::uint32_t node) { return node == no_index || node < loop.test; });
}

namespace {

using Aspect = DataAccess::Aspect;

bool part_of(const ProcedureFacts& facts, std::uint32_t location, std::uint32_t whole) {
  for (; location != no_index; location = facts.locations[location].parent)
    if (location == whole) return true;
  return false;
}

// Whether the writes of the same iteration that come before a read of elements surely cover what it reads.
bool covered_by_elements(const ProcedureFacts& facts, NestMaker& nest, const LoopFacts& loop,
                         std::uint32_t read, const std::vector<std::uint32_t>& writes) {
  const DataAccess& reading = facts.accesses[read];
  if (reading.through_pointer || reading.aspect != Aspect::data) return false;
  auto shared = [&](std::uint32_t condition) { // is it a condition of the read too?
    for (std::uint32_t at = facts.nodes[reading.node].condition; at != no_index;
         at = facts.conditions[at].around)
      if (at == condition) return true;
    return false;
  };
  std::vector<ArrayAccess> same, earlier;          // see covers()
  auto together = [&](const DataAccess& writing) { // in a loop inside this one
    for (std::uint32_t at = facts.nodes[writing.node].loop;
         at != no_index && loop.holds(facts.loops[at].bounds); at = facts.loops[at].parent)
      if (facts.loops[at].holds(reading.node)) return true;
    return false;
  };
  for (auto next = writes.rbegin(); next != writes.rend(); ++next) { // the nearest first
    std::uint32_t w = *next;
    const DataAccess& writing = facts.accesses[w];
    bool before = writing.node < reading.node && same.size() < most_covering_writes;
    bool again = earlier.size() < most_covering_writes && together(writing);
    if (!before && !again) continue;
    if (!writing.certain || writing.loose || writing.through_pointer || writing.aspect != Aspect::data ||
        writing.location != reading.location || writing.parts > reading.parts)
      continue;
    auto first = facts.place(writing), second = facts.place(reading);
    bool alike = true;
    for (std::size_t i = 0; i < first.size(); ++i) alike = alike && first[i].component == second[i].component;
    // Loops that are not counted are not in the nest. Around the write alone they may have no iteration.
    for (std::uint32_t at = facts.nodes[writing.node].loop;
         at != no_index && loop.holds(facts.loops[at].bounds); at = facts.loops[at].parent) {
      if (facts.loops[at].counted) continue;
      again = false;
      alike = alike && facts.loops[at].holds(reading.node);
    }
    if (!alike) continue;
    // In the order of the source, and under no condition that is not one of the read's too: then there is no
    // way around it.
    for (std::uint32_t at = facts.nodes[writing.node].condition; at != no_index && before;
         at = facts.conditions[at].around) {
      if (!loop.holds(facts.conditions[at].node)) break;
      before = shared(at);
    }
    if (!before && !again) continue;
    ArrayAccess made = nest.access(w, 0, 0);
    if (again) earlier.push_back(made);
    if (!before) continue;
    made.facts.clear();
    made.certain = true;
    same.push_back(std::move(made));
  }
  if (same.empty() && earlier.empty()) return false;
  return covers(nest.nest(), same, earlier, nest.access(read, 0, 0));
}

// CYCLE, GOTO and EXIT pass by what stands before a read in the source.
bool has_jumps(const ProcedureFacts& facts, const LoopFacts& loop) { return !facts.jumps_in(loop).empty(); }

// Whether an earlier write of the same iteration has the condition of a read: IF (c) t = ...; IF (c) ... = t,
// where nothing that c reads is changed in between.
bool covered_by_same_condition(const ProcedureFacts& facts, const LoopFacts& loop, std::uint32_t read,
                               const std::vector<std::uint32_t>& writes) {
  const DataAccess& reading = facts.accesses[read];
  const FlowNode& read_node = facts.nodes[reading.node];
  if (reading.through_pointer) return false;
  auto unchanged = [&](std::uint32_t first,
                       std::uint32_t last) { // what node `last` reads, since node `first`
    for (const Obstacle& obstacle : facts.obstacles_in(first, last))
      if (obstacle.touches_anything || obstacle.node == first || obstacle.node == last) return false;
    for (const DataAccess& used : facts.accesses_of(facts.nodes[last])) {
      const DataObject& object = facts.objects[used.object];
      if (used.write || used.through_pointer || object.target || object.pointer || object.storage_set != 0 ||
          !object.common.empty())
        return false;
      for (std::uint32_t a = facts.nodes[first].first_access; a < facts.nodes[last].first_access; ++a)
        if (facts.accesses[a].write &&
            (facts.accesses[a].object == used.object || facts.accesses[a].through_pointer))
          return false;
    }
    return true;
  };
  auto text = [&](const Condition& condition) { return lower(text_of(*facts.tree, condition.expression)); };
  for (std::uint32_t w : writes) {
    const DataAccess& writing = facts.accesses[w];
    const FlowNode& write_node = facts.nodes[writing.node];
    if (!writing.certain || !writing.whole || writing.through_pointer ||
        writing.location != reading.location || writing.aspect != reading.aspect ||
        writing.node >= reading.node || write_node.loop != read_node.loop ||
        write_node.scope != read_node.scope)
      continue;
    bool same = true;
    for (std::uint32_t at = write_node.condition; at != no_index && same; at = facts.conditions[at].around) {
      const Condition& condition = facts.conditions[at];
      if (!loop.holds(condition.node)) break;
      same = false;
      for (std::uint32_t other = read_node.condition; other != no_index && !same;
           other = facts.conditions[other].around) {
        const Condition& of_read = facts.conditions[other];
        same = other == at || (condition.expression && of_read.expression && loop.holds(of_read.node) &&
                               condition.node < of_read.node && condition.holds == of_read.holds &&
                               facts.nodes[of_read.node].loop == facts.nodes[condition.node].loop &&
                               text(condition) == text(of_read) && unchanged(condition.node, of_read.node));
      }
    }
    if (same) return true;
  }
  return false;
}

// The same for given writes alone: a jump that passes by one, or that ends a loop around one.
bool has_jumps_around(const ProcedureFacts& facts, const LoopFacts& loop,
                      const std::vector<std::uint32_t>& writes) {
  for (std::uint32_t node : facts.jumps_in(loop))
    for (std::uint32_t w : writes) {
      std::uint32_t write = facts.accesses[w].node;
      for (std::uint32_t next : facts.nodes[node].successors)
        if (std::min(node, next) <= write && write < std::max(node, next)) return true;
      for (std::uint32_t inner = facts.nodes[node].loop;
           inner != no_index && loop.holds(facts.loops[inner].bounds); inner = facts.loops[inner].parent)
        if (facts.loops[inner].holds(write)) return true;
    }
  return false;
}

} // namespace

LaterReads::LaterReads(const ProcedureFacts& facts, const Flow& flow, NestOf nest_of)
    : facts_(facts), flow_(flow), nest_of_(std::move(nest_of)), of_object_(facts.objects.size()) {
  for (std::uint32_t a = 0; a < facts.accesses.size(); ++a)
    if (facts.accesses[a].aspect == Aspect::data) of_object_[facts.accesses[a].object].push_back(a);
}

bool LaterReads::any(const LoopFacts& loop, std::uint32_t location) {
  if (!flow_.live_after(loop, location)) return false;
  std::uint32_t number = facts_.locations[location].object;
  const DataObject& object = facts_.objects[number];
  if (object.storage != DataObject::Storage::local || object.rank <= 0 || Flow::reachable(object) ||
      object.result || object.storage_set != 0 || facts_.unread_text)
    return true;
  const LoopFacts* outermost = &loop;
  while (outermost->parent != no_index) outermost = &facts_.loops[outermost->parent];
  auto node_of = [&](std::uint32_t a) { return facts_.accesses[a].node; };
  for (std::uint32_t a : accesses_in(*outermost, number))
    if (!facts_.accesses[a].write && !loop.holds(node_of(a)) && !written_since(loop, a)) return true;
  return std::ranges::any_of(exposed(number), [&](std::uint32_t a) { return !outermost->holds(node_of(a)); });
}

// The reads of a variable that the outermost loop around them does not surely write before.
const std::vector<std::uint32_t>& LaterReads::exposed(std::uint32_t object) {
  auto [known, fresh] = exposed_.try_emplace(object);
  if (!fresh) return known->second;
  for (std::uint32_t a : of_object_[object]) {
    const DataAccess& access = facts_.accesses[a];
    if (access.write) continue;
    std::uint32_t around = facts_.nodes[access.node].loop;
    while (around != no_index && facts_.loops[around].parent != no_index)
      around = facts_.loops[around].parent;
    if (around == no_index || !written_in(around, a, nullptr)) known->second.push_back(a);
  }
  return known->second;
}

// Is what a read reads surely written after the loop ran? In one iteration of a loop around the read: either
// of the outermost one that does not hold the loop, or of the innermost one that holds it too, where the
// writes must not come before the loop and the read after it.
bool LaterReads::written_since(const LoopFacts& loop, std::uint32_t read) {
  const DataAccess& access = facts_.accesses[read];
  std::uint32_t apart = no_index, together = facts_.nodes[access.node].loop;
  for (; together != no_index && !facts_.loops[together].holds(loop.test);
       together = facts_.loops[together].parent)
    if (facts_.loops[together].counted) apart = together;
  if (apart != no_index) {
    auto [known, fresh] = written_.try_emplace({read, apart}, false);
    if (fresh) known->second = written_in(apart, read, nullptr);
    if (known->second) return true;
  }
  return together != no_index && written_in(together, read, &loop);
}

bool LaterReads::written_in(std::uint32_t around, std::uint32_t read, const LoopFacts* loop) {
  const LoopFacts& outer = facts_.loops[around];
  const DataAccess& access = facts_.accesses[read];
  if (access.by_name_elsewhere || access.through_pointer) return false;
  auto [jumps, fresh] = jumps_.try_emplace(around, false);
  if (fresh) jumps->second = has_jumps(facts_, outer);
  NestMaker* nest = jumps->second ? nullptr : nest_of_(around);
  if (!nest) return false;
  std::vector<std::uint32_t> writes;
  for (std::uint32_t a : accesses_in(outer, access.object)) {
    std::uint32_t node = facts_.accesses[a].node;
    if (facts_.accesses[a].write &&
        (!loop || (!loop->holds(node) && (access.node < loop->test || node > loop->step))))
      writes.push_back(a);
  }
  return covered_by_elements(facts_, *nest, outer, read, writes);
}

std::span<const std::uint32_t> LaterReads::accesses_in(const LoopFacts& loop, std::uint32_t object) const {
  const std::vector<std::uint32_t>& all = of_object_[object];
  auto node_of = [&](std::uint32_t a) { return facts_.accesses[a].node; };
  return {std::ranges::lower_bound(all, loop.test, {}, node_of),
          std::ranges::upper_bound(all, loop.step, {}, node_of)};
}

PrivateVariable private_variable(const ProcedureFacts& facts, LaterReads& later,
                                 const IterationFlow& iteration, const NestOf& nest_of,
                                 std::uint32_t loop_number, std::uint32_t number,
                                 std::span<const std::uint32_t> accesses) {
  const LoopFacts& loop = facts.loops[loop_number];
  const DataObject& object = facts.objects[number];
  PrivateVariable result;
  std::vector<std::uint32_t> writes;
  for (std::uint32_t a : accesses)
    if (facts.accesses[a].write) writes.push_back(a);
  bool jumps = has_jumps_around(facts, loop, writes);
  if (object.storage_set != 0 || !object.common.empty()) {
    result.why = fmt::format("'{}' shares its storage, so it cannot have copies", object.name);
    return result;
  }
  if (has_assumed_size(object)) {
    result.why = fmt::format("'{}' has assumed size, so it cannot have copies", object.name);
    return result;
  }
  if (has_another_name(object, loop)) {
    result.why = fmt::format("'{}' has another name in the loop, which means no copy of it", object.name);
    return result;
  }
  if (object.pointer || object.storage == DataObject::Storage::unknown) {
    result.why = fmt::format("what '{}' stands for is decided elsewhere", object.name);
    return result;
  }
  for (std::uint32_t w : writes)
    if (facts.accesses[w].aspect == Aspect::association && facts.place(facts.accesses[w]).back().pointer) {
      result.why = fmt::format("a pointer of '{}' is made to point elsewhere in the loop", object.name);
      return result;
    }
  bool partly = false; // something is only read, or not written as a whole
  for (std::uint32_t a : accesses) {
    const DataAccess& access = facts.accesses[a];
    if (access.by_name_elsewhere) {
      result.why = fmt::format("a procedure that is called uses '{}' by its name, so it cannot have copies",
                               object.name);
      return result;
    }
    if (access.write || !iteration.is_exposed(a)) continue;
    // A component or an element that no iteration writes keeps its value: FIRSTPRIVATE.
    bool written = false;
    for (std::uint32_t w : writes) {
      const DataAccess& other = facts.accesses[w];
      if (other.aspect != access.aspect) continue;
      written = written || part_of(facts, other.location, access.location) ||
                part_of(facts, access.location, other.location);
    }
    if (!written) { // what is asked of its shape or association holds for the copies
      partly = partly || access.aspect == Aspect::data;
      continue;
    }
    if (!jumps && (covered_by_same_condition(facts, loop, a, writes) ||
                   covered_by_elements(facts, *nest_of(loop_number), loop, a, writes)))
      continue;
    result.exposed = a;
    result.why = fmt::format("'{}' is read before the iteration writes it", object.name);
    return result;
  }
  // After the loop its value is that of the last iteration, which must have written it.
  bool live = false, all_written = true, whole = true;
  for (std::uint32_t w : writes) {
    const DataAccess& access = facts.accesses[w];
    if (!later.any(loop, access.location)) continue;
    live = true;
    bool sure = false;
    for (std::uint32_t at = access.location; at != no_index; at = facts.locations[at].parent)
      sure = sure || iteration.written.has(LocationSet::bit(at, access.aspect));
    all_written = all_written && sure;
    whole = whole && iteration.written.has(LocationSet::bit(facts.accesses[w].location, access.aspect)) &&
            facts.locations[access.location].parent == no_index;
  }
  if (live && !all_written) {
    result.why = fmt::format(
        "'{}' may be read after the loop, and the last iteration may not write all of it", object.name);
    return result;
  }
  result.possible = true;
  result.last = live;
  // LASTPRIVATE alone leaves nothing where the loop has no iteration.
  result.first = partly || (live && (!whole || !loop.runs));
  return result;
}

} // namespace isotach
