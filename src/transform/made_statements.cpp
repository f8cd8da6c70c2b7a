#include "transform/made_statements.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "parse/parse.h"
#include "tree/visit.h"

namespace isotach::transform {

namespace {

// A copy of the first statement of a procedure with this text in it.
Stmt* copied(Tree& tree, std::string_view text) {
  SourceFile source("made", fmt::format("subroutine s\n{}\nend subroutine\n", text));
  Diagnostics own;
  Tree scratch = parse(source, {}, own);
  auto* frame = dyn_cast<Procedure>(scratch.root()->units.first());
  Stmt* given = frame ? frame->body.first() : nullptr;
  if (!given || given->next || own.errors()) return nullptr;
  Stmt* made = clone(tree, scratch, given);
  walk(made, [&](Node* node) { tree.edits.origins.erase(node->id); });
  return made;
}

} // namespace

Stmt* make_statement(Tree& tree, std::string_view text) { return copied(tree, text); }

Expr* make_expression(Tree& tree, std::string_view text) {
  auto* assignment = dyn_cast<AssignmentStmt>(copied(tree, fmt::format("isotach_value = {}", text)));
  if (!assignment) return nullptr;
  Expr* value = assignment->value;
  value->parent = nullptr;
  return value;
}

Node* unit_with_declarations(Node* node) {
  while (node && !isa<Procedure>(node) && !isa<MainProgram>(node) && !isa<Module>(node)) node = node->parent;
  return node;
}

Refusal declare(Tree& tree, Node* unit, std::string_view text) {
  Stmt* declaration = copied(tree, text);
  if (!declaration || !(isa<Specification>(declaration) || isa<Definition>(declaration)))
    return fmt::format("'{}' is not a declaration", text);
  StmtList* body = isa<Procedure>(unit)     ? &cast<Procedure>(unit)->body
                   : isa<MainProgram>(unit) ? &cast<MainProgram>(unit)->body
                   : isa<Module>(unit)      ? &cast<Module>(unit)->body
                                            : nullptr;
  if (!body) return "names can be declared in a procedure or a module alone";
  Stmt* before = nullptr; // the last of those that it stands after
  for (Stmt* statement : *body) {
    bool earlier = isa<UseStmt>(declaration) ? isa<UseStmt>(statement)
                                             : isa<TypeDeclStmt>(statement) || isa<ImplicitStmt>(statement) ||
                                                   isa<UseStmt>(statement) || isa<Definition>(statement);
    if (earlier) before = statement;
  }
  return before          ? insert_after(tree, before, declaration)
         : body->first() ? insert_before(tree, body->first(), declaration)
                         : append(tree, unit, declaration);
}

std::string new_name(const Semantics& semantics, const Tree& tree, const Node* place, std::string_view root) {
  const Program& program = semantics.program();
  const ScopeTable* table = program.table_of(tree);
  const Node* unit = unit_with_declarations(const_cast<Node*>(place));
  auto is_free = [&](const std::string& name) {
    if (table && program.lookup(table->around(place), name).found()) return false;
    bool used = false; // also where nothing declares it
    for_each<NameRef>(const_cast<Node*>(unit),
                      [&](NameRef* one) { used = used || tree.spelling(one->name) == name; });
    return !used;
  };
  std::string name = lower(root);
  for (int number = 1; !is_free(name); ++number) name = fmt::format("{}_{}", lower(root), number);
  return name;
}

} // namespace isotach::transform
