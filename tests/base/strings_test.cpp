// Strings: ASCII case, Fortran's name characters, trimming.
#include "base/strings.h"

#include <gtest/gtest.h>

namespace isotach {
namespace {

TEST(Strings, case_changes_ascii_letters_only) {
  EXPECT_EQ(lower("Zqm_LHI@[`{\xc4"), "zqm_lhi@[`{\xc4");
  EXPECT_EQ(upper("az@[`{\xe4"), "AZ@[`{\xe4");
}

TEST(Strings, compare_ignoring_case) {
  EXPECT_TRUE(equals_ignoring_case("END Do", "end dO"));
  EXPECT_FALSE(equals_ignoring_case("enddo", "end do"));
  EXPECT_FALSE(equals_ignoring_case("@", "`")); // they differ in the bit that tells cases apart
  EXPECT_TRUE(equals_ignoring_case("", ""));
}

TEST(Strings, prefix_ignoring_case) {
  EXPECT_TRUE(starts_with_ignoring_case("!$ACC loop", "!$acc"));
  EXPECT_TRUE(starts_with_ignoring_case("x", ""));
  EXPECT_FALSE(starts_with_ignoring_case("!$a", "!$acc"));
}

TEST(Strings, name_characters) {
  for (char c : {'a', 'Z', '_', '$'}) EXPECT_TRUE(is_name_start(c)) << c;
  for (char c : {'0', '%', '-', '\xc3'}) EXPECT_FALSE(is_name_start(c)) << c;
  EXPECT_TRUE(is_name_char('9'));
  EXPECT_FALSE(is_name_char(' '));
}

TEST(Strings, trim_takes_blanks_and_line_ends) {
  EXPECT_EQ(trim(" \t x = 1 \r\n"), "x = 1");
  EXPECT_EQ(trim(" \r\n"), "");
  EXPECT_EQ(trim(""), "");
}

} // namespace
} // namespace isotach
