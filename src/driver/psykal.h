// Compiling algorithms: what `isotach psykal`, `isotach psyclone` and `isotach show` share.
#pragma once

#include <optional>

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
  std::optional<bool> distributed; // else what the configuration says
  bool views = false;
  FrontEndOptions front;
};

// The compiler for an API and its configuration; null after errors. Without folders for kernels, that of the
// first file is searched.
std::unique_ptr<psykal::Compiler>
make_psykal_compiler(const PsykalOptions& options, const std::string& first_file, Diagnostics& diagnostics);

// Reads and compiles one file.
struct CompiledFile {
  ParsedFile parsed;
  psykal::Compiled result;
  bool good() const { return parsed.tree && parsed.diagnostics.errors() == 0; }
};
CompiledFile compile_algorithm(psykal::Compiler& compiler, const std::string& path,
                               const FrontEndOptions& front);

// -api, -k, -c, -dm, -nodm and the front end's options.
void add_psykal_options(CLI::App& command, PsykalOptions& options);

// PSyclone's options have one dash before long names (-oalg F), which command lines of ours spell with two.
std::vector<std::string> with_two_dashes(int argc, char** argv);

} // namespace isotach
