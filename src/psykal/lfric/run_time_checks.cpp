// What a PSy layer asks of its fields under run_time_checks: whether they are on a space that metadata name,
// and whether they may be written. any_space_n allows every space; of a vector the first field is asked.

#include "psykal/lfric/run_time_checks.h"

#include <cctype>
#include <set>

#include <fmt/format.h>

namespace isotach::lfric {

namespace {

// The spaces of fs_continuity_mod that a space of metadata allows; none: all.
std::vector<std::string> allowed_spaces(FunctionSpace space) {
  switch (space.kind) {
  case FunctionSpace::Kind::any_space: return {};
  case FunctionSpace::Kind::any_discontinuous_space: return {"W3", "WTHETA", "W2V", "W2VTRACE", "W2BROKEN"};
  case FunctionSpace::Kind::any_w2: return {"W2", "W2H", "W2V", "W2BROKEN"};
  default: break;
  }
  std::string name = word(space);
  for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return {name};
}

class Checks {
 public:
  Checks(const Invoke& invoke, const InvokeOptions& options, std::string_view module, PsyLocals& setup)
      : invoke_(invoke), module_(module), setup_(setup),
        level_(options.run_time_checks == RunTimeChecks::error ? "LOG_LEVEL_ERROR" : "LOG_LEVEL_WARNING") {}

  void add() {
    each_field([&](const InvokeCall& call, const MetaArg& entry, int variable) {
      std::vector<std::string> spaces = allowed_spaces(entry.space);
      if (spaces.empty() || !seen_.insert({variable, entry.space}).second) return;
      for (std::size_t i = 0; i < spaces.size(); ++i) {
        setup_.use("fs_continuity_mod", spaces[i]);
        setup_.state(PsySection::checks, fmt::format("{}{}%which_function_space() /= {}{}",
                                                     i ? "    " : "if (", first_field(variable), spaces[i],
                                                     i + 1 < spaces.size() ? " .and. &" : ") then"));
      }
      tell(call, variable, "is not on " + word(entry.space) + " as demanded");
    });
    each_field([&](const InvokeCall& call, const MetaArg& entry, int variable) {
      if (!entry.is_written() || !written_.insert(variable).second) return;
      setup_.state(PsySection::checks,
                   fmt::format("if ({}%vspace%is_readonly()) then", setup_.proxy(variable)));
      tell(call, variable, "is on a read-only space and is written");
    });
  }

 private:
  template <class F> void each_field(F&& f) const {
    for (const InvokeCall& call : invoke_.calls)
      for (std::size_t i = 0; i < call.arguments.size(); ++i)
        if (call.kernel->arguments[i].is_field())
          f(call, call.kernel->arguments[i], call.arguments[i].value.variable);
  }

  const Variable& variable(int index) const { return invoke_.variables[static_cast<std::size_t>(index)]; }
  std::string first_field(int index) const {
    return variable(index).name + (variable(index).vector_size > 1 ? "(1)" : "");
  }

  // A line for each name, which may be 63 characters long.
  void tell(const InvokeCall& call, int index, std::string_view situation) {
    setup_.use("log_mod", "log_event");
    setup_.use("log_mod", level_);
    const std::string& kernel = call.builtin ? call.builtin->name : call.kernel->procedure;
    for (const std::string& line :
         {fmt::format("  call log_event(\"{}: \" // &", module_),
          fmt::format("    \"{}: \" // &", invoke_.name),
          fmt::format("    \"field '{}' \" // &", variable(index).name),
          fmt::format("    \"{} \" // &", situation), fmt::format("    \"by '{}'\", {})", kernel, level_),
          std::string("end if")})
      setup_.state(PsySection::checks, line);
  }

  const Invoke& invoke_;
  std::string_view module_;
  PsyLocals& setup_;
  std::string level_;
  std::set<std::pair<int, FunctionSpace>> seen_; // fields with the spaces they were asked for
  std::set<int> written_;
};

} // namespace

void add_run_time_checks(const Invoke& invoke, const InvokeOptions& options, std::string_view module,
                         PsyLocals& setup) {
  if (options.run_time_checks != RunTimeChecks::none) Checks(invoke, options, module, setup).add();
}

} // namespace isotach::lfric
