// Expressions (R1001-R1037), designators (R901-R926), constructors (R769).

#include "parse/parser.h"

#include <algorithm>

namespace isotach {

namespace {

struct BinaryOperator {
  OperatorKind kind = OperatorKind::defined;
  int precedence = 0; // 0: no binary operator; higher binds tighter
};

constexpr int precedence_not = 5;
constexpr int precedence_add = 8;
constexpr int precedence_power = 10;

BinaryOperator binary_operator(TokenKind kind) {
  switch (kind) {
  case TokenKind::defined_operator: return {OperatorKind::defined, 1};
  case TokenKind::op_eqv: return {OperatorKind::eqv, 2};
  case TokenKind::op_neqv: return {OperatorKind::neqv, 2};
  case TokenKind::op_or: return {OperatorKind::or_, 3};
  case TokenKind::op_and: return {OperatorKind::and_, 4};
  case TokenKind::op_eq: return {OperatorKind::eq, 6};
  case TokenKind::op_ne: return {OperatorKind::ne, 6};
  case TokenKind::op_lt: return {OperatorKind::lt, 6};
  case TokenKind::op_le: return {OperatorKind::le, 6};
  case TokenKind::op_gt: return {OperatorKind::gt, 6};
  case TokenKind::op_ge: return {OperatorKind::ge, 6};
  case TokenKind::op_concat: return {OperatorKind::concat, 7};
  case TokenKind::op_plus: return {OperatorKind::plus, precedence_add};
  case TokenKind::op_minus: return {OperatorKind::minus, precedence_add};
  case TokenKind::op_star: return {OperatorKind::multiply, 9};
  case TokenKind::op_slash: return {OperatorKind::divide, 9};
  case TokenKind::op_power: return {OperatorKind::power, precedence_power};
  default: return {};
  }
}

} // namespace

Expr* Parser::binary_expression(int lowest) {
  Deeper deeper(*this);
  Expr* left = unary_expression(lowest);
  // a + b + ... makes a tree as deep as the chain is long.
  for (int chain = 0;; ++chain) {
    if (chain > longest_chain) too_deep(longest_chain);
    BinaryOperator op = binary_operator(kind());
    if (op.precedence < lowest || op.precedence == 0) return left;
    // The slash of `/)` closes an array constructor.
    if (kind() == TokenKind::op_slash && kind(1) == TokenKind::right_paren) return left;
    BinaryExpr* node = start_at<BinaryExpr>(left);
    node->op = op.kind;
    if (op.kind == OperatorKind::defined) node->operator_name = token().name;
    advance();
    node->left = left;
    // ** associates to the right, everything else to the left.
    node->right = binary_expression(op.kind == OperatorKind::power ? op.precedence : op.precedence + 1);
    if (failed_) return left;
    left = finish(node);
  }
}

// Signs and .NOT. take operands of their own level and above: -a**2 is -(a**2), -a+b is (-a)+b, and
// .not. a .and. b is (.not. a) .and. b. A sign after another operator is an extension of every compiler, and
// takes what that operator would take: a*-b*c is (a*(-b))*c, and a**-b*c is (a**(-b))*c.
Expr* Parser::unary_expression(int lowest) {
  OperatorKind op;
  int operand_level = 0;
  switch (kind()) {
  case TokenKind::op_plus:
    op = OperatorKind::plus;
    operand_level = std::max(precedence_add + 1, lowest);
    break;
  case TokenKind::op_minus:
    op = OperatorKind::minus;
    operand_level = std::max(precedence_add + 1, lowest);
    break;
  case TokenKind::op_not:
    op = OperatorKind::not_;
    operand_level = precedence_not;
    break;
  case TokenKind::defined_operator: op = OperatorKind::defined; break;
  default: return primary();
  }
  Deeper deeper(*this);
  UnaryExpr* node = start<UnaryExpr>();
  node->op = op;
  if (op == OperatorKind::defined) node->operator_name = token().name;
  advance();
  node->operand = op == OperatorKind::defined ? unary_expression(lowest) : binary_expression(operand_level);
  return finish(node);
}

Expr* Parser::primary() {
  switch (kind()) {
  case TokenKind::name: return designator();
  case TokenKind::integer_literal: return literal<IntegerLiteral>();
  case TokenKind::real_literal: return literal<RealLiteral>();
  case TokenKind::boz_literal: return literal<BozLiteral>();
  case TokenKind::hollerith_literal: return literal<HollerithLiteral>();
  case TokenKind::string_literal: return suffixes(literal<StringLiteral>());
  case TokenKind::true_literal:
  case TokenKind::false_literal: {
    LogicalLiteral* node = start<LogicalLiteral>();
    node->value = kind() == TokenKind::true_literal;
    advance();
    return finish(node);
  }
  case TokenKind::left_paren: return parenthesised_primary();
  case TokenKind::left_bracket: return array_constructor(TokenKind::right_bracket);
  case TokenKind::percent:
    // %VAL(x), %LOC(x), %REF(x)
    if (kind(1) == TokenKind::name) {
      NameRef* node = start<NameRef>();
      advance();
      node->name = token().name;
      advance();
      return suffixes(finish(node));
    }
    break;
  default: break;
  }
  fail("an expression");
  return start<NameRef>();
}

Expr* Parser::name_reference() {
  NameRef* node = start<NameRef>();
  node->name = expect_name("a name");
  return finish(node);
}

Expr* Parser::designator() { return suffixes(name_reference()); }

// (arguments), %component and [cosubscripts], in any order and number.
Expr* Parser::suffixes(Expr* base) {
  for (;;) {
    if (is(TokenKind::left_paren)) {
      PartRef* node = start_at<PartRef>(base);
      advance();
      node->base = base;
      node->arguments = argument_list();
      for (const Expr* argument : node->arguments)
        if (isa<StarExpr>(argument)) fail_at(argument->first_token, "a subscript or an argument");
      if (node->arguments.size() == 0 && (is(TokenKind::percent) || is(TokenKind::left_paren)))
        fail("an operator or the end of the expression (assign a function's result to a variable to take its "
             "parts)");
      base = finish(node);
    } else if (is(TokenKind::percent) && kind(1) == TokenKind::name) {
      ComponentRef* node = start_at<ComponentRef>(base);
      advance();
      node->base = base;
      node->name_token = at_;
      node->name = expect_name("a component name");
      base = finish(node);
    } else if (is(TokenKind::left_bracket)) {
      CoindexedRef* node = start_at<CoindexedRef>(base);
      node->base = base;
      node->arguments = bracket_list();
      if (!allocating_)
        for (const Expr* argument : node->arguments)
          if (isa<StarExpr>(argument) || isa<Triplet>(argument))
            fail_at(argument->first_token, "the number of an image");
      base = finish(node);
    } else {
      return base;
    }
    if (failed_) return base;
  }
}

List<Expr> Parser::argument_list() {
  if (accept(TokenKind::right_paren)) return {};
  List<Expr> arguments = comma_list<Expr>([&] { return argument(); });
  expect(TokenKind::right_paren);
  return arguments;
}

List<Expr> Parser::bracket_list() {
  expect(TokenKind::left_bracket);
  List<Expr> arguments = comma_list<Expr>([&] { return argument(); });
  expect(TokenKind::right_bracket);
  return arguments;
}

// An actual argument, subscript, triplet or keyword argument (R921, R1522-R1524).
Expr* Parser::argument() {
  Deeper deeper(*this);
  if (is_name() && kind(1) == TokenKind::assign) {
    KeywordArgument* node = start<KeywordArgument>();
    node->name = token().name;
    advance();
    advance();
    node->value = argument();
    return finish(node);
  }
  if (is(TokenKind::op_star)) {
    if (kind(1) == TokenKind::comma || kind(1) == TokenKind::right_paren ||
        kind(1) == TokenKind::right_bracket || kind(1) == TokenKind::right_chevron)
      return literal<StarExpr>();
    LabelArgument* node = start<LabelArgument>();
    advance();
    node->label = label_reference();
    return finish(node);
  }
  bool colon = is(TokenKind::colon) || is(TokenKind::double_colon);
  Triplet* triplet = colon ? start<Triplet>() : nullptr;
  Expr* lower = colon ? nullptr : expression();
  if (!is(TokenKind::colon) && !is(TokenKind::double_colon)) return lower;
  if (!triplet) triplet = start_at<Triplet>(lower);
  triplet->lower = lower;
  auto value_follows = [&] {
    return !is(TokenKind::comma) && !is(TokenKind::right_paren) && !is(TokenKind::right_bracket) &&
           !is(TokenKind::colon) && !at_end();
  };
  bool stride = accept(TokenKind::double_colon);
  if (!stride) {
    advance();
    if (is(TokenKind::op_star) && kind(1) == TokenKind::right_bracket) triplet->upper = literal<StarExpr>();
    else if (value_follows()) triplet->upper = expression();
    stride = accept(TokenKind::colon);
  }
  if (stride && value_follows()) triplet->stride = expression();
  return finish(triplet);
}

bool Parser::implied_do_follows() const {
  if (kind() == TokenKind::name && kind(1) == TokenKind::assign) return true;
  return is_word(kw::integer) && (kind(1) == TokenKind::double_colon ||
                                  (kind(1) == TokenKind::left_paren && double_colon_before_close(at_)));
}

// [type ::] variable = lower, upper [, step]
void Parser::implied_do_control(ImpliedDo* loop) {
  if (is_word(kw::integer) && kind(1) != TokenKind::assign) {
    loop->type = type_spec(true);
    expect(TokenKind::double_colon);
  }
  loop->variable = name_reference();
  expect(TokenKind::assign);
  loop->lower = expression();
  expect(TokenKind::comma);
  loop->upper = expression();
  if (accept(TokenKind::comma)) loop->step = expression();
}

// (expr), (real, imaginary), (items, i = 1, n) or (/ values /)
Expr* Parser::parenthesised_primary() {
  Deeper deeper(*this);
  if (kind(1) == TokenKind::op_slash) return array_constructor(TokenKind::op_slash);
  std::uint32_t first = at_;
  advance();
  Collect<Expr> items(*this);
  bool loop = false;
  do {
    if (items.size() > 0 && implied_do_follows()) {
      loop = true;
      break;
    }
    items.add(expression());
  } while (accept(TokenKind::comma) && !failed_);
  auto with_range = [&](auto* node) {
    node->first_token = first;
    return node;
  };
  if (loop) {
    ImpliedDo* node = with_range(start<ImpliedDo>());
    node->items = items.list();
    implied_do_control(node);
    expect(TokenKind::right_paren);
    return finish(node);
  }
  expect(TokenKind::right_paren);
  if (items.size() == 2) {
    ComplexLiteral* node = with_range(start<ComplexLiteral>());
    List<Expr> parts = items.list();
    node->real_part = parts[0];
    node->imaginary_part = parts[1];
    return finish(node);
  }
  if (items.size() != 1 && !failed_) fail("a DO control 'variable = first, last' or ')' in this list");
  ParenExpr* node = with_range(start<ParenExpr>());
  if (items.size() > 0) node->operand = items.list()[0];
  return suffixes(finish(node));
}

// [type ::] values, in brackets or between (/ and /)
Expr* Parser::array_constructor(TokenKind close) {
  ArrayConstructor* node = start<ArrayConstructor>();
  std::uint32_t open = at_;
  advance();
  if (close == TokenKind::op_slash) advance();
  if (double_colon_before_close(open)) {
    node->type = type_spec(false);
    expect(TokenKind::double_colon);
  }
  if (!is(close)) node->values = comma_list<Expr>([&] { return argument(); });
  expect(close);
  if (close == TokenKind::op_slash) expect(TokenKind::right_paren);
  return suffixes(finish(node));
}

} // namespace isotach
