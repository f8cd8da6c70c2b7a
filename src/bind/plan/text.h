// A character, or an array of characters: bytes and a length.
#pragma once

#include <optional>
#include <string>

#include "bind/plan/array.h"

namespace isotach::bind {

struct TextPlan : Memory {
  std::optional<ArrayTraits> array;
};

TextPlan plan_text(const VariableInfo& variable, const Intents& intents, bool has_default);
// Does anything state the length, so that the wrapper can make room?
bool has_stated_length(const VariableInfo& variable, const ProcedureInfo& procedure);
std::string text_reason(const VariableInfo& variable, const ProcedureInfo& procedure, bool is_result);

} // namespace isotach::bind
