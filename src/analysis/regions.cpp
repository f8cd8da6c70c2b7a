#include "analysis/regions.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/strings.h"
#include "tree/directive_pairs.h"
#include "tree/edit.h"
#include "tree/text.h"

namespace isotach {

namespace {

constexpr std::string_view no_end = "it has no END directive in its list of statements";
constexpr std::string_view no_loop = "no loop follows it in its list of statements";
constexpr std::string_view no_statement = "the statement it applies to does not follow it";
constexpr std::string_view other_name = "its END directive has another name";
constexpr std::string_view late_end = "its END directive does not follow its loop";
constexpr std::string_view end_outside = "its END directive may stand after an enclosing loop, whose last "
                                         "statement the loop shares";
constexpr std::string_view unreadable = "a directive inside cannot be read";
constexpr std::string_view hidden = "inactive text inside holds a directive";
constexpr std::string_view variants = "it depends on the variant that is chosen";
constexpr std::string_view no_rule = "the directive is not in the table";
constexpr std::string_view no_sections = "it stands in no SECTIONS directive";

bool is_sections(const DirectiveStmt* directive) {
  return directive->directive == DirectiveKind::omp_sections ||
         directive->directive == DirectiveKind::omp_parallel_sections;
}

// Does a loop end on a statement that an enclosing loop ends on too?
bool shares_end(const DoConstruct* loop) { return loop->has(node_flag::shared_end); }

} // namespace

// Makes the facts of one list: pairs first, then what each directive holds, then what is around each
// statement.
class RegionMaker {
 public:
  RegionMaker(const Tree& tree, const std::vector<std::uint32_t>& hidden_places, const Node* holder,
              const StmtList& list)
      : tree_(tree), hidden_places_(hidden_places), alternative_(isa<Alternative>(holder)) {
    for (Stmt* statement : list) {
      position_.emplace(statement, static_cast<std::uint32_t>(statements_.size()));
      statements_.push_back(statement);
    }
    find_hidden(holder);
    pair();
  }

  // What this list, as a branch of a #if group, opens or closes for statements outside it.
  struct Leaks {
    std::vector<DirectiveStmt*> opens, ends;
    bool any() const { return !opens.empty() || !ends.empty(); }
  };
  const Leaks& leaks() const { return leaks_; }

  void make(std::deque<DirectiveRegion>& regions, Regions::ListFacts& facts, const DirectiveRegion* outer) {
    for (Stmt* statement : statements_)
      if (auto* directive = dyn_cast<DirectiveStmt>(statement)) extent(directive);
    for (const Leaked& leaked : leaked_) extent(leaked);
    std::stable_sort(extents_.begin(), extents_.end(),
                     [](const Extent& a, const Extent& b) { return a.from < b.from; });
    nest(regions, facts, outer);
  }

 private:
  struct Extent {
    DirectiveRegion region;
    std::uint32_t from, to; // positions of what it holds, or may hold: from <= i < to
  };
  struct Leaked {                        // a directive of a branch that is open at the branch's end
    DirectiveStmt* directive;            // null: one in text that is in no tree
    std::uint32_t at;                    // after this position
    std::optional<std::uint32_t> closed; // position of what closes it, or of the group that holds that
    std::string_view reason;
  };
  struct Doubt { // why a region is not known, and how far it may go
    std::string_view reason;
    std::uint32_t to;
    std::uint32_t group; // that holds its END
  };
  static constexpr std::uint32_t no_group = 0xffffffffu;

  std::uint32_t size() const { return static_cast<std::uint32_t>(statements_.size()); }
  std::uint32_t position(const Stmt* statement) const { return position_.at(statement); }
  Stmt* at(std::uint32_t i) const { return i < size() ? statements_[i] : nullptr; }

  // Directives in the inactive text of torn #if groups: after them, anything may be held.
  void find_hidden(const Node* holder) {
    const auto& tokens = tree_.lexed.tokens;
    for (std::uint32_t place : hidden_places_) {
      if (holder->has_tokens() &&
          (place < tokens[holder->first_token].begin || place >= tokens[holder->last_token].end()))
        continue;
      std::uint32_t i = 0;
      while (i < size() &&
             !(statements_[i]->has_tokens() && tokens[statements_[i]->last_token].end() > place))
        ++i;
      hidden_.push_back(i);
      // Inside a statement, its own list knows; in another view a construct may end before the directive.
      bool inside = i < size() && tokens[statements_[i]->first_token].begin <= place;
      if (!inside) leaked_.push_back({nullptr, i, {}, hidden});
      else if (isa<Construct>(statements_[i])) leaked_.push_back({nullptr, i + 1, {}, hidden});
    }
  }

  // ---- pairs ----

  void pair() {
    DirectivePairs pairs;
    for (std::uint32_t i = 0; i < size(); ++i) {
      Stmt* statement = statements_[i];
      if (is_unreadable(statement)) {
        unreadable_.push_back(i);
        leaked_.push_back({nullptr, i + 1, {}, unreadable});
      }
      if (auto* region = dyn_cast<ConditionalRegion>(statement)) enter(region, i, pairs);
      auto* directive = dyn_cast<DirectiveStmt>(statement);
      if (directive && directive->is_end && close_leaked(directive, i, &pairs)) continue;
      DirectivePairs::Result result = pairs.add(tree_.lexed, statement);
      if (result.found == DirectivePairs::Found::other_name) {
        doubts_.emplace(result.begin, Doubt{other_name, alternative_ ? size() : i, no_group});
        if (alternative_) { // it rather closes something before the #if group
          leaks_.ends.push_back(directive);
          if (!applies_to_loop(result.begin)) leaks_.opens.push_back(result.begin);
          continue;
        }
      }
      if (result.begin) {
        end_of_.emplace(result.begin, directive);
        begin_of_.emplace(directive, result.begin);
      }
      if (result.found == DirectivePairs::Found::unmatched) leaks_.ends.push_back(directive);
      if (directive && directive->directive == DirectiveKind::omp_section && !directive->is_end)
        sections_.push_back(directive);
    }
    if (!alternative_) return;
    for (const DirectivePairs::Open& open : pairs.open)
      if (applies_to_loop(open.begin) ? !loop_after(open.begin) : open.needs_end || !open.begin->next)
        leaks_.opens.push_back(open.begin);
    const DirectiveStmt* end = nullptr;
    for (DirectiveStmt* section : sections_)
      if (!section_end(position(section), end)) leaks_.opens.push_back(section);
    for (const Leaked& leaked : leaked_)
      if (!leaked.closed && leaked.directive) leaks_.opens.push_back(leaked.directive);
  }

  bool is_unreadable(const Stmt* statement) const {
    return isa<UnparsedStatement>(statement) && !statement->has(node_flag::synthetic) &&
           tree_.lexed.statements[statement->statement].kind == StatementKind::directive;
  }

  // A branch that is kept as text; does it have a directive?
  bool hides_directive(const Alternative* alternative) const {
    if (!alternative->opaque) return false;
    const auto& statements = tree_.lexed.statements;
    for (std::size_t i = alternative->statement + 1; i < statements.size(); ++i) {
      if (statements[i].kind > StatementKind::if_line &&
          statements[i].group == statements[alternative->statement].group)
        break;
      if (statements[i].kind == StatementKind::directive) return true;
    }
    return false;
  }

  // A #if group: what its branches open stays open after it, what they close may have been opened before it.
  void enter(const ConditionalRegion* region, std::uint32_t i, DirectivePairs& pairs) {
    for (Stmt* statement : region->alternatives) {
      auto* alternative = dyn_cast<Alternative>(statement);
      if (!alternative) continue;
      if (hides_directive(alternative)) {
        hidden_.push_back(i);
        leaked_.push_back({nullptr, i + 1, {}, hidden});
      }
      RegionMaker inner(tree_, hidden_places_, alternative, alternative->body);
      std::vector<const DirectiveStmt*> closed; // in this branch
      for (DirectiveStmt* end : inner.leaks().ends)
        if (!close_leaked(end, i, nullptr) && !close_in_branch(end, i, pairs, closed))
          leaks_.ends.push_back(end);
      for (DirectiveStmt* begin : inner.leaks().opens) leaked_.push_back({begin, i + 1, {}, half_in_branch});
    }
  }

  // An END in a branch closes the innermost directive of its name, in the view that takes the branch. One
  // that an earlier group closes in its view may be meant as well.
  bool close_in_branch(const DirectiveStmt* end, std::uint32_t i, DirectivePairs& pairs,
                       std::vector<const DirectiveStmt*>& closed) {
    bool any = false;
    for (auto open = pairs.open.rbegin(); open != pairs.open.rend(); ++open) {
      if (!closes(end, open->begin) || std::ranges::find(closed, open->begin) != closed.end()) continue;
      auto [doubt, is_new] = doubts_.try_emplace(open->begin, Doubt{half_in_branch, i + 1, i});
      bool own = is_new || doubt->second.group == i;
      doubt->second.to = std::max(doubt->second.to, i + 1);
      open->needs_end = false;
      any = true;
      if (!own) continue;
      closed.push_back(open->begin);
      break;
    }
    return any;
  }

  // Closes all that the branches of one group opened and this END may mean, unless something in the list
  // itself is nearer.
  bool close_leaked(const DirectiveStmt* end, std::uint32_t i, const DirectivePairs* pairs) {
    auto fits = [&](const Leaked& leaked) {
      return leaked.directive && closes(end, leaked.directive) &&
             (!leaked.closed || (!pairs && *leaked.closed == i));
    };
    auto found = std::find_if(leaked_.rbegin(), leaked_.rend(), fits);
    if (found == leaked_.rend()) return false;
    std::uint32_t group = found->at;
    if (pairs)
      for (const DirectivePairs::Open& open : pairs->open)
        if (closes(end, open.begin) && position(open.begin) >= group) return false;
    for (Leaked& leaked : leaked_)
      if (leaked.at == group && fits(leaked)) leaked.closed = i;
    return true;
  }

  // ---- what a directive holds ----

  void extent(DirectiveStmt* directive) {
    if (directive->is_end) return;
    std::uint32_t i = position(directive);
    auto end = end_of_.find(directive);
    DirectiveRegion region{directive, nullptr, nullptr, end == end_of_.end() ? nullptr : end->second,
                           nullptr,   {}};
    std::uint32_t stop = region.end ? position(region.end) : size();
    auto not_known = [&](std::string_view reason, std::uint32_t to) {
      region.unknown = reason;
      region.first = region.last = nullptr;
      extents_.push_back({region, i + 1, to});
    };
    auto known = [&](std::uint32_t from, std::uint32_t to) {
      if (from < to) region.first = at(from), region.last = at(to - 1);
      extents_.push_back({region, from, to});
    };
    if (auto doubt = doubts_.find(directive); doubt != doubts_.end())
      return not_known(doubt->second.reason, std::max(doubt->second.to, region.end ? stop : 0));
    if (directive->directive == DirectiveKind::none) {
      if (directive->family == DirectiveFamily::openmp || directive->family == DirectiveFamily::openacc)
        not_known(no_rule, size());
      return;
    }
    Holds held = holds(directive);
    switch (held) {
    case Holds::nothing:
    case Holds::declares: return;
    case Holds::chosen: return not_known(variants, size());
    case Holds::loop: {
      std::string_view reason = no_loop;
      Stmt* loop = loop_after(directive, &reason);
      if (!loop) return not_known(alternative_ && reason == no_loop ? half_in_branch : reason, stop);
      std::uint32_t after = position(loop) + 1;
      if (region.end)
        for (std::uint32_t k = after; k < stop; ++k)
          if (auto* between = dyn_cast<DirectiveStmt>(at(k)); !between || !between->is_end)
            return not_known(late_end, stop);
      if (!region.end && end_after_shared(loop, directive)) return not_known(end_outside, after);
      return known(i + 1, after);
    }
    case Holds::section: {
      const DirectiveStmt* next = nullptr;
      if (!section_end(i, next)) return not_known(alternative_ ? half_in_branch : no_sections, size());
      std::uint32_t to = position(next);
      std::string_view doubt = doubt_in(i + 1, to);
      for (const Leaked& leaked : leaked_) // a SECTION in a branch
        if (leaked.directive && leaked.directive->directive == DirectiveKind::omp_section && i < leaked.at &&
            leaked.at <= to)
          doubt = half_in_branch;
      if (!doubt.empty()) return not_known(doubt, to);
      return known(i + 1, to);
    }
    default: break;
    }
    bool capture = directive->directive == DirectiveKind::acc_atomic_capture ||
                   find_clause(directive, ClauseKind::omp_capture) ||
                   find_clause(directive, ClauseKind::acc_capture);
    if (region.end) {
      if (std::string_view doubt = doubt_in(i + 1, stop); !doubt.empty()) return not_known(doubt, stop);
      bool one = (held == Holds::statement && !capture) || held == Holds::allocation;
      if (one && !is_whole(i + 1, stop)) return not_known(no_statement, stop);
      return known(i + 1, stop);
    }
    if ((held == Holds::block || held == Holds::loops) && directive->family == DirectiveFamily::openmp &&
        is_block(at(i + 1)))
      return known(i + 1, i + 2);
    if (held == Holds::statement && !capture) {
      if (isa<Action>(at(i + 1)) || isa<IfConstruct>(at(i + 1))) return known(i + 1, i + 2);
      return not_known(alternative_ && !at(i + 1) ? half_in_branch : no_statement, std::min(i + 2, size()));
    }
    if (held == Holds::allocation) {
      std::uint32_t k = i + 1;
      for (auto* more = dyn_cast<DirectiveStmt>(at(k));
           more && more->directive == DirectiveKind::omp_allocate; more = dyn_cast<DirectiveStmt>(at(k)))
        ++k;
      if (isa<AllocateStmt>(at(k))) return known(i + 1, k + 1);
      if (isa<ConditionalRegion>(at(k)) || (!at(k) && alternative_)) return not_known(half_in_branch, k + 1);
      if (directive->directive == DirectiveKind::omp_allocators)
        not_known(no_statement, std::min(k + 1, size()));
      return; // ALLOCATE that declares
    }
    not_known(alternative_ ? half_in_branch : no_end, size());
  }

  // Is a stretch one statement, but for ALLOCATE directives above an ALLOCATE statement?
  bool is_whole(std::uint32_t from, std::uint32_t to) const {
    for (; from + 1 < to; ++from) {
      auto* directive = dyn_cast<DirectiveStmt>(at(from));
      if (!directive || directive->directive != DirectiveKind::omp_allocate) return false;
    }
    return from < to && (isa<Action>(at(from)) || isa<IfConstruct>(at(from)));
  }

  // A directive of a branch that is open after its group: what follows may be held.
  void extent(const Leaked& leaked) {
    std::uint32_t to = leaked.closed ? *leaked.closed : size();
    if (leaked.closed && isa<ConditionalRegion>(at(to))) ++to; // somewhere in there
    if (leaked.directive && applies_to_loop(leaked.directive)) {
      std::uint32_t k = leaked.at;
      while (isa<DirectiveStmt>(at(k)) || isa<ConditionalRegion>(at(k))) ++k;
      to = std::min(to, std::min(k + 1, size()));
    }
    const DirectiveStmt* end = nullptr;
    if (leaked.directive && leaked.directive->directive == DirectiveKind::omp_section && leaked.at > 0 &&
        section_end(leaked.at - 1, end))
      to = position(end);
    std::uint32_t from = std::min(leaked.at, size());
    extents_.push_back(
        {{leaked.directive, nullptr, nullptr, nullptr, nullptr, leaked.reason}, from, std::max(from, to)});
  }

  // The last statement of the loop that a directive is about: the loop, or the END of a directive about it
  // that stands in between.
  Stmt* loop_after(const DirectiveStmt* directive, std::string_view* reason = nullptr) {
    std::uint32_t i = position(directive) + 1;
    std::vector<const DirectiveStmt*> between;
    for (; isa<DirectiveStmt>(at(i)); ++i) {
      auto* other = cast<DirectiveStmt>(at(i));
      if (other->is_end) return nullptr;
      if (applies_to_loop(other)) between.push_back(other);
      else if (other->family != DirectiveFamily::vendor && other->directive != DirectiveKind::none)
        return nullptr;
    }
    if (isa<ConditionalRegion>(at(i)) && reason) *reason = half_in_branch;
    if (!isa<DoConstruct>(at(i)) && !isa<PsyLoop>(at(i))) return nullptr;
    // ENDs of the inner ones belong to what the outer one holds.
    while (auto* end = dyn_cast<DirectiveStmt>(at(i + 1))) {
      auto begin = begin_of_.find(end);
      if (begin == begin_of_.end() || std::ranges::find(between, begin->second) == between.end()) break;
      ++i;
    }
    return at(i);
  }

  // An END for this directive after an enclosing loop that ends on the same statement as `loop`.
  bool end_after_shared(const Stmt* loop, const DirectiveStmt* directive) const {
    auto* inner = dyn_cast<DoConstruct>(loop);
    auto* outer = inner ? dyn_cast<DoConstruct>(inner->parent) : nullptr;
    while (outer && shares_end(outer) && outer->body.last() == inner) {
      for (const Stmt* after = outer->next; isa<DirectiveStmt>(after); after = after->next)
        if (closes(cast<DirectiveStmt>(after), directive)) return true;
      inner = outer;
      outer = dyn_cast<DoConstruct>(outer->parent);
    }
    return false;
  }

  // The next SECTION of the same SECTIONS, or its END.
  bool section_end(std::uint32_t i, const DirectiveStmt*& end) {
    if (section_ends_.empty())
      for (auto& [begin, closing] : end_of_)
        if (is_sections(begin)) section_ends_.emplace_back(position(begin), position(closing));
    std::optional<std::pair<std::uint32_t, std::uint32_t>> own; // the innermost pair around it
    for (const auto& range : section_ends_)
      if (range.first < i && i < range.second && (!own || own->first < range.first)) own = range;
    if (!own) return false;
    auto inside = [&](std::uint32_t k) { // of an inner pair
      return std::ranges::any_of(section_ends_, [&](const auto& range) {
        return range.first > own->first && range.second < own->second && range.first < k && k < range.second;
      });
    };
    for (const DirectiveStmt* next : sections_) {
      std::uint32_t k = position(next);
      if (k <= i || k >= own->second || inside(k)) continue;
      end = next;
      return true;
    }
    end = cast<DirectiveStmt>(at(own->second));
    return true;
  }

  // Why a stretch of statements may hold another half than those seen.
  std::string_view doubt_in(std::uint32_t from, std::uint32_t to) const {
    auto inside = [&](std::uint32_t i) { return from <= i && i < to; };
    if (std::ranges::any_of(unreadable_, inside)) return unreadable;
    if (std::ranges::any_of(hidden_, inside)) return hidden;
    return {};
  }

  // ---- what is around each statement ----

  void nest(std::deque<DirectiveRegion>& regions, Regions::ListFacts& facts, const DirectiveRegion* outer) {
    struct OpenRegion {
      const DirectiveRegion* region;
      std::uint32_t to;
    };
    std::vector<OpenRegion> open;
    auto next = extents_.begin();
    for (std::uint32_t i = 0; i <= size(); ++i) {
      std::erase_if(open, [&](const OpenRegion& entry) { return entry.to <= i; });
      // A region starts after its directive, so that one that starts here does not hold itself.
      for (; next != extents_.end() && next->from == i; ++next) {
        DirectiveRegion& made = regions.emplace_back(next->region);
        made.outer = open.empty() ? outer : open.back().region;
        if (made.directive && position_.contains(made.directive)) {
          facts.of.emplace(made.directive, &made);
          if (made.end) facts.of.emplace(made.end, &made);
        }
        if (next->from < next->to) open.push_back({&made, next->to});
      }
      if (i < size() && !open.empty()) facts.around.emplace(statements_[i], open.back().region);
    }
  }

  const Tree& tree_;
  const std::vector<std::uint32_t>& hidden_places_;
  bool alternative_;
  std::vector<Stmt*> statements_;
  std::unordered_map<const Stmt*, std::uint32_t> position_;
  std::unordered_map<const DirectiveStmt*, DirectiveStmt*> end_of_, begin_of_;
  std::unordered_map<const DirectiveStmt*, Doubt> doubts_;
  std::vector<DirectiveStmt*> sections_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> section_ends_;
  std::vector<std::uint32_t> unreadable_, hidden_;
  std::vector<Leaked> leaked_;
  Leaks leaks_;
  std::vector<Extent> extents_;
};

namespace {
const StmtList* statements_in(const Node* holder) {
  for (const Field& field : layout_of(holder).children)
    if (field.kind == FieldKind::statements) return &field.statements(holder);
  return nullptr;
}

// The node whose list a statement is in; null for the parts of a construct, and for what is detached.
const Node* holder_of(const Stmt* statement) {
  const Node* parent = statement->parent;
  const StmtList* list = parent ? statements_in(parent) : nullptr;
  if (!list) return nullptr;
  bool linked = statement->previous || statement->next || list->first() == statement;
  return linked && !statement->has(node_flag::detached) ? parent : nullptr;
}
} // namespace

Regions::Regions(const Tree& tree) : tree_(&tree) {
  const LexedFile& lexed = tree.lexed;
  for (const PreprocessorGroup& group : lexed.groups) {
    if (!group.torn) continue;
    for (std::size_t b = 0; b < group.branches.size(); ++b) {
      if (group.branches[b].active) continue;
      std::uint32_t end = b + 1 < group.branches.size() ? group.branches[b + 1].begin : group.end;
      auto begin_of = [&](const Statement& statement) { return lexed.tokens[statement.first].begin; };
      auto at = std::ranges::lower_bound(lexed.statements, group.branches[b].line_end, {}, begin_of);
      for (; at != lexed.statements.end() && begin_of(*at) < end; ++at)
        if (at->kind == StatementKind::directive) hidden_.push_back(begin_of(*at));
    }
  }
}

const Regions::ListFacts& Regions::list_of(const Node* holder) {
  // What is around the holder, first: it may have been edited since.
  const DirectiveRegion* outer = nullptr;
  std::uint64_t outer_made = 0;
  for (const Node* at = holder; at; at = at->parent) {
    auto* statement = dyn_cast<Stmt>(at);
    const Node* above = statement ? holder_of(statement) : nullptr;
    if (!above) continue;
    const ListFacts& facts = list_of(above);
    outer = facts.around_or_outer(statement);
    outer_made = facts.made;
    break;
  }
  auto found = lists_.find(holder);
  if (found != lists_.end() && found->second.outer_made == outer_made) return found->second;
  ListFacts facts;
  facts.made = ++makings_;
  facts.outer_made = outer_made;
  facts.outer = outer;
  RegionMaker(*tree_, hidden_, holder, *statements_in(holder)).make(regions_, facts, outer);
  return lists_.insert_or_assign(holder, std::move(facts)).first->second;
}

const DirectiveRegion* Regions::around(const Stmt* statement) & {
  for (const Node* at = statement; at; at = at->parent) {
    auto* part = dyn_cast<Stmt>(at);
    if (const Node* holder = part ? holder_of(part) : nullptr) return list_of(holder).around_or_outer(part);
  }
  return nullptr;
}

const DirectiveRegion* Regions::of(const DirectiveStmt* directive) & {
  const Node* holder = holder_of(directive);
  if (!holder) return nullptr;
  const ListFacts& facts = list_of(holder);
  auto found = facts.of.find(directive);
  return found == facts.of.end() ? nullptr : found->second;
}

void Regions::forget(const Node* holder) {
  lists_.erase(holder);
  // A branch of a #if group says what is open after the group.
  if (isa<Alternative>(holder) && holder->parent && holder->parent->parent) forget(holder->parent->parent);
}

std::size_t associated_loops(const Tree& tree, const DirectiveStmt* directive) {
  auto number = [&](const Node* node) -> std::size_t {
    std::size_t count = 0;
    for (char c : own_text(tree, node)) {
      if (!is_digit(c) || count > 1000) return 1;
      count = count * 10 + static_cast<std::size_t>(c - '0');
    }
    return std::max<std::size_t>(count, 1);
  };
  if (directive->directive == DirectiveKind::cuf_kernel_do)
    return directive->arguments.empty() ? 1 : number(directive->arguments.front());
  std::size_t count = 1;
  for (const Clause* clause : directive->clauses) {
    if (clause->arguments.empty()) continue;
    if (clause->clause == ClauseKind::omp_collapse || clause->clause == ClauseKind::acc_collapse ||
        clause->clause == ClauseKind::omp_ordered)
      count = std::max(count, number(clause->arguments.front()));
    if (clause->clause == ClauseKind::omp_sizes || clause->clause == ClauseKind::acc_tile)
      count = std::max(count, clause->arguments.size());
  }
  return count;
}

} // namespace isotach
