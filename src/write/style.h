// Style: how a file writes what the writer has to add: case of keywords, sentinels of directives, line ends.
#pragma once

#include <string>
#include <string_view>

#include "tree/tree.h"

namespace isotach {

struct Style {
  bool upper_directives = false; // words of directives
  bool upper_keywords = false;   // keywords of statements
  std::size_t indent = 2;        // blanks that a block is set in
  std::string acc = "!$acc";
  std::string omp = "!$omp";
  std::string cuf = "!$cuf";

  std::string_view sentinel(DirectiveFamily family) const {
    return family == DirectiveFamily::openmp ? omp : family == DirectiveFamily::cuda ? cuf : acc;
  }
};

// The majority of the file decides; what it never writes follows what is nearest to it. O(tokens).
Style style_of(const Tree& tree);

// "\n" or "\r\n": the end of the line that holds an offset, or of the line before when it has none.
std::string_view line_end_at(std::string_view text, std::size_t offset);

} // namespace isotach
