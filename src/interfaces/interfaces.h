// Interfaces: what a caller outside Fortran must know of procedures and module variables, as plain values.
//
// Filled from scopes and trees (interfaces/extract.h), read by bind. Every expression that a caller has to
// evaluate (array bounds) is a small tree over the procedure's own arguments; what cannot be known says why.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"
#include "semantics/type_info.h"

namespace isotach {

// An integer expression over the arguments of a procedure.
struct BoundExpression {
  enum class Op : std::uint8_t {
    unknown,  // `text` holds the source, `reason` why it cannot be evaluated outside Fortran
    constant, // value
    argument, // the value of scalar integer argument number `argument`
    add,
    subtract,
    multiply,
    divide,
    power,
    negate,
    minimum,
    maximum, // operands; `divide` truncates to zero
    modulo,  // operands; MODULO, with the sign of the second (MOD is written with the others)
    size,    // extent of dimension `value` (from 1; 0: all elements) of argument number `argument`
    length,  // LEN of character argument number `argument`
    element, // of integer array argument number `argument`; operands: its offset from the first, a dimension
             // each
    component, // a component of an argument, or another run-time value: not known to the caller
    // Those that only f2py's lines bring in. Comparisons and logic give 0 or 1.
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    both,       // && of two operands
    either,     // ||
    negation,   // !
    choose,     // operands: condition, value when it holds, value otherwise
    rank,       // of argument number `argument`, as given
    real,       // a real constant; `text` is C for it
    complex,    // operands: real and imaginary part
    characters, // a character constant, `text`
    character,  // character number `value`, from 0, of character argument number `argument`
    remainder,  // C's %, with the sign of the first operand
    bit_and,
    bit_or,
    bit_xor,
    bit_not,
    shift_left,
    shift_right,
    whole,   // a cast to an integer type: what a real has before its point
    float_,  // a cast to a real type
    function // of C's <math.h>: `text` is its name; operands
  };
  Op op = Op::unknown;
  std::int64_t value = 0;
  int argument = -1;
  std::vector<BoundExpression> operands;
  std::string text; // Fortran source of this expression
  std::string reason;
};

// Not `Dimension`: that is a node of the tree.
struct DimensionInfo {
  BoundExpression lower;     // constant 1 when not written
  BoundExpression upper;     // meaningless when `assumed` or `deferred`
  bool assumed_size = false; // the last `*`
  bool deferred = false;     // `:` (assumed shape, allocatable, pointer)
};

enum class Shape : std::uint8_t {
  scalar,
  explicit_shape,
  assumed_shape,
  assumed_size,
  deferred_shape,
  assumed_rank
};
enum class Intent : std::uint8_t { unspecified, in, out, inout };
enum class ArrayMemory : std::uint8_t { host, device, either };

// What `!f2py` lines or a signature file say of a dummy argument beyond its Fortran declaration.
struct Convention {
  bool in = false, out = false, inout = false, hide = false, cache = false, copy = false, overwrite = false,
       c = false, callback = false;
  bool optional = false, required = false;
  std::string result_name;              // of intent(out=NAME)
  std::vector<BoundExpression> initial; // the default: one, or none
  std::vector<BoundExpression> length;  // f2py_len of a character(len=*): one, or none
  std::vector<BoundExpression> checks;  // conditions, `text` as written
  std::vector<std::string> depends;     // names of depend(...)
  Location place;                       // of the last statement of a signature file on it
  std::vector<std::string> reads;       // names in `initial`, `checks` and `length`
};

struct ProcedureInfo;

// A dummy argument, a function result or a module variable.
struct VariableInfo {
  std::string name;    // lower case
  std::string spelled; // as a signature file spells it, for Python; empty: as `name`
  TypeInfo type;
  Shape shape = Shape::scalar;
  std::vector<DimensionInfo> dimensions;
  BoundExpression text_length; // of a character whose length is constant or an expression
  Intent intent = Intent::unspecified;
  bool optional = false, allocatable = false, pointer = false, target = false, value = false,
       contiguous = false;
  bool is_procedure = false; // dummy procedure
  bool on_device = false;    // CUDA Fortran: DEVICE, MANAGED, CONSTANT or SHARED memory
  // What memory an array that Python passes may be in: with DEVICE the device's, in OpenACC either.
  ArrayMemory memory = ArrayMemory::host;
  std::string host_access; // of `either`: why an array in the device's memory is refused after all
  // Whether its columns may lie further apart than they are long; if not, why, where that is known.
  bool may_be_padded = false;
  std::string packed_reason;
  bool is_parameter = false, is_protected = false, is_private = false;
  std::string constant; // a parameter's value as a Python literal, when it could be evaluated
  std::string doc;      // text of the comment that documents it, without sentinels
  std::string units;    // what that comment holds in brackets, e.g. "m s-1"
  Convention convention;
  // How a dummy procedure is called, its arguments declared in its own terms; null: not known, `type.reason`.
  std::shared_ptr<const ProcedureInfo> callback;
  Location location;
};

// `!isotach name(arguments)` in a procedure's specification part, lower case, e.g. keep(until=done). Of an
// `!f2py` line: the line in lower case, then as written.
struct SourceDirective {
  std::string name;
  std::vector<std::string> arguments;
  Location location;
};

// A constant that the procedure sees: its value stands for its name in f2py's expressions.
struct NamedConstant {
  std::string name; // lower case
  BoundExpression value;
};

// C of a signature file or of `!f2py` lines, compiled as it stands.
struct CCode {
  std::string text;  // without its quotes
  Location location; // of its first line
};

struct ProcedureInfo {
  std::string name;
  std::string spelled; // as a signature file spells it, for Python; empty: as `name`
  std::string module;  // empty: an external procedure
  bool is_function = false;
  bool is_private = false, elemental = false, pure = false, recursive = false;
  std::string bind_name; // of BIND(C)
  VariableInfo result;   // of a function
  std::vector<VariableInfo> arguments;
  std::vector<SourceDirective> directives;
  std::string doc;
  bool is_device_code = false; // a kernel or a device procedure of CUDA Fortran, which no caller looks for
  std::string not_wrappable;   // why it cannot be called from outside at all (e.g. an alternate return)
  std::string fortran_name;    // when a signature file gives the procedure another name in Python
  bool implicit_interface = false;     // of a callback: known from calls, so it is called as FORTRAN 77 does
  std::vector<VariableInfo> externals; // external procedures that Python supplies: intent(callback)
  std::vector<NamedConstant> constants;
  bool is_c = false;                 // intent(c) of its name: a C function, called by its own name
  bool is_nothing = false;           // an empty `fortranname`: there is no procedure to call
  std::vector<CCode> call_statement; // what stands for the call: one, or none
  std::string call_prototype;        // the C types of `callprotoargument`
  std::vector<CCode> user_code;      // before the call
  Location location;
};

struct ComponentInfo {
  VariableInfo variable;
  std::int64_t offset = -1; // bytes; -1: not known
};
struct DerivedTypeInfo {
  std::string name;
  std::string parent; // of EXTENDS
  bool is_private = false, sequence = false, bind_c = false;
  std::vector<ComponentInfo> components;
  std::int64_t size = -1; // bytes, with padding; -1: not known, `reason` says why
  std::int64_t alignment = -1;
  std::string reason;
  Location location;
};

struct GenericInfo {
  std::string name;
  std::vector<std::string> specifics;
};

struct ModuleInfo {
  std::string name;
  std::string doc;
  std::vector<VariableInfo> variables;   // parameters too, in source order
  std::vector<ProcedureInfo> procedures; // module procedures in source order
  std::vector<DerivedTypeInfo> types;
  std::vector<GenericInfo> generics;
  Location location;
};

struct CommonBlockInfo {
  std::string name; // empty: blank COMMON
  std::vector<VariableInfo> variables;
  std::string reason; // why the variables are not all known
  Location location;
};

// What the files declare and no caller can be given: a main program, a procedure pointer.
struct UnreachableInfo {
  std::string name; // "module.name"
  std::string what; // "main program"
  std::string reason;
  bool is_public = true; // a caller might look for it
  Location location;
};

struct Interfaces {
  std::vector<ModuleInfo> modules;       // in source order of the files given
  std::vector<ProcedureInfo> procedures; // external procedures
  std::vector<CommonBlockInfo> commons;  // of procedures and BLOCK DATA; each as first declared
  std::vector<UnreachableInfo> unreachable;
  // C of a signature file: before all wrappers, when the module is imported, rows of its table of functions.
  std::vector<CCode> user_code, start_code, method_rows;
};

} // namespace isotach
