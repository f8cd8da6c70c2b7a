// Statements that begin or divide constructs (chapter 11), WHERE and FORALL (10.2.3, 10.2.4).

#include "parse/parser.h"

namespace isotach {

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

} // namespace isotach
