// A procedure's wrapper in C: straight-line code that takes arguments, calls the shim and makes the result.
//
// In order: places of arguments, scalars, arrays, sizes, shape checks, new arrays, the call, results. Local
// v_NAME holds an argument's value; for arrays and for scalars that Fortran changes it is an iso_array.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "bind/c/argument.h"
#include "bind/writers.h"

namespace isotach::bind {

namespace {

using Supply = ArgumentPlan::Supply;

class WrapperWriter {
 public:
  WrapperWriter(const ExtensionPlan& extension, const WrapperPlan& plan, int& row)
      : extension_(extension), plan_(plan),
        values_(plan, [this](const ArgumentPlan& argument) { return row_of(argument); }), context_{plan,
                                                                                                   values_} {
    first_row_ = row;
    for (int index : plan.order) add_row(plan.at(index), row);
    for (const ArgumentPlan* output : plan.outputs())
      if (!output->is_passed()) add_row(*output, row);
    for (const ArgumentPlan& argument : plan.arguments)
      if (argument.hidden && !argument.is_output() && !argument.callback()) add_row(argument, row);
    for (const ArgumentPlan& argument : plan.arguments) add_code(argument);
    for (const ArgumentPlan& result : plan.result) add_code(result);
  }

  const std::string& rows() const { return rows_; }

  std::string write() {
    std::string locals, body;
    bool has_arguments = !rows_.empty();
    std::size_t all = plan_.order.size();
    for_each_local([&](const ArgumentPlan& argument) { locals += code(argument).declaration(); });
    for_each_function([&](const ArgumentPlan& argument) { locals += code(argument).declaration(); });
    take_given(body);
    for (const ArgumentPlan& argument : plan_.arguments)
      if (!argument.is_array() && argument.is_value()) body += values_.checks(argument);
    for_each_value([&](const ArgumentPlan& argument) {
      if (!argument.is_passed()) body += code(argument).create();
      else if (argument.has_default) body += code(argument).create_default();
    });
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_array() && argument.is_value()) body += values_.checks(argument);
    for_each_function([&](const ArgumentPlan& argument) { body += code(argument).take_function(); });
    for_each_function([&](const ArgumentPlan& argument) { body += code(argument).begin_function(); });
    body += call();
    for_each_function([&](const ArgumentPlan& argument) { body += code(argument).check_function(); });
    body += finish();

    std::string text = fmt::format("/* {}: {} */\n", plan_.full_name, signature(plan_));
    text += declaration();
    text += fmt::format("static PyObject *call_{}(PyObject *self, PyObject *const *given, Py_ssize_t count, "
                        "PyObject *names) {{\n",
                        plan_.number);
    if (has_arguments)
      text += fmt::format("  const iso_argument *const argument = arguments + {};\n", first_row_);
    text += fmt::format("  PyObject *place[{}], *result = NULL;\n", std::max<std::size_t>(all, 1));
    text += locals + "  (void)self;\n";
    bool openacc = extension_.device == DeviceRuntime::libgomp;
    if (openacc) text += "  const long long stream = iso_begin_openacc();\n";
    text +=
        fmt::format("  if (names || count != {}) {{\n    if (!iso_sort({}, {}, {}, {}, given, count, names, "
                    "place)) return NULL;\n"
                    "    given = place;\n  }}\n",
                    all, has_arguments ? "argument" : "NULL", c_string(plan_.full_name), plan_.required, all);
    text += body;
    text += "done:\n";
    std::string ends; // the innermost is the last one that began
    for_each_function([&](const ArgumentPlan& argument) { ends = code(argument).end_function() + ends; });
    text += ends;
    if (openacc) text += "  iso_end_openacc(stream);\n";
    for_each_value([&](const ArgumentPlan& argument) { text += code(argument).release(); });
    return text + "  return result;\n}\n\n";
  }

 private:
  void add_row(const ArgumentPlan& argument, int& row) {
    rows_ += argument_row(plan_, argument);
    places_.emplace_back(&argument, row++ - first_row_);
  }
  std::string row_of(const ArgumentPlan& argument) const {
    for (const auto& [planned, row] : places_)
      if (planned == &argument) return fmt::format("&argument[{}]", row);
    return "NULL";
  }
  void add_code(const ArgumentPlan& argument) {
    if (auto made = c_argument(argument, context_)) codes_[&argument] = std::move(made);
  }
  const CArgument& code(const ArgumentPlan& argument) const { return *codes_.at(&argument); }

  // Every value that a local holds: arguments in Fortran's order, then the result.
  template <class Body> void for_each_value(Body body) const {
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_value()) body(argument);
    for (const ArgumentPlan& result : plan_.result) body(result);
  }
  template <class Body> void for_each_local(Body body) const {
    for_each_value(body);
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_option()) body(argument);
  }
  template <class Body> void for_each_function(Body body) const {
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_function()) body(argument);
  }
  // What the shim gets: values and callbacks in Fortran's order.
  template <class Body> void for_each_passed(Body body) const {
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_fortran()) body(argument);
    for (const ArgumentPlan& result : plan_.result) body(result);
  }
  template <class Body> void for_each_argument(Body body) const {
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_fortran()) body(argument);
  }
  // What Python has to give or may give, in Python's order.
  template <class Body> void for_each_given(Body body) const {
    for (int index : plan_.order)
      if (plan_.at(index).supply == Supply::given) body(plan_.at(index), code(plan_.at(index)));
  }

  // From Python's objects to values: scalars first, which extents and lengths of others may need.
  void take_given(std::string& body) const {
    auto is_prepared = [&](int index) {
      return std::find(plan_.preparation.begin(), plan_.preparation.end(), index) != plan_.preparation.end();
    };
    for_each_given([&](const ArgumentPlan& argument, const CArgument& made) {
      if (!is_prepared(argument.index)) body += made.take_value();
    });
    for (int index : plan_.preparation)
      if (plan_.at(index).is_option()) body += values_.prepare(plan_.at(index));
    for_each_given([&](const ArgumentPlan&, const CArgument& made) { body += made.take_memory(); });
    for (int index : plan_.preparation)
      if (!plan_.at(index).is_option()) body += values_.prepare(plan_.at(index));
    for (bool computed : {false, true})
      for_each_given([&](const ArgumentPlan&, const CArgument& made) {
        if (made.has_computed_length() == computed) body += made.fit_length();
      });
    for_each_given([&](const ArgumentPlan&, const CArgument& made) { body += made.check_shape(); });
    for (int index : plan_.order)
      if (plan_.at(index).is_value()) body += code(plan_.at(index)).check_target();
  }

  // Several Python names may stand for one procedure, with other types: so each has a name of its own in C.
  std::string target() const { return fmt::format("target_{}", plan_.number); }
  std::string result_type() const {
    return plan_.result.empty() ? "void" : std::string(plan_.result[0].type->c_type);
  }
  std::string declaration() const {
    if (plan_.by_statement) return {};
    if (plan_.direct_symbol.empty())
      return fmt::format("extern void {}({});\n", shim_symbol(extension_, plan_.number), prototype());
    std::string parameters;
    auto add = [&](const std::string& one) { parameters += (parameters.empty() ? "" : ", ") + one; };
    for_each_argument([&](const ArgumentPlan& argument) { add(code(argument).direct_parameter()); });
    for_each_argument([&](const ArgumentPlan& argument) {
      if (code(argument).has_hidden_length()) add("size_t");
    });
    return fmt::format("extern {} {}({}) __asm__({});\n", result_type(), target(),
                       parameters.empty() ? "void" : parameters, c_string(plan_.direct_symbol));
  }

  std::string prototype() const {
    std::string text;
    for_each_passed([&](const ArgumentPlan& argument) {
      text += (text.empty() ? "" : ", ") + code(argument).parameters();
    });
    return text.empty() ? "void" : text;
  }

  std::string direct_call() const {
    std::string actuals, lengths;
    for_each_argument([&](const ArgumentPlan& argument) {
      actuals += (actuals.empty() ? "" : ", ") + code(argument).direct_actual();
      if (code(argument).has_hidden_length())
        lengths += fmt::format(", (size_t){}.length", local_name(argument));
    });
    std::string result = plan_.result.empty() ? "" : local_name(plan_.result[0]) + " = ";
    return fmt::format("  ISO_CALL({}, {}, {}{}({}{}));\n", c_string(plan_.full_name),
                       plan_.releases_gil ? 1 : 0, result, target(), actuals, lengths);
  }

  std::string call() const {
    if (plan_.by_statement) return statement_call(plan_);
    if (!plan_.direct_symbol.empty()) return direct_call();
    std::string actuals;
    for_each_passed([&](const ArgumentPlan& argument) {
      actuals += (actuals.empty() ? "" : ", ") + code(argument).actuals();
    });
    return fmt::format("  ISO_CALL({}, {}, {}({}));\n", c_string(plan_.full_name), plan_.releases_gil ? 1 : 0,
                       shim_symbol(extension_, plan_.number), actuals);
  }

  std::string finish() const {
    std::string text;
    for (int number : plan_.releases) text += fmt::format("  Py_CLEAR(kept_{});\n", number);
    for (int index : plan_.order)
      if (plan_.at(index).is_value()) text += code(plan_.at(index)).write_back();
    const ArgumentPlan* status = plan_.supplied(Supply::status);
    if (plan_.keeps) text += keep(status);
    if (status) {
      const ArgumentPlan* message = plan_.supplied(Supply::message);
      text += fmt::format("  if (v_{} != 0) {{\n    iso_failed({}, v_{}, {});\n    goto done;\n  }}\n",
                          status->info->name, c_string(plan_.full_name), status->info->name,
                          message ? "&" + local_name(*message) : "NULL");
    }
    auto outputs = plan_.outputs();
    if (outputs.empty()) return text + "  Py_INCREF(Py_None);\n  result = Py_None;\n";
    text += fmt::format("  {{\n    PyObject *values[{}];\n", outputs.size());
    for (std::size_t i = 0; i < outputs.size(); ++i)
      text += fmt::format("    values[{}] = {};\n", i, code(*outputs[i]).output());
    return text + fmt::format("    result = iso_result(values, {});\n  }}\n", outputs.size());
  }

  std::string keep(const ArgumentPlan* status) const {
    std::string objects;
    int count = 0;
    for (const ArgumentPlan& argument : plan_.arguments) {
      if (!argument.array() || !argument.array()->kept) continue;
      objects += objects.empty() ? "" : ", ";
      objects += argument.is_passed()
                     ? fmt::format("{0}.held ? {0}.held : {1}", local_name(argument), given_place(argument))
                     : local_name(argument) + ".held";
      ++count;
    }
    return fmt::format("  {{\n    PyObject *const objects[{}] = {{{}}};\n    if (!iso_keep(&kept_{}, "
                       "objects, {}, {})) goto done;\n  }}\n",
                       count, objects, plan_.number, count,
                       status ? fmt::format("v_{} == 0", status->info->name) : std::string("1"));
  }

  const ExtensionPlan& extension_;
  const WrapperPlan& plan_;
  int first_row_ = 0;
  std::string rows_;
  ValueWriter values_;
  WrapperContext context_;
  std::map<const ArgumentPlan*, std::unique_ptr<CArgument>> codes_;
  std::vector<std::pair<const ArgumentPlan*, int>> places_;
};

} // namespace

WrapperCode write_wrapper(const ExtensionPlan& extension, const WrapperPlan& plan, int& row) {
  WrapperWriter writer(extension, plan, row);
  return {writer.rows(), plan.by_statement ? statement_function(plan) : std::string(), writer.write()};
}

} // namespace isotach::bind
