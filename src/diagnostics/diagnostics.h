// Diagnostics: everything the tool tells about an input, as values first and text last.
//
// A stage gets a `Diagnostics` and reports into it; kinds.def declares every kind once. Text and JSON are
// made by render.h at the edge of the program. A sink belongs to one thread; sinks are appended in input
// order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "source/source.h"

namespace isotach {

enum class Severity : std::uint8_t { note, warning, error };

enum class DiagnosticKind : std::uint16_t {
#define ISOTACH_DIAGNOSTIC(id, severity, text) id,
#include "diagnostics/kinds.def"
};

// The name in kinds.def, its severity, and its text with fmt's {} for the arguments.
std::string_view kind_name(DiagnosticKind kind);
Severity kind_severity(DiagnosticKind kind);
std::string_view kind_text(DiagnosticKind kind);

// A half-open range of bytes of a file; file null: the message concerns no place in a file.
struct Location {
  const SourceFile* file = nullptr;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct Note {
  Location location;
  std::string message;
};

struct Diagnostic {
  DiagnosticKind kind;
  Severity severity;
  Location location;
  std::string message;
  std::vector<Note> notes;
};

class Diagnostics {
 public:
  // Reports a kind at a place; the arguments fill the {} of its text. The reference is valid until the next
  // report.
  template <class... Args> Diagnostic& report(DiagnosticKind kind, Location location, const Args&... args) {
    return add(kind, location, fmt::vformat(kind_text(kind), fmt::make_format_args(args...)));
  }

  // Takes over a diagnostic made elsewhere.
  void copy(const Diagnostic& diagnostic);
  void append(Diagnostics&& other);
  void clear() { *this = {}; }
  const std::vector<Diagnostic>& all() const { return all_; }
  std::size_t errors() const { return errors_; }
  std::size_t warnings() const { return warnings_; }

 private:
  Diagnostic& add(DiagnosticKind kind, Location location, std::string message);

  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

} // namespace isotach
