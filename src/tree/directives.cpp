// Look-ups in the table of directives and clauses.

#include "tree/directives.h"

#include <algorithm>
#include <array>
#include <map>

namespace isotach {

namespace {

constexpr DirectiveFamily omp = DirectiveFamily::openmp;
constexpr DirectiveFamily acc = DirectiveFamily::openacc;
constexpr DirectiveFamily cuf = DirectiveFamily::cuda;

struct EndName {
  DirectiveKind kind;
  std::string_view name;
};
constexpr EndName end_names[] = {
#define END(family, kind, name) {DirectiveKind::family##_##kind, name},
#include "tree/directives.def"
};
constexpr std::string_view end_name_of(DirectiveKind kind) {
  for (const EndName& entry : end_names)
    if (entry.kind == kind) return entry.name;
  return {};
}

constexpr DirectiveRule directive_rules[] = {
    {},
#define DIRECTIVE(family, kind, name, parentheses, holds, end)                                               \
  {family,                                                                                                   \
   DirectiveKind::family##_##kind,                                                                           \
   name,                                                                                                     \
   Parentheses::parentheses,                                                                                 \
   Holds::holds,                                                                                             \
   Closing::end,                                                                                             \
   end_name_of(DirectiveKind::family##_##kind)},
#include "tree/directives.def"
};

constexpr ClauseRule clause_rules[] = {
#define CLAUSE(family, name, form, words, modifiers)                                                         \
  {family, ClauseKind::family##_##name, #name, ClauseForm::form, words, modifiers},
#include "tree/directives.def"
};

struct Exception {
  DirectiveKind directive;
  ClauseKind clause;
};
constexpr Exception standalone_with[] = {
#define STANDALONE_WITH(family, kind, clause) {DirectiveKind::family##_##kind, ClauseKind::family##_##clause},
#include "tree/directives.def"
};

constexpr bool in_order(const ClauseRule& a, const ClauseRule& b) {
  if (a.family == b.family) return a.name < b.name;
  return a.kind < b.kind;
}
static_assert(std::ranges::is_sorted(clause_rules, in_order),
              "directives.def lists a family's clauses by name");

std::string without_blanks(std::string_view text) {
  std::string result(text);
  std::erase(result, ' ');
  return result;
}

// Glued names of a family's directives, and of what stands after END: there the first of several rules stands
// for all.
struct Glued {
  std::map<std::string, const DirectiveRule*, std::less<>> begins, ends;
};
const Glued& glued(DirectiveFamily family) {
  static const auto tables = [] {
    std::array<Glued, 4> made;
    for (const DirectiveRule& rule : directive_rules) {
      if (rule.kind == DirectiveKind::none) continue;
      Glued& table = made[static_cast<std::size_t>(rule.family)];
      table.begins.emplace(without_blanks(rule.name), &rule);
      if (rule.end != Closing::never) table.ends.emplace(without_blanks(rule.after_end()), &rule);
    }
    return made;
  }();
  return tables[static_cast<std::size_t>(family)];
}

} // namespace

const DirectiveRule& rule_of(DirectiveKind kind) { return directive_rules[static_cast<std::size_t>(kind)]; }

const Clause* find_clause(const DirectiveStmt* directive, ClauseKind kind) {
  for (const Clause* clause : directive->clauses)
    if (clause->clause == kind) return clause;
  return nullptr;
}

Holds holds(const DirectiveStmt* directive) {
  if (directive->is_end) return Holds::nothing;
  for (const Exception& exception : standalone_with)
    if (directive->directive == exception.directive && find_clause(directive, exception.clause))
      return Holds::nothing;
  return rule_of(directive->directive).holds;
}

bool applies_to_loop(const DirectiveStmt* directive) {
  Holds held = holds(directive);
  return held == Holds::loop || held == Holds::loops;
}

Closing closing(const DirectiveStmt* directive) {
  return holds(directive) == Holds::nothing ? Closing::never : rule_of(directive->directive).end;
}

bool closes(const DirectiveStmt* end, const DirectiveStmt* begin) {
  if (!end->is_end || begin->is_end || end->family != begin->family) return false;
  if (end->directive == begin->directive) return true;
  const DirectiveRule& own = rule_of(begin->directive);
  return own.end != Closing::never && !own.end_name.empty() &&
         own.end_name == rule_of(end->directive).after_end();
}

const ClauseRule* find_clause(DirectiveFamily family, std::string_view name) {
  std::span<const ClauseRule> rules = clauses_of(family);
  auto found = std::ranges::lower_bound(rules, name, {}, &ClauseRule::name);
  return found != rules.end() && found->name == name ? &*found : nullptr;
}

std::span<const ClauseRule> clauses_of(DirectiveFamily family) {
  static const auto spans = [] {
    std::array<std::span<const ClauseRule>, 4> made;
    for (std::size_t i = 0; i < made.size(); ++i) {
      auto same = [&](const ClauseRule& rule) { return static_cast<std::size_t>(rule.family) == i; };
      auto begin = std::ranges::find_if(clause_rules, same);
      made[i] = {begin, std::find_if_not(begin, std::end(clause_rules), same)};
    }
    return made;
  }();
  return spans[static_cast<std::size_t>(family)];
}

DirectiveMatch match_directive(DirectiveFamily family, const std::vector<std::string_view>& words) {
  DirectiveMatch match;
  if (words.empty()) return match;
  const Glued& table = glued(family);
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += words[i];
    if (auto found = table.begins.find(text); found != table.begins.end())
      match = {found->second, false, i + 1, i + 1, {}};
    if (!text.starts_with("end")) continue;
    if (auto found = table.ends.find(std::string_view(text).substr(3)); found != table.ends.end())
      match = {found->second, true, i + 1, i + 1, {}};
  }
  if (match.rule) return match;
  match.end = words[0] == "end";
  std::size_t first = match.end ? 1 : 0;
  for (const DirectiveRule& rule : directive_rules) {
    if (rule.family != family || rule.kind == DirectiveKind::none) continue;
    if (match.end && rule.end == Closing::never) continue;
    std::vector<std::string_view> own = split_words(match.end ? rule.after_end() : rule.name);
    std::size_t same = 0;
    while (same < own.size() && first + same < words.size() && own[same] == words[first + same]) ++same;
    if (same == own.size() || first + same < match.known) continue;
    if (first + same > match.known) match.next.clear();
    match.known = first + same;
    if (std::ranges::find(match.next, own[same]) == match.next.end()) match.next.push_back(own[same]);
  }
  return match;
}

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool has_word(std::string_view text, std::string_view word) {
  std::vector<std::string_view> words = split_words(text);
  return std::ranges::find(words, word) != words.end();
}

} // namespace isotach
