// Directives: !$acc and !$omp with structured clauses; others keep their text.

#include <algorithm>
#include <string_view>

#include "base/strings.h"
#include "parse/parser.h"

namespace isotach {

namespace {

using Words = std::initializer_list<std::string_view>;
bool one_of(std::string_view word, Words words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Clauses whose parentheses hold a language of their own (OpenMP 5.2: 7.4, 7.5, 5.5.3).
bool opaque_clause(std::string_view name) {
  return one_of(name, {"match", "when", "initializer", "adjust_args", "append_args", "uses_allocators",
                       "combiner", "init"});
}

} // namespace

// May the upcoming name be one more word of the directive's name, after `previous`?
bool Parser::directive_word_follows(DirectiveFamily family, Name previous, bool first) const {
  if (!is_name()) return false;
  if (first) return true;
  std::string_view word = tree_.spelling(token().name);
  std::string_view before = tree_.spelling(previous);
  if (before == "end") return true;
  if (family == DirectiveFamily::cuda) return before == "kernel" && word == "do";
  if (family == DirectiveFamily::openacc) {
    if (one_of(before, {"parallel", "kernels", "serial"})) return word == "loop";
    if (one_of(before, {"enter", "exit", "host"})) return word == "data";
    if (before == "atomic") return one_of(word, {"read", "write", "update", "capture"});
    return false;
  }
  if (one_of(before, {"declare", "begin", "cancel", "cancellation"})) return true;
  if (before == "target" && one_of(word, {"data", "enter", "exit", "update"}))
    return kind(1) != TokenKind::left_paren;
  if (one_of(before, {"enter", "exit"})) return word == "data";
  // `do ordered` and the like: the second word is a clause. Combined constructs chain these only.
  return kind(1) != TokenKind::left_paren &&
         one_of(before, {"target", "teams", "distribute", "parallel", "do", "loop", "master", "masked",
                         "taskloop", "simd", "for"}) &&
         one_of(word, {"target", "teams", "distribute", "parallel", "do", "simd", "loop", "sections",
                       "workshare", "master", "masked", "taskloop", "single", "for"});
}

OpaqueText* Parser::opaque_until(std::uint32_t stop) {
  OpaqueText* node = start<OpaqueText>();
  at_ = std::max(at_, std::min(stop, stop_));
  return finish(node);
}

Stmt* Parser::directive_statement() {
  auto* node = start<DirectiveStmt>();
  std::string sentinel = lower(lexed_.spelling(at_));
  advance();
  std::string_view family = std::string_view(sentinel).substr(1);
  node->family = family == "$acc"                        ? DirectiveFamily::openacc
                 : family == "$omp" || family == "$ompx" ? DirectiveFamily::openmp
                 : family == "$cuf"                      ? DirectiveFamily::cuda
                                                         : DirectiveFamily::vendor;
  bool kernel =
      node->family == DirectiveFamily::cuda && is_name() && tree_.spelling(token().name) == "kernel";
  if (node->family == DirectiveFamily::vendor || (node->family == DirectiveFamily::cuda && !kernel)) {
    node->text = opaque_until(stop_);
    return finish(node);
  }
  if (!is_name()) {
    fail("the name of a directive");
    return finish(node);
  }
  Collect<NamedItem> words(*this);
  Name previous = no_name;
  while (directive_word_follows(node->family, previous, words.size() == 0)) {
    NamedItem* word = start<NamedItem>();
    previous = word->name = token().name;
    advance();
    words.add(finish(word));
  }
  node->words = words.list();
  std::string_view last = tree_.spelling(previous);
  if (is(TokenKind::left_paren)) {
    bool opaque = node->family == DirectiveFamily::openmp &&
                  one_of(last, {"reduction", "variant", "mapper", "metadirective"});
    if (opaque) {
      node->text = opaque_until(close_of(at_) + 1);
    } else {
      advance();
      Collect<Expr> arguments(*this);
      if (!is(TokenKind::right_paren)) do {
          Node* item = directive_item();
          if (isa<Expr>(item)) arguments.add(static_cast<Expr*>(item));
          if (is(TokenKind::colon)) advance(); // CACHE(READONLY: list), WAIT(DEVNUM: n: queues)
          else if (!accept(TokenKind::comma)) break;
        } while (!failed_);
      node->arguments = arguments.list();
      expect(TokenKind::right_paren);
    }
  }
  Collect<Clause> clauses(*this);
  if (is(TokenKind::left_chevron)) clauses.add(launch_clause());
  while (!at_end() && !failed_) {
    accept(TokenKind::comma);
    clauses.add(clause(node->family));
  }
  node->clauses = clauses.list();
  return finish(node);
}

// <<<grid, block, ...>>> of !$cuf kernel do; a tuple with a * in it, as (*,*), keeps its text.
Clause* Parser::launch_clause() {
  Clause* node = start<Clause>();
  advance();
  node->arguments = comma_list<Node>([&]() -> Node* {
    if (is(TokenKind::left_paren) && kind(1) == TokenKind::op_star) return opaque_until(close_of(at_) + 1);
    return argument();
  });
  expect(TokenKind::right_chevron);
  return finish(node);
}

Clause* Parser::clause(DirectiveFamily) {
  Clause* node = start<Clause>();
  node->name = expect_name("a clause");
  if (!is(TokenKind::left_paren)) return finish(node);
  if (opaque_clause(tree_.spelling(node->name))) {
    Collect<Node> arguments(*this);
    arguments.add(opaque_until(close_of(at_) + 1));
    node->arguments = arguments.list();
    return finish(node);
  }
  std::uint32_t open = at_;
  advance();
  if (!is(TokenKind::right_paren) && !clause_items(node)) {
    at_ = open;
    Collect<Node> arguments(*this);
    arguments.add(opaque_until(close_of(open) + 1));
    node->arguments = arguments.list();
    return finish(node);
  }
  expect(TokenKind::right_paren);
  return finish(node);
}

// [modifier {, modifier} :] item {, item}; several modifiers, as in WAIT(DEVNUM: 1: QUEUES: 2), precede all
// items. False for several pairs, as in GANG(NUM: 2, STATIC: 4): these stay text.
bool Parser::clause_items(Clause* clause) {
  Collect<Node> items(*this);
  std::vector<Node*> modifiers;
  bool had_colon = false;
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
      if (is(TokenKind::right_paren)) break;
      continue;
    }
    // MAP(ALWAYS TO: x), IF(TARGET DATA: x): words of a modifier without a comma
    if (!accept(TokenKind::comma) && !(is_name() && isa<NameRef>(items.back()))) break;
  }
  clause->modifiers = tree_.make_list<Node>(modifiers);
  clause->arguments = items.list();
  return true;
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
