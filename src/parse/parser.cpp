// The entry of the stage, and what every grammar function uses: expectations, failures, look-ahead.

#include "parse/parser.h"
#include "base/closest.h"
#include "parse/kinds.h"
#include "parse/source_form.h"

#include <algorithm>
#include <cstring>

namespace isotach {

namespace {
constexpr std::size_t most_errors = 20; // of one file
}

Parser::Parser(Tree& tree, const DirectivesRead& directives_read, Diagnostics& diagnostics)
    : tree_(tree), lexed_(tree.lexed), tokens_(lexed_.tokens.data()), directives_read_(directives_read),
      diagnostics_(&diagnostics) {
  scratch_.reserve(256);
  torn_ = std::ranges::any_of(lexed_.groups, [](const auto& group) { return group.torn; });
}

Location Parser::here() const {
  const Token& t = token();
  // At a statement's end the place is the last thing written, not the line end.
  if (t.kind == TokenKind::end_of_statement && at_ > 0) {
    Location last = lexed_.location(at_ - 1, at_ - 1);
    return {last.file, last.end, last.end + 1};
  }
  return lexed_.location(at_, at_);
}

std::string Parser::found() const {
  switch (kind()) {
  case TokenKind::name:
  case TokenKind::integer_literal:
  case TokenKind::real_literal:
  case TokenKind::defined_operator: return fmt::format("'{}'", lexed_.spelling(at_));
  case TokenKind::unknown: return fmt::format("the character '{}'", lexed_.spelling(at_));
  default: return std::string(token_kind_text(kind()));
  }
}

void Parser::fail(std::string_view expected) {
  if (failed_) return;
  failed_ = true;
  if (lexed_.statements[current_].damaged) {
    at_ = stop_;
    return;
  }
  unsigned char c = is(TokenKind::unknown) ? static_cast<unsigned char>(lexed_.spelling(at_)[0]) : 'a';
  if (c < 0x20 || c >= 0x7f) diagnostics_->report(kinds::UnknownCharacter, here(), fmt::format("{:#04x}", c));
  else diagnostics_->report(kinds::Expected, here(), expected, found());
  at_ = stop_;
}

void Parser::fail_at(std::uint32_t token, std::string_view expected) {
  if (failed_) return;
  at_ = token;
  fail(expected);
}

void Parser::wrong_word(std::uint32_t first, std::string_view what, std::string_view advice,
                        std::uint32_t last) {
  if (failed_) return;
  failed_ = true;
  at_ = stop_;
  if (lexed_.statements[current_].damaged) return;
  Location place = lexed_.location(first, last == no_token ? first : last);
  diagnostics_->report(kinds::WrongWord, place, place.file->slice(place.begin, place.end), what, advice);
}

void Parser::unknown_word(std::string_view what, std::initializer_list<std::string_view> words,
                          std::string_view expected) {
  std::string_view near = is_name() ? closest_word(tree_.spelling(token().name), words) : std::string_view();
  if (near.empty()) fail(expected);
  else wrong_word(at_, what, fmt::format("did you mean {}?", upper(near)));
}

void Parser::too_deep(int limit) {
  if (failed_) return;
  failed_ = true;
  diagnostics_->report(kinds::TooDeep, here(), limit);
  at_ = stop_;
}

void Parser::expect(TokenKind k) {
  if (!accept(k)) fail(token_kind_text(k));
}

void Parser::expect_word(std::uint32_t keyword) {
  if (accept_word(keyword)) return;
  std::string word(tree_.spelling(static_cast<Name>(keyword)));
  for (char& c : word) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  fail(word);
}

Name Parser::expect_name(std::string_view what) {
  if (!is_name()) {
    fail(what);
    return no_name;
  }
  Name name = token().name;
  advance();
  return name;
}

std::uint32_t Parser::close_of(std::uint32_t i) const {
  int depth = 0;
  for (; i < stop_; ++i) {
    TokenKind k = lexed_.tokens[i].kind;
    if (k == TokenKind::left_paren || k == TokenKind::left_bracket) ++depth;
    if ((k == TokenKind::right_paren || k == TokenKind::right_bracket) && --depth == 0) return i;
  }
  return stop_;
}

// Is there a `::` directly inside the parenthesis or bracket at token i?
bool Parser::double_colon_before_close(std::uint32_t i) const {
  // A `::` after an expression is a stride; only a type (a name, perhaps with parentheses) can stand before
  // it.
  std::uint32_t j = i + 1;
  if (lexed_.tokens[j].kind == TokenKind::op_slash) ++j; // (/
  if (j >= stop_ || lexed_.tokens[j].kind != TokenKind::name) return false;
  ++j;
  auto kind_at = [&](std::uint32_t k) { return lexed_.tokens[k < stop_ ? k : stop_].kind; };
  if (kind_at(j) == TokenKind::name) ++j; // DOUBLE PRECISION
  if (kind_at(j) == TokenKind::op_star) j += kind_at(j + 1) == TokenKind::left_paren ? 1 : 2;
  if (kind_at(j) == TokenKind::left_paren) j = close_of(j) + 1;
  return kind_at(j) == TokenKind::double_colon;
}

File* Parser::parse_file() {
  File* file = tree_.make<File>();
  tree_.set_root(file);
  while (more()) {
    statements(file->units, file);
    skip_to_view();
    if (more()) ++current_; // a # line that belongs to no open group
  }
  if (!lexed_.statements.empty() && lexed_.tokens.size() > 1) {
    file->first_token = 0;
    file->last_token = static_cast<std::uint32_t>(lexed_.tokens.size()) - 1;
  }
  return file;
}

Tree parse_in_form(const SourceFile& source, const ParseOptions& options, Diagnostics& diagnostics) {
  Tree tree(source);
  if (const void* zero = std::memchr(source.text().data(), '\0', source.text().size())) {
    auto at = static_cast<std::uint32_t>(static_cast<const char*>(zero) - source.text().data());
    diagnostics.report(kinds::NotText, {&source, 0, 0}, at, source.path());
    tree.lexed.source = &source;
    tree.set_root(tree.make<File>());
    return tree;
  }
  Diagnostics own;
  {
    StageTimer timer(options.timings, "lex");
    tree.lexed = lex(source, options.lex, tree.names(), own);
  }
  StageTimer timer(options.timings, "parse");
  Parser parser(tree, options.directives_read, own);
  parser.parse_file();

  // A file that is not Fortran gets one message, not one a line.
  if (parser.statements_unparsed() >= 4 &&
      parser.statements_unparsed() * 3 > parser.statements_parsed() * 2) {
    diagnostics.report(kinds::NotFortran,
                       tree.lexed.location(parser.first_unparsed(), parser.first_unparsed()),
                       parser.statements_unparsed(), parser.statements_parsed());
    return tree;
  }
  if (own.all().size() > most_errors) {
    Diagnostics first;
    for (std::size_t i = 0; i < most_errors; ++i) first.copy(own.all()[i]);
    first.report(kinds::FurtherErrors, own.all()[most_errors].location, own.all().size() - most_errors);
    own = std::move(first);
  }
  if (parser.warnings_left_out() > 0)
    own.report(kinds::FurtherDirectives, {&source, 0, 0}, parser.warnings_left_out());
  diagnostics.append(std::move(own));
  return tree;
}

} // namespace isotach
