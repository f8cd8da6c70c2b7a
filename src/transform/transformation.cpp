#include "transform/transformation.h"

#include <algorithm>

namespace isotach::transform {

std::string_view to_string(ObjectionKind kind) {
  constexpr std::string_view names[] = {"TransformationError", "GenerationError",    "InternalError",
                                        "TypeError",           "ValueError",         "KeyError",
                                        "IndexError",          "NotImplementedError"};
  return names[static_cast<std::size_t>(kind)];
}

Objection object(std::string text, const Stmt* at) {
  return {ObjectionKind::TransformationError, std::move(text), at};
}

const Value* Arguments::find(std::string_view name) const {
  auto found =
      std::find_if(options.begin(), options.end(), [&](const auto& one) { return one.first == name; });
  return found == options.end() ? nullptr : &found->second;
}

std::span<const TransformationClass> transformation_classes() {
  static const std::vector<TransformationClass> classes = [] {
    std::vector<TransformationClass> made;
#define TRANSFORMATION(name, base, takes, documentation)                                                     \
  made.push_back({#name, #base, Takes::takes, documentation, {}, {}, {}});
#define HOME(module) made.back().homes.push_back(module);
#define OLD_NAME(name) made.back().old_names.push_back(#name);
#define CONSTRUCTOR(type, name, value)                                                                       \
  made.back().parameters.push_back({#name, ParameterType::type, ParameterPlace::constructor, value});
#define PARAMETER(type, name, value)                                                                         \
  made.back().parameters.push_back({#name, ParameterType::type, ParameterPlace::positional, value});
#define KEYWORD(type, name, value)                                                                           \
  made.back().parameters.push_back({#name, ParameterType::type, ParameterPlace::keyword, value});
#define NO_OPTIONS()                                                                                         \
  made.back().parameters.push_back({"options", ParameterType::dictionary, ParameterPlace::absent, "None"});
#include "transform/transformations.def"
    return made;
  }();
  return classes;
}

const TransformationClass* find_transformation(std::string_view name) {
  for (const TransformationClass& one : transformation_classes())
    if (one.name == name ||
        std::find(one.old_names.begin(), one.old_names.end(), name) != one.old_names.end())
      return &one;
  return nullptr;
}

} // namespace isotach::transform
