// Names: equality ignoring case, keyword numbers, growth with many collisions, long names.
#include "base/name_key.h"
#include "base/names.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/strings.h"

namespace isotach {
namespace {

TEST(Names, agree_ignoring_case) {
  NameTable names;
  Name theta = names.intern("Theta_V");
  EXPECT_EQ(theta, names.intern("THETA_V"));
  EXPECT_EQ(theta, names.find("theta_v"));
  EXPECT_EQ(names.spelling(theta), "theta_v");
  EXPECT_NE(theta, names.intern("theta_w"));
}

TEST(Names, empty_spelling_is_no_name) {
  NameTable names;
  EXPECT_EQ(names.intern(""), no_name);
  EXPECT_EQ(names.find(""), no_name);
  EXPECT_EQ(names.spelling(no_name), "");
}

TEST(Names, find_adds_nothing) {
  NameTable names;
  std::size_t before = names.size();
  EXPECT_EQ(names.find("never_seen"), no_name);
  EXPECT_EQ(names.size(), before);
}

// A table and a loop: an expectation for each keyword would be a function that takes compilers minutes.
struct Keyword {
  std::uint32_t number;
  std::string_view spelling;
};
constexpr Keyword keywords[] = {
#define ISOTACH_KEYWORD(id, spelling) {kw::id, spelling},
#include "base/names.def"
};

TEST(Names, keywords_have_the_numbers_of_names_def) {
  NameTable names;
  std::uint32_t expected = 1;
  for (const Keyword& keyword : keywords) {
    EXPECT_EQ(keyword.number, expected);
    EXPECT_EQ(index_of(names.intern(keyword.spelling)), expected);
    EXPECT_EQ(index_of(names.find(upper(keyword.spelling))), expected);
    ++expected;
  }
  EXPECT_EQ(static_cast<std::uint32_t>(kw::count), expected);
  EXPECT_EQ(names.size(), expected);
}

TEST(Names, keyword_spellings_are_distinct_and_lower_case) {
  std::set<std::string_view> seen;
  for (const Keyword& keyword : keywords) {
    EXPECT_TRUE(seen.insert(keyword.spelling).second) << keyword.spelling;
    EXPECT_EQ(lower(keyword.spelling), keyword.spelling);
  }
}

TEST(Names, every_table_starts_alike) {
  NameTable first, second;
  first.intern("only_here");
  EXPECT_EQ(index_of(first.find("only_here")), second.size());
}

// 300,000 names in a table that starts with 1,024 slots: it grows many times and every probe chain is walked.
TEST(Names, survive_growth_and_collisions) {
  NameTable names;
  std::vector<Name> numbers;
  for (int i = 0; i < 300'000; ++i) numbers.push_back(names.intern("v" + std::to_string(i)));
  for (int i = 0; i < 300'000; ++i) {
    std::string spelling = "V" + std::to_string(i);
    ASSERT_EQ(names.intern(spelling), numbers[static_cast<std::size_t>(i)]);
    ASSERT_EQ(names.spelling(numbers[static_cast<std::size_t>(i)]), lower(spelling));
  }
}

// Spellings up to 16 characters are told apart by their first and last eight, longer ones by what is between
// too.
TEST(Names, every_character_counts) {
  for (std::size_t length : {1u, 2u, 3u, 4u, 5u, 7u, 8u, 9u, 12u, 16u, 17u, 24u, 25u, 31u, 63u}) {
    NameTable names;
    std::string spelling(length, 'a');
    std::set<std::uint32_t> seen{index_of(names.intern(spelling))};
    for (std::size_t i = 0; i < length; ++i) {
      std::string other = spelling;
      other[i] = 'B';
      EXPECT_TRUE(seen.insert(index_of(names.intern(other))).second) << other;
      EXPECT_EQ(names.intern(lower(other)), names.find(other));
    }
    EXPECT_TRUE(seen.insert(index_of(names.intern(spelling + 'a'))).second) << length;
  }
}

// Names are also scanned and keyed where they stand: to the same lengths and names, whatever comes after
// them.
TEST(Names, a_key_in_place_is_that_of_the_spelling) {
  NameTable names;
  const std::string_view characters = "abzAZ_$019";
  for (std::size_t length = 1; length < 70; ++length) {
    std::string spelling = "n";
    while (spelling.size() < length)
      spelling += characters[(spelling.size() * 7 + length) % characters.size()];
    for (char next : std::string_view("(\n\r\0 ,%'`@[{/:^#\x7f\xe9\xff", 19)) {
      std::string padded = spelling + next + std::string(NameKey::padding, 'x');
      NameKey key = NameKey::of(padded.data());
      ASSERT_EQ(key.length, length) << static_cast<int>(next);
      EXPECT_EQ(names.intern(key, padded.data()), names.intern(spelling));
      EXPECT_EQ(names.spelling(names.find(upper(spelling))), lower(spelling));
    }
  }
}

// Only capitals change: bytes that differ from letters in one bit are not taken for them.
TEST(Names, neighbours_of_letters_stay) {
  NameTable names;
  for (std::string_view spelling : {"@[`{", "A@Z[a`z{", "_$09"})
    EXPECT_EQ(names.spelling(names.intern(spelling)), lower(spelling));
  EXPECT_NE(names.intern("@[@[@[@["), names.intern("`{`{`{`{"));
}

TEST(Names, long_ones) {
  NameTable names;
  for (std::size_t length : {63u, 64u, 65u, 1000u}) {
    std::string spelling(length, 'A');
    Name name = names.intern(spelling);
    EXPECT_EQ(names.spelling(name), lower(spelling));
    EXPECT_EQ(names.find(spelling), name);
  }
}

TEST(Names, bytes_outside_ascii_are_kept) {
  NameTable names;
  Name name = names.intern("gr\xc3\xb6\xc3\x9f"
                           "e");
  EXPECT_EQ(names.spelling(name), "gr\xc3\xb6\xc3\x9f"
                                  "e");
}

TEST(Names, survive_a_move_of_the_table) {
  NameTable names;
  Name name = names.intern("exner");
  NameTable moved = std::move(names);
  EXPECT_EQ(moved.spelling(name), "exner");
  EXPECT_EQ(moved.intern("EXNER"), name);
}

} // namespace
} // namespace isotach
