#include "parse/directive_messages.h"

#include "base/closest.h"
#include "tree/directives.h"

namespace isotach {

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

bool may_be_macro(std::string_view spelling, const std::vector<std::string_view>& words) {
  if (upper(spelling) != spelling) return false;
  std::string word = lower(spelling);
  std::string_view near = closest_word(word, words);
  return near.empty() || word.ends_with(fmt::format("_{}", near)) ||
         word.starts_with(fmt::format("{}_", near));
}

std::vector<std::string_view> clause_names(DirectiveFamily family) {
  std::vector<std::string_view> names;
  for (const ClauseRule& rule : clauses_of(family)) names.push_back(rule.name);
  return names;
}

std::string instead_of_clause(DirectiveFamily family, std::string_view wrong) {
  std::string_view near = closest_word(wrong, clause_names(family));
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
