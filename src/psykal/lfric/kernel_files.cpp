#include "psykal/lfric/kernel_files.h"

#include <algorithm>
#include <filesystem>

#include "base/strings.h"
#include "diagnostics/kinds.h"
#include "psykal/kinds.h"

namespace isotach::lfric {

namespace fs = std::filesystem;

KernelFiles::KernelFiles(const std::vector<std::string>& folders, LexOptions options, NumberedSpaces numbered)
    : folders_(folders), options_(std::move(options)), numbered_(numbered) {
  for (const std::string& folder : folders_) index(folder);
  for (auto& [name, entry] : entries_) {
    // A folder and one below it find the same file.
    std::sort(entry->paths.begin(), entry->paths.end());
    std::error_code error;
    auto same = [&](const std::string& a, const std::string& b) { return fs::equivalent(a, b, error); };
    if (entry->paths.size() > 1)
      entry->paths.erase(std::unique(entry->paths.begin(), entry->paths.end(), same), entry->paths.end());
  }
}

void KernelFiles::index(const std::string& folder) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error), end;
       !error && at != end; at.increment(error)) {
    std::string extension = lower(at->path().extension().string());
    if (extension != ".f90") continue;
    auto& entry = entries_[lower(at->path().stem().string())];
    if (!entry) entry = std::make_unique<Entry>();
    entry->paths.push_back(at->path().string());
  }
}

void KernelFiles::read(Entry& entry) const {
  File& file = entry.file;
  file.path = entry.paths.front();
  ReadFailure failure;
  file.source = read_source(file.path, failure);
  if (!file.source) {
    file.diagnostics.report(kinds::CannotRead, {}, file.path, failure.reason);
    file.readable = false;
    return;
  }
  ParseOptions options;
  options.lex = options_;
  options.lex.form = form_of_path(file.path);
  Diagnostics unread; // statements that do not parse matter only when the metadata miss something then
  Tree tree = parse(*file.source, options, unread);
  file.module = read_kernels(tree, file.diagnostics, numbered_);
  if (file.module.kernels.empty()) file.diagnostics.append(std::move(unread));
}

const KernelFiles::File* KernelFiles::find(std::string_view module, std::string_view kernel,
                                           const Location& use, Diagnostics& diagnostics) {
  auto found = entries_.find(std::string(module));
  if (found == entries_.end()) {
    std::string folders;
    for (const std::string& folder : folders_) folders += (folders.empty() ? "" : ", ") + folder;
    diagnostics.report(kinds::PsyNoKernelFile, use, module, kernel, folders);
    return nullptr;
  }
  Entry& entry = *found->second;
  if (entry.paths.size() > 1) {
    diagnostics.report(kinds::PsyTwoKernelFiles, use, module, entry.paths[0], entry.paths[1]);
    return nullptr;
  }
  std::call_once(entry.once, [&] { read(entry); });
  return &entry.file;
}

} // namespace isotach::lfric
