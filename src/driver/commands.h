// The subcommands: each is one file that adds itself to the command line and returns an exit code when run.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace isotach {

// What a subcommand leaves for main: 0 done, 1 the input has errors or a check failed, 2 wrong usage.
struct CommandLine {
  CLI::App& app;
  const std::vector<std::string>& words; // as they were given
  int exit_code = 0;
};

// The program `isotach` with these words; its exit status.
int run_command_line(const std::vector<std::string>& words);

// Becomes the Python of this program's own install, which runs main(words) of a module of the package;
// returns an exit status only when that cannot be started.
int become_python(const std::string& module, const std::vector<std::string>& words);

struct FrontEndOptions; // driver/pipeline.h
// Adds -D, -U, -I, --free, --fixed, --fixed-columns, --openmp-lines, --d-lines, --fflags and -j to a
// subcommand.
void add_front_end_options(CLI::App& command, FrontEndOptions& options);

void add_parse(CommandLine& line);
void add_write(CommandLine& line);
void add_compare(CommandLine& line);
void add_build(CommandLine& line);
void add_f2py(CommandLine& line);
void add_check(CommandLine& line);
void add_explain(CommandLine& line);
void add_verify(CommandLine& line);
void add_stub(CommandLine& line);
void add_builtins(CommandLine& line);
void add_config(CommandLine& line);
void add_show(CommandLine& line);
void add_psykal(CommandLine& line);
void add_psyclone(CommandLine& line);
void add_transform(CommandLine& line);
void add_fc(CommandLine& line);
void add_psyad(CommandLine& line);
void add_psyclone_kern(CommandLine& line);

} // namespace isotach
