// Diagnostics as text and JSON: carets under their columns, tabs, long lines, bytes that are not UTF-8.
#include "diagnostics/kinds.h"
#include "diagnostics/render.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include <nlohmann/json.hpp>

namespace isotach {
namespace {

Diagnostic at(const SourceFile& file, std::uint32_t begin, std::uint32_t end) {
  return {kinds::CannotRead, Severity::error, {&file, begin, end}, "message", {}};
}

TEST(Render, place_message_kind_line_and_caret) {
  SourceFile file("a.f90", "x = 1\ncall stepp(y)\n");
  EXPECT_EQ(render_text(at(file, 11, 16)), "a.f90:2:6: error: message [CannotRead]\n"
                                           "    2 | call stepp(y)\n"
                                           "      |      ^~~~~\n");
}

TEST(Render, without_a_file_only_the_message) {
  Diagnostic diagnostic{kinds::CannotRead, Severity::warning, {}, "message", {}};
  EXPECT_EQ(render_text(diagnostic), "isotach: warning: message [CannotRead]\n");
}

TEST(Render, empty_file_has_no_excerpt) {
  SourceFile file("a.f90", "");
  EXPECT_EQ(render_text(at(file, 0, 0)), "a.f90:1:1: error: message [CannotRead]\n");
}

TEST(Render, a_range_of_no_bytes_gets_one_caret) {
  SourceFile file("a.f90", "abc\n");
  EXPECT_EQ(render_text(at(file, 1, 1)), "a.f90:1:2: error: message [CannotRead]\n"
                                         "    1 | abc\n"
                                         "      |  ^\n");
}

TEST(Render, a_range_over_several_lines_is_underlined_to_the_end_of_the_first) {
  SourceFile file("a.f90", "abc &\n  def\n");
  EXPECT_EQ(render_text(at(file, 2, 11)), "a.f90:1:3: error: message [CannotRead]\n"
                                          "    1 | abc &\n"
                                          "      |   ^~~\n");
}

TEST(Render, end_of_file_without_a_line_end) {
  SourceFile file("a.f90", "abc");
  EXPECT_EQ(render_text(at(file, 3, 3)), "a.f90:1:4: error: message [CannotRead]\n"
                                         "    1 | abc\n"
                                         "      |    ^\n");
}

TEST(Render, a_tab_is_one_column_and_control_bytes_do_not_reach_the_terminal) {
  SourceFile file("a.f90", "\tx\x1b[31m = 1\r\n");
  EXPECT_EQ(render_text(at(file, 1, 2)), "a.f90:1:2: error: message [CannotRead]\n"
                                         "    1 |  x?[31m = 1\n"
                                         "      |  ^\n");
}

TEST(Render, a_long_line_shows_the_part_around_the_caret) {
  std::string line = std::string(500, 'a') + "BAD" + std::string(500, 'c');
  SourceFile file("a.f90", line + "\n");
  std::string text = render_text(at(file, 500, 503));
  std::size_t second = text.find('\n') + 1;
  std::string excerpt = text.substr(second, text.find('\n', second) - second);
  std::string carets = text.substr(text.find('\n', second) + 1);
  EXPECT_LE(excerpt.size(), 130u);
  ASSERT_NE(excerpt.find("BAD"), std::string::npos);
  EXPECT_EQ(carets.find('^'), excerpt.find("BAD"));
  EXPECT_EQ(carets.substr(carets.find('^')), "^~~\n");
}

TEST(Render, an_underline_stops_at_the_end_of_what_is_shown) {
  SourceFile file("a.f90", std::string(1000, 'a') + "\n");
  std::string text = render_text(at(file, 100, 1000));
  for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
    EXPECT_LE(end - begin, 130u);
}

TEST(Render, notes_follow_with_their_own_places) {
  SourceFile file("a.f90", "abc\ndef\n");
  Diagnostic diagnostic = at(file, 4, 7);
  diagnostic.notes.push_back({{&file, 0, 3}, "declared here"});
  diagnostic.notes.push_back({{}, "no place"});
  EXPECT_EQ(render_text(diagnostic), "a.f90:2:1: error: message [CannotRead]\n"
                                     "    2 | def\n"
                                     "      | ^~~\n"
                                     "a.f90:1:1: note: declared here\n"
                                     "    1 | abc\n"
                                     "      | ^~~\n"
                                     "isotach: note: no place\n");
}

TEST(Render, colour_adds_only_escape_sequences) {
  SourceFile file("a.f90", "abc\n");
  std::string coloured = render_text(at(file, 0, 3), {true});
  std::string stripped;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\033') i = coloured.find('m', i);
    else stripped += coloured[i];
  }
  EXPECT_NE(coloured, stripped);
  EXPECT_EQ(stripped, render_text(at(file, 0, 3)));
}

TEST(Render, json_has_places_and_notes) {
  SourceFile file("a.f90", "abc\ndef\n");
  Diagnostics diagnostics;
  diagnostics.report(kinds::CannotRead, {&file, 4, 7}, "x", "y").notes.push_back({{&file, 0, 1}, "see"});
  diagnostics.report(kinds::CannotWrite, {}, "x", "y");
  auto json = nlohmann::json::parse(render_json(diagnostics));
  ASSERT_EQ(json.size(), 2u);
  EXPECT_EQ(json[0]["kind"], "CannotRead");
  EXPECT_EQ(json[0]["severity"], "error");
  EXPECT_EQ(json[0]["message"], "cannot read 'x': y");
  EXPECT_EQ(json[0]["file"], "a.f90");
  EXPECT_EQ(json[0]["line"], 2);
  EXPECT_EQ(json[0]["column"], 1);
  EXPECT_EQ(json[0]["end_line"], 2);
  EXPECT_EQ(json[0]["end_column"], 4);
  EXPECT_EQ(json[0]["notes"][0]["message"], "see");
  EXPECT_FALSE(json[1].contains("file"));
}

TEST(Render, json_of_bytes_that_are_no_utf8_is_still_json) {
  SourceFile file("\xff.f90", "\xfe\n");
  Diagnostics diagnostics;
  diagnostics.report(kinds::CannotRead, {&file, 0, 1}, "\xc3(", "\x80");
  auto json = nlohmann::json::parse(render_json(diagnostics));
  EXPECT_EQ(json[0]["file"], "ÿ.f90"); // Latin-1
}

TEST(Render, no_diagnostics_are_an_empty_array) { EXPECT_EQ(render_json({}), "[]"); }

TEST(Render, no_colour_where_the_user_wants_none) {
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(use_colour(1));
  ::unsetenv("NO_COLOR");
}

} // namespace
} // namespace isotach
