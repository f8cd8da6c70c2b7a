// What the tests of the writer share: a source with its tree, and edits by line.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "diagnostics/render.h"
#include "parse/parse.h"
#include "transform/loop_directives.h"
#include "tree/edit.h"
#include "tree/verify.h"
#include "tree/visit.h"
#include "write/write.h"

namespace isotach {

inline ParseOptions free_form() { return {}; }
inline ParseOptions fixed_form() {
  ParseOptions options;
  options.lex.form = SourceForm::fixed;
  return options;
}

struct Source {
  explicit Source(std::string text, ParseOptions options = {})
      : file("test.f90", std::move(text)), tree(parse(file, options, diagnostics)) {}

  bool insert(std::uint32_t line, std::string text = "parallel loop", bool end = false,
              DirectiveFamily family = DirectiveFamily::openacc) {
    DoConstruct* loop = loop_at_line(tree, line);
    if (!loop) {
      ADD_FAILURE() << "no loop on line " << line;
      return false;
    }
    return add_loop_directive(tree, loop, {family, std::move(text), end}, diagnostics);
  }
  std::string written() { return write(tree); }
  std::string messages() const {
    std::string all;
    for (const Diagnostic& diagnostic : diagnostics.all()) all += render_text(diagnostic) + "\n";
    return all;
  }

  Diagnostics diagnostics;
  SourceFile file;
  Tree tree;
};

// The text with a directive at the loop on a line.
inline std::string with_directive(const std::string& text, std::uint32_t line, ParseOptions options = {},
                                  std::string directive = "parallel loop", bool end = false) {
  Source source(text, options);
  EXPECT_TRUE(source.insert(line, std::move(directive), end)) << source.messages();
  std::string result = source.written();
  // What was written reads back, with the directive right before a loop.
  Source again(result, options);
  EXPECT_EQ(again.diagnostics.errors(), source.diagnostics.errors()) << again.messages() << result;
  bool before_loop = false;
  for_each<DirectiveStmt>(again.tree.root(), [&](DirectiveStmt* found) {
    Node* next = found->next;
    if (auto* program = dyn_cast<MainProgram>(next); program && !program->begin) next = program->body.first();
    before_loop = before_loop || isa<DoConstruct>(next);
  });
  EXPECT_TRUE(before_loop) << result;
  return result;
}

} // namespace isotach
