// The C file: the fixed part or its declarations (support/), tables of types, arguments and variables, one
// wrapper per procedure, PyInit.
#include <map>

#include <fmt/format.h>

#include "base/encoding.h"
#include "bind/bounds.h"
#include "bind/writers.h"

namespace isotach::bind {

namespace {

char base_letter(BaseType base) {
  switch (base) {
  case BaseType::integer: return 'i';
  case BaseType::real: return 'r';
  case BaseType::complex: return 'c';
  case BaseType::logical: return 'l';
  default: return 's';
  }
}

std::string type_table() {
  std::string text = "static iso_type types[] = {\n";
  for (const TypeRow& row : type_rows())
    text += fmt::format("    {{'{}', {}, {}u, {}, {}, NULL}},\n", base_letter(row.base), row.size,
                        row.numbers, c_string(std::string(row.formats)), c_string(std::string(row.dtype)));
  return text + "};\n\n";
}

std::string methods(const std::vector<WrapperPlan>& wrappers, const std::string& name,
                    const std::string& more = {}) {
  std::string text = fmt::format("static PyMethodDef {}[] = {{\n", name);
  for (const WrapperPlan& plan : wrappers) {
    if (plan.is_hidden) continue;
    // "name(parameters)\n--\n\n" is where Python finds the signature that inspect shows.
    text += fmt::format(
        "    {{{}, (PyCFunction)(void (*)(void))call_{}, METH_FASTCALL | METH_KEYWORDS,\n    {}}},\n",
        c_string(plan.python_name), plan.number,
        c_text(plan.python_name + parameter_list(plan) + "\n--\n\n" + documentation(plan)));
  }
  text += more;
  return text + "    {NULL, NULL, 0, NULL}};\n\n";
}

// Where the compiled procedure is, as C initialisers; its declarations go to `declared`. Weak: an option of
// the Fortran compiler's may give it another name.
std::string places(const WrapperPlan& plan, std::string& declared) {
  const ProcedureInfo& procedure = *plan.procedure;
  if (plan.by_statement || procedure.is_nothing) return {};
  if (!plan.direct_symbol.empty()) return fmt::format("(void (*)(void))target_{}", plan.number);
  std::string name = fortran_name(procedure), text;
  std::vector<std::string> symbols;
  if (!procedure.bind_name.empty()) symbols = {procedure.bind_name};
  else if (procedure.module.empty()) symbols = {name + "_"};
  else
    symbols = {fmt::format("__{}_MOD_{}", procedure.module, name),
               fmt::format("{}_{}_", procedure.module, name)};
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    declared += fmt::format("extern void place_{}_{}(void) __asm__({}) __attribute__((weak));\n", plan.number,
                            i, c_string(symbols[i]));
    text += fmt::format("{}place_{}_{}", i ? ", " : "", plan.number, i);
  }
  return text;
}

// The rows of a table of methods in the table of addresses.
std::string addresses(const std::vector<WrapperPlan>& wrappers, const std::string& table,
                      std::string& declared) {
  std::string text;
  int row = 0;
  for (const WrapperPlan& plan : wrappers) {
    if (plan.is_hidden) continue;
    if (std::string found = places(plan, declared); !found.empty())
      text += fmt::format("    {{&{}[{}], {{{}}}}},\n", table, row, found);
    ++row;
  }
  return text;
}

// The function of a generic name; its row of the table of methods goes to `methods`.
std::string dispatcher(const ModulePlan& module, const GenericPlan& generic, const std::string& id,
                       const std::map<int, int>& first_rows, std::string& methods) {
  std::string rows;
  for (int number : generic.wrappers)
    for (const WrapperPlan& wrapper : module.wrappers)
      if (wrapper.number == number)
        rows += fmt::format("    {{{}, call_{}, arguments + {}, {}, {}}},\n", c_text(candidate_text(wrapper)),
                            number, first_rows.at(number), wrapper.required, wrapper.order.size());
  methods += fmt::format(
      "    {{{}, (PyCFunction)(void (*)(void))dispatch_{}, METH_FASTCALL | METH_KEYWORDS,\n    {}}},\n",
      c_string(generic.python_name), id,
      c_text(generic.python_name + "(*arguments, **named)\n--\n\n" + documentation(generic, module)));
  return fmt::format(
      "static const iso_candidate candidates_{0}[] = {{\n{1}}};\n"
      "static const iso_generic generic_{0} = {{{2}, candidates_{0}, {3}}};\n"
      "static PyObject *dispatch_{0}(PyObject *self, PyObject *const *given, Py_ssize_t count, "
      "PyObject *names) {{\n  (void)self;\n"
      "  return iso_dispatch(&generic_{0}, given, count, names);\n}}\n\n",
      id, rows, c_string(generic.full_name), generic.wrappers.size());
}

std::string variable_tables(const ExtensionPlan& plan) {
  if (plan.variable_count == 0) return {};
  std::string table = "static iso_variable variables[] = {\n", getsets, accesses;
  for (std::size_t i = 0; i < plan.modules.size(); ++i) {
    const ModulePlan& module = plan.modules[i];
    if (module.variables.empty()) continue;
    getsets += fmt::format("extern void {}(void);\nstatic PyGetSetDef variables_{}[] = {{\n",
                           variables_symbol(plan, i), i);
    for (const VariablePlan& variable : module.variables) {
      std::string described = describe(*variable.info, *variable.type, shown_shape(*variable.info, {}));
      std::string access = variable.is_dynamic() ? access_symbol(plan, variable.number) : "NULL";
      if (variable.is_dynamic())
        accesses += fmt::format("extern void {}(int action, const int64_t *extents);\n", access);
      table += fmt::format("    {{{}, {}, &types[{}], {}, {}, {}, 0, NULL, 0, {{0}}, NULL}},\n",
                           c_string(variable.full_name), c_text(described), row_index(*variable.type),
                           variable.info->dimensions.size(), variable.constant ? 1 : 0, access);
      getsets += fmt::format("    {{{}, iso_get_variable, {}, {}, &variables[{}]}},\n",
                             c_string(variable.python_name), variable.read_only ? "NULL" : "iso_set_variable",
                             c_text(documentation(variable)), variable.number);
    }
    getsets += fmt::format("    {{\"__dict__\", iso_module_dict, NULL, NULL, variables_{}}},\n"
                           "    {{NULL, NULL, NULL, NULL, NULL}}}};\n\n",
                           i);
  }
  table += "};\n\n";
  std::string symbol = register_symbol(plan);
  table += fmt::format(
      "/* Called by the shims. */\n#define HIDDEN __attribute__((visibility(\"hidden\")))\n"
      "HIDDEN void {0}_scalar(int variable, void *address, const int64_t *facts);\n"
      "HIDDEN void {0}_array(int variable, void *address, const int64_t *facts);\n"
      "HIDDEN void {0}_none(int variable, int reason);\n"
      "void {0}_none(int variable, int reason) {{\n"
      "  variables[variable].address = NULL;\n  variables[variable].strided = reason;\n}}\n"
      "void {0}_scalar(int variable, void *address, const int64_t *facts) {{\n"
      "  iso_tell(&variables[variable], address, NULL, facts[0]);\n}}\n"
      "void {0}_array(int variable, void *address, const int64_t *facts) {{\n"
      "  iso_tell(&variables[variable], address, facts, facts[variables[variable].rank]);\n}}\n\n",
      symbol);
  return accesses + table + getsets;
}

// module.h has what that means.
constexpr std::string_view parted = "#define ISO_PARTED 1\n";

} // namespace

// A C string literal, a line of source per line of text.
std::string c_string(const std::string& text) {
  std::string result = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    if (c == '"' || c == '\\') result += {'\\', static_cast<char>(c)};
    else if (c == '\n') result += i + 1 < text.size() ? "\\n\"\n    \"" : "\\n";
    else if (c == '?' || c < 32 || c > 126) result += fmt::format("\\{:03o}", c);
    else result += static_cast<char>(c);
  }
  return result + "\"";
}

std::string c_text(const std::string& text) { return c_string(to_utf8(text)); }

std::string write_c(const ExtensionPlan& plan) {
  std::string rows, wrappers, statements, tables, modules, kept, methods_of_code, address_rows, declared;
  int row = 0;
  std::map<int, int> first_rows; // of wrappers, in the table of arguments
  auto add = [&](const std::vector<WrapperPlan>& all) {
    for (const WrapperPlan& wrapper : all) {
      first_rows[wrapper.number] = row;
      WrapperCode code = write_wrapper(plan, wrapper, row);
      rows += code.rows;
      statements += code.statement;
      wrappers += code.function;
      if (wrapper.keeps) kept += fmt::format("static PyObject *kept_{};\n", wrapper.number);
    }
  };
  for (std::size_t i = 0; i < plan.modules.size(); ++i) {
    const ModulePlan& module = plan.modules[i];
    bool has_variables = !module.variables.empty();
    add(module.wrappers);
    std::string dispatchers;
    for (std::size_t g = 0; g < module.generics.size(); ++g)
      tables += dispatcher(module, module.generics[g], fmt::format("{}_{}", i, g), first_rows, dispatchers);
    tables += methods(module.wrappers, fmt::format("methods_{}", i), dispatchers);
    address_rows += addresses(module.wrappers, fmt::format("methods_{}", i), declared);
    std::string doc =
        module.module->doc.empty() ? "Fortran MODULE " + module.module->name : module.module->doc;
    modules +=
        fmt::format("    {{{}, {}, methods_{}, {}, {}}},\n", c_string(python_name(module.module->name)),
                    c_text(doc), i, has_variables ? fmt::format("variables_{}", i) : "NULL",
                    has_variables ? variables_symbol(plan, i) : "NULL");
  }
  add(plan.externals);
  for (const CCode& code : plan.method_rows) methods_of_code += placed_code(code);
  tables += methods(plan.externals, "externals", methods_of_code);
  address_rows += addresses(plan.externals, "externals", declared);
  tables += declared + "static const iso_address addresses[] = {\n" + address_rows +
            "    {NULL, {NULL, NULL}}};\n\n";

  std::string text =
      fmt::format("/* The Python module {}, made by Isotach {}. */\n\n", plan.name, plan.version);
  if (plan.like_f2py) // fortranobject.c, which is not used, asks for these
    text +=
        "__attribute__((weak, visibility(\"hidden\"))) void **_npy_f2py_ARRAY_API;\n"
        "__attribute__((weak, visibility(\"hidden\"))) int _npy_f2py_ARRAY_APIPyArray_RUNTIME_VERSION;\n\n";
  // Builds compile what f2py writes with -O0 or -O3 -g alike; this makes calls fast in the former and takes
  // half of the time of the latter.
  std::string own_options = plan.like_f2py
                                ? "#if defined(__GNUC__) && !defined(__clang__)\n"
                                  "#pragma GCC push_options\n#pragma GCC optimize(\"O1\")\n#endif\n"
                                : "";
  std::string user_options = plan.like_f2py ? "#if defined(__GNUC__) && !defined(__clang__)\n"
                                              "#pragma GCC pop_options\n#endif\n"
                                            : "";
  if (plan.device == DeviceRuntime::libgomp) text += "#define ISO_OPENACC 1\n";
  text += own_options + std::string(plan.one_file ? "" : parted) + std::string(support_declarations()) +
          std::string(plan.one_file ? support_source() : std::string_view()) +
          (plan.device != DeviceRuntime::none ? std::string(device_support_source()) : std::string()) +
          "\n/* The module's own part. */\n\n" + type_table();
  text +=
      "static iso_argument arguments[] = {\n" + rows + "    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL}};\n\n";
  if (wrappers.find("iso_gift") != std::string::npos)
    text +=
        fmt::format("__attribute__((visibility(\"hidden\"))) void {0}(iso_gift *, void *, const int64_t *);\n"
                    "void {0}(iso_gift *gift, void *values, const int64_t *shape) {{\n"
                    "  iso_give_copy(gift, values, shape);\n}}\n\n",
                    give_symbol(plan));
  for (const auto& callback : plan.callbacks) text += write_callback(plan, *callback);
  text += user_options + f2py_code(plan, statements) + own_options + kept + wrappers + variable_tables(plan) +
          tables;
  text += "static const iso_fortran_module modules[] = {\n" + modules +
          "    {NULL, NULL, NULL, NULL, NULL}};\n\n";
  text += write_classes(plan);
  std::string doc = fmt::format("Fortran procedures and variables, wrapped by Isotach {}.", plan.version);
  text += fmt::format("static PyModuleDef definition = {{PyModuleDef_HEAD_INIT, {}, {}, -1, NULL, NULL, "
                      "NULL, NULL, NULL}};\n\n",
                      c_string(plan.name), c_text(doc));
  std::string started =
      fmt::format("iso_start(&definition, {}, types, {}, arguments, {}, externals, modules, {})",
                  c_string(plan.version), type_rows().size(), row, plan.modules.size());
  if (plan.device != DeviceRuntime::none) started = fmt::format("iso_add_device({})", started);
  if (!plan.classes.empty()) started = fmt::format("iso_add_classes({}, class_source, class_names)", started);
  if (!plan.start_code.empty()) started = fmt::format("iso_run_user_code({})", started);
  text += fmt::format("PyMODINIT_FUNC PyInit_{0}(void);\nPyMODINIT_FUNC PyInit_{0}(void) {{\n"
                      "  iso_addresses = addresses;\n  return {1};\n}}\n",
                      plan.name, started);
  return number_lines(std::move(text), plan.name + "module.c");
}

std::string write_common_c(const ExtensionPlan& plan) {
  if (plan.one_file) return {};
  return std::string(parted) + std::string(support_declarations()) + std::string(support_source());
}

} // namespace isotach::bind
