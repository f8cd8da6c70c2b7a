// USE, IMPORT, generic specifications and INCLUDE lines (14.2.2, 8.8, 15.4.3.2, 6.4).

#include "parse/parser.h"

namespace isotach {

// name, OPERATOR(+), ASSIGNMENT(=), READ(FORMATTED) ... (R1508)
NamedItem* Parser::generic_spec() {
  NamedItem* node = start<NamedItem>();
  bool parenthesis = kind(1) == TokenKind::left_paren;
  if (is_word(kw::operator_) && parenthesis) {
    node->item = ItemKind::operator_;
    advance();
    advance();
    if (is(TokenKind::defined_operator)) node->name = token().name;
    while (!is(TokenKind::right_paren) && !at_end()) advance();
    expect(TokenKind::right_paren);
  } else if (is_word(kw::assignment) && parenthesis) {
    node->item = ItemKind::assignment;
    advance();
    advance();
    expect(TokenKind::assign);
    expect(TokenKind::right_paren);
  } else if ((is_word(kw::read) || is_word(kw::write)) && parenthesis) {
    bool read = is_word(kw::read);
    advance();
    advance();
    bool formatted = is_word(kw::formatted);
    if (!formatted && !is_word(kw::unformatted)) fail("FORMATTED or UNFORMATTED");
    advance();
    node->item = read ? (formatted ? ItemKind::read_formatted : ItemKind::read_unformatted)
                      : (formatted ? ItemKind::write_formatted : ItemKind::write_unformatted);
    expect(TokenKind::right_paren);
  } else {
    node->name = expect_name("a name");
  }
  return finish(node);
}

// An item of USE: name, generic, or rename `local => name` (R1411-R1415)
NamedItem* Parser::use_item() {
  NamedItem* node = generic_spec();
  if (accept(TokenKind::arrow)) {
    if (node->item == ItemKind::operator_ && node->name == no_name)
      fail("',' or end of statement (only defined operators can be renamed)");
    NamedItem* target = generic_spec();
    node->item = node->item == ItemKind::operator_ ? ItemKind::operator_rename : ItemKind::rename;
    node->target = target->name;
    finish(node);
  }
  return node;
}

Stmt* Parser::use_statement() {
  auto* node = start<UseStmt>();
  advance();
  if (accept(TokenKind::comma)) {
    if (is_word(kw::intrinsic)) node->nature = UseNature::intrinsic;
    else if (is_word(kw::non_intrinsic)) node->nature = UseNature::non_intrinsic;
    else fail("INTRINSIC or NON_INTRINSIC");
    advance();
    expect(TokenKind::double_colon);
  } else {
    accept(TokenKind::double_colon);
  }
  node->module_token = at_;
  node->module = expect_name("the name of a module after USE");
  if (accept(TokenKind::comma)) {
    if (is_word(kw::only) && kind(1) == TokenKind::colon) {
      advance();
      advance();
      node->only = true;
      if (!at_end()) node->items = comma_list<NamedItem>([&] { return use_item(); });
    } else {
      node->items = comma_list<NamedItem>([&] { return use_item(); });
    }
  }
  return finish(node);
}

Stmt* Parser::import_statement() {
  auto* node = start<ImportStmt>();
  advance();
  if (accept(TokenKind::comma)) {
    if (accept_word(kw::none_)) node->import = ImportKind::none;
    else if (accept_word(kw::all)) node->import = ImportKind::all;
    else {
      expect_word(kw::only);
      expect(TokenKind::colon);
      node->import = ImportKind::only;
    }
  } else {
    accept(TokenKind::double_colon);
  }
  if (!at_end()) node->names = comma_list<NamedItem>([&] { return named_item(); });
  return finish(node);
}

Stmt* Parser::include_line() {
  auto* node = start<IncludeLine>();
  advance();
  if (!is(TokenKind::string_literal)) fail("the path in quotes after INCLUDE");
  node->path = literal<StringLiteral>();
  return finish(node);
}

} // namespace isotach
