// Aliases: whether two accesses may lie in the same storage, by what the standard says of the variables.
//
// Parts of one variable are compared by their components (a%b is not a%c, both are part of a). Different
// variables are different storage but for EQUIVALENCE, COMMON, and what has TARGET or POINTER. A pointer of
// the procedure itself whose every association is visible points to what it is made to point to; any other
// may point to each target of a type that fits.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/facts.h"

namespace isotach {

class Aliases {
 public:
  explicit Aliases(const ProcedureFacts& facts);

  enum class Relation : std::uint8_t {
    apart,   // never the same storage
    related, // the same path of components, or one is part of the other: subscripts decide
    may,     // nothing is known that keeps them apart
  };
  Relation relation(const DataAccess& a, const DataAccess& b) const;
  // Why two accesses whose relation is `may` may overlap.
  std::string why(const DataAccess& a, const DataAccess& b) const;

 private:
  // Whether two variables, as such, may be one storage.
  bool may_be_one(std::uint32_t a, std::uint32_t b) const;
  bool same_path(const DataAccess& a, const DataAccess& b, std::uint32_t parts) const;
  bool types_fit(const DataAccess& a, const DataAccess& b) const;
  bool may_be_pointed_to(const DataAccess& access) const;
  // What a pointer variable may point to: objects, and numbers past those for what ALLOCATE made; null:
  // anything.
  const std::set<std::uint32_t>* targets(const DataAccess& access) const;
  void find_targets();

  const ProcedureFacts& facts_;
  std::unordered_map<std::uint32_t, std::set<std::uint32_t>> targets_; // by object; never iterated
};

} // namespace isotach
