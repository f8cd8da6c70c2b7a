// Fuzzes included text: the middle of an input stands in a file of its own, which INCLUDE or #include
// includes.
#include "invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isotach;
  std::string text = text_of(data, size);
  auto end_of_line = [&](std::size_t at) { return std::min(text.find('\n', at), text.size()); };
  std::size_t first = end_of_line(size / 3), last = end_of_line(std::max(first, size / 3 * 2));
  const char* line = size % 2 ? "\n      include 'middle'" : "\n#include \"middle\"";
  IncludedFiles included;
  included.add("middle", text.substr(first, last - first));
  text.replace(first, last - first, line);
  demand_round_trip(std::move(text), size % 4 < 2 ? SourceForm::free : SourceForm::fixed, &included);
  return 0;
}
