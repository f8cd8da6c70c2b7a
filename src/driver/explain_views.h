// Views of verdicts: lists for people, JSON for programs, a table for a tree.
#pragma once

#include <span>
#include <string>

#include "analysis/explain.h"

namespace isotach {

// Loop by loop, with the accesses that clash; colour for terminals.
std::string verdicts_text(std::span<const LoopVerdict> loops, bool colour);
// File by file, how many loops are what; then what would settle most of what is not known.
std::string verdicts_summary(std::span<const LoopVerdict> loops);
std::string verdicts_json(std::span<const LoopVerdict> loops, std::span<const CallWarning> warnings);
std::uint32_t line_of(const Location& location); // 0: none

} // namespace isotach
