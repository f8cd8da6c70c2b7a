// Dependences against enumeration: thousands of random nests are run for small values of their symbols, and
// each pair of iterations that touch one element must have been found; each certain dependence must clash as
// its example says.

#include "analysis/dependence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>

namespace isotach {
namespace {

using Numbers = std::map<Variable, std::int64_t>;

int samples(int count) { return std::getenv("ISOTACH_FULL") ? 10 * count : count; }

// The value of a sum, from the values of symbols, counters and iteration numbers.
std::int64_t evaluate(const Variables& variables, const Affine& sum, const Numbers& numbers) {
  std::int64_t total = sum.constant;
  for (const Term& term : sum.terms) {
    const Variables::Definition& definition = variables[term.variable];
    std::vector<std::int64_t> operands;
    for (const Affine& operand : definition.operands)
      operands.push_back(evaluate(variables, operand, numbers));
    std::int64_t value = 0;
    switch (definition.kind) {
    case Variables::Kind::quotient: value = operands[0] / definition.divisor; break;
    case Variables::Kind::floor:
      while (value * definition.divisor > operands[0]) --value;
      while ((value + 1) * definition.divisor <= operands[0]) ++value;
      break;
    case Variables::Kind::maximum: value = *std::ranges::max_element(operands); break;
    case Variables::Kind::product:
      value = 1;
      for (std::int64_t operand : operands) value *= operand;
      break;
    default: value = numbers.contains(term.variable) ? numbers.at(term.variable) : 0;
    }
    total += term.coefficient * value;
  }
  return total;
}

bool holds(const Variables& variables, const std::vector<Fact>& facts, const Numbers& numbers) {
  return std::ranges::all_of(facts, [&](const Fact& fact) {
    std::int64_t value = evaluate(variables, fact.value, numbers);
    if (fact.kind == Fact::Kind::zero) return value == 0;
    return fact.kind == Fact::Kind::not_negative ? value >= 0 : value != 0;
  });
}

std::vector<std::uint32_t> around(const Nest& nest, std::uint32_t loop) {
  std::vector<std::uint32_t> loops;
  for (; loop != NestLoop::no_parent; loop = nest.loops[loop].parent) loops.insert(loops.begin(), loop);
  return loops;
}

using Element = std::vector<std::int64_t>;
std::vector<Element> elements(const Nest& nest, const ArrayAccess& access, const Numbers& numbers) {
  std::vector<Element> all{{}};
  for (const Subscript& subscript : access.subscripts) {
    std::vector<std::int64_t> selected;
    if (auto* index = std::get_if<Affine>(&subscript)) {
      selected.push_back(evaluate(nest.variables, *index, numbers));
    } else {
      const Range& range = std::get<Range>(subscript);
      std::int64_t low = evaluate(nest.variables, *range.lower, numbers);
      std::int64_t high = evaluate(nest.variables, *range.upper, numbers), stride = range.stride.constant;
      for (std::int64_t at = low; stride > 0 ? at <= high : at >= high; at += stride) selected.push_back(at);
    }
    std::vector<Element> longer;
    for (const Element& element : all)
      for (std::int64_t at : selected) {
        longer.push_back(element);
        longer.back().push_back(at);
      }
    all = std::move(longer);
  }
  return all;
}

// Calls back for each iteration of the loops around an access in which it happens.
void run(const Nest& nest, const ArrayAccess& access, Numbers& numbers, const std::function<void()>& body) {
  std::vector<std::uint32_t> loops = around(nest, access.loop);
  std::function<void(std::size_t)> enter = [&](std::size_t depth) {
    if (depth == loops.size()) {
      if (holds(nest.variables, access.facts, numbers)) body();
      return;
    }
    const NestLoop& loop = nest.loops[loops[depth]];
    std::int64_t low = evaluate(nest.variables, loop.lower, numbers);
    std::int64_t high = evaluate(nest.variables, loop.upper, numbers);
    std::int64_t step = evaluate(nest.variables, loop.step, numbers), iteration = 0;
    for (std::int64_t at = low; step > 0 ? at <= high : at >= high; at += step) {
      numbers[loop.counter] = at;
      numbers[loop.iteration] = iteration++;
      enter(depth + 1);
    }
  };
  enter(0);
}

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::int64_t in(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(std::int64_t count) { return in(1, count) == 1; }

 private:
  std::mt19937 engine_;
};

struct Sample {
  Nest nest;
  std::vector<Variable> symbols;
  std::optional<Variable> step; // its value is never 0
  std::vector<ArrayAccess> accesses;
  bool products = false;
};

class Generator {
 public:
  Generator(unsigned seed) : random_(seed) {}

  Sample make() {
    sample_ = {};
    Variables& variables = sample_.nest.variables;
    for (std::int64_t i = random_.in(0, 2); i > 0; --i) sample_.symbols.push_back(variables.symbol());
    for (Variable symbol : sample_.symbols)
      if (random_.one_in(2)) sample_.nest.facts.push_back({Affine::of(symbol) - random_.in(-1, 2)});
    for (std::int64_t i = random_.in(1, 4); i > 0; --i) add_loop();
    std::int64_t rank = random_.in(0, 5) == 0 ? 0 : random_.in(1, 2);
    for (std::int64_t i = random_.in(1, 3); i > 0; --i) {
      ArrayAccess access;
      access.write = i == 1 || random_.one_in(2);
      access.loop =
          static_cast<std::uint32_t>(random_.in(0, static_cast<std::int64_t>(sample_.nest.loops.size()) - 1));
      std::vector<Variable> names = names_at(access.loop, true);
      for (std::int64_t d = 0; d < rank; ++d) access.subscripts.push_back(subscript(names));
      while (random_.one_in(4)) {
        Affine value = sum(names, 2, 3);
        access.facts.push_back({value, static_cast<Fact::Kind>(random_.in(0, 2))});
      }
      if (std::ranges::none_of(sample_.accesses, [&](const ArrayAccess& other) {
            return other.loop == access.loop && other.subscripts == access.subscripts &&
                   other.facts == access.facts;
          }))
        sample_.accesses.push_back(std::move(access));
    }
    return std::move(sample_);
  }

 private:
  void add_loop() {
    Nest& nest = sample_.nest;
    NestLoop loop;
    if (!nest.loops.empty())
      loop.parent =
          static_cast<std::uint32_t>(random_.in(0, static_cast<std::int64_t>(nest.loops.size()) - 1));
    std::vector<Variable> names = nest.loops.empty() ? sample_.symbols : names_at(loop.parent, false);
    loop.counter = nest.variables.counter();
    loop.iteration = nest.variables.iteration();
    static constexpr std::int64_t steps[] = {1, 1, 1, 1, 1, 1, -1, 2, -2, 3};
    loop.step = steps[random_.in(0, 9)];
    Affine low = random_.one_in(3) ? sum(names, 1, 2) : Affine(random_.in(-1, 2));
    Affine high = random_.one_in(2) ? sum(names, 1, 3) + 1 : Affine(random_.in(0, 4));
    if (random_.one_in(6)) high = nest.variables.minimum({high, sum(names, 1, 3) + 2});
    if (random_.one_in(6)) low = nest.variables.maximum({low, sum(names, 1, 2)});
    if (loop.step.constant < 0) std::swap(low, high);
    if (random_.one_in(8)) {
      if (!sample_.step) sample_.step = nest.variables.symbol();
      loop.step = Affine::of(*sample_.step);
      sample_.products = true;
    }
    loop.lower = low;
    loop.upper = high;
    nest.loops.push_back(loop);
  }
  std::vector<Variable> names_at(std::uint32_t loop, bool iterations) {
    std::vector<Variable> names = sample_.symbols;
    for (std::uint32_t outer : around(sample_.nest, loop)) {
      names.push_back(sample_.nest.loops[outer].counter);
      if (iterations && random_.one_in(6)) names.push_back(sample_.nest.loops[outer].iteration);
    }
    return names;
  }
  Affine sum(const std::vector<Variable>& names, std::int64_t size, std::int64_t constant) {
    Affine sum(random_.in(-constant, constant));
    for (Variable name : names)
      if (random_.one_in(2)) sum.add(Affine::of(name), random_.one_in(3) ? random_.in(-size, size) : 1);
    return sum;
  }
  Subscript subscript(const std::vector<Variable>& names) {
    Variables& variables = sample_.nest.variables;
    Affine index = sum(names, 2, 3);
    switch (random_.in(0, 9)) {
    case 0: return *variables.quotient(index, random_.in(2, 3)) + random_.in(0, 1);
    case 1: return *variables.remainder(index, random_.in(2, 4));
    case 2: return *variables.modulo(index, random_.in(2, 4));
    case 3: sample_.products = true; return variables.product(index, sum(names, 1, 2)) + sum(names, 1, 2);
    case 4: {
      static constexpr std::int64_t strides[] = {1, 1, 2, -1, -2};
      std::int64_t stride = strides[random_.in(0, 4)];
      Affine other = index + random_.in(0, 3) * (stride > 0 ? 1 : -1);
      return Range{index, other, stride};
    }
    default: return index;
    }
  }

  Random random_;
  Sample sample_;
};

// What enumeration finds of one ordered pair of accesses.
struct Met {
  std::set<std::int64_t> distances;
  std::vector<std::set<int>> directions; // of common loops
};

class Enumeration {
 public:
  explicit Enumeration(const Sample& sample) : sample_(sample) {
    std::vector<Variable> names = sample.symbols;
    if (sample.step) names.push_back(*sample.step);
    Numbers numbers;
    std::function<void(std::size_t)> choose = [&](std::size_t i) {
      if (i < names.size()) {
        for (std::int64_t value = -2; value <= 4; ++value) {
          if (sample.step == names[i] && (value == 0 || value > 2)) continue;
          numbers[names[i]] = value;
          choose(i + 1);
        }
      } else if (holds(sample.nest.variables, sample.nest.facts, numbers)) {
        enumerate(numbers);
      }
    };
    choose(0);
  }
  std::map<std::pair<std::size_t, std::size_t>, Met> met;

 private:
  struct Touch {
    std::size_t access;
    std::vector<std::int64_t> iterations; // of its loops
  };
  void enumerate(Numbers numbers) {
    const Nest& nest = sample_.nest;
    std::map<Element, std::vector<Touch>> touched;
    for (std::size_t a = 0; a < sample_.accesses.size(); ++a) {
      const ArrayAccess& access = sample_.accesses[a];
      std::vector<std::uint32_t> loops = around(nest, access.loop);
      run(nest, access, numbers, [&] {
        Touch touch{a, {}};
        for (std::uint32_t loop : loops) touch.iterations.push_back(numbers[nest.loops[loop].iteration]);
        for (const Element& element : elements(nest, access, numbers)) touched[element].push_back(touch);
      });
    }
    for (const auto& [element, touches] : touched)
      for (const Touch& first : touches)
        for (const Touch& second : touches) {
          if (first.iterations[0] >= second.iterations[0]) continue;
          const ArrayAccess &a = sample_.accesses[first.access], &b = sample_.accesses[second.access];
          if (!a.write && !b.write) continue;
          Met& pair = met[{first.access, second.access}];
          pair.distances.insert(second.iterations[0] - first.iterations[0]);
          std::vector<std::uint32_t> x = around(nest, a.loop), y = around(nest, b.loop);
          for (std::size_t l = 0; l < std::min(x.size(), y.size()) && x[l] == y[l]; ++l) {
            if (pair.directions.size() <= l) pair.directions.emplace_back();
            std::int64_t apart = second.iterations[l] - first.iterations[l];
            pair.directions[l].insert(apart > 0 ? before : apart < 0 ? after : same);
          }
        }
  }
  const Sample& sample_;
};

std::string text(const Sample& sample) {
  const Variables& variables = sample.nest.variables;
  std::function<std::string(const Affine&)> write = [&](const Affine& sum) {
    std::string out = std::to_string(sum.constant);
    for (const Term& term : sum.terms) {
      out += " + " + std::to_string(term.coefficient) + "*";
      const Variables::Definition& definition = variables[term.variable];
      static constexpr const char* kinds[] = {"symbol",   "counter", "iteration", "varying",
                                              "quotient", "floor",   "maximum",   "product"};
      out += kinds[static_cast<int>(definition.kind)];
      if (definition.operands.empty()) out += std::to_string(term.variable);
      for (const Affine& operand : definition.operands) out += "[" + write(operand) + "]";
      if (definition.divisor != 0) out += "/" + std::to_string(definition.divisor);
    }
    return out;
  };
  auto facts = [&](const std::vector<Fact>& facts) {
    std::string out;
    static constexpr const char* kinds[] = {" = 0", " >= 0", " /= 0"};
    for (const Fact& fact : facts)
      out += "  if " + write(fact.value) + kinds[static_cast<int>(fact.kind)] + "\n";
    return out;
  };
  std::string out = facts(sample.nest.facts);
  for (std::size_t l = 0; l < sample.nest.loops.size(); ++l) {
    const NestLoop& loop = sample.nest.loops[l];
    out += "loop " + std::to_string(l) + " in " + std::to_string(static_cast<int>(loop.parent)) + ": " +
           std::to_string(loop.counter) + " (" + std::to_string(loop.iteration) + ") = " + write(loop.lower) +
           ", " + write(loop.upper) + ", " + write(loop.step) + "\n";
  }
  for (const ArrayAccess& access : sample.accesses) {
    out += std::string(access.write ? "write" : "read") + " in " + std::to_string(access.loop) + "\n";
    for (const Subscript& subscript : access.subscripts) {
      auto* index = std::get_if<Affine>(&subscript);
      auto* range = std::get_if<Range>(&subscript);
      if (index) out += "  (" + write(*index) + ")\n";
      if (range)
        out += "  (" + write(*range->lower) + " : " + write(*range->upper) + " : " + write(range->stride) +
               ")\n";
    }
    out += facts(access.facts);
  }
  return out;
}

// ---- coverage ----

// Boxes written and read in one iteration of loops[0], against enumeration for small symbols.
TEST(Coverage, random_boxes_are_covered_where_enumeration_says_so) {
  Random random(5);
  int covered = 0, refused = 0;
  for (int sample_number = 0; sample_number < samples(3'000); ++sample_number) {
    Sample sample;
    Nest& nest = sample.nest;
    Variable n = nest.variables.symbol();
    sample.symbols = {n};
    auto loop = [&](std::uint32_t parent, const Affine& lower, const Affine& upper, std::int64_t step) {
      nest.loops.push_back({parent, nest.variables.counter(), nest.variables.iteration(),
                            step > 0 ? lower : upper, step > 0 ? upper : lower, step});
      return static_cast<std::uint32_t>(nest.loops.size() - 1);
    };
    std::uint32_t outer = loop(NestLoop::no_parent, 1, Affine::of(n), 1);
    std::uint32_t shared = random.one_in(2) ? outer : loop(outer, 0, 2, 1); // around both
    Affine i = Affine::of(nest.loops[outer].counter);
    auto bound = [&](std::int64_t size) {
      Affine sum(random.in(-size, size));
      if (random.one_in(3)) sum.add(random.one_in(2) ? i : Affine::of(n), 1);
      return sum;
    };
    std::size_t rank = random.one_in(2) ? 1 : 2;
    auto access = [&](std::int64_t wider) {
      ArrayAccess access;
      access.loop = shared;
      for (std::size_t d = 0; d < rank; ++d) {
        Affine lower = bound(1) - wider, upper = lower + random.in(0, 2) + wider + (random.one_in(3) ? i : 0);
        std::int64_t step = random.one_in(4) ? -1 : random.one_in(8) ? 2 : 1;
        switch (random.in(0, 3)) {
        case 0:
          access.subscripts.push_back(random.one_in(2) ? lower : Affine::of(nest.loops[shared].counter));
          break;
        case 1:
          access.subscripts.push_back(step > 0 ? Range{lower, upper, step} : Range{upper, lower, step});
          break;
        default:
          access.loop = loop(access.loop, lower, upper, step);
          access.subscripts.push_back(
              Affine::of(nest.loops[access.loop].counter) * (random.one_in(5) ? -1 : 1) + random.in(0, 1));
        }
      }
      if (random.one_in(6)) access.loop = loop(access.loop, 1, bound(3), 1);
      if (random.one_in(5))
        access.facts.push_back({i - random.in(1, 3), static_cast<Fact::Kind>(random.in(0, 2))});
      return access;
    };
    std::vector<ArrayAccess> writes{access(2)};
    if (random.one_in(3)) writes.push_back(access(2));
    ArrayAccess read = access(0);
    // Half of them are written after the read: they count in earlier iterations of the inner shared loop
    // only.
    bool after = shared != outer && random.one_in(2);
    bool all = true;
    for (std::int64_t value = -1; value <= 4; ++value) {
      Numbers numbers{{n, value}};
      // By iterations of the loops around both.
      std::map<std::vector<std::int64_t>, std::set<Element>> written;
      auto key = [&] {
        std::vector<std::int64_t> at;
        for (std::uint32_t l : around(nest, shared)) at.push_back(numbers[nest.loops[l].counter]);
        return at;
      };
      for (const ArrayAccess& write : writes)
        run(nest, write, numbers, [&] {
          for (const Element& element : elements(nest, write, numbers)) written[key()].insert(element);
        });
      run(nest, read, numbers, [&] {
        std::vector<std::int64_t> now = key();
        for (const Element& element : elements(nest, read, numbers)) {
          bool found = !after && written[now].contains(element);
          for (const auto& [then, touched] : written)
            found |= then.front() == now.front() && then.back() < now.back() && touched.contains(element);
          all &= found;
        }
      });
    }
    bool said = covers(nest, after ? std::span<const ArrayAccess>() : writes, writes, read);
    sample.accesses = writes;
    sample.accesses.push_back(read);
    ASSERT_TRUE(all || !said) << text(sample);
    covered += said;
    refused += all && !said;
  }
  EXPECT_GT(covered, 300);
  EXPECT_LT(refused, covered / 4); // triangular boxes, strides
}

// do i: w(0) = ...; do j = 1, n: w(j) = w(j - 1) + ...
TEST(Coverage, elements_made_from_the_ones_before_them_are_covered) {
  Nest nest;
  Variables& variables = nest.variables;
  Affine n = Affine::of(variables.symbol());
  nest.loops = {{NestLoop::no_parent, variables.counter(), variables.iteration(), 1, n, 1},
                {0, variables.counter(), variables.iteration(), 1, n, 1}};
  Affine j = Affine::of(nest.loops[1].counter);
  std::vector<ArrayAccess> first{{0, true, true, 0, {Affine(0)}, {}}}, all = first;
  ArrayAccess read{0, false, true, 1, {j - 1}, {}};
  EXPECT_FALSE(covers(nest, first, all, read));
  all.push_back({0, true, true, 1, {j}, {}});
  EXPECT_TRUE(covers(nest, first, all, read));
  EXPECT_FALSE(covers(nest, {}, all, read));
  read.subscripts = {j};
  EXPECT_FALSE(covers(nest, first, all, read));
  EXPECT_TRUE(covers(nest, all, all, read));
  all[1].facts = {{j - 2, Fact::Kind::not_zero}};
  read.subscripts = {j - 1};
  EXPECT_FALSE(covers(nest, first, all, read));

  nest.loops[1].step = -1; // do j = n, 1, -1: w(n + 1) = ..., w(j) = w(j + 1)
  std::swap(nest.loops[1].lower, nest.loops[1].upper);
  first[0].subscripts = {n + 1};
  all[1].facts = {};
  read.subscripts = {j + 1};
  EXPECT_TRUE(covers(nest, first, all, read));
}

// ---- nests of real code ----

// do i = 1, n around one access each, or around an inner loop do j = 1, m.
struct Code {
  Nest nest;
  Affine n, m, i, j;
  Code() {
    Variables& variables = nest.variables;
    n = Affine::of(variables.symbol());
    m = Affine::of(variables.symbol());
    nest.loops = {loop(NestLoop::no_parent, 1, n), loop(0, 1, m)};
    i = Affine::of(nest.loops[0].counter);
    j = Affine::of(nest.loops[1].counter);
  }
  NestLoop loop(std::uint32_t parent, const Affine& lower, const Affine& upper, const Affine& step = 1) {
    NestLoop loop{parent, nest.variables.counter(), nest.variables.iteration(), lower, upper, step};
    return loop;
  }
  std::vector<Dependence> of(std::vector<ArrayAccess> accesses) const {
    return dependences_carried(nest, accesses).found;
  }
  bool independent(std::vector<Subscript> written, std::vector<Subscript> read, std::uint32_t in = 1) const {
    return of({{0, true, true, in, std::move(written), {}}, {0, false, true, in, std::move(read), {}}})
        .empty();
  }
};

// Does an example clash, by the meaning of Fortran alone?
bool clashes(const Sample& sample, const Dependence& dependence) {
  const Nest& nest = sample.nest;
  Numbers first, second;
  for (auto [variable, value] : dependence.example.symbols) first[variable] = second[variable] = value;
  for (auto [variable, value] : dependence.example.first) first[variable] = value;
  for (auto [variable, value] : dependence.example.second) second[variable] = value;
  std::vector<Fact> facts = nest.facts; // those of symbols that matter
  std::erase_if(facts, [&](const Fact& fact) {
    return std::ranges::none_of(fact.value.terms,
                                [&](const Term& term) { return first.contains(term.variable); });
  });
  if (!holds(nest.variables, facts, first)) return false;
  auto runs = [&](const ArrayAccess& access, const Numbers& numbers) {
    for (std::uint32_t l : around(nest, access.loop)) {
      const NestLoop& loop = nest.loops[l];
      std::int64_t low = evaluate(nest.variables, loop.lower, numbers);
      std::int64_t high = evaluate(nest.variables, loop.upper, numbers);
      std::int64_t step = evaluate(nest.variables, loop.step, numbers);
      std::int64_t at = numbers.at(loop.counter), iteration = numbers.at(loop.iteration);
      if (step == 0 || iteration < 0 || at != low + iteration * step || (step > 0 ? at > high : at < high))
        return false;
    }
    return holds(nest.variables, access.facts, numbers);
  };
  const ArrayAccess &a = sample.accesses[dependence.first], &b = sample.accesses[dependence.second];
  std::vector<Element> x = elements(nest, a, first), y = elements(nest, b, second);
  return runs(a, first) && runs(b, second) && (a.write || b.write) &&
         first.at(nest.loops[0].iteration) < second.at(nest.loops[0].iteration) &&
         std::ranges::any_of(x, [&](const Element& at) { return std::ranges::find(y, at) != y.end(); });
}

TEST(Dependence, random_nests_have_the_dependences_of_enumeration) {
  Generator generator(1);
  int pairs = 0, dependent = 0, certain = 0, possible = 0, possible_of_products = 0;
  for (int n = 0; n < samples(1'500); ++n) {
    Sample sample = generator.make();
    DependenceBounds bounds;
    bounds.shown = 100;
    LoopDependences all = dependences_carried(sample.nest, sample.accesses, bounds);
    ASSERT_TRUE(all.too_many.empty());
    Enumeration enumeration(sample);
    pairs += static_cast<int>(sample.accesses.size() * sample.accesses.size());
    dependent += static_cast<int>(enumeration.met.size());
    for (const auto& [pair, met] : enumeration.met) {
      auto at = std::ranges::find_if(all.found, [&](const Dependence& found) {
        return found.first == pair.first && found.second == pair.second;
      });
      ASSERT_NE(at, all.found.end()) << "sample " << n << ": " << pair.first << " before " << pair.second
                                     << "\n"
                                     << text(sample);
      ASSERT_TRUE(!at->distance || met.distances == std::set<std::int64_t>{*at->distance}) << n << "\n"
                                                                                           << text(sample);
      ASSERT_EQ(at->directions.size(), met.directions.size());
      for (std::size_t l = 0; l < met.directions.size(); ++l)
        for (int direction : met.directions[l])
          ASSERT_TRUE(at->directions[l] & direction) << n << "\n" << text(sample);
    }
    for (const Dependence& found : all.found) {
      if (found.certain) {
        ++certain;
        ASSERT_TRUE(clashes(sample, found)) << n << ": " << found.first << " " << found.second << "\n"
                                            << text(sample);
      } else {
        (sample.products ? possible_of_products : possible)++;
      }
      const ArrayAccess &a = sample.accesses[found.first], &b = sample.accesses[found.second];
      ASSERT_EQ(found.kind, !a.write  ? DependenceKind::anti
                            : b.write ? DependenceKind::output
                                      : DependenceKind::flow);
    }
  }
  EXPECT_GT(dependent, pairs / 10);
  EXPECT_LE(possible * 100, certain); // without products nearly everything is decided
  EXPECT_LE(possible_of_products * 3, certain);
}

TEST(Dependence, a_distance_of_one_is_carried_from_the_write_to_the_next_read) {
  Code code;
  auto found = code.of({{7, true, true, 0, {code.i}, {}}, {7, false, true, 0, {code.i - 1}, {}}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, DependenceKind::flow);
  EXPECT_TRUE(found[0].certain);
  EXPECT_EQ(found[0].distance, 1);
  EXPECT_EQ(found[0].directions, std::vector<std::uint8_t>{before});
  Variable counter = code.nest.loops[0].counter;
  EXPECT_NE(std::ranges::find(found[0].example.first, std::pair(counter, std::int64_t(1))),
            found[0].example.first.end());
  EXPECT_NE(std::ranges::find(found[0].example.second, std::pair(counter, std::int64_t(2))),
            found[0].example.second.end());
}

TEST(Dependence, what_peers_call_independent) {
  Code code;
  Variables& variables = code.nest.variables;
  EXPECT_FALSE(code.independent({*variables.quotient(code.i, 2)}, {*variables.quotient(code.i, 2)}, 0));
  EXPECT_FALSE(code.independent({*variables.remainder(code.i, 7)}, {*variables.remainder(code.i, 7)}, 0));
  EXPECT_FALSE(code.independent({code.i + code.j}, {code.i + code.j}));
  EXPECT_FALSE(code.independent({code.n}, {code.n}));
  EXPECT_FALSE(code.independent({AnyElement()}, {AnyElement()}));
  EXPECT_FALSE(code.independent({}, {}));
}

TEST(Dependence, what_peers_call_dependent) {
  Code code;
  Variables& variables = code.nest.variables;
  EXPECT_TRUE(code.independent({2 * code.i}, {2 * code.i + 1}));
  EXPECT_TRUE(code.independent({code.i, code.j}, {code.i, code.j + 1}));
  EXPECT_TRUE(code.independent({AnyElement(), code.i}, {AnyElement(), code.i}));
  EXPECT_TRUE(code.independent({2 * code.i}, {4 * code.j + 1}));
  EXPECT_TRUE(code.independent({code.i}, {code.i + code.n}, 0));
  EXPECT_TRUE(code.independent({code.i}, {code.n + code.j}));
  EXPECT_TRUE(code.independent({2 * code.i + *variables.remainder(code.j, 2)},
                               {2 * code.i + *variables.remainder(code.j, 2) + 2 * code.n}));
  EXPECT_TRUE(code.independent({Range{2 * code.i, 2 * code.i + 1}}, {Range{2 * code.i, 2 * code.i + 1}}));
}

TEST(Dependence, an_array_of_one_dimension_used_as_two) {
  Code code; // do j = 1, m inside do i = 1, n: a(j + m*(i - 1))
  Variables& variables = code.nest.variables;
  Subscript index = code.j + variables.product(code.m, code.i - 1);
  EXPECT_TRUE(code.independent({index}, {index}));
  Subscript next = code.j + variables.product(code.m, code.i);
  EXPECT_FALSE(code.independent({index}, {next}));

  Affine k = Affine::of(variables.symbol()); // a third dimension: a(j + m*(l - 1) + m*k*(i - 1)), l = 1, k
  code.nest.loops.push_back(code.loop(1, 1, k));
  Affine l = Affine::of(code.nest.loops[2].counter);
  Subscript three =
      code.j + variables.product(code.m, l - 1) + variables.product(variables.product(code.m, k), code.i - 1);
  EXPECT_TRUE(code.independent({three}, {three}, 2));
}

TEST(Dependence, a_symbolic_step_keeps_iterations_apart) {
  Code code;
  Affine step = Affine::of(code.nest.variables.symbol());
  code.nest.loops[0].step = step;
  EXPECT_TRUE(code.independent({code.i}, {code.i}, 0));
  EXPECT_FALSE(code.independent({code.i}, {code.i - 1}, 0));
  EXPECT_FALSE(code.independent({code.i}, {code.i - step}, 0));
  EXPECT_TRUE(code.independent({Affine::of(code.nest.loops[0].iteration)},
                               {Affine::of(code.nest.loops[0].iteration)}, 0));
}

TEST(Dependence, loops_of_at_most_one_trip_carry_none) {
  Code code;
  code.nest.loops[0].upper = 1;
  EXPECT_TRUE(code.independent({}, {}, 0));
  code.nest.loops[0].upper = code.n;
  EXPECT_FALSE(code.independent({}, {}, 0));
  code.nest.facts.push_back({1 - code.n});
  EXPECT_TRUE(code.independent({}, {}, 0));
}

TEST(Dependence, conditions_are_facts) {
  Code code; // if (i < k) a(i) = a(i + n - k + 1)
  Affine k = Affine::of(code.nest.variables.symbol());
  ArrayAccess write{0, true, true, 0, {Affine(5)}, {}};
  EXPECT_EQ(code.of({write}).size(), 1U);
  write.facts = {{code.i - k, Fact::Kind::zero}};
  EXPECT_TRUE(code.of({write}).empty());
  write.facts = {{code.i - k, Fact::Kind::not_zero}};
  EXPECT_EQ(code.of({write}).size(), 1U);
  ArrayAccess low{0, true, true, 0, {code.i}, {{k - code.i}}};
  ArrayAccess high{0, false, true, 0, {code.i - 1}, {{code.i - k - 2}}};
  EXPECT_TRUE(code.of({low, high}).empty());
}

TEST(Dependence, what_is_not_known_is_possible) {
  Code code;
  Affine any = Affine::of(code.nest.variables.varying());
  auto certain = [&](ArrayAccess access) {
    auto found = code.of({access});
    return found.size() == 1 && found[0].certain;
  };
  EXPECT_TRUE(certain({0, true, true, 0, {code.n}, {}}));
  EXPECT_FALSE(certain({0, true, true, 0, {any}, {}}));
  EXPECT_FALSE(certain({0, true, true, 0, {AnyElement()}, {}}));
  EXPECT_FALSE(certain({0, true, false, 0, {code.n}, {}}));
  EXPECT_FALSE(certain({0, true, true, 0, {Range{code.n, 5, any}}, {}}));
  EXPECT_TRUE(code.of({{0, true, true, 0, {any, code.i}, {}}}).empty());
  Affine result = Affine::of(code.nest.variables.symbol(false)); // of a function
  code.nest.loops[1].upper = result;
  EXPECT_FALSE(certain({0, true, true, 1, {4 * code.i + code.j}, {}}));
  Affine large = Affine(std::numeric_limits<std::int64_t>::max());
  EXPECT_FALSE(certain({0, true, true, 0, {code.i + large + 1}, {}}));
}

TEST(Dependence, a_bound_reached_is_said) {
  Code code;
  std::vector<ArrayAccess> accesses;
  for (std::int64_t k = 0; k < 2'000; ++k)
    accesses.push_back({3, true, true, 1, {2 * code.i + code.j + 1000 * k}, {}});
  accesses.push_back({4, true, true, 0, {code.i}, {}});
  LoopDependences all = dependences_carried(code.nest, accesses);
  EXPECT_EQ(all.found.size(), 4U); // the search ends with four certain ones
  EXPECT_TRUE(all.too_many.empty());
  DependenceBounds few;
  few.pairs = 10;
  few.shown = 100;
  EXPECT_EQ(dependences_carried(code.nest, accesses, few).too_many, (std::vector<std::uint32_t>{3, 4}));

  NestLoop deep = code.nest.loops[1];
  for (std::uint32_t d = 2; d < 10'000; ++d) {
    deep.parent = d - 1;
    deep.counter = code.nest.variables.counter();
    deep.iteration = code.nest.variables.iteration();
    code.nest.loops.push_back(deep);
  }
  EXPECT_TRUE(
      code.independent({code.i, Affine::of(deep.counter)}, {code.i, Affine::of(deep.counter)}, 9'999));
  EXPECT_FALSE(code.independent({Affine::of(deep.counter)}, {Affine::of(deep.counter)}, 9'999));
}

} // namespace
} // namespace isotach
