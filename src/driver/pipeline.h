// Pipeline: the stages one after the other, from paths to interfaces. This is the whole front end as one
// function.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/timings.h"
#include "interfaces/interfaces.h"
#include "parse/parse.h"
#include "semantics/semantics.h"

namespace isotach {

struct FrontEndOptions {
  enum class Form { by_name, free, fixed };
  Form form = Form::by_name;
  std::uint32_t fixed_columns = 72;
  std::vector<std::string> defines, undefines, include_dirs;
  bool conditional_compilation = false;
  bool debug_lines = false;
  std::shared_ptr<IncludedFiles> included;                     // null: their statements are not read
  std::map<std::string, bool, std::less<>> assumed_conditions; // by their text; no option sets them
  unsigned threads = 0;                                        // 0: all the machine has
};

LexOptions lex_options_for(const std::string& path, const FrontEndOptions& options);

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
