// The Fortran files of tests/bind/fortran as interfaces.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "bind/plan.h"
#include "model.h"

namespace isotach::test {

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string sample_path(const std::string& name) {
  return std::string(ISOTACH_TEST_DIR) + "/fortran/" + name + ".f90";
}

inline Interfaces sample(const std::string& name) { return read_model(read_text(sample_path(name))); }

inline Extension extension_of(const Interfaces& interfaces, Diagnostics& diagnostics,
                              std::vector<std::string> only = {}, const std::string& name = "sample") {
  return generate_extension(interfaces, {name, std::move(only), "0.1"}, diagnostics);
}

// "name: reason" of everything skipped, a line each.
inline std::string skipped_text(const Extension& extension) {
  std::string text;
  for (const Skipped& skipped : extension.skipped) text += skipped.procedure + ": " + skipped.reason + "\n";
  return text;
}

}  // namespace isotach::test
