// Included files. Of a #include the macros always matter to a view: conditions inside the header are
// evaluated, headers that it includes are read, include guards work as usual.
//
// Where LexOptions::included says so, the statements of INCLUDE and #include count too: they are lexed like a
// file of their own, once for all that include them with the same macros, and appended after the line that
// included them, as tokens without bytes of this file. All or nothing: what cannot be read to its last line
// is left to those who ask LexedFile::follows_include.

#include <unordered_map>

#include "base/hash.h"
#include "base/strings.h"
#include "lex/c_comments.h"
#include "lex/included_text.h"
#include "lex/lexer.h"

namespace isotach {

namespace {
constexpr int deepest_include = 50;
// Of all that changes what a file becomes besides its macros.
std::pair<std::uint64_t, std::uint64_t> fingerprint_of(const LexOptions& options) {
  Hasher hasher;
  for (const std::string& folder : options.include_dirs) hasher.add(folder);
  hasher.add_number(options.form == SourceForm::free).add_number(options.fixed_columns);
  hasher.add_number(options.conditional_compilation).add_number(options.debug_lines);
  return hasher.add_number(options.cook_fixed_form).add_number(options.cuda_lines).digest();
}

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

// What may be kept of texts that are never met again: 50 MB.
static constexpr std::size_t most_kept_tokens = 1 << 22;

std::shared_ptr<const IncludedText> IncludedFiles::text(const TextKey& key) {
  std::scoped_lock lock(mutex_);
  auto found = texts_.find(key);
  return found == texts_.end() ? nullptr : found->second;
}

void IncludedFiles::keep(const TextKey& key, std::shared_ptr<const IncludedText> text) {
  std::scoped_lock lock(mutex_);
  if (kept_tokens_ > most_kept_tokens) return;
  kept_tokens_ += text->file.tokens.size();
  texts_.emplace(key, std::move(text));
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
  std::shared_ptr<const IncludedText> text = text_of(*file);
  if (!text) return false;
  if (text->changes_macros) {
    preprocessor_ = text->macros;
    for (const auto& [macro_name, macro] : preprocessor_.macros()) know_macro(&macro);
  }
  records_ = text->records;
  followed_.insert(followed_.end(), text->files.begin(), text->files.end());
  followed_depth_ = std::max(followed_depth_, text->depth);
  append_included(std::move(text), end);
  file_.followed_includes.push_back(begin);
  return true;
}

// What the file is where it is included here; null when it cannot be read to its last line.
std::shared_ptr<const IncludedText> Lexer::text_of(const SourceFile& file) {
  if (!includer_ && followed_.empty()) options_fingerprint_ = fingerprint_of(options_);
  auto [a, b] = preprocessor_.fingerprint();
  auto [c, d] = options_fingerprint_;
  IncludedFiles::TextKey key{reinterpret_cast<std::uintptr_t>(&file), a, b, c, d, records_};
  // Of a view with other truths nothing is kept: each is read once.
  bool kept = options_.assumed_conditions.empty();
  std::shared_ptr<const IncludedText> text = kept ? options_.included->text(key) : nullptr;
  int depth = 0;
  for (const Lexer* lexer = this; lexer; lexer = lexer->includer_, ++depth) {
    const std::string& path = lexer->source_.path();
    auto is_open = [&](const SourceFile* included) { return included->path() == path; };
    if (text ? std::any_of(text->files.begin(), text->files.end(), is_open) : is_open(&file)) return nullptr;
  }
  if (depth + (text ? text->depth : 1) > deepest_include) return nullptr;
  if (text) return text;
  text = lex_included(file);
  if (text && kept) options_.included->keep(key, text);
  return text;
}

// Statements of the view, without # lines and without the INCLUDE lines whose text is there.
std::shared_ptr<const IncludedText> Lexer::lex_included(const SourceFile& file) {
  Diagnostics own;
  UncommentedSource plain(file);
  Lexer lexer(plain.text(), *this, own);
  LexedFile whole = lexer.run();
  plain.restore(whole, own);
  // f2py's directives are comments, and comments do not come along.
  bool directives = std::any_of(whole.marks.begin(), whole.marks.end(), [&](const Mark& mark) {
    return starts_with_ignoring_case(file.slice(mark.begin + 1, mark.end), "f2py");
  });
  if (own.errors() > 0 || whole.lacks_include || directives) return nullptr;

  auto text = std::make_shared<IncludedText>();
  LexedFile& kept = text->file;
  kept.source = whole.source;
  kept.form = whole.form;
  std::unordered_map<std::uint32_t, std::uint32_t> numbers; // of names, here and there
  auto cooked = whole.cooked.begin();
  auto run = whole.included.begin();
  for (Statement statement : whole.statements) {
    bool has_words = statement.kind == StatementKind::fortran || statement.kind == StatementKind::directive;
    while (run != whole.included.end() && run->last <= statement.first) ++run;
    bool nested = run != whole.included.end() && run->first <= statement.first;
    if (!has_words || statement.inactive ||
        (!nested && whole.follows_include(whole.tokens[statement.first].begin)))
      continue;
    std::uint32_t first = statement.first, last = statement.last;
    statement.first = static_cast<std::uint32_t>(kept.tokens.size());
    statement.last = statement.first + (last - first);
    if (nested && run->first == first) // all of its statements follow
      kept.included.push_back({statement.first, statement.first + (run->last - run->first), run->text});
    for (std::uint32_t i = first; i <= last; ++i) {
      Token token = whole.tokens[i];
      std::uint32_t name = index_of(token.name);
      if (name >= kw::count && !token.is_long()) {
        auto [number, is_new] = numbers.try_emplace(name, kw::count + numbers.size());
        if (is_new) text->words.emplace_back(names_.spelling(token.name));
        token.name = static_cast<Name>(number->second);
      }
      while (cooked != whole.cooked.end() && cooked->token < i) ++cooked;
      if (cooked != whole.cooked.end() && cooked->token == i) {
        kept.cooked.push_back(std::move(*cooked));
        kept.cooked.back().token = static_cast<std::uint32_t>(kept.tokens.size());
      }
      kept.tokens.push_back(token);
    }
    kept.statements.push_back(statement);
  }
  text->changes_macros = lexer.preprocessor_.fingerprint() != preprocessor_.fingerprint();
  if (text->changes_macros) text->macros = std::move(lexer.preprocessor_);
  text->records = lexer.records_;
  text->files = std::move(lexer.followed_);
  text->files.push_back(&file);
  text->depth = 1 + lexer.followed_depth_;
  return text;
}

void Lexer::append_included(std::shared_ptr<const IncludedText> text, std::uint32_t at) {
  auto first = static_cast<std::uint32_t>(file_.tokens.size());
  std::vector<Name> names;
  names.reserve(text->words.size());
  for (const std::string& word : text->words) names.push_back(names_.intern(word));
  for (Statement statement : text->file.statements) {
    statement.first += first;
    statement.last += first;
    file_.statements.push_back(statement);
  }
  for (Token token : text->file.tokens) {
    if (token.is_long()) token.name = no_name;
    else if (index_of(token.name) >= kw::count) token.name = names[index_of(token.name) - kw::count];
    token.cooked = token.kind != TokenKind::end_of_statement;
    token.begin = at;
    token.set_end(at);
    token.read_only = true;
    file_.tokens.push_back(token);
  }
  auto last = static_cast<std::uint32_t>(file_.tokens.size());
  if (last > first) file_.included.push_back({first, last, std::move(text)});
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
