// Traces as text, and their order and hashes for a comparison.

#include <algorithm>

#include "compare/psy/trace.h"
#include "compare/psy/values.h"

namespace isotach::psy {

namespace {

std::uint64_t mix_text(std::uint64_t seed, std::string_view text) {
  for (char c : text) seed = mix(seed, static_cast<unsigned char>(c));
  return mix(seed, text.size());
}

const Operand* find(const Event& event, std::string_view role) {
  for (const Operand& operand : event.operands)
    if (operand.role == role) return &operand;
  return nullptr;
}

std::uint64_t subject_of(const std::vector<Event>& events) {
  for (const Event& event : events)
    if (event.kind != EventKind::directive) return event.subject;
  return 0;
}

// Of neighbouring flags, sorted by field: those that a later one of the same field undoes, or repeats. Gives
// where the rest of them ends.
std::size_t drop_undone(std::vector<Event>& events, std::size_t begin, std::size_t end) {
  auto place = [&](std::size_t at) { return events.begin() + static_cast<std::ptrdiff_t>(at); };
  for (std::size_t i = end; i-- > begin + 1;) {
    const Event &one = events[i - 1], &next = events[i];
    // set_dirty is of the whole halo, so what was said before it counts no more.
    bool undone = one.subject == next.subject && (next.name == "set_dirty" || one.hash == next.hash);
    if (!undone) continue;
    events.erase(place(i - 1));
    --end;
  }
  return end;
}

} // namespace

void settle(std::vector<Event>& events, Values& values, const SpaceClasses& classes) {
  auto canonical = [&](const Operand& operand) {
    return static_cast<std::uint64_t>(values.canonical(operand.value, classes));
  };
  for (Event& event : events) {
    settle(event.body, values, classes);
    settle(event.otherwise, values, classes);
    // Clauses of a directive are a set.
    if (event.kind == EventKind::directive) {
      std::stable_sort(event.operands.begin(), event.operands.end(),
                       [&](const Operand& a, const Operand& b) { return canonical(a) < canonical(b); });
      auto same = [&](const Operand& a, const Operand& b) { return canonical(a) == canonical(b); };
      event.operands.erase(std::unique(event.operands.begin(), event.operands.end(), same),
                           event.operands.end());
    }
    std::uint64_t hash = mix(3, static_cast<std::uint64_t>(event.kind));
    event.subject = hash;
    if (event.kind != EventKind::loop)
      hash = mix_text(hash, event.name); // a loop's is that of a local variable
    for (const Operand& operand : event.operands)
      hash = mix(mix_text(hash, operand.role), canonical(operand));
    for (const auto* list : {&event.body, &event.otherwise}) {
      hash = mix(hash, list->size());
      for (const Event& inner : *list) hash = mix(hash, inner.hash);
    }
    event.hash = hash;
    switch (event.kind) {
    case EventKind::exchange:
    case EventKind::flag:
    case EventKind::assignment: event.subject = mix(event.subject, canonical(event.operands[0])); break;
    case EventKind::call:
    case EventKind::directive:
    case EventKind::evaluation:
    case EventKind::statement: event.subject = mix_text(event.subject, event.name); break;
    case EventKind::loop: event.subject = mix(event.subject, subject_of(event.body)); break;
    case EventKind::condition: event.subject = mix(event.subject, subject_of(event.body)); break;
    case EventKind::reduction: break;
    }
  }
  for (std::size_t i = 0; i < events.size();) {
    std::size_t end = i + 1;
    EventKind kind = events[i].kind;
    if (kind == EventKind::exchange || kind == EventKind::flag) {
      while (end < events.size() && events[end].kind == kind) ++end;
      std::stable_sort(events.begin() + static_cast<std::ptrdiff_t>(i),
                       events.begin() + static_cast<std::ptrdiff_t>(end),
                       [&](const Event& a, const Event& b) {
                         return canonical(a.operands[0]) < canonical(b.operands[0]);
                       });
    }
    i = kind == EventKind::flag ? drop_undone(events, i, end) : end;
  }
}

std::string describe(const Event& event, const Values& values, const ShownNames& names) {
  auto show = [&](const Operand& operand) { return values.show(operand.value, names); };
  auto list = [&](std::size_t from) {
    std::string text;
    for (std::size_t i = from; i < event.operands.size(); ++i) {
      const Operand& operand = event.operands[i];
      text += (i == from ? "" : ", ") + show(operand);
    }
    return text;
  };
  switch (event.kind) {
  case EventKind::exchange: {
    std::string text = event.name == "halo_exchange_start"    ? "start of the halo exchange of "
                       : event.name == "halo_exchange_finish" ? "end of the halo exchange of "
                                                              : "halo exchange of ";
    text += show(event.operands[0]);
    if (const Operand* depth = find(event, "depth")) text += " to depth " + show(*depth);
    if (const Operand* guard = find(event, "guard")) text += " if " + show(*guard);
    return text;
  }
  case EventKind::flag: return "call " + show(event.operands[0]) + "%" + event.name + "(" + list(1) + ")";
  case EventKind::loop: {
    std::string text =
        "loop " + event.name + " = " + show(event.operands[0]) + ", " + show(event.operands[1]);
    std::string step = show(event.operands[2]);
    return step == "1" ? text : text + ", " + step;
  }
  case EventKind::call:
    if (!event.operands.empty() && event.operands[0].role == "object")
      return "call " + show(event.operands[0]) + "%" + event.name + "(" + list(1) + ")";
    return "call " + event.name + "(" + list(0) + ")";
  case EventKind::assignment: return show(event.operands[0]) + " = " + show(event.operands[1]);
  case EventKind::reduction:
    return "reduction " +
           (event.operands.size() > 1 ? show(event.operands[0]) + " = " + show(event.operands[1]) : list(0));
  case EventKind::condition: return "if " + show(event.operands[0]);
  case EventKind::directive: return "directive " + event.name + (event.operands.empty() ? "" : " " + list(0));
  case EventKind::evaluation: return "evaluation of " + show(event.operands[0]);
  case EventKind::statement: return "statement " + show(event.operands[0]);
  }
  return {};
}

namespace {

void dump(const std::vector<Event>& events, const Values& values, ShownNames& names, std::size_t depth,
          std::string& out) {
  for (const Event& event : events) {
    out += std::string(2 * depth, ' ') + describe(event, values, names) + '\n';
    if (event.kind == EventKind::loop) names.loops.push_back(event.name);
    dump(event.body, values, names, depth + 1, out);
    if (event.kind == EventKind::loop) names.loops.pop_back();
    if (event.otherwise.empty()) continue;
    out += std::string(2 * depth, ' ') + "else\n";
    dump(event.otherwise, values, names, depth + 1, out);
  }
}

} // namespace

std::string dump_trace(const Trace& trace, const Values& values) {
  std::string out = trace.name + "(";
  for (std::size_t i = 0; i < trace.names.dummies.size(); ++i)
    out += (i == 0 ? "" : ", ") + trace.names.dummies[i];
  out += ")\n";
  ShownNames names = trace.names;
  dump(trace.events, values, names, 1, out);
  return out;
}

} // namespace isotach::psy
