// Rules: what the files of this folder share. Private to src/gpu/legalise.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/device_places.h"
#include "analysis/regions.h"
#include "gpu/legalise/legalise.h"
#include "semantics/semantics.h"
#include "tree/in_view.h"

namespace isotach::legalise_rules {

// An OpenACC directive, with where it stands.
struct Directive {
  std::size_t file = 0;
  DirectiveStmt* statement = nullptr;
  DirectiveKind kind{};
  const Scope* scope = nullptr;
};

struct Context {
  std::span<const Tree* const> trees;
  const Program* program = nullptr;
  Evaluator* evaluator = nullptr;
  std::vector<Directive> directives; // in the order of the files and their lines
  bool notes = false;
  Diagnostics* diagnostics = nullptr;
  Legalised result;

  const Tree& tree(const Directive& directive) const { return *trees[directive.file]; }
  // What a name in a clause stands for; null when that is not known.
  const Symbol* symbol(const Directive& directive, const Node* item) const;

  // Replaces a part of a file's text, with a note of why; refused where the text is not the file's own, or
  // the line becomes too long for its form.
  void edit(std::size_t file, const Node* place, std::uint32_t begin, std::uint32_t end, std::string text,
            std::string_view reason);
  // Adds whole lines before or after a statement's, and a marker, so that the lines after them keep their
  // numbers.
  enum class Place { before, after };
  void add_lines(std::size_t file, const Stmt* statement, Place place, const std::string& lines,
                 std::string_view reason);
  // Another text in the place of a directive, on its first line; the lines after it keep their numbers.
  void replace(const Directive& directive, std::string text, std::string_view reason);
  // The same for a clause; with no text, what is between it and the word before goes too.
  void replace_clause(const Directive& directive, const Clause* clause, std::string text,
                      std::string_view reason);
  void refuse(std::size_t file, const Node* place, std::string what, std::string_view remedy);
  Regions& regions(std::size_t file); // of its tree, made when asked

 private:
  std::vector<std::unique_ptr<Regions>> regions_;
};

// The name of a whole variable or of the one whose part a clause's item is; null for others (/block/, *).
const NameRef* base_name(const Node* item);
bool has_clause(const Tree& tree, const DirectiveStmt* directive,
                std::initializer_list<std::string_view> names);
bool is_combined(DirectiveKind kind); // PARALLEL LOOP and its like
// The statements of a compute construct, in order: a loop, or all up to the END.
std::vector<Stmt*> statements_of(const Directive& directive);
// What clauses of the directive, of those inside it, and of the procedure's data regions and DECLARE name.
std::set<const Symbol*> stated_in(const Context& context, const Directive& directive);
// The loop that a directive is about.
DoConstruct* loop_of(DirectiveStmt* directive);
// Calls each(clause, its name in lower case).
template <class Each> void for_each_clause(const Tree& tree, const DirectiveStmt* directive, Each each) {
  for (const Clause* clause : directive->clauses) each(clause, tree.spelling(clause->name));
}
// The statement that is compiled after this one: a branch of a #if goes on after the #endif, and a #if begins
// with its branch. Null at the end of the block.
Stmt* next_in_view(Stmt* statement);
// Its text can be edited: no macro or included file makes it.
bool is_own_text(const Tree& tree, const Stmt* statement);
// An array of a procedure with explicit bounds, in its stack frame or on the heap while it runs.
bool is_on_stack(const Symbol& symbol);
// A name that the directive's scope has not given another meaning.
bool is_intrinsic_here(const Context& context, const Directive& directive, std::string_view name);
// Calls with `loc` and `sizeof` of procedures that nobody declares may stand before the directive.
bool may_call(const Context& context, const Directive& directive);
// The statement that gives a dummy argument its shape; null when it is not one of the source's own.
const Stmt* shape_statement(const Symbol& dummy);
// Lives as long as the program: of a module, a main program, or SAVE.
bool is_static(const Symbol& symbol);

void legalise_updates(Context& context);      // updates.cpp
void legalise_data(Context& context);         // data.cpp
void legalise_contiguous(Context& context);   // contiguous.cpp
void legalise_loops(Context& context);        // loops.cpp
void legalise_stack_arrays(Context& context); // stack_arrays.cpp
void legalise_queues(Context& context);       // queues.cpp
void legalise_dialect(Context& context);      // dialect.cpp
void legalise_lists(Context& context);        // lists.cpp
void legalise_atomics(Context& context);      // atomics.cpp
void legalise_globals(Context& context);      // globals.cpp
void legalise_privates(Context& context);     // privates.cpp
void legalise_pointers(Context& context);     // pointers.cpp
void legalise_scratch(Context& context);      // scratch.cpp
void legalise_kernels(Context& context);      // kernels.cpp

} // namespace isotach::legalise_rules
