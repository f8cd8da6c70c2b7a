// Differences of PSy layers as text with both places, and as JSON.

#include "driver/compare_psy.h"

#include <algorithm>

#include "diagnostics/render.h"

namespace isotach {

namespace {

nlohmann::ordered_json side(const Location& place, const std::string& text) {
  auto begin = place.file->position(place.begin), end = place.file->position(place.end);
  nlohmann::ordered_json json{{"file", place.file->path()},
                              {"line", begin.line},
                              {"column", begin.column},
                              {"end_line", end.line},
                              {"end_column", end.column}};
  if (!text.empty()) json["text"] = text;
  return json;
}

} // namespace

std::string psy_text(const psy::Difference& difference) {
  Diagnostics diagnostics;
  bool unknown = difference.kind == psy::Difference::Kind::unknown;
  auto& shown = diagnostics.report(unknown ? DiagnosticKind::PsyUnknown : DiagnosticKind::PsyDiffers,
                                   difference.first, difference.procedure, difference.message);
  if (difference.first_set.file) shown.notes.push_back({difference.first_set, "its value comes from here"});
  shown.notes.push_back({difference.second, "there"});
  if (difference.second_set.file) shown.notes.push_back({difference.second_set, "its value comes from here"});
  RenderOptions options;
  options.colour = use_colour(1);
  return render_text(shown, options) + "\n";
}

nlohmann::ordered_json psy_json(const psy::Difference& difference) {
  static constexpr std::string_view kinds[] = {"changed", "only_in_first", "only_in_second",
                                               "moved",   "space",         "unknown"};
  nlohmann::ordered_json json{{"kind", kinds[static_cast<std::size_t>(difference.kind)]},
                              {"procedure", difference.procedure},
                              {"message", difference.message},
                              {"first", side(difference.first, difference.first_text)},
                              {"second", side(difference.second, difference.second_text)}};
  if (difference.first_set.file) json["first"]["set_at"] = side(difference.first_set, {});
  if (difference.second_set.file) json["second"]["set_at"] = side(difference.second_set, {});
  return json;
}

std::string dump_traces(const Tree& tree) {
  std::vector<const Procedure*> procedures;
  for (auto& [name, procedure] : psy::procedures_of(tree)) procedures.push_back(procedure);
  std::sort(procedures.begin(), procedures.end(),
            [](const Procedure* a, const Procedure* b) { return a->first_token < b->first_token; });
  std::string out;
  for (const Procedure* procedure : procedures) {
    psy::Values values;
    out += (out.empty() ? "" : "\n") + psy::dump_trace(psy::trace_of(tree, *procedure, values), values);
  }
  return out;
}

} // namespace isotach
