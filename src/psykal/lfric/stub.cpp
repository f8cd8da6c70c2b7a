// Writing a stub: scalars are declared first, in the order of the call, since extents name only scalars and
// the dims_ arrays that stand before what they measure.

#include "psykal/lfric/stub.h"

#include <set>

#include <fmt/format.h>

#include "psykal/lfric/kinds.h"

namespace isotach::lfric {

namespace {

constexpr std::size_t line_limit = 100;

std::string declaration(const KernelArgument& argument) {
  std::string text = fmt::format("    {}(kind={}), intent({}) :: {}", intrinsic_type(argument.type),
                                 argument.kind, argument.written ? "inout" : "in", argument.name);
  if (argument.extents.empty()) return text + "\n";
  text += "(";
  for (std::size_t i = 0; i < argument.extents.size(); ++i) text += (i ? ", " : "") + argument.extents[i];
  return text + ")\n";
}

std::string dummies(const std::vector<KernelArgument>& arguments) {
  std::string text, line = "      ";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string item = arguments[i].name + (i + 1 < arguments.size() ? ", " : "");
    if (line.size() + item.size() + 1 > line_limit) {
      text += line + "&\n";
      line = "      ";
    }
    line += item;
  }
  return text + line;
}

} // namespace

void check_stub(const KernelMetadata& kernel, Diagnostics& diagnostics) {
  std::set<FunctionSpace> reported;
  for (const KernelArgument& argument : kernel_arguments(kernel)) {
    bool basis = argument.role == Role::basis || argument.role == Role::differential_basis;
    if (!basis || basis_dimension(argument.space, Basis::values) > 0) continue;
    for (const BasisRequest& request : kernel.functions)
      if (request.space == argument.space && reported.insert(argument.space).second)
        diagnostics.report(kinds::LfricBasisSpace, request.location, word(argument.space));
  }
}

std::string stub_text(const KernelMetadata& kernel) {
  std::vector<KernelArgument> arguments = kernel_arguments(kernel);
  std::set<std::string> kinds;
  std::size_t widest = 0;
  for (const KernelArgument& argument : arguments) {
    kinds.insert(argument.kind);
    widest = std::max(widest, argument.name.size());
  }
  std::string text = fmt::format("module {}\n  implicit none\n  private\n  public :: {}\n\ncontains\n\n",
                                 kernel.module, kernel.procedure);
  for (const KernelArgument& argument : arguments)
    text += fmt::format("  !> @param{:8} {:{}} {}\n", argument.written ? "[in,out]" : "[in]", argument.name,
                        widest, argument.about);
  text += fmt::format("  subroutine {}( &\n{})\n    use constants_mod, only: ", kernel.procedure,
                      dummies(arguments));
  bool first = true;
  for (const std::string& kind : kinds) {
    text += (first ? "" : ", ") + kind;
    first = false;
  }
  text += "\n\n";
  for (const KernelArgument& argument : arguments)
    if (argument.extents.empty()) text += declaration(argument);
  for (const KernelArgument& argument : arguments)
    if (!argument.extents.empty()) text += declaration(argument);
  text += fmt::format("\n  end subroutine {}\n\nend module {}\n", kernel.procedure, kernel.module);
  return text;
}

} // namespace isotach::lfric
