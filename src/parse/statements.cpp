// Executable statements: assignment, control, allocation (chapters 9 to 11 of the standard).

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
    node = directive_statement();
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

// An assignment is told by what the lexer saw outside parentheses, and by a designator before it.
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

// IF (...) THEN, IF (...) action, IF (...) 10, 20, 30
Stmt* Parser::if_statement(Name construct_name) {
  std::uint32_t first = at_;
  if (lexed_.tokens[stop_ - 1].kind == TokenKind::name && index_of(lexed_.tokens[stop_ - 1].name) == kw::then)
    opens_ = Opens::if_;
  advance();
  Expr* condition = parenthesised();
  if (is_word(kw::then) && kind(1) == TokenKind::end_of_statement) {
    auto* node = start<IfThenStmt>();
    node->first_token = first;
    opens_ = Opens::if_;
    advance();
    node->construct_name = construct_name;
    node->condition = condition;
    return finish(node);
  }
  if (is(TokenKind::integer_literal)) {
    auto* node = start<ArithmeticIfStmt>();
    node->first_token = first;
    node->condition = condition;
    node->labels = comma_list<Expr>([&] { return label_reference(); });
    return finish(node);
  }
  auto* node = start<IfStmt>();
  node->first_token = first;
  node->condition = condition;
  std::uint32_t action = at_;
  if (at_end()) fail("THEN or a statement");
  else node->action = statement_body();
  if (node->action) {
    node->action->first_token = action;
    node->action->last_token = stop_ - 1;
    if (opens_ != Opens::none && !failed_) {
      opens_ = Opens::none;
      at_ = action;
      fail("an action statement, not the beginning of a block");
    }
  }
  return finish(node);
}

LoopControl* Parser::loop_control() {
  LoopControl* node = start<LoopControl>();
  if (is_word(kw::while_) && kind(1) == TokenKind::left_paren) {
    node->loop = LoopKind::while_;
    advance();
    node->condition = parenthesised();
    return finish(node);
  }
  if (is_word(kw::concurrent) && kind(1) == TokenKind::left_paren) {
    node->loop = LoopKind::concurrent;
    advance();
    node->header = concurrent_header();
    Collect<Locality> localities(*this);
    while (is_name() && !failed_) {
      Locality* locality = start<Locality>();
      locality->keyword = token().name;
      bool by_default = is_word(kw::default_);
      bool reduce = is_word(kw::reduce);
      advance();
      expect(TokenKind::left_paren);
      if (by_default) {
        expect_word(kw::none_);
        locality->default_none = true;
      } else {
        Collect<Expr> arguments(*this);
        if (reduce) {
          arguments.add(literal<OperatorName>());
          expect(TokenKind::colon);
        }
        do arguments.add(name_reference());
        while (accept(TokenKind::comma) && !failed_);
        locality->arguments = arguments.list();
      }
      expect(TokenKind::right_paren);
      localities.add(finish(locality));
    }
    node->localities = localities.list();
    return finish(node);
  }
  node->loop = LoopKind::counted;
  node->variable = designator();
  expect(TokenKind::assign);
  node->lower = expression();
  expect(TokenKind::comma);
  node->upper = expression();
  if (accept(TokenKind::comma)) node->step = expression();
  return finish(node);
}

Stmt* Parser::do_statement(Name construct_name) {
  auto* node = start<DoStmt>();
  opens_ = Opens::do_;
  node->construct_name = construct_name;
  advance();
  if (is(TokenKind::integer_literal)) {
    node->end_label = label_reference();
    accept(TokenKind::comma);
  } else {
    accept(TokenKind::comma);
  }
  if (!at_end()) node->control = loop_control();
  return finish(node);
}

ConcurrentHeader* Parser::concurrent_header() {
  ConcurrentHeader* node = start<ConcurrentHeader>();
  expect(TokenKind::left_paren);
  if (is_word(kw::integer) && double_colon_before_close(at_ - 1)) {
    node->type = type_spec(false);
    expect(TokenKind::double_colon);
  }
  Collect<ConcurrentControl> controls(*this);
  do {
    if (!(is_name() && kind(1) == TokenKind::assign)) {
      if (controls.size() > 0) node->mask = expression();
      else fail("an index 'name = first : last'");
      break;
    }
    ConcurrentControl* control = start<ConcurrentControl>();
    control->name = token().name;
    advance();
    advance();
    control->lower = expression();
    expect(TokenKind::colon);
    control->upper = expression();
    if (accept(TokenKind::colon)) control->step = expression();
    controls.add(finish(control));
  } while (accept(TokenKind::comma) && !failed_);
  node->controls = controls.list();
  expect(TokenKind::right_paren);
  return finish(node);
}

Stmt* Parser::where_statement(Name construct_name) {
  std::uint32_t first = at_;
  if (kind(1) == TokenKind::left_paren && close_of(at_ + 1) + 1 == stop_) opens_ = Opens::where;
  advance();
  Expr* mask = parenthesised();
  if (at_end()) {
    auto* node = start<WhereConstructStmt>();
    node->first_token = first;
    node->construct_name = construct_name;
    node->mask = mask;
    return finish(node);
  }
  auto* node = start<WhereStmt>();
  node->first_token = first;
  node->mask = mask;
  node->action = assignment();
  return finish(node);
}

Stmt* Parser::forall_statement(Name construct_name) {
  std::uint32_t first = at_;
  if (kind(1) == TokenKind::left_paren && close_of(at_ + 1) + 1 == stop_) opens_ = Opens::forall;
  advance();
  ConcurrentHeader* header = concurrent_header();
  if (at_end()) {
    auto* node = start<ForallConstructStmt>();
    node->first_token = first;
    node->construct_name = construct_name;
    node->header = header;
    return finish(node);
  }
  auto* node = start<ForallStmt>();
  node->first_token = first;
  node->header = header;
  node->action = assignment();
  return finish(node);
}

Stmt* Parser::select_statement(Name construct_name) {
  auto* node = start<SelectStmt>();
  opens_ = Opens::select;
  node->construct_name = construct_name;
  Name word = token().name;
  advance();
  if (index_of(word) == kw::select) {
    word = token().name;
    if (!is_word(kw::case_) && !is_word(kw::type) && !is_word(kw::rank))
      fail("CASE, TYPE or RANK after SELECT");
    advance();
  }
  node->select = index_of(word) == kw::type || index_of(word) == kw::selecttype   ? SelectKind::type
                 : index_of(word) == kw::rank || index_of(word) == kw::selectrank ? SelectKind::rank
                                                                                  : SelectKind::case_;
  expect(TokenKind::left_paren);
  if (is_name() && kind(1) == TokenKind::arrow) {
    node->associate_name = token().name;
    advance();
    advance();
  }
  node->selector = expression();
  expect(TokenKind::right_paren);
  return finish(node);
}

Association* Parser::association() {
  Association* node = start<Association>();
  node->name = expect_name("an associate name");
  if (accept(TokenKind::left_bracket)) node->codimensions = dimension_list(TokenKind::right_bracket);
  expect(TokenKind::arrow);
  node->selector = expression();
  return finish(node);
}

Stmt* Parser::associate_statement(Name construct_name) {
  auto* node = start<AssociateStmt>();
  opens_ = Opens::associate;
  node->construct_name = construct_name;
  advance();
  expect(TokenKind::left_paren);
  if (!is(TokenKind::right_paren))
    node->associations = comma_list<Association>([&] { return association(); });
  expect(TokenKind::right_paren);
  return finish(node);
}

// BLOCK, CRITICAL, CHANGE TEAM
Stmt* Parser::block_like_statement(Name construct_name) {
  if (is_word(kw::block)) {
    auto* node = start<BlockStmt>();
    opens_ = Opens::block;
    node->construct_name = construct_name;
    advance();
    return finish(node);
  }
  if (is_word(kw::critical)) {
    auto* node = start<CriticalStmt>();
    opens_ = Opens::critical;
    node->construct_name = construct_name;
    advance();
    if (is(TokenKind::left_paren)) node->controls = control_list(true);
    return finish(node);
  }
  auto* node = start<ChangeTeamStmt>();
  opens_ = Opens::team;
  node->construct_name = construct_name;
  advance();
  expect_word(kw::team);
  expect(TokenKind::left_paren);
  node->team = expression();
  if (accept(TokenKind::comma)) {
    // associations first, then STAT= and ERRMSG=
    if (is_name() && kind(1) != TokenKind::assign)
      node->associations = comma_list<Association>([&] { return association(); });
    else node->controls = comma_list<ControlSpec>([&] { return control_spec(); });
  }
  expect(TokenKind::right_paren);
  return finish(node);
}

// ELSE, ELSE IF (...) THEN, ELSEWHERE [(mask)]
Stmt* Parser::else_statement() {
  std::uint32_t first = at_;
  bool else_if = is_word(kw::elseif);
  bool elsewhere = is_word(kw::elsewhere);
  advance();
  if (!else_if && !elsewhere && is_word(kw::if_) && kind(1) == TokenKind::left_paren) {
    else_if = true;
    advance();
  } else if (!else_if && !elsewhere && is_word(kw::where)) {
    elsewhere = true;
    advance();
  }
  if (else_if) {
    auto* node = start<ElseIfStmt>();
    node->first_token = first;
    node->condition = parenthesised();
    expect_word(kw::then);
    node->construct_name = optional_construct_name();
    return finish(node);
  }
  if (elsewhere) {
    auto* node = start<ElsewhereStmt>();
    node->first_token = first;
    if (is(TokenKind::left_paren)) node->mask = parenthesised();
    node->construct_name = optional_construct_name();
    at_ = at_ > first ? at_ : first + 1;
    return finish(node);
  }
  auto* node = start<ElseStmt>();
  node->first_token = first;
  node->construct_name = optional_construct_name();
  return finish(node);
}

// CASE (values) and RANK (value), DEFAULT of both
Stmt* Parser::case_statement() {
  auto* node = start<CaseStmt>();
  advance();
  if (accept_word(kw::default_)) {
    node->is_default = true;
  } else {
    expect(TokenKind::left_paren);
    node->values = comma_list<Expr>([&] { return argument(); });
    expect(TokenKind::right_paren);
  }
  node->construct_name = optional_construct_name();
  return finish(node);
}

Stmt* Parser::type_guard() {
  auto* node = start<TypeGuardStmt>();
  bool type = is_word(kw::type);
  advance();
  if (!type && accept_word(kw::default_)) {
    node->guard = GuardKind::class_default;
  } else {
    node->guard = type ? GuardKind::type_is : GuardKind::class_is;
    expect_word(kw::is);
    expect(TokenKind::left_paren);
    node->type = type_spec(false);
    expect(TokenKind::right_paren);
  }
  node->construct_name = optional_construct_name();
  return finish(node);
}

Stmt* Parser::call_statement() {
  auto* node = start<CallStmt>();
  advance();
  node->procedure = designator();
  if (PartRef* whole = dyn_cast<PartRef>(node->procedure)) { // its last parentheses hold the arguments
    node->procedure = whole->base;
    node->arguments = whole->arguments;
    return finish(node);
  }
  if (accept(TokenKind::left_chevron)) {
    node->launch = comma_list<Expr>([&] { return argument(); });
    expect(TokenKind::right_chevron);
  }
  if (accept(TokenKind::left_paren)) node->arguments = argument_list();
  return finish(node);
}

// GO TO label, GO TO (labels), expression, GO TO variable [, (labels)]
Stmt* Parser::goto_statement() {
  std::uint32_t first = at_;
  if (is_word(kw::go)) {
    advance();
    expect_word(kw::to);
  } else {
    advance();
  }
  if (is(TokenKind::integer_literal)) {
    auto* node = start<GotoStmt>();
    node->first_token = first;
    node->label = label_reference();
    return finish(node);
  }
  auto labels = [&] {
    expect(TokenKind::left_paren);
    List<Expr> list = comma_list<Expr>([&] { return label_reference(); });
    expect(TokenKind::right_paren);
    return list;
  };
  if (is(TokenKind::left_paren)) {
    auto* node = start<ComputedGotoStmt>();
    node->first_token = first;
    node->labels = labels();
    accept(TokenKind::comma);
    node->selector = expression();
    return finish(node);
  }
  auto* node = start<AssignedGotoStmt>();
  node->first_token = first;
  node->variable = name_reference();
  bool comma = accept(TokenKind::comma);
  if (comma || is(TokenKind::left_paren)) node->labels = labels();
  return finish(node);
}

Stmt* Parser::assign_label_statement() {
  auto* node = start<AssignLabelStmt>();
  advance();
  node->label = label_reference();
  expect_word(kw::to);
  node->variable = name_reference();
  return finish(node);
}

Stmt* Parser::stop_statement(StopKind stop) {
  auto* node = start<StopStmt>();
  node->stop = stop;
  bool two_words = is_word(kw::error);
  advance();
  if (two_words) expect_word(kw::stop);
  if (!at_end() && !is(TokenKind::comma)) node->code = expression();
  if (accept(TokenKind::comma)) {
    expect_word(kw::quiet);
    expect(TokenKind::assign);
    node->quiet = expression();
  }
  return finish(node);
}

// R937: [lower:]upper, ..., [lower:]*
void Parser::check_coarray_allocation(const Expr* object) {
  const CoindexedRef* coarray = dyn_cast<CoindexedRef>(object);
  if (!coarray || failed_) return;
  for (const Expr* bound : coarray->arguments) {
    const Triplet* pair = dyn_cast<Triplet>(bound);
    bool star = isa<StarExpr>(bound) || (pair && pair->lower && pair->upper && isa<StarExpr>(pair->upper));
    bool last = bound == coarray->arguments.back();
    if (last && !star) fail_at(bound->first_token, "'*' as the last codimension");
    if (!last && (star || (pair && (!pair->lower || !pair->upper || pair->stride))))
      fail_at(bound->first_token, "the bounds of a codimension ('*' is for the last one)");
  }
}

// ALLOCATE ([type ::] objects [, STAT=...]), DEALLOCATE (...), NULLIFY (...)
Stmt* Parser::allocate_statement() {
  std::uint32_t first = at_;
  Name word = token().name;
  advance();
  std::uint32_t open = at_;
  expect(TokenKind::left_paren);
  TypeSpec* type = nullptr;
  if (index_of(word) == kw::allocate && double_colon_before_close(open)) {
    type = type_spec(false);
    expect(TokenKind::double_colon);
  }
  Collect<Expr> objects(*this);
  List<Expr> object_list;
  allocating_ = index_of(word) == kw::allocate;
  while (!failed_ && !(is_name() && kind(1) == TokenKind::assign)) {
    objects.add(designator());
    if (index_of(word) == kw::allocate) check_coarray_allocation(objects.back());
    else if (const PartRef* part = dyn_cast<PartRef>(objects.back())) // R942, R939: no element or section
      fail_at(part->base->last_token + 1, "',' or ')' (a part of an array cannot be given alone)");
    if (!accept(TokenKind::comma)) break;
  }
  allocating_ = false;
  object_list = objects.list();
  List<ControlSpec> controls;
  if (is_name() && kind(1) == TokenKind::assign)
    controls = comma_list<ControlSpec>([&] { return control_spec(); });
  expect(TokenKind::right_paren);
  if (index_of(word) == kw::allocate) {
    auto* node = start<AllocateStmt>();
    node->first_token = first;
    node->type = type;
    node->objects = object_list;
    node->controls = controls;
    return finish(node);
  }
  if (index_of(word) == kw::deallocate) {
    auto* node = start<DeallocateStmt>();
    node->first_token = first;
    node->objects = object_list;
    node->controls = controls;
    return finish(node);
  }
  auto* node = start<NullifyStmt>();
  node->first_token = first;
  node->objects = object_list;
  return finish(node);
}

// SYNC ALL, SYNC IMAGES (...), LOCK (...), EVENT POST (...), FAIL IMAGE, FORM TEAM (...)
Stmt* Parser::image_statement() {
  auto* node = start<ImageStmt>();
  Name word = token().name;
  advance();
  auto second = [&](std::initializer_list<std::pair<std::uint32_t, ImageKind>> choices,
                    std::string_view expected) {
    for (auto [keyword, image] : choices)
      if (accept_word(keyword)) {
        node->image = image;
        return;
      }
    fail(expected);
  };
  switch (index_of(word)) {
  case kw::sync:
    second({{kw::all, ImageKind::sync_all},
            {kw::images, ImageKind::sync_images},
            {kw::memory, ImageKind::sync_memory},
            {kw::team, ImageKind::sync_team}},
           "ALL, IMAGES, MEMORY or TEAM after SYNC");
    break;
  case kw::event:
    second({{kw::post, ImageKind::event_post}, {kw::wait, ImageKind::event_wait}},
           "POST or WAIT after EVENT");
    break;
  case kw::fail: second({{kw::image, ImageKind::fail_image}}, "IMAGE after FAIL"); break;
  case kw::form: second({{kw::team, ImageKind::form_team}}, "TEAM after FORM"); break;
  case kw::lock: node->image = ImageKind::lock; break;
  default: node->image = ImageKind::unlock; break;
  }
  bool all_or_memory = node->image == ImageKind::sync_all || node->image == ImageKind::sync_memory;
  if (is(TokenKind::left_paren) && node->image != ImageKind::fail_image)
    node->controls = control_list(all_or_memory);
  return finish(node);
}

} // namespace isotach
