// Layout of derived types in memory, as gfortran lays them out on 64-bit machines.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "semantics/constants.h"

namespace isotach {

struct TypeLayout {
  std::int64_t size = -1; // with padding; -1: unknown, `reason` says why
  std::int64_t alignment = -1;
  std::vector<std::int64_t> offsets; // of the type's own components, in order; -1 after an unknown one
  std::string reason;
};

class Layouts {
 public:
  explicit Layouts(Evaluator& evaluator) : evaluator_(evaluator) {}
  const TypeLayout& of(const Scope& type);
  // Bytes of a component or of a variable that is neither ALLOCATABLE nor POINTER; -1: not known.
  std::int64_t size_of(const Symbol& symbol) { return piece_of(symbol).size; }

 private:
  struct Piece {
    std::int64_t size = -1, alignment = 1;
    bool deferred_length = false;
    std::string reason;
  };
  TypeLayout compute(const Scope& type);
  Piece piece_of(const Symbol& component);

  Evaluator& evaluator_;
  std::unordered_map<const Scope*, TypeLayout> layouts_;
};

// The data components of a derived type, in order.
std::vector<const Symbol*> components_of(const Scope& type);

} // namespace isotach
