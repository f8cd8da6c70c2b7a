// Encoding: text of source files as UTF-8, for what reads nothing else: docstrings, .pyi files, messages, JSON.
//
// Sources are bytes and stay as they are. Where their text leaves them, lines that are UTF-8 are taken so;
// other bytes are Latin-1, or the encoding that the user named, one for a process as its locale is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace isotach {

bool is_utf8(std::string_view text);

// The text as UTF-8, line by line. O(bytes), a copy at most.
std::string to_utf8(std::string_view text);

// How many characters UTF-8 text has.
std::size_t count_characters(std::string_view utf8);

// Names the encoding of lines that are not UTF-8, as iconv does (latin1, cp1252, shift-jis). False: the system
// does not know it. Called before any text is read.
bool set_encoding(const std::string& name);

} // namespace isotach
