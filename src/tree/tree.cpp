// Names of node kinds and of the values of their enumerations.

#include "tree/tree.h"

namespace isotach {

std::string_view to_string(NodeKind kind) {
  static constexpr std::string_view names[] = {
#include "tree/node_macros.h"
#undef NODE
#define NODE(kind, base) #kind,
#include "tree/node_kinds.def"
  };
  return names[static_cast<std::size_t>(kind)];
}

// A trailing underscore keeps a value apart from a C++ keyword; it is not part of the name.
#define ENUMERATION(name)                                                                                    \
  std::string_view to_string(name value) {                                                                   \
    static constexpr std::string_view names[] = {
#define VALUE(name, value)                                                                                   \
  std::string_view(#value).substr(0, sizeof(#value) - 1 - (#value[sizeof(#value) - 2] == '_')),
#define END_ENUMERATION(name)                                                                                \
  }                                                                                                          \
  ;                                                                                                          \
  return names[static_cast<std::size_t>(value)];                                                             \
  }
#include "tree/enums.def"

std::string_view to_string(DirectiveKind value) {
  static constexpr std::string_view names[] = {
      "none",
#define DIRECTIVE(family, kind, name, parentheses, holds, end) #family "_" #kind,
#include "tree/directives.def"
  };
  return names[static_cast<std::size_t>(value)];
}

std::string_view to_string(ClauseKind value) {
  static constexpr std::string_view names[] = {
      "none",
#define CLAUSE(family, name, arguments, words, modifiers) #family "_" #name,
#include "tree/directives.def"
  };
  return names[static_cast<std::size_t>(value)];
}

} // namespace isotach
