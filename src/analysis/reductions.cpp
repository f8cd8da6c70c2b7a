// Reductions are read off the text of assignments: x = x + e, x = max(x, e), IF (e > x) x = e. Every access
// of the variable in the loop has to belong to an update of one operator.
//
// With IF, which iterations find a new extreme depends on their order. So nothing that is seen from outside
// may happen under that condition but the update itself; variables that only keep where the extreme was make
// it a MAXLOC or MINLOC.
#include "analysis/reductions.h"

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "tree/text.h"

namespace isotach {

namespace {

using Aspect = DataAccess::Aspect;

// Every name `from` in a text without blanks gives way to `to`.
std::string with_name_replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_name_char(text[end])) ++end;
    if (end == at) {
      made += text[at++];
      continue;
    }
    std::string_view word = text.substr(at, end - at);
    bool component = at > 0 && text[at - 1] == '%';
    made += word == from && !component ? to : word;
    at = end;
  }
  return made;
}

class ReductionFinder {
 public:
  ReductionFinder(const ProcedureFacts& facts, Evaluator& evaluator, LaterReads& later, const LoopFacts& loop,
                  std::uint32_t object, std::span<const std::uint32_t> accesses,
                  const std::unordered_map<std::uint32_t, std::uint32_t>& access_of)
      : facts_(facts), evaluator_(evaluator), later_(later), loop_(loop), object_(object),
        accesses_(accesses), access_of_(access_of) {}

  std::optional<FoundReduction> find() {
    const DataObject& object = facts_.objects[object_];
    if (object.pointer || object.storage_set != 0 || object.type.base == BaseType::derived ||
        object.type.base == BaseType::character || object.storage == DataObject::Storage::unknown ||
        has_assumed_size(object) || has_another_name(object, loop_))
      return std::nullopt;
    std::string operation;
    std::set<std::uint32_t> updates; // accesses
    for (std::uint32_t a : accesses_) {
      const DataAccess& access = facts_.accesses[a];
      if (access.by_name_elsewhere || access.aspect != Aspect::data || facts_.place(access).size() != 1)
        return std::nullopt;
      if (!access.write) continue;
      const auto* assignment = dyn_cast<AssignmentStmt>(facts_.nodes[access.node].statement);
      if (!assignment || access.place != assignment->target) return std::nullopt;
      target_ = plain(assignment->target);
      used_.clear();
      std::string one = update(assignment);
      if (one.empty()) one = choice(assignment, access.node);
      if (one.empty() || used_.empty() || (!operation.empty() && one != operation)) return std::nullopt;
      // n = n + 0.5 cuts off in every iteration.
      BaseType value = evaluator_.evaluate(assignment->value, *facts_.nodes[access.node].scope).base;
      bool whole_numbers = object.type.base == BaseType::integer || object.type.base == BaseType::unknown;
      if (whole_numbers && value != BaseType::integer) return std::nullopt;
      operation = one;
      updates.insert(a);
      updates.insert(used_.begin(), used_.end());
    }
    // Every access belongs to an update.
    for (std::uint32_t a : accesses_)
      if (!updates.contains(a)) return std::nullopt;
    if (operation.empty()) return std::nullopt;
    FoundReduction found{operation, {}};
    if (!find_locations(found.locations)) return std::nullopt;
    if (!found.locations.empty() && !operation.ends_with("loc")) found.operation += "loc";
    return found;
  }

 private:
  // Where a new extreme is found: the condition's node, and that of the update.
  struct Choice {
    std::uint32_t condition = 0, update = 0;
  };

  std::string plain(const Node* node) const {
    std::string text = lower(text_of(*facts_.tree, node));
    std::erase_if(text, is_blank);
    return text;
  }

  bool is_target(const Expr* expression) {
    auto access = access_of_.find(expression->id);
    if (access == access_of_.end() || facts_.accesses[access->second].object != object_ ||
        facts_.accesses[access->second].write || plain(expression) != target_)
      return false;
    used_.push_back(access->second);
    return true;
  }

  // The operation of target = value, when it updates the target. The target must not be in the rest, which is
  // seen by counting its reads: there is one.
  std::string update(const AssignmentStmt* statement) {
    const Expr* value = statement->value;
    if (const auto* operation = dyn_cast<BinaryExpr>(value)) {
      OperatorKind op = operation->op;
      if (op == OperatorKind::plus || op == OperatorKind::minus) return sum(value) ? "+" : "";
      std::string name = op == OperatorKind::multiply ? "*"
                         : op == OperatorKind::and_   ? ".and."
                         : op == OperatorKind::or_    ? ".or."
                         : op == OperatorKind::eqv    ? ".eqv."
                         : op == OperatorKind::neqv   ? ".neqv."
                                                      : "";
      return !name.empty() && chain(value, op) ? name : "";
    }
    const auto* call = dyn_cast<PartRef>(value);
    const auto* name = call ? dyn_cast<NameRef>(static_cast<const Node*>(call->base)) : nullptr;
    if (!name || access_of_.contains(call->id)) return {};
    std::string_view spelling = facts_.tree->spelling(name->name);
    for (std::string_view known : {"max", "min", "iand", "ior", "ieor"}) {
      if (spelling != known) continue;
      std::size_t found = 0;
      for (const Expr* argument : call->arguments) found += is_target(argument);
      if (found == 1) return std::string(known);
    }
    return {};
  }

  // x + a - b ...: the target is one term, and added.
  bool sum(const Expr* expression) {
    std::size_t found = 0;
    for (const Expr* at = expression;;) {
      const auto* operation = dyn_cast<BinaryExpr>(at);
      if (!operation || (operation->op != OperatorKind::plus && operation->op != OperatorKind::minus)) {
        found += is_target(at);
        break;
      }
      if (operation->op == OperatorKind::plus) found += is_target(operation->right);
      at = operation->left;
    }
    return found == 1;
  }

  bool chain(const Expr* expression, OperatorKind op) {
    std::size_t found = 0;
    for (const Expr* at = expression;;) {
      const auto* operation = dyn_cast<BinaryExpr>(at);
      if (!operation || operation->op != op) {
        // a / b * x is no product with x as a factor of the whole... it is: (a / b) * x.
        found += is_target(at);
        break;
      }
      found += is_target(operation->right);
      at = operation->left;
    }
    return found == 1;
  }

  // IF (e > x) x = e, and the like: max or min. IF (e(i) > e(x)) x = i: maxloc or minloc.
  std::string choice(const AssignmentStmt* statement, std::uint32_t at) {
    std::uint32_t around = facts_.nodes[at].condition;
    if (around == no_index || !access_of_.contains(statement->target->id)) return {};
    const Condition& condition = facts_.conditions[around];
    if (!condition.holds || !condition.expression || !loop_.holds(condition.node)) return {};
    const Expr* test = condition.expression;
    while (const auto* inside = dyn_cast<ParenExpr>(test)) test = inside->operand;
    const auto* relation = dyn_cast<BinaryExpr>(test);
    if (!relation || !kept_between(condition.node, at)) return {};
    bool greater = relation->op == OperatorKind::gt || relation->op == OperatorKind::ge;
    if (!greater && relation->op != OperatorKind::lt && relation->op != OperatorKind::le) return {};
    std::string value = plain(statement->value);
    for (bool left : {true, false}) {
      const Expr *own = left ? relation->left : relation->right,
                 *other = left ? relation->right : relation->left;
      std::string word = greater == left ? "min" : "max"; // x > e takes the smaller
      if (plain(other) == value && is_target(own)) {
        choices_.push_back({condition.node, at});
        return word;
      }
      std::string old = plain(own), fresh = plain(other);
      if (old == fresh || !isa<NameRef>(statement->target) ||
          with_name_replaced(old, target_, value) != fresh)
        continue;
      for (const DataAccess& read : facts_.accesses_of(facts_.nodes[condition.node]))
        if (read.object == object_)
          used_.push_back(static_cast<std::uint32_t>(&read - facts_.accesses.data()));
      choices_.push_back({condition.node, at});
      return word + "loc";
    }
    return {};
  }

  // Nothing between a condition and an update changes what the update reads.
  bool kept_between(std::uint32_t condition, std::uint32_t update) const {
    for (std::uint32_t a = facts_.nodes[condition].last_access; a < facts_.nodes[update].first_access; ++a) {
      const DataAccess& written = facts_.accesses[a];
      const DataObject& object = facts_.objects[written.object];
      if (!written.write) continue;
      if (written.through_pointer || object.pointer || object.target || object.storage_set != 0) return false;
      for (const DataAccess& read : facts_.accesses_of(facts_.nodes[update]))
        if (read.object == written.object) return false;
    }
    return true;
  }

  bool is_under(std::uint32_t node, std::uint32_t condition) const {
    for (std::uint32_t at = facts_.nodes[node].condition; at != no_index; at = facts_.conditions[at].around)
      if (facts_.conditions[at].node == condition) return true;
    return false;
  }

  // What else happens under the conditions, or where they do not hold: assignments to variables that the loop
  // accesses nowhere else. Those that are read after it are locations. False: something else happens.
  bool find_locations(std::vector<std::uint32_t>& locations) {
    std::set<std::uint32_t> writes, written; // accesses, objects
    for (const Choice& choice : choices_)
      for (std::uint32_t node = choice.condition + 1; node <= loop_.step && is_under(node, choice.condition);
           ++node) {
        if (node == choice.update) continue;
        if (facts_.nodes[node].jumps || !facts_.obstacles_in(node, node).empty()) return false;
        const auto* assignment = dyn_cast<AssignmentStmt>(facts_.nodes[node].statement);
        for (const DataAccess& access : facts_.accesses_of(facts_.nodes[node])) {
          if (!access.write) continue;
          if (!assignment || access.place != assignment->target || access.through_pointer ||
              access.aspect != Aspect::data || access.object == object_ ||
              facts_.objects[access.object].storage_set != 0)
            return false;
          writes.insert(static_cast<std::uint32_t>(&access - facts_.accesses.data()));
          written.insert(access.object);
        }
      }
    if (written.empty()) return true;
    for (std::uint32_t a = facts_.nodes[loop_.test].first_access; a < facts_.nodes[loop_.step].last_access;
         ++a)
      if (written.contains(facts_.accesses[a].object) && !writes.contains(a)) return false;
    std::set<std::uint32_t> kept;
    for (std::uint32_t a : writes) {
      const DataAccess& access = facts_.accesses[a];
      if (!later_.any(loop_, access.location)) continue;
      if (!is_one_place(access)) return false;
      kept.insert(access.object);
    }
    locations.assign(kept.begin(), kept.end());
    return true;
  }

  // A variable, or an element with numbers for subscripts.
  bool is_one_place(const DataAccess& access) const {
    return std::ranges::all_of(facts_.place(access), [](const PlacePart& part) {
      return part.given.empty() &&
             (!part.subscripts || std::ranges::all_of(part.subscripts->arguments, [](const Expr* subscript) {
               return isa<IntegerLiteral>(subscript);
             }));
    });
  }

  const ProcedureFacts& facts_;
  Evaluator& evaluator_;
  LaterReads& later_;
  const LoopFacts& loop_;
  std::uint32_t object_;
  std::span<const std::uint32_t> accesses_;
  const std::unordered_map<std::uint32_t, std::uint32_t>& access_of_;
  std::string target_;
  std::vector<std::uint32_t> used_; // the reads of the target that belong to the update at hand
  std::vector<Choice> choices_;
};

} // namespace

std::optional<FoundReduction>
reduction_of(const ProcedureFacts& facts, Evaluator& evaluator, LaterReads& later, const LoopFacts& loop,
             std::uint32_t object, std::span<const std::uint32_t> accesses,
             const std::unordered_map<std::uint32_t, std::uint32_t>& access_of) {
  return ReductionFinder(facts, evaluator, later, loop, object, accesses, access_of).find();
}

} // namespace isotach
