// The plan of one procedure's wrapper: its arguments, their order in Python, and what is done around the
// call.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bind/plan/argument.h"
#include "bind/plan/options.h"

namespace isotach::bind {

struct WrapperPlan {
  const ProcedureInfo* procedure = nullptr;
  int number = 0;
  std::string python_name;
  std::string full_name;  // "turb.solve", of messages
  std::string called_as;  // Fortran's name for it: a private one is called by its generic name
  bool is_hidden = false; // reached through its generic name alone
  std::string
      direct_symbol; // of the linker, when the C side calls the procedure itself; empty: through a shim
  bool by_statement = false;           // C of a signature file stands for the call, or is around it
  std::vector<ArgumentPlan> arguments; // in Fortran's order, then Python's own
  std::vector<std::shared_ptr<VariableInfo>> python_only; // what the `info` of Python's own points to
  std::vector<ArgumentPlan> result;                       // of a function: one element
  std::vector<int> order;                                 // Python's argument list, indices into `arguments`
  int required = 0;                                       // that many of `order` are required
  bool keeps = false;                                     // has kept arguments
  std::string keep_until;                                 // the procedure's name
  bool releases_gil = false;                              // other Python threads run during the call
  std::vector<int> releases; // numbers of the wrappers whose references this one ends

  std::vector<int> preparation; // scalars with a default and sizes, in the order they are worked out

  const ArgumentPlan& at(int index) const { return arguments[static_cast<std::size_t>(index)]; }
  ArgumentPlan& at(int index) { return arguments[static_cast<std::size_t>(index)]; }
  // What Python gets: the result, then created and returned arguments.
  std::vector<const ArgumentPlan*> outputs() const;
  // The first argument that is supplied so, null when none is.
  const ArgumentPlan* supplied(ArgumentPlan::Supply supply) const;
};

// The plan of one procedure; false with the reason why there is none. Array-size defaults follow f2py: an
// integer dummy that alone and linearly makes an extent of an input array is optional.
bool plan_wrapper(const ProcedureInfo& procedure, WrapperPlan& plan, std::string& reason,
                  std::vector<Skipped>& skipped);

// The linker's name of an external procedure that C can call as FORTRAN 77 does; empty with the reason why
// not.
std::string direct_symbol(const WrapperPlan& plan, std::string& reason);

// Applies `keep`, `raises` and `threadsafe`; reports an error for a directive that says something impossible.
void apply_directives(WrapperPlan& plan, const std::vector<ProcedureInfo>& siblings,
                      Diagnostics& diagnostics);

} // namespace isotach::bind
