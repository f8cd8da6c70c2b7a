// All edits of a tree in order, and the text that they make.

#include "write/writer.h"

namespace isotach {

std::vector<TextEdit> Writer::run() {
  const Node* root = moved_ ? static_cast<const Node*>(moved_) : tree_.root();
  if (!root || !root->has(node_flag::changed | node_flag::synthetic)) return {};
  place_inside(root, 0);
  edit_parts();
  std::vector<std::uint32_t> touched;
  for (const auto& [k, list] : before_) touched.push_back(k);
  for (const auto& [k, list] : after_) touched.push_back(k);
  for (StatementRange range : left_.removed) {
    touched.push_back(range.first);
    touched.push_back(range.last);
  }
  std::sort(touched.begin(), touched.end());
  std::int64_t done = -1; // last statement of the last chain
  for (std::uint32_t k : touched) {
    if (static_cast<std::int64_t>(k) <= done) continue;
    std::uint32_t first = k, last = k;
    while (first > 0 && joined(first - 1)) --first;
    while (joined(last)) ++last;
    edit_chain(first, last);
    done = last;
  }
  // Inside a removed construct comments go too: everything between its first and its last line.
  for (StatementRange range : left_.removed) {
    std::uint32_t first = range.first, last = range.last;
    while (joined(first)) ++first;
    while (last > 0 && joined(last - 1)) --last;
    if (first < last) edit(end_of_lines(first), line_begin(begin_of(last)), {});
  }
  for (StatementRange range : left_.moved)
    if (!removed(range.first)) // else its old lines went with what held them
      edit(comments_begin(range.first), end_of_lines(range.last), {});
  add_comments();
  if (lexed_.statements.empty() && !pending_.empty()) { // a file without any statement
    TextEdit out;
    for (const Added& added : pending_) add_lines(added, {}, line_end_at(text_, text_.size()), out);
    bool open = !text_.empty() && text_.back() != '\n';
    edit(tree_.source().size(), tree_.source().size(), (open ? "\n" : "") + out.text, out.origins);
  }
  for (TextEdit& part : take_parts(0, tree_.source().size())) edits_.push_back(std::move(part));
  std::stable_sort(edits_.begin(), edits_.end(), [](const TextEdit& a, const TextEdit& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  return std::move(edits_);
}

std::vector<TextEdit> text_edits(const Tree& tree, WriteCounts* counts) { return Writer(tree, counts).run(); }

std::string apply_edits(std::string_view source, std::span<const TextEdit> edits) {
  std::size_t size = source.size();
  for (const TextEdit& edit : edits) size += edit.text.size();
  std::string out;
  out.reserve(size);
  std::size_t at = 0;
  for (const TextEdit& edit : edits) {
    assert(edit.begin >= at && edit.end >= edit.begin && edit.end <= source.size());
    out += source.substr(at, edit.begin - at);
    out += edit.text;
    at = edit.end;
  }
  out += source.substr(at);
  return out;
}

std::string write(const Tree& tree, WriteCounts* counts) {
  std::string out = apply_edits(tree.source().text(), text_edits(tree, counts));
  if (counts) counts->bytes += out.size();
  return out;
}

} // namespace isotach
