// Coverage: is what a read touches surely written before? By contradiction: an element of the read that lies
// outside the box of the first write, outside that of the second, and so on, is an integer system for each
// way to be outside.

#include <algorithm>
#include <functional>
#include <utility>

#include "analysis/nest_system.h"

namespace isotach {

namespace {

class Coverage {
 public:
  Coverage(const Nest& nest, const ArrayAccess& read)
      : nest_(nest), read_(read), around_read_(loops_around(nest, read.loop)), system_(nest.variables) {}

  bool covered_by(std::span<const ArrayAccess> writes) {
    if (around_read_.size() > depth_bound) return false;
    for (std::uint32_t loop : around_read_) enter_loop(system_, nest_.loops[loop], 0);
    for (const Fact& fact : read_.facts) system_.add(fact, 0);
    std::size_t rank = read_.subscripts.size();
    for (const ArrayAccess& write : writes) rank = std::max(rank, write.subscripts.size());
    for (std::size_t d = 0; d < rank; ++d) {
      std::optional<Affine> at;
      if (d < read_.subscripts.size()) at = element_of(system_, read_.subscripts[d], 0);
      elements_.push_back(at ? *at : system_.column(true));
    }
    std::vector<std::vector<Way>> outside;
    for (const ArrayAccess& write : writes) outside.push_back(ways_outside(write));
    std::erase_if(outside, [](const std::vector<Way>& ways) { return ways.empty(); }); // covers nothing
    if (outside.empty()) return false;
    system_.add_connected(nest_.facts);
    std::size_t systems = 200;
    return impossible(system_, outside, systems);
  }

 private:
  // A sum of columns that is not negative, or zero, when an element is not in the box of a write.
  struct Way {
    Affine value;
    bool zero = false;
  };

  bool impossible(const FactSystem& system, std::span<const std::vector<Way>> outside,
                  std::size_t& systems) const {
    if (systems == 0) return false;
    --systems;
    if (system.decide() == FactSystem::Verdict::impossible) return true;
    if (outside.empty()) return false;
    return std::ranges::all_of(outside.front(), [&](const Way& way) {
      FactSystem narrowed = system;
      if (way.zero) narrowed.equal_zero(way.value);
      else narrowed.not_negative(way.value);
      return impossible(narrowed, outside.subspan(1), systems);
    });
  }

  // How an element of the read can be outside of what a write touches; none when that is not known. A write
  // that touches everything has a way that holds nowhere.
  std::vector<Way> ways_outside(const ArrayAccess& write) {
    std::vector<std::uint32_t> own = loops_around(nest_, write.loop);
    if (!write.certain || own.size() > depth_bound) return {};
    std::erase_if(
        own, [&](std::uint32_t loop) { return std::ranges::find(around_read_, loop) != around_read_.end(); });
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
    std::vector<std::uint32_t> unused = own;
    for (std::size_t d = 0; d < write.subscripts.size(); ++d) {
      std::optional<Box> box = side(write.subscripts[d], own, unused);
      if (!box) return {};
      if (box->lower) below(elements_[d] - system_.value(*box->lower, 1));
      if (box->upper) below(system_.value(*box->upper, 1) - elements_[d]);
    }
    for (std::uint32_t loop : own) {
      const NestLoop& inner = nest_.loops[loop];
      if (!inner.step.is_constant() || uses(inner.lower, own) || uses(inner.upper, own)) return {};
    }
    for (std::uint32_t loop : unused) { // runs at least once
      const NestLoop& inner = nest_.loops[loop];
      below(system_.value((inner.upper - inner.lower) * (inner.step.constant > 0 ? 1 : -1), 1));
    }
    return ways;
  }

  struct Box { // of one dimension, sums of variables; without a bound: to where the array ends
    std::optional<Affine> lower, upper;
  };
  // What a subscript of a write runs over while its own loops run.
  std::optional<Box> side(const Subscript& subscript, const std::vector<std::uint32_t>& own,
                          std::vector<std::uint32_t>& unused) const {
    if (auto* range = std::get_if<Range>(&subscript)) {
      if (range->stride != Affine(1) && range->stride != Affine(-1)) return std::nullopt;
      if ((range->lower && uses(*range->lower, own)) || (range->upper && uses(*range->upper, own)))
        return std::nullopt;
      if (range->stride == Affine(1)) return Box{range->lower, range->upper};
      return Box{range->upper, range->lower};
    }
    auto* index = std::get_if<Affine>(&subscript);
    if (!index) return std::nullopt;
    if (!uses(*index, own)) return Box{*index, *index};
    for (auto at = unused.begin(); at != unused.end(); ++at) {
      const NestLoop& loop = nest_.loops[*at];
      std::int64_t factor = index->coefficient(loop.counter);
      if ((factor != 1 && factor != -1) || (loop.step != Affine(1) && loop.step != Affine(-1))) continue;
      Affine rest = *index - Affine::of(loop.counter, factor);
      if (uses(rest, own)) return std::nullopt;
      Box box{rest + loop.lower * factor, rest + loop.upper * factor};
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

bool covers(const Nest& nest, std::span<const ArrayAccess> writes, const ArrayAccess& read) {
  return Coverage(nest, read).covered_by(writes);
}

} // namespace isotach
