// C of f2py's language (callstatement, usercode, pymethoddef) in the surroundings that f2py compiles it in.
//
// Each procedure with such code gets a function of its own whose locals are what f2py's would be: numbers by
// their names, arrays and texts as pointers, NAME_Dims, NAME_Rank, f2py_func, f2py_success. So the wrapper's
// names and the user's never meet. Macros of f2py's names exist around this code alone.
#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "bind/c/values.h"
#include "bind/writers.h"
#include "interfaces/f2py/lines.h"

namespace isotach::bind {

namespace {

constexpr std::string_view macros = R"(/* What C code of a signature file may name. */
typedef Py_ssize_t npy_intp;
typedef signed char signed_char;
typedef unsigned char unsigned_char;
typedef unsigned short unsigned_short;
typedef unsigned long unsigned_long;
typedef long long long_long;
typedef unsigned long long unsigned_long_long;
typedef long double long_double;
typedef char *string;
typedef char character;
typedef struct { float r, i; } complex_float;
typedef struct { double r, i; } complex_double;
#define F_INT int
#define F_FUNC(f, F) f##_
#define F_FUNC_US(f, F) F_FUNC(f, F)
#define CFUNCSMESS(text)
#define rank(name) name##_Rank
#define shape(name, dimension) name##_Dims[dimension]
#define len(name) shape(name, 0)
#define fshape(name, dimension) shape(name, rank(name) - dimension - 1)
#define flen(name) fshape(name, 0)
#define slen(name) name##_Slen
)";
constexpr std::string_view bounds_macros[] = {"max", "MAX", "min", "MIN"};
constexpr std::string_view names_of_macros[] = {"F_INT", "F_FUNC", "F_FUNC_US", "CFUNCSMESS", "rank",
                                                "shape", "len",    "fshape",    "flen",       "slen"};

std::string c_type(const TypeInfo& type) {
  switch (type.base) {
  case BaseType::real: return type.kind == 4 ? "float" : "double";
  case BaseType::complex: return type.kind == 4 ? "complex_float" : "complex_double";
  case BaseType::character: return "char";
  default:
    return type.kind == 1 ? "signed_char" : type.kind == 2 ? "short" : type.kind == 8 ? "long_long" : "int";
  }
}

const std::string& spelled(const VariableInfo& variable) {
  return variable.spelled.empty() ? variable.name : variable.spelled;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos;) {
    bool begins = at == 0 || !is_name_char(text[at - 1]) || !is_name_char(from[0]);
    std::size_t end = at + from.size();
    if (begins && (end == text.size() || !is_name_char(text[end]))) {
      text.replace(at, from.size(), to);
      at += to.size();
    } else {
      ++at;
    }
  }
  return text;
}

class StatementWriter {
 public:
  explicit StatementWriter(const WrapperPlan& plan) : plan_(plan), procedure_(*plan.procedure) {
    for (const ArgumentPlan& argument : plan.arguments)
      if (argument.is_value()) values_.push_back(&argument);
    for (const ArgumentPlan& result : plan.result) values_.push_back(&result);
  }

  std::string function() const {
    std::string locals, before, after;
    for (std::size_t i = 0; i < values_.size(); ++i) declare(*values_[i], i, locals, before, after);
    std::string code;
    for (const CCode& one : procedure_.user_code) locals += placed_code(one);
    if (!procedure_.call_statement.empty()) code += statement();
    else if (!procedure_.is_nothing) code += "  " + default_statement();
    return fmt::format(
        "{}ISO_APART static int statement_{}(void *const *iso_at, const Py_ssize_t *const *iso_shapes, const "
        "int64_t "
        "*iso_lengths) {{\n  volatile int f2py_success = 1;\n{}{}{}  (void)iso_at;\n  (void)iso_shapes;\n  "
        "(void)iso_lengths;\n  (void)f2py_func;\n{}  ;\n{}  return f2py_success;\n}}\n\n",
        adapter(), plan_.number, locals, target(), before, code, after);
  }

  std::string call() const {
    std::string at, shapes, lengths;
    for (const ArgumentPlan* value : values_) {
      std::string local = local_name(*value);
      bool memory = value->is_array() || value->is_text();
      at += memory ? local + ".data, " : "&" + local + ", ";
      shapes += value->is_array() ? local + ".shape, " : "NULL, ";
      lengths += value->is_text() ? local + ".length, " : "0, ";
    }
    return fmt::format(
        "  {{\n    void *const at[] = {{{}NULL}};\n    const Py_ssize_t *const shapes[] = {{{}NULL}};\n"
        "    const int64_t lengths[] = {{{}0}};\n    volatile int success = 0;\n"
        "    ISO_CALL({}, {}, success = statement_{}(at, shapes, lengths));\n"
        "    if (!success || PyErr_Occurred()) {{\n      if (!PyErr_Occurred())\n        "
        "PyErr_Format(iso_check_error, \"%s: its callstatement failed\", {});\n      goto done;\n    "
        "}}\n  }}\n",
        at, shapes, lengths, c_string(plan_.full_name), plan_.releases_gil ? 1 : 0, plan_.number,
        c_string(plan_.full_name));
  }

 private:
  std::string variable_of(const ArgumentPlan& value) const {
    if (value.index >= 0) return spelled(*value.info);
    return (procedure_.spelled.empty() ? procedure_.name : procedure_.spelled) +
           (procedure_.is_c ? "_return_value" : "");
  }

  // As with f2py, the procedure's own code runs before the arguments have their values.
  void declare(const ArgumentPlan& value, std::size_t place, std::string& locals, std::string& before,
               std::string& after) const {
    std::string name = variable_of(value), type = c_type(value.info->type);
    if (!value.is_array() && !value.is_text()) {
      locals += fmt::format("  {} {} = {{0}};\n", type, name);
      before += fmt::format("  {1} = *({0} *)iso_at[{2}];\n", type, name, place);
      after += fmt::format("  *({0} *)iso_at[{2}] = {1};\n", type, name, place);
      return;
    }
    locals += fmt::format("  {} *{} = NULL;\n", type, name);
    before += fmt::format("  {1} = ({0} *)iso_at[{2}];\n", type, name, place);
    after += fmt::format("  (void){};\n", name);
    if (value.is_text()) {
      locals += fmt::format("  int {}_Slen = (int)iso_lengths[{}];\n", name, place);
      after += fmt::format("  (void){}_Slen;\n", name);
    }
    if (!value.is_array()) return;
    std::size_t rank = value.info->dimensions.size();
    locals += fmt::format("  npy_intp {0}_Dims[{1}];\n  const int {0}_Rank = {1};\n", name, rank);
    for (std::size_t d = 0; d < rank; ++d)
      before += fmt::format("  {0}_Dims[{2}] = iso_shapes[{1}][{2}];\n", name, place, d);
    after += fmt::format("  (void){0}_Dims;\n  (void){0}_Rank;\n", name);
  }

  // A single character is a value to f2py, whose address it passes: here it is its address.
  std::string statement() const {
    CCode code = procedure_.call_statement[0];
    for (const ArgumentPlan* value : values_)
      if (value->is_text() && !value->is_array())
        code.text = replaced(code.text, "&" + variable_of(*value), variable_of(*value));
    code.text += ";";
    return placed_code(code);
  }

  std::string result_type() const {
    return plan_.result.empty() ? "void" : c_type(plan_.result[0].info->type);
  }

  // f2py's own types of the arguments.
  std::string default_prototype() const {
    std::string text, lengths;
    for (const ArgumentPlan* value : values_) {
      if (value->index < 0) continue;
      bool plain = value->info->convention.c && !value->is_array() && !value->is_text();
      text += fmt::format("{}{}{}", text.empty() ? "" : ", ", c_type(value->info->type), plain ? "" : " *");
      if (value->is_text()) lengths += ", size_t";
    }
    return text.empty() ? "void" : text + lengths;
  }

  std::string default_statement() const {
    std::string text, lengths;
    for (const ArgumentPlan* value : values_) {
      if (value->index < 0) continue;
      bool address = !value->info->convention.c && !value->is_array() && !value->is_text();
      text += fmt::format("{}{}{}", text.empty() ? "" : ", ", address ? "&" : "", variable_of(*value));
      if (value->is_text()) lengths += fmt::format(", (size_t){}_Slen", variable_of(*value));
    }
    std::string result;
    if (!plan_.result.empty() && procedure_.is_c) result = variable_of(plan_.result[0]) + " = ";
    return fmt::format("{}(*f2py_func)({}{});\n", result, text, lengths);
  }

  std::string prototype() const {
    if (!procedure_.call_prototype.empty()) return procedure_.call_prototype;
    return procedure_.call_statement.empty() ? default_prototype() : "";
  }

  bool has_adapter() const { return !plan_.result.empty() && !procedure_.is_c && !procedure_.is_nothing; }

  // A function of Fortran's is called through a subroutine that gets the result's address first, as in f2py.
  std::string adapter() const {
    if (!has_adapter()) return {};
    std::vector<std::string> types = split_at_commas(procedure_.call_prototype);
    std::string parameters, actuals, plain;
    for (std::size_t i = 1; i < types.size(); ++i) {
      std::string_view type = trim(types[i]);
      parameters += fmt::format(", {} a{}", type, i);
      actuals += fmt::format("{}a{}", i > 1 ? ", " : "", i);
      plain += fmt::format("{}{}", i > 1 ? ", " : "", type);
    }
    return fmt::format(
        "extern {0} target_{1}({2}) __asm__({3});\nstatic void adapter_{1}({0} *result{4}) {{\n"
        "  *result = target_{1}({5});\n}}\n",
        result_type(), plan_.number, plain.empty() ? "void" : plain, c_string(plan_.direct_symbol),
        parameters, actuals);
  }

  std::string target() const {
    if (has_adapter())
      return fmt::format("  void (*f2py_func)({}) = adapter_{};\n", procedure_.call_prototype, plan_.number);
    std::string type = procedure_.is_c ? result_type() : "void";
    if (procedure_.is_nothing) return fmt::format("  {} (*f2py_func)({}) = NULL;\n", type, prototype());
    // A C function may be static: then the declaration has to have its own name.
    std::string name = procedure_.is_c ? plan_.direct_symbol : fmt::format("target_{}", plan_.number);
    std::string label = procedure_.is_c ? "" : fmt::format(" __asm__({})", c_string(plan_.direct_symbol));
    return fmt::format("  extern {0} {1}({2}){3};\n  {0} (*f2py_func)({2}) = {1};\n", type, name, prototype(),
                       label);
  }

  const WrapperPlan& plan_;
  const ProcedureInfo& procedure_;
  std::vector<const ArgumentPlan*> values_;
};

constexpr std::string_view line_here = "#line 0\n";

} // namespace

std::string placed_code(const CCode& code) {
  std::string line;
  if (const SourceFile* file = code.location.file)
    line = fmt::format("#line {} {}\n", file->position(code.location.begin).line, c_string(file->path()));
  return fmt::format("{}{}\n{}", line, code.text, line.empty() ? std::string_view() : line_here);
}

std::string number_lines(std::string text, const std::string& file) {
  std::size_t line = 1, from = 0;
  for (std::size_t at = 0; (at = text.find(line_here, at)) != std::string::npos;) {
    line += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(from),
                                                text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    std::string directive = fmt::format("#line {} \"{}\"\n", line + 1, file);
    text.replace(at, line_here.size(), directive);
    from = at;
    at += directive.size();
  }
  return text;
}

std::string statement_function(const WrapperPlan& plan) { return StatementWriter(plan).function(); }
std::string statement_call(const WrapperPlan& plan) { return StatementWriter(plan).call(); }

std::string f2py_code(const ExtensionPlan& plan, const std::string& functions) {
  if (functions.empty() && plan.user_code.empty() && plan.start_code.empty()) return {};
  std::string text, ends;
  for (const std::string& header : plan.headers) text += fmt::format("#include {}\n", header);
  text += macros;
  for (std::string_view name : bounds_macros)
    text += fmt::format("#ifndef {0}\n#define {0}(a, b) ((a {1} b) ? (a) : (b))\n#endif\n", name,
                        lower(name) == "max" ? '>' : '<');
  text += fmt::format("#define {0}_error iso_check_error\n#define {0}_module iso_extension\n", plan.name);
  for (const CCode& code : plan.user_code) text += placed_code(code);
  text += functions;
  if (!plan.start_code.empty()) {
    text +=
        "static PyObject *iso_run_user_code(PyObject *m) {\n  PyObject *d = m ? PyModule_GetDict(m) : NULL;\n"
        "  if (!m) return NULL;\n  (void)d;\n";
    for (const CCode& code : plan.start_code) text += placed_code(code);
    text += "  if (!PyErr_Occurred()) return m;\n  Py_DECREF(m);\n  return NULL;\n}\n";
  }
  for (std::string_view name : names_of_macros) ends += fmt::format("#undef {}\n", name);
  for (std::string_view name : bounds_macros) ends += fmt::format("#undef {}\n", name);
  return text + ends + fmt::format("#undef {0}_error\n#undef {0}_module\n\n", plan.name);
}

} // namespace isotach::bind
