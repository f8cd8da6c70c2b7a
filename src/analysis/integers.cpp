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
using Row = std::vector<std::int64_t>; // coefficients, then the constant
using Rows = std::vector<Row>;

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
  Solver(std::size_t variables, std::size_t steps) : size_(variables), steps_(steps) {}

  // Values are complete and right after `some`, unless `lost_` says that one left 64 bits.
  Answer solve(Rows equations, Rows inequalities, Row& values) {
    std::vector<Elimination> eliminated;
    Answer answer = eliminate(equations, inequalities, values, eliminated);
    if (answer != Answer::some) return answer;
    for (std::size_t i = eliminated.size(); i-- > 0;) put_back(eliminated[i], values);
    return answer;
  }
  bool lost() const { return lost_; }

 private:
  // How the value of a variable follows from the values of those that were eliminated later.
  struct Elimination {
    std::size_t variable;
    bool equal; // value = rows[0], else one that satisfies all rows
    Rows rows;
  };

  bool step() {
    if (steps_ == 0) return false;
    --steps_;
    return true;
  }

  // factor_a * a + factor_b * b, its coefficients divided by their common divisor. For an inequality, plus
  // `slack`, and the constant rounded down. False when a number or the number of steps is too large.
  bool combine(const Row& a, Wide factor_a, const Row& b, Wide factor_b, Wide slack, bool equation,
               Row& out) {
    if (!step()) return false;
    wide_.resize(size_ + 1);
    Wide divisor = 0;
    for (std::size_t i = 0; i <= size_; ++i) {
      // Each factor and number is below 2^63 in size, so the sum is below 2^127.
      wide_[i] = factor_a * a[i] + factor_b * b[i];
      if (i < size_ && wide_[i] != 0 && divisor != 1) divisor = greatest_common_divisor(divisor, wide_[i]);
    }
    if (__builtin_add_overflow(wide_[size_], slack, &wide_[size_])) return false;
    if (divisor > 1) {
      for (std::size_t i = 0; i < size_; ++i) wide_[i] /= divisor;
      if (!equation) wide_[size_] = floor_quotient(wide_[size_], divisor);
      else if (wide_[size_] % divisor == 0) wide_[size_] /= divisor;
      else return out.assign(size_ + 1, 0), out[size_] = 1, true; // 0 = 1
    }
    out.resize(size_ + 1);
    for (std::size_t i = 0; i <= size_; ++i) {
      if (!fits(wide_[i])) return false;
      out[i] = static_cast<std::int64_t>(wide_[i]);
    }
    return true;
  }
  bool normalise(Row& row, bool equation) {
    Row normal;
    if (!combine(row, 1, row, 0, 0, equation, normal)) return false;
    row = std::move(normal);
    return true;
  }

  // Replaces a variable, whose coefficient in `by` is 1 or -1 and `by` is 0, in all rows.
  bool substitute(std::size_t variable, const Row& by, Rows& rows, bool equations) {
    for (Row& row : rows) {
      if (row[variable] == 0) continue;
      Row replaced;
      if (!combine(row, 1, by, -Wide(row[variable]) * by[variable], 0, equations, replaced)) return false;
      row = std::move(replaced);
    }
    return true;
  }

  // Solves the equations one after the other. With a coefficient of 1 or -1 a variable is replaced by the
  // rest. Without, x of the smallest coefficient a becomes y - (the other coefficients / a), a change of
  // variables that has an inverse in integers, and leaves remainders smaller than a.
  Answer eliminate_equations(Rows& equations, Rows& inequalities, std::vector<Elimination>& eliminated) {
    for (Row& row : equations)
      if (!normalise(row, true)) return Answer::unknown;
    while (!equations.empty()) {
      Row& row = equations.back();
      std::size_t smallest = size_;
      for (std::size_t i = 0; i < size_; ++i)
        if (row[i] != 0 && (smallest == size_ || std::abs(row[i]) < std::abs(row[smallest]))) smallest = i;
      if (smallest == size_) {
        if (row[size_] != 0) return Answer::none;
        equations.pop_back();
        continue;
      }
      std::int64_t divisor = row[smallest];
      if (divisor == 1 || divisor == -1) {
        Row by = std::move(row);
        equations.pop_back();
        if (!substitute(smallest, by, equations, true) || !substitute(smallest, by, inequalities, false))
          return Answer::unknown;
        Row value(size_ + 1);
        for (std::size_t i = 0; i <= size_; ++i) value[i] = i == smallest ? 0 : by[i] * -divisor;
        eliminated.push_back({smallest, true, {std::move(value)}});
        continue;
      }
      Row value(size_ + 1); // old x = new x - quotients * others
      for (std::size_t i = 0; i <= size_; ++i) value[i] = i == smallest ? 1 : -(row[i] / divisor);
      if (!change(smallest, value, equations, true) || !change(smallest, value, inequalities, false))
        return Answer::unknown;
      eliminated.push_back({smallest, true, {std::move(value)}});
    }
    return Answer::some;
  }
  bool change(std::size_t variable, const Row& value, Rows& rows, bool equations) {
    for (Row& row : rows) {
      std::int64_t factor = row[variable];
      if (factor == 0) continue;
      row[variable] = 0;
      Row changed;
      if (!combine(row, 1, value, factor, 0, equations, changed)) return false;
      row = std::move(changed);
    }
    return true;
  }

  // Inequalities of the same coefficients become the tightest one; of opposite ones, an equation where they
  // leave one value, a contradiction where they leave none. True when there is a contradiction.
  bool tidy(Rows& inequalities, Rows& equations) {
    auto first = [&](const Row& row) {
      for (std::size_t i = 0; i < size_; ++i)
        if (row[i] != 0) return row[i];
      return std::int64_t(0);
    };
    struct Key {
      std::int64_t sign;
      std::size_t row;
    };
    std::vector<Key> order;
    for (std::size_t i = 0; i < inequalities.size(); ++i) {
      std::int64_t lead = first(inequalities[i]);
      if (lead != 0) order.push_back({lead > 0 ? 1 : -1, i});
      else if (inequalities[i][size_] < 0) return true;
    }
    auto compare = [&](const Key& a, const Key& b) { // without the constants
      const Row &x = inequalities[a.row], &y = inequalities[b.row];
      for (std::size_t i = 0; i < size_; ++i)
        if (x[i] * a.sign != y[i] * b.sign) return x[i] * a.sign < y[i] * b.sign ? -1 : 1;
      return 0;
    };
    std::ranges::sort(order, [&](const Key& a, const Key& b) {
      int by_key = compare(a, b);
      return by_key != 0 ? by_key < 0 : a.row < b.row;
    });
    Rows kept;
    for (std::size_t i = 0; i < order.size();) {
      std::size_t end = i;
      std::size_t lower = inequalities.size(), upper = inequalities.size();
      for (; end < order.size() && compare(order[i], order[end]) == 0; ++end) {
        std::size_t& tightest = order[end].sign > 0 ? lower : upper;
        std::size_t row = order[end].row;
        if (tightest == inequalities.size() || inequalities[row][size_] < inequalities[tightest][size_])
          tightest = row;
      }
      i = end;
      if (lower != inequalities.size() && upper != inequalities.size()) {
        Wide room = Wide(inequalities[lower][size_]) + inequalities[upper][size_];
        if (room < 0) return true;
        if (room == 0) {
          equations.push_back(std::move(inequalities[lower]));
          continue;
        }
      }
      if (lower != inequalities.size()) kept.push_back(std::move(inequalities[lower]));
      if (upper != inequalities.size()) kept.push_back(std::move(inequalities[upper]));
    }
    inequalities = std::move(kept);
    return within_bounds(inequalities);
  }

  // Drops the rows that hold wherever the bounds of single variables do, which keeps Fourier and Motzkin's
  // rows few. True when a row holds nowhere within the bounds.
  bool within_bounds(Rows& inequalities) {
    constexpr Wide far =
        Wide(1) << 100; // no bound; sums of products with it stay below 2^127 by the check below
    least_.assign(size_, -far);
    most_.assign(size_, far);
    auto alone = [&](const Row& row) { // the only variable of a row, whose coefficient is 1 or -1
      std::size_t found = size_;
      for (std::size_t i = 0; i < size_; ++i) {
        if (row[i] == 0) continue;
        if (found != size_) return size_;
        found = i;
      }
      return found;
    };
    for (const Row& row : inequalities) {
      std::size_t v = alone(row);
      if (v == size_) continue;
      if (row[v] > 0) least_[v] = std::max(least_[v], -Wide(row[size_]));
      else most_[v] = std::min(most_[v], Wide(row[size_]));
    }
    for (std::size_t v = 0; v < size_; ++v)
      if (least_[v] > most_[v]) return true;
    auto redundant = [&](const Row& row, bool& nowhere) {
      if (alone(row) != size_) return false;
      bool low_known = true, high_known = true;
      Wide low = row[size_], high = row[size_];
      for (std::size_t i = 0; i < size_; ++i) {
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
      nowhere |= high_known && high < 0;
      return low_known && low >= 0;
    };
    bool nowhere = false;
    std::erase_if(inequalities, [&](const Row& row) { return redundant(row, nowhere); });
    return nowhere;
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
  std::optional<Choice> choose(const Rows& inequalities) const {
    std::optional<Choice> best;
    for (std::size_t v = 0; v < size_; ++v) {
      Choice choice{v};
      bool units_below = true, units_above = true;
      for (const Row& row : inequalities) {
        if (row[v] > 0) ++choice.lowers, units_below &= row[v] == 1;
        if (row[v] < 0) ++choice.uppers, units_above &= row[v] == -1;
      }
      if (choice.lowers + choice.uppers == 0) continue;
      choice.exact = choice.lowers == 0 || choice.uppers == 0 || units_below || units_above;
      if (!best || choice.rank() < best->rank()) best = choice;
    }
    return best;
  }

  // The rows without a variable and each lower bound against each upper bound: a*x + p >= 0, -b*x + q >= 0
  // give a*q + b*p >= 0 (the real shadow), and with (a-1)*(b-1) less the dark one, above which an integer x
  // surely is.
  bool shadow(std::size_t variable, const Rows& inequalities, bool dark, Rows& out) {
    for (const Row& row : inequalities)
      if (row[variable] == 0) out.push_back(row);
    for (const Row& lower : inequalities) {
      if (lower[variable] <= 0) continue;
      for (const Row& upper : inequalities) {
        if (upper[variable] >= 0) continue;
        Wide a = lower[variable], b = -Wide(upper[variable]);
        Row row;
        if (!combine(upper, a, lower, b, dark ? -(a - 1) * (b - 1) : 0, false, row)) return false;
        out.push_back(std::move(row));
      }
    }
    return true;
  }

  Answer eliminate(Rows& equations, Rows& inequalities, Row& values, std::vector<Elimination>& eliminated) {
    for (Row& row : inequalities)
      if (!normalise(row, false)) return Answer::unknown;
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
      Elimination elimination{variable, false, {}};
      for (const Row& row : inequalities)
        if (row[variable] != 0) elimination.rows.push_back(row);
      Rows real;
      if (!shadow(variable, inequalities, false, real)) return Answer::unknown;
      if (choice->exact) {
        inequalities = std::move(real);
        eliminated.push_back(std::move(elimination));
        continue;
      }
      Answer answer = solve({}, std::move(real), values);
      if (answer != Answer::some) return answer;
      if (!lost_ && put_back(elimination, values) && !lost_) return answer; // it has an integer above it
      Rows dark;
      if (!shadow(variable, inequalities, true, dark)) return Answer::unknown;
      answer = solve({}, std::move(dark), values);
      if (answer == Answer::some) put_back(elimination, values);
      return answer == Answer::none ? splinters(variable, inequalities, values) : answer;
    }
  }

  // A solution that has no dark shadow lies close above some lower bound a*x >= p: a*x = p + i for an i of
  // 0 ... (m*a - m - a)/m, where m is the largest coefficient of an upper bound (Pugh 1991).
  Answer splinters(std::size_t variable, const Rows& inequalities, Row& values) {
    Wide largest = 0;
    for (const Row& row : inequalities) largest = std::max(largest, -Wide(row[variable]));
    for (const Row& row : inequalities) {
      Wide a = row[variable];
      if (a <= 0) continue;
      Wide last = floor_quotient(largest * a - largest - a, largest);
      for (Wide i = 0; i <= last; ++i) {
        Row equation = row;
        if (!fits(equation[size_] - i)) return Answer::unknown;
        equation[size_] = static_cast<std::int64_t>(equation[size_] - i);
        if (!step()) return Answer::unknown;
        Answer answer = solve({std::move(equation)}, inequalities, values);
        if (answer != Answer::none) return answer;
      }
    }
    return Answer::none;
  }

  // Gives an eliminated variable its value, the one nearest to 0; false when there is none.
  bool put_back(const Elimination& elimination, Row& values) {
    auto sum = [&](const Row& row, bool without) {
      Wide total = row[size_];
      for (std::size_t i = 0; i < size_; ++i) {
        if (without && i == elimination.variable) continue;
        total += Wide(row[i]) * values[i];
        if (!fits(total)) lost_ = true, total = 0;
      }
      return total;
    };
    Wide value = 0;
    if (elimination.equal) {
      value = sum(elimination.rows[0], false);
    } else {
      std::optional<Wide> least, most;
      for (const Row& row : elimination.rows) {
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
  std::vector<Wide> wide_, least_, most_; // scratch
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
    Rows rows;
    for (const Affine& sum : sums) {
      Row& row = rows.emplace_back(size_ + 1);
      for (const Term& term : sum.terms) row[term.variable] = term.coefficient;
      row[size_] = sum.constant;
    }
    return rows;
  };
  Solver solver(size_, steps);
  Row values;
  Answer answer = solver.solve(dense(equations_), dense(inequalities_), values);
  if (answer == Answer::some && example && !solver.lost()) *example = std::move(values);
  return answer;
}

} // namespace isotach
