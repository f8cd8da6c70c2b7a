// Look-ups in the table of directives and clauses.

#include "parse/clauses.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "base/closest.h"

namespace isotach {

namespace {

constexpr DirectiveRule directive_rules[] = {
#define DIRECTIVE(family, name, parentheses)                                                                 \
  {DirectiveFamily::family, name, Parentheses::parentheses, Closing::never},
#define LOOP(family, name, parentheses)                                                                      \
  {DirectiveFamily::family, name, Parentheses::parentheses, Closing::maybe},
#define BLOCK(family, name, parentheses)                                                                     \
  {DirectiveFamily::family, name, Parentheses::parentheses, Closing::always},
#define END(family, name) {DirectiveFamily::family, name, Parentheses::none, Closing::only},
#include "parse/clauses.def"
};

constexpr ClauseRule clause_rules[] = {
#define CLAUSE(family, name, form, words, modifiers)                                                         \
  {DirectiveFamily::family, name, ClauseForm::form, words, modifiers},
#include "parse/clauses.def"
};

constexpr bool in_order(const ClauseRule& a, const ClauseRule& b) {
  return a.family == b.family ? a.name < b.name : a.family > b.family;
}
static_assert(std::ranges::is_sorted(clause_rules, in_order), "clauses.def lists a family's clauses by name");

std::span<const ClauseRule> clauses_of(DirectiveFamily family) {
  auto before = [&](const ClauseRule& rule) { return rule.family > family; };
  auto not_behind = [&](const ClauseRule& rule) { return rule.family >= family; };
  const ClauseRule* begin = std::partition_point(std::begin(clause_rules), std::end(clause_rules), before);
  return {begin, std::partition_point(begin, std::end(clause_rules), not_behind)};
}

std::string without_blanks(std::string_view text) {
  std::string result(text);
  std::erase(result, ' ');
  return result;
}

// Glued names of the directives that stand alone, and of what stands behind END.
struct Glued {
  std::map<std::string, const DirectiveRule*, std::less<>> begins, ends;
};
const Glued& glued(DirectiveFamily family) {
  static const auto tables = [] {
    std::array<Glued, 2> made;
    for (const DirectiveRule& rule : directive_rules) {
      Glued& table = made[rule.family == DirectiveFamily::openmp ? 0 : 1];
      if (rule.closing != Closing::only) table.begins.emplace(without_blanks(rule.name), &rule);
      if (rule.closing != Closing::never) table.ends.emplace(without_blanks(rule.name), &rule);
    }
    return made;
  }();
  return tables[family == DirectiveFamily::openmp ? 0 : 1];
}

} // namespace

const ClauseRule* find_clause(DirectiveFamily family, std::string_view name) {
  std::span<const ClauseRule> rules = clauses_of(family);
  auto found = std::ranges::lower_bound(rules, name, {}, &ClauseRule::name);
  return found != rules.end() && found->name == name ? &*found : nullptr;
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
    if (rule.family != family || rule.closing == (match.end ? Closing::never : Closing::only)) continue;
    std::vector<std::string_view> own = split_words(rule.name);
    std::size_t same = 0;
    while (same < own.size() && first + same < words.size() && own[same] == words[first + same]) ++same;
    if (same == own.size() || first + same < match.known) continue;
    if (first + same > match.known) match.next.clear();
    match.known = first + same;
    if (std::ranges::find(match.next, own[same]) == match.next.end()) match.next.push_back(own[same]);
  }
  return match;
}

bool has_end(DirectiveFamily family, std::string_view name) {
  if (name.starts_with("begin ")) name.remove_prefix(6);
  if (name.starts_with("atomic")) name = "atomic";
  return glued(family).ends.contains(without_blanks(name));
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

std::string either_of(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += upper(words[i]);
  }
  return text;
}

std::string instead_of(std::string_view wrong, const std::vector<std::string_view>& words) {
  std::string_view near = closest_word(wrong, words);
  if (!near.empty() && words.size() > 4) return "did you mean " + upper(near) + "?";
  return "write " + either_of(words);
}

std::string instead_of_clause(DirectiveFamily family, std::string_view wrong) {
  std::vector<std::string_view> names;
  for (const ClauseRule& rule : clauses_of(family)) names.push_back(rule.name);
  std::string_view near = closest_word(wrong, names);
  if (!near.empty()) return "did you mean " + upper(near) + "?";
  DirectiveFamily other =
      family == DirectiveFamily::openmp ? DirectiveFamily::openacc : DirectiveFamily::openmp;
  if (find_clause(other, wrong)) return std::string("it is one of ") + std::string(family_text(other));
  return "correct or remove it";
}

std::string_view family_text(DirectiveFamily family) {
  return family == DirectiveFamily::openmp ? "OpenMP" : "OpenACC";
}

} // namespace isotach
