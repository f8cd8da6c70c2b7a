#include "compare/compare.h"

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "compare/items.h"

namespace isotach {

namespace {

using Local = std::pair<std::uint32_t, std::string>; // unit and name

class Comparison {
 public:
  Comparison(const Tree& first, const Tree& second, const CompareOptions& options)
      : a_(first), b_(second), options_(options), items_a_(items_of(first, options)),
        items_b_(items_of(second, options)) {}

  std::vector<Difference> run() {
    sequence(items_a_.statements, items_b_.statements);
    if (options_.comments) sequence(items_a_.comments, items_b_.comments);
    std::stable_sort(found_.begin(), found_.end(), [](const Difference& x, const Difference& y) {
      return x.first.begin != y.first.begin ? x.first.begin < y.first.begin : x.second.begin < y.second.begin;
    });
    return std::move(found_);
  }

 private:
  void sequence(const std::vector<Item>& a, const std::vector<Item>& b) {
    auto pairs = align(a, b);
    if (options_.rename_locals) check_locals(a, b, pairs);
    pairs.emplace_back(a.size(), b.size());
    std::size_t i = 0, j = 0;
    for (auto [next_i, next_j] : pairs) {
      // Items that match nothing: those of one kind face each other.
      for (; i < next_i && j < next_j; ++i, ++j) {
        while (i < next_i && j < next_j && kind(a[i]) != kind(b[j])) {
          bool later = false; // does the second have one of this kind still?
          for (std::size_t k = j; k < next_j; ++k) later = later || kind(b[k]) == kind(a[i]);
          if (later) only_in_second(b[j++], a, i);
          else only_in_first(a[i++], b, j);
        }
        if (i >= next_i || j >= next_j) break;
        changed(a[i], b[j]);
      }
      for (; i < next_i; ++i) only_in_first(a[i], b, j);
      for (; j < next_j; ++j) only_in_second(b[j], a, i);
      i = next_i + 1;
      j = next_j + 1;
    }
  }

  static std::uint32_t kind(const Item& item) {
    return item.node ? static_cast<std::uint32_t>(item.node->kind) : 0xffffu;
  }

  static std::string text(const Location& place) {
    constexpr std::size_t longest = 72;
    std::string out;
    for (char c : trim(place.file->slice(place.begin, place.end)))
      if (c != '\n' && c != '\r' && !(is_blank(c) && !out.empty() && out.back() == ' '))
        out += is_blank(c) ? ' ' : c;
    if (out.size() <= longest) return out;
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0u) == 0x80u) --end; // whole characters
    return out.substr(0, end) + "...";
  }

  // Where in the other file nothing stands: before what comes next there.
  static Location gap(const Tree& tree, const std::vector<Item>& items, std::size_t next) {
    std::uint32_t at = next < items.size() ? items[next].place.begin : tree.source().size();
    return {&tree.source(), at, at};
  }
  void only_in_first(const Item& item, const std::vector<Item>& b, std::size_t next) {
    found_.push_back({Difference::Kind::only_in_first, item.place, gap(b_, b, next), text(item.place), {}});
  }
  void only_in_second(const Item& item, const std::vector<Item>& a, std::size_t next) {
    found_.push_back({Difference::Kind::only_in_second, gap(a_, a, next), item.place, {}, text(item.place)});
  }

  void changed(const Item& a, const Item& b) {
    Difference difference{Difference::Kind::changed, a.place, b.place, {}, {}};
    if (a.node && b.node) {
      std::pair<const Node*, const Node*> at{a.node, b.node};
      if (a.type && b.type && !unlike(a.node, b.node, at)) at = {a.type, b.type};
      else unlike(a.node, b.node, at);
      difference.first = a_.location(at.first);
      difference.second = b_.location(at.second);
    }
    difference.first_text = text(difference.first);
    difference.second_text = text(difference.second);
    found_.push_back(std::move(difference));
  }

  // Finds the innermost nodes in which two nodes differ first; false when they are alike.
  bool unlike(const Node* a, const Node* b, std::pair<const Node*, const Node*>& at) {
    at = {a, b};
    if (a->kind != b->kind || meaning_of(a_, a) != meaning_of(b_, b)) return true;
    if (isa<EndStmt>(a)) return false;
    for (const Field& field : layout_of(a).fields) {
      if (says_nothing(a, field)) continue;
      switch (field.kind) {
      case FieldKind::child: {
        const Node *x = field.child(a), *y = field.child(b);
        if (!x != !y) return true;
        if (x && unlike(x, y, at)) return true;
        at = {a, b};
        break;
      }
      case FieldKind::list: {
        std::size_t size = field.list_size(a);
        for (std::size_t i = 0; i < std::min(size, field.list_size(b)); ++i)
          if (unlike(field.list_item(a, i), field.list_item(b, i), at)) return true;
        at = {a, b};
        if (size != field.list_size(b)) return true;
        break;
      }
      case FieldKind::name: {
        Name x = field.name_value(a), y = field.name_value(b);
        if ((x == no_name) != (y == no_name)) return true;
        if (x != no_name && a_.spelling(x) != b_.spelling(y) &&
            !(options_.rename_locals && holds_variable(a)))
          return true;
        break;
      }
      case FieldKind::enumeration:
        if (field.enumeration(a) != field.enumeration(b)) return true;
        break;
      case FieldKind::flag:
        if (field.flag(a) != field.flag(b)) return true;
        break;
      case FieldKind::statements:
      case FieldKind::token: break;
      }
    }
    return false;
  }

  // ---- local variables under other names ----

  // Statements first, since declarations that look alike say nothing about which is which.
  void check_locals(const std::vector<Item>& a, const std::vector<Item>& b,
                    const std::vector<std::pair<std::size_t, std::size_t>>& pairs) {
    for (auto [i, j] : pairs)
      if (a[i].node && !a[i].type) pair_names(a[i].node, b[j].node, a[i].unit, b[j].unit);
    std::map<Local, const Item*> declared;
    auto declaration = [&](const Tree& tree, const Item& item) {
      return Local{item.unit, std::string(tree.spelling(static_cast<const EntityDecl*>(item.node)->name))};
    };
    for (const Item& item : b)
      if (item.type) declared[declaration(b_, item)] = &item;
    for (const Item& item : a) {
      if (!item.type) continue;
      auto mapped = forward_.find(declaration(a_, item));
      if (mapped == forward_.end()) continue;
      auto other = declared.find(mapped->second);
      if (other != declared.end() && other->second->hash != item.hash) changed(item, *other->second);
    }
  }

  void pair_names(const Node* a, const Node* b, std::uint32_t unit_a, std::uint32_t unit_b) {
    for (const Field& field : layout_of(a).fields) {
      switch (field.kind) {
      case FieldKind::child:
        if (field.child(a) && field.child(b)) pair_names(field.child(a), field.child(b), unit_a, unit_b);
        break;
      case FieldKind::list:
        for (std::size_t i = 0; i < std::min(field.list_size(a), field.list_size(b)); ++i)
          pair_names(field.list_item(a, i), field.list_item(b, i), unit_a, unit_b);
        break;
      case FieldKind::name: {
        if (!holds_variable(a) || field.name_value(a) == no_name || field.name_value(b) == no_name) break;
        std::string x(a_.spelling(field.name_value(a))), y(b_.spelling(field.name_value(b)));
        std::uint32_t home_a = unit_of_local(items_a_, unit_a, x),
                      home_b = unit_of_local(items_b_, unit_b, y);
        if (home_a == no_unit || home_b == no_unit) break;
        Local first{home_a, x}, second{home_b, y};
        auto forward = forward_.try_emplace(first, second).first;
        auto back = back_.try_emplace(second, first).first;
        if (forward->second == second && back->second == first) break;
        Location place_a = a_.location(a), place_b = b_.location(b);
        found_.push_back({Difference::Kind::other_local, place_a, place_b, text(place_a), text(place_b)});
        break;
      }
      default: break;
      }
    }
  }

  const Tree& a_;
  const Tree& b_;
  const CompareOptions& options_;
  Items items_a_, items_b_;
  std::map<Local, Local> forward_, back_;
  std::vector<Difference> found_;
};

} // namespace

std::vector<Difference> compare(const Tree& first, const Tree& second, const CompareOptions& options) {
  return Comparison(first, second, options).run();
}

} // namespace isotach
