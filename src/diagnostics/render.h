// Diagnostics as text with the source line and a caret, or as JSON.
#pragma once

#include <string>

#include "diagnostics/diagnostics.h"

namespace isotach {

struct RenderOptions {
  bool colour = false;
};

// "file:line:column: error: message [Kind]", the source line, a caret under the range; then the notes
// likewise.
std::string render_text(const Diagnostic& diagnostic, const RenderOptions& options = {});
// One JSON array of objects: kind, severity, message, file, line, column, end_line, end_column, notes; below
// a #line also stated_file and stated_line, what that makes of the line. Texts then have a note.
std::string render_json(const Diagnostics& diagnostics);

// Prints every diagnostic to standard error; colour only when that is a terminal and NO_COLOR is not set.
void print_diagnostics(const Diagnostics& diagnostics);
// True when the stream (1 or 2) is a terminal and NO_COLOR is not set.
bool use_colour(int stream);

} // namespace isotach
