// LFRicAsyncHaloExchangeTrans: an exchange becomes its start and its finish; between them others may move.

#include "psykal/lfric/transform/transformations.h"
#include "tree/edit.h"

namespace isotach::lfric {

Objected validate_async(Context& context, const Stmt* node) {
  auto* exchange = dyn_cast<HaloExchange>(node);
  if (!exchange) return context.refuse("it takes a halo exchange", node);
  if (exchange->part != ExchangePart::whole)
    return context.refuse("the exchange has a start and a finish already", node);
  return {};
}

Objected apply_async(Context& context, Schedule& schedule, HaloExchange* exchange) {
  if (Objected objected = validate_async(context, exchange)) return objected;
  const psykal::Access field = schedule.accesses(exchange).front();
  for (ExchangePart part : {ExchangePart::start, ExchangePart::finish}) {
    HaloExchange* half = schedule.make_exchange(field, part);
    if (const Stmt* loop = schedule.placed_for(exchange)) schedule.set_placed_for(half, loop);
    if (Refusal refusal = insert_before(context.tree, exchange, half))
      return context.refuse(*refusal, exchange);
  }
  if (Refusal refusal = detach(context.tree, exchange)) return context.refuse(*refusal, exchange);
  return {};
}

} // namespace isotach::lfric
