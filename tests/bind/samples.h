// Fortran text, or the files of tests/bind/fortran, as interfaces.
#pragma once

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "bind/bind.h"
#include "bind/plan/extension.h"
#include "interfaces/described.h"

namespace isotach::test {

// Kept until the program ends: interfaces point into their sources.
inline const Interfaces& interfaces_of(const std::string& fortran) {
  static std::vector<std::unique_ptr<testing_interfaces::Described>> kept;
  kept.push_back(std::make_unique<testing_interfaces::Described>(fortran));
  return kept.back()->interfaces();
}

inline const Interfaces& sample(const std::string& name) {
  std::ifstream file(std::string(ISOTACH_TEST_DIR) + "/fortran/" + name + ".f90", std::ios::binary);
  return interfaces_of({std::istreambuf_iterator<char>(file), {}});
}

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

} // namespace isotach::test
