#include "bind/plan.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "bind/bounds.h"

namespace isotach::bind {

namespace {

using Role = ArgumentPlan::Role;

// Shapes that the wrapper can work out, so that it can make the array.
bool has_explicit_shape(const VariableInfo& variable) { return variable.shape == Shape::explicit_shape; }

std::string type_reason(const VariableInfo& variable) {
  const TypeInfo& type = variable.type;
  std::string text = type.text.empty() ? "a type" : type.text;
  if (type.polymorphic) return fmt::format("is polymorphic ({})", text);
  if (type.base == BaseType::derived) return fmt::format("has the derived type '{}'", type.derived);
  if (type.base == BaseType::unknown || type.kind == 0)
    return fmt::format("has {} that is not known{}", text, type.reason.empty() ? "" : ": " + type.reason);
  if (!type_row(type)) return fmt::format("has {}, which no NumPy type holds", text);
  return {};
}

std::string text_reason(const VariableInfo& variable, const ProcedureInfo& procedure, bool is_result) {
  if (variable.type.base != BaseType::character) return {};
  auto length = variable.type.length_kind;
  if (length == TypeInfo::Length::deferred) return "is a character of deferred length";
  if (is_result && length == TypeInfo::Length::assumed) return "is a character(len=*)";
  if (length != TypeInfo::Length::expression) return {};
  std::string reason = unevaluable_reason(variable.text_length, procedure);
  return reason.empty() ? "" : "is a character whose length the caller cannot work out: " + reason;
}

std::string shape_reason(const VariableInfo& variable, const ProcedureInfo& procedure) {
  switch (variable.shape) {
  case Shape::scalar:
  case Shape::assumed_shape: return {};
  case Shape::assumed_rank: return "has assumed rank";
  case Shape::deferred_shape: return "has deferred shape";
  default: break;
  }
  for (const DimensionInfo& dimension : variable.dimensions) {
    if (dimension.assumed_size) continue;
    for (const BoundExpression* bound : {&dimension.lower, &dimension.upper})
      if (std::string reason = unevaluable_reason(*bound, procedure); !reason.empty())
        return "has a bound that the caller cannot work out: " + reason;
  }
  return {};
}

// Why the variable cannot cross between Python and Fortran, empty when it can.
std::string unsupported_reason(const VariableInfo& variable, const ProcedureInfo& procedure, bool is_result) {
  if (variable.on_device) return "lives in the GPU's memory";
  if (std::string reason = type_reason(variable); !reason.empty()) return reason;
  if (variable.allocatable) {
    if (variable.shape == Shape::scalar) return "is an allocatable scalar";
    if (variable.type.base == BaseType::character) return "is an allocatable array of characters";
    // A local that is not allocated would be absent, and one that is would be present: no way to tell apart.
    if (variable.optional) return "is allocatable and optional";
    return {};
  }
  if (variable.pointer) return "is a pointer";
  if (std::string reason = text_reason(variable, procedure, is_result); !reason.empty()) return reason;
  return shape_reason(variable, procedure);
}

bool is_raises_message(const ProcedureInfo& procedure, const std::string& argument) {
  return std::any_of(procedure.directives.begin(), procedure.directives.end(),
                     [&](const SourceDirective& directive) {
                       return directive.name == "raises" && directive.arguments.size() > 1 &&
                              directive.arguments[1] == argument;
                     });
}

// What the f2py lines ask for and no wrapper does; empty: nothing.
std::string convention_reason(const VariableInfo& variable) {
  const Convention& f2py = variable.convention;
  if (f2py.c && variable.shape == Shape::scalar)
    return "has intent(c), a C argument by value; give the dummy VALUE instead";
  bool texts = variable.type.base == BaseType::character;
  if (texts && variable.shape != Shape::scalar && f2py.out && (f2py.in || variable.intent == Intent::in))
    return "is an array of characters with intent(in,out)";
  for (const BoundExpression& initial : f2py.initial) {
    bool text = initial.op == BoundExpression::Op::characters;
    if (text != texts) return fmt::format("has the default '{}', which is of another type", initial.text);
    if (text && variable.shape != Shape::scalar) return "is an array of characters with a default";
    if (initial.op == BoundExpression::Op::complex && variable.type.base != BaseType::complex)
      return fmt::format("has the default '{}', which is of another type", initial.text);
  }
  return {};
}

ArgumentPlan plan_callback_argument(const VariableInfo& variable, int index, bool external) {
  ArgumentPlan plan;
  plan.info = &variable;
  plan.index = index;
  plan.python_name = python_name(variable.name);
  plan.callback = plan_callback(variable, external, plan.reason);
  plan.role = plan.callback ? Role::callback : Role::omitted;
  plan.may_be_absent = variable.optional;
  plan.hidden = variable.convention.hide;
  if (plan.callback) plan.described = "a function: " + signature(*plan.callback);
  return plan;
}

ArgumentPlan plan_argument(const VariableInfo& variable, const ProcedureInfo& procedure, int index) {
  if (index >= 0 && (variable.is_procedure || variable.convention.callback))
    return plan_callback_argument(variable, index, false);
  ArgumentPlan plan;
  plan.info = &variable;
  plan.index = index;
  plan.type = type_row(variable.type);
  plan.python_name = python_name(variable.name.empty() ? procedure.name : variable.name);
  plan.reason = unsupported_reason(variable, procedure, index < 0);
  if (plan.reason.empty()) plan.reason = convention_reason(variable);
  if (!plan.reason.empty()) {
    plan.role = Role::omitted;
    return plan;
  }
  plan.shape = shown_shape(variable, procedure);
  plan.described = describe(variable, *plan.type, plan.shape);
  bool is_result = index < 0;
  const Convention& f2py = variable.convention;
  // As f2py combines Fortran's intent with its own: in and out together are in,out.
  bool in = variable.intent == Intent::in || f2py.in;
  bool out = is_result || variable.intent == Intent::out || f2py.out;
  bool inout = !in && (variable.intent == Intent::inout || f2py.inout);
  bool hide = f2py.hide || (out && !in && !inout);
  // The caller decides on what nobody states: the shape of a(:) and a(*), the length of character(len=*).
  bool stated = variable.type.length_kind != TypeInfo::Length::assumed || !f2py.length.empty() ||
                is_raises_message(procedure, variable.name);
  bool can_be_made = stated && (!plan.is_array() || has_explicit_shape(variable) || variable.allocatable);
  bool made_here = hide && can_be_made;
  plan.role = made_here ? Role::created : Role::given;
  plan.hidden = made_here && f2py.hide && !out;
  plan.returned = !made_here && out && (in || inout);
  // The shim copies what comes in into an allocatable local of its own.
  plan.in_place = !made_here && !variable.allocatable && (inout || (hide && !can_be_made) || f2py.cache);
  plan.writes = variable.intent != Intent::in && !variable.value && !variable.allocatable &&
                (!f2py.in || f2py.out || f2py.inout);
  // Text may be the caller's own bytes, which nothing may write into.
  if (plan.is_text() && !plan.in_place) plan.writes = variable.intent != Intent::in && !variable.value;
  plan.may_be_absent = variable.optional && !made_here && f2py.initial.empty();
  plan.has_default = !made_here && !plan.may_be_absent && !f2py.required &&
                     (f2py.optional || !f2py.initial.empty()) && (!plan.is_text() || !f2py.initial.empty());
  plan.copied = !made_here && plan.is_array() && (f2py.copy || f2py.overwrite);
  plan.c_order = f2py.c && plan.is_array() && variable.dimensions.size() > 1;
  plan.any_rank =
      variable.shape == Shape::assumed_size && variable.dimensions.size() == 1 && !plan.has_default;
  return plan;
}

// An integer whose value the caller's arrays may decide: given, hidden, or handed out by f2py's intent(out).
bool can_be_size(const ArgumentPlan& plan) {
  return (plan.role == Role::given || plan.role == Role::created) && !plan.is_array() &&
         !plan.may_be_absent && !plan.in_place && plan.info->type.base == BaseType::integer &&
         plan.info->convention.initial.empty() && plan.info->intent != Intent::out;
}

// An integer that no array decides has to be given, also when it is handed out.
void require(ArgumentPlan& size, std::set<int>& required) {
  required.insert(size.index);
  if (size.role != Role::created || size.hidden) return;
  size.role = Role::given;
  size.returned = true;
}

// Follows f2py: the first input array dimension that names an integer decides. If the dimension names that
// integer alone and is linear in it, the integer gets a default; otherwise Python has to pass it.
void find_sizes(WrapperPlan& plan) {
  std::set<int> required;
  for (const ArgumentPlan& array : plan.arguments) {
    if (!array.is_array() || array.role != Role::given || array.any_rank) continue;
    for (std::size_t d = 0; d < array.info->dimensions.size(); ++d) {
      const DimensionInfo& dimension = array.info->dimensions[d];
      if (dimension.assumed_size || dimension.deferred) continue;
      BoundExpression extent = extent_expression(dimension);
      std::set<int> used;
      collect_arguments(extent, used);
      auto polynomial = polynomial_of(extent);
      auto linear = polynomial ? polynomial->single() : std::nullopt;
      bool solvable = used.size() == 1 && linear;
      for (int index : used) {
        ArgumentPlan& size = plan.arguments[static_cast<std::size_t>(index)];
        if (required.count(index) || (size.role != Role::size && !can_be_size(size))) continue;
        if (!solvable) {
          if (size.role != Role::size) require(size, required);
          continue;
        }
        if (size.info->convention.required) continue;
        // intent(hide) and intent(out) ones stay out of Python's arguments; the latter are handed back.
        size.returned = size.returned || (size.role == Role::created && !size.hidden);
        size.hidden = size.role == Role::created || size.hidden;
        size.role = Role::size;
        size.sources.push_back(
            {array.index, static_cast<int>(d), linear->second, polynomial->constant(), polynomial->divisor});
      }
    }
  }
}

// intent(copy) and intent(overwrite) give Python another argument: whether the array may be overwritten.
void add_options(WrapperPlan& plan) {
  std::size_t count = plan.arguments.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (!plan.arguments[i].copied) continue;
    auto info = std::make_shared<VariableInfo>();
    info->name = "overwrite_" + plan.arguments[i].info->name;
    info->type.base = BaseType::logical;
    info->type.kind = 4;
    BoundExpression initial;
    initial.op = BoundExpression::Op::constant;
    initial.value = plan.arguments[i].info->convention.overwrite ? 1 : 0;
    info->convention.initial = {initial};
    ArgumentPlan option;
    option.info = info.get();
    option.type = type_row(info->type);
    option.role = Role::option;
    option.index = static_cast<int>(plan.arguments.size());
    option.python_name = "overwrite_" + plan.arguments[i].python_name;
    option.described = "whether the call may overwrite the array";
    plan.options.push_back(std::move(info));
    plan.arguments[i].overwrite = option.index;
    plan.arguments.push_back(std::move(option));
  }
}

// External procedures that Python supplies, and NAME_extra_args of each callback.
void add_callbacks(WrapperPlan& plan) {
  for (const VariableInfo& external : plan.procedure->externals) {
    if (!external.convention.callback) continue;
    plan.arguments.push_back(plan_callback_argument(external, static_cast<int>(plan.arguments.size()), true));
  }
  std::size_t count = plan.arguments.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (plan.arguments[i].role != Role::callback) continue;
    plan.arguments[i].callback->procedure = plan.full_name;
    if (plan.arguments[i].hidden) continue;
    auto info = std::make_shared<VariableInfo>();
    info->name = plan.arguments[i].info->name + "_extra_args";
    ArgumentPlan extra;
    extra.info = info.get();
    extra.role = Role::extra;
    extra.index = static_cast<int>(plan.arguments.size());
    extra.python_name = plan.arguments[i].python_name + "_extra_args";
    extra.described = fmt::format("further arguments of {}", plan.arguments[i].python_name);
    extra.callback = plan.arguments[i].callback;
    plan.options.push_back(std::move(info));
    plan.arguments.push_back(std::move(extra));
  }
}

void collect_values(const BoundExpression& expression, std::set<int>& values) {
  if (expression.argument >= 0) values.insert(expression.argument);
  for (const BoundExpression& operand : expression.operands) collect_values(operand, values);
}

// Scalars whose value the wrapper works out, each behind those it is worked out from. Returns what is wrong.
std::string order_preparation(WrapperPlan& plan) {
  std::vector<int> waiting;
  for (const ArgumentPlan& argument : plan.arguments)
    if (!argument.is_array() && argument.role != Role::omitted && argument.role != Role::callback &&
        (argument.role == Role::size || !argument.info->convention.initial.empty()))
      waiting.push_back(argument.index);
  while (!waiting.empty()) {
    std::size_t before = waiting.size();
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      std::set<int> used;
      for (const BoundExpression& initial :
           plan.arguments[static_cast<std::size_t>(waiting[i])].info->convention.initial)
        collect_values(initial, used);
      bool ready =
          std::none_of(waiting.begin(), waiting.end(), [&](int other) { return used.count(other) != 0; });
      if (!ready) continue;
      plan.preparation.push_back(waiting[i]);
      waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(i--));
    }
    if (waiting.size() == before)
      return fmt::format("the default of argument '{}' depends on itself",
                         plan.arguments[static_cast<std::size_t>(waiting[0])].info->name);
  }
  return {};
}

// A default or a check that asks for the shape of a(*) means its length as a(:).
void settle_ranks(WrapperPlan& plan) {
  std::set<int> asked;
  for (const ArgumentPlan& argument : plan.arguments) {
    for (const BoundExpression& initial : argument.info->convention.initial) collect_values(initial, asked);
    for (const BoundExpression& check : argument.info->convention.checks) collect_values(check, asked);
  }
  for (int index : asked) plan.arguments[static_cast<std::size_t>(index)].any_rank = false;
}

void order_arguments(WrapperPlan& plan) {
  for (int group : {0, 1, 2}) // f2py's order: required, optional, further arguments of callbacks
    for (const ArgumentPlan& argument : plan.arguments)
      if (argument.is_passed() && group == (argument.role == Role::extra ? 2
                                            : argument.is_optional()     ? 1
                                                                         : 0))
        plan.order.push_back(argument.index);
  std::set<std::string> names;
  for (std::size_t slot = 0; slot < plan.order.size(); ++slot) {
    ArgumentPlan& argument = plan.arguments[static_cast<std::size_t>(plan.order[slot])];
    argument.slot = static_cast<int>(slot);
    if (!argument.is_optional()) plan.required = static_cast<int>(slot) + 1;
    while (!names.insert(argument.python_name).second) argument.python_name += "_";
  }
}

} // namespace

bool ArgumentPlan::needs_shape() const {
  return is_array() &&
         (info->shape == Shape::assumed_shape || is_allocatable() || index < 0 || (is_text() && !any_rank));
}

std::vector<const ArgumentPlan*> WrapperPlan::outputs() const {
  std::vector<const ArgumentPlan*> all;
  for (const ArgumentPlan& value : result) all.push_back(&value);
  for (const ArgumentPlan& argument : arguments)
    if (argument.is_output() || (argument.role == Role::given && argument.is_gift()))
      all.push_back(&argument);
  return all;
}

const ArgumentPlan* WrapperPlan::role(ArgumentPlan::Role wanted) const {
  for (const ArgumentPlan& argument : arguments)
    if (argument.role == wanted) return &argument;
  return nullptr;
}

std::string describe(const VariableInfo& variable, const TypeRow& type, const std::string& shape) {
  std::string text = fortran_type(type);
  switch (variable.type.length_kind) {
  case TypeInfo::Length::none: break;
  case TypeInfo::Length::constant: text += fmt::format("(len={})", variable.type.length); break;
  case TypeInfo::Length::expression: text += fmt::format("(len={})", variable.type.length_text); break;
  default: text += "(len=*)"; break;
  }
  if (variable.allocatable) text += ", allocatable";
  return shape.empty() ? text : fmt::format("{}, shape {}", text, shape);
}

std::string python_name(const std::string& name) {
  static constexpr std::array<std::string_view, 35> keywords = {
      "false", "none",     "true",  "and",    "as",   "assert", "async",  "await",    "break",
      "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
      "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
      "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};
  // False, None and True are keywords only with a capital, which a lower-case Fortran name never has.
  bool keyword = std::find(keywords.begin() + 3, keywords.end(), name) != keywords.end();
  std::string result = keyword ? name + "_" : name;
  std::replace(result.begin(), result.end(), '$', '_');
  return result;
}

const std::string& fortran_name(const ProcedureInfo& procedure) {
  return procedure.fortran_name.empty() ? procedure.name : procedure.fortran_name;
}

std::string full_name(const ProcedureInfo& procedure) {
  return procedure.module.empty() ? procedure.name : procedure.module + "." + procedure.name;
}

bool plan_wrapper(const ProcedureInfo& procedure, WrapperPlan& plan, std::string& reason,
                  std::vector<Skipped>& skipped) {
  plan.procedure = &procedure;
  plan.python_name = python_name(procedure.name);
  plan.full_name = full_name(procedure);
  plan.called_as = fortran_name(procedure);
  if (!procedure.not_wrappable.empty()) {
    reason = procedure.not_wrappable;
    return false;
  }
  if (procedure.is_function) {
    plan.result.push_back(plan_argument(procedure.result, procedure, -1));
    if (plan.result[0].role == Role::omitted) {
      reason = fmt::format("its result {}", plan.result[0].reason);
      return false;
    }
  }
  std::vector<Skipped> left_out;
  for (std::size_t i = 0; i < procedure.arguments.size(); ++i) {
    const VariableInfo& variable = procedure.arguments[i];
    plan.arguments.push_back(plan_argument(variable, procedure, static_cast<int>(i)));
    const ArgumentPlan& argument = plan.arguments.back();
    if (argument.role != Role::omitted) continue;
    // A module procedure has an explicit interface, so an optional dummy can stay absent whatever its type.
    if (!variable.optional || procedure.module.empty()) {
      reason = fmt::format("argument '{}' {}", variable.name, argument.reason);
      return false;
    }
    left_out.push_back({fmt::format("{}({})", plan.full_name, variable.name),
                        fmt::format("the optional argument {}; it is always absent", argument.reason),
                        variable.location});
  }
  skipped.insert(skipped.end(), left_out.begin(), left_out.end());
  find_sizes(plan);
  add_options(plan);
  add_callbacks(plan);
  for (const ArgumentPlan& argument : plan.arguments)
    if (argument.role == Role::omitted && argument.index >= static_cast<int>(procedure.arguments.size())) {
      reason = fmt::format("'{}' {}", argument.info->name, argument.reason);
      return false;
    }
  settle_ranks(plan);
  reason = order_preparation(plan);
  if (!reason.empty()) return false;
  order_arguments(plan);
  return true;
}

} // namespace isotach::bind
