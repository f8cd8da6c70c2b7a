// Regions of host code that became kernels: the launch in their place.
#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/host/edits.h"
#include "gpu/kernel/lower.h"
#include "tree/visit.h"

namespace isotach::host_side {

namespace {

// The items of "(64, 4)", or of "64"; 0 for a star.
std::vector<std::string> figures_of(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '(' && text.back() == ')') text = text.substr(1, text.size() - 2);
  std::vector<std::string> items;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && text[at] == '(') ++depth;
    if (at < text.size() && text[at] == ')') --depth;
    if (at == text.size() || (text[at] == ',' && depth == 0)) {
      std::string item(trim(text.substr(begin, at - begin)));
      items.push_back(item == "*" ? "0" : item);
      begin = at + 1;
    }
  }
  return items;
}

std::string triple(const std::vector<std::string>& items, std::string_view rest) {
  std::string text = "[";
  for (std::size_t i = 0; i < 3; ++i)
    text += fmt::format("{}int({})", i ? ", " : "", i < items.size() ? items[i] : std::string(rest));
  return text + "]";
}

} // namespace

void HostEdits::region(const AssignmentStmt* statement) {
  auto launcher = launchers_.regions.find(statement);
  if (launcher == launchers_.regions.end()) return; // it was refused
  const Scope& scope = table_.around(statement);
  int rank = evaluator_.evaluate(statement->target, scope).rank;
  std::vector<std::string> extents;
  for (int d = 1; d <= rank && d <= 3; ++d)
    extents.push_back(fmt::format("size({},{})", text(statement->target), d));
  std::string launch = fmt::format("isotach_spread({}, {}, [0,0,0], [{}])", line_of(statement),
                                   triple(extents, "1"), rank == 0 ? "1,1,1" : "0,0,0");
  std::string call =
      fmt::format("block; {}; end block", launcher_call(*launcher->second, scope, statement, launch));
  if (isa<IfStmt>(static_cast<const Node*>(statement->parent))) call = fmt::format("then; {}; end if", call);
  replace(statement, begin_of(statement), end_of(statement), std::move(call));
}

// Turns of the loops, the innermost first; loops whose bounds depend on another's count as 1024.
std::string HostEdits::launch_figures(const DirectiveStmt* directive, const DoConstruct* loop, int count) {
  std::vector<std::string> turns, counters;
  for (int i = 0; i < count; ++i) {
    const LoopControl* control = cast<DoStmt>(static_cast<const Stmt*>(loop->begin))->control;
    bool depends = false;
    for (const Expr* bound :
         {static_cast<const Expr*>(control->lower), static_cast<const Expr*>(control->upper)})
      for_each<NameRef>(const_cast<Expr*>(bound), [&](const NameRef* name) {
        depends = depends ||
                  std::find(counters.begin(), counters.end(), tree_.spelling(name->name)) != counters.end();
      });
    check(control->lower);
    check(control->upper);
    if (control->step) check(control->step);
    std::string step = control->step ? text(control->step) : "1";
    turns.insert(turns.begin(), depends ? "1024"
                                        : fmt::format("(({}) - ({}) + ({}))/({})", text(control->upper),
                                                      text(control->lower), step, step));
    counters.emplace_back(text(control->variable));
    loop = i + 1 < count ? dyn_cast<DoConstruct>(static_cast<const Stmt*>(loop->body.first())) : nullptr;
  }
  std::vector<std::string> grid{"0"}, block{"0"};
  std::string more;
  for (const Clause* clause : directive->clauses) {
    std::size_t position = 0;
    for (const Node* argument : clause->arguments) {
      std::string said = text(argument);
      if (auto* keyword = dyn_cast<KeywordArgument>(argument))
        said = fmt::format("{}={}", tree_.spelling(keyword->name), text(keyword->value));
      if (position < 2) {
        const auto* expression = dyn_cast<Expr>(argument);
        bool dim3 =
            expression && evaluator_.evaluate(expression, table_.around(directive)).base == BaseType::derived;
        (position == 0 ? grid : block) =
            dim3 ? std::vector<std::string>{said + "%x", said + "%y", said + "%z"} : figures_of(said);
      } else more += ", " + said;
      ++position;
    }
  }
  // A star stands for all that follow.
  return fmt::format("{}, {}, {}, {}{}", line_of(directive), triple(turns, "1"),
                     triple(grid, grid.back() == "0" ? "0" : "1"),
                     triple(block, block.back() == "0" ? "0" : "1"), more);
}

const Stmt* HostEdits::region(const DirectiveStmt* directive) {
  const DoConstruct* loop = kernel::loop_of(directive);
  auto launcher = launchers_.regions.find(directive);
  if (launcher == launchers_.regions.end() || !loop)
    return loop ? static_cast<const Stmt*>(loop) : directive; // it was refused
  const Scope& scope = table_.around(directive);
  std::string launch = fmt::format("isotach_spread({})",
                                   launch_figures(directive, loop, kernel::spread_loops(directive, tree_)));
  std::string_view source = tree_.source().text();
  std::uint32_t begin = begin_of(directive);
  // The sentinel belongs to the directive's text.
  while (begin > 0 && source[begin - 1] != '\n') --begin;
  replace(directive, begin, end_of(loop),
          fmt::format("block; {}; end block", launcher_call(*launcher->second, scope, directive, launch)));
  return loop;
}

} // namespace isotach::host_side
