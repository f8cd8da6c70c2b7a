// Functions and statements.
#include "gpu/cuda/writer.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "gpu/cuda/expressions.h"
#include "source/source.h"

namespace isotach::cuda {

using kernel::Block;
using kernel::Bound;
using kernel::Function;
using kernel::Step;
using kernel::StepKind;
using kernel::Storage;
using kernel::Term;
using kernel::TermKind;
using kernel::Variable;

namespace {

// The reduction that an argument takes the blocks' values of.
const kernel::Reduction* reduction_of(const Function& function, const Variable* argument) {
  for (const kernel::Reduction& reduction : function.reductions)
    if (reduction.partials == argument) return &reduction;
  return nullptr;
}

class Writer {
 public:
  std::string run(const kernel::Program& program) {
    text_ = "// Device code made by Isotach; the names and the lines are those of the Fortran.\n"
            "#include \"isotach_device.h\"\n";
    for (const Function& function : program.functions) write(function);
    text_ += "\n#ifdef ISOTACH_HOST_EXEC\n";
    for (const Function& function : program.functions)
      if (function.is_global) write_entry(function);
    text_ += "#endif\n";
    return std::move(text_);
  }

 private:
  // ---- lines ----
  void at(const Location& location) {
    if (!location.file) return;
    std::uint32_t wanted = location.file->position(location.begin).line;
    if (location.file == file_ && wanted == line_) return;
    if (location.file == file_ && wanted > line_ && wanted <= line_ + 4) {
      text_.append(wanted - line_, '\n');
      line_ = wanted;
      return;
    }
    file_ = location.file;
    line_ = wanted;
    text_ += fmt::format("#line {} \"{}\"\n", wanted, file_->path());
  }
  void line(std::string_view text) {
    text_.append(2 * depth_, ' ');
    text_ += text;
    text_ += '\n';
    ++line_;
  }
  void label(std::string_view name) { line(fmt::format("{}:;", name)); }

  // ---- functions ----
  static std::string parameter(const Variable& variable, bool global) {
    std::string type = type_text(variable.type);
    bool constant = variable.read_only && variable.storage != Storage::value;
    if (constant) type = "const " + type;
    switch (variable.storage) {
    case Storage::value: return fmt::format("{} {}", type, variable.name);
    case Storage::view: return fmt::format("f::view<{}, {}> {}", type, variable.rank(), variable.name);
    default: break;
    }
    return is_pointer_argument(variable, global) ? fmt::format("{}* {}", type, address_name(variable))
                                                 : fmt::format("{}& {}", type, variable.name);
  }

  static std::string range(const Variable& array, std::size_t d) {
    const kernel::Dimension& dimension = array.dimensions[d];
    std::string lower = dimension.lower ? expression_text(*dimension.lower) : "1";
    return dimension.upper ? fmt::format("{{{}, {}}}", lower, expression_text(*dimension.upper))
                           : fmt::format("{{{}}}", lower);
  }

  std::string array_text(const Variable& array) const {
    std::string text = fmt::format("auto {} = f::array({}_", array.name, array.name);
    for (std::size_t d = 0; d < array.rank(); ++d) text += ", " + range(array, d);
    return text + ");";
  }

  void declare(const Variable& variable, bool global) {
    std::string type = type_text(variable.type);
    switch (variable.storage) {
    case Storage::value: return;
    case Storage::reference:
      if (is_pointer_argument(variable, global))
        line(fmt::format("{}{}& {} = *{};", variable.read_only ? "const " : "", type, variable.name,
                         address_name(variable)));
      return;
    case Storage::pointer: return line(array_text(variable));
    case Storage::view: {
      bool rebased = false;
      if (variable.hidden) return; // its bounds come with it
      for (const kernel::Dimension& dimension : variable.dimensions) rebased = rebased || dimension.lower;
      for (std::size_t d = 0; rebased && d < variable.rank(); ++d)
        if (variable.dimensions[d].lower)
          line(fmt::format("{}.lower[{}] = {};", variable.name, d,
                           expression_text(*variable.dimensions[d].lower)));
      return;
    }
    case Storage::local:
      if (variable.rank() == 0) return; // declare_scalars
      break;
    case Storage::shared:
      if (variable.rank() == 0) return line(fmt::format("__shared__ {} {};", type, variable.name));
      break;
    case Storage::shared_dynamic: {
      // One whose last bound is * begins where the memory begins; others lie one after another.
      bool open = !variable.dimensions.back().upper;
      line(fmt::format("ISOTACH_DYNAMIC_SHARED({}, {}_{});", type, variable.name, open ? "" : "all"));
      if (!open) {
        std::string from = taken_.empty() ? "0" : taken_;
        line(fmt::format("const long long {}_at = f::aligned({}, sizeof({}));", variable.name, from, type));
        line(fmt::format("{0}* {1}_ = ({0}*)((char*){1}_all + {1}_at);", type, variable.name));
      }
      line(array_text(variable));
      if (!open) taken_ = fmt::format("{0}_at + {0}.bytes()", variable.name);
      return;
    }
    case Storage::table: {
      std::string values;
      for (const auto& value : variable.values)
        values += (values.empty() ? "" : ", ") + expression_text(*value);
      line(fmt::format("static constexpr {} {}_[] = {{{}}};", type, variable.name, values));
      return line(array_text(variable));
    }
    }
    std::int64_t count = 1;
    for (const kernel::Dimension& dimension : variable.dimensions) {
      std::int64_t extent = dimension.upper->integer - (dimension.lower ? dimension.lower->integer : 1) + 1;
      count *= std::max<std::int64_t>(extent, 0);
    }
    line(fmt::format("{}{} {}_[{}];", variable.storage == Storage::shared ? "__shared__ " : "", type,
                     variable.name, std::max<std::int64_t>(count, 1)));
    line(array_text(variable));
  }

  // Those of a type on one line.
  void declare_scalars(const Function& function) {
    std::vector<std::pair<kernel::Type, std::string>> lines;
    for (const Variable& variable : function.variables) {
      if (variable.storage != Storage::local || variable.rank() != 0) continue;
      auto same = std::find_if(lines.begin(), lines.end(),
                               [&](const auto& line) { return line.first == variable.type; });
      if (same != lines.end()) same->second += ", " + variable.name;
      else lines.emplace_back(variable.type, fmt::format("{} {}", type_text(variable.type), variable.name));
    }
    for (const auto& [type, text] : lines) line(text + ";");
  }

  void write(const Function& function) {
    function_ = &function;
    used_.clear();
    taken_.clear();
    for (const Variable& variable : function.variables) used_.insert(variable.name);
    text_ += '\n';
    ++line_;
    file_ = nullptr;
    at(function.location);
    std::string head = function.is_global ? "extern \"C\" __global__ void "
                       : function.result
                           ? fmt::format("__device__ static inline {} ", type_text(function.result->type))
                           : std::string("__device__ static inline void ");
    head += function.name + "(";
    for (std::size_t i = 0; i < function.arguments.size(); ++i)
      head += (i ? ", " : "") + parameter(*function.arguments[i], function.is_global);
    line(head + ") {");
    ++depth_;
    // Scalars first: shapes of arrays are made of them.
    for (bool scalars : {true, false})
      for (const Variable& variable : function.variables)
        if (!reduction_of(function, &variable) && (variable.rank() == 0) == scalars)
          declare(variable, function.is_global);
    declare_scalars(function);
    block(function.body);
    if (function.result) line(fmt::format("return {};", function.result->name));
    --depth_;
    line("}");
  }

  // How host execution calls a kernel: the addresses of its arguments, as a driver takes them.
  void write_entry(const Function& function) {
    std::string text =
        fmt::format("extern \"C\" void isotach_run_{}(void** a) {{ {}(", function.name, function.name);
    for (std::size_t i = 0; i < function.arguments.size(); ++i) {
      const Variable& variable = *function.arguments[i];
      std::string type = type_text(variable.type);
      if (variable.read_only && variable.storage != Storage::value) type = "const " + type;
      if (variable.storage == Storage::view) type = fmt::format("f::view<{}, {}>", type, variable.rank());
      else if (variable.storage != Storage::value) type += "*";
      text += fmt::format("{}*({}*)a[{}]", i ? ", " : "", type, i);
    }
    text_ += text + "); }\n";
  }

  // ---- statements ----
  void block(const Block& steps) {
    for (const auto& step : steps) write(*step);
  }

  std::string unique(std::string name) {
    while (!used_.insert(name).second) name += "_";
    return name;
  }

  static std::uint32_t line_at(const Location& location) {
    return location.file ? location.file->position(location.begin).line : 0;
  }

  void write(const Step& step) {
    at(step.location);
    if (step.kind == StepKind::if_) write_if(step);
    else if (!is_simple(step)) write_loop(step);
    else line(simple_text(step));
  }

  std::string simple_text(const Step& step) const {
    switch (step.kind) {
    case StepKind::assign:
      return fmt::format("{} = {};", expression_text(*step.target), expression_text(*step.value));
    case StepKind::call: return expression_text(*step.value) + ";";
    case StepKind::return_:
      return function_->result ? fmt::format("return {};", function_->result->name) : "return;";
    case StepKind::barrier: return "__syncthreads();";
    case StepKind::fence: return "__threadfence();";
    case StepKind::reduce: return reduction_text(*step.reduction);
    case StepKind::leave: return is_inner(step) ? "break;" : fmt::format("goto after_{};", step.loop->number);
    case StepKind::next:
      return is_inner(step) ? "continue;" : fmt::format("goto next_{};", step.loop->number);
    default: return {};
    }
  }

  std::string reduction_text(const kernel::Reduction& reduction) const {
    std::size_t number = 0;
    while (&function_->reductions[number] != &reduction) ++number;
    return fmt::format("f::reduce<f::{}_of, {}>({}, {});", reduction.operation, number, reduction.local->name,
                       address_name(*reduction.partials));
  }

  bool is_inner(const Step& jump) const { return loops_.back() == jump.loop; }

  // IF statements stay on one line.
  static bool is_simple(const Step& step) {
    return step.kind != StepKind::if_ && step.kind != StepKind::loop && step.kind != StepKind::while_;
  }

  void write_if(const Step& step) {
    if (step.branches.size() == 1 && step.branches[0].body.size() == 1 &&
        is_simple(*step.branches[0].body[0]) &&
        step.branches[0].body[0]->location.file == step.location.file &&
        line_at(step.branches[0].body[0]->location) == line_at(step.location))
      return line(fmt::format("if ({}) {}", expression_text(*step.branches[0].condition),
                              simple_text(*step.branches[0].body[0])));
    for (std::size_t i = 0; i < step.branches.size(); ++i) {
      const kernel::Branch& branch = step.branches[i];
      std::string head = i == 0 ? "if" : branch.condition ? "} else if" : "} else";
      if (branch.condition) head += " (" + expression_text(*branch.condition) + ")";
      line(head + " {");
      ++depth_;
      block(branch.body);
      --depth_;
    }
    line("}");
  }

  void write_loop(const Step& step) {
    if (step.kind == StepKind::while_) {
      line(step.value ? fmt::format("while ({}) {{", expression_text(*step.value))
                      : std::string("for (;;) {"));
    } else {
      std::string counter = step.target->variable->name, type = type_text(step.target->type);
      std::string upper = expression_text(*step.upper), lower = expression_text(*step.lower);
      bool constant = !step.stride || step.stride->kind == TermKind::constant;
      std::int64_t stride = constant && step.stride ? step.stride->integer : 1;
      int direction = constant ? (stride > 0 ? 1 : -1) : step.direction;
      std::string by = fmt::format("{}", stride);
      if (!constant && direction == 0) {
        by = unique(counter + "_step");
        line(fmt::format("const {} {} = {};", type, by, expression_text(*step.stride)));
      } else if (!constant) {
        by = expression_text(*step.stride);
      }
      if (direction == 0) {
        std::string count = unique(counter + "_count");
        line(fmt::format("long long {} = f::trips({}, {}, {});", count, lower, upper, by));
        line(fmt::format("for ({} = {}; {} > 0; --{}, {} += {}) {{", counter, lower, count, count, counter,
                         by));
      } else {
        // The end is evaluated once.
        if (step.upper->kind != TermKind::constant) {
          std::string end = unique(counter + "_end");
          line(fmt::format("const {} {} = {};", type, end, upper));
          upper = end;
        }
        std::string advance = constant && stride == 1    ? "++" + counter
                              : constant && stride == -1 ? "--" + counter
                                                         : fmt::format("{} += {}", counter, by);
        line(fmt::format("for ({} = {}; {} {} {}; {}) {{", counter, lower, counter,
                         direction > 0 ? "<=" : ">=", upper, advance));
      }
    }
    loops_.push_back(&step);
    depth_ += 1;
    if (step.continued_from_inside) line("{");
    block(step.body);
    if (step.continued_from_inside) {
      line("}");
      label(fmt::format("next_{}", step.number));
    }
    depth_ -= 1;
    loops_.pop_back();
    line("}");
    if (step.left_from_inside) label(fmt::format("after_{}", step.number));
  }

  std::string text_;
  const SourceFile* file_ = nullptr;
  std::uint32_t line_ = 0;
  std::size_t depth_ = 0;
  const Function* function_ = nullptr;
  std::set<std::string> used_;
  std::string taken_; // of the launch's shared memory, as an expression; empty: nothing
  std::vector<const Step*> loops_;
};

// ---- launchers ----
Launcher launcher_of(const Function& function, const std::string& module) {
  Launcher launcher{
      function.scope, function.region, fmt::format("isotach_launch_{}_{}", module, function.name), {}};
  for (const Variable* variable : function.arguments) {
    const kernel::Reduction* reduction = reduction_of(function, variable);
    const Symbol* symbol = reduction ? reduction->symbol : variable->symbol;
    launcher.arguments.push_back(
        {std::string(symbol->name), variable->storage == Storage::value, variable->optional, variable->hidden,
         variable->hidden && variable->storage == Storage::view, reduction != nullptr, symbol});
  }
  return launcher;
}

// Two values of a reduction as C combines them.
std::string combined(std::string_view operation, std::string_view a, std::string_view b) {
  constexpr std::pair<std::string_view, std::string_view> infix[] = {
      {"add", "+"},  {"multiply", "*"}, {"and_", "&&"}, {"or_", "||"}, {"eqv", "=="}, {"neqv", "!="},
      {"iand", "&"}, {"ior", "|"},      {"ieor", "^"},  {"max", ">"},  {"min", "<"}};
  std::string_view op;
  for (const auto& [word, text] : infix)
    if (word == operation) op = text;
  if (operation == "max" || operation == "min") return fmt::format("{} {} {} ? {} : {}", a, op, b, a, b);
  if (operation == "eqv" || operation == "neqv") return fmt::format("!{} {} !{}", a, op, b);
  return fmt::format("{} {} {}", a, op, b);
}

// What the blocks found is added to the scalar in the order of the blocks, so a sum is the same each time.
std::string collecting_text(const kernel::Reduction& reduction, std::size_t argument) {
  std::string type = c_type_text(reduction.local->type);
  return fmt::format("  {{\n    {0} total, *found = isotach_collect(p{1}, launch, sizeof({0}), launched);\n"
                     "    if (!found || !isotach_scalar(a{1}, {2}, &total, 0, launch, \"{3}\")) return;\n"
                     "    for (size_t b = 0; b < blocks; ++b) total = ({0})({4});\n    free(found);\n"
                     "    if (!isotach_scalar(a{1}, {2}, &total, 1, launch, \"{3}\")) return;\n  }}\n",
                     type, argument, reduction.on_device ? 1 : 0, reduction.local->name,
                     combined(reduction.operation, "total", "found[b]"));
}

std::string launcher_text(const Function& function, const Launcher& launcher) {
  std::string head = fmt::format("void {}(const struct isotach_launch *launch", launcher.name), body, list,
              after;
  for (std::size_t i = 0; i < function.arguments.size(); ++i) {
    const Variable& variable = *function.arguments[i];
    std::string type = c_type_text(variable.type);
    if (variable.storage == Storage::value) {
      head += fmt::format(", {} a{}", type, i);
      list += fmt::format("&a{}, ", i);
      continue;
    }
    head += fmt::format(", const CFI_cdesc_t *a{}", i);
    if (const kernel::Reduction* reduction = reduction_of(function, &variable)) {
      body += fmt::format("  void *p{} = isotach_partials(launch, sizeof({}));\n  if (!p{}) return;\n", i,
                          type, i);
      list += fmt::format("&p{}, ", i);
      after += collecting_text(*reduction, i);
      continue;
    }
    if (launcher.arguments[i].lower_bounds) head += fmt::format(", const long long *lower{}", i);
    if (variable.storage == Storage::view) {
      body +=
          fmt::format("  long long v{}[{}];\n  if (!isotach_view(a{}, {}, sizeof({}), {}, {}, v{}, launch, "
                      "\"{}\")) return;\n",
                      i, 1 + 3 * variable.rank(), i, variable.optional ? 1 : 0, type, variable.rank(),
                      launcher.arguments[i].lower_bounds ? fmt::format("lower{}", i) : "0", i, variable.name);
      list += fmt::format("v{}, ", i);
    } else {
      body += fmt::format(
          "  void *p{} = isotach_device_address(a{}, {}, launch, \"{}\");\n  if (!p{}{}) return;\n", i, i,
          variable.optional ? 1 : 0, variable.name, i,
          variable.optional ? fmt::format(" && a{} && a{}->base_addr", i, i) : "");
      list += fmt::format("&p{}, ", i);
    }
  }
  if (!after.empty())
    after =
        "  size_t blocks = (size_t)launch->grid[0] * (size_t)launch->grid[1] * (size_t)launch->grid[2];\n" +
        after;
  return fmt::format(
      "{}) {{\n  ISOTACH_KERNEL(kernel, {}, {});\n{}"
      "  void *arguments[] = {{{}0}};\n  {}isotach_launch_kernel(&kernel, launch, arguments){};\n{}}}\n\n",
      head, function.name, function.has_barrier ? 1 : 0, body, list,
      after.empty() ? "" : "int launched = ", after.empty() ? "" : " == 0", after);
}

} // namespace

Text write(const kernel::Program& program, const std::string& module) {
  Text text;
  text.device = Writer().run(program);
  text.launchers = "/* Launchers made by Isotach: what Fortran passes becomes the arguments of a kernel. */\n"
                   "#include \"isotach_cuda.h\"\n#include <stdlib.h>\n\n";
  std::string entries;
  for (const Function& function : program.functions) {
    if (!function.is_global) continue;
    text.kernels.push_back(launcher_of(function, module));
    entries += fmt::format("void isotach_run_{}(void **);\n", function.name);
  }
  text.launchers += "#ifdef ISOTACH_HOST_EXEC\n" + entries + "#endif\n\n";
  std::size_t next = 0;
  for (const Function& function : program.functions)
    if (function.is_global) text.launchers += launcher_text(function, text.kernels[next++]);
  return text;
}

} // namespace isotach::cuda
