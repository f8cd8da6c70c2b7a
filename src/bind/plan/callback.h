// A Python function that Fortran calls, and the further arguments that Python may give it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bind/types.h"
#include "interfaces/interfaces.h"

namespace isotach::bind {

struct WrapperPlan;

// A value that passes between Fortran and a Python function that Fortran calls: an argument, or the result.
struct CallbackValue {
  const VariableInfo* info = nullptr;
  const TypeRow* type = nullptr;
  int index = -1;        // among the callback's arguments; -1: the result
  bool passed = false;   // Python gets it
  bool returned = false; // Python returns it
  bool as_array = false; // Python gets an array
  bool writable() const { return info->intent != Intent::in && !info->value; }
};

// A Python function that Fortran calls: a dummy procedure, or an external procedure of intent(callback).
struct CallbackPlan {
  std::shared_ptr<const ProcedureInfo> interface;
  int number = 0;
  std::string name; // of the dummy
  std::string python_name;
  std::string procedure;             // the full name of the procedure that calls it
  std::string entity;                // the Fortran procedure that stands for the Python function
  bool is_external = false;          // `entity` is that external procedure
  bool releases_gil = false;         // other Python threads run meanwhile
  std::vector<CallbackValue> values; // in Python's order: the result, required arguments, optional ones

  int passed() const;
};

// The role of the argument that takes the function.
struct FunctionPlan {
  std::shared_ptr<CallbackPlan> callback;
};
// The role of NAME_extra_args, which is Python's alone.
struct ExtraArgumentsPlan {
  std::shared_ptr<CallbackPlan> callback;
};

// The plan of a callback; null with the reason. `external`: an external procedure, not a dummy.
std::shared_ptr<CallbackPlan> plan_callback(const VariableInfo& dummy, bool external, std::string& reason);
// External procedures that Python supplies, and NAME_extra_args of each callback.
void add_callbacks(WrapperPlan& plan);
// "y = f(x, n)"
std::string signature(const CallbackPlan& plan);

} // namespace isotach::bind
