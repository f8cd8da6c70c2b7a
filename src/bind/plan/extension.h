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

struct ExtensionPlan {
  std::string name;
  std::string version;
  std::vector<ModulePlan> modules;
  std::vector<WrapperPlan> externals;
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

ExtensionPlan plan_extension(const Interfaces& interfaces, const BindOptions& options,
                             Diagnostics& diagnostics);

} // namespace isotach::bind
