// Statements that begin program units, procedures, interfaces and derived types (chapters 14, 15 and 7.5),
// and END.

#include "parse/end_words.h"
#include "parse/parser.h"

namespace isotach {

// Does a SUBROUTINE or FUNCTION statement begin here, after any prefixes and type?
bool Parser::starts_procedure() const {
  std::uint32_t i = at_;
  auto word = [&](std::uint32_t j) {
    return j < stop_ && lexed_.tokens[j].kind == TokenKind::name ? index_of(lexed_.tokens[j].name)
                                                                 : std::uint32_t{kw::none};
  };
  auto kind_at = [&](std::uint32_t j) { return lexed_.tokens[j < stop_ ? j : stop_].kind; };
  while (i < stop_) {
    switch (word(i)) {
    case kw::subroutine: return word(i + 1) != kw::none;
    case kw::function: return word(i + 1) != kw::none && kind_at(i + 2) == TokenKind::left_paren;
    case kw::recursive:
    case kw::pure:
    case kw::elemental:
    case kw::impure:
    case kw::non_recursive:
    case kw::module_:
    case kw::device:
    case kw::host:
    case kw::global: ++i; continue;
    case kw::attributes:
    case kw::launch_bounds:
    case kw::cluster_dims:
      if (kind_at(i + 1) != TokenKind::left_paren) return false;
      i = close_of(i + 1) + 1;
      continue;
    default: break;
    }
    if (!starts_type(i)) return false;
    ++i;
    if (word(i) == kw::precision || word(i) == kw::complex) ++i;
    if (kind_at(i) == TokenKind::op_star) i += 2;
    else if (kind_at(i) == TokenKind::left_paren) i = close_of(i) + 1;
    if (i > 0 && kind_at(i - 1) == TokenKind::left_paren) i = close_of(i - 1) + 1; // CHARACTER*(*)
  }
  return false;
}

Stmt* Parser::procedure_begin() {
  std::uint32_t first = at_;
  opens_ = Opens::procedure;
  Collect<Attribute> prefixes(*this);
  TypeSpec* type = nullptr;
  while (!failed_ && !is_word(kw::subroutine) && !(is_word(kw::function) && kind(1) == TokenKind::name)) {
    if (starts_type(at_)) type = type_spec(true);
    else prefixes.add(attribute());
  }
  bool function = is_word(kw::function);
  List<Attribute> prefix_list = prefixes.list();
  auto common = [&](auto* node) {
    node->first_token = first;
    node->prefixes = prefix_list;
    advance();
    node->name_token = at_;
    node->name = expect_name(function ? "the name of the function" : "the name of the subroutine");
    if (accept(TokenKind::left_paren)) node->arguments = dummy_arguments();
    else if (function || is_word(kw::bind)) expect(TokenKind::left_paren);
    node->suffix = suffix();
    return finish(node);
  };
  if (function) {
    auto* node = start<FunctionStmt>();
    node->type = type;
    return common(node);
  }
  return common(start<SubroutineStmt>());
}

// After "(", through ")": names and the * of alternate returns.
List<Expr> Parser::dummy_arguments() {
  if (accept(TokenKind::right_paren)) return {};
  List<Expr> list =
      comma_list<Expr>([&] { return is(TokenKind::op_star) ? literal<StarExpr>() : name_reference(); });
  expect(TokenKind::right_paren);
  return list;
}

Suffix* Parser::suffix() {
  if (at_end()) return nullptr;
  Suffix* node = start<Suffix>();
  while (!at_end() && !failed_) {
    if (is_word(kw::result)) {
      advance();
      expect(TokenKind::left_paren);
      node->result = expect_name("the name of the result");
      expect(TokenKind::right_paren);
    } else if (is_word(kw::bind)) {
      node->bind = bind_attribute();
    } else {
      fail("RESULT, BIND or end of statement");
    }
  }
  return finish(node);
}

Stmt* Parser::entry_statement() {
  auto* node = start<EntryStmt>();
  advance();
  node->name = expect_name("the name of the entry");
  if (accept(TokenKind::left_paren)) node->arguments = dummy_arguments();
  else if (!at_end()) expect(TokenKind::left_paren);
  node->suffix = suffix();
  return finish(node);
}

Stmt* Parser::program_statement() {
  auto* node = start<ProgramStmt>();
  opens_ = Opens::program;
  advance();
  node->name = expect_name("the name of the program");
  if (accept(TokenKind::left_paren)) { // an old form names the program's files
    while (!at_end() && !is(TokenKind::right_paren)) advance();
    expect(TokenKind::right_paren);
  }
  return finish(node);
}

Stmt* Parser::module_statement() {
  auto* node = start<ModuleStmt>();
  opens_ = Opens::module;
  advance();
  node->name = expect_name("the name of the module");
  return finish(node);
}

Stmt* Parser::submodule_statement() {
  auto* node = start<SubmoduleStmt>();
  opens_ = Opens::submodule;
  advance();
  expect(TokenKind::left_paren);
  node->ancestor = expect_name("the name of the ancestor module");
  if (accept(TokenKind::colon)) node->parent_submodule = expect_name("the name of the parent submodule");
  expect(TokenKind::right_paren);
  node->name = expect_name("the name of the submodule");
  return finish(node);
}

Stmt* Parser::block_data_statement() {
  auto* node = start<BlockDataStmt>();
  opens_ = Opens::block_data;
  bool two_words = is_word(kw::block);
  advance();
  if (two_words) expect_word(kw::data);
  if (is_name()) {
    node->name = token().name;
    advance();
  }
  return finish(node);
}

Stmt* Parser::interface_statement() {
  auto* node = start<InterfaceStmt>();
  opens_ = Opens::interface;
  if (accept_word(kw::abstract)) node->abstract = true;
  expect_word(kw::interface);
  if (!at_end()) node->generic = generic_spec();
  return finish(node);
}

Stmt* Parser::derived_type_statement() {
  auto* node = start<DerivedTypeStmt>();
  opens_ = Opens::type;
  advance();
  Collect<Attribute> attributes(*this);
  while (!failed_ && accept(TokenKind::comma)) attributes.add(attribute());
  node->attributes = attributes.list();
  accept(TokenKind::double_colon);
  node->name = expect_name("the name of the type");
  if (accept(TokenKind::left_paren)) {
    node->parameters = comma_list<Expr>([&] { return name_reference(); });
    expect(TokenKind::right_paren);
  }
  return finish(node);
}

// END, END DO [name], ENDDO [name], ...
Stmt* Parser::end_statement() {
  auto* node = start<EndStmt>();
  bool two = is_word(kw::end);
  if (two) advance();
  if (two && at_end()) return finish(node);
  if (is_name() && index_of(token().name) < kw::count)
    node->block = (two ? closed_after_end : closed_by)[index_of(token().name)];
  if (node->block != BlockKind::plain) {
    advance();
    if (node->block == BlockKind::block && accept_word(kw::data)) node->block = BlockKind::block_data;
  }
  if (node->block == BlockKind::plain) {
    // END FILE is a statement of its own.
    if (is_word(kw::file)) {
      std::uint32_t first = node->first_token;
      Stmt* file = file_statement();
      file->first_token = first;
      return file;
    }
    unknown_word("what END closes",
                 {"associate", "block", "critical", "do", "enum", "forall", "function", "if", "interface",
                  "module", "procedure", "program", "select", "submodule", "subroutine", "team", "type",
                  "where"},
                 "what END closes (DO, IF, SUBROUTINE, ...)");
    return finish(node);
  }
  if (node->block == BlockKind::interface) {
    if (!at_end()) node->generic = generic_spec();
    return finish(node);
  }
  if (node->block == BlockKind::structure && accept(TokenKind::op_slash)) {
    node->name = expect_name("the name of the structure");
    expect(TokenKind::op_slash);
    return finish(node);
  }
  if (is_name()) {
    node->name = token().name;
    advance();
  }
  return finish(node);
}

} // namespace isotach
