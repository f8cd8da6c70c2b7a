// Check of Fortran: OpenACC's faults with pointers and data, and their repair.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "diagnostics/diagnostics.h"
#include "driver/pipeline.h"
#include "gpu/check/check.h"

namespace isotach {

struct FortranCheck {
  struct File {
    std::string path;
    std::vector<AccFault> faults;
    std::size_t repaired = 0;
  };
  std::vector<File> files;
  std::vector<ParsedFile> sources; // messages and places point into them
  bool good() const;
};

// `fix`: what can be repaired is repaired in the files, until nothing more can.
FortranCheck check_fortran(const std::vector<std::string>& paths, FrontEndOptions front, bool fix,
                           Diagnostics& diagnostics);
std::string faults_text(const FortranCheck& check, bool colour);
nlohmann::json faults_json(const FortranCheck::File& file);

} // namespace isotach
