// Directives that an END directive closes: both stand in one list of statements, as the ends of a construct
// do.
//
// What one of the compilers lets pass is let pass here: END with another name than what it closes, END left
// out after a loop or a BLOCK construct. A list with a directive that did not parse, or with #if groups that
// hold one half of a pair, is not judged.

#include "tree/directive_pairs.h"
#include "parse/kinds.h"

#include <algorithm>

#include "base/strings.h"
#include "parse/parser.h"

namespace isotach {

namespace {
std::string text_of(const DirectiveStmt* directive, bool end) {
  std::string_view sentinel = directive->family == DirectiveFamily::openmp ? "!$OMP" : "!$ACC";
  const DirectiveRule& rule = rule_of(directive->directive);
  return end ? fmt::format("{} END {}", sentinel, upper(rule.after_end()))
             : fmt::format("{} {}", sentinel, upper(rule.name));
}
} // namespace

void Parser::pair(DirectivePairs& pairs, Stmt* statement) {
  if (pairs.add(lexed_, statement).found != DirectivePairs::Found::unmatched) return;
  if (floor_ == blocks_.size() && regions_ > 0) {
    pairs.unsure = true; // closes what an earlier #if group opened
  } else if (!pairs.unsure) {
    auto* end = cast<DirectiveStmt>(statement);
    judge_directive(end->family, [&] {
      diagnostics_->report(kinds::UnmatchedEnd, tree_.location(end), fmt::format("'{}'", text_of(end, true)));
    });
  }
}

void Parser::close(DirectivePairs& pairs) {
  bool alternative = floor_ == blocks_.size() && regions_ > 0;
  for (const DirectivePairs::Open& entry : pairs.open) {
    if (!entry.needs_end) continue;
    if (alternative) pairs.unsure = true;
    if (pairs.unsure) continue;
    std::string end = text_of(entry.begin, true);
    Location place = list_end();
    judge_directive(entry.begin->family, [&] {
      Diagnostic& diagnostic = diagnostics_->report(
          kinds::MissingEnd, tree_.location(entry.begin), fmt::format("'{}'", text_of(entry.begin, false)),
          fmt::format("'{}'", end), "the end of the block it stands in");
      diagnostic.notes.push_back({place, fmt::format("'{}' was expected before this", end)});
    });
  }
  if (alternative) {
    auto optional = std::ranges::count_if(pairs.open, [](const auto& entry) { return !entry.needs_end; });
    open_in_branches_ = std::max(open_in_branches_, pairs.in_branches + static_cast<int>(optional));
  }
  if (alternative && pairs.unsure) unsure_region_ = true;
}

} // namespace isotach
