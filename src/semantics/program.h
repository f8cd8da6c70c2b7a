// Program: the scopes of all files, linked by USE, submodules and intrinsic modules.
//
// Names are resolved when they are asked for and remembered, so a large module that is used as a whole costs
// nothing until a name of it is needed. A name that a missing module may supply is unknown, not absent.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/kind_options.h"
#include "semantics/modules.h"
#include "semantics/scopes.h"

namespace isotach {

// What a name means in a scope: found, certainly not declared, or unknown with the reason.
struct Lookup {
  const Symbol* symbol = nullptr; // never of kind `used`
  const Symbol* local = nullptr;  // the symbol of an explicit USE item that led there, or `symbol`
  std::string reason;             // not empty: unknown

  bool found() const { return symbol != nullptr; }
  bool absent() const { return !symbol && reason.empty(); }
};

// The type that implicit rules give a name.
struct ImplicitType {
  bool none = false;              // IMPLICIT NONE
  const TypeSpec* type = nullptr; // of an IMPLICIT statement in `scope`; null: the default rule
  const Scope* scope = nullptr;
  BaseType base = BaseType::unknown; // by the default rule
};

class Program {
 public:
  // Tables in the order of the graph's files.
  Program(std::vector<ScopeTable> tables, ModuleGraph graph, const KindOptions& kinds = {});

  // Makes anew what edits of the trees made old. Costs a comparison a tree when nothing is.
  Renewed renew();

  const ModuleGraph& modules() const { return graph_; }
  const KindOptions& kinds() const { return kinds_; }
  const std::vector<ScopeTable>& tables() const { return tables_; }
  const ScopeTable* table_of(const Tree& tree) const;

  // What a name means in a scope; the innermost declaration wins.
  Lookup lookup(const Scope& scope, std::string_view name) const;
  // A public name of a module.
  Lookup exported(const Scope& module, std::string_view name) const;
  // What a symbol of kind `used` stands for; other symbols stand for themselves.
  Lookup ultimate(const Symbol& symbol) const;
  bool is_public(const Scope& module, const Symbol& symbol) const;

  ImplicitType implicit_type(const Scope& scope, std::string_view name) const;

  const Scope* module(std::string_view name) const; // of the files, or intrinsic; null: missing
  const Scope* module_of(const UseStmt* use, const Tree& tree) const;
  // An external procedure of any file.
  const Symbol* external_procedure(std::string_view name) const;

  bool is_statement_function(const AssignmentStmt* statement, const Tree& tree) const;

  // Warns of USE items that a module of the files certainly does not export.
  void check_uses(Diagnostics& diagnostics) const;

 private:
  void index_names();
  void link_submodule(ScopeTable& table, Scope& scope);
  void link_separate_procedure(Scope& scope);
  void link_all();
  void settle_statement_functions(ScopeTable& table, Scope& scope);
  ScopeTable& table_of(const Scope& scope) { return tables_[table_of_tree_.at(scope.tree)]; }
  const Scope* host_of(const Scope& scope) const;
  Lookup through_uses(const Scope& scope, std::string_view name) const;
  Lookup find_export(const Scope& module, std::string_view name) const;

  ModuleGraph graph_;
  KindOptions kinds_;
  std::vector<ScopeTable> tables_;
  std::unordered_map<const Tree*, std::size_t> table_of_tree_;
  std::map<std::string, Scope*, std::less<>> modules_; // submodules as "ancestor:name"
  std::map<std::string, const Symbol*, std::less<>> externals_;

  struct Export {
    bool busy = false;
    Lookup lookup;
  };
  mutable std::unordered_map<const Scope*, std::map<std::string, Export, std::less<>>> exports_;
};

// The scope of iso_c_binding, iso_fortran_env and other modules that come with the compiler; null for others.
const Scope* intrinsic_module(std::string_view name);
// True when the scope lists every public name of its module.
bool is_complete(const Scope& intrinsic);

} // namespace isotach
