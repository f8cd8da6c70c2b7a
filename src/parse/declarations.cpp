// Specification statements and their parts (chapters 7 and 8 of the standard).

#include "base/strings.h"
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

// Behind the opening parenthesis or bracket, through the closing one.
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

// A value of DATA: [repeat *] constant (R843-R845). No operators but a sign, for `/` ends the list.
Node* Parser::data_value() {
  DataValue* node = start<DataValue>();
  auto constant = [&]() -> Expr* {
    if (is(TokenKind::op_plus) || is(TokenKind::op_minus)) {
      UnaryExpr* sign = start<UnaryExpr>();
      sign->op = is(TokenKind::op_plus) ? OperatorKind::plus : OperatorKind::minus;
      advance();
      sign->operand = primary();
      return finish(sign);
    }
    Expr* value = primary();
    if (isa<ParenExpr>(value) || isa<ImpliedDo>(value)) fail_at(value->first_token, "a constant");
    return value;
  };
  node->value = constant();
  if (accept(TokenKind::op_star)) {
    node->repeat = node->value;
    node->value = constant();
  }
  return finish(node);
}

// name [(dims)] [[codims]] [*length] [= value | => target | /values/]
EntityDecl* Parser::entity_decl() {
  EntityDecl* node = start<EntityDecl>();
  bool fill = is(TokenKind::percent) && equals_ignoring_case(lexed_.spelling(at_ + 1), "fill");
  if (fill) { // %FILL: padding of a STRUCTURE
    if (!blocks_.empty() && blocks_.back().opens == Opens::type)
      fail("the name of a component (%FILL is for STRUCTURE)");
    advance();
  }
  node->name = expect_name("a name to declare");
  if (accept(TokenKind::left_paren)) node->dimensions = dimension_list(TokenKind::right_paren);
  if (accept(TokenKind::left_bracket)) node->codimensions = dimension_list(TokenKind::right_bracket);
  if (accept(TokenKind::op_star)) {
    if (accept(TokenKind::left_paren)) {
      node->length = is(TokenKind::op_star) ? literal<StarExpr>()
                     : is(TokenKind::colon) ? literal<ColonExpr>()
                                            : expression();
      expect(TokenKind::right_paren);
    } else {
      node->length = is_name() ? name_reference() : literal<IntegerLiteral>();
    }
  }
  if (fill && (is(TokenKind::assign) || is(TokenKind::op_slash)))
    fail("',' or end of statement (%FILL has no value)");
  if (accept(TokenKind::assign)) {
    node->init_kind = InitKind::value;
    node->init = expression();
  } else if (accept(TokenKind::arrow)) {
    node->init_kind = InitKind::pointer;
    node->init = expression();
    const PartRef* call = dyn_cast<PartRef>(node->init);
    bool null = call && isa<NameRef>(call->base) && tree_.spelling(cast<NameRef>(call->base)->name) == "null";
    if (null && call->arguments.size() > 0) fail_at(call->arguments[0]->first_token, "')' behind 'NULL('");
    if (!isa<NameRef>(node->init) && !call && !isa<ComponentRef>(node->init) &&
        !isa<CoindexedRef>(node->init))
      fail_at(node->init->first_token, "NULL() or the name of a target");
  } else if (is(TokenKind::op_slash)) {
    advance();
    node->init_kind = InitKind::slashes;
    node->data_values = comma_list<Node>([&] { return data_value(); });
    expect(TokenKind::op_slash);
  }
  return finish(node);
}

Stmt* Parser::type_declaration() {
  auto* node = start<TypeDeclStmt>();
  node->type = type_spec(true);
  Collect<Attribute> attributes(*this);
  while (!failed_ && is(TokenKind::comma)) {
    advance();
    attributes.add(attribute());
  }
  node->attributes = attributes.list();
  node->double_colon = accept(TokenKind::double_colon);
  if (!node->double_colon && attributes.size() > 0) expect(TokenKind::double_colon);
  if (!(node->double_colon && at_end()))
    node->entities = comma_list<EntityDecl>([&] { return entity_decl(); });
  check_type_parameters(*node);
  return finish(node);
}

// R732: KIND or LEN alone declares parameters of a derived type, which are scalars and stand there only
void Parser::check_type_parameters(const TypeDeclStmt& declaration) {
  const Attribute* parameter = nullptr;
  for (const Attribute* attribute : declaration.attributes)
    if (attribute->attribute == AttributeKind::kind || attribute->attribute == AttributeKind::len)
      parameter = attribute;
  if (!parameter || failed_) return;
  if (blocks_.empty() || blocks_.back().opens != Opens::type)
    return fail_at(parameter->first_token,
                   "an attribute of variables (KIND and LEN declare parameters inside a derived type)");
  if (declaration.attributes.size() > 1)
    fail_at(declaration.attributes[1]->first_token, "'::' (a type parameter has one attribute)");
  for (const EntityDecl* entity : declaration.entities)
    if (entity->dimensions.size() > 0)
      fail_at(entity->dimensions[0]->first_token - 1,
              "',' or end of statement (a type parameter is a scalar)");
}

// name, name(dims), name[codims], /common/
NamedItem* Parser::named_item() {
  NamedItem* node = start<NamedItem>();
  if (accept(TokenKind::op_slash)) {
    node->item = ItemKind::common_block;
    node->name = expect_name("the name of a common block");
    expect(TokenKind::op_slash);
    return finish(node);
  }
  node->name = expect_name("a name");
  if (accept(TokenKind::left_paren)) node->dimensions = dimension_list(TokenKind::right_paren);
  if (accept(TokenKind::left_bracket)) node->codimensions = dimension_list(TokenKind::right_bracket);
  return finish(node);
}

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

Stmt* Parser::implicit_statement() {
  auto* node = start<ImplicitStmt>();
  advance();
  if (accept_word(kw::none_)) {
    node->none = true;
    if (accept(TokenKind::left_paren)) {
      if (!is(TokenKind::right_paren)) node->none_specs = comma_list<NamedItem>([&] { return named_item(); });
      expect(TokenKind::right_paren);
    }
    return finish(node);
  }
  node->specs = comma_list<ImplicitSpec>([&] {
    ImplicitSpec* spec = start<ImplicitSpec>();
    // REAL (A-H): the parenthesis holds letters, not a kind, when no other follows it
    TypeSpec* type = start<TypeSpec>();
    bool letters_next = kind(1) == TokenKind::left_paren && close_of(at_ + 1) + 1 <= stop_ &&
                        lexed_.tokens[close_of(at_ + 1) + 1 < stop_ ? close_of(at_ + 1) + 1 : stop_].kind !=
                            TokenKind::left_paren;
    if (letters_next && !is_word(kw::type) && !is_word(kw::class_)) {
      switch (index_of(token().name)) {
      case kw::integer: type->keyword = TypeKeyword::integer; break;
      case kw::real: type->keyword = TypeKeyword::real; break;
      case kw::complex: type->keyword = TypeKeyword::complex; break;
      case kw::logical: type->keyword = TypeKeyword::logical; break;
      case kw::character: type->keyword = TypeKeyword::character; break;
      case kw::byte: type->keyword = TypeKeyword::byte; break;
      case kw::doubleprecision: type->keyword = TypeKeyword::double_precision; break;
      case kw::doublecomplex: type->keyword = TypeKeyword::double_complex; break;
      default: fail("a type");
      }
      advance();
      spec->type = finish(type);
    } else {
      spec->type = type_spec(true);
    }
    expect(TokenKind::left_paren);
    spec->ranges = comma_list<LetterRange>([&] {
      LetterRange* range = start<LetterRange>();
      auto letter = [&] {
        if (is_name() && tree_.spelling(token().name).size() > 1) fail("a single letter");
        return expect_name("a letter");
      };
      range->first_letter = range->last_letter = letter();
      if (accept(TokenKind::op_minus)) range->last_letter = letter();
      return finish(range);
    });
    expect(TokenKind::right_paren);
    return finish(spec);
  });
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
      // POINTER :: p => null() in attribute form is no standard; leave it to fail at the arrow
      return item;
    });
  return finish(node);
}

Stmt* Parser::attribute_keyword_statement(AttributeKind kind_) {
  // DIMENSION a(10) and CODIMENSION a[*] hold their bounds with the names, unlike the attributes of that
  // name.
  Attribute* node = nullptr;
  if (kind_ == AttributeKind::bind || kind_ == AttributeKind::intent) {
    node = attribute();
  } else {
    node = start<Attribute>();
    node->attribute = kind_;
    advance();
    finish(node);
  }
  return attribute_statement(node);
}

Stmt* Parser::parameter_statement() {
  auto* node = start<ParameterStmt>();
  advance();
  bool parenthesis = accept(TokenKind::left_paren); // the extension has none
  node->constants = comma_list<KeywordArgument>([&] {
    KeywordArgument* constant = start<KeywordArgument>();
    constant->name = expect_name("the name of a constant");
    expect(TokenKind::assign);
    constant->value = expression();
    return finish(constant);
  });
  if (parenthesis) expect(TokenKind::right_paren);
  return finish(node);
}

Stmt* Parser::data_statement() {
  auto* node = start<DataStmt>();
  advance();
  Collect<DataSet> sets(*this);
  do {
    DataSet* set = start<DataSet>();
    set->objects = comma_list<Expr>([&] { return is(TokenKind::left_paren) ? primary() : designator(); });
    expect(TokenKind::op_slash);
    set->values = comma_list<Node>([&] { return data_value(); });
    expect(TokenKind::op_slash);
    sets.add(finish(set));
    accept(TokenKind::comma);
  } while (!at_end() && !failed_);
  node->sets = sets.list();
  return finish(node);
}

// /name/ items: a group of COMMON, NAMELIST or RECORD
ItemGroup* Parser::slash_group(bool name_required) {
  ItemGroup* group = start<ItemGroup>();
  if (accept(TokenKind::op_concat)) { // blank common written //
  } else if (accept(TokenKind::op_slash)) {
    if (name_required || is_name()) group->name = expect_name("a name between slashes");
    expect(TokenKind::op_slash);
  } else if (name_required) {
    fail("'/'");
  }
  Collect<Node> items(*this);
  do {
    items.add(named_item());
    const NamedItem* item = static_cast<const NamedItem*>(items.back());
    if (item->codimensions.size() > 0)
      fail_at(item->codimensions[0]->first_token - 1, "',' or the next group (no coarray can stand here)");
  } while (!failed_ && accept(TokenKind::comma) && !is(TokenKind::op_slash) && !is(TokenKind::op_concat));
  group->items = items.list();
  return finish(group);
}

Stmt* Parser::common_statement() {
  auto* node = start<CommonStmt>();
  advance();
  Collect<ItemGroup> groups(*this);
  do groups.add(slash_group(false));
  while (!at_end() && !failed_);
  node->groups = groups.list();
  return finish(node);
}

Stmt* Parser::namelist_statement() {
  auto* node = start<NamelistStmt>();
  advance();
  Collect<ItemGroup> groups(*this);
  do groups.add(slash_group(true));
  while (!at_end() && !failed_);
  node->groups = groups.list();
  return finish(node);
}

Stmt* Parser::record_statement() {
  auto* node = start<RecordStmt>();
  advance();
  Collect<ItemGroup> groups(*this);
  do groups.add(slash_group(true));
  while (!at_end() && !failed_);
  node->groups = groups.list();
  return finish(node);
}

Stmt* Parser::equivalence_statement() {
  auto* node = start<EquivalenceStmt>();
  advance();
  node->groups = comma_list<ItemGroup>([&] {
    ItemGroup* group = start<ItemGroup>();
    expect(TokenKind::left_paren);
    group->items = comma_list<Node>([&]() -> Node* { return designator(); });
    expect(TokenKind::right_paren);
    return finish(group);
  });
  return finish(node);
}

Stmt* Parser::cray_pointer_statement() {
  auto* node = start<CrayPointerStmt>();
  advance();
  node->pairs = comma_list<ItemGroup>([&] {
    ItemGroup* group = start<ItemGroup>();
    expect(TokenKind::left_paren);
    group->items = comma_list<Node>([&]() -> Node* { return named_item(); });
    expect(TokenKind::right_paren);
    return finish(group);
  });
  return finish(node);
}

Stmt* Parser::enumerator_statement() {
  auto* node = start<EnumeratorStmt>();
  advance();
  accept(TokenKind::double_colon);
  node->entities = comma_list<EntityDecl>([&] { return entity_decl(); });
  return finish(node);
}

// PROCEDURE means four things by its place: names in an interface block, a binding in a type behind CONTAINS,
// a separate procedure in a unit behind CONTAINS, and a declaration elsewhere.
Stmt* Parser::procedure_statement() {
  Opens place = blocks_.empty() ? Opens::none : blocks_.back().opens;
  std::uint32_t first = at_;
  bool module = accept_word(kw::module_);
  if (place == Opens::interface) {
    auto* node = start<ProcedureNamesStmt>();
    node->first_token = first;
    node->module = module;
    advance();
    accept(TokenKind::double_colon);
    node->names = comma_list<NamedItem>([&] { return named_item(); });
    return finish(node);
  }
  if (module) {
    auto* node = start<SeparateProcedureStmt>();
    node->first_token = first;
    opens_ = Opens::procedure;
    advance();
    node->name = expect_name("the name of the procedure");
    return finish(node);
  }
  advance();
  TypeSpec* type = nullptr;
  Name interface_name = no_name;
  if (accept(TokenKind::left_paren)) {
    if (starts_type(at_)) type = type_spec(true);
    else if (!is(TokenKind::right_paren)) interface_name = expect_name("an interface name or a type");
    expect(TokenKind::right_paren);
  }
  Collect<Attribute> attributes(*this);
  while (!failed_ && accept(TokenKind::comma)) attributes.add(attribute());
  bool binding = place == Opens::type && blocks_.back().contains;
  if (!binding) check_procedure_attributes(attributes.list(), place == Opens::type);
  if (attributes.size() > 0) expect(TokenKind::double_colon);
  else accept(TokenKind::double_colon);
  if (binding) {
    auto* node = start<TypeBoundProcedureStmt>();
    node->first_token = first;
    node->interface = interface_name;
    node->attributes = attributes.list();
    node->bindings = comma_list<NamedItem>([&] { return use_item(); });
    return finish(node);
  }
  auto* node = start<ProcedureDeclStmt>();
  node->first_token = first;
  node->type = type;
  node->interface = interface_name;
  node->attributes = attributes.list();
  node->entities = comma_list<EntityDecl>([&] { return entity_decl(); });
  for (const EntityDecl* entity : node->entities)
    if (entity->init && isa<ComponentRef>(entity->init))
      fail_at(entity->init->first_token, "NULL() or the name of a procedure");
  return finish(node);
}

// R1514, R741: what PROCEDURE may declare of its names
void Parser::check_procedure_attributes(List<Attribute> attributes, bool component) {
  for (const Attribute* attribute : attributes) switch (attribute->attribute) {
    case AttributeKind::bind:
    case AttributeKind::intent:
    case AttributeKind::nopass:
    case AttributeKind::optional:
    case AttributeKind::pass:
    case AttributeKind::pointer:
    case AttributeKind::private_:
    case AttributeKind::protected_:
    case AttributeKind::public_:
    case AttributeKind::save: break;
    default:
      fail_at(attribute->first_token, "an attribute of procedures (POINTER, INTENT, OPTIONAL, SAVE, ...)");
    }
  if (component && attributes.size() == 0) fail("',' and POINTER (a procedure component is a pointer)");
}

Stmt* Parser::generic_statement() {
  auto* node = start<GenericStmt>();
  advance();
  Collect<Attribute> attributes(*this);
  while (!failed_ && accept(TokenKind::comma)) attributes.add(attribute());
  node->attributes = attributes.list();
  expect(TokenKind::double_colon);
  node->generic = generic_spec();
  expect(TokenKind::arrow);
  node->specifics = comma_list<NamedItem>([&] { return named_item(); });
  return finish(node);
}

Stmt* Parser::final_statement() {
  auto* node = start<FinalStmt>();
  advance();
  accept(TokenKind::double_colon);
  node->names = comma_list<NamedItem>([&] { return named_item(); });
  return finish(node);
}

Stmt* Parser::include_line() {
  auto* node = start<IncludeLine>();
  advance();
  if (!is(TokenKind::string_literal)) fail("the path in quotes after INCLUDE");
  node->path = literal<StringLiteral>();
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
