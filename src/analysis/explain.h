// Explain: for each loop whether its iterations may run at the same time, and why.
//
// "Parallel" is proved: with the private variables and reductions that are named, all iterations may run in
// any order. What cannot be proved is not_parallel, with the two accesses that clash, or unknown, with what
// is not known. Same input, same verdict.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "semantics/semantics.h"

namespace isotach {

enum class Verdict : std::uint8_t { parallel, not_parallel, unknown };
std::string_view to_string(Verdict verdict);

// One of the accesses that a reason is about.
struct AccessPlace {
  std::string file;
  std::uint32_t line = 0;
  std::string text;
  bool write = false;
};

struct Reason {
  std::string_view kind; // flow, anti, output, reduction, control, call, io, alias, too_many, sync, unknown
  bool forbids = false;  // it is certain; false: it may
  std::string text;
  std::string what_would_settle; // empty: nothing that a file could supply
  std::optional<AccessPlace> first, second;
  std::vector<std::int64_t> distance; // in iterations; empty: it varies
  std::string direction;              // "<", "=", ">" for each loop around both, outermost first; "*": any
  // Values of counters at the two accesses, and of what does not change, where they clash.
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> iterations;
};

struct ReductionOf {
  std::string operation; // "+", "max", ".and."; "maxloc" and "minloc", which forbid
  std::string name;
  std::vector<std::string> locations; // of maxloc and minloc: variables that say where the extreme is
};

struct LoopVerdict {
  std::string file;
  std::uint32_t line = 0, end_line = 0;
  const Stmt* statement = nullptr; // the loop itself; a loop that an edit made has no line of its own
  std::string procedure, variable;
  std::uint32_t depth = 0; // loops around it
  Verdict verdict = Verdict::unknown;
  std::vector<std::string> privates, firstprivates, lastprivates;
  std::vector<ReductionOf> reductions;
  std::vector<Reason> reasons;
  // The line of DO CONCURRENT or a directive that says that it is parallel, when those are trusted and this
  // is not proved: then the verdict is by it, or against it. 0: none.
  std::uint32_t directive = 0;
};

// A call that breaks the rule of aliasing for certain (F2018 15.5.2.13): verdicts take it for granted.
struct CallWarning {
  Location call, changed; // the reference, and the statement that changes what another argument is given
  std::string procedure;  // that has the call
  std::string text;
};

struct ExplainOptions {
  bool view_only =
      false; // branches of #if that the view does not take do not count (else by rule R4 of #if groups)
  bool trust_directives = false; // what is unknown is what directives and DO CONCURRENT state
  // For counts: of loops that are not parallel the first reason alone, and no distances and directions that
  // would take more systems to find.
  bool summary = false;
};

// Answers for the procedures of one program; what it learnt of one serves the others. Not for several
// threads.
class Explainer {
 public:
  explicit Explainer(const Semantics& semantics, const ExplainOptions& options = {});
  ~Explainer();

  // The loops of a procedure or main program, or of all those of a file, in source order.
  std::vector<LoopVerdict> procedure(const Scope& procedure);
  std::vector<LoopVerdict> file(const Tree& tree);
  // The calls of a file that break what the verdicts assume, in source order.
  std::vector<CallWarning> warnings(const Tree& tree);
  // Frees what was learnt of the statements of a file; what calls of its procedures do stays known.
  void forget(const Tree& tree);
  // The graph of a procedure's statements as DOT: which reads what another writes.
  std::string graph(const Scope& procedure);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace isotach
