#include "tree/dump.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "diagnostics/json.h"
#include "tree/visit.h"

namespace isotach {

namespace {

bool shows_text(const Node* node) {
  switch (node->kind) {
  case NodeKind::IntegerLiteral:
  case NodeKind::RealLiteral:
  case NodeKind::StringLiteral:
  case NodeKind::BozLiteral:
  case NodeKind::HollerithLiteral:
  case NodeKind::OperatorName:
  case NodeKind::OpaqueText:
  case NodeKind::UnparsedStatement: return true;
  default: return false;
  }
}

// A literal as Fortran sees it: tokens' spellings, joined where the source joins them.
std::string text_of(const Tree& tree, const Node* node) {
  std::string text;
  for (std::uint32_t i = node->first_token; node->has_tokens() && i <= node->last_token; ++i) {
    if (i > node->first_token && !tree.lexed.tokens[i].glued_left) text += ' ';
    text += tree.token_text(i);
  }
  return text;
}

std::string range_of(const Tree& tree, const Node* node) {
  if (!node->has_tokens()) return node->has(node_flag::synthetic) ? "<new>" : "<empty>";
  auto begin = tree.source().position(tree.lexed.tokens[node->first_token].begin);
  auto end = tree.source().position(tree.lexed.tokens[node->last_token].end());
  return fmt::format("<{}:{}-{}:{}>", begin.line, begin.column, end.line, end.column);
}

struct TextDump {
  const Tree& tree;
  std::string& out;
  const std::function<std::string(const Node*)>& note;
  int depth = 0;

  void node(const Node* node, std::string_view field) {
    out.append(static_cast<std::size_t>(depth) * 2, ' ');
    if (!field.empty()) out += fmt::format("{}: ", field);
    out += to_string(node->kind);
    if (isa<Stmt>(node) && static_cast<const Stmt*>(node)->label)
      out += fmt::format(" label={}", static_cast<const Stmt*>(node)->label);
    scalars(node);
    if (shows_text(node)) out += fmt::format(" \"{}\"", text_of(tree, node));
    if (node->has(node_flag::shared_end)) out += " shared_end";
    if (node->has(node_flag::read_only)) out += " read_only";
    out += fmt::format(" {}", range_of(tree, node));
    if (std::string more = note ? note(node) : std::string(); !more.empty()) out += "  ! " + more;
    out += '\n';
    ++depth;
    for (const Field& child : layout_of(node).children) children(node, child);
    --depth;
  }

  void scalars(const Node* node) {
    for (const Field& field : layout_of(node).fields) {
      if (field.kind == FieldKind::name && field.name_value(node) != no_name)
        out += fmt::format(" {}='{}'", field.name, tree.spelling(field.name_value(node)));
      else if (field.kind == FieldKind::enumeration)
        out += fmt::format(" {}={}", field.name, field.spell(field.enumeration(node)));
      else if (field.kind == FieldKind::flag && field.flag(node)) out += fmt::format(" {}", field.name);
    }
  }

  void children(const Node* parent, const Field& field) {
    if (field.kind == FieldKind::child) {
      if (const Node* child = field.child(parent)) node(child, field.name);
    } else if (field.kind == FieldKind::list) {
      for (std::size_t i = 0, size = field.list_size(parent); i < size; ++i)
        node(field.list_item(parent, i), field.name);
    } else {
      for (const Stmt* statement : field.statements(parent)) node(statement, {});
    }
  }
};

struct JsonDump {
  const Tree& tree;

  nlohmann::ordered_json node(const Node* node) const {
    nlohmann::ordered_json json;
    json["kind"] = to_string(node->kind);
    if (isa<Stmt>(node) && static_cast<const Stmt*>(node)->label)
      json["label"] = static_cast<const Stmt*>(node)->label;
    if (node->has_tokens()) {
      auto begin = tree.source().position(tree.lexed.tokens[node->first_token].begin);
      auto end = tree.source().position(tree.lexed.tokens[node->last_token].end());
      json["range"] = {begin.line, begin.column, end.line, end.column};
    }
    if (shows_text(node)) json["text"] = text_of(tree, node);
    for (const Field& field : layout_of(node).fields) add(json, node, field);
    return json;
  }

  void add(nlohmann::ordered_json& json, const Node* parent, const Field& field) const {
    switch (field.kind) {
    case FieldKind::child:
      if (const Node* child = field.child(parent)) json[field.name] = node(child);
      break;
    case FieldKind::list: {
      std::size_t size = field.list_size(parent);
      if (size == 0) break;
      auto& array = json[field.name] = nlohmann::ordered_json::array();
      for (std::size_t i = 0; i < size; ++i) array.push_back(node(field.list_item(parent, i)));
      break;
    }
    case FieldKind::statements: {
      const StmtList& list = field.statements(parent);
      if (list.empty()) break;
      auto& array = json[field.name] = nlohmann::ordered_json::array();
      for (const Stmt* statement : list) array.push_back(node(statement));
      break;
    }
    case FieldKind::name:
      if (Name name = field.name_value(parent); name != no_name) json[field.name] = tree.spelling(name);
      break;
    case FieldKind::token: break;
    case FieldKind::enumeration: json[field.name] = field.spell(field.enumeration(parent)); break;
    case FieldKind::flag:
      if (field.flag(parent)) json[field.name] = true;
      break;
    }
  }
};

} // namespace

std::string dump_text(const Tree& tree, const Node* node) { return dump_text(tree, node, nullptr); }

std::string dump_text(const Tree& tree, const Node* node,
                      const std::function<std::string(const Node*)>& note) {
  std::string out;
  TextDump{tree, out, note}.node(node, {});
  return out;
}

std::string dump_json(const Tree& tree, const Node* node) { return json_text(JsonDump{tree}.node(node), 1); }

} // namespace isotach
