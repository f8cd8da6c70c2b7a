// Scan: one token at a time from a run of characters, whether these are the file's bytes or a cooked buffer.
#pragma once

#include <string_view>

#include "lex/token.h"

namespace isotach {

struct Scanned {
  TokenKind kind = TokenKind::unknown;
  const char* end = nullptr; // one past the token
  std::string_view name;     // spelling to intern: names, and defined operators without their dots
  bool unterminated = false; // a string that the run ends before its closing quote
};

// Scans the token at p; p < end and *p is no blank, '!' (outside strings), '&' or ';'. Always advances.
Scanned scan_token(const char* p, const char* end);

} // namespace isotach
