// Action statements: ALLOCATE (9.7), GO TO and STOP (11.2 to 11.4), images (11.5 to 11.7), CALL (15.5).

#include "parse/parser.h"

namespace isotach {

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

} // namespace isotach
