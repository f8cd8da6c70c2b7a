// Local names: Fortran names of one procedure, each given once, whatever their case.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "base/strings.h"

namespace isotach::psykal {

// Names that many procedures keep free: made once, then only read.
using ReservedNames = std::unordered_set<std::string>;

class LocalNames {
 public:
  // All of `names`, without a copy: it has to live as long as this does.
  void reserve_all(const ReservedNames& names) { common_ = &names; }
  void reserve(std::string_view name) { used_.insert(lower(name)); }

  // The name itself, or with a number after it when it is taken. At most 63 characters.
  std::string unique(std::string_view root) {
    std::string name(root.substr(0, 58));
    for (int number = 1; !take(lower(name)); ++number)
      name = std::string(root.substr(0, 58)) + "_" + std::to_string(number);
    return name;
  }

 private:
  bool take(std::string name) {
    return !(common_ != nullptr && common_->contains(name)) && used_.insert(std::move(name)).second;
  }

  const ReservedNames* common_ = nullptr;
  std::unordered_set<std::string> used_;
};

} // namespace isotach::psykal
