// One long line as several.
#include "base/strings.h"
#include "write/printer.h"

namespace isotach {

std::vector<std::string> break_lines(const Fragment& fragment, std::size_t first_width,
                                     std::size_t next_width) {
  std::vector<std::string> lines;
  std::string_view text = fragment.text;
  std::size_t at = 0, width = first_width, next_break = 0;
  while (text.size() - at > width) {
    // The best break that fits; the first one at all when none does.
    std::size_t chosen = std::string_view::npos;
    Fragment::Level level = Fragment::token;
    while (next_break < fragment.breaks.size() && fragment.breaks[next_break].at <= at) ++next_break;
    for (std::size_t i = next_break; i < fragment.breaks.size(); ++i) {
      const Fragment::Break& candidate = fragment.breaks[i];
      std::size_t length = trim(text.substr(at, candidate.at - at)).size();
      if (length > width && chosen != std::string_view::npos) break;
      if (chosen == std::string_view::npos || candidate.level >= level) {
        chosen = candidate.at;
        level = candidate.level;
      }
      if (length > width) break;
    }
    if (chosen == std::string_view::npos) break;
    lines.emplace_back(trim(text.substr(at, chosen - at)));
    at = chosen;
    while (at < text.size() && text[at] == ' ') ++at;
    width = next_width;
  }
  lines.emplace_back(trim(text.substr(at)));
  return lines;
}

} // namespace isotach
