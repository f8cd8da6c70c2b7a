// The layouts of node_kinds.def as constant tables.

#include "tree/fields.h"

#include <array>
#include <cstddef>

// The nodes are not standard-layout types (a base and the struct itself hold members); GCC and Clang define
// offsetof for single inheritance all the same.
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace isotach {

namespace {

template <class E> std::string_view spell(std::uint8_t value) { return to_string(static_cast<E>(value)); }

// The child fields of a kind, in order; only the first `count` are used.
template <std::size_t N> struct Children {
  std::array<Field, N> fields{};
  std::size_t count = 0;
};
template <std::size_t N> constexpr Children<N> children_among(const std::array<Field, N>& all) {
  Children<N> children;
  for (const Field& field : all)
    if (field.name && field.kind <= FieldKind::statements) children.fields[children.count++] = field;
  return children;
}

// An end mark stands after the fields of every kind, so that a kind without fields has an array too.
#include "tree/node_macros.h"
#undef NODE
#undef END_NODE
#undef CHILD
#undef LIST
#undef STMTS
#undef NAME
#undef TOKEN
#undef ENUM
#undef FLAG
#define FIELD(name_, kind_, spell_)                                                                          \
  Field{#name_, spell_, static_cast<std::uint16_t>(offsetof(Self, name_)), FieldKind::kind_},
#define NODE(kind_, base)                                                                                    \
  struct kind_##Fields {                                                                                     \
    using Self [[maybe_unused]] = kind_;                                                                     \
    static constexpr auto all = std::to_array<Field>({
#define END_NODE(kind_)                                                                                      \
  Field {}                                                                                                   \
  });                                                                                                        \
  static constexpr auto children = children_among(all);                                                      \
  }                                                                                                          \
  ;
#define CHILD(type, field) FIELD(field, child, nullptr)
#define LIST(type, field) FIELD(field, list, nullptr)
#define STMTS(field) FIELD(field, statements, nullptr)
#define NAME(field) FIELD(field, name, nullptr)
#define TOKEN(field) FIELD(field, token, nullptr)
#define ENUM(type, field) FIELD(field, enumeration, spell<type>)
#define FLAG(field) FIELD(field, flag, nullptr)
#include "tree/node_kinds.def"
#undef FIELD

} // namespace

constexpr NodeLayout node_layouts[] = {
#include "tree/node_macros.h"
#undef NODE
#define NODE(kind, base)                                                                                     \
  {{kind##Fields::all.data(), kind##Fields::all.size() - 1},                                                 \
   {kind##Fields::children.fields.data(), kind##Fields::children.count},                                     \
   sizeof(kind)},
#include "tree/node_kinds.def"
};

} // namespace isotach
