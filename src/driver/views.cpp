#include "driver/views.h"

#include <algorithm>
#include <set>

namespace isotach {

namespace {

using Truths = std::map<std::string, bool, std::less<>>;

// Demands that the branch is taken: its condition true, those before it in its group false, and the same for
// the branches around it. False when one text would have to be both.
bool demand(const LexedFile& lexed, std::size_t group_index, std::size_t branch, Truths& truths) {
  const PreprocessorGroup& group = lexed.groups[group_index];
  auto set = [&](const std::string& condition, bool truth) {
    auto [place, is_new] = truths.emplace(condition, truth);
    return is_new || place->second == truth;
  };
  for (std::size_t i = 0; i < branch; ++i)
    if (!set(group.branches[i].condition, false)) return false;
  if (!group.branches[branch].condition.empty() && !set(group.branches[branch].condition, true)) return false;
  if (group.parent < 0) return true;
  const auto& around = lexed.groups[static_cast<std::size_t>(group.parent)].branches;
  for (std::size_t i = around.size(); i-- > 0;)
    if (around[i].begin < group.begin)
      return demand(lexed, static_cast<std::size_t>(group.parent), i, truths);
  return true;
}

std::string text_of(const Truths& truths) {
  std::string text = "in the view with ";
  bool first = true;
  for (const auto& [condition, truth] : truths) {
    text += fmt::format("{}'{}' {}", first ? "" : ", ", condition, truth ? "true" : "false");
    first = false;
  }
  return text;
}

} // namespace

ViewsReport parse_other_views(ParsedFile& file, const FrontEndOptions& options) {
  ViewsReport report;
  if (!file.tree) return report;
  const LexedFile& lexed = file.tree->lexed;
  std::set<std::uint32_t> taken; // branches, by the place of their # line: the same in every view
  auto note_taken = [&](const LexedFile& view) {
    for (const PreprocessorGroup& group : view.groups)
      for (const PreprocessorBranch& branch : group.branches)
        if (branch.active) taken.insert(branch.begin);
  };
  std::set<std::pair<std::uint32_t, DiagnosticKind>> said;
  for (const Diagnostic& diagnostic : file.diagnostics.all())
    said.emplace(diagnostic.location.begin, diagnostic.kind);
  note_taken(lexed);
  for (std::size_t group = 0; group < lexed.groups.size(); ++group)
    for (std::size_t branch = 0; branch < lexed.groups[group].branches.size(); ++branch) {
      std::uint32_t place = lexed.groups[group].branches[branch].begin;
      if (taken.count(place)) continue;
      FrontEndOptions view_options = options;
      if (!demand(lexed, group, branch, view_options.assumed_conditions)) {
        ++report.unreachable;
        continue;
      }
      ParseOptions parse_options = parse_options_for(file.source->path(), view_options, nullptr);
      parse_options.lex.form = file.tree->lexed.form;
      Diagnostics diagnostics;
      Tree view = parse(*file.source, parse_options, diagnostics);
      ++report.views;
      note_taken(view.lexed);
      if (!taken.count(place)) ++report.unreachable;
      for (const Diagnostic& diagnostic : diagnostics.all()) {
        if (!said.emplace(diagnostic.location.begin, diagnostic.kind).second) continue;
        Diagnostic copy = diagnostic;
        copy.notes.push_back({{}, text_of(view_options.assumed_conditions)});
        file.diagnostics.copy(copy);
      }
    }
  return report;
}

} // namespace isotach
