// Parallel loops over independent items: the only place that starts threads.
#pragma once

#include <cstddef>
#include <functional>

namespace isotach {

// Threads the machine has, at least 1.
unsigned hardware_threads();

// Calls body(i) for every i in [0, count), on up to `threads` threads (0: all the machine has). Items are
// taken in order, one at a time, so results stored by index do not depend on the number of threads. What a
// body throws ends the loop and is thrown again, the first if there are several.
void parallel_for(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body);

} // namespace isotach
