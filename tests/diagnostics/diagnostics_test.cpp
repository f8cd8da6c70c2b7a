// Diagnostics as values: kinds, counts, arguments, appending in input order.
#include "diagnostics/diagnostics.h"

#include <gtest/gtest.h>

namespace isotach {
namespace {

TEST(Diagnostics, kinds_know_their_name_severity_and_text) {
  EXPECT_EQ(kind_name(DiagnosticKind::CannotRead), "CannotRead");
  EXPECT_EQ(kind_severity(DiagnosticKind::CannotRead), Severity::error);
  EXPECT_EQ(kind_text(DiagnosticKind::CannotRead), "cannot read '{}': {}");
}

TEST(Diagnostics, arguments_fill_the_text_and_errors_are_counted) {
  Diagnostics diagnostics;
  auto& first = diagnostics.report(DiagnosticKind::CannotRead, {}, "a.f90", "No such file or directory");
  EXPECT_EQ(first.message, "cannot read 'a.f90': No such file or directory");
  EXPECT_EQ(diagnostics.errors(), 1u);
  EXPECT_EQ(diagnostics.warnings(), 0u);
}

TEST(Diagnostics, braces_in_arguments_stay_text) {
  Diagnostics diagnostics;
  auto& first = diagnostics.report(DiagnosticKind::CannotRead, {}, "{}{0}.f90", "{");
  EXPECT_EQ(first.message, "cannot read '{}{0}.f90': {");
}

TEST(Diagnostics, append_keeps_order_and_counts_and_empties_the_other) {
  Diagnostics first, second;
  first.report(DiagnosticKind::CannotRead, {}, "a", "b");
  second.report(DiagnosticKind::CannotWrite, {}, "c", "d");
  second.report(DiagnosticKind::CannotRead, {}, "e", "f").notes.push_back({{}, "note"});
  first.append(std::move(second));
  ASSERT_EQ(first.all().size(), 3u);
  EXPECT_EQ(first.all()[1].kind, DiagnosticKind::CannotWrite);
  EXPECT_EQ(first.all()[2].notes.size(), 1u);
  EXPECT_EQ(first.errors(), 3u);
  EXPECT_TRUE(second.all().empty());
  EXPECT_EQ(second.errors(), 0u);
}

TEST(Diagnostics, clear_forgets_counts_too) {
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticKind::CannotRead, {}, "a", "b");
  diagnostics.clear();
  EXPECT_EQ(diagnostics.errors(), 0u);
  EXPECT_TRUE(diagnostics.all().empty());
}

// Each {} of a text takes one argument; a text that asks for more than its reports give would throw at run
// time.
TEST(Diagnostics, every_text_has_only_plain_braces) {
  constexpr std::string_view texts[] = {
#define ISOTACH_DIAGNOSTIC(id, severity, text) text,
#include "diagnostics/kinds.def"
  };
  for (std::string_view text : texts)
    for (std::size_t at = 0; (at = text.find('{', at)) != std::string_view::npos; ++at)
      EXPECT_EQ(text.substr(at, 2), "{}") << text;
}

} // namespace
} // namespace isotach
