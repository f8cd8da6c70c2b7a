#include "transform/loop_verdicts.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "tree/stamps.h"

namespace isotach::transform {

const LoopVerdict* LoopVerdicts::of(const Stmt* loop) {
  std::uint32_t stamp = stamp_of(tree_, tree_.root(), EditClass::statement);
  if (!explainer_ || stamp != stamp_) {
    by_loop_.clear();
    looked_at_.clear();
    explainer_ = std::make_unique<Explainer>(semantics_, ExplainOptions{false, false, true});
    stamp_ = stamp;
  }
  if (auto known = by_loop_.find(loop); known != by_loop_.end()) return &known->second;
  const ScopeTable* table = semantics_.program().table_of(tree_);
  const Scope* scope = table ? &table->around(loop) : nullptr;
  while (scope && scope->kind != ScopeKind::procedure && scope->kind != ScopeKind::program)
    scope = scope->parent;
  if (!scope || !scope->node || !looked_at_.insert(scope).second) return nullptr;
  for (LoopVerdict& verdict : explainer_->procedure(*scope))
    by_loop_.insert_or_assign(verdict.statement, std::move(verdict));
  auto found = by_loop_.find(loop);
  return found == by_loop_.end() ? nullptr : &found->second;
}

std::string signature_of(std::string_view access) {
  std::string name;
  int depth = 0;
  for (char c : access) {
    if (c == '(') ++depth;
    else if (c == ')') --depth;
    else if (depth == 0 && c != ' ') name += c;
  }
  return lower(name);
}

std::string told(const Reason& reason) {
  std::string text = reason.text;
  bool accesses = reason.second.has_value();
  auto place = [&](const AccessPlace& at) {
    std::string line = at.line ? fmt::format("line {}", at.line) : std::string("a line that is new");
    if (at.text.empty()) return line;
    return fmt::format("{}'{}' in {}", !accesses ? "" : at.write ? "write of " : "read of ", at.text, line);
  };
  if (reason.first) text += fmt::format(": {}", place(*reason.first));
  if (reason.second) text += fmt::format(", {}", place(*reason.second));
  return text;
}

} // namespace isotach::transform
