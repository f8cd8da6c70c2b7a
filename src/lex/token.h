// Tokens and statements: what the parser sees of a file.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/names.h"

namespace isotach {

enum class TokenKind : std::uint8_t {
#define ISOTACH_TOKEN(id, text) id,
#include "lex/token_kinds.def"
};

// "name", "'+'", "end of statement": how messages and dumps call a kind.
std::string_view token_kind_text(TokenKind kind);

// A token lies at [begin, end()) of its file. A *cooked* token's spelling differs from those bytes: it was
// split by a continuation or by fixed-form blanks, or comes from a macro or an included file;
// LexedFile::spelling knows. `name` is the interned spelling of names, defined operators (without dots) and
// keywords.
class Token {
 public:
  Token() : Token(0, 0, no_name, TokenKind::end_of_statement) {}
  Token(std::uint32_t begin, std::uint32_t end, Name name, TokenKind kind, bool glued_left = false)
      : begin(begin), name(name), kind(kind), cooked(false), read_only(false), glued_left(glued_left),
        length_((end - begin) & too_long) {
    if (end - begin >= too_long) [[unlikely]]
      set_end(end);
  }

  std::uint32_t begin;
  Name name; // of a token too long for its bits: its length
  TokenKind kind : 8;
  bool cooked : 1;
  bool read_only : 1;  // from a macro expansion or an included file: no edit may touch it
  bool glued_left : 1; // no blank between the previous token and this one

  std::uint32_t end() const { return begin + (length_ < too_long ? std::uint32_t{length_} : index_of(name)); }
  bool is_long() const { return length_ == too_long; } // its name is its length
  void set_end(std::uint32_t end) {
    std::uint32_t length = end - begin;
    length_ = std::min(length, too_long) & too_long; // the mask lets compilers see that it fits
    if (length < too_long) return;
    if (name != no_name) kind = TokenKind::unknown; // a name of 2 MB is none
    name = static_cast<Name>(length);
  }

 private:
  static constexpr std::uint32_t too_long = (1u << 21) - 1;
  std::uint32_t length_ : 21;
};
static_assert(sizeof(Token) == 12);

enum class StatementKind : std::uint8_t {
  fortran,
  directive, // !$acc, !$omp, ...: the first token is the sentinel
  if_line,   // the four kinds of # lines that make groups
  elif_line,
  else_line,
  endif_line,
};

// A run of tokens ending with an end_of_statement token; # lines have that token alone.
struct Statement {
  std::uint32_t first = 0;      // first token, the label if there is one
  std::uint32_t last = 0;       // the end_of_statement token
  std::uint32_t label : 17 = 0; // up to five digits; 0: none
  StatementKind kind : 3 = StatementKind::fortran;
  bool has_label : 1 = false; // the first token is the label
  bool inactive : 1 = false;  // in a branch that the view does not take
  bool damaged : 1 = false;   // the lexer reported it: the parser says no more
  // What the lexer saw at parenthesis level 0; classification needs no backtracking.
  bool top_level_assign : 1 = false;       // =
  bool top_level_arrow : 1 = false;        // =>
  bool top_level_double_colon : 1 = false; // ::
  bool comma_after_assign : 1 = false;     // a comma after that =
  std::uint32_t group = 0;                 // of # lines: index into LexedFile::groups
  std::uint32_t branch = 0;                // of # lines: index into its branches
};
static_assert(sizeof(Statement) == 20);

} // namespace isotach
