#include "transform/loop_directives.h"

#include <algorithm>

#include <fmt/core.h>

#include "analysis/regions.h"
#include "base/strings.h"
#include "parse/kinds.h"
#include "parse/parse.h"
#include "transform/kinds.h"
#include "tree/directives.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach {

namespace {

// Fixed form has 66 columns for a directive's text; no token of a clause is split.
constexpr std::size_t longest_token = 60;

std::uint32_t line_of(const Tree& tree, std::uint32_t offset) { return tree.source().position(offset).line; }

// Is a line one of those that a statement of the source stands on?
bool on_line(const Tree& tree, const Stmt* statement, std::uint32_t line) {
  if (!statement || !statement->has_tokens()) return false;
  const Token& first = tree.lexed.tokens[statement->first_token];
  const Token& last = tree.lexed.tokens[statement->last_token];
  return line_of(tree, first.begin) <= line && line <= line_of(tree, std::max(first.begin, last.end() - 1));
}

// ---- what speaks against a directive ----

using Objection = DirectiveObjection;

Objection torn_group(const Tree& tree, const Stmt* loop) {
  StatementRange range = statements_of(tree, loop);
  const LexedFile& lexed = tree.lexed;
  std::uint32_t begin = lexed.tokens[lexed.statements[range.first].first].begin;
  std::uint32_t end = lexed.tokens[lexed.statements[range.last].last].end();
  const PreprocessorGroup* group = group_in(tree, begin, end, true);
  if (!group) return {};
  return {"the loop holds or cuts a #if group that splits a statement or a block; edit its branches by hand",
          {&tree.source(), group->begin,
           group->branches.empty() ? group->begin : group->branches.front().line_end},
          "the group begins here"};
}

Objection made_by_macro(const Tree& tree, const DoConstruct* loop) {
  auto from_macro = [&](const Stmt* statement) {
    if (!statement || !statement->has_tokens()) return false;
    for (std::uint32_t i = statement->first_token; i <= statement->last_token; ++i) {
      const Token& token = tree.lexed.tokens[i];
      if (token.name == kw::do_ || token.name == kw::enddo || i == statement->first_token)
        if (token.read_only) return true;
      if (token.name == kw::do_ || token.name == kw::enddo) return false;
    }
    return false;
  };
  const Stmt* macro = from_macro(loop->begin) ? loop->begin.get()
                      : from_macro(loop->end) ? loop->end.get()
                                              : nullptr;
  if (!macro) return {};
  return {"the loop comes from a macro; write it out, or edit the macro", tree.location(macro),
          "the macro is used here"};
}

// A statement that was not understood, or a block without its end.
Objection not_understood(const Tree& tree, DoConstruct* loop) {
  Objection objection;
  walk(loop, [&](Node* node) {
    if (objection) return;
    if (isa<UnparsedStatement>(node))
      objection = {"the loop holds a statement that cannot be read; fix it first", tree.location(node),
                   "this statement"};
    auto* inner = dyn_cast<DoConstruct>(node);
    if (inner && !inner->end && !inner->has(node_flag::shared_end))
      objection = {"a loop has no END DO; add it first", tree.location(inner->begin), "this loop"};
  });
  return objection;
}

const DoConstruct* only_loop_in(const DoConstruct* loop) {
  const Stmt* first = loop->body.first();
  return first && first == loop->body.last() ? dyn_cast<DoConstruct>(first) : nullptr;
}

Objection kind_of_loop(const Tree& tree, const DoConstruct* loop, const DirectiveStmt* directive) {
  const DoConstruct* at = loop;
  std::size_t count = associated_loops(tree, directive);
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) at = only_loop_in(at);
    if (!at)
      return {fmt::format("{}({}) needs as many loops directly inside one another; give a smaller number",
                          find_clause(directive, ClauseKind::acc_tile)    ? "TILE"
                          : find_clause(directive, ClauseKind::omp_sizes) ? "SIZES"
                                                                          : "COLLAPSE",
                          count)};
    auto* statement = dyn_cast<DoStmt>(at->begin);
    LoopKind kind = statement && statement->control ? statement->control->loop : LoopKind::endless;
    if (kind != LoopKind::counted)
      return {kind == LoopKind::concurrent ? "the directive applies to counted loops only, and this is DO "
                                             "CONCURRENT; write it as nested DO loops"
                                           : "the directive applies to counted loops only, and how often "
                                             "this one runs is not known beforehand"};
  }
  return {};
}

// A directive that applies to the loop, or collapses it into an outer one.
Objection directed_already(const Tree& tree, Regions& regions, const DoConstruct* loop,
                           DirectiveFamily family) {
  for (const DirectiveRegion* region = regions.around(loop); region; region = region->outer) {
    const DirectiveStmt* directive = region->directive;
    if (!directive || directive->family != family || !applies_to_loop(directive)) continue;
    const Node* holder = directive->parent; // of the list that has the loop, not of a #if group's branch
    bool in_branch = false;
    while (!region->known() && isa<Alternative>(holder)) {
      holder = holder->parent->parent;
      in_branch = true;
    }
    if (!region->known() && !in_branch) continue;
    std::size_t depth = 1;
    const DoConstruct* at = loop;
    for (; at && at->parent != holder; ++depth) {
      auto* outer = dyn_cast<DoConstruct>(at->parent);
      at = outer && only_loop_in(outer) == at ? outer : nullptr;
    }
    if (!at || associated_loops(tree, directive) < depth) continue;
    std::string_view reason =
        in_branch   ? "a directive in a #if group may apply to the loop already; edit them by hand"
        : depth > 1 ? "an outer loop's directive collapses this loop into it; remove its "
                      "COLLAPSE first"
                    : "a directive applies to the loop already; remove it first";
    return {std::string(reason), tree.location(directive), "this directive"};
  }
  return {};
}

// `DO 10 i` and `DO 10 j` ending at one statement 10: only after the outermost loop is a place for an END
// directive.
Objection shared_end(const Tree& tree, const DoConstruct* loop) {
  auto* outer = dyn_cast<DoConstruct>(loop->parent);
  if (!outer || !outer->has(node_flag::shared_end) || outer->body.last() != loop) return {};
  return {"the loop shares its last statement with an enclosing loop, so that no END directive can stand "
          "after it; "
          "give each loop its own END DO",
          tree.location(outer->begin), "the enclosing loop"};
}

bool refuse(DiagnosticKind kind, Location place, const Objection& objection, Diagnostics& diagnostics) {
  Diagnostic& diagnostic = diagnostics.report(kind, place, objection.reason);
  if (!objection.note.empty()) diagnostic.notes.push_back({objection.place, objection.note});
  return false;
}

template <class T>
T* first_at_line(const Tree& tree, std::uint32_t line, const Stmt* (*own_statement)(const T*)) {
  T* found = nullptr;
  if (!tree.root()) return found;
  for_each<T>(tree.root(), [&](T* node) {
    if (!found && on_line(tree, own_statement(node), line)) found = node;
  });
  return found;
}

} // namespace

namespace {
bool needs_end(const DirectiveStmt* directive) {
  return closing(directive) == Closing::required || holds(directive) == Holds::block;
}
} // namespace

DirectiveStmt* make_directive(Tree& tree, DirectiveFamily family, std::string_view text, Location place,
                              Diagnostics& diagnostics) {
  auto unreadable = [&](std::string_view reason) -> DirectiveStmt* {
    diagnostics.report(kinds::NoDirective, place, trim(text), reason);
    return nullptr;
  };
  if (text.find_first_of("\r\n") != std::string_view::npos) return unreadable("it has more than one line");
  std::string sentinel = family == DirectiveFamily::openmp ? "!$omp"
                         : family == DirectiveFamily::cuda ? "!$cuf"
                                                           : "!$acc";
  if (starts_with_ignoring_case(trim(text), sentinel)) text = trim(text).substr(sentinel.size());
  SourceFile source("directive", sentinel + " " + std::string(text) + "\nend\n");
  Diagnostics own;
  ParseOptions options;
  options.directives_read = all_directives;
  Tree scratch = parse(source, options, own);
  for (const Diagnostic& diagnostic : own.all()) {
    bool half = diagnostic.kind == kinds::MissingEnd || diagnostic.kind == kinds::UnmatchedEnd;
    if (!half && diagnostic.severity == Severity::error) return unreadable(diagnostic.message);
  }
  if (!scratch.lexed.marks.empty()) return unreadable("it holds a comment or a continuation mark");
  DirectiveStmt* directive = nullptr;
  for_each<DirectiveStmt>(scratch.root(), [&](DirectiveStmt* found) { directive = found; });
  if (!directive || (directive->words.empty() && !directive->text)) return unreadable("it has no words");
  for (std::uint32_t i = directive->first_token; i <= directive->last_token; ++i)
    if (scratch.token_text(i).size() > longest_token)
      return unreadable("a word or literal is too long for a line");
  DirectiveStmt* made = clone(tree, scratch, directive);
  tree.edits.origins.erase(made->id);
  return made;
}

DoConstruct* loop_at_line(const Tree& tree, std::uint32_t line) {
  return first_at_line<DoConstruct>(tree, line,
                                    [](const DoConstruct* loop) -> const Stmt* { return loop->begin; });
}

DirectiveStmt* directive_at_line(const Tree& tree, std::uint32_t line) {
  return first_at_line<DirectiveStmt>(
      tree, line, [](const DirectiveStmt* directive) -> const Stmt* { return directive; });
}

DirectiveObjection objection_to(const Tree& tree, Regions& regions, DoConstruct* loop,
                                const DirectiveStmt* directive, bool closed) {
  bool on_loop = applies_to_loop(directive);
  Objection objection = torn_group(tree, loop);
  if (!objection) objection = made_by_macro(tree, loop);
  if (!objection) objection = not_understood(tree, loop);
  if (!objection && on_loop) objection = kind_of_loop(tree, loop, directive);
  if (!objection && on_loop) objection = directed_already(tree, regions, loop, directive->family);
  if (!objection && closed) objection = shared_end(tree, loop);
  return objection;
}

bool add_loop_directive(Tree& tree, DoConstruct* loop, const LoopDirective& wanted,
                        Diagnostics& diagnostics) {
  Location place = tree.location(loop->begin);
  DirectiveStmt* directive = make_directive(tree, wanted.family, wanted.text, place, diagnostics);
  if (!directive) return false;
  bool closed = wanted.end || needs_end(directive);
  DirectiveStmt* end = nullptr;
  if (closed) {
    std::string words = "end";
    const DirectiveRule& rule = rule_of(directive->directive);
    if (!rule.end_name.empty()) words += " " + std::string(rule.end_name);
    else
      for (const NamedItem* word : directive->words) words += " " + std::string(tree.spelling(word->name));
    end = make_directive(tree, wanted.family, words, place, diagnostics);
    if (!end) return false;
  }

  Regions regions(tree);
  Objection objection = objection_to(tree, regions, loop, directive, closed);
  if (objection) return refuse(kinds::DirectiveRefused, place, objection, diagnostics);

  if (Refusal refusal = insert_before(tree, loop, directive))
    return refuse(kinds::DirectiveRefused, place, {*refusal}, diagnostics);
  if (!end) return true;
  if (Refusal refusal = insert_after(tree, loop, end)) {
    (void)detach(tree, directive);
    return refuse(kinds::DirectiveRefused, place, {*refusal}, diagnostics);
  }
  return true;
}

DirectiveStmt* partner_of(const Tree& tree, const DirectiveStmt* directive) {
  Regions regions(tree);
  const DirectiveRegion* region = regions.of(directive);
  if (!region) return nullptr;
  return directive->is_end ? region->directive : region->end;
}

namespace {
// A directive that needs an END, or an END, whose other half is on the other side of a #if line.
bool half_is_elsewhere(const Tree& tree, const DirectiveStmt* directive) {
  Regions regions(tree);
  const DirectiveRegion* region = regions.of(directive);
  if (directive->is_end)
    return !region && directive->directive != DirectiveKind::none && isa<Alternative>(directive->parent);
  return region && region->unknown == half_in_branch && needs_end(directive);
}
} // namespace

bool remove_directive(Tree& tree, DirectiveStmt* directive, bool pair, Diagnostics& diagnostics) {
  Location place = tree.location(directive);
  DirectiveStmt* partner = partner_of(tree, directive);
  if (!partner && half_is_elsewhere(tree, directive))
    return refuse(kinds::RemovalRefused, place,
                  {"its other half lies in another branch of a #if group; remove both by hand"}, diagnostics);
  if (partner && !pair) {
    // The END of a loop directive is optional, so that it may go alone.
    bool optional = directive->is_end && applies_to_loop(partner);
    if (!optional)
      return refuse(kinds::RemovalRefused, place,
                    {"its other half would stand alone; remove both with --end", tree.location(partner),
                     "the other half"},
                    diagnostics);
    partner = nullptr;
  }
  Stmt* anchor_next = directive->next;
  Stmt* anchor_previous = directive->previous;
  if (Refusal refusal = detach(tree, directive))
    return refuse(kinds::RemovalRefused, place, {*refusal}, diagnostics);
  if (!partner) return true;
  if (Refusal refusal = detach(tree, partner)) {
    if (anchor_next) (void)insert_before(tree, anchor_next, directive);
    else if (anchor_previous) (void)insert_after(tree, anchor_previous, directive);
    return refuse(kinds::RemovalRefused, place, {*refusal}, diagnostics);
  }
  return true;
}

} // namespace isotach
