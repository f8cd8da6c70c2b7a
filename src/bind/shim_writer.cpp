// The Fortran file: a BIND(C) shim per procedure, and the access to variables (variable_writer.cpp).
//
// A shim receives addresses. Dummies are explicit-shape or assumed-size and OPTIONAL where the user's are, so
// a null address is an absent argument and passes on as one; only assumed-shape dummies need the extents.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "bind/bounds.h"
#include "bind/writers.h"

namespace isotach::bind {

namespace {

using Supply = ArgumentPlan::Supply;

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
    name_ = free_name(fmt::format("isotach_{}", plan.number));
    for (const ArgumentPlan& argument : plan.arguments)
      if (argument.is_fortran() && is_shim_word(argument.info->name))
        names_[argument.info->name] = free_name(argument.info->name + "_argument");
    target_ = plan.procedure->module.empty() ? fortran_name(*plan.procedure) : free_name("isotach_target");
    result_ = free_name("isotach_result");
    texts_ = free_name("isotach_texts");
  }

  std::string write() {
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_fortran()) add(argument, shim_name(argument.info->name));
    for (const ArgumentPlan& result : plan_.result) add(result, result_);
    std::string text = fmt::format("! {}\n", signature(plan_));
    text += wrapped("subroutine " + name_, dummies_,
                    fmt::format("bind(c, name=\"{}\")", shim_symbol(extension_, plan_.number)));
    if (uses_lengths_)
      text +=
          fmt::format("  use, intrinsic :: iso_c_binding, only: {}c_int64_t\n",
                      std::string(texts_in_.empty() ? "" : "c_char, ") + (give_.empty() ? "" : "c_ptr, "));
    if (has_pointers_ && !has_callbacks_) text += "  use, intrinsic :: iso_c_binding, only: c_int\n";
    if (has_callbacks_)
      text += "  use, intrinsic :: iso_c_binding, only: c_int, c_funptr, c_associated, c_f_procpointer\n";
    if (!plan_.procedure->module.empty())
      text += fmt::format("  use {}, only: {} => {}\n", shim_module(extension_, plan_.procedure->module),
                          target_, plan_.called_as);
    text += "  implicit none\n";
    if (plan_.procedure->module.empty()) text += interface_block();
    if (!give_.empty()) text += giver();
    text += declarations_;
    text += before_;
    if (texts_in_.empty()) text += call("  ") + after_;
    else text += wrapped("  call " + texts_, texts_in_, "") + after_ + with_texts();
    return text + fmt::format("end subroutine {}\n\n", name_);
  }

 private:
  // A dummy of the shim has the name of the user's, unless that means something else in the shim.
  std::string shim_name(const std::string& name) const {
    auto other = names_.find(name);
    return other == names_.end() ? name : other->second;
  }

  std::string free_name(std::string wish) {
    if (wish.size() > 58) wish.resize(58);
    std::string name = wish;
    for (int i = 2; !taken_.insert(name).second; ++i) name = fmt::format("{}_{}", wish, i);
    return name;
  }

  // Declares the dummy, and the local that the procedure gets if that is another.
  void add(const ArgumentPlan& argument, const std::string& name) {
    std::string actual =
        std::visit([&](const auto& role) { return add(argument, name, role); }, argument.role);
    if (argument.index < 0) return;
    bool by_keyword = !plan_.procedure->module.empty();
    actuals_.push_back(by_keyword ? fmt::format("{}={}", argument.info->name, actual) : actual);
  }
  // Each returns what the procedure gets.
  static std::string add(const ArgumentPlan&, const std::string&, const std::monostate&) { return {}; }
  static std::string add(const ArgumentPlan&, const std::string&, const ExtraArgumentsPlan&) { return {}; }
  std::string add(const ArgumentPlan& argument, const std::string& name, const ScalarPlan&) {
    dummies_.push_back(name);
    declarations_ += fmt::format("  {}{} :: {}\n", fortran_type(*argument.type),
                                 argument.info->optional ? ", optional" : "", name);
    return name;
  }
  std::string add(const ArgumentPlan& argument, const std::string& name, const ArrayPlan&) {
    dummies_.push_back(name);
    std::string shape = argument.needs_shape() ? add_shape(argument, name) : "(*)", whole = name;
    bool missing = argument.info->optional || argument.is_pointer();
    if (argument.is_padded()) {
      std::string leading = free_name(name + "_leading"), extent = shape.substr(1, shape.find(')'));
      dummies_.push_back(leading);
      declarations_ += fmt::format("  integer(c_int64_t), value :: {}\n", leading);
      whole = name + "(1:" + extent;
      for (std::size_t d = 1; d < argument.info->dimensions.size(); ++d) whole += ", :";
      whole += ")";
      shape.replace(1, extent.size(), leading);
    }
    declarations_ += fmt::format("  {}, target{} :: {}{}\n", fortran_type(*argument.type),
                                 missing ? ", optional" : "", name, shape);
    if (!argument.is_pointer() && !(argument.is_padded() && missing)) return whole;
    return add_pointer(argument, name, whole);
  }

  // A local that points to what was passed, or to nothing.
  std::string add_pointer(const ArgumentPlan& argument, const std::string& name, const std::string& whole) {
    std::string pointer = free_name(name + "_pointer");
    declarations_ +=
        fmt::format("  {}, pointer{} :: {}{}\n", fortran_type(*argument.type),
                    argument.info->contiguous ? ", contiguous" : "", pointer, stars(*argument.info));
    before_ += fmt::format("  nullify ({0})\n  if (present({1})) {0} => {2}\n", pointer, name, whole);
    if (!argument.is_pointer()) return pointer;
    std::string moved = free_name(name + "_moved");
    dummies_.push_back(moved);
    has_pointers_ = true;
    declarations_ += fmt::format("  integer(c_int), intent(out) :: {}\n", moved);
    after_ += fmt::format("  {0} = 0\n  if (associated({1})) {0} = 1\n  if (present({2})) then\n"
                          "    if (size({2}) == 0 .or. associated({1}, {3})) {0} = 0\n  end if\n"
                          "  if (present({2}) .and. .not. associated({1})) {0} = 1\n",
                          moved, pointer, name, whole);
    return pointer;
  }

  // A procedure pointer: to the procedure that calls Python, or to the one whose address came.
  std::string add(const ArgumentPlan& argument, const std::string& name, const FunctionPlan& function) {
    const std::string& entity = function.callback->entity;
    std::string pointer = free_name(name + "_pointer");
    dummies_.push_back(name);
    declarations_ += fmt::format("  type(c_funptr), value :: {}\n", name) +
                     callback_interface(extension_, *function.callback, entity, "  ") +
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
    return pointer;
  }

  // A character travels as bytes. An array of single characters is argument-associated with elements of any
  // length, but only in order: so a contained procedure, whose dummies have the length, makes the call. A
  // null pointer is an absent argument.
  std::string add(const ArgumentPlan& argument, const std::string& name, const TextPlan&) {
    dummies_.push_back(name);
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
  std::string add(const ArgumentPlan& argument, const std::string& name, const AllocatablePlan& allocatable) {
    std::string local = free_name(name + "_local");
    declarations_ += fmt::format("  {}, allocatable :: {}{}\n", fortran_type(*argument.type), local,
                                 stars(*argument.info));
    if (allocatable.fortran_allocates) {
      if (give_.empty()) give_ = free_name("isotach_give");
      std::string gift = free_name(name + "_gift");
      dummies_.push_back(gift);
      uses_lengths_ = true;
      declarations_ += fmt::format("  type(c_ptr), value :: {}\n", gift);
      after_ += fmt::format("  if (allocated({1})) call {0}({2}, {1}, shape({1}, kind=c_int64_t))\n", give_,
                            local, gift);
    }
    if (argument.supply == Supply::given) {
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
    // Bounds and lengths may use any argument, so numbers come first, then characters, then arrays, and last
    // characters whose length is an element of one.
    auto rank_of = [](const ArgumentPlan& argument) {
      std::set<int> read;
      if (argument.is_text()) collect_arrays_read(argument.info->text_length, read);
      return !read.empty() ? 3 : argument.is_array() ? 2 : argument.is_text() ? 1 : 0;
    };
    for (int rank : {0, 1, 2, 3})
      for (const ArgumentPlan& argument : plan_.arguments)
        if (argument.is_value() && rank_of(argument) == rank)
          declarations += interface_declaration(argument, procedure);
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_function() && argument.is_fortran()) declarations += callback_declaration(argument);
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_fortran()) names.push_back(argument.info->name);
    for (const ArgumentPlan& result : plan_.result) {
      std::string shape;
      for (const DimensionInfo& dimension : result.info->dimensions)
        shape +=
            fmt::format("{}{}:{}", shape.empty() ? "" : ", ", fortran_expression(dimension.lower, procedure),
                        fortran_expression(dimension.upper, procedure));
      if (result.info->allocatable)
        shape = stars(*result.info).substr(1, 2 * result.info->dimensions.size() - 1);
      declarations += fmt::format("      {}{} :: {}{}\n", type_spelling(result, procedure),
                                  result.info->allocatable ? ", allocatable" : "", fortran_name(procedure),
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
    const CallbackPlan& callback = *argument.callback();
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
    if (info.pointer) text += ", pointer";
    if (info.optional) text += ", optional";
    if (info.value) text += ", value";
    if (info.target) text += ", target";
    if (info.contiguous) text += ", contiguous";
    return text + fmt::format(" :: {}{}\n", info.name, argument.is_array() ? stars(info) : "");
  }

  const ExtensionPlan& extension_;
  const WrapperPlan& plan_;
  std::set<std::string> taken_;
  std::map<std::string, std::string> names_; // dummies that have another one in the shim
  std::string name_, target_, result_, texts_, give_;
  std::vector<std::string> dummies_, actuals_, texts_in_;
  std::string declarations_, before_, after_, text_declarations_, text_statements_;
  bool uses_lengths_ = false, has_callbacks_ = false, has_pointers_ = false;
};

} // namespace

bool is_shim_word(std::string_view name) {
  static constexpr std::array<std::string_view, 33> words = {
      "action",          "address",       "allocate", "allocated", "associated", "c_associated", "c_char",
      "c_f_procpointer", "c_funptr",      "c_int",    "c_int64_t", "c_ptr",      "call",         "character",
      "deallocate",      "end",           "extents",  "facts",     "gift",       "if",           "integer",
      "is_contiguous",   "iso_c_binding", "kind",     "len",       "nullify",    "present",      "reason",
      "shape",           "size",          "status",   "values",    "variable"};
  return name.substr(0, 7) == "isotach" || std::find(words.begin(), words.end(), name) != words.end();
}

std::string shim_module(const ExtensionPlan& plan, const std::string& module) {
  for (std::size_t i = 0; i < plan.modules.size(); ++i) {
    if (plan.modules[i].is_common || plan.modules[i].module->name != module) continue;
    bool taken = is_shim_word(module);
    for (const WrapperPlan& wrapper : plan.modules[i].wrappers) {
      for (const ArgumentPlan& argument : wrapper.arguments) taken = taken || argument.info->name == module;
    }
    return taken ? fmt::format("isotach_module_{}_{}", i, plan.name).substr(0, 60) : module;
  }
  return module;
}

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
    for (const WrapperPlan& wrapper : plan.modules[i].wrappers)
      if (wrapper.direct_symbol.empty()) text += ShimWriter(plan, wrapper).write();
    if (!plan.modules[i].variables.empty()) text += write_variables(plan, i);
    for (const VariablePlan& variable : plan.modules[i].variables)
      if (variable.is_dynamic()) text += write_variable_access(plan, plan.modules[i], variable);
  }
  for (const WrapperPlan& wrapper : plan.externals)
    if (wrapper.direct_symbol.empty()) text += ShimWriter(plan, wrapper).write();
  if (text.empty()) return text;
  std::string passed_on;
  for (const ModulePlan& module : plan.modules) {
    if (module.is_common) continue;
    std::string name = shim_module(plan, module.module->name);
    if (name != module.module->name)
      passed_on += fmt::format("module {0}\n  use {1}\nend module {0}\n\n", name, module.module->name);
  }
  text = passed_on + text;
  for (const auto& callback : plan.callbacks) text += write_callback_procedure(plan, *callback);
  return fmt::format(
             "! Shims of the Python module {}, made by Isotach {}: the C side calls these, these call your "
             "procedures.\n\n",
             plan.name, plan.version) +
         text;
}

} // namespace isotach::bind
