// CUDA: kernel IR in, CUDA C++ out.
//
// The text is meant to be read: the names are the Fortran's, and each statement stands on the line that it
// has in the Fortran (#line where blank lines would not do). The same text is compiled for GPUs, where
// runtime/device/isotach_device.h says what its words mean, and by a C++ compiler for host execution. Beside
// it a C source with a launcher for each kernel. O(nodes).
#pragma once

#include <string>
#include <vector>

#include "gpu/kernel/ir.h"

namespace isotach::cuda {

// What a launcher takes after the launch's own figures, in order, and how the host must pass it.
struct Argument {
  std::string name;
  bool by_value = false; // else by descriptor
  bool optional = false;
  bool hidden = false;       // a variable of a module; its name there
  bool lower_bounds = false; // the lower bounds follow: integer(8), one a dimension
  bool reduction = false;    // the scalar that a reduction changes
  const Symbol* symbol = nullptr;
};

struct Launcher {
  const Scope* scope = nullptr; // of the kernel
  const Stmt* region = nullptr; // the part of a host procedure that it is; null: a procedure
  std::string name;             // of the C function
  std::vector<Argument> arguments;
};

struct Text {
  std::string device;    // CUDA C++
  std::string launchers; // C
  std::vector<Launcher> kernels;
};

// `module`: of the build; it is part of the names that are visible to the linker.
Text write(const kernel::Program& program, const std::string& module);

} // namespace isotach::cuda
