// Words of messages that depend on other words.
#pragma once

#include <string>
#include <string_view>

namespace isotach {

// "an integer scalar", "a field". By letters: of the words that messages have, none is spoken differently.
inline std::string with_article(std::string_view noun) {
  bool vowel = !noun.empty() && std::string_view("aeioAEIO").find(noun.front()) != std::string_view::npos;
  return (vowel ? "an " : "a ") + std::string(noun);
}

} // namespace isotach
