#include "compare/items.h"

#include <algorithm>

#include "base/strings.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach {

namespace {

constexpr std::uint64_t prime = 0x9e3779b97f4a7c15u;

std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
  std::uint64_t x = (seed ^ value) * prime;
  x ^= x >> 29;
  return x * 0xbf58476d1ce4e5b9u + 1;
}
std::uint64_t mix(std::uint64_t seed, std::string_view text) {
  for (char c : text) seed = mix(seed, static_cast<unsigned char>(c));
  return mix(seed, text.size());
}

// Blanks out, letters lower case, but for what stands in quotes.
std::string without_layout(std::string_view text) {
  std::string out;
  char quote = 0;
  for (char c : text) {
    if (quote) {
      out += c;
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
      out += c;
    } else if (!is_blank(c)) {
      out += to_lower(c);
    }
  }
  return out;
}

// The characters of a string literal, whatever delimits them.
std::string string_value(std::string_view text) {
  std::size_t open = text.find_first_of("'\"");
  if (open == std::string_view::npos || text.size() < open + 2) return std::string(text);
  char quote = text[open];
  std::string out = lower(text.substr(0, open)) + '"';
  for (std::size_t i = open + 1; i + 1 < text.size(); ++i) {
    out += text[i];
    if (text[i] == quote) ++i; // doubled
  }
  return out;
}

bool is_specification(const Stmt* statement) {
  if (isa<FormatStmt>(statement) || isa<IncludeLine>(statement)) return false;
  return isa<Specification>(statement) || isa<Definition>(statement);
}

class Maker {
 public:
  Maker(const Tree& tree, const CompareOptions& options) : tree_(tree), options_(options) {}

  Items run() {
    items_.units.push_back({});
    seen_.resize(tree_.lexed.statements.size());
    if (tree_.root()) visit_children(tree_.root());
    add_text();
    sort_declarations();
    return std::move(items_);
  }

 private:
  void visit_children(const Node* node) {
    for (const Field& field : layout_of(node).children) {
      if (field.kind == FieldKind::statements) {
        for (const Stmt* statement : field.statements(node)) visit(statement);
      } else if (field.kind == FieldKind::child) {
        if (auto* statement = dyn_cast<Stmt>(field.child(node))) visit(statement);
      }
    }
  }

  void visit(const Stmt* statement) {
    if ((options_.exec_only && is_specification(statement)) ||
        (!options_.directives && isa<DirectiveStmt>(statement))) {
      StatementRange range = statements_of(tree_, statement);
      for (std::uint32_t k = range.first; k <= range.last; ++k) seen_[k] = true;
      return;
    }
    if (auto* region = dyn_cast<ConditionalRegion>(statement)) return visit_region(region);
    bool holds = false;
    for (const Field& field : layout_of(statement).children)
      holds = holds || field.kind == FieldKind::statements;
    if (!holds) return add(statement);
    bool opens = isa<Procedure>(statement) || isa<MainProgram>(statement);
    std::uint32_t outer = unit_;
    if (opens) {
      unit_ = static_cast<std::uint32_t>(items_.units.size());
      items_.units.push_back({outer, {}});
      find_locals(statement);
    }
    visit_children(statement);
    unit_ = outer;
  }

  // The # lines are items, so that nothing is taken across them.
  void visit_region(const ConditionalRegion* region) {
    for (const Stmt* at : region->alternatives) {
      add_line(at->statement);
      auto* alternative = dyn_cast<Alternative>(at);
      if (alternative && !alternative->opaque) visit_children(alternative);
    }
    add_line(statements_of(tree_, region).last);
  }

  void find_locals(const Stmt* unit) {
    auto& locals = items_.units[unit_].locals;
    const StmtList* body = nullptr;
    const Stmt* begin = nullptr;
    for (const Field& field : layout_of(unit).children) {
      if (field.kind == FieldKind::statements) body = &field.statements(unit);
      else if (!begin) begin = dyn_cast<Stmt>(field.child(unit));
    }
    for (const Stmt* statement : *body) {
      auto* declaration = dyn_cast<TypeDeclStmt>(statement);
      if (!declaration) continue;
      for (const EntityDecl* entity : declaration->entities) locals.insert(tree_.spelling(entity->name));
    }
    if (!begin) return;
    for_each_child(begin, [&](const Node* child) {
      if (auto* dummy = dyn_cast<NameRef>(child)) locals.erase(tree_.spelling(dummy->name));
      if (auto* suffix = dyn_cast<Suffix>(child); suffix && suffix->result != no_name)
        locals.erase(tree_.spelling(suffix->result));
    });
    if (auto* function = dyn_cast<FunctionStmt>(begin)) locals.erase(tree_.spelling(function->name));
  }

  // ---- items ----

  void add(const Stmt* statement) {
    if (statement->has_tokens()) seen_[statement->statement] = true;
    Item item;
    item.node = statement;
    item.place = tree_.location(statement);
    item.unit = unit_;
    if (auto* declaration = dyn_cast<TypeDeclStmt>(statement);
        declaration && !declaration->entities.empty()) {
      std::uint64_t seed = mix(node_hash(declaration->type), any_order(declaration->attributes));
      for (const EntityDecl* entity : declaration->entities) {
        item.node = entity;
        item.type = declaration;
        item.place = tree_.location(entity);
        item.hash = mix(seed, node_hash(entity));
        item.order = options_.rename_locals ? item.hash | 2 : mix(1, tree_.spelling(entity->name)) | 2;
        items_.statements.push_back(item);
      }
      return;
    }
    if (auto* use = dyn_cast<UseStmt>(statement)) {
      item.hash = mix(mix(7, tree_.spelling(use->module)), mix(use->only, any_order(use->items)));
      item.hash = mix(item.hash, static_cast<std::uint64_t>(use->nature));
      item.order = (mix(3, tree_.spelling(use->module)) | 2) & ~std::uint64_t{1};
    } else if (auto* attribute = dyn_cast<AttributeStmt>(statement)) {
      item.hash = mix(node_hash(attribute->attribute), any_order(attribute->items));
      item.order = item.hash | 2;
    } else if (auto* directive = dyn_cast<DirectiveStmt>(statement)) {
      item.hash = node_hash(directive);
    } else {
      item.hash = node_hash(statement);
      if (isa<ParameterStmt>(statement) || isa<ProcedureDeclStmt>(statement)) item.order = item.hash | 2;
    }
    item.hash = mix(item.hash, statement->label);
    items_.statements.push_back(item);
  }

  void add_line(std::uint32_t k) {
    seen_[k] = true;
    const Statement& line = tree_.lexed.statements[k];
    const PreprocessorGroup& group = tree_.lexed.groups[line.group];
    std::uint32_t begin = tree_.lexed.tokens[line.first].begin;
    std::uint32_t end =
        line.kind == StatementKind::endif_line ? group.end : group.branches[line.branch].line_end;
    add_text_item(begin, end, items_.statements);
  }

  void add_text_item(std::uint32_t begin, std::uint32_t end, std::vector<Item>& to) {
    std::string_view text = trim(tree_.source().slice(begin, end));
    if (text.empty()) return;
    std::string words;
    for (char c : text)
      if (!is_blank(c) && c != '\n' && c != '\r') words += c;
      else if (words.back() != ' ') words += ' ';
    auto at = static_cast<std::uint32_t>(text.data() - tree_.source().text().data());
    Item item;
    item.hash = mix(11, words);
    item.place = {&tree_.source(), at, at + static_cast<std::uint32_t>(text.size())};
    to.push_back(item);
  }

  // Inactive statements that do not parse where they stand, and the # lines of torn groups.
  void add_unseen() {
    for (std::uint32_t k = 0; k < seen_.size(); ++k) {
      const Statement& statement = tree_.lexed.statements[k];
      if (seen_[k]) continue;
      if (statement.kind >= StatementKind::if_line) {
        add_line(k);
      } else if (statement.inactive && statement.last > statement.first &&
                 (options_.directives || statement.kind != StatementKind::directive)) {
        Item item;
        item.hash = 17;
        for (std::uint32_t i = statement.first; i < statement.last; ++i)
          item.hash = mix(item.hash, without_layout(tree_.token_text(i)));
        item.place = tree_.lexed.location(statement.first, statement.last - 1);
        items_.statements.push_back(item);
      }
    }
  }

  // What no tree holds, where it stands among the statements; comments by themselves.
  void add_text() {
    add_unseen();
    std::vector<Item> text;
    for (const Mark& mark : tree_.lexed.marks) {
      if (mark.kind == MarkKind::comment) {
        if (!options_.comments) continue;
        std::uint32_t begin = mark.begin + (mark.end > mark.begin ? 1 : 0); // its first character marks it
        add_text_item(begin, mark.end, items_.comments);
      } else if (mark.kind == MarkKind::preprocessor || mark.kind == MarkKind::inactive) {
        for (std::uint32_t at = mark.begin; at < mark.end;) {
          std::size_t newline = tree_.source().text().find('\n', at);
          std::uint32_t end = newline == std::string_view::npos || newline >= mark.end
                                  ? mark.end
                                  : static_cast<std::uint32_t>(newline) + 1;
          add_text_item(at, end, text);
          at = end;
        }
      }
    }
    // The # lines of whole groups are there already.
    std::unordered_set<std::uint32_t> known;
    for (const Item& item : items_.statements)
      if (!item.node) known.insert(item.place.begin);
    std::erase_if(text, [&](const Item& item) { return known.count(item.place.begin) != 0; });
    std::vector<Item> all(items_.statements.size() + text.size());
    auto before = [](const Item& a, const Item& b) { return a.place.begin < b.place.begin; };
    std::stable_sort(items_.statements.begin(), items_.statements.end(), before);
    std::merge(items_.statements.begin(), items_.statements.end(), text.begin(), text.end(), all.begin(),
               before);
    items_.statements = std::move(all);
  }

  // Neighbouring declarations, and neighbouring USE statements, in an order that their names give.
  void sort_declarations() {
    auto& list = items_.statements;
    for (std::size_t i = 0; i < list.size();) {
      std::size_t end = i;
      auto use = [&](std::size_t k) { return list[k].node && isa<UseStmt>(list[k].node); };
      while (end < list.size() && list[end].order != 0 && use(end) == use(i) &&
             list[end].unit == list[i].unit)
        ++end;
      std::stable_sort(list.begin() + static_cast<std::ptrdiff_t>(i),
                       list.begin() + static_cast<std::ptrdiff_t>(end),
                       [](const Item& a, const Item& b) { return a.order < b.order; });
      i = std::max(end, i + 1);
    }
  }

  // ---- hashes ----

  template <class T> std::uint64_t any_order(const List<T>& list) {
    std::uint64_t sum = list.size();
    for (const T* item : list) sum += node_hash(item);
    return sum;
  }

  std::uint64_t node_hash(const Node* node) {
    if (!node) return 1;
    std::uint64_t hash = mix(5, static_cast<std::uint64_t>(node->kind));
    if (auto* end = dyn_cast<EndStmt>(node)) // END alone means the same as END SUBROUTINE name
      return mix(hash, end->parent ? static_cast<std::uint64_t>(end->parent->kind) : 0);
    std::string text = meaning_of(tree_, node);
    if (!text.empty()) hash = mix(hash, text);
    for (const Field& field : layout_of(node).fields) {
      if (says_nothing(node, field)) continue;
      switch (field.kind) {
      case FieldKind::child: hash = mix(hash, node_hash(field.child(node))); break;
      case FieldKind::list: {
        std::size_t size = field.list_size(node);
        bool clauses = isa<DirectiveStmt>(node) && std::string_view(field.name) == "clauses";
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < size; ++i) {
          std::uint64_t item = node_hash(field.list_item(node, i));
          if (clauses) sum += item;
          else hash = mix(hash, item);
        }
        hash = mix(hash, sum + size);
        break;
      }
      case FieldKind::statements: break; // items of their own
      case FieldKind::name: {
        Name name = field.name_value(node);
        std::string_view spelled = name == no_name ? std::string_view() : tree_.spelling(name);
        bool local = options_.rename_locals && name != no_name && holds_variable(node) &&
                     unit_of_local(items_, unit_, spelled) != no_unit;
        hash = local ? mix(hash, 13) : mix(hash, spelled);
        break;
      }
      case FieldKind::token: break;
      case FieldKind::enumeration: hash = mix(hash, field.enumeration(node)); break;
      case FieldKind::flag: hash = mix(hash, field.flag(node)); break;
      }
    }
    return hash;
  }

  const Tree& tree_;
  const CompareOptions& options_;
  Items items_;
  std::vector<bool> seen_; // statements of the source that a node is of
  std::uint32_t unit_ = 0;
};

} // namespace

std::string meaning_of(const Tree& tree, const Node* node) {
  switch (node->kind) {
  case NodeKind::StringLiteral: return string_value(own_text(tree, node));
  case NodeKind::IntegerLiteral:
  case NodeKind::RealLiteral:
  case NodeKind::OperatorName: return lower(own_text(tree, node));
  case NodeKind::BozLiteral: return lower(string_value(own_text(tree, node)));
  case NodeKind::HollerithLiteral: return own_text(tree, node);
  case NodeKind::OpaqueText:
  case NodeKind::UnparsedStatement: return without_layout(own_text(tree, node));
  case NodeKind::NamedItem:
    return cast<NamedItem>(node)->item == ItemKind::operator_ ? without_layout(own_text(tree, node)) : "";
  default: return {};
  }
}

std::uint32_t unit_of_local(const Items& items, std::uint32_t unit, std::string_view name) {
  for (; unit != 0; unit = items.units[unit].outer)
    if (items.units[unit].locals.count(name) != 0) return unit;
  return no_unit;
}

bool holds_variable(const Node* node) {
  switch (node->kind) {
  case NodeKind::NameRef:
  case NodeKind::EntityDecl:
  case NodeKind::ConcurrentControl: return true;
  case NodeKind::NamedItem: return isa<AttributeStmt>(node->parent) || isa<ItemGroup>(node->parent);
  case NodeKind::KeywordArgument: return isa<ParameterStmt>(node->parent);
  default: return false;
  }
}

bool says_nothing(const Node* node, const Field& field) {
  std::string_view name = field.name;
  if (isa<TypeDeclStmt>(node)) return name == "double_colon";
  return false;
}

Items items_of(const Tree& tree, const CompareOptions& options) { return Maker(tree, options).run(); }

} // namespace isotach
