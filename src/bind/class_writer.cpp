// Classes over procedures that share state, as the Python text that a module runs when it is imported.
#include <fmt/format.h>

#include "base/encoding.h"
#include "bind/writers.h"

namespace isotach::bind {

namespace {

std::string python_string(const std::string& text) {
  std::string result = "\"";
  for (char c : to_utf8(text)) {
    if (c == '\n') result += "\\n";
    else if (c == '\\' || c == '"') result += std::string("\\") + c;
    else if (static_cast<unsigned char>(c) < 32) result += fmt::format("\\x{:02x}", static_cast<int>(c));
    else result += c;
  }
  return result + "\"";
}

// "_fortran.turb.solve"
std::string path_of(const ExtensionPlan& plan, const ClassPlan::Procedure& procedure) {
  std::string path = "_fortran";
  if (procedure.module >= 0)
    path += "." + python_name(plan.modules[static_cast<std::size_t>(procedure.module)].module->name);
  ClassPlan::Procedure in_module = procedure;
  in_module.name.clear();
  return path + "." + python_name(plan, in_module);
}

struct Method {
  std::string parameters, arguments; // "(self, a, n=None)", "(a, n)"
  std::string doc;
};

Method method_of(const ExtensionPlan& plan, const ClassPlan::Procedure& procedure) {
  if (const WrapperPlan* wrapper = wrapper_of(plan, procedure)) {
    Method method{"(" + self_name(*wrapper), "(", documentation(*wrapper)};
    for (int index : wrapper->order) {
      const ArgumentPlan& argument = wrapper->at(index);
      method.parameters += fmt::format(", {}{}", argument.python_name, argument.is_optional() ? "=None" : "");
      method.arguments += fmt::format("{}{}", method.arguments == "(" ? "" : ", ", argument.python_name);
    }
    method.parameters += ")";
    method.arguments += ")";
    return method;
  }
  const ModulePlan& module = plan.modules[static_cast<std::size_t>(procedure.module)];
  return {"(self, *arguments, **named)", "(*arguments, **named)",
          documentation(module.generics[static_cast<std::size_t>(procedure.generic)], module)};
}

std::string self_of(const ExtensionPlan& plan, const ClassPlan::Procedure& procedure) {
  const WrapperPlan* wrapper = wrapper_of(plan, procedure);
  return wrapper ? self_name(*wrapper) : "self";
}

std::string write_init(const ExtensionPlan& plan, const ClassPlan& planned) {
  if (planned.init.is_none()) return "\n    def __init__(self):\n        self._begin()\n";
  Method init = method_of(plan, planned.init);
  return fmt::format("\n    def __init__{0}:\n        {1}\n        {2}._begin()\n        try:\n"
                     "            _init_of_{3}{4}\n"
                     "        except BaseException:\n            {2}._end()\n            raise\n",
                     init.parameters, python_string(init.doc), self_of(plan, planned.init), planned.name,
                     init.arguments);
}

std::string write_method(const ExtensionPlan& plan, const ClassPlan& planned, std::size_t number) {
  const ClassPlan::Procedure& procedure = planned.methods[number];
  Method method = method_of(plan, procedure);
  std::string self = self_of(plan, procedure);
  std::string call = fmt::format("_method_{}_of_{}{}", number, planned.name, method.arguments);
  bool ends = !planned.finalize.is_none() && number + 1 == planned.methods.size();
  std::string text =
      fmt::format("\n    def {0}{1}:\n        {2}\n        if not {3}._alive:\n"
                  "            {3}._refuse()\n",
                  python_name(plan, procedure), method.parameters, python_string(method.doc), self);
  if (!ends) return text + fmt::format("        return {}\n", call);
  return text + fmt::format("        ended = {}\n        {}._end()\n        return ended\n", call, self);
}

std::string write_class(const ExtensionPlan& plan, const ClassPlan& planned) {
  std::string text = "\n\n";
  if (!planned.init.is_none())
    text += fmt::format("_init_of_{} = {}\n", planned.name, path_of(plan, planned.init));
  for (std::size_t i = 0; i < planned.methods.size(); ++i)
    text += fmt::format("_method_{}_of_{} = {}\n", i, planned.name, path_of(plan, planned.methods[i]));
  text += fmt::format("\n\nclass {}(Granule):\n    {}\n\n    __slots__ = ()\n    _state = (", planned.name,
                      python_string(documentation(plan, planned)));
  for (const std::string& piece : planned.state) text += fmt::format("\n        {},", python_string(piece));
  text += planned.state.empty() ? ")\n" : "\n    )\n";
  if (!planned.finalize.is_none())
    text += fmt::format("    _finalizer = \"{}\"\n", python_name(plan, planned.finalize));
  for (const ClassPlan::Attribute& attribute : planned.attributes) {
    const ModulePlan& module = plan.modules[static_cast<std::size_t>(attribute.module)];
    const VariablePlan& variable = module.variables[static_cast<std::size_t>(attribute.variable)];
    text += fmt::format("    {0} = _variable(_fortran.{1}, \"{0}\", {2}, {3}, {4})\n", variable.python_name,
                        python_name(module.module->name), python_string(documentation(variable)),
                        variable.read_only ? "False" : "True", variable.constant ? "True" : "False");
  }
  text += write_init(plan, planned);
  for (std::size_t i = 0; i < planned.methods.size(); ++i) text += write_method(plan, planned, i);
  return text;
}

} // namespace

std::string self_name(const WrapperPlan& wrapper) {
  std::string name = "self";
  for (bool again = true; again;) {
    again = false;
    for (int index : wrapper.order) again = again || wrapper.at(index).python_name == name;
    if (again) name += "_";
  }
  return name;
}

std::string documentation(const ExtensionPlan& plan, const ClassPlan& planned) {
  const WrapperPlan* init = wrapper_of(plan, planned.init);
  std::string procedures = init ? init->full_name : "";
  for (const ClassPlan::Procedure& method : planned.methods)
    procedures +=
        (procedures.empty() ? "" : ", ") + path_of(plan, method).substr(std::string_view("_fortran.").size());
  return fmt::format("The procedures {} of Fortran as an object{}.", procedures,
                     planned.state.empty() ? ""
                                           : "; Fortran keeps its state once, so one is in use at a time");
}

std::string write_classes(const ExtensionPlan& plan) {
  if (plan.classes.empty()) return {};
  std::string source(class_python()), names, text = std::string(class_support_source());
  for (const ClassPlan& planned : plan.classes) {
    source += write_class(plan, planned);
    names += c_string(planned.name) + ", ";
  }
  text += "static const char class_source[] =\n";
  for (std::size_t begin = 0; begin < source.size();) {
    std::size_t end = std::min(source.find('\n', begin), source.size() - 1) + 1;
    text += "    " + c_string(source.substr(begin, end - begin)) + "\n";
    begin = end;
  }
  return text + fmt::format("    ;\nstatic const char *const class_names[] = {{{}NULL}};\n\n", names);
}

} // namespace isotach::bind
