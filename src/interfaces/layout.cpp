// Natural alignment, in declaration order. Array descriptors have 40 bytes and 24 for each dimension; a CLASS
// adds its type's address, CLASS(*) a length too; deferred lengths of characters follow the last component.
#include "interfaces/layout.h"

#include <algorithm>

#include <fmt/format.h>

namespace isotach {

std::vector<const Symbol*> components_of(const Scope& type) {
  std::vector<const Symbol*> components;
  for (const Symbol* symbol : type.symbols)
    if (symbol->kind == SymbolKind::component) components.push_back(symbol);
  return components;
}

const TypeLayout& Layouts::of(const Scope& type) {
  auto found = layouts_.find(&type);
  if (found != layouts_.end()) return found->second;
  TypeLayout& busy = layouts_[&type]; // what a type that contains itself gets
  busy.reason = fmt::format("type '{}' contains itself", type.name);
  TypeLayout layout = compute(type);
  return layouts_[&type] = std::move(layout);
}

TypeLayout Layouts::compute(const Scope& type) {
  TypeLayout layout;
  std::int64_t at = 0, alignment = 1, deferred_lengths = 0;
  auto fail = [&](std::string reason) {
    if (layout.reason.empty()) layout.reason = std::move(reason);
    at = -1;
  };
  if (!type.gaps.empty()) fail(type.gaps.front().what + " may declare a component");
  for (const Symbol* symbol : type.symbols)
    if (symbol->kind == SymbolKind::type_parameter) fail("the type has parameters");
  if (!type.extends.empty()) {
    Lookup parent = evaluator_.program().lookup(*type.parent, type.extends);
    if (parent.found() && parent.symbol->kind == SymbolKind::type && parent.symbol->inner) {
      const TypeLayout& base = of(*parent.symbol->inner);
      if (base.size < 0) fail(base.reason);
      else if (at >= 0) at = base.size, alignment = base.alignment;
    } else {
      fail(parent.reason.empty() ? fmt::format("parent type '{}' is not known", type.extends)
                                 : parent.reason);
    }
  }
  for (const Symbol* component : components_of(type)) {
    if (at < 0) {
      layout.offsets.push_back(-1);
      continue;
    }
    Piece piece = piece_of(*component);
    if (piece.size < 0) {
      layout.offsets.push_back(-1);
      fail(fmt::format("component '{}': {}", component->name, piece.reason));
      continue;
    }
    at = (at + piece.alignment - 1) / piece.alignment * piece.alignment;
    layout.offsets.push_back(at);
    if (__builtin_add_overflow(at, piece.size, &at)) fail("the type is too large");
    alignment = std::max(alignment, piece.alignment);
    deferred_lengths += piece.deferred_length;
  }
  if (at < 0) return layout;
  if (deferred_lengths > 0) at = (at + 7) / 8 * 8 + 8 * deferred_lengths;
  layout.alignment = alignment;
  layout.size = (at + alignment - 1) / alignment * alignment;
  return layout;
}

Layouts::Piece Layouts::piece_of(const Symbol& component) {
  Piece piece;
  auto fail = [&](std::string reason) {
    piece.size = -1;
    piece.reason = std::move(reason);
    return piece;
  };
  auto rank = static_cast<std::int64_t>(component.dimensions.size());
  bool pointer = component.has(AttributeKind::pointer),
       allocatable = component.has(AttributeKind::allocatable);
  if (!component.codimensions.empty()) return fail("a coarray");
  if (component.has(AttributeKind::external)) { // PROCEDURE(...), POINTER
    piece.size = piece.alignment = 8;
    return piece;
  }
  TypeInfo type = evaluator_.type_of(component);
  if (pointer || allocatable) {
    piece.deferred_length =
        type.base == BaseType::character && type.length_kind == TypeInfo::Length::deferred;
    piece.size = rank == 0 ? 8 : 40 + 24 * rank;
    if (type.polymorphic) piece.size += type.base == BaseType::derived ? 8 : 16;
    piece.alignment = 8;
    return piece;
  }
  if (type.polymorphic) return fail("a polymorphic component");
  if (type.base == BaseType::unknown) return fail(type.reason);
  if (type.base == BaseType::derived) {
    Lookup found = evaluator_.program().lookup(*component.scope,
                                               component.scope->tree->spelling(component.type->derived));
    if (found.found() && found.symbol->kind == SymbolKind::type && found.symbol->builtin) {
      piece.size = piece.alignment = found.symbol->builtin->integer;
    } else {
      std::string why;
      const Scope* inner = evaluator_.type_scope(component.type, *component.scope, why);
      if (!inner) return fail(why);
      if (inner == component.scope) return fail("the type contains itself");
      const TypeLayout& layout = of(*inner);
      if (layout.size < 0) return fail(layout.reason);
      piece.size = layout.size;
      piece.alignment = layout.alignment;
    }
  } else {
    if (type.kind == 0) return fail(type.reason);
    piece.size = bytes_of_kind(type.base, type.kind);
    piece.alignment = type.base == BaseType::complex ? piece.size / 2 : piece.size;
    if (type.base == BaseType::character) {
      if (type.length_kind != TypeInfo::Length::constant) return fail("its length is not constant");
      if (__builtin_mul_overflow(piece.size, type.length, &piece.size)) return fail("it is too large");
    }
  }
  for (const Dimension* dimension : component.dimensions) {
    std::int64_t lower = 1, upper = 0, extent = 0;
    std::string why;
    if (dimension->form != DimensionKind::explicit_) return fail("its shape is not constant");
    if ((dimension->lower && !evaluator_.integer(dimension->lower, *component.scope, lower, why)) ||
        !evaluator_.integer(dimension->upper, *component.scope, upper, why))
      return fail(why);
    if (__builtin_sub_overflow(upper, lower, &extent) ||
        __builtin_add_overflow(extent, std::int64_t{1}, &extent) ||
        __builtin_mul_overflow(piece.size, std::max<std::int64_t>(extent, 0), &piece.size))
      return fail("it is too large");
  }
  return piece;
}

} // namespace isotach
