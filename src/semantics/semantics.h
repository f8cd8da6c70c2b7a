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

struct Semantics {
  ModuleGraph modules;
  std::unique_ptr<Program> program;     // scopes of every tree, and lookup of names
  std::unique_ptr<Evaluator> evaluator; // values and types; remembers results, so not for several threads
};

struct SemanticsOptions {
  unsigned threads = 0;       // 0: all the machine has
  Timings* timings = nullptr; // stage "semantics"
};

// The trees must outlive the result.
Semantics analyse(std::span<const Tree* const> trees, Diagnostics& diagnostics,
                  const SemanticsOptions& options = {});

// The scopes of one tree as an indented list: symbols with kinds, types, attributes, values, and where those
// that USE brings in come from.
std::string dump_symbols(const Semantics& semantics, const Tree& tree);
// "REAL(8)", "CHARACTER(LEN=*)", "TYPE(grid)", "unknown (why)".
std::string type_text(const TypeInfo& type);

} // namespace isotach
