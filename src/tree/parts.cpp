#include "tree/parts.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "tree/text.h"
#include "tree/visit.h"

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

void PartPrinter::keyword(std::string_view word) { out_.text += upper_ ? upper(word) : std::string(word); }

void PartPrinter::name(const Node* node, const Name& field) {
  put(given_name(tree_, node, field).value_or(tree_.spelling(field)));
}

void PartPrinter::name_as_given(const Node* node, Name fallback) {
  std::string given = own_text(tree_, node);
  if (given.empty()) put(tree_.spelling(fallback));
  else put(given);
}

void PartPrinter::clause_break() {
  may_break(Fragment::clause);
  put(" ");
}

void PartPrinter::operand(const Node* n, int lowest) {
  bool parentheses = level_of(n) < lowest;
  if (parentheses) put("(");
  node(n);
  if (parentheses) put(")");
}

// A node of the source: its tokens, but for the parts that an edit replaced.
void PartPrinter::source_text(const Node* node) {
  std::uint32_t at = node->first_token;
  if (node->has(node_flag::changed)) {
    struct Part {
      const Node* now;
      const Node* before; // whose tokens it stands for
    };
    std::vector<Part> parts;
    for_each_child(node, [&](const Node* child) {
      auto replaced = tree_.edits.replaced.find(child->id);
      if (replaced != tree_.edits.replaced.end()) parts.push_back({child, replaced->second});
      else if (child->has_tokens() && child->has(node_flag::changed)) parts.push_back({child, child});
    });
    std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
      return a.before->first_token < b.before->first_token; // KIND may stand before LEN
    });
    for (const Part& part : parts) {
      tokens(at, part.before->first_token, at > node->first_token);
      if (part.before->first_token > node->first_token) gap_before(part.before->first_token);
      if (part.now == part.before) source_text(part.now);
      else replacement(part.now, node);
      at = part.before->last_token + 1;
    }
  }
  tokens(at, node->last_token + 1, at > node->first_token);
}

void PartPrinter::tokens(std::uint32_t first, std::uint32_t end, bool gap) {
  for (std::uint32_t i = first; i < end; ++i) {
    if (i > first || gap) gap_before(i);
    put(token_text(tree_, i));
  }
}

void PartPrinter::gap_before(std::uint32_t token) {
  may_break(Fragment::token);
  if (!tree_.lexed.tokens[token].glued_left) put(" ");
}

void PartPrinter::unary(const UnaryExpr* node) {
  switch (node->op) {
  case OperatorKind::not_: keyword(".not. "); return operand(node->operand, negation);
  case OperatorKind::defined:
    put(".");
    name(node, node->operator_name);
    put(". ");
    return operand(node->operand, primary);
  default: put(node->op == OperatorKind::minus ? "-" : "+"); return operand(node->operand, product);
  }
}

void PartPrinter::binary(const BinaryExpr* node) {
  Operator op = binary_operator(node->op);
  bool right_to_left = op.level == power, chained = op.level != relation;
  operand(node->left, right_to_left || !chained ? op.level + 1 : op.level);
  if (op.spaced) put(" ");
  may_break(Fragment::token);
  if (node->op == OperatorKind::defined) {
    put(".");
    name(node, node->operator_name);
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

// The level that a child of an expression has to have, or stands in parentheses.
int PartPrinter::lowest_of(const Node* child, const Node* parent) const {
  if (auto* binary = dyn_cast<BinaryExpr>(parent)) {
    int level = binary_operator(binary->op).level;
    bool right_to_left = level == power, chained = level != relation;
    if (child == binary->left) return right_to_left || !chained ? level + 1 : level;
    return right_to_left ? level : level + 1;
  }
  if (auto* unary = dyn_cast<UnaryExpr>(parent))
    return unary->op == OperatorKind::not_      ? negation
           : unary->op == OperatorKind::defined ? primary
                                                : product;
  bool base = isa<PartRef>(parent) || isa<ComponentRef>(parent) || isa<CoindexedRef>(parent);
  if (!base) return any;
  bool argument = false;
  if (auto* part = dyn_cast<PartRef>(parent)) argument = part->base != child;
  if (auto* part = dyn_cast<CoindexedRef>(parent)) argument = part->base != child;
  return argument ? any : primary;
}

void PartPrinter::replacement(const Node* fresh, const Node* parent) {
  operand(fresh, lowest_of(fresh, parent));
}

void PartPrinter::type_spec(const TypeSpec* node, bool declaration) {
  bool derived = node->keyword == TypeKeyword::type || node->keyword == TypeKeyword::class_;
  if (derived && !declaration) {
    name(node, node->derived);
    if (!node->parameters.empty()) in_parentheses(node->parameters);
    return;
  }
  switch (node->keyword) {
  case TypeKeyword::double_precision: keyword("double precision"); break;
  case TypeKeyword::double_complex: keyword("double complex"); break;
  case TypeKeyword::type_star: keyword("type"); break;
  case TypeKeyword::class_star: keyword("class"); break;
  default: keyword(to_string(node->keyword)); break;
  }
  if (node->keyword == TypeKeyword::type_star || node->keyword == TypeKeyword::class_star) return put("(*)");
  if (derived) {
    put("(");
    name(node, node->derived);
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
    bool named = node->keyword == TypeKeyword::character || !isa<IntegerLiteral>(node->kind_value);
    if (named) {
      keyword("kind");
      put("=");
    }
    expression(node->kind_value);
  }
  put(")");
}

void PartPrinter::implied_do(const ImpliedDo* node) {
  put("(");
  list(node->items);
  put(", ");
  if (node->type) {
    type_spec(node->type, true);
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

void PartPrinter::node(const Node* n) {
  if (n->has_tokens()) return source_text(n);
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
    if (std::string given = own_text(tree_, n); !given.empty()) return put(given);
    return keyword(cast<LogicalLiteral>(n)->value ? ".true." : ".false.");
  case NodeKind::IntegerLiteral:
  case NodeKind::RealLiteral:
  case NodeKind::StringLiteral:
  case NodeKind::BozLiteral:
  case NodeKind::HollerithLiteral:
  case NodeKind::OperatorName:
  case NodeKind::OpaqueText: return put(own_text(tree_, n));
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
      type_spec(constructor->type, false);
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
  case NodeKind::TypeSpec: { // R702: a derived type goes by its name alone, but in declarations
    bool spec =
        isa<ArrayConstructor>(n->parent) || isa<AllocateStmt>(n->parent) || isa<TypeGuardStmt>(n->parent);
    return type_spec(cast<TypeSpec>(n), !spec);
  }
  case NodeKind::Clause: return clause(cast<Clause>(n));
  case NodeKind::NamedItem: return item(cast<NamedItem>(n));
  case NodeKind::Dimension: return dimension(cast<Dimension>(n));
  case NodeKind::Attribute: return attribute(cast<Attribute>(n));
  case NodeKind::EntityDecl: return entity(cast<EntityDecl>(n));
  case NodeKind::ItemGroup: return group(cast<ItemGroup>(n));
  case NodeKind::DataSet: return data_set(cast<DataSet>(n));
  case NodeKind::DataValue:
    if (cast<DataValue>(n)->repeat) {
      expression(cast<DataValue>(n)->repeat);
      put("*");
    }
    return expression(cast<DataValue>(n)->value);
  case NodeKind::ImplicitSpec:
    type_spec(cast<ImplicitSpec>(n)->type, true);
    put(" ");
    return in_parentheses(cast<ImplicitSpec>(n)->ranges);
  case NodeKind::LetterRange: {
    auto* range = cast<LetterRange>(n);
    name(range, range->first_letter);
    if (range->last_letter == range->first_letter) return;
    put("-");
    return name(range, range->last_letter);
  }
  case NodeKind::ControlSpec: {
    auto* control = cast<ControlSpec>(n);
    if (control->keyword != no_name) {
      keyword(tree_.spelling(control->keyword));
      put("=");
    }
    return expression(control->value);
  }
  case NodeKind::LoopControl: return loop_control(cast<LoopControl>(n));
  case NodeKind::ConcurrentHeader: return concurrent_header(cast<ConcurrentHeader>(n));
  case NodeKind::ConcurrentControl: {
    auto* control = cast<ConcurrentControl>(n);
    name(control, control->name);
    put(" = ");
    expression(control->lower);
    put(":");
    expression(control->upper);
    if (!control->step) return;
    put(":");
    return expression(control->step);
  }
  case NodeKind::Locality: return locality(cast<Locality>(n));
  case NodeKind::Association: {
    auto* association = cast<Association>(n);
    name(association, association->name);
    dimensions({}, association->codimensions);
    put(" => ");
    return expression(association->selector);
  }
  case NodeKind::Suffix: return suffix(cast<Suffix>(n));
  default: return;
  }
}

// ---- parts of statements ----

// Text of its own is what the fields do not tell: several colons, a language in parentheses.
void PartPrinter::clause(const Clause* node) {
  if (node->name == no_name) { // the launch of !$cuf kernel do
    put("<<<");
    list(node->arguments);
    return put(">>>");
  }
  if (node->clause == ClauseKind::none) name(node, node->name); // a macro, say: its case counts
  else keyword(tree_.spelling(node->name));
  if (std::string text = node->has_tokens() ? std::string() : own_text(tree_, node); !text.empty())
    return put(text);
  if (node->modifiers.empty() && node->arguments.empty()) return;
  // Opaque text contains its parentheses.
  if (auto* opaque = node->arguments.empty() ? nullptr : dyn_cast<OpaqueText>(node->arguments.front()))
    return put(own_text(tree_, opaque));
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

void PartPrinter::dimension(const Dimension* node) {
  if (node->form == DimensionKind::assumed_rank) return put("..");
  if (node->lower) {
    expression(node->lower);
    put(":");
  }
  if (node->form == DimensionKind::star) return put("*");
  if (node->form == DimensionKind::colon) return put(node->lower ? "" : ":");
  if (node->upper) expression(node->upper);
}

void PartPrinter::dimensions(const List<Dimension>& dimensions, const List<Dimension>& codimensions) {
  if (!dimensions.empty()) in_parentheses(dimensions);
  if (codimensions.empty()) return;
  put("[");
  list(codimensions);
  put("]");
}

void PartPrinter::attribute(const Attribute* node) {
  if (std::string text = own_text(tree_, node); !node->has_tokens() && !text.empty()) return put(text);
  keyword(to_string(node->attribute));
  dimensions(node->dimensions, node->codimensions);
  if (node->intent != IntentKind::none) {
    put("(");
    keyword(to_string(node->intent));
    put(")");
  }
  if (node->argument == no_name && !node->value) return;
  put("(");
  if (node->argument != no_name) name(node, node->argument);
  if (node->value) {
    if (node->argument != no_name) {
      put(", ");
      keyword("name");
      put("=");
    }
    expression(node->value);
  }
  put(")");
}

void PartPrinter::entity(const EntityDecl* node) {
  name(node, node->name);
  dimensions(node->dimensions, node->codimensions);
  if (node->length) {
    put("*");
    bool literal = isa<IntegerLiteral>(node->length);
    if (!literal) put("(");
    expression(node->length);
    if (!literal) put(")");
  }
  if (node->init_kind == InitKind::slashes) {
    put(" /");
    list(node->data_values);
    put("/");
  } else if (node->init) {
    put(node->init_kind == InitKind::pointer ? " => " : " = ");
    may_break(Fragment::token);
    expression(node->init);
  }
}

// Operators and the like keep their text: the fields have no place for an intrinsic one.
void PartPrinter::item(const NamedItem* node) {
  switch (node->item) {
  case ItemKind::name: name(node, node->name); return dimensions(node->dimensions, node->codimensions);
  case ItemKind::common_block:
    put("/");
    name(node, node->name);
    return put("/");
  case ItemKind::rename:
    name(node, node->name);
    put(" => ");
    return name(node, node->target);
  case ItemKind::operator_rename:
    keyword("operator");
    put("(.");
    name(node, node->name);
    put(".) => ");
    keyword("operator");
    put("(.");
    name(node, node->target);
    return put(".)");
  default: return put(own_text(tree_, node));
  }
}

void PartPrinter::group(const ItemGroup* node) {
  bool slashes =
      isa<CommonStmt>(node->parent) || isa<NamelistStmt>(node->parent) || isa<RecordStmt>(node->parent);
  if (!slashes) return in_parentheses(node->items);
  put("/");
  if (node->name != no_name) name(node, node->name);
  put("/ ");
  list(node->items);
}

void PartPrinter::data_set(const DataSet* node) {
  list(node->objects);
  put(" /");
  may_break(Fragment::token);
  list(node->values);
  put("/");
}

void PartPrinter::loop_control(const LoopControl* node) {
  switch (node->loop) {
  case LoopKind::endless: return;
  case LoopKind::while_:
    keyword("while");
    put(" (");
    expression(node->condition);
    return put(")");
  case LoopKind::concurrent:
    keyword("concurrent");
    put(" ");
    concurrent_header(node->header);
    for (const Locality* item : node->localities) {
      clause_break();
      locality(item);
    }
    return;
  case LoopKind::counted:
    expression(node->variable);
    put(" = ");
    expression(node->lower);
    put(", ");
    may_break(Fragment::item);
    expression(node->upper);
    if (!node->step) return;
    put(", ");
    may_break(Fragment::item);
    return expression(node->step);
  }
}

void PartPrinter::concurrent_header(const ConcurrentHeader* header) {
  put("(");
  if (header->type) {
    type_spec(header->type, true);
    put(" :: ");
  }
  list(header->controls);
  if (header->mask) {
    put(", ");
    may_break(Fragment::item);
    expression(header->mask);
  }
  put(")");
}

void PartPrinter::locality(const Locality* node) {
  keyword(tree_.spelling(node->keyword));
  put("(");
  if (node->default_none) keyword("none");
  bool reduce = !node->arguments.empty() && isa<OperatorName>(node->arguments.front());
  bool first = true;
  for (const Expr* argument : node->arguments) {
    if (!first) put(", ");
    first = false;
    expression(argument);
    if (reduce && argument == node->arguments.front()) {
      put(": ");
      first = true;
    }
  }
  put(")");
}

void PartPrinter::suffix(const Suffix* node) {
  if (node->result != no_name) {
    keyword("result");
    put("(");
    name(node, node->result);
    put(")");
    if (node->bind) put(" ");
  }
  if (node->bind) attribute(node->bind);
}

} // namespace isotach
