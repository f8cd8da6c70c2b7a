// Lexer: the state shared by free form, fixed form and cooking. Private to src/lex.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/name_key.h"
#include "lex/lex.h"
#include "lex/preprocessor.h"
#include "lex/scan.h"

namespace isotach {

// A logical line joined into one run of characters that know where they come from, a stretch at a time.
// After the text, SourceFile::padding bytes are readable.
class CookedText {
 public:
  struct Piece {
    std::uint32_t at = 0;    // its first character in the text
    std::uint32_t begin = 0; // its source range:
    std::uint32_t end = 0;   // one byte a character,
    bool stands_for = false; // or the same bytes for all its characters: an expansion, a blank from nowhere
    bool expanded = false;   // from a macro
  };

  void clear() {
    size_ = 0;
    pieces_.clear();
  }
  // Characters as they stand in the source from `from` on.
  void add(std::string_view characters, std::uint32_t from);
  // Characters that stand for the source range [from, to).
  void add_for(std::string_view characters, std::uint32_t from, std::uint32_t to, bool expanded);
  void add_blank(std::uint32_t from) { add_for(" ", from, from, false); }

  // For loops that write the characters themselves: room for `count` of them, then begin_run() where a
  // stretch of the source begins and end_at() after the last.
  char* room(std::size_t count);
  void begin_run(const char* out, std::uint32_t from) {
    auto at = static_cast<std::uint32_t>(out - buffer_.data());
    bool goes_on = !pieces_.empty() && !pieces_.back().stands_for &&
                   from - pieces_.back().begin == at - pieces_.back().at;
    if (!goes_on) pieces_.push_back({at, from, 0, false, false});
  }
  void end_at(const char* out) { size_ = static_cast<std::size_t>(out - buffer_.data()); }

  std::string_view text() const { return {buffer_.data(), size_}; }
  const std::vector<Piece>& pieces() const { return pieces_; }
  std::size_t size() const { return size_; }
  // The piece that holds a character; `hint` is a piece at or before it. O(pieces between).
  std::size_t piece_of(std::size_t at, std::size_t hint) const {
    while (hint + 1 < pieces_.size() && pieces_[hint + 1].at <= at) ++hint;
    return hint;
  }
  std::size_t piece_end(std::size_t piece) const {
    return piece + 1 < pieces_.size() ? pieces_[piece + 1].at : size_;
  }
  // The source range of the characters [begin, end), which lie in one piece.
  std::pair<std::uint32_t, std::uint32_t> source_of(const Piece& piece, std::size_t begin,
                                                    std::size_t end) const {
    if (piece.stands_for) return {piece.begin, piece.end};
    return {piece.begin + static_cast<std::uint32_t>(begin - piece.at),
            piece.begin + static_cast<std::uint32_t>(end - piece.at)};
  }

 private:
  std::vector<char> buffer_;
  std::size_t size_ = 0;
  std::vector<Piece> pieces_;
};

// A line of fixed form by its first six columns.
struct FixedLine {
  enum Kind : std::uint8_t {
    blank,
    comment,
    directive,
    directive_continuation,
    preprocessor,
    initial,
    continuation
  };
  Kind kind = blank;
  const char* text = nullptr; // first byte of the statement field
  std::string_view sentinel = {};
  const char* begin = nullptr;
  const char* end = nullptr;  // without line-end characters
  const char* next = nullptr; // first byte of the next line
};

// Places where a token of fixed form ends at a blank without which the next would belong to it, by the number
// of the token after it. Whoever knows that a word ends there allows them in order.
class Seams {
 public:
  // False: too many to be a statement's first words.
  bool add(std::uint32_t token) {
    if (count_ == tokens_.size()) return false;
    tokens_[count_++] = token;
    return true;
  }
  void allow(std::size_t token) { allowed_ += allowed_ < count_ && tokens_[allowed_] == token; }
  bool passed() const { return allowed_ == count_; }

 private:
  std::array<std::uint32_t, 3> tokens_{};
  std::uint32_t count_ = 0, allowed_ = 0;
};

class Lexer {
 public:
  Lexer(const SourceFile& source, const LexOptions& options, NameTable& names, Diagnostics& diagnostics);
  LexedFile run();

 private:
  // Of a file that `includer` includes.
  Lexer(const SourceFile& source, Lexer& includer, Diagnostics& diagnostics);

  // lexer.cpp: lines, statements, # lines
  struct Line {
    const char* begin;
    const char* end;  // without line-end characters
    const char* next; // first byte of the next line
  };
  Line line_at(const char* p) const;
  std::uint32_t offset(const char* p) const { return static_cast<std::uint32_t>(p - text_); }
  void mark(const char* begin, const char* end, MarkKind kind);
  Token& add_token(TokenKind kind, const char* begin, const char* end, Name name);
  void note_top_level(TokenKind kind);
  Scanned next_token(const char* p, const char* limit) const;
  Name name_of(const char* p, const Scanned& scanned); // no_name when it has none
  static bool is_plain_name(const char* p, const char* limit, NameKey& key);
  void begin_statement(StatementKind kind);
  void end_statement(const char* begin, const char* end);
  bool statement_open() const { return in_statement_; }
  bool taken() const; // the current branch is in the view
  void unterminated_string(const char* begin, const char* end);
  void continuation_at_end(const char* at);
  void lone_ampersand(const char* at);

  // # lines. Returns the first byte after the (possibly continued) line.
  const char* preprocessor_line(const char* p);
  void conditional_line(std::string_view keyword, std::string_view rest, const char* begin, const char* end);
  // headers.cpp
  void know_macro(const Macro* macro);
  void include_line(std::string_view rest, std::uint32_t begin, std::uint32_t end);
  bool follow_include(std::string_view name, std::uint32_t begin, std::uint32_t end);
  std::shared_ptr<const IncludedText> text_of(const SourceFile& file);
  std::shared_ptr<const IncludedText> lex_included(const SourceFile& file);
  void append_included(std::shared_ptr<const IncludedText> text, std::uint32_t at);
  std::vector<std::string> include_candidates(std::string_view name, const std::string& includer) const;
  void include_macros(std::string_view rest, const std::string& includer, int depth);
  void header_macros(const SourceFile& header, int depth);
  // lexer.cpp
  // In an open statement: skips inactive text up to the # line that ends it.
  const char* skip_inactive(const char* p);
  bool is_macro(Name name) const {
    return index_of(name) < macro_names_.size() && macro_names_[index_of(name)];
  }
  const Macro* macro_of(std::string_view spelling) const {
    return is_macro(names_.find(spelling)) ? preprocessor_.find(spelling) : nullptr;
  }

  // free_form.cpp
  void run_free();
  const char* free_statements(const char* p, Line line, std::string_view sentinel);
  const char* continue_in_place(const char* ampersand, Line line, std::string_view sentinel, bool& leading);
  const char* cooked_statements(const char* p, std::string_view sentinel);
  const char* cook_line(const char* p, Line line, char& quote, bool& continues);
  const char* append_expanded(const char* p, const char* line_end);
  const char* conditional_text(const char* p, const char* end) const;
  std::string_view sentinel_at(const char* p, const char* end) const;

  // cooked tokens, both forms; `splits`: places no token may cross (fixed form)
  void scan_cooked(const std::vector<std::uint32_t>& splits, StatementKind kind);
  void add_cooked_token(std::size_t piece, std::size_t begin, std::size_t end, TokenKind kind, Name name);
  void add_joined_token(std::size_t piece, std::size_t begin, std::size_t end, TokenKind kind, Name name,
                        bool glued);

  // fixed_form.cpp
  struct FixedContext { // what a line hands on to its continuation
    std::size_t label_end = 0;
    std::int64_t hollerith = 0; // characters that still belong to nH...
    char quote = '\0';
    bool directive = false;
  };
  void run_fixed();
  FixedLine fixed_line_at(const char* p) const;
  FixedLine fixed_statement(FixedLine line);
  void cook_fixed_line(const FixedLine& line, FixedContext& context);
  bool find_continuation(FixedLine& line, bool directive);
  const char* next_continuation(const char* p, FixedLine::Kind continuation) const;
  void mark_fixed_comment(const FixedLine& line);
  void split_keywords(std::size_t label_end);

  // fixed_in_place.cpp
  bool fixed_in_place(FixedLine& line);
  bool plain_label(const FixedLine& line);
  bool scan_fixed_field(const FixedLine& line, Seams& seams);
  bool words_stand_apart(std::size_t at, Seams& seams);
  std::size_t after_parentheses(std::size_t open) const;
  bool is_label(std::size_t token) const;
  bool is_plain_entity(std::size_t token) const;
  bool comma_before_assign(std::size_t at) const;
  void cut_token(std::size_t index, std::uint32_t length, Name left, Name right);
  void join_tokens(std::size_t index, Name name);

  const SourceFile& source_;
  const LexOptions& options_;
  NameTable& names_;
  Diagnostics& diagnostics_;
  LexedFile file_;
  const char* text_;
  const char* end_;

  Preprocessor preprocessor_;
  std::vector<std::uint8_t> macro_names_; // by Name: some macro has this spelling in some case
  struct OpenGroup {
    std::uint32_t index;
    bool any_taken; // a branch of it was taken already
    bool enclosing; // the enclosing text is in the view
    bool taken;     // the current branch is in the view
  };
  std::vector<OpenGroup> open_groups_;

  // The logical line in work; kept from one to the next for their memory.
  CookedText cooked_;
  std::string lowered_;
  std::vector<std::uint32_t> splits_;

  const Lexer* includer_ = nullptr;                             // whose file includes this one
  std::pair<std::uint64_t, std::uint64_t> options_fingerprint_; // where there is something to follow
  std::vector<const SourceFile*> followed_;                     // what this file includes, and that in turn
  int followed_depth_ = 0;                                      // of includes inside each other
  bool in_statement_ = false;
  int depth_ = 0;              // of parentheses in the open statement
  std::uint8_t top_level_ = 0; // what it had outside them: TopLevelBit
  bool records_ = false;       // STRUCTURE or RECORD was seen: `record.component` may stand for `%`
  Statement statement_;
  std::uint32_t last_end_ = 0; // end of the previous token, for glued_left
};

// In a file with STRUCTURE or RECORD a '.' before a name is a '%' unless it begins an intrinsic operator.
inline Scanned Lexer::next_token(const char* p, const char* limit) const {
  Scanned scanned = scan_token(p, limit);
  if (!records_ || *p != '.') return scanned;
  bool component = p + 1 < limit && is_letter(p[1]) && !file_.tokens.empty() &&
                   (scanned.kind == TokenKind::unknown || scanned.kind == TokenKind::defined_operator);
  TokenKind before = component ? file_.tokens.back().kind : TokenKind::end_of_statement;
  if (before == TokenKind::name || before == TokenKind::right_paren) return {p + 1, TokenKind::percent};
  return scanned;
}

// Does a letter at p begin a name, and not the prefix of a literal or more than fits before the limit? After
// the limit NameKey::padding bytes are readable.
inline bool Lexer::is_plain_name(const char* p, const char* limit, NameKey& key) {
  key = NameKey::of(p);
  const char* end = p + key.length;
  return end <= limit && *end != '\'' && *end != '"';
}

inline Name Lexer::name_of(const char* p, const Scanned& scanned) {
  std::string_view spelling = name_in(p, scanned);
  return spelling.empty() ? no_name : names_.intern(spelling);
}

// What a token says of its statement: the step in parentheses, and its bit of `top_level_` at level 0.
struct TopLevelNote {
  std::int8_t step{};
  std::uint8_t bit{};
};
enum TopLevelBit : std::uint8_t { seen_assign = 1, seen_arrow = 2, seen_double_colon = 4, seen_comma = 8 };
constexpr auto top_level_notes = [] {
  std::array<TopLevelNote, 256> notes{};
  auto at = [&](TokenKind kind) -> TopLevelNote& { return notes[static_cast<std::size_t>(kind)]; };
  at(TokenKind::left_paren).step = at(TokenKind::left_bracket).step = 1;
  at(TokenKind::right_paren).step = at(TokenKind::right_bracket).step = -1;
  at(TokenKind::assign).bit = seen_assign;
  at(TokenKind::arrow).bit = seen_arrow;
  at(TokenKind::double_colon).bit = seen_double_colon;
  at(TokenKind::comma).bit = seen_comma;
  return notes;
}();

// Without branches: which punctuation comes next cannot be predicted.
inline void Lexer::note_top_level(TokenKind kind) {
  TopLevelNote note = top_level_notes[static_cast<std::size_t>(kind)];
  // A comma counts after an '=' only: seen_comma is seen_assign moved by three.
  unsigned counted = (seen_assign | seen_arrow | seen_double_colon) | (top_level_ << 3 & seen_comma);
  top_level_ |= static_cast<std::uint8_t>(depth_ == 0 ? note.bit & counted : 0u);
  depth_ += note.step;
}

// Inline wherever it is called: a call for each token took a tenth of the free-form lexer.
[[gnu::always_inline]] inline Token& Lexer::add_token(TokenKind kind, const char* begin, const char* end,
                                                      Name name) {
  bool glued = offset(begin) == last_end_;
  last_end_ = offset(end);
  if (kind != TokenKind::name) note_top_level(kind);
  const Token token(offset(begin), last_end_, name, kind, glued);
  file_.tokens.push_back(token);
  return file_.tokens.back();
}

// Where keywords run into each other or into names in the blank-free text of a fixed-form statement (after
// its label): the places where a token ends, counted from `base`, are added in order. `text` is lower case
// outside strings.
void find_keyword_splits(std::string_view text, std::size_t base, std::vector<std::uint32_t>& splits);

// Rule R2: marks the groups that split a statement or a block as torn.
void find_torn_groups(LexedFile& file, const NameTable& names);

} // namespace isotach
