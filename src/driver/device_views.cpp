#include "driver/device_views.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "diagnostics/json.h"

namespace isotach {

std::string regions_text(std::span<const RegionMovement> regions) {
  std::string text;
  for (const RegionMovement& region : regions) {
    text += fmt::format("{}:{}  {}, in {}\n", region.file, region.line, region.directive, region.procedure);
    for (const RegionMovement::Datum& datum : region.data) {
      text += fmt::format("  {:<11}{}: {}\n",
                          datum.read && datum.written ? "changes"
                          : datum.written             ? "writes"
                                                      : "reads",
                          datum.name, datum.how);
      for (const auto& [file, line] : datum.host_reads)
        text += fmt::format("             the host reads it after: {}:{}\n", file, line);
    }
    for (const DeviceNeed& need : region.needs)
      text += fmt::format("  {:<11}{}: {}{} ({}:{})\n", to_string(need.kind), need.name, need.need,
                          need.done                                   ? ", is there"
                          : need.kind == DeviceNeed::Kind::impossible ? ""
                          : need.kind == DeviceNeed::Kind::block      ? ""
                                                                      : ", is missing",
                          need.file, need.line);
  }
  text += fmt::format("{} region{}\n", regions.size(), regions.size() == 1 ? "" : "s");
  return text;
}

std::string regions_json(std::span<const RegionMovement> regions) {
  auto list = nlohmann::ordered_json::array();
  for (const RegionMovement& region : regions) {
    auto data = nlohmann::ordered_json::array(), needs = nlohmann::ordered_json::array();
    for (const RegionMovement::Datum& datum : region.data) {
      auto reads = nlohmann::ordered_json::array();
      for (const auto& [file, line] : datum.host_reads) reads.push_back({{"file", file}, {"line", line}});
      data.push_back({{"name", datum.name},
                      {"before", datum.how},
                      {"read", datum.read},
                      {"written", datum.written},
                      {"host_reads_after", std::move(reads)}});
    }
    for (const DeviceNeed& need : region.needs)
      needs.push_back({{"kind", to_string(need.kind)},
                       {"name", need.name},
                       {"need", need.need},
                       {"done", need.done},
                       {"file", need.file},
                       {"line", need.line}});
    list.push_back({{"file", region.file},
                    {"line", region.line},
                    {"end_line", region.end_line},
                    {"procedure", region.procedure},
                    {"directive", region.directive},
                    {"data", std::move(data)},
                    {"needs", std::move(needs)}});
  }
  return json_text(nlohmann::ordered_json{{"regions", std::move(list)}}) + "\n";
}

} // namespace isotach
