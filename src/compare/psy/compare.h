// Comparison of PSy layers as traces: do two files do the same to the fields of their invokes?
//
// Each procedure is executed symbolically (trace.h) in both files; the events are aligned by hash, and
// those that face each other are taken apart until the operand that differs is found. Cost: linear but for
// sorting, and for the table of an alignment of the parts that differ.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "compare/psy/trace.h"
#include "diagnostics/diagnostics.h"

namespace isotach::psy {

struct Difference {
  enum class Kind : std::uint8_t {
    changed,        // both have it, one operand differs
    only_in_first,  // a procedure, or an event
    only_in_second, //
    moved,          // the event is in both, at different places
    space,          // properties of function spaces that nothing shows to be one
    unknown,        // of a statement whose effect is not known, and whose words differ
  };
  Kind kind = Kind::changed;
  std::string procedure, message;
  std::string first_text, second_text; // the values that differ
  Location first, second;
  Location first_set,
      second_set; // where the variables that stand there got their values; file null: nowhere else
};

struct Comparison {
  std::size_t procedures = 0; // that both files have
  std::vector<Difference> differences;
};

// The spaces of the fields and operators that a call passes, from the kernel's metadata.
struct KernelSpaces {
  struct Item {
    std::size_t argument = 0; // index in the call
    std::string which;        // vspace, fs_to, fs_from
    std::string space;        // a name: equal names of one call are one space
    bool concrete = false;    // and of the whole file: w0, w3 ...
  };
  std::size_t arguments = 0;
  std::vector<Item> items;
};
using SpacesOfKernels =
    std::function<const KernelSpaces*(const std::string& procedure, const std::string& module)>;

Comparison compare(const Tree& first, const Tree& second, const SpacesOfKernels& kernels = {});

// Which spaces are one: those that both files take to be one.
SpaceClasses unite_spaces(const Trace& first, const Trace& second, Values& values,
                          const SpacesOfKernels& kernels);

} // namespace isotach::psy
