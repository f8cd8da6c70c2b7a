#include "gpu/openmp/refuse.h"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/kinds.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

namespace {

struct Missing {
  std::string_view name, remedy;
};

// Tried with gfortran 12.2 -fopenmp -foffload=nvptx-none, each by a program of its own.
constexpr Missing missing_directives[] = {
    {"allocators", "allocate without it"},
    {"allocate", "allocate without it"},
    {"assume", "leave it out"},
    {"assumes", "leave it out"},
    {"begin assumes", "leave it out"},
    {"begin declare target", "write !$omp declare target in each procedure"},
    {"begin declare variant", "write !$omp declare variant in the procedure"},
    {"begin metadirective", "choose the directive by #if"},
    {"metadirective", "choose the directive by #if"},
    {"declare mapper", "map each component by itself"},
    {"declare induction", "write the loop without it"},
    {"dispatch", "call the variant"},
    {"groupprivate", "use a private array"},
    {"interop", "leave it out"},
    {"workdistribute", "write loops in TARGET TEAMS DISTRIBUTE PARALLEL DO"},
    {"fuse", "change the loops themselves"},
    {"interchange", "change the loops themselves"},
    {"reverse", "change the loops themselves"},
    {"split", "change the loops themselves"},
    {"stripe", "change the loops themselves"},
    {"tile", "change the loops themselves"},
    {"unroll", "leave it out"},
};

constexpr Missing missing_clauses[] = {
    {"uses_allocators", "leave it out"},
    {"enter", "write TO"},
    {"indirect", "leave it out"},
    {"local", "write TO"},
    {"unified_shared_memory", "map the data"},
    {"unified_address", "leave it out"},
    {"reverse_offload", "end the region before the host has to work"},
    {"self_maps", "map the data"},
};

constexpr Missing missing_modifiers[] = {
    {"present", "leave it out: what is there is found"},
    {"mapper", "map each component by itself"},
    {"iterator", "map the elements one by one"},
    {"ancestor", "end the region before the host has to work"},
};

template <std::size_t size> const Missing* find(const Missing (&table)[size], std::string_view name) {
  for (const Missing& missing : table)
    if (missing.name == name) return &missing;
  return nullptr;
}

class Refuser {
 public:
  Refuser(int version, Diagnostics& diagnostics) : version_(version), diagnostics_(diagnostics) {}

  void look(const Tree& tree, const DirectiveStmt* directive) {
    if (directive->family != DirectiveFamily::openmp || directive->is_end || !in_view(directive)) return;
    std::string name;
    for (const NamedItem* word : directive->words)
      name += (name.empty() ? "" : " ") + lower(tree.spelling(word->name));
    if (const Missing* missing = find(missing_directives, name)) {
      report(tree, directive, upper(name), *missing);
      return;
    }
    for (const Clause* clause : directive->clauses) {
      std::string word = lower(tree.spelling(clause->name));
      if (const Missing* missing = find(missing_clauses, word)) report(tree, clause, upper(word), *missing);
      for (const Node* modifier : clause->modifiers) {
        std::string text = lower(trim(tree.text(modifier)));
        text = text.substr(0, text.find('('));
        if (const Missing* missing = find(missing_modifiers, text))
          report(tree, modifier, fmt::format("{}({}: ...)", upper(word), upper(text)), *missing);
      }
    }
  }

 private:
  static std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return result;
  }
  void report(const Tree& tree, const Node* place, const std::string& name, const Missing& missing) {
    diagnostics_.report(kinds::OpenmpMissing, tree.location(place), version_, name, missing.remedy);
  }

  int version_;
  Diagnostics& diagnostics_;
};

} // namespace

bool is_target_region(DirectiveKind kind) {
  switch (kind) {
  case DirectiveKind::omp_target:
  case DirectiveKind::omp_target_parallel:
  case DirectiveKind::omp_target_teams:
  case DirectiveKind::omp_target_loop:
  case DirectiveKind::omp_target_parallel_do:
  case DirectiveKind::omp_target_parallel_do_simd:
  case DirectiveKind::omp_target_parallel_loop:
  case DirectiveKind::omp_target_simd:
  case DirectiveKind::omp_target_teams_distribute:
  case DirectiveKind::omp_target_teams_distribute_parallel_do:
  case DirectiveKind::omp_target_teams_distribute_parallel_do_simd:
  case DirectiveKind::omp_target_teams_distribute_simd:
  case DirectiveKind::omp_target_teams_loop: return true;
  default: return false;
  }
}

void refuse_openmp(std::span<const Tree* const> trees, int version, Diagnostics& diagnostics) {
  if (version > 12) return; // later ones were not tried, and say themselves what they do not know
  Refuser refuser(version, diagnostics);
  for (const Tree* tree : trees)
    for_each<DirectiveStmt>(tree->root(), [&](DirectiveStmt* directive) { refuser.look(*tree, directive); });
}

} // namespace isotach
