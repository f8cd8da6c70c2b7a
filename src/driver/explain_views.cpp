#include "driver/explain_views.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "diagnostics/json.h"

namespace isotach {

namespace {

class Painter {
 public:
  explicit Painter(bool colour) : colour_(colour) {}
  std::string operator()(Verdict verdict) const {
    std::string_view word = verdict == Verdict::parallel  ? "parallel"
                            : verdict == Verdict::unknown ? "unknown"
                                                          : "not parallel";
    if (!colour_) return std::string(word);
    std::string_view code = verdict == Verdict::parallel ? "32" : verdict == Verdict::unknown ? "33" : "31";
    return fmt::format("\033[1;{}m{}\033[0m", code, word);
  }
  std::string strong(std::string_view text) const {
    return colour_ ? fmt::format("\033[1m{}\033[0m", text) : std::string(text);
  }

 private:
  bool colour_;
};

// "parallel, by the directive at line 12"
std::string directive_text(const LoopVerdict& loop) {
  if (loop.directive == 0) return {};
  std::string_view word = loop.verdict == Verdict::parallel ? "by" : "against";
  return loop.directive == loop.line ? fmt::format(", {} its DO CONCURRENT", word)
                                     : fmt::format(", {} the directive at line {}", word, loop.directive);
}

std::string names(std::string_view what, const std::vector<std::string>& list) {
  return list.empty() ? "" : fmt::format("  {}({})", what, fmt::join(list, ", "));
}

std::string place_text(const AccessPlace& place, std::string_view file) {
  std::string at = place.file == file || place.file.empty() ? fmt::format("line {}", place.line)
                                                            : fmt::format("{}:{}", place.file, place.line);
  return place.text.empty() ? at : fmt::format("{} {} {}", at, place.write ? "writes" : "reads", place.text);
}

// "jk = 2 and 3, nlev = 3"
std::string values_text(const Reason& reason) {
  std::string text;
  for (const auto& [name, values] : reason.iterations) {
    if (!text.empty()) text += ", ";
    text += name + " = ";
    for (std::size_t i = 0; i < values.size(); ++i) text += (i ? " and " : "") + std::to_string(values[i]);
  }
  return text;
}

void add_reason(std::string& text, const Reason& reason, const LoopVerdict& loop, const std::string& indent) {
  text += indent + reason.text;
  if (reason.first && reason.second)
    text += fmt::format(":\n{}  {}, {}", indent, place_text(*reason.first, loop.file),
                        place_text(*reason.second, loop.file));
  else if (reason.first) text += fmt::format(" ({})", place_text(*reason.first, loop.file));
  if (std::string values = values_text(reason); !values.empty())
    text +=
        fmt::format("\n{}  {} {}", indent, reason.forbids ? "they clash at" : "they may clash at", values);
  if (!reason.distance.empty())
    text += fmt::format("; {} iteration{} apart", reason.distance[0], reason.distance[0] == 1 ? "" : "s");
  if (!reason.what_would_settle.empty() && reason.text.find(reason.what_would_settle) == std::string::npos)
    text += fmt::format("\n{}  this would settle it: {}", indent, reason.what_would_settle);
  text += '\n';
}

struct Counts {
  std::size_t parallel = 0, not_parallel = 0, unknown = 0;
  void add(Verdict verdict) {
    ++(verdict == Verdict::parallel ? parallel : verdict == Verdict::unknown ? unknown : not_parallel);
  }
  std::size_t all() const { return parallel + not_parallel + unknown; }
};

std::string counts_text(const Counts& counts) {
  return fmt::format("{} loop{}: {} parallel, {} not parallel, {} unknown\n", counts.all(),
                     counts.all() == 1 ? "" : "s", counts.parallel, counts.not_parallel, counts.unknown);
}

// Objects are filled key by key: thousands of them, and a list in braces copies what it is given.
nlohmann::ordered_json to_json(const AccessPlace& place) {
  nlohmann::ordered_json json;
  json["file"] = place.file;
  json["line"] = place.line;
  json["text"] = place.text;
  json["write"] = place.write;
  return json;
}

nlohmann::ordered_json to_json(const Reason& reason) {
  nlohmann::ordered_json json;
  json["kind"] = reason.kind;
  json["text"] = reason.text;
  json["what_would_settle"] = reason.what_would_settle;
  if (reason.first) json["first"] = to_json(*reason.first);
  if (reason.second) json["second"] = to_json(*reason.second);
  if (!reason.distance.empty()) json["distance"] = reason.distance;
  if (!reason.direction.empty()) json["direction"] = reason.direction;
  if (!reason.iterations.empty()) {
    auto values = nlohmann::ordered_json::object();
    for (const auto& [name, at] : reason.iterations) values[name] = at;
    json["iterations"] = std::move(values);
  }
  return json;
}

nlohmann::ordered_json to_json(const LoopVerdict& loop) {
  auto reductions = nlohmann::ordered_json::array(), reasons = nlohmann::ordered_json::array();
  for (const ReductionOf& reduction : loop.reductions) {
    nlohmann::ordered_json& made = reductions.emplace_back();
    made["operator"] = reduction.operation;
    made["name"] = reduction.name;
    if (reduction.operation.ends_with("loc")) made["locations"] = reduction.locations;
  }
  for (const Reason& reason : loop.reasons) reasons.push_back(to_json(reason));
  nlohmann::ordered_json json;
  json["file"] = loop.file;
  json["line"] = loop.line;
  json["end_line"] = loop.end_line;
  json["procedure"] = loop.procedure;
  json["variable"] = loop.variable;
  json["verdict"] = to_string(loop.verdict);
  json["privates"] = loop.privates;
  json["firstprivates"] = loop.firstprivates;
  json["lastprivates"] = loop.lastprivates;
  json["reductions"] = std::move(reductions);
  json["reasons"] = std::move(reasons);
  if (loop.directive != 0) json["directive"] = loop.directive;
  return json;
}

nlohmann::ordered_json to_json(const CallWarning& warning) {
  auto place = [](const Location& location) {
    return nlohmann::ordered_json{{"file", location.file ? std::string(location.file->path()) : ""},
                                  {"line", line_of(location)}};
  };
  nlohmann::ordered_json json = place(warning.call);
  json["procedure"] = warning.procedure;
  json["text"] = warning.text;
  json["changed"] = place(warning.changed);
  return json;
}

} // namespace

std::string verdicts_text(std::span<const LoopVerdict> loops, bool colour) {
  Painter paint(colour);
  std::string text, file, procedure;
  Counts counts;
  for (const LoopVerdict& loop : loops) {
    counts.add(loop.verdict);
    if (loop.file != file || loop.procedure != procedure) {
      if (!text.empty()) text += '\n';
      text += fmt::format("{}  {}\n", paint.strong(loop.file), loop.procedure);
      file = loop.file;
      procedure = loop.procedure;
    }
    std::string indent(2 * loop.depth, ' ');
    text += fmt::format("{:>6}  {}do {}{}{}{}", loop.line, indent, loop.variable,
                        loop.variable.empty() ? "" : "  ", paint(loop.verdict), directive_text(loop));
    if (loop.verdict == Verdict::parallel && loop.directive == 0) { // copies are the directive's else
      text += names("private", loop.privates) + names("firstprivate", loop.firstprivates) +
              names("lastprivate", loop.lastprivates);
      for (const ReductionOf& reduction : loop.reductions)
        text += fmt::format("  reduction({}: {})", reduction.operation, reduction.name);
    }
    text += '\n';
    for (const Reason& reason : loop.reasons) add_reason(text, reason, loop, std::string(10, ' ') + indent);
  }
  if (!text.empty()) text += '\n';
  return text + counts_text(counts);
}

std::string verdicts_summary(std::span<const LoopVerdict> loops) {
  std::string text;
  Counts all;
  std::vector<std::pair<std::string, Counts>> files;
  std::map<std::string, std::size_t> settle, kinds;
  for (const LoopVerdict& loop : loops) {
    all.add(loop.verdict);
    if (files.empty() || files.back().first != loop.file) files.emplace_back(loop.file, Counts{});
    files.back().second.add(loop.verdict);
    if (loop.verdict != Verdict::unknown) continue;
    std::vector<std::string> seen; // each once a loop
    for (const Reason& reason : loop.reasons) {
      if (reason.what_would_settle.empty() || std::ranges::find(seen, reason.what_would_settle) != seen.end())
        continue;
      seen.push_back(reason.what_would_settle);
      ++settle[reason.what_would_settle];
    }
    if (!loop.reasons.empty()) ++kinds[std::string(loop.reasons.front().kind)];
  }
  if (files.empty()) return counts_text(all);
  text += "  loops  parallel  not parallel  unknown  file\n";
  for (const auto& [file, counts] : files)
    text += fmt::format("{:>7}{:>10}{:>14}{:>9}  {}\n", counts.all(), counts.parallel, counts.not_parallel,
                        counts.unknown, file);
  text += '\n' + counts_text(all);
  if (!kinds.empty()) {
    text += "\nUnknown, by the first reason:\n";
    for (const auto& [kind, count] : kinds) text += fmt::format("{:>7}  {}\n", count, kind);
  }
  if (!settle.empty()) {
    std::vector<std::pair<std::string, std::size_t>> most(settle.begin(), settle.end());
    std::ranges::stable_sort(most, [](const auto& a, const auto& b) { return a.second > b.second; });
    text += "\nWhat would settle most of them (loops):\n";
    for (std::size_t i = 0; i < std::min<std::size_t>(most.size(), 10); ++i)
      text += fmt::format("{:>7}  {}\n", most[i].second, most[i].first);
  }
  return text;
}

std::string verdicts_json(std::span<const LoopVerdict> loops, std::span<const CallWarning> warnings) {
  auto all = nlohmann::ordered_json::array(), calls = nlohmann::ordered_json::array();
  for (const LoopVerdict& loop : loops) all.push_back(to_json(loop));
  for (const CallWarning& warning : warnings) calls.push_back(to_json(warning));
  nlohmann::ordered_json json;
  json["loops"] = std::move(all);
  json["warnings"] = std::move(calls);
  return json_text(std::move(json), 1) + "\n";
}

std::uint32_t line_of(const Location& location) {
  return location.file ? static_cast<std::uint32_t>(location.file->position(location.begin).line) : 0;
}

} // namespace isotach
