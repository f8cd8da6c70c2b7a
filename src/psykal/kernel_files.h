// Kernel files: which file holds a kernel's module, and what an API read from it, once for all algorithms.
//
// Files are known by their names alone, MODULE.f90 or MODULE.F90 in any case, and are read when a kernel of
// theirs is first asked for. Of a file that was read its metadata, text and messages are kept, not its tree.
// All functions may be called from any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "diagnostics/diagnostics.h"
#include "parse/parse.h"
#include "tree/tree.h"

namespace isotach::psykal {

// A call of a kernel, whose file is searched.
struct KernelUse {
  std::string_view module, kernel;
  std::string_view algorithm; // the path of its file
  Location location;
};

// Which file holds a module: in some folders with all below them, or, where none is given, in the folder of
// each algorithm alone.
class KernelFolders {
 public:
  // Files with one of the words of `ignored` in their names are passed over.
  explicit KernelFolders(std::vector<std::string> folders, std::vector<std::string> ignored = {});

  // The path; empty: there is none, or several, which is reported.
  std::string find(const KernelUse& use, Diagnostics& diagnostics);

 private:
  using Paths = std::unordered_map<std::string, std::vector<std::string>>; // by module, lower case
  const Paths& around(std::string_view algorithm);                         // the folder of an algorithm

  std::vector<std::string> folders_, ignored_;
  Paths below_; // the folders
  std::mutex mutex_;
  std::map<std::string, Paths, std::less<>> own_; // folders of algorithms
};

struct KernelFile {
  std::string path;
  std::unique_ptr<SourceFile> source;
  // Errors in metadata, and every warning; what else cannot be read matters only when metadata are wrong.
  Diagnostics diagnostics;
  bool readable = true;
};

// Reads a file for `reader`, which gets its tree.
void read_kernel_file(KernelFile& file, ParseOptions options,
                      const std::function<void(const Tree&, Diagnostics&)>& reader);

template <class Metadata> class KernelFiles {
 public:
  using Reader = std::function<Metadata(const Tree&, Diagnostics&)>;
  struct File : KernelFile {
    Metadata metadata;
  };

  KernelFiles(std::vector<std::string> folders, ParseOptions options, Reader reader,
              std::vector<std::string> ignored = {})
      : folders_(std::move(folders), std::move(ignored)), options_(std::move(options)),
        reader_(std::move(reader)) {}

  // What the file of a module holds. Null: there is none, or several, which is reported.
  const File* find(const KernelUse& use, Diagnostics& diagnostics) {
    std::string path = folders_.find(use, diagnostics);
    if (path.empty()) return nullptr;
    Entry& entry = entry_of(path);
    std::call_once(entry.once, [&] {
      entry.file.path = std::move(path);
      read_kernel_file(entry.file, options_, [&](const Tree& tree, Diagnostics& found) {
        entry.file.metadata = reader_(tree, found);
      });
    });
    return &entry.file;
  }

 private:
  struct Entry {
    std::once_flag once;
    File file;
  };
  Entry& entry_of(const std::string& path) {
    std::lock_guard lock(mutex_);
    return entries_[path];
  }

  KernelFolders folders_;
  ParseOptions options_;
  Reader reader_;
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_; // by path; an entry stays where it is
};

} // namespace isotach::psykal
