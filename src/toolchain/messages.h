// Messages: what compilers and linkers print, as diagnostics at the user's file and line.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "diagnostics/diagnostics.h"

namespace isotach {

// The files that messages point into: sources already read, and others read when a message names them.
// Thread-safe; files live as long as this.
class MessageFiles {
 public:
  void add(const SourceFile* file);
  // The file a compiler calls `path`; null when it cannot be read.
  const SourceFile* find(const std::string& path);
  // A place in such a file; line and column from 1, column 0: the line as a whole.
  Location place(const std::string& path, unsigned line, unsigned column);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, const SourceFile*> known_; // by absolute normal path
  std::vector<std::unique_ptr<SourceFile>> owned_;
};

// Reads GCC's plain diagnostics ("file:line:column: Error: text"). Two-place messages of gfortran become one
// diagnostic with a note. Reports at least one error when `failed`, whatever the text holds.
void report_compiler_messages(const std::string& text, const std::string& source, bool failed,
                              bool with_warnings, MessageFiles& files, Diagnostics& diagnostics);

struct ObjectOfSource {
  std::string object, source;
};

// Reads a linker's text (GNU ld, gold or lld) made with unresolved symbols as warnings. Python's own symbols
// are expected; any other missing one is an error that names it and the source that refers to it.
void report_link_messages(const std::string& text, bool failed, const std::vector<ObjectOfSource>& objects,
                          MessageFiles& files, Diagnostics& diagnostics);

// "procedure or variable 'p' of module 'm'" for __m_MOD_p, "external procedure 'p'" for p_.
std::string symbol_words(const std::string& symbol);

} // namespace isotach
