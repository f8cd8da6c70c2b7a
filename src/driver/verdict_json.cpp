#include "driver/verdict_json.h"

namespace isotach {

nlohmann::json json_findings(const std::vector<Finding>& findings) {
  auto array = nlohmann::json::array();
  for (const Finding& finding : findings)
    array.push_back({{"what", finding.what}, {"remedy", finding.remedy}});
  return array;
}

std::string ptx_text(const PtxVersion& version) {
  return version == PtxVersion{} ? "" : fmt::format("{}.{}", version.major, version.minor);
}

nlohmann::json json_verdict(const GpuVerdict& verdict) {
  return {{"file", verdict.path},
          {"verdict", readiness_word(verdict.readiness)},
          {"runtime", runtime_words(verdict.runtime)},
          {"targets", verdict.targets},
          {"ptx", ptx_text(verdict.ptx)},
          {"regions", verdict.functions},
          {"kernels", verdict.kernels},
          {"variables", verdict.variables},
          {"entry_points", verdict.entry_points},
          {"needed", verdict.needed},
          {"findings", json_findings(verdict.findings)},
          {"arithmetic", json_findings(verdict.arithmetic)}};
}

} // namespace isotach
