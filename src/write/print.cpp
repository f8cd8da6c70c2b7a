#include "write/print.h"

#include <algorithm>

#include <fmt/core.h>

#include "tree/edit.h"
#include "tree/text.h"
#include "write/printer.h"

namespace isotach {

std::vector<std::string> print_lines(const Tree& tree, const Style& style, const Stmt* statement,
                                     std::string indent, SourceForm form) {
  if (isa<Psy>(statement))
    return {fmt::format("#error \"{} {} is not Fortran yet: lower its schedule first\"",
                        to_string(statement->kind), statement->id)};
  bool fixed = form == SourceForm::fixed;
  auto* directive = dyn_cast<DirectiveStmt>(statement);
  Printer printer(tree, style, directive != nullptr);
  printer.statement(statement);
  std::string first, next; // what begins the first line and the others
  if (directive) {
    std::string sentinel = directive->family == DirectiveFamily::vendor
                               ? own_text(tree, statement)
                               : std::string(style.sentinel(directive->family));
    if (directive->family == DirectiveFamily::vendor && sentinel.empty()) sentinel = "!dir$";
    first = fixed ? sentinel + ' ' : indent + sentinel + ' ';
    next = fixed ? sentinel + '&' : indent + sentinel + "& ";
  } else {
    std::string label = statement->label ? std::to_string(statement->label) : "";
    if (fixed) {
      first = label + std::string(fixed_statement_column - label.size(), ' ');
      next = "     &";
      if (indent.find('\t') == std::string::npos) first += indent.substr(fixed_statement_column);
    } else {
      first =
          label.empty() ? indent : label + (indent.size() > label.size() ? indent.substr(label.size()) : " ");
      next = indent + "  & ";
    }
  }
  std::size_t columns = fixed ? fixed_columns : free_columns - 2; // free form: room for " &"
  auto room = [&](const std::string& prefix) { return columns - std::min(columns - 1, prefix.size()); };
  std::vector<std::string> pieces = break_lines(printer.take(), room(first), room(next)), lines;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::string prefix = i == 0 ? first : next;
    std::string_view rest = pieces[i];
    // A token wider than a line, a string say, goes on in the next one as if the line had no end.
    while (!directive && rest.size() > room(prefix) && prefix.size() + 1 < columns) {
      std::size_t taken = room(prefix);
      lines.push_back(prefix + std::string(rest.substr(0, taken)) + (fixed ? "" : "&"));
      rest.remove_prefix(taken);
      prefix = fixed ? next : indent + "  &";
    }
    lines.push_back(prefix + std::string(rest) + (!fixed && i + 1 < pieces.size() ? " &" : ""));
  }
  return lines;
}

} // namespace isotach
