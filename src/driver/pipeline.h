// Pipeline: the stages one after the other, from paths to interfaces. This is the whole front end as one
// function.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/kind_options.h"
#include "base/timings.h"
#include "interfaces/interfaces.h"
#include "parse/parse.h"
#include "semantics/semantics.h"

namespace isotach {

struct SourceOptions; // toolchain/source_options.h

struct FrontEndOptions {
  enum class Form { by_name, free, fixed };
  Form form = Form::by_name;
  std::uint32_t fixed_columns = 72;
  std::vector<std::string> defines, undefines, include_dirs;
  bool conditional_compilation = false;
  bool debug_lines = false;
  KindOptions kinds;
  // Macros count in every file, or where the compiler is told to preprocess.
  enum class Macros { everywhere, where_compiled };
  Macros macros = Macros::everywhere;
  std::vector<std::string> compiler_options;                   // lines of them, not looked at here
  bool strict = false;                                         // all families of directives are read
  std::shared_ptr<IncludedFiles> included;                     // null: their statements are not read
  std::map<std::string, bool, std::less<>> assumed_conditions; // by their text; no option sets them
  unsigned threads = 0;                                        // 0: all the machine has
};

// What options of a compiler change joins those of the command line, which win.
void follow_source_options(const SourceOptions& source, FrontEndOptions& options);

LexOptions lex_options_for(const std::string& path, const FrontEndOptions& options);
// A family is read where its compilers' macro is defined (_OPENACC, _OPENMP, _CUDA), and CUDA in .cuf files.
ParseOptions parse_options_for(const std::string& path, const FrontEndOptions& options, Timings* timings);
// The same for files of kernels, whose paths are not known yet.
ParseOptions kernel_parse_options(const FrontEndOptions& options);

// One source and its tree; both null when the file could not be read.
struct ParsedFile {
  std::unique_ptr<SourceFile> source;
  std::unique_ptr<Tree> tree;
  Diagnostics diagnostics;
};

ParsedFile parse_path(const std::string& path, const FrontEndOptions& options, Timings* timings);
// Reads and parses every file, in parallel; results stand in the order of the paths.
std::vector<ParsedFile> parse_files(const std::vector<std::string>& paths, const FrontEndOptions& options,
                                    Timings* timings);

struct FrontEnd {
  std::vector<std::unique_ptr<SourceFile>> files;
  std::vector<std::unique_ptr<Tree>> trees;
  Interfaces interfaces;
  std::vector<std::size_t> order; // indices of files, modules before their users
  struct Modules {
    std::vector<std::string> provides, uses;
  };
  std::vector<Modules> modules_of_file;
};

// Parses the files and resolves their modules, in any order given. Reports into `diagnostics`; when that has
// errors afterwards, what stands in the result is what could be understood.
FrontEnd run_front_end(const std::vector<std::string>& paths, const FrontEndOptions& options,
                       Timings* timings, Diagnostics& diagnostics);

} // namespace isotach
