#include "psykal/local.h"

#include <fmt/format.h>

namespace isotach::psykal {

std::string declaration(const Local& local) {
  bool derived = local.type == TypeKeyword::type || local.type == TypeKeyword::class_;
  std::string text(to_string(local.type));
  if (derived) text += fmt::format("({})", local.of);
  else if (!local.of.empty()) text += fmt::format("(kind={})", local.of);
  if (local.pointer) text += ", pointer";
  if (local.allocatable) text += ", allocatable";
  text += " :: " + local.name;
  for (std::size_t i = 0; i < local.extents.size(); ++i) text += (i ? "," : "(") + local.extents[i];
  return local.extents.empty() ? text : text + ")";
}

} // namespace isotach::psykal
