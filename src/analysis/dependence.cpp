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

namespace {

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
  std::optional<std::int64_t> distance;
  std::vector<std::uint8_t> directions;
  Example example;
};

class Tester {
 public:
  Tester(const Nest& nest, const DependenceBounds& bounds) : nest_(nest), systems_(bounds.systems) {}

  // May an access of the first shape in one iteration and one of the second in a later one touch the same
  // element? Null when the bound of systems is reached.
  const Clash* test(const Shape& first, const Shape& second) {
    auto [at, made] = tested_.try_emplace({&first, &second});
    if (!made) return &at->second;
    Quick quick = quick_test(first, second);
    if (quick.independent) return &at->second;
    if (systems_ == 0) {
      tested_.erase(at);
      return nullptr;
    }
    --systems_;
    at->second = solve(first, second, quick.distance);
    return &at->second;
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

  Clash solve(const Shape& first, const Shape& second, std::optional<std::int64_t> distance) const {
    Clash clash;
    clash.verdict = FactSystem::Verdict::possible;
    clash.distance = distance;
    std::vector<std::uint32_t> outside = loops_around(nest_, first.loop),
                               inside = loops_around(nest_, second.loop);
    auto common = static_cast<std::size_t>(std::ranges::mismatch(outside, inside).in1 - outside.begin());
    clash.directions.assign(common, before | same | after);
    clash.directions[0] = before;
    if (std::max(outside.size(), inside.size()) > depth_bound) return clash;

    FactSystem system(nest_.variables);
    for (std::uint32_t loop : outside) enter_loop(system, nest_.loops[loop], 0);
    for (std::uint32_t loop : inside) enter_loop(system, nest_.loops[loop], 1);
    auto apart = [&](std::uint32_t loop) { // iterations from the first access to the second
      Affine iteration = Affine::of(nest_.loops[loop].iteration);
      return system.value(iteration, 1) - system.value(iteration, 0);
    };
    Affine carried = apart(0);
    if (distance) system.equal_zero(carried - *distance);
    else system.not_negative(carried - 1);
    equal_elements(system, first.subscripts, 0, second.subscripts, 1);
    for (const Fact& fact : first.facts) system.add(fact, 0);
    for (const Fact& fact : second.facts) system.add(fact, 1);
    system.add_connected(nest_.facts);

    FactSystem::Point point;
    clash.verdict = system.decide(&point);
    if (clash.verdict == FactSystem::Verdict::impossible || point.empty()) return clash;
    clash.example = example_at(system, point);
    auto also = [&](const Affine& not_negative) {
      FactSystem narrowed = system;
      narrowed.not_negative(not_negative);
      return narrowed.decide() != FactSystem::Verdict::impossible;
    };
    if (!distance) {
      std::int64_t met = FactSystem::at(carried, point);
      if (!also(carried - met - 1) && (met == 1 || !also(met - 1 - carried))) clash.distance = met;
    }
    for (std::size_t l = 1; l < common; ++l) {
      Affine inner = apart(outside[l]);
      std::int64_t met = FactSystem::at(inner, point);
      std::uint8_t& set = clash.directions[l];
      set = 0;
      if (met > 0 || also(inner - 1)) set |= before;
      if (met < 0 || also(-inner - 1)) set |= after;
      FactSystem equal = system;
      equal.equal_zero(inner);
      if (met == 0 || equal.decide() != FactSystem::Verdict::impossible) set |= same;
    }
    return clash;
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
  std::map<std::pair<const Shape*, const Shape*>, Clash> tested_; // looked up only, so its order is no matter
};

struct Entry { // equal accesses
  const Shape* shape;
  bool write, certain;
  std::uint32_t access; // the first of them
};

// The dependences of one base. False when a bound was reached.
bool test_base(Tester& tester, const std::vector<Entry>& entries, std::size_t& pairs, std::size_t shown,
               std::vector<Dependence>& out) {
  std::vector<Dependence> certain, possible;
  auto test = [&](const Entry& first, const Entry& second) {
    const Clash* clash = tester.test(*first.shape, *second.shape);
    if (!clash) return false;
    if (clash->verdict == FactSystem::Verdict::impossible) return true;
    Dependence found{first.access, second.access, {}, {}, clash->distance, clash->directions, clash->example};
    found.kind = !first.write   ? DependenceKind::anti
                 : second.write ? DependenceKind::output
                                : DependenceKind::flow;
    found.certain = clash->verdict == FactSystem::Verdict::sure && first.certain && second.certain;
    std::vector<Dependence>& list = found.certain ? certain : possible;
    if (list.size() < shown) list.push_back(std::move(found));
    return true;
  };
  auto test_all = [&] {
    for (std::size_t b = 0; b < entries.size(); ++b) {
      for (std::size_t a = 0; a <= b; ++a) {
        if (!entries[a].write && !entries[b].write) continue;
        if (certain.size() >= shown) return true;
        if (pairs == 0) return false;
        --pairs;
        if (!test(entries[a], entries[b]) || (a != b && !test(entries[b], entries[a]))) return false;
      }
    }
    return true;
  };
  bool complete = test_all();
  std::ranges::move(certain, std::back_inserter(out));
  std::size_t left = shown - std::min(shown, certain.size());
  possible.resize(std::min(possible.size(), left));
  std::ranges::move(possible, std::back_inserter(out));
  return complete;
}

} // namespace

LoopDependences dependences_carried(const Nest& nest, std::span<const ArrayAccess> accesses,
                                    const DependenceBounds& bounds) {
  std::map<Shape, std::uint32_t> shapes; // pointers to the keys stay
  std::map<std::uint32_t, std::size_t> bases;
  std::vector<std::pair<std::uint32_t, std::vector<Entry>>> groups;
  std::map<std::tuple<std::uint32_t, const Shape*, bool, bool>, bool> seen;
  for (std::uint32_t i = 0; i < accesses.size(); ++i) {
    const ArrayAccess& access = accesses[i];
    const Shape* shape = &shapes.try_emplace({access.loop, access.subscripts, access.facts}).first->first;
    if (!seen.try_emplace({access.base, shape, access.write, access.certain}).second) continue;
    auto [at, made] = bases.try_emplace(access.base, groups.size());
    if (made) groups.push_back({access.base, {}});
    groups[at->second].second.push_back({shape, access.write, access.certain, i});
  }
  LoopDependences all;
  Tester tester(nest, bounds);
  std::size_t pairs = bounds.pairs;
  for (const auto& [base, entries] : groups)
    if (!test_base(tester, entries, pairs, bounds.shown, all.found)) all.too_many.push_back(base);
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
