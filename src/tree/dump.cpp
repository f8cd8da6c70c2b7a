#include "tree/dump.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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
  auto end = tree.source().position(tree.lexed.tokens[node->last_token].end);
  return fmt::format("<{}:{}-{}:{}>", begin.line, begin.column, end.line, end.column);
}

struct TextDump {
  const Tree& tree;
  std::string& out;
  int depth = 0;

  void node(const Node* node, std::string_view field) {
    out.append(static_cast<std::size_t>(depth) * 2, ' ');
    if (!field.empty()) out += fmt::format("{}: ", field);
    out += to_string(node->kind);
    if (isa<Stmt>(node) && static_cast<const Stmt*>(node)->label)
      out += fmt::format(" label={}", static_cast<const Stmt*>(node)->label);
    visit_fields(node, Scalars{tree, out});
    if (shows_text(node)) out += fmt::format(" \"{}\"", text_of(tree, node));
    if (node->has(node_flag::shared_end)) out += " shared_end";
    if (node->has(node_flag::read_only)) out += " read_only";
    out += fmt::format(" {}\n", range_of(tree, node));
    ++depth;
    visit_fields(node, Children{*this});
    --depth;
  }

  struct Scalars {
    const Tree& tree;
    std::string& out;
    void child(const char*, const Node*) {}
    template <class T> void list(const char*, const List<T>&) {}
    void statements(const char*, const StmtList&) {}
    void name(const char* field, Name name) {
      if (name != no_name) out += fmt::format(" {}='{}'", field, tree.spelling(name));
    }
    void token(const char*, std::uint32_t) {}
    template <class E> void enumeration(const char* field, E value) {
      out += fmt::format(" {}={}", field, to_string(value));
    }
    void flag(const char* field, bool value) {
      if (value) out += fmt::format(" {}", field);
    }
  };
  struct Children {
    TextDump& dump;
    void child(const char* field, const Node* node) {
      if (node) dump.node(node, field);
    }
    template <class T> void list(const char* field, const List<T>& items) {
      for (const Node* item : items) dump.node(item, field);
    }
    void statements(const char*, const StmtList& list) {
      for (const Stmt* statement : list) dump.node(statement, {});
    }
    void name(const char*, Name) {}
    void token(const char*, std::uint32_t) {}
    template <class E> void enumeration(const char*, E) {}
    void flag(const char*, bool) {}
  };
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
      auto end = tree.source().position(tree.lexed.tokens[node->last_token].end);
      json["range"] = {begin.line, begin.column, end.line, end.column};
    }
    if (shows_text(node)) json["text"] = text_of(tree, node);
    visit_fields(node, Fields{*this, json});
    return json;
  }

  struct Fields {
    const JsonDump& dump;
    nlohmann::ordered_json& json;
    void child(const char* field, const Node* node) {
      if (node) json[field] = dump.node(node);
    }
    template <class T> void list(const char* field, const List<T>& items) {
      if (items.empty()) return;
      auto& array = json[field] = nlohmann::ordered_json::array();
      for (const Node* item : items) array.push_back(dump.node(item));
    }
    void statements(const char* field, const StmtList& list) {
      if (list.empty()) return;
      auto& array = json[field] = nlohmann::ordered_json::array();
      for (const Stmt* statement : list) array.push_back(dump.node(statement));
    }
    void name(const char* field, Name name) {
      if (name != no_name) json[field] = dump.tree.spelling(name);
    }
    void token(const char*, std::uint32_t) {}
    template <class E> void enumeration(const char* field, E value) { json[field] = to_string(value); }
    void flag(const char* field, bool value) {
      if (value) json[field] = true;
    }
  };
};

} // namespace

std::string dump_text(const Tree& tree, const Node* node) {
  std::string out;
  TextDump{tree, out}.node(node, {});
  return out;
}

std::string dump_json(const Tree& tree, const Node* node) {
  return JsonDump{tree}.node(node).dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace isotach
