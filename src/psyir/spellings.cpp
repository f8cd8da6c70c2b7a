// Spellings: how PSyclone writes the names that a file mentions.

#include "base/strings.h"
#include "psyir/fortran.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::psyir {

// A name as PSyclone has it that is declared nowhere at hand: as fparser takes its first mention, in lower
// case where what follows in parentheses could be indices.
std::string Fortran::first_mention(const NameRef* name) const {
  auto* indexed = dyn_cast<PartRef>(name->parent.get());
  bool indices = indexed && indexed->base.get() == name && !indexed->arguments.empty();
  if (indices)
    for (const Expr* argument : indexed->arguments)
      indices = indices && !isa<RealLiteral>(argument) && !isa<StringLiteral>(argument) &&
                !isa<LogicalLiteral>(argument) && !isa<KeywordArgument>(argument);
  std::string text = own_text(*tree_, name);
  bool plain = indices || isa<TypeSpec>(name->parent.get()) || isa<ComponentRef>(name->parent.get());
  return plain || text.empty() ? std::string(tree_->spelling(name->name)) : text;
}

// The names of a unit and its module by their first mention. Where the unit uses no module as a whole and its
// module does, PSyclone adds a name to the module's table, where later units find it.
void Fortran::note_spellings(const Node* unit) const {
  auto uses_all = [](const StmtList& body) {
    for (const Stmt* statement : body)
      if (auto* use = dyn_cast<UseStmt>(statement); use && !use->only) return true;
    return false;
  };
  auto* module = dyn_cast<Module>(holder_of(unit));
  std::unordered_map<std::string, std::string> shared;
  bool shares = module && uses_all(module->body);
  auto note = [&](Stmt* one) {
    auto& names = spellings_[one];
    bool own = !shares || uses_all(*statements_in(one));
    for_each<NameRef>(one, [&](NameRef* name) {
      if (isa<SubroutineStmt>(name->parent.get()) || isa<FunctionStmt>(name->parent.get())) return;
      std::string plain(tree_->spelling(name->name));
      if (symbol(name, plain)) return;
      auto known = shared.find(plain);
      auto [at, fresh] =
          names.try_emplace(plain, known != shared.end() ? known->second : first_mention(name));
      if (fresh && !own) shared.try_emplace(plain, at->second);
    });
  };
  if (!module) return note(const_cast<Stmt*>(cast<Stmt>(unit)));
  for (Stmt* statement : const_cast<Module*>(module)->body)
    for_each<Procedure>(statement, [&](Procedure* one) {
      if (isa<Module>(holder_of(one))) note(one);
    });
}

// Names that are declared are lower case there, those of procedures as their SUBROUTINE or FUNCTION has them.
std::string Fortran::spelling(const NameRef* name) const {
  std::string_view plain = tree_->spelling(name->name);
  const Node* unit = unit_of(name);
  const Symbol* declared = unit ? symbol(name, plain) : nullptr;
  if (declared && declared->is_result && equals_ignoring_case(this->name(at(unit)), plain))
    return this->name(at(unit)); // the result of a function that is named after it
  if (declared && declared->inner && declared->inner->node && !declared->from_interface_body &&
      declared->inner->tree == tree_.get() && isa<Procedure>(declared->inner->node))
    return this->name(at(declared->inner->node));
  if (!unit || declared) return std::string(plain);
  if (!spellings_.contains(unit)) note_spellings(unit);
  auto& names = spellings_[unit];
  auto found = names.find(std::string(plain));
  return found == names.end() ? std::string(plain) : found->second;
}

} // namespace isotach::psyir
