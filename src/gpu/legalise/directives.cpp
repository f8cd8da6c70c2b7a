// Finding directives and what they name, and the edits of a file's text.
#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/kinds.h"
#include "gpu/legalise/rules.h"
#include "tree/visit.h"

namespace isotach::legalise_rules {

const NameRef* base_name(const Node* item) {
  while (item) {
    if (const auto* name = dyn_cast<NameRef>(item)) return name;
    if (const auto* part = dyn_cast<PartRef>(item)) item = part->base;
    else if (const auto* component = dyn_cast<ComponentRef>(item)) item = component->base;
    else return nullptr;
  }
  return nullptr;
}

bool has_clause(const Tree& tree, const DirectiveStmt* directive,
                std::initializer_list<std::string_view> names) {
  bool found = false;
  for_each_clause(tree, directive, [&](const Clause*, std::string_view name) {
    found = found || std::find(names.begin(), names.end(), name) != names.end();
  });
  return found;
}

static Stmt* first_in_view(ConditionalRegion* region) {
  for (Stmt* branch : region->alternatives)
    if (auto* taken = dyn_cast<Alternative>(branch); taken && taken->active && !taken->body.empty())
      return *taken->body.begin();
  return nullptr;
}

Stmt* next_in_view(Stmt* at) {
  for (Stmt* next = at->next;;) {
    if (next && !isa<ConditionalRegion>(next)) return next;
    if (next) {
      at = next;
      Stmt* first = first_in_view(cast<ConditionalRegion>(at));
      next = first ? first : at->next;
    } else {
      if (!isa<Alternative>(at->parent)) return nullptr;
      at = cast<Stmt>(at->parent->parent);
      next = at->next;
    }
  }
}

bool is_on_stack(const Symbol& symbol) {
  if (symbol.kind != SymbolKind::variable || !symbol.scope || symbol.scope->kind != ScopeKind::procedure ||
      symbol.argument >= 0 || symbol.is_result || symbol.in_common || symbol.dimensions.empty() ||
      is_static(symbol))
    return false;
  for (const Dimension* dimension : symbol.dimensions)
    if (dimension->form != DimensionKind::explicit_) return false;
  return !symbol.has(AttributeKind::pointer) && !symbol.has(AttributeKind::allocatable);
}

bool is_intrinsic_here(const Context& context, const Directive& directive, std::string_view name) {
  Lookup other = context.program->lookup(*directive.scope, name);
  return !other.found() || other.symbol->kind == SymbolKind::intrinsic;
}

bool may_call(const Context& context, const Directive& directive) {
  const Scope& scope = *directive.scope;
  if (scope.symbol && (scope.symbol->has(AttributeKind::pure) || scope.symbol->has(AttributeKind::elemental)))
    return false;
  for (const Scope* at = &scope; at; at = at->parent)
    if (at->implicit_none_external) return false;
  return is_intrinsic_here(context, directive, "loc") && is_intrinsic_here(context, directive, "sizeof");
}

bool is_static(const Symbol& symbol) {
  if (symbol.argument >= 0 || symbol.in_common || !symbol.scope) return false;
  ScopeKind kind = symbol.scope->kind;
  return kind == ScopeKind::module || kind == ScopeKind::submodule || kind == ScopeKind::program ||
         symbol.has(AttributeKind::save) || symbol.init_kind != InitKind::none;
}

bool is_combined(DirectiveKind kind) {
  return kind == DirectiveKind::acc_parallel_loop || kind == DirectiveKind::acc_kernels_loop ||
         kind == DirectiveKind::acc_serial_loop;
}

std::vector<Stmt*> statements_of(const Directive& directive) {
  std::vector<Stmt*> region;
  for (Stmt* at = next_in_view(directive.statement); at; at = next_in_view(at)) {
    auto* other = dyn_cast<DirectiveStmt>(at);
    if (other && other->is_end && other->directive == directive.kind) break;
    region.push_back(at);
    if (is_combined(directive.kind) && !other) break;
  }
  return region;
}

DoConstruct* loop_of(DirectiveStmt* directive) {
  for (Stmt* next = next_in_view(directive); next; next = next_in_view(next))
    if (!isa<DirectiveStmt>(next)) return dyn_cast<DoConstruct>(next);
  return nullptr;
}

std::set<const Symbol*> stated_in(const Context& context, const Directive& directive) {
  std::set<const Symbol*> stated;
  auto add = [&](const DirectiveStmt* one) {
    for (const Clause* clause : one->clauses)
      for (const Node* item : clause->arguments)
        if (const Symbol* symbol = context.symbol(directive, item)) stated.insert(symbol);
  };
  // What a data region or DECLARE of the procedure names is visible in the construct, or might be.
  for (const Directive& other : context.directives)
    if (other.file == directive.file && other.scope == directive.scope &&
        (other.kind == DirectiveKind::acc_data || other.kind == DirectiveKind::acc_host_data ||
         other.kind == DirectiveKind::acc_declare))
      add(other.statement);
  add(directive.statement);
  for (Stmt* statement : statements_of(directive)) for_each<DirectiveStmt>(statement, add);
  return stated;
}

const Symbol* Context::symbol(const Directive& directive, const Node* item) const {
  const NameRef* name = base_name(item);
  return name ? program->lookup(*directive.scope, tree(directive).spelling(name->name)).symbol : nullptr;
}

void Context::refuse(std::size_t file, const Node* place, std::string what, std::string_view remedy) {
  diagnostics->report(kinds::DirectiveUnsafe, trees[file]->location(place), what, remedy);
}

Regions& Context::regions(std::size_t file) {
  if (regions_.empty()) regions_.resize(trees.size());
  if (!regions_[file]) regions_[file] = std::make_unique<Regions>(*trees[file]);
  return *regions_[file];
}

bool is_own_text(const Tree& tree, const Stmt* statement) {
  return !statement->has(node_flag::read_only) && tree.location(statement).file == &tree.source();
}

void Context::add_lines(std::size_t file, const Stmt* statement, Place place, const std::string& lines,
                        std::string_view reason) {
  const SourceFile& source = trees[file]->source();
  std::string_view text = source.text();
  Location location = trees[file]->location(statement);
  std::uint32_t at = place == Place::before ? location.begin : location.end;
  if (place == Place::before)
    while (at > 0 && text[at - 1] != '\n') --at;
  else {
    while (at < text.size() && text[at] != '\n') ++at;
    if (at < text.size()) ++at;
  }
  edit(file, statement, at, at,
       fmt::format("{}# {} \"{}\"\n", lines, source.position(at).line, source.path()), reason);
}

void Context::replace(const Directive& directive, std::string text, std::string_view reason) {
  const Tree& at = tree(directive);
  const SourceFile& source = at.source();
  Location place = at.location(directive.statement);
  std::uint32_t begin = place.begin;
  while (begin > 0 && source.text()[begin - 1] != '\n') --begin;
  std::uint32_t first = begin;
  while (is_blank(source.text()[first])) ++first;
  if (at.lexed.form == SourceForm::fixed) text = "      " + text;
  else begin = first;
  for (char c : source.text().substr(begin, place.end - begin))
    if (c == '\n') text += '\n';
  edit(directive.file, directive.statement, begin, place.end, std::move(text), reason);
}

void Context::replace_clause(const Directive& directive, const Clause* clause, std::string text,
                             std::string_view reason) {
  const Tree& at = tree(directive);
  Location place = at.location(clause);
  std::uint32_t begin = place.begin;
  if (text.empty()) { // a continuation that holds nothing may not stay
    const auto& tokens = at.lexed.tokens;
    std::uint32_t before = clause->first_token - 1;
    if (tokens[before].kind == TokenKind::comma) --before;
    begin = tokens[before].end();
  }
  std::string_view old = at.source().text().substr(begin, place.end - begin);
  bool joins_lines = old.find('\n') != std::string_view::npos;
  edit(directive.file, clause, begin, place.end, std::move(text), reason);
  if (joins_lines) add_lines(directive.file, directive.statement, Place::after, "", reason);
}

void Context::edit(std::size_t file, const Node* place, std::uint32_t begin, std::uint32_t end,
                   std::string text, std::string_view reason) {
  const Tree& tree = *trees[file];
  const SourceFile& source = tree.source();
  Location location = tree.location(place);
  if (place->has(node_flag::read_only) || location.file != &source) {
    refuse(file, place, std::string(reason),
           "it cannot be said differently here, since a macro or an included file makes it");
    return;
  }
  if (tree.lexed.form == SourceForm::fixed) {
    // GCC would cut it off without a word.
    std::uint32_t line_begin = begin;
    while (line_begin > 0 && source.text()[line_begin - 1] != '\n') --line_begin;
    std::size_t line_end = std::min(source.text().find('\n', end), source.text().size());
    std::string line = std::string(source.text().substr(line_begin, begin - line_begin)) + text +
                       std::string(source.text().substr(end, line_end - end));
    for (std::size_t at = 0; at < line.size();) {
      std::size_t stop = std::min(line.find('\n', at), line.size());
      std::size_t used = line.find_last_not_of(" \t\r", stop == 0 ? 0 : stop - 1);
      if (used != std::string::npos && used >= at && used - at + 1 > 72) {
        refuse(file, place, std::string(reason),
               "what helps does not fit into 72 columns; write it on more lines, or in free form");
        return;
      }
      at = stop + 1;
    }
  }
  if (notes && !text.starts_with("# ")) {                 // a marker alone is of no interest
    std::string said = text.substr(0, text.find("\n# ")); // without a marker
    std::replace(said.begin(), said.end(), '\n', ' ');
    if (trim(said).empty()) said = "nothing";
    diagnostics->report(kinds::DirectiveRewritten, location, "'" + std::string(trim(said)) + "'", reason);
  }
  if (begin == end) // what two rules add at one place stands there in their order
    for (TextEdit& added : result.edits[file])
      if (added.begin == begin && added.end == end) {
        added.text += text;
        return;
      }
  result.edits[file].push_back({begin, end, std::move(text), {}});
}

} // namespace isotach::legalise_rules

namespace isotach {

Legalised legalise(std::span<const Tree* const> trees, bool notes, Diagnostics& diagnostics) {
  legalise_rules::Context context;
  context.trees = trees;
  context.notes = notes;
  context.diagnostics = &diagnostics;
  context.result.edits.resize(trees.size());
  context.result.options.resize(trees.size());
  bool any = false;
  for (const Tree* tree : trees)
    if (tree->root())
      for_each<DirectiveStmt>(tree->root(), [&](DirectiveStmt* directive) {
        any = any || directive->family == DirectiveFamily::openacc;
      });
  if (!any) return std::move(context.result);

  Diagnostics unheard; // said when the interfaces were made
  Semantics semantics = analyse(trees, unheard);
  context.program = &semantics.program();
  context.evaluator = &semantics.evaluator();
  for (std::size_t file = 0; file < trees.size(); ++file) {
    const ScopeTable* table = semantics.program().table_of(*trees[file]);
    if (!table || !trees[file]->root()) continue;
    for_each<DirectiveStmt>(trees[file]->root(), [&](DirectiveStmt* directive) {
      if (directive->family == DirectiveFamily::openacc && in_view(directive))
        context.directives.push_back({file, directive, directive->directive, &table->around(directive)});
    });
  }
  legalise_rules::legalise_updates(context);
  legalise_rules::legalise_data(context);
  legalise_rules::legalise_contiguous(context);
  legalise_rules::legalise_loops(context);
  legalise_rules::legalise_stack_arrays(context);
  legalise_rules::legalise_queues(context);
  legalise_rules::legalise_dialect(context);
  legalise_rules::legalise_lists(context); // whose lines stand between those of the dialect and the directive
  legalise_rules::legalise_atomics(context);
  legalise_rules::legalise_globals(context);
  legalise_rules::legalise_privates(context);
  legalise_rules::legalise_pointers(context);
  legalise_rules::legalise_scratch(context);
  legalise_rules::legalise_kernels(context);
  for (auto& edits : context.result.edits)
    std::stable_sort(edits.begin(), edits.end(),
                     [](const TextEdit& a, const TextEdit& b) { return a.begin < b.begin; });
  return std::move(context.result);
}

} // namespace isotach
