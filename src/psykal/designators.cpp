#include "psykal/designators.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace isotach::psykal {

namespace {

// Pieces of a text between separators that stand outside of parentheses and character literals.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  int depth = 0;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') quote = c;
    else if (c == '(' || c == '[') ++depth;
    else if (c == ')' || c == ']') --depth;
    else if (c == separator && depth == 0) {
      pieces.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  pieces.push_back(text.substr(begin));
  return pieces;
}

// The elements "3" and "2:4"; nothing of what only the run knows.
std::optional<std::pair<int, int>> elements(std::string_view subscript) {
  auto number = [](std::string_view text) -> std::optional<int> {
    int value = 0;
    auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
  };
  std::vector<std::string_view> bounds = split(subscript, ':');
  if (bounds.size() > 2) return std::nullopt;
  std::optional<int> first = number(bounds.front()), last = number(bounds.back());
  if (!first || !last) return std::nullopt;
  return std::pair(*first, *last);
}

bool subscripts_differ(std::string_view one, std::string_view other) {
  std::vector<std::string_view> these = split(one, ','), those = split(other, ',');
  for (std::size_t i = 0; i < std::min(these.size(), those.size()); ++i) {
    auto mine = elements(these[i]), theirs = elements(those[i]);
    if (mine && theirs && (mine->second < theirs->first || theirs->second < mine->first)) return true;
  }
  return false;
}

// A name and what stands between its parentheses.
std::pair<std::string_view, std::string_view> name_and_subscripts(std::string_view part) {
  std::size_t open = part.find('(');
  if (open == part.npos || !part.ends_with(')')) return {part, {}};
  return {part.substr(0, open), part.substr(open + 1, part.size() - open - 2)};
}

} // namespace

bool may_overlap(std::string_view one, std::string_view other) {
  std::vector<std::string_view> these = split(one, '%'), those = split(other, '%');
  for (std::size_t i = 0; i < std::min(these.size(), those.size()); ++i) {
    auto [name, subscripts] = name_and_subscripts(these[i]);
    auto [other_name, other_subscripts] = name_and_subscripts(those[i]);
    if (name != other_name || subscripts_differ(subscripts, other_subscripts)) return false;
  }
  return true;
}

} // namespace isotach::psykal
