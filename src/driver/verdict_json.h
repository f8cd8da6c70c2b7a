// A module's GPU verdict as JSON, the same from every command.
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "toolchain/judge.h"

namespace isotach {

nlohmann::json json_findings(const std::vector<Finding>& findings); // [{what, remedy}]
nlohmann::json json_verdict(const GpuVerdict& verdict);
std::string ptx_text(const PtxVersion& version); // "6.3"; empty when there is none
// Text for standard output; bytes of paths that are not UTF-8 are replaced, since JSON may not hold them.
std::string json_text(const nlohmann::json& json);

} // namespace isotach
