#include "driver/parse_report.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "base/strings.h"
#include "diagnostics/json.h"
#include "parse/kinds.h"
#include "tree/visit.h"
#include "write/write.h"

namespace isotach {

namespace {

using Json = nlohmann::ordered_json;

// The word a statement begins with, upper case: "TYPE", "!$OMP TARGET", or what else stands there.
std::string kind_of_statement(const Tree& tree, const UnparsedStatement* statement) {
  std::uint32_t at = statement->first_token;
  const LexedFile& lexed = tree.lexed;
  if (lexed.statements[statement->statement].has_label && at < statement->last_token) ++at;
  std::string word = upper(lexed.spelling(at));
  if (lexed.tokens[at].kind == TokenKind::directive_sentinel && at < statement->last_token)
    return word + " " + upper(lexed.spelling(at + 1));
  if (lexed.tokens[at].kind != TokenKind::name) return "other";
  return index_of(lexed.tokens[at].name) < kw::count ? word : "name";
}

// Only what holds lists of statements is entered: a walk to the last operand costs as much as parsing it.
void count_unparsed(const Tree& tree, const Node* node, std::map<std::string, std::size_t>& by_kind) {
  auto holds_statements = [](const Node* child) {
    const auto& fields = layout_of(child).children;
    return std::any_of(fields.begin(), fields.end(),
                       [](const Field& field) { return field.kind == FieldKind::statements; });
  };
  for_each_child(node, [&](const Node* child) {
    if (auto* statement = dyn_cast<UnparsedStatement>(child)) ++by_kind[kind_of_statement(tree, statement)];
    else if (holds_statements(child)) count_unparsed(tree, child, by_kind);
  });
}

// Options that make other text count, and what stands in files for which they are worth a try.
struct OtherOptions {
  std::string_view words, sign, macro;
  bool lines; // after !$
};
constexpr OtherOptions other_options[] = {{"-D_OPENMP", "_OPENMP", "_OPENMP", false},
                                          {"--fflags=-fopenmp", "!$", "_OPENMP", true},
                                          {"--cuda", "_CUDA", "_CUDA", false}};

struct Totals {
  std::size_t files = 0, understood = 0, unparsed = 0, errors = 0, views = 0;
  FileReport sum;
  bool round_trip = true;
};

Totals total_of(const std::vector<FileReport>& reports) {
  Totals totals;
  totals.files = reports.size();
  for (const FileReport& report : reports) {
    totals.understood += report.understood();
    totals.unparsed += report.unparsed_statements();
    totals.errors += report.errors;
    totals.views += report.views;
    totals.sum.unreachable_branches += report.unreachable_branches;
    totals.round_trip = totals.round_trip && (report.round_trip || !report.read);
    totals.sum.bytes += report.bytes;
    totals.sum.lines += report.lines;
    totals.sum.statements += report.statements;
    totals.sum.seconds += report.seconds;
    for (const auto& [kind, count] : report.unparsed) totals.sum.unparsed[kind] += count;
  }
  return totals;
}

double megabytes_per_second(std::size_t bytes, double seconds) {
  return static_cast<double>(bytes) / 1e6 / std::max(seconds, 1e-9);
}

std::size_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

std::vector<std::pair<std::string, std::size_t>>
most_first(const std::map<std::string, std::size_t>& by_kind) {
  std::vector<std::pair<std::string, std::size_t>> rows(by_kind.begin(), by_kind.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return rows;
}

// Options without which files were not understood: where that was tried, and as far as it shows.
void print_hints(const std::vector<FileReport>& reports) {
  auto hint = [&](std::string_view options, std::string_view helps, std::string_view why, auto applies) {
    auto files = std::count_if(reports.begin(), reports.end(), [&](const FileReport& report) {
      return report.read && !report.understood() && applies(report);
    });
    if (files > 0) fmt::print("{} {}: {} of the files not understood {}\n", options, helps, files, why);
  };
  for (const OtherOptions& other : other_options)
    hint(other.words, "helps", "would be",
         [&](const FileReport& report) { return report.helped_by == other.words; });
  hint("--follow-includes -I DIR", "may help", "include text that was not read",
       [](const FileReport& report) { return report.lacks_include; });
  for (std::string_view form : {"--free", "--fixed"})
    hint(form, "may help", fmt::format("look like {} form", form.substr(2)),
         [&](const FileReport& report) { return report.other_form == form; });
}

} // namespace

std::string_view option_that_helps(const ParsedFile& file, const FrontEndOptions& options) {
  std::string_view text = file.source ? file.source->text() : std::string_view();
  for (const OtherOptions& other : other_options) {
    if (text.find(other.sign) == std::string_view::npos) continue;
    FrontEndOptions tried = options;
    tried.defines.emplace_back(other.macro);
    tried.conditional_compilation |= other.lines;
    ParsedFile again = parse_path(file.source->path(), tried, nullptr);
    if (report_on(again).understood()) return other.words;
  }
  return {};
}

std::size_t FileReport::unparsed_statements() const {
  std::size_t sum = 0;
  for (const auto& [kind, count] : unparsed) sum += count;
  return sum;
}

FileReport report_on(const ParsedFile& file) {
  FileReport report;
  report.errors = file.diagnostics.errors();
  if (!file.tree) return report;
  const Tree& tree = *file.tree;
  report.read = true;
  report.lacks_include = tree.lexed.lacks_include;
  for (const Diagnostic& diagnostic : file.diagnostics.all())
    if (diagnostic.kind == kinds::LooksLikeOtherForm)
      report.other_form = tree.lexed.form == SourceForm::free ? "--fixed" : "--free";
  report.bytes = tree.source().size();
  report.lines = tree.source().line_count();
  report.statements = tree.lexed.statements.size();
  count_unparsed(tree, tree.root(), report.unparsed);
  report.torn_groups =
      static_cast<std::size_t>(std::count_if(tree.lexed.groups.begin(), tree.lexed.groups.end(),
                                             [](const PreprocessorGroup& group) { return group.torn; }));
  // No edits: the text is the source's. Making a copy to compare would be a twelfth of the memory.
  std::vector<TextEdit> edits = text_edits(tree);
  report.round_trip = edits.empty() || apply_edits(tree.source().text(), edits) == tree.source().text();
  return report;
}

// The path stands last: it has any length.
void print_parse_table(const std::vector<std::string>& paths, const std::vector<FileReport>& reports,
                       const RunReport& run, bool brief) {
  Totals totals = total_of(reports);
  auto row = [](std::size_t lines, std::size_t statements, std::size_t unparsed, std::size_t errors,
                std::string_view text, std::string_view file) {
    fmt::print("{:>8} {:>10} {:>8} {:>6}  {:<10}  {}\n", lines, statements, unparsed, errors, text, file);
  };
  fmt::print("{:>8} {:>10} {:>8} {:>6}  {:<10}  {}\n", "lines", "statements", "unparsed", "errors", "text",
             "file");
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const FileReport& report = reports[i];
    if (brief && report.understood()) continue;
    row(report.lines, report.statements, report.unparsed_statements(), report.errors,
        !report.read        ? "unreadable"
        : report.round_trip ? "identical"
                            : "CHANGED",
        paths[i]);
  }
  if (reports.size() > 1)
    row(totals.sum.lines, totals.sum.statements, totals.unparsed, totals.errors, "",
        fmt::format("{} files", totals.files));
  if (totals.views > totals.files)
    fmt::print("{} views of {} files; {} branches that no view takes\n", totals.views, totals.files,
               totals.sum.unreachable_branches);
  if (!brief) return;
  fmt::print("\n{} of {} files understood; {:.1f} MB, {:.1f} MB/s a core, {:.1f} s in all\n",
             totals.understood, totals.files, static_cast<double>(totals.sum.bytes) / 1e6,
             megabytes_per_second(totals.sum.bytes, totals.sum.seconds), run.seconds);
  if (totals.unparsed) fmt::print("unparsed statements by their first word:\n");
  for (const auto& [kind, count] : most_first(totals.sum.unparsed)) fmt::print("{:>8}  {}\n", count, kind);
  print_hints(reports);
}

void print_parse_json(const std::vector<std::string>& paths, const std::vector<FileReport>& reports,
                      const RunReport& run) {
  auto text = [](const Json& json) { return json_text(json, -1); };
  fmt::print("{{\n\"files\": [");
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const FileReport& report = reports[i];
    Json entry;
    entry["file"] = paths[i];
    entry["read"] = report.read;
    if (report.read) {
      entry["bytes"] = report.bytes;
      entry["lines"] = report.lines;
      entry["statements"] = report.statements;
      entry["unparsed_statements"] = report.unparsed_statements();
      if (!report.unparsed.empty()) entry["unparsed"] = report.unparsed;
      entry["torn_groups"] = report.torn_groups;
      entry["round_trip"] = report.round_trip;
      if (report.views > 1) entry["views"] = report.views;
      if (report.unreachable_branches) entry["unreachable_branches"] = report.unreachable_branches;
    }
    entry["diagnostics"] = Json::parse(report.diagnostics, nullptr, false);
    fmt::print("{}\n{}", i ? "," : "", text(entry));
  }
  Totals totals = total_of(reports);
  Json unparsed = Json::object(), seconds = Json::object();
  for (const auto& [kind, count] : most_first(totals.sum.unparsed)) unparsed[kind] = count;
  for (const auto& stage : run.timings->rows()) seconds[stage.stage] = stage.seconds;
  fmt::print(
      "\n],\n\"understood_files\": {},\n\"bytes\": {},\n\"lines\": {},\n\"unparsed_statements\": {},\n"
      "\"unparsed\": {},\n\"round_trip\": {},\n\"seconds\": {},\n\"front_end_processor_seconds\": {},\n"
      "\"elapsed_seconds\": {},\n\"peak_memory_bytes\": {}\n}}\n",
      totals.understood, totals.sum.bytes, totals.sum.lines, totals.unparsed, text(unparsed),
      totals.round_trip, text(seconds), totals.sum.seconds, run.seconds, peak_memory());
}

} // namespace isotach
