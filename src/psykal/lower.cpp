#include "psykal/lower.h"

#include <fmt/format.h>

#include "parse/parse.h"
#include "tree/visit.h"
#include "write/write.h"

namespace isotach::psykal {

Refusal lower(Schedule& schedule, std::string_view by) {
  const InvokeProcedure* procedure = schedule.procedure();
  std::string name(schedule.tree().spelling(procedure->name));
  if (schedule.lowered()) return fmt::format("{} was lowered by {}", name, schedule.lowered()->by);
  for (const Step& step : schedule.steps())
    if (auto* psy = dyn_cast<Psy>(step.statement))
      if (std::string why = schedule.unwritable(psy); !why.empty())
        return fmt::format("{} {} of {} {}", to_string(psy->kind), psy->id, name, why);

  ProcedureText written = schedule.text();
  auto lowered = std::make_unique<Lowered>();
  lowered->by = by;
  lowered->source = std::make_unique<SourceFile>(name + ".f90", written.text);
  Diagnostics diagnostics;
  lowered->tree = std::make_unique<Tree>(parse(*lowered->source, {}, diagnostics));
  if (lowered->tree->root())
    for (Stmt* unit : lowered->tree->root()->units)
      if (auto* found = dyn_cast<Procedure>(unit)) lowered->procedure = found;
  if (diagnostics.errors() || !lowered->procedure)
    return fmt::format("the text of {} cannot be parsed", name);

  // What begins on a line, outer statements first: a construct, its first branch, its first statement.
  std::unordered_map<std::uint32_t, std::vector<Stmt*>> by_line;
  walk(lowered->procedure, [&](Node* node) {
    if (isa<Stmt>(node) && node->has_tokens())
      by_line[lowered->source->position(lowered->tree->location(node).begin).line].push_back(
          static_cast<Stmt*>(node));
  });
  lowered->successors[procedure->id] = lowered->procedure;
  for (auto [statement, line] : written.lines) {
    auto found = by_line.find(line);
    if (found == by_line.end()) continue;
    Stmt* successor = found->second.front();
    for (Stmt* candidate : found->second)
      if (candidate->kind == statement->kind) {
        successor = candidate;
        break;
      }
    lowered->successors.try_emplace(statement->id, successor);
  }
  if (Refusal refusal = detach(schedule.tree(), schedule.procedure_)) return refusal;
  schedule.lowered_ = std::move(lowered);
  return {};
}

std::string text_of(const Schedule& schedule) {
  return schedule.lowered() ? write(*schedule.lowered()->tree) : schedule.text().text;
}

} // namespace isotach::psykal
