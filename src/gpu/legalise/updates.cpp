// UPDATE: whole variables with DECLARE that live as long as the program, which GCC 12 leaves out of the list;
// strided sections, at which its run-time library ends the process.
//
// GCC leaves out what is a plain name, since such variables "are on the device already"; a section of all of
// an array is not one. Scalars and objects of derived type have no such spelling and become calls.
#include <set>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/legalise/rules.h"
#include "tree/visit.h"

namespace isotach::legalise_rules {

namespace {

constexpr std::string_view dropped = "GCC leaves a whole variable with DECLARE out of UPDATE";

// Variables named in DECLARE, but for those that are only linked.
std::set<const Symbol*> declared_variables(const Context& context) {
  std::set<const Symbol*> found;
  for (const Directive& directive : context.directives) {
    if (directive.kind != DirectiveKind::acc_declare) continue;
    for_each_clause(context.tree(directive), directive.statement,
                    [&](const Clause* clause, std::string_view name) {
                      if (name == "link" || name == "present") return;
                      for (const Node* item : clause->arguments)
                        if (const Symbol* symbol = context.symbol(directive, item))
                          if (is_static(*symbol) && !symbol->has(AttributeKind::allocatable) &&
                              !symbol->has(AttributeKind::pointer))
                            found.insert(symbol);
                    });
  }
  return found;
}

class UpdateRule {
 public:
  UpdateRule(Context& context, const Directive& directive, const std::set<const Symbol*>& declared)
      : context_(context), directive_(directive), tree_(context.tree(directive)), declared_(declared) {}

  void apply() {
    bool needs_call = false;
    std::vector<const NameRef*> arrays;
    for_each_list([&](const Node* item, std::string_view) {
      const auto* section = dyn_cast<PartRef>(item);
      if (section && has_gaps(section))
        context_.refuse(
            directive_.file, item,
            fmt::format("GCC's run-time library ends the process at an UPDATE of a section with gaps, '{}'",
                        tree_.text(item)),
            "update one contiguous part at a time, a column of it in a loop");
      if (!is_dropped(item)) return;
      const Symbol* symbol = context_.symbol(directive_, item);
      if (symbol->dimensions.empty()) needs_call = true;
      else arrays.push_back(cast<NameRef>(item));
    });
    if (needs_call) become_calls();
    else
      for (const NameRef* name : arrays) {
        std::size_t rank = context_.symbol(directive_, name)->dimensions.size();
        std::string colons = "(:";
        for (std::size_t d = 1; d < rank; ++d) colons += ",:";
        Location place = tree_.location(name);
        context_.edit(directive_.file, name, place.begin, place.end,
                      std::string(tree_.text(name)) + colons + ")", dropped);
      }
  }

 private:
  template <class Each> void for_each_list(Each each) const {
    for_each_clause(tree_, directive_.statement, [&](const Clause* clause, std::string_view name) {
      if (name == "device" || name == "self" || name == "host")
        for (const Node* item : clause->arguments) each(item, name);
    });
  }

  bool is_dropped(const Node* item) const {
    return isa<NameRef>(item) && declared_.count(context_.symbol(directive_, item)) != 0;
  }

  void refuse(std::string_view remedy) const {
    context_.refuse(directive_.file, directive_.statement, std::string(dropped), remedy);
  }

  // The directive as calls on its first line.
  void become_calls() {
    std::string condition, queue, calls;
    bool other_clause = false, other_item = false;
    for_each_clause(tree_, directive_.statement, [&](const Clause* clause, std::string_view name) {
      bool one = clause->arguments.size() == 1;
      if (name == "if" && one) condition = fmt::format("if ({}) ", tree_.text(clause->arguments[0]));
      else if (name == "async")
        queue = one ? fmt::format(",int({},4)", tree_.text(clause->arguments[0])) : ",-1_4";
      else other_clause = other_clause || !(name == "device" || name == "self" || name == "host");
    });
    for_each_list([&](const Node* item, std::string_view name) {
      const Symbol* symbol = context_.symbol(directive_, item);
      // Of what has no storage of its own in one piece, an address and a size do not say it.
      bool whole = isa<NameRef>(item) && symbol && !symbol->has(AttributeKind::pointer) &&
                   (symbol->argument < 0 || symbol->dimensions.empty() ||
                    symbol->has(AttributeKind::contiguous) || symbol->has(AttributeKind::allocatable));
      other_item = other_item || !whole;
      std::string text(tree_.text(item));
      calls +=
          fmt::format("{}{}call isotach_acc_{}{}(loc({}),sizeof({}){})", calls.empty() ? "" : "; ", condition,
                      name == "device" ? "to" : "from", queue.empty() ? "" : "_on", text, text, queue);
    });
    if (other_clause)
      return refuse("take IF and ASYNC alone there, or call acc_update_device or acc_update_self");
    if (other_item)
      return refuse("update sections, components and dummy arguments in a directive of their own, or call "
                    "acc_update_device or acc_update_self");
    for (std::string_view needed : {"loc", "sizeof", "int"})
      if (!is_intrinsic_here(context_, directive_, needed))
        return refuse(fmt::format(
            "call acc_update_device or acc_update_self, since '{}' is a name of yours here", needed));
    context_.replace(directive_, std::move(calls), dropped);
    context_.result.calls_runtime = true;
  }

  Context& context_;
  const Directive& directive_;
  const Tree& tree_;
  const std::set<const Symbol*>& declared_;
};

} // namespace

void legalise_updates(Context& context) {
  std::set<const Symbol*> declared = declared_variables(context);
  for (const Directive& directive : context.directives)
    if (directive.kind == DirectiveKind::acc_update) UpdateRule(context, directive, declared).apply();
}

} // namespace isotach::legalise_rules
