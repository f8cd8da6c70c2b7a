// Scratch: CREATE of a local array takes device memory that an earlier call has left (runtime/acc/scratch.c).
//
// Calls stand in lines of their own before the directive and after its END, with a line marker, so that the
// lines after them keep their numbers. Where it does not apply nothing is lost but time.
#include <fmt/format.h>

#include "analysis/regions.h"
#include "base/strings.h"
#include "gpu/legalise/rules.h"

namespace isotach::legalise_rules {

namespace {

constexpr std::string_view reason = "GCC's run-time library allocates device memory at each call";

class ScratchRule {
 public:
  explicit ScratchRule(Context& context) : context_(context) {}

  void apply(const Directive& directive, Regions& regions) {
    const Tree& tree = context_.tree(directive);
    const DirectiveRegion* region = regions.of(directive.statement);
    if (!region || !region->known() || !region->end || tree.lexed.form != SourceForm::free ||
        has_clause(tree, directive.statement, {"if", "async", "wait"}) ||
        !is_own_text(tree, directive.statement) || !is_own_text(tree, region->end) ||
        !may_call(*directive.scope))
      return;
    for (std::string_view needed : {"loc", "sizeof"})
      if (!is_intrinsic_here(context_, directive, needed)) return;
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
    insert(directive.file, directive.statement, line_begin(tree, tree.location(directive.statement).begin),
           before);
    insert(directive.file, region->end, line_end(tree, tree.location(region->end).end), after);
  }

 private:
  // An external procedure that is neither PURE nor declared.
  static bool may_call(const Scope& scope) {
    if (scope.symbol &&
        (scope.symbol->has(AttributeKind::pure) || scope.symbol->has(AttributeKind::elemental)))
      return false;
    for (const Scope* at = &scope; at; at = at->parent)
      if (at->implicit_none_external) return false;
    return true;
  }
  static bool is_own_text(const Tree& tree, const Stmt* statement) {
    return !statement->has(node_flag::read_only) && tree.location(statement).file == &tree.source();
  }
  static std::uint32_t line_begin(const Tree& tree, std::uint32_t at) {
    std::string_view text = tree.source().text();
    while (at > 0 && text[at - 1] != '\n') --at;
    return at;
  }
  static std::uint32_t line_end(const Tree& tree, std::uint32_t at) { // the first byte of the next line
    std::string_view text = tree.source().text();
    while (at < text.size() && text[at] != '\n') ++at;
    return at < text.size() ? at + 1 : at;
  }
  void insert(std::size_t file, const Stmt* place, std::uint32_t at, const std::string& calls) {
    const SourceFile& source = context_.trees[file]->source();
    context_.edit(file, place, at, at,
                  fmt::format("{}# {} \"{}\"\n", calls, source.position(at).line, source.path()), reason);
  }

  Context& context_;
};

} // namespace

void legalise_scratch(Context& context) {
  ScratchRule rule(context);
  std::size_t file = context.trees.size();
  std::unique_ptr<Regions> regions;
  for (const Directive& directive : context.directives) {
    if (directive.kind != DirectiveKind::acc_data || directive.statement->is_end) continue;
    if (directive.file != file) regions = std::make_unique<Regions>(*context.trees[file = directive.file]);
    rule.apply(directive, *regions);
  }
}

} // namespace isotach::legalise_rules
