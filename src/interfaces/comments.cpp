// Finding and reading comments. Lines that are rulers or commented-out code say nothing.
#include "interfaces/comments.h"

#include <algorithm>

#include "base/strings.h"
#include "semantics/kinds.h"

namespace isotach {

namespace {

constexpr std::string_view decoration = "-=*#~+_!/.<>|";

// A line without its frame: "*** text ***" -> "text"; rulers become empty.
std::string_view without_frame(std::string_view text) {
  text = trim(text);
  auto is_decoration = [](char c) { return decoration.find(c) != std::string_view::npos; };
  if (std::none_of(text.begin(), text.end(),
                   [](char c) { return is_name_char(c) || static_cast<unsigned char>(c) >= 0x80; }) ||
      std::all_of(text.begin(), text.end(), [&](char c) { return is_decoration(c) || is_blank(c); }))
    return {};
  std::size_t front = 0, back = 0;
  while (front < text.size() && is_decoration(text[front]) && text[front] == text[0]) ++front;
  while (back < text.size() && is_decoration(text[text.size() - 1 - back]) &&
         text[text.size() - 1 - back] == text.back())
    ++back;
  if (front >= 2 && text.substr(0, front) != "..") text.remove_prefix(front);
  if (back >= 3 && text.substr(text.size() - back) != "...") text.remove_suffix(back);
  else if (back == 1 && (text.back() == '*' || text.back() == '!' || text.back() == '|') && text.size() > 2 &&
           text.substr(text.size() - 3, 2) == "  ") // the right side of a box
    text.remove_suffix(1);
  return trim(text);
}

bool is_word(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return is_name_char(c); });
}

// Fortran that was commented out. Prose has two words side by side, code hardly ever.
bool is_code(std::string_view line) {
  std::string text = lower(trim(line));
  for (std::string_view start :
       {"call ",          "use ",          "end do", "enddo",   "end if",  "endif",
        "end subroutine", "end function",  "write(", "write (", "print *", "allocate(",
        "deallocate(",    "implicit none", "goto ",  "if (",    "if(",     "do while",
        "else if",        "include '",     "#if",    "#endif",  "#else"})
    if (text.starts_with(start)) {
      std::string_view rest = trim(std::string_view(text).substr(start.size()));
      bool prose = (start == "call " || start == "use " || start == "goto ") &&
                   rest.find(' ') != std::string_view::npos &&
                   rest.find_first_of("(,") == std::string_view::npos;
      bool if_prose = start.starts_with("if") && text.find(") then") == std::string::npos &&
                      text.find('=') == std::string::npos;
      if (!prose && !if_prose) return true;
    }
  if (text.find("::") != std::string::npos)
    for (std::string_view type :
         {"integer", "real", "logical", "character", "complex", "type(", "type (", "class("})
      if (text.starts_with(type)) return true;
  std::size_t assign = text.find('=');
  if (assign == std::string::npos || assign == 0 || assign + 1 >= text.size()) return false;
  if (text.find("==") != std::string::npos || text.find(':') == assign - 1) return false;
  std::string_view target = trim(std::string_view(text).substr(0, assign)),
                   value = trim(std::string_view(text).substr(assign + 1));
  if (target.empty() || !is_name_start(target[0]) || target.find(' ') != std::string_view::npos) return false;
  // An expression: operators between words, or one name or number that ends the line.
  bool operators = value.find_first_of("*+/(%") != std::string_view::npos;
  std::size_t blank = 0;
  while ((blank = value.find(' ', blank + 1)) != std::string_view::npos)
    if (is_word(value.substr(blank - 1, 1)) && blank + 1 < value.size() &&
        is_word(value.substr(blank + 1, 1)))
      return false;
  return operators;
}

// "Local variables", "Input:", ... head a group of declarations and describe none of them.
bool is_heading(std::string_view line) {
  std::string text = lower(trim(line));
  while (!text.empty() && (text.back() == ':' || text.back() == '.')) text.pop_back();
  if (text.empty()) return true;
  std::size_t start = 0;
  while (start <= text.size()) {
    std::size_t end = std::min(text.find_first_of(" /,&-", start), text.size());
    std::string_view word = std::string_view(text).substr(start, end - start);
    bool known = word.empty();
    for (std::string_view heading :
         {"local",     "input",     "output",      "dummy",        "subroutine",      "function",  "global",
          "module",    "in",        "out",         "inout",        "argument",        "arguments", "variable",
          "variables", "parameter", "parameters",  "constant",     "constants",       "scalar",    "scalars",
          "array",     "arrays",    "declaration", "declarations", "local_variables", "and",       "of",
          "type",      "types",     "public",      "private",      "locals",          "interface", "loop",
          "work",      "internal",  "external",    "optional",     "include",         "files",     "used",
          "modules",   "data",      "the"})
      known |= word == heading;
    if (!known) return false;
    start = end + 1;
  }
  return true;
}

// The tag of a Doxygen line, without its mark, and the rest of the line.
bool take_tag(std::string_view& line, std::string& tag) {
  if (line.size() < 2 || (line[0] != '@' && line[0] != '\\') || !is_letter(line[1])) return false;
  std::size_t end = 1;
  while (end < line.size() && is_letter(line[end])) ++end;
  tag = lower(line.substr(1, end - 1));
  line = trim(line.substr(end));
  return true;
}

// \b, \c, \p and so on change the look of the next word.
bool take_inline_tag(std::string_view& line) {
  if (line.size() < 3 || line[0] != '\\' || !is_letter(line[1]) || !is_blank(line[2])) return false;
  line = trim(line.substr(2));
  return true;
}

std::string without_tags(std::string_view line) {
  std::string text(line);
  for (std::string_view tag :
       {"<b>", "</b>", "<i>", "</i>", "<tt>", "</tt>", "<em>", "</em>", "<br>", "<p>", "</p>"})
    for (std::size_t at; (at = text.find(tag)) != std::string::npos;) text.erase(at, tag.size());
  return text;
}

std::string_view take_word(std::string_view& line) {
  line = trim(line);
  std::size_t end = 0;
  while (end < line.size() && is_name_char(line[end])) ++end;
  std::string_view word = line.substr(0, end);
  line = trim(line.substr(end));
  return word;
}

std::string without_blank_ends(std::string text) {
  std::size_t begin = text.find_first_not_of('\n');
  if (begin == std::string::npos) return {};
  text.erase(0, begin);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

} // namespace

Comments::Comments(const Tree& tree) : tree_(tree) {
  const SourceFile& source = tree.source();
  std::uint32_t line = 1, lines = source.line_count(); // marks come in order, so lines are counted along
  for (const Mark& mark : tree.lexed.marks) {
    if (mark.kind != MarkKind::comment) continue;
    while (line < lines && source.line_begin(line + 1) <= mark.begin) ++line;
    comments_.push_back(read(mark, line));
  }
}

Comments::Comment Comments::read(const Mark& mark, std::uint32_t line) const {
  Comment comment;
  comment.begin = mark.begin;
  comment.end = mark.end;
  comment.line = line;
  std::string_view before = tree_.source().slice(tree_.source().line_begin(line), mark.begin);
  comment.column = static_cast<std::uint32_t>(before.size()) + 1;
  comment.own_line = std::all_of(before.begin(), before.end(), is_blank);
  std::string_view text = trim(tree_.source().slice(mark.begin, mark.end));
  if (!text.empty()) text.remove_prefix(1);
  if (text.starts_with('>')) comment.style = Style::before;
  else if (text.starts_with('<')) comment.style = Style::after;
  else if (text.starts_with('!'))
    comment.style = text.starts_with("!>")   ? Style::before
                    : text.starts_with("!<") ? Style::after
                                             : Style::more;
  if (comment.style != Style::plain)
    text.remove_prefix(text.starts_with("!>") || text.starts_with("!<") ? 2 : 1);
  std::string_view word = trim(text).substr(0, trim(text).find_first_of(" (\t"));
  if (comment.style == Style::plain &&
      (text.starts_with('$') || word.find('$') != std::string_view::npos ||
       starts_with_ignoring_case(text, "isotach") || starts_with_ignoring_case(text, "f2py") ||
       starts_with_ignoring_case(text, "ocl ") || starts_with_ignoring_case(text, "pgi$")))
    comment.style = Style::ignored;
  comment.text = text;
  return comment;
}

const Comments::Comment* Comments::at_line(std::uint32_t line) const {
  auto found = std::lower_bound(comments_.begin(), comments_.end(), line,
                                [](const Comment& comment, std::uint32_t n) { return comment.line < n; });
  return found != comments_.end() && found->line == line ? &*found : nullptr;
}

std::vector<const Comments::Comment*> Comments::block_above(std::uint32_t line) const {
  std::vector<const Comment*> block;
  for (std::uint32_t n = line; n-- > 1;) {
    const Comment* comment = at_line(n);
    if (!comment || !comment->own_line) {
      // What continues the trailing comment of a line above belongs to that line.
      if (comment)
        for (std::size_t taken = with_continuation(comment).size() - 1; taken > 0 && !block.empty(); --taken)
          block.pop_back();
      break;
    }
    block.push_back(comment);
  }
  std::reverse(block.begin(), block.end());
  return block;
}

std::vector<const Comments::Comment*> Comments::block_below(std::uint32_t line) const {
  std::vector<const Comment*> block;
  for (std::uint32_t n = line + 1;; ++n) {
    const Comment* comment = at_line(n);
    if (comment && comment->own_line) block.push_back(comment);
    else if (!block.empty() || n > line + 2 || n > tree_.source().line_count() ||
             !trim(tree_.source().line_text(n)).empty())
      break;
  }
  return block;
}

std::vector<const Comments::Comment*> Comments::with_continuation(const Comment* trailing) const {
  std::vector<const Comment*> block{trailing};
  bool marked = trailing->style != Style::plain;
  for (std::uint32_t line = trailing->line + 1;; ++line) {
    const Comment* next = at_line(line);
    if (!next || !next->own_line || next->style == Style::ignored || next->style == Style::before) break;
    bool continues =
        next->style == Style::plain ? next->column == trailing->column && trailing->column > 8 : marked;
    if (!continues) break;
    block.push_back(next);
  }
  return block;
}

std::string Comments::joined(const std::vector<const Comment*>& block, std::string_view separator) {
  std::string text;
  for (const Comment* comment : block) {
    if (comment->style == Style::ignored) continue;
    std::string_view line = without_frame(comment->text);
    if (line.empty() || (comment->style == Style::plain && is_code(line))) continue;
    if (!text.empty()) text += separator;
    text += line;
  }
  return text;
}

Doc Comments::of_variable(const Node* node, const Stmt* statement, bool single, bool first) const {
  if (!node->has_tokens() || !statement->has_tokens()) return {};
  const auto& tokens = tree_.lexed.tokens;
  std::uint32_t first_line = line_of(tokens[statement->first_token].begin);
  std::uint32_t last_line = line_of(tokens[statement->last_token].begin);
  std::uint32_t own_line = line_of(tokens[node->last_token].begin);
  const Comment* trailing = at_line(own_line);
  if (single && !trailing) trailing = at_line(last_line);
  if (trailing && !trailing->own_line && trailing->style != Style::ignored) {
    std::string text = joined(with_continuation(trailing), " ");
    if (!text.empty()) return split_units(text);
  }
  if (const Comment* below = at_line(last_line + 1);
      single && below && below->own_line &&
      (below->style == Style::after || (below->style == Style::more && !(trailing && !trailing->own_line)))) {
    std::vector<const Comment*> block;
    for (const Comment* comment : block_below(last_line)) {
      if (comment->style != Style::after && comment->style != Style::more) break;
      block.push_back(comment);
    }
    return split_units(joined(block, " "));
  }
  if (!single) return {};
  std::vector<const Comment*> above = block_above(first_line);
  while (!above.empty() && above.front()->style == Style::ignored) above.erase(above.begin());
  if (above.empty()) return {};
  Style style = above.front()->style;
  if (style == Style::after || style == Style::more) return {}; // of the declaration before
  if (style == Style::plain) {
    if (first) return {}; // of the procedure
    const Stmt* next = statement->next;
    bool run = next && next->has_tokens() && isa<TypeDeclStmt>(next) &&
               line_of(tokens[next->first_token].begin) == last_line + 1;
    if (run && !at_line(last_line + 1)) return {}; // heads a group
    if (is_heading(joined(above, " "))) return {};
  }
  return split_units(joined(above, " "));
}

ProcedureDoc Comments::of_unit(const Stmt* begin) const {
  ProcedureDoc doc;
  if (!begin || !begin->has_tokens()) return doc;
  const auto& tokens = tree_.lexed.tokens;
  std::vector<const Comment*> above = block_above(line_of(tokens[begin->first_token].begin));
  std::vector<const Comment*> below = block_below(line_of(tokens[begin->last_token].begin));
  // A block that starts with !< or !! above the statement belongs to what stands before it.
  if (!above.empty() && above.front()->style == Style::after) above.clear();
  auto is_marked = [](const std::vector<const Comment*>& block) {
    return std::any_of(block.begin(), block.end(),
                       [](const Comment* c) { return c->style == Style::before || c->style == Style::more; });
  };
  auto says_nothing = [](const std::vector<const Comment*>& block) { return joined(block, " ").empty(); };
  bool take_below = says_nothing(above) || (!is_marked(above) && is_marked(below));
  const auto& block = take_below && !says_nothing(below) ? below : above;

  std::string* target = &doc.text;
  bool verbatim = false, html = false;
  for (const Comment* comment : block) {
    if (comment->style == Style::ignored) continue;
    std::string_view line = without_frame(comment->text);
    if (comment->style == Style::plain && is_code(line)) continue;
    std::string tag, without_markup;
    if (take_tag(line, tag)) {
      if (tag == "htmlonly" || tag == "endhtmlonly") html = tag == "htmlonly";
      if (tag == "verbatim" || tag == "code" || tag == "endverbatim" || tag == "endcode") {
        verbatim = !tag.starts_with("end");
        continue; // the text goes on
      }
      while (tag == "brief" && take_inline_tag(line)) {}
      target = &doc.text;
      if (tag == "param") {
        if (line.starts_with('[')) line = trim(line.substr(std::min(line.find(']'), line.size() - 1) + 1));
        std::string name = lower(take_word(line));
        while (!line.empty() && (line[0] == ':' || line[0] == '-')) line = trim(line.substr(1));
        target = &doc.parameters.emplace_back(std::move(name), std::string()).second;
        if (line.empty()) continue; // the text follows
      } else if (tag == "return" || tag == "returns" || tag == "result" || tag == "retval") {
        target = &doc.parameters.emplace_back(std::string(), std::string()).second;
      } else if (tag == "author" || tag == "authors" || tag == "date" || tag == "version" || tag == "file" ||
                 tag == "copyright") {
        continue;
      } else if (tag == "ingroup" || tag == "defgroup" || tag == "callgraph" || tag == "callergraph") {
        continue;
      }
    }
    if (html) continue;
    bool in_text = target == &doc.text;
    if (line.find('<') != std::string_view::npos) line = trim(without_markup = without_tags(line));
    if (line.empty()) {
      if (verbatim && !in_text) continue;
      target = &doc.text;
      if (!doc.text.empty() && !doc.text.ends_with("\n\n")) doc.text += '\n';
      continue;
    }
    if (!target->empty() && !target->ends_with("\n\n")) *target += in_text ? "\n" : " ";
    *target += line;
  }
  doc.text = without_blank_ends(std::move(doc.text));
  return doc;
}

std::vector<SourceDirective> Comments::directives(std::uint32_t begin, std::uint32_t end,
                                                  Diagnostics& diagnostics) const {
  std::vector<SourceDirective> list;
  auto comment = std::lower_bound(comments_.begin(), comments_.end(), begin,
                                  [](const Comment& c, std::uint32_t offset) { return c.begin < offset; });
  for (; comment != comments_.end() && comment->begin < end; ++comment) {
    if (comment->style != Style::ignored) continue;
    std::string text = lower(trim(comment->text));
    SourceDirective directive;
    directive.location = {&tree_.source(), comment->begin, comment->end};
    std::string_view rest = text;
    if (rest.starts_with("f2py")) {
      directive.name = "f2py";
      std::string_view written = trim(comment->text).substr(4);
      directive.arguments = {lower(trim(written)), std::string(written)};
      list.push_back(std::move(directive));
      continue;
    }
    if (!rest.starts_with("isotach")) continue;
    rest.remove_prefix(7);
    if (!rest.empty() && is_name_char(rest[0])) continue;
    directive.name = take_word(rest);
    if (std::size_t remark = rest.find('!'); remark != std::string_view::npos)
      rest = trim(rest.substr(0, remark));
    bool readable = !directive.name.empty() &&
                    (rest.empty() || (rest.front() == '(' && rest.back() == ')' && rest.size() >= 2));
    if (readable && !rest.empty()) {
      rest = rest.substr(1, rest.size() - 2);
      std::string argument;
      int depth = 0;
      for (char c : rest) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth < 0) readable = false;
        if (c == ',' && depth == 0) {
          directive.arguments.push_back(std::move(argument));
          argument.clear();
        } else if (!is_blank(c)) {
          argument += c;
        }
      }
      if (!argument.empty() || !directive.arguments.empty())
        directive.arguments.push_back(std::move(argument));
      for (const std::string& item : directive.arguments) readable &= !item.empty();
      readable &= depth == 0;
    }
    if (readable) list.push_back(std::move(directive));
    else diagnostics.report(kinds::UnreadableDirective, directive.location);
  }
  return list;
}

} // namespace isotach
