// Region: neighbouring statements of one list, as a script names them.
//
// A script sees a tree in which a directive holds its statements; here they are neighbours. So a directive
// that is named stands for all from it to its END, and neighbours are those with nothing between them.
#pragma once

#include <vector>

#include "analysis/domain.h"
#include "analysis/regions.h"
#include "transform/transformation.h"

namespace isotach::transform {

// What transformations work on and ask. Made for one of them: regions are facts of the tree as it is.
struct Context {
  Context(Tree& tree_, const Domain& domain_, std::string_view name_)
      : tree(tree_), domain(domain_), name(name_), regions(tree_) {}

  Tree& tree;
  const Domain& domain;
  std::string_view name; // of the transformation, for messages
  Regions regions;
  std::vector<std::string> notes = {};

  Objection refuse(std::string_view text, const Stmt* at = nullptr) const;
  // The innermost OpenMP directive around a statement, in whatever list, that `wanted` says yes to.
  template <class F> const DirectiveStmt* directive_around(const Stmt* statement, F&& wanted) {
    for (const DirectiveRegion* region = regions.around(statement); region; region = region->outer)
      if (region->directive && wanted(region->directive)) return region->directive;
    return nullptr;
  }
  const DirectiveStmt* openmp_around(const Stmt* statement) {
    return directive_around(statement, [](const DirectiveStmt* directive) {
      return directive->family == DirectiveFamily::openmp;
    });
  }
};

// The last statement of what a node stands for: itself, or the end of a directive's region.
Stmt* last_of(Context& context, Stmt* node);

// Are the nodes neighbours, in order, in one list and one region?
Objected neighbours(Context& context, const std::vector<Stmt*>& nodes);

// Puts a directive before a statement and its END after another one.
DirectiveStmt* enclose(Context& context, std::string_view directive, std::string_view end, Stmt* first,
                       Stmt* last, DirectiveFamily family = DirectiveFamily::openmp);
// Gives a directive that an edit made the words and clauses of another text.
void rewrite(Tree& tree, DirectiveStmt* directive, std::string_view text);

} // namespace isotach::transform
