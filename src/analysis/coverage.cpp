// Coverage: is what a read touches surely written before? By contradiction: an element of the read that lies
// outside the box of the first write, outside that of the second, and so on, is an integer system for each
// way to be outside.

#include <algorithm>
#include <functional>
#include <utility>

#include "analysis/nest_system.h"

namespace isotach {

namespace {

// Beyond that many systems, a read is not covered.
constexpr std::size_t most_systems = 200;

class Coverage {
 public:
  Coverage(const Nest& nest, const ArrayAccess& read)
      : nest_(nest), read_(read), around_read_(loops_around(nest, read.loop)), system_(nest.variables) {}

  bool covered_by(std::span<const ArrayAccess> same, std::span<const ArrayAccess> earlier) {
    if (around_read_.size() > depth_bound) return false;
    for (std::uint32_t loop : around_read_) enter_loop(system_, nest_.loops[loop], 0);
    for (const Fact& fact : read_.facts) system_.add(fact, 0);
    std::size_t rank = read_.subscripts.size();
    for (const ArrayAccess& write : same) rank = std::max(rank, write.subscripts.size());
    for (const ArrayAccess& write : earlier) rank = std::max(rank, write.subscripts.size());
    for (std::size_t d = 0; d < rank; ++d) {
      std::optional<Affine> at;
      if (d < read_.subscripts.size()) at = element_of(system_, read_.subscripts[d], 0);
      elements_.push_back(at ? *at : system_.column(true));
    }
    std::vector<std::vector<Way>> outside; // of the writes that may count
    auto add = [&](const ArrayAccess& write, std::size_t level, bool in_earlier) {
      if (outside.size() >= most_covering_writes) return;
      std::vector<Way> ways = ways_outside(write, level, in_earlier);
      if (!ways.empty()) outside.push_back(std::move(ways));
    };
    for (const ArrayAccess& write : same) add(write, shared(write), false);
    for (const ArrayAccess& write : earlier)
      for (std::size_t level = shared(write); level-- > 1;) add(write, level, true);
    if (outside.empty()) return false;
    system_.add_connected(nest_.facts);
    // One write covers most reads; only if none does, they are taken together.
    if (system_.decide() == FactSystem::Verdict::impossible) return true;
    std::span<const std::vector<Way>> all = outside;
    std::vector<Way> taken;
    std::size_t systems = most_systems;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (impossible(taken, all.subspan(i, 1), systems)) return true;
    systems = most_systems;
    return all.size() > 1 && impossible(taken, all, systems);
  }

 private:
  // A sum of columns that is not negative, or zero, when an element is not in the box of a write.
  using Way = FactSystem::Row;

  // Is there no element outside of all these, with the ways that are taken already?
  bool impossible(std::vector<Way>& taken, std::span<const std::vector<Way>> outside,
                  std::size_t& systems) const {
    if (outside.empty()) return false;
    return std::ranges::all_of(outside.front(), [&](const Way& way) {
      if (way.value.is_constant() && !way.zero && way.value.constant < 0) return true;
      if (systems == 0) return false;
      --systems;
      taken.push_back(way);
      bool none = system_.decide_with(taken) == FactSystem::Verdict::impossible ||
                  impossible(taken, outside.subspan(1), systems);
      taken.pop_back();
      return none;
    });
  }

  // How many loops, from loops[0] inwards, are around both.
  std::size_t shared(const ArrayAccess& write) const {
    std::vector<std::uint32_t> around = loops_around(nest_, write.loop);
    return static_cast<std::size_t>(std::ranges::mismatch(around, around_read_).in1 - around.begin());
  }

  // The loops that run between a write and the read: all of the write's from a level inwards. Of the
  // outermost of them, `earlier` means the iterations before that of the read.
  struct Inner {
    std::vector<std::uint32_t> loops;
    bool earlier = false;
  };

  // How an element of the read can be outside of what a write touches; none when that is not known. A write
  // that touches everything has a way that holds nowhere.
  std::vector<Way> ways_outside(const ArrayAccess& write, std::size_t level, bool earlier) {
    Inner inner{loops_around(nest_, write.loop), earlier};
    if (!write.certain || inner.loops.size() > depth_bound) return {};
    inner.loops.erase(inner.loops.begin(), inner.loops.begin() + static_cast<std::ptrdiff_t>(level));
    const std::vector<std::uint32_t>& own = inner.loops;
    for (std::uint32_t loop : around_read_) // shared with the write, or not used by it
      for (Variable variable : {nest_.loops[loop].counter, nest_.loops[loop].iteration})
        system_.bind(variable, 1, system_.value(Affine::of(variable), 0));

    std::vector<Way> ways{{Affine(-1)}};
    auto below = [&](const Affine& value) { ways.push_back({-value - 1}); }; // value < 0
    for (const Fact& fact : write.facts) {
      if (uses(fact.value, own)) return {};
      Affine value = system_.value(fact.value, 1);
      if (fact.kind == Fact::Kind::not_zero) {
        ways.push_back({value, true});
        continue;
      }
      below(value);
      if (fact.kind == Fact::Kind::zero) below(-value);
    }
    for (std::uint32_t loop : own) {
      const NestLoop& one = nest_.loops[loop];
      if (!one.step.is_constant() || uses(one.lower, own) || uses(one.upper, own)) return {};
    }
    std::vector<std::uint32_t> unused = own;
    for (std::size_t d = 0; d < write.subscripts.size(); ++d) {
      std::optional<Box> box = side(write.subscripts[d], inner, unused);
      if (!box) return {};
      if (box->lower) below(elements_[d] - *box->lower);
      if (box->upper) below(*box->upper - elements_[d]);
    }
    for (std::uint32_t loop : unused) { // runs at least once
      auto [first, last] = bounds(loop, inner);
      below((last - first) * (nest_.loops[loop].step.constant > 0 ? 1 : -1));
    }
    return ways;
  }

  // The first value of a loop's counter and the last, which it may not reach exactly; columns.
  std::pair<Affine, Affine> bounds(std::uint32_t loop, const Inner& inner) {
    const NestLoop& one = nest_.loops[loop];
    Affine last = inner.earlier && loop == inner.loops.front()
                      ? system_.value(Affine::of(one.counter) - one.step, 0)
                      : system_.value(one.upper, 1);
    return {system_.value(one.lower, 1), last};
  }

  struct Box { // of one dimension, columns; without a bound: to where the array ends
    std::optional<Affine> lower, upper;
  };
  // What a subscript of a write runs over while its inner loops run.
  std::optional<Box> side(const Subscript& subscript, const Inner& inner,
                          std::vector<std::uint32_t>& unused) {
    if (auto* range = std::get_if<Range>(&subscript)) {
      if (range->stride != Affine(1) && range->stride != Affine(-1)) return std::nullopt;
      if ((range->lower && uses(*range->lower, inner.loops)) ||
          (range->upper && uses(*range->upper, inner.loops)))
        return std::nullopt;
      Box box;
      if (range->lower) box.lower = system_.value(*range->lower, 1);
      if (range->upper) box.upper = system_.value(*range->upper, 1);
      if (range->stride == Affine(-1)) std::swap(box.lower, box.upper);
      return box;
    }
    auto* index = std::get_if<Affine>(&subscript);
    if (!index) return std::nullopt;
    if (!uses(*index, inner.loops)) {
      Affine only = system_.value(*index, 1);
      return Box{only, only};
    }
    for (auto at = unused.begin(); at != unused.end(); ++at) {
      const NestLoop& loop = nest_.loops[*at];
      std::int64_t factor = index->coefficient(loop.counter);
      if ((factor != 1 && factor != -1) || (loop.step != Affine(1) && loop.step != Affine(-1))) continue;
      Affine rest = *index - Affine::of(loop.counter, factor);
      if (uses(rest, inner.loops)) return std::nullopt;
      auto [first, last] = bounds(*at, inner);
      rest = system_.value(rest, 1);
      Box box{rest + first * factor, rest + last * factor};
      if (factor * loop.step.constant < 0) std::swap(box.lower, box.upper);
      unused.erase(at);
      return box;
    }
    return std::nullopt;
  }

  // Does a sum depend on a counter of these loops?
  bool uses(const Affine& value, const std::vector<std::uint32_t>& loops) const {
    return std::ranges::any_of(value.terms, [&](const Term& term) {
      const Variables::Definition& definition = nest_.variables[term.variable];
      if (!definition.varies) return false;
      auto counts = [&](std::uint32_t loop) {
        return nest_.loops[loop].counter == term.variable || nest_.loops[loop].iteration == term.variable;
      };
      return std::ranges::any_of(loops, counts) ||
             std::ranges::any_of(definition.operands,
                                 [&](const Affine& operand) { return uses(operand, loops); });
    });
  }

  const Nest& nest_;
  const ArrayAccess& read_;
  std::vector<std::uint32_t> around_read_;
  FactSystem system_;
  std::vector<Affine> elements_; // of the read, columns
};

} // namespace

bool covers(const Nest& nest, std::span<const ArrayAccess> same, std::span<const ArrayAccess> earlier,
            const ArrayAccess& read) {
  return Coverage(nest, read).covered_by(same, earlier);
}

} // namespace isotach
