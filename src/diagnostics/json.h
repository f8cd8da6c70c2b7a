// JSON text that is UTF-8, whatever bytes paths and quoted sources hold.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace isotach {

// Json: nlohmann::json or nlohmann::ordered_json. `indent` -1: one line. Keys are ours, so ASCII.
template <class Json> std::string json_text(Json json, int indent = 2) {
  auto convert = [](auto& self, Json& value) -> void {
    if (value.is_string()) {
      auto& text = value.template get_ref<std::string&>();
      if (!is_utf8(text)) text = to_utf8(text);
    } else if (value.is_structured()) {
      for (Json& element : value) self(self, element);
    }
  };
  convert(convert, json);
  return json.dump(indent);
}

} // namespace isotach
