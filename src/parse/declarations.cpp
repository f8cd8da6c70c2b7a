// Declarations of entities and their values: type declarations, DATA, PARAMETER, IMPLICIT (8.2 to 8.7),
// PROCEDURE and GENERIC (15.4.3, 7.5.5).

#include "base/strings.h"
#include "parse/parser.h"

namespace isotach {

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
    if (null && call->arguments.size() > 0) fail_at(call->arguments[0]->first_token, "')' after 'NULL('");
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

// PROCEDURE means four things by its place: names in an interface block, a binding in a type after CONTAINS,
// a separate procedure in a unit after CONTAINS, and a declaration elsewhere.
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

} // namespace isotach
