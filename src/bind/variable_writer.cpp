// Variables of modules and COMMON blocks in Fortran: subroutines that pass addresses and shapes to the C
// side.
#include <fmt/format.h>

#include "bind/writers.h"

namespace isotach::bind {

namespace {

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

// The call that says address and facts: the shape of an array, then the length of a character.
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

} // namespace

std::string dimensions_of(const std::string& shape_name, std::size_t rank) {
  std::string text;
  for (std::size_t d = 1; d <= rank; ++d) text += fmt::format("{}{}({})", d > 1 ? ", " : "", shape_name, d);
  return "(" + text + ")";
}

// Says where an allocatable or pointer array is now, after allocating it (1) or deallocating it (2) when
// asked to.
std::string write_variable_access(const ExtensionPlan& plan, const ModulePlan& module,
                                  const VariablePlan& variable) {
  std::string name = fmt::format("isotach_v{}", variable.number);
  std::size_t rank = variable.info->dimensions.size();
  std::string text = fmt::format("subroutine isotach_access_{}(action, extents) bind(c, name=\"{}\")\n",
                                 variable.number, access_symbol(plan, variable.number));
  text += "  use, intrinsic :: iso_c_binding, only: c_int, c_int64_t\n";
  text += fmt::format("  use {}, only: {} => {}\n", shim_module(plan, module.module->name), name,
                      variable.info->name);
  text +=
      "  implicit none\n  integer(c_int), value :: action\n  integer(c_int64_t), intent(in) :: extents(*)\n";
  // gfortran takes a variable that is called so in its module for the same one.
  std::string status = variable.info->name == "status" ? "isotach_status" : "status";
  if (!variable.read_only) text += fmt::format("  integer :: {}\n", status);
  text += "  interface\n" + teller(plan, true) +
          fmt::format("    subroutine isotach_tell_none(variable, reason) bind(c, name=\"{}_none\")\n"
                      "      use, intrinsic :: iso_c_binding, only: c_int\n"
                      "      integer(c_int), value :: variable, reason\n"
                      "    end subroutine isotach_tell_none\n  end interface\n",
                      register_symbol(plan));
  if (!variable.read_only)
    text += fmt::format("  if (action /= 0) then\n    if (allocated({0})) deallocate ({0})\n"
                        "    if (action == 1) allocate ({0}{1}, stat={2})\n  end if\n",
                        name, dimensions_of("extents", rank), status);
  std::string there = variable.info->allocatable ? "allocated" : "associated";
  std::string nowhere = fmt::format("  call isotach_tell_none({}, 0_c_int)\n", variable.number);
  text += fmt::format("  if (.not. {}({})) then\n  {}", there, name, nowhere);
  if (variable.info->pointer)
    text += fmt::format("  else if (.not. is_contiguous({})) then\n    call isotach_tell_none({}, 1_c_int)\n",
                        name, variable.number);
  return text + "  else\n  " + tell(variable, name) +
         fmt::format("  end if\nend subroutine isotach_access_{}\n\n", variable.number);
}

std::string write_variables(const ExtensionPlan& plan, std::size_t index) {
  const ModulePlan& module = plan.modules[index];
  std::string text =
      fmt::format("! The variables of {}\nsubroutine isotach_variables_{}() bind(c, name=\"{}\")\n",
                  module.module->name, index, variables_symbol(plan, index));
  text += "  use, intrinsic :: iso_c_binding, only: c_int64_t\n";
  for (const VariablePlan& variable : module.variables)
    if (!variable.is_dynamic() && !module.is_common)
      text += fmt::format("  use {}, only: isotach_v{} => {}\n", shim_module(plan, module.module->name),
                          variable.number, variable.info->name);
  text += "  implicit none\n  interface\n" + teller(plan, false) + teller(plan, true) + "  end interface\n";
  if (module.is_common) text += common_declarations(module);
  for (const VariablePlan& variable : module.variables)
    if (!variable.is_dynamic()) text += tell(variable, fmt::format("isotach_v{}", variable.number));
  return text + fmt::format("end subroutine isotach_variables_{}\n\n", index);
}

} // namespace isotach::bind
