#include "psyir/where.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "psyir/reference.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::psyir {

namespace {

template <class T> T* make_statement(Tree& tree) {
  T* node = tree.make<T>();
  node->flags |= node_flag::synthetic;
  return node;
}

std::optional<long> number_of(const Tree& tree, const Expr* expression) {
  if (!isa<IntegerLiteral>(expression)) return std::nullopt;
  std::string text = own_text(tree, expression);
  long value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Intrinsic functions of single elements: what is inside them is indexed too.
bool is_elemental(std::string_view name) {
  static constexpr std::string_view names[] = {
      "abs",    "acos", "aint",  "anint", "asin", "atan",  "atan2", "ceiling", "cos", "cosh",
      "dble",   "exp",  "floor", "int",   "log",  "log10", "max",   "merge",   "min", "mod",
      "modulo", "nint", "real",  "sign",  "sin",  "sinh",  "sqrt",  "tan",     "tanh"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

template <class T> T* placed(T* part, Node* parent) {
  if (part) part->parent = parent;
  return part;
}

} // namespace

bool WhereMaker::is_array_name(const Expr* expression) const {
  auto* name = dyn_cast<NameRef>(expression);
  const Symbol* symbol = name ? file_.symbol(expression, tree_.spelling(name->name)) : nullptr;
  return symbol && symbol->kind == SymbolKind::variable && !symbol->dimensions.empty();
}

// Bounds of a dimension of which all is taken.
WhereMaker::Dim WhereMaker::whole(const Expr* base, const Symbol* declared, std::size_t number) {
  Dim dim;
  auto copy = [&](const Expr* expression) { return clone(tree_, tree_, const_cast<Expr*>(expression)); };
  const Dimension* given =
      declared && number < declared->dimensions.size() ? declared->dimensions[number] : nullptr;
  if (given && given->form == DimensionKind::explicit_ && given->upper) {
    dim.start = given->lower ? copy(given->lower) : make_literal(tree_, "1");
    dim.extent = copy(given->upper);
    return dim;
  }
  auto inquiry = [&](std::string_view name) {
    Expr* arguments[] = {copy(base), make_literal(tree_, std::to_string(number + 1))};
    return make_call(tree_, name, arguments);
  };
  dim.start = inquiry("lbound");
  dim.extent = inquiry("ubound");
  return dim;
}

// Of an array or a section, by dimensions that are not indexed; `extent` holds the upper bound until the end.
WhereMaker::Dims WhereMaker::dims_of(const Expr* array) {
  Dims dims;
  std::vector<Level> levels = levels_of(array);
  if (levels.empty()) return dims;
  const Symbol* declared =
      levels.size() == 1 ? file_.symbol(array, tree_.spelling(cast<NameRef>(levels[0].name)->name)) : nullptr;
  auto finish = [&](Dim dim, bool inquired, const Expr* base, std::size_t number) {
    auto lower = number_of(tree_, dim.start), upper = number_of(tree_, dim.extent);
    dim.from_one = lower && *lower == 1;
    if (inquired) {
      Expr* arguments[] = {clone(tree_, tree_, const_cast<Expr*>(base)),
                           make_literal(tree_, std::to_string(number + 1))};
      dim.extent = make_call(tree_, "size", arguments);
    } else if (lower && upper) {
      dim.extent = make_literal(tree_, std::to_string(*upper - *lower + 1));
    } else if (!dim.from_one) {
      Expr* difference = make_binary(tree_, OperatorKind::minus, dim.extent, clone(tree_, tree_, dim.start));
      dim.extent = make_binary(tree_, OperatorKind::plus, difference, make_literal(tree_, "1"));
    }
    dims.push_back(dim);
  };
  if (is_array_name(array)) {
    for (std::size_t i = 0; i < declared->dimensions.size(); ++i) {
      bool inquired = declared->dimensions[i]->form != DimensionKind::explicit_;
      finish(whole(array, declared, i), inquired, array, i);
    }
    return dims;
  }
  const PartRef* sectioned = nullptr;
  for (const Level& level : levels)
    if (level.indexed)
      for (const Expr* index : level.indexed->arguments)
        if (isa<Triplet>(index)) {
          if (sectioned && sectioned != level.indexed) failed_ = true;
          sectioned = level.indexed;
        }
  if (!sectioned) return dims;
  if (declared && !declared->dimensions.empty() && declared->dimensions.size() != sectioned->arguments.size())
    failed_ = true;
  std::size_t ranges = 0;
  for (const Expr* index : sectioned->arguments) ranges += isa<Triplet>(index) ? 1 : 0;
  for (std::size_t i = 0; i < sectioned->arguments.size(); ++i) {
    auto* section = dyn_cast<Triplet>(sectioned->arguments[i]);
    if (!section) continue;
    if (section->stride) failed_ = true;
    bool all = !section->lower && !section->upper;
    Dim dim = whole(sectioned->base, all ? declared : nullptr, i); // of a part, declarations say nothing
    if (section->lower) dim.start = clone(tree_, tree_, section->lower.get());
    if (section->upper) dim.extent = clone(tree_, tree_, section->upper.get());
    bool numbers = number_of(tree_, dim.start) && number_of(tree_, dim.extent);
    bool by_declaration = ranges == sectioned->arguments.size() && !isa<PartRef>(dim.start);
    finish(dim, all && !numbers && !by_declaration, sectioned->base, i);
  }
  return dims;
}

const Expr* WhereMaker::first_array(const Expr* expression) {
  if (!dims_of(expression).empty()) return expression;
  if (auto* call = dyn_cast<PartRef>(expression)) {
    Class kind = file_.expression_class(call);
    if (kind == Class::IntrinsicCall && !is_elemental(tree_.spelling(cast<NameRef>(call->base.get())->name)))
      return nullptr;
    if (file_.may_call(call)) failed_ = true;
    if (kind != Class::IntrinsicCall) return nullptr;
  }
  const Expr* found = nullptr;
  for_each_child(expression, [&](Node* child) {
    if (auto* part = dyn_cast<Expr>(child); part && !found) found = first_array(part);
  });
  return found;
}

// A copy in which arrays are elements.
Expr* WhereMaker::indexed(const Expr* expression) {
  auto* own = const_cast<Expr*>(expression);
  Dims dims = dims_of(expression);
  if (dims.empty()) {
    if (auto* call = dyn_cast<PartRef>(expression)) {
      Class kind = file_.expression_class(call);
      if (file_.may_call(call)) failed_ = true; // perhaps elemental
      bool inside =
          kind == Class::IntrinsicCall && is_elemental(tree_.spelling(cast<NameRef>(call->base.get())->name));
      if (!inside) return clone(tree_, tree_, own);
    } else if (auto* name = dyn_cast<NameRef>(expression)) {
      const Symbol* symbol = file_.symbol(expression, tree_.spelling(name->name));
      bool scalar = symbol && (symbol->kind == SymbolKind::variable || symbol->kind == SymbolKind::parameter);
      if (!scalar && !isa<PartRef>(expression->parent.get())) failed_ = true; // it may be an array
      return clone(tree_, tree_, own);
    } else if (isa<ComponentRef>(expression)) {
      failed_ = true;
      return clone(tree_, tree_, own);
    }
    Expr* copy = clone(tree_, tree_, own);
    std::vector<Expr*> old, fresh;
    for_each_child(expression, [&](Node* child) {
      if (auto* part = dyn_cast<Expr>(child)) fresh.push_back(indexed(part));
    });
    std::size_t next = 0;
    auto take = [&](Link<Expr>& field) {
      if (!field) return;
      field = fresh[next++];
      field->parent = copy;
    };
    if (auto* unary = dyn_cast<UnaryExpr>(copy)) take(unary->operand);
    else if (auto* binary = dyn_cast<BinaryExpr>(copy)) {
      take(binary->left);
      take(binary->right);
    } else if (auto* parentheses = dyn_cast<ParenExpr>(copy)) take(parentheses->operand);
    else if (auto* keyword = dyn_cast<KeywordArgument>(copy)) take(keyword->value);
    else if (auto* call = dyn_cast<PartRef>(copy)) {
      std::vector<Node*> items(fresh.begin() + 1, fresh.end()); // the first is the name
      for (Node* item : items) item->parent = call;
      call->arguments = tree_.make_list<Expr>(items);
    }
    return copy;
  }
  if (dims.size() != indices_.size()) {
    failed_ = true;
    return clone(tree_, tree_, own);
  }
  std::vector<Expr*> elements;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    Expr* index = make_name(tree_, indices_[i]);
    if (!dims[i].from_one)
      index =
          make_binary(tree_, OperatorKind::minus,
                      make_binary(tree_, OperatorKind::plus, dims[i].start, index), make_literal(tree_, "1"));
    elements.push_back(index);
  }
  Expr* copy = clone(tree_, tree_, own);
  if (isa<NameRef>(copy)) return make_call(tree_, tree_.spelling(cast<NameRef>(copy)->name), elements);
  std::size_t next = 0;
  for (const Level& level : levels_of(copy)) {
    if (!level.indexed) continue;
    std::vector<Node*> items;
    for (Expr* index : level.indexed->arguments)
      items.push_back(isa<Triplet>(index) ? elements[next++] : index);
    for (Node* item : items) item->parent = level.indexed;
    level.indexed->arguments = tree_.make_list<Expr>(items);
  }
  return copy;
}

Stmt* WhereMaker::assignment(const Stmt* statement) {
  auto* source = dyn_cast<AssignmentStmt>(statement);
  if (!source || source->label) {
    failed_ = true;
    return nullptr;
  }
  auto* made = make_statement<AssignmentStmt>(tree_);
  made->target = placed(indexed(source->target), made);
  made->value = placed(indexed(source->value), made);
  return made;
}

std::string WhereMaker::variable(std::size_t dimension, const Stmt* where) {
  std::string root = "widx" + std::to_string(dimension), name = root;
  auto taken = [&] {
    return file_.symbol(where, name) || std::find(taken_.begin(), taken_.end(), name) != taken_.end();
  };
  for (int number = 1; taken(); ++number) name = root + "_" + std::to_string(number);
  taken_.push_back(name);
  return name;
}

Stmt* WhereMaker::make(Stmt* where) {
  failed_ = false;
  auto* single = dyn_cast<WhereStmt>(where);
  const Expr* mask = nullptr;
  if (single) mask = single->mask;
  else if (auto* first = dyn_cast<Branch>(cast<WhereConstruct>(where)->branches.first()))
    if (auto* begin = dyn_cast<WhereConstructStmt>(first->header.get())) mask = begin->mask;
  const Expr* array = mask ? first_array(mask) : nullptr;
  if (!array || failed_) return nullptr;
  Dims dims = dims_of(array);
  indices_.assign(dims.size(), {});
  std::size_t names_before = taken_.size();
  for (std::size_t i = dims.size(); i-- > 0;) indices_[i] = variable(i + 1, where);

  auto* block = make_statement<IfConstruct>(tree_);
  auto add_branch = [&](Stmt* header) {
    auto* branch = make_statement<Branch>(tree_);
    branch->header = placed(header, branch);
    block->branches.append(placed(branch, block));
    return branch;
  };
  auto add = [&](Branch* branch, const Stmt* statement) {
    if (Stmt* made = assignment(statement)) branch->body.append(placed(made, branch));
  };
  if (single) {
    auto* header = make_statement<IfThenStmt>(tree_);
    header->condition = placed(indexed(mask), header);
    add(add_branch(header), single->action);
  } else {
    for (const Stmt* one : cast<WhereConstruct>(where)->branches) {
      auto* branch = cast<Branch>(one);
      auto* other = dyn_cast<ElsewhereStmt>(branch->header.get());
      Stmt* header = nullptr;
      if (!other) {
        auto* first = make_statement<IfThenStmt>(tree_);
        first->condition = placed(indexed(mask), first);
        header = first;
      } else if (other->mask) {
        auto* next = make_statement<ElseIfStmt>(tree_);
        next->condition = placed(indexed(other->mask), next);
        header = next;
      } else {
        header = make_statement<ElseStmt>(tree_);
      }
      Branch* made = add_branch(header);
      for (const Stmt* statement : branch->body) add(made, statement);
    }
  }
  if (failed_) {
    taken_.resize(names_before);
    return nullptr;
  }
  auto end_of = [&](BlockKind kind, Node* construct) {
    auto* end = make_statement<EndStmt>(tree_);
    end->block = kind;
    return placed(end, construct);
  };
  block->end = end_of(BlockKind::if_, block);
  Stmt* inner = block;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    auto* loop = make_statement<DoConstruct>(tree_);
    auto* begin = make_statement<DoStmt>(tree_);
    auto* control = tree_.make<LoopControl>();
    control->flags |= node_flag::synthetic;
    control->loop = LoopKind::counted;
    control->variable = placed(make_name(tree_, indices_[i]), control);
    control->lower = placed(make_literal(tree_, "1"), control);
    control->upper = placed(dims[i].extent, control);
    begin->control = placed(control, begin);
    loop->begin = placed(begin, loop);
    loop->body.append(placed(inner, loop));
    loop->end = end_of(BlockKind::do_, loop);
    inner = loop;
  }
  inner->parent = where->parent;
  return inner;
}

} // namespace isotach::psyir
