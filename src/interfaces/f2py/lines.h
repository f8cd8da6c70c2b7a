// One line of f2py's language (`!f2py ...`, or of a signature file), taken apart; and what it says put into a
// procedure's interface.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interfaces/interfaces.h"

namespace isotach {

struct F2pyEntity {
  std::string name;       // lower case
  std::string dimensions; // text between the parentheses, empty: none
  std::string length;     // of name*length
  std::string initial;
};

struct F2pyLine {
  bool has_type = false;
  TypeInfo type;
  std::string length;                                          // of a character, as written
  std::string f2py_length;                                     // of character(f2py_len=LENGTH)
  std::vector<std::pair<std::string, std::string>> attributes; // lower-case name, text between parentheses
  std::vector<F2pyEntity> entities;
  std::vector<std::string> unknown; // words before "::" that are not attributes
  std::string error;                // empty: understood

  bool has(std::string_view attribute) const;
};

F2pyLine read_f2py_line(std::string_view text);

// The text before a comment: a '!' outside quotes that is not "!=".
std::string_view without_comment(std::string_view line);

// Texts between commas that stand in no parentheses, brackets or quotes.
std::vector<std::string> split_at_commas(std::string_view text);

// Puts types (`declare`: of a signature file) and intents of a line into variables; checks and defaults are
// expressions over the procedure's arguments and come last, by `apply_f2py_expressions`. Return what is
// wrong.
std::string apply_f2py_line(const F2pyLine& line, const F2pyEntity& entity, VariableInfo& variable,
                            bool declare);
std::string apply_f2py_expressions(const F2pyLine& line, const F2pyEntity& entity, VariableInfo& variable,
                                   const ProcedureInfo& procedure, bool declare);

// The type that a name has without a declaration.
TypeInfo implicit_type_of(std::string_view name);

} // namespace isotach
