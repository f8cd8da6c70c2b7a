// Input and output statements (chapter 12), FORMAT (chapter 13).

#include "parse/parser.h"

namespace isotach {

// [KEYWORD =] value; a positional * is a unit or a format.
ControlSpec* Parser::control_spec() {
  ControlSpec* node = start<ControlSpec>();
  if (is_name() && kind(1) == TokenKind::assign) {
    node->keyword = token().name;
    advance();
    advance();
  }
  if (is(TokenKind::op_star)) {
    if (kind(1) == TokenKind::integer_literal) node->value = argument(); // ERR=*10, an extension
    else node->value = literal<StarExpr>();
  } else {
    node->value = expression();
  }
  return finish(node);
}

List<ControlSpec> Parser::control_list() {
  expect(TokenKind::left_paren);
  if (accept(TokenKind::right_paren)) return {};
  List<ControlSpec> controls = comma_list<ControlSpec>([&] { return control_spec(); });
  expect(TokenKind::right_paren);
  return controls;
}

List<Expr> Parser::io_items() {
  if (at_end()) return {};
  return comma_list<Expr>([&] { return expression(); });
}

Expr* Parser::format_expression() {
  if (is(TokenKind::op_star)) return literal<StarExpr>();
  return expression();
}

Stmt* Parser::read_statement() {
  auto* node = start<ReadStmt>();
  advance();
  // READ (controls) items; but READ (format), items has its comma right behind the parenthesis
  bool controls = is(TokenKind::left_paren);
  if (controls) {
    std::uint32_t close = close_of(at_);
    bool concatenated = close + 1 < stop_ && lexed_.tokens[close + 1].kind == TokenKind::op_concat;
    bool format_only = close + 1 < stop_ && lexed_.tokens[close + 1].kind == TokenKind::comma;
    std::uint32_t after = close + 2;
    if (format_only && after < stop_ && lexed_.tokens[at_ + 1].kind != TokenKind::string_literal)
      format_only = false;
    controls = !format_only && !concatenated;
  }
  if (controls) {
    node->controls = control_list();
    accept(TokenKind::comma);
    node->items = io_items();
    return finish(node);
  }
  node->format = format_expression();
  if (accept(TokenKind::comma)) node->items = io_items();
  return finish(node);
}

Stmt* Parser::write_statement() {
  auto* node = start<WriteStmt>();
  advance();
  node->controls = control_list();
  accept(TokenKind::comma); // an extension
  node->items = io_items();
  return finish(node);
}

Stmt* Parser::print_statement() {
  auto* node = start<PrintStmt>();
  advance();
  node->format = format_expression();
  if (accept(TokenKind::comma)) node->items = io_items();
  return finish(node);
}

// OPEN, CLOSE, INQUIRE, REWIND, BACKSPACE, ENDFILE, FLUSH, WAIT: (controls) or a unit alone
Stmt* Parser::file_statement() {
  auto* node = start<FileStmt>();
  node->keyword = token().name;
  advance();
  if (is(TokenKind::left_paren)) {
    node->controls = control_list();
    if (!at_end()) node->items = io_items();
  } else if (!at_end()) {
    Collect<ControlSpec> controls(*this);
    controls.add(control_spec());
    node->controls = controls.list();
  }
  return finish(node);
}

Stmt* Parser::format_statement() {
  auto* node = start<FormatStmt>();
  advance();
  if (!is(TokenKind::left_paren)) fail("'(' after FORMAT");
  node->text = opaque_until(stop_);
  return finish(node);
}

} // namespace isotach
