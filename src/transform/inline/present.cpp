// PRESENT of optional arguments: at a call it is known which are given, so that what depends on it goes.
#include <algorithm>

#include "transform/inline/inliner.h"

namespace isotach::transform {

namespace {

enum class Truth : std::uint8_t { open, no, yes };

Truth truth_of(const Expr* condition) {
  while (auto* parentheses = dyn_cast<ParenExpr>(condition)) condition = parentheses->operand;
  auto* literal = dyn_cast<LogicalLiteral>(condition);
  return !literal ? Truth::open : literal->value ? Truth::yes : Truth::no;
}

Expr* condition_of(const Branch* branch) {
  if (auto* first = dyn_cast<IfThenStmt>(branch->header.get())) return first->condition;
  if (auto* later = dyn_cast<ElseIfStmt>(branch->header.get())) return later->condition;
  return nullptr;
}

// Puts statements that stand nowhere into a detached list.
void put_into(StmtList& list, Node* parent, Stmt* before, Stmt* statement) {
  list.insert(statement, before ? before->previous.get() : list.last(), before);
  statement->parent = parent;
}

} // namespace

void Inliner::fold_presence() {
  bool optional = false;
  for (const Argument& argument : arguments_)
    optional = optional || argument.dummy->has(AttributeKind::optional);
  if (!optional) return;
  fold_presence_in(frame_);
  fold_statements(frame_->body, frame_);
  drop_absent_arguments(frame_);
}

void Inliner::fold_presence_in(Node* node) {
  std::vector<Node*> children;
  for_each_child(node, [&](Node* child) { children.push_back(child); });
  for (Node* child : children) fold_presence_in(child);
  auto become = [&](Expr* fresh) {
    fresh->parent = nullptr;
    if (Refusal refused = replace_part(tree_, node, fresh)) fail(*refused);
  };
  auto literal = [&](bool value) { become(make_expression(tree_, value ? ".true." : ".false.")); };
  if (auto* inquiry = dyn_cast<PartRef>(node)) {
    auto* name = dyn_cast<NameRef>(inquiry->base.get());
    if (!name || tree_.spelling(name->name) != "present" || inquiry->arguments.size() != 1) return;
    const Expr* asked = inquiry->arguments[0];
    if (auto* keyword = dyn_cast<KeywordArgument>(asked)) asked = keyword->value;
    auto* dummy = dyn_cast<NameRef>(asked);
    for (const Argument& argument : arguments_) {
      if (!dummy || argument.dummy->name != tree_.spelling(dummy->name)) continue;
      if (!argument.actual) return literal(false);
      auto* given = dyn_cast<NameRef>(argument.actual);
      Lookup found = given ? program_.lookup(*caller_, tree_.spelling(given->name)) : Lookup{};
      if (!found.found() || !found.symbol->has(AttributeKind::optional)) return literal(true);
    }
  } else if (auto* unary = dyn_cast<UnaryExpr>(node); unary && unary->op == OperatorKind::not_) {
    if (Truth truth = truth_of(unary->operand); truth != Truth::open) literal(truth == Truth::no);
  } else if (auto* binary = dyn_cast<BinaryExpr>(node)) {
    if (binary->op != OperatorKind::and_ && binary->op != OperatorKind::or_) return;
    Truth kept = binary->op == OperatorKind::and_ ? Truth::yes : Truth::no; // then the other operand decides
    Truth left = truth_of(binary->left), right = truth_of(binary->right);
    if (left != Truth::open) return left == kept ? become(binary->right) : literal(left == Truth::yes);
    if (right != Truth::open) return right == kept ? become(binary->left) : literal(right == Truth::yes);
  } else if (auto* parentheses = dyn_cast<ParenExpr>(node)) {
    if (Truth truth = truth_of(parentheses->operand); truth != Truth::open) literal(truth == Truth::yes);
  }
}

void Inliner::fold_statements(StmtList& list, Node* parent) {
  for (Stmt* statement = list.first(); statement;) {
    Stmt* next = statement->next;
    std::vector<Stmt*> instead;
    bool replaced = false;
    if (auto* one = dyn_cast<IfStmt>(statement)) {
      if (Truth truth = truth_of(one->condition); truth != Truth::open) {
        replaced = true;
        if (truth == Truth::yes) {
          instead.push_back(one->action);
          if (auto found = tree_.edits.comments.find(one->id); found != tree_.edits.comments.end())
            tree_.edits.comments[one->action->id] = TreeEdits::Comments(found->second);
        }
      }
    } else if (auto* construct = dyn_cast<IfConstruct>(statement)) {
      bool decided = false;
      for (Stmt* at = construct->branches.first(); at;) {
        Stmt* after = at->next;
        auto* branch = cast<Branch>(at);
        fold_statements(branch->body, branch);
        Expr* condition = condition_of(branch);
        Truth truth = condition ? truth_of(condition) : Truth::open;
        if (decided || truth == Truth::no) construct->branches.remove(branch);
        if (!decided && truth == Truth::yes) {
          auto* header = tree_.make<ElseStmt>();
          header->flags = node_flag::synthetic;
          header->parent = branch;
          branch->header = header;
          decided = true;
        }
        at = after;
      }
      auto* first = cast<Branch>(construct->branches.first());
      if (!first) {
        replaced = true;
      } else if (isa<ElseStmt>(first->header.get())) { // it alone is left
        replaced = true;
        for (Stmt* inner : first->body) instead.push_back(inner);
        for (Stmt* inner : instead) first->body.remove(inner);
      } else if (auto* later = dyn_cast<ElseIfStmt>(first->header.get())) {
        auto* header = tree_.make<IfThenStmt>();
        header->flags = node_flag::synthetic;
        header->parent = first;
        header->condition = later->condition;
        header->condition->parent = header;
        first->header = header;
      }
    } else {
      for (const Field& field : layout_of(statement).children)
        if (field.kind == FieldKind::statements)
          for (Stmt* inner : field.statements(statement))
            if (auto* branch = dyn_cast<Branch>(inner)) fold_statements(branch->body, branch);
      if (auto* loop = dyn_cast<DoConstruct>(statement)) fold_statements(loop->body, loop);
      if (auto* associate = dyn_cast<AssociateConstruct>(statement))
        fold_statements(associate->body, associate);
    }
    if (replaced) {
      for (Stmt* one : instead) {
        one->parent = nullptr;
        put_into(list, parent, statement, one);
      }
      list.remove(statement);
    }
    statement = next;
  }
}

// An argument that is not given may be passed on: then that one is not given either.
void Inliner::drop_absent_arguments(Node* node) {
  for_each_child(node, [&](Node* child) { drop_absent_arguments(child); });
  auto* call = dyn_cast<CallStmt>(node);
  auto* reference = dyn_cast<PartRef>(node);
  if (!call && !reference) return;
  List<Expr>& list = call ? call->arguments : reference->arguments;
  auto absent = [&](const Expr* given) {
    if (auto* keyword = dyn_cast<KeywordArgument>(given)) given = keyword->value;
    auto* name = dyn_cast<NameRef>(given);
    return name && std::any_of(arguments_.begin(), arguments_.end(), [&](const Argument& argument) {
             return !argument.actual && argument.dummy->name == tree_.spelling(name->name);
           });
  };
  std::vector<Node*> left;
  for (Expr* given : list) left.push_back(given);
  std::size_t before = left.size();
  while (!left.empty() && absent(cast<Expr>(left.back()))) left.pop_back();
  std::erase_if(left, [&](Node* given) { return isa<KeywordArgument>(given) && absent(cast<Expr>(given)); });
  if (left.size() != before) list = tree_.make_list<Expr>(left);
}

} // namespace isotach::transform
