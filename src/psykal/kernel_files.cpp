#include "psykal/kernel_files.h"

#include <algorithm>
#include <filesystem>

#include "base/strings.h"
#include "diagnostics/kinds.h"
#include "parse/kinds.h"
#include "psykal/kinds.h"

namespace isotach::psykal {

namespace fs = std::filesystem;

namespace {

// The files of a folder that may hold kernels, by module; what cannot be read is passed over.
template <class Iterator>
void add_files(Iterator at, const std::vector<std::string>& ignored, std::error_code& error, auto& paths) {
  auto is_ignored = [&](const std::string& name) {
    return std::any_of(ignored.begin(), ignored.end(),
                       [&](const std::string& word) { return name.find(word) != std::string::npos; });
  };
  for (Iterator end; !error && at != end; at.increment(error))
    if (lower(at->path().extension().string()) == ".f90" && !is_ignored(at->path().filename().string()))
      paths[lower(at->path().stem().string())].push_back(at->path().string());
}

constexpr auto readable = fs::directory_options::skip_permission_denied;

} // namespace

KernelFolders::KernelFolders(std::vector<std::string> folders, std::vector<std::string> ignored)
    : folders_(std::move(folders)), ignored_(std::move(ignored)) {
  std::error_code error;
  for (const std::string& folder : folders_)
    add_files(fs::recursive_directory_iterator(folder, readable, error), ignored_, error, below_);
  for (auto& [module, paths] : below_) {
    if (paths.size() == 1) continue;
    // A folder and one below it find the same file.
    std::sort(paths.begin(), paths.end());
    auto same = [&](const std::string& a, const std::string& b) { return fs::equivalent(a, b, error); };
    paths.erase(std::unique(paths.begin(), paths.end(), same), paths.end());
  }
}

const KernelFolders::Paths& KernelFolders::around(std::string_view algorithm) {
  std::string folder = fs::path(algorithm).parent_path().string();
  if (folder.empty()) folder = ".";
  std::lock_guard lock(mutex_);
  auto [at, fresh] = own_.try_emplace(folder);
  if (fresh) {
    std::error_code error;
    add_files(fs::directory_iterator(folder, readable, error), ignored_, error, at->second);
    for (auto& [module, paths] : at->second) std::sort(paths.begin(), paths.end());
  }
  return at->second;
}

std::string KernelFolders::find(const KernelUse& use, Diagnostics& diagnostics) {
  const Paths& all = folders_.empty() ? around(use.algorithm) : below_;
  auto found = all.find(std::string(use.module));
  if (found == all.end()) {
    std::string searched;
    for (const std::string& folder : folders_) searched += (searched.empty() ? "" : ", ") + folder;
    if (folders_.empty()) searched = fs::path(use.algorithm).parent_path().string();
    diagnostics.report(kinds::PsyNoKernelFile, use.location, use.module, use.kernel,
                       searched.empty() ? "." : searched);
    return {};
  }
  const std::vector<std::string>& paths = found->second;
  if (paths.size() == 1) return paths.front();
  diagnostics.report(kinds::PsyTwoKernelFiles, use.location, use.module, paths[0], paths[1]);
  return {};
}

void read_kernel_file(KernelFile& file, ParseOptions options,
                      const std::function<void(const Tree&, Diagnostics&)>& reader) {
  ReadFailure failure;
  file.source = read_source(file.path, failure);
  if (!file.source) {
    file.diagnostics.report(kinds::CannotRead, {}, file.path, failure.reason);
    file.readable = false;
    return;
  }
  if (options.either_form) options.lex.form = form_of_path(file.path);
  Diagnostics of_parsing;
  Tree tree = parse(*file.source, options, of_parsing);
  reader(tree, file.diagnostics);
  if (file.diagnostics.errors()) {
    file.diagnostics.append(std::move(of_parsing));
    return;
  }
  for (const Diagnostic& diagnostic : of_parsing.all())
    if (diagnostic.severity == Severity::warning || diagnostic.kind == kinds::ReadInOtherForm)
      file.diagnostics.copy(diagnostic);
}

} // namespace isotach::psykal
