// Expressions of a PSy layer as values.

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "compare/items.h"
#include "compare/psy/execution.h"

namespace isotach::psy {

namespace {

// Dummies of the infrastructure's procedures and of intrinsics that PSy layers call with keywords.
const std::unordered_map<std::string_view, std::vector<std::string_view>>& dummies_of_procedures() {
  static const std::unordered_map<std::string_view, std::vector<std::string_view>> known = {
      {"is_dirty", {"depth"}},
      {"halo_exchange", {"depth"}},
      {"halo_exchange_start", {"depth"}},
      {"halo_exchange_finish", {"depth"}},
      {"set_clean", {"depth"}},
      {"get_last_halo_cell", {"depth"}},
      {"get_last_dof_halo", {"depth"}},
      {"get_last_halo_cell_per_colour", {"colour", "depth"}},
      {"get_last_edge_cell_per_colour", {"colour"}},
      {"get_stencil_dofmap", {"stencil_shape", "stencil_extent"}},
      {"get_stencil_2d_dofmap", {"stencil_shape", "stencil_extent"}},
      {"compute_function", {"function_to_call", "function_space", "fspace_dim", "ndf", "basis"}},
      {"call_function", {"function_to_call", "df", "xi"}},
      {"real", {"a", "kind"}},
      {"int", {"a", "kind"}},
      {"nint", {"a", "kind"}},
  };
  return known;
}

// Functions without effects. Others of modules are events, in their place.
bool is_pure_function(std::string_view name) {
  static const std::unordered_set<std::string_view> known = {"abs",
                                                             "acos",
                                                             "aint",
                                                             "all",
                                                             "allocated",
                                                             "anint",
                                                             "any",
                                                             "asin",
                                                             "atan",
                                                             "atan2",
                                                             "ceiling",
                                                             "cmplx",
                                                             "cos",
                                                             "cosh",
                                                             "count",
                                                             "dble",
                                                             "dot_product",
                                                             "epsilon",
                                                             "exp",
                                                             "floor",
                                                             "huge",
                                                             "int",
                                                             "kind",
                                                             "lbound",
                                                             "log",
                                                             "log10",
                                                             "logical",
                                                             "matmul",
                                                             "max",
                                                             "maxval",
                                                             "merge",
                                                             "min",
                                                             "minval",
                                                             "mod",
                                                             "modulo",
                                                             "nint",
                                                             "null",
                                                             "real",
                                                             "reshape",
                                                             "shape",
                                                             "sign",
                                                             "sin",
                                                             "sinh",
                                                             "size",
                                                             "spread",
                                                             "sqrt",
                                                             "sum",
                                                             "tan",
                                                             "tanh",
                                                             "tiny",
                                                             "transpose",
                                                             "ubound",
                                                             "associated",
                                                             "present",
                                                             "omp_get_max_threads",
                                                             "omp_get_thread_num",
                                                             "omp_get_num_threads"};
  return known.count(name) != 0;
}

bool is_reduction(std::string_view method) {
  return method == "get_sum" || method == "get_min" || method == "get_max" || method == "reduction_finish";
}

constexpr std::string_view operators[] = {
    "",   ".eqv.", ".neqv.", ".or.", ".and.", ".not.", "==", "/=", "<",
    "<=", ">",     ">=",     "//",   "+",     "-",     "*",  "/",  "**"};

} // namespace

const Execution::Local* Execution::local(std::string_view name) const {
  auto at = locals_.find(name);
  return at == locals_.end() ? nullptr : &at->second;
}

const NameRef* Execution::root_of(const Expr* expression) const {
  for (;;) {
    if (auto* part = dyn_cast<PartRef>(expression)) expression = part->base;
    else if (auto* component = dyn_cast<ComponentRef>(expression)) expression = component->base;
    else return dyn_cast<NameRef>(expression);
  }
}

std::optional<std::string> Execution::path_of(const Expr* expression) {
  if (auto* name = dyn_cast<NameRef>(expression)) {
    std::string_view spelled = tree_.spelling(name->name);
    if (!local(spelled)) return std::nullopt;
    return std::string(spelled);
  }
  if (auto* component = dyn_cast<ComponentRef>(expression)) {
    auto base = path_of(component->base);
    if (base) *base += '%' + std::string(tree_.spelling(component->name));
    return base;
  }
  if (auto* part = dyn_cast<PartRef>(expression)) {
    auto base = path_of(part->base);
    if (!base || part->arguments.empty()) return std::nullopt;
    *base += '(';
    for (const Expr* argument : part->arguments) {
      if (isa<KeywordArgument>(argument) || isa<Triplet>(argument)) return std::nullopt;
      Value subscript = evaluate(argument);
      if (!values_.is(subscript, ValueKind::literal)) return std::nullopt;
      if (base->back() != '(') *base += ',';
      *base += values_.text(subscript);
    }
    *base += ')';
    return base;
  }
  return std::nullopt;
}

Value Execution::evaluate_name(const NameRef& name) {
  std::string spelled(tree_.spelling(name.name));
  if (auto dummy = dummies_.find(spelled); dummy != dummies_.end()) return dummy->second;
  if (local(spelled)) {
    Value value = environment_.read(spelled, values_, writes_);
    return value != Value::none ? value : values_.make(ValueKind::undefined, spelled, {});
  }
  return values_.make(ValueKind::symbol, original_name(spelled), {});
}

std::vector<Value> Execution::evaluate_arguments(List<Expr> arguments, std::string_view procedure) {
  std::vector<Value> positional;
  std::vector<std::pair<std::string_view, Value>> keywords;
  for (const Expr* argument : arguments) {
    if (auto* keyword = dyn_cast<KeywordArgument>(argument))
      keywords.emplace_back(tree_.spelling(keyword->name), evaluate(keyword->value));
    else positional.push_back(evaluate(argument));
  }
  if (keywords.empty()) return positional;
  auto known = dummies_of_procedures().find(procedure);
  if (known != dummies_of_procedures().end())
    while (positional.size() < known->second.size()) {
      auto next = std::find_if(keywords.begin(), keywords.end(), [&](const auto& keyword) {
        return keyword.first == known->second[positional.size()];
      });
      if (next == keywords.end()) break;
      positional.push_back(next->second);
      keywords.erase(next);
    }
  std::sort(keywords.begin(), keywords.end());
  for (auto [name, value] : keywords) positional.push_back(values_.make(ValueKind::keyword, name, {value}));
  return positional;
}

Value Execution::evaluate_part(const PartRef& part) {
  if (auto path = path_of(&part)) {
    Value value = environment_.read(*path, values_, writes_);
    if (value != Value::none) return value;
  }
  std::string name;
  if (auto* base = dyn_cast<NameRef>(part.base)) name = original_name(tree_.spelling(base->name));
  else if (auto* method = dyn_cast<ComponentRef>(part.base)) name = tree_.spelling(method->name);
  if (name == "get_mesh_map") trace_.maps_grids = true;
  std::vector<Value> arguments = evaluate_arguments(part.arguments, name);
  Value function = evaluate(part.base);
  if (values_.is(function, ValueKind::symbol)) {
    if (name == "null" && arguments.empty()) return values_.make(ValueKind::null, "", {});
    Value value = values_.apply(function, arguments);
    if (!is_pure_function(name)) emit(EventKind::evaluation, name, &part, {{"call", value, &part, nullptr}});
    return value;
  }
  Value value = values_.apply(function, arguments);
  if (isa<ComponentRef>(part.base) && is_reduction(name)) collective_ = true;
  return value;
}

Value Execution::evaluate(const Expr* expression) {
  if (!expression) return Value::none;
  switch (expression->kind) {
  case NodeKind::NameRef: return evaluate_name(*cast<NameRef>(expression));
  case NodeKind::PartRef: return evaluate_part(*cast<PartRef>(expression));
  case NodeKind::ComponentRef: {
    auto* component = cast<ComponentRef>(expression);
    if (auto path = path_of(expression)) {
      Value value = environment_.read(*path, values_, writes_);
      if (value != Value::none) return value;
    }
    Value base = evaluate(component->base);
    return values_.component(base, tree_.spelling(component->name));
  }
  case NodeKind::RealLiteral: {
    std::string meaning = meaning_of(tree_, expression);
    return values_.literal(meaning.starts_with('.') ? "0" + meaning : meaning);
  }
  case NodeKind::IntegerLiteral:
  case NodeKind::StringLiteral:
  case NodeKind::BozLiteral:
  case NodeKind::OperatorName:
  case NodeKind::HollerithLiteral: return values_.literal(meaning_of(tree_, expression));
  case NodeKind::ParenExpr: {
    const Expr* inner = cast<ParenExpr>(expression)->operand;
    Value value = evaluate(inner);
    // An actual argument (x) is not a variable; elsewhere the tree says what belongs together.
    bool argument = isa<CallStmt>(expression->parent) || isa<KeywordArgument>(expression->parent) ||
                    isa<PartRef>(expression->parent);
    if (argument && (isa<NameRef>(inner) || isa<PartRef>(inner) || isa<ComponentRef>(inner)))
      return values_.make(ValueKind::paren, "", {value});
    return value;
  }
  case NodeKind::UnaryExpr: {
    auto* unary = cast<UnaryExpr>(expression);
    std::string op(unary->op == OperatorKind::defined
                       ? "." + std::string(tree_.spelling(unary->operator_name)) + "."
                       : std::string(operators[static_cast<std::size_t>(unary->op)]));
    return values_.make(ValueKind::unary, op, {evaluate(unary->operand)});
  }
  case NodeKind::BinaryExpr: {
    auto* binary = cast<BinaryExpr>(expression);
    std::string op(binary->op == OperatorKind::defined
                       ? "." + std::string(tree_.spelling(binary->operator_name)) + "."
                       : std::string(operators[static_cast<std::size_t>(binary->op)]));
    Value left = evaluate(binary->left);
    return values_.binary(op, left, evaluate(binary->right));
  }
  case NodeKind::ArrayConstructor: {
    auto* array = cast<ArrayConstructor>(expression);
    if (array->type) return structure(expression);
    std::vector<Value> parts;
    for (const Expr* value : array->values) parts.push_back(evaluate(value));
    return values_.make(ValueKind::list, "", 0, parts);
  }
  case NodeKind::Triplet: {
    auto* triplet = cast<Triplet>(expression);
    Value lower = evaluate(triplet->lower), upper = evaluate(triplet->upper),
          stride = evaluate(triplet->stride);
    return values_.make(ValueKind::section, "", {lower, upper, stride});
  }
  case NodeKind::KeywordArgument: {
    auto* keyword = cast<KeywordArgument>(expression);
    Value value = evaluate(keyword->value);
    return values_.make(ValueKind::keyword, tree_.spelling(keyword->name), {value});
  }
  default: return structure(expression);
  }
}

Value Execution::structure(const Node* node) {
  if (!node) return Value::none;
  std::string text(to_string(node->kind));
  if (std::string meaning = meaning_of(tree_, node); !meaning.empty()) text += ' ' + meaning;
  std::vector<Value> parts;
  auto part = [&](const Node* child) {
    auto* expression = dyn_cast<Expr>(child);
    parts.push_back(expression ? evaluate(expression) : structure(child));
  };
  for (const Field& field : layout_of(node).fields) {
    if (says_nothing(node, field)) continue;
    switch (field.kind) {
    case FieldKind::child: part(field.child(node)); break;
    case FieldKind::list:
      text += ' ' + std::to_string(field.list_size(node));
      for (std::size_t i = 0; i < field.list_size(node); ++i) part(field.list_item(node, i));
      break;
    case FieldKind::statements:
      for (const Stmt* statement : field.statements(node)) part(statement);
      break;
    case FieldKind::name:
      if (field.name_value(node) != no_name) {
        std::string_view name = tree_.spelling(field.name_value(node));
        text += ' ' + (isa<TypeSpec>(node) ? original_name(name) : std::string(name));
      }
      break;
    case FieldKind::token: break;
    case FieldKind::enumeration: text += ' ' + std::string(field.spell(field.enumeration(node))); break;
    case FieldKind::flag: text += field.flag(node) ? " T" : " F"; break;
    }
  }
  return values_.make(ValueKind::structure, text, 0, parts);
}

Operand Execution::operand(std::string role, const Expr* expression) {
  Operand result{std::move(role), evaluate(expression), expression, nullptr};
  auto* keyword = dyn_cast<KeywordArgument>(expression);
  if (const NameRef* root = root_of(keyword ? keyword->value : expression))
    if (const Slot* slot = environment_.find(std::string(tree_.spelling(root->name))))
      result.set_at = slot->set_at;
  return result;
}

} // namespace isotach::psy
