// Edits applied line by line: which line of the output comes from where.

#include "write/write.h"

namespace isotach {

TextEdit apply_edits(const SourceFile& source, std::span<const TextEdit> edits, std::uint32_t begin,
                     std::uint32_t end) {
  TextEdit out{begin, end, {}, {}};
  // A line of the output begins after a line end that was copied or made; where it begins decides its origin.
  std::string_view text = source.text();
  bool at_begin = true;
  std::uint32_t at = begin;
  auto copied = [&](std::uint32_t stop) {
    for (; at < stop; ++at) {
      if (at_begin) out.origins.push_back({{}, source.position(at).line});
      at_begin = text[at] == '\n';
      out.text += text[at];
    }
  };
  for (const TextEdit& edit : edits) {
    copied(edit.begin);
    std::size_t number = 0;
    for (char c : edit.text) {
      if (at_begin) {
        bool within = edit.text.find('\n') == std::string::npos;
        out.origins.push_back(number < edit.origins.size() ? edit.origins[number]
                              : within ? TextEdit::Origin{{}, source.position(edit.begin).line}
                                       : TextEdit::Origin{});
      }
      at_begin = c == '\n';
      if (at_begin) ++number;
    }
    out.text += edit.text;
    at = edit.end;
  }
  copied(end);
  return out;
}

std::string line_map(const SourceFile& source, std::span<const TextEdit> edits) {
  struct Run {
    std::uint32_t first, last;
    TextEdit::Origin origin;
  };
  std::vector<Run> runs;
  std::uint32_t line = 0;
  for (const TextEdit::Origin& origin : apply_edits(source, edits, 0, source.size()).origins) {
    ++line;
    if (!runs.empty()) {
      Run& run = runs.back();
      std::uint32_t expected = run.origin.line == 0 ? 0 : run.origin.line + (run.last - run.first) + 1;
      if (run.origin.path == origin.path && expected == origin.line) {
        run.last = line;
        continue;
      }
    }
    runs.push_back({line, line, origin});
  }
  std::string out;
  auto range = [](std::uint32_t first, std::uint32_t last) {
    return first == last ? std::to_string(first) : std::to_string(first) + "-" + std::to_string(last);
  };
  for (const Run& run : runs) {
    out += range(run.first, run.last);
    out += '\t';
    if (run.origin.line == 0) out += "new";
    else
      out += (run.origin.path.empty() ? std::string(source.path()) : run.origin.path) + ":" +
             range(run.origin.line, run.origin.line + (run.last - run.first));
    out += '\n';
  }
  return out;
}

} // namespace isotach
