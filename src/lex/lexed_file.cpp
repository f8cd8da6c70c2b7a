// Questions to a lexed file: spellings, tiles, names of kinds.

#include <algorithm>

#include "base/strings.h"
#include "lex/included_text.h"

namespace isotach {

std::string_view token_kind_text(TokenKind kind) {
  static constexpr std::string_view texts[] = {
#define ISOTACH_TOKEN(id, text) text,
#include "lex/token_kinds.def"
  };
  return texts[static_cast<std::size_t>(kind)];
}

std::string_view tile_kind_text(TileKind kind) {
  static constexpr std::string_view texts[] = {"token",    "comment", "continuation", "preprocessor",
                                               "inactive", "blank",   "line end"};
  return texts[static_cast<std::size_t>(kind)];
}

const CookedToken* LexedFile::find_cooked(std::uint32_t token) const {
  auto found =
      std::lower_bound(cooked.begin(), cooked.end(), token,
                       [](const CookedToken& entry, std::uint32_t index) { return entry.token < index; });
  return found != cooked.end() && found->token == token ? &*found : nullptr;
}

std::pair<const LexedFile*, std::uint32_t> LexedFile::origin(std::uint32_t token) const {
  auto run =
      std::upper_bound(included.begin(), included.end(), token,
                       [](std::uint32_t index, const IncludedRun& entry) { return index < entry.last; });
  if (run == included.end() || token < run->first) return {this, token};
  return run->text->file.origin(token - run->first);
}

std::string_view LexedFile::spelling(std::uint32_t token) const {
  const Token& own = tokens[token];
  if (!own.cooked) return source->slice(own.begin, own.end());
  auto [file, index] = origin(token);
  const Token& there = file->tokens[index];
  const CookedToken* entry = there.cooked ? file->find_cooked(index) : nullptr;
  return entry ? std::string_view(entry->spelling) : file->source->slice(there.begin, there.end());
}

Location LexedFile::location(std::uint32_t first_token, std::uint32_t last_token) const {
  std::uint32_t begin = tokens[first_token].begin;
  auto [file, first] = origin(first_token);
  if (file == this) return {source, begin, tokens[last_token].end()};
  // The end of an included statement says nothing; what has no end in that file ends with its first token.
  while (last_token > first_token && tokens[last_token].kind == TokenKind::end_of_statement) --last_token;
  auto [last_file, last] = origin(last_token);
  if (last_file->source != file->source) last_file = file, last = first;
  return {file->source, file->tokens[first].begin, last_file->tokens[last].end()};
}

std::string_view LexedFile::text(std::uint32_t first_token, std::uint32_t last_token) const {
  Location place = location(first_token, last_token);
  return place.file->slice(place.begin, place.end);
}

namespace {

// Splits a gap between tokens and marks into blanks and line ends.
void add_gap(std::string_view text, std::uint32_t begin, std::uint32_t end, std::vector<Tile>& tiles) {
  for (std::uint32_t i = begin; i < end;) {
    std::uint32_t j = i;
    bool line_end = text[i] == '\n' || text[i] == '\r';
    if (line_end) {
      j += text[i] == '\r' && i + 1 < end && text[i + 1] == '\n' ? 2 : 1;
    } else {
      while (j < end && text[j] != '\n' && text[j] != '\r') ++j;
    }
    tiles.push_back({i, j, line_end ? TileKind::line_end : TileKind::blank, 0});
    i = j;
  }
}

} // namespace

std::vector<Tile> tiles_of(const LexedFile& file) {
  std::vector<Tile> pieces;
  pieces.reserve(file.tokens.size() + file.marks.size());
  for (std::uint32_t i = 0; i < file.tokens.size(); ++i) {
    const Token& token = file.tokens[i];
    if (token.begin == token.end()) continue;
    if (const CookedToken* entry = token.cooked ? file.find_cooked(i) : nullptr) {
      for (auto [begin, end] : entry->pieces) pieces.push_back({begin, end, TileKind::token, i});
    } else {
      pieces.push_back({token.begin, token.end(), TileKind::token, i});
    }
  }
  for (const Mark& mark : file.marks) {
    static constexpr TileKind kinds[] = {TileKind::comment, TileKind::continuation, TileKind::preprocessor,
                                         TileKind::inactive};
    pieces.push_back({mark.begin, mark.end, kinds[static_cast<std::size_t>(mark.kind)], 0});
  }
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Tile& a, const Tile& b) { return a.begin < b.begin; });

  std::vector<Tile> tiles;
  tiles.reserve(pieces.size() * 2);
  std::uint32_t at = 0;
  std::string_view text = file.source->text();
  for (Tile piece : pieces) {
    // Several tokens of one macro use share its bytes: the first has the tile.
    piece.begin = std::max(piece.begin, at);
    if (piece.begin >= piece.end) continue;
    add_gap(text, at, piece.begin, tiles);
    tiles.push_back(piece);
    at = piece.end;
  }
  add_gap(text, at, file.source->size(), tiles);
  return tiles;
}

} // namespace isotach
