// Input and output statements (chapter 12), FORMAT (chapter 13).

#include <algorithm>

#include "base/strings.h"
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
  check_control(*node);
  return finish(node);
}

namespace {
bool is_designator(const Expr* value) {
  return isa<NameRef>(value) || isa<PartRef>(value) || isa<ComponentRef>(value) || isa<CoindexedRef>(value);
}
} // namespace

// What a keyword says about its value: a variable that is set, or a label.
void Parser::check_control(const ControlSpec& control) {
  if (failed_ || control.keyword == no_name) return;
  std::string_view keyword = tree_.spelling(control.keyword);
  static constexpr std::string_view sets[] = {"iostat", "iomsg", "stat", "errmsg", "newunit", "size"};
  static constexpr std::string_view jumps[] = {"err", "end", "eor"};
  if (std::ranges::find(sets, keyword) != std::end(sets)) {
    if (!is_designator(control.value))
      fail_at(control.value->first_token, fmt::format("a variable for {}= to set", upper(keyword)));
  } else if (std::ranges::find(jumps, keyword) != std::end(jumps)) {
    if (!isa<IntegerLiteral>(control.value) && !isa<LabelArgument>(control.value) &&
        !is_designator(control.value))
      fail_at(control.value->first_token, fmt::format("the label that {}= jumps to", upper(keyword)));
  }
}

List<ControlSpec> Parser::control_list(bool may_be_empty) {
  expect(TokenKind::left_paren);
  if (may_be_empty && accept(TokenKind::right_paren)) return {};
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
  // READ (controls) items; but READ (format), items has its comma right after the parenthesis
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
  if (accept(TokenKind::comma)) {
    if (at_end()) fail("something to read or write after ','");
    node->items = io_items();
  }
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
  if (accept(TokenKind::comma)) {
    if (at_end()) fail("something to read or write after ','");
    node->items = io_items();
  }
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

// The text of a FORMAT stays as it is; refused is a letter that begins no edit descriptor (R1307-R1321), and
// T without a column. After the `<` of DEC's variable formats everything may stand.
void Parser::check_format() {
  for (std::uint32_t i = at_; i < stop_ && !failed_; ++i) {
    TokenKind k = lexed_.tokens[i].kind;
    if (k == TokenKind::op_lt || k == TokenKind::unknown) return;
    if (k != TokenKind::name) continue;
    std::string_view text = lexed_.spelling(i);
    constexpr std::string_view none = "cjkmnquvwy";
    if (none.find(to_lower(text[0])) != std::string_view::npos)
      fail_at(i, "an edit descriptor (I, F, E, D, G, A, L, X, T, a literal, ...)");
    if (to_lower(text[0]) == 't' && text.size() == 1) fail_at(i + 1, "the column of T");
  }
}

Stmt* Parser::format_statement() {
  auto* node = start<FormatStmt>();
  advance();
  if (!is(TokenKind::left_paren)) fail("'(' after FORMAT");
  check_format();
  node->text = opaque_until(stop_);
  return finish(node);
}

} // namespace isotach
