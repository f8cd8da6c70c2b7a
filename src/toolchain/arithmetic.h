// Arithmetic: does loading a shared object change how the whole process computes?
//
// Registers of the processor say whether subnormal numbers count as zero and to how many bits the x87 unit
// rounds. They belong to a thread, not to a library: start-up code that a compiler adds for -Ofast sets them
// for everybody. That code is a constructor; it is known by its name, and in stripped files by its
// instructions.
#pragma once

#include <string>
#include <vector>

#include "toolchain/judge.h"

namespace isotach {

// What the constructors of a shared object for x86-64 or AArch64 set; none for a program, whose own business
// that is. A constructor that calls another function to do it, and the libraries that the file needs, are not
// looked at. O(symbols + relocations).
std::vector<Finding> arithmetic_findings(const std::string& path);

} // namespace isotach
