// Python's two spellings of a dictionary have the same words in the same brackets: words alone are read.
#include "driver/f2py_kinds.h"

#include <utility>

#include "base/strings.h"
#include "diagnostics/kinds.h"
#include "driver/kinds.h"

namespace isotach {

namespace {

// Bytes of a real or an integer, of each part of a complex number.
int bytes_of(std::string_view c_type) {
  constexpr std::pair<std::string_view, int> types[] = {
      {"char", 1},          {"signed_char", 1},    {"short", 2},         {"int", 4},
      {"long", 8},          {"long_long", 8},      {"float", 4},         {"double", 8},
      {"complex_float", 4}, {"complex_double", 8}, {"unsigned_char", 1}, {"unsigned_short", 2},
      {"unsigned", 4},      {"int8_t", 1},         {"int16_t", 2},       {"int32_t", 4},
      {"int64_t", 8},       {"npy_int64", 8},      {"npy_int32", 4},     {"npy_float64", 8},
      {"npy_float32", 4},   {"size_t", 8},         {"unsigned_long", 8}, {"bool", 1}};
  for (auto [name, bytes] : types)
    if (name == c_type) return bytes;
  return 0;
}

} // namespace

void read_f2py_kinds(const std::string& path, F2pyKinds& kinds, Diagnostics& diagnostics) {
  ReadFailure failure;
  auto file = read_source(path, failure);
  if (!file) {
    diagnostics.report(kinds::CannotRead, {}, path, failure.reason);
    return;
  }
  std::string_view text = file->text();
  std::string base, kind, word;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    char c = i < text.size() ? text[i] : '\0';
    if (is_name_char(c)) {
      word += c;
      continue;
    }
    if (!word.empty() && word != "dict") {
      if (depth < 2) base = lower(word);
      else if (kind.empty()) kind = lower(word);
      else {
        int bytes = bytes_of(word);
        if (bytes == 0)
          diagnostics.report(kinds::F2pyCannot, {}, path, "'" + word + "' is not a type that it may name");
        kinds[{base, kind}] = bytes;
        kind.clear();
      }
    }
    word.clear();
    if (c == '#')
      while (i < text.size() && text[i] != '\n') ++i;
    if (c == '(' || c == '{') ++depth;
    if (c == ')' || c == '}') --depth;
  }
}

} // namespace isotach
