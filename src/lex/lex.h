// Lex: bytes of a file in, tokens grouped into statements out, for one preprocessor view.
//
// What can be scanned in place is. What needs more (a token split by `&`, a macro, a `#` line inside a
// continued statement, words of fixed form without blanks between) is first cooked: the logical line is
// joined into a buffer whose characters know their origin, and the same scanner runs over the buffer. Time
// and memory are linear in the bytes.
//
// Tokens are stored; *tiles* (the partition of the file's bytes: tokens' pieces, comments, continuation
// marks, # lines, inactive text, blanks, line ends) are made on demand from tokens and marks, since only
// dumps, the writer and tests ask for all of them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "diagnostics/diagnostics.h"
#include "lex/token.h"
#include "source/source.h"

namespace isotach {

struct IncludedText; // lex/included_text.h

// The files that INCLUDE lines and #include name, each read once however many files ask for it, and lexed
// once for a set of definitions. Threads may share one; it must outlive the trees and messages that were made
// with it.
class IncludedFiles {
 public:
  // Null when the file cannot be read.
  const SourceFile* find(const std::string& path);
  // A text that counts as the file of this path from now on, whether there is one or not.
  void add(const std::string& path, std::string text);

  // What decides how a file is lexed: itself, and fingerprints of macros and options.
  using TextKey = std::array<std::uint64_t, 6>;
  // Null: nothing is kept for this key.
  std::shared_ptr<const IncludedText> text(const TextKey& key);
  void keep(const TextKey& key, std::shared_ptr<const IncludedText> text);

 private:
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<SourceFile>, std::less<>> files_;
  std::map<TextKey, std::shared_ptr<const IncludedText>> texts_;
  std::size_t kept_tokens_ = 0;
};

struct LexOptions {
  SourceForm form = SourceForm::free;
  std::uint32_t fixed_columns = 72; // last column of a fixed-form line
  std::vector<std::string> defines; // NAME or NAME=VALUE, as after -D
  std::vector<std::string> undefines;
  std::vector<std::string> include_dirs;
  bool conditional_compilation = false; // text after `!$ ` is Fortran, as under OpenMP
  bool cuda_lines = false;              // text after `!@cuf` is Fortran, as under CUDA Fortran
  bool debug_lines = false;             // lines of fixed form with a D in column 1 are Fortran
  bool cook_fixed_form = false;         // take no short cut: tests compare the two ways
  IncludedFiles* included = nullptr;    // null: of included files nothing but macros is read
  // Truth of conditions by their text, against what the macros say: other views of the file.
  std::map<std::string, bool, std::less<>> assumed_conditions;
};

// Bytes outside every token: comments and so on. Ordered by begin; blanks and line ends are the gaps between.
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

// The tokens [first, last) are those of an included text. They have no bytes of the file: empty, they follow
// the line that included them. What they say and where they stand is known to that text, so they cost no
// memory but their own.
struct IncludedRun {
  std::uint32_t first = 0, last = 0;
  std::shared_ptr<const IncludedText> text;
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
  std::vector<IncludedRun> included;     // in order
  // Of INCLUDE lines and #include: where those begin whose text follows them, and whether any has none.
  std::vector<std::uint32_t> followed_includes;
  bool lacks_include = false;

  // The characters of a token as Fortran sees them.
  std::string_view spelling(std::uint32_t token) const;
  const CookedToken* find_cooked(std::uint32_t token) const;
  // In the included file, for tokens that come from one.
  Location location(std::uint32_t first_token, std::uint32_t last_token) const;
  std::string_view text(std::uint32_t first_token, std::uint32_t last_token) const;
  // The file, this one or an included one, that has the bytes of a token, and its number there.
  std::pair<const LexedFile*, std::uint32_t> origin(std::uint32_t token) const;
  bool follows_include(std::uint32_t begin) const {
    return std::binary_search(followed_includes.begin(), followed_includes.end(), begin);
  }
};

LexedFile lex(const SourceFile& source, const LexOptions& options, NameTable& names,
              Diagnostics& diagnostics);

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
