// Comments as documentation: which comment belongs to which declaration, what it says, its units.
//
// Comments are not tokens; they are found by their lines. Doxygen and FORD markers (!> !! !<) are followed
// where they stand, plain comments where their place leaves no doubt.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interfaces/interfaces.h"
#include "tree/tree.h"

namespace isotach {

struct Doc {
  std::string text;
  std::string units;
};

struct ProcedureDoc {
  std::string text;
  std::vector<std::pair<std::string, std::string>> parameters; // lower-case name, text; "" is the result
};

class Comments {
 public:
  explicit Comments(const Tree& tree);

  // Of a declared entity: `node` is the EntityDecl (or dummy), `statement` its declaration, `single` whether
  // the statement declares nothing else, `first` whether it comes first in its program unit.
  Doc of_variable(const Node* node, const Stmt* statement, bool single, bool first) const;
  // Of a program unit, from above or below its first statement.
  ProcedureDoc of_unit(const Stmt* begin) const;
  // `!isotach ...` and `!f2py ...` lines in [begin, end) of the file. Reports those that cannot be read.
  std::vector<SourceDirective> directives(std::uint32_t begin, std::uint32_t end,
                                          Diagnostics& diagnostics) const;

 private:
  enum class Style : std::uint8_t { plain, before, after, more, ignored };
  struct Comment {
    std::uint32_t begin = 0, end = 0, line = 0, column = 0;
    bool own_line = false;
    Style style = Style::plain;
    std::string_view text; // without sentinel and marker
  };
  Comment read(const Mark& mark, std::uint32_t line) const;
  const Comment* at_line(std::uint32_t line) const;
  std::vector<const Comment*> block_above(std::uint32_t line) const;
  std::vector<const Comment*> block_below(std::uint32_t line) const;
  std::vector<const Comment*> with_continuation(const Comment* trailing) const;
  std::uint32_t line_of(std::uint32_t offset) const { return tree_.source().position(offset).line; }
  static std::string joined(const std::vector<const Comment*>& block, std::string_view separator);

  const Tree& tree_;
  std::vector<Comment> comments_; // by line; a line has one comment at most
};

// Takes the last bracket that holds a unit out of a text: "wind [m s-1]" -> {"wind", "m s-1"}.
Doc split_units(std::string_view text);
// "m s-1", "W/(m2 K)", "1", "-", "%": known symbols with prefixes and powers.
bool looks_like_unit(std::string_view text);

} // namespace isotach
