// Directives: !$acc and !$omp with structured clauses; others keep their text.

#include <algorithm>

#include "base/closest.h"
#include "parse/directive_messages.h"
#include "parse/kinds.h"
#include "parse/parser.h"
#include "tree/directives.h"

namespace isotach {

OpaqueText* Parser::opaque_until(std::uint32_t stop) {
  OpaqueText* node = start<OpaqueText>();
  at_ = std::max(at_, std::min(stop, stop_));
  return finish(node);
}

DirectiveFamily Parser::family_of(std::string_view sentinel) {
  auto is = [&](std::string_view word) { return equals_ignoring_case(sentinel, word); };
  return is("!$acc")                   ? DirectiveFamily::openacc
         : is("!$omp") || is("!$ompx") ? DirectiveFamily::openmp
         : is("!$cuf")                 ? DirectiveFamily::cuda
                                       : DirectiveFamily::vendor;
}

void Parser::report_directive(DirectiveFamily family, const Diagnostics& found) {
  bool read = directives_read_.has(family);
  for (Diagnostic diagnostic : found.all()) {
    if (!read && diagnostic.kind == kinds::MacroClause) continue;
    if (!read) diagnostic.severity = std::min(diagnostic.severity, Severity::warning);
    if (read || ++directive_warnings_ <= most_directive_warnings) diagnostics_->copy(diagnostic);
  }
}

// A directive that is not understood is text where it is a comment to the compiler.
Stmt* Parser::directive_or_text() {
  DirectiveFamily family = family_of(lexed_.spelling(at_));
  std::uint32_t first = at_;
  Stmt* node = nullptr;
  judge_directive(family, [&] {
    node = directive_statement();
    if (!failed_ && !at_end()) fail("end of statement");
  });
  if (!failed_ || directives_read_.has(family)) return node;
  failed_ = false;
  at_ = first;
  auto* text = start<DirectiveStmt>();
  text->family = family;
  advance();
  text->text = opaque_until(stop_);
  return finish(text);
}

Stmt* Parser::directive_statement() {
  auto* node = start<DirectiveStmt>();
  std::string_view sentinel = lexed_.spelling(at_);
  node->family = family_of(sentinel);
  advance();
  bool kernel = node->family == DirectiveFamily::cuda && is_name() &&
                tree_.spelling(token().name) == "kernel" && is_word(kw::do_, 1);
  if (node->family == DirectiveFamily::vendor || (node->family == DirectiveFamily::cuda && !kernel)) {
    node->text = opaque_until(stop_);
    return finish(node);
  }
  if (!is_name()) {
    fail("the name of a directive");
    return finish(node);
  }
  bool extension =
      equals_ignoring_case(sentinel, "!$ompx"); // of a compiler: what the tables do not know may be right
  DirectiveMatch match = match_directive(node->family, upcoming_words());
  if (!match.rule && !extension) {
    std::string what = fmt::format("a directive of {}", family_text(node->family));
    if (match.known == 0 && is_unknown_macro(at_, what, match.next)) node->text = opaque_until(stop_);
    else unknown_directive(node->family, match);
    return finish(node);
  }
  if (match.rule) node->directive = match.rule->kind;
  node->is_end = match.end;
  std::size_t count = std::max<std::size_t>(match.count, 1);
  Collect<NamedItem> words(*this);
  while (words.size() < count) {
    NamedItem* word = start<NamedItem>();
    word->name = token().name;
    advance();
    words.add(finish(word));
  }
  node->words = words.list();
  directive_arguments(node, match.rule);
  Collect<Clause> clauses(*this);
  if (is(TokenKind::left_chevron)) clauses.add(launch_clause());
  bool known = !extension && !kernel;
  while (!at_end() && !failed_) {
    accept(TokenKind::comma);
    if (match.end && known) end_clause(node->family, *match.rule);
    bool text = (node->directive == DirectiveKind::omp_metadirective ||
                 node->directive == DirectiveKind::omp_begin_metadirective) &&
                is_word(kw::default_);
    clauses.add(clause(node->family, known, text));
  }
  node->clauses = clauses.list();
  return finish(node);
}

bool Parser::is_unknown_macro(std::uint32_t token, std::string_view what,
                              const std::vector<std::string_view>& words) {
  if (failed_ || lexed_.tokens[token].kind != TokenKind::name) return false;
  std::string_view word = lexed_.spelling(token);
  if (!may_be_macro(word, words) || !is_preprocessed(tree_.source())) return false;
  diagnostics_->report(kinds::MacroClause, lexed_.location(token, token), word, what);
  return true;
}

// The names from here on, as many as a directive may have words.
std::vector<std::string_view> Parser::upcoming_words() const {
  std::vector<std::string_view> words;
  for (std::uint32_t i = 0; words.size() < 8 && kind(i) == TokenKind::name; ++i)
    words.push_back(tree_.spelling(token(i).name));
  return words;
}

void Parser::unknown_directive(DirectiveFamily family, const DirectiveMatch& match) {
  std::string before;
  for (std::size_t i = 0; i < match.known; ++i)
    before += " " + upper(tree_.spelling(token(static_cast<std::uint32_t>(i)).name));
  at_ += static_cast<std::uint32_t>(match.known);
  if (!is_name())
    return fail(match.next.size() > 8 ? fmt::format("the name of a directive after{}", before)
                                      : fmt::format("{} after{}", either_of(match.next), before));
  std::string what = fmt::format("a directive of {}", family_text(family));
  if (!before.empty()) what += fmt::format(" after{}", before);
  std::string_view word = tree_.spelling(token().name);
  std::string advice = match.next.size() > 8 && closest_word(word, match.next).empty()
                           ? std::string("correct or remove it")
                           : instead_of(word, match.next);
  wrong_word(at_, what, advice);
}

// What stands in parentheses after the words of a directive.
void Parser::directive_arguments(DirectiveStmt* node, const DirectiveRule* rule) {
  Parentheses wanted = rule ? rule->parentheses : Parentheses::maybe;
  if (!is(TokenKind::left_paren)) {
    if (wanted == Parentheses::some || wanted == Parentheses::text) expect(TokenKind::left_paren);
    return;
  }
  if (wanted == Parentheses::none)
    return fail(fmt::format("a clause or the end of the directive ({} takes no list)", upper(rule->name)));
  if (wanted == Parentheses::text) {
    node->text = opaque_until(close_of(at_) + 1);
    return;
  }
  advance();
  Collect<Expr> arguments(*this);
  do {
    Node* item = directive_item();
    if (rule && isa<StarExpr>(item)) {
      --at_;
      fail("a name or an expression");
    }
    if (isa<Expr>(item)) arguments.add(static_cast<Expr*>(item));
    if (is(TokenKind::colon)) advance(); // CACHE(READONLY: list), WAIT(DEVNUM: n: queues)
    else if (!accept(TokenKind::comma)) break;
  } while (!failed_);
  node->arguments = arguments.list();
  expect(TokenKind::right_paren);
}

// After END only NOWAIT and COPYPRIVATE may stand, and nothing where OpenACC or no construct is closed.
void Parser::end_clause(DirectiveFamily family, const DirectiveRule& rule) {
  bool none = family == DirectiveFamily::openacc || rule.holds == Holds::delimited ||
              rule.holds == Holds::statement || rule.holds == Holds::allocation ||
              rule.kind == DirectiveKind::omp_ordered;
  if (!is_name()) return fail(none ? "the end of the directive" : "NOWAIT or the end of the directive");
  std::string_view word = tree_.spelling(token().name);
  if (!none && (word == "nowait" || word == "copyprivate")) return;
  std::string what = fmt::format("a clause of END {}", upper(rule.after_end()));
  wrong_word(at_, what, none ? "remove it" : instead_of(word, {"nowait", "copyprivate"}));
}

// <<<grid, block, ...>>> of !$cuf kernel do; a tuple with a * in it, as (*,*), keeps its text.
Clause* Parser::launch_clause() {
  Clause* node = start<Clause>();
  advance();
  auto is_star = [&](std::uint32_t ahead) { // a whole item of a tuple
    TokenKind before = kind(ahead - 1), after = kind(ahead + 1);
    return kind(ahead) == TokenKind::op_star &&
           (before == TokenKind::left_paren || before == TokenKind::comma) &&
           (after == TokenKind::right_paren || after == TokenKind::comma);
  };
  node->arguments = comma_list<Node>([&]() -> Node* {
    if (is(TokenKind::left_paren))
      for (std::uint32_t i = at_ + 1, close = close_of(at_); i < close; ++i)
        if (is_star(i - at_)) return opaque_until(close + 1);
    return argument();
  });
  expect(TokenKind::right_chevron);
  return finish(node);
}

// One clause; `known`: the table has all that there are; `text`: its parentheses hold a language of their
// own.
Clause* Parser::clause(DirectiveFamily family, bool known, bool text) {
  Clause* node = start<Clause>();
  node->name = expect_name("a clause");
  if (failed_) return finish(node);
  std::string_view name = tree_.spelling(node->name);
  const ClauseRule* rule = find_clause(family, name);
  if (rule) node->clause = rule->kind;
  if (!rule && known) {
    std::string what = fmt::format("a clause of {}", family_text(family));
    if (!is_unknown_macro(at_ - 1, what, clause_names(family))) {
      wrong_word(at_ - 1, what, instead_of_clause(family, name));
      return finish(node);
    }
    known = false;
  }
  if (!known) rule = nullptr;
  if (!is(TokenKind::left_paren)) {
    if (rule && !rule->may_stand_alone()) fail(fmt::format("'(' with the argument of {}", upper(name)));
    return finish(node);
  }
  if (rule && rule->form == ClauseForm::none)
    fail(fmt::format("the next clause ({} takes no argument)", upper(name)));
  std::uint32_t open = at_;
  text = text || (rule && rule->form == ClauseForm::text);
  if (!text) {
    advance();
    if (is(TokenKind::right_paren) && rule) fail(fmt::format("an argument of {}", upper(name)));
    text = !is(TokenKind::right_paren) && !clause_items(node);
  }
  if (text) {
    at_ = open;
    Collect<Node> arguments(*this);
    arguments.add(opaque_until(close_of(open) + 1));
    node->arguments = arguments.list();
    return finish(node);
  }
  expect(TokenKind::right_paren);
  if (rule && rule->form == ClauseForm::reduction && rule->family == DirectiveFamily::openacc)
    comma_after_operator(node);
  if (rule && !failed_) check_clause(*rule, *node);
  return finish(node);
}

// REDUCTION(+, a): not of the standard, but compilers for OpenACC take it and models have it.
void Parser::comma_after_operator(Clause* clause) {
  if (clause->modifiers.size() > 0 || clause->arguments.size() < 2) return;
  Node* first = clause->arguments[0];
  bool is_operator = isa<OperatorName>(first) || isa<StarExpr>(first);
  if (const auto* name = dyn_cast<NameRef>(first))
    is_operator = has_word("max min iand ior ieor", tree_.spelling(name->name));
  if (!is_operator) return;
  std::vector<Node*> variables;
  for (std::size_t i = 1; i < clause->arguments.size(); ++i) variables.push_back(clause->arguments[i]);
  clause->modifiers = tree_.make_list<Node>(std::span<Node* const>(&first, 1));
  clause->arguments = tree_.make_list<Node>(variables);
}

// [modifier {, modifier} :] item {, item}; several modifiers, as in WAIT(DEVNUM: 1: QUEUES: 2), precede all
// items. False for several pairs, as in GANG(NUM: 2, STATIC: 4): these stay text.
bool Parser::clause_items(Clause* clause) {
  Collect<Node> items(*this);
  std::vector<Node*> modifiers;
  bool had_colon = false;
  std::uint32_t no_comma = 0; // where a comma is missing unless a colon follows
  for (;;) {
    items.add(directive_item());
    if (failed_) break;
    if (accept(TokenKind::colon)) {
      if (had_colon && items.size() > 1) return false;
      List<Node> so_far = items.list();
      std::size_t taken = had_colon ? 1 : so_far.size();
      for (std::size_t i = so_far.size() - taken; i < so_far.size(); ++i) modifiers.push_back(so_far[i]);
      for (std::size_t i = 0; i < taken; ++i) items.pop_back();
      had_colon = true;
      no_comma = 0;
      if (is(TokenKind::right_paren)) break;
      continue;
    }
    if (accept(TokenKind::comma)) continue;
    // MAP(ALWAYS TO: x), IF(TARGET DATA: x): words of a modifier without a comma
    if (had_colon || !is_name() || !(isa<NameRef>(items.back()) || isa<PartRef>(items.back()))) break;
    if (!no_comma) no_comma = at_;
  }
  if (no_comma && !failed_) {
    at_ = no_comma;
    fail("',' or ')'");
  }
  clause->modifiers = tree_.make_list<Node>(modifiers);
  clause->arguments = items.list();
  return true;
}

namespace {
// The word that an item is, or begins with: MAPPER(id), ITERATOR(...)
std::uint32_t word_token(const Node* item) {
  if (!isa<NameRef>(item) && !isa<PartRef>(item) && !isa<OpaqueText>(item)) return no_token;
  return item->first_token;
}
bool is_variable(const Node* item) {
  return isa<NameRef>(item) || isa<PartRef>(item) || isa<ComponentRef>(item) || isa<CoindexedRef>(item) ||
         isa<CommonName>(item) || isa<OpaqueText>(item);
}
} // namespace

// Holds a clause that was read against its rule; what is wrong is reported at its place.
void Parser::check_clause(const ClauseRule& rule, const Clause& clause) {
  std::string name = upper(rule.name);
  List<Node> arguments = clause.arguments, modifiers = clause.modifiers;
  auto one_of = [&](const Node* item, std::string_view words, std::string_view what) {
    std::uint32_t word = word_token(item);
    bool name_token = word != no_token && lexed_.tokens[word].kind == TokenKind::name;
    if (failed_ || (name_token && has_word(words, tree_.spelling(lexed_.tokens[word].name)))) return;
    wrong_word(item->first_token, fmt::format("{} of {}", what, name),
               instead_of(tree_.text(item), split_words(words)), item->last_token);
  };
  auto refuse_at = [&](std::uint32_t token, std::string_view expected) {
    if (failed_) return;
    at_ = token;
    fail(expected);
  };
  auto variables = [&](List<Node> items) {
    for (const Node* item : items)
      if (!is_variable(item)) refuse_at(item->first_token, "a variable");
  };
  if (rule.modifiers.empty() && modifiers.size() > 0)
    refuse_at(modifiers.back()->last_token + 1, "',' or ')'");
  if (!rule.modifiers.empty() && rule.modifiers != "*")
    for (const Node* modifier : modifiers) one_of(modifier, rule.modifiers, "a modifier");
  if (failed_ || arguments.size() == 0) return; // DEPEND(SOURCE:)
  switch (rule.form) {
  case ClauseForm::one:
  case ClauseForm::maybe_one:
  case ClauseForm::word:
  case ClauseForm::maybe_word:
    if (arguments.size() > 1) refuse_at(arguments[0]->last_token + 1, "')'");
    if (rule.form == ClauseForm::word || rule.form == ClauseForm::maybe_word)
      one_of(arguments[0], rule.words, "an argument");
    break;
  case ClauseForm::word_some: one_of(arguments[0], rule.words, "an argument"); break;
  case ClauseForm::word_after:
    if (arguments.size() > 1) refuse_at(arguments[0]->last_token + 1, "')'");
    one_of(arguments[0], modifiers.size() > 0 ? rule.words : rule.modifiers, "an argument");
    break;
  case ClauseForm::list: variables(arguments); break;
  case ClauseForm::list_step: variables(modifiers.size() > 0 ? modifiers : arguments); break;
  case ClauseForm::reduction:
    if (modifiers.size() == 0)
      refuse_at(arguments[0]->last_token + 1, "':' between the operator and the variables");
    variables(arguments);
    break;
  case ClauseForm::none:
  case ClauseForm::some:
  case ClauseForm::maybe_some:
  case ClauseForm::text: break;
  }
}

// An expression, *, an operator (of a reduction), or /name/.
Node* Parser::directive_item() {
  TokenKind after = kind(1);
  bool ends = after == TokenKind::colon || after == TokenKind::comma || after == TokenKind::right_paren;
  switch (kind()) {
  case TokenKind::op_star:
    if (after == TokenKind::colon) return literal<OperatorName>();
    if (ends) return literal<StarExpr>();
    break;
  case TokenKind::op_plus:
  case TokenKind::op_minus:
  case TokenKind::op_and:
  case TokenKind::op_or:
  case TokenKind::op_eqv:
  case TokenKind::op_neqv:
  case TokenKind::defined_operator:
    if (ends) return literal<OperatorName>();
    break;
  case TokenKind::op_slash: {
    CommonName* node = start<CommonName>();
    advance();
    node->name = expect_name("the name of a common block");
    expect(TokenKind::op_slash);
    return finish(node);
  }
  case TokenKind::name:
    if (after == TokenKind::left_paren && tree_.spelling(token().name) == "iterator")
      return opaque_until(close_of(at_ + 1) + 1);
    if (after == TokenKind::assign) return argument();
    break;
  default: break;
  }
  return expression();
}

} // namespace isotach
