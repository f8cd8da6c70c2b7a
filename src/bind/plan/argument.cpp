#include "bind/plan/argument.h"

#include <cstdint>

#include <fmt/format.h>

#include "bind/bounds.h"
#include "bind/plan/names.h"

namespace isotach::bind {

namespace {

using Supply = ArgumentPlan::Supply;

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

// Why the variable cannot cross between Python and Fortran, empty when it can.
std::string unsupported_reason(const VariableInfo& variable, const ProcedureInfo& procedure, bool is_result) {
  if (variable.on_device && variable.memory != ArrayMemory::device) return "lives in the GPU's memory";
  if (std::string reason = type_reason(variable); !reason.empty()) return reason;
  if (variable.allocatable) return allocatable_reason(variable);
  if (variable.pointer)
    if (std::string reason = pointer_reason(variable, is_result); !reason.empty()) return reason;
  if (variable.type.base == BaseType::character)
    if (std::string reason = text_reason(variable, procedure, is_result); !reason.empty()) return reason;
  return shape_reason(variable, procedure);
}

// What the f2py lines ask for and no wrapper does; empty: nothing.
std::string convention_reason(const VariableInfo& variable) {
  const Convention& f2py = variable.convention;
  bool texts = variable.type.base == BaseType::character;
  if (texts && variable.shape != Shape::scalar && f2py.out && (f2py.in || variable.intent == Intent::in))
    return "is an array of characters with intent(in,out)";
  for (const BoundExpression& initial : f2py.initial) {
    bool text = initial.op == BoundExpression::Op::characters;
    if (text != texts) return fmt::format("has the default '{}', which is of another type", initial.text);
    if (text && variable.shape != Shape::scalar) return "is an array of characters with a default";
    std::int64_t limit =
        variable.type.kind >= 8 ? INT64_MAX : (std::int64_t{1} << (8 * variable.type.kind - 1)) - 1;
    if (variable.type.base == BaseType::integer && initial.op == BoundExpression::Op::constant &&
        variable.type.kind > 0 && (initial.value > limit || initial.value < -limit - 1))
      return fmt::format("has the default {}, which does not fit {}", initial.value, variable.type.text);
    if (initial.op == BoundExpression::Op::complex && variable.type.base != BaseType::complex)
      return fmt::format("has the default '{}', which is of another type", initial.text);
  }
  return {};
}

// Can the wrapper make room for it?
bool can_be_made(const VariableInfo& variable, const ProcedureInfo& procedure) {
  if (variable.type.base == BaseType::character && !has_stated_length(variable, procedure)) return false;
  return variable.shape == Shape::scalar || has_explicit_shape(variable) || variable.allocatable;
}

Intents intents_of(const VariableInfo& variable, const ProcedureInfo& procedure, bool is_result) {
  const Convention& f2py = variable.convention;
  Intents intents;
  intents.is_result = is_result;
  if (variable.memory == ArrayMemory::device) { // the caller's memory, whatever is done with it
    intents.inout = true;
    return intents;
  }
  intents.in = variable.intent == Intent::in || f2py.in;
  intents.out = is_result || variable.intent == Intent::out || f2py.out;
  intents.inout = !intents.in && (variable.intent == Intent::inout || f2py.inout);
  intents.hide = f2py.hide || (intents.out && !intents.in && !intents.inout);
  // The caller decides on what nobody states: the shape of a(:) and a(*), the length of character(len=*).
  bool made = can_be_made(variable, procedure);
  intents.made_here = intents.hide && made;
  intents.must_exist = intents.hide && !made;
  return intents;
}

ArgumentPlan::Role plan_role(const VariableInfo& variable, const Intents& intents, bool has_default) {
  if (variable.type.base == BaseType::character) return plan_text(variable, intents, has_default);
  if (variable.allocatable) return plan_allocatable(variable, intents, has_default);
  if (variable.shape != Shape::scalar) return plan_array(variable, intents, has_default);
  return ScalarPlan{plan_memory(variable, intents), {}};
}

} // namespace

const ArrayTraits* ArgumentPlan::array() const {
  if (const TextPlan* text = as<TextPlan>()) return text->array ? &*text->array : nullptr;
  if (const AllocatablePlan* allocatable = as<AllocatablePlan>()) return allocatable;
  return as<ArrayPlan>();
}

const Memory* ArgumentPlan::memory() const {
  if (const TextPlan* text = as<TextPlan>()) return text;
  if (const ScalarPlan* scalar = as<ScalarPlan>()) return scalar;
  return as<ArrayPlan>();
}

const CallbackPlan* ArgumentPlan::callback() const {
  if (const FunctionPlan* function = as<FunctionPlan>()) return function->callback.get();
  if (const ExtraArgumentsPlan* extra = as<ExtraArgumentsPlan>()) return extra->callback.get();
  return nullptr;
}

bool ArgumentPlan::needs_shape() const {
  return is_array() && (info->shape == Shape::assumed_shape || is_pointer() || as<AllocatablePlan>() ||
                        index < 0 || (is_text() && !any_rank()));
}

ArgumentPlan plan_function_argument(const VariableInfo& variable, int index, bool external) {
  ArgumentPlan plan;
  plan.info = &variable;
  plan.index = index;
  plan.python_name = python_name(variable);
  plan.may_be_absent = variable.optional;
  plan.hidden = variable.convention.hide;
  auto callback = plan_callback(variable, external, plan.reason);
  if (!callback) {
    plan.supply = Supply::omitted;
    return plan;
  }
  plan.described = "a function: " + signature(*callback);
  plan.role = FunctionPlan{std::move(callback)};
  return plan;
}

ArgumentPlan plan_argument(const VariableInfo& variable, const ProcedureInfo& procedure, int index) {
  if (index >= 0 && (variable.is_procedure || variable.convention.callback))
    return plan_function_argument(variable, index, false);
  ArgumentPlan plan;
  plan.info = &variable;
  plan.index = index;
  plan.type = type_row(variable.type);
  plan.python_name = variable.name.empty() ? python_name(procedure) : python_name(variable);
  plan.reason = unsupported_reason(variable, procedure, index < 0);
  if (plan.reason.empty()) plan.reason = convention_reason(variable);
  if (!plan.reason.empty()) {
    plan.supply = Supply::omitted;
    return plan;
  }
  plan.described = describe(variable, *plan.type, shown_shape(variable, procedure));
  if (variable.memory == ArrayMemory::device) plan.described += ", device";
  const Convention& f2py = variable.convention;
  Intents intents = intents_of(variable, procedure, index < 0);
  bool made_here = intents.made_here;
  bool is_text = variable.type.base == BaseType::character;
  plan.supply = made_here ? Supply::created : Supply::given;
  plan.hidden = made_here && f2py.hide && !intents.out;
  plan.returned = !made_here && intents.out && (intents.in || intents.inout);
  plan.may_be_absent = variable.optional && !made_here && f2py.initial.empty();
  plan.has_default = !made_here && !plan.may_be_absent && !f2py.required &&
                     (f2py.optional || !f2py.initial.empty()) && (!is_text || !f2py.initial.empty());
  plan.role = plan_role(variable, intents, plan.has_default);
  return plan;
}

} // namespace isotach::bind
