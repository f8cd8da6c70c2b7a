// Depth: how deep into its halo a field is accessed: numbers and variables, their sums and maxima.
//
// A depth is the largest of some linear terms, so that two of them can be compared without knowing the
// variables, which are positive.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace isotach::psykal {

enum class Truth : std::uint8_t { no, yes, unknown };

class Depth {
 public:
  static Depth number(int value);
  static Depth variable(const std::string& name);
  static Depth full(); // all of the halo, however deep it is: nothing is deeper
  static Depth largest(const Depth& a, const Depth& b);

  Depth plus(const Depth& other) const;
  Depth plus(int number) const { return plus(Depth::number(number)); }
  Depth times(int factor) const;

  // Whether a is deeper than b, whatever positive values the variables have.
  friend Truth deeper(const Depth& a, const Depth& b);
  bool is_full() const { return *this == full(); }
  bool mentions_full() const; // it, or less by a number
  bool is(int value) const { return *this == number(value); }
  bool operator==(const Depth& other) const = default;

  // Fortran: "2", "extent + 1", "MAX(1, extent)"; `full` is a variable with the depth of the halo.
  std::string text(std::string_view full = "max_halo_depth") const;

 private:
  struct Term {
    int constant = 0;
    std::map<std::string, int> factors; // of variables; none is zero
    bool operator==(const Term& other) const = default;
  };
  static Term difference(const Term& a, const Term& b);
  void add(Term term);

  std::vector<Term> terms_; // none is below another by a constant
};

} // namespace isotach::psykal
