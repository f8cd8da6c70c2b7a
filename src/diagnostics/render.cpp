#include "diagnostics/render.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/strings.h"
#include "diagnostics/json.h"

namespace isotach {

namespace {

constexpr std::size_t widest_excerpt = 120; // bytes of a source line shown around the caret

struct Style {
  std::string_view bold, red, magenta, cyan, green, reset;
};
constexpr Style plain{};
constexpr Style coloured{"\033[1m", "\033[1;31m", "\033[1;35m", "\033[1;36m", "\033[1;32m", "\033[0m"};

std::string_view severity_word(Severity severity) {
  switch (severity) {
  case Severity::note: return "note";
  case Severity::warning: return "warning";
  default: return "error";
  }
}

std::string place(const Location& location) {
  if (!location.file) return "isotach: ";
  auto position = location.file->position(location.begin);
  return fmt::format("{}:{}:{}: ", location.file->path(), position.line, position.column);
}

// Control bytes would move the terminal's cursor; tabs become one blank so that the caret stays below its
// column.
std::string printable(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = c == '\t' ? ' ' : '?';
  return result;
}

std::string excerpt(const Location& location, const Style& style) {
  if (!location.file || location.file->size() == 0) return {};
  auto position = location.file->position(location.begin);
  std::string_view line = location.file->line_text(position.line);
  // A line of a binary file tells nobody anything.
  if (std::any_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x09; }))
    return {};
  std::size_t column = std::min<std::size_t>(position.column - 1, line.size());
  std::size_t first = 0;
  if (line.size() > widest_excerpt && column > widest_excerpt / 2) first = column - widest_excerpt / 2;
  // No character is cut in two.
  auto is_inside = [&](std::size_t at) { return at < line.size() && (line[at] & 0xc0) == 0x80; };
  if (is_utf8(line))
    while (first < column && is_inside(first)) ++first;
  std::size_t end = std::min(first + widest_excerpt, line.size());
  if (is_utf8(line))
    while (end > first && is_inside(end)) --end;
  std::size_t length =
      std::max<std::size_t>(1, std::min<std::size_t>(location.end - location.begin, line.size() - column));
  length = std::min(length, std::max<std::size_t>(1, end - std::min(end, column)));
  // What is shown is UTF-8, and the caret stands below characters, not bytes.
  auto shown = [&](std::size_t from, std::size_t to) { return to_utf8(line.substr(from, to - from)); };
  std::size_t before = count_characters(shown(first, column));
  std::size_t width = column < end ? count_characters(shown(column, column + length)) : length;
  std::string gutter = fmt::format("{:>5} | ", position.line);
  return fmt::format("{}{}\n{:>5} | {}{}^{}{}\n", gutter, printable(shown(first, end)), "",
                     std::string(before, ' '), style.green,
                     std::string(std::max<std::size_t>(width, 1) - 1, '~'), style.reset);
}

// Where the last `#line 40 "solver.F90"`, or `# 40 "solver.F90"` of a preprocessor's output, says that a line
// of a generated file came from. O(lines up to there).
struct StatedPlace {
  std::uint32_t line = 0;
  std::string_view file; // empty: the file itself
};
std::optional<StatedPlace> stated_place(const Location& location) {
  if (!location.file) return {};
  std::uint32_t here = location.file->position(location.begin).line;
  for (std::uint32_t number = here - 1; number >= 1; --number) {
    std::string_view text = location.file->line_text(number);
    if (!text.starts_with('#')) continue;
    text = trim(text.substr(1));
    if (text.starts_with("line")) text = trim(text.substr(4));
    StatedPlace stated;
    auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), stated.line);
    if (failure != std::errc()) continue;
    text = trim(text.substr(static_cast<std::size_t>(rest - text.data())));
    if (text.starts_with('"')) stated.file = text.substr(1, text.find('"', 1) - 1);
    stated.line += here - number - 1;
    return stated;
  }
  return {};
}

nlohmann::json json_place(const Location& location) {
  nlohmann::json json;
  if (!location.file) return json;
  auto begin = location.file->position(location.begin);
  auto end = location.file->position(std::max(location.begin, location.end));
  json["file"] = location.file->path();
  json["line"] = begin.line;
  json["column"] = begin.column;
  json["end_line"] = end.line;
  json["end_column"] = end.column;
  return json;
}

} // namespace

std::string render_text(const Diagnostic& diagnostic, const RenderOptions& options) {
  const Style& style = options.colour ? coloured : plain;
  std::string_view colour = diagnostic.severity == Severity::error     ? style.red
                            : diagnostic.severity == Severity::warning ? style.magenta
                                                                       : style.cyan;
  std::string text = fmt::format("{}{}{}{}{}: {}{}{}{} [{}]\n", style.bold, place(diagnostic.location),
                                 style.reset, colour, severity_word(diagnostic.severity), style.reset,
                                 style.bold, to_utf8(diagnostic.message), style.reset, diagnostic.kind.name);
  text += excerpt(diagnostic.location, style);
  if (auto stated = stated_place(diagnostic.location)) {
    std::string_view file = stated->file.empty() ? diagnostic.location.file->path() : stated->file;
    text += fmt::format("{}{}{}{}note: {}its #line makes this line {} of '{}'\n", style.bold,
                        place(diagnostic.location), style.reset, style.cyan, style.reset, stated->line,
                        to_utf8(printable(file)));
  }
  for (const Note& note : diagnostic.notes) {
    text += fmt::format("{}{}{}{}note: {}{}\n", style.bold, place(note.location), style.reset, style.cyan,
                        style.reset, to_utf8(note.message));
    text += excerpt(note.location, style);
  }
  return text;
}

std::string render_json(const Diagnostics& diagnostics) {
  auto array = nlohmann::json::array();
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    nlohmann::json entry = json_place(diagnostic.location);
    if (auto stated = stated_place(diagnostic.location)) {
      entry["stated_line"] = stated->line;
      entry["stated_file"] =
          stated->file.empty() ? diagnostic.location.file->path() : std::string(stated->file);
    }
    entry["kind"] = diagnostic.kind.name;
    entry["severity"] = severity_word(diagnostic.severity);
    entry["message"] = diagnostic.message;
    auto notes = nlohmann::json::array();
    for (const Note& note : diagnostic.notes) {
      nlohmann::json json = json_place(note.location);
      json["message"] = note.message;
      notes.push_back(json);
    }
    entry["notes"] = notes;
    array.push_back(entry);
  }
  return json_text(std::move(array));
}

bool use_colour(int stream) { return ::isatty(stream) && !std::getenv("NO_COLOR"); }

void print_diagnostics(const Diagnostics& diagnostics) {
  RenderOptions options{use_colour(2)};
  for (const Diagnostic& diagnostic : diagnostics.all())
    std::fputs(render_text(diagnostic, options).c_str(), stderr);
}

} // namespace isotach
