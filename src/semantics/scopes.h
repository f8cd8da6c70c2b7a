// Scopes: what is declared in each program unit, procedure, derived type and block of one tree.
//
// One pass over the specification parts. A symbol gathers everything that statements say of a name: a type
// declaration, attribute statements, PARAMETER, COMMON and so on. What needs other files (USE, the hosts of
// submodules) or values (kinds, bounds) is left to Program and Evaluator.
//
// After edits the scopes of units that have a newer stamp are made anew, each where it was: the address of a
// scope holds while its node is in the tree, those of its symbols until it is made anew.
#pragma once

#include <array>
#include <forward_list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "semantics/values.h"
#include "tree/tree.h"

namespace isotach {

struct Scope;

enum class ScopeKind : std::uint8_t {
  file,
  program,
  module,
  submodule,
  block_data,
  procedure,
  interface_body,
  derived_type,
  block,
  associate,
  intrinsic_module
};
std::string_view to_string(ScopeKind kind);

enum class SymbolKind : std::uint8_t {
  unknown, // only mentioned, e.g. in a PUBLIC statement
  variable,
  parameter, // named constants and enumerators
  procedure, // module, internal, external, dummy procedures; procedure pointers
  intrinsic, // named in an INTRINSIC statement
  generic,
  type,
  type_parameter,
  component,
  binding, // type-bound procedure
  abstract_interface,
  statement_function,
  entry,
  namelist,
  associate_name,
  used, // of an explicit USE item; Program::ultimate finds what it is
  module,
  program
};
std::string_view to_string(SymbolKind kind);

enum class Accessibility : std::uint8_t { unset, public_, private_ };

struct Symbol {
  std::string_view name; // lower case; operators as "operator(+)", "assignment(=)"
  SymbolKind kind = SymbolKind::unknown;
  const Scope* scope = nullptr; // where it is declared
  const Node* place = nullptr;  // the node of its first declaration, for messages
  std::vector<const Stmt*> declarations;

  std::uint64_t attributes = 0; // bits by AttributeKind
  IntentKind intent = IntentKind::none;
  Accessibility access = Accessibility::unset;
  const TypeSpec* type = nullptr; // null: implicit, or none
  List<Dimension> dimensions;
  List<Dimension> codimensions;
  const Expr* length = nullptr; // name*length
  const Expr* init = nullptr;   // initial value, value of a parameter, selector, body of a statement function
  InitKind init_kind = InitKind::none;
  const Expr* bind_name = nullptr; // BIND(C, NAME=...)

  int argument = -1; // position among the dummy arguments
  bool is_result = false;
  bool in_common = false;
  bool cray_pointer = false;
  bool from_interface_body = false;        // a procedure known by an interface body
  const Scope* inner = nullptr;            // of procedures, types, modules
  const Symbol* previous = nullptr;        // the enumerator before this one
  std::vector<std::string_view> specifics; // of generics (a type or procedure may be generic too)
  std::string_view interface;              // PROCEDURE(interface), the target of a binding

  const UseStmt* use = nullptr; // of kind `used`
  std::string_view origin;      // its name in that module

  const Value* builtin = nullptr; // constants of intrinsic modules

  bool has(AttributeKind attribute) const { return (attributes >> static_cast<unsigned>(attribute)) & 1; }
  void add(AttributeKind attribute) { attributes |= std::uint64_t{1} << static_cast<unsigned>(attribute); }
};

// Something in a specification part that may declare names nobody can see.
struct Gap {
  Location location;
  std::string what; // "a statement that did not parse", "INCLUDE 'grid.inc'"
};

struct Scope {
  ScopeKind kind = ScopeKind::file;
  const Tree* tree = nullptr; // null for intrinsic modules
  const Stmt* node = nullptr; // null for a file
  Scope* parent = nullptr;    // the host; Program sets that of submodules
  std::string_view name;
  Symbol* symbol = nullptr; // of the unit, procedure or type, in the enclosing scope

  std::vector<Symbol*> symbols; // in the order of their first mention
  std::vector<Scope*> children; // in source order
  std::vector<const UseStmt*> uses;
  std::vector<Symbol*> arguments;            // of procedures; null for an alternate return (*)
  Symbol* result = nullptr;                  // of functions
  const Scope* separate_interface = nullptr; // of MODULE PROCEDURE in a submodule; set by Program
  bool is_abstract_interface = false;
  bool has_module_prefix = false;              // MODULE SUBROUTINE, MODULE FUNCTION
  std::string_view extends;                    // of derived types
  std::string_view ancestor, parent_submodule; // of submodules

  bool implicit_none = false;
  bool implicit_none_external = false;        // procedures without an interface need EXTERNAL
  std::array<const TypeSpec*, 26> implicit{}; // by letter, from IMPLICIT statements of this scope
  bool has_import = false;
  ImportKind import = ImportKind::all;
  std::vector<std::string_view> imports;
  Accessibility default_access = Accessibility::public_;
  bool has_sequence = false, private_components = false;

  std::vector<Gap> gaps;
  const Stmt* first_executable = nullptr;
  std::vector<const AssignmentStmt*> maybe_statement_functions; // Program settles them
  std::vector<const AssignmentStmt*> statement_functions;
  std::vector<const EntryStmt*> entries; // they are names of the scope around, too

  Symbol* find(std::string_view spelling) const {
    auto found = by_name.find(spelling);
    return found == by_name.end() ? nullptr : found->second;
  }
  std::unordered_map<std::string_view, Symbol*> by_name; // never iterated

  // Kept by ScopeTable: what the pointers above point to; the renewals that made this scope and that last saw
  // its node.
  std::forward_list<Symbol> own_symbols;
  std::forward_list<std::string> own_spellings; // of names that no name table has
  std::uint64_t made = 0, seen = 0;
};

// Calls f(scope) for a scope and all scopes in it, outer ones first, in source order.
template <class S, class F> void for_each_scope(S& scope, F&& f) {
  f(scope);
  for (S* child : scope.children) for_each_scope(*child, f);
}

// What a renewal made.
struct Renewed {
  EditClass edit = EditClass::directive; // the heaviest class of edits
  std::vector<Scope*> scopes;            // made anew, outer ones first
  std::vector<const Symbol*> forgotten;  // are gone, or may have other types and values now
};

// All scopes of a tree.
class ScopeTable {
 public:
  explicit ScopeTable(const Tree* tree) : tree_(tree), file_(std::make_unique<Scope>()) {
    file_->tree = tree;
  }
  ScopeTable(ScopeTable&&) noexcept = default;
  ScopeTable& operator=(ScopeTable&&) noexcept = default;

  const Tree* tree() const { return tree_; }
  const Scope& file() const { return *file_; }
  Scope& file() { return *file_; }

  // The scope made by a node (a program unit, procedure, derived type, BLOCK, ASSOCIATE), or null.
  const Scope* made_by(const Node* node) const;
  Scope* made_by(const Node* node);
  // The innermost scope around a node.
  const Scope& around(const Node* node) const;

  // The symbol of a name in a scope, made when new.
  Symbol& declare(Scope& scope, std::string_view name, const Node* place);

  std::uint32_t version() const { return version_; }   // of the tree, when it was last looked at
  void catch_up() { version_ = tree_->edits.version; } // what was edited since makes no scope old
  std::size_t scopes_made() const { return scopes_made_; }

  // The rest is for the builder of scopes (declarations.cpp).
  std::uint64_t renewal() const { return renewal_; }
  void begin_renewal() { ++renewal_; }
  // Drops scopes whose nodes have left the tree.
  void end_renewal(Renewed& renewed);
  // The scope of a node, empty and in its parent's list; where the node had one, that one.
  Scope& add_scope(ScopeKind kind, const Stmt* node, Scope* parent, Renewed& renewed);
  // Puts a scope that is not made anew into the list of its parent.
  void keep_scope(Scope& scope, Scope* parent);
  void clear(Scope& scope, Renewed& renewed);

 private:
  void drop(Scope& scope, Renewed& renewed);

  const Tree* tree_;
  std::unique_ptr<Scope> file_;
  std::unordered_map<std::uint32_t, std::unique_ptr<Scope>> by_node_; // never iterated
  std::vector<Scope*> earlier_;                                       // children of scopes that were cleared
  std::uint64_t renewal_ = 0;
  std::uint32_t version_ = 0;
  std::size_t scopes_made_ = 0;
};

ScopeTable build_scopes(const Tree& tree);

// Makes anew the scopes of units that edits made old, and of the units in `also`, by node id.
void renew_scopes(ScopeTable& table, const std::unordered_set<std::uint32_t>& also, Renewed& renewed);

} // namespace isotach
