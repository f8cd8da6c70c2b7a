// Lexer: the state shared by free form, fixed form and cooking. Private to src/lex.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lex/lex.h"
#include "lex/preprocessor.h"
#include "lex/scan.h"

namespace isotach {

// A logical line joined into one run of characters that know where they come from.
struct CookedText {
  std::string text;
  std::vector<std::uint32_t> begin, end; // source range of each character
  std::vector<bool> expanded;            // from a macro
  void clear();
  void add(char c, std::uint32_t from, std::uint32_t to, bool from_macro = false);
};

class Lexer {
 public:
  Lexer(const SourceFile& source, const LexOptions& options, NameTable& names, Diagnostics& diagnostics);
  LexedFile run();

 private:
  // lexer.cpp: lines, statements, # lines
  struct Line {
    const char* begin;
    const char* end;  // without line-end characters
    const char* next; // first byte of the next line
  };
  Line line_at(const char* p) const;
  std::uint32_t offset(const char* p) const { return static_cast<std::uint32_t>(p - text_); }
  void mark(const char* begin, const char* end, MarkKind kind);
  void add_token(TokenKind kind, const char* begin, const char* end, Name name);
  void note_top_level(TokenKind kind);
  Scanned next_token(const char* p, const char* limit) const;
  void begin_statement(StatementKind kind);
  void end_statement(const char* begin, const char* end);
  bool statement_open() const { return in_statement_; }
  bool taken() const; // the current branch is in the view
  void unterminated_string(const char* begin, const char* end);
  void continuation_at_end(const char* at);

  // # lines. Returns the first byte after the (possibly continued) line.
  const char* preprocessor_line(const char* p);
  void conditional_line(std::string_view keyword, std::string_view rest, const char* begin, const char* end);
  // headers.cpp
  void know_macro(const Macro* macro);
  void include_macros(std::string_view rest, const std::string& includer, int depth);
  void header_macros(const SourceFile& header, int depth);
  // lexer.cpp
  // In an open statement: skips inactive text up to the # line that ends it.
  const char* skip_inactive(const char* p);
  bool is_macro(Name name) const {
    return index_of(name) < macro_names_.size() && macro_names_[index_of(name)];
  }

  // free_form.cpp
  void run_free();
  const char* free_statements(const char* p, std::string_view sentinel);
  const char* continue_in_place(const char* ampersand, Line line, std::string_view sentinel, bool& leading);
  const char* cooked_statements(const char* p, std::string_view sentinel);
  const char* cook_line(const char* p, Line line, CookedText& cooked, char& quote, bool& continues);
  void append_expanded(const char* p, const char* line_end, CookedText& cooked, const char*& after);
  const char* conditional_text(const char* p, const char* end) const;
  std::string_view sentinel_at(const char* p, const char* end) const;

  // cooked tokens, both forms; `splits`: places no token may cross (fixed form)
  void scan_cooked(const CookedText& cooked, std::size_t from, const std::vector<std::uint32_t>& splits,
                   StatementKind kind);
  void add_cooked_token(const CookedText& cooked, std::size_t begin, std::size_t end, TokenKind kind,
                        Name name);

  // fixed_form.cpp
  void run_fixed();
  const char* fixed_statement(const char* p);

  const SourceFile& source_;
  const LexOptions& options_;
  NameTable& names_;
  Diagnostics& diagnostics_;
  LexedFile file_;
  const char* text_;
  const char* end_;

  Preprocessor preprocessor_;
  std::vector<bool> macro_names_; // by Name: some macro has this spelling in some case
  struct OpenGroup {
    std::uint32_t index;
    bool any_taken; // a branch of it was taken already
    bool enclosing; // the enclosing text is in the view
    bool taken;     // the current branch is in the view
  };
  std::vector<OpenGroup> open_groups_;
  std::vector<std::uint8_t> group_may_match_;

  bool in_statement_ = false;
  int depth_ = 0;        // of parentheses in the open statement
  bool records_ = false; // STRUCTURE or RECORD was seen: `record.component` may stand for `%`
  Statement statement_;
  std::uint32_t last_end_ = 0; // end of the previous token, for glued_left
};

// Where keywords run into each other or into names in the blank-free text of a fixed-form statement (after
// its label): the places where a token ends. `text` is lower case outside strings.
void find_keyword_splits(std::string_view text, std::vector<std::uint32_t>& splits);

// Rule R2: marks the groups that split a statement or a block as torn.
void find_torn_groups(LexedFile& file, const NameTable& names);

} // namespace isotach
