// Writing a command's text. Standard output is flushed here, so that a full disk is not taken for success.

#include "driver/output.h"

#include <cstdio>
#include <optional>

#include "diagnostics/kinds.h"
#include "diagnostics/render.h"

namespace isotach {

bool write_output(const std::string& path, std::string_view text) {
  std::optional<std::string> reason;
  if (!path.empty()) {
    reason = write_file(path, text);
  } else if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    reason = "the output is not complete";
  }
  if (!reason) return true;
  Diagnostics failed;
  failed.report(kinds::CannotWrite, {}, path.empty() ? "standard output" : path, *reason);
  print_diagnostics(failed);
  return false;
}

} // namespace isotach
