// Type specifiers and what defines types (chapter 7 of the standard).

#include "parse/parser.h"

namespace isotach {

bool Parser::starts_type(std::uint32_t i) const {
  if (i >= stop_ || lexed_.tokens[i].kind != TokenKind::name) return false;
  switch (index_of(lexed_.tokens[i].name)) {
  case kw::integer:
  case kw::real:
  case kw::complex:
  case kw::logical:
  case kw::character:
  case kw::byte:
  case kw::doubleprecision:
  case kw::doublecomplex: return true;
  case kw::double_:
    return i + 1 < stop_ && (index_of(lexed_.tokens[i + 1].name) == kw::precision ||
                             index_of(lexed_.tokens[i + 1].name) == kw::complex);
  case kw::type:
  case kw::class_: return i + 1 < stop_ && lexed_.tokens[i + 1].kind == TokenKind::left_paren;
  default: return false;
  }
}

// `(value)` or `(KIND=value)` or `*bytes`
void Parser::kind_selector(TypeSpec* type) {
  if (is(TokenKind::op_star)) {
    advance();
    type->star_form = true;
    type->kind_value = is(TokenKind::left_paren) ? parenthesised() : literal<IntegerLiteral>();
  } else if (is(TokenKind::left_paren)) {
    advance();
    if (is_word(kw::kind) && kind(1) == TokenKind::assign) {
      advance();
      advance();
    }
    type->kind_value = is(TokenKind::op_star) ? literal<StarExpr>() : expression();
    expect(TokenKind::right_paren);
  }
}

// `*length`, `(length)`, `(length, kind)`, with LEN= and KIND= in any order (R721-R723)
void Parser::character_selector(TypeSpec* type) {
  auto length = [&]() -> Expr* {
    if (is(TokenKind::op_star)) return literal<StarExpr>();
    if (is(TokenKind::colon)) return literal<ColonExpr>();
    return expression();
  };
  if (is(TokenKind::op_star)) {
    advance();
    type->star_form = true;
    if (accept(TokenKind::left_paren)) {
      type->length = length();
      expect(TokenKind::right_paren);
    } else {
      type->length = is_name() ? name_reference() : literal<IntegerLiteral>();
    }
    if (!lexed_.statements[current_].top_level_double_colon) accept(TokenKind::comma); // CHARACTER*10, names
    return;
  }
  if (!accept(TokenKind::left_paren)) return;
  bool first = true;
  do {
    bool kind_value = !first;
    if (is_name() && kind(1) == TokenKind::assign) {
      kind_value = is_word(kw::kind);
      if (!kind_value && !is_word(kw::len)) fail("LEN= or KIND=");
      advance();
      advance();
    }
    (kind_value ? type->kind_value : type->length) = length();
    first = false;
  } while (accept(TokenKind::comma) && !failed_);
  expect(TokenKind::right_paren);
}

TypeSpec* Parser::type_spec(bool in_declaration) {
  Deeper deeper(*this);
  TypeSpec* node = start<TypeSpec>();
  Name word = token().name;
  if (!is_name()) {
    fail("a type");
    return node;
  }
  advance();
  switch (index_of(word)) {
  case kw::integer:
    node->keyword = TypeKeyword::integer;
    kind_selector(node);
    break;
  case kw::real:
    node->keyword = TypeKeyword::real;
    kind_selector(node);
    break;
  case kw::complex:
    node->keyword = TypeKeyword::complex;
    kind_selector(node);
    break;
  case kw::logical:
    node->keyword = TypeKeyword::logical;
    kind_selector(node);
    break;
  case kw::byte: node->keyword = TypeKeyword::byte; break;
  case kw::doubleprecision: node->keyword = TypeKeyword::double_precision; break;
  case kw::doublecomplex: node->keyword = TypeKeyword::double_complex; break;
  case kw::double_:
    if (!is_word(kw::complex) && !is_word(kw::precision)) { // a derived type of that name
      node->keyword = TypeKeyword::type;
      node->derived = word;
      break;
    }
    node->keyword = is_word(kw::complex) ? TypeKeyword::double_complex : TypeKeyword::double_precision;
    advance();
    break;
  case kw::character:
    node->keyword = TypeKeyword::character;
    character_selector(node);
    break;
  case kw::type:
  case kw::class_:
    if (is(TokenKind::left_paren) && in_declaration) {
      bool type = index_of(word) == kw::type;
      node->keyword = type ? TypeKeyword::type : TypeKeyword::class_;
      advance();
      if (is(TokenKind::op_star)) {
        node->keyword = type ? TypeKeyword::type_star : TypeKeyword::class_star;
        advance();
      } else if (starts_type(at_)) {
        // TYPE(INTEGER(4)): the intrinsic type itself
        TypeSpec* inner = type_spec(false);
        node->keyword = inner->keyword;
        node->kind_value = inner->kind_value;
        node->length = inner->length;
      } else {
        node->derived = expect_name("a type name");
        if (accept(TokenKind::left_paren)) node->parameters = argument_list();
      }
      expect(TokenKind::right_paren);
      break;
    }
    [[fallthrough]];
  default:
    // A derived type by its name alone: in ALLOCATE, constructors and type guards.
    node->keyword = TypeKeyword::type;
    node->derived = word;
    if (accept(TokenKind::left_paren)) node->parameters = argument_list();
  }
  return finish(node);
}

Stmt* Parser::enumerator_statement() {
  auto* node = start<EnumeratorStmt>();
  advance();
  accept(TokenKind::double_colon);
  node->entities = comma_list<EntityDecl>([&] { return entity_decl(); });
  return finish(node);
}

Stmt* Parser::final_statement() {
  auto* node = start<FinalStmt>();
  advance();
  accept(TokenKind::double_colon);
  node->names = comma_list<NamedItem>([&] { return named_item(); });
  return finish(node);
}

Stmt* Parser::structure_statement(Name keyword) {
  auto* node = start<StructureStmt>();
  node->keyword = keyword;
  opens_ = index_of(keyword) == kw::structure ? Opens::structure
           : index_of(keyword) == kw::union_  ? Opens::union_
                                              : Opens::map;
  advance();
  if (accept(TokenKind::op_slash)) {
    node->name = expect_name("the name of the structure");
    expect(TokenKind::op_slash);
  }
  if (!at_end()) node->entities = comma_list<EntityDecl>([&] { return entity_decl(); });
  return finish(node);
}

} // namespace isotach
