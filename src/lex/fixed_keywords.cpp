// Keywords in blank-free text. The idea is Sale's: a statement whose `=` or `=>` stands outside parentheses
// and is not followed by a comma there is an assignment and has no keyword; every other statement begins with
// one, and the keyword decides where the next words can run together.

#include <algorithm>
#include <array>
#include <cstring>

#include "base/strings.h"
#include "lex/lexer.h"

namespace isotach {

namespace {

struct Outline {
  std::size_t assign = std::string_view::npos; // first top-level = or =>
  std::size_t double_colon = std::string_view::npos;
  std::size_t comma_after_assign = std::string_view::npos;
  std::size_t comma_before_assign = std::string_view::npos;
};

std::size_t skip_quoted(std::string_view text, std::size_t i) {
  char quote = text[i++];
  while (i < text.size() && text[i] != quote) ++i;
  return i;
}

// The characters that outline() looks at; nine of ten are others.
constexpr auto outlining = [] {
  std::array<bool, 256> chars{};
  for (char c : std::string_view("'\"([)]:=,")) chars[static_cast<unsigned char>(c)] = true;
  return chars;
}();

Outline outline(std::string_view text) {
  Outline result;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (!outlining[static_cast<unsigned char>(c)]) continue;
    if (c == '\'' || c == '"') {
      i = skip_quoted(text, i);
      continue;
    }
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (depth != 0) continue;
    if (c == ':' && i + 1 < text.size() && text[i + 1] == ':') {
      if (result.double_colon == std::string_view::npos) result.double_colon = i;
      ++i;
    }
    if (c == '=') {
      bool comparison = (i + 1 < text.size() && text[i + 1] == '=') ||
                        (i > 0 && std::strchr("=/<>", text[i - 1]) != nullptr);
      if (!comparison && result.assign == std::string_view::npos) result.assign = i;
      if (i + 1 < text.size() && text[i + 1] == '=') ++i;
    }
    if (c == ',') {
      if (result.assign == std::string_view::npos) {
        if (result.comma_before_assign == std::string_view::npos) result.comma_before_assign = i;
      } else if (result.comma_after_assign == std::string_view::npos) result.comma_after_assign = i;
    }
  }
  return result;
}

// One past the parenthesis that closes the one at text[open].
std::size_t close_of(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '\'' || text[i] == '"') i = skip_quoted(text, i);
    else if (text[i] == '(') ++depth;
    else if (text[i] == ')' && --depth == 0) return i + 1;
  }
  return text.size();
}

std::size_t digits_end(std::string_view text, std::size_t i) {
  while (i < text.size() && is_digit(text[i])) ++i;
  return i;
}

constexpr std::string_view type_words[] = {"integer",       "real",      "doubleprecision", "complex",
                                           "doublecomplex", "character", "logical",         "byte",
                                           "type",          "class"};
constexpr std::string_view prefix_words[] = {"recursive", "pure",   "elemental",
                                             "impure",    "module", "attributes"};
constexpr std::string_view block_words[] = {
    "associate", "blockdata",  "block", "critical", "do",        "enum",    "forall", "function",
    "if",        "interface",  "map",   "module",   "procedure", "program", "select", "structure",
    "submodule", "subroutine", "team",  "type",     "union",     "where",   "file"};
// Keywords that a name, a label or a list follows. Longer ones first where one begins another.
constexpr std::string_view leading_words[] = {"abstractinterface",
                                              "allocatable",
                                              "allocate",
                                              "assign",
                                              "asynchronous",
                                              "backspace",
                                              "bind",
                                              "blockdata",
                                              "call",
                                              "case",
                                              "close",
                                              "codimension",
                                              "common",
                                              "contains",
                                              "contiguous",
                                              "continue",
                                              "cycle",
                                              "data",
                                              "deallocate",
                                              "dimension",
                                              "entry",
                                              "enumerator",
                                              "equivalence",
                                              "errorstop",
                                              "exit",
                                              "external",
                                              "final",
                                              "flush",
                                              "format",
                                              "function",
                                              "generic",
                                              "goto",
                                              "import",
                                              "include",
                                              "inquire",
                                              "intent",
                                              "interface",
                                              "intrinsic",
                                              "moduleprocedure",
                                              "module",
                                              "namelist",
                                              "nullify",
                                              "open",
                                              "optional",
                                              "parameter",
                                              "pause",
                                              "pointer",
                                              "print",
                                              "private",
                                              "procedure",
                                              "program",
                                              "protected",
                                              "public",
                                              "read",
                                              "record",
                                              "return",
                                              "rewind",
                                              "save",
                                              "sequence",
                                              "stop",
                                              "structure",
                                              "submodule",
                                              "subroutine",
                                              "target",
                                              "use",
                                              "value",
                                              "volatile",
                                              "wait",
                                              "write"};

// Where the leading words of each letter begin.
constexpr auto first_leading_word = [] {
  std::array<std::uint8_t, 27> first{};
  for (std::size_t letter = 0, i = 0; letter <= 26; ++letter) {
    while (i < std::size(leading_words) && static_cast<std::size_t>(leading_words[i][0] - 'a') < letter) ++i;
    first[letter] = static_cast<std::uint8_t>(i);
  }
  return first;
}();
static_assert(std::is_sorted(std::begin(leading_words), std::end(leading_words),
                             [](std::string_view a, std::string_view b) { return a[0] < b[0]; }));

class Splitter {
 public:
  Splitter(std::string_view text, std::size_t base, std::vector<std::uint32_t>& splits)
      : text_(text), base_(base), splits_(splits) {}

  void statement(std::size_t at) {
    if (at >= text_.size() || ++depth_ > deepest) return;
    std::string_view rest = text_.substr(at);
    Outline o = outline(rest);
    // name: construct
    std::size_t name_end = 0;
    while (name_end < rest.size() && is_name_char(rest[name_end])) ++name_end;
    if (name_end > 0 && name_end + 1 < rest.size() && rest[name_end] == ':' && rest[name_end + 1] != ':' &&
        is_letter(rest[name_end + 1])) {
      for (std::string_view construct :
           {"do", "if(", "select", "where(", "forall(", "associate(", "block", "critical"})
        if (rest.substr(name_end + 1, construct.size()) == construct) {
          statement(at + name_end + 1);
          return;
        }
    }
    if (conditional(at, rest, "if(") || conditional(at, rest, "where(") || conditional(at, rest, "forall("))
      return;
    if (rest.substr(0, 7) == "elseif(") {
      split(at + 4);
      return;
    }
    if (o.double_colon == std::string_view::npos) {
      bool assignment = o.assign != std::string_view::npos &&
                        o.comma_after_assign == std::string_view::npos &&
                        o.comma_before_assign == std::string_view::npos;
      if (assignment) return;
      if (o.assign != std::string_view::npos && starts(rest, "do") && loop(at, rest)) return;
    }
    keyword(at, rest);
  }

 private:
  static bool starts(std::string_view text, std::string_view word) {
    return !text.empty() && text[0] == word[0] && text.starts_with(word);
  }
  void split(std::size_t at) {
    if (at > 0 && at < text_.size()) splits_.push_back(static_cast<std::uint32_t>(base_ + at));
  }

  // IF (...) statement, WHERE (...) statement: what follows the parenthesis is a statement of its own.
  bool conditional(std::size_t at, std::string_view rest, std::string_view word) {
    if (!starts(rest, word)) return false;
    std::size_t close = close_of(rest, word.size() - 1);
    if (close < rest.size() && (rest[close] == '=' || rest[close] == '(' || rest[close] == '%'))
      return false; // an array of that name
    if (close < rest.size() && is_letter(rest[close])) statement(at + close);
    return true;
  }

  // DO [label] [,] variable = ...
  bool loop(std::size_t at, std::string_view rest) {
    std::size_t i = 2;
    split(at + i);
    std::size_t label_end = digits_end(rest, i);
    if (label_end > i) split(at + label_end);
    return true;
  }

  void keyword(std::size_t at, std::string_view rest) {
    if (++depth_ > deepest) return;
    for (std::string_view prefix : prefix_words)
      if (starts(rest, prefix) && procedure_after(rest.substr(prefix.size()))) {
        split(at + prefix.size());
        keyword(at + prefix.size(), rest.substr(prefix.size()));
        return;
      }
    if (starts(rest, "implicit")) {
      implicit(at, rest);
      return;
    }
    if (starts(rest, "end") && end_statement(at, rest)) return;
    if (starts(rest, "typeis(") || starts(rest, "classis(")) {
      split(at + (starts(rest, "type") ? 4 : 5));
      return;
    }
    for (std::string_view word : {"casedefault", "classdefault", "rankdefault"})
      if (starts(rest, word)) {
        split(at + word.size() - 7);
        split(at + word.size());
        return;
      }
    for (std::string_view type : type_words)
      if (starts(rest, type)) {
        after_type(at, rest, type.size());
        return;
      }
    if (starts(rest, "dowhile(")) {
      split(at + 2);
      return;
    }
    if (starts(rest, "doconcurrent(")) {
      split(at + 2);
      return;
    }
    if (starts(rest, "do")) {
      std::size_t label_end = digits_end(rest, 2);
      split(at + 2);
      split(at + label_end);
      return;
    }
    for (std::string_view word : {"selectcase(", "selecttype(", "selectrank("})
      if (starts(rest, word)) {
        split(at + 6);
        return;
      }
    if (starts(rest, "else") || rest == "then") {
      split(at + (starts(rest, "elsewhere") ? 9 : 4));
      return;
    }
    for (std::string_view word : {"syncall", "syncimages(", "syncmemory", "syncteam(", "eventpost(",
                                  "eventwait(", "formteam(", "failimage", "changeteam("})
      if (starts(rest, word)) {
        split(at + (word[0] == 's' || word[0] == 'f' ? 4 : word[0] == 'c' ? 6 : 5));
        split(at + word.size() - (word.back() == '(' ? 1 : 0));
        return;
      }
    if (rest.empty() || rest[0] < 'a' || rest[0] > 'z') return;
    auto letter = static_cast<std::size_t>(rest[0] - 'a');
    for (std::size_t i = first_leading_word[letter]; i < first_leading_word[letter + 1]; ++i)
      if (starts(rest, leading_words[i])) {
        after_keyword(at, rest, leading_words[i]);
        return;
      }
  }

  // Does a procedure statement follow a prefix (else the "prefix" begins a name)?
  static bool procedure_after(std::string_view rest, int depth = 0) {
    if (depth > deepest) return false;
    for (std::string_view word : {"function", "subroutine", "procedure"})
      if (starts(rest, word)) return true;
    for (std::string_view prefix : prefix_words)
      if (starts(rest, prefix) && procedure_after(rest.substr(prefix.size()), depth + 1)) return true;
    for (std::string_view type : type_words)
      if (starts(rest, type)) return rest.find("function") != std::string_view::npos;
    return false;
  }

  void after_type(std::size_t at, std::string_view rest, std::size_t i) {
    split(at + i);
    if (i < rest.size() && rest[i] == '*') {
      std::size_t value = i + 1;
      i = value < rest.size() && rest[value] == '(' ? close_of(rest, value) : digits_end(rest, value);
      split(at + i);
    } else if (i < rest.size() && rest[i] == '(') {
      i = close_of(rest, i);
    }
    std::string_view tail = rest.substr(std::min(i, rest.size()));
    for (std::string_view prefix : prefix_words)
      if (starts(tail, prefix) && procedure_after(tail.substr(prefix.size()))) {
        split(at + i + prefix.size());
        i += prefix.size();
        tail = rest.substr(i);
      }
    if (starts(tail, "function") && tail.size() > 8 && is_letter(tail[8])) {
      std::size_t name_end = 8;
      while (name_end < tail.size() && is_name_char(tail[name_end])) ++name_end;
      if (name_end < tail.size() && tail[name_end] == '(') split(at + i + 8);
    }
  }

  void implicit(std::size_t at, std::string_view rest) {
    split(at + 8);
    if (starts(rest.substr(8), "none")) return;
    std::size_t i = 8;
    while (i < rest.size()) {
      std::string_view tail = rest.substr(i);
      for (std::string_view type : type_words)
        if (starts(tail, type)) {
          i += type.size();
          split(at + i);
          if (i < rest.size() && rest[i] == '*') {
            i = digits_end(rest, i + 1);
            split(at + i);
          }
          break;
        }
      // Past the letters, and past a kind in parentheses before them.
      while (i < rest.size() && rest[i] == '(') i = close_of(rest, i);
      while (i < rest.size() && rest[i] != ',') ++i;
      ++i;
    }
  }

  bool end_statement(std::size_t at, std::string_view rest) {
    if (rest.size() == 3) return true;
    for (std::string_view word : block_words) {
      if (!starts(rest.substr(3), word)) continue;
      // ENDFILE 10 and ENDFILE (10) are I/O; the lexer cuts them alike.
      if (word == "file") {
        split(at + 7);
        return true;
      }
      split(at + 3);
      split(at + 3 + word.size());
      if (word == "interface" && starts(rest.substr(12), "operator(")) split(at + 20);
      return true;
    }
    return false;
  }

  void after_keyword(std::size_t at, std::string_view rest, std::string_view word) {
    std::size_t i = at + word.size();
    if (word == "errorstop") split(at + 5);
    if (word == "abstractinterface") split(at + 8);
    if (word == "moduleprocedure") split(at + 6);
    if (word == "interface") {
      split(i);
      if (starts(rest.substr(word.size()), "operator(")) split(i + 8);
      if (starts(rest.substr(word.size()), "assignment(")) split(i + 10);
      return;
    }
    split(i);
    if (word == "assign") {
      std::size_t label_end = digits_end(text_, i);
      split(label_end);
      if (starts(text_.substr(std::min(label_end, text_.size())), "to")) split(label_end + 2);
    }
    if (word == "use" && starts(rest.substr(3), ",")) return;
  }

  // Statements inside statements and prefixes after prefixes: real ones have a few.
  static constexpr int deepest = 20;
  std::string_view text_;
  std::size_t base_; // of the text in what the splits count
  std::vector<std::uint32_t>& splits_;
  int depth_ = 0;
};

} // namespace

void find_keyword_splits(std::string_view text, std::size_t base, std::vector<std::uint32_t>& splits) {
  auto count = static_cast<std::ptrdiff_t>(splits.size());
  Splitter(text, base, splits).statement(0);
  std::sort(splits.begin() + count, splits.end());
}

} // namespace isotach
