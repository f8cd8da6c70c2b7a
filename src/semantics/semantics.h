// Semantics: trees in; scopes, a module graph, types and values out, as side tables.
//
// Modules may be missing: what would come from them is unknown and says why. Nothing in a tree changes. Time
// is linear in the statements; expressions are evaluated when something asks for them. Output does not depend
// on the number of threads.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/timings.h"
#include "semantics/constants.h"
#include "semantics/modules.h"
#include "semantics/program.h"

namespace isotach {

// Facts of a program. Each question makes anew what edits of the trees made old, and nothing else: a
// directive nothing, a statement its procedure, a declaration its scope and what was found out with its
// names. What is handed out holds until the next edit; then ask again. Not for several threads at once.
class Semantics {
 public:
  Semantics() = default;
  Semantics(std::vector<ScopeTable> tables, ModuleGraph graph, const KindOptions& kinds = {});

  const Program& program() const { return renew(), *program_; } // scopes of every tree, and lookup of names
  Evaluator& evaluator() const { return renew(), *evaluator_; } // values and types; remembers results
  const ModuleGraph& modules() const { return program().modules(); } // which file provides what

  std::size_t scopes_made() const; // so far: a count of the work

 private:
  void renew() const;

  std::unique_ptr<Program> program_;
  std::unique_ptr<Evaluator> evaluator_;
};

struct SemanticsOptions {
  unsigned threads = 0;       // 0: all the machine has
  Timings* timings = nullptr; // stage "semantics"
  KindOptions kinds;          // of the default types
};

// The trees must outlive the result.
Semantics analyse(std::span<const Tree* const> trees, Diagnostics& diagnostics,
                  const SemanticsOptions& options = {});

// The scopes of one tree as an indented list: symbols with kinds, types, attributes, values, and where those
// that USE makes accessible come from.
std::string dump_symbols(const Semantics& semantics, const Tree& tree);
// "REAL(8)", "CHARACTER(LEN=*)", "TYPE(grid)", "unknown (why)".
std::string type_text(const TypeInfo& type);

} // namespace isotach
