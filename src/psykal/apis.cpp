#include "psykal/api.h"

#include "base/strings.h"
#include "psykal/lfric/lfric.h"

namespace isotach::psykal {

namespace {

std::vector<Api>& table() {
  static std::vector<Api> all = {
      {"lfric", "dynamo0.3", "finite elements of LFRic and GungHo", lfric::make_compiler},
      {"gocean", "gocean1.0", "finite differences of NEMOLite2D and its like", nullptr},
  };
  return all;
}

} // namespace

std::vector<std::string_view> Api::names() const {
  return alias.empty() ? std::vector{name} : std::vector{name, alias};
}

std::span<const Api> apis() { return table(); }

const Api* find_api(std::string_view name) {
  for (const Api& api : table())
    if (equals_ignoring_case(api.name, name) || equals_ignoring_case(api.alias, name)) return &api;
  return nullptr;
}

std::string api_names(bool built_only) {
  std::string names;
  for (const Api& api : table()) {
    if (built_only && !api.make) continue;
    names += (names.empty() ? "" : ", ") + std::string(api.name);
    if (!api.alias.empty()) names += " (" + std::string(api.alias) + ")";
  }
  return names;
}

void add_api(const Api& api) { table().push_back(api); }

} // namespace isotach::psykal
