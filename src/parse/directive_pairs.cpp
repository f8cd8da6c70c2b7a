// Directives that an END directive closes: both stand in one list of statements, as the ends of a construct
// do.
//
// What one of the compilers lets pass is let pass here: END with another name than what it closes, END left
// out behind a loop or a BLOCK construct. A list with a directive that did not parse, or with #if groups that
// hold one half of a pair, is not judged.

#include <algorithm>

#include "base/strings.h"
#include "parse/clauses.h"
#include "parse/kinds.h"
#include "parse/parser.h"

namespace isotach {

namespace {
DirectiveMatch match_of(const Tree& tree, const DirectiveStmt* directive) {
  if (directive->family != DirectiveFamily::openacc && directive->family != DirectiveFamily::openmp)
    return {};
  std::vector<std::string_view> words;
  for (const NamedItem* word : directive->words) words.push_back(tree.spelling(word->name));
  return match_directive(directive->family, words);
}

std::string text_of(const DirectiveStmt* directive, const DirectiveRule* rule, std::string_view end) {
  std::string_view sentinel = directive->family == DirectiveFamily::openmp ? "!$OMP" : "!$ACC";
  return fmt::format("{} {}{}", sentinel, end, upper(rule->name));
}
} // namespace

// Takes note of the statement that was just appended to a list.
void Parser::DirectivePairs::add(Parser& parser, const Stmt* statement) {
  if (statement->kind == NodeKind::UnparsedStatement) {
    if (parser.lexed_.statements[statement->statement].kind == StatementKind::directive) unsure = true;
    return;
  }
  if (statement->kind == NodeKind::BlockConstruct && !open.empty() && open.back().last)
    open.back().needs_end = false; // a BLOCK construct is the whole construct
  if (!open.empty()) open.back().last = false;
  // A loop may end on the label of an outer one, whose END directive then stands out here.
  if (const DoConstruct* loop = dyn_cast<DoConstruct>(statement))
    if (const DoStmt* begin = dyn_cast<DoStmt>(loop->begin); begin && begin->end_label) ++loose;
  const DirectiveStmt* directive = dyn_cast<DirectiveStmt>(statement);
  if (!directive) return;
  DirectiveMatch match = match_of(parser.tree_, directive);
  if (!match.rule) return;
  if (!match.end) {
    bool closed_by_end = has_end(directive->family, match.rule->name);
    if (match.rule->closing == Closing::never && !closed_by_end) return;
    open.push_back({directive, match.rule, match.rule->closing == Closing::always, true});
    return;
  }
  // OpenMP and OpenACC may interleave.
  auto of_family = [&](const Open& o) { return o.rule->family == directive->family; };
  auto same = std::find_if(open.rbegin(), open.rend(), [&](const Open& o) { return o.rule == match.rule; });
  if (same == open.rend()) same = std::find_if(open.rbegin(), open.rend(), of_family);
  if (same != open.rend()) {
    auto from = std::next(same).base();
    loose += static_cast<int>(std::count_if(std::next(from), open.end(), of_family));
    open.erase(std::remove_if(std::next(from), open.end(), of_family), open.end());
    open.erase(from);
  } else if (loose > 0 && match.rule->closing == Closing::maybe) {
    --loose;
  } else if (parser.floor_ == parser.blocks_.size() && parser.regions_ > 0) {
    unsure = true; // closes what an earlier #if group opened
  } else if (!unsure) {
    parser.diagnostics_->report(kinds::UnmatchedEnd, parser.tree_.location(directive),
                                fmt::format("'{}'", text_of(directive, match.rule, "END ")));
  }
}

// The list has ended.
void Parser::DirectivePairs::close(Parser& parser) {
  bool alternative = parser.floor_ == parser.blocks_.size() && parser.regions_ > 0;
  for (const Open& entry : open) {
    if (!entry.needs_end) continue;
    if (alternative) unsure = true;
    if (unsure) continue;
    std::string end = text_of(entry.begin, entry.rule, "END ");
    Location place = parser.list_end();
    Diagnostic& diagnostic =
        parser.diagnostics_->report(kinds::MissingEnd, parser.tree_.location(entry.begin),
                                    fmt::format("'{}'", text_of(entry.begin, entry.rule, "")),
                                    fmt::format("'{}'", end), "the end of the block it stands in");
    diagnostic.notes.push_back({place, fmt::format("'{}' was expected before this", end)});
  }
  if (alternative && unsure) parser.unsure_region_ = true;
}

} // namespace isotach
