// Files of Fortran that a script or a pass transforms: what `isotach psyclone` without -api and `isotach
// transform` share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "driver/pipeline.h"
#include "psyir/workspace.h"
#include "write/write.h"

namespace isotach {

struct TransformOptions {
  std::string script, pass; // a Python file, or a name of passes(); both may be empty
  bool keep_directives = true;
  bool keep_conditional = false; // when directives go, lines of !$ stay
  bool profile_routines = false; // after the script, each procedure is timed (ProfileTrans)
  FrontEndOptions front;
};

// The passes that need no script, with what they do.
struct Pass {
  std::string_view name, what;
};
std::span<const Pass> passes();

struct TransformedFile {
  Diagnostics diagnostics;                     // what cannot be read is a warning: all else is transformed
  std::unique_ptr<psyir::Workspace> workspace; // null: the file could not be read
  std::vector<TextEdit> edits;
  bool unwanted = false;      // a script has ended itself, and nothing is to be written
  bool skipped = false;       // it is one of the script's FILES_TO_SKIP
  std::size_t loops = 0;      // that are counted
  std::size_t directives = 0; // that were made

  bool good() const { return workspace && diagnostics.errors() == 0; }
  const SourceFile& source() const { return workspace->file()->tree().source(); }
  std::string text() const { return apply_edits(source().text(), edits); }
};
TransformedFile transform_file(const std::string& path, const TransformOptions& options);

} // namespace isotach
