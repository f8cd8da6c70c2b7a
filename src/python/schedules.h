// Schedules of an algorithm as plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nanobind/nanobind.h>

namespace isotach::python {

namespace nb = nanobind;

// A list of (name, line, items) with items (kind, title, why, accesses); the text of the errors, where there
// are some.
nb::object schedules(const std::string& algorithm, const std::vector<std::string>& kernels,
                     const std::string& api, std::optional<bool> distributed, const std::string& config);

} // namespace isotach::python
