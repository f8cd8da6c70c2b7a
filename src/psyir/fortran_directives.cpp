// Directives that a script has put into Fortran, as PSyclone shows them: they hold their statements, and
// their clauses are children. Which variables a clause lists is known when the text is written
// (transform/openmp).

#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "psyir/fortran.h"
#include "tree/directives.h"
#include "tree/text.h"

namespace isotach::psyir {

Regions& Fortran::regions() const {
  if (!regions_) regions_ = std::make_unique<Regions>(*tree_);
  else if (regions_of_ != tree_->edits.version) regions_->forget_all();
  regions_of_ = tree_->edits.version;
  return *regions_;
}

View Fortran::region_around(const Stmt* statement) const {
  if (!transforms_) return {}; // no script has made one
  const DirectiveRegion* region = regions().around(statement);
  for (; region; region = region->outer) {
    const DirectiveStmt* directive = region->directive;
    if (!directive) return {};
    while (directive->parent != statement->parent) { // of #if groups that hold it, and of nothing else
      auto* branch = dyn_cast<Alternative>(statement->parent.get());
      if (!branch) return {};
      statement = cast<Stmt>(branch->parent.get());
    }
    if (!directive->has_tokens()) return at(directive, Part::body);
  }
  return {};
}

std::vector<View> Fortran::directive_children(DirectiveStmt* directive) const {
  std::vector<View> parts;
  if (holds(directive) != Holds::nothing) parts.push_back(at(directive, Part::body));
  std::string_view words = rule_of(directive->directive).name;
  bool threads = words.starts_with("parallel") || words.starts_with("teams");
  if (threads)
    for (Part part : {Part::default_clause, Part::private_clause, Part::firstprivate_clause})
      parts.push_back(at(directive, part));
  if (threads && applies_to_loop(directive)) parts.push_back(at(directive, Part::schedule_clause));
  auto add = [&](const DirectiveStmt* of, std::initializer_list<ClauseKind> kinds) {
    for (const Clause* clause : of->clauses)
      for (ClauseKind kind : kinds)
        if (clause->clause == kind) parts.push_back(at(clause));
  };
  add(directive, {ClauseKind::omp_grainsize, ClauseKind::omp_num_tasks, ClauseKind::omp_nogroup,
                  ClauseKind::omp_reduction});
  const DirectiveRegion* region = regions().of(directive);
  if (region && region->end) add(region->end, {ClauseKind::omp_nowait});
  return parts;
}

std::string Fortran::describe_directive(View view, std::string_view shown) const {
  auto* directive = cast<DirectiveStmt>(view.node);
  auto in_parentheses = [&](ClauseKind kind) -> std::string {
    const Clause* clause = find_clause(directive, kind);
    if (!clause) return {};
    std::string text = text_of(*tree_, clause);
    std::size_t open = text.find('(');
    return open == std::string::npos ? text : text.substr(open + 1, text.rfind(')') - open - 1);
  };
  std::string text, collapse = in_parentheses(ClauseKind::omp_collapse);
  std::string schedule = in_parentheses(ClauseKind::omp_schedule);
  if (!schedule.empty()) text = "omp_schedule=" + schedule;
  if (!collapse.empty()) text += (text.empty() ? "collapse=" : ",collapse=") + collapse;
  return fmt::format("{}[{}]", shown, text);
}

transform::FortranTransforms& Fortran::transforms() {
  if (!transforms_) {
    std::vector<const Tree*> trees{tree_.get()};
    trees.insert(trees.end(), others_.begin(), others_.end());
    Diagnostics unheard; // what is missing is named where it matters
    whole_ = analyse(trees, unheard, {1, nullptr, {}});
    transforms_ = std::make_unique<transform::FortranTransforms>(*tree_, whole_);
  }
  return *transforms_;
}

namespace {

// Of a text that may have many.
std::string first_line(const std::string& text) {
  constexpr std::size_t longest = 60;
  std::string line(trim(std::string_view(text).substr(0, text.find('\n'))));
  bool more = line.size() > longest || text.find('\n') + 1 < text.size();
  return line.substr(0, longest) + (more ? " ..." : "");
}

// Classes that may not lie in what a transformation is applied to; where its nodes are not looked at, none.
std::vector<Class> excluded(std::string_view name) {
  if (name == "LoopSwapTrans") return {Class::CodeBlock};
  if (name.starts_with("OMP") && name.find("oop") != std::string_view::npos)
    return {Class::Return, Class::CodeBlock, Class::UnknownDirective};
  if (name == "OMPSingleTrans" || name == "OMPMasterTrans")
    return {Class::CodeBlock,
            Class::Return,
            Class::OMPSingleDirective,
            Class::OMPMasterDirective,
            Class::OMPParallelDirective,
            Class::OMPParallelDoDirective};
  if (name == "OMPTaskTrans") return {Class::Return, Class::CodeBlock};
  if (name == "OMPParallelTrans") return {Class::CodeBlock, Class::Return};
  return {};
}

} // namespace

transform::Outcome Fortran::transform(std::string_view name, const std::vector<View>& views,
                                      std::vector<std::pair<std::string, transform::Value>> options,
                                      transform::Action action) {
  using transform::object;
  bool apply = action == transform::Action::apply;
  if (name == "ArrayAssignment2LoopsTrans") return array_loops(name, views.front(), apply);
  if (name == "Reference2ArrayRangeTrans") return array_range(name, views.front(), apply);
  transform::Arguments arguments;
  arguments.options = std::move(options);
  for (View view : views) {
    Node* around = view.node; // an expression is named with its statement
    while (around && isa<Expr>(view.node) && !isa<Stmt>(around)) around = around->parent;
    auto* statement = dyn_cast<Stmt>(around);
    if (!statement || view.part != Part::self || isa<Branch>(statement))
      return {object(fmt::format("{}: it takes statements, not a part of one", name)), {}};
    if (isa<Expr>(view.node)) arguments.part = cast<Expr>(view.node);
    const Stmt* loops = nullptr; // that a WHERE is shown as
    for (const Node* at = statement; at && !loops; at = at->parent)
      if (stands_for_.contains(at)) loops = cast<Stmt>(at);
    if (loops && action == transform::Action::validate) {
      if (std::string why = not_elementwise(loops); !why.empty())
        return {
            object(fmt::format("{}: the loops that are shown of a WHERE may not do what it does, because of "
                               "'{}'",
                               name, why)),
            {}};
      return {};
    }
    if (transform::Objected refused = loops ? settle(loops) : std::nullopt)
      return {object(fmt::format("{}: {}", name, refused->text)), {}};
    arguments.nodes.push_back(statement);
  }
  if (arguments.get("node_type_check", true))
    for (View view : views) {
      std::vector<View> all;
      all_below(view, all);
      all.insert(all.begin(), view);
      for (View one : all)
        for (Class wrong : excluded(name))
          if (kind(one) == wrong)
            return {object(fmt::format("{}: it would hold a {}: {}", name, to_string(wrong),
                                       first_line(text(one)))),
                    {}};
    }
  std::vector<const Node*> units;
  for (View view : views) units.push_back(unit_of(view.node));
  transform::Outcome outcome = transforms().transform(name, arguments, action);
  if (action == transform::Action::apply && !outcome.objection) {
    forget();
    for (std::size_t i = 0; i < views.size(); ++i)
      if (!views[i].node->parent) homes_[views[i].node] = units[i]; // it was replaced
  }
  return outcome;
}

void Fortran::resolve_imports(const std::vector<std::string>& modules, bool all) {
  std::vector<const Tree*> trees{tree_.get()};
  Diagnostics unheard;
  Semantics own = analyse(trees, unheard, {1, nullptr, {}});
  std::vector<std::string> wanted = modules;
  if (all)
    for_each_scope(own.program().table_of(*tree_)->file(), [&](const Scope& scope) {
      for (const UseStmt* use : scope.uses) wanted.emplace_back(tree_->spelling(use->module));
    });
  for (const Tree* other : others_) {
    bool found = false;
    for (const Stmt* unit : other->root()->units)
      if (auto* module = dyn_cast<Module>(unit))
        if (auto* begin = dyn_cast<ModuleStmt>(module->begin.get()))
          found = found || std::ranges::find(wanted, other->spelling(begin->name)) != wanted.end();
    if (found) trees.push_back(other);
  }
  semantics_ = analyse(trees, unheard, {1, nullptr, {}});
  forget();
}

} // namespace isotach::psyir
