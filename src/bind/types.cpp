#include "bind/types.h"

#include <fmt/format.h>

namespace isotach::bind {

namespace {
constexpr TypeRow rows[] = {
#define ISOTACH_BIND_TYPE(base, kind, c_type, size, numbers, formats, dtype, python)                         \
  {BaseType::base, kind, c_type, size, numbers, formats, dtype, python},
#include "bind/types.def"
};

std::string_view base_name(BaseType base) {
  switch (base) {
  case BaseType::integer: return "integer";
  case BaseType::real: return "real";
  case BaseType::complex: return "complex";
  case BaseType::logical: return "logical";
  case BaseType::character: return "character";
  default: return "unknown";
  }
}
} // namespace

std::span<const TypeRow> type_rows() { return rows; }

const TypeRow* type_row(const TypeInfo& type) {
  for (const TypeRow& row : rows)
    if (row.base == type.base && row.kind == type.kind) return &row;
  return nullptr;
}

int row_index(const TypeRow& row) { return static_cast<int>(&row - rows); }

std::string fortran_type(const TypeRow& row) {
  if (row.base == BaseType::character) return "character";
  return fmt::format("{}({})", base_name(row.base), row.kind);
}

} // namespace isotach::bind
