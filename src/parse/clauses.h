// The table of clauses.def as values: which words name a directive, which a clause, and what the clause
// takes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tree/tree.h"

namespace isotach {

enum class Parentheses : std::uint8_t { none, maybe, some, text };
enum class Closing : std::uint8_t {
  never,
  maybe,
  always,
  only
}; // may, must an END directive follow; is END all
struct DirectiveRule {
  DirectiveFamily family;
  std::string_view name; // "target teams"
  Parentheses parentheses;
  Closing closing;
};

enum class ClauseForm : std::uint8_t {
  none,
  one,
  maybe_one,
  some,
  maybe_some,
  list,
  list_step,
  word,
  maybe_word,
  word_some,
  word_after,
  reduction,
  text
};
struct ClauseRule {
  DirectiveFamily family;
  std::string_view name;
  ClauseForm form;
  std::string_view words;     // with blanks between them
  std::string_view modifiers; // the same, or "*"
  bool may_stand_alone() const {
    return form == ClauseForm::none || form == ClauseForm::maybe_one || form == ClauseForm::maybe_some ||
           form == ClauseForm::maybe_word;
  }
};

// The rule of a clause; null when the family has none of that name. O(log n).
const ClauseRule* find_clause(DirectiveFamily family, std::string_view name);

// What directive words begin with: blanks between the words of a name do not count ("paralleldo").
struct DirectiveMatch {
  const DirectiveRule* rule = nullptr;
  bool end = false;                   // END behind which the name stands
  std::size_t count = 0;              // words of the name, END included
  std::size_t known = 0;              // no rule: the first words that some name begins with
  std::vector<std::string_view> next; // no rule: the words that may follow these
};
DirectiveMatch match_directive(DirectiveFamily family, const std::vector<std::string_view>& words);

// May END with this name, or with its part behind BEGIN, close something?
bool has_end(DirectiveFamily family, std::string_view name);

// Blank-separated words as values.
std::vector<std::string_view> split_words(std::string_view text);
bool has_word(std::string_view text, std::string_view word);
// "A, B or C", upper case.
std::string either_of(const std::vector<std::string_view>& words);
// What to do about a wrong word: "did you mean X?", else "write A, B or C".
std::string instead_of(std::string_view wrong, const std::vector<std::string_view>& words);
// "did you mean X?" with a clause or directive that is near, else what to do.
std::string instead_of_clause(DirectiveFamily family, std::string_view wrong);
std::string_view family_text(DirectiveFamily family); // "OpenMP"

} // namespace isotach
