// Dialect: directives of OpenACC 3 that GCC 12, which has 2.6, does not compile.
//
// REDUCTION(+, a), which no standard has, gets its colon. WAIT with IF becomes an IF construct. An integer in
// IF is compared with zero. A structured region with ASYNC or WAIT waits for the queue before it begins and
// before it ends, since what is in the queue may use its data, and copies at once.
#include <fmt/format.h>

#include "gpu/legalise/rules.h"

namespace isotach::legalise_rules {

namespace {

constexpr std::string_view reason = "GCC 12 does not know this form";

class DialectRule {
 public:
  explicit DialectRule(Context& context) : context_(context) {}

  void apply(const Directive& directive) {
    const Tree& tree = context_.tree(directive);
    if (directive.statement->is_end) return;
    std::string waits;
    for_each_clause(tree, directive.statement, [&](const Clause* clause, std::string_view name) {
      if (name == "reduction" && clause->modifiers.size() == 1) colon(directive, clause);
      if (name == "if" && clause->arguments.size() == 1) condition(directive, clause);
      if (directive.kind != DirectiveKind::acc_data || (name != "async" && name != "wait")) return;
      waits += fmt::format("!$acc wait{}\n", argument_text(tree, clause)); // of either source form
      context_.replace_clause(directive, clause, "", reason);
    });
    if (waits.empty()) return;
    const DirectiveRegion* region = context_.regions(directive.file).of(directive.statement);
    if (!region || !region->known() || !region->end) {
      context_.refuse(directive.file, directive.statement, std::string(reason),
                      "leave out ASYNC and WAIT there");
      return;
    }
    context_.add_lines(directive.file, directive.statement, Context::Place::before, waits, reason);
    context_.add_lines(directive.file, region->end, Context::Place::before, waits, reason);
  }

 private:
  // "(1)" of async(1), or nothing.
  static std::string_view argument_text(const Tree& tree, const Clause* clause) {
    std::string_view text = tree.text(clause);
    std::size_t open = text.find('(');
    return open == std::string_view::npos ? std::string_view() : text.substr(open);
  }
  // REDUCTION(+, a) of other compilers.
  void colon(const Directive& directive, const Clause* clause) {
    const Token& after = context_.tree(directive).lexed.tokens[clause->modifiers[0]->last_token + 1];
    if (after.kind == TokenKind::comma)
      context_.edit(directive.file, clause, after.begin, after.end(), ":", reason);
  }

  void condition(const Directive& directive, const Clause* clause) {
    const Tree& tree = context_.tree(directive);
    const auto* asked = dyn_cast<Expr>(clause->arguments[0]);
    if (!asked) return;
    std::string text(tree.text(asked));
    bool is_integer = context_.evaluator->evaluate(asked, *directive.scope).base == BaseType::integer;
    if (is_integer) text = fmt::format("({}) /= 0", text);
    if (directive.kind == DirectiveKind::acc_wait) {
      std::string blanks = tree.lexed.form == SourceForm::fixed ? "      " : "";
      context_.add_lines(directive.file, directive.statement, Context::Place::before,
                         fmt::format("{}if ({}) then\n", blanks, text), reason);
      context_.add_lines(directive.file, directive.statement, Context::Place::after, blanks + "end if\n",
                         reason);
      context_.replace_clause(directive, clause, "", reason);
    } else if (is_integer) {
      Location place = tree.location(asked);
      context_.edit(directive.file, clause, place.begin, place.end, text, reason);
    }
  }

  Context& context_;
};

} // namespace

void legalise_dialect(Context& context) {
  DialectRule rule(context);
  for (const Directive& directive : context.directives) rule.apply(directive);
}

} // namespace isotach::legalise_rules
