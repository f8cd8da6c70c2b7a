// Pairs of accesses: grouped by base, equal ones once; quick tests of single subscripts, then fact systems.

#include "analysis/dependence.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "analysis/nest_system.h"

namespace isotach {

namespace dependences { // with a name, since State of DependenceSearch holds them

void equal_elements(FactSystem& system, const std::vector<Subscript>& first, std::size_t first_execution,
                    const std::vector<Subscript>& second, std::size_t second_execution) {
  for (std::size_t d = 0; d < std::min(first.size(), second.size()); ++d) {
    std::optional<Affine> a = element_of(system, first[d], first_execution);
    std::optional<Affine> b = element_of(system, second[d], second_execution);
    if (a && b) system.equal_zero(*a - *b);
  }
}

// What decides whether accesses clash, apart from writing.
struct Shape {
  std::uint32_t loop;
  std::vector<Subscript> subscripts;
  std::vector<Fact> facts;
  auto operator<=>(const Shape&) const = default;
  bool operator==(const Shape&) const = default;
};

// What single subscripts say: independence, or the only distance there can be.
struct Quick {
  bool independent = false;
  std::optional<std::int64_t> distance;
};

struct Clash {
  FactSystem::Verdict verdict = FactSystem::Verdict::impossible;
  bool described = false; // distance, directions and example are there; of what is sure, the example always
  std::optional<std::int64_t> distance;
  std::vector<std::uint8_t> directions;
  Example example;
};

class Tester {
 public:
  Tester(const Nest& nest, const DependenceBounds& bounds) : nest_(nest), systems_(bounds.systems) {}

  // May an access of the first shape in one iteration and one of the second in a later one touch the same
  // element? Null when the bound of systems is reached.
  Clash* test(const Shape& first, const Shape& second) {
    auto [at, made] = tested_.try_emplace({&first, &second});
    if (!made) return &at->second;
    Quick quick = quick_test(first, second);
    if (quick.independent) return &at->second;
    if (systems_ == 0) {
      tested_.erase(at);
      return nullptr;
    }
    --systems_;
    at->second.distance = quick.distance;
    if (too_deep(first, second)) {
      at->second.verdict = FactSystem::Verdict::possible;
      return &at->second;
    }
    Executions two = executions(first, second, quick.distance);
    FactSystem::Point point;
    at->second.verdict = two.system.decide(&point);
    if (at->second.verdict == FactSystem::Verdict::sure) at->second.example = example_at(two.system, point);
    return &at->second;
  }

  // Finds distance, directions and example of a clash: only what is reported needs them.
  void describe(const Shape& first, const Shape& second, Clash& clash);

  // Can an access of this shape clash for sure?
  bool exact(const Shape& shape) {
    auto [at, made] = exact_.try_emplace(&shape, true);
    if (!made) return at->second;
    auto exact = [&](const Affine& value) { return !value.overflowed && is_exact(value); };
    for (const Subscript& subscript : shape.subscripts) {
      auto* index = std::get_if<Affine>(&subscript);
      auto* range = std::get_if<Range>(&subscript);
      at->second &= index ? exact(*index)
                          : range && (!range->lower || exact(*range->lower)) &&
                                (!range->upper || exact(*range->upper)) && range->stride.is_constant();
    }
    for (const Fact& fact : shape.facts) at->second &= exact(fact.value);
    for (std::uint32_t l : loops_around(nest_, shape.loop)) {
      const NestLoop& loop = nest_.loops[l];
      at->second &= exact(loop.lower) && exact(loop.upper) && exact(loop.step);
    }
    return at->second;
  }

 private:
  Quick quick_test(const Shape& first, const Shape& second) const {
    Quick quick;
    for (std::size_t d = 0; d < std::min(first.subscripts.size(), second.subscripts.size()); ++d) {
      auto* a = std::get_if<Affine>(&first.subscripts[d]);
      auto* b = std::get_if<Affine>(&second.subscripts[d]);
      if (!a || !b || a->overflowed || b->overflowed) continue;
      if (dimension(*a, *b, quick)) return {true, {}};
    }
    return quick;
  }

  // One dimension: the same symbols cancel, what changes has one value at each access. True when the
  // subscripts cannot be equal, or not in different iterations.
  bool dimension(const Affine& a, const Affine& b, Quick& quick) const {
    const Variables& variables = nest_.variables;
    const NestLoop& loop = nest_.loops[0];
    Affine symbols(b.constant); // b - a, without what changes
    symbols.add(Affine(a.constant), -1);
    std::uint64_t divisor = 0;
    bool only_counter = true;
    auto size = [](std::int64_t value) {
      auto bits = static_cast<std::uint64_t>(value);
      return value < 0 ? 0 - bits : bits;
    };
    auto part = [&](const Affine& subscript, std::int64_t sign) {
      for (const Term& term : subscript.terms) {
        if (!variables[term.variable].varies) {
          symbols.add(Affine::of(term.variable, term.coefficient), sign);
          continue;
        }
        divisor = std::gcd(divisor, size(term.coefficient));
        only_counter &= term.variable == loop.counter || term.variable == loop.iteration;
      }
    };
    part(a, -1);
    part(b, 1);
    if (symbols.overflowed) return false;
    if (only_counter && symbols.is_constant() && loop.step.is_constant()) {
      std::int64_t by_counter = a.coefficient(loop.counter), by_iteration = a.coefficient(loop.iteration);
      std::int64_t each = 0; // what an iteration adds
      bool known = by_counter == b.coefficient(loop.counter) &&
                   by_iteration == b.coefficient(loop.iteration) &&
                   !__builtin_mul_overflow(by_counter, loop.step.constant, &each) &&
                   !__builtin_add_overflow(each, by_iteration, &each);
      if (known) { // each * (later - earlier) + symbols = 0
        std::int64_t constant = symbols.constant;
        if (each == 0) return constant != 0;
        if (constant == std::numeric_limits<std::int64_t>::min()) return false;
        if (constant % each != 0) return true;
        std::int64_t distance = -(constant / each);
        if (distance < 1 || (quick.distance && *quick.distance != distance)) return true;
        quick.distance = distance;
        return false;
      }
    }
    for (const Term& term : symbols.terms) divisor = std::gcd(divisor, size(term.coefficient));
    return divisor == 0 ? symbols.constant != 0 : size(symbols.constant) % divisor != 0;
  }

  bool is_exact(const Affine& value) const {
    return std::ranges::all_of(value.terms, [&](const Term& term) {
      const Variables::Definition& definition = nest_.variables[term.variable];
      return definition.kind != Variables::Kind::varying && definition.any_value &&
             std::ranges::all_of(definition.operands,
                                 [&](const Affine& operand) { return is_exact(operand); });
    });
  }

  // Two executions: the loops of both, an iteration of loops[0] apart, the same element, what is known.
  struct Executions {
    FactSystem system;
    std::vector<std::uint32_t> outside, inside; // loops around the first and the second access
    Affine carried;                             // iterations of loops[0] from the first to the second
  };
  bool too_deep(const Shape& first, const Shape& second) const {
    return std::max(loops_around(nest_, first.loop).size(), loops_around(nest_, second.loop).size()) >
           depth_bound;
  }
  Affine apart(FactSystem& system, std::uint32_t loop) const {
    Affine iteration = Affine::of(nest_.loops[loop].iteration);
    return system.value(iteration, 1) - system.value(iteration, 0);
  }
  Executions executions(const Shape& first, const Shape& second, std::optional<std::int64_t> distance) const {
    Executions two{
        FactSystem(nest_.variables), loops_around(nest_, first.loop), loops_around(nest_, second.loop), {}};
    FactSystem& system = two.system;
    for (std::uint32_t loop : two.outside) enter_loop(system, nest_.loops[loop], 0);
    for (std::uint32_t loop : two.inside) enter_loop(system, nest_.loops[loop], 1);
    two.carried = apart(system, 0);
    if (distance) system.equal_zero(two.carried - *distance);
    else system.not_negative(two.carried - 1);
    equal_elements(system, first.subscripts, 0, second.subscripts, 1);
    for (const Fact& fact : first.facts) system.add(fact, 0);
    for (const Fact& fact : second.facts) system.add(fact, 1);
    system.add_connected(nest_.facts);
    return two;
  }

  static Example example_at(const FactSystem& system, const FactSystem::Point& point) {
    auto values = [&](bool changing, std::size_t execution) {
      Example::Values values;
      for (const auto& [variable, columns] : system.bound(changing, execution))
        values.emplace_back(variable, FactSystem::at(columns, point));
      return values;
    };
    return {values(false, 0), values(true, 0), values(true, 1)};
  }

  const Nest& nest_;
  std::size_t systems_;
  std::map<const Shape*, bool> exact_;                            // as tested_
  std::map<std::pair<const Shape*, const Shape*>, Clash> tested_; // looked up only, so its order is no matter
};

void Tester::describe(const Shape& first, const Shape& second, Clash& clash) {
  if (clash.described) return;
  clash.described = true;
  std::vector<std::uint32_t> loops = loops_around(nest_, first.loop),
                             inside = loops_around(nest_, second.loop);
  auto common = static_cast<std::size_t>(std::ranges::mismatch(loops, inside).in1 - loops.begin());
  clash.directions.assign(common, before | same | after);
  clash.directions[0] = before;
  if (too_deep(first, second)) return;
  Executions two = executions(first, second, clash.distance);
  FactSystem& system = two.system;
  FactSystem::Point point;
  system.decide(&point);
  if (point.empty()) return;
  clash.example = example_at(system, point);
  auto also = [&](const Affine& not_negative) {
    FactSystem narrowed = system;
    narrowed.not_negative(not_negative);
    return narrowed.decide() != FactSystem::Verdict::impossible;
  };
  if (!clash.distance) {
    std::int64_t met = FactSystem::at(two.carried, point);
    if (!also(two.carried - met - 1) && (met == 1 || !also(met - 1 - two.carried))) clash.distance = met;
  }
  for (std::size_t l = 1; l < common; ++l) {
    Affine inner = apart(system, loops[l]);
    std::int64_t met = FactSystem::at(inner, point);
    std::uint8_t& set = clash.directions[l];
    set = 0;
    if (met > 0 || also(inner - 1)) set |= before;
    if (met < 0 || also(-inner - 1)) set |= after;
    FactSystem equal = system;
    equal.equal_zero(inner);
    if (met == 0 || equal.decide() != FactSystem::Verdict::impossible) set |= same;
  }
}

struct Entry { // equal accesses
  const Shape* shape;
  bool write, certain;
  std::uint32_t access; // the first of them
};

} // namespace dependences

using namespace dependences;

struct DependenceSearch::State {
  State(const Nest& nest, const DependenceBounds& the_bounds)
      : tester(nest, the_bounds), bounds(the_bounds), pairs_to_exclude(the_bounds.pairs),
        pairs_to_find(the_bounds.pairs) {}

  // Calls `test` for each pair of entries, the earlier access first, as long as it says so. False when it
  // did not, or when there are too many.
  template <class F> static bool each_pair(const std::vector<Entry>& entries, std::size_t& pairs, F&& test) {
    for (std::size_t b = 0; b < entries.size(); ++b)
      for (std::size_t a = 0; a <= b; ++a) {
        if (!entries[a].write && !entries[b].write) continue;
        if (pairs == 0) return false;
        --pairs;
        if (!test(entries[a], entries[b]) || (a != b && !test(entries[b], entries[a]))) return false;
      }
    return true;
  }

  std::map<Shape, std::uint32_t> shapes; // pointers to the keys stay
  std::map<std::uint32_t, std::size_t> group_of;
  std::vector<std::pair<std::uint32_t, std::vector<Entry>>> groups; // by base
  Tester tester;
  DependenceBounds bounds;
  std::size_t pairs_to_exclude, pairs_to_find;
};

DependenceSearch::DependenceSearch(const Nest& nest, std::span<const ArrayAccess> accesses,
                                   const DependenceBounds& bounds)
    : state_(new State(nest, bounds)) {
  std::map<std::tuple<std::uint32_t, const Shape*, bool, bool>, bool> seen;
  for (std::uint32_t i = 0; i < accesses.size(); ++i) {
    const ArrayAccess& access = accesses[i];
    const Shape* shape =
        &state_->shapes.try_emplace({access.loop, access.subscripts, access.facts}).first->first;
    if (!seen.try_emplace({access.base, shape, access.write, access.certain}).second) continue;
    auto [at, made] = state_->group_of.try_emplace(access.base, state_->groups.size());
    if (made) state_->groups.push_back({access.base, {}});
    state_->groups[at->second].second.push_back({shape, access.write, access.certain, i});
  }
}

DependenceSearch::~DependenceSearch() = default;

std::vector<std::uint32_t> DependenceSearch::bases() const {
  std::vector<std::uint32_t> all;
  for (const auto& group : state_->groups) all.push_back(group.first);
  return all;
}

bool DependenceSearch::clashes(std::uint32_t base) {
  auto group = state_->group_of.find(base);
  if (group == state_->group_of.end()) return false;
  return !State::each_pair(state_->groups[group->second].second, state_->pairs_to_exclude,
                           [&](const Entry& first, const Entry& second) {
                             const Clash* clash = state_->tester.test(*first.shape, *second.shape);
                             return clash && clash->verdict == FactSystem::Verdict::impossible;
                           });
}

bool DependenceSearch::find(std::uint32_t base, std::vector<Dependence>& found) {
  auto group = state_->group_of.find(base);
  if (group == state_->group_of.end()) return true;
  std::vector<Dependence> certain, possible;
  const std::size_t shown = state_->bounds.shown;
  Tester& tester = state_->tester;
  auto test = [&](const Entry& first, const Entry& second) {
    bool sure = first.certain && second.certain && tester.exact(*first.shape) && tester.exact(*second.shape);
    if (!sure && possible.size() >= shown) return true; // one more that may be
    Clash* clash = tester.test(*first.shape, *second.shape);
    if (!clash) return false;
    if (clash->verdict == FactSystem::Verdict::impossible) return true;
    sure = sure && clash->verdict == FactSystem::Verdict::sure;
    std::vector<Dependence>& list = sure ? certain : possible;
    if (list.size() >= shown) return true;
    if (state_->bounds.described) tester.describe(*first.shape, *second.shape, *clash);
    DependenceKind kind = !first.write   ? DependenceKind::anti
                          : second.write ? DependenceKind::output
                                         : DependenceKind::flow;
    list.push_back(
        {first.access, second.access, kind, sure, clash->distance, clash->directions, clash->example});
    return true;
  };
  bool complete = State::each_pair(state_->groups[group->second].second, state_->pairs_to_find,
                                   [&](const Entry& first, const Entry& second) {
                                     return certain.size() < shown && test(first, second);
                                   }) ||
                  certain.size() >= shown;
  std::ranges::move(certain, std::back_inserter(found));
  possible.resize(std::min(possible.size(), shown - std::min(shown, certain.size())));
  std::ranges::move(possible, std::back_inserter(found));
  return complete;
}

LoopDependences dependences_carried(const Nest& nest, std::span<const ArrayAccess> accesses,
                                    const DependenceBounds& bounds) {
  LoopDependences all;
  DependenceSearch search(nest, accesses, bounds);
  for (std::uint32_t base : search.bases())
    if (!search.find(base, all.found)) all.too_many.push_back(base);
  return all;
}

bool possible(const Nest& nest, const ArrayAccess& access, std::span<const Fact> facts) {
  std::vector<std::uint32_t> loops = loops_around(nest, access.loop);
  if (loops.size() > depth_bound) return true;
  FactSystem system(nest.variables);
  for (std::uint32_t loop : loops) enter_loop(system, nest.loops[loop], 0);
  for (const Fact& fact : access.facts) system.add(fact, 0);
  for (const Fact& fact : facts) system.add(fact, 0);
  system.add_connected(nest.facts);
  return system.decide() != FactSystem::Verdict::impossible;
}

} // namespace isotach
