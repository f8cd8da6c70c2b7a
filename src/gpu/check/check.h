// Check: faults of OpenACC with pointers, components and data that are on two sides.
//
// The catalogue (P0 to P21, docs/check.md): what is wrong, where, what it looks like when it runs, and what
// helps. Each compiles without a word in most compilers. Only what is certain is reported: what an unknown
// procedure, a branch or a missing file may change is left alone.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "semantics/semantics.h"
#include "write/write.h"

namespace isotach {

struct AccFault {
  std::string_view id;      // "P4"
  std::string_view symptom; // as users meet it
  std::string cause, fix;
  Location location;
  std::string file;
  std::uint32_t line = 0;
  std::vector<std::string> called_from; // calls that lead there, innermost first: "step.f90:12"
  struct Edit {
    const Tree* tree = nullptr;
    TextEdit edit;
  };
  std::vector<Edit> edits; // that repair it; none: it is for the author to decide
};

// Of the files of `trees`, in the order of their lines; the trees of `others` serve to follow calls.
std::vector<AccFault> check_openacc(std::span<const Tree* const> trees, std::span<const Tree* const> all,
                                    const Semantics& semantics);

} // namespace isotach
