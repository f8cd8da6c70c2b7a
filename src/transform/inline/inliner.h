// Inliner: one call that is to become the body of what it calls. Private to this folder.
//
// The body is cloned, and the clone is changed until it says in the place of the call what it says in the
// procedure; nothing of the tree changes before that is done. Each node of the clone knows its original,
// since it is there that names are looked up.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analysis/effects.h"
#include "transform/inline/inline.h"
#include "transform/made_statements.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::transform {

std::string comment_beside(const Tree& tree, const Stmt* statement);
const Stmt* first_line_of(const Stmt* statement);

class Inliner {
 public:
  Inliner(Context& context, const Semantics& semantics, Node* call, const InlineOptions& options)
      : context_(context), tree_(context.tree), semantics_(semantics), program_(semantics.program()),
        evaluator_(semantics.evaluator()), effects_(semantics, {}), call_(call), options_(options) {}

  // Makes all that is to stand there. `copied`: arguments whose values are copied first.
  Objected plan(std::set<const Symbol*>& copied);
  Objected apply();

 private:
  // ---- what is called, and where (inline.cpp) ----
  void find_place();
  void find_procedure();
  void find_declarations();
  void finish_body();
  Objected put();
  Objected put_declarations();

  // ---- the body (body.cpp) ----
  void copy_body();
  void pair(const Node* original, Node* copy);
  void keep_comments(const Stmt* original, const Stmt* copy);
  void keep_comments_after_all();
  const Node* original_of(const Node* copy) const {
    auto found = originals_.find(copy);
    return found == originals_.end() ? nullptr : found->second;
  }

  // ---- PRESENT (present.cpp) ----
  void fold_presence();
  void fold_presence_in(Node* node);
  void fold_statements(StmtList& list, Node* parent);
  void drop_absent_arguments(Node* node);

  // ---- RETURN (returns.cpp) ----
  void fold_returns();
  bool fold_returns_in(StmtList& list, Node* parent, bool act);
  bool can_fold_rest(StmtList& list, Stmt* rest, Node* parent);
  void leave_by_exit();

  // ---- arguments (arguments.cpp) ----
  struct Dimension {
    bool counts = false;       // a dimension of the dummy; else one index
    std::string text;          // that index, or where it begins: its lower bound
    std::string upper, stride; // of a section; empty: to its end, 1
    std::string extent;        // where it is known: a text that is the same means the same
    bool whole = false;        // all of that dimension
  };
  struct Argument {
    const Symbol* dummy = nullptr;
    const Expr* actual = nullptr; // null: not given
    enum class How { absent, same, copy, array } how = How::absent;
    std::string text;                  // same: what stands for it; array: what the indices follow
    std::vector<Dimension> dimensions; // of what is given
    std::vector<std::string> lower;    // of the dummy
    std::vector<std::string> upper;    // explicit: of the dummy; else empty
    bool explicit_shape = false, same_shape = false;
    bool sequence_kept = false; // an element of it is followed by what follows it in the dummy
    bool operation = false;     // the text needs parentheses in an expression
  };
  void associate(std::set<const Symbol*>& copied);
  void associate(Argument& argument, bool copy);
  bool describe_array(Argument& argument);
  bool lower_and_extent(const Expr* array, std::size_t dimension, Dimension& found);
  void check_type(const Argument& argument);
  std::string constant_text(const Expr* expression, const Scope& scope); // empty: it is none
  std::string shifted(const std::string& index, const Dimension& given, const std::string& lower);
  std::string end_of(const Argument& argument, std::size_t dimension);
  std::string element(const PartRef* reference, const Argument& argument);
  std::string whole(const Argument& argument, const Node* place);
  void check_sequence(const PartRef* reference, const Argument& argument);
  const Argument* argument_of(const Symbol* dummy) const;

  // ---- names (names.cpp) ----
  void settle_names(Node* node);
  void settle_reference(NameRef* name);
  void settle_literal(Node* literal);
  void settle_outer(std::string_view name, const Scope& scope, const Node* original);
  std::string local_name(const Symbol& symbol);
  std::string implicit_local(std::string_view name, const Scope& scope);
  std::string fresh_name(std::string_view root);
  void declare_local(const Symbol& symbol, const std::string& name);
  std::string substituted(const Expr* original); // as it is in the place of the call
  std::string type_of_local(const Symbol& symbol);
  bool stays_until_return(const std::string& bound);
  void check_stability();
  void note_stable(const Expr* expression, const Symbol* dummy);

  // ---- refusals ----
  void fail(std::string text, const Node* at = nullptr);
  bool failed() const { return objection_.has_value(); }
  std::string line_of(const Node* original) const; // "line 7", with its file where it is another one

  Context& context_;
  Tree& tree_;
  const Semantics& semantics_;
  const Program& program_;
  Evaluator& evaluator_;
  Effects effects_;
  Node* call_;
  const InlineOptions& options_;

  // The caller.
  Stmt* statement_ = nullptr; // that has the call
  Stmt* anchor_ = nullptr;    // before which the body of a function goes
  const Scope* caller_ = nullptr;
  Node* unit_ = nullptr;
  const Expr* called_ = nullptr;
  List<Expr> actual_;
  // The procedure.
  const Scope* callee_ = nullptr;
  const Tree* from_ = nullptr;
  const Procedure* procedure_ = nullptr;
  bool same_module_ = false;
  std::vector<Argument> arguments_;

  // What is made.
  BlockConstruct* frame_ = nullptr; // holds the clones until they are put into the tree
  std::unordered_map<const Node*, const Node*> originals_; // never iterated
  std::map<std::string, std::string> outer_names_;         // settled already: name of the callee
  std::map<const Symbol*, std::string> locals_;            // never iterated in order that shows
  std::map<std::string, std::string> implicit_locals_;
  std::set<std::string> taken_;
  std::vector<std::string> declarations_, uses_; // in order
  std::vector<std::string> before_, after_;      // statements: copies, allocations
  std::string result_;
  struct Stable {
    std::string name;
    const Symbol* dummy;
  };
  std::vector<Stable> stable_; // must not change in the body
  const Symbol* unstable_ = nullptr;
  Objected objection_;
};

} // namespace isotach::transform
