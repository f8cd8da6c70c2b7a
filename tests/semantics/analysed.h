// Sources as text, parsed and analysed together, with short ways to ask for results.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "diagnostics/render.h"
#include "parse/parse.h"
#include "semantics/semantics.h"

namespace isotach::testing_semantics {

class Analysed {
 public:
  // Files are called a.f90, b.f90, ...
  explicit Analysed(const std::vector<std::string>& texts) {
    char letter = 'a';
    for (const std::string& text : texts)
      sources_.push_back(std::make_unique<SourceFile>(std::string(1, letter++) + ".f90", text));
    for (const auto& source : sources_) {
      trees_.push_back(std::make_unique<Tree>(parse(*source, {}, parse_diagnostics)));
      pointers_.push_back(trees_.back().get());
    }
    EXPECT_EQ(parse_diagnostics.errors(), 0u) << render(parse_diagnostics);
    semantics = analyse(pointers_, diagnostics);
  }
  explicit Analysed(const std::string& text) : Analysed(std::vector<std::string>{text}) {}

  const Tree& tree(std::size_t file = 0) const { return *trees_[file]; }
  std::string dump(std::size_t file = 0) const { return dump_symbols(semantics, tree(file)); }

  // A scope by its path of names, e.g. {"m", "s"}.
  const Scope& scope(const std::vector<std::string>& path) const {
    for (const ScopeTable& table : semantics.program().tables()) {
      const Scope* at = &table.file();
      for (const std::string& name : path) {
        const Scope* next = nullptr;
        for (const Scope* child : at->children)
          if (child->name == name) next = child;
        at = next;
        if (!at) break;
      }
      if (at) return *at;
    }
    ADD_FAILURE() << "no scope " << path.back();
    return semantics.program().tables().front().file();
  }
  Lookup lookup(const std::vector<std::string>& path, std::string_view name) const {
    return semantics.program().lookup(scope(path), name);
  }
  Value value(const std::vector<std::string>& path, std::string_view name) const {
    Lookup found = lookup(path, name);
    return found.found() ? semantics.evaluator().value_of(*found.symbol) : Value::unknown(found.reason);
  }
  TypeInfo type_info(const std::vector<std::string>& path, std::string_view name) const {
    Lookup found = lookup(path, name);
    if (found.found()) return semantics.evaluator().type_of(*found.symbol);
    ADD_FAILURE() << name << " not found: " << found.reason;
    return {};
  }
  std::string type(const std::vector<std::string>& path, std::string_view name) const {
    Lookup found = lookup(path, name);
    return found.found() ? type_text(semantics.evaluator().type_of(*found.symbol))
                         : "not found: " + found.reason;
  }

  static std::string render(const Diagnostics& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics.all()) text += render_text(diagnostic);
    return text;
  }
  std::string report() const { return render(diagnostics); }
  bool reported(DiagnosticKind kind) const {
    for (const Diagnostic& diagnostic : diagnostics.all())
      if (diagnostic.kind == kind) return true;
    return false;
  }

  Diagnostics parse_diagnostics, diagnostics;
  Semantics semantics;

 private:
  std::vector<std::unique_ptr<SourceFile>> sources_;
  std::vector<std::unique_ptr<Tree>> trees_;
  std::vector<const Tree*> pointers_;
};

} // namespace isotach::testing_semantics
