#include "driver/scripts.h"

#include "diagnostics/render.h"

namespace isotach {

ScriptHost*& script_host() {
  static ScriptHost* host = nullptr;
  return host;
}

int continue_with_scripts(const CommandLine& line) { return become_python("isotach._scripts", line.words); }

} // namespace isotach
