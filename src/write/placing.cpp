// What changed, and where: every new statement gets a place before or after one of the source.

#include "tree/visit.h"
#include "write/printer.h"
#include "write/writer.h"

namespace isotach {

namespace {

bool holds_statements(const Node* node) {
  if (isa<Psy>(node)) return false; // not Fortran yet: print_lines refuses it as a whole
  for (const Field& field : layout_of(node).children)
    if (field.kind == FieldKind::statements) return true;
  return false;
}

bool holds_source(const Node* node) {
  bool found = node->has_tokens();
  for_each_child(node,
                 [&](const Node* child) { found = found || (isa<Stmt>(child) && holds_source(child)); });
  return found;
}

} // namespace

// Passes the statements of changed subtrees in order. Those of the source are anchors; what is new waits for
// the anchor after it.
void Writer::place(const Stmt* statement, std::size_t depth, bool trailing) {
  if (counts_) ++counts_->nodes;
  if (statement->has(node_flag::moved)) {
    pending_.push_back({statement, depth, trailing || tree_.edits.trailing.count(statement->id) != 0});
    return;
  }
  if (statement->has(node_flag::synthetic)) {
    trailing = trailing || tree_.edits.trailing.count(statement->id) != 0;
    auto replaced = tree_.edits.in_place_of.find(statement->id);
    if (replaced != tree_.edits.in_place_of.end()) { // stands where the removed one stood
      StatementRange range = statements_of(tree_, replaced->second);
      anchor(range); // an anchor as it was
      if (holds_statements(statement)) place_children(statement, depth, false);
      else pending_.push_back({statement, depth, false});
      settle(0, range.first);
      return;
    }
    if (isa<Alternative>(statement)) pending_.push_back({statement, depth, trailing}); // its # line
    if (holds_statements(statement)) place_children(statement, depth, trailing);
    else pending_.push_back({statement, depth, trailing});
    if (isa<ConditionalRegion>(statement)) pending_.push_back({statement, depth, trailing}); // #endif
    return;
  }
  if (statement->has(node_flag::changed)) place_inside(statement, depth);
  if (!statement->has(node_flag::changed) || !holds_statements(statement))
    anchor(statements_of(tree_, statement));
}

// What changed in a node of the source.
void Writer::place_inside(const Node* node, std::size_t depth) {
  if (holds_statements(node)) place_children(node, depth, false);
  else collect_parts(node);
}

void Writer::place_children(const Node* node, std::size_t depth, bool trailing) {
  bool synthetic = node->has(node_flag::synthetic);
  // Statements of the source keep their columns in a new construct, and so does what stands among them.
  std::size_t inner = synthetic && !isa<File>(node) && !holds_source(node) ? depth + 1 : depth;
  if (isa<IfConstruct>(node) || isa<SelectConstruct>(node) || isa<WhereConstruct>(node) ||
      isa<ConditionalRegion>(node) || isa<Alternative>(node))
    inner = depth;
  bool around_source = synthetic && holds_source(node);
  for (const Field& field : layout_of(node).children) {
    if (field.kind == FieldKind::statements) {
      place_list(node, field.statements(node), inner, trailing && !around_source);
    } else if (field.kind == FieldKind::child) {
      auto* child = dyn_cast<Stmt>(field.child(node));
      if (child) place(child, depth, around_source ? std::string_view(field.name) == "end" : trailing);
    }
  }
}

void Writer::place_list(const Node* parent, const StmtList& list, std::size_t depth, bool trailing) {
  bool outer = std::exchange(anchored_, parent->has(node_flag::synthetic) && anchored_);
  for (const Stmt* at : list) {
    if (auto* alternative = dyn_cast<Alternative>(at); alternative && !at->has(node_flag::synthetic)) {
      anchor({alternative->statement, alternative->statement}); // its # line
      if (alternative->has(node_flag::changed)) place_children(alternative, depth, trailing);
    } else {
      place(at, depth, trailing);
    }
  }
  if (!parent->has(node_flag::synthetic) && !pending_.empty()) {
    // At the end of a list: after its last statement; in place of the first removed one; after its begin.
    auto removed = left_.first_removed.find(parent->id);
    if (!anchored_ && removed != left_.first_removed.end()) {
      settle(0, removed->second);
    } else if (last_anchor_) {
      if (!anchored_ && !isa<File>(parent) && !isa<Alternative>(parent))
        for (Added& added : pending_) ++added.depth;
      settle(pending_.size(), 0);
    }
  }
  if (auto* region = dyn_cast<ConditionalRegion>(parent); region && !region->has(node_flag::synthetic))
    anchor({statements_of(tree_, region).last, statements_of(tree_, region).last}); // #endif
  anchored_ = outer || anchored_;
}

// Added statements between two of the source: those that trail the first, then those that lead the second.
void Writer::anchor(StatementRange range) {
  if (range.first > range.last) return;
  if (!pending_.empty()) {
    std::size_t trailing = 0;
    while (trailing < pending_.size() && pending_[trailing].trailing) ++trailing;
    settle(last_anchor_ && anchored_ ? trailing : 0, range.first);
  }
  last_anchor_ = range.last;
  anchored_ = true;
}

void Writer::settle(std::size_t trailing, std::uint32_t next) {
  auto leading = pending_.begin() + static_cast<std::ptrdiff_t>(trailing);
  auto add = [](Statements& list, auto first, auto last) { list.insert(list.end(), first, last); };
  if (trailing > 0) add(after_[*last_anchor_], pending_.begin(), leading);
  if (leading != pending_.end()) add(before_[next], leading, pending_.end());
  pending_.clear();
}

// The parts of a statement of the source that were replaced.
void Writer::collect_parts(const Node* node) {
  for_each_child(node, [&](const Node* child) {
    if (counts_) ++counts_->nodes;
    auto replaced = tree_.edits.replaced.find(child->id);
    if (replaced != tree_.edits.replaced.end()) {
      std::uint32_t begin = token(replaced->second->first_token).begin;
      Printer printer(tree_, style(), false);
      printer.replacement(child, node);
      parts_[begin] = {begin, token(replaced->second->last_token).end(), printer.take().text};
    } else if (child->has(node_flag::changed)) {
      collect_parts(child);
    }
  });
}

// Everything belongs to the innermost moved statement whose lines it stood in. One pass over the ranges,
// outer ones first.
LeftByPiece what_left(const Tree& tree) {
  struct Gone {
    StatementRange range;
    const Stmt* statement;
    const Node* parent;
  };
  std::vector<Gone> all;
  for (const auto& [id, removed] : tree.edits.removed) {
    StatementRange range = statements_of(tree, removed.statement);
    if (range.first <= range.last) all.push_back({range, removed.statement, removed.parent});
  }
  std::sort(all.begin(), all.end(), [](const Gone& a, const Gone& b) {
    return a.range.first != b.range.first ? a.range.first < b.range.first : a.range.last > b.range.last;
  });
  LeftByPiece pieces;
  std::vector<const Gone*> around; // moved statements, each in the lines of the one before it
  for (const Gone& gone : all) {
    while (!around.empty() && around.back()->range.last < gone.range.first) around.pop_back();
    Left& left = pieces[around.empty() ? 0 : around.back()->statement->id];
    if (gone.statement->has(node_flag::moved)) {
      left.moved.push_back(gone.range);
      around.push_back(&gone);
      continue;
    }
    left.first_removed.emplace(gone.parent->id, gone.range.first);
    // A statement removed before the one that held it is part of it.
    if (left.removed.empty() || gone.range.first > left.removed.back().last)
      left.removed.push_back(gone.range);
  }
  return pieces;
}

const Left& Writer::left_of(std::uint32_t piece) const {
  static const Left nothing;
  auto found = all_left_->find(piece);
  return found == all_left_->end() ? nothing : found->second;
}

} // namespace isotach
