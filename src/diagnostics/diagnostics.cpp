#include "diagnostics/diagnostics.h"

#include <array>
#include <iterator>

namespace isotach {

namespace {
struct KindEntry {
  std::string_view name;
  Severity severity;
  std::string_view text;
};
constexpr KindEntry entries[] = {
#define ISOTACH_DIAGNOSTIC(id, severity, text) {#id, Severity::severity, text},
#include "diagnostics/kinds.def"
};
const KindEntry& entry_of(DiagnosticKind kind) { return entries[static_cast<std::size_t>(kind)]; }
} // namespace

std::string_view kind_name(DiagnosticKind kind) { return entry_of(kind).name; }
Severity kind_severity(DiagnosticKind kind) { return entry_of(kind).severity; }
std::string_view kind_text(DiagnosticKind kind) { return entry_of(kind).text; }

Diagnostic& Diagnostics::add(DiagnosticKind kind, Location location, std::string message) {
  Severity severity = kind_severity(kind);
  if (severity == Severity::error) ++errors_;
  if (severity == Severity::warning) ++warnings_;
  return all_.emplace_back(Diagnostic{kind, severity, location, std::move(message), {}});
}

void Diagnostics::copy(const Diagnostic& diagnostic) {
  if (diagnostic.severity == Severity::error) ++errors_;
  if (diagnostic.severity == Severity::warning) ++warnings_;
  all_.push_back(diagnostic);
}

void Diagnostics::append(Diagnostics&& other) {
  all_.insert(all_.end(), std::make_move_iterator(other.all_.begin()),
              std::make_move_iterator(other.all_.end()));
  errors_ += other.errors_;
  warnings_ += other.warnings_;
  other.clear();
}

} // namespace isotach
