// One file's edits under way. Private to src/gpu/host.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gpu/host/host.h"

namespace isotach::host_side {

// The launchers of kernels, and of regions of host procedures.
struct Launchers {
  std::map<const Scope*, const cuda::Launcher*> kernels;
  std::map<const Stmt*, const cuda::Launcher*> regions;
};

inline const Expr* bare(const Expr* expression) {
  while (auto* parentheses = dyn_cast<ParenExpr>(expression)) expression = parentheses->operand;
  return expression;
}

class HostEdits {
 public:
  HostEdits(const Tree& tree, const Semantics& semantics, const Launchers& launchers,
            Diagnostics& diagnostics)
      : tree_(tree), semantics_(semantics), program_(semantics.program()), evaluator_(semantics.evaluator()),
        table_(*semantics.program().table_of(tree)), launchers_(launchers), diagnostics_(diagnostics) {}

  std::vector<TextEdit> run();

 private:
  // A variable in device memory, or a part of one.
  struct Device {
    const Symbol* symbol = nullptr; // null: on the host
    std::string whole;              // the text of the variable itself
    explicit operator bool() const { return symbol != nullptr; }
  };

  // procedures.cpp
  void unit(const Stmt* unit);
  void statements(const StmtList& list);
  void open_shapes(const Scope& kernel);
  void device_procedure(const Procedure* procedure, bool keeps_body);
  void launcher_body(const Procedure* procedure, const cuda::Launcher& launcher);
  void declarations(const StmtList& list);
  void declaration(const Stmt* statement, bool in_kernel);
  void beginning(const Stmt* unit, const StmtList& body);
  void ends_of(const Procedure* procedure);
  std::string leaving(const Scope& scope) const; // calls that end the local device variables
  std::string entering(const std::string& variable, const Symbol& symbol, const Stmt* place) const;

  // An interface to a launcher and its call.
  std::string launcher_call(const cuda::Launcher& launcher, const Scope& scope, const Stmt* place,
                            std::string_view launch);

  // generics.cpp
  std::vector<std::string_view> device_specifics(const Symbol& generic) const;
  void interface(const Interface* block);
  void use_statement(const UseStmt* statement);
  const Symbol* resolve(const Symbol& generic, const Expr* name, const List<Expr>& actuals);

  // regions.cpp
  void region(const AssignmentStmt* statement);
  const Stmt* region(const DirectiveStmt* directive); // returns the last statement that it took
  std::string launch_figures(const DirectiveStmt* directive, const DoConstruct* loop, int count);

  // statements.cpp
  void statement(const Stmt* statement);
  void assignment(const AssignmentStmt* statement);
  void copy_function(const PartRef* part, std::string_view name);
  void fetched(const PartRef* part, const Device& found);
  void associations(const AssociateStmt* statement);
  void pointer_assignment(const PointerAssignmentStmt* statement);
  void call(const CallStmt* statement);
  void launch(const CallStmt* statement, const Symbol* kernel);
  void deallocation(const DeallocateStmt* statement);
  void allocation(const AllocateStmt* statement);
  void actuals(const List<Expr>& actuals, const Scope* callee, std::string_view name, bool kernel);
  // No value of a device variable is needed below the node.
  void check(const Node* node);
  Device device(const Expr* expression) const;
  // The outermost part with such an attribute.
  Device variable(const Expr* expression, bool (*is_such)(const Symbol&)) const;
  Lookup lookup(const Node* at, Name name) const;

  // ---- text ----
  std::uint32_t begin_of(const Node* node) const { return tree_.location(node).begin; }
  std::uint32_t end_of(const Node* node) const { return tree_.location(node).end; }
  std::string text(const Node* node) const { return std::string(tree_.text(node)); }
  std::uint32_t line_of(const Node* node) const { return tree_.source().position(begin_of(node)).line; }
  void edit(const Node* place, std::uint32_t begin, std::uint32_t end, std::string text);
  void insert(const Node* place, std::uint32_t at, std::string text) { edit(place, at, at, std::move(text)); }
  // Replaces and keeps the number of lines.
  void replace(const Node* place, std::uint32_t begin, std::uint32_t end, std::string text);
  void refuse(const Node* place, std::string_view what, std::string_view remedy);

  const Tree& tree_;
  const Semantics& semantics_;
  const Program& program_;
  Evaluator& evaluator_;
  const ScopeTable& table_;
  const Launchers& launchers_;
  Diagnostics& diagnostics_;
  std::vector<TextEdit> edits_;
  std::string leaving_; // in the procedure under way; empty: nothing to end
};

} // namespace isotach::host_side
