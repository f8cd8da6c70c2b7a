// Diagnostics: everything the tool says about an input, as values first and text last.
//
// A stage gets a `Diagnostics` and reports kinds into it; its own kinds.h declares each kind once, so a new
// message rebuilds the files of that stage that report and no others. Text and JSON are made by render.h at
// the edge of the program. A sink belongs to one thread; sinks are appended in input order.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "source/source.h"

namespace isotach {

enum class Severity : std::uint8_t { note, warning, error };

// What a message says, without its arguments: a line of a stage's kinds.h. Its name is unique in the program,
// and two kinds are equal when their names are. The text has a plain {} for each argument and no other
// braces.
struct DiagnosticKind {
  consteval DiagnosticKind(std::string_view name, Severity severity, std::string_view text)
      : name(name), severity(severity), text(text) {
    for (std::size_t at = 0; (at = text.find_first_of("{}", at)) != text.npos; at += 2)
      if (text.substr(at, 2) != "{}") throw "a text of a kind has plain {} only";
  }
  friend bool operator==(const DiagnosticKind& a, const DiagnosticKind& b) { return a.name == b.name; }
  friend auto operator<=>(const DiagnosticKind& a, const DiagnosticKind& b) { return a.name <=> b.name; }

  std::string_view name;
  Severity severity;
  std::string_view text;
};

// A line of kinds.h, inside namespace isotach::kinds: ISOTACH_DIAGNOSTIC(Name, error, "text with {}").
#define ISOTACH_DIAGNOSTIC(id, severity, text)                                                               \
  inline constexpr DiagnosticKind id(#id, Severity::severity, text);

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
  template <class... Args>
  Diagnostic& report(const DiagnosticKind& kind, Location location, const Args&... args) {
    return add(kind, location, fmt::vformat(kind.text, fmt::make_format_args(args...)));
  }

  // Takes over a diagnostic made elsewhere.
  void copy(const Diagnostic& diagnostic);
  void append(Diagnostics&& other);
  void clear() { *this = {}; }
  const std::vector<Diagnostic>& all() const { return all_; }
  std::size_t errors() const { return errors_; }
  std::size_t warnings() const { return warnings_; }

 private:
  Diagnostic& add(const DiagnosticKind& kind, Location location, std::string message);

  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

} // namespace isotach
