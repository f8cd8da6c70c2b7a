// Facts: what the statements of one procedure read and write, and which of them may follow which.
//
// A procedure becomes a graph of nodes, one for each statement (a loop has three: its bounds, its test, its
// step), and each node has its accesses in the order in which they happen. Nodes stand in source order, so
// those of a loop are one range. Everything else that analysis says is derived from this. O(statements) to
// make.
//
// What is not known is an `Obstacle` of a node and says why; it is never left out.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "semantics/semantics.h"
#include "tree/tree.h"

namespace isotach {

class Effects; // analysis/effects.h

constexpr std::uint32_t no_index = ~0U;

// A variable. Two objects are different variables, which does not say that they share no storage.
struct DataObject {
  enum class Storage : std::uint8_t {
    local,   // of this procedure, gone at its end
    dummy,   // an argument
    host,    // of the procedure around this internal one
    lasting, // of a module, in COMMON, with SAVE: there before and after
    unknown, // from a module that is not among the files
  };
  std::string_view name;
  const Symbol* symbol = nullptr; // null: declared nowhere, implicitly typed
  const Scope* scope = nullptr;   // where it is declared
  TypeInfo type;
  Storage storage = Storage::local;
  std::int32_t rank = 0; // -1: unknown
  bool result = false;   // of this function
  bool pointer = false, target = false, allocatable = false, volatile_ = false, value = false;
  bool cray_pointee = false;
  bool finalizable = false;   // or has a component that is: a procedure runs when it is assigned to or gone
  bool internal_uses = false; // an internal procedure names it
  bool own_index = false;     // the index of an implied DO, FORALL or DO CONCURRENT: nobody else sees it
  std::uint32_t storage_set = 0; // same number, not 0: EQUIVALENCE lets them overlap
  // Where it gets another name: nodes of ASSOCIATE; no_index for a pointer that is a name of it everywhere.
  std::vector<std::uint32_t> renamed_at;
  std::string_view common; // the COMMON block that holds it; "//" for the one without a name
  // Its bytes in there, [first, last), where all up to it has one type (a number for each), so that no
  // compiler aligns something in between. Not known: -1; 0: the block begins.
  struct CommonPlace {
    std::int64_t first = 0, last = 0, type = 0;
    bool apart(const CommonPlace& other) const {
      return type > 0 && type == other.type && (last <= other.first || other.last <= first);
    }
  } common_place = {};
  std::string missing; // of unknown storage: why it is not known
};

// A subscript in a procedure that is called, as its caller sees it: an argument plus a constant.
struct GivenSubscript {
  const Expr* actual = nullptr;      // null: the constant alone
  std::uint32_t location = no_index; // of the actual argument, where it is a variable
  std::int64_t offset = 0;
};

// One name of a place: a(i) and b(j) of a(i)%b(j).
struct PlacePart {
  std::string_view component;          // empty for the variable itself
  const PartRef* subscripts = nullptr; // whose arguments they are; null: none
  const Scope* scope = nullptr;        // in which they are written
  std::uint32_t at = no_index;         // the node that evaluates them
  std::int32_t rank = 0;               // of the component or variable; -1: unknown
  std::int64_t run = 1; // so many elements from the one that the subscripts name, in one dimension
  bool pointer = false; // what follows lies where it points to
  std::vector<GivenSubscript> given = {}; // in the place of subscripts: those of a procedure that is called
};

struct DataAccess {
  enum class Aspect : std::uint8_t {
    data,
    association, // which target a pointer has, whether and with which bounds something is allocated
  };
  std::uint32_t object = 0;
  std::uint32_t location = 0; // the longest part of the place without a subscript
  std::uint32_t node = 0;
  std::uint32_t first_part = 0, parts = 0; // of ProcedureFacts::parts
  BaseType base = BaseType::unknown;       // the type of what is accessed, and its kind
  int kind = 0;
  const Node* place = nullptr; // for messages
  Aspect aspect = Aspect::data;
  bool write = false;
  bool certain = true;             // happens whenever the node is executed
  bool whole = true;               // the location itself, not a part of it
  bool loose = false;              // perhaps only a part of what is named: by a procedure that is called
  bool through_pointer = false;    // lies where a pointer of the place points to
  std::uint32_t pointer_parts = 0; // the parts up to that pointer
  bool by_name_elsewhere = false;  // a procedure that is called has it by name: a private copy is not its
  bool happens = false;            // something of it is read or changed whenever the node is executed
};

// A variable or a component without subscripts on the way: t, t%x, t%x%y. Where a pointer stands on the way
// or at the end, it is the storage of the pointer itself.
struct DataLocation {
  std::uint32_t object = 0;
  std::uint32_t parent = no_index; // t of t%x
  std::string_view component;
  bool is_integer = false; // a scalar of it, with a value that can be followed
};

// Why something cannot be said, or cannot run at the same time.
struct Obstacle {
  enum class Kind : std::uint8_t { call, io, control, unknown, sync, alias };
  std::uint32_t node = 0;
  Kind kind = Kind::unknown;
  bool certain = false;          // it does forbid; false: it may
  bool touches_anything = false; // may read and write what other procedures can reach
  bool reads_anything = false;   // may read it, and does nothing else: a pure procedure
  // Texts are kept by Effects, one of each.
  std::string_view text;
  std::string_view settle = {}; // what would settle it; may be empty
  const Node* place = nullptr;
  std::string_view origin = {}; // of a call: the text in the procedure where it stands
};

struct Condition {
  const Expr* expression = nullptr; // null: a choice without a logical expression
  const Scope* scope = nullptr;
  std::uint32_t node = 0; // where it is evaluated
  bool holds = true;      // false: its negation
  std::uint32_t around = no_index;
};

struct FlowNode {
  enum class Kind : std::uint8_t { statement, bounds, test, step, entry, exit };
  Kind kind = Kind::statement;
  const Stmt* statement = nullptr;
  const Scope* scope = nullptr;
  std::uint32_t loop = no_index; // the innermost loop around it; of a loop's bounds: the one around that
  std::uint32_t condition = no_index;
  bool jumps = false; // CYCLE, EXIT, GOTO: does not go on to the next statement, or not always
  std::uint32_t first_access = 0, last_access = 0; // [first, last)
  std::vector<std::uint32_t> successors;
};

struct LoopFacts {
  const Stmt* statement = nullptr;               // DoConstruct, ForallConstruct or ForallStmt
  const LoopControl* control = nullptr;          // null: FORALL
  const ConcurrentControl* concurrent = nullptr; // of one index of DO CONCURRENT or FORALL
  const Scope* scope = nullptr;
  std::uint32_t parent = no_index;
  std::uint32_t bounds = 0, test = 0, step = 0; // nodes; the loop's own are [test, step]
  std::uint32_t counter = no_index;             // object
  std::uint32_t counter_location = no_index;
  const Expr *lower = nullptr, *upper = nullptr, *increment = nullptr;
  bool counted = false;
  bool runs = false;        // at least once, surely
  bool inner_index = false; // the second and later indices of one DO CONCURRENT
  bool holds(std::uint32_t node) const { return node >= test && node <= step; }
};

// A call that breaks the rule of aliasing: what an argument is given is changed under another name, and that
// is certain.
struct SharedArgument {
  const Node* call = nullptr;
  const Scope* procedure = nullptr; // that is called
  const Node* changed_at = nullptr; // in it
  const Symbol* changed = nullptr;  // by which name: another argument, or a variable that both reach
  const Symbol* argument = nullptr; // a dummy, neither TARGET nor POINTER
  const Expr* actual = nullptr;     // what it is given
  const Expr* other = nullptr;      // what `changed` is given; null: it is a variable that both reach
};

class ProcedureFacts {
 public:
  const Scope* scope = nullptr; // of the procedure or main program
  const Tree* tree = nullptr;
  std::vector<DataObject> objects;
  std::vector<DataLocation> locations;
  std::vector<PlacePart> parts;
  std::vector<DataAccess> accesses;
  std::vector<FlowNode> nodes;      // [0] is the entry, the last is the exit
  std::vector<LoopFacts> loops;     // in source order
  std::vector<Obstacle> obstacles;  // by node
  std::vector<std::uint32_t> jumps; // nodes that jump
  std::vector<Condition> conditions;
  std::vector<SharedArgument> shared_arguments;
  std::unordered_map<std::uint32_t, std::uint32_t>
      pointed; // by node of p => a: the object a, or no_index; never iterated
  bool unread_text =
      false; // text that is not understood stands among the statements: anything may be read later

  std::span<const PlacePart> place(const DataAccess& access) const {
    return {parts.data() + access.first_part, access.parts};
  }
  std::span<const DataAccess> accesses_of(const FlowNode& node) const {
    return {accesses.data() + node.first_access, accesses.data() + node.last_access};
  }
  std::span<const Obstacle> obstacles_in(std::uint32_t first_node, std::uint32_t last_node) const;
  std::span<const std::uint32_t> jumps_in(const LoopFacts& loop) const;
  std::string name() const; // "module::procedure"
};

// How #if groups and directives count.
struct FactOptions {
  bool view_only = false; // branches that the view does not take do not count (else by rule R4)
};

// Of a procedure or main program. Not for several threads.
ProcedureFacts facts_of(const Scope& procedure, Effects& effects, const FactOptions& options);

} // namespace isotach
