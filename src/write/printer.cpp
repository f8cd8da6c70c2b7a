#include "write/printer.h"

#include <algorithm>

#include "base/strings.h"
#include "tree/edit.h"

namespace isotach {

namespace {

// Levels of R1001 to R1022, weakest first.
enum Level : int {
  any = 0,
  defined_binary,
  equivalence,
  disjunction,
  conjunction,
  negation,
  relation,
  concatenation,
  sum,
  product,
  power,
  primary
};

struct Operator {
  std::string_view text; // a keyword when it starts with a point
  int level;
  bool spaced; // blanks around it
};

Operator binary_operator(OperatorKind op) {
  switch (op) {
  case OperatorKind::defined: return {"", defined_binary, true};
  case OperatorKind::eqv: return {".eqv.", equivalence, true};
  case OperatorKind::neqv: return {".neqv.", equivalence, true};
  case OperatorKind::or_: return {".or.", disjunction, true};
  case OperatorKind::and_: return {".and.", conjunction, true};
  case OperatorKind::not_: return {".not.", negation, true};
  case OperatorKind::eq: return {"==", relation, true};
  case OperatorKind::ne: return {"/=", relation, true};
  case OperatorKind::lt: return {"<", relation, true};
  case OperatorKind::le: return {"<=", relation, true};
  case OperatorKind::gt: return {">", relation, true};
  case OperatorKind::ge: return {">=", relation, true};
  case OperatorKind::concat: return {"//", concatenation, true};
  case OperatorKind::plus: return {"+", sum, true};
  case OperatorKind::minus: return {"-", sum, true};
  case OperatorKind::multiply: return {"*", product, false};
  case OperatorKind::divide: return {"/", product, false};
  case OperatorKind::power: return {"**", power, false};
  }
  return {"", any, true};
}

int level_of(const Node* node) {
  if (auto* binary = dyn_cast<BinaryExpr>(node)) return binary_operator(binary->op).level;
  if (auto* unary = dyn_cast<UnaryExpr>(node)) {
    if (unary->op == OperatorKind::not_) return negation;
    return unary->op == OperatorKind::defined ? primary : sum;
  }
  return primary;
}

} // namespace

void Printer::keyword(std::string_view word) { out_.text += upper_ ? upper(word) : std::string(word); }

void Printer::name_as_given(const Node* node, Name fallback) {
  std::string given = spelling(tree_, node);
  if (given.empty()) name(fallback);
  else put(given);
}

void Printer::clause_break() {
  may_break(Fragment::clause);
  put(" ");
}

template <class T> void Printer::list(const List<T>& items, std::string_view separator) {
  bool first = true;
  for (const T* item : items) {
    if (!first) {
      put(separator);
      may_break(Fragment::item);
    }
    first = false;
    node(item);
  }
}

template <class T> void Printer::in_parentheses(const List<T>& items) {
  put("(");
  may_break(Fragment::token);
  list(items);
  put(")");
}

void Printer::operand(const Node* n, int lowest) {
  bool parentheses = level_of(n) < lowest;
  if (parentheses) put("(");
  node(n);
  if (parentheses) put(")");
}

// A node of the source inside a synthetic one: its tokens.
void Printer::source_text(const Node* node) {
  for (std::uint32_t i = node->first_token; i <= node->last_token; ++i) {
    if (i > node->first_token) {
      may_break(Fragment::token);
      if (!tree_.lexed.tokens[i].glued_left) put(" ");
    }
    put(tree_.token_text(i));
  }
}

void Printer::unary(const UnaryExpr* node) {
  switch (node->op) {
  case OperatorKind::not_: keyword(".not. "); return operand(node->operand, negation);
  case OperatorKind::defined:
    put(".");
    name(node->operator_name);
    put(". ");
    return operand(node->operand, primary);
  default: put(node->op == OperatorKind::minus ? "-" : "+"); return operand(node->operand, product);
  }
}

void Printer::binary(const BinaryExpr* node) {
  Operator op = binary_operator(node->op);
  bool right_to_left = op.level == power, chained = op.level != relation;
  operand(node->left, right_to_left || !chained ? op.level + 1 : op.level);
  if (op.spaced) put(" ");
  may_break(Fragment::token);
  if (node->op == OperatorKind::defined) {
    put(".");
    name(node->operator_name);
    put(".");
  } else if (op.text.front() == '.') {
    keyword(op.text);
  } else {
    put(op.text);
  }
  if (op.spaced) put(" ");
  may_break(Fragment::token);
  operand(node->right, right_to_left ? op.level : op.level + 1);
}

void Printer::type_spec(const TypeSpec* node) {
  switch (node->keyword) {
  case TypeKeyword::double_precision: keyword("double precision"); break;
  case TypeKeyword::double_complex: keyword("double complex"); break;
  case TypeKeyword::type:
  case TypeKeyword::type_star: keyword("type"); break;
  case TypeKeyword::class_:
  case TypeKeyword::class_star: keyword("class"); break;
  default: keyword(to_string(node->keyword)); break;
  }
  if (node->keyword == TypeKeyword::type_star || node->keyword == TypeKeyword::class_star) return put("(*)");
  if (node->derived != no_name) {
    put("(");
    name(node->derived);
    if (!node->parameters.empty()) in_parentheses(node->parameters);
    return put(")");
  }
  if (node->star_form) {
    put("*");
    const Expr* size = node->length ? node->length : node->kind_value;
    if (!size) return;
    bool literal = isa<IntegerLiteral>(size);
    if (!literal) put("(");
    expression(size);
    if (!literal) put(")");
    return;
  }
  if (!node->length && !node->kind_value) return;
  put("(");
  if (node->length) {
    keyword("len");
    put("=");
    expression(node->length);
  }
  if (node->kind_value) {
    if (node->length) put(", ");
    keyword("kind");
    put("=");
    expression(node->kind_value);
  }
  put(")");
}

void Printer::implied_do(const ImpliedDo* node) {
  put("(");
  list(node->items);
  put(", ");
  if (node->type) {
    type_spec(node->type);
    put(" :: ");
  }
  expression(node->variable);
  put(" = ");
  expression(node->lower);
  put(", ");
  expression(node->upper);
  if (node->step) {
    put(", ");
    expression(node->step);
  }
  put(")");
}

void Printer::node(const Node* n) {
  if (n->has_tokens() && !n->has(node_flag::changed)) return source_text(n);
  switch (n->kind) {
  case NodeKind::NameRef: return name_as_given(n, cast<NameRef>(n)->name);
  case NodeKind::CommonName:
    put("/");
    name_as_given(n, cast<CommonName>(n)->name);
    return put("/");
  case NodeKind::PartRef:
    operand(cast<PartRef>(n)->base, primary);
    return in_parentheses(cast<PartRef>(n)->arguments);
  case NodeKind::ComponentRef:
    operand(cast<ComponentRef>(n)->base, primary);
    put("%");
    return name_as_given(n, cast<ComponentRef>(n)->name);
  case NodeKind::CoindexedRef:
    operand(cast<CoindexedRef>(n)->base, primary);
    put("[");
    list(cast<CoindexedRef>(n)->arguments);
    return put("]");
  case NodeKind::LogicalLiteral:
    if (std::string given = spelling(tree_, n); !given.empty()) return put(given);
    return keyword(cast<LogicalLiteral>(n)->value ? ".true." : ".false.");
  case NodeKind::IntegerLiteral:
  case NodeKind::RealLiteral:
  case NodeKind::StringLiteral:
  case NodeKind::BozLiteral:
  case NodeKind::HollerithLiteral:
  case NodeKind::OperatorName:
  case NodeKind::OpaqueText: return put(spelling(tree_, n));
  case NodeKind::ComplexLiteral:
    put("(");
    expression(cast<ComplexLiteral>(n)->real_part);
    put(", ");
    expression(cast<ComplexLiteral>(n)->imaginary_part);
    return put(")");
  case NodeKind::ParenExpr:
    put("(");
    expression(cast<ParenExpr>(n)->operand);
    return put(")");
  case NodeKind::UnaryExpr: return unary(cast<UnaryExpr>(n));
  case NodeKind::BinaryExpr: return binary(cast<BinaryExpr>(n));
  case NodeKind::ArrayConstructor: {
    auto* constructor = cast<ArrayConstructor>(n);
    put("[");
    if (constructor->type) {
      type_spec(constructor->type);
      put(" :: ");
    }
    list(constructor->values);
    return put("]");
  }
  case NodeKind::ImpliedDo: return implied_do(cast<ImpliedDo>(n));
  case NodeKind::KeywordArgument: {
    auto* argument = cast<KeywordArgument>(n);
    name_as_given(n, argument->name);
    put("=");
    return expression(argument->value);
  }
  case NodeKind::Triplet: {
    auto* triplet = cast<Triplet>(n);
    if (triplet->lower) expression(triplet->lower);
    put(":");
    if (triplet->upper) expression(triplet->upper);
    if (triplet->stride) {
      put(":");
      expression(triplet->stride);
    }
    return;
  }
  case NodeKind::LabelArgument: put("*"); return expression(cast<LabelArgument>(n)->label);
  case NodeKind::StarExpr: return put("*");
  case NodeKind::ColonExpr: return put(":");
  case NodeKind::TypeSpec: return type_spec(cast<TypeSpec>(n));
  case NodeKind::Clause: return clause(cast<Clause>(n));
  case NodeKind::NamedItem: return name(cast<NamedItem>(n)->name);
  default: return;
  }
}

// ---- statements
// -------------------------------------------------------------------------------------------------

void Printer::clause(const Clause* node) {
  if (node->name == no_name) { // the launch of !$cuf kernel do
    put("<<<");
    list(node->arguments);
    return put(">>>");
  }
  keyword(tree_.spelling(node->name));
  if (node->modifiers.empty() && node->arguments.empty()) return;
  // Opaque text brings its parentheses.
  if (auto* opaque = node->arguments.empty() ? nullptr : dyn_cast<OpaqueText>(node->arguments.front()))
    return put(spelling(tree_, opaque));
  put("(");
  may_break(Fragment::token);
  if (!node->modifiers.empty()) {
    list(node->modifiers);
    put(":");
    if (!node->arguments.empty()) put(" ");
    may_break(Fragment::token);
  }
  list(node->arguments);
  put(")");
}

void Printer::directive(const DirectiveStmt* node) {
  bool first = true;
  for (const NamedItem* word : node->words) {
    if (!first) clause_break();
    first = false;
    keyword(tree_.spelling(word->name));
  }
  if (node->text) {
    std::string text = spelling(tree_, node->text);
    if (!first && !text.empty() && text.front() != '(') put(" ");
    put(text);
  }
  if (!node->arguments.empty()) in_parentheses(node->arguments);
  for (const Clause* item : node->clauses) {
    clause_break();
    clause(item);
  }
}

bool Printer::statement(const Stmt* statement) {
  switch (statement->kind) {
  case NodeKind::DirectiveStmt: directive(cast<DirectiveStmt>(statement)); return true;
  case NodeKind::AssignmentStmt:
    expression(cast<AssignmentStmt>(statement)->target);
    put(" = ");
    may_break(Fragment::clause);
    expression(cast<AssignmentStmt>(statement)->value);
    return true;
  case NodeKind::CallStmt: {
    auto* call = cast<CallStmt>(statement);
    if (!call->launch.empty()) return false;
    keyword("call ");
    expression(call->procedure);
    if (!call->arguments.empty()) in_parentheses(call->arguments);
    return true;
  }
  case NodeKind::ContinueStmt: keyword("continue"); return true;
  default: return false;
  }
}

std::vector<std::string> break_lines(const Fragment& fragment, std::size_t first_width,
                                     std::size_t next_width) {
  std::vector<std::string> lines;
  std::string_view text = fragment.text;
  std::size_t at = 0, width = first_width, next_break = 0;
  while (text.size() - at > width) {
    // The best break that fits; the first one at all when none does.
    std::size_t chosen = std::string_view::npos;
    Fragment::Level level = Fragment::token;
    while (next_break < fragment.breaks.size() && fragment.breaks[next_break].at <= at) ++next_break;
    for (std::size_t i = next_break; i < fragment.breaks.size(); ++i) {
      const Fragment::Break& candidate = fragment.breaks[i];
      std::size_t length = trim(text.substr(at, candidate.at - at)).size();
      if (length > width && chosen != std::string_view::npos) break;
      if (chosen == std::string_view::npos || candidate.level >= level) {
        chosen = candidate.at;
        level = candidate.level;
      }
      if (length > width) break;
    }
    if (chosen == std::string_view::npos) break;
    lines.emplace_back(trim(text.substr(at, chosen - at)));
    at = chosen;
    while (at < text.size() && text[at] == ' ') ++at;
    width = next_width;
  }
  lines.emplace_back(trim(text.substr(at)));
  return lines;
}

} // namespace isotach
