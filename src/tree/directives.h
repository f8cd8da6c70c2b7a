// The table of directives.def as values: what words name a directive or a clause, and what a directive holds.
//
// Kinds are stored in DirectiveStmt and Clause when they are parsed, so that a question is one look into a
// constant table. A directive and its END have the same kind; `is_end` keeps them apart.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tree/tree.h"

namespace isotach {

enum class Parentheses : std::uint8_t { none, maybe, some, text };
enum class Holds : std::uint8_t {
  nothing,
  declares,
  block,
  loop,
  loops,
  statement,
  allocation,
  section,
  delimited,
  chosen
};
enum class Closing : std::uint8_t { never, optional, required };
struct DirectiveRule {
  DirectiveFamily family = DirectiveFamily::vendor;
  DirectiveKind kind = DirectiveKind::none;
  std::string_view name; // "target teams"
  Parentheses parentheses = Parentheses::maybe;
  Holds holds = Holds::nothing;
  Closing end = Closing::never;
  std::string_view end_name = {}; // the words after END, where they are not the name
  std::string_view after_end() const { return end_name.empty() ? name : end_name; }
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
  ClauseKind kind;
  std::string_view name;
  ClauseForm form;
  std::string_view words;     // with blanks between them
  std::string_view modifiers; // the same, or "*"
  bool may_stand_alone() const {
    return form == ClauseForm::none || form == ClauseForm::maybe_one || form == ClauseForm::maybe_some ||
           form == ClauseForm::maybe_word;
  }
};

// ---- kinds ----

// Of DirectiveKind::none: a directive that holds nothing.
const DirectiveRule& rule_of(DirectiveKind kind);

const Clause* find_clause(const DirectiveStmt* directive, ClauseKind kind); // the first of this kind, or null

// What a directive is about; nothing for an END, and for one that stands alone because of a clause.
Holds holds(const DirectiveStmt* directive);

// Is it about the loop that follows? Not asked of an END.
bool applies_to_loop(const DirectiveStmt* directive);

// Must, may or cannot an END directive close it?
Closing closing(const DirectiveStmt* directive);

// Does an END directive name this directive? END ATOMIC closes ATOMIC CAPTURE too.
bool closes(const DirectiveStmt* end, const DirectiveStmt* begin);

// ---- words ----

// The rule of a clause; null when the family has none of that name. O(log n).
const ClauseRule* find_clause(DirectiveFamily family, std::string_view name);
std::span<const ClauseRule> clauses_of(DirectiveFamily family); // by name

// What directive words begin with: blanks between the words of a name do not count ("paralleldo").
struct DirectiveMatch {
  const DirectiveRule* rule = nullptr;
  bool end = false;                   // END before the name
  std::size_t count = 0;              // words of the name, END included
  std::size_t known = 0;              // no rule: the first words that some name begins with
  std::vector<std::string_view> next; // no rule: the words that may follow these
};
DirectiveMatch match_directive(DirectiveFamily family, const std::vector<std::string_view>& words);

// Blank-separated words as values.
std::vector<std::string_view> split_words(std::string_view text);
bool has_word(std::string_view text, std::string_view word);

} // namespace isotach
