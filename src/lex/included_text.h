// Included text: what an included file is for a set of definitions. Private to src/lex.
//
// A header that a thousand files include is lexed once, not a thousand times: what it becomes depends on its
// text, on the macros that are defined where it is included and on the options, and the whole of these is the
// key by which it is found again. Each file that includes it has a copy of its tokens, 12 bytes each.
#pragma once

#include <string>
#include <vector>

#include "lex/lex.h"
#include "lex/preprocessor.h"

namespace isotach {

struct IncludedText {
  // Statements of the view alone. A name of a token is a keyword's number, or kw::count and a place in
  // `words`: tables of names differ from tree to tree.
  LexedFile file;
  std::vector<std::string> words;
  // What holds after it.
  bool changes_macros = false;
  Preprocessor macros; // where it changes them
  bool records = false;
  // The file and those that it includes, which may not include themselves; how deep they go.
  std::vector<const SourceFile*> files;
  int depth = 0;
};

} // namespace isotach
