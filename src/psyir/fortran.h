// Fortran: PSyIR's shape of a file of Fortran, as PSyclone 3.3.1 shows it.
//
// Most nodes of PSyIR are nodes of our tree, or parts of one: the Schedule of a loop, the member of a
// component. What has another shape there is made of nodes of our tree that stand in no list: the bounds that
// `:` stands for, the comparison of a CASE, the loops and IFs of a WHERE. They are made when a procedure is
// first looked at, once, so that a view of them is as good as any other. Parentheses and keywords of
// arguments are not shown; what PSyclone keeps as text is a CodeBlock.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analysis/regions.h"
#include "parse/parse.h"
#include "psyir/view.h"
#include "semantics/semantics.h"
#include "transform/fortran.h"

namespace isotach::psyir {

// A symbol in PSyclone's words.
struct SymbolWords {
  std::string name, kind;         // "DataSymbol", "RoutineSymbol" ...
  std::string type;               // "INTEGER" ..., "type NAME", "Unresolved", "Unsupported", "NoType"
  std::string precision, length;  // UNDEFINED, DOUBLE, or as written; of a CHARACTER its length
  std::string interface;          // "Argument READ", "Import MODULE NAME", "Automatic" ...
  std::string value;              // initial
  std::string declaration;        // of an unsupported type
  std::vector<std::string> shape; // "ATTRIBUTE", "DEFERRED", or bounds as written
  bool is_public = true, is_constant = false;
};

class Fortran {
 public:
  // `kernels`: its procedures are KernelSchedules, as PSyclone calls those of kernels.
  Fortran(std::unique_ptr<SourceFile> source, const ParseOptions& options, bool kernels);
  Fortran(const Fortran&) = delete;
  Fortran& operator=(const Fortran&) = delete;

  Tree& tree() const { return *tree_; }
  const Diagnostics& diagnostics() const { return diagnostics_; }
  View root() const { return at(tree_->root()); }
  // A procedure of the file by its name, or of a module of it; none: it has none.
  View procedure(std::string_view name) const;
  // The procedures that a name may stand for: of a generic its specific ones.
  std::vector<std::string> specifics(std::string_view name) const;

  Class kind(View view) const;
  std::vector<View> children(View view) const;
  View parent(View view) const; // none: the file, and what was taken out of it

  // "Reference[name:'x']", without colours; what PSyclone's attribute of this name says.
  std::string describe(View view, std::string_view shown) const;
  std::optional<transform::Value> attribute(View view, std::string_view name) const;
  // What a module or procedure declares or uses, in the order of its text; the dummy arguments of a
  // procedure.
  std::vector<SymbolWords> symbols(View scope) const;
  std::vector<std::string> argument_names(View procedure) const;
  // The text of a node: an expression, statements on their lines, a whole file.
  std::string text(View view) const;

  // Edits; a node of another file is copied. `made` is what stands there then.
  transform::Objected insert(View schedule, std::size_t index, View child, View& made);
  transform::Objected replace(View old, View child, View& made);
  // Of an expression a hole stays, which insert() fills.
  transform::Objected detach(View view);
  // Adds a declaration or a USE to a procedure or module.
  transform::Objected declare(View scope, std::string_view text);
  // Comments that a script has given to a statement or unit: lines above it, text after it.
  std::pair<std::string, std::string> comments(View view) const;
  transform::Objected set_comments(View view, std::string_view before, std::string_view after);
  // Gives a name of a procedure's own another spelling.
  transform::Objected rename(View scope, std::string_view old_name, std::string_view new_name);
  // Before an edit of a node that is shown and not written (an ELSE IF's Schedule, the action of a logical
  // IF, the condition of a CASE, a bound that ':' stands for, a step): writes what is shown. `moved`: the
  // views that are others then.
  transform::Objected write_as_shown(View view, std::vector<std::pair<View, View>>& moved);
  // What a script does to loops and regions (transform/fortran.h). The program around the file says what the
  // procedures that it calls do; `program` keeps its trees alive.
  transform::Outcome transform(std::string_view name, const std::vector<View>& views,
                               std::vector<std::pair<std::string, transform::Value>> options,
                               transform::Action action);
  transform::FortranTransforms& transforms();
  // Writes the clauses of directives; nothing when no script has made any.
  transform::FortranTransforms::Finished finish() {
    return transforms_ ? transforms_->finish() : transform::FortranTransforms::Finished{};
  }
  void set_program(std::vector<const Tree*> others) { others_ = std::move(others); }
  // What USE makes known is shown, of the modules with these names, or of all that are used.
  void resolve_imports(const std::vector<std::string>& modules, bool all);
  // A statement below a node of which an expression was taken out; null: there is none.
  const Stmt* incomplete(const Node* node) const;

 private:
  friend class WhereMaker;
  friend class ArrayLoops;
  struct Bounds {
    Expr *lower = nullptr, *upper = nullptr, *step = nullptr;
  };

  View at(const Node* node, Part part = Part::self) const;
  View shown(const Expr* expression) const; // without parentheses and keywords
  Expr* whole(Expr* part) const;
  void add_statements(Stmt* first, const Stmt* last, std::vector<View>& found) const;
  Regions& regions() const;
  transform::Outcome array_loops(std::string_view name, View view, bool apply);
  transform::Outcome array_range(std::string_view name, View view, bool apply);
  std::vector<View> directive_children(DirectiveStmt* directive) const;
  std::string describe_directive(View view, std::string_view shown) const;
  View region_around(const Stmt* statement) const; // in its list, of a directive that is shown; none
  std::vector<View> statement_children(Stmt* statement) const;
  std::vector<View> expression_children(Expr* expression) const;
  View parent_of_expression(const Node* node) const;
  const Branch* branch_after(const Branch* branch) const;
  const Branch* branch_before(const Branch* branch) const;
  std::vector<const Branch*> branches(const Stmt* construct) const; // CASE DEFAULT last
  Expr* condition(const Branch* branch) const;                      // of an ELSE none
  bool is_code_block(const Stmt* statement) const;
  bool is_whole_block(const Stmt* unit) const; // a unit that is kept as text
  Class expression_class(const Expr* expression) const;
  Class call_class(const PartRef* call) const; // Call, IntrinsicCall, ArrayReference or CodeBlock
  bool may_call(const Expr* expression) const;
  bool is_component_of_constructor(const Expr* expression) const;
  bool is_array(const PartRef* reference) const;
  bool is_whole_value(const NameRef* name) const;
  const Node* unit_of(const Node* node) const; // the procedure around it, or that it was taken out of
  const Symbol* symbol(const Node* place, std::string_view name) const;
  const Bounds& bounds(const Triplet* section) const;
  Expr* literal_one(const Node* around) const;
  std::vector<const Stmt*> block(const Stmt* first) const; // the statements of one CodeBlock
  void prepare(const Node* inside) const;                  // the procedure around it
  transform::Objected settle(const Node* node);
  transform::Objected insert_unit(View parent, std::size_t index, View child, View& made);
  std::string text_of_source(const Stmt* statement) const;
  transform::Objected held_by_directive(const Stmt* statement) const;
  std::string not_elementwise(const Stmt* loops) const;
  transform::Objected fill(View parent, std::size_t index, View child, View& made);
  transform::Objected write_branches(Stmt* construct, std::vector<std::pair<View, View>>& moved);
  transform::Objected write_part(Node* old, std::string_view statement, View around,
                                 std::vector<std::pair<View, View>>& moved);
  std::string branches_as_shown(View block) const;
  std::string why_not_rewritten(const Stmt* construct) const;
  void all_below(View view, std::vector<View>& found) const;
  bool is_hole(View view) const { return view.part == Part::self && holes_.contains(view.node); }
  std::vector<View> all_children(View view) const; // holes too
  Stmt* copied(View statement) const;
  void note_bound(const Expr* old, Expr* fresh);
  void forget(); // what an edit made old
  std::string name(View view) const;
  std::string spelling(const NameRef* name) const;
  std::string first_mention(const NameRef* name) const;
  void note_spellings(const Node* unit) const;
  std::string component_text(const Expr* reference) const;
  std::string annotations(View view) const;

  std::unique_ptr<SourceFile> source_;
  Diagnostics diagnostics_;
  std::unique_ptr<Tree> tree_;
  std::vector<const Tree*> others_; // of the program that the file is part of
  Semantics semantics_;             // what a script sees
  Semantics whole_;                 // what is known of the program, for proofs
  std::unique_ptr<transform::FortranTransforms> transforms_;
  bool kernels_;
  mutable std::unique_ptr<Regions> regions_;
  mutable std::uint32_t regions_of_ = 0; // the tree's version that they are of
  // Made when asked for.
  mutable std::unordered_map<const Node*, Bounds> bounds_;
  mutable std::unordered_map<const Node*, Expr*> conditions_, ones_;
  mutable std::unordered_map<const Node*, Stmt*> equivalents_;      // of WHERE
  mutable std::unordered_map<const Node*, const Stmt*> stands_for_; // the other way
  mutable std::unordered_map<const Node*, std::vector<std::string>>
      arrays_; // of a unit: names used as arrays
  mutable std::unordered_map<const Node*, std::unordered_map<std::string, std::string>>
      spellings_; // of a unit
  mutable std::unordered_map<const Node*, bool> prepared_;
  std::unordered_map<const Node*, bool> rewritten_; // loops that were a WHERE; whether that was one statement
  std::unordered_map<const Node*, const Node*> homes_; // where statements stood that were taken out
  std::unordered_set<const Node*> holes_;              // what stands where an expression was taken out
};

// The statements that a unit, a loop or a branch holds; null: it is none of these.
const StmtList* statements_in(const Node* node);
// What holds a statement, #if groups apart.
Node* holder_of(const Node* node);
bool is_unit(const Node* node);         // a procedure or main program
bool is_program_unit(const Node* node); // these and modules
// Whether PSyIR has no node for a statement: declarations and what belongs to them, directives of the source.
bool is_hidden(const Stmt* statement);
// The class of fparser that a node would be of, as PSyclone names what it keeps as text.
std::string fparser_class(const Tree& tree, const Node* node);
// Of PSyclone's IntrinsicCall, as far as fparser knows it for one; in lower case.
bool is_intrinsic_name(std::string_view name);
// Of those for one type alone, as DSQRT, which PSyclone keeps as text.
bool is_specific_intrinsic(std::string_view name);

} // namespace isotach::psyir
