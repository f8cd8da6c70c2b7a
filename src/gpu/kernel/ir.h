// Kernel IR: what runs on a device, small, typed and closed.
//
// Every expression has a type of its own and every change of type is a node, so that what writes text has no
// choices left; arrays are views (a base, lower bounds, strides), never descriptors. It is made from trees
// (lower.h), and nothing is made Fortran again. Nodes belong to their parents. A statement keeps the place
// that it came from, for messages and for #line.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "semantics/scopes.h"

namespace isotach::kernel {

struct Type {
  BaseType base = BaseType::unknown; // integer, real, complex or logical
  int kind = 0;
  bool operator==(const Type&) const = default;
};

enum class TermKind : std::uint8_t {
  constant,
  variable, // a scalar
  element,  // variable(operands)
  section,  // of an array, as an argument: for each dimension first, last and step; no last: a single index
  bound,    // lower, upper or extent of `dimension` of an array
  index,    // of the thread, its block, the sizes of blocks and of the grid, along `dimension`
  present,  // whether an OPTIONAL argument is there
  negate,
  not_,
  binary,
  convert, // to `type`
  select,  // operands[0] ? operands[1] : operands[2]
  call     // of an intrinsic function (`name`) or of `callee`
};

enum class Op : std::uint8_t {
  add,
  subtract,
  multiply,
  divide,
  and_,
  or_,
  eqv,
  neqv,
  eq,
  ne,
  lt,
  le,
  gt,
  ge
};
enum class Bound : std::uint8_t { lower, upper, extent };
// The last two count over the whole grid: this thread, from 0, and how many there are.
enum class Index : std::uint8_t { thread, block, block_size, grid_size, global, threads };

struct Variable;
struct Function;

struct Term {
  TermKind kind = TermKind::constant;
  Type type;
  std::vector<std::unique_ptr<Term>> operands;
  Variable* variable = nullptr;
  Function* callee = nullptr;
  std::string name;                    // of an intrinsic function
  std::int64_t integer = 0;            // of a constant; of a logical one 0 or 1
  long double real = 0, imaginary = 0; // of a constant
  Op op = Op::add;
  Bound bound = Bound::lower;
  Index index = Index::thread;
  int dimension = 0; // from 0
};
using TermPtr = std::unique_ptr<Term>;

enum class Storage : std::uint8_t {
  value,          // a scalar argument of its own
  reference,      // a scalar argument in the caller's memory
  pointer,        // an array argument of explicit or assumed size: its address
  view,           // an array argument of assumed shape: address, extents, strides
  local,          // of the thread; an array when it has dimensions
  shared,         // of the block
  shared_dynamic, // of the block, in the bytes that the launch gives
  table           // a constant array
};

struct Dimension {
  TermPtr lower; // null: 1
  TermPtr upper; // null: of assumed size or shape
};

struct Variable {
  std::string name; // unique in its function, and no word of C++
  Type type;
  Storage storage = Storage::local;
  std::vector<Dimension> dimensions;
  bool read_only = false; // INTENT(IN)
  bool optional = false;
  bool hidden = false;            // a variable of a module, handed down as an argument
  const Symbol* symbol = nullptr; // null: made by lowering
  std::vector<TermPtr> values;    // of a table, in array element order

  bool is_argument() const { return storage <= Storage::view; }
  std::size_t rank() const { return dimensions.size(); }
};

enum class StepKind : std::uint8_t {
  assign,
  if_,
  loop,
  while_,
  leave,
  next,
  call,
  return_,
  barrier,
  fence,
  reduce // what the threads have of a reduction becomes one value a block
};

struct Reduction;

struct Step;
using Block = std::vector<std::unique_ptr<Step>>;

struct Branch {
  TermPtr condition; // null: ELSE
  Block body;
};

// A statement; named so that Stmt stays the tree's.
struct Step {
  StepKind kind = StepKind::assign;
  Location location;
  TermPtr target;               // assign: a variable or an element; loop: the DO variable
  TermPtr value;                // assign; call: the call; while_: the condition, null for ever
  TermPtr lower, upper, stride; // loop; stride null: 1
  int direction = 0;            // loop: the sign of the stride, where it is known; 0: only the stride says
  std::vector<Branch> branches; // if_
  Block body;                   // loop, while_
  const Step* loop = nullptr;   // leave, next: which loop
  const Reduction* reduction = nullptr;
  // Loop: whether something inside has to jump there from a loop further in.
  mutable bool left_from_inside = false, continued_from_inside = false;
  int number = 0; // loops: unique in the function, for labels
};
using StepPtr = std::unique_ptr<Step>;

// A scalar that the turns of a region add to: each thread has its own, and what a block has found goes to
// `partials`, an element a block. The host combines these with the value before.
struct Reduction {
  const Symbol* symbol = nullptr;
  bool on_device = false; // the scalar is a device variable
  Variable* local = nullptr;
  Variable* partials = nullptr; // an argument
  std::string operation;        // a function of isotach_device.h: add, multiply, max ...
};

struct Function {
  std::string name;             // in the device text; unique in the program
  const Scope* scope = nullptr; // of the procedure
  // A part of a host procedure that became a kernel of its own: a directive !$cuf kernel do, or an
  // assignment.
  const Stmt* region = nullptr;
  bool is_global = false;
  std::vector<Variable*> arguments; // the procedure's, then the hidden ones
  std::deque<Variable> variables;   // all of them; addresses hold
  Variable* result = nullptr;
  std::deque<Reduction> reductions; // of a region; addresses hold
  Block body;
  bool has_barrier = false; // itself, or what it calls
  Location location;
};

struct Program {
  std::deque<Function> functions; // callees before callers
  std::deque<Symbol> implicit;    // variables that nothing declares; addresses hold
};

} // namespace isotach::kernel
