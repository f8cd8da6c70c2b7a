// Rule R2: a #if group is whole when in each of its branches the blocks that a branch opens it also closes,
// and it never closes or divides (ELSE, CASE, CONTAINS) a block of its surroundings. In all other cases the
// group is torn.
//
// A statement's effect on the block stack follows from its first tokens, without a tree: one pass,
// O(tokens of the statements between # lines).

#include <algorithm>
#include <array>

#include "lex/lexer.h"

namespace isotach {

namespace {

enum class Effect { none, opens, closes, divides };

class BlockReader {
 public:
  BlockReader(const LexedFile& file) : file_(file) {}

  Effect effect(const Statement& statement) const {
    std::uint32_t i = statement.first + (statement.has_label ? 1 : 0);
    if (statement.kind != StatementKind::fortran) return Effect::none;
    if (name(i) && kind(i + 1) == TokenKind::colon && name(i + 2)) i += 2; // construct name
    if (!name(i)) return Effect::none;
    bool assignment = (statement.top_level_assign || statement.top_level_arrow) &&
                      !statement.top_level_double_colon && !statement.comma_after_assign;
    Name word = file_.tokens[i].name;
    if (word == kw::if_ && kind(i + 1) == TokenKind::left_paren)
      return file_.tokens[statement.last - 1].name == kw::then ? Effect::opens : Effect::none;
    if (word == kw::where || word == kw::forall) {
      if (kind(i + 1) != TokenKind::left_paren) return Effect::none;
      return close_of(i + 1) + 1 == statement.last ? Effect::opens : Effect::none;
    }
    if (assignment) return Effect::none;
    if (word == kw::do_) return Effect::opens;
    if (is_end(word)) return Effect::closes;
    if (word == kw::else_ || word == kw::elseif || word == kw::elsewhere || word == kw::case_ ||
        word == kw::contains || ((word == kw::type || word == kw::class_) && token_name(i + 1) == kw::is) ||
        word == kw::rank)
      return Effect::divides;
    if (word == kw::select || word == kw::selectcase || word == kw::selecttype || word == kw::selectrank ||
        word == kw::associate || word == kw::critical || word == kw::interface || word == kw::program ||
        word == kw::submodule || word == kw::enum_ || word == kw::structure || word == kw::blockdata ||
        word == kw::change)
      return Effect::opens;
    if (word == kw::block) return Effect::opens;
    if (word == kw::abstract && token_name(i + 1) == kw::interface) return Effect::opens;
    if (word == kw::type)
      return kind(i + 1) != TokenKind::left_paren && token_name(i + 1) != kw::is ? Effect::opens
                                                                                 : Effect::none;
    return opens_procedure(statement, i);
  }

 private:
  TokenKind kind(std::uint32_t i) const {
    return i < file_.tokens.size() ? file_.tokens[i].kind : TokenKind::end_of_statement;
  }
  bool name(std::uint32_t i) const { return kind(i) == TokenKind::name; }
  Name token_name(std::uint32_t i) const { return name(i) ? file_.tokens[i].name : no_name; }

  std::uint32_t close_of(std::uint32_t open) const {
    int depth = 0;
    for (std::uint32_t i = open; kind(i) != TokenKind::end_of_statement; ++i) {
      if (kind(i) == TokenKind::left_paren) ++depth;
      if (kind(i) == TokenKind::right_paren && --depth == 0) return i;
    }
    return open;
  }

  static bool is_end(Name word) {
    static constexpr auto ends = [] {
      std::array<bool, kw::count> words{};
      words[kw::end] = true;
#define ISOTACH_END_WORDS(apart, joined, block) words[kw::joined] = true;
#include "lex/end_words.def"
      return words;
    }();
    std::uint32_t keyword = index_of(word);
    return keyword < kw::count && ends[keyword];
  }

  // SUBROUTINE, FUNCTION and MODULE statements, after prefixes and a type.
  Effect opens_procedure(const Statement& statement, std::uint32_t i) const {
    if (token_name(i) == kw::module_ && i + 2 == statement.last && name(i + 1)) return Effect::opens;
    if (statement.top_level_double_colon) return Effect::none;
    for (; i < statement.last; ++i) {
      Name word = token_name(i);
      if (word == kw::subroutine && name(i + 1)) return Effect::opens;
      if (word == kw::function && name(i + 1) && kind(i + 2) == TokenKind::left_paren) return Effect::opens;
      if (kind(i) == TokenKind::left_paren) {
        i = close_of(i);
        continue;
      }
      if (word == no_name && kind(i) != TokenKind::op_star && kind(i) != TokenKind::integer_literal)
        return Effect::none;
      if (word == kw::call || word == kw::end) return Effect::none;
    }
    return Effect::none;
  }

  const LexedFile& file_;
};

} // namespace

void find_torn_groups(LexedFile& file, const NameTable&) {
  BlockReader reader(file);
  struct Open {
    std::uint32_t group;
    int depth = 0;        // of blocks opened since the branch began
    int active_depth = 0; // what the branch that the view takes left open
  };
  std::vector<Open> open;
  // Labels of open DO statements: `DO 10` is closed by the statement labelled 10.
  std::vector<std::uint32_t> do_labels;
  for (const Statement& statement : file.statements) {
    switch (statement.kind) {
    case StatementKind::if_line: open.push_back({statement.group}); continue;
    case StatementKind::elif_line:
    case StatementKind::else_line:
    case StatementKind::endif_line: {
      // A # line inside a statement has no entry here; its group is torn already, and what began in it goes
      // on in the branch around it.
      while (!open.empty() && open.back().group != statement.group) {
        int left_open = open.back().depth;
        open.pop_back();
        if (!open.empty()) open.back().depth += left_open;
      }
      if (open.empty()) continue;
      PreprocessorGroup& group = file.groups[statement.group];
      bool last = statement.kind == StatementKind::endif_line;
      std::size_t ended = last ? group.branches.size() - 1 : statement.branch - 1;
      if (group.branches[ended].active) open.back().active_depth = open.back().depth;
      if (open.back().depth != 0) group.torn = true;
      open.back().depth = 0;
      if (!last) continue;
      // What a torn group opens or closes in this view happens in the branch around it.
      int left_open = group.torn ? open.back().active_depth : 0;
      open.pop_back();
      if (open.empty()) continue;
      open.back().depth += left_open;
      if (open.back().depth < 0) file.groups[open.back().group].torn = true;
      continue;
    }
    default: break;
    }
    if (open.empty()) continue;
    Effect effect = reader.effect(statement);
    std::uint32_t first = statement.first + (statement.has_label ? 1 : 0);
    bool labelled_do = effect == Effect::opens && file.tokens[first].name == kw::do_ &&
                       file.tokens[first + 1].kind == TokenKind::integer_literal;
    if (labelled_do) do_labels.push_back(statement.first);
    int change = effect == Effect::opens ? 1 : effect == Effect::closes ? -1 : 0;
    if (statement.has_label && effect != Effect::opens)
      while (!do_labels.empty()) {
        std::string_view label =
            file.spelling(do_labels.back() + (file.tokens[do_labels.back()].name == kw::do_ ? 1 : 2));
        if (label != std::to_string(statement.label)) break;
        if (effect != Effect::closes || change != -1) --change;
        do_labels.pop_back();
        if (effect == Effect::closes) break;
      }
    if (effect == Effect::divides)
      for (std::size_t i = open.size(); i-- > 0 && open[i].depth <= 0;)
        file.groups[open[i].group].torn = true;
    open.back().depth += change;
    if (open.back().depth < 0) file.groups[open.back().group].torn = true;
  }
}

} // namespace isotach
