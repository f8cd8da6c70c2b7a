// Preprocessor: macros and the truth of #if conditions, for one view of a file.
//
// Only what a view needs is evaluated; nothing is rewritten. Conditions follow the C preprocessor's rules, so
// the same text has the same truth until a #define or #undef (rule R1).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace isotach {

struct Macro {
  std::string name;
  bool function_like = false;
  std::vector<std::string> parameters;
  std::string body;
};

class Preprocessor {
 public:
  // NAME or NAME=VALUE, as after -D (VALUE is 1 when absent).
  void define_option(std::string_view option);
  // The text after #define; null when it has no name.
  const Macro* define(std::string_view text);
  void undefine(std::string_view name);
  const Macro* find(std::string_view name) const;
  bool empty() const { return macros_.empty(); }
  // Equal for equal macros, in whatever order they were defined. O(1).
  std::pair<std::uint64_t, std::uint64_t> fingerprint() const { return fingerprint_; }
  const std::map<std::string, Macro, std::less<>>& macros() const { return macros_; }

  // Truth of the text after #if; nothing when it is not a valid expression.
  std::optional<bool> evaluate(std::string_view condition) const;

  // Expands the macro use that starts at text[position] (its name is `macro.name`); sets `end` to one past
  // the use. Nothing when a function-like macro is not followed by its arguments on this line: then it is not
  // a use.
  std::optional<std::string> expand(const Macro& macro, std::string_view text, std::size_t position,
                                    std::size_t& end) const;

 private:
  struct Expansion {
    std::vector<std::string_view> hidden; // macros being expanded: not expanded again
    std::size_t work = 0;                 // characters read so far
  };
  std::optional<std::string> expand_use(const Macro& macro, std::string_view text, std::size_t position,
                                        std::size_t& end, Expansion& expansion) const;
  std::string expand_all(std::string_view text, Expansion& expansion) const;

  void count_in(const Macro& macro, bool in);

  std::map<std::string, Macro, std::less<>> macros_;
  std::pair<std::uint64_t, std::uint64_t> fingerprint_; // a sum over the macros
};

} // namespace isotach
