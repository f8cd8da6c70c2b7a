// Facts, flow, dependence and privatisation put together: the verdict of each loop.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "analysis/aliases.h"
#include "analysis/claims.h"
#include "analysis/dependence_graph.h"
#include "analysis/effects.h"
#include "analysis/explain.h"
#include "analysis/flow.h"
#include "analysis/nests.h"
#include "analysis/privatisation.h"
#include "analysis/reductions.h"
#include "semantics/statements.h"
#include "tree/text.h"

namespace isotach {

namespace {

using Aspect = DataAccess::Aspect;
constexpr std::size_t longest_text = 60;
constexpr std::size_t most_accesses = 50'000; // in one loop: more are not compared
constexpr std::size_t deepest_nest = 20;
constexpr std::size_t most_reasons = 100; // of one loop: the first ones are told

class ProcedureExplainer {
 public:
  ProcedureExplainer(const Scope& procedure, Effects& effects, bool summary, Regions* trusted)
      : facts_(effects.facts(procedure)), evaluator_(effects.evaluator()), flow_(facts_), aliases_(facts_),
        summary_(summary), trusted_(trusted) {
    for (std::uint32_t a = 0; a < facts_.accesses.size(); ++a)
      if (facts_.accesses[a].place) access_of_.try_emplace(facts_.accesses[a].place->id, a);
    nests_.resize(facts_.loops.size());
  }

  std::vector<LoopVerdict> explain() {
    std::vector<LoopVerdict> verdicts;
    std::vector<const Stmt*> statements; // of the verdicts
    for (std::uint32_t loop = 0; loop < facts_.loops.size(); ++loop) {
      const LoopFacts& one = facts_.loops[loop];
      if (!one.control && one.concurrent) continue; // FORALL
      LoopVerdict verdict = explain(loop);
      // Nests of loops around others serve once more, when the arrays of those are looked at.
      if (one.parent != no_index) nests_[loop].reset();
      if (!one.inner_index) {
        verdicts.push_back(std::move(verdict));
        statements.push_back(one.statement);
        continue;
      }
      // Another index of the same DO CONCURRENT: both must be parallel.
      LoopVerdict& whole = verdicts.back();
      whole.variable += ", " + verdict.variable;
      if (verdict.verdict == Verdict::not_parallel || whole.verdict == Verdict::parallel)
        whole.verdict = verdict.verdict;
      for (Reason& reason : verdict.reasons) whole.reasons.push_back(std::move(reason));
    }
    if (trusted_)
      for (std::size_t i = 0; i < verdicts.size(); ++i)
        trust(verdicts[i], dyn_cast<DoConstruct>(statements[i]));
    return verdicts;
  }

 private:
  // What is not known may be stated; what is proved stays.
  void trust(LoopVerdict& verdict, const DoConstruct* loop) const {
    if (!loop || verdict.verdict == Verdict::parallel) return;
    const Stmt* claim = independence_claim(*facts_.tree, *trusted_, loop);
    if (!claim) return;
    verdict.directive = line_of(claim);
    if (verdict.verdict == Verdict::unknown) verdict.verdict = Verdict::parallel;
  }

  NestMaker* nest(std::uint32_t loop) {
    if (!facts_.loops[loop].counted) return nullptr;
    if (!nests_[loop])
      nests_[loop] = std::make_unique<NestMaker>(facts_, flow_, aliases_, evaluator_, access_of_, loop);
    return nests_[loop].get();
  }

  // A summary counts loops that are not parallel, and needs no more of them.
  bool is_decided(const LoopVerdict& verdict) const {
    return summary_ && verdict.verdict == Verdict::not_parallel;
  }

  // How many loops are inside each other from this one on.
  std::size_t depth_in(std::uint32_t number) const {
    std::size_t deepest = 1;
    std::vector<std::size_t> depth{1};
    for (std::uint32_t inner = number + 1; inner < facts_.loops.size(); ++inner) {
      if (!facts_.loops[number].holds(facts_.loops[inner].bounds)) break;
      depth.push_back(depth[facts_.loops[inner].parent - number] + 1);
      deepest = std::max(deepest, depth.back());
    }
    return deepest;
  }

  std::uint32_t line_of(const Node* node) const {
    Location location = facts_.tree->location(node);
    return location.file ? static_cast<std::uint32_t>(location.file->position(location.begin).line) : 0;
  }

  std::string short_text(const Node* node) const {
    std::string text = isa<Stmt>(node) ? std::string() : text_of(*facts_.tree, node);
    if (text.size() > longest_text) text = text.substr(0, longest_text - 3) + "...";
    return text;
  }

  AccessPlace place(std::uint32_t number) const {
    const DataAccess& access = facts_.accesses[number];
    AccessPlace made;
    Location location = facts_.tree->location(access.place);
    made.file = location.file ? std::string(location.file->path()) : "";
    made.line = line_of(access.place);
    made.text =
        isa<Stmt>(access.place) ? std::string(facts_.objects[access.object].name) : short_text(access.place);
    made.write = access.write;
    return made;
  }

  void add(LoopVerdict& verdict, Reason reason) const {
    if (reason.forbids) verdict.verdict = Verdict::not_parallel;
    else if (verdict.verdict == Verdict::parallel) verdict.verdict = Verdict::unknown;
    if (verdict.reasons.size() >= most_reasons) return;
    for (const Reason& known : verdict.reasons)
      if (known.kind == reason.kind && known.text == reason.text &&
          (!known.first || !reason.first || known.first->line == reason.first->line))
        return;
    verdict.reasons.push_back(std::move(reason));
  }

  void add_obstacles(LoopVerdict& verdict, const LoopFacts& loop) const {
    static constexpr std::string_view words[] = {"call", "io", "control", "unknown", "sync", "alias"};
    bool writes_shared = false; // what a pure procedure may read that nobody knows
    for (std::uint32_t a = facts_.nodes[loop.test].first_access; a < facts_.nodes[loop.step].last_access; ++a)
      writes_shared = writes_shared || (facts_.accesses[a].write &&
                                        Flow::reachable(facts_.objects[facts_.accesses[a].object]));
    for (const Obstacle& obstacle : facts_.obstacles_in(loop.test, loop.step)) {
      if (obstacle.reads_anything && !writes_shared) continue;
      Reason reason;
      reason.kind = words[static_cast<std::size_t>(obstacle.kind)];
      reason.forbids = obstacle.certain;
      reason.text = obstacle.text;
      reason.what_would_settle = obstacle.settle;
      if (obstacle.place) {
        AccessPlace at;
        Location location = facts_.tree->location(obstacle.place);
        at.file = location.file ? std::string(location.file->path()) : "";
        at.line = line_of(obstacle.place);
        at.text = short_text(obstacle.place);
        reason.first = std::move(at);
      }
      add(verdict, std::move(reason));
    }
    for (std::uint32_t node = loop.test + 1; node <= loop.step; ++node)
      for (std::uint32_t next : facts_.nodes[node].successors) {
        if (loop.holds(next)) continue;
        const Stmt* statement = facts_.nodes[node].statement;
        if (isa<StopStmt>(statement)) continue; // said already
        Reason reason;
        reason.kind = "control";
        reason.forbids = true;
        reason.text = "this leaves the loop before its last iteration";
        AccessPlace at;
        Location location = facts_.tree->location(statement);
        at.file = location.file ? std::string(location.file->path()) : "";
        at.line = line_of(statement);
        reason.first = std::move(at);
        add(verdict, std::move(reason));
      }
  }

  // Accesses of a loop that are alike for aliases.
  struct Kind {
    std::uint32_t access = 0; // the first of them
    bool write = false;
    std::uint32_t first_write = no_index;
    bool special = false;
  };

  void add_aliases(LoopVerdict& verdict, const LoopFacts& loop) {
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, bool, std::string>, Kind> by_path;
    for (std::uint32_t a = facts_.nodes[loop.test].first_access; a < facts_.nodes[loop.step].last_access;
         ++a) {
      const DataAccess& access = facts_.accesses[a];
      if (access.aspect != Aspect::data) continue;
      std::string path;
      bool subscripted = false;
      auto parts = facts_.place(access);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) path += "%";
        path += parts[i].component;
        if (i + 1 < access.pointer_parts && (parts[i].subscripts || parts[i].rank != 0)) subscripted = true;
      }
      auto [kind, fresh] = by_path.try_emplace(
          {access.object, access.pointer_parts,
           static_cast<std::uint32_t>(access.base) * 64 + static_cast<std::uint32_t>(access.kind),
           subscripted, path});
      if (fresh) {
        const DataObject& object = facts_.objects[access.object];
        kind->second.access = a;
        kind->second.special =
            access.through_pointer || object.target || object.storage_set != 0 || !object.common.empty();
      }
      if (access.write && !kind->second.write) kind->second.write = true, kind->second.first_write = a;
    }
    std::vector<Kind> kinds;
    for (auto& [path, kind] : by_path) kinds.push_back(kind);
    std::ranges::sort(kinds, {}, &Kind::access);
    for (std::size_t i = 0; i < kinds.size(); ++i)
      for (std::size_t j = i; j < kinds.size(); ++j) {
        const Kind &a = kinds[i], &b = kinds[j];
        if ((!a.write && !b.write) || (!a.special && !b.special)) continue;
        const DataAccess &first = facts_.accesses[a.access], &second = facts_.accesses[b.access];
        if (aliases_.relation(first, second) != Aliases::Relation::may) continue;
        Reason reason;
        reason.kind = "alias";
        reason.text = aliases_.why(first, second);
        reason.first = place(a.write ? a.first_write : a.access);
        reason.second = place(!a.write && b.write ? b.first_write : b.access);
        add(verdict, std::move(reason));
        if (verdict.reasons.size() > 20) return;
      }
  }

  bool belongs_to_iteration(const DataObject& object, const LoopFacts& loop) const {
    if (object.storage != DataObject::Storage::local || !object.scope || !object.scope->node) return false;
    if (object.scope->kind != ScopeKind::block && object.scope->kind != ScopeKind::associate) return false;
    for (const Node* at = object.scope->node; at; at = at->parent)
      if (at == loop.statement) return true;
    return false;
  }

  LoopVerdict explain(std::uint32_t number) {
    const LoopFacts& loop = facts_.loops[number];
    LoopVerdict verdict;
    Location location = facts_.tree->location(loop.statement);
    verdict.statement = loop.statement;
    if (location.file) {
      verdict.file = location.file->path();
      verdict.line = static_cast<std::uint32_t>(location.file->position(location.begin).line);
      verdict.end_line =
          static_cast<std::uint32_t>(location.file->position(location.end ? location.end - 1 : 0).line);
    }
    verdict.procedure = facts_.name();
    if (loop.counter != no_index) verdict.variable = facts_.objects[loop.counter].name;
    for (std::uint32_t outer = loop.parent; outer != no_index; outer = facts_.loops[outer].parent)
      if (facts_.loops[outer].statement != loop.statement) ++verdict.depth;
    verdict.verdict = Verdict::parallel;
    if (!loop.counted) {
      Reason reason;
      reason.kind = "control";
      reason.forbids = true;
      reason.text = loop.counter != no_index || (loop.control && loop.control->loop == LoopKind::counted)
                        ? "the counter is not a plain integer variable"
                        : "how often this loop runs is decided while it runs";
      add(verdict, std::move(reason));
    }
    if (std::size_t depth = depth_in(number); depth > deepest_nest) {
      Reason reason;
      reason.kind = "too_many";
      reason.text =
          fmt::format("too many loops inside each other: {}, and {} is the most", depth, deepest_nest);
      add(verdict, std::move(reason));
      return verdict;
    }
    add_obstacles(verdict, loop);
    if (is_decided(verdict)) return verdict;
    std::uint32_t first = facts_.nodes[loop.test].first_access, last = facts_.nodes[loop.step].last_access;
    if (last - first > most_accesses) {
      Reason reason;
      reason.kind = "too_many";
      reason.text =
          fmt::format("too many accesses to compare: {}, and {} is the most", last - first, most_accesses);
      add(verdict, std::move(reason));
      return verdict;
    }
    add_aliases(verdict, loop);
    if (!loop.counted || is_decided(verdict)) return verdict;
    add_variables(verdict, number);
    return verdict;
  }

  // A base for `dependence`: one path of components of a variable, or what a pointer points to.
  struct Base {
    std::uint32_t object = 0;
    bool pointer = false;
    std::vector<std::string_view> path;
  };

  void add_variables(LoopVerdict& verdict, std::uint32_t number) {
    const LoopFacts& loop = facts_.loops[number];
    std::uint32_t first = facts_.nodes[loop.test].first_access, last = facts_.nodes[loop.step].last_access;
    std::vector<std::uint32_t> objects; // that the loop writes, in order of their first access
    std::vector<char> state(facts_.objects.size(), 0);
    for (std::uint32_t a = first; a < last; ++a) {
      const DataAccess& access = facts_.accesses[a];
      if (state[access.object] == 0) objects.push_back(access.object), state[access.object] = 1;
      if (access.write) state[access.object] = 2;
      if (access.write && access.object == loop.counter && access.node != loop.step) {
        Reason reason;
        reason.kind = "control";
        reason.text = "the counter of the loop may be changed in it";
        reason.first = place(a);
        add(verdict, std::move(reason));
      }
    }
    // The counter itself: LASTPRIVATE gives its last value, where there is one.
    if (!loop.concurrent && flow_.live_after(loop, loop.counter_location)) {
      if (loop.runs) {
        verdict.lastprivates.push_back(verdict.variable);
      } else {
        Reason reason;
        reason.kind = "output";
        reason.forbids = true;
        reason.text =
            fmt::format("'{}' may be read after the loop, which may have no iteration", verdict.variable);
        add(verdict, std::move(reason));
      }
    }
    std::erase_if(objects, [&](std::uint32_t object) {
      return state[object] != 2 || object == loop.counter || facts_.objects[object].own_index ||
             belongs_to_iteration(facts_.objects[object], loop);
    });
    std::vector<char> written(facts_.objects.size(), 0);
    for (std::uint32_t object : objects) written[object] = 1;

    // Which variables clash with themselves in another iteration.
    NestMaker& made = *nest(number);
    std::vector<std::vector<std::uint32_t>> of_object(facts_.objects.size());
    for (std::uint32_t a = first; a < last; ++a)
      if (written[facts_.accesses[a].object]) of_object[facts_.accesses[a].object].push_back(a);
    std::vector<Base> bases;
    std::vector<ArrayAccess> arrays;
    std::vector<std::uint32_t> numbers; // of the accesses in `arrays`
    std::vector<char> clashes(facts_.objects.size(), 0);
    for (std::uint32_t object : objects)
      add_bases(object, of_object[object], made, bases, arrays, numbers, clashes);
    DependenceBounds bounds;
    bounds.described = !summary_;
    DependenceSearch search(made.nest(), arrays, bounds);
    for (std::uint32_t base = 0; base < bases.size(); ++base)
      if (!bases[base].pointer && !clashes[bases[base].object] && search.clashes(base))
        clashes[bases[base].object] = 1;

    // Who may have copies, or is a reduction.
    std::optional<IterationFlow> iteration;
    std::vector<char> settled(facts_.objects.size(), 0);
    std::vector<std::pair<std::uint32_t, PrivateVariable>> left; // scalars that are neither
    for (std::uint32_t object : objects) {
      if (!clashes[object]) continue;
      if (!iteration) iteration = flow_.iteration(loop);
      PrivateVariable copy = private_variable(
          facts_, later_, *iteration, [&](std::uint32_t l) { return nest(l); }, number, object,
          of_object[object]);
      std::string name(facts_.objects[object].name);
      if (copy.possible) {
        settled[object] = 1;
        if (copy.first) verdict.firstprivates.push_back(name);
        if (copy.last) verdict.lastprivates.push_back(name);
        if (!copy.first && !copy.last) verdict.privates.push_back(name);
        continue;
      }
      if (auto reduction =
              reduction_of(facts_, evaluator_, later_, loop, object, of_object[object], access_of_)) {
        settled[object] = 1;
        for (std::uint32_t location : reduction->locations) settled[location] = 1;
        add_reduction(verdict, *reduction, object, of_object);
        continue;
      }
      if (clashes[object] == 2) left.emplace_back(object, std::move(copy));
    }
    for (const auto& [object, copy] : left)
      if (!settled[object]) add_scalar(verdict, loop, object, copy, of_object[object]);
    std::vector<std::uint32_t> too_many;
    for (std::uint32_t base = 0; base < bases.size(); ++base) {
      if (!bases[base].pointer && (settled[bases[base].object] || !clashes[bases[base].object])) continue;
      if (is_decided(verdict)) return;
      std::vector<Dependence> found;
      if (!search.find(base, found)) too_many.push_back(base);
      for (const Dependence& dependence : found) add(verdict, reason_of(dependence, made, numbers, number));
    }
    for (std::uint32_t base : too_many) {
      Reason reason;
      reason.kind = "too_many";
      reason.text =
          fmt::format("too many accesses of '{}' to compare", facts_.objects[bases[base].object].name);
      add(verdict, std::move(reason));
    }
  }

  // clashes: 2 when the variable surely clashes, as a scalar does.
  void add_bases(std::uint32_t object, const std::vector<std::uint32_t>& accesses, NestMaker& made,
                 std::vector<Base>& bases, std::vector<ArrayAccess>& arrays,
                 std::vector<std::uint32_t>& numbers, std::vector<char>& clashes) {
    struct Path {
      std::uint32_t pointer_parts = 0;
      std::vector<std::string_view> names;
    };
    std::vector<Path> kept; // in order of their first access
    for (std::uint32_t a : accesses) {
      const DataAccess& access = facts_.accesses[a];
      if (access.aspect == Aspect::association) {
        if (access.write) clashes[object] = 2;
        continue;
      }
      Path path{access.pointer_parts, {}};
      for (const PlacePart& part : facts_.place(access)) path.names.push_back(part.component);
      bool known = std::ranges::any_of(kept, [&](const Path& other) {
        return other.pointer_parts == path.pointer_parts && std::ranges::equal(other.names, path.names);
      });
      if (!known) kept.push_back(std::move(path));
    }
    // The beginning of another path is part of that: it is compared with what the other is compared with.
    auto begins = [](const Path& a, const Path& b) {
      return a.pointer_parts == b.pointer_parts && a.names.size() < b.names.size() &&
             std::equal(a.names.begin(), a.names.end(), b.names.begin());
    };
    std::vector<Path> all = kept;
    std::erase_if(kept, [&](const Path& path) {
      return std::ranges::any_of(all, [&](const Path& other) { return begins(path, other); });
    });
    for (const Path& path : kept) {
      bool write = false;
      auto belongs = [&](const DataAccess& access) {
        if (access.aspect != Aspect::data || access.pointer_parts != path.pointer_parts ||
            access.parts > path.names.size())
          return false;
        auto parts = facts_.place(access);
        for (std::size_t i = 0; i < parts.size(); ++i)
          if (parts[i].component != path.names[i]) return false;
        return true;
      };
      bool arrays_in = false;
      for (std::uint32_t a : accesses) {
        if (!belongs(facts_.accesses[a])) continue;
        write = write || facts_.accesses[a].write;
        for (const PlacePart& part : facts_.place(facts_.accesses[a]))
          arrays_in = arrays_in || part.rank != 0;
      }
      if (!write) continue;
      if (!arrays_in && path.pointer_parts == 0) { // a scalar
        clashes[object] = 2;
        continue;
      }
      auto base = static_cast<std::uint32_t>(bases.size());
      bases.push_back({object, path.pointer_parts != 0, path.names});
      for (std::uint32_t a : accesses) {
        if (!belongs(facts_.accesses[a])) continue;
        arrays.push_back(made.access(a, base, path.pointer_parts == 0 ? 0 : path.pointer_parts - 1));
        numbers.push_back(a);
        if (reasons_.size() < arrays.size()) reasons_.resize(arrays.size());
        reasons_[arrays.size() - 1] = made.reason();
      }
    }
  }

  // One with a location is known for what it is, and forbids: OpenMP and OpenACC have no operator for it.
  void add_reduction(LoopVerdict& verdict, const FoundReduction& reduction, std::uint32_t object,
                     const std::vector<std::vector<std::uint32_t>>& of_object) const {
    std::string name(facts_.objects[object].name);
    std::vector<std::string> locations;
    for (std::uint32_t location : reduction.locations) locations.emplace_back(facts_.objects[location].name);
    verdict.reductions.push_back({reduction.operation, name, locations});
    if (!reduction.operation.ends_with("loc")) return;
    std::string_view extreme = reduction.operation == "maxloc" ? "largest" : "smallest";
    auto first_write = [&](std::uint32_t of) {
      return place(
          *std::ranges::find_if(of_object[of], [&](std::uint32_t a) { return facts_.accesses[a].write; }));
    };
    Reason reason;
    reason.kind = "reduction";
    reason.forbids = true;
    reason.first = first_write(object);
    if (!locations.empty()) reason.second = first_write(reduction.locations.front());
    reason.text = locations.empty() ? fmt::format("'{}' says where the {} value is", name, extreme)
                                    : fmt::format("'{}' is the {} value and '{}' where it is", name, extreme,
                                                  fmt::join(locations, "', '"));
    reason.text +=
        fmt::format(", which no directive can combine; take {} after the loop, or DECLARE REDUCTION for "
                    "a type that holds both",
                    reduction.operation == "maxloc" ? "MAXLOC" : "MINLOC");
    add(verdict, std::move(reason));
  }

  void add_scalar(LoopVerdict& verdict, const LoopFacts& loop, std::uint32_t object,
                  const PrivateVariable& copy, const std::vector<std::uint32_t>& accesses) {
    Reason reason;
    reason.forbids = true;
    reason.direction = "<";
    reason.text = copy.why;
    std::uint32_t write = no_index, other = copy.exposed;
    for (std::uint32_t a : accesses)
      if (facts_.accesses[a].write) write = write == no_index ? a : write;
    reason.kind = other != no_index ? "flow" : "output";
    if (write != no_index) reason.first = place(write);
    if (other != no_index) {
      reason.second = place(other);
      reason.text =
          fmt::format("'{}' carries a value from one iteration to the next", facts_.objects[object].name);
    } else if (write != no_index) {
      reason.second = place(write);
    }
    // Under conditions on both sides it may never happen.
    auto conditional = [&](std::uint32_t a) {
      std::uint32_t condition = facts_.nodes[facts_.accesses[a].node].condition;
      return condition != no_index && loop.holds(facts_.conditions[condition].node);
    };
    if (other != no_index && conditional(other) && std::ranges::all_of(accesses, [&](std::uint32_t a) {
          return !facts_.accesses[a].write || conditional(a);
        })) {
      reason.forbids = false;
      reason.text =
          fmt::format("'{}' may carry a value from one iteration to the next", facts_.objects[object].name);
    }
    // Components of elements are allocated: which elements is not looked at.
    bool of_elements = write != no_index && facts_.accesses[write].aspect == Aspect::association &&
                       facts_.place(facts_.accesses[write]).front().subscripts;
    if (of_elements) {
      reason.forbids = false;
      reason.text = fmt::format("components of '{}' are allocated or associated in the loop, and of which "
                                "elements is not followed",
                                facts_.objects[object].name);
    }
    if (facts_.objects[object].pointer) {
      reason.kind = "alias";
      reason.forbids = false;
      reason.text = fmt::format("'{}' is made to point elsewhere in the loop", facts_.objects[object].name);
    }
    add(verdict, std::move(reason));
  }

  Reason reason_of(const Dependence& dependence, NestMaker& made, const std::vector<std::uint32_t>& numbers,
                   std::uint32_t loop) {
    Reason reason;
    static constexpr std::string_view words[] = {"flow", "anti", "output"};
    reason.kind = words[static_cast<std::size_t>(dependence.kind)];
    reason.forbids = dependence.certain;
    reason.first = place(numbers[dependence.first]);
    reason.second = place(numbers[dependence.second]);
    if (dependence.distance) reason.distance.push_back(*dependence.distance);
    for (std::uint8_t set : dependence.directions) {
      std::string_view word = set == before ? "<" : set == same ? "=" : set == after ? ">" : "*";
      if (!reason.direction.empty()) reason.direction += ", ";
      reason.direction += word;
    }
    auto values = [&](const Example::Values& first, const Example::Values& second) {
      for (auto [variable, value] : first) {
        const std::string& name = made.name(variable);
        if (name.empty()) continue;
        std::vector<std::int64_t> both{value};
        for (auto [other, other_value] : second)
          if (other == variable) both.push_back(other_value);
        reason.iterations.emplace_back(name, std::move(both));
      }
    };
    values(dependence.example.first, dependence.example.second);
    values(dependence.example.symbols, {});
    // What a function gives or an element holds may not have the value that would let them clash.
    for (const auto& [name, at] : reason.iterations)
      if (name.find('(') != std::string::npos) reason.forbids = false;
    std::string counter(facts_.objects[facts_.loops[loop].counter].name);
    static constexpr std::string_view verbs[] = {"reads what an earlier iteration writes",
                                                 "writes what an earlier iteration reads",
                                                 "writes what an earlier iteration writes"};
    std::string_view verb = verbs[static_cast<std::size_t>(dependence.kind)];
    if (reason.forbids) {
      reason.text = fmt::format("an iteration {}", verb);
    } else {
      std::string why =
          reasons_[dependence.first].empty() ? reasons_[dependence.second] : reasons_[dependence.first];
      reason.text =
          fmt::format("it cannot be excluded that an iteration {}{}{}", verb, why.empty() ? "" : ": ", why);
    }
    return reason;
  }

  const ProcedureFacts& facts_;
  Evaluator& evaluator_;
  Flow flow_;
  Aliases aliases_;
  bool summary_;
  Regions* trusted_;                                           // null: directives are comments
  std::unordered_map<std::uint32_t, std::uint32_t> access_of_; // by id of an expression; never iterated
  std::vector<std::unique_ptr<NestMaker>> nests_;
  LaterReads later_{facts_, flow_, [this](std::uint32_t loop) { return nest(loop); }};
  std::vector<std::string> reasons_; // by array access of the loop at hand
};

} // namespace

std::string_view to_string(Verdict verdict) {
  static constexpr std::string_view words[] = {"parallel", "not_parallel", "unknown"};
  return words[static_cast<std::size_t>(verdict)];
}

struct Explainer::State {
  Effects effects;
  bool summary, trusts;
  std::unordered_map<const Tree*, std::unique_ptr<Regions>> regions; // never iterated
};

Explainer::Explainer(const Semantics& semantics, const ExplainOptions& options)
    : state_(
          new State{Effects(semantics, {options.view_only}), options.summary, options.trust_directives, {}}) {
}
Explainer::~Explainer() = default;

std::vector<LoopVerdict> Explainer::procedure(const Scope& procedure) {
  Regions* trusted = nullptr;
  if (state_->trusts && procedure.tree) {
    auto& regions = state_->regions[procedure.tree];
    if (!regions) regions = std::make_unique<Regions>(*procedure.tree);
    trusted = regions.get();
  }
  return ProcedureExplainer(procedure, state_->effects, state_->summary, trusted).explain();
}

namespace {

template <class F> void for_each_procedure(const Program& program, const Tree& tree, F&& body) {
  const ScopeTable* table = program.table_of(tree);
  if (!table) return;
  for_each_scope(table->file(), [&](const Scope& scope) {
    if ((scope.kind == ScopeKind::procedure || scope.kind == ScopeKind::program) && scope.node) body(scope);
  });
}

} // namespace

std::vector<LoopVerdict> Explainer::file(const Tree& tree) {
  std::vector<LoopVerdict> all;
  for_each_procedure(state_->effects.program(), tree, [&](const Scope& scope) {
    for (LoopVerdict& verdict : procedure(scope)) all.push_back(std::move(verdict));
  });
  std::ranges::stable_sort(all, {}, &LoopVerdict::line);
  return all;
}

std::vector<CallWarning> Explainer::warnings(const Tree& tree) {
  std::vector<CallWarning> all;
  for_each_procedure(state_->effects.program(), tree, [&](const Scope& scope) {
    const ProcedureFacts& facts = state_->effects.facts(scope);
    for (const SharedArgument& shared : facts.shared_arguments) {
      std::string given = text_of(tree, shared.actual), other = text_of(tree, shared.other);
      std::string_view changed = shared.changed->name, argument = shared.argument->name;
      std::string_view name = shared.procedure->name;
      std::string text =
          !shared.other    ? fmt::format("'{}' is given to '{}' of '{}', which changes it as '{}' too", given,
                                         argument, name, changed)
          : other == given ? fmt::format("'{}' is given to both '{}' and '{}' of '{}', which changes '{}'",
                                         given, changed, argument, name, changed)
                           : fmt::format("'{}' is given to '{}' and '{}' to '{}' of '{}', which changes '{}'",
                                         other, changed, given, argument, name, changed);
      all.push_back({tree.location(shared.call), shared.procedure->tree->location(shared.changed_at),
                     facts.name(), std::move(text)});
    }
  });
  std::ranges::stable_sort(all, {}, [](const CallWarning& warning) { return warning.call.begin; });
  return all;
}

void Explainer::forget(const Tree& tree) {
  for_each_procedure(state_->effects.program(), tree,
                     [&](const Scope& scope) { state_->effects.forget(scope); });
}

std::string Explainer::graph(const Scope& procedure) {
  return dependence_graph(state_->effects.facts(procedure));
}

} // namespace isotach
