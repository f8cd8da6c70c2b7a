#include "diagnostics/diagnostics.h"

#include <iterator>

namespace isotach {

Diagnostic& Diagnostics::add(const DiagnosticKind& kind, Location location, std::string message) {
  if (kind.severity == Severity::error) ++errors_;
  if (kind.severity == Severity::warning) ++warnings_;
  return all_.emplace_back(Diagnostic{kind, kind.severity, location, std::move(message), {}});
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
