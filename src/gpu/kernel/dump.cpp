// Kernel IR as text.
#include <fmt/format.h>

#include "gpu/kernel/verify.h"
#include "source/source.h"

namespace isotach::kernel {

namespace {

std::string type_text(const Type& type) {
  constexpr std::pair<BaseType, char> letters[] = {
      {BaseType::integer, 'i'}, {BaseType::real, 'r'}, {BaseType::complex, 'c'}, {BaseType::logical, 'l'}};
  for (const auto& [base, letter] : letters)
    if (base == type.base) return fmt::format("{}{}", letter, type.kind);
  return "?";
}

std::string text(const Term& term);

std::string list(const Term& term) {
  std::string all;
  for (const TermPtr& operand : term.operands)
    all += (all.empty() ? "" : ", ") + (operand ? text(*operand) : std::string("-"));
  return "(" + all + ")";
}

std::string text(const Term& term) {
  constexpr std::string_view operators[] = {"+",      "-",  "*",  "/", ".and.", ".or.", ".eqv.",
                                            ".neqv.", "==", "/=", "<", "<=",    ">",    ">="};
  constexpr std::string_view bounds[] = {"lower", "upper", "extent"};
  constexpr std::string_view indices[] = {"thread", "block", "block_size", "grid_size", "global", "threads"};
  std::string said;
  switch (term.kind) {
  case TermKind::constant:
    if (term.type.base == BaseType::complex) said = fmt::format("({}, {})", term.real, term.imaginary);
    else if (term.type.base == BaseType::real) said = fmt::format("{}", term.real);
    else said = fmt::format("{}", term.integer);
    break;
  case TermKind::variable: said = term.variable->name; break;
  case TermKind::element:
  case TermKind::section:
    said = term.variable->name + (term.kind == TermKind::section ? "%section" : "") + list(term);
    break;
  case TermKind::bound:
    said = fmt::format("{}%{}({})", term.variable->name, bounds[static_cast<int>(term.bound)],
                       term.dimension + 1);
    break;
  case TermKind::index:
    said =
        fmt::format("{}%{}", indices[static_cast<int>(term.index)], static_cast<char>('x' + term.dimension));
    break;
  case TermKind::present: said = fmt::format("present({})", term.variable->name); break;
  case TermKind::negate: said = "-" + list(term); break;
  case TermKind::not_: said = ".not." + list(term); break;
  case TermKind::binary:
    said = fmt::format("({} {} {})", text(*term.operands[0]), operators[static_cast<int>(term.op)],
                       text(*term.operands[1]));
    break;
  case TermKind::convert: said = "convert" + list(term); break;
  case TermKind::select: said = "select" + list(term); break;
  case TermKind::call: said = (term.callee ? term.callee->name : term.name) + list(term); break;
  }
  return said + ":" + type_text(term.type);
}

class Dump {
 public:
  std::string run(const Program& program) {
    for (const Function& function : program.functions) write(function);
    return std::move(out_);
  }

 private:
  void write(const Function& function) {
    constexpr std::string_view storages[] = {"value", "reference", "pointer",        "view",
                                             "local", "shared",    "dynamic shared", "table"};
    out_ += fmt::format("{} {}{}\n", function.is_global ? "kernel" : "function", function.name,
                        function.has_barrier ? " with barriers" : "");
    for (const Variable& variable : function.variables) {
      std::string shape;
      for (const Dimension& dimension : variable.dimensions)
        shape +=
            fmt::format("{}{}:{}", shape.empty() ? "" : ", ", dimension.lower ? text(*dimension.lower) : "1",
                        dimension.upper ? text(*dimension.upper) : "");
      out_ += fmt::format("  {} {}{}:{}{}{}{}\n", storages[static_cast<int>(variable.storage)], variable.name,
                          shape.empty() ? "" : "(" + shape + ")", type_text(variable.type),
                          variable.read_only ? ", read only" : "", variable.optional ? ", optional" : "",
                          variable.hidden ? ", hidden" : "");
    }
    for (const Reduction& reduction : function.reductions)
      out_ += fmt::format("  reduction {}: {}\n", reduction.local->name, reduction.operation);
    depth_ = 1;
    block(function.body);
  }

  void line(const Step& step, std::string_view said) {
    std::uint32_t number = step.location.file ? step.location.file->position(step.location.begin).line : 0;
    out_ += fmt::format("{:>5} {:{}}{}\n", number, "", 2 * depth_, said);
  }

  void block(const Block& steps) {
    for (const StepPtr& each : steps) {
      const Step& step = *each;
      switch (step.kind) {
      case StepKind::assign: line(step, fmt::format("{} = {}", text(*step.target), text(*step.value))); break;
      case StepKind::if_:
        for (const Branch& branch : step.branches) {
          line(step, branch.condition ? "if " + text(*branch.condition) : std::string("else"));
          inside(branch.body);
        }
        break;
      case StepKind::loop:
        line(step, fmt::format("loop {}: {} = {}, {}, {}", step.number, text(*step.target), text(*step.lower),
                               text(*step.upper), step.stride ? text(*step.stride) : "1"));
        inside(step.body);
        break;
      case StepKind::while_:
        line(step, fmt::format("while {}: {}", step.number, step.value ? text(*step.value) : "ever"));
        inside(step.body);
        break;
      case StepKind::leave: line(step, fmt::format("leave {}", step.loop->number)); break;
      case StepKind::next: line(step, fmt::format("next {}", step.loop->number)); break;
      case StepKind::call: line(step, text(*step.value)); break;
      case StepKind::return_: line(step, "return"); break;
      case StepKind::barrier: line(step, "barrier"); break;
      case StepKind::fence: line(step, "fence"); break;
      case StepKind::reduce: line(step, "reduce " + step.reduction->local->name); break;
      }
    }
  }

  void inside(const Block& steps) {
    ++depth_;
    block(steps);
    --depth_;
  }

  std::string out_;
  int depth_ = 1;
};

} // namespace

std::string dump(const Program& program) { return Dump().run(program); }

} // namespace isotach::kernel
