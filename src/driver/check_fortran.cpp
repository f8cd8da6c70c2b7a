#include "driver/check_fortran.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "diagnostics/kinds.h"
#include "driver/needed_files.h"
#include "driver/output.h"
#include "write/write.h"

namespace isotach {

namespace {

// One look at all files.
FortranCheck look(const std::vector<std::string>& paths, const FrontEndOptions& front,
                  Diagnostics& diagnostics) {
  FortranCheck result;
  std::vector<std::string> all = with_needed_files(paths, front, diagnostics);
  result.sources = parse_files(all, front, nullptr);
  std::vector<const Tree*> trees, asked;
  for (std::size_t i = 0; i < result.sources.size(); ++i) {
    bool own = i < paths.size();
    if (own || !result.sources[i].tree) diagnostics.append(std::move(result.sources[i].diagnostics));
    if (!result.sources[i].tree) continue;
    trees.push_back(result.sources[i].tree.get());
    if (own) asked.push_back(trees.back());
  }
  Diagnostics of_names; // missing modules are no fault: what they would say stays unknown
  Semantics semantics = analyse(trees, of_names, {front.threads, nullptr, front.kinds});
  std::vector<AccFault> faults = check_openacc(asked, trees, semantics);
  for (const Tree* tree : asked) {
    FortranCheck::File file;
    file.path = std::string(tree->source().path());
    for (AccFault& fault : faults)
      if (fault.file == file.path) file.faults.push_back(std::move(fault));
    result.files.push_back(std::move(file));
  }
  return result;
}

// Writes the repairs of files that were asked for; how many faults they are for, by file.
std::map<std::string, std::size_t> repair(const FortranCheck& seen) {
  std::map<std::string, std::vector<TextEdit>> edits;
  std::map<std::string, const Tree*> trees;
  std::map<std::string, std::size_t> repaired;
  for (const FortranCheck::File& file : seen.files) trees[file.path];
  for (const FortranCheck::File& file : seen.files)
    for (const AccFault& fault : file.faults) {
      bool ours = !fault.edits.empty();
      for (const AccFault::Edit& edit : fault.edits)
        ours = ours && trees.contains(std::string(edit.tree->source().path()));
      if (!ours) continue;
      for (const AccFault::Edit& edit : fault.edits) {
        std::string path(edit.tree->source().path());
        trees[path] = edit.tree;
        auto& list = edits[path];
        bool same = std::ranges::any_of(list, [&](const TextEdit& other) {
          return other.begin == edit.edit.begin && other.end == edit.edit.end && other.text == edit.edit.text;
        });
        if (!same) list.push_back(edit.edit);
      }
      ++repaired[file.path];
    }
  for (auto& [path, list] : edits) {
    std::stable_sort(list.begin(), list.end(), [](const TextEdit& a, const TextEdit& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    if (!write_output(path, apply_edits(trees[path]->source().text(), list))) repaired.erase(path);
  }
  return repaired;
}

} // namespace

bool FortranCheck::good() const {
  return std::ranges::all_of(files, [](const File& file) { return file.faults.empty(); });
}

FortranCheck check_fortran(const std::vector<std::string>& paths, FrontEndOptions front, bool fix,
                           Diagnostics& diagnostics) {
  front.strict = true;
  front.defines.insert(front.defines.begin(), "_OPENACC=201711");
  front.included = std::make_shared<IncludedFiles>();
  std::map<std::string, std::size_t> repaired;
  // A repair may bring another fault to light: a value is copied back, and then has to be waited for.
  for (int round = 0;; ++round) {
    Diagnostics said;
    FortranCheck seen = look(paths, front, said);
    std::map<std::string, std::size_t> now;
    if (fix && round < 4 && said.errors() == 0) now = repair(seen);
    for (const auto& [path, count] : now) repaired[path] += count;
    if (!now.empty()) continue;
    for (FortranCheck::File& file : seen.files) {
      file.repaired = repaired[file.path];
      for (AccFault& fault : file.faults) fault.edits.clear();
    }
    diagnostics.append(std::move(said));
    return seen;
  }
}

std::string faults_text(const FortranCheck& check, bool colour) {
  std::string text;
  for (const FortranCheck::File& file : check.files) {
    std::string count = file.faults.empty() ? "no faults"
                                            : fmt::format("{} fault{}", file.faults.size(),
                                                          file.faults.size() == 1 ? "" : "s");
    if (file.repaired) count += fmt::format(", {} repaired", file.repaired);
    text += fmt::format("{}: {}\n", file.path, count);
    for (const AccFault& fault : file.faults) {
      std::string id = colour ? fmt::format("\033[1;31m{}\033[0m", fault.id) : std::string(fault.id);
      text += fmt::format("  line {}  {}  {}\n    symptom   {}\n    to do     {}\n", fault.line, id,
                          fault.cause, fault.symptom, fault.fix);
      if (!fault.called_from.empty())
        text += fmt::format("    called    from {}\n", fmt::join(fault.called_from, ", from "));
    }
  }
  return text;
}

nlohmann::json faults_json(const FortranCheck::File& file) {
  auto faults = nlohmann::json::array();
  for (const AccFault& fault : file.faults)
    faults.push_back({{"id", fault.id},
                      {"file", fault.file},
                      {"line", fault.line},
                      {"symptom", fault.symptom},
                      {"cause", fault.cause},
                      {"fix", fault.fix},
                      {"called_from", fault.called_from}});
  return {{"path", file.path},
          {"good", file.faults.empty()},
          {"repaired", file.repaired},
          {"faults", std::move(faults)}};
}

} // namespace isotach
