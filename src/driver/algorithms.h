// Compiling algorithms: what `isotach psykal`, `isotach psyclone` and `isotach show` share.
#pragma once

#include <optional>

#include "driver/commands.h"
#include "driver/pipeline.h"
#include "psykal/api.h"

namespace CLI {
class App;
}

namespace isotach {

struct PsykalOptions {
  std::string api, config;
  std::vector<std::string> config_settings; // KEY=VALUE, over those of the file
  std::vector<std::string> kernel_folders;
  std::vector<std::string> ignored_files; // parts of names of files without kernels
  std::optional<bool> distributed;        // else what the configuration says
  bool views = false;
  bool psyir = false;
  std::string script; // a file whose trans() changes schedules; empty: none
  FrontEndOptions front;
};

// The compiler for an API and its configuration; null after errors.
std::unique_ptr<psykal::Compiler> make_psykal_compiler(const PsykalOptions& options,
                                                       Diagnostics& diagnostics);

// Reads and compiles one file; a script, when there is one, has a host (driver/scripts.h).
struct CompiledFile {
  ParsedFile parsed;
  psykal::Compiled result;
  bool unwanted = false; // a script has ended itself, and nothing is to be written
  std::string psyir;     // its nodes as PSyclone shows them, when they are asked for
  bool good() const { return parsed.tree && parsed.diagnostics.errors() == 0; }
};
CompiledFile compile_algorithm(psykal::Compiler& compiler, const std::string& path,
                               const PsykalOptions& options);

struct OutputOptions {
  std::string algorithm, psy; // files; empty: standard output
  std::string limit = "off";

  // Reports lines of the input over 132 columns, which compilers cut, when -l all asks for that.
  void check_line_lengths(CompiledFile& file) const;
  void check_line_lengths(const SourceFile& source, Diagnostics& diagnostics) const;
};

// One algorithm, to the files that are named or to standard output; the exit code.
int compile_one(psykal::Compiler& compiler, const std::string& path, const PsykalOptions& options,
                const OutputOptions& outputs);

// Whether to go on in this process; else the exit code is there. A command with a script needs a host.
bool ready_for_script(CommandLine& line, const PsykalOptions& options);

// -api, -k, -c, -dm, -nodm, -s and the front end's options.
void add_psykal_options(CLI::App& command, PsykalOptions& options);
// -oalg, -opsy, -l.
void add_output_options(CLI::App& command, OutputOptions& options);

} // namespace isotach
