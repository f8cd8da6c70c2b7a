#include "tree/text.h"

#include "base/strings.h"
#include "tree/parts.h"

namespace isotach {

std::string_view token_text(const Tree& tree, std::uint32_t token) {
  if (tree.edits.respelled.empty()) return tree.token_text(token);
  auto respelled = tree.edits.respelled.find(token);
  return respelled == tree.edits.respelled.end() ? tree.token_text(token) : respelled->second;
}

std::string text_of_tokens(const Tree& tree, std::uint32_t first, std::uint32_t last) {
  std::string text;
  for (std::uint32_t i = first; i <= last; ++i) {
    if (i > first && !tree.lexed.tokens[i].glued_left) text += ' ';
    text += token_text(tree, i);
  }
  return text;
}

std::string text_of(const Tree& tree, const Node* node) {
  if (!node) return {};
  if (node->has_tokens() && !node->has(node_flag::changed))
    return text_of_tokens(tree, node->first_token, node->last_token);
  if (isa<Stmt>(node) && !node->has_tokens()) return own_text(tree, node);
  PartPrinter printer(tree);
  printer.node(node);
  return printer.take().text;
}

std::optional<std::string_view> given_name(const Tree& tree, const Node* node, const Name& field) {
  auto offset = static_cast<std::uint16_t>(reinterpret_cast<const std::byte*>(&field) -
                                           reinterpret_cast<const std::byte*>(node));
  auto given = tree.edits.names.find({node->id, offset});
  if (given == tree.edits.names.end()) return std::nullopt;
  return given->second;
}

std::string name_as_written(const Tree& tree, const Stmt* statement, const Name& field) {
  if (auto given = given_name(tree, statement, field)) return std::string(*given);
  std::string_view plain = tree.spelling(field);
  for (std::uint32_t i = statement->first_token; statement->has_tokens() && i <= statement->last_token; ++i)
    if (equals_ignoring_case(tree.token_text(i), plain)) return std::string(tree.token_text(i));
  return std::string(plain);
}

std::string own_text(const Tree& tree, const Node* node) {
  if (!node->has_tokens()) {
    auto found = tree.edits.texts.find(node->id);
    return found == tree.edits.texts.end() ? std::string() : std::string(found->second);
  }
  std::uint32_t first = node->first_token, last = node->last_token;
  if (auto* component = dyn_cast<ComponentRef>(node)) {
    if (component->name_token == no_token) return std::string(tree.spelling(component->name));
    first = last = component->name_token;
  }
  if (isa<KeywordArgument>(node)) last = first;
  if (isa<CommonName>(node)) {
    ++first;
    --last;
  }
  return text_of_tokens(tree, first, last);
}

void set_own_text(Tree& tree, const Node* node, std::string_view text) {
  tree.edits.texts[node->id] = tree.arena().copy(text);
}

} // namespace isotach
