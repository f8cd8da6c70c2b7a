// Built-ins: operations on all dofs of fields that algorithms call without a kernel, such as setval_c.
//
// builtins.f90 holds them, as users read it: metadata and formula of each. Its text is part of the program
// and is parsed (half a millisecond) when the first built-in is asked for. All functions may be called from
// any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "psykal/lfric/metadata.h"

namespace isotach::lfric {

enum class Reduction : std::uint8_t { none, sum, minimum, maximum };

struct Builtin {
  std::string name;                      // as documented: "X_plus_Y"
  KernelMetadata metadata;               // as of a kernel that operates on dofs, on one unknown space
  std::string about;                     // "Z = X + Y"
  std::vector<std::string> names;        // of the arguments in `about`: "Z", "X", "Y"
  Reduction reduction = Reduction::none; // over all dofs of all ranks, into its first argument
};

const Builtin* find_builtin(std::string_view name); // case-insensitive; null: no such built-in
std::string closest_builtin(std::string_view name); // what may have been meant; empty: nothing is near
std::vector<std::string_view> builtin_names();      // in the order of the file

// The statement for one dof. texts[i] is argument i as Fortran ("f1_data(df)", "a", "0.5_r_def"); kinds[i]
// its kind name ("r_def", "i_def", ...), which conversions need. Operands that are expressions get
// parentheses where they need them.
std::string builtin_statement(const Builtin& builtin, std::span<const std::string> texts,
                              std::span<const std::string> kinds);

std::string_view builtins_source(); // the text of builtins.f90

} // namespace isotach::lfric
