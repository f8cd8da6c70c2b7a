// Included files. Of a #include the macros always matter to a view: conditions inside the header are
// evaluated, headers that it includes are read, include guards work as usual.
//
// Where LexOptions::included says so, the statements of INCLUDE and #include count too: they are lexed like a
// file of their own and appended after the line that included them, as tokens without bytes of this file. All
// or nothing: what cannot be read to its last line is left to those who ask LexedFile::follows_include.

#include <tuple>

#include "base/strings.h"
#include "lex/c_comments.h"
#include "lex/lexer.h"

namespace isotach {

namespace {
constexpr int deepest_include = 50;
} // namespace

void Lexer::know_macro(const Macro* macro) {
  if (!macro) return;
  std::uint32_t index = index_of(names_.intern(macro->name));
  if (index >= macro_names_.size()) macro_names_.resize(index + 1);
  macro_names_[index] = 1;
}

const SourceFile* IncludedFiles::find(const std::string& path) {
  std::scoped_lock lock(mutex_);
  auto [entry, is_new] = files_.try_emplace(path);
  ReadFailure failure;
  if (is_new) entry->second = read_source(path, failure);
  return entry->second.get();
}

void IncludedFiles::add(const std::string& path, std::string text) {
  std::scoped_lock lock(mutex_);
  files_[path] = std::make_unique<SourceFile>(path, std::move(text));
}

// The name in quotes or angle brackets after #include; empty when there is none.
static std::string_view header_name(std::string_view rest) {
  if (rest.size() < 2 || (rest[0] != '"' && rest[0] != '<')) return {};
  std::size_t close = rest.find(rest[0] == '"' ? '"' : '>', 1);
  return close == std::string_view::npos ? std::string_view() : rest.substr(1, close - 1);
}

std::vector<std::string> Lexer::include_candidates(std::string_view name, const std::string& includer) const {
  std::vector<std::string> candidates;
  std::size_t slash = name.starts_with('/') ? std::string::npos : includer.rfind('/');
  candidates.push_back(slash == std::string::npos ? std::string(name)
                                                  : includer.substr(0, slash + 1) + std::string(name));
  for (const std::string& directory : options_.include_dirs)
    candidates.push_back(directory + "/" + std::string(name));
  return candidates;
}

// The line [begin, end) of this file is a #include.
void Lexer::include_line(std::string_view rest, std::uint32_t begin, std::uint32_t end) {
  if (options_.included && !statement_open() && follow_include(header_name(rest), begin, end)) return;
  file_.lacks_include = true;
  include_macros(rest, source_.path(), 0);
}

bool Lexer::follow_include(std::string_view name, std::uint32_t begin, std::uint32_t end) {
  const SourceFile* file = nullptr;
  for (const std::string& path : include_candidates(name, source_.path()))
    if (file = options_.included->find(path); file) break;
  if (!file || file->text().find('\0') != std::string_view::npos) return false;
  int depth = 0;
  for (const Lexer* lexer = this; lexer; lexer = lexer->includer_)
    if (lexer->source_.path() == file->path() || ++depth > deepest_include) return false;
  Diagnostics own;
  UncommentedSource plain(*file);
  Lexer lexer(plain.text(), *this, own);
  LexedFile included = lexer.run();
  plain.restore(included, own);
  // f2py's directives are comments, and comments do not come along.
  bool directives = std::any_of(included.marks.begin(), included.marks.end(), [&](const Mark& mark) {
    return starts_with_ignoring_case(file->slice(mark.begin + 1, mark.end), "f2py");
  });
  if (own.errors() > 0 || included.lacks_include || directives) return false;
  preprocessor_ = std::move(lexer.preprocessor_);
  macro_names_ = std::move(lexer.macro_names_);
  records_ = lexer.records_;
  append_included(included, end);
  file_.followed_includes.push_back(begin);
  return true;
}

// Statements of the view, without # lines and without the INCLUDE lines whose text is there.
void Lexer::append_included(const LexedFile& included, std::uint32_t at) {
  auto inner = included.cooked.begin();
  for (Statement statement : included.statements) {
    bool kept = statement.kind == StatementKind::fortran || statement.kind == StatementKind::directive;
    if (!kept || statement.inactive || included.follows_include(included.tokens[statement.first].begin))
      continue;
    std::uint32_t first = statement.first, last = statement.last;
    statement.first = static_cast<std::uint32_t>(file_.tokens.size());
    statement.last = statement.first + (last - first);
    for (std::uint32_t i = first; i <= last; ++i) {
      Token token = included.tokens[i];
      if (token.kind != TokenKind::end_of_statement) {
        CookedToken cooked{static_cast<std::uint32_t>(file_.tokens.size()),
                           {},
                           {},
                           included.source,
                           token.begin,
                           token.end()};
        if (token.cooked) {
          while (inner->token < i) ++inner;
          if (inner->included) cooked.included = inner->included;
          if (inner->included) std::tie(cooked.begin, cooked.end) = std::tie(inner->begin, inner->end);
          cooked.spelling = inner->spelling;
        }
        file_.cooked.push_back(std::move(cooked));
        token.cooked = true;
      }
      token.begin = at;
      token.set_end(at);
      token.read_only = true;
      file_.tokens.push_back(token);
    }
    file_.statements.push_back(statement);
  }
}

void Lexer::include_macros(std::string_view rest, const std::string& includer, int depth) {
  std::string_view name = header_name(rest);
  if (depth > deepest_include || name.empty()) return;
  for (const std::string& path : include_candidates(name, includer)) {
    ReadFailure failure;
    auto header = read_source(path, failure);
    if (!header) continue;
    header_macros(UncommentedSource(*header).text(), depth);
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
    text = without_c_comments(std::string_view(text).substr(1));
    std::string_view rest = trim(text);
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
