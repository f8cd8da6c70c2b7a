// Scan: one token at a time from a run of characters, whether these are the file's bytes or a cooked buffer.
//
// Names, whole numbers and punctuation, nine tokens of ten, are scanned inline; the rest in scan.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "lex/token.h"

namespace isotach {

// Small enough for two registers: through memory it took half of the lexer's time.
struct Scanned {
  const char* end = nullptr; // one past the token
  TokenKind kind = TokenKind::unknown;
  bool unterminated = false; // a string that the run ends before its closing quote
};
static_assert(sizeof(Scanned) == 16);

// The spelling to intern of a token that begins at p: of names, and of defined operators without their dots.
inline std::string_view name_in(const char* p, const Scanned& token) {
  if (token.kind == TokenKind::name) return {p, static_cast<std::size_t>(token.end - p)};
  if (token.kind != TokenKind::defined_operator) return {};
  return {p + 1, static_cast<std::size_t>(token.end - p - 2)};
}

namespace detail {

// What the scanner branches on: one look-up per token.
enum class CharClass : std::uint8_t { other, letter, digit, punctuation };
struct CharEntry {
  CharClass char_class{}; // (GCC 12 takes members left at another default than zero for zero)
  TokenKind kind{};       // of punctuation alone
  std::uint8_t row{};     // in `pairs`: of the first character of a pair
  std::uint8_t column{};  // of the second; zero: pairs with nothing
};
constexpr auto char_entries = [] {
  std::array<CharEntry, 256> entries{};
  for (std::size_t c = 0; c < 256; ++c)
    if (is_name_start(static_cast<char>(c))) entries[c] = {CharClass::letter, TokenKind::name};
    else if (is_digit(static_cast<char>(c))) entries[c] = {CharClass::digit, TokenKind::integer_literal};
  constexpr std::pair<char, TokenKind> alone[] = {
      {'(', TokenKind::left_paren},    {')', TokenKind::right_paren}, {'[', TokenKind::left_bracket},
      {']', TokenKind::right_bracket}, {',', TokenKind::comma},       {'%', TokenKind::percent},
      {'+', TokenKind::op_plus},       {'-', TokenKind::op_minus},    {'@', TokenKind::at_sign},
      {'?', TokenKind::question},      {':', TokenKind::colon},       {'*', TokenKind::op_star},
      {'=', TokenKind::assign},        {'/', TokenKind::op_slash}};
  for (auto [c, kind] : alone) entries[static_cast<std::size_t>(c)] = {CharClass::punctuation, kind, 0, 0};
  std::uint8_t number = 0;
  for (char c : {':', '*', '=', '/', '>'}) {
    entries[static_cast<std::size_t>(c)].column = ++number;
    if (c != '>') entries[static_cast<std::size_t>(c)].row = number;
  }
  return entries;
}();
// The kind of two characters that are one token; end_of_statement where they are not one.
constexpr auto pairs = [] {
  std::array<std::array<TokenKind, 6>, 5> kinds{};
  auto set = [&](char first, char second, TokenKind kind) {
    kinds[char_entries[static_cast<std::size_t>(first)].row]
         [char_entries[static_cast<std::size_t>(second)].column] = kind;
  };
  set(':', ':', TokenKind::double_colon);
  set('*', '*', TokenKind::op_power);
  set('=', '=', TokenKind::op_eq);
  set('=', '>', TokenKind::arrow);
  set('/', '/', TokenKind::op_concat);
  set('/', '=', TokenKind::op_ne);
  return kinds;
}();
constexpr auto name_chars = [] {
  std::array<bool, 256> chars{};
  for (std::size_t c = 0; c < 256; ++c) chars[c] = is_name_char(static_cast<char>(c));
  return chars;
}();

Scanned scan_prefixed(const char* p, const char* name_end, const char* end);
Scanned scan_number(const char* p, const char* end);
Scanned scan_other(const char* p, const char* end);

} // namespace detail

// One past the run of name characters at p.
inline const char* skip_name(const char* p, const char* end) {
  while (p < end && detail::name_chars[static_cast<unsigned char>(*p)]) ++p;
  return p;
}

// `!@cuf`, with which lines begin that are Fortran for compilers of CUDA Fortran alone.
inline bool is_cuda_line(const char* p, const char* end) {
  return end - p >= 5 && equals_ignoring_case({p, 5}, "!@cuf") && (end - p == 5 || !is_name_char(p[5]));
}

// Is this certain, whatever surrounds the character? Not of '!', '&' and ';' among others.
inline bool begins_token(char c) {
  return detail::char_entries[static_cast<unsigned char>(c)].char_class != detail::CharClass::other;
}

// A token of one or two characters, without a branch on what it is.
inline Scanned scan_punctuation(const char* p, const char* end, detail::CharEntry entry) {
  const char* next = p + 1;
  std::size_t column = next < end ? detail::char_entries[static_cast<unsigned char>(*next)].column : 0;
  TokenKind pair = detail::pairs[entry.row][column];
  bool paired = pair != TokenKind::end_of_statement;
  return {next + paired, paired ? pair : entry.kind};
}

// Scans the token at p; p < end and *p is not a blank, '!' (outside strings), '&' or ';'. Always advances.
inline Scanned scan_token(const char* p, const char* end) {
  detail::CharEntry entry = detail::char_entries[static_cast<unsigned char>(*p)];
  if (entry.char_class == detail::CharClass::letter) {
    const char* q = skip_name(p + 1, end);
    if (q < end && (*q == '\'' || *q == '"')) return detail::scan_prefixed(p, q, end);
    return {q, TokenKind::name};
  }
  if (entry.char_class == detail::CharClass::digit) {
    const char* q = p + 1;
    while (q < end && is_digit(*q)) ++q;
    if (q < end && (*q == '.' || is_name_char(*q))) return detail::scan_number(p, end);
    return {q, TokenKind::integer_literal};
  }
  if (entry.char_class == detail::CharClass::punctuation) return scan_punctuation(p, end, entry);
  return detail::scan_other(p, end);
}

} // namespace isotach
