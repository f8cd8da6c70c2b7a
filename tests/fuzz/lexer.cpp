// Fuzzes the lexer: tiles partition the bytes of any input, in both forms.
#include "invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isotach;
  SourceFile source("fuzz", text_of(data, size));
  for (SourceForm form : {SourceForm::free, SourceForm::fixed}) {
    LexOptions options;
    options.form = form;
    options.defines = {"MACRO=name", "F(x)=x+x", "EMPTY="};
    NameTable names;
    Diagnostics diagnostics;
    LexedFile file = lex(source, options, names, diagnostics);
    demand_tiles(file);
  }
  return 0;
}
