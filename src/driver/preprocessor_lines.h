// Preprocessor lines: what a compiler must be given where its preprocessor wants # in column 1.
#pragma once

#include "driver/pipeline.h"
#include "write/write.h"

namespace isotach {

// Adds to the edits of each tree (ordered and disjoint) those that remove the blanks before #, and a note for
// each file that has any. O(marks).
void put_hash_first(std::span<const Tree* const> trees, std::vector<std::vector<TextEdit>>& edits,
                    Diagnostics& diagnostics);

// Adds edits that make blanks of `!@cuf` where what follows it was read.
void uncover_cuda_lines(std::span<const Tree* const> trees, std::vector<std::vector<TextEdit>>& edits);

} // namespace isotach
