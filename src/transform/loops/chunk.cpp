// ChunkLoopTrans: a loop over pieces around the loop over what is in a piece. The iterations are the same, in
// the same order; 3.3.1 has others where the step does not divide the size.
#include <fmt/format.h>

#include "transform/loops/loops.h"
#include "transform/made_statements.h"
#include "tree/text.h"

namespace isotach::transform {

Objected validate_chunk(Context& context, LoopVerdicts& verdicts, DoConstruct* loop, std::int64_t size) {
  LoopParts parts;
  if (Objected objected = parts_of(context, loop, parts)) return objected;
  if (size < 1) return context.refuse("the size of a piece is a positive number", loop);
  auto step = number_of(context.tree, parts.control->step);
  if (!step || *step == 0) return context.refuse("its step is not a number, or 0", loop);
  if (size % *step != 0)
    return context.refuse(
        fmt::format("pieces of {} do not end with an iteration of a loop whose step is {}", size, *step),
        loop);
  if (Objected objected = can_be_rebuilt(context, verdicts, loop)) return objected;
  NameUse body;
  for (const Stmt* statement : loop->body) {
    NameUse one = names_used(context.tree, verdicts.semantics(), statement);
    body.changed.insert(body.changed.end(), one.changed.begin(), one.changed.end());
    body.unclear = body.unclear || one.unclear;
  }
  for (const Expr* bound : {parts.control->lower.get(), parts.control->upper.get()}) {
    NameUse use = names_used(context.tree, verdicts.semantics(), bound);
    if (use.unclear) return context.refuse("a bound calls a function", loop);
    for (const std::string& name : use.all)
      if (body.changes(name))
        return context.refuse(fmt::format("the loop may change '{}', which a bound is made of", name), loop);
  }
  if (is_read_after(verdicts, loop))
    return context.refuse(fmt::format("'{}' may be read after the loop", parts.counter), loop);
  return {};
}

Objected apply_chunk(Context& context, LoopVerdicts& verdicts, DoConstruct* loop, std::int64_t size) {
  if (Objected objected = validate_chunk(context, verdicts, loop, size)) return objected;
  Tree& tree = context.tree;
  LoopParts parts;
  (void)parts_of(context, loop, parts);
  LoopControl* control = parts.control;
  std::int64_t step = *number_of(tree, control->step);
  std::string outer = new_name(verdicts.semantics(), tree, loop, parts.counter + "_out_var");
  std::string lower = text_of(tree, control->lower), upper = text_of(tree, control->upper);
  std::int64_t length = step > 0 ? size : -size;
  std::string last = fmt::format("{}({} {} ({} - 1), {})", step > 0 ? "min" : "max", outer,
                                 step > 0 ? "+" : "-", size, upper);
  Stmt* around = make_statement(tree, fmt::format("do {} = {}, {}, {}\nend do", outer, lower, upper, length));
  Expr* from = make_expression(tree, outer);
  Expr* to = make_expression(tree, last);
  if (!around || !from || !to) return context.refuse("the bounds cannot be written anew", loop);
  Node* unit = unit_with_declarations(loop);
  if (Refusal refused = wrap(tree, loop, loop, around)) return context.refuse(*refused, loop);
  if (Refusal refused = replace_part(tree, control->lower, from)) return context.refuse(*refused, loop);
  if (Refusal refused = replace_part(tree, control->upper, to)) return context.refuse(*refused, loop);
  if (Refusal refused = declare(tree, unit, fmt::format("integer :: {}", outer)))
    return context.refuse(*refused, loop);
  return {};
}

} // namespace isotach::transform
