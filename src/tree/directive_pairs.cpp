#include "tree/directive_pairs.h"

#include <algorithm>

namespace isotach {

bool is_block(const Stmt* statement) {
  auto* block = dyn_cast<BlockConstruct>(statement);
  return block && isa<BlockStmt>(block->begin);
}

DirectivePairs::Result DirectivePairs::add(const LexedFile& lexed, Stmt* statement) {
  if (statement->kind == NodeKind::UnparsedStatement) {
    if (!statement->has(node_flag::synthetic) &&
        lexed.statements[statement->statement].kind == StatementKind::directive)
      unsure = true;
    return {};
  }
  if (is_block(statement) && !open.empty() && open.back().last)
    open.back().needs_end = false; // a BLOCK construct is the whole construct
  if (!open.empty()) open.back().last = false;
  // A loop may end on the label of an outer one, whose END directive then stands out here.
  if (const DoConstruct* loop = dyn_cast<DoConstruct>(statement))
    if (const DoStmt* begin = dyn_cast<DoStmt>(loop->begin); begin && begin->end_label) ++loose;
  DirectiveStmt* directive = dyn_cast<DirectiveStmt>(statement);
  if (directive && directive->directive == DirectiveKind::none && directive->text &&
      directive->family != DirectiveFamily::vendor)
    unsure = true; // not understood
  if (!directive || directive->directive == DirectiveKind::none) return {};
  if (!directive->is_end) {
    Closing own = closing(directive);
    if (own != Closing::never) open.push_back({directive, own == Closing::required, true});
    return {};
  }
  // OpenMP and OpenACC may interleave.
  auto of_family = [&](const Open& o) { return o.begin->family == directive->family; };
  auto same =
      std::find_if(open.rbegin(), open.rend(), [&](const Open& o) { return closes(directive, o.begin); });
  Found found = Found::pair;
  if (same == open.rend() && in_branches > 0 && rule_of(directive->directive).end == Closing::optional) {
    --in_branches;
    return {Found::loose, nullptr};
  }
  if (same == open.rend()) {
    same = std::find_if(open.rbegin(), open.rend(), of_family);
    found = Found::other_name;
  }
  if (same != open.rend()) {
    auto from = std::next(same).base();
    DirectiveStmt* begin = from->begin;
    loose += static_cast<int>(std::count_if(std::next(from), open.end(), of_family));
    open.erase(std::remove_if(std::next(from), open.end(), of_family), open.end());
    open.erase(from);
    return {found, begin};
  }
  if (loose > 0 && rule_of(directive->directive).end == Closing::optional) {
    --loose;
    return {Found::loose, nullptr};
  }
  return {Found::unmatched, nullptr};
}

} // namespace isotach
