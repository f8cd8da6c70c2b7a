// Lists: variables that GCC 12 does not take in the list of a clause.
//
// Named constants in DECLARE need no place on a device and go. A variable that stands twice stands once. A
// variable beside a component of it is split off: into a directive of its own before ENTER DATA and after
// EXIT DATA, into a data region around a construct. Pointers of PRESENT come after the clauses that make
// data, which they may point to.
#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/legalise/rules.h"

namespace isotach::legalise_rules {

namespace {

constexpr std::string_view constant = "GCC takes no named constant in DECLARE";
constexpr std::string_view twice = "GCC takes a variable once on a directive";
constexpr std::string_view mixed = "GCC takes no variable beside a component of it on one directive";

constexpr std::string_view ordered =
    "GCC takes clauses in their order, and a pointer of PRESENT may point to what a later one makes";

bool is_data_clause(std::string_view name) {
  return is_one_of(name, {"copy", "copyin", "copyout", "create", "delete", "present", "no_create", "pcopy",
                          "pcopyin", "pcopyout", "pcreate", "present_or_copy", "present_or_copyin",
                          "present_or_copyout", "present_or_create", "device_resident", "link"});
}

class ListRule {
 public:
  ListRule(Context& context, const Directive& directive)
      : context_(context), directive_(directive), tree_(context.tree(directive)) {}

  void apply() {
    if (directive_.kind == DirectiveKind::acc_declare) return drop_constants();
    bool is_standalone =
        directive_.kind == DirectiveKind::acc_enter_data || directive_.kind == DirectiveKind::acc_exit_data;
    if (!is_standalone && directive_.kind != DirectiveKind::acc_data && !is_compute(directive_.kind)) return;
    std::map<std::pair<const Symbol*, std::string_view>, int> seen;
    std::set<const Symbol*> whole, parts;
    for_each_item([&](const Clause*, std::string_view name, const Node* item) {
      const Symbol* symbol = context_.symbol(directive_, item);
      if (!symbol) return;
      if (isa<ComponentRef>(item)) parts.insert(symbol);
      if (!isa<NameRef>(item)) return;
      whole.insert(symbol);
      if (seen[{symbol, name}]++ > 0) again_.insert(item);
    });
    for_each_item([&](const Clause*, std::string_view, const Node* item) {
      const Symbol* symbol = context_.symbol(directive_, item);
      if (isa<NameRef>(item) && symbol && parts.count(symbol)) alone_.insert(item);
    });
    find_late(is_standalone);
    if (!again_.empty() || !alone_.empty() || !late_.empty()) split();
  }

 private:
  template <class Each> void for_each_item(Each each) const {
    for_each_clause(tree_, directive_.statement, [&](const Clause* clause, std::string_view name) {
      if (is_data_clause(name))
        for (const Node* item : clause->arguments) each(clause, name, item);
    });
  }

  void find_late(bool is_standalone) {
    std::vector<const Node*> pointers;
    for_each_item([&](const Clause*, std::string_view name, const Node* item) {
      const Symbol* symbol = isa<NameRef>(item) ? context_.symbol(directive_, item) : nullptr;
      if (maps(data_action(name))) late_.insert(pointers.begin(), pointers.end());
      else if (!is_standalone && name == "present" && symbol && symbol->has(AttributeKind::pointer))
        pointers.push_back(item);
    });
  }

  // A clause with those of its items that are left; nothing when none is.
  template <class Stays> std::string rebuilt(const Clause* clause, Stays stays) const {
    std::string items;
    for (const Node* item : clause->arguments)
      if (stays(item)) items += fmt::format("{}{}", items.empty() ? "" : ", ", tree_.text(item));
    if (items.empty()) return items;
    std::string modifiers;
    for (const Node* modifier : clause->modifiers)
      modifiers += fmt::format("{}{}", modifiers.empty() ? "" : ", ", tree_.text(modifier));
    return fmt::format("{}({}{}{})", tree_.spelling(clause->name), modifiers, modifiers.empty() ? "" : ": ",
                       items);
  }

  void drop_constants() {
    auto stays = [&](const Node* item) {
      const Symbol* symbol = isa<NameRef>(item) ? context_.symbol(directive_, item) : nullptr;
      return !symbol || symbol->kind != SymbolKind::parameter;
    };
    bool any_left = false;
    std::vector<const Clause*> changed;
    for_each_clause(tree_, directive_.statement, [&](const Clause* clause, std::string_view name) {
      std::size_t left = 0;
      for (const Node* item : clause->arguments) left += !is_data_clause(name) || stays(item);
      if (left < clause->arguments.size()) changed.push_back(clause);
      any_left = any_left || left > 0;
    });
    if (changed.empty()) return;
    if (!any_left) return context_.replace(directive_, "", constant);
    for (const Clause* clause : changed)
      context_.replace_clause(directive_, clause, rebuilt(clause, stays), constant);
  }

  void split() {
    std::string apart, conditions;
    for_each_clause(tree_, directive_.statement, [&](const Clause* clause, std::string_view name) {
      if (name == "if") conditions += fmt::format(" {}", tree_.text(clause));
      if (!is_data_clause(name)) return;
      std::string taken = rebuilt(clause, [&](const Node* item) { return alone_.count(item) != 0; });
      if (!taken.empty()) apart += ' ' + taken;
    });
    if (!alone_.empty() && !add_directive(apart + conditions)) return;
    auto stays = [&](const Node* item) { return !again_.count(item) && !alone_.count(item); };
    std::string late;
    for_each_clause(tree_, directive_.statement, [&](const Clause* clause, std::string_view name) {
      if (!is_data_clause(name)) return;
      std::string last = rebuilt(clause, [&](const Node* item) { return stays(item) && late_.count(item); });
      if (!last.empty()) late += ' ' + last;
      std::string left = rebuilt(clause, [&](const Node* item) { return stays(item) && !late_.count(item); });
      bool whole = last.empty() && std::all_of(clause->arguments.begin(), clause->arguments.end(), stays);
      if (!whole)
        context_.replace_clause(directive_, clause, left,
                                !last.empty()    ? ordered
                                : alone_.empty() ? twice
                                                 : mixed);
    });
    std::uint32_t end = tree_.location(directive_.statement).end;
    if (!late.empty()) context_.edit(directive_.file, directive_.statement, end, end, late, ordered);
  }

  // A component's place is in its object, which comes first and goes last.
  bool add_directive(const std::string& clauses) {
    using Place = Context::Place;
    if (directive_.kind == DirectiveKind::acc_enter_data) {
      context_.add_lines(directive_.file, directive_.statement, Place::before,
                         fmt::format("!$acc enter data{}\n", clauses), mixed);
      return true;
    }
    if (directive_.kind == DirectiveKind::acc_exit_data) {
      context_.add_lines(directive_.file, directive_.statement, Place::after,
                         fmt::format("!$acc exit data{}\n", clauses), mixed);
      return true;
    }
    const DirectiveRegion* region = context_.regions(directive_.file).of(directive_.statement);
    if (!region || !region->known() || !region->end) {
      context_.refuse(directive_.file, directive_.statement, std::string(mixed),
                      "name the variable in a data region around it");
      return false;
    }
    context_.add_lines(directive_.file, directive_.statement, Place::before,
                       fmt::format("!$acc data{}\n", clauses), mixed);
    context_.add_lines(directive_.file, region->end, Place::after, "!$acc end data\n", mixed);
    return true;
  }

  Context& context_;
  const Directive& directive_;
  const Tree& tree_;
  // Items that stand a second time; variables beside a component; pointers that have to come last.
  std::set<const Node*> again_, alone_, late_;
};

} // namespace

void legalise_lists(Context& context) {
  for (const Directive& directive : context.directives)
    if (!directive.statement->is_end) ListRule(context, directive).apply();
}

} // namespace isotach::legalise_rules
