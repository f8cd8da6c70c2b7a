// Algorithm: the invokes of an algorithm layer, read from its tree, and the calls that replace them.
//
// Nothing here knows an API: kernels and types are names. What the algorithm's declarations say of an actual
// argument travels with it, since precisions are decided by it.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"
#include "tree/tree.h"
#include "write/write.h"

namespace isotach::psykal {

// What a declaration says; empty where the file does not tell.
struct DeclaredType {
  std::string name; // "real", "integer", "logical", or that of a derived type
  std::string kind; // of an intrinsic type, as written: "r_def"
  int rank = -1;    // -1: the file does not tell
};

struct Actual {
  enum class Form : std::uint8_t {
    literal,    // no variable in it: 0.0_r_def, -1, 2.0_r_def/3.0_r_def
    variable,   // a name, an element, a component, a function reference
    expression, // anything else
  };
  Form form{};
  std::string text; // as written, on one line
  std::string key;  // equal for arguments that are the same: lower case, without blanks
  std::string root; // a good name for its dummy: "self_state_f"
  DeclaredType type;
  Location location;
};

struct Call {
  std::string name; // lower case
  std::vector<Actual> arguments;
  Location location;
};

struct Invoke {
  std::string label; // lower case; empty: none was given
  std::vector<Call> calls;
  Location location;
  const CallStmt* statement = nullptr;
  const Stmt* routine = nullptr; // the program unit or procedure it stands in
};

struct Algorithm {
  const Tree* tree = nullptr;
  std::string name; // of the first program unit, as written
  std::vector<Invoke> invokes;
  std::map<std::string, std::string, std::less<>> modules; // of names in USE ... ONLY
  std::vector<std::string> whole_modules;                  // used without ONLY, in order
};

// What breaks a rule is reported and left out.
Algorithm read_algorithm(const Tree& tree, Diagnostics& diagnostics);

// What becomes of an invoke: a call of `name`, a procedure of `module`, with these arguments.
struct Replacement {
  std::string module, name;
  std::vector<std::string> arguments;
};

// The edits that put a call in place of each invoke and the USE statements that it needs at the top of the
// routines; everything else stays as it is. An invoke that a macro or an INCLUDE wrote is refused.
std::vector<TextEdit> replace_invokes(const Algorithm& algorithm, std::span<const Replacement> replacements,
                                      Diagnostics& diagnostics);

} // namespace isotach::psykal
