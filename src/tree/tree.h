// Tree: one file's Fortran as typed nodes in an arena, with the tokens they were read from.
//
// Every node has a header of 18 bytes: serial id, first and last token, parent, kind, flags. Children are
// typed fields, links of 32 bits (base/region.h); statements are linked into lists, so that inserting and
// detaching is O(1) and iteration survives edits. Facts about nodes live in side tables indexed by id, not in
// nodes. Nodes are never freed while the tree lives.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "base/names.h"
#include "lex/lex.h"

namespace isotach {

enum class NodeKind : std::uint8_t {
#include "tree/node_macros.h"
#undef NODE
#undef GROUP
#undef END_GROUP
#define NODE(kind, base) kind,
// Marks take no value from the kinds: the next enumerator has the value that it would have without them.
#define GROUP(base) first_##base, before_##base = first_##base - 1,
#define END_GROUP(base) after_##base, last_##base = after_##base - 1,
#include "tree/node_kinds.def"
  count
};
std::string_view to_string(NodeKind kind);

#define ENUMERATION(name) enum class name : std::uint8_t {
#define VALUE(name, value) value,
// clang-format off
#define END_ENUMERATION(name) };
// clang-format on
#include "tree/enums.def"
#define ENUMERATION(name) std::string_view to_string(name value);
#define VALUE(name, value)
#define END_ENUMERATION(name)
#include "tree/enums.def"

// The directives and clauses of directives.def: omp_parallel_do, acc_copyin; none: of a vendor, or not in the
// table.
enum class DirectiveKind : std::uint8_t {
  none,
#define DIRECTIVE(family, kind, name, parentheses, holds, end) family##_##kind,
#include "tree/directives.def"
  count
};
enum class ClauseKind : std::uint8_t {
  none,
#define CLAUSE(family, name, arguments, words, modifiers) family##_##name,
#include "tree/directives.def"
  count
};
std::string_view to_string(DirectiveKind value);
std::string_view to_string(ClauseKind value);

namespace node_flag {
enum : std::uint8_t {
  changed = 1,    // the text of the subtree differs from the source
  synthetic = 2,  // made by an edit: has no tokens
  shared_end = 4, // a DO that ends on a labelled statement which an inner DO holds
  detached = 8,   // a removed statement
  read_only = 16, // holds a token of a macro expansion or of an included file
  moved = 32,     // a statement of the source that stands elsewhere now
};
} // namespace node_flag

constexpr std::uint32_t no_token = 0xffffffffu;

// What is smallest stands last: a derived kind's small fields follow it without a gap.
struct alignas(Region::unit) Node {
  std::uint32_t id = 0;
  std::uint32_t first_token = no_token; // no_token: the node is empty or synthetic
  std::uint32_t last_token = no_token;  // inclusive
  Link<Node> parent;
  NodeKind kind{};
  std::uint8_t flags = 0;

  bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
  bool has_tokens() const { return first_token != no_token; }
};
static_assert(sizeof(Node) == 24); // of which a derived kind may fill the last six bytes

// The groups of node_kinds.def.
struct Expr : Node {};

struct Stmt : Node {
  Link<Stmt> previous;
  Link<Stmt> next;
  std::uint32_t label = 0;     // 0: none
  std::uint32_t statement = 0; // index into LexedFile::statements of its first statement
};
struct Definition : Stmt {};    // blocks of a specification part: R507 without its statements
struct Construct : Stmt {};     // blocks of an execution part (R514)
struct Specification : Stmt {}; // statements of a specification part, FORMAT and INCLUDE among them
struct Action : Stmt {};        // what an execution part executes (R515)
struct Psy : Stmt {};           // what an invoke executes, before it is Fortran

// A list of statements, linked through the statements themselves.
class StmtList {
 public:
  class iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Stmt*;
    using difference_type = std::ptrdiff_t;
    using pointer = Stmt**;
    using reference = Stmt*;
    explicit iterator(Stmt* at = nullptr) : at_(at) {}
    Stmt* operator*() const { return at_; }
    iterator& operator++() {
      at_ = at_->next;
      return *this;
    }
    iterator operator++(int) {
      iterator old = *this;
      at_ = at_->next;
      return old;
    }
    bool operator==(const iterator& other) const = default;

   private:
    Stmt* at_;
  };

  iterator begin() const { return iterator(first_); }
  iterator end() const { return iterator(); }
  Stmt* first() const { return first_; }
  Stmt* last() const { return last_; }
  bool empty() const { return first_ == nullptr; }

  // Links a detached statement; the caller sets its parent (see tree/edit.h for edits that keep all
  // invariants).
  void append(Stmt* statement) { insert(statement, last_, nullptr); }
  void insert(Stmt* statement, Stmt* after, Stmt* before) {
    assert(!statement->previous && !statement->next);
    statement->previous = after;
    statement->next = before;
    (after ? after->next : first_) = statement;
    (before ? before->previous : last_) = statement;
  }
  void remove(Stmt* statement) {
    (statement->previous ? statement->previous->next : first_) = statement->next;
    (statement->next ? statement->next->previous : last_) = statement->previous;
    statement->previous = statement->next = nullptr;
  }

 private:
  Link<Stmt> first_;
  Link<Stmt> last_;
};

// An array of nodes in the arena, replaced whole.
template <class T> class List {
 public:
  class iterator {
   public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = T*;
    using difference_type = std::ptrdiff_t;
    using pointer = T**;
    using reference = T*;
    iterator() = default;
    explicit iterator(const Link<T>* at) : at_(at) {}
    T* operator*() const { return *at_; }
    T* operator[](std::ptrdiff_t i) const { return at_[i]; }
    iterator& operator++() { return ++at_, *this; }
    iterator operator++(int) { return iterator(at_++); }
    iterator& operator--() { return --at_, *this; }
    iterator operator--(int) { return iterator(at_--); }
    iterator& operator+=(std::ptrdiff_t n) { return at_ += n, *this; }
    iterator& operator-=(std::ptrdiff_t n) { return at_ -= n, *this; }
    friend iterator operator+(iterator i, std::ptrdiff_t n) { return i += n; }
    friend iterator operator-(iterator i, std::ptrdiff_t n) { return i -= n; }
    friend std::ptrdiff_t operator-(iterator a, iterator b) { return a.at_ - b.at_; }
    auto operator<=>(const iterator& other) const = default;

   private:
    const Link<T>* at_ = nullptr;
  };

  List() = default;
  // `items` lie in the region, at a whole unit.
  List(Link<T>* items, std::size_t size) : size_(static_cast<std::uint32_t>(size)) { items_ = items; }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  iterator begin() const { return iterator(items_); }
  iterator end() const { return begin() + size_; }
  T* operator[](std::size_t i) const { return begin()[static_cast<std::ptrdiff_t>(i)]; }
  T* front() const { return (*this)[0]; }
  T* back() const { return (*this)[size_ - 1]; }

 private:
  Link<Link<T>> items_;
  std::uint32_t size_ = 0;
};

#include "tree/node_macros.h"
#undef NODE
#define NODE(kind, base) struct kind;
#include "tree/node_kinds.def"

#include "tree/node_macros.h"
#undef NODE
#undef END_NODE
#undef CHILD
#undef LIST
#undef STMTS
#undef NAME
#undef TOKEN
#undef ENUM
#undef FLAG
#define NODE(kind_, base)                                                                                    \
  struct kind_ : base {                                                                                      \
    static constexpr NodeKind static_kind = NodeKind::kind_;
#define END_NODE(kind)                                                                                       \
  }                                                                                                          \
  ;
#define CHILD(type, name) Link<type> name;
#define LIST(type, name) List<type> name;
#define STMTS(name) StmtList name;
#define NAME(name) Name name = no_name;
#define TOKEN(name) std::uint32_t name = no_token;
#define ENUM(type, name) type name{};
#define FLAG(name) bool name = false;
#include "tree/node_kinds.def"

namespace detail {
template <class T> struct KindRange {
  static constexpr bool holds(NodeKind kind) { return kind == T::static_kind; }
};
template <> struct KindRange<Node> {
  static constexpr bool holds(NodeKind) { return true; }
};
#include "tree/node_macros.h"
#undef GROUP
#define GROUP(base)                                                                                          \
  template <> struct KindRange<base> {                                                                       \
    static constexpr bool holds(NodeKind kind) {                                                             \
      return kind >= NodeKind::first_##base && kind <= NodeKind::last_##base;                                \
    }                                                                                                        \
  };
#include "tree/node_kinds.def"
} // namespace detail

// T is a kind or a group.
template <class T> constexpr bool is_kind(NodeKind kind) {
  return detail::KindRange<std::remove_const_t<T>>::holds(kind);
}
template <class T> bool isa(const Node* node) { return node && is_kind<T>(node->kind); }
template <class T> T* cast(Node* node) {
  assert(isa<T>(node));
  return static_cast<T*>(node);
}
template <class T> const T* cast(const Node* node) {
  assert(isa<T>(node));
  return static_cast<const T*>(node);
}
template <class T> T* dyn_cast(Node* node) { return isa<T>(node) ? static_cast<T*>(node) : nullptr; }
template <class T> const T* dyn_cast(const Node* node) {
  return isa<T>(node) ? static_cast<const T*>(node) : nullptr;
}

// What an edit makes old (tree/stamps.h); a heavier class makes old what the lighter ones do.
enum class EditClass : std::uint8_t {
  directive,   // regions and data sharing around it
  statement,   // facts of its procedure
  declaration, // names: facts of their scope and of what sees it
  unit         // program units and what they use: facts across units and files
};

// What edits know beyond the nodes, by node id: tree/edit.h fills it, the writer reads it.
struct TreeEdits {
  struct Removed {
    Stmt* statement = nullptr;
    Node* parent = nullptr; // where it was
  };
  struct Origin {
    std::string_view path;
    std::uint32_t line = 0;
  };
  std::map<std::uint32_t, Removed> removed; // statements of the source that left their place
  std::unordered_map<std::uint32_t, std::uint32_t>
      changes;                                // children that changed, were added or were removed
  std::unordered_set<std::uint32_t> trailing; // synthetic or moved: belongs to the statement before it
  std::unordered_set<std::uint32_t> above;    // synthetic: stands above the comments of what follows
  std::unordered_map<std::uint32_t, Stmt*> in_place_of; // synthetic: stands where this removed one stood
  std::unordered_map<std::uint32_t, Node*> replaced;    // synthetic part of a statement: what it replaces
  std::map<std::uint32_t, std::string_view> respelled;  // tokens that are written anew
  std::unordered_map<std::uint32_t, std::string_view>
      texts; // synthetic: spelling of literals, names, opaque text
  std::map<std::pair<std::uint32_t, std::uint16_t>, std::string_view>
      names; // synthetic: spelling of a name, by id and offset of the field
  std::unordered_map<std::uint32_t, Origin> origins; // clones of statements of a source
  // Comments that were added, "!" and what follows it.
  struct Comments {
    const Stmt* statement = nullptr;       // simple: the first of a construct; null: synthetic
    std::vector<std::string> above, below; // lines; empty: a blank one
    std::string beside;                    // at the end of its last line
  };
  std::map<std::uint32_t, Comments> comments;

  std::uint32_t version = 0; // counts edits: what was learnt of an older version may be wrong
  // Of program units, procedures and the file: the version that the last edit of each class gave them.
  std::unordered_map<std::uint32_t, std::array<std::uint32_t, 4>> stamps;
};

class Tree {
 public:
  explicit Tree(const SourceFile& source) : source_(&source) {}
  Tree(Tree&&) noexcept = default;

  const SourceFile& source() const { return *source_; }
  NameTable& names() { return names_; }
  const NameTable& names() const { return names_; }
  std::string_view spelling(Name name) const { return names_.spelling(name); }
  // The spelling of a token, as written.
  std::string_view token_text(std::uint32_t token) const { return lexed.spelling(token); }
  File* root() const { return root_; }
  void set_root(File* root) { root_ = root; }
  std::uint32_t node_count() const { return next_id_; }
  Arena& arena() { return arena_; }
  const Arena& arena() const { return arena_; }

  template <class T> T* make() {
    T* node = arena_.make<T>();
    node->kind = T::static_kind;
    node->id = next_id_++;
    return node;
  }
  // The bytes of a node as a new one with an id of its own; its children are still the original's.
  Node* make_copy(const Node* node, std::size_t size) {
    auto* copy =
        static_cast<Node*>(std::memcpy(arena_.allocate(size, alignof(std::max_align_t)), node, size));
    copy->id = next_id_++;
    return copy;
  }
  // Each item must be a T.
  template <class T> List<T> make_list(std::span<Node* const> items) {
    if (items.empty()) return {};
    auto* array = static_cast<Link<T>*>(arena_.allocate(sizeof(Link<T>) * items.size(), Region::unit));
    for (std::size_t i = 0; i < items.size(); ++i) *new (array + i) Link<T>() = static_cast<T*>(items[i]);
    return {array, items.size()};
  }

  // The bytes of the source, or of an included file, that a node came from; empty for synthetic nodes.
  std::string_view text(const Node* node) const {
    return node->has_tokens() ? lexed.text(node->first_token, node->last_token) : std::string_view();
  }
  Location location(const Node* node) const {
    while (node && !node->has_tokens()) node = node->parent;
    if (!node) return {source_, 0, 0};
    return lexed.location(node->first_token, node->last_token);
  }

  LexedFile lexed;
  TreeEdits edits;

 private:
  const SourceFile* source_;
  NameTable names_;
  Arena arena_;
  File* root_ = nullptr;
  std::uint32_t next_id_ = 0;
};

} // namespace isotach
