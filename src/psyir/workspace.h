// Workspace: one algorithm as a script sees it: the tree of its PSy layer in PSyIR's shape, with what
// PSyclone says of each node.
//
// It owns the algorithm, the program made of it and every tree that a script can reach, so that a handle is
// good as long as the workspace is. Attributes are computed when asked for; what is stored is only what
// PSyclone counts and we do not: the numbers in the names of its loop bounds.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "psyir/fortran.h"
#include "psyir/view.h"
#include "psykal/api.h"
#include "psykal/kernel_copies.h"
#include "transform/transformation.h"

namespace isotach::psyir {

using transform::Objected;
using transform::Value;

class Workspace {
 public:
  // The algorithm's tree and source have to live as long as this.
  explicit Workspace(std::unique_ptr<psykal::Program> program);
  // A file of Fortran alone.
  explicit Workspace(std::unique_ptr<Fortran> file);

  psykal::Program& program() { return *program_; }
  Fortran* file() const; // null: this is an algorithm
  View root() const { return program_ ? View{tree_.root()} : files_.begin()->second->root(); }

  Class kind(View view) const;
  std::vector<View> children(View view) const;
  View parent(View view) const; // none: the root, and what was taken out of the tree

  // The procedures that a call of a kernel may be of: those of the PSy layer's module, or of the kernel's
  // own.
  std::vector<View> callees(View call) const;
  // What PSyclone's attribute of this name says; nothing: the node has none.
  std::optional<Value> attribute(View view, std::string_view name) const;
  // "Loop[type='', ...]".
  std::string describe(View view, bool colour) const;
  // A line for each node, children deeper.
  std::string text(View view, std::size_t depth, bool colour, std::string_view indent) const;

  // The call of invoke() in the algorithm that a node comes from; without a file: it is not known.
  Location location(View view) const;

  // Of an invoke its procedure, of the module all of it, as they are now; empty: there is no text of it.
  std::string fortran(View view) const;

  // The nearest statements after or before a statement that depend on it, one for each of its accesses.
  std::vector<View> dependence(View view, bool forward) const;

  // What one access of a statement depends on: `argument` counts those of a call, of others it is -1; `which`
  // is "forward" or "backward" for the nearest, "forward_reads", "backward_writes", "forward_writes".
  struct Accessed {
    View view;
    int argument = -1;
  };
  std::vector<Accessed> dependence(View view, int argument, std::string_view which) const;

  // A transformation by its class name (transform/transformations.def).
  transform::Outcome transform(std::string_view name, const std::vector<View>& views,
                               std::vector<std::pair<std::string, Value>> options, transform::Action action);

  // Puts a statement that stands nowhere into a Schedule, `index` counting its children. Fortran may come
  // from another workspace; `made` is what stands there then.
  Objected insert(View schedule, std::size_t index, View child, View& made);
  // Puts an expression or a statement of Fortran that stands nowhere in the place of one.
  Objected replace(View old, View child, View& made);
  Objected detach(View view);
  // Adds a declaration or a USE to a procedure or module of Fortran.
  Objected declare(View scope, std::string_view text);
  // Comments that a script has given to a statement of Fortran: lines above it, text after it.
  std::pair<std::string, std::string> comments(View view) const;
  Objected set_comments(View view, std::string_view before, std::string_view after);
  // Gives a local name of a procedure of Fortran another spelling.
  Objected rename(View scope, std::string_view old_name, std::string_view new_name);
  // Fortran::write_as_shown(), which comes before each edit of Fortran.
  Objected write_as_shown(View view, std::vector<std::pair<View, View>>& moved);
  // A statement of Fortran that lacks what a script took out; empty: there is none.
  std::string incomplete() const;
  // The names of a procedure or module: of an invoke those that it has when it is written as it is now.
  std::vector<SymbolWords> symbols(View scope) const;
  std::vector<std::string> argument_names(View procedure) const;

 private:
  psykal::Schedule* schedule_of(const Node* node) const;
  void renew() const; // notes what is new since the last edit
  // Whether a script may edit a file; after that the PSy layer's copy is made its text.
  Objected may_edit(const Fortran* file) const;
  void edited(const Fortran* file);
  // Of a kernel that the PSy layer has itself.
  std::vector<View> copies(const psykal::KernelCopy& copy) const;
  const psykal::KernelCopies* copies() const;
  // The procedure of an invoke as it would be written now, in a file of its own, or that of the view.
  View written(View scope) const;
  void add_text(std::string& out, View view, std::size_t depth, bool colour, std::string_view indent,
                int index) const;

  std::unique_ptr<psykal::Program> program_;
  Tree& tree_;
  Shape shape_;
  std::vector<psykal::Schedule*> schedules_;
  mutable std::map<std::string, std::unique_ptr<Fortran>> files_; // by the text of a copy, or a path
  mutable std::unique_ptr<Fortran> written_;                      // of the invoke that was asked for last
  mutable NodeTable<psykal::Schedule*> homes_;    // of statements, also those that were taken out
  NodeTable<const Node*> loops_;                  // around statements that were taken out; or null
  mutable NodeTable<int> numbers_;                // of loops, in the names of their bounds
  mutable std::optional<std::uint32_t> numbered_; // the version of the tree that has numbers
};

} // namespace isotach::psyir
