// Lex: bytes of a file in, tokens grouped into statements out, for one preprocessor view.
//
// Free form is scanned in place. What needs more (a token split by `&`, a macro, a `#` line inside a
// continued statement, all of fixed form) is first cooked: the logical line is joined into a buffer whose
// characters know their origin, and the same scanner runs over the buffer. Time and memory are linear in the
// bytes.
//
// Tokens are stored; *tiles* (the partition of the file's bytes: tokens' pieces, comments, continuation
// marks, # lines, inactive text, blanks, line ends) are made on demand from tokens and marks, since only
// dumps, the writer and tests ask for all of them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "diagnostics/diagnostics.h"
#include "lex/token.h"
#include "source/source.h"

namespace isotach {

enum class SourceForm : std::uint8_t { free, fixed };

struct LexOptions {
  SourceForm form = SourceForm::free;
  std::uint32_t fixed_columns = 72; // last column of a fixed-form line
  std::vector<std::string> defines; // NAME or NAME=VALUE, as after -D
  std::vector<std::string> undefines;
  std::vector<std::string> include_dirs;
  bool conditional_compilation = false; // lines behind `!$ ` are Fortran, as under OpenMP
  // Truth of conditions by their text, against what the macros say: other views of the file.
  std::map<std::string, bool, std::less<>> assumed_conditions;
};

// Bytes that are no token: comments and so on. Ordered by begin; blanks and line ends are the gaps between.
enum class MarkKind : std::uint8_t { comment, continuation, preprocessor, inactive };
struct Mark {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  MarkKind kind = MarkKind::comment;
};

// A #if ... #endif. Offsets are those of the lines' first and one past their last byte (line end included).
struct PreprocessorBranch {
  std::uint32_t begin = 0; // of its # line
  std::uint32_t line_end = 0;
  std::string condition; // text after #if/#elif, "defined(X)" for #ifdef; empty for #else
  bool active = false;
};
struct PreprocessorGroup {
  std::vector<PreprocessorBranch> branches;
  std::uint32_t begin = 0;  // of the #if line
  std::uint32_t end = 0;    // one past the #endif line; the file's size when it is missing
  std::int32_t parent = -1; // enclosing group
  bool torn = false;        // rule R2: splits a statement or a block; inactive branches are opaque
};

// A cooked token's spelling and the pieces of source it was made of.
struct CookedToken {
  std::uint32_t token = 0;
  std::string spelling;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pieces;
};

class LexedFile {
 public:
  const SourceFile* source = nullptr;
  SourceForm form = SourceForm::free;
  std::vector<Token> tokens;
  std::vector<Statement> statements;
  std::vector<Mark> marks;
  std::vector<PreprocessorGroup> groups; // in order of their #if lines
  std::vector<CookedToken> cooked;       // by token

  // The characters of a token as Fortran sees them.
  std::string_view spelling(std::uint32_t token) const;
  const CookedToken* find_cooked(std::uint32_t token) const;
  Location location(std::uint32_t first_token, std::uint32_t last_token) const {
    return {source, tokens[first_token].begin, tokens[last_token].end};
  }
};

LexedFile lex(const SourceFile& source, const LexOptions& options, NameTable& names,
              Diagnostics& diagnostics);

// .f .for .ftn .f77 .fpp and their upper-case twins are fixed form.
SourceForm form_of_path(std::string_view path);

enum class TileKind : std::uint8_t { token, comment, continuation, preprocessor, inactive, blank, line_end };
struct Tile {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  TileKind kind = TileKind::blank;
  std::uint32_t token = 0; // of a token tile
};
std::string_view tile_kind_text(TileKind kind);
// Every byte of the file in exactly one tile, in order. O(bytes).
std::vector<Tile> tiles_of(const LexedFile& file);

} // namespace isotach
