// Headers: of a #include only the macros matter to a view, for its text is not part of the file.
//
// Conditions inside the header are evaluated, headers that it includes are read; include guards work as
// usual.

#include "base/strings.h"
#include "lex/lexer.h"

namespace isotach {

namespace {
constexpr int deepest_include = 50;
} // namespace

void Lexer::know_macro(const Macro* macro) {
  if (!macro) return;
  std::uint32_t index = index_of(names_.intern(macro->name));
  if (index >= macro_names_.size()) macro_names_.resize(index + 1);
  macro_names_[index] = true;
}

void Lexer::include_macros(std::string_view rest, const std::string& includer, int depth) {
  if (depth > deepest_include || rest.size() < 2 || (rest[0] != '"' && rest[0] != '<')) return;
  std::size_t close = rest.find(rest[0] == '"' ? '"' : '>', 1);
  if (close == std::string_view::npos) return;
  std::string name(rest.substr(1, close - 1));
  std::vector<std::string> candidates;
  std::size_t slash = includer.rfind('/');
  candidates.push_back(slash == std::string::npos ? name : includer.substr(0, slash + 1) + name);
  for (const std::string& directory : options_.include_dirs) candidates.push_back(directory + "/" + name);
  for (const std::string& path : candidates) {
    ReadFailure failure;
    auto header = read_source(path, failure);
    if (!header) continue;
    header_macros(*header, depth);
    return;
  }
}

void Lexer::header_macros(const SourceFile& header, int depth) {
  struct Group {
    bool enclosing, taken, any_taken;
  };
  std::vector<Group> groups;
  for (std::uint32_t i = 1; i <= header.line_count(); ++i) {
    std::string text(trim(header.line_text(i)));
    if (text.empty() || text[0] != '#') continue;
    while (text.back() == '\\' && i < header.line_count()) {
      text.pop_back();
      text += header.line_text(++i);
    }
    std::string_view rest = trim(std::string_view(text).substr(1));
    std::size_t length = 0;
    while (length < rest.size() && is_letter(rest[length])) ++length;
    std::string_view keyword = rest.substr(0, length);
    rest = trim(rest.substr(length));
    bool taken = groups.empty() || groups.back().taken;
    auto truth = [&] {
      if (keyword == "ifdef")
        return preprocessor_.find(rest.substr(0, rest.find_first_of(" \t/"))) != nullptr;
      if (keyword == "ifndef")
        return preprocessor_.find(rest.substr(0, rest.find_first_of(" \t/"))) == nullptr;
      return preprocessor_.evaluate(rest).value_or(false);
    };
    if (keyword == "if" || keyword == "ifdef" || keyword == "ifndef") {
      bool holds = taken && truth();
      groups.push_back({taken, holds, holds});
    } else if (keyword == "elif" && !groups.empty()) {
      Group& group = groups.back();
      group.taken = group.enclosing && !group.any_taken && truth();
      group.any_taken = group.any_taken || group.taken;
    } else if (keyword == "else" && !groups.empty()) {
      groups.back().taken = groups.back().enclosing && !groups.back().any_taken;
    } else if (keyword == "endif" && !groups.empty()) {
      groups.pop_back();
    } else if (taken && keyword == "define") {
      know_macro(preprocessor_.define(rest));
    } else if (taken && keyword == "undef") {
      preprocessor_.undefine(rest);
    } else if (taken && keyword == "include") {
      include_macros(rest, header.path(), depth + 1);
    }
  }
}

} // namespace isotach
