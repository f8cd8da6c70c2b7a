// The whole command line as one function: one subcommand per job.

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <set>
#include <string>
#include <vector>

#include "diagnostics/render.h"
#include "driver/command_line.h"
#include "driver/commands.h"

namespace {

// PSyclone's options have one dash before long names (-oalg F), which command lines of ours spell with two.
std::vector<std::string> with_two_dashes(std::vector<std::string> arguments) {
  static const std::set<std::string, std::less<>> words = {"-oalg", "-opsy", "-okern", "-dm",
                                                           "-nodm", "-api",  "-gen"};
  if (!arguments.empty() && (arguments[0] == "psykal" || arguments[0] == "psyclone" ||
                             arguments[0] == "show" || arguments[0] == "psyclone-kern"))
    for (std::string& argument : arguments)
      if (words.count(std::string_view(argument).substr(0, argument.find('=')))) argument.insert(0, "-");
  return arguments;
}

} // namespace

namespace isotach {

int run_command_line(const std::vector<std::string>& words) {
  CLI::App app{"Isotach: a compiler and Python front door for the Fortran of weather and climate models",
               "isotach"};
  app.get_formatter()->label("Usage", "usage");
  // Makefiles add options at the end, to override what stands before.
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.set_version_flag("--version", ISOTACH_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  isotach parse src/*.f90                    read Fortran, say what was understood\n"
      "  isotach build src/*.f90 -m granule         make granule.abi3.so for Python\n"
      "  isotach f2py -c -m granule src/*.f90       the same, with the command line of numpy.f2py\n"
      "  isotach check granule.abi3.so              is it ready for the GPU?\n"
      "  isotach verify granule.abi3.so case.toml   does it give what its reference data say?\n"
      "  isotach explain src                        which loops may run in parallel, and why others may not\n"
      "  isotach write solver.f90 --insert-acc 42   put a directive around the loop at line 42\n"
      "  isotach stub kernel_mod.f90                write the subroutine of an LFRic kernel\n"
      "  isotach builtins                           what LFRic algorithms call without a kernel\n"
      "  isotach config                             what is configured, and where\n"
      "  isotach psykal alg.x90 -k kernels          compile an algorithm of the LFRic DSL\n"
      "  isotach show alg.x90 -k kernels            what its invokes execute, and why\n"
      "  isotach compare old.f90 new.f90            where do they differ in meaning?\n"
      "`isotach help COMMAND` lists the options of a command.");
  CommandLine line{app, words};
  add_parse(line);
  add_write(line);
  add_compare(line);
  add_build(line);
  add_f2py(line);
  add_check(line);
  add_explain(line);
  add_verify(line);
  add_stub(line);
  add_builtins(line);
  add_config(line);
  add_psykal(line);
  add_show(line);
  add_psyclone(line);
  add_transform(line);
  add_fc(line);
  add_psyad(line);
  add_psyclone_kern(line);
  try {
    std::vector<std::string> arguments = isotach::with_help_words(with_two_dashes(words));
    isotach::Diagnostics wrong;
    isotach::check_words(app, arguments, wrong);
    isotach::print_diagnostics(wrong);
    if (wrong.errors() != 0) return 2;
    std::reverse(arguments.begin(), arguments.end()); // as CLI11 wants them
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    int code = app.exit(error);
    return code == 0 ? 0 : 2;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "error: out of memory; give fewer files at a time, or fewer threads with -j\n");
    return 1;
  }
  return line.exit_code;
}

} // namespace isotach
