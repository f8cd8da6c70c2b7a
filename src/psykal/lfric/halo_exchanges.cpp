#include "psykal/lfric/halo_exchanges.h"

#include <algorithm>
#include <deque>

#include <fmt/format.h>

#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::lfric {

namespace {

using psykal::Access;
using psykal::Depth;
using psykal::Step;
using psykal::Steps;
using psykal::Truth;

// How much of a field's halo a call reads.
struct HaloReadAccess {
  std::optional<Depth> depth; // none: owned dofs only
  bool annexed_only = false;
  bool needs_outermost = true; // an increment does not need the outermost level to be right
};

// What an exchange must provide for all that read it before the field is written again.
struct HaloDepth {
  std::vector<Depth> depths;
  bool annexed_only = false;
  std::vector<const Access*> readers;
};

// What an earlier call left of a field's halo.
struct HaloWriteAccess {
  const Access* writer = nullptr;
  bool outermost_partial = false; // the last level it computed has only part of its sums
  std::optional<Depth> clean;
};

// What a call leaves of the halo of a field it writes.
HaloWriteAccess halo_write(const InvokeCall& call, const LoopFacts& loop, const MetaArg& entry) {
  HaloWriteAccess write;
  write.outermost_partial = !discontinuous(entry) && loop.bound == Bound::halo_cells && !call.on_dofs();
  if (!loop.in_halo()) return write;
  write.clean = loop.depth;
  if (call.kernel->inter_grid && entry.grid == Grid::fine) write.clean = write.clean->times(2);
  if (write.outermost_partial) write.clean = write.clean->plus(-1);
  if (write.clean->is(0)) write.clean.reset();
  return write;
}

enum class Need : std::uint8_t { no, maybe, certain };

// Questions about exchanges in some steps of a schedule: its own, or those of a plan.
class Halos {
 public:
  Halos(const Schedule& schedule, const Steps& steps) : schedule_(schedule), steps_(steps) {}

  // Whether a call reads dofs of a field that this rank does not own.
  bool reads_halo(const Access& access) const {
    auto [call, loop] = call_of(access);
    const MetaArg& entry = entry_of(access);
    if (!entry.is_field() || entry.access == AccessType::write) return false;
    if (entry.stencil || loop.in_halo()) return true;
    if (discontinuous(entry)) return false;
    bool cells = loop.bound == Bound::owned_cells || loop.bound == Bound::domain;
    if (cells && !discontinuous(iterated(call)) && call.kernel->operates_on == OperatesOn::cell_column &&
        updates_only_by_writing(*call.kernel))
      return false;
    return (cells || loop.bound == Bound::annexed_dofs) && !schedule_.options().compute_annexed_dofs;
  }

  HaloReadAccess halo_read(const Access& access) const {
    auto [call, loop] = call_of(access);
    const MetaArg& entry = entry_of(access);
    HaloReadAccess read;
    read.needs_outermost = !(entry.access == AccessType::inc && loop.bound == Bound::halo_cells);
    if (loop.in_halo()) {
      read.depth = loop.depth;
    } else if (loop.bound == Bound::owned_cells || loop.bound == Bound::domain) {
      if (!entry.stencil && !discontinuous(entry) &&
          !(!discontinuous(iterated(call)) && updates_only_by_writing(*call.kernel))) {
        read.depth = Depth::number(1);
        read.annexed_only = true;
      }
    }
    if (entry.stencil) {
      Depth extent =
          depth_of(schedule_.invoke(), call.arguments[static_cast<std::size_t>(access.argument)].extent);
      read.depth = !read.depth            ? extent
                   : call.works_in_halo() ? Depth::largest(extent, *read.depth)
                                          : extent.plus(*read.depth);
    }
    if (call.kernel->inter_grid && entry.grid == Grid::fine && read.depth) read.depth = read.depth->times(2);
    return read;
  }

  HaloDepth required_of(std::size_t at) const {
    HaloDepth required;
    at = finish_of(at);
    for (const Access* reader : forward_read_dependencies(steps_, at, field(at)))
      if (isa<KernelCall>(reader->statement)) required.readers.push_back(reader);
    std::vector<HaloReadAccess> reads;
    for (const Access* reader : required.readers) reads.push_back(halo_read(*reader));
    required.annexed_only = std::all_of(reads.begin(), reads.end(), [](const HaloReadAccess& read) {
      return read.annexed_only || (read.depth && read.depth->is(1) && !read.needs_outermost);
    });
    if (required.annexed_only) {
      required.depths = {Depth::number(1)};
      return required;
    }
    for (const HaloReadAccess& read : reads) {
      if (!read.depth) continue;
      Depth depth = read.needs_outermost ? *read.depth : read.depth->plus(-1);
      if (std::find(required.depths.begin(), required.depths.end(), depth) == required.depths.end())
        required.depths.push_back(std::move(depth));
    }
    return required;
  }

  HaloWriteAccess written_before(std::size_t at) const {
    at = start_of(at);
    std::vector<const Access*> writers = backward_write_dependencies(steps_, at, field(at));
    if (writers.empty()) return {};
    HaloWriteAccess written;
    if (isa<KernelCall>(writers.front()->statement)) {
      auto [call, loop] = call_of(*writers.front());
      written = halo_write(call, loop, entry_of(*writers.front()));
    }
    written.writer = writers.front();
    return written;
  }

  // A part that was written under another name since (c(2) of c) has its flag: the run decides then.
  Need need_of(std::size_t at) const {
    HaloWriteAccess written = written_before(at);
    Need need = need_of(required_of(at), written);
    return need == Need::no && written.writer && shared_write_since(*written.writer, at) ? Need::maybe : need;
  }
  Need need_of(const HaloDepth& required, const HaloWriteAccess& written) const {
    if (schedule_.options().compute_annexed_dofs && required.annexed_only) return Need::no;
    // Nobody wrote it, or it was exchanged, to a depth that only the run compares with what is needed here.
    if (!written.writer || !isa<KernelCall>(written.writer->statement)) return Need::maybe;
    if (!written.clean) return written.outermost_partial && required.annexed_only ? Need::no : Need::certain;
    Need need = Need::no;
    for (const Depth& depth : required.depths) {
      Truth more = deeper(depth, *written.clean);
      if (more == Truth::yes) return Need::certain;
      if (more == Truth::unknown) need = Need::maybe;
    }
    return need;
  }

  // The loop (or call outside of loops) that an exchange is there for: its first reader of halos.
  Stmt* served_by(std::size_t at) const {
    at = finish_of(at);
    for (const Access* reader : forward_read_dependencies(steps_, at, field(at)))
      if (isa<KernelCall>(reader->statement) && reads_halo(*reader)) return outermost_loop(reader->statement);
    return nullptr;
  }

 private:
  struct Called {
    const InvokeCall& call;
    const LoopFacts& loop;
  };
  Called call_of(const Access& access) const {
    auto* node = cast<KernelCall>(access.statement);
    return {schedule_.call(node), schedule_.loop_around(node)};
  }
  const MetaArg& entry_of(const Access& access) const {
    return call_of(access).call.kernel->arguments[static_cast<std::size_t>(access.argument)];
  }
  static const MetaArg& iterated(const InvokeCall& call) {
    return call.kernel->arguments[static_cast<std::size_t>(iteration_entry(*call.kernel))];
  }
  const Access& field(std::size_t at) const { return steps_[at].accesses.front(); }

  bool shared_write_since(const Access& writer, std::size_t at) const {
    const Access& own = field(at);
    for (std::size_t i = at; i-- > 0;)
      for (const Access& other : steps_[i].accesses) {
        if (&other == &writer) return false;
        if (other.writes && other.variable != own.variable &&
            schedule_.may_share(other.variable, own.variable))
          return true;
      }
    return false;
  }

  // The other half of an exchange in two parts; the place itself when it is whole, planned, or alone.
  std::size_t half(std::size_t at, ExchangePart own, ExchangePart other, bool forward) const {
    auto* exchange = steps_[at].statement ? dyn_cast<HaloExchange>(steps_[at].statement) : nullptr;
    if (!exchange || exchange->part != own) return at;
    for (std::size_t i = at + (forward ? 1 : 0); forward ? i < steps_.size() : i-- > 0;
         i += forward ? 1 : 0) {
      auto* found = steps_[i].statement ? dyn_cast<HaloExchange>(steps_[i].statement) : nullptr;
      if (found && found->part == other && field(i).variable == field(at).variable &&
          field(i).component == field(at).component)
        return i;
    }
    return at;
  }
  std::size_t finish_of(std::size_t at) const {
    return half(at, ExchangePart::start, ExchangePart::finish, true);
  }
  std::size_t start_of(std::size_t at) const {
    return half(at, ExchangePart::finish, ExchangePart::start, false);
  }

  const Schedule& schedule_;
  const Steps& steps_;
};

// An exchange that has to be there, before a loop or a call outside of loops.
struct Planned {
  Access field;
  Stmt* before = nullptr;
  HaloExchange* exchange = nullptr; // one that is there already
};

// The exchanges that a schedule needs, as if it had none: in the order of its loops, each looks for its
// readers and their writers among the steps and the exchanges planned so far.
std::vector<Planned> plan(const Schedule& schedule) {
  Steps steps;
  for (const Step& step : schedule.steps())
    if (!isa<HaloExchange>(step.statement)) steps.push_back(step);
  Halos halos(schedule, steps);
  std::deque<Access> accesses; // of planned exchanges; they stay where they are
  std::vector<Planned> planned;
  const Stmt* loop = nullptr;
  std::vector<int> done; // fields that need no further look before this loop
  std::size_t begin = 0; // of the loop, after the exchanges planned for it
  for (std::size_t at = 0; at < steps.size(); ++at) {
    auto* call = steps[at].statement ? dyn_cast<KernelCall>(steps[at].statement) : nullptr;
    if (!call) continue;
    Stmt* outermost = outermost_loop(call);
    if (outermost != loop) {
      loop = outermost;
      done.clear();
      for (begin = at; steps[begin].statement != outermost;) --begin;
    }
    std::span<const Access> called = steps[at].accesses; // steps are moved by what is planned
    std::vector<int> written;
    for (const Access& access : called)
      if (access.writes) written.push_back(access.variable);
    for (const Access& access : called) {
      if (!halos.reads_halo(access) || std::find(done.begin(), done.end(), access.variable) != done.end())
        continue;
      done.push_back(access.variable);
      // An exchange that is there already grows to what this loop needs.
      std::vector<const Access*> writers = backward_write_dependencies(steps, begin, access);
      if (!writers.empty() && !writers.front()->statement) continue;
      int components = access.vector_size;
      for (int component = 1; component <= components; ++component) {
        Access& field = accesses.emplace_back(access);
        field.reads = field.writes = true;
        field.component = components > 1 ? component : 0;
        field.argument = -1;
        field.statement = nullptr;
        auto place = steps.begin() + static_cast<std::ptrdiff_t>(begin);
        steps.insert(place, Step{nullptr, std::span<const Access>(&field, 1)});
        if (halos.need_of(begin) == Need::no) {
          steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(begin));
          accesses.pop_back();
          continue;
        }
        planned.push_back({field, outermost, nullptr});
        ++begin;
        ++at;
      }
    }
    // What a call writes, later ones of the same loop read as it left it.
    done.insert(done.end(), written.begin(), written.end());
  }
  return planned;
}

// Before the directives of a loop: between them and the loop nothing may stand.
// (A region of several loops that needs one inside is what the transformation that makes it has to refuse.)
Stmt* before_directives(Stmt* loop) {
  for (Stmt* at = loop; (at = at->previous) != nullptr;) {
    auto* directive = dyn_cast<DirectiveStmt>(at);
    if (!directive || directive->is_end) break;
    loop = at;
  }
  return loop;
}

} // namespace

void renew_exchanges(Schedule& schedule) {
  if (!schedule.options().distributed) return;
  Tree& tree = schedule.tree();
  std::vector<Planned> planned = plan(schedule);
  // Which of those there are serves which loop. The halves of one in two parts stay or go together.
  std::vector<HaloExchange*> unused;
  {
    const Steps& steps = schedule.steps();
    Halos halos(schedule, steps);
    for (std::size_t at = 0; at < steps.size(); ++at) {
      auto* exchange = dyn_cast<HaloExchange>(const_cast<Stmt*>(steps[at].statement));
      if (!exchange) continue;
      const Access& field = steps[at].accesses.front();
      const Stmt* known = schedule.placed_for(exchange);
      const Stmt* served = known ? outermost_loop(known) : halos.served_by(at);
      auto wanted = std::find_if(planned.begin(), planned.end(), [&](const Planned& one) {
        bool free = !one.exchange ||
                    (exchange->part == ExchangePart::finish && one.exchange->part == ExchangePart::start);
        return free && one.before == served && one.field.variable == field.variable &&
               one.field.component == field.component;
      });
      if (wanted != planned.end()) wanted->exchange = exchange;
      else unused.push_back(exchange);
    }
  }
  // One that serves another loop now moves there; one that serves none goes.
  for (HaloExchange* exchange : unused) {
    const Access field = schedule.accesses(exchange).front();
    auto wanted = std::find_if(planned.begin(), planned.end(), [&](const Planned& one) {
      return !one.exchange && exchange->part == ExchangePart::whole && one.field.variable == field.variable &&
             one.field.component == field.component;
    });
    (void)detach(tree, exchange); // nothing refuses it: it is of no source
    if (wanted != planned.end()) wanted->exchange = exchange;
  }
  // What is new comes after what was there before the same loop.
  for (Planned& one : planned) {
    if (one.exchange && one.exchange->parent) continue;
    if (!one.exchange) one.exchange = schedule.make_exchange(one.field);
    (void)insert_before(tree, before_directives(one.before), one.exchange);
    schedule.set_placed_for(one.exchange, one.before);
  }
}

ExchangeDetails details_of(const Schedule& schedule, const HaloExchange* exchange) {
  const Steps& steps = schedule.steps();
  std::size_t at = *schedule.position(exchange);
  Halos halos(schedule, steps);
  HaloDepth required = halos.required_of(at);
  HaloWriteAccess written = halos.written_before(at);
  ExchangeDetails details;
  details.depth = required.depths.empty() ? Depth::number(1) : required.depths.front();
  for (const Depth& depth : required.depths) details.depth = Depth::largest(details.depth, depth);
  details.needs_dirty_check = halos.need_of(required, written) != Need::certain;
  auto name_of = [&](const Access& access) {
    auto* call = dyn_cast<KernelCall>(access.statement);
    return call ? schedule.name_of(call) : std::string("an exchange");
  };
  std::string readers;
  for (const Access* reader : required.readers)
    if (halos.halo_read(*reader).depth) readers += (readers.empty() ? "" : ", ") + name_of(*reader);
  std::string before = !written.writer ? "nothing in this invoke writes it before, so the run decides"
                       : !isa<KernelCall>(written.writer->statement)
                           ? "it was exchanged before, so the run decides"
                       : halos.need_of(required, written) == Need::no
                           ? "a part of it was written since under another name, so the run decides"
                       : written.clean ? fmt::format("{} leaves it clean to depth {} only",
                                                     name_of(*written.writer), written.clean->text())
                       : written.outermost_partial
                           ? fmt::format("{} leaves part of the sums in its halo", name_of(*written.writer))
                           : fmt::format("{} leaves its halo dirty", name_of(*written.writer));
  const std::string& field = schedule.variable(schedule.accesses(exchange).front().variable).name;
  std::string_view verb = readers.find(", ") == std::string::npos ? "reads" : "read";
  details.reason = readers.empty() ? fmt::format("nothing reads the halo of {} after it; {}", field, before)
                   : required.annexed_only
                       ? fmt::format("{} {} annexed dofs of {}; {}", readers, verb, field, before)
                       : fmt::format("{} {} the halo of {} to depth {}; {}", readers, verb, field,
                                     details.depth.text(), before);
  return details;
}

std::vector<HaloState> halo_states(const Schedule& schedule, const Stmt* loop) {
  std::vector<HaloState> states;
  if (!schedule.options().distributed) return states;
  for_each<KernelCall>(const_cast<Stmt*>(loop), [&](KernelCall* node) {
    const InvokeCall& call = schedule.call(node);
    std::vector<int> own; // a field that one call writes twice counts as its first entry says
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      const MetaArg& entry = call.kernel->arguments[i];
      int variable = call.arguments[i].value.variable;
      if (!entry.is_field() || !entry.is_written() ||
          std::find(own.begin(), own.end(), variable) != own.end())
        continue;
      own.push_back(variable);
      std::optional<Depth> clean = halo_write(call, schedule.loop_around(node), entry).clean;
      auto known = std::find_if(states.begin(), states.end(),
                                [&](const HaloState& state) { return state.variable == variable; });
      if (known == states.end()) states.push_back({variable, std::move(clean)});
      // Of several calls that write it, what all of them leave clean.
      else if (!clean || !known->clean) known->clean.reset();
      else if (deeper(*clean, *known->clean) != Truth::no) {
        if (deeper(*known->clean, *clean) != Truth::no) known->clean.reset();
      } else known->clean = std::move(clean);
    }
  });
  return states;
}

Depth depth_of(const Invoke& invoke, const InvokeValue& value) {
  if (value.variable >= 0)
    return Depth::variable(invoke.variables[static_cast<std::size_t>(value.variable)].name);
  int number = 0;
  for (char c : value.constant) {
    if (c < '0' || c > '9') return Depth::variable("(" + value.constant + ")");
    number = number * 10 + (c - '0');
  }
  return Depth::number(number);
}

} // namespace isotach::lfric
