#include "tree/verify.h"

#include <fmt/core.h>

#include "tree/visit.h"

namespace isotach {

namespace {

class Verifier {
 public:
  explicit Verifier(const Tree& tree) : tree_(tree), seen_(tree.node_count()) {}

  std::vector<std::string> run() {
    if (tree_.root()) node(tree_.root());
    return std::move(broken_);
  }

 private:
  void complain(const Node* node, std::string_view what) {
    auto position = tree_.source().position(tree_.location(node).begin);
    broken_.push_back(fmt::format("{} {} at {}:{}: {}", to_string(node->kind), node->id, position.line,
                                  position.column, what));
  }

  void node(const Node* parent) {
    if (parent->id >= seen_.size() || seen_[parent->id]) {
      complain(parent, "is in the tree twice");
      return;
    }
    seen_[parent->id] = true;
    if (isa<Psy>(parent)) psy(static_cast<const Psy*>(parent));
    if (parent->has(node_flag::detached)) complain(parent, "is in the tree, but flagged as detached");
    std::uint32_t at = parent->first_token;
    bool child_changed = false;
    for_each_child(parent, [&](const Node* child) {
      if (child->parent != parent) complain(child, "does not point to its parent");
      child_changed =
          child_changed || child->has(node_flag::changed | node_flag::synthetic | node_flag::moved);
      if (child->has_tokens() && parent->has_tokens() &&
          !child->has(node_flag::synthetic | node_flag::moved)) {
        // KIND= may stand before LEN=, a function's type before its prefixes or between them.
        bool any_order = isa<TypeSpec>(parent) || isa<FunctionStmt>(parent);
        if (child->first_token < at && !any_order) complain(child, "overlaps the child before it");
        if (child->last_token > parent->last_token) complain(child, "ends after its parent");
        at = child->last_token + 1;
      }
      node(child);
    });
    if (child_changed && !parent->has(node_flag::changed | node_flag::synthetic))
      complain(parent, "holds a change, but is not flagged as changed");
    for (const Field& field : layout_of(parent).children)
      if (field.kind == FieldKind::statements) links(parent, field.statements(parent));
  }

  // What holds of every schedule, whatever its API: psykal/schedule.h checks what needs facts.
  void psy(const Psy* statement) {
    const InvokeProcedure* procedure = nullptr;
    const PsyLoop* loop = nullptr; // the innermost around it
    for (const Node* at = statement->parent; at && !procedure; at = at->parent) {
      procedure = dyn_cast<InvokeProcedure>(at);
      if (!loop) loop = dyn_cast<PsyLoop>(at);
    }
    if (isa<InvokeProcedure>(statement)) {
      if (!isa<Module>(statement->parent)) complain(statement, "does not lie in a module");
      return;
    }
    if (!procedure) complain(statement, "does not lie in the procedure of an invoke");
    if (loop && isa<HaloExchange>(statement)) complain(statement, "lies in a loop");
    if (loop && isa<GlobalReduction>(statement)) complain(statement, "lies in a loop");
    auto* own = dyn_cast<PsyLoop>(statement);
    bool coloured = own && (own->type == LoopType::cells_in_colour || own->type == LoopType::tiles_in_colour);
    if (coloured && !(loop && loop->type == LoopType::colours))
      complain(statement, "runs over one colour, but does not lie in a loop over colours");
    if (own && own->type == LoopType::cells_in_tile && !(loop && loop->type == LoopType::tiles_in_colour))
      complain(statement, "runs over one tile, but does not lie in a loop over tiles");
  }

  void links(const Node* node, const StmtList& list) {
    const Stmt* previous = nullptr;
    for (const Stmt* statement : list) {
      if (statement->previous != previous) complain(statement, "is not linked to the statement before it");
      previous = statement;
    }
    if (list.last() != previous) complain(node, "does not know its last statement");
  }

  const Tree& tree_;
  std::vector<bool> seen_;
  std::vector<std::string> broken_;
};

} // namespace

std::vector<std::string> verify(const Tree& tree) { return Verifier(tree).run(); }

} // namespace isotach
