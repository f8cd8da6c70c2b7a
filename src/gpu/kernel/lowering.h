// What the files of the lowering share: one procedure under way. Private to src/gpu/kernel.
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "gpu/kernel/lower.h"

namespace isotach::kernel {

// The functions of a program by the symbols of their procedures, made when first called.
class Functions {
 public:
  virtual ~Functions() = default;
  // Null: it is not a device procedure, or it was refused (then an error was reported).
  virtual Function* find(const Symbol& procedure) = 0;
  virtual bool is_refused(const Symbol& procedure) const = 0;
};

class Lowering {
 public:
  Lowering(Function& function, const Tree& tree, const Semantics& semantics, Functions& functions,
           Diagnostics& diagnostics)
      : function_(function), tree_(tree), program_(semantics.program()), evaluator_(semantics.evaluator()),
        functions_(functions), diagnostics_(diagnostics) {}

  void run(const Procedure& procedure); // procedures.cpp
  void run_region(const Stmt* region);  // regions.cpp
  bool is_good() const { return !refused_ && diagnostics_.errors() == 0; }

 private:
  // The position in an array expression, from 0, one a dimension.
  using Position = std::vector<Variable*>;
  struct Callee {
    const Symbol* symbol = nullptr;
    Function* function = nullptr;
  };

  // procedures.cpp
  void declare_arguments();
  Variable& add_variable(std::string_view name, Type type, Storage storage);
  void set_dimensions(Variable& variable, const Symbol& symbol, const Scope& scope);
  Variable* variable_of(const Symbol& symbol, const Node* place); // null: refused
  std::string unique_name(std::string_view name);

  // regions.cpp
  void find_assigned(const Stmt* region);
  bool reads_before_write(const Symbol& symbol, const DoConstruct* loop);
  void spread(Step& loop, int axis);
  Variable* captured(const Symbol& symbol, const Node* place);

  // statements.cpp
  void statements(const StmtList& list, Block& block);
  void statement(const Stmt* statement, Block& block);
  void assignment(const AssignmentStmt* statement, Block& block);
  bool same_part(const Node* a, const Node* b) const;
  void array_assignment(const AssignmentStmt* statement, Block& block);
  void call(const CallStmt* statement, Block& block);
  void if_construct(const IfConstruct* construct, Block& block);
  void select_construct(const SelectConstruct* construct, Block& block);
  void do_construct(const DoConstruct* construct, Block& block);
  void jump(const Stmt* statement, std::string_view name, StepKind kind, Block& block);
  StepPtr step(StepKind kind, const Node* place) const;

  // expressions.cpp
  TermPtr expression(const Expr* expression, const Position* at = nullptr);
  TermPtr scalar(const Expr* expression, BaseType base); // of that base, else refused
  TermPtr name(const NameRef* reference, const Position* at);
  TermPtr part(const PartRef* part, const Position* at);
  TermPtr element(Variable& array, const PartRef* part, const Position* at);
  TermPtr whole_element(Variable& array, const Position& at);
  TermPtr component(const ComponentRef* reference);
  TermPtr unary(const UnaryExpr* expression, const Position* at);
  TermPtr operation(const BinaryExpr* expression, const Position* at);
  TermPtr power(TermPtr base, TermPtr exponent);
  TermPtr function_call(Callee callee, const PartRef* part);
  void actual_arguments(Function& callee, const List<Expr>& actuals, const Node* place, Term& call);
  TermPtr actual_argument(const Variable& dummy, const Expr* actual);
  int rank_of(const Expr* expression);

  // intrinsics.cpp
  TermPtr intrinsic(std::string_view name, const PartRef* part, const Position* at);
  TermPtr inquiry(std::string_view name, const PartRef* part);

  // Of a device procedure with errors nothing more is said.
  bool calls_refused(const Symbol& callee) {
    refused_ = refused_ || functions_.is_refused(callee);
    return functions_.is_refused(callee);
  }
  // What cannot be compiled; a zero of default INTEGER takes its place.
  TermPtr refuse(const Node* place, std::string_view what, std::string_view remedy);
  std::string text(const Node* node) const { return std::string(tree_.text(node)); }
  const Scope& scope() const { return *function_.scope; }
  Type type_of(const Expr* expression);

  Function& function_;
  const Tree& tree_;
  const isotach::Program& program_;
  Evaluator& evaluator_;
  Functions& functions_;
  Diagnostics& diagnostics_;
  std::unordered_map<const Symbol*, Variable*> variables_;
  std::set<std::string> names_;
  std::vector<std::pair<const DoConstruct*, const Step*>> loops_; // around the statement
  Block* before_ = nullptr; // where steps go that an expression needs first; null: nowhere
  int loop_count_ = 0;
  bool refused_ = false;             // it calls what was refused
  std::set<const Symbol*> assigned_; // in a region: scalars of the host that it assigns to; never iterated
};

// A type that device code has.
bool is_supported(const Type& type);

// ---- expressions that several files make ----
TermPtr make(TermKind kind, Type type);
TermPtr constant(std::int64_t value, int kind = 4);
TermPtr variable(Variable& variable);
TermPtr converted(TermPtr value, Type type);
TermPtr binary(Op op, TermPtr left, TermPtr right, Type type);

} // namespace isotach::kernel
