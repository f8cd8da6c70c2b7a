// Kernel files: kernel modules found by name in some folders, each read once however many algorithms use it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "parse/parse.h"
#include "psykal/lfric/metadata.h"

namespace isotach::lfric {

// Thread-safe: several algorithms ask at once.
class KernelFiles {
 public:
  // The folders are searched with all below them; files are known by their names, and only read when a
  // kernel of theirs is asked for.
  KernelFiles(const std::vector<std::string>& folders, LexOptions options, NumberedSpaces numbered);

  // What the file of a module holds. Null: there is none, or several, which is reported at `use`.
  struct File {
    std::string path;
    std::unique_ptr<SourceFile> source;
    KernelModule module;
    Diagnostics diagnostics; // of reading it
    bool readable = true;
  };
  const File* find(std::string_view module, std::string_view kernel, const Location& use,
                   Diagnostics& diagnostics);

 private:
  struct Entry {
    std::vector<std::string> paths;
    std::once_flag once;
    File file;
  };
  void index(const std::string& folder);
  void read(Entry& entry) const;

  std::vector<std::string> folders_;
  LexOptions options_;
  NumberedSpaces numbered_;
  std::unordered_map<std::string, std::unique_ptr<Entry>> entries_; // by module name, lower case
};

} // namespace isotach::lfric
