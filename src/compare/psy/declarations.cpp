// Declarations of a procedure of a PSy layer: its dummies, its locals, and what other modules call what it
// uses.

#include "base/strings.h"
#include "compare/items.h"
#include "compare/psy/execution.h"

namespace isotach::psy {

std::map<std::string, const Procedure*, std::less<>> procedures_of(const Tree& tree) {
  std::map<std::string, const Procedure*, std::less<>> found;
  for (const Stmt* unit : tree.root()->units) {
    auto* module = dyn_cast<Module>(unit);
    if (!module) continue;
    for (const Stmt* statement : module->body)
      if (auto* procedure = dyn_cast<Procedure>(statement)) {
        if (auto* begin = dyn_cast<SubroutineStmt>(procedure->begin))
          found.emplace(tree.spelling(begin->name), procedure);
        else if (auto* function = dyn_cast<FunctionStmt>(procedure->begin))
          found.emplace(tree.spelling(function->name), procedure);
      }
  }
  return found;
}

std::string Execution::original_name(std::string_view name) {
  auto renamed = renamed_.find(name);
  return renamed == renamed_.end() ? std::string(name) : renamed->second;
}

void Execution::read_use(const UseStmt& use) {
  std::string module(tree_.spelling(use.module));
  for (const NamedItem* item : use.items) {
    if (item->item != ItemKind::name && item->item != ItemKind::rename) continue;
    std::string name(tree_.spelling(item->name)), original = name;
    if (item->item == ItemKind::rename) original = tree_.spelling(item->target);
    renamed_[name] = original;
    trace_.modules[original] = {module, item};
  }
}

void Execution::read_declaration(const TypeDeclStmt& declaration, bool in_procedure) {
  bool pointer = false, allocatable = false, target = false, parameter = false, reads = false;
  std::size_t rank = 0;
  std::string facts; // of a dummy, in one order
  std::vector<std::string> words;
  const Attribute* dimension = nullptr;
  for (const Attribute* attribute : declaration.attributes) {
    pointer = pointer || attribute->attribute == AttributeKind::pointer;
    allocatable = allocatable || attribute->attribute == AttributeKind::allocatable;
    target = target || attribute->attribute == AttributeKind::target;
    parameter = parameter || attribute->attribute == AttributeKind::parameter;
    if (attribute->attribute == AttributeKind::dimension) {
      rank = attribute->dimensions.size();
      dimension = attribute;
    } else if (attribute->attribute == AttributeKind::intent) {
      reads = attribute->intent == IntentKind::in;
      words.push_back("intent(" + std::string(to_string(attribute->intent)) + ")");
    } else {
      words.push_back(std::string(to_string(attribute->attribute)));
    }
  }
  std::sort(words.begin(), words.end());
  for (const std::string& word : words) facts += ", " + word;
  TypeKeyword keyword = declaration.type->keyword;
  bool derived = keyword == TypeKeyword::type || keyword == TypeKeyword::class_;
  for (const EntityDecl* entity : declaration.entities) {
    std::string name(tree_.spelling(entity->name));
    auto dummy = dummies_.find(name);
    if (dummy != dummies_.end()) {
      std::uint32_t position = values_.node(dummy->second).number;
      dummy->second = values_.dummy(position, !derived && !reads);
      std::vector<Value> parts{structure(declaration.type)};
      auto dimensions = !entity->dimensions.empty() ? entity->dimensions
                        : dimension                 ? dimension->dimensions
                                                    : List<Dimension>{};
      for (const Dimension* extent : dimensions) parts.push_back(structure(extent));
      std::string shown(tree_.text(declaration.type));
      shown += facts;
      if (parts.size() > 1) shown += ", of rank " + std::to_string(parts.size() - 1);
      trace_.dummies[position] = {shown, values_.make(ValueKind::structure, facts, 0, parts), entity,
                                  nullptr};
      continue;
    }
    Local local;
    local.is_pointer = pointer;
    local.is_target = target;
    local.is_array = rank != 0 || !entity->dimensions.empty() || allocatable;
    local.is_integer = keyword == TypeKeyword::integer;
    local.is_derived = derived;
    if (in_procedure || parameter) locals_.insert_or_assign(name, local);
    if (parameter && entity->init) environment_.set(name, {evaluate(entity->init), entity});
  }
}

void Execution::read_declarations() {
  for (const Node* at = procedure_.parent; at; at = at->parent)
    if (auto* module = dyn_cast<Module>(at))
      for (const Stmt* statement : module->body) {
        if (auto* use = dyn_cast<UseStmt>(statement)) read_use(*use);
        else if (auto* declaration = dyn_cast<TypeDeclStmt>(statement)) read_declaration(*declaration, false);
      }
  List<Expr> arguments{};
  if (auto* begin = dyn_cast<SubroutineStmt>(procedure_.begin)) {
    trace_.name = tree_.spelling(begin->name);
    arguments = begin->arguments;
  } else if (auto* function = dyn_cast<FunctionStmt>(procedure_.begin)) {
    trace_.name = tree_.spelling(function->name);
    arguments = function->arguments;
  }
  for (const Expr* argument : arguments) {
    auto position = static_cast<std::uint32_t>(trace_.names.dummies.size());
    auto* name = dyn_cast<NameRef>(argument);
    trace_.names.dummies.emplace_back(name ? tree_.spelling(name->name) : "*");
    dummies_[trace_.names.dummies.back()] = values_.dummy(position, false);
    trace_.dummies.push_back({"type", Value::none, argument, nullptr});
  }
  for (const Stmt* statement : procedure_.body)
    if (auto* use = dyn_cast<UseStmt>(statement)) read_use(*use);
  for (const Stmt* statement : procedure_.body)
    if (auto* declaration = dyn_cast<TypeDeclStmt>(statement)) read_declaration(*declaration, true);
}

} // namespace isotach::psy
