// Evaluator: constant expressions and types of expressions, through parameters of any file.
//
// Values of symbols are remembered; a parameter that needs itself is unknown with that reason. An expression
// that is not constant still has a type where the declarations give one, since KIND(x) needs no more.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "semantics/program.h"
#include "semantics/values.h"

namespace isotach {

constexpr std::size_t longest_constant_array = 1'000'000; // longer ones have a type but no value

struct IntrinsicArgument {
  std::string_view keyword; // empty: positional
  Value value;
};

class Evaluator {
 public:
  explicit Evaluator(const Program& program) : program_(program) {}

  const Program& program() const { return program_; }
  void forget(const Renewed& renewed);

  // Value of an expression as written in a scope; unknown with type and reason when it is not constant.
  Value evaluate(const Expr* expression, const Scope& scope);
  // A parameter's value; of anything else its type and, where constant, its shape.
  Value value_of(const Symbol& symbol);
  TypeInfo type_of(const Symbol& symbol);
  TypeInfo type_info(const TypeSpec* spec, const Expr* length_override, const Scope& scope);

  // The scope of the derived type an expression has, or of the type a TypeSpec names; null with a reason in
  // `why`.
  const Scope* type_scope(const Expr* expression, const Scope& scope, std::string& why);
  const Scope* type_scope(const TypeSpec* spec, const Scope& scope, std::string& why);
  // A component of a type or of its parents; null when it has none.
  const Symbol* component(const Scope& type, std::string_view name);

  // The value of an integer expression, or false with the reason.
  bool integer(const Expr* expression, const Scope& scope, std::int64_t& value, std::string& why);

 private:
  Value literal_integer(const Expr* literal, const Scope& scope);
  Value literal_real(const Expr* literal, const Scope& scope);
  Value literal_logical(const LogicalLiteral* literal, const Scope& scope);
  Value literal_string(const Expr* literal, const Scope& scope);
  Value literal_boz(const Expr* literal, const Scope& scope);
  int literal_kind(std::string_view suffix, const Scope& scope, std::string& why);

  Value operations(const BinaryExpr* expression, const Scope& scope);
  Value name(std::string_view spelling, const Scope& scope);
  Value reference(const PartRef* part, const Scope& scope);
  Value subscripted(const Value& array, const PartRef* part, const Scope& scope, std::string_view what);
  Value component_value(const ComponentRef* reference, const Scope& scope);
  Value array_constructor(const ArrayConstructor* constructor, const Scope& scope);
  bool collect(const List<Expr>& items, const Scope& scope, std::vector<Value>& elements, std::string& why);
  Value intrinsic_call(std::string_view name, const PartRef* part, const Scope& scope);
  Value fresh_value(const Symbol& symbol);
  Value parameter_value(const Symbol& symbol);
  Value shell_of(const Symbol& symbol);
  void add_shape(Value& value, const Symbol& symbol);
  TypeInfo implicit_type_info(std::string_view name, const Scope& scope);
  TypeInfo find_type(const Symbol& symbol);
  const KindOptions& kinds() const { return program_.kinds(); }

  const Program& program_;
  std::unordered_map<const Symbol*, Value> values_;
  std::unordered_map<const Symbol*, TypeInfo> types_;
  std::set<const Symbol*> busy_values_, busy_types_;                   // never iterated
  std::vector<std::pair<std::string_view, std::int64_t>> loop_values_; // of implied DOs
  int depth_ = 0;
  bool too_deep_ = false;
  int restarts_ = 0;
  const Symbol* stopped_at_ = nullptr;
};

// Operators on values; unknown operands give the type of the result. A comparison is of the default LOGICAL.
Value unary(OperatorKind op, const Value& operand);
Value binary(OperatorKind op, const Value& left, const Value& right, int default_logical = 4);
// The common type of numeric operands.
std::pair<BaseType, int> promoted(const Value& left, const Value& right);

// A call of an intrinsic function; `is_intrinsic_function` says whether its name is one that is evaluated.
bool is_intrinsic_function(std::string_view name);
Value call_intrinsic(std::string_view name, const std::vector<IntrinsicArgument>& arguments,
                     const KindOptions& kinds);

Value shell_of(const TypeInfo& type); // the type without a value

} // namespace isotach
