// Reentry: which procedures may be under way twice at the same time when Python calls them.
//
// Two ways lead there: Fortran calls Python, which calls Fortran again while the first procedures wait; and
// other Python threads run during a call. Only those procedures need their locals on the stack. Calls are
// followed by name over all files, through USE, renames, generic names and bindings; what cannot be followed
// counts as possible. O(statements), and only asked for where there is such a way.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "tree/tree.h"

namespace isotach {

struct ReentryRoots {
  bool everything = false;        // other threads run during every call
  bool calls_python = false;      // some procedure has a dummy procedure that may be a Python function
  std::set<std::string> python;   // external procedures that are Python functions
  std::set<std::string> released; // names of procedures during which other threads run
  bool on_stack = false;          // the locals of all files are there by an option
};

// A local array that gfortran puts into static storage, unless the file is compiled for reentry.
struct LargeLocal {
  std::string name, procedure;
  std::int64_t bytes = 0;
  Location location;
  bool reentered = false; // its procedure; else another one of the file, or none
};

struct Reentry {
  std::vector<bool> files;        // by the trees: holds such a procedure
  std::vector<LargeLocal> locals; // over `large_local`, of all that lands on the stack for it
};

constexpr std::int64_t large_local = 1 << 20; // of a stack that has 8 MiB at most times

Reentry find_reentry(std::span<const Tree* const> trees, const ReentryRoots& roots);

} // namespace isotach
