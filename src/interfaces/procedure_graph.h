// Procedure graph: which procedures may call which, by name over all files.
//
// Calls are followed through USE, renames, generic names and bindings; what cannot be followed counts as
// possible. O(statements).
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "semantics/program.h"
#include "tree/tree.h"

namespace isotach {

class ProcedureGraph {
 public:
  using Names = std::set<std::string, std::less<>>;

  // A module procedure or external procedure with all it contains.
  struct Unit {
    std::size_t file = 0;
    const Scope* scope = nullptr;
    Names defines;         // its name, and those of its ENTRY statements
    Names uses;            // every name in it
    Names unknown;         // calls what no file holds
    bool indirect = false; // calls what it was given: a dummy procedure, a procedure pointer
    bool marked = false;
  };

  ProcedureGraph(std::span<const Tree* const> trees, const Program& program);

  const std::vector<Unit>& units() const { return units_; }
  void mark_all();
  // Marks what may wait for Python: it calls one of the `python` procedures, with `calls_dummies` also what
  // it was given, or something that does.
  void mark_callers(bool calls_dummies, const std::set<std::string>& python);
  // Marks the procedures of these names, generic ones included, and what they reach.
  void mark_reached(const std::set<std::string>& names);

 private:
  static void add(Unit& unit, std::vector<Unit*>& found);
  void read_scope(const Scope& scope, std::size_t file);
  void read_unit(Unit& unit);
  void settle(Unit& unit);

  const Program& program_;
  std::vector<Unit> units_;
  std::vector<Names> calls_; // by unit: names after CALL
  std::map<std::string, Names, std::less<>> aliases_;
  Names pointers_, implicit_;
};

// Names that DATA, EQUIVALENCE or a SAVE statement of a procedure keep out of the stack; "*": all.
ProcedureGraph::Names kept_names(const Scope& procedure);

} // namespace isotach
