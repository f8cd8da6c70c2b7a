// The .pyi file: what type checkers and editors know of the module.
#include <fmt/format.h>

#include "base/encoding.h"
#include "bind/writers.h"

namespace isotach::bind {

namespace {

std::string array_type(const TypeRow& type) {
  if (type.base == BaseType::character) return "NDArray[np.bytes_]";
  return fmt::format("NDArray[np.{}]", type.dtype == "bool" ? "bool_" : type.dtype);
}

struct ParameterType {
  const ArgumentPlan& argument;

  std::string operator()(const std::monostate&) const { return {}; }
  std::string operator()(const ScalarPlan& scalar) const {
    std::string number(argument.type->python);
    return or_none(scalar.in_place ? fmt::format("{} | {}", array_type(*argument.type), number) : number);
  }
  std::string operator()(const ArrayPlan& array) const {
    if (argument.info->memory == ArrayMemory::device) return or_none("DeviceArray");
    std::string type = array.in_place ? array_type(*argument.type) : "ArrayLike";
    bool either = argument.info->memory == ArrayMemory::either && argument.info->host_access.empty();
    if (either) type += " | DeviceArray";
    if (argument.is_pointer() && !argument.is_optional()) return type + " | None";
    return or_none(type);
  }
  std::string operator()(const AllocatablePlan&) const { return "ArrayLike | None"; }
  std::string operator()(const TextPlan& text) const {
    return or_none(text.in_place ? array_type(*argument.type) : text.array ? "ArrayLike" : "str | bytes");
  }
  std::string operator()(const FunctionPlan&) const { return or_none("Callable[..., Any]"); }
  std::string operator()(const ExtraArgumentsPlan&) const { return or_none("tuple[Any, ...]"); }

  std::string or_none(const std::string& type) const {
    return argument.is_optional() ? type + " | None = None" : type;
  }
};

std::string parameter_type(const ArgumentPlan& argument) {
  return std::visit(ParameterType{argument}, argument.role);
}

std::string output_type(const ArgumentPlan& output) {
  if (output.fortran_allocates()) return array_type(*output.type) + " | None";
  return output.is_array() ? array_type(*output.type) : std::string(output.type->python);
}

std::string return_type(const WrapperPlan& plan) {
  auto outputs = plan.outputs();
  if (outputs.empty()) return "None";
  if (outputs.size() == 1) return output_type(*outputs[0]);
  std::string text;
  for (const ArgumentPlan* output : outputs) text += (text.empty() ? "" : ", ") + output_type(*output);
  return "tuple[" + text + "]";
}

std::string docstring(const std::string& text, const std::string& indent) {
  std::string result = indent + "\"\"\"";
  bool line_start = false;
  for (char c : to_utf8(text)) {
    if (c != '\n' && line_start) result += indent;
    line_start = c == '\n';
    if (c == '\\' || c == '"') result += '\\';
    result += c;
  }
  if (result.find('\n') == result.npos) return result + "\"\"\"\n";
  if (!line_start) result += "\n";
  return result + indent + "\"\"\"\n";
}

// "(self, a: float, n: int | None = None)"; without `self` where that is empty.
std::string typed_parameters(const WrapperPlan& plan, std::string parameters = {}) {
  for (int index : plan.order) {
    const ArgumentPlan& argument = plan.arguments[static_cast<std::size_t>(index)];
    parameters += fmt::format("{}{}: {}", parameters.empty() ? "" : ", ", argument.python_name,
                              parameter_type(argument));
  }
  return "(" + parameters + ")";
}

std::string function(const WrapperPlan& plan, const std::string& indent) {
  std::string text = indent.empty() ? "" : indent + "@staticmethod\n";
  text +=
      fmt::format("{}def {}{} -> {}:\n", indent, plan.python_name, typed_parameters(plan), return_type(plan));
  return text + docstring(documentation(plan), indent + "    ") + indent + "    ...\n";
}

std::string variable(const VariablePlan& plan) {
  std::string type =
      plan.info->shape != Shape::scalar ? array_type(*plan.type) : std::string(plan.type->python);
  if (plan.is_dynamic()) type += " | None";
  if (!plan.read_only)
    return fmt::format("    {}: {}\n", plan.python_name, type) + docstring(documentation(plan), "    ");
  return fmt::format("    @property\n    def {}(self) -> {}:\n", plan.python_name, type) +
         docstring(documentation(plan), "        ") + "        ...\n";
}

std::string method(const ExtensionPlan& plan, const ClassPlan::Procedure& procedure) {
  if (const WrapperPlan* wrapper = wrapper_of(plan, procedure))
    return fmt::format("\n    def {}{} -> {}:\n{}        ...\n", python_name(plan, procedure),
                       typed_parameters(*wrapper, self_name(*wrapper)), return_type(*wrapper),
                       docstring(documentation(*wrapper), "        "));
  const ModulePlan& module = plan.modules[static_cast<std::size_t>(procedure.module)];
  const GenericPlan& generic = module.generics[static_cast<std::size_t>(procedure.generic)];
  return fmt::format("\n    def {}(self, *arguments: Any, **named: Any) -> Any:\n{}        ...\n",
                     python_name(plan, procedure), docstring(documentation(generic, module), "        "));
}

std::string class_text(const ExtensionPlan& plan, const ClassPlan& planned) {
  std::string text = fmt::format("\nclass {}:\n", planned.name);
  text += docstring(documentation(plan, planned), "    ");
  for (const ClassPlan::Attribute& attribute : planned.attributes)
    text += variable(plan.modules[static_cast<std::size_t>(attribute.module)]
                         .variables[static_cast<std::size_t>(attribute.variable)]);
  if (const WrapperPlan* init = wrapper_of(plan, planned.init))
    text +=
        fmt::format("\n    def __init__{} -> None:\n{}        ...\n",
                    typed_parameters(*init, self_name(*init)), docstring(documentation(*init), "        "));
  else if (!planned.init.is_none())
    text += "\n    def __init__(self, *arguments: Any, **named: Any) -> None: ...\n";
  else text += "\n    def __init__(self) -> None: ...\n";
  for (const ClassPlan::Procedure& procedure : planned.methods) text += method(plan, procedure);
  return text +
         "\n    def __enter__(self) -> Self: ...\n    def __exit__(self, *error: object) -> None: ...\n";
}

} // namespace

std::string write_pyi(const ExtensionPlan& plan) {
  std::string text =
      fmt::format("# Types of the Python module {}, made by Isotach {}.\n", plan.name, plan.version);
  if (!plan.callbacks.empty()) text += "from collections.abc import Callable\n";
  bool device = plan.device != DeviceRuntime::none;
  if (device) text += "from typing import Any, Protocol\n\n";
  else if (plan.generic_count || !plan.callbacks.empty()) text += "from typing import Any\n\n";
  if (!plan.classes.empty()) text += "from typing import Self\n\n";
  text += "import numpy as np\nfrom numpy.typing import ArrayLike, NDArray\n\n";
  text += "__isotach_version__: str\n__array_access__: str\n";
  if (device)
    text += "__isotach__: Any # statistics() of the device\n\n"
            "class DeviceArray(Protocol):\n"
            "    \"\"\"An array in the GPU's memory: of CuPy, PyTorch, Numba ...\"\"\"\n"
            "    @property\n    def __cuda_array_interface__(self) -> dict[str, Any]: ...\n";
  if (plan.device == DeviceRuntime::libgomp)
    text += "\ndef device_data(*arrays: DeviceArray) -> Any:\n"
            "    \"\"\"A context in which arrays in the GPU's memory stay in the table of GCC's run-time "
            "library.\"\"\"\n    ...\n";
  text += "\n"
          "class FortranStop(RuntimeError):\n    code: int\n    message: str\n";
  for (const ModulePlan& module : plan.modules) {
    text += fmt::format("\nclass _{}:\n", module.module->name);
    std::string doc =
        module.module->doc.empty() ? "Fortran MODULE " + module.module->name : module.module->doc;
    text += docstring(doc, "    ");
    for (const VariablePlan& planned : module.variables) text += variable(planned);
    for (const WrapperPlan& wrapper : module.wrappers)
      if (!wrapper.is_hidden) text += "\n" + function(wrapper, "    ");
    for (const GenericPlan& generic : module.generics)
      text += fmt::format(
          "\n    @staticmethod\n    def {}(*arguments: Any, **named: Any) -> Any:\n{}        ...\n",
          generic.python_name, docstring(documentation(generic, module), "        "));
    text += fmt::format("\n{0}: _{0}\n", module.module->name);
  }
  for (const WrapperPlan& wrapper : plan.externals) text += "\n" + function(wrapper, "");
  for (const ClassPlan& planned : plan.classes) text += class_text(plan, planned);
  return text;
}

} // namespace isotach::bind
