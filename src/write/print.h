// Print: one statement that no source holds, as lines in a given style; what a schedule or a file adds is
// printed here.
//
// A simple statement only: for_each_line takes a construct apart into its statements, in the order of the
// text. Cost: linear in what is printed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tree/visit.h"
#include "write/style.h"

namespace isotach {

constexpr std::size_t free_columns = 132;
constexpr std::size_t fixed_columns = 72;
constexpr std::size_t fixed_statement_column = 6; // blanks before the statement field

// The lines of a simple statement, with its label or its directive's sentinel, after `indent`; too long ones
// are continued. A statement of a schedule is not Fortran yet: its line is an #error that says so, which no
// compiler takes.
std::vector<std::string> print_lines(const Tree& tree, const Style& style, const Stmt* statement,
                                     std::string indent, SourceForm form = SourceForm::free);

// Calls line(statement, depth) for a simple statement, or for every one of a construct and those in it; depth
// counts from the statement's own. Statements of a schedule are passed as they are, with what they hold.
template <class F> void for_each_line(const Stmt* statement, std::size_t depth, F&& line) {
  bool holds_others = false;
  if (!isa<Psy>(statement))
    for (const Field& field : layout_of(statement).children)
      holds_others = holds_others || field.kind == FieldKind::statements;
  if (!holds_others) return line(statement, depth);
  // The branches of a construct stand as deep as the construct.
  bool branches =
      isa<IfConstruct>(statement) || isa<SelectConstruct>(statement) || isa<WhereConstruct>(statement);
  for (const Field& field : layout_of(statement).children) {
    if (field.kind == FieldKind::child) {
      if (auto* part = dyn_cast<Stmt>(field.child(statement))) for_each_line(part, depth, line);
    } else if (field.kind == FieldKind::statements) {
      for (const Stmt* inner : field.statements(statement))
        for_each_line(inner, branches ? depth : depth + 1, line);
    }
  }
}

} // namespace isotach
