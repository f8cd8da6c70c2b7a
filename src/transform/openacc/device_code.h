// Device code: what statements hold that cannot run on a device, and what of their data it has to have.
//
// Of OpenACC and OpenMP's TARGET alike. Calls are looked at one level deep: a procedure that is called has to
// say that it has a device version (ROUTINE, DECLARE TARGET), and who says so has looked into it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "transform/loop_verdicts.h"
#include "transform/region.h"

namespace isotach::transform {

enum class DeviceWords : std::uint8_t { openacc, openmp };

struct DeviceCodeOptions {
  DeviceWords words = DeviceWords::openacc;
  bool allow_strings = false;
  bool routine = false; // the body of a procedure for the device: its modules' variables are not there
  bool force = false;   // what is not known is taken on the script's word
};
// Statements of one list, from `first` to `last`.
Objected not_for_device(Context& context, const Semantics& semantics, const Stmt* first, const Stmt* last,
                        const DeviceCodeOptions& options);

// Says which objects of derived type statements use: what their components point to has to be on the device
// as well, or in memory that both share.
void note_structures(Context& context, const Semantics& semantics, const Stmt* first, const Stmt* last);

// Does a procedure say that it has a version for the device?
bool has_device_version(const Scope& procedure, DeviceWords words);

// What a name of a procedure is, for data clauses.
enum class DataKind : std::uint8_t {
  none,      // a constant, a procedure, the index of an implied DO
  scalar,    // of an intrinsic type
  array,     // of one
  structure, // of a derived type, or a type that is not known
};
struct DataName {
  DataKind kind = DataKind::none;
  bool local = false;        // gone when the procedure ends
  bool assumed_size = false; // a(*)
  bool flat = true;          // a structure: nothing of it lies elsewhere
  const Symbol* symbol = nullptr;
};
DataName data_name(const Tree& tree, const Semantics& semantics, const Stmt* place, std::string_view name);

// The names of arrays and structures that statements use, and those of them that they may change.
struct DataUse {
  std::set<std::string> all, changed;
  bool unclear = false; // calls: anything may be used
};
DataUse data_used(const Tree& tree, const Semantics& semantics, const Stmt* first, const Stmt* last);

} // namespace isotach::transform
