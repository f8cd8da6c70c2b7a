// View: PSyIR's shape of our trees: classes, children and parents, computed over the nodes.
//
// A PSyIR node is one of our nodes or a part of one: a loop's body is a Schedule there and a list here, the
// bounds of an LFRic loop are References there and nothing here, a kernel on the domain has a loop of type
// "null" around it there and none here. So a view is a node and a part, and the file it is of; nothing is
// stored, and a question costs O(children).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "analysis/regions.h"
#include "tree/tree.h"

namespace isotach::psyir {

enum class Class : std::uint8_t {
#define CLASS(name, shown, colour) name,
#include "psyir/names.def"
  count
};
std::string_view to_string(Class value); // PSyclone's name
Class directive_class(const DirectiveStmt* directive);
Class clause_class(const Clause* clause);

enum class Part : std::uint8_t {
  self,
  body,  // the Schedule of a loop or a directive
  start, // bounds of a loop
  stop,
  step,
  null_loop, // around a kernel on the domain; its parts have `null_` names
  null_body,
  null_start,
  null_stop,
  null_step,
  default_clause, // those that PSyclone's directives always have
  private_clause,
  firstprivate_clause,
  schedule_clause,
  otherwise, // the Schedule of an IF's ELSE
  routine,   // what a statement calls that has no name for it: ALLOCATE
  member,    // of a%b: b
  extent     // the Range that a bound of ALLOCATE stands for
};

class Fortran;

struct View {
  Node* node = nullptr;
  Part part = Part::self;
  const Fortran* file = nullptr; // null: of a PSy layer
  explicit operator bool() const { return node != nullptr; }
  auto operator<=>(const View&) const = default;
};

// The shape of one tree. Regions of directives are found anew after each edit.
class Shape {
 public:
  explicit Shape(Tree& tree) : tree_(tree), regions_(tree) {}

  Class kind(View view) const;
  std::vector<View> children(View view) const;
  View parent(View view) const; // none: the root, and what was taken out of the tree

  // What a view stands for in edits: the statement itself, or what it is a part of.
  static Stmt* statement(View view) { return dyn_cast<Stmt>(view.node); }
  // The view of a statement as a child of a schedule: of a kernel on the domain its loop.
  static View of(Stmt* statement);

 private:
  std::vector<View> statements(const StmtList& list, const DirectiveStmt* within) const;
  Regions& regions() const;

  Tree& tree_;
  mutable Regions regions_;
  mutable std::uint32_t version_ = 0;
};

} // namespace isotach::psyir
