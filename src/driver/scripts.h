// Scripts: who runs them, and how a command that has one reaches a Python that can.
//
// The program itself holds no Python. It becomes the Python of its own install, whose module isotach._core
// holds this same command line and a host for scripts, and runs the same words again.
#pragma once

#include <string>

#include "driver/commands.h"
#include "psyir/workspace.h"

namespace isotach {

enum class ScriptRun : std::uint8_t {
  finished,
  ended,  // by itself and without an error, and nothing is to be written
  skipped // it does not want this file, which stays as it is
};

class ScriptHost {
 public:
  virtual ~ScriptHost() = default;
  // Runs the script's trans() on an algorithm or a file. What goes wrong is reported.
  virtual ScriptRun run(const std::string& script, psyir::Workspace& workspace, Diagnostics& diagnostics) = 0;
  // Whether the user asked to stop (Ctrl-C), so that nothing more is to be written.
  virtual bool interrupted() = 0;
  // Around fork().
  virtual void before_fork() {}
  virtual void after_fork(bool child) { (void)child; }
};

// Null in the program itself.
ScriptHost*& script_host();

// Makes the process one that has a host; returns an exit status when that cannot be.
int continue_with_scripts(const CommandLine& line);

constexpr int interrupted_status = 130; // as a shell says it

} // namespace isotach
