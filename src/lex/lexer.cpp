// Lines, statements and # lines: what free and fixed form share.

#include "lex/lexer.h"

#include <cstring>

#include "base/strings.h"
#include "lex/c_comments.h"
#include "lex/kinds.h"

namespace isotach {

char* CookedText::room(std::size_t count) {
  std::size_t needed = size_ + count + SourceFile::padding;
  if (buffer_.size() < needed) buffer_.resize(std::max(needed, 2 * buffer_.size()));
  return buffer_.data() + size_;
}

void CookedText::add(std::string_view characters, std::uint32_t from) {
  if (characters.empty()) return;
  char* out = room(characters.size());
  begin_run(out, from);
  std::memcpy(out, characters.data(), characters.size());
  size_ += characters.size();
}

void CookedText::add_for(std::string_view characters, std::uint32_t from, std::uint32_t to, bool expanded) {
  if (characters.empty()) return;
  char* out = room(characters.size());
  pieces_.push_back({static_cast<std::uint32_t>(size_), from, to, true, expanded});
  std::memcpy(out, characters.data(), characters.size());
  size_ += characters.size();
}

Lexer::Lexer(const SourceFile& source, const LexOptions& options, NameTable& names, Diagnostics& diagnostics)
    : source_(source), options_(options), names_(names), diagnostics_(diagnostics),
      text_(source.text().data()), end_(text_ + source.text().size()) {
  for (const std::string& option : options.defines) preprocessor_.define_option(option);
  for (const std::string& name : options.undefines) preprocessor_.undefine(name);
  for (const auto& [name, macro] : preprocessor_.macros()) know_macro(&macro);
  file_.source = &source;
  file_.form = options.form;
  file_.tokens.reserve(source.size() / 6 + 16);
  file_.statements.reserve(source.size() / 40 + 4);
}

Lexer::Lexer(const SourceFile& source, Lexer& includer, Diagnostics& diagnostics)
    : source_(source), options_(includer.options_), names_(includer.names_), diagnostics_(diagnostics),
      text_(source.text().data()), end_(text_ + source.text().size()), preprocessor_(includer.preprocessor_),
      macro_names_(includer.macro_names_), includer_(&includer),
      options_fingerprint_(includer.options_fingerprint_), records_(includer.records_) {
  file_.source = &source;
  file_.form = options_.form;
}

LexedFile Lexer::run() {
  if (options_.form == SourceForm::free) run_free();
  else run_fixed();
  for (const OpenGroup& open : open_groups_) {
    PreprocessorGroup& group = file_.groups[open.index];
    group.torn = true;
    group.end = source_.size();
    diagnostics_.report(kinds::UnclosedConditional, {&source_, group.begin, group.branches.front().line_end});
  }
  if (!file_.groups.empty()) find_torn_groups(file_, names_);
  return std::move(file_);
}

LexedFile lex(const SourceFile& source, const LexOptions& options, NameTable& names,
              Diagnostics& diagnostics) {
  bool c_comments = source.text().find("/*") != std::string_view::npos && is_preprocessed(source);
  if (!c_comments) return Lexer(source, options, names, diagnostics).run();
  UncommentedSource plain(source);
  Diagnostics found;
  LexedFile file = Lexer(plain.text(), options, names, found).run();
  plain.restore(file, found);
  diagnostics.append(std::move(found));
  return file;
}

Lexer::Line Lexer::line_at(const char* p) const {
  const void* newline = std::memchr(p, '\n', static_cast<std::size_t>(end_ - p));
  Line line{p, end_, end_};
  if (newline) {
    line.end = static_cast<const char*>(newline);
    line.next = line.end + 1;
  }
  if (line.end > p && line.end[-1] == '\r') --line.end;
  return line;
}

void Lexer::mark(const char* begin, const char* end, MarkKind kind) {
  if (begin < end) file_.marks.push_back({offset(begin), offset(end), kind});
}

bool Lexer::taken() const { return open_groups_.empty() || open_groups_.back().taken; }

void Lexer::begin_statement(StatementKind kind) {
  in_statement_ = true;
  depth_ = 0;
  top_level_ = 0;
  statement_ = Statement{};
  statement_.first = static_cast<std::uint32_t>(file_.tokens.size());
  statement_.kind = kind;
  statement_.inactive = !taken();
}

void Lexer::end_statement(const char* begin, const char* end) {
  in_statement_ = false;
  auto count = static_cast<std::uint32_t>(file_.tokens.size()) - statement_.first;
  if (count == 0) {
    // Nothing but a ';': keep its byte in the previous statement's terminator or as an empty statement.
    if (begin == end) return;
  }
  const Token* first = count ? &file_.tokens[statement_.first] : nullptr;
  if (first && first->kind == TokenKind::integer_literal && statement_.kind == StatementKind::fortran) {
    std::string_view digits = file_.spelling(statement_.first);
    if (digits.size() <= 5 && digits.find('_') == std::string_view::npos) {
      statement_.has_label = true;
      std::uint32_t label = 0;
      for (char c : digits) label = label * 10 + static_cast<std::uint32_t>(c - '0');
      statement_.label = label & 0x1ffffu;
    }
  }
  if (first && count > 2 && (index_of(first->name) == kw::structure || index_of(first->name) == kw::record) &&
      first[1].kind == TokenKind::op_slash)
    records_ = true;
  statement_.top_level_assign = (top_level_ & seen_assign) != 0;
  statement_.top_level_arrow = (top_level_ & seen_arrow) != 0;
  statement_.top_level_double_colon = (top_level_ & seen_double_colon) != 0;
  statement_.comma_after_assign = (top_level_ & seen_comma) != 0;
  statement_.last = static_cast<std::uint32_t>(file_.tokens.size());
  Token& token = file_.tokens.emplace_back(offset(begin), offset(end), no_name, TokenKind::end_of_statement);
  if (count == 0) return;
  file_.statements.push_back(statement_);
  const Token* word = &file_.tokens[statement_.first];
  bool include = count == 2 && word->name == kw::include && word[1].kind == TokenKind::string_literal;
  if (!include || statement_.inactive) return;
  std::string name(file_.spelling(statement_.first + 1));
  if (!options_.included ||
      !follow_include(std::string_view(name).substr(1, name.size() - 2), word->begin, token.end()))
    file_.lacks_include = true;
}

void Lexer::unterminated_string(const char* begin, const char* end) {
  statement_.damaged = true;
  if (statement_.inactive) return;
  diagnostics_.report(kinds::UnterminatedString, {&source_, offset(begin), offset(end)});
}

void Lexer::continuation_at_end(const char* at) {
  statement_.damaged = true;
  if (statement_.inactive) return;
  diagnostics_.report(kinds::ContinuationAtEnd, {&source_, offset(at), offset(at) + 1});
}

void Lexer::lone_ampersand(const char* at) {
  if (!statement_.inactive) diagnostics_.report(kinds::LoneAmpersand, {&source_, offset(at), offset(at) + 1});
}

const char* Lexer::preprocessor_line(const char* p) {
  Line line = line_at(p);
  const char* hash = p + std::string_view(p, static_cast<std::size_t>(line.end - p)).find('#');
  std::string text(hash + 1, line.end);
  while (!text.empty() && text.back() == '\\' && line.next < end_) {
    text.pop_back();
    line = line_at(line.next);
    text.append(line.begin, line.end);
  }
  if (text.find("/*") != text.npos) text = without_c_comments(text);
  std::string_view rest = trim(text);
  std::size_t length = 0;
  while (length < rest.size() && is_letter(rest[length])) ++length;
  std::string_view keyword = rest.substr(0, length);
  rest = trim(rest.substr(length));
  mark(hash, line.end, MarkKind::preprocessor);
  if (keyword == "if" || keyword == "ifdef" || keyword == "ifndef" || keyword == "elif" ||
      keyword == "else" || keyword == "endif") {
    conditional_line(keyword, rest, p, line.next);
  } else if (taken()) {
    if (keyword == "define") {
      know_macro(preprocessor_.define(rest));
    } else if (keyword == "undef") {
      preprocessor_.undefine(rest);
    } else if (keyword == "include") {
      include_line(rest, offset(p), offset(line.end));
    }
  }
  return line.next;
}

void Lexer::conditional_line(std::string_view keyword, std::string_view rest, const char* begin,
                             const char* end) {
  StatementKind kind = StatementKind::if_line;
  bool opens = keyword == "if" || keyword == "ifdef" || keyword == "ifndef";
  if (!opens && open_groups_.empty()) {
    diagnostics_.report(kinds::UnmatchedConditional, {&source_, offset(begin), offset(end)}, keyword);
    return;
  }
  std::string condition(rest);
  if (keyword == "ifdef") condition = "defined(" + condition + ")";
  if (keyword == "ifndef") condition = "!defined(" + condition + ")";
  if (opens) {
    PreprocessorGroup group;
    group.begin = offset(begin);
    if (!open_groups_.empty()) group.parent = static_cast<std::int32_t>(open_groups_.back().index);
    open_groups_.push_back({static_cast<std::uint32_t>(file_.groups.size()), false, taken(), false});
    file_.groups.push_back(std::move(group));
  } else {
    kind = keyword == "elif"   ? StatementKind::elif_line
           : keyword == "else" ? StatementKind::else_line
                               : StatementKind::endif_line;
  }
  OpenGroup& open = open_groups_.back();
  PreprocessorGroup& group = file_.groups[open.index];
  if (statement_open()) group.torn = true;

  if (keyword == "endif") {
    group.end = offset(end);
  } else {
    bool evaluated = open.enclosing && !open.any_taken;
    bool truth = keyword == "else";
    if (evaluated && keyword != "else") {
      auto assumed = options_.assumed_conditions.find(condition);
      auto value =
          assumed != options_.assumed_conditions.end() ? assumed->second : preprocessor_.evaluate(condition);
      if (!value)
        diagnostics_.report(kinds::BadCondition, {&source_, offset(begin), offset(end) - 1}, condition);
      truth = value.value_or(false);
    }
    open.taken = evaluated && truth;
    open.any_taken = open.any_taken || open.taken;
    group.branches.push_back({offset(begin), offset(end), keyword == "else" ? "" : condition, open.taken});
  }
  std::uint32_t group_index = open.index;
  bool enclosing = open.enclosing;
  if (keyword == "endif") open_groups_.pop_back();
  if (statement_open()) return;
  // A statement of its own, with an empty terminator token, marks for the parser where branches begin.
  Statement line;
  line.first = line.last = static_cast<std::uint32_t>(file_.tokens.size());
  line.kind = kind;
  line.group = group_index;
  line.branch = static_cast<std::uint32_t>(file_.groups[group_index].branches.size()) - 1;
  line.inactive = !enclosing;
  file_.tokens.emplace_back(offset(begin), offset(begin), no_name, TokenKind::end_of_statement);
  file_.statements.push_back(line);
}

const char* Lexer::skip_inactive(const char* p) {
  const char* begin = p;
  while (p < end_) {
    Line line = line_at(p);
    if (trim(std::string_view(p, static_cast<std::size_t>(line.end - p))).starts_with('#')) break;
    p = line.next;
  }
  const char* end = p;
  while (end > begin && (end[-1] == '\n' || end[-1] == '\r')) --end;
  mark(begin, end, MarkKind::inactive);
  return p;
}

// The characters [begin, end) of the cooked text; `piece` holds the first.
inline void Lexer::add_cooked_token(std::size_t piece, std::size_t begin, std::size_t end, TokenKind kind,
                                    Name name) {
  bool glued = begin > 0 && !is_blank(cooked_.text()[begin - 1]);
  const CookedText::Piece& first = cooked_.pieces()[piece];
  if (first.stands_for || end > cooked_.piece_end(piece)) {
    add_joined_token(piece, begin, end, kind, name, glued);
    return;
  }
  auto [from, to] = cooked_.source_of(first, begin, end); // as it stands in the source
  add_token(kind, text_ + from, text_ + to, name).glued_left = glued;
}

void Lexer::add_joined_token(std::size_t piece, std::size_t begin, std::size_t end, TokenKind kind, Name name,
                             bool glued) {
  auto index = static_cast<std::uint32_t>(file_.tokens.size());
  bool expanded = false;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pieces;
  for (std::size_t at = begin; at < end; ++piece) {
    std::size_t stop = std::min(end, cooked_.piece_end(piece));
    auto [from, to] = cooked_.source_of(cooked_.pieces()[piece], at, stop);
    expanded = expanded || cooked_.pieces()[piece].expanded;
    if (pieces.empty() || (from != pieces.back().second && from != pieces.back().first))
      pieces.emplace_back(from, to);
    else pieces.back().second = to;
    at = stop;
  }
  Token& token = add_token(kind, text_ + pieces.front().first, text_ + pieces.back().second, name);
  token.glued_left = glued;
  token.read_only = expanded;
  std::string_view spelling = cooked_.text().substr(begin, end - begin);
  if (!expanded && pieces.size() == 1 && source_.slice(token.begin, token.end()) == spelling) return;
  token.cooked = true;
  file_.cooked.push_back({index, std::string(spelling), std::move(pieces)});
}

void Lexer::scan_cooked(const std::vector<std::uint32_t>& splits, StatementKind kind) {
  std::string_view text = cooked_.text();
  const char* base = text.data();
  const char* end = base + text.size();
  std::size_t next_split = 0;
  std::size_t piece = 0;
  for (const char* p = base; p < end;) {
    if (is_blank(*p) || *p == '\r') {
      ++p;
      continue;
    }
    auto at = static_cast<std::size_t>(p - base);
    piece = cooked_.piece_of(at, piece);
    if (*p == '!') break; // a comment inside a macro's body
    if (!statement_open()) begin_statement(kind);
    if (*p == ';' && kind == StatementKind::fortran) {
      auto [begin, stop] = cooked_.source_of(cooked_.pieces()[piece], at, at + 1);
      end_statement(text_ + begin, text_ + (cooked_.pieces()[piece].expanded ? begin : stop));
      ++p;
      continue;
    }
    while (next_split < splits.size() && splits[next_split] <= at) ++next_split;
    const char* limit = next_split < splits.size() ? base + splits[next_split] : end;
    NameKey key;
    if (detail::char_entries[static_cast<unsigned char>(*p)].char_class == detail::CharClass::letter &&
        is_plain_name(p, limit, key)) {
      add_cooked_token(piece, at, at + key.length, TokenKind::name, names_.intern(key, p));
      p += key.length;
      continue;
    }
    Scanned scanned = next_token(p, limit);
    Name name = name_of(p, scanned);
    add_cooked_token(piece, at, static_cast<std::size_t>(scanned.end - base), scanned.kind, name);
    if (scanned.unterminated)
      unterminated_string(text_ + file_.tokens.back().begin, text_ + file_.tokens.back().end());
    p = scanned.end;
  }
}

} // namespace isotach
