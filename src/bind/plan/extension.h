// The plan of an extension: what each wrapper does, decided once and read by the C, Fortran, .pyi and doc
// writers.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "bind/plan/options.h"
#include "bind/plan/variable.h"
#include "bind/plan/wrapper.h"

namespace isotach::bind {

// A generic name, and the wrappers it dispatches to.
struct GenericPlan {
  std::string python_name;
  std::string full_name;
  std::vector<int> wrappers; // numbers
};

// A Fortran module, or a COMMON block, which Python sees as a module without procedures.
struct ModulePlan {
  const ModuleInfo* module = nullptr;
  bool is_common = false;
  std::vector<WrapperPlan> wrappers;
  std::vector<VariablePlan> variables;
  std::vector<GenericPlan> generics;
};

// A Python class over procedures of the extension, told by their places in its plan.
struct ClassPlan {
  struct Procedure {
    int module = -1;  // -1: an external procedure
    int wrapper = -1; // of the module's, or of the external ones
    int generic = -1; // of the module's
    std::string name; // of the method; empty: as in the module
    bool is_none() const { return wrapper < 0 && generic < 0; }
  };
  struct Attribute {
    int module = 0, variable = 0;
  };
  std::string name;
  Procedure init, finalize;
  std::vector<Procedure> methods; // in the order asked for, the last one is `finalize` if there is one
  std::vector<Attribute> attributes;
  std::vector<std::string> state; // what all its objects share; empty: nothing
};

struct ExtensionPlan {
  std::string name;
  std::string version;
  std::vector<ModulePlan> modules;
  std::vector<WrapperPlan> externals;
  std::vector<ClassPlan> classes;
  std::deque<ModuleInfo> commons; // what stands for COMMON blocks in `modules`; its elements never move
  std::vector<Skipped> skipped;
  std::vector<Wrapped> wrapped;
  bool releases_gil = false; // in some call
  bool like_f2py = false;    // BindOptions has what that means
  bool one_file = false;     // as BindOptions has it
  DeviceRuntime device = DeviceRuntime::none;
  std::vector<std::shared_ptr<CallbackPlan>> callbacks;
  std::vector<std::string> headers;                      // that this code includes
  std::vector<CCode> user_code, start_code, method_rows; // of the signature file
  int wrapper_count = 0;
  int variable_count = 0;
  int generic_count = 0;
};

// Of a class's procedure; null for a generic name.
const WrapperPlan* wrapper_of(const ExtensionPlan& plan, const ClassPlan::Procedure& procedure);
const std::string& python_name(const ExtensionPlan& plan, const ClassPlan::Procedure& procedure);
// Plans the classes, when all else is planned; errors for requests that cannot be followed.
void plan_classes(const std::vector<ClassRequest>& requests, ExtensionPlan& plan, Diagnostics& diagnostics);

ExtensionPlan plan_extension(const Interfaces& interfaces, const BindOptions& options,
                             Diagnostics& diagnostics);

} // namespace isotach::bind
