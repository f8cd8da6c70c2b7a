#include "compare/psy/compare.h"

#include <algorithm>
#include <set>

#include "compare/items.h"

namespace isotach::psy {

namespace {

class Comparer {
 public:
  Comparer(const Trace& first, const Trace& second, Values& values, const SpaceClasses& classes,
           std::vector<Difference>& found)
      : a_(first), b_(second), values_(values), classes_(classes), found_(found), names_a_(first.names),
        names_b_(second.names) {}

  void run() {
    compare_dummies();
    compare_modules();
    sequence(a_.events, b_.events, a_.procedure, b_.procedure);
  }

 private:
  using Kind = Difference::Kind;

  Location place(const Trace& trace, const Node* node) const { return trace.tree->location(node); }
  std::string text(const Operand& operand, const ShownNames& names) const {
    std::string shown = values_.show(operand.value, names);
    return shown.size() > 200 ? shown.substr(0, 197) + "..." : shown;
  }
  std::string quoted(const Operand& operand, const ShownNames& names) const {
    return "'" + text(operand, names) + "'";
  }
  Value canonical(const Operand& operand) { return values_.canonical(operand.value, classes_); }

  Difference& report(Kind kind, std::string message, const Node* first, const Node* second) {
    Difference difference;
    difference.kind = kind;
    difference.procedure = a_.name;
    difference.message = std::move(message);
    difference.first = place(a_, first);
    difference.second = place(b_, second);
    found_.push_back(std::move(difference));
    return found_.back();
  }

  void compare_dummies() {
    if (a_.dummies.size() != b_.dummies.size()) {
      report(Kind::changed,
             "it has " + std::to_string(a_.dummies.size()) + " dummy arguments, there " +
                 std::to_string(b_.dummies.size()),
             a_.procedure->begin, b_.procedure->begin);
      return;
    }
    for (std::size_t i = 0; i < a_.dummies.size(); ++i)
      if (canonical(a_.dummies[i]) != canonical(b_.dummies[i]))
        report(Kind::changed,
               "dummy argument " + std::to_string(i + 1) + ", '" + a_.names.dummies[i] + "', is declared " +
                   a_.dummies[i].role + ", there " + b_.dummies[i].role,
               a_.dummies[i].node, b_.dummies[i].node);
  }

  // The same name from another module is another thing; only names that events use count.
  void compare_modules() {
    std::set<std::string, std::less<>> used;
    std::set<Value> seen;
    auto visit_value = [&](auto&& self, Value value) -> void {
      if (value == Value::none || !seen.insert(value).second) return;
      if (values_.is(value, ValueKind::symbol)) used.emplace(values_.text(value));
      for (Value part : values_.parts(value)) self(self, part);
    };
    auto visit = [&](auto&& self, const std::vector<Event>& events) -> void {
      for (const Event& event : events) {
        if (event.kind == EventKind::call) used.insert(event.name);
        for (const Operand& operand : event.operands) visit_value(visit_value, operand.value);
        self(self, event.body);
        self(self, event.otherwise);
      }
    };
    visit(visit, a_.events);
    for (const std::string& name : used) {
      auto in_a = a_.modules.find(name), in_b = b_.modules.find(name);
      if (in_a == a_.modules.end() || in_b == b_.modules.end()) continue;
      if (in_a->second.first != in_b->second.first)
        report(Kind::changed,
               "'" + name + "' comes from module '" + in_a->second.first + "', there from '" +
                   in_b->second.first + "'",
               in_a->second.second, in_b->second.second);
    }
  }

  void sequence(const std::vector<Event>& a, const std::vector<Event>& b, const Node* around_a,
                const Node* around_b) {
    auto items = [](const std::vector<Event>& events) {
      std::vector<Item> list(events.size());
      for (std::size_t i = 0; i < events.size(); ++i) list[i].hash = events[i].hash;
      return list;
    };
    auto pairs = align(items(a), items(b));
    pairs.emplace_back(a.size(), b.size());
    // Events that stand in both, at different places.
    std::multiset<std::uint64_t> left_a, left_b;
    std::size_t i = 0, j = 0;
    for (auto [next_i, next_j] : pairs) {
      for (; i < next_i; ++i) left_a.insert(a[i].hash);
      for (; j < next_j; ++j) left_b.insert(b[j].hash);
      ++i, ++j;
    }
    auto in_first = [&](std::size_t at, std::size_t other) {
      bool moved = left_b.count(a[at].hash) != 0;
      const Node* there = other < b.size() ? b[other].node : around_b;
      report(moved ? Kind::moved : Kind::only_in_first,
             "'" + describe(a[at], values_, names_a_) +
                 (moved ? "' stands at another place there" : "' is missing there"),
             a[at].node, there);
    };
    auto in_second = [&](std::size_t at, std::size_t other) {
      if (left_a.count(b[at].hash) != 0) return; // reported where the first has it
      const Node* here = other < a.size() ? a[other].node : around_a;
      report(Kind::only_in_second, "'" + describe(b[at], values_, names_b_) + "' stands only there", here,
             b[at].node);
    };
    i = j = 0;
    for (auto [next_i, next_j] : pairs) {
      while (i < next_i || j < next_j) {
        bool moved_a = i < next_i && left_b.count(a[i].hash) != 0,
             moved_b = j < next_j && left_a.count(b[j].hash) != 0;
        if (j >= next_j || moved_a) {
          in_first(i++, j);
        } else if (i >= next_i || moved_b) {
          in_second(j++, i);
        } else if (alike(a[i], b[j])) {
          changed(a[i++], b[j++]);
        } else {
          bool later_b = false, later_a = false; // is its counterpart among those that follow?
          for (std::size_t k = j + 1; k < next_j; ++k) later_b = later_b || alike(a[i], b[k]);
          for (std::size_t k = i + 1; k < next_i; ++k) later_a = later_a || alike(a[k], b[j]);
          if (later_b && !later_a) {
            in_second(j++, i);
          } else if (later_a && !later_b) {
            in_first(i++, j);
          } else if (a[i].kind == b[j].kind && !later_a) {
            changed(a[i++], b[j++]);
          } else {
            in_first(i++, j);
          }
        }
      }
      i = next_i + 1;
      j = next_j + 1;
    }
  }

  static bool alike(const Event& a, const Event& b) { return a.kind == b.kind && a.subject == b.subject; }

  static std::string what(const Event& event) {
    switch (event.kind) {
    case EventKind::exchange: return "the halo exchange";
    case EventKind::flag: return "the call of '" + event.name + "'";
    case EventKind::loop: return "the loop over '" + event.name + "'";
    case EventKind::call: return "the call of '" + event.name + "'";
    case EventKind::assignment: return "the assignment";
    case EventKind::reduction: return "the reduction";
    case EventKind::condition: return "the IF";
    case EventKind::directive: return "the directive";
    case EventKind::evaluation: return "the evaluation of '" + event.name + "'";
    case EventKind::statement: return "the statement";
    }
    return {};
  }

  // Is all that differs which field a function space was asked from?
  bool differ_in_space(Value a, Value b) const {
    if (a == b) return false;
    if (a == Value::none || b == Value::none) return false;
    if (values_.is(a, ValueKind::space) && values_.is(b, ValueKind::space)) return true;
    const ValueNode &x = values_.node(a), &y = values_.node(b);
    if (x.kind != y.kind || x.text != y.text || x.number != y.number || x.count != y.count) return false;
    for (std::size_t i = 0; i < x.count; ++i)
      if (values_.parts(a)[i] != values_.parts(b)[i] &&
          !differ_in_space(values_.parts(a)[i], values_.parts(b)[i]))
        return false;
    return true;
  }

  void changed_operand(const Event& a, const Operand& x, const Operand& y) {
    bool space = differ_in_space(canonical(x), canonical(y));
    bool unknown = a.kind == EventKind::statement;
    std::string shown_x = quoted(x, names_a_), shown_y = quoted(y, names_b_);
    std::string message = x.role + " of " + what(a) + " is " + shown_x + ", there " + shown_y;
    if (a.kind == EventKind::loop && x.role != "step") {
      std::string_view word = x.role == "first" ? " begins at " : " ends at ";
      message = what(a) + std::string(word) + shown_x + ", there at " + shown_y;
    }
    if (a.kind == EventKind::assignment || a.kind == EventKind::reduction)
      message = x.role == "target" ? what(a) + " is to " + shown_x + ", there to " + shown_y
                                   : "the value of " + what(a) + " is " + shown_x + ", there " + shown_y;
    if (space) message += "; nothing shows that these are one function space (the kernels' metadata may: -k)";
    if (shown_x == shown_y) message += ", of other variables or moments";
    if (unknown) message = "the effect of this statement is not known, and its words differ";
    Difference& difference = report(unknown ? Kind::unknown
                                    : space ? Kind::space
                                            : Kind::changed,
                                    message, x.node, y.node);
    difference.first_text = text(x, names_a_);
    difference.second_text = text(y, names_b_);
    if (x.set_at) difference.first_set = place(a_, x.set_at);
    if (y.set_at) difference.second_set = place(b_, y.set_at);
  }

  void changed(const Event& a, const Event& b) {
    if (a.kind == EventKind::directive) return changed_directive(a, b);
    if (a.name != b.name && a.kind != EventKind::loop) {
      report(Kind::changed,
             "'" + describe(a, values_, names_a_) + "', there '" + describe(b, values_, names_b_) + "'",
             a.node, b.node);
    } else {
      changed_operands(a, b);
    }
    if (a.kind == EventKind::loop) {
      names_a_.loops.push_back(a.name);
      names_b_.loops.push_back(b.name);
    }
    sequence(a.body, b.body, a.node, b.node);
    sequence(a.otherwise, b.otherwise, a.node, b.node);
    if (a.kind == EventKind::loop) {
      names_a_.loops.pop_back();
      names_b_.loops.pop_back();
    }
  }

  void changed_operands(const Event& a, const Event& b) {
    const auto &x = a.operands, &y = b.operands;
    std::size_t i = 0, j = 0;
    if (a.kind == EventKind::call && x.size() != y.size()) {
      report(Kind::changed,
             what(a) + " passes " + std::to_string(x.size()) + " arguments, there " +
                 std::to_string(y.size()),
             a.node, b.node);
      return;
    }
    while (i < x.size() || j < y.size()) {
      if (i < x.size() && j < y.size() && x[i].role == y[j].role) {
        if (canonical(x[i]) != canonical(y[j])) changed_operand(a, x[i], y[j]);
        ++i, ++j;
      } else if (j >= y.size() || (i < x.size() && x.size() > y.size())) {
        missing_operand(a, b, x[i++], true);
      } else {
        missing_operand(a, b, y[j++], false);
      }
    }
  }

  void missing_operand(const Event& a, const Event& b, const Operand& operand, bool in_first) {
    const ShownNames& names = in_first ? names_a_ : names_b_;
    std::string message = operand.role == "guard"
                              ? what(a) + " is made " + (in_first ? "if " : "always, there if ") +
                                    quoted(operand, names) + (in_first ? ", there always" : "")
                              : what(a) + " has " + (in_first ? "" : "no ") + operand.role + ' ' +
                                    quoted(operand, names) + (in_first ? ", there none" : " here");
    Difference& difference =
        report(Kind::changed, message, in_first ? operand.node : a.node, in_first ? b.node : operand.node);
    (in_first ? difference.first_text : difference.second_text) = text(operand, names);
  }

  void changed_directive(const Event& a, const Event& b) {
    std::set<std::pair<std::string, Value>> of_a, of_b;
    for (const Operand& operand : a.operands) of_a.emplace(operand.role, canonical(operand));
    for (const Operand& operand : b.operands) of_b.emplace(operand.role, canonical(operand));
    std::string message;
    auto add = [&](std::string_view where, const Operand& operand, const ShownNames& names) {
      message += (message.empty() ? "" : "; ") + std::string(where) + ' ' + quoted(operand, names);
    };
    if (a.name != b.name) message = "'" + a.name + "', there '" + b.name + "'";
    for (const Operand& operand : a.operands)
      if (of_b.count({operand.role, canonical(operand)}) == 0) add("only here", operand, names_a_);
    for (const Operand& operand : b.operands)
      if (of_a.count({operand.role, canonical(operand)}) == 0) add("only there", operand, names_b_);
    report(Kind::changed, "the directives differ: " + message, a.node, b.node);
  }

  const Trace& a_;
  const Trace& b_;
  Values& values_;
  const SpaceClasses& classes_;
  std::vector<Difference>& found_;
  ShownNames names_a_, names_b_;
};

} // namespace

Comparison compare(const Tree& first, const Tree& second, const SpacesOfKernels& kernels) {
  Comparison result;
  auto in_first = procedures_of(first), in_second = procedures_of(second);
  auto alone = [&](const std::string& name, const Procedure* procedure, bool of_first) {
    Difference difference;
    difference.kind = of_first ? Difference::Kind::only_in_first : Difference::Kind::only_in_second;
    difference.procedure = name;
    difference.message = "only one file has this procedure";
    Location here = (of_first ? first : second).location(procedure->begin);
    (of_first ? difference.first : difference.second) = here;
    const Tree& other = of_first ? second : first;
    (of_first ? difference.second : difference.first) = {&other.source(), 0, 0};
    result.differences.push_back(std::move(difference));
  };
  for (auto& [name, procedure] : in_second)
    if (in_first.count(name) == 0) alone(name, procedure, false);
  for (auto& [name, procedure] : in_first) {
    auto other = in_second.find(name);
    if (other == in_second.end()) {
      alone(name, procedure, true);
      continue;
    }
    ++result.procedures;
    Values values;
    Trace a = trace_of(first, *procedure, values), b = trace_of(second, *other->second, values);
    SpaceClasses classes = unite_spaces(a, b, values, kernels);
    settle(a.events, values, classes);
    settle(b.events, values, classes);
    Comparer(a, b, values, classes, result.differences).run();
  }
  std::stable_sort(result.differences.begin(), result.differences.end(),
                   [](const Difference& x, const Difference& y) {
                     return x.first.begin != y.first.begin ? x.first.begin < y.first.begin
                                                           : x.second.begin < y.second.begin;
                   });
  return result;
}

} // namespace isotach::psy
