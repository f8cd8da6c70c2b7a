#include "analysis/claims.h"

#include "tree/directives.h"

namespace isotach {

namespace {

bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != words.npos; at = words.find(word, at + 1)) {
    std::size_t end = at + word.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

// The OpenACC construct around, where LOOP is not independent unless it says so.
bool in_kernels_or_serial(const DirectiveRegion* region) {
  for (; region; region = region->outer) {
    if (!region->directive) return true; // not known
    switch (region->directive->directive) {
    case DirectiveKind::acc_kernels:
    case DirectiveKind::acc_kernels_loop:
    case DirectiveKind::acc_serial:
    case DirectiveKind::acc_serial_loop: return true;
    case DirectiveKind::acc_parallel:
    case DirectiveKind::acc_parallel_loop: return false;
    default: break;
    }
  }
  return false; // in a ROUTINE
}

bool claims(const DirectiveRegion& region) {
  const DirectiveStmt* directive = region.directive;
  const DirectiveRule& rule = rule_of(directive->directive);
  if (rule.holds != Holds::loop) return false;
  if (directive->family == DirectiveFamily::openmp) {
    if (find_clause(directive, ClauseKind::omp_ordered)) return false;
    for (std::string_view word : {"do", "distribute", "loop", "taskloop"})
      if (has_word(rule.name, word)) return true;
    return false;
  }
  if (directive->family != DirectiveFamily::openacc || find_clause(directive, ClauseKind::acc_seq) ||
      find_clause(directive, ClauseKind::acc_auto))
    return false;
  return find_clause(directive, ClauseKind::acc_independent) || !in_kernels_or_serial(&region);
}

// How many loops from the one in the list of `holder` to this one, each the only statement of the one around;
// 0: not so.
std::size_t depth_below(const Node* holder, const DoConstruct* loop) {
  std::size_t depth = 1;
  for (; loop->parent != holder; ++depth) {
    const auto* outer = dyn_cast<DoConstruct>(loop->parent);
    if (!outer || outer->body.first() != loop || outer->body.last() != loop) return 0;
    loop = outer;
  }
  return depth;
}

} // namespace

const Stmt* independence_claim(const Tree& tree, Regions& regions, const DoConstruct* loop) {
  const auto* begin = dyn_cast<DoStmt>(loop->begin);
  if (begin && begin->control && begin->control->loop == LoopKind::concurrent) return begin;
  for (const DirectiveRegion* region = regions.around(loop); region; region = region->outer) {
    if (!region->directive || !region->known() || !claims(*region)) continue;
    std::size_t depth = depth_below(region->directive->parent, loop);
    if (depth > 0 && depth <= associated_loops(tree, region->directive)) return region->directive;
  }
  return nullptr;
}

} // namespace isotach
