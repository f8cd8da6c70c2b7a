// A module's GPU verdict as JSON, the same from every command.
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "diagnostics/json.h"
#include "toolchain/judge.h"

namespace isotach {

nlohmann::json json_findings(const std::vector<Finding>& findings); // [{what, remedy}]
nlohmann::json json_verdict(const GpuVerdict& verdict);
std::string ptx_text(const PtxVersion& version); // "6.3"; empty when there is none

} // namespace isotach
