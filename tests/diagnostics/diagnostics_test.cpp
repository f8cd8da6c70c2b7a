// Diagnostics as values: kinds, counts, arguments, appending in input order.
#include "diagnostics/diagnostics.h"

#include <gtest/gtest.h>

#include "diagnostics/kinds.h"

namespace isotach {
namespace {

TEST(Diagnostics, kinds_know_their_name_severity_and_text) {
  EXPECT_EQ(kinds::CannotRead.name, "CannotRead");
  EXPECT_EQ(kinds::CannotRead.severity, Severity::error);
  EXPECT_EQ(kinds::CannotRead.text, "cannot read '{}': {}");
}

TEST(Diagnostics, arguments_fill_the_text_and_errors_are_counted) {
  Diagnostics diagnostics;
  auto& first = diagnostics.report(kinds::CannotRead, {}, "a.f90", "No such file or directory");
  EXPECT_EQ(first.message, "cannot read 'a.f90': No such file or directory");
  EXPECT_EQ(diagnostics.errors(), 1u);
  EXPECT_EQ(diagnostics.warnings(), 0u);
}

TEST(Diagnostics, braces_in_arguments_stay_text) {
  Diagnostics diagnostics;
  auto& first = diagnostics.report(kinds::CannotRead, {}, "{}{0}.f90", "{");
  EXPECT_EQ(first.message, "cannot read '{}{0}.f90': {");
}

TEST(Diagnostics, append_keeps_order_and_counts_and_empties_the_other) {
  Diagnostics first, second;
  first.report(kinds::CannotRead, {}, "a", "b");
  second.report(kinds::CannotWrite, {}, "c", "d");
  second.report(kinds::CannotRead, {}, "e", "f").notes.push_back({{}, "note"});
  first.append(std::move(second));
  ASSERT_EQ(first.all().size(), 3u);
  EXPECT_EQ(first.all()[1].kind, kinds::CannotWrite);
  EXPECT_EQ(first.all()[2].notes.size(), 1u);
  EXPECT_EQ(first.errors(), 3u);
  EXPECT_TRUE(second.all().empty());
  EXPECT_EQ(second.errors(), 0u);
}

TEST(Diagnostics, clear_forgets_counts_too) {
  Diagnostics diagnostics;
  diagnostics.report(kinds::CannotRead, {}, "a", "b");
  diagnostics.clear();
  EXPECT_EQ(diagnostics.errors(), 0u);
  EXPECT_TRUE(diagnostics.all().empty());
}

TEST(Diagnostics, kinds_are_equal_and_ordered_by_name) {
  EXPECT_EQ(kinds::CannotRead, DiagnosticKind(kinds::CannotRead));
  EXPECT_NE(kinds::CannotRead, kinds::CannotWrite);
  EXPECT_LT(kinds::CannotRead, kinds::CannotWrite);
}

} // namespace
} // namespace isotach
