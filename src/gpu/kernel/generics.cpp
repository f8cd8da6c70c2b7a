// Which procedure a reference to a generic name means: by types, kinds and ranks, and on the host by where
// the arguments lie too, which only CUDA Fortran tells apart.
#include "gpu/kernel/lower.h"

namespace isotach::kernel {

namespace {

bool is_array_dummy(const Symbol& dummy) { return !dummy.dimensions.empty(); }

bool fits(const Symbol& dummy, const Expr* actual, const Scope& scope, Evaluator& evaluator, bool elemental) {
  Value value = evaluator.evaluate(actual, scope);
  TypeInfo type = evaluator.type_of(dummy);
  if (value.base == BaseType::unknown || value.base != type.base) return false;
  if (value.base == BaseType::derived ? value.derived != type.derived : value.kind != type.kind) return false;
  int rank = static_cast<int>(dummy.dimensions.size());
  return value.rank == rank || (elemental && !is_array_dummy(dummy));
}

} // namespace

const Symbol* specific_of(const Symbol& generic, const List<Expr>& actuals, const Tree& tree,
                          const Scope& scope, const Semantics& semantics,
                          const std::function<bool(const Expr*)>& is_on_device) {
  Evaluator& evaluator = semantics.evaluator();
  for (std::string_view name : generic.specifics) {
    Lookup found = semantics.program().lookup(*generic.scope, name);
    const Scope* inner = found.found() ? found.symbol->inner : nullptr;
    if (!inner || !inner->tree) continue;
    const std::vector<const Symbol*> dummies(inner->arguments.begin(), inner->arguments.end());
    std::vector<bool> given(dummies.size(), false);
    bool good = actuals.size() <= dummies.size(), elemental = found.symbol->has(AttributeKind::elemental);
    for (std::size_t i = 0; good && i < actuals.size(); ++i) {
      const Expr* actual = actuals[i];
      std::size_t at = i;
      if (auto* keyword = dyn_cast<KeywordArgument>(actual)) {
        actual = keyword->value;
        for (at = 0; at < dummies.size(); ++at)
          if (dummies[at] && dummies[at]->name == tree.spelling(keyword->name)) break;
      }
      good = at < dummies.size() && dummies[at] && !given[at] &&
             fits(*dummies[at], actual, scope, evaluator, elemental) &&
             (!is_on_device || is_device_variable(*dummies[at]) == is_on_device(actual));
      if (good) given[at] = true;
    }
    for (std::size_t i = 0; good && i < dummies.size(); ++i)
      good = dummies[i] && (given[i] || dummies[i]->has(AttributeKind::optional));
    if (good) return found.symbol;
  }
  return nullptr;
}

bool has_device_dummy(const Symbol& procedure) {
  if (!procedure.inner || !procedure.inner->tree) return false;
  for (const Symbol* dummy : procedure.inner->arguments)
    if (dummy && is_device_variable(*dummy)) return true;
  return false;
}

} // namespace isotach::kernel
