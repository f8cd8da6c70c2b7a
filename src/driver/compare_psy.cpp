// Differences of PSy layers as text with both places, and as JSON.

#include "driver/compare_psy.h"

#include <algorithm>
#include <climits>

#include "diagnostics/render.h"
#include "driver/kinds.h"
#include "psykal/lfric/invoke.h"

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

// The positions of fields and operators in a call of the kernel, with their spaces.
psy::KernelSpaces spaces_of(const lfric::KernelMetadata& kernel) {
  std::vector<lfric::KernelArgument> arguments = kernel_arguments(kernel);
  psy::KernelSpaces spaces;
  spaces.arguments = arguments.size();
  auto add = [&](std::size_t argument, std::string_view which, lfric::FunctionSpace space) {
    spaces.items.push_back({argument, std::string(which), word(space), !space.differs_by_call()});
  };
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].role != lfric::Role::data || arguments[i].entry < 0) continue;
    const lfric::MetaArg& entry = kernel.arguments[static_cast<std::size_t>(arguments[i].entry)];
    if (entry.is_field()) {
      add(i, "vspace", entry.space);
    } else if (entry.form == lfric::Form::lma_operator) {
      add(i, "fs_to", entry.space);
      add(i, "fs_from", entry.from);
    }
  }
  return spaces;
}

} // namespace

psy::SpacesOfKernels spaces_of_kernels(const std::vector<std::string>& folders,
                                       const FrontEndOptions& options) {
  if (folders.empty()) return {};
  // However many numbered spaces the layers' generators allowed.
  static constexpr lfric::NumberedSpaces any_number{INT_MAX, INT_MAX};
  auto files = std::make_shared<lfric::KernelFiles>(
      folders, kernel_parse_options(options),
      [](const Tree& tree, Diagnostics& found) { return lfric::read_kernels(tree, found, any_number); });
  auto known = std::make_shared<std::map<std::string, std::optional<psy::KernelSpaces>>>();
  return [files, known](const std::string& procedure, const std::string& module) {
    auto [at, added] = known->try_emplace(module + '%' + procedure);
    if (added) {
      Diagnostics ignored; // a kernel that is not there, or breaks a rule, says nothing
      if (const auto* file = files->find({module, procedure, {}, {}}, ignored))
        for (const lfric::KernelMetadata& kernel : file->metadata.kernels)
          if (kernel.procedure == procedure && !kernel.inter_grid) at->second = spaces_of(kernel);
    }
    return at->second ? &*at->second : nullptr;
  };
}

std::string psy_text(const psy::Difference& difference) {
  Diagnostics diagnostics;
  bool unknown = difference.kind == psy::Difference::Kind::unknown;
  auto& shown = diagnostics.report(unknown ? kinds::PsyUnknown : kinds::PsyDiffers, difference.first,
                                   difference.procedure, difference.message);
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
