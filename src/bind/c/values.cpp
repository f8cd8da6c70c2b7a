// Expressions read the locals of other arguments; the plan's order makes sure that those have their values.
#include "bind/c/values.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "bind/writers.h"

namespace isotach::bind {

namespace {

using Op = BoundExpression::Op;
using Supply = ArgumentPlan::Supply;

bool may_be_missing(const ArgumentPlan& argument) { return argument.may_be_absent || argument.has_default; }

} // namespace

std::string local_name(const ArgumentPlan& argument) {
  return argument.index < 0 ? "r_value" : "v_" + argument.info->name;
}
std::string given_place(const ArgumentPlan& argument) { return fmt::format("given[{}]", argument.slot); }

std::string ValueWriter::value_of(int index) const {
  const ArgumentPlan& argument = at(index);
  std::string name = local_name(argument);
  return argument.info->type.base == BaseType::real ? "(double)" + name : name;
}

std::string ValueWriter::length_of(int index) const { return local_name(at(index)) + ".length"; }

std::string ValueWriter::element_of(int index, const std::string& offsets) const {
  const ArgumentPlan& array = at(index);
  return fmt::format("iso_element(&bounds, {}, &{}, {}, (const int64_t[]){{{}}})", row_of_(array),
                     local_name(array), array.info->dimensions.size(), offsets);
}

std::string ValueWriter::size_of(int index, int dimension) const {
  const ArgumentPlan& argument = at(index);
  std::size_t rank = argument.info->dimensions.size();
  auto extent = [&](std::size_t d) {
    std::string name = local_name(argument);
    if (argument.is_passed() && may_be_missing(argument))
      return fmt::format("({0}.shape ? {0}.shape[{1}] : 0)", name, d);
    if (argument.is_passed()) return fmt::format("{}.shape[{}]", name, d);
    return "iso_extent(" + whole(extent_expression(argument.info->dimensions[d])) + ")";
  };
  if (dimension > 0) return extent(static_cast<std::size_t>(dimension - 1));
  std::string text = "1";
  for (std::size_t d = 0; d < rank; ++d) text = fmt::format("iso_multiply(&bounds, {}, {})", text, extent(d));
  return text;
}

std::string ValueWriter::expression(const BoundExpression& bound) const {
  return c_expression(bound, *plan_.procedure,
                      {[this](int index) { return value_of(index); },
                       [this](int index, int dimension) { return size_of(index, dimension); },
                       [this](int index) { return std::to_string(at(index).info->dimensions.size()); },
                       [this](int index) { return length_of(index); },
                       [this](int index, const std::string& offsets) { return element_of(index, offsets); },
                       [this](int index, std::int64_t number) {
                         return fmt::format("iso_character(&{}, {})", local_name(at(index)), number);
                       }});
}

std::string ValueWriter::whole(const BoundExpression& bound) const {
  std::string text = expression(bound);
  return is_real(bound, *plan_.procedure) ? fmt::format("iso_whole(&bounds, {})", text) : text;
}

// f2py: when a size has a default or a check of its own that reads the array, that decides whether they fit.
bool ValueWriter::is_free(const BoundExpression& extent, const ArgumentPlan& array) const {
  std::set<int> used;
  collect_arguments(extent, used);
  return array.supply == Supply::given && std::any_of(used.begin(), used.end(), [&](int index) {
           const Convention& f2py = at(index).info->convention;
           auto names = [&](const std::vector<std::string>& all) {
             return std::find(all.begin(), all.end(), array.info->name) != all.end();
           };
           return names(f2py.depends) || names(f2py.reads);
         });
}

std::string ValueWriter::extents(const ArgumentPlan& argument, std::size_t count) const {
  std::set<int> used;
  std::string values;
  for (std::size_t d = 0; d < count; ++d) {
    if (argument.info->dimensions[d].assumed_size) { // (*,*) of a signature file
      values += d ? ", -1" : "-1";
      continue;
    }
    BoundExpression extent = extent_expression(argument.info->dimensions[d]);
    collect_integers(extent, used);
    values += d ? ", " : "";
    values += is_free(extent, argument) ? "-1" : fmt::format("iso_extent({})", whole(extent));
  }
  bool small = !used.empty() &&
               std::all_of(used.begin(), used.end(), [&](int i) { return at(i).info->type.kind <= 4; });
  return fmt::format("    iso_bounds bounds = {{{}, 0}};\n    const Py_ssize_t extents[{}] = {{{}}};\n",
                     small ? "INT32_MAX" : "INT64_MAX", count, values);
}

std::string ValueWriter::size_default(const ArgumentPlan& argument) const {
  std::string text;
  for (const SizeSource& source : argument.as<ScalarPlan>()->sources) {
    const ArgumentPlan& array = at(source.argument);
    if (may_be_missing(array)) text += fmt::format("if (iso_is_given({})) ", given_place(array));
    text += fmt::format("{{\n    if (!iso_size({}, {}.shape[{}], {}, {}, {}, &{})) goto done;\n  }}",
                        row_of_(argument), local_name(array), source.dimension, source.scale, source.offset,
                        source.divisor, local_name(argument));
    if (!may_be_missing(array)) return text;
    text += " else ";
  }
  return text + fmt::format("{{\n    iso_missing({});\n    goto done;\n  }}", row_of_(argument));
}

std::string ValueWriter::initial_default(const ArgumentPlan& argument) const {
  const BoundExpression& initial = argument.info->convention.initial[0];
  std::string name = local_name(argument);
  std::string value = initial.op == Op::complex ? "" : expression(initial), text = "{\n";
  text += "    iso_bounds bounds = {INT64_MAX, 0};\n";
  switch (argument.info->type.base) {
  case BaseType::real: text += fmt::format("    {} = ({}){};\n", name, argument.type->c_type, value); break;
  case BaseType::complex:
    if (initial.op == Op::complex)
      text += fmt::format("    {0}.re = {1};\n    {0}.im = {2};\n", name, expression(initial.operands[0]),
                          expression(initial.operands[1]));
    else text += fmt::format("    {}.re = {};\n", name, value);
    break;
  default:
    text += fmt::format("    if (!iso_store_integer((int64_t){}, {}, &{})) bounds.overflow = 1;\n",
                        whole(initial), argument.type->size, name);
  }
  return text +
         fmt::format(
             "    if (bounds.overflow) {{\n      iso_error({}, PyExc_OverflowError, \"its default does "
             "not fit\");\n      goto done;\n    }}\n  }}",
             row_of_(argument));
}

std::string ValueWriter::prepare(const ArgumentPlan& argument) const {
  if (argument.is_text()) {
    const std::string& text = argument.info->convention.initial[0].text;
    if (!argument.is_passed())
      return fmt::format("  {0}.data = (char *){1};\n  {0}.length = {2};\n", local_name(argument),
                         c_string(text), text.size());
    return fmt::format(
        "  if (!iso_is_given({0})) {{\n    {1}.data = (char *){2};\n    {1}.length = {3};\n  }}\n",
        given_place(argument), local_name(argument), c_string(text), text.size());
  }
  std::string otherwise =
      argument.supply == Supply::size ? size_default(argument) : initial_default(argument);
  if (!argument.is_passed()) return "  " + otherwise + "\n";
  return fmt::format(
      "  if (iso_is_given({0})) {{\n    if (!iso_scalar({0}, {1}, &{2})) goto done;\n  }} else {3}\n",
      given_place(argument), row_of_(argument), local_name(argument), otherwise);
}

std::string ValueWriter::checks(const ArgumentPlan& argument) const {
  std::string text;
  for (const BoundExpression& check : argument.info->convention.checks) {
    std::string statements = fmt::format(
        "  {{\n    iso_bounds bounds = {{INT64_MAX, 0}};\n    if (!{} || bounds.overflow) {{\n      "
        "iso_error({}, iso_check_error, \"expected {{}}\", {});\n      goto done;\n    }}\n  }}\n",
        expression(check), row_of_(argument), c_text(check.text));
    statements.replace(statements.find("{}"), 2, "%s");
    text += argument.may_be_absent
                ? fmt::format("  if (iso_is_given({})) {{\n{}  }}\n", given_place(argument), statements)
                : statements;
  }
  return text;
}

std::string ValueWriter::fill(const ArgumentPlan& argument) const {
  if (argument.info->convention.initial.empty()) return {};
  const BoundExpression& initial = argument.info->convention.initial[0];
  std::string real = expression(initial.op == Op::complex ? initial.operands[0] : initial);
  std::string imaginary = initial.op == Op::complex ? expression(initial.operands[1]) : "0";
  return fmt::format("    if (!iso_fill({}, &{}, {}, {})) goto done;\n", row_of_(argument),
                     local_name(argument), real, imaginary);
}

} // namespace isotach::bind
