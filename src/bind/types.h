// The table of types.def as values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "interfaces/interfaces.h"

namespace isotach::bind {

struct TypeRow {
  BaseType base;
  int kind;
  std::string_view c_type;
  int size;
  std::uint32_t numbers;
  std::string_view formats;
  std::string_view dtype;
  std::string_view python;

  bool operator==(const TypeRow& other) const { return this == &other; }
};

std::span<const TypeRow> type_rows();
// The row of a type, null when no C or NumPy type holds it (REAL(16), derived types, unknown kinds).
const TypeRow* type_row(const TypeInfo& type);
int row_index(const TypeRow& row);
// "real(8)"; a character's length is not part of it.
std::string fortran_type(const TypeRow& row);

} // namespace isotach::bind
