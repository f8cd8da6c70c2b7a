#include "analysis/dependence_graph.h"

#include <set>
#include <tuple>

#include <fmt/format.h>

#include "analysis/aliases.h"
#include "tree/text.h"

namespace isotach {

namespace {

constexpr std::size_t longest_label = 72;

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string label_of(const ProcedureFacts& facts, const FlowNode& node) {
  const Node* shown = node.statement;
  if (const auto* loop = dyn_cast<DoConstruct>(shown)) shown = loop->begin;
  std::string text = text_of(*facts.tree, shown);
  if (std::size_t end = text.find('\n'); end != std::string::npos) text.resize(end);
  if (text.size() > longest_label) text = text.substr(0, longest_label - 3) + "...";
  Location at = facts.tree->location(node.statement);
  return at.file ? fmt::format("{}: {}", at.file->position(at.begin).line, text) : text;
}

} // namespace

std::string dependence_graph(const ProcedureFacts& facts) {
  Aliases aliases(facts);
  std::string text =
      fmt::format("digraph {} {{\n  node [shape=box, fontname=\"monospace\"];\n", quoted(facts.name()));
  // A loop is one node: its bounds. What its test and step do with the counter is said by it.
  auto shown = [&](const DataAccess& access) {
    FlowNode::Kind kind = facts.nodes[access.node].kind;
    return kind == FlowNode::Kind::statement || kind == FlowNode::Kind::bounds;
  };
  std::vector<bool> used(facts.nodes.size(), false);
  std::string edges;
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::string_view>> drawn;
  // Later accesses against earlier ones of the same variable, or of one that may be it, back to what hides
  // them.
  for (std::uint32_t b = 0; b < facts.accesses.size(); ++b) {
    const DataAccess& second = facts.accesses[b];
    if (!shown(second)) continue;
    for (std::uint32_t a = b; a-- > 0;) {
      const DataAccess& first = facts.accesses[a];
      if (!shown(first) || first.node == second.node || (!first.write && !second.write)) continue;
      if (aliases.relation(first, second) == Aliases::Relation::apart) continue;
      if (drawn.emplace(first.node, second.node, facts.objects[first.object].name).second) {
        std::string_view style = first.write && !second.write  ? "color=\"#1f4e8c\""
                                 : first.write && second.write ? "color=\"#777777\", style=dotted"
                                                               : "color=\"#a05a1e\", style=dashed";
        edges += fmt::format("  n{} -> n{} [label={}, {}];\n", first.node, second.node,
                             quoted(facts.objects[first.object].name), style);
        used[first.node] = used[second.node] = true;
      }
      if (first.write && first.certain && first.whole && first.location == second.location &&
          facts.nodes[first.node].condition == no_index)
        break;
    }
  }
  for (std::uint32_t node = 0; node < facts.nodes.size(); ++node) {
    const FlowNode& one = facts.nodes[node];
    bool statement = one.kind == FlowNode::Kind::statement || one.kind == FlowNode::Kind::bounds;
    if (statement && (used[node] || one.first_access != one.last_access))
      text += fmt::format("  n{} [label={}];\n", node, quoted(label_of(facts, one)));
  }
  return text + edges + "}\n";
}

} // namespace isotach
