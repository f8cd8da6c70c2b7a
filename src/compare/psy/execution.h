// Execution: the state of a symbolic run through one procedure. Private to src/compare.
#pragma once

#include <functional>
#include <optional>
#include <set>

#include "compare/psy/trace.h"

namespace isotach::psy {

// What is known of a local variable or a part of it: "f_proxy", "chi_proxy(1)", "global_sum%value".
struct Slot {
  Value value = Value::none;
  const Node* set_at = nullptr;
  // A copy of memory (not a pointer to it), made after so many writes to that memory.
  bool copied = false;
  std::uint32_t writes = 0;
};

// How often the data of each dummy was written: by position mod 64, as in ValueNode::memory.
class Writes {
 public:
  Writes() : counts_(64) {}
  void add(std::uint64_t memory);
  std::uint32_t of(std::uint64_t memory) const;
  // After two branches that both began at `before`.
  void join(const Writes& other, const Writes& before);

 private:
  std::vector<std::uint32_t> counts_;
};

// The local variables that have a value, by path. Changes are logged, so that a branch can be undone in time
// linear in what it changed.
class Environment {
 public:
  // The value of a whole path; parts that were set later are laid over it. None: nothing is known.
  Value read(const std::string& path, Values& values, const Writes& writes) const;
  const Slot* find(const std::string& path) const;
  // The value of one path without its parts; none: it has no slot.
  Value value_of(const std::string& path, Values& values, const Writes& writes) const;
  bool has_parts(const std::string& path) const;
  // Sets a path and forgets its parts.
  void set(const std::string& path, Slot slot);
  void forget(const std::string& path);

  using Mark = std::size_t;
  Mark mark() const { return log_.size(); }
  // The paths changed since a mark, each once, sorted.
  std::set<std::string> changed(Mark since) const;
  void roll_back(Mark to);
  // The paths of a variable: itself and its parts.
  std::vector<std::string> paths_of(const std::string& variable) const;

 private:
  void put(const std::string& path, std::optional<Slot> slot);

  std::map<std::string, Slot, std::less<>> slots_;
  std::vector<std::pair<std::string, std::optional<Slot>>> log_; // what was there before
};

class Execution {
 public:
  Execution(const Tree& tree, const Procedure& procedure, Values& values);
  Trace run();

 private:
  struct Local {
    bool is_pointer = false, is_array = false, is_integer = false, is_derived = false, is_target = false;
    std::string type;
  };
  // declarations.cpp
  void read_declarations();
  void read_use(const UseStmt& use);
  void read_declaration(const TypeDeclStmt& declaration, bool in_procedure);
  std::string original_name(std::string_view name);

  // expressions.cpp
  Value evaluate(const Expr* expression);
  Value evaluate_name(const NameRef& name);
  Value evaluate_part(const PartRef& part);
  std::vector<Value> evaluate_arguments(List<Expr> arguments, std::string_view procedure);
  // Any node by its fields: kind, names, parts.
  Value structure(const Node* node);
  // The path of a reference to a local variable or to a part with constant subscripts.
  std::optional<std::string> path_of(const Expr* expression);
  const NameRef* root_of(const Expr* expression) const;
  const Local* local(std::string_view name) const;
  Operand operand(std::string role, const Expr* expression);

  // execution.cpp
  void run_list(const StmtList& statements);
  void run_statement(const Stmt* statement);
  void run_assignment(const AssignmentStmt& statement);
  void run_pointer_assignment(const PointerAssignmentStmt& statement);
  void run_call(const CallStmt& statement);
  bool run_method(const CallStmt& statement, const ComponentRef& method);
  void run_allocate(const AllocateStmt& statement);
  void run_branches(std::span<const Branch* const> branches);
  void run_either(const Expr* condition, const std::function<void()>& if_true,
                  const std::function<void()>& if_false, const Node* at);
  void run_loop(const DoConstruct& statement);
  void run_directive(const DirectiveStmt& statement);
  void run_unknown(const Stmt* statement);
  bool is_local_storage(const Expr* target);
  void store(const Expr* target, Value value, const Node* at, bool copied);
  void find_assigned(const Node* statement, std::set<std::string>& variables);
  void find_loop_variables(const Stmt* from, std::map<std::string, std::uint32_t>& levels);
  Slot slot_of(Value value, const Node* at, bool copied);
  Event& emit(EventKind kind, std::string name, const Node* node, std::vector<Operand> operands = {});

  const Tree& tree_;
  const Procedure& procedure_;
  Values& values_;
  Trace trace_;
  Environment environment_;
  std::map<std::string, Local, std::less<>> locals_;
  std::map<std::string, Value, std::less<>> dummies_;
  std::map<std::string, std::string, std::less<>> renamed_; // USE m, ONLY: name => original
  std::vector<Event>* events_ = nullptr;
  Writes writes_;
  std::uint32_t level_ = 0;
  bool copies_ = false;     // some variable holds a copy of memory
  bool collective_ = false; // the expression just evaluated has a reduction over ranks
};

} // namespace isotach::psy
