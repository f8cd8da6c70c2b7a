#include "psykal/depth.h"

#include <algorithm>

#include <fmt/format.h>

namespace isotach::psykal {

Depth Depth::number(int value) {
  Depth depth;
  depth.terms_.push_back({value, {}});
  return depth;
}

Depth Depth::variable(const std::string& name) {
  Depth depth;
  depth.terms_.push_back({0, {{name, 1}}});
  return depth;
}

namespace {
constexpr std::string_view full_name = "*"; // not a name that a variable can have
}

Depth Depth::full() { return variable(std::string(full_name)); }

bool Depth::mentions_full() const {
  return std::any_of(terms_.begin(), terms_.end(), [](const Term& term) {
    return term.factors.find(std::string(full_name)) != term.factors.end();
  });
}

Depth::Term Depth::difference(const Term& a, const Term& b) {
  Term result = a;
  result.constant -= b.constant;
  for (const auto& [name, factor] : b.factors)
    if ((result.factors[name] -= factor) == 0) result.factors.erase(name);
  return result;
}

// Keeps the larger of two terms that differ by a number.
void Depth::add(Term term) {
  for (Term& known : terms_) {
    Term gap = difference(term, known);
    if (!gap.factors.empty()) continue;
    if (gap.constant > 0) known = std::move(term);
    return;
  }
  terms_.push_back(std::move(term));
}

Depth Depth::largest(const Depth& a, const Depth& b) {
  if (a.is_full() || b.is_full()) return full();
  Depth result = a;
  for (const Term& term : b.terms_) result.add(term);
  return result;
}

Depth Depth::plus(const Depth& other) const {
  Depth result;
  for (const Term& a : terms_)
    for (const Term& b : other.terms_) {
      Term sum = a;
      sum.constant += b.constant;
      for (const auto& [name, factor] : b.factors)
        if ((sum.factors[name] += factor) == 0) sum.factors.erase(name);
      result.add(std::move(sum));
    }
  return result;
}

Depth Depth::times(int factor) const {
  Depth result = *this;
  for (Term& term : result.terms_) {
    term.constant *= factor;
    for (auto& [name, count] : term.factors) count *= factor;
  }
  return result;
}

Truth deeper(const Depth& a, const Depth& b) {
  if (b.is_full()) return Truth::no;
  auto no_factor = [](const Depth::Term& term, auto&& bad) {
    return std::none_of(term.factors.begin(), term.factors.end(),
                        [&](const auto& factor) { return bad(factor.second); });
  };
  auto never_positive = [&](const Depth::Term& term) {
    return term.constant <= 0 && no_factor(term, [](int factor) { return factor > 0; });
  };
  auto always_positive = [&](const Depth::Term& term) {
    return term.constant >= 0 && (term.constant > 0 || !term.factors.empty()) &&
           no_factor(term, [](int factor) { return factor < 0; });
  };
  auto below_some_of_b = [&](const Depth::Term& term) {
    return std::any_of(b.terms_.begin(), b.terms_.end(), [&](const Depth::Term& other) {
      return never_positive(Depth::difference(term, other));
    });
  };
  if (std::all_of(a.terms_.begin(), a.terms_.end(), below_some_of_b)) return Truth::no;
  for (const Depth::Term& term : a.terms_)
    if (std::all_of(b.terms_.begin(), b.terms_.end(), [&](const Depth::Term& other) {
          return always_positive(Depth::difference(term, other));
        }))
      return Truth::yes;
  return Truth::unknown;
}

std::string Depth::text(std::string_view full) const {
  std::vector<Term> terms = terms_; // a number comes first
  std::stable_partition(terms.begin(), terms.end(), [](const Term& term) { return term.factors.empty(); });
  std::string list;
  for (const Term& term : terms) {
    std::string text;
    for (const auto& [variable, factor] : term.factors) {
      std::string name(variable == full_name ? full : variable);
      std::string product =
          factor == 1 || factor == -1 ? name : fmt::format("{} * {}", std::abs(factor), name);
      text += text.empty() ? (factor < 0 ? "-" : "") : factor < 0 ? " - " : " + ";
      text += product;
    }
    if (text.empty()) text = std::to_string(term.constant);
    else if (term.constant)
      text += fmt::format(" {} {}", term.constant < 0 ? '-' : '+', std::abs(term.constant));
    list += (list.empty() ? "" : ", ") + text;
  }
  return terms_.size() > 1 ? "MAX(" + list + ")" : list;
}

} // namespace isotach::psykal
