#include "lex/scan.h"

#include <algorithm>
#include <cstring>

namespace isotach {

namespace {

struct DotWord {
  std::string_view word;
  TokenKind kind;
};
constexpr DotWord dot_words[] = {
    {"and", TokenKind::op_and},
    {"or", TokenKind::op_or},
    {"not", TokenKind::op_not},
    {"eq", TokenKind::op_eq},
    {"ne", TokenKind::op_ne},
    {"lt", TokenKind::op_lt},
    {"le", TokenKind::op_le},
    {"gt", TokenKind::op_gt},
    {"ge", TokenKind::op_ge},
    {"eqv", TokenKind::op_eqv},
    {"neqv", TokenKind::op_neqv},
    {"true", TokenKind::true_literal},
    {"false", TokenKind::false_literal},
};

const char* skip_digits(const char* p, const char* end) {
  while (p < end && is_digit(*p)) ++p;
  return p;
}

// One past the closing quote; a doubled quote stands for one. Sets unterminated when the run ends first.
const char* skip_string(const char* p, const char* end, bool& unterminated) {
  const char quote = *p++;
  for (;;) {
    const void* found = p < end ? std::memchr(p, quote, static_cast<std::size_t>(end - p)) : nullptr;
    if (!found) {
      unterminated = true;
      return end;
    }
    p = static_cast<const char*>(found) + 1;
    if (p < end && *p == quote) ++p;
    else return p;
  }
}

// The word of `.word.` at p, empty when p starts none.
std::string_view dot_word(const char* p, const char* end) {
  const char* q = p + 1;
  while (q < end && is_letter(*q)) ++q;
  if (q == p + 1 || q == end || *q != '.') return {};
  return {p + 1, static_cast<std::size_t>(q - p - 1)};
}

Scanned scan_string(const char* p, const char* end) {
  Scanned token{nullptr, TokenKind::string_literal};
  token.end = skip_string(p, end, token.unterminated);
  // The old suffix form of BOZ: 'FF'X
  if (!token.unterminated && token.end < end && token.end - p > 2) {
    char suffix = to_lower(*token.end);
    bool alone = token.end + 1 == end || !is_name_char(token.end[1]);
    if (alone && (suffix == 'x' || suffix == 'o' || suffix == 'b' || suffix == 'z') &&
        std::all_of(p + 1, token.end - 1,
                    [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); })) {
      token.kind = TokenKind::boz_literal;
      ++token.end;
    }
  }
  return token;
}

} // namespace

namespace detail {

Scanned scan_number(const char* p, const char* end) {
  Scanned token{nullptr, TokenKind::integer_literal};
  const char* begin = p;
  p = skip_digits(p, end);
  if (p > begin && p < end && (*p == 'h' || *p == 'H') && p - begin < 6) {
    // nHtext: the n characters belong to the literal whatever they are.
    std::ptrdiff_t count = 0;
    for (const char* q = begin; q < p; ++q) count = count * 10 + (*q - '0');
    if (count > 0 && count <= end - p - 1) return {p + 1 + count, TokenKind::hollerith_literal};
  }
  if (p < end && *p == '.' && dot_word(p, end).empty()) {
    token.kind = TokenKind::real_literal;
    p = skip_digits(p + 1, end);
  }
  if (p < end) {
    char e = to_lower(*p);
    if (e == 'e' || e == 'd' || e == 'q') {
      const char* q = p + 1;
      if (q < end && (*q == '+' || *q == '-')) ++q;
      if (q < end && is_digit(*q)) {
        token.kind = TokenKind::real_literal;
        p = skip_digits(q, end);
      }
    }
  }
  if (p + 1 < end && *p == '_' &&
      (p[1] == '\'' || p[1] == '"')) { // 4_"text": the kind of a character literal
    token.kind = TokenKind::string_literal;
    token.end = skip_string(p + 1, end, token.unterminated);
    return token;
  }
  if (p + 1 < end && *p == '_' && is_name_char(p[1])) p = skip_name(p + 1, end); // kind parameter
  token.end = p;
  return token;
}

} // namespace detail

namespace {

Scanned scan_dot(const char* p, const char* end) {
  if (p + 1 < end && is_digit(p[1])) {
    Scanned token = detail::scan_number(p, end);
    token.kind = TokenKind::real_literal;
    return token;
  }
  std::string_view word = dot_word(p, end);
  if (word.empty()) return {p + 1, TokenKind::unknown};
  const char* q = p + word.size() + 2;
  for (const DotWord& entry : dot_words)
    if (equals_ignoring_case(word, entry.word)) {
      if ((entry.kind == TokenKind::true_literal || entry.kind == TokenKind::false_literal) && q + 1 < end &&
          *q == '_' && is_name_char(q[1]))
        q = skip_name(q, end);
      return {q, entry.kind};
    }
  return {q, TokenKind::defined_operator};
}

} // namespace

namespace detail {

// A name that a quote follows: the prefix of a BOZ literal, the kind of a character literal, or just a name.
Scanned scan_prefixed(const char* p, const char* name_end, const char* end) {
  char prefix = to_lower(*p);
  bool single = name_end == p + 1;
  bool boz = single && (prefix == 'b' || prefix == 'o' || prefix == 'z' || prefix == 'x');
  bool kind_prefix = name_end[-1] == '_';
  bool c_string = single && prefix == 'c';
  if (!boz && !kind_prefix && !c_string) return {name_end, TokenKind::name};
  Scanned token{nullptr, boz ? TokenKind::boz_literal : TokenKind::string_literal};
  token.end = skip_string(name_end, end, token.unterminated);
  if (boz && token.end < end && *token.end == '_') token.end = skip_name(token.end, end);
  return token;
}

Scanned scan_other(const char* p, const char* end) {
  auto one = [p](TokenKind kind) { return Scanned{p + 1, kind}; };
  auto two = [p](TokenKind kind) { return Scanned{p + 2, kind}; };
  char next = p + 1 < end ? p[1] : '\0';
  switch (*p) {
  case '\'':
  case '"': return scan_string(p, end);
  case '.': return scan_dot(p, end);
  case '<':
    if (next == '<' && p + 2 < end && p[2] == '<') return {p + 3, TokenKind::left_chevron};
    if (next == '>') return two(TokenKind::op_ne); // an extension
    return next == '=' ? two(TokenKind::op_le) : one(TokenKind::op_lt);
  case '>':
    if (next == '>' && p + 2 < end && p[2] == '>') return {p + 3, TokenKind::right_chevron};
    return next == '=' ? two(TokenKind::op_ge) : one(TokenKind::op_gt);
  default: return one(TokenKind::unknown);
  }
}

} // namespace detail

} // namespace isotach
