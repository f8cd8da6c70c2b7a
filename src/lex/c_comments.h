// C comments of files that are preprocessed: what is lexed is the text without them, and then every place is
// put back into the text with them, where they are comments like others.
//
// The rules are those of gfortran's preprocessor (cpp -traditional): a comment leaves nothing, not even its
// line ends; quotes of the same line hide it; a Fortran comment does not. So columns, pasted words and lines
// are what the compiler sees. What has no end is text. O(bytes) where there is one.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lex/lex.h"

namespace isotach {

// A # line without those that it holds whole.
std::string without_c_comments(std::string_view line);

class UncommentedSource {
 public:
  explicit UncommentedSource(const SourceFile& source);
  // The source itself when it has no C comments.
  const SourceFile& text() const { return plain_ ? *plain_ : source_; }
  // Makes places in text() places in the source.
  void restore(LexedFile& file, Diagnostics& found) const;

 private:
  struct Comment {
    std::uint32_t at = 0;    // where it was in text()
    std::uint32_t begin = 0; // its range in the source
    std::uint32_t end = 0;
    std::uint32_t removed = 0; // bytes of it and of those before it
  };
  // The place in the source of the first byte of a range, and of the end of one that is not empty: what
  // stands at either end is outside it.
  std::uint32_t begin_of(std::uint32_t at) const;
  std::uint32_t end_of(std::uint32_t at) const;
  // The parts of the source that a range of text() is made of.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> parts_of(std::uint32_t begin, std::uint32_t end) const;
  void restore_tokens(LexedFile& file) const;
  void restore_marks(LexedFile& file, Diagnostics& found) const;

  const SourceFile& source_;
  std::vector<Comment> comments_;
  std::unique_ptr<SourceFile> plain_;
};

} // namespace isotach
