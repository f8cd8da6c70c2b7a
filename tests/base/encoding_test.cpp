// Encoding: bytes that are not UTF-8 are characters all the same.
#include "base/encoding.h"

#include <gtest/gtest.h>

namespace isotach {
namespace {

TEST(Encoding, utf8_stays_as_it_is) {
  for (std::string text : {"", "plain", "é", "€ 5", "\xf0\x9f\x8c\x80", "a\nb\r\n"}) {
    EXPECT_TRUE(is_utf8(text));
    EXPECT_EQ(to_utf8(text), text);
  }
}

TEST(Encoding, what_rfc_3629_forbids_is_not_utf8) {
  // A lone continuation, a lone start, overlong forms, a surrogate, beyond U+10FFFF, cut off.
  for (std::string text : {"\x80", "\xe9", "\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xed\xa0\x80",
                           "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82"}) {
    EXPECT_FALSE(is_utf8(text));
    EXPECT_TRUE(is_utf8(to_utf8(text)));
  }
}

TEST(Encoding, each_byte_is_the_latin1_character_of_its_number) {
  for (int byte = 0x80; byte < 0x100; ++byte) {
    std::string expected{static_cast<char>(0xc0 | (byte >> 6)), static_cast<char>(0x80 | (byte & 0x3f))};
    EXPECT_EQ(to_utf8(std::string{static_cast<char>(byte), 'x'}), expected + "x");
  }
  EXPECT_EQ(to_utf8("\xe9 é"), "é é"); // both in one line
}

TEST(Encoding, characters_are_counted_not_bytes) { EXPECT_EQ(count_characters("aé€\xf0\x9f\x8c\x80"), 4u); }

TEST(Encoding, lines_in_a_named_one_are_converted_and_others_stay) {
  EXPECT_FALSE(set_encoding("no such encoding"));
  ASSERT_TRUE(set_encoding("cp1252"));
  EXPECT_EQ(to_utf8("\x80 5\né\n"), "€ 5\né\n");
  EXPECT_EQ(to_utf8("\x81"), "\xc2\x81"); // cp1252 has no such character
  ASSERT_TRUE(set_encoding("latin1"));
  EXPECT_EQ(to_utf8("\xe9"), "é");
}

} // namespace
} // namespace isotach
