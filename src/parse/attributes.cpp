// Attributes, bounds, and the statements that give an attribute to names (8.5 and 8.6).

#include "parse/parser.h"

namespace isotach {

Dimension* Parser::dimension() {
  Dimension* node = start<Dimension>();
  if (is(TokenKind::unknown) && lexed_.spelling(at_) == ".") { // ..
    node->form = DimensionKind::assumed_rank;
    advance();
    if (is(TokenKind::unknown)) advance();
    return finish(node);
  }
  if (accept(TokenKind::op_star)) {
    node->form = DimensionKind::star;
    return finish(node);
  }
  if (is(TokenKind::colon)) {
    advance();
    node->form = DimensionKind::colon;
    if (!is(TokenKind::comma) && !is(TokenKind::right_paren) && !is(TokenKind::right_bracket)) {
      node->form = DimensionKind::explicit_;
      node->upper = expression();
    }
    return finish(node);
  }
  Expr* first = expression();
  if (!accept(TokenKind::colon)) {
    node->upper = first;
    return finish(node);
  }
  node->lower = first;
  if (accept(TokenKind::op_star)) node->form = DimensionKind::star;
  else if (is(TokenKind::comma) || is(TokenKind::right_paren) || is(TokenKind::right_bracket))
    node->form = DimensionKind::colon;
  else node->upper = expression();
  return finish(node);
}

// R809-R825: which bounds go together, and which a component may have
void Parser::check_dimensions(List<Dimension> list, bool coarray) {
  std::size_t colons = 0, stars = 0;
  for (const Dimension* dimension : list) {
    colons += dimension->form == DimensionKind::colon;
    stars += dimension->form == DimensionKind::star;
    if (dimension->form == DimensionKind::assumed_rank && list.size() > 1)
      fail_at(dimension->first_token, "a dimension ('..' stands alone)");
  }
  bool all = colons == list.size() || (stars == list.size() && !coarray);
  for (const Dimension* dimension : list) {
    bool last = dimension == list.back();
    if (all) break;
    if (dimension->form == DimensionKind::colon)
      fail_at(dimension->first_token, "a bound (dimensions are all ':' or none)");
    if (dimension->form == DimensionKind::star && !last)
      fail_at(dimension->first_token, "a bound ('*' is for the last dimension)");
    if (coarray && last && dimension->form != DimensionKind::star)
      fail_at(dimension->first_token, "'*' as the last codimension");
  }
  Opens place = blocks_.empty() ? Opens::none : blocks_.back().opens;
  bool component =
      place == Opens::type || place == Opens::structure || place == Opens::union_ || place == Opens::map;
  if (!component || coarray) return;
  for (const Dimension* dimension : list)
    if (dimension->form == DimensionKind::star || dimension->form == DimensionKind::assumed_rank)
      fail_at(dimension->first_token, "bounds or ':' for a component");
}

// After the opening parenthesis or bracket, through the closing one.
List<Dimension> Parser::dimension_list(TokenKind close) {
  List<Dimension> list = comma_list<Dimension>([&] { return dimension(); });
  if (!failed_) check_dimensions(list, close == TokenKind::right_bracket);
  expect(close);
  return list;
}

Attribute* Parser::bind_attribute() {
  Attribute* node = start<Attribute>();
  node->attribute = AttributeKind::bind;
  expect_word(kw::bind);
  expect(TokenKind::left_paren);
  node->argument = expect_name("C");
  while (accept(TokenKind::comma) && !failed_) {
    expect_name("NAME");
    expect(TokenKind::assign);
    node->value = expression();
  }
  expect(TokenKind::right_paren);
  return finish(node);
}

Attribute* Parser::attribute() {
  struct Word {
    std::uint32_t keyword;
    AttributeKind kind;
  };
  static constexpr Word words[] = {
      {kw::abstract, AttributeKind::abstract},
      {kw::allocatable, AttributeKind::allocatable},
      {kw::asynchronous, AttributeKind::asynchronous},
      {kw::automatic, AttributeKind::automatic},
      {kw::bind, AttributeKind::bind},
      {kw::codimension, AttributeKind::codimension},
      {kw::contiguous, AttributeKind::contiguous},
      {kw::deferred, AttributeKind::deferred},
      {kw::dimension, AttributeKind::dimension},
      {kw::extends, AttributeKind::extends},
      {kw::external, AttributeKind::external},
      {kw::intent, AttributeKind::intent},
      {kw::intrinsic, AttributeKind::intrinsic},
      {kw::kind, AttributeKind::kind},
      {kw::len, AttributeKind::len},
      {kw::non_overridable, AttributeKind::non_overridable},
      {kw::nopass, AttributeKind::nopass},
      {kw::optional, AttributeKind::optional},
      {kw::parameter, AttributeKind::parameter},
      {kw::pass, AttributeKind::pass},
      {kw::pointer, AttributeKind::pointer},
      {kw::private_, AttributeKind::private_},
      {kw::protected_, AttributeKind::protected_},
      {kw::public_, AttributeKind::public_},
      {kw::rank, AttributeKind::rank},
      {kw::save, AttributeKind::save},
      {kw::sequence, AttributeKind::sequence},
      {kw::static_, AttributeKind::static_},
      {kw::target, AttributeKind::target},
      {kw::value, AttributeKind::value},
      {kw::volatile_, AttributeKind::volatile_},
      {kw::elemental, AttributeKind::elemental},
      {kw::impure, AttributeKind::impure},
      {kw::module_, AttributeKind::module},
      {kw::non_recursive, AttributeKind::non_recursive},
      {kw::pure, AttributeKind::pure},
      {kw::recursive, AttributeKind::recursive},
      {kw::attributes, AttributeKind::attributes},
      {kw::launch_bounds, AttributeKind::launch_bounds},
      {kw::device, AttributeKind::device},
      {kw::managed, AttributeKind::managed},
      {kw::constant, AttributeKind::constant},
      {kw::shared, AttributeKind::shared},
      {kw::pinned, AttributeKind::pinned},
      {kw::texture, AttributeKind::texture},
      {kw::global, AttributeKind::global},
      {kw::host, AttributeKind::host},
  };
  if (is_word(kw::bind)) return bind_attribute();
  Attribute* node = start<Attribute>();
  for (const Word& word : words)
    if (is_word(word.keyword)) node->attribute = word.kind;
  if (node->attribute == AttributeKind::none) {
    unknown_word("an attribute",
                 {"allocatable", "asynchronous", "codimension", "contiguous", "deferred", "dimension",
                  "external",    "intent",       "intrinsic",   "nopass",     "optional", "parameter",
                  "pass",        "pointer",      "private",     "protected",  "public",   "save",
                  "target",      "value",        "volatile"},
                 "an attribute");
    return node;
  }
  advance();
  switch (node->attribute) {
  case AttributeKind::dimension:
    expect(TokenKind::left_paren);
    node->dimensions = dimension_list(TokenKind::right_paren);
    if (accept(TokenKind::left_bracket)) node->codimensions = dimension_list(TokenKind::right_bracket);
    break;
  case AttributeKind::codimension:
    expect(TokenKind::left_bracket);
    node->codimensions = dimension_list(TokenKind::right_bracket);
    break;
  case AttributeKind::intent:
    expect(TokenKind::left_paren);
    if (accept_word(kw::inout)) node->intent = IntentKind::inout;
    else if (accept_word(kw::out)) node->intent = IntentKind::out;
    else if (accept_word(kw::in)) node->intent = accept_word(kw::out) ? IntentKind::inout : IntentKind::in;
    else fail("IN, OUT or INOUT");
    expect(TokenKind::right_paren);
    break;
  case AttributeKind::extends:
  case AttributeKind::attributes:
    expect(TokenKind::left_paren);
    node->argument = expect_name("a name");
    while (accept(TokenKind::comma) && !failed_) expect_name("a name");
    expect(TokenKind::right_paren);
    break;
  case AttributeKind::pass:
    if (accept(TokenKind::left_paren)) {
      node->argument = expect_name("a name");
      expect(TokenKind::right_paren);
    }
    break;
  case AttributeKind::rank: node->value = parenthesised(); break;
  case AttributeKind::launch_bounds:
    expect(TokenKind::left_paren);
    node->value = expression();
    while (accept(TokenKind::comma) && !failed_) expression();
    expect(TokenKind::right_paren);
    break;
  default: break;
  }
  return finish(node);
}

Stmt* Parser::attribute_statement(Attribute* attribute) {
  auto* node = start<AttributeStmt>();
  node->first_token = attribute->first_token;
  node->attribute = attribute;
  accept(TokenKind::double_colon);
  switch (attribute->attribute) {
  case AttributeKind::public_:
  case AttributeKind::private_:
  case AttributeKind::save:
  case AttributeKind::sequence:
  case AttributeKind::automatic:
  case AttributeKind::static_: break;
  default:
    if (at_end()) fail("the names that have this attribute");
  }
  if (!at_end())
    node->items = comma_list<NamedItem>([&] {
      bool generic =
          attribute->attribute == AttributeKind::public_ || attribute->attribute == AttributeKind::private_;
      if (generic) return generic_spec();
      NamedItem* item = named_item();
      // POINTER :: p => null() in attribute form is not standard; leave it to fail at the arrow
      return item;
    });
  return finish(node);
}

Stmt* Parser::attribute_keyword_statement(AttributeKind kind_) {
  // DIMENSION a(10) and CODIMENSION a[*] hold their bounds with the names, unlike the attributes of that
  // name.
  Attribute* node = nullptr;
  if (kind_ == AttributeKind::bind || kind_ == AttributeKind::intent || kind_ == AttributeKind::attributes) {
    node = attribute();
    // CUDA Fortran's ATTRIBUTES(DEVICE) :: x says what DEVICE :: x does.
    static constexpr std::pair<std::string_view, AttributeKind> memories[] = {
        {"device", AttributeKind::device},     {"managed", AttributeKind::managed},
        {"constant", AttributeKind::constant}, {"shared", AttributeKind::shared},
        {"pinned", AttributeKind::pinned},     {"texture", AttributeKind::texture},
        {"unified", AttributeKind::unified},
    };
    if (kind_ == AttributeKind::attributes && !failed_)
      for (auto [word, memory] : memories)
        if (tree_.spelling(node->argument) == word) {
          node->attribute = memory;
          node->argument = no_name;
          break;
        }
  } else {
    node = start<Attribute>();
    node->attribute = kind_;
    advance();
    finish(node);
  }
  return attribute_statement(node);
}

} // namespace isotach
