// Statements that group names: NAMELIST, EQUIVALENCE, COMMON (8.9 and 8.10), RECORD and Cray pointers.

#include "parse/parser.h"

namespace isotach {

// /name/ items: a group of COMMON, NAMELIST or RECORD
ItemGroup* Parser::slash_group(bool name_required) {
  ItemGroup* group = start<ItemGroup>();
  if (accept(TokenKind::op_concat)) { // blank common written //
  } else if (accept(TokenKind::op_slash)) {
    if (name_required || is_name()) group->name = expect_name("a name between slashes");
    expect(TokenKind::op_slash);
  } else if (name_required) {
    fail("'/'");
  }
  Collect<Node> items(*this);
  do {
    items.add(named_item());
    const NamedItem* item = static_cast<const NamedItem*>(items.back());
    if (item->codimensions.size() > 0)
      fail_at(item->codimensions[0]->first_token - 1, "',' or the next group (no coarray can stand here)");
  } while (!failed_ && accept(TokenKind::comma) && !is(TokenKind::op_slash) && !is(TokenKind::op_concat));
  group->items = items.list();
  return finish(group);
}

template <class T> Stmt* Parser::slash_groups(bool names_required) {
  auto* node = start<T>();
  advance();
  Collect<ItemGroup> groups(*this);
  do groups.add(slash_group(names_required));
  while (!at_end() && !failed_);
  node->groups = groups.list();
  return finish(node);
}

Stmt* Parser::common_statement() { return slash_groups<CommonStmt>(false); }
Stmt* Parser::namelist_statement() { return slash_groups<NamelistStmt>(true); }
Stmt* Parser::record_statement() { return slash_groups<RecordStmt>(true); }

// (item, item), ...: the groups of EQUIVALENCE and of Cray's POINTER
template <class F> List<ItemGroup> Parser::parenthesised_groups(F item) {
  return comma_list<ItemGroup>([&] {
    ItemGroup* group = start<ItemGroup>();
    expect(TokenKind::left_paren);
    group->items = comma_list<Node>([&]() -> Node* { return item(); });
    expect(TokenKind::right_paren);
    return finish(group);
  });
}

Stmt* Parser::equivalence_statement() {
  auto* node = start<EquivalenceStmt>();
  advance();
  node->groups = parenthesised_groups([&] { return designator(); });
  return finish(node);
}

Stmt* Parser::cray_pointer_statement() {
  auto* node = start<CrayPointerStmt>();
  advance();
  node->pairs = parenthesised_groups([&] { return named_item(); });
  return finish(node);
}

} // namespace isotach
