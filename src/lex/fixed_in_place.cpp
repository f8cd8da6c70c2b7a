// Fixed form without cooking: most statements have blanks where words end and nowhere else, so that their
// tokens can be read from the source as they stand. Whatever is not certain to give the very tokens that the
// blank-free text would give is left to fixed_form.cpp; tests compare the two ways.

#include <algorithm>
#include <array>
#include <cstring>

#include "base/strings.h"
#include "lex/lexer.h"

namespace isotach {

namespace {

// Characters between which a blank may have kept two tokens apart: within a word, or within an operator.
enum SeamBit : std::uint8_t { in_word = 1, in_operator = 2 };
constexpr auto seam_bits = [] {
  std::array<std::uint8_t, 256> bits{};
  for (std::size_t c = 0; c < 256; ++c)
    if (is_name_char(static_cast<char>(c))) bits[c] = in_word;
  for (char c : std::string_view(".'\"")) bits[static_cast<std::size_t>(c)] = in_word;
  for (char c : std::string_view(":*=/<>")) bits[static_cast<std::size_t>(c)] = in_operator;
  return bits;
}();
std::uint8_t seam_bits_of(char c) { return seam_bits[static_cast<unsigned char>(c)]; }

// What a statement's first word says about the seams after it.
enum class FirstWord : std::uint8_t {
  other,   // nothing: cook it
  leading, // any name may follow
  type,
  double_,
  end,
  end_block, // ENDDO, ENDIF
  else_,
  do_,
  go,
  implicit,
  then,
};
constexpr auto first_words = [] {
  std::array<FirstWord, kw::count> words{};
  for (auto word : {kw::call,      kw::close,     kw::common,   kw::continue_,  kw::cycle, kw::data,
                    kw::dimension, kw::exit,      kw::external, kw::format,     kw::goto_, kw::intrinsic,
                    kw::open,      kw::parameter, kw::print,    kw::program,    kw::read,  kw::return_,
                    kw::rewind,    kw::save,      kw::stop,     kw::subroutine, kw::use,   kw::write})
    words[word] = FirstWord::leading;
  for (auto word : {kw::integer, kw::real, kw::complex, kw::character, kw::logical})
    words[word] = FirstWord::type;
  for (auto word : {kw::enddo, kw::endif}) words[word] = FirstWord::end_block;
  words[kw::double_] = FirstWord::double_;
  words[kw::end] = FirstWord::end;
  words[kw::else_] = FirstWord::else_;
  words[kw::do_] = FirstWord::do_;
  words[kw::go] = FirstWord::go;
  words[kw::implicit] = FirstWord::implicit;
  words[kw::then] = FirstWord::then;
  return words;
}();

bool is_real_or_logical(TokenKind kind) {
  return kind == TokenKind::real_literal || kind == TokenKind::true_literal ||
         kind == TokenKind::false_literal;
}

} // namespace

// The label in the first columns of a line that has nothing else there. False: not as plain as that.
bool Lexer::plain_label(const FixedLine& line) {
  const char* text = line.begin + 6;
  if (line.text != text) return false;
  const char *p = line.begin, *stop = text - 1;
  while (p < stop && *p == ' ') ++p;
  const char* digits = p;
  while (p < stop && is_digit(*p)) ++p;
  const char* end = p;
  while (p < text && *p == ' ') ++p;
  if (p != text) return false;
  if (end > digits) add_token(TokenKind::integer_literal, digits, end, no_name);
  return true;
}

// The tokens of a line's statement field. False: something in it must be cooked.
bool Lexer::scan_fixed_field(const FixedLine& line, Seams& seams) {
  const char* limit = std::min(line.end, line.begin + options_.fixed_columns);
  const char* p = line.text;
  bool macros = !preprocessor_.empty();
  bool gap = true; // the end of a line is one
  for (;; gap = false) {
    for (; p < limit && (is_blank(*p) || *p == '\r'); ++p) gap = true;
    if (p >= limit || *p == '!') break;
    detail::CharEntry entry = detail::char_entries[static_cast<unsigned char>(*p)];
    NameKey key;
    Scanned scanned;
    Name name = no_name;
    if (entry.char_class == detail::CharClass::punctuation) {
      scanned = scan_punctuation(p, limit, entry);
    } else if (entry.char_class == detail::CharClass::letter && is_plain_name(p, limit, key)) {
      scanned = {p + key.length, TokenKind::name};
      name = names_.intern(key, p);
      if (macros && is_macro(name)) return false;
    } else {
      scanned = scan_token(p, limit);
      if (scanned.kind == TokenKind::unknown || scanned.kind == TokenKind::hollerith_literal ||
          scanned.unterminated)
        return false;
      bool number = scanned.kind == TokenKind::integer_literal || scanned.kind == TokenKind::real_literal;
      if (number && scanned.end < limit && is_name_char(*scanned.end)) return false;
      // A macro may be the word of an operator, a kind or a prefix.
      bool plain = entry.char_class == detail::CharClass::digit || *p == '\'' || *p == '"';
      if (macros && (!plain || std::find(p, scanned.end, '_') != scanned.end)) return false;
      name = name_of(p, scanned);
    }
    const std::vector<Token>& tokens = file_.tokens;
    bool first = tokens.size() == statement_.first;
    if (gap && !first) {
      char before = text_[last_end_ - 1];
      bool may_join = (seam_bits_of(before) & seam_bits_of(*p)) != 0;
      // The points of `.EQ.` and its like do not belong to the words beside them.
      bool after_operator = before == '.' && !is_real_or_logical(tokens.back().kind);
      bool before_operator = *p == '.' && !is_real_or_logical(scanned.kind);
      if (may_join && !after_operator && !before_operator &&
          !seams.add(static_cast<std::uint32_t>(tokens.size())))
        return false;
    }
    add_token(scanned.kind, p, scanned.end, name).glued_left = !first;
    p = scanned.end;
  }
  while (p < line.end && (is_blank(*p) || *p == '\r')) ++p;
  mark(p, line.end, MarkKind::comment);
  return true;
}

// The statement that begins with `line`, if all of it is plain; `line` becomes the first line after it and
// its comments. False: nothing happened.
bool Lexer::fixed_in_place(FixedLine& line) {
  if (line.kind != FixedLine::initial || records_ || options_.cook_fixed_form) return false;
  std::size_t tokens = file_.tokens.size(), marks = file_.marks.size();
  auto undo = [&] {
    file_.tokens.resize(tokens);
    file_.marks.resize(marks);
    in_statement_ = false;
    return false;
  };
  begin_statement(StatementKind::fortran);
  if (!plain_label(line)) return undo();
  auto first = static_cast<std::uint32_t>(file_.tokens.size());
  Seams seams;
  FixedLine at = line;
  for (;;) {
    if (!scan_fixed_field(at, seams)) return undo();
    at = fixed_line_at(at.next);
    for (; at.begin < end_; at = fixed_line_at(at.next)) {
      if (at.kind == FixedLine::comment) mark_fixed_comment(at);
      else if (at.kind != FixedLine::blank) break;
    }
    if (at.kind == FixedLine::preprocessor && next_continuation(at.next, FixedLine::continuation))
      return undo();
    if (at.begin >= end_ || at.kind != FixedLine::continuation) break;
    bool plain = at.text == at.begin + 6 && std::memcmp(at.begin, "     ", 5) == 0;
    if (!plain) return undo();
    mark(at.text - 1, at.text, MarkKind::continuation);
  }
  if (file_.tokens.size() == first || !words_stand_apart(first, seams) || !seams.passed()) return undo();
  const char* last = text_ + last_end_;
  end_statement(last, last);
  line = at;
  return true;
}

// Where the token after the parenthesis is that closes tokens[open]; the number of tokens when it stays open.
std::size_t Lexer::after_parentheses(std::size_t open) const {
  int depth = 0;
  for (std::size_t i = open; i < file_.tokens.size(); ++i) {
    TokenKind kind = file_.tokens[i].kind;
    if (kind == TokenKind::left_paren) ++depth;
    else if (kind == TokenKind::right_paren && --depth == 0) return i + 1;
  }
  return file_.tokens.size();
}

bool Lexer::is_label(std::size_t token) const {
  if (token >= file_.tokens.size() || file_.tokens[token].kind != TokenKind::integer_literal) return false;
  const Token& t = file_.tokens[token];
  return std::all_of(text_ + t.begin, text_ + t.end(), is_digit);
}

// Cuts a token in two after its first `length` characters.
void Lexer::cut_token(std::size_t index, std::uint32_t length, Name left, Name right) {
  Token& token = file_.tokens[index];
  Token rest(token.begin + length, token.end(), right, TokenKind::name);
  rest.glued_left = true;
  token.name = left;
  token.set_end(rest.begin);
  file_.tokens.insert(file_.tokens.begin() + static_cast<std::ptrdiff_t>(index) + 1, rest);
}

// Makes two words, GO TO, one.
void Lexer::join_tokens(std::size_t index, Name name) {
  Token& token = file_.tokens[index];
  Token rest = file_.tokens[index + 1];
  std::string spelling(text_ + token.begin, text_ + token.end());
  spelling.append(text_ + rest.begin, text_ + rest.end());
  file_.cooked.push_back({static_cast<std::uint32_t>(index),
                          std::move(spelling),
                          {{token.begin, token.end()}, {rest.begin, rest.end()}}});
  token.set_end(rest.end());
  token.name = name;
  token.cooked = true;
  file_.tokens.erase(file_.tokens.begin() + static_cast<std::ptrdiff_t>(index) + 1);
}

// May a declaration go on with this token after its type? Not where a prefix or FUNCTION may be meant.
bool Lexer::is_plain_entity(std::size_t token) const {
  if (token >= file_.tokens.size()) return true;
  const Token& t = file_.tokens[token];
  if (t.kind != TokenKind::name)
    return t.kind == TokenKind::comma || t.kind == TokenKind::double_colon ||
           t.kind == TokenKind::end_of_statement;
  std::string_view text = source_.slice(t.begin, t.end());
  for (std::string_view word :
       {"attributes", "elemental", "function", "impure", "module", "pure", "recursive"})
    if (starts_with_ignoring_case(text, word)) return false;
  return true;
}

// Does an '=' at parenthesis level 0 have a comma before it there? True also where it may be part of an
// operator.
bool Lexer::comma_before_assign(std::size_t at) const {
  int depth = 0;
  for (std::size_t i = at; i < file_.tokens.size(); ++i) {
    const Token& token = file_.tokens[i];
    depth += top_level_notes[static_cast<std::size_t>(token.kind)].step;
    if (depth != 0) continue;
    if (token.kind == TokenKind::comma) return true;
    if (token.kind == TokenKind::assign)
      return std::strchr("=/<>", text_[token.begin - 1]) || text_[token.end()] == '=';
  }
  return true;
}

// Would the statement's blank-free text be cut where its tokens end? See fixed_keywords.cpp for the rules,
// which this follows for those statements that most programs consist of.
bool Lexer::words_stand_apart(std::size_t at, Seams& seams) {
  const std::vector<Token>& tokens = file_.tokens;
  auto kind = [&](std::size_t i) { return i < tokens.size() ? tokens[i].kind : TokenKind::end_of_statement; };
  auto name = [&](std::size_t i) { return i < tokens.size() ? tokens[i].name : no_name; };
  for (int conditions = 0; name(at) == kw::if_ && kind(at + 1) == TokenKind::left_paren; ++conditions) {
    std::size_t next_at = after_parentheses(at + 1);
    TokenKind next = kind(next_at);
    if (conditions == 10 || next_at == tokens.size() || next == TokenKind::assign ||
        next == TokenKind::arrow || next == TokenKind::op_eq || next == TokenKind::left_paren ||
        next == TokenKind::percent)
      return false;
    if (next != TokenKind::name) return next == TokenKind::integer_literal; // of an arithmetic IF
    at = next_at;
  }
  if (kind(at) != TokenKind::name || kind(at + 1) == TokenKind::colon || !is_letter(text_[tokens[at].begin]))
    return false;
  Name first = name(at);
  if (kind(at + 1) == TokenKind::left_paren) {
    if (first == kw::where || first == kw::forall) return false;
    if (first == kw::elseif) {
      cut_token(at, 4, static_cast<Name>(kw::else_), static_cast<Name>(kw::if_));
      return true;
    }
  }
  if (first == kw::else_ && name(at + 1) == kw::if_ && kind(at + 2) == TokenKind::left_paren) {
    seams.allow(at + 1);
    return true;
  }
  if (top_level_ & seen_arrow) return false;
  if ((top_level_ & seen_assign) && !(top_level_ & seen_double_colon)) {
    if (!(top_level_ & seen_comma)) return !comma_before_assign(at);
    if (first == kw::do_) {
      seams.allow(at + 1);
      if (kind(at + 1) == TokenKind::name) return true;
      seams.allow(at + 2);
      return is_label(at + 1) && (kind(at + 2) == TokenKind::name || kind(at + 2) == TokenKind::comma);
    }
    return false;
  }
  FirstWord word = index_of(first) < first_words.size() ? first_words[index_of(first)] : FirstWord::other;
  switch (word) {
  case FirstWord::other: return false;
  case FirstWord::leading: seams.allow(at + 1); return true;
  case FirstWord::type: {
    std::size_t next = at + 1;
    seams.allow(next);
    if (kind(next) == TokenKind::op_star && is_label(next + 1)) {
      next += 2;
      seams.allow(next);
    } else if (kind(next) == TokenKind::op_star && kind(next + 1) == TokenKind::left_paren) {
      next = after_parentheses(next + 1);
    } else if (kind(next) == TokenKind::left_paren) {
      next = after_parentheses(next);
    }
    return is_plain_entity(next);
  }
  case FirstWord::double_:
    if (name(at + 1) != kw::precision || !is_plain_entity(at + 2)) return false;
    seams.allow(at + 1);
    seams.allow(at + 2);
    if (!seams.passed()) return false;
    join_tokens(at, static_cast<Name>(kw::doubleprecision));
    return true;
  case FirstWord::go:
    if (name(at + 1) != kw::to) return false;
    seams.allow(at + 1);
    seams.allow(at + 2);
    if (!seams.passed()) return false;
    join_tokens(at, static_cast<Name>(kw::goto_));
    return true;
  case FirstWord::end: {
    if (tokens.size() == at + 1) return true;
    Name block = name(at + 1);
    bool known = false;
    for (auto opener : {kw::associate, kw::do_, kw::function, kw::if_, kw::module_, kw::program, kw::select,
                        kw::subroutine, kw::type, kw::where})
      known = known || block == opener;
    seams.allow(at + 1);
    seams.allow(at + 2);
    return known && tokens.size() <= at + 3;
  }
  case FirstWord::end_block:
    if (tokens.size() != at + 1) return false;
    cut_token(at, 3, static_cast<Name>(kw::end), static_cast<Name>(first == kw::enddo ? kw::do_ : kw::if_));
    return true;
  case FirstWord::do_:
    seams.allow(at + 1);
    return tokens.size() == at + 1 || (name(at + 1) == kw::while_ && kind(at + 2) == TokenKind::left_paren);
  case FirstWord::implicit: seams.allow(at + 1); return name(at + 1) == kw::none_ && tokens.size() == at + 2;
  case FirstWord::else_:
  case FirstWord::then: return tokens.size() == at + 1;
  }
  return false;
}

} // namespace isotach
