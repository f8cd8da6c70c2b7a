// Scratch: CREATE of a local array takes device memory that an earlier call has left (runtime/acc/scratch.c).
//
// Calls stand in lines of their own before the directive and after its END, with a line marker, so that the
// lines after them keep their numbers. Where it does not apply nothing is lost but time.
#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/legalise/rules.h"

namespace isotach::legalise_rules {

namespace {

constexpr std::string_view reason = "GCC's run-time library allocates device memory at each call";

class ScratchRule {
 public:
  explicit ScratchRule(Context& context) : context_(context) {}

  void apply(const Directive& directive) {
    const Tree& tree = context_.tree(directive);
    const DirectiveRegion* region = context_.regions(directive.file).of(directive.statement);
    if (!region || !region->known() || !region->end || tree.lexed.form != SourceForm::free ||
        has_clause(tree, directive.statement, {"if", "async", "wait"}) ||
        !is_own_text(tree, directive.statement) || !is_own_text(tree, region->end) ||
        !may_call(context_, directive))
      return;
    std::string before, after;
    for_each_clause(tree, directive.statement, [&](const Clause* clause, std::string_view name) {
      if (!is_one_of(name, {"create", "pcreate", "present_or_create"})) return;
      for (const Node* item : clause->arguments) {
        const Symbol* symbol = isa<NameRef>(item) ? context_.symbol(directive, item) : nullptr;
        if (!symbol || !is_on_stack(*symbol) || symbol->scope->node == nullptr) continue;
        before += fmt::format("call isotach_acc_scratch(loc({0}),sizeof({0}))\n", symbol->name);
        after += fmt::format("call isotach_acc_scratch_end(loc({}))\n", symbol->name);
      }
    });
    if (before.empty()) return;
    context_.add_lines(directive.file, directive.statement, Context::Place::before, before, reason);
    context_.add_lines(directive.file, region->end, Context::Place::after, after, reason);
  }

 private:
  Context& context_;
};

} // namespace

void legalise_scratch(Context& context) {
  ScratchRule rule(context);
  for (const Directive& directive : context.directives)
    if (directive.kind == DirectiveKind::acc_data && !directive.statement->is_end) rule.apply(directive);
}

} // namespace isotach::legalise_rules
