#include "base/encoding.h"

#include <iconv.h>

#include <algorithm>
#include <optional>

namespace isotach {

namespace {

std::string& named_encoding() {
  static std::string name; // empty: Latin-1
  return name;
}

// The length of the UTF-8 sequence at the start, 0 when there is none (RFC 3629: no surrogates, no overlong
// forms).
std::size_t sequence_length(std::string_view text) {
  auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char first = at(0);
  if (first < 0x80) return 1;
  std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((at(i) & 0xc0) != 0x80) return 0;
  unsigned char second = at(1);
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
      (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
    return 0;
  return length;
}

// Sequences of UTF-8 stay, each other byte is the character of that number.
std::string from_latin1(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::size_t length = sequence_length(text);
    if (length == 0) {
      auto c = static_cast<unsigned char>(text[0]);
      result += static_cast<char>(0xc0 | (c >> 6));
      result += static_cast<char>(0x80 | (c & 0x3f));
      length = 1;
    } else result += text.substr(0, length);
    text.remove_prefix(length);
  }
  return result;
}

// Nothing when a byte has no meaning in the encoding.
std::optional<std::string> from_named(const std::string& name, std::string_view text) {
  iconv_t converter = ::iconv_open("UTF-8", name.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  std::string input(text), output(text.size() * 6 + 16, '\0');
  char *from = input.data(), *to = output.data();
  std::size_t left = input.size(), room = output.size();
  bool good = ::iconv(converter, &from, &left, &to, &room) != static_cast<std::size_t>(-1) &&
              ::iconv(converter, nullptr, nullptr, &to, &room) != static_cast<std::size_t>(-1);
  ::iconv_close(converter);
  if (!good) return std::nullopt;
  output.resize(output.size() - room);
  return output;
}

} // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string to_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string result;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    std::string_view line = text.substr(0, end);
    std::optional<std::string> converted;
    if (!named_encoding().empty() && !is_utf8(line)) converted = from_named(named_encoding(), line);
    result += converted ? *converted : from_latin1(line);
    text.remove_prefix(end);
  }
  return result;
}

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

bool set_encoding(const std::string& name) {
  iconv_t converter = ::iconv_open("UTF-8", name.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return false;
  ::iconv_close(converter);
  named_encoding() = name;
  return true;
}

} // namespace isotach
