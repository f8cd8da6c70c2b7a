#include <cstdio>

#include "diagnostics/kinds.h"
#include "diagnostics/render.h"

int main() {
  isotach::SourceFile file("a.f90", "call step\n");
  isotach::Diagnostics diagnostics;
  diagnostics.report(isotach::kinds::CannotRead, {&file, 5, 9}, "b.f90", "no reason");
  std::fputs(isotach::render_text(diagnostics.all().front()).c_str(), stdout);
}
