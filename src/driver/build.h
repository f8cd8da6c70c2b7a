// A build as the commands `isotach build` and `isotach f2py` ask for it.
#pragma once

#include <string>
#include <vector>

#include "bind/plan/options.h"
#include "driver/pipeline.h"
#include "interfaces/f2py/signature_file.h"
#include "toolchain/module_build.h"

namespace isotach {

struct BuildCommand {
  std::vector<std::string> sources; // Fortran, and a .pyf file
  std::vector<std::string> only, skip, ldflags;
  std::string target = "cpu", compiler, output = ".", keep, emit_only;
  std::string f2py_folder; // write the extension's sources there, under f2py's names, and build nothing
  std::vector<std::string> c_headers; // "<math.h>": included in the extension's C
  bool skip_empty_wrappers = false;
  FrontEndOptions front;
  BuildSettings settings;
  SignatureOptions signature_options;
  std::vector<std::string> architectures; // of GPUs, for the target cuda: sm_80, sm_90 ...
  bool host_exec = false;                 // the target cuda: device code runs on the host
  bool check_races = false;               // ... and threads that touch one element in no order are an error
  std::string dump;                  // the target cuda: print the kernels in this form, and build nothing
  std::vector<ClassRequest> classes; // without their state
  bool verbose = false, quiet = false, json = false, time = false, threadsafe = false, like_f2py = false,
       report = false;
};

// Returns the exit status: 0 made, 1 errors.
int run_build(BuildCommand& command);

} // namespace isotach
