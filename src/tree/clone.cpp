// Clone: copies of nodes as synthetic nodes of the same or another tree, with the spellings that only tokens
// held.

#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach {

namespace {

// The nodes whose spelling no field holds, or holds only in lower case.
bool keeps_spelling(const Node* node) {
  switch (node->kind) {
  case NodeKind::NameRef:
  case NodeKind::CommonName:
  case NodeKind::ComponentRef:
  case NodeKind::KeywordArgument:
  case NodeKind::IntegerLiteral:
  case NodeKind::RealLiteral:
  case NodeKind::LogicalLiteral:
  case NodeKind::StringLiteral:
  case NodeKind::BozLiteral:
  case NodeKind::HollerithLiteral:
  case NodeKind::OperatorName:
  case NodeKind::OpaqueText:
  case NodeKind::ProgramStmt: // an old form names the program's files
  case NodeKind::EnumStmt:
  case NodeKind::UnparsedStatement: return true;
  case NodeKind::Attribute: { // several names or values
    AttributeKind kind = cast<Attribute>(node)->attribute;
    return kind == AttributeKind::attributes || kind == AttributeKind::launch_bounds;
  }
  case NodeKind::NamedItem: { // OPERATOR(+) has no name
    ItemKind kind = cast<NamedItem>(node)->item;
    return kind != ItemKind::name && kind != ItemKind::common_block && kind != ItemKind::rename &&
           kind != ItemKind::operator_rename;
  }
  default: return false;
  }
}

// Brackets of a directive from a token on: their colons, and the token that closes them.
struct Brackets {
  std::size_t colons = 0;
  std::uint32_t close = no_token;
};
Brackets look_inside(const Tree& tree, std::uint32_t open) {
  Brackets result;
  int depth = 0;
  if (tree.lexed.tokens[open].kind != TokenKind::left_paren) return result;
  for (std::uint32_t i = open; tree.lexed.tokens[i].kind != TokenKind::end_of_statement; ++i) {
    TokenKind kind = tree.lexed.tokens[i].kind;
    if (kind == TokenKind::left_paren) ++depth;
    if (depth == 1 && kind == TokenKind::colon) ++result.colons;
    if (depth == 1 && kind == TokenKind::double_colon) result.colons += 2;
    if (kind == TokenKind::right_paren && --depth == 0) {
      result.close = i;
      break;
    }
  }
  return result;
}

// The nodes of a clause tell modifiers from arguments, not which of several colons stood where
// (`gang(num: 2, static: 4)`): such parentheses keep their text.
void keep_text_of_colons(Tree& to, const Tree& from, const Node* node, const Node* copy) {
  if (auto* clause = dyn_cast<Clause>(node)) {
    std::uint32_t open = clause->first_token + 1;
    if (clause->last_token < open) return;
    Brackets inside = look_inside(from, open);
    bool told = inside.colons == (clause->modifiers.empty() ? 0u : 1u) &&
                !(clause->modifiers.empty() && clause->arguments.empty());
    if (!told && inside.close != no_token) set_own_text(to, copy, text_of_tokens(from, open, inside.close));
  } else if (auto* directive = dyn_cast<DirectiveStmt>(node); directive && !directive->arguments.empty()) {
    std::uint32_t open = directive->words.back()->last_token + 1;
    Brackets inside = look_inside(from, open);
    if (inside.colons > 0 && inside.close != no_token)
      to.edits.names[{copy->id, arguments_text}] = to.arena().copy(text_of_tokens(from, open, inside.close));
  }
}

// # lines, and branches that are not statements, as they stand.
void keep_lines(Tree& to, const Tree& from, const Node* node, const Node* copy) {
  if (node->has(node_flag::synthetic)) {
    auto text = from.edits.texts.find(node->id);
    if (text != from.edits.texts.end()) set_own_text(to, copy, text->second);
    return;
  }
  const auto& statements = from.lexed.statements;
  if (auto* region = dyn_cast<ConditionalRegion>(node)) {
    const Statement& line = statements[statements_of(from, region).last];
    set_own_text(to, copy,
                 from.source().slice(from.lexed.tokens[line.first].begin, from.lexed.groups[line.group].end));
  } else if (auto* alternative = dyn_cast<Alternative>(node)) {
    const Statement& line = statements[alternative->statement];
    const PreprocessorGroup& group = from.lexed.groups[line.group];
    std::uint32_t end = group.branches[line.branch].line_end;
    if (alternative->opaque && line.branch + 1 < group.branches.size())
      end = group.branches[line.branch + 1].begin;
    else if (alternative->opaque)
      end = from.lexed.tokens[statements[statements_of(from, cast<Stmt>(alternative->parent)).last].first]
                .begin;
    set_own_text(to, copy, from.source().slice(group.branches[line.branch].begin, end));
  }
}

// Names in their own case: the fields hold them in lower case.
void keep_names(Tree& to, const Tree& from, const Node* node, const Node* copy) {
  for (const Field& field : layout_of(node).fields) {
    if (field.kind != FieldKind::name || field.name_value(node) == no_name) continue;
    std::string_view text;
    if (!node->has_tokens()) {
      auto given = from.edits.names.find({node->id, field.offset});
      if (given != from.edits.names.end()) text = given->second;
    } else if (std::uint32_t token = name_token(from, node, field); token != no_token) {
      text = token_text(from, token);
      if (from.lexed.tokens[token].kind == TokenKind::defined_operator)
        text = text.substr(1, text.size() - 2);
    }
    if (!text.empty() && text != from.spelling(field.name_value(node)))
      to.edits.names[{copy->id, field.offset}] = to.arena().copy(text);
  }
}

Node* shallow_copy(Tree& to, const Node* node) {
  Node* copy = to.make_copy(node, layout_of(node).size);
  copy->flags = node_flag::synthetic;
  copy->parent = nullptr;
  copy->first_token = copy->last_token = no_token;
  if (auto* statement = dyn_cast<Stmt>(copy)) {
    statement->previous = statement->next = nullptr;
    statement->statement = 0;
  }
  return copy;
}

// Replaces what a shallow copy shares with its original.
void copy_fields(Tree& to, const Tree& from, Node* copy) {
  auto adopt = [&](const Node* original) {
    Node* own = clone(to, from, original);
    own->parent = copy;
    return own;
  };
  for (const Field& field : layout_of(copy).fields) {
    switch (field.kind) {
    case FieldKind::child:
      if (const Node* child = field.child(copy)) field.set_child(copy, adopt(child));
      break;
    case FieldKind::list: {
      std::vector<Node*> own;
      for (std::size_t i = 0, size = field.list_size(copy); i < size; ++i)
        own.push_back(adopt(field.list_item(copy, i)));
      field.set_list(copy, to.make_list<Node>(own));
      break;
    }
    case FieldKind::statements: {
      StmtList own;
      for (const Stmt* statement : field.statements(copy)) own.append(cast<Stmt>(adopt(statement)));
      field.statements(copy) = own;
      break;
    }
    case FieldKind::name:
      if (Name name = field.name_value(copy); name != no_name)
        field.set_name(copy, to.names().intern(from.spelling(name)));
      break;
    case FieldKind::token: field.set_token(copy, no_token); break;
    case FieldKind::enumeration:
    case FieldKind::flag: break;
    }
  }
}

} // namespace

Node* clone(Tree& to, const Tree& from, const Node* node) {
  std::string text;
  if (keeps_spelling(node)) {
    text = own_text(from, node);
  } else if (auto* directive = dyn_cast<DirectiveStmt>(node)) { // its sentinel
    if (directive->has_tokens()) {
      text = from.token_text(directive->first_token);
    } else if (auto found = from.edits.texts.find(node->id); found != from.edits.texts.end()) {
      text = found->second;
    }
  }
  Node* copy = shallow_copy(to, node);
  copy_fields(to, from, copy);
  if (!text.empty()) set_own_text(to, copy, text);
  if (isa<ConditionalRegion>(node) || isa<Alternative>(node)) keep_lines(to, from, node, copy);
  keep_names(to, from, node, copy);
  if (auto given = from.edits.comments.find(node->id); given != from.edits.comments.end()) {
    TreeEdits::Comments comments = given->second; // the map may be the same one
    comments.statement = cast<Stmt>(copy);
    to.edits.comments[copy->id] = std::move(comments);
  }
  if (node->has_tokens()) {
    keep_text_of_colons(to, from, node, copy);
    if (isa<Stmt>(node))
      to.edits.origins[copy->id] = {to.arena().copy(from.source().path()),
                                    from.source().position(from.location(node).begin).line};
  } else {
    if (auto given = from.edits.names.find({node->id, arguments_text}); given != from.edits.names.end())
      to.edits.names[{copy->id, arguments_text}] = to.arena().copy(given->second);
    if (isa<Clause>(node))
      if (auto found = from.edits.texts.find(node->id); found != from.edits.texts.end())
        set_own_text(to, copy, found->second);
    if (auto origin = from.edits.origins.find(node->id); origin != from.edits.origins.end())
      to.edits.origins[copy->id] = {to.arena().copy(origin->second.path), origin->second.line};
  }
  return copy;
}

} // namespace isotach
