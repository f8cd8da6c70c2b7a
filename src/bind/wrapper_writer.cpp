// A procedure's wrapper in C: straight-line code that takes arguments, calls the shim and makes the result.
//
// In order: places of arguments, scalars, arrays, sizes, shape checks, new arrays, the call, results. Local
// v_NAME holds an argument's value; for arrays and for scalars that Fortran changes it is an iso_array.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "bind/bounds.h"
#include "bind/value_writer.h"
#include "bind/writers.h"

namespace isotach::bind {

namespace {

using Role = ArgumentPlan::Role;

std::size_t rank_of(const VariableInfo& variable) { return variable.dimensions.size(); }

std::string argument_row(const WrapperPlan& plan, const ArgumentPlan& argument) {
  if (argument.callback)
    return fmt::format("    {{{}, {}, {}, NULL, 0, 0, NULL}},\n", c_string(plan.full_name),
                       c_string(argument.python_name), c_string(argument.described));
  std::string flags;
  auto flag = [&](bool set, std::string_view name) {
    if (set) flags += fmt::format("{}{}", flags.empty() ? "" : " | ", name);
  };
  flag(argument.in_place, "ISO_IN_PLACE");
  flag(argument.writes && (argument.is_array() || argument.in_place || argument.is_text()), "ISO_WRITES");
  flag(argument.any_rank || (argument.in_place && !argument.is_array()), "ISO_ANY_RANK");
  flag(argument.c_order, "ISO_C_ORDER");
  return fmt::format("    {{{}, {}, {}, &types[{}], {}, {}, NULL}},\n", c_string(plan.full_name),
                     c_string(argument.python_name), c_string(argument.described), row_index(*argument.type),
                     rank_of(*argument.info), flags.empty() ? "0" : flags);
}

class WrapperWriter {
 public:
  WrapperWriter(const ExtensionPlan& extension, const WrapperPlan& plan, int& row)
      : extension_(extension), plan_(plan),
        values_(plan, [this](const ArgumentPlan& argument) { return row_of(argument); }) {
    first_row_ = row;
    for (int index : plan.order) add_row(at(index), row);
    for (const ArgumentPlan* output : plan.outputs())
      if (!output->is_passed()) add_row(*output, row);
    for (const ArgumentPlan& argument : plan.arguments)
      if (argument.hidden && !argument.is_output() && !argument.callback) add_row(argument, row);
  }

  const std::string& rows() const { return rows_; }

  std::string write() {
    std::string locals, body;
    bool has_arguments = !rows_.empty();
    std::size_t all = plan_.order.size();
    for_each_local([&](const ArgumentPlan& argument) { locals += declaration(argument); });
    for_each_callback([&](const ArgumentPlan& argument) {
      locals += fmt::format("  iso_callback {} = ISO_NO_CALLBACK;\n", callback(argument));
    });
    auto is_prepared = [&](int index) {
      return std::find(plan_.preparation.begin(), plan_.preparation.end(), index) != plan_.preparation.end();
    };
    for (int index : plan_.order)
      if (at(index).role == Role::given && !is_array_like(at(index)) && !is_prepared(index))
        body += take_scalar(at(index));
    for (int index : plan_.preparation)
      if (at(index).role == Role::option) body += values_.prepare(at(index));
    for (int index : plan_.order)
      if (at(index).role == Role::given && is_array_like(at(index))) body += take_array(at(index));
    for (int index : plan_.preparation)
      if (at(index).role != Role::option) body += values_.prepare(at(index));
    // A length may use the length of another argument, never a computed one.
    for (bool computed : {false, true})
      for (int index : plan_.order)
        if (at(index).role == Role::given && at(index).is_text() &&
            has_computed_length(at(index)) == computed)
          body += fit_text(at(index));
    for (int index : plan_.order)
      if (at(index).role == Role::given) body += check_shape(at(index));
    for (const ArgumentPlan& argument : plan_.arguments)
      if (!argument.is_array() && argument.is_value()) body += values_.checks(argument);
    for_each_value([&](const ArgumentPlan& argument) {
      if (!argument.is_passed()) body += create(argument);
      else if (argument.has_default) body += create_default(argument);
    });
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_array() && argument.is_value()) body += values_.checks(argument);
    for_each_callback([&](const ArgumentPlan& argument) { body += take_callback(argument); });
    for_each_callback([&](const ArgumentPlan& argument) {
      body += fmt::format("  iso_begin_callback(&{});\n", callback(argument));
    });
    body += call();
    for_each_callback([&](const ArgumentPlan& argument) {
      body += fmt::format("  if (iso_callback_failed(&{})) goto done;\n", callback(argument));
    });
    body += finish();

    std::string text = fmt::format("/* {}: {} */\n", plan_.full_name, signature(plan_));
    text += fmt::format("extern void {}({});\n", shim_symbol(extension_, plan_.number), prototype());
    text += fmt::format("static PyObject *call_{}(PyObject *self, PyObject *const *given, Py_ssize_t count, "
                        "PyObject *names) {{\n",
                        plan_.number);
    if (has_arguments)
      text += fmt::format("  const iso_argument *const argument = arguments + {};\n", first_row_);
    text += fmt::format("  PyObject *place[{}], *result = NULL;\n", std::max<std::size_t>(all, 1));
    text += locals + "  (void)self;\n";
    text +=
        fmt::format("  if (names || count != {}) {{\n    if (!iso_sort({}, {}, {}, {}, given, count, names, "
                    "place)) return NULL;\n"
                    "    given = place;\n  }}\n",
                    all, has_arguments ? "argument" : "NULL", c_string(plan_.full_name), plan_.required, all);
    text += body;
    text += "done:\n";
    std::string ends; // the innermost is the last one that began
    for_each_callback([&](const ArgumentPlan& argument) {
      ends = fmt::format("  iso_end_callback(&{});\n", callback(argument)) + ends;
    });
    text += ends;
    for_each_value([&](const ArgumentPlan& argument) { text += release(argument); });
    return text + "  return result;\n}\n\n";
  }

 private:
  const ArgumentPlan& at(int index) const { return plan_.arguments[static_cast<std::size_t>(index)]; }

  void add_row(const ArgumentPlan& argument, int& row) {
    rows_ += argument_row(plan_, argument);
    places_.emplace_back(&argument, row++ - first_row_);
  }

  // Every value that a local holds: arguments in Fortran's order, then the result.
  template <class Body> void for_each_value(Body body) const {
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_value()) body(argument);
    for (const ArgumentPlan& result : plan_.result) body(result);
  }
  template <class Body> void for_each_callback(Body body) const {
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.role == Role::callback) body(argument);
  }
  // What the shim gets: values and callbacks in Fortran's order.
  template <class Body> void for_each_passed(Body body) const {
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.is_fortran()) body(argument);
    for (const ArgumentPlan& result : plan_.result) body(result);
  }
  static std::string callback(const ArgumentPlan& argument) { return "c_" + argument.info->name; }

  std::string take_callback(const ArgumentPlan& argument) const {
    int number = argument.callback->number;
    if (argument.hidden)
      return fmt::format("  if (!iso_take_named_callback(&callback_{}, &{})) goto done;\n", number,
                         callback(argument));
    std::string extra = "NULL";
    for (const ArgumentPlan& other : plan_.arguments)
      if (other.role == Role::extra && other.callback == argument.callback) extra = given(other);
    return guarded(argument, fmt::format("  if (!iso_take_callback(&callback_{}, {}, {}, &{})) goto done;\n",
                                         number, given(argument), extra, callback(argument)));
  }
  template <class Body> void for_each_local(Body body) const {
    for_each_value(body);
    for (const ArgumentPlan& argument : plan_.arguments)
      if (argument.role == Role::option) body(argument);
  }

  static bool is_array_like(const ArgumentPlan& argument) {
    return argument.is_array() || argument.in_place || argument.is_text();
  }
  static std::string local(const ArgumentPlan& argument) { return local_name(argument); }
  static std::string pointer(const ArgumentPlan& argument) { return "p_" + argument.info->name; }
  static std::string given(const ArgumentPlan& argument) { return given_place(argument); }
  static bool has_pointer(const ArgumentPlan& argument) {
    return argument.may_be_absent && !is_array_like(argument) && !argument.is_text();
  }

  std::string row_of(const ArgumentPlan& argument) const {
    for (const auto& [planned, row] : places_)
      if (planned == &argument) return fmt::format("&argument[{}]", row);
    return "NULL";
  }

  // Allocatable, and given: None is an array that is not allocated.
  static bool may_be_unallocated(const ArgumentPlan& argument) {
    return argument.is_allocatable() && argument.role == Role::given;
  }
  static std::string gift(const ArgumentPlan& argument) {
    return argument.index < 0 ? "g_result" : "g_" + argument.info->name;
  }

  std::string declaration(const ArgumentPlan& argument) const {
    std::string name = local(argument);
    if (argument.is_gift()) {
      std::string text = fmt::format("  iso_gift {} = {{{}, NULL}};\n", gift(argument), row_of(argument));
      if (argument.role == Role::given) text += fmt::format("  iso_array {} = ISO_NO_ARRAY;\n", name);
      return text;
    }
    if (argument.is_text()) return fmt::format("  iso_text {} = ISO_NO_TEXT;\n", name);
    if (is_array_like(argument)) return fmt::format("  iso_array {} = ISO_NO_ARRAY;\n", name);
    std::string text = fmt::format("  {} {} = {{0}};\n", argument.type->c_type, name);
    return has_pointer(argument) ? text + fmt::format("  void *{} = NULL;\n", pointer(argument)) : text;
  }

  static std::string guarded(const ArgumentPlan& argument, const std::string& statements) {
    if (!argument.may_be_absent && !argument.has_default && !may_be_unallocated(argument)) return statements;
    return fmt::format("  if (iso_is_given({})) {{\n{}  }}\n", given(argument), statements);
  }

  std::string take_scalar(const ArgumentPlan& argument) const {
    std::string text = fmt::format("  if (!iso_scalar({}, {}, &{})) goto done;\n", given(argument),
                                   row_of(argument), local(argument));
    if (has_pointer(argument)) text += fmt::format("  {} = &{};\n", pointer(argument), local(argument));
    return guarded(argument, text);
  }

  std::string take_array(const ArgumentPlan& argument) const {
    std::string text =
        fmt::format("  if (!{}({}, {}, &{})) goto done;\n", argument.is_text() ? "iso_text_take" : "iso_take",
                    given(argument), row_of(argument), local(argument));
    if (argument.copied && !argument.is_text())
      text += fmt::format("  if (!{} && !iso_own_copy({}, {}, &{})) goto done;\n",
                          local(at(argument.overwrite)), given(argument), row_of(argument), local(argument));
    // An empty array may have a null address, which would mean absent.
    if (argument.may_be_absent || may_be_unallocated(argument))
      text += fmt::format("  if (!{0}.data) {0}.data = (void *)iso_no_shape;\n", local(argument));
    return guarded(argument, text);
  }

  // The number of leading dimensions that have an extent, 0 when nothing is to be checked.
  static std::size_t checked_dimensions(const VariableInfo& variable) {
    if (variable.shape == Shape::explicit_shape) return rank_of(variable);
    return variable.shape == Shape::assumed_size ? rank_of(variable) - 1 : 0;
  }

  static bool has_computed_length(const ArgumentPlan& argument) {
    return argument.info->type.length_kind == TypeInfo::Length::expression ||
           !argument.info->convention.length.empty();
  }

  // The length of a character; -1: what the caller gives.
  std::string length_of(const ArgumentPlan& argument) const {
    constexpr int message_length = 1024; // room for the message of raises()
    if (!argument.info->convention.length.empty())
      return values_.expression(argument.info->convention.length[0]);
    if (argument.info->type.length_kind != TypeInfo::Length::assumed)
      return values_.expression(argument.info->text_length);
    return argument.role == Role::given ? "-1" : std::to_string(message_length);
  }

  std::string fit_text(const ArgumentPlan& argument) const {
    std::string text =
        fmt::format("  {{\n    iso_bounds bounds = {{INT64_MAX, 0}};\n    const int64_t length = {};\n"
                    "    if (!iso_text_fit({}, &bounds, length, &{})) goto done;\n  }}\n",
                    length_of(argument), row_of(argument), local(argument));
    return argument.has_default ? text : guarded(argument, text);
  }

  std::string check_shape(const ArgumentPlan& argument) const {
    std::size_t count = checked_dimensions(*argument.info);
    if (count == 0) return {};
    std::string text =
        fmt::format("  {{\n{}    if (!iso_fits({}, {}.shape, &bounds, extents, {})) goto done;\n  }}\n",
                    values_.extents(argument, count), row_of(argument), local(argument), count);
    return guarded(argument, text);
  }

  std::string create(const ArgumentPlan& argument) const {
    if (argument.is_text()) {
      std::string room = argument.is_array() ? values_.extents(argument, rank_of(*argument.info))
                                             : "    iso_bounds bounds = {INT64_MAX, 0};\n";
      if (argument.role != Role::created)
        return fmt::format("  if (!iso_text_blank({}, &{})) goto done;\n", length_of(argument),
                           local(argument));
      return fmt::format("  {{\n{}    const int64_t length = {};\n    if (!iso_text_create({}, &bounds, "
                         "length, {}, &{})) goto "
                         "done;\n  }}\n",
                         room, length_of(argument), row_of(argument),
                         argument.is_array() ? "extents" : "NULL", local(argument));
    }
    if (!argument.is_array() || argument.is_gift()) return {};
    return fmt::format("  {{\n{}    if (!iso_create({}, &bounds, extents, &{})) goto done;\n{}  }}\n",
                       values_.extents(argument, rank_of(*argument.info)), row_of(argument), local(argument),
                       values_.fill(argument));
  }

  // What an argument with a default is when Python leaves it out; prepared scalars have their value already.
  std::string create_default(const ArgumentPlan& argument) const {
    std::string statements;
    if (argument.is_text()) return {}; // its default stands before its length is fitted
    if (argument.is_array()) statements = create(argument);
    else if (argument.in_place)
      statements = fmt::format(
          "  {{\n    iso_bounds bounds = {{INT64_MAX, 0}};\n    if (!iso_create({}, &bounds, NULL, "
          "&{})) goto done;\n  }}\n",
          row_of(argument), local(argument));
    return statements.empty()
               ? ""
               : fmt::format("  if (!iso_is_given({})) {{\n{}  }}\n", given(argument), statements);
  }

  std::string prototype() const {
    std::string text;
    for_each_passed([&](const ArgumentPlan& argument) {
      if (argument.role == Role::callback) {
        text += fmt::format("{}void *{}", text.empty() ? "" : ", ", argument.info->optional ? ", int" : "");
        return;
      }
      if (argument.is_gift()) text += text.empty() ? "iso_gift *" : ", iso_gift *";
      if (argument.is_gift() && argument.role != Role::given) return;
      text += text.empty() ? "void *" : ", void *";
      if (argument.is_text()) text += ", const int64_t *";
      if (argument.needs_shape()) text += ", const Py_ssize_t *";
    });
    return text.empty() ? "void" : text;
  }

  std::string call() const {
    std::string actuals;
    for_each_passed([&](const ArgumentPlan& argument) {
      if (argument.role == Role::callback) {
        actuals += fmt::format("{}{}.address", actuals.empty() ? "" : ", ", callback(argument));
        if (argument.info->optional) actuals += fmt::format(", {}.kind != NULL", callback(argument));
        return;
      }
      std::string name = local(argument);
      actuals += actuals.empty() ? "" : ", ";
      if (argument.is_gift()) actuals += "&" + gift(argument);
      if (argument.is_gift() && argument.role != Role::given) return;
      if (argument.is_gift()) actuals += ", ";
      if (is_array_like(argument) || argument.is_text()) actuals += name + ".data";
      else actuals += has_pointer(argument) ? pointer(argument) : "&" + name;
      if (argument.is_text()) actuals += fmt::format(", &{}.length", name);
      if (argument.needs_shape())
        actuals += argument.may_be_absent || may_be_unallocated(argument)
                       ? fmt::format(", {0}.data ? {0}.shape : iso_no_shape", name)
                       : fmt::format(", {}.shape", name);
    });
    return fmt::format("  ISO_CALL({}, {}, {}({}));\n", c_string(plan_.full_name), plan_.releases_gil ? 1 : 0,
                       shim_symbol(extension_, plan_.number), actuals);
  }

  std::string finish() const {
    std::string text;
    for (int number : plan_.releases) text += fmt::format("  Py_CLEAR(kept_{});\n", number);
    const ArgumentPlan* status = plan_.role(Role::status);
    if (plan_.keeps) text += keep(status);
    if (status) {
      const ArgumentPlan* message = plan_.role(Role::message);
      text += fmt::format("  if (v_{} != 0) {{\n    iso_failed({}, v_{}, {});\n    goto done;\n  }}\n",
                          status->info->name, c_string(plan_.full_name), status->info->name,
                          message ? "&" + local(*message) : "NULL");
    }
    auto outputs = plan_.outputs();
    if (outputs.empty()) return text + "  Py_INCREF(Py_None);\n  result = Py_None;\n";
    text += fmt::format("  {{\n    PyObject *values[{}];\n", outputs.size());
    for (std::size_t i = 0; i < outputs.size(); ++i)
      text += fmt::format("    values[{}] = {};\n", i, output(*outputs[i]));
    return text + fmt::format("    result = iso_result(values, {});\n  }}\n", outputs.size());
  }

  static std::string output(const ArgumentPlan& argument) {
    std::string name = local(argument);
    if (argument.is_gift()) return fmt::format("iso_unwrap(&{})", gift(argument));
    if (argument.is_text() && argument.returned && !argument.is_array())
      return fmt::format("iso_text_bytes({0}.data, {0}.length)", name);
    if (argument.is_text()) return fmt::format("iso_text_give(&{})", name);
    if (argument.returned && is_array_like(argument))
      return fmt::format("iso_hand_back(&{}, {})", name, given(argument));
    if (argument.is_array()) return fmt::format("iso_give(&{})", name);
    return fmt::format("iso_python(&types[{}], &{})", row_index(*argument.type), name);
  }

  std::string keep(const ArgumentPlan* status) const {
    std::string objects;
    int count = 0;
    for (const ArgumentPlan& argument : plan_.arguments) {
      if (!argument.kept) continue;
      objects += objects.empty() ? "" : ", ";
      objects += argument.is_passed()
                     ? fmt::format("{0}.held ? {0}.held : {1}", local(argument), given(argument))
                     : local(argument) + ".held";
      ++count;
    }
    return fmt::format("  {{\n    PyObject *const objects[{}] = {{{}}};\n    if (!iso_keep(&kept_{}, "
                       "objects, {}, {})) goto done;\n  }}\n",
                       count, objects, plan_.number, count,
                       status ? fmt::format("v_{} == 0", status->info->name) : std::string("1"));
  }

  static std::string release(const ArgumentPlan& argument) {
    if (argument.is_gift() && argument.role != Role::given)
      return fmt::format("  Py_XDECREF({}.array);\n", gift(argument));
    if (argument.is_gift())
      return fmt::format("  Py_XDECREF({}.array);\n  iso_release(&{});\n", gift(argument), local(argument));
    if (argument.is_text()) return fmt::format("  iso_release_text(&{});\n", local(argument));
    if (is_array_like(argument))
      return fmt::format("  if (ISO_RARELY({0}.held || {0}.view)) iso_release(&{0});\n", local(argument));
    return {};
  }

  const ExtensionPlan& extension_;
  const WrapperPlan& plan_;
  int first_row_ = 0;
  std::string rows_;
  ValueWriter values_;
  std::vector<std::pair<const ArgumentPlan*, int>> places_;
};

} // namespace

WrapperCode write_wrapper(const ExtensionPlan& extension, const WrapperPlan& plan, int& row) {
  WrapperWriter writer(extension, plan, row);
  return {writer.rows(), writer.write()};
}

} // namespace isotach::bind
