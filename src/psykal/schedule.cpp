#include "psykal/schedule.h"

#include <algorithm>

#include <fmt/format.h>

#include "psykal/lower.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::psykal {

namespace {

template <class T> T* make_synthetic(Tree& tree) {
  T* node = tree.make<T>();
  node->flags = node_flag::synthetic;
  return node;
}

void give_name(Tree& tree, Node* node, Name& field, std::string_view name) {
  field = tree.names().intern(name);
  if (tree.spelling(field) != name)
    tree.edits.names[{node->id, static_cast<std::uint16_t>(reinterpret_cast<std::byte*>(&field) -
                                                           reinterpret_cast<std::byte*>(node))}] =
        tree.arena().copy(name);
}

} // namespace

PsyTree::PsyTree(std::string_view module)
    : source_(std::make_unique<SourceFile>(fmt::format("{}.f90", module), "")),
      tree_(std::make_unique<Tree>(*source_)) {
  auto* file = make_synthetic<File>(*tree_);
  auto* unit = make_synthetic<Module>(*tree_);
  auto* begin = make_synthetic<ModuleStmt>(*tree_);
  auto* end = make_synthetic<EndStmt>(*tree_);
  give_name(*tree_, begin, begin->name, module);
  end->block = BlockKind::module;
  give_name(*tree_, end, end->name, module);
  unit->begin = begin;
  unit->end = end;
  begin->parent = unit;
  end->parent = unit;
  unit->parent = file;
  file->units.append(unit);
  tree_->set_root(file);
}

Schedule::Schedule(Tree& tree, std::string_view name)
    : tree_(tree), procedure_(make_synthetic<InvokeProcedure>(tree)) {
  give_name(tree, procedure_, procedure_->name, name);
  (void)append(tree, tree.root()->units.first(), procedure_); // the module of a PsyTree takes it
}

Schedule::~Schedule() = default;

PsyLoop* Schedule::make_loop(LoopType type) {
  auto* loop = make_synthetic<PsyLoop>(tree_);
  loop->type = type;
  return loop;
}

KernelCall* Schedule::make_call(std::string_view name, bool builtin, std::vector<Access> accesses) {
  auto* call = make_synthetic<KernelCall>(tree_);
  give_name(tree_, call, call->name, name);
  call->builtin = builtin;
  set_accesses(call, std::move(accesses));
  return call;
}

HaloExchange* Schedule::make_exchange(const Access& field, ExchangePart part) {
  auto* exchange = make_synthetic<HaloExchange>(tree_);
  exchange->part = part;
  Access access = field;
  access.reads = true;
  access.writes = part != ExchangePart::start; // what a start receives is there after its finish
  set_accesses(exchange, {access});
  return exchange;
}

GlobalReduction* Schedule::make_reduction(const Access& result) {
  auto* reduction = make_synthetic<GlobalReduction>(tree_);
  set_accesses(reduction, {result});
  return reduction;
}

std::span<const Access> Schedule::accesses(const Stmt* statement) const {
  const std::vector<Access>* found = accesses_.find(statement);
  return found ? std::span<const Access>(*found) : std::span<const Access>();
}

void Schedule::set_accesses(const Stmt* statement, std::vector<Access> accesses) {
  for (Access& access : accesses) access.statement = statement;
  accesses_[statement] = std::move(accesses);
  version_.reset();
}

void Schedule::renew() const {
  if (version_ == tree_.edits.version) return;
  steps_.clear();
  positions_.clear();
  walk(procedure_, [&](Node* node) {
    if (node == procedure_ || !isa<Stmt>(node)) return;
    auto* statement = static_cast<Stmt*>(node);
    positions_[statement] = steps_.size();
    steps_.push_back({statement, accesses(statement)});
  });
  version_ = tree_.edits.version;
}

const Steps& Schedule::steps() const {
  renew();
  return steps_;
}

std::optional<std::size_t> Schedule::position(const Stmt* statement) const {
  renew();
  const std::size_t* found = positions_.find(statement);
  return found ? std::optional(*found) : std::nullopt;
}

std::string Schedule::add_local(Local local) {
  if (locals_.empty()) reserve_names(names_);
  local.name = names_.unique(local.name);
  locals_.push_back(std::move(local));
  return locals_.back().name;
}

bool Schedule::may_share(const Access& a, const Access& b) const { return DataAccess(a).overlaps(b); }

bool Schedule::depend(const Stmt* first, const Stmt* second) const {
  const Steps& all = steps();
  // The steps of a statement with all it holds: its own, and those after it that lie in it.
  auto range = [&](const Stmt* statement) {
    std::size_t begin = position(statement).value_or(all.size()), end = begin;
    auto inside = [&](const Stmt* at) {
      for (const Node* node = at; node; node = node->parent)
        if (node == statement) return true;
      return false;
    };
    while (end < all.size() && inside(all[end].statement)) ++end;
    return std::span(all).subspan(begin, end - begin);
  };
  // Of Fortran, what was not given here is not known.
  auto unknown = [](const Step& step) {
    return !isa<Psy>(step.statement) && !isa<DirectiveStmt>(step.statement) && step.accesses.empty();
  };
  for (const Step& one : range(first))
    for (const Step& other : range(second)) {
      if (unknown(one) || unknown(other)) return true;
      for (const Access& a : one.accesses)
        for (const Access& b : other.accesses)
          if ((a.writes || b.writes) && may_share(a, b)) return true;
    }
  return false;
}

std::string Schedule::describe(const Psy* statement) const {
  std::string calls;
  for_each<KernelCall>(const_cast<Psy*>(statement), [&](KernelCall* call) {
    calls += (calls.empty() ? "" : ", ") + std::string(tree_.spelling(call->name));
  });
  if (auto* loop = dyn_cast<PsyLoop>(statement))
    return fmt::format("the loop over {} with {}", to_string(loop->type), calls);
  return isa<KernelCall>(statement)     ? "the call of " + calls
         : isa<HaloExchange>(statement) ? "a halo exchange"
                                        : "a sum over all ranks";
}

transform::Outcome Schedule::transform(std::string_view name, const transform::Arguments&,
                                       transform::Action) {
  using transform::ObjectionKind;
  return {
      {{ObjectionKind::NotImplementedError, fmt::format("{} is not a transformation of this API", name)}}};
}

// ---- what is broken ----

std::vector<std::string> verify(const Schedule& schedule) {
  std::vector<std::string> broken;
  auto complain = [&](const Stmt* statement, std::string_view what) {
    broken.push_back(fmt::format("{} {}: {}", to_string(statement->kind), statement->id, what));
  };
  const Steps& steps = schedule.steps();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto [statement, accesses] = steps[i];
    auto in_loop = [&inner = statement] {
      for (const Node* at = inner->parent; at; at = at->parent)
        if (isa<PsyLoop>(at)) return true;
      return false;
    };
    switch (statement->kind) {
    case NodeKind::PsyLoop: {
      bool calls = false;
      for_each<KernelCall>(const_cast<Stmt*>(statement), [&](KernelCall*) { calls = true; });
      if (!calls) complain(statement, "holds no call");
      break;
    }
    case NodeKind::KernelCall:
      if (!in_loop() && !schedule.runs_without_loop(cast<KernelCall>(statement)))
        complain(statement, "lies in no loop");
      break;
    case NodeKind::HaloExchange: {
      ExchangePart part = cast<HaloExchange>(statement)->part;
      bool starting = part == ExchangePart::start;
      if (accesses.size() != 1 || !accesses[0].reads || accesses[0].writes == starting) {
        complain(statement, starting ? "does not read one field" : "does not read and write one field");
        break;
      }
      // Between the halves of an exchange stands no other exchange of the same data.
      if (part == ExchangePart::whole) break;
      bool starts = starting, found = false;
      for (std::size_t k = starts ? i + 1 : i; !found && (starts ? k < steps.size() : k-- > 0);
           k += starts ? 1 : 0) {
        auto* other = dyn_cast<HaloExchange>(steps[k].statement);
        if (!other || steps[k].accesses.size() != 1 ||
            !DataAccess(accesses[0]).overlaps(steps[k].accesses[0]))
          continue;
        if (other->part == (starts ? ExchangePart::finish : ExchangePart::start)) found = true;
        break;
      }
      if (!found) complain(statement, starts ? "is not finished" : "was not started");
      break;
    }
    case NodeKind::GlobalReduction:
      if (accesses.size() != 1 || !accesses[0].reads || !accesses[0].writes)
        complain(statement, "does not read and write one variable");
      break;
    default: break;
    }
    if (auto* psy = dyn_cast<Psy>(statement))
      if (std::string why = schedule.unwritable(psy); !why.empty()) complain(statement, why);
  }
  return broken;
}

// ---- dependence ----

bool DataAccess::overlaps(const Access& other) const {
  return access_->variable == other.variable &&
         (access_->component == 0 || other.component == 0 || access_->component == other.component);
}

bool DataAccess::update_coverage(const Access& other) {
  if (!overlaps(other)) return true;
  if (other.component > 0) {
    if (access_->component > 0) return false;
    if (std::find(components_.begin(), components_.end(), other.component) != components_.end()) return false;
    components_.push_back(other.component);
    if (static_cast<int>(components_.size()) < access_->vector_size) return true;
  }
  covered_ = true;
  return true;
}

void DataAccess::reset_coverage() {
  covered_ = false;
  components_.clear();
}

namespace {

// `first` is executed before `second`.
std::optional<DependenceKind> kind_between(const Access& first, const Access& second) {
  if (first.writes && second.reads) return DependenceKind::flow;
  if (first.reads && second.writes) return DependenceKind::anti;
  if (first.writes && second.writes) return DependenceKind::output;
  return std::nullopt;
}

// Calls f(access) for those of later statements in order, or of earlier ones from the nearest, until it says
// true.
template <class F> bool until(const Steps& steps, std::size_t at, bool forward, F&& f) {
  for (std::size_t i = at + (forward ? 1 : 0); forward ? i < steps.size() : i-- > 0; i += forward ? 1 : 0)
    for (const Access& other : steps[i].accesses)
      if (f(other)) return true;
  return false;
}

std::optional<Dependence> nearest(const Schedule& schedule, const Access& access, bool forward) {
  auto at = schedule.position(access.statement);
  std::optional<Dependence> found;
  if (!at) return found;
  DataAccess data(access);
  until(schedule.steps(), *at, forward, [&](const Access& other) {
    if (!data.overlaps(other)) return false;
    auto kind = forward ? kind_between(access, other) : kind_between(other, access);
    if (kind) found = Dependence{&other, *kind};
    return found.has_value();
  });
  return found;
}

std::vector<const Access*> write_dependencies(const Steps& steps, std::size_t at, const Access& access,
                                              bool forward) {
  std::vector<const Access*> found;
  if (!access.reads) return found;
  DataAccess data(access);
  bool covered = until(steps, at, forward, [&](const Access& other) {
    if (!other.writes || !data.overlaps(other)) return false;
    found.push_back(&other);
    return !data.update_coverage(other) || data.covered();
  });
  if (!covered) found.clear();
  return found;
}

} // namespace

std::vector<const Access*> forward_read_dependencies(const Steps& steps, std::size_t at,
                                                     const Access& access) {
  std::vector<const Access*> found;
  if (!access.writes) return found;
  DataAccess data(access);
  until(steps, at, true, [&](const Access& other) {
    if (!data.overlaps(other)) return false;
    if (other.reads) found.push_back(&other);
    return other.writes && (!data.update_coverage(other) || data.covered());
  });
  return found;
}

std::vector<const Access*> backward_write_dependencies(const Steps& steps, std::size_t at,
                                                       const Access& access) {
  return write_dependencies(steps, at, access, false);
}

std::optional<Dependence> forward_dependence(const Schedule& schedule, const Access& access) {
  return nearest(schedule, access, true);
}
std::optional<Dependence> backward_dependence(const Schedule& schedule, const Access& access) {
  return nearest(schedule, access, false);
}

std::vector<const Access*> forward_read_dependencies(const Schedule& schedule, const Access& access) {
  auto at = schedule.position(access.statement);
  return at ? forward_read_dependencies(schedule.steps(), *at, access) : std::vector<const Access*>();
}
std::vector<const Access*> backward_write_dependencies(const Schedule& schedule, const Access& access) {
  auto at = schedule.position(access.statement);
  return at ? write_dependencies(schedule.steps(), *at, access, false) : std::vector<const Access*>();
}
std::vector<const Access*> forward_write_dependencies(const Schedule& schedule, const Access& access) {
  auto at = schedule.position(access.statement);
  return at ? write_dependencies(schedule.steps(), *at, access, true) : std::vector<const Access*>();
}

} // namespace isotach::psykal
