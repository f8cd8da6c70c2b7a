// Fuzzes edits: a directive before every loop that takes one. The tree stays sound and what is written parses
// to as many loops, with no statement fewer.
#include "invariants.h"
#include "transform/loop_directives.h"
#include "tree/visit.h"

namespace {

std::size_t loops_of(const isotach::Tree& tree) {
  std::size_t count = 0;
  isotach::for_each<isotach::DoConstruct>(tree.root(), [&](isotach::DoConstruct*) { ++count; });
  return count;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isotach;
  SourceFile source("fuzz", text_of(data, size));
  ParseOptions options;
  options.lex.form = size % 2 ? SourceForm::free : SourceForm::fixed;
  Diagnostics diagnostics;
  Tree tree = parse(source, options, diagnostics);
  bool clean = diagnostics.errors() == 0;
  std::vector<DoConstruct*> loops;
  for_each<DoConstruct>(tree.root(), [&](DoConstruct* loop) { loops.push_back(loop); });
  for (DoConstruct* loop : loops) {
    Diagnostics refused;
    add_loop_directive(tree, loop, {DirectiveFamily::openacc, "parallel loop gang", false}, refused);
  }
  demand_sound(tree);
  SourceFile written("fuzz", write(tree));
  Diagnostics again;
  Tree second = parse(written, options, again);
  demand_sound(second);
  if (clean) {
    demand(again.errors() == 0, "what an edit wrote parses");
    demand(loops_of(second) == loops.size(), "no loop is lost");
  }
  return 0;
}
