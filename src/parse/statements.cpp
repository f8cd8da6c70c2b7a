// One statement: which kind it is, by its first words, and assignment (10.2.1, 10.2.2).

#include "base/closest.h"
#include "parse/end_words.h"
#include "parse/kinds.h"
#include "parse/parser.h"

namespace isotach {

Stmt* Parser::parse_statement() {
  const Statement& statement = lexed_.statements[current_];
  at_ = statement.first;
  stop_ = statement.last;
  failed_ = false;
  opens_ = Opens::none;
  std::uint32_t first = at_;
  Stmt* node = nullptr;
  if (statement.kind == StatementKind::directive) {
    node = directive_or_text();
  } else {
    if (statement.has_label) advance();
    node = statement_body();
  }
  if (!failed_ && !at_end()) fail("end of statement");
  if (failed_) {
    if (opens_ == Opens::none) note_failed_opening();
    return unparsed_statement();
  }
  ++parsed_;
  node->first_token = first;
  node->last_token = stop_ - 1;
  node->label = statement.label;
  ++current_;
  return node;
}

// Keeps the current statement verbatim.
Stmt* Parser::unparsed_statement() {
  const Statement& statement = lexed_.statements[current_];
  if (unparsed_ == 0) first_unparsed_ = statement.first;
  ++parsed_;
  ++unparsed_;
  auto* node = tree_.make<UnparsedStatement>();
  node->statement = current_;
  node->first_token = statement.first;
  node->last_token = statement.last - 1;
  node->label = statement.label;
  at_ = stop_ = statement.last;
  ++current_;
  return node;
}

// An assignment is recognised by what the lexer saw outside parentheses, and by a designator before it.
bool Parser::is_assignment() const {
  const Statement& statement = lexed_.statements[current_];
  if (!(statement.top_level_assign || statement.top_level_arrow) || statement.top_level_double_colon)
    return false;
  if (kind() != TokenKind::name) return false;
  std::uint32_t i = at_ + 1;
  auto kind_at = [&](std::uint32_t j) { return lexed_.tokens[j < stop_ ? j : stop_].kind; };
  for (;;) {
    switch (kind_at(i)) {
    case TokenKind::assign:
    case TokenKind::arrow: return true;
    case TokenKind::left_paren:
    case TokenKind::left_bracket: i = close_of(i) + 1; break;
    case TokenKind::percent: i += 2; break;
    default: return false;
    }
    if (i > stop_) return false;
  }
}

Stmt* Parser::assignment() {
  std::uint32_t first = at_;
  Expr* target = designator();
  if (is(TokenKind::arrow)) {
    PointerAssignmentStmt* node = start<PointerAssignmentStmt>();
    node->first_token = first;
    // R1035, R1036: the last parentheses hold bounds
    if (const PartRef* bounds = dyn_cast<PartRef>(target))
      for (const Expr* bound : bounds->arguments)
        if (const Triplet* pair = dyn_cast<Triplet>(bound); !pair || !pair->lower || pair->stride)
          fail_at(bound->first_token, "bounds of the pointer, 'lower:' or 'lower:upper'");
    advance();
    node->target = target;
    node->value = expression();
    return finish(node);
  }
  AssignmentStmt* node = start<AssignmentStmt>();
  node->first_token = first;
  expect(TokenKind::assign);
  node->target = target;
  node->value = expression();
  return finish(node);
}

Stmt* Parser::statement_body() {
  Deeper deeper(*this); // IF (a) IF (b) ... before it is refused
  if (failed_) return nullptr;
  if (!is_name()) {
    fail(kind() == TokenKind::unknown ? "a statement" : "a statement, which begins with a name or keyword");
    return nullptr;
  }
  if (is_assignment()) return assignment();
  if (kind(1) == TokenKind::colon && kind(2) == TokenKind::name) {
    Name name = token().name;
    advance();
    advance();
    return construct_statement(name);
  }
  return keyword_statement(token().name);
}

Stmt* Parser::keyword_statement(Name word) {
  switch (index_of(word)) {
  // control
  case kw::if_: return if_statement(no_name);
  case kw::do_: return do_statement(no_name);
  case kw::where: return where_statement(no_name);
  case kw::forall: return forall_statement(no_name);
  case kw::select:
  case kw::selectcase:
  case kw::selecttype:
  case kw::selectrank: return select_statement(no_name);
  case kw::associate: return associate_statement(no_name);
  case kw::block:
    if (is_word(kw::data, 1)) return block_data_statement();
    return block_like_statement(no_name);
  case kw::critical:
  case kw::change: return block_like_statement(no_name);
  case kw::else_:
  case kw::elseif:
  case kw::elsewhere: return else_statement();
  case kw::case_: return case_statement();
  case kw::rank:
    if (kind(1) == TokenKind::left_paren || is_word(kw::default_, 1)) return case_statement();
    break;
  case kw::end: return end_statement();
  case kw::call: return call_statement();
  case kw::goto_:
  case kw::go: return goto_statement();
  case kw::assign: return assign_label_statement();
  case kw::continue_: {
    auto* node = start<ContinueStmt>();
    advance();
    return finish(node);
  }
  case kw::cycle: {
    auto* node = start<CycleStmt>();
    advance();
    node->construct_name = optional_construct_name();
    return finish(node);
  }
  case kw::exit: {
    auto* node = start<ExitStmt>();
    advance();
    node->construct_name = optional_construct_name();
    return finish(node);
  }
  case kw::return_: {
    auto* node = start<ReturnStmt>();
    advance();
    if (!at_end()) node->value = expression();
    return finish(node);
  }
  case kw::stop: return stop_statement(StopKind::stop);
  case kw::pause: return stop_statement(StopKind::pause);
  case kw::error:
  case kw::errorstop: return stop_statement(StopKind::error_stop);
  case kw::allocate:
  case kw::deallocate:
  case kw::nullify: return allocate_statement();
  case kw::sync:
  case kw::lock:
  case kw::unlock:
  case kw::event:
  case kw::fail:
  case kw::form: return image_statement();
  // input and output
  case kw::read: return read_statement();
  case kw::write: return write_statement();
  case kw::print: return print_statement();
  case kw::open:
  case kw::close:
  case kw::inquire:
  case kw::rewind:
  case kw::backspace:
  case kw::endfile:
  case kw::flush:
  case kw::wait: return file_statement();
  case kw::format: return format_statement();
  // specification
  case kw::use: return use_statement();
  case kw::import_: return import_statement();
  case kw::implicit: return implicit_statement();
  case kw::parameter: return parameter_statement();
  case kw::data: return data_statement();
  case kw::common: return common_statement();
  case kw::equivalence: return equivalence_statement();
  case kw::namelist: return namelist_statement();
  case kw::enumerator: return enumerator_statement();
  case kw::generic: return generic_statement();
  case kw::final_: return final_statement();
  case kw::include: return include_line();
  case kw::record: return record_statement();
  case kw::allocatable: return attribute_keyword_statement(AttributeKind::allocatable);
  case kw::asynchronous: return attribute_keyword_statement(AttributeKind::asynchronous);
  case kw::bind: return attribute_keyword_statement(AttributeKind::bind);
  case kw::codimension: return attribute_keyword_statement(AttributeKind::codimension);
  case kw::contiguous: return attribute_keyword_statement(AttributeKind::contiguous);
  case kw::dimension: return attribute_keyword_statement(AttributeKind::dimension);
  case kw::external: return attribute_keyword_statement(AttributeKind::external);
  case kw::intent: return attribute_keyword_statement(AttributeKind::intent);
  case kw::intrinsic: return attribute_keyword_statement(AttributeKind::intrinsic);
  case kw::optional: return attribute_keyword_statement(AttributeKind::optional);
  case kw::pointer:
    if (kind(1) == TokenKind::left_paren) return cray_pointer_statement();
    return attribute_keyword_statement(AttributeKind::pointer);
  case kw::private_: return attribute_keyword_statement(AttributeKind::private_);
  case kw::protected_: return attribute_keyword_statement(AttributeKind::protected_);
  case kw::public_: return attribute_keyword_statement(AttributeKind::public_);
  case kw::save: return attribute_keyword_statement(AttributeKind::save);
  case kw::sequence: return attribute_keyword_statement(AttributeKind::sequence);
  case kw::target: return attribute_keyword_statement(AttributeKind::target);
  case kw::value: return attribute_keyword_statement(AttributeKind::value);
  case kw::volatile_: return attribute_keyword_statement(AttributeKind::volatile_);
  case kw::static_: return attribute_keyword_statement(AttributeKind::static_);
  case kw::automatic: return attribute_keyword_statement(AttributeKind::automatic);
  case kw::attributes:
    if (starts_procedure()) break;
    return attribute_keyword_statement(AttributeKind::attributes);
  case kw::device: return attribute_keyword_statement(AttributeKind::device);
  case kw::managed: return attribute_keyword_statement(AttributeKind::managed);
  case kw::constant: return attribute_keyword_statement(AttributeKind::constant);
  case kw::shared: return attribute_keyword_statement(AttributeKind::shared);
  case kw::pinned: return attribute_keyword_statement(AttributeKind::pinned);
  case kw::structure:
  case kw::union_:
  case kw::map: return structure_statement(word);
  // program units
  case kw::program: return program_statement();
  case kw::submodule: return submodule_statement();
  case kw::blockdata: return block_data_statement();
  case kw::contains: {
    auto* node = start<ContainsStmt>();
    advance();
    return finish(node);
  }
  case kw::entry: return entry_statement();
  case kw::abstract:
  case kw::interface: return interface_statement();
  case kw::enum_: {
    auto* node = start<EnumStmt>();
    opens_ = Opens::enum_;
    advance();
    if (accept(TokenKind::comma)) {
      expect_word(kw::bind);
      expect(TokenKind::left_paren);
      expect_name("C");
      expect(TokenKind::right_paren);
    }
    accept(TokenKind::double_colon);
    if (is_name()) advance();
    return finish(node);
  }
  case kw::procedure: return procedure_statement();
  case kw::module_:
    if (is_word(kw::procedure, 1) && !starts_procedure()) return procedure_statement();
    if (starts_procedure()) return procedure_begin();
    return module_statement();
  case kw::type:
    if (is_word(kw::is, 1) && kind(2) == TokenKind::left_paren) return type_guard();
    if (kind(1) == TokenKind::left_paren) break;
    return derived_type_statement();
  case kw::class_:
    if (is_word(kw::is, 1) || is_word(kw::default_, 1)) return type_guard();
    break;
  default:
    if (index_of(word) < kw::count && closed_by[index_of(word)] != BlockKind::plain) return end_statement();
    break;
  }
  if (starts_procedure()) return procedure_begin();
  if (starts_type(at_)) return type_declaration();
  static constexpr std::string_view words[] = {
      "allocate",   "associate", "block",      "call",       "case",      "character", "class",
      "close",      "common",    "complex",    "contains",   "continue",  "cycle",     "data",
      "deallocate", "dimension", "double",     "else",       "elseif",    "elsewhere", "end",
      "enddo",      "endif",     "entry",      "enumerator", "exit",      "external",  "format",
      "function",   "goto",      "implicit",   "import",     "include",   "inquire",   "integer",
      "intent",     "interface", "intrinsic",  "logical",    "module",    "namelist",  "nullify",
      "open",       "optional",  "parameter",  "pointer",    "print",     "private",   "procedure",
      "program",    "public",    "read",       "real",       "recursive", "return",    "save",
      "select",     "stop",      "subroutine", "target",     "type",      "where",     "write"};
  if (std::string_view near = closest_word(tree_.spelling(word), words); !near.empty()) {
    wrong_word(at_, "the beginning of a statement", fmt::format("did you mean {}?", upper(near)));
    return nullptr;
  }
  diagnostics_->report(kinds::UnknownStatement, here());
  failed_ = true;
  at_ = stop_;
  return nullptr;
}

Stmt* Parser::construct_statement(Name name) {
  switch (index_of(token().name)) {
  case kw::if_: return if_statement(name);
  case kw::do_: return do_statement(name);
  case kw::where: return where_statement(name);
  case kw::forall: return forall_statement(name);
  case kw::select:
  case kw::selectcase:
  case kw::selecttype:
  case kw::selectrank: return select_statement(name);
  case kw::associate: return associate_statement(name);
  case kw::block:
  case kw::critical:
  case kw::change: return block_like_statement(name);
  default:
    fail(
        "a construct (IF, DO, SELECT, WHERE, FORALL, ASSOCIATE, BLOCK or CRITICAL) after the construct name");
    return nullptr;
  }
}

Name Parser::optional_construct_name() {
  if (!is_name()) return no_name;
  Name name = token().name;
  advance();
  return name;
}

Expr* Parser::parenthesised() {
  expect(TokenKind::left_paren);
  Expr* value = expression();
  expect(TokenKind::right_paren);
  return value;
}

Expr* Parser::label_reference() {
  if (!is(TokenKind::integer_literal)) fail("a statement label");
  return literal<IntegerLiteral>();
}

} // namespace isotach
