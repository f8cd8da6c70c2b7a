// Fuzzes macros and conditions: the first line is a condition, each further one a definition; the last text
// is expanded. Everything ends, whatever refers to itself.
#include "lex/preprocessor.h"
#include "base/strings.h"
#include "invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isotach;
  std::string text = text_of(data, size);
  std::string_view rest = text;
  Preprocessor preprocessor;
  std::string_view condition;
  for (bool first = true; !rest.empty(); first = false) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (first) condition = line;
    else preprocessor.define(line);
  }
  preprocessor.evaluate(condition);
  std::size_t end = 0;
  int uses = 50; // each may take the work that is allowed to one
  for (const auto& [name, macro] : preprocessor.macros())
    if (uses-- <= 0) break;
    else if (auto expansion = preprocessor.expand(macro, name + "(a, (b, c))", 0, end))
      demand(end <= name.size() + 11, "a use ends in its text");
  return 0;
}
