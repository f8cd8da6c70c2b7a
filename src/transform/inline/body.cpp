// The body as clones that know their originals, and its comments.
#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "transform/inline/inliner.h"

namespace isotach::transform {

namespace {

bool holds_a_list(const Node* node) {
  for (const Field& field : layout_of(node).children)
    if (field.kind == FieldKind::statements) return true;
  return false;
}

// A comment as free form and fixed form both take it.
std::string comment_text(std::string_view text) {
  std::string line(trim(text));
  if (!line.empty() && line[0] != '!') line[0] = '!'; // of fixed form: C, c, *
  return line;
}

} // namespace

void Inliner::pair(const Node* original, Node* copy) {
  originals_.emplace(copy, original);
  std::vector<const Node*> mine;
  std::vector<Node*> theirs;
  for_each_child(original, [&](const Node* child) { mine.push_back(child); });
  for_each_child(copy, [&](Node* child) { theirs.push_back(child); });
  for (std::size_t i = 0; i < mine.size() && i < theirs.size(); ++i) pair(mine[i], theirs[i]);
  auto* statement = dyn_cast<Stmt>(original);
  bool part = statement && original->parent && isa<IfStmt>(original->parent.get());
  if (statement && !part && !holds_a_list(original)) keep_comments(statement, cast<Stmt>(copy));
}

void Inliner::copy_body() {
  frame_ = tree_.make<BlockConstruct>();
  frame_->flags = node_flag::synthetic;
  bool begun = false;
  for (const Stmt* statement : procedure_->body) {
    begun = begun || statement == callee_->first_executable;
    bool declares = isa<Specification>(statement) || isa<Definition>(statement);
    if (isa<FormatStmt>(statement)) return fail("it has a FORMAT", statement);
    if (declares || (!begun && isa<DirectiveStmt>(statement))) continue;
    const Node* bad = nullptr;
    std::string why;
    auto note = [&](const Node* node, std::string text) {
      if (bad) return;
      bad = node;
      why = std::move(text);
    };
    walk(const_cast<Stmt*>(statement), [&](Node* node) {
      if (auto* one = dyn_cast<Stmt>(node); one && one->label) note(node, "a statement of it has a label");
      if (auto* loop = dyn_cast<DoStmt>(node); loop && loop->end_label) note(node, "a loop ends on a label");
      if (isa<DirectiveStmt>(node)) note(node, "a directive stands in it");
      if (isa<UnparsedStatement>(node)) note(node, "a statement of it cannot be read");
      if (isa<BlockConstruct>(node)) note(node, "it has a BLOCK");
      if (isa<ConcurrentHeader>(node)) note(node, "it has a FORALL or DO CONCURRENT");
      if (isa<LabelArgument>(node) || isa<EntryStmt>(node)) note(node, "it is left or entered elsewhere");
      if (auto* end = dyn_cast<ReturnStmt>(node); end && end->value) note(node, "it has an alternate return");
      if (auto* select = dyn_cast<SelectStmt>(node); select && select->select != SelectKind::case_)
        note(node, "it has a SELECT TYPE or SELECT RANK");
      if (auto* association = dyn_cast<Association>(node)) taken_.emplace(from_->spelling(association->name));
    });
    if (bad) return fail(why, bad);
    Stmt* copy = clone(tree_, *from_, statement);
    pair(statement, copy);
    frame_->body.append(copy);
    copy->parent = frame_;
  }
  keep_comments_after_all();
  // A name that an ASSOCIATE of it has must not be what an argument is.
  for (const Expr* actual : actual_)
    for_each<NameRef>(const_cast<Expr*>(actual), [&](NameRef* name) {
      if (taken_.contains(std::string(tree_.spelling(name->name))))
        fail(fmt::format("an ASSOCIATE of it has the name '{}'", tree_.spelling(name->name)));
    });
}

// The comment on the last line of a statement of the source.
std::string comment_beside(const Tree& tree, const Stmt* statement) {
  if (!statement->has_tokens()) return {};
  const LexedFile& lexed = tree.lexed;
  std::uint32_t end = lexed.tokens[lexed.statements[statements_of(tree, statement).last].last - 1].end();
  auto mark = std::lower_bound(lexed.marks.begin(), lexed.marks.end(), end,
                               [](const Mark& one, std::uint32_t at) { return one.begin < at; });
  std::string_view text = tree.source().text();
  bool beside = mark != lexed.marks.end() && mark->kind == MarkKind::comment &&
                text.substr(end, mark->begin - end).find_first_not_of(" \t") == std::string_view::npos;
  return beside ? comment_text(text.substr(mark->begin, mark->end - mark->begin)) : std::string();
}

// The statement of a construct that stands on its first line.
const Stmt* first_line_of(const Stmt* statement) {
  while (statement && holds_a_list(statement)) {
    const Stmt* inner = nullptr;
    for_each_child(statement, [&](const Node* child) {
      if (auto* one = dyn_cast<Stmt>(child); one && !inner) inner = one;
    });
    if (!inner) break;
    statement = inner;
  }
  return statement;
}

void Inliner::keep_comments(const Stmt* original, const Stmt* copy) {
  TreeEdits::Comments comments;
  if (!original->has_tokens()) return; // clone() has kept them
  const LexedFile& lexed = from_->lexed;
  std::string_view text = from_->source().text();
  StatementRange range = statements_of(*from_, original);
  auto begin_of = [&](std::uint32_t k) { return lexed.tokens[lexed.statements[k].first].begin; };
  auto end_of = [&](std::uint32_t k) { return lexed.tokens[lexed.statements[k].last - 1].end(); };
  std::uint32_t begin = begin_of(range.first), end = end_of(range.last);
  std::uint32_t before = range.first > 0 ? end_of(range.first - 1) : 0;
  bool first = original == callee_->first_executable;
  std::uint32_t last_end = before;
  auto mark = std::lower_bound(lexed.marks.begin(), lexed.marks.end(), before,
                               [](const Mark& one, std::uint32_t at) { return one.begin < at; });
  auto blank_between = [&](std::uint32_t from, std::uint32_t to) {
    std::string_view gap = text.substr(from, to - from);
    return std::count(gap.begin(), gap.end(), '\n') > 1;
  };
  bool alone = false; // on lines of their own by now
  for (; mark != lexed.marks.end() && mark->begin < end; ++mark) {
    if (mark->kind != MarkKind::comment || mark->begin < before) continue;
    alone = alone || text.substr(before, mark->begin - before).find('\n') != std::string_view::npos;
    if (mark->begin < begin && !alone) {
      last_end = mark->end;
      continue; // beside the statement before
    }
    if (mark->begin < begin && blank_between(last_end, mark->begin) && !(first && comments.above.empty()))
      comments.above.emplace_back();
    comments.above.push_back(comment_text(text.substr(mark->begin, mark->end - mark->begin)));
    if (mark->begin < begin) last_end = mark->end;
  }
  if (blank_between(last_end, begin) && !(first && comments.above.empty())) comments.above.emplace_back();
  comments.beside = comment_beside(*from_, original);
  if (!comments.above.empty() || !comments.beside.empty()) tree_.edits.comments[copy->id] = comments;
}

// What stands between the last statement and END belongs to the body too.
void Inliner::keep_comments_after_all() {
  Stmt* last = frame_->body.last();
  const Stmt* end = procedure_->end;
  if (!last || !end || !end->has_tokens()) return;
  while (holds_a_list(last)) { // its last line
    Stmt* inner = nullptr;
    for_each_child(last, [&](Node* child) {
      if (auto* statement = dyn_cast<Stmt>(child)) inner = statement;
    });
    if (!inner) return;
    last = inner;
  }
  Stmt* holder = tree_.make<ContinueStmt>(); // for its comments alone
  holder->flags = node_flag::synthetic;
  keep_comments(end, holder);
  auto found = tree_.edits.comments.find(holder->id);
  if (found == tree_.edits.comments.end()) return;
  std::vector<std::string> below = found->second.above;
  while (!below.empty() && below.back().empty()) below.pop_back();
  tree_.edits.comments.erase(found);
  if (!below.empty()) tree_.edits.comments[last->id].below = below;
}

} // namespace isotach::transform
