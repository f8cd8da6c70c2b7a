// Parse: the bytes of a file in, its tree out.
//
// Recursive descent over the lexer's statements, one statement at a time and without backtracking between
// statements. A statement that does not parse becomes an UnparsedStatement with a diagnostic and parsing goes
// on at the next one, so every file has a tree. Time and memory are linear in the tokens.
#pragma once

#include "base/timings.h"
#include "tree/tree.h"

namespace isotach {

// The families of directives that the compiler to come will read. What is wrong in one of them is an error;
// in any other it is a warning, since the directive is a comment there, and what is not understood stays as
// text.
struct DirectivesRead {
  bool openacc = false, openmp = false, cuda = false;
  bool has(DirectiveFamily family) const {
    return (family == DirectiveFamily::openacc && openacc) || (family == DirectiveFamily::openmp && openmp) ||
           (family == DirectiveFamily::cuda && cuda);
  }
};
constexpr DirectivesRead all_directives{true, true, true};

struct ParseOptions {
  LexOptions lex;
  DirectivesRead directives_read;
  bool either_form = false;   // only the name of the file says its form: what fails in it may be of the other
  Timings* timings = nullptr; // stages "lex" and "parse"
};

// The tree keeps a pointer to the source, which must outlive it.
Tree parse(const SourceFile& source, const ParseOptions& options, Diagnostics& diagnostics);

// Deepest nesting of blocks or of parentheses that is parsed; deeper statements are refused with a
// diagnostic.
constexpr int deepest_nesting = 1000;
// Longest chain of operators of one level (a + b + ...), which makes a tree of that depth.
constexpr int longest_chain = 10000;

} // namespace isotach
