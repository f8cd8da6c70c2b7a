// The Omega test over rows of numbers.
//
// A row holds the coefficients of all variables and a constant. Each call of `solve` eliminates variables one
// after the other, remembers how, and once nothing is left gives values to them in reverse order. Where an
// elimination is not exact it asks copies of itself. Before a row is stored its coefficients are divided by
// their greatest common divisor, and the constant of an inequality is rounded down: this is what makes
// integer answers of rational steps.

#include "analysis/integers.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

namespace isotach {

namespace {

using Wide = __int128;
// Rows of one width, one after the other: coefficients, then the constant. One block of memory, for systems
// are small and many.
class Rows {
 public:
  explicit Rows(std::size_t width) : width_(width) {}
  void reserve(std::size_t rows) { cells_.reserve(rows * width_); }
  void clear() { cells_.clear(); }
  std::size_t count() const { return cells_.size() / width_; }
  bool empty() const { return cells_.empty(); }
  std::int64_t* operator[](std::size_t row) { return cells_.data() + row * width_; }
  const std::int64_t* operator[](std::size_t row) const { return cells_.data() + row * width_; }
  std::int64_t* back() { return (*this)[count() - 1]; }
  std::int64_t* add() { // of zeros
    cells_.resize(cells_.size() + width_);
    return back();
  }
  void add(const Rows& from, std::size_t row) { cells_.insert(cells_.end(), from[row], from[row] + width_); }
  void pop_back() { cells_.resize(cells_.size() - width_); }

 private:
  std::size_t width_;
  std::vector<std::int64_t> cells_;
};
using Values = std::vector<std::int64_t>;

bool fits(Wide value) {
  return value >= -Wide(std::numeric_limits<std::int64_t>::max()) &&
         value <= Wide(std::numeric_limits<std::int64_t>::max()); // so that each number can be negated
}

Wide floor_quotient(Wide value, Wide divisor) { // divisor > 0
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}
Wide ceiling_quotient(Wide value, Wide divisor) { return -floor_quotient(-value, divisor); }

Wide greatest_common_divisor(Wide a, Wide b) { // of their sizes
  if (a < 0) a = -a;
  if (b < 0) b = -b;
  if (fits(a) && fits(b)) return std::gcd(static_cast<std::int64_t>(a), static_cast<std::int64_t>(b));
  while (b != 0) a = std::exchange(b, a % b);
  return a;
}

class Solver {
 public:
  Solver(std::size_t variables, std::size_t steps)
      : size_(variables), steps_(steps), kept_(variables + 1), wide_(variables + 1) {}

  // Values are complete and right after `some`, unless `lost_` says that one left 64 bits.
  Answer solve(Rows equations, Rows inequalities, Values& values) {
    Eliminations eliminated{{}, Rows(size_ + 1)};
    eliminated.rows.reserve(equations.count() + 2 * inequalities.count());
    Answer answer = eliminate(equations, inequalities, values, eliminated);
    if (answer != Answer::some) return answer;
    for (std::size_t i = eliminated.all.size(); i-- > 0;)
      put_back(eliminated.all[i], eliminated.rows, values);
    return answer;
  }
  bool lost() const { return lost_; }

 private:
  // How the value of a variable follows from the values of those that were eliminated later: it is the first
  // of its rows, or one that satisfies all of them.
  struct Elimination {
    std::size_t variable;
    bool equal;
    std::size_t first, last; // rows: [first, last)
  };
  struct Eliminations {
    std::vector<Elimination> all;
    Rows rows;
  };

  bool step() {
    if (steps_ == 0) return false;
    --steps_;
    return true;
  }

  // factor_a * a + factor_b * b, its coefficients divided by their common divisor. For an inequality, plus
  // `slack`, and the constant rounded down. False when a number or the number of steps is too large.
  bool combine(const std::int64_t* a, Wide factor_a, const std::int64_t* b, Wide factor_b, Wide slack,
               bool equation, std::int64_t* out) { // `out` may be one of them
    if (!step()) return false;
    if (combine_small(a, factor_a, b, factor_b, slack, equation, out)) return true;
    Wide divisor = 0;
    for (std::size_t i = 0; i <= size_; ++i) {
      // Each factor and number is below 2^63 in size, so the sum is below 2^127.
      wide_[i] = factor_a * a[i] + factor_b * b[i];
      if (i < size_ && wide_[i] != 0 && divisor != 1) divisor = greatest_common_divisor(divisor, wide_[i]);
    }
    if (__builtin_add_overflow(wide_[size_], slack, &wide_[size_])) return false;
    if (divisor > 1) {
      for (std::size_t i = 0; i < size_; ++i) wide_[i] /= divisor;
      if (!equation) {
        wide_[size_] = floor_quotient(wide_[size_], divisor);
      } else if (wide_[size_] % divisor == 0) {
        wide_[size_] /= divisor;
      } else { // 0 = 1
        wide_.assign(size_ + 1, 0);
        wide_[size_] = 1;
      }
    }
    for (std::size_t i = 0; i <= size_; ++i) {
      if (!fits(wide_[i])) return false;
      out[i] = static_cast<std::int64_t>(wide_[i]);
    }
    return true;
  }
  // The same in 64 bits, where all numbers are small, as they nearly always are. False when they are not.
  bool combine_small(const std::int64_t* a, Wide factor_a, const std::int64_t* b, Wide factor_b, Wide slack,
                     bool equation, std::int64_t* out) {
    constexpr std::int64_t small = std::int64_t{1} << 30; // so that a sum of two products has 62 bits
    auto is_small = [](auto value) { return value < small && value > -small; };
    if (!is_small(factor_a) || !is_small(factor_b) || !is_small(slack)) return false;
    const auto fa = static_cast<std::int64_t>(factor_a), fb = static_cast<std::int64_t>(factor_b);
    bool all_small = true;
    for (std::size_t i = 0; i <= size_; ++i) all_small &= is_small(a[i]) && is_small(b[i]);
    if (!all_small) return false;
    std::int64_t divisor = 0;
    for (std::size_t i = 0; i <= size_; ++i) {
      out[i] = fa * a[i] + fb * b[i];
      if (i < size_ && out[i] != 0 && divisor != 1) divisor = std::gcd(divisor, out[i]);
    }
    out[size_] += static_cast<std::int64_t>(slack);
    if (divisor <= 1) return true;
    if (equation && out[size_] % divisor != 0) { // 0 = 1
      std::fill(out, out + size_, 0);
      out[size_] = 1;
      return true;
    }
    for (std::size_t i = 0; i < size_; ++i) out[i] /= divisor;
    out[size_] = static_cast<std::int64_t>(floor_quotient(out[size_], divisor));
    return true;
  }
  bool normalise(Rows& rows, bool equations) {
    for (std::size_t r = 0; r < rows.count(); ++r)
      if (!combine(rows[r], 1, rows[r], 0, 0, equations, rows[r])) return false;
    return true;
  }

  // Replaces a variable in all rows by means of `by` = 0, in which its coefficient is 1 or -1.
  bool substitute(std::size_t variable, const Values& by, Rows& rows, bool equations) {
    for (std::size_t r = 0; r < rows.count(); ++r) {
      std::int64_t* row = rows[r];
      if (row[variable] == 0) continue;
      if (!combine(row, 1, by.data(), -Wide(row[variable]) * by[variable], 0, equations, row)) return false;
    }
    return true;
  }

  // Solves the equations one after the other. With a coefficient of 1 or -1 a variable is replaced by the
  // rest. Without, x of the smallest coefficient a becomes y - (the other coefficients / a), a change of
  // variables that has an inverse in integers, and leaves remainders smaller than a.
  Answer eliminate_equations(Rows& equations, Rows& inequalities, Eliminations& eliminated) {
    while (!equations.empty()) {
      const std::int64_t* row = equations.back();
      std::size_t smallest = size_;
      for (std::size_t i = 0; i < size_; ++i)
        if (row[i] != 0 && (smallest == size_ || std::abs(row[i]) < std::abs(row[smallest]))) smallest = i;
      if (smallest == size_) {
        if (row[size_] != 0) return Answer::none;
        equations.pop_back();
        continue;
      }
      std::int64_t divisor = row[smallest];
      bool unit = divisor == 1 || divisor == -1;
      Values by(row, row + size_ + 1);
      std::size_t at = eliminated.rows.count();
      eliminated.all.push_back({smallest, true, at, at + 1});
      std::int64_t* value = eliminated.rows.add();
      if (unit) {
        for (std::size_t i = 0; i <= size_; ++i) value[i] = i == smallest ? 0 : by[i] * -divisor;
        equations.pop_back();
        if (!substitute(smallest, by, equations, true) || !substitute(smallest, by, inequalities, false))
          return Answer::unknown;
      } else { // old x = new x - quotients * others
        for (std::size_t i = 0; i <= size_; ++i) value[i] = i == smallest ? 1 : -(by[i] / divisor);
        if (!change(smallest, value, equations, true) || !change(smallest, value, inequalities, false))
          return Answer::unknown;
      }
    }
    return Answer::some;
  }
  bool change(std::size_t variable, const std::int64_t* value, Rows& rows, bool equations) {
    for (std::size_t r = 0; r < rows.count(); ++r) {
      std::int64_t* row = rows[r];
      std::int64_t factor = row[variable];
      if (factor == 0) continue;
      row[variable] = 0;
      if (!combine(row, 1, value, factor, 0, equations, row)) return false;
    }
    return true;
  }

  // Inequalities of the same coefficients become the tightest one; of opposite ones, an equation where they
  // leave one value, a contradiction where they leave none. True when there is a contradiction.
  bool tidy(Rows& inequalities, Rows& equations) {
    std::vector<Key>& order = order_;
    order.clear();
    for (std::size_t r = 0; r < inequalities.count(); ++r) {
      const std::int64_t* row = inequalities[r];
      const std::int64_t* lead = std::find_if(row, row + size_, [](std::int64_t cell) { return cell != 0; });
      if (lead != row + size_) order.push_back({*lead > 0 ? 1 : -1, r});
      else if (row[size_] < 0) return true;
    }
    auto compare = [&](const Key& a, const Key& b) { // without the constants
      const std::int64_t *x = inequalities[a.row], *y = inequalities[b.row];
      for (std::size_t i = 0; i < size_; ++i)
        if (x[i] * a.sign != y[i] * b.sign) return x[i] * a.sign < y[i] * b.sign ? -1 : 1;
      return 0;
    };
    std::ranges::sort(order, [&](const Key& a, const Key& b) {
      int by_key = compare(a, b);
      return by_key != 0 ? by_key < 0 : a.row < b.row;
    });
    Rows& kept = kept_;
    kept.clear();
    const std::size_t missing = inequalities.count();
    for (std::size_t i = 0, end = 0; i < order.size(); i = end) {
      std::size_t lower = missing, upper = missing;
      for (; end < order.size() && compare(order[i], order[end]) == 0; ++end) {
        std::size_t& tightest = order[end].sign > 0 ? lower : upper;
        std::size_t row = order[end].row;
        if (tightest == missing || inequalities[row][size_] < inequalities[tightest][size_]) tightest = row;
      }
      if (lower != missing && upper != missing) {
        Wide room = Wide(inequalities[lower][size_]) + inequalities[upper][size_];
        if (room < 0) return true;
        if (room == 0) {
          equations.add(inequalities, lower);
          continue;
        }
      }
      if (lower != missing) kept.add(inequalities, lower);
      if (upper != missing) kept.add(inequalities, upper);
    }
    return within_bounds(kept, inequalities);
  }

  // Drops the rows that hold wherever the bounds of single variables do, which keeps Fourier and Motzkin's
  // rows few. True when a row holds nowhere within the bounds.
  bool within_bounds(const Rows& rows, Rows& needed) {
    constexpr Wide far = Wide(1) << 100; // not bounded
    least_.assign(size_, -far);
    most_.assign(size_, far);
    auto alone = [&](const std::int64_t* row) { // the only variable of a row, whose coefficient is 1 or -1
      std::size_t found = size_;
      for (std::size_t i = 0; i < size_; ++i) {
        if (row[i] == 0) continue;
        if (found != size_) return size_;
        found = i;
      }
      return found;
    };
    for (std::size_t r = 0; r < rows.count(); ++r) {
      const std::int64_t* row = rows[r];
      std::size_t v = alone(row);
      if (v == size_) continue;
      if (row[v] > 0) least_[v] = std::max(least_[v], -Wide(row[size_]));
      else most_[v] = std::min(most_[v], Wide(row[size_]));
    }
    needed.clear();
    for (std::size_t r = 0; r < rows.count(); ++r) {
      const std::int64_t* row = rows[r];
      if (alone(row) != size_) {
        needed.add(rows, r);
        continue;
      }
      bool low_known = true, high_known = true;
      Wide low = row[size_], high = row[size_];
      for (std::size_t i = 0; i < size_ && (low_known || high_known); ++i) {
        if (row[i] == 0) continue;
        Wide at_least = least_[i], at_most = most_[i];
        if (row[i] < 0) std::swap(at_least, at_most);
        auto add = [&](Wide bound, Wide& sum, bool& known) {
          known = known && bound != far && bound != -far && fits(sum);
          if (known) sum += row[i] * bound;
        };
        add(at_least, low, low_known);
        add(at_most, high, high_known);
      }
      if (high_known && high < 0) return true;
      if (!low_known || low < 0) needed.add(rows, r);
    }
    return false;
  }

  // What eliminating a variable would cost, and whether the real shadow is exact.
  struct Choice {
    std::size_t variable = 0;
    bool exact = false;
    std::size_t lowers = 0, uppers = 0;
    auto rank() const { // rows that appear less rows that disappear
      auto made = static_cast<std::ptrdiff_t>(lowers * uppers) - static_cast<std::ptrdiff_t>(lowers + uppers);
      return std::pair(!exact, made);
    }
  };
  std::optional<Choice> choose(const Rows& inequalities) {
    constexpr std::uint8_t not_units_below = 1, not_units_above = 2;
    choices_.assign(size_, Choice{});
    not_units_.assign(size_, 0);
    for (std::size_t r = 0; r < inequalities.count(); ++r) {
      const std::int64_t* row = inequalities[r];
      for (std::size_t v = 0; v < size_; ++v) {
        if (row[v] > 0) ++choices_[v].lowers, not_units_[v] |= row[v] == 1 ? 0 : not_units_below;
        else if (row[v] < 0) ++choices_[v].uppers, not_units_[v] |= row[v] == -1 ? 0 : not_units_above;
      }
    }
    std::optional<Choice> best;
    for (std::size_t v = 0; v < size_; ++v) {
      Choice& choice = choices_[v];
      if (choice.lowers + choice.uppers == 0) continue;
      choice.variable = v;
      choice.exact =
          choice.lowers == 0 || choice.uppers == 0 || not_units_[v] != (not_units_below | not_units_above);
      if (!best || choice.rank() < best->rank()) best = choice;
    }
    return best;
  }

  // The rows without a variable and each lower bound against each upper bound: a*x + p >= 0, -b*x + q >= 0
  // give a*q + b*p >= 0 (the real shadow), and with (a-1)*(b-1) less the dark one, above which an integer x
  // surely is.
  bool shadow(std::size_t variable, const Rows& inequalities, bool dark, Rows& out) {
    for (std::size_t r = 0; r < inequalities.count(); ++r)
      if (inequalities[r][variable] == 0) out.add(inequalities, r);
    for (std::size_t l = 0; l < inequalities.count(); ++l) {
      const std::int64_t* lower = inequalities[l];
      if (lower[variable] <= 0) continue;
      for (std::size_t u = 0; u < inequalities.count(); ++u) {
        const std::int64_t* upper = inequalities[u];
        if (upper[variable] >= 0) continue;
        Wide a = lower[variable], b = -Wide(upper[variable]);
        if (!combine(upper, a, lower, b, dark ? -(a - 1) * (b - 1) : 0, false, out.add())) return false;
      }
    }
    return true;
  }

  Answer eliminate(Rows& equations, Rows& inequalities, Values& values, Eliminations& eliminated) {
    Rows real(size_ + 1);
    if (!normalise(equations, true) || !normalise(inequalities, false)) return Answer::unknown;
    for (;;) {
      do {
        Answer answer = eliminate_equations(equations, inequalities, eliminated);
        if (answer != Answer::some) return answer;
        if (tidy(inequalities, equations)) return Answer::none;
      } while (!equations.empty());
      std::optional<Choice> choice = choose(inequalities);
      if (!choice) {
        values.assign(size_, 0);
        return Answer::some;
      }
      std::size_t variable = choice->variable;
      Elimination elimination{variable, false, eliminated.rows.count(), 0};
      for (std::size_t r = 0; r < inequalities.count(); ++r)
        if (inequalities[r][variable] != 0) eliminated.rows.add(inequalities, r);
      elimination.last = eliminated.rows.count();
      real.clear();
      if (!shadow(variable, inequalities, false, real)) return Answer::unknown;
      if (choice->exact) {
        std::swap(inequalities, real);
        eliminated.all.push_back(elimination);
        continue;
      }
      Answer answer = solve(Rows(size_ + 1), std::move(real), values);
      if (answer != Answer::some) return answer;
      if (!lost_ && put_back(elimination, eliminated.rows, values) && !lost_)
        return answer; // it has an integer above it
      Rows dark(size_ + 1);
      if (!shadow(variable, inequalities, true, dark)) return Answer::unknown;
      answer = solve(Rows(size_ + 1), std::move(dark), values);
      if (answer == Answer::some) put_back(elimination, eliminated.rows, values);
      return answer == Answer::none ? splinters(variable, inequalities, values) : answer;
    }
  }

  // A solution that has no dark shadow lies close above some lower bound a*x >= p: a*x = p + i for an i of
  // 0 ... (m*a - m - a)/m, where m is the largest coefficient of an upper bound (Pugh 1991).
  Answer splinters(std::size_t variable, const Rows& inequalities, Values& values) {
    Wide largest = 0;
    for (std::size_t r = 0; r < inequalities.count(); ++r)
      largest = std::max(largest, -Wide(inequalities[r][variable]));
    for (std::size_t r = 0; r < inequalities.count(); ++r) {
      Wide a = inequalities[r][variable];
      if (a <= 0) continue;
      Wide last = floor_quotient(largest * a - largest - a, largest);
      for (Wide i = 0; i <= last; ++i) {
        Rows equation(size_ + 1);
        equation.add(inequalities, r);
        Wide constant = equation[0][size_] - i;
        if (!fits(constant) || !step()) return Answer::unknown;
        equation[0][size_] = static_cast<std::int64_t>(constant);
        Answer answer = solve(std::move(equation), inequalities, values);
        if (answer != Answer::none) return answer;
      }
    }
    return Answer::none;
  }

  // Gives an eliminated variable its value, the one nearest to 0; false when there is none.
  bool put_back(const Elimination& elimination, const Rows& rows, Values& values) {
    auto sum = [&](const std::int64_t* row, bool without) {
      Wide total = row[size_];
      for (std::size_t i = 0; i < size_; ++i) {
        if (row[i] == 0 || (without && i == elimination.variable)) continue;
        total += Wide(row[i]) * values[i];
        if (!fits(total)) lost_ = true, total = 0;
      }
      return total;
    };
    Wide value = 0;
    if (elimination.equal) {
      value = sum(rows[elimination.first], false);
    } else {
      std::optional<Wide> least, most;
      for (std::size_t r = elimination.first; r < elimination.last; ++r) {
        const std::int64_t* row = rows[r];
        Wide a = row[elimination.variable], rest = sum(row, true);
        if (a > 0) least = std::max(least.value_or(ceiling_quotient(-rest, a)), ceiling_quotient(-rest, a));
        else most = std::min(most.value_or(floor_quotient(rest, -a)), floor_quotient(rest, -a));
      }
      if (least && most && *least > *most) return false;
      if (least && *least > 0) value = *least;
      else if (most && *most < 0) value = *most;
    }
    values[elimination.variable] = static_cast<std::int64_t>(value);
    return true;
  }

  std::size_t size_;
  std::size_t steps_;
  bool lost_ = false;
  struct Key {
    std::int64_t sign; // that makes the first coefficient positive
    std::size_t row;
  };
  // Scratch, none of which is in use when a copy is asked:
  std::vector<Key> order_;
  Rows kept_;
  std::vector<Wide> wide_, least_, most_;
  std::vector<Choice> choices_;
  std::vector<std::uint8_t> not_units_;
};

} // namespace

void IntegerSystem::add(const Affine& value, std::vector<Affine>& rows) {
  overflowed_ |= value.overflowed;
  rows.push_back(value);
}

Answer IntegerSystem::solve(std::vector<std::int64_t>* example, std::size_t steps) const {
  if (example) example->clear();
  if (overflowed_) return Answer::unknown;
  auto dense = [&](const std::vector<Affine>& sums) {
    Rows rows(size_ + 1);
    rows.reserve(sums.size());
    for (const Affine& sum : sums) {
      std::int64_t* row = rows.add();
      for (const Term& term : sum.terms) row[term.variable] = term.coefficient;
      row[size_] = sum.constant;
    }
    return rows;
  };
  Solver solver(size_, steps);
  Values values;
  Answer answer = solver.solve(dense(equations_), dense(inequalities_), values);
  if (answer == Answer::some && example && !solver.lost()) *example = std::move(values);
  return answer;
}

} // namespace isotach
