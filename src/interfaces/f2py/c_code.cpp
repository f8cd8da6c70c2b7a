#include "interfaces/f2py/c_code.h"

#include <algorithm>

#include "base/strings.h"

namespace isotach {

namespace {

constexpr std::string_view mark = "'''";

bool is_refused(std::string_view name) {
  constexpr std::string_view prefixes[] = {"capi_", "f2py_rout_", "f2pywrap_",  "PyArray",      "PyFortran",
                                           "NPY_",  "F2PY_",      "array_from", "import_array", "F_MODFUNC"};
  return std::any_of(std::begin(prefixes), std::end(prefixes),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

// The first such name outside of texts and comments; its place, or npos.
std::size_t find_refused(std::string_view code, std::string& name) {
  for (std::size_t i = 0; i < code.size();) {
    char c = code[i];
    if (c == '"' || c == '\'') {
      for (++i; i < code.size() && code[i] != c; ++i)
        if (code[i] == '\\') ++i;
      ++i;
    } else if (code.substr(i, 2) == "//") {
      i = std::min(code.find('\n', i), code.size());
    } else if (code.substr(i, 2) == "/*") {
      std::size_t end = code.find("*/", i + 2);
      i = end == std::string_view::npos ? code.size() : end + 2;
    } else if (is_name_char(c)) {
      std::size_t begin = i;
      while (i < code.size() && is_name_char(code[i])) ++i;
      name = code.substr(begin, i - begin);
      if (is_refused(name)) return begin;
    } else {
      ++i;
    }
  }
  name.clear();
  return std::string_view::npos;
}

} // namespace

std::string c_code_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_name_char(text[end])) ++end;
  std::string word = lower(text.substr(0, end));
  std::string_view rest = trim(text.substr(end));
  bool known =
      word == "callstatement" || word == "callprotoargument" || word == "usercode" || word == "pymethoddef";
  bool declares = rest.starts_with("::") || rest.starts_with("=") || rest.starts_with(",");
  return known && !declares ? word : std::string();
}

CCode read_c_code(std::string_view text, std::string_view word, const Location& location,
                  std::string& refused, Location& at) {
  std::size_t begin = word.size();
  while (begin < text.size() && is_blank(text[begin])) ++begin;
  std::string_view code = text.substr(begin);
  if (code.starts_with(mark)) {
    code.remove_prefix(mark.size());
    code = code.substr(0, code.rfind(mark));
  }
  at = location;
  std::size_t place = find_refused(code, refused);
  if (place != std::string_view::npos && location.file) {
    std::string_view before = text.substr(0, static_cast<std::size_t>(code.data() - text.data()) + place);
    std::size_t lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    std::uint32_t line = location.file->position(location.begin).line + static_cast<std::uint32_t>(lines);
    std::size_t column = lines == 0 ? before.size() : before.size() - before.rfind('\n') - 1;
    std::uint32_t first = lines == 0 ? location.begin : location.file->line_begin(line);
    at.begin = first + static_cast<std::uint32_t>(column);
    at.end = at.begin + static_cast<std::uint32_t>(refused.size());
  }
  return {std::string(code), location};
}

} // namespace isotach
