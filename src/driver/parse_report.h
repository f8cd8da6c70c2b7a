// Parse report: what `isotach parse` says of files and of whole trees of files, as a table or as JSON.
//
// A report is made where a file was parsed and keeps no part of its tree, so that a run over ten thousand
// files holds one tree a thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/timings.h"
#include "driver/pipeline.h"

namespace isotach {

struct FileReport {
  bool read = false, round_trip = false;
  std::size_t bytes = 0, lines = 0, statements = 0, torn_groups = 0, errors = 0;
  std::map<std::string, std::size_t> unparsed;     // by the word that the statement begins with
  std::size_t views = 1, unreachable_branches = 0; // of --all-branches
  bool lacks_include = false;                      // text of INCLUDE or #include was not read
  std::string_view other_form;                     // the form that the file looks like; empty: the one it has
  std::string_view helped_by;                      // options with which it is understood
  double seconds = 0;                              // processor time of lexing and parsing
  std::string diagnostics;                         // rendered: text, or a JSON array

  std::size_t unparsed_statements() const;
  // Every statement was understood and the text comes back as it was.
  bool understood() const { return read && round_trip && errors == 0 && unparsed.empty(); }
};

FileReport report_on(const ParsedFile& file);
// Reads a file that was not understood again with options that its text asks for; those that help, if any do.
std::string_view option_that_helps(const ParsedFile& file, const FrontEndOptions& options);

// How a run as a whole went.
struct RunReport {
  double seconds = 0; // from start to end
  const Timings* timings = nullptr;
};

// One row for each file (only for those not understood when `brief`), then totals.
void print_parse_table(const std::vector<std::string>& paths, const std::vector<FileReport>& reports,
                       const RunReport& run, bool brief);
// One object: a line for each file, then totals.
void print_parse_json(const std::vector<std::string>& paths, const std::vector<FileReport>& reports,
                      const RunReport& run);

} // namespace isotach
