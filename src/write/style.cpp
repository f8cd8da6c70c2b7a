#include "write/style.h"

#include <algorithm>
#include <map>

#include "base/strings.h"

namespace isotach {

namespace {

// Votes of one question: upper or lower case. A tie is lower case.
struct Case {
  int upper = 0, lower = 0;
  void vote(std::string_view word) {
    for (char c : word) {
      if (!is_letter(c)) continue;
      ++(c >= 'A' && c <= 'Z' ? upper : lower);
      return;
    }
  }
  bool empty() const { return upper == 0 && lower == 0; }
  bool wants_upper() const { return upper > lower; }
};

// The most frequent spelling of a sentinel; the smaller one on a tie, so that nothing depends on chance.
class Sentinel {
 public:
  void vote(std::string_view spelling) { ++votes_[std::string(spelling)]; }
  bool empty() const { return votes_.empty(); }
  std::string winner() const {
    return std::max_element(votes_.begin(), votes_.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  }

 private:
  std::map<std::string, int> votes_;
};

} // namespace

Style style_of(const Tree& tree) {
  Case keywords, directive_words, sentinels;
  Sentinel all, acc, omp, cuf;
  for (const Statement& statement : tree.lexed.statements) {
    std::uint32_t first = statement.first;
    if (statement.kind == StatementKind::directive) {
      std::string_view sentinel = tree.token_text(first);
      std::string family = lower(sentinel.substr(1));
      Sentinel* votes = family == "$acc" ? &acc : family == "$omp" ? &omp : family == "$cuf" ? &cuf : nullptr;
      if (!votes) continue;
      votes->vote(sentinel);
      all.vote(sentinel.substr(0, 1));
      sentinels.vote(sentinel.substr(1));
      if (statement.first + 1 < statement.last) directive_words.vote(tree.token_text(first + 1));
    } else if (statement.kind == StatementKind::fortran) {
      if (statement.has_label) ++first;
      const Token& token = tree.lexed.tokens[first];
      if (token.kind == TokenKind::name && index_of(token.name) < kw::count && !statement.top_level_assign)
        keywords.vote(tree.token_text(first));
    }
  }
  Style style;
  style.upper_keywords = keywords.wants_upper();
  style.upper_directives = directive_words.empty() ? style.upper_keywords : directive_words.wants_upper();
  bool upper_sentinel = sentinels.empty() ? style.upper_keywords : sentinels.wants_upper();
  auto choose = [&](const Sentinel& votes, std::string_view family) {
    if (!votes.empty()) return votes.winner();
    std::string mark = all.empty() ? "!" : all.winner();
    return mark + "$" + (upper_sentinel ? upper(family) : std::string(family));
  };
  style.acc = choose(acc, "acc");
  style.omp = choose(omp, "omp");
  style.cuf = choose(cuf, "cuf");
  return style;
}

std::string_view line_end_at(std::string_view text, std::size_t offset) {
  std::size_t newline = text.find('\n', offset);
  if (newline == std::string_view::npos && offset > 0) newline = text.rfind('\n', offset - 1);
  bool carriage_return = newline != std::string_view::npos && newline > 0 && text[newline - 1] == '\r';
  return carriage_return ? "\r\n" : "\n";
}

} // namespace isotach
