// What the files of the lowering share: one procedure under way. Private to src/gpu/kernel.
#pragma once

#include <set>
#include <span>
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
  // The variable that the implicit rules make of a name of this scope.
  virtual const Symbol& implicit(const Scope& scope, std::string_view name, const Node* place) = 0;
};

class Lowering {
 public:
  Lowering(Function& function, const Tree& tree, const Semantics& semantics, Functions& functions,
           Diagnostics& diagnostics)
      : function_(function), tree_(tree), semantics_(semantics), program_(semantics.program()),
        evaluator_(semantics.evaluator()), functions_(functions), diagnostics_(diagnostics) {}

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
  bool has_constant_shape(const Symbol& symbol);
  Variable* table(const Symbol& symbol, Type type, const Node* place);
  Variable* variable_of(const Symbol& symbol, const Node* place); // null: refused
  // A scalar argument without INTENT that no statement of its procedure can change.
  bool is_only_read(const Symbol& symbol) const;
  // What a name without subscripts means; one that nothing declares is a variable by the implicit rules.
  Lookup named(std::string_view name, const Node* place);
  std::string unique_name(std::string_view name);

  // regions.cpp
  void find_assigned(const Stmt* region);
  bool reads_before_write(const Symbol& symbol, const DoConstruct* loop);
  bool find_reductions(const Stmt* region, const DoConstruct* outermost, const DoConstruct* innermost,
                       std::span<const Stmt* const> loops);
  void spread(Step& loop, int axis);
  Variable* captured(const Symbol& symbol, const Node* place);

  // statements.cpp
  void statements(const StmtList& list, Block& block);
  void statement(const Stmt* statement, Block& block);
  void assignment(const AssignmentStmt* statement, Block& block);
  void call(const CallStmt* statement, Block& block);
  void if_construct(const IfConstruct* construct, Block& block);
  void select_construct(const SelectConstruct* construct, Block& block);
  void do_construct(const DoConstruct* construct, Block& block);
  void do_concurrent(const DoConstruct* construct, Block& block);
  void jump(const Stmt* statement, std::string_view name, StepKind kind, Block& block);
  StepPtr step(StepKind kind, const Node* place) const;

  // arrays.cpp
  struct WhereBranch {
    const Expr* mask = nullptr; // null: ELSEWHERE
    std::vector<const Stmt*> body;
  };
  bool same_part(const Node* a, const Node* b) const;
  bool reads_other_part(const Node* node, const Expr* target, bool before_counts);
  bool may_write(const Expr* target); // else it was refused
  void array_assignment(const AssignmentStmt* statement, Block& block);
  void constructed(const AssignmentStmt* statement, const ArrayConstructor* constructor, Block& block);
  void where(const Expr* mask, std::span<const WhereBranch> branches, const Stmt* place, Block& block);
  void where_construct(const WhereConstruct* construct, Block& block);
  // Appended to `extents`, in 64 bits; false: refused.
  bool extents_of(const Expr* expression, std::vector<TermPtr>& extents);
  bool extents_of_part(Variable& array, const PartRef* section, const Node* place,
                       std::vector<TermPtr>& extents);
  int dimension_of(const PartRef* part, int rank);
  TermPtr gathered(std::string_view name, const PartRef* part, const Position* at);
  TermPtr matrix_product(const PartRef* part, const Position& at);
  Position new_position(std::size_t rank);
  StepPtr loop_over(Variable& counter, TermPtr extent, Block body, const Node* place);
  StepPtr loops_over(const Position& position, std::vector<TermPtr> extents, Block body, const Node* place);
  StepPtr assign(TermPtr target, TermPtr value, const Node* place) const;
  StepPtr when(TermPtr condition, StepPtr then, const Node* place) const;
  static TermPtr bound(Variable& array, Bound which, std::size_t dimension);

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
  // `at`: of the element, where the arguments of an elemental procedure are arrays.
  // The procedure that is called, also by a generic name.
  const Symbol& called(const Symbol& symbol, const List<Expr>& actuals) const;
  TermPtr function_call(Callee callee, const PartRef* part, const Position* at);
  void actual_arguments(Function& callee, const List<Expr>& actuals, const Node* place, Term& call,
                        const Position* at = nullptr);
  TermPtr actual_argument(const Variable& dummy, const Expr* actual, const Position* at);
  TermPtr section(Variable& array, const PartRef* part, bool dense);
  int rank_of(const Expr* expression);

  // intrinsics.cpp
  TermPtr intrinsic(std::string_view name, const PartRef* part, const Position* at);
  TermPtr inquiry(std::string_view name, const PartRef* part);
  TermPtr atomic(std::string_view name, const PartRef* part);
  TermPtr complex_number(const PartRef* part, std::vector<TermPtr> values, Type result);

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
  const Semantics& semantics_;
  const isotach::Program& program_;
  Evaluator& evaluator_;
  Functions& functions_;
  Diagnostics& diagnostics_;
  std::unordered_map<const Symbol*, Variable*> variables_;
  std::set<std::string> names_;
  std::vector<std::pair<const DoConstruct*, const Step*>> loops_; // around the statement
  // Where steps go that an expression needs first: before the statement, and before each element of an array
  // expression; null: nowhere.
  Block *before_ = nullptr, *inside_ = nullptr;
  int loop_count_ = 0;
  bool refused_ = false;             // it calls what was refused
  std::set<const Symbol*> assigned_; // in a region: scalars that it assigns to
};

// The name of a variable or of a part of it; null: neither.
const NameRef* base_of(const Expr* expression);
// An intrinsic function of device code, by any of its names.
bool is_device_intrinsic(std::string_view name);
// A function of CUDA Fortran such as ATOMICADD.
bool is_atomic(std::string_view name);
// An intrinsic function that goes through whole arrays.
bool is_gathering(std::string_view name);
// A type that device code has.
bool is_supported(const Type& type);

// ---- expressions that several files make ----
TermPtr make(TermKind kind, Type type);
TermPtr constant(std::int64_t value, int kind = 4);
TermPtr variable(Variable& variable);
TermPtr known(const Value& value); // a scalar
TermPtr converted(TermPtr value, Type type);
Type common_type(const Type& a, const Type& b);
TermPtr binary(Op op, TermPtr left, TermPtr right, Type type);

} // namespace isotach::kernel
