// Schedule: what an invoke executes, as statements of a tree, and how they depend on each other.
//
// A PSy layer is one tree without a source: a module that holds an InvokeProcedure for each invoke, in which
// PsyLoops hold KernelCalls, and HaloExchanges and GlobalReductions stand between them. Statements of Fortran
// and directives may stand among these. The tree knows the order and the nest; a Schedule knows by node id
// what one procedure's statements access, and an API derives from it what else it knows of them. Edits are
// those of tree/edit.h: a schedule notices them.
//
// Dependence is between accesses, and knows components of vectors: an exchange accesses one of them,
// everything else all. A question walks the statements up to the answer; the first one after an edit numbers
// them, O(statements).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/domain.h"
#include "psykal/local.h"
#include "psykal/local_names.h"
#include "transform/transformation.h"
#include "tree/node_table.h"
#include "tree/tree.h"

namespace isotach::psykal {

// One statement's access to one variable of the invoke.
struct Access {
  int variable = -1; // index into the invoke's variables: equal numbers are the same data
  bool reads = false;
  bool writes = false;
  int vector_size = 1;
  int component = 0; // from 1, of an exchange of a vector; 0: all of it
  int argument = -1; // of a call: which of its arguments; constants access nothing
  const Stmt* statement = nullptr;
};

// The statements of a schedule in the order of the text, outer ones first, with what they access.
struct Step {
  const Stmt* statement = nullptr;
  std::span<const Access> accesses;
};
using Steps = std::vector<Step>;

// The tree of a PSy layer, `module` the name of its module.
class PsyTree {
 public:
  explicit PsyTree(std::string_view module);
  Tree& tree() { return *tree_; }
  const Tree& tree() const { return *tree_; }

 private:
  std::unique_ptr<SourceFile> source_; // MODULE.f90, empty
  std::unique_ptr<Tree> tree_;
};

// A procedure as text, on which of its lines, counted from 1, each statement of the schedule begins, and what
// it declares beside its dummy arguments.
struct ProcedureText {
  std::string text;
  std::vector<std::pair<const Stmt*, std::uint32_t>> lines;
  std::vector<Local> locals;
};

struct Lowered;

class Schedule : public Domain {
 public:
  // Adds a procedure to the tree's module.
  Schedule(Tree& tree, std::string_view name);
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;
  ~Schedule() override;

  Tree& tree() const { return tree_; }
  InvokeProcedure* procedure() const { return procedure_; }

  // New statements, which stand nowhere yet.
  PsyLoop* make_loop(LoopType type);
  KernelCall* make_call(std::string_view name, bool builtin, std::vector<Access> accesses);
  HaloExchange* make_exchange(const Access& field, ExchangePart part = ExchangePart::whole);
  GlobalReduction* make_reduction(const Access& result);

  // What a statement accesses; a loop nothing of its own. What a statement of Fortran accesses is only known
  // when it was given here.
  std::span<const Access> accesses(const Stmt* statement) const;
  void set_accesses(const Stmt* statement, std::vector<Access> accesses);

  const Steps& steps() const;
  // Index into steps(); nothing for a statement that is not in this procedure.
  std::optional<std::size_t> position(const Stmt* statement) const;

  // A variable of the procedure's own; gives the name it got, which differs when another thing has it.
  std::string add_local(Local local);
  std::span<const Local> locals() const { return locals_; }
  // Makes the procedure use a name of a module.
  void add_use(std::string module, std::string name) {
    uses_.emplace_back(std::move(module), std::move(name));
  }
  std::span<const std::pair<std::string, std::string>> uses() const { return uses_; }
  // A line of comment above a statement, without its '!'.
  void set_comment(const Stmt* statement, std::string text) { comments_[statement] = std::move(text); }
  const std::string* comment(const Stmt* statement) const { return comments_.find(statement); }

  // What its API knows. The procedure as Fortran:
  virtual ProcedureText text() const = 0;
  // The names that the procedure has beside its locals.
  virtual void reserve_names(LocalNames& names) const = 0;
  // May a call stand outside of all loops?
  virtual bool runs_without_loop(const KernelCall* call) const = 0;
  // Why a statement has no text; empty: it has.
  virtual std::string unwritable(const Psy* statement) const = 0;
  // Why it cannot become text as it stands, though each of its statements can: what PSyclone finds when it
  // generates code. Empty: it can.
  virtual std::vector<transform::Objection> objections() const { return {}; }
  // A transformation of its statements, by its name (transform/transformations.def). The one entry for
  // scripts.
  virtual transform::Outcome transform(std::string_view name, const transform::Arguments& arguments,
                                       transform::Action action);

  // May two accesses be to a common place? Variables of an invoke may be parts of each other.
  virtual bool may_share(const Access& a, const Access& b) const;
  // Domain: what is not known is the worst.
  Conflict across_iterations(const PsyLoop*) const override { return Conflict::shared_data; }
  bool reduces(const PsyLoop*) const override { return true; }
  bool depend(const Stmt* first, const Stmt* second) const override;
  std::string describe(const Psy* statement) const override;

  // What it was lowered to (psykal/lower.h); null before. Statements are not to be used afterwards.
  const Lowered* lowered() const { return lowered_.get(); }

 private:
  friend std::optional<std::string> lower(Schedule& schedule, std::string_view by);
  void renew() const;

  Tree& tree_;
  InvokeProcedure* procedure_;
  NodeTable<std::vector<Access>> accesses_;
  std::vector<Local> locals_;
  LocalNames names_;
  std::vector<std::pair<std::string, std::string>> uses_;
  NodeTable<std::string> comments_;
  std::unique_ptr<Lowered> lowered_;
  mutable Steps steps_;
  mutable NodeTable<std::size_t> positions_;
  mutable std::optional<std::uint32_t> version_; // of the tree, that steps_ and positions_ are of
};

// What is broken, in words, beyond what tree/verify.h finds: calls outside of loops, loops without calls,
// statements whose accesses are not known or not those of their kind, halves of exchanges without the other.
std::vector<std::string> verify(const Schedule& schedule);

// Which accesses of other statements share data with one, and whether they cover it all.
class DataAccess {
 public:
  explicit DataAccess(const Access& access) : access_(&access) {}

  // Whether both access at least one common place.
  bool overlaps(const Access& other) const;
  // Takes note of another access. False when that cannot be: two exchanges of one component that depend on
  // each other, or one component exchanged twice.
  [[nodiscard]] bool update_coverage(const Access& other);
  // Whether the noted accesses together cover its own.
  bool covered() const { return covered_; }
  void reset_coverage();

 private:
  const Access* access_;
  bool covered_ = false;
  std::vector<int> components_; // exchanged ones that were noted
};

enum class DependenceKind : std::uint8_t { flow, anti, output };
struct Dependence {
  const Access* on = nullptr;
  DependenceKind kind{};
};

// The nearest access of a later or earlier statement that depends on this one: it is to the same data, and
// one of the two writes. A pair that is flow and output, say, is called flow.
std::optional<Dependence> forward_dependence(const Schedule& schedule, const Access& access);
std::optional<Dependence> backward_dependence(const Schedule& schedule, const Access& access);

// The later readers of what an access writes, in order, up to the writes that cover it.
std::vector<const Access*> forward_read_dependencies(const Schedule& schedule, const Access& access);
// The writers that the data it reads come from: the nearest that together cover it; none when part of it is
// written nowhere before.
std::vector<const Access*> backward_write_dependencies(const Schedule& schedule, const Access& access);
std::vector<const Access*> forward_write_dependencies(const Schedule& schedule, const Access& access);

// The same of an access at a place of some steps, which need not be those of a schedule.
std::vector<const Access*> forward_read_dependencies(const Steps& steps, std::size_t at,
                                                     const Access& access);
std::vector<const Access*> backward_write_dependencies(const Steps& steps, std::size_t at,
                                                       const Access& access);

} // namespace isotach::psykal
