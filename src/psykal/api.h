// Apis: the DSLs whose algorithms and kernels can be compiled, by name.
//
// An API is a folder of this one and an entry in apis.cpp: a function that makes its compiler. What the rest
// of the tool knows of it stands here.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parse/parse.h"
#include "psykal/algorithm.h"
#include "psykal/config.h"
#include "psykal/schedule.h"

namespace isotach::psykal {

struct ApiOptions {
  std::vector<std::string> ignored_files;  // parts of the names of files that are passed over
  std::vector<std::string> kernel_folders; // with all below them; none: each algorithm's own folder alone
  ParseOptions kernels;                    // how their files are read
  Config config;
  bool views = false; // say what the invokes execute too
};

// What an invoke executes, for people and pictures.
struct ViewItem {
  std::string kind;  // "loop" (a call with the loop around it), "exchange", "reduction", "statement"
  std::string title; // "flux_code over owned and halo cells to depth 1"
  std::string why;   // of an exchange
  struct Access {
    std::string name; // "chi", "chi(2)"
    bool reads = false, writes = false;
    int vector_size = 1, component = 0; // 0: all components
    // What it depends on, as psykal/schedule.h answers: the nearest, and all of them.
    struct Place {
      std::size_t item = 0, access = 0;
    };
    std::vector<Place> forward = {}, backward = {}; // one or none
    std::vector<Place> forward_reads = {}, forward_writes = {}, backward_writes = {};
  };
  std::vector<Access> accesses;
};
struct ViewEdge {
  std::size_t from = 0, to = 0; // items, in the order of execution
  std::string_view kind;        // "flow", "anti", "output"
  std::string name;             // of the variable
};
struct InvokeDescription {
  std::string name;
  std::uint32_t line = 0;
  std::vector<ViewItem> items;
  std::vector<ViewEdge> edges;
  std::string nodes; // its statements as nodes of the PSy layer's tree, with what is known of them
};

struct Compiled {
  std::string algorithm; // text
  std::string psy;       // text; empty: the file has no invoke
  std::string psy_module;
  std::size_t invokes = 0, kernels = 0, builtins = 0, exchanges = 0;
  std::vector<InvokeDescription> views;
};

// A compiled algorithm before it is text: its schedules, which a script may transform.
class Program {
 public:
  virtual ~Program() = default;
  virtual Tree& tree() = 0;                                // of the PSy layer
  virtual std::vector<Schedule*> schedules() = 0;          // in the order of the text
  virtual Location location(const Schedule& schedule) = 0; // of its invoke in the algorithm
  // Algorithm and PSy layer as they are now.
  virtual Compiled write(Diagnostics& diagnostics) = 0;
};

// Compiles algorithms, from several threads at once; kernels are read once for all.
class Compiler {
 public:
  virtual ~Compiler() = default;
  // When `diagnostics` has errors afterwards, the texts are not to be used.
  virtual Compiled compile(const Tree& tree, Diagnostics& diagnostics) = 0;
  // The algorithm's tree has to live as long as the program. Null after errors, and where an API has no
  // schedules that a script could transform.
  virtual std::unique_ptr<Program> read(const Tree&, Diagnostics&) { return nullptr; }
};

struct Api {
  std::string_view name;
  std::string_view alias; // an older name
  std::string_view about;
  std::unique_ptr<Compiler> (*make)(const ApiOptions&); // null: known, but not built yet

  std::vector<std::string_view> names() const; // both, for command lines and sections of the configuration
};

std::span<const Api> apis();
const Api* find_api(std::string_view name); // by name or alias, in any case
std::string api_names(bool built_only);     // "lfric (dynamo0.3), ..."
void add_api(const Api& api);               // for those outside this library; not thread-safe

} // namespace isotach::psykal
