#include "tree/stamps.h"

#include <algorithm>

#include "tree/visit.h"

namespace isotach {

namespace {

bool is_unit(const Node* node) {
  switch (node->kind) {
  case NodeKind::File:
  case NodeKind::MainProgram:
  case NodeKind::Module:
  case NodeKind::Submodule:
  case NodeKind::BlockData:
  case NodeKind::Procedure:
  case NodeKind::InvokeProcedure: return true;
  default: return false;
  }
}

// What a statement is by itself, whatever it holds.
EditClass own_class(const Stmt* statement) {
  NodeKind kind = statement->kind;
  switch (kind) {
  case NodeKind::DirectiveStmt:
  case NodeKind::EndStmt:
  case NodeKind::ConditionalRegion: // it is what its active branch holds
  case NodeKind::Alternative: return EditClass::directive;
  case NodeKind::MainProgram:
  case NodeKind::Module:
  case NodeKind::Submodule:
  case NodeKind::BlockData:
  case NodeKind::ProgramStmt:
  case NodeKind::ModuleStmt:
  case NodeKind::SubmoduleStmt:
  case NodeKind::BlockDataStmt:
  case NodeKind::UseStmt: return EditClass::unit;
  case NodeKind::FormatStmt: return EditClass::statement;
  default: break;
  }
  bool part_of_construct = kind >= NodeKind::DoStmt && kind <= NodeKind::ChangeTeamStmt;
  bool executed = is_kind<Construct>(kind) || kind == NodeKind::Branch || part_of_construct ||
                  is_kind<Action>(kind) || is_kind<Psy>(kind);
  return executed ? EditClass::statement : EditClass::declaration;
}

void raise_to_contents(const Stmt* statement, EditClass& found) {
  found = std::max(found, own_class(statement));
  for (const Field& field : layout_of(statement).children) {
    if (field.kind != FieldKind::statements) continue;
    for (const Stmt* inner : field.statements(statement)) raise_to_contents(inner, found);
  }
}

// The statement that begins a unit says what those around the unit see of it.
bool begins_unit(const Stmt* statement) {
  switch (statement->kind) {
  case NodeKind::SubroutineStmt:
  case NodeKind::FunctionStmt:
  case NodeKind::SeparateProcedureStmt:
  case NodeKind::EntryStmt:
  case NodeKind::ProgramStmt:
  case NodeKind::ModuleStmt:
  case NodeKind::SubmoduleStmt:
  case NodeKind::BlockDataStmt: return true;
  default: return false;
  }
}

void put(Tree& tree, const Node* unit, EditClass edit) {
  tree.edits.stamps[unit->id][static_cast<std::size_t>(edit)] = tree.edits.version;
}

void stamp(Tree& tree, const Node* unit, EditClass edit) {
  if (isa<File>(unit) && edit > EditClass::directive) edit = EditClass::unit;
  put(tree, unit, edit);
  if (tree.root() && unit != tree.root()) put(tree, tree.root(), edit);
}

void stamp_statement(Tree& tree, const Node* place, const Stmt* statement, EditClass edit) {
  ++tree.edits.version;
  const Node* unit = place ? unit_around(place) : nullptr;
  if (!unit) return; // in what is not in the tree
  stamp(tree, unit, edit);
  if (begins_unit(statement) && unit->parent) stamp(tree, unit_around(unit->parent), edit);
}

} // namespace

EditClass class_of(const Stmt* statement) {
  EditClass found = EditClass::directive;
  raise_to_contents(statement, found);
  return found;
}

const Node* unit_around(const Node* node) {
  while (node->parent && !is_unit(node)) node = node->parent;
  return node;
}

std::uint32_t stamp_of(const Tree& tree, const Node* unit, EditClass lightest) {
  auto found = tree.edits.stamps.find(unit->id);
  if (found == tree.edits.stamps.end()) return 0;
  return *std::max_element(found->second.begin() + static_cast<std::ptrdiff_t>(lightest),
                           found->second.end());
}

void stamp_list(Tree& tree, const Node* parent, const Stmt* statement) {
  stamp_statement(tree, parent, statement, class_of(statement));
}

void stamp_change(Tree& tree, const Node* node) {
  while (node && !isa<Stmt>(node)) node = node->parent;
  if (node)
    stamp_statement(tree, node, static_cast<const Stmt*>(node), own_class(static_cast<const Stmt*>(node)));
  else ++tree.edits.version;
}

} // namespace isotach
