// Fuzzes the lexer and the parser on fixed form: any input gives a sound tree whose text is the input, and
// the tokens that it would give if every statement were cooked.
#include "invariants.h"

namespace {

using namespace isotach;

struct Lexed {
  NameTable names;
  Diagnostics diagnostics;
  LexedFile file;

  Lexed(const SourceFile& source, const LexOptions& options)
      : file(lex(source, options, names, diagnostics)) {}
};

bool same(const Token& a, const NameTable& a_names, const Token& b, const NameTable& b_names) {
  return a.begin == b.begin && a.end() == b.end() && a.kind == b.kind && a.cooked == b.cooked &&
         a.read_only == b.read_only && a.glued_left == b.glued_left &&
         a_names.spelling(a.name) == b_names.spelling(b.name);
}

bool same(const Statement& a, const Statement& b) {
  return a.first == b.first && a.last == b.last && a.label == b.label && a.kind == b.kind &&
         a.has_label == b.has_label && a.inactive == b.inactive && a.damaged == b.damaged &&
         a.top_level_assign == b.top_level_assign && a.top_level_arrow == b.top_level_arrow &&
         a.top_level_double_colon == b.top_level_double_colon && a.comma_after_assign == b.comma_after_assign;
}

void demand_same_tokens(const SourceFile& source, LexOptions options) {
  Lexed in_place(source, options);
  options.cook_fixed_form = true;
  Lexed cooked(source, options);
  const LexedFile &a = in_place.file, &b = cooked.file;
  for (std::size_t i = 0; i < std::min(a.tokens.size(), b.tokens.size()); ++i) {
    bool equal = same(a.tokens[i], in_place.names, b.tokens[i], cooked.names) &&
                 a.spelling(static_cast<std::uint32_t>(i)) == b.spelling(static_cast<std::uint32_t>(i));
    if (!equal)
      std::fprintf(stderr, "token %zu at byte %u, cooked at byte %u\n", i, a.tokens[i].begin,
                   b.tokens[i].begin);
    demand(equal, "tokens read in place are those of cooked text");
  }
  demand(a.tokens.size() == b.tokens.size(), "cooking changes no number of tokens");
  demand(a.statements.size() == b.statements.size(), "cooking changes no number of statements");
  for (std::size_t i = 0; i < a.statements.size(); ++i)
    demand(same(a.statements[i], b.statements[i]), "statements read in place are those of cooked text");
  demand(a.marks.size() == b.marks.size(), "cooking changes no number of comments");
  for (std::size_t i = 0; i < a.marks.size(); ++i)
    demand(a.marks[i].begin == b.marks[i].begin && a.marks[i].end == b.marks[i].end &&
               a.marks[i].kind == b.marks[i].kind,
           "comments are the same when statements are cooked");
  demand(in_place.diagnostics.all().size() == cooked.diagnostics.all().size(), "cooking changes no message");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text = text_of(data, size);
  demand_round_trip(text, SourceForm::fixed);
  LexOptions options;
  options.form = SourceForm::fixed;
  options.conditional_compilation = size % 2 == 1;
  options.debug_lines = size % 3 == 1;
  options.fixed_columns = size % 5 == 1 ? 132 : 72;
  demand_same_tokens(SourceFile("fuzz", std::move(text)), options);
  return 0;
}
