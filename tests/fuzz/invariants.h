// Invariants: what holds of every input, Fortran or not; a violation ends the program, as fuzzing wants it.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "parse/parse.h"
#include "tree/verify.h"
#include "write/write.h"

namespace isotach {

inline void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken invariant: %s\n", what);
  std::abort();
}

inline void demand_tiles(const LexedFile& file) {
  std::uint32_t at = 0;
  for (const Tile& tile : tiles_of(file)) {
    demand(tile.begin == at && tile.end > tile.begin, "tiles follow each other");
    at = tile.end;
  }
  demand(at == file.source->size(), "tiles cover the file");
}

inline void demand_sound(const Tree& tree) {
  for (const std::string& broken : verify(tree)) {
    std::fprintf(stderr, "%s\n", broken.c_str());
    demand(false, "the tree is sound");
  }
}

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void demand_round_trip(std::string text, SourceForm form, IncludedFiles* included = nullptr) {
  SourceFile source("fuzz", std::move(text));
  ParseOptions options;
  options.lex.form = form;
  options.lex.included = included;
  options.lex.conditional_compilation = source.size() % 2 == 1;
  Diagnostics diagnostics;
  Tree tree = parse(source, options, diagnostics);
  demand_sound(tree);
  demand(write(tree) == source.text(), "text that no edit touched comes back unchanged");
}

} // namespace isotach
