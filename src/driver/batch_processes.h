// Jobs in processes: scripts keep state in their interpreter, so algorithms with scripts share none.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace isotach {

// job(i) for each i below `count`, in `processes` processes forked from this one, each taking the next that
// is free; what they return, in order, and nothing ("") for those that were not finished because a process
// ended or `stop` said so. `done` is called here after each.
std::vector<std::string> run_in_processes(std::size_t count, unsigned processes,
                                          const std::function<std::string(std::size_t)>& job,
                                          const std::function<void()>& done,
                                          const std::function<bool()>& stop,
                                          const std::function<void(bool child)>& forked);

} // namespace isotach
