// Fuzzes the parser on fixed form: any input gives a sound tree whose text is the input.
#include "invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  isotach::demand_round_trip(isotach::text_of(data, size), isotach::SourceForm::fixed);
  return 0;
}
