// Loops and subscripts as rows of a fact system.

#include "analysis/nest_system.h"

#include <algorithm>

namespace isotach {

std::vector<std::uint32_t> loops_around(const Nest& nest, std::uint32_t loop) {
  std::vector<std::uint32_t> loops;
  for (; loop != NestLoop::no_parent; loop = nest.loops[loop].parent) loops.push_back(loop);
  std::ranges::reverse(loops);
  return loops;
}

void enter_loop(FactSystem& system, const NestLoop& loop, std::size_t execution) {
  Affine lower = system.value(loop.lower, execution), upper = system.value(loop.upper, execution);
  Affine step = system.value(loop.step, execution);
  Affine counter, iteration;
  if (step == Affine(1) || step == Affine(-1)) { // one column is enough
    counter = system.column(true);
    iteration = (counter - lower) * step.constant;
  } else {
    iteration = system.column(true);
    counter = lower + system.product(step, iteration);
  }
  system.bind(loop.counter, execution, counter);
  system.bind(loop.iteration, execution, iteration);
  system.not_negative(iteration);
  if (!step.is_constant())
    system.one_of({{{}, {step - 1, upper - counter}}, {{}, {-step - 1, counter - upper}}});
  else if (step.constant != 0) system.not_negative(step.constant > 0 ? upper - counter : counter - upper);
  else system.not_exact();
}

std::optional<Affine> element_of(FactSystem& system, const Subscript& subscript, std::size_t execution) {
  if (auto* index = std::get_if<Affine>(&subscript)) return system.value(*index, execution);
  auto* range = std::get_if<Range>(&subscript);
  if (!range) {
    system.not_exact();
    return std::nullopt;
  }
  Affine at = system.column(true);
  std::optional<Affine> lower, upper;
  if (range->lower) lower = system.value(*range->lower, execution);
  if (range->upper) upper = system.value(*range->upper, execution);
  Affine stride = system.value(range->stride, execution);
  if (!stride.is_constant() || stride.constant == 0) {
    // A variable stride's sign says which bound is the least one.
    system.not_exact();
    return at;
  }
  std::int64_t sign = stride.constant > 0 ? 1 : -1;
  if (lower) system.not_negative((at - *lower) * sign);
  if (upper) system.not_negative((*upper - at) * sign);
  if (stride.constant != sign) {
    if (lower) system.equal_zero(at - *lower - system.column(true) * stride.constant);
    else system.not_exact(); // where the array begins is not known
  }
  return at;
}

} // namespace isotach
