// f2py's signature files (.pyf): which procedures a module has, and how Python calls them.
//
// Input: the file and the interfaces of the Fortran sources built with it. Output: interfaces of what the
// file lists, for each of its modules. Fortran decides on types and shapes where its source is there; the
// file decides on everything f2py adds. A procedure without a source is what the file says. A statement that
// cannot be read loses its procedure, with a warning, and nothing else.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"
#include "interfaces/interfaces.h"
#include "source/source.h"

namespace isotach {

// Kinds by their names, as a file of f2py (.f2py_f2cmap) gives them: {"real", "dp"} is 8.
using F2pyKinds = std::map<std::pair<std::string, std::string>, int>;

struct SignatureOptions {
  std::vector<std::string> include_folders;
  F2pyKinds kinds;
  bool sources_are_all = false; // no library, object or C source may have further procedures
  bool lower = false; // Python's names are in lower case, whatever the file's are
};

struct Signatures {
  std::string module; // of `python module NAME`, as written
  Interfaces interfaces;
};

struct SignatureFile {
  std::vector<Signatures> modules;
  std::vector<std::unique_ptr<SourceFile>> included; // what locations point into
};

// The modules that a file describes, but for those of callbacks; names as written.
std::vector<std::string> signature_modules(const SourceFile& file);

SignatureFile read_signature_file(const SourceFile& file, const Interfaces& fortran,
                                  const SignatureOptions& options, Diagnostics& diagnostics);

} // namespace isotach
