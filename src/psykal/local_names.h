// Local names: Fortran names of one procedure, each given once, whatever their case.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "base/strings.h"

namespace isotach::psykal {

class LocalNames {
 public:
  void reserve(std::string_view name) { used_.insert(lower(name)); }

  // The name itself, or with a number after it when it is taken. At most 63 characters.
  std::string unique(std::string_view root) {
    std::string name(root.substr(0, 58));
    for (int number = 1; !used_.insert(lower(name)).second; ++number)
      name = std::string(root.substr(0, 58)) + "_" + std::to_string(number);
    return name;
  }

 private:
  std::unordered_set<std::string> used_;
};

} // namespace isotach::psykal
