// The Fortran file: a BIND(C) shim per procedure, and one subroutine per module that tells its variables'
// addresses.
//
// A shim receives addresses. Dummies are explicit-shape or assumed-size and OPTIONAL where the user's are, so
// a null address is an absent argument and passes on as one; only assumed-shape dummies need the extents.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "bind/bounds.h"
#include "bind/writers.h"

namespace isotach::bind {

namespace {

using Role = ArgumentPlan::Role;

// "PREFIX(a, b, ...)SUFFIX" in lines under 100 columns.
std::string wrapped(const std::string& prefix, const std::vector<std::string>& items,
                    const std::string& suffix) {
  std::string text = prefix + "(";
  std::size_t column = text.size();
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::string piece = items[i] + (i + 1 < items.size() ? ", " : "");
    if (column + piece.size() > 100) {
      text += "&\n      & ";
      column = 8;
    }
    text += piece;
    column += piece.size();
  }
  std::string gap = suffix.empty() ? "" : column + suffix.size() > 100 ? " &\n      & " : " ";
  return text + ")" + gap + suffix + "\n";
}

std::string dimensions_of(const std::string& shape_name, std::size_t rank) {
  std::string text;
  for (std::size_t d = 1; d <= rank; ++d) text += fmt::format("{}{}({})", d > 1 ? ", " : "", shape_name, d);
  return "(" + text + ")";
}

std::string stars(const VariableInfo& variable) {
  if (variable.shape != Shape::assumed_shape && variable.shape != Shape::deferred_shape) return "(*)";
  std::string text;
  for (std::size_t d = 0; d < variable.dimensions.size(); ++d) text += d ? ",:" : ":";
  return "(" + text + ")";
}

std::string type_spelling(const ArgumentPlan& argument, const ProcedureInfo& procedure) {
  if (!argument.is_text()) return fortran_type(*argument.type);
  bool assumed = argument.info->type.length_kind == TypeInfo::Length::assumed;
  return fmt::format("character(len={})",
                     assumed ? "*" : fortran_expression(argument.info->text_length, procedure));
}

class ShimWriter {
 public:
  ShimWriter(const ExtensionPlan& extension, const WrapperPlan& plan) : extension_(extension), plan_(plan) {
    for (const ArgumentPlan& argument : plan.arguments) taken_.insert(argument.info->name);
    target_ = plan.procedure->module.empty() ? fortran_name(*plan.procedure) : free_name("isotach_target");
    result_ = free_name("isotach_result");
    texts_ = free_name("isotach_texts");
  }

  std::string write() {
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.role == Role::callback && argument.is_fortran()) add_callback(argument);
      else if (argument.is_fortran()) add(argument, argument.info->name);
    for (const ArgumentPlan& result : plan_.result) add(result, result_);
    std::string name = fmt::format("isotach_{}", plan_.number);
    std::string text = fmt::format("! {}\n", signature(plan_));
    text += wrapped("subroutine " + name, dummies_,
                    fmt::format("bind(c, name=\"{}\")", shim_symbol(extension_, plan_.number)));
    if (uses_lengths_)
      text +=
          fmt::format("  use, intrinsic :: iso_c_binding, only: {}c_int64_t\n",
                      std::string(texts_in_.empty() ? "" : "c_char, ") + (give_.empty() ? "" : "c_ptr, "));
    if (has_callbacks_)
      text += "  use, intrinsic :: iso_c_binding, only: c_int, c_funptr, c_associated, c_f_procpointer\n";
    if (!plan_.procedure->module.empty())
      text += fmt::format("  use {}, only: {} => {}\n", plan_.procedure->module, target_, plan_.called_as);
    text += "  implicit none\n";
    if (plan_.procedure->module.empty()) text += interface_block();
    if (!give_.empty()) text += giver();
    text += declarations_;
    text += before_;
    if (texts_in_.empty()) text += call("  ") + after_;
    else text += wrapped("  call " + texts_, texts_in_, "") + after_ + with_texts();
    return text + fmt::format("end subroutine {}\n\n", name);
  }

 private:
  std::string free_name(std::string wish) {
    if (wish.size() > 58) wish.resize(58);
    std::string name = wish;
    for (int i = 2; !taken_.insert(name).second; ++i) name = fmt::format("{}_{}", wish, i);
    return name;
  }

  void add(const ArgumentPlan& argument, const std::string& name) {
    dummies_.push_back(name);
    bool optional = argument.info->optional;
    std::string attributes = optional ? ", optional" : "";
    std::string actual = name;
    if (argument.is_text()) {
      actual = add_text(argument, name);
    } else if (argument.is_allocatable()) {
      dummies_.pop_back();
      actual = add_allocatable(argument, name);
    } else if (argument.is_array()) {
      std::string shape = argument.needs_shape() ? add_shape(argument, name) : "(*)";
      declarations_ +=
          fmt::format("  {}, target{} :: {}{}\n", fortran_type(*argument.type), attributes, name, shape);
    } else {
      declarations_ += fmt::format("  {}{} :: {}\n", fortran_type(*argument.type), attributes, name);
    }
    if (argument.index < 0) return;
    bool by_keyword = !plan_.procedure->module.empty();
    actuals_.push_back(by_keyword ? fmt::format("{}={}", argument.info->name, actual) : actual);
  }

  // A procedure pointer: to the procedure that calls Python, or to the one whose address came.
  void add_callback(const ArgumentPlan& argument) {
    const std::string& name = argument.info->name;
    const std::string& entity = argument.callback->entity;
    std::string pointer = free_name(name + "_pointer");
    dummies_.push_back(name);
    declarations_ += fmt::format("  type(c_funptr), value :: {}\n", name) +
                     callback_interface(extension_, *argument.callback, entity, "  ") +
                     fmt::format("  procedure({}), pointer :: {}\n", entity, pointer);
    before_ += fmt::format("  {0} => {1}\n  if (c_associated({2})) call c_f_procpointer({2}, {0})\n", pointer,
                           entity, name);
    if (argument.info->optional) {
      std::string there = free_name(name + "_there");
      dummies_.push_back(there);
      declarations_ += fmt::format("  integer(c_int), value :: {}\n", there);
      before_ += fmt::format("  if ({} == 0) nullify ({})\n", there, pointer);
    }
    has_callbacks_ = true;
    actuals_.push_back(plan_.procedure->module.empty() ? pointer : fmt::format("{}={}", name, pointer));
  }

  // A character travels as bytes. An array of single characters is argument-associated with elements of any
  // length, but only in order: so a contained procedure, whose dummies have the length, makes the call. A
  // null pointer is an absent argument.
  std::string add_text(const ArgumentPlan& argument, const std::string& name) {
    uses_lengths_ = true;
    std::string length = free_name(name + "_length"), shape = "(1)", actual = name + "(1)";
    std::string attributes = argument.info->optional ? ", optional" : "";
    dummies_.push_back(length);
    declarations_ += fmt::format("  integer(c_int64_t), intent(in) :: {}\n", length);
    declarations_ += fmt::format("  character(kind=c_char){} :: {}(*)\n", attributes, name);
    if (argument.is_array()) {
      actual = name;
      shape = "(*)";
      if (argument.needs_shape()) shape = add_shape(argument, name);
    } else if (argument.info->optional) {
      actual = free_name(name + "_text");
      text_declarations_ += fmt::format("    character(len={}), pointer :: {}\n", length, actual);
      text_statements_ +=
          fmt::format("    nullify ({0})\n    if (present({1})) {0} => {1}(1)\n", actual, name);
    }
    texts_in_.push_back(name);
    text_declarations_ +=
        fmt::format("    character(len={}), target{} :: {}{}\n", length, attributes, name, shape);
    if (argument.index < 0) result_ = actual;
    return actual;
  }

  // A local that the procedure may allocate; in the end the C side copies what it holds.
  std::string add_allocatable(const ArgumentPlan& argument, const std::string& name) {
    std::string local = free_name(name + "_local");
    declarations_ += fmt::format("  {}, allocatable :: {}{}\n", fortran_type(*argument.type), local,
                                 stars(*argument.info));
    if (argument.is_gift()) {
      if (give_.empty()) give_ = free_name("isotach_give");
      std::string gift = free_name(name + "_gift");
      dummies_.push_back(gift);
      uses_lengths_ = true;
      declarations_ += fmt::format("  type(c_ptr), value :: {}\n", gift);
      after_ += fmt::format("  if (allocated({1})) call {0}({2}, {1}, shape({1}, kind=c_int64_t))\n", give_,
                            local, gift);
    }
    if (argument.role == Role::given) {
      dummies_.push_back(name);
      std::string shape = add_shape(argument, name);
      declarations_ +=
          fmt::format("  {}, intent(in), optional :: {}{}\n", fortran_type(*argument.type), name, shape);
      before_ += fmt::format("  if (present({0})) {1} = {0}\n", name, local);
    }
    if (argument.index < 0) result_ = local;
    return local;
  }

  std::string giver() const {
    return fmt::format(
        "  interface\n    subroutine {0}(gift, values, shape) bind(c, name=\"{1}\")\n"
        "      use, intrinsic :: iso_c_binding, only: c_ptr, c_int64_t\n"
        "      type(c_ptr), value :: gift\n      type(*), intent(in) :: values(*)\n"
        "      integer(c_int64_t), intent(in) :: shape(*)\n    end subroutine {0}\n  end interface\n",
        give_, give_symbol(extension_));
  }

  // The extents as one more dummy; "(a_shape(1), a_shape(2))".
  std::string add_shape(const ArgumentPlan& argument, const std::string& name) {
    std::size_t rank = argument.info->dimensions.size();
    std::string shape_name = free_name(name + "_shape");
    dummies_.push_back(shape_name);
    uses_lengths_ = true;
    declarations_ += fmt::format("  integer(c_int64_t), intent(in) :: {}({})\n", shape_name, rank);
    return dimensions_of(shape_name, rank);
  }

  std::string with_texts() const {
    return "contains\n" + wrapped("  subroutine " + texts_, texts_in_, "") + text_declarations_ +
           text_statements_ + call("    ") + fmt::format("  end subroutine {}\n", texts_);
  }

  std::string call(const std::string& indent) const {
    if (!plan_.procedure->is_function) return wrapped(indent + "call " + target_, actuals_, "");
    return wrapped(fmt::format("{}{} = {}", indent, result_, target_), actuals_, "");
  }

  std::string interface_block() const {
    const ProcedureInfo& procedure = *plan_.procedure;
    std::vector<std::string> names;
    std::string declarations;
    // Bounds and lengths may use any argument, so numbers come first and arrays last.
    auto rank_of = [](const ArgumentPlan& argument) {
      return argument.is_array() ? 2 : argument.is_text() ? 1 : 0;
    };
    for (int rank : {0, 1, 2})
      for (const ArgumentPlan& argument : plan_.arguments)
        if (argument.is_value() && rank_of(argument) == rank)
          declarations += interface_declaration(argument, procedure);
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.role == Role::callback && argument.is_fortran())
        declarations += callback_declaration(argument);
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_fortran()) names.push_back(argument.info->name);
    for (const ArgumentPlan& result : plan_.result) {
      std::string shape;
      for (const DimensionInfo& dimension : result.info->dimensions)
        shape +=
            fmt::format("{}{}:{}", shape.empty() ? "" : ", ", fortran_expression(dimension.lower, procedure),
                        fortran_expression(dimension.upper, procedure));
      if (result.is_allocatable())
        shape = stars(*result.info).substr(1, 2 * result.info->dimensions.size() - 1);
      declarations += fmt::format("      {}{} :: {}{}\n", type_spelling(result, procedure),
                                  result.is_allocatable() ? ", allocatable" : "", fortran_name(procedure),
                                  shape.empty() ? "" : "(" + shape + ")");
    }
    std::string kind = procedure.is_function ? "function" : "subroutine";
    std::string bind =
        procedure.bind_name.empty() ? "" : fmt::format("bind(c, name=\"{}\")", procedure.bind_name);
    return "  interface\n" + wrapped(fmt::format("    {} {}", kind, fortran_name(procedure)), names, bind) +
           "      implicit none\n" + declarations +
           fmt::format("    end {} {}\n  end interface\n", kind, fortran_name(procedure));
  }

  std::string callback_declaration(const ArgumentPlan& argument) const {
    const CallbackPlan& callback = *argument.callback;
    const std::string& name = argument.info->name;
    std::string text;
    if (!callback.interface->implicit_interface)
      text = callback_interface(extension_, callback, name, "      ");
    else if (!callback.interface->is_function) text = fmt::format("      external :: {}\n", name);
    else {
      const VariableInfo& result = callback.interface->result;
      std::string type = fortran_type(*type_row(result.type));
      if (result.type.base == BaseType::character)
        type += result.type.length_kind == TypeInfo::Length::constant
                    ? fmt::format("(len={})", result.type.length)
                    : "(len=*)";
      text = fmt::format("      {}, external :: {}\n", type, name);
    }
    return argument.info->optional ? text + fmt::format("      optional :: {}\n", name) : text;
  }

  static std::string interface_declaration(const ArgumentPlan& argument, const ProcedureInfo& procedure) {
    const VariableInfo& info = *argument.info;
    std::string text = "      " + type_spelling(argument, procedure);
    if (info.intent == Intent::in) text += ", intent(in)";
    if (info.intent == Intent::out) text += ", intent(out)";
    if (info.intent == Intent::inout) text += ", intent(inout)";
    if (info.allocatable) text += ", allocatable";
    if (info.optional) text += ", optional";
    if (info.value) text += ", value";
    if (info.target) text += ", target";
    if (info.contiguous) text += ", contiguous";
    return text + fmt::format(" :: {}{}\n", info.name, argument.is_array() ? stars(info) : "");
  }

  const ExtensionPlan& extension_;
  const WrapperPlan& plan_;
  std::set<std::string> taken_;
  std::string target_, result_, texts_, give_;
  std::vector<std::string> dummies_, actuals_, texts_in_;
  std::string declarations_, before_, after_, text_declarations_, text_statements_;
  bool uses_lengths_ = false, has_callbacks_ = false;
};

// TYPE(*) takes the address of any variable, TARGET or not.
std::string teller(const ExtensionPlan& plan, bool array) {
  std::string name = array ? "isotach_tell_array" : "isotach_tell_scalar";
  return fmt::format("    subroutine {0}(variable, address, facts) bind(c, name=\"{1}_{2}\")\n"
                     "      use, intrinsic :: iso_c_binding, only: c_int, c_int64_t\n"
                     "      integer(c_int), value :: variable\n"
                     "      type(*), intent(in) :: address{3}\n"
                     "      integer(c_int64_t), intent(in) :: facts(*)\n"
                     "    end subroutine {0}\n",
                     name, register_symbol(plan), array ? "array" : "scalar", array ? "(*)" : "");
}

// The call that tells address and facts: the shape of an array, then the length of a character.
std::string tell(const VariablePlan& variable, const std::string& name) {
  bool array = variable.info->shape != Shape::scalar;
  std::string shape = fmt::format("shape({}, kind=c_int64_t)", name);
  std::string length = variable.type->base == BaseType::character
                           ? fmt::format("len({}, kind=c_int64_t)", name)
                           : std::string("0_c_int64_t");
  std::string facts = array ? fmt::format("[{}, {}]", shape, length) : fmt::format("[{}]", length);
  return fmt::format("  call isotach_tell_{}({}, {}, {})\n", array ? "array" : "scalar", variable.number,
                     name, facts);
}

// Tells where an allocatable or pointer array is now, after allocating it (1) or deallocating it (2) when
// asked to.
std::string access_subroutine(const ExtensionPlan& plan, const ModulePlan& module,
                              const VariablePlan& variable) {
  std::string name = fmt::format("isotach_v{}", variable.number);
  std::size_t rank = variable.info->dimensions.size();
  std::string text = fmt::format("subroutine isotach_access_{}(action, extents) bind(c, name=\"{}\")\n",
                                 variable.number, access_symbol(plan, variable.number));
  text += "  use, intrinsic :: iso_c_binding, only: c_int, c_int64_t\n";
  text += fmt::format("  use {}, only: {} => {}\n", module.module->name, name, variable.info->name);
  text +=
      "  implicit none\n  integer(c_int), value :: action\n  integer(c_int64_t), intent(in) :: extents(*)\n";
  if (!variable.read_only) text += "  integer :: status\n";
  text += "  interface\n" + teller(plan, true) +
          fmt::format("    subroutine isotach_tell_none(variable, reason) bind(c, name=\"{}_none\")\n"
                      "      use, intrinsic :: iso_c_binding, only: c_int\n"
                      "      integer(c_int), value :: variable, reason\n"
                      "    end subroutine isotach_tell_none\n  end interface\n",
                      register_symbol(plan));
  if (!variable.read_only)
    text += fmt::format("  if (action /= 0) then\n    if (allocated({0})) deallocate ({0})\n"
                        "    if (action == 1) allocate ({0}{1}, stat=status)\n  end if\n",
                        name, dimensions_of("extents", rank));
  std::string there = variable.info->allocatable ? "allocated" : "associated";
  std::string nowhere = fmt::format("  call isotach_tell_none({}, 0_c_int)\n", variable.number);
  text += fmt::format("  if (.not. {}({})) then\n  {}", there, name, nowhere);
  if (variable.info->pointer)
    text += fmt::format("  else if (.not. is_contiguous({})) then\n    call isotach_tell_none({}, 1_c_int)\n",
                        name, variable.number);
  return text + "  else\n  " + tell(variable, name) +
         fmt::format("  end if\nend subroutine isotach_access_{}\n\n", variable.number);
}

// The block's variables in their order, under names of ours.
std::string common_declarations(const ModulePlan& module) {
  std::string text;
  std::vector<std::string> names;
  for (const VariablePlan& variable : module.variables) {
    std::string shape;
    for (const DimensionInfo& dimension : variable.info->dimensions)
      shape +=
          fmt::format("{}{}:{}", shape.empty() ? "" : ", ", dimension.lower.value, dimension.upper.value);
    names.push_back(fmt::format("isotach_v{}", variable.number));
    text += fmt::format(
        "  {}{} :: {}{}\n", fortran_type(*variable.type),
        variable.type->base == BaseType::character ? fmt::format("(len={})", variable.info->type.length) : "",
        names.back(), shape.empty() ? "" : "(" + shape + ")");
  }
  std::string block = module.module->name == "_blnk_" ? "//" : "/" + module.module->name + "/";
  for (const std::string& name : names) text += fmt::format("  common {} {}\n", block, name);
  return text;
}

std::string variables_subroutine(const ExtensionPlan& plan, std::size_t index) {
  const ModulePlan& module = plan.modules[index];
  std::string text =
      fmt::format("! The variables of {}\nsubroutine isotach_variables_{}() bind(c, name=\"{}\")\n",
                  module.module->name, index, variables_symbol(plan, index));
  text += "  use, intrinsic :: iso_c_binding, only: c_int64_t\n";
  for (const VariablePlan& variable : module.variables)
    if (!variable.is_dynamic() && !module.is_common)
      text += fmt::format("  use {}, only: isotach_v{} => {}\n", module.module->name, variable.number,
                          variable.info->name);
  text += "  implicit none\n  interface\n" + teller(plan, false) + teller(plan, true) + "  end interface\n";
  if (module.is_common) text += common_declarations(module);
  for (const VariablePlan& variable : module.variables)
    if (!variable.is_dynamic()) text += tell(variable, fmt::format("isotach_v{}", variable.number));
  return text + fmt::format("end subroutine isotach_variables_{}\n\n", index);
}

} // namespace

std::string shim_symbol(const ExtensionPlan& plan, int number) {
  return fmt::format("{}_isotach_{}", plan.name, number);
}

std::string variables_symbol(const ExtensionPlan& plan, std::size_t index) {
  return fmt::format("{}_isotach_variables_{}", plan.name, index);
}

std::string register_symbol(const ExtensionPlan& plan) { return plan.name + "_isotach_tell"; }

std::string access_symbol(const ExtensionPlan& plan, int number) {
  return fmt::format("{}_isotach_access_{}", plan.name, number);
}

std::string give_symbol(const ExtensionPlan& plan) { return plan.name + "_isotach_give"; }

std::string write_fortran(const ExtensionPlan& plan) {
  std::string text;
  for (std::size_t i = 0; i < plan.modules.size(); ++i) {
    for (const WrapperPlan& wrapper : plan.modules[i].wrappers) text += ShimWriter(plan, wrapper).write();
    if (!plan.modules[i].variables.empty()) text += variables_subroutine(plan, i);
    for (const VariablePlan& variable : plan.modules[i].variables)
      if (variable.is_dynamic()) text += access_subroutine(plan, plan.modules[i], variable);
  }
  for (const WrapperPlan& wrapper : plan.externals) text += ShimWriter(plan, wrapper).write();
  if (text.empty()) return text;
  for (const auto& callback : plan.callbacks) text += write_callback_procedure(plan, *callback);
  return fmt::format(
             "! Shims of the Python module {}, made by Isotach {}: the C side calls these, these call your "
             "procedures.\n\n",
             plan.name, plan.version) +
         text;
}

} // namespace isotach::bind
