// Expressions -> accesses: which variable, which component, which subscripts, read or written.
#include <fmt/format.h>

#include "analysis/facts_maker.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach {

// ---- places

PlaceRead FactsMaker::place_of(const Expr* expression) {
  PlaceRead place;
  if (const auto* reference = dyn_cast<NameRef>(expression)) {
    const Meaning& found = meaning(reference->name);
    std::string_view spelling = tree_.spelling(reference->name);
    if (found.kind == Meaning::Kind::associate) {
      if (auto known = associations_.find(found.symbol); known != associations_.end()) return known->second;
      place.object =
          unknown_object(spelling, found.symbol, fmt::format("what '{}' stands for is not known", spelling));
    } else if (found.kind == Meaning::Kind::object) {
      place.object = found.object != no_index ? found.object : implicit_object(spelling);
    } else if (found.kind == Meaning::Kind::other) {
      place.object = unknown_object(spelling, found.symbol, found.reason);
    } else {
      return place; // a constant, a function: no place
    }
    if (auto own = own_indices_.find(place.object); own != own_indices_.end()) place.object = own->second;
    const DataObject& object = facts_.objects[place.object];
    place.parts.push_back({{}, nullptr, nullptr, no_index, object.rank, 1, object.pointer});
    place.base = object.type.base;
    place.kind = object.type.kind;
    place.unknown = object.missing;
    if (object.symbol) {
      const TypeBrief& type = type_of(*object.symbol);
      place.type = type.scope;
      place.polymorphic = type.polymorphic;
    }
    return place;
  }
  if (const auto* reference = dyn_cast<ComponentRef>(expression)) {
    place = place_of(reference->base);
    if (place.object != no_index) take_component(place, reference);
    return place;
  }
  if (const auto* reference = dyn_cast<PartRef>(expression)) {
    place = place_of(reference->base);
    if (place.object == no_index) return place;
    PlacePart& last = place.parts.back();
    bool range = reference->arguments.size() == 1 && isa<Triplet>(reference->arguments[0]);
    if (last.subscripts || (last.rank == 0 && range)) { // a substring
      place.partial = true;
    } else if (last.rank == 0) {
      place = {}; // a function that has the name of a variable
    } else {
      last.subscripts = reference;
      last.scope = scope_;
      last.at = node_;
    }
    return place;
  }
  if (const auto* reference = dyn_cast<CoindexedRef>(expression)) {
    place = place_of(reference->base);
    place.partial = true;
    place.unknown = "it is on another image";
    return place;
  }
  return place;
}

void FactsMaker::take_component(PlaceRead& place, const ComponentRef* reference) {
  std::string_view name = tree_.spelling(reference->name);
  if (place.base == BaseType::complex ||
      (place.base != BaseType::derived && place.base != BaseType::unknown)) {
    place.partial = true; // z%re, n%kind
    if (place.base == BaseType::complex) place.base = BaseType::real;
    return;
  }
  const Symbol* symbol = place.type ? evaluator_.component(*place.type, name) : nullptr;
  PlacePart part{name, nullptr, nullptr, no_index, -1, 1, true};
  if (symbol && symbol->kind == SymbolKind::type) { // the parent of an extended type is a part like any other
    part.rank = 0;
    part.pointer = false;
    place.type = symbol->inner;
  } else if (symbol && symbol->kind == SymbolKind::component) {
    part.rank = static_cast<std::int32_t>(symbol->dimensions.size());
    part.pointer = symbol->has(AttributeKind::pointer);
    const TypeBrief& type = type_of(*symbol);
    place.base = type.base;
    place.kind = type.kind;
    place.type = type.scope;
    place.polymorphic = type.polymorphic;
    place.parts.push_back(part);
    return;
  } else {
    if (place.unknown.empty())
      place.unknown = place.type ? fmt::format("'{}' is not a component of type '{}'", name, place.type->name)
                                 : fmt::format("the type that has the component '{}' is not known", name);
    place.base = BaseType::unknown;
    place.type = nullptr;
  }
  place.parts.push_back(part);
}

std::uint32_t FactsMaker::location_of(std::uint32_t object, std::uint32_t parent,
                                      std::string_view component) {
  auto [found, fresh] = locations_.try_emplace({object, parent, component},
                                               static_cast<std::uint32_t>(facts_.locations.size()));
  if (fresh) facts_.locations.push_back({object, parent, component, false});
  return found->second;
}

void FactsMaker::access(const PlaceRead& place, const Node* expression, bool write, bool certain,
                        DataAccess::Aspect aspect) {
  DataAccess made;
  made.object = place.object;
  made.node = node_;
  made.first_part = static_cast<std::uint32_t>(facts_.parts.size());
  made.parts = static_cast<std::uint32_t>(place.parts.size());
  facts_.parts.insert(facts_.parts.end(), place.parts.begin(), place.parts.end());
  made.base = place.base;
  made.kind = place.kind;
  made.place = expression;
  made.aspect = aspect;
  made.write = write;
  made.loose = place.loose;
  made.certain = certain && !masked_;
  made.happens = made.certain;
  made.location = location_of(place.object, no_index, {});
  bool open = true; // no subscript so far
  for (std::uint32_t i = 0; i < made.parts; ++i) {
    const PlacePart& part = place.parts[i];
    if (i > 0) {
      if (open) made.location = location_of(place.object, made.location, part.component);
      else made.whole = false;
    }
    if (part.subscripts || !part.given.empty()) open = made.whole = false;
    if (part.pointer && (i + 1 < made.parts || aspect == DataAccess::Aspect::data)) {
      made.through_pointer = true;
      made.pointer_parts = i + 1;
      open = false;
    }
  }
  if (place.partial) made.whole = false;
  bool integer =
      place.base == BaseType::integer && place.parts.back().rank == 0 && made.whole && !made.through_pointer;
  if (integer) facts_.locations[made.location].is_integer = true;
  facts_.accesses.push_back(made);
  if (facts_.objects[place.object].volatile_)
    obstacle(Obstacle::Kind::sync, true,
             fmt::format("'{}' is VOLATILE or ASYNCHRONOUS", facts_.objects[place.object].name), expression);
  if (facts_.objects[place.object].cray_pointee)
    obstacle(Obstacle::Kind::alias, false,
             fmt::format("'{}' is where a Cray pointer points to", facts_.objects[place.object].name),
             expression);
  if (write && facts_.objects[place.object].finalizable &&
      (place.base == BaseType::derived || aspect == DataAccess::Aspect::association))
    obstacle(Obstacle::Kind::call, false,
             fmt::format("the FINAL procedure of '{}' is not followed", facts_.objects[place.object].name),
             expression, {}, true);
  if (!place.unknown.empty() && place.parts.size() > 1)
    obstacle(Obstacle::Kind::unknown, false, place.unknown, expression, facts_.objects[place.object].missing);
}

// What the subscripts of a designator read.
void FactsMaker::read_subscripts(const Expr* expression) {
  for (const Expr* at = expression; at;) {
    if (const auto* part = dyn_cast<PartRef>(at)) {
      for (const Expr* subscript : part->arguments) {
        if (const auto* range = dyn_cast<Triplet>(subscript)) {
          for (const Expr* bound : {range->lower.get(), range->upper.get(), range->stride.get()})
            if (bound) read(bound);
        } else {
          read(subscript);
        }
      }
      at = part->base;
    } else if (const auto* component = dyn_cast<ComponentRef>(at)) {
      at = component->base;
    } else if (const auto* coindexed = dyn_cast<CoindexedRef>(at)) {
      read_all(coindexed->arguments);
      at = coindexed->base;
    } else {
      return;
    }
  }
}

// ---- reading

void FactsMaker::read(const Expr* expression) {
  if (!expression) return;
  struct Depth {
    int& value;
    explicit Depth(int& v) : value(v) { ++value; }
    ~Depth() { --value; }
  } depth(depth_);
  if (depth_ > 2000) {
    obstacle(Obstacle::Kind::unknown, false, "this expression is nested too deeply", expression);
    return;
  }
  switch (expression->kind) {
  case NodeKind::NameRef: {
    const auto* reference = cast<NameRef>(expression);
    PlaceRead place = place_of(reference);
    if (place.object == no_index) return;
    if (!facts_.objects[place.object].missing.empty())
      obstacle(Obstacle::Kind::unknown, false, facts_.objects[place.object].missing, expression);
    access(place, expression, false, true);
    return;
  }
  case NodeKind::ComponentRef:
  case NodeKind::CoindexedRef: {
    PlaceRead place = place_of(expression);
    read_subscripts(expression);
    if (place.object != no_index) {
      access(place, expression, false, true);
    } else { // of a function's result, of a constant
      const Expr* base = isa<ComponentRef>(expression) ? cast<ComponentRef>(expression)->base.get()
                                                       : cast<CoindexedRef>(expression)->base.get();
      read(base);
    }
    if (isa<CoindexedRef>(expression))
      obstacle(Obstacle::Kind::sync, false, "this is on another image", expression);
    return;
  }
  case NodeKind::PartRef: read_reference(cast<PartRef>(expression)); return;
  case NodeKind::UnaryExpr: {
    const auto* operation = cast<UnaryExpr>(expression);
    read(operation->operand);
    read_operation(expression, operation->op, operation->operator_name, operation->operand, nullptr);
    return;
  }
  case NodeKind::BinaryExpr: {
    // a + b + c ... leans to the left: no recursion along it.
    std::vector<const BinaryExpr*> chain;
    const Expr* at = expression;
    while (const auto* operation = dyn_cast<BinaryExpr>(at)) {
      chain.push_back(operation);
      at = operation->left;
    }
    read(at);
    for (auto operation = chain.rbegin(); operation != chain.rend(); ++operation) {
      read((*operation)->right);
      read_operation(*operation, (*operation)->op, (*operation)->operator_name, (*operation)->left,
                     (*operation)->right);
    }
    return;
  }
  case NodeKind::KeywordArgument: read(cast<KeywordArgument>(expression)->value); return;
  case NodeKind::ImpliedDo: {
    const auto* loop = cast<ImpliedDo>(expression);
    read(loop->lower);
    read(loop->upper);
    read(loop->step);
    OwnIndex index(*this, loop->variable);
    if (PlaceRead variable = place_of(loop->variable); variable.object != no_index)
      access(variable, loop->variable, true, true);
    for (const Expr* item : loop->items) read(item);
    return;
  }
  case NodeKind::Triplet: {
    const auto* range = cast<Triplet>(expression);
    read(range->lower);
    read(range->upper);
    read(range->stride);
    return;
  }
  default:
    for_each_child(expression, [&](const Node* child) {
      if (isa<Expr>(child)) read(static_cast<const Expr*>(child));
    });
  }
}

void FactsMaker::read_reference(const PartRef* reference) {
  // An intrinsic function, unless a module that is missing redefines it: which is assumed not to be.
  if (const auto* name = dyn_cast<NameRef>(static_cast<const Node*>(reference->base)))
    if (const Meaning& found = meaning(name->name);
        found.kind == Meaning::Kind::other && found.intrinsic && found.by_whole_module)
      return intrinsic_call(*found.intrinsic, reference->arguments, reference);
  if (const auto* bound = dyn_cast<ComponentRef>(static_cast<const Node*>(reference->base))) {
    PlaceRead object = place_of(bound->base);
    const Symbol* symbol =
        object.type ? evaluator_.component(*object.type, tree_.spelling(bound->name)) : nullptr;
    if (symbol && symbol->kind == SymbolKind::binding) {
      read_subscripts(bound);
      return call(callee_of(bound, reference->arguments), reference->arguments, reference, true);
    }
  }
  PlaceRead place = place_of(reference);
  if (place.object != no_index) {
    read_subscripts(reference);
    const DataObject& object = facts_.objects[place.object];
    if (!object.missing.empty())
      obstacle(Obstacle::Kind::unknown, false,
               fmt::format("'{}' may be a function: {}", object.name, object.missing), reference,
               object.missing, true);
    access(place, reference, false, true);
    return;
  }
  if (const auto* name = dyn_cast<NameRef>(static_cast<const Node*>(reference->base))) {
    const Meaning& found = meaning(name->name);
    if (found.kind == Meaning::Kind::constant || found.kind == Meaning::Kind::type) {
      read_all(reference->arguments);
      return;
    }
    if (found.symbol && found.symbol->kind == SymbolKind::statement_function) {
      read_all(reference->arguments);
      obstacle(Obstacle::Kind::unknown, false,
               fmt::format("the statement function '{}' is not followed", found.symbol->name), reference,
               "write it as an internal function", false);
      return;
    }
  } else if (isa<PartRef>(reference->base)) { // an element of a function's result or of a constant
    read(reference->base);
    read_all(reference->arguments);
    return;
  }
  call(callee_of(reference->base, reference->arguments), reference->arguments, reference, true);
}

// Whether an expression is a whole value of a derived type, so that an operator on it is a function.
bool FactsMaker::derived(const Expr* expression) {
  while (const auto* inside = dyn_cast<ParenExpr>(expression)) expression = inside->operand;
  if (isa<NameRef>(expression) || isa<ComponentRef>(expression) || isa<PartRef>(expression)) {
    PlaceRead place = place_of(expression);
    if (place.object != no_index) return place.base == BaseType::derived || place.polymorphic;
    const auto* part = dyn_cast<PartRef>(expression);
    const auto* name = part ? dyn_cast<NameRef>(static_cast<const Node*>(part->base)) : nullptr;
    if (!name) return false;
    const Meaning& found = meaning(name->name);
    if (found.kind == Meaning::Kind::type) return true;
    if (found.intrinsic || !found.symbol) return false;
    if (found.symbol->kind == SymbolKind::procedure) return type_of(*found.symbol).base == BaseType::derived;
    return found.symbol->kind == SymbolKind::generic; // of any type
  }
  return false;
}

void FactsMaker::read_operation(const Expr* expression, OperatorKind op, Name defined, const Expr* left,
                                const Expr* right) {
  if (op != OperatorKind::defined && !derived(left) && !(right && derived(right))) return;
  std::string name =
      op == OperatorKind::defined ? fmt::format(".{}.", tree_.spelling(defined)) : std::string(to_string(op));
  // A binary expression of a chain whose operand is itself defined is met operand by operand.
  obstacle(Obstacle::Kind::call, false,
           fmt::format("the function of the defined operator {} is not followed", name), expression, {},
           true);
}

// ---- writing

void FactsMaker::write(const Expr* target, bool certain, DataAccess::Aspect aspect) {
  while (const auto* inside = dyn_cast<ParenExpr>(target)) target = inside->operand;
  PlaceRead place = place_of(target);
  if (place.object == no_index) {
    obstacle(Obstacle::Kind::unknown, false, "what is changed here is not known", target, {}, true);
    return;
  }
  const DataObject& object = facts_.objects[place.object];
  if (!object.missing.empty())
    obstacle(Obstacle::Kind::unknown, false, object.missing, target, object.missing);
  access(place, target, true, certain, aspect);
}

void FactsMaker::assignment(const AssignmentStmt* statement, bool certain) {
  read(statement->value);
  read_subscripts(statement->target);
  PlaceRead target = place_of(statement->target);
  if (target.object != no_index && (target.base == BaseType::derived || target.base == BaseType::unknown) &&
      !target.parts.empty()) {
    // ASSIGNMENT(=) of the program, or of the type.
    bool visible = !program_.lookup(*scope_, "assignment(=)").absent();
    bool bound = target.type && (evaluator_.component(*target.type, "assignment(=)") || target.polymorphic);
    if ((target.base == BaseType::derived && (visible || bound || !target.type)))
      obstacle(Obstacle::Kind::call, false, "this assignment may be a procedure of the program", statement,
               {}, true);
  }
  write(statement->target, certain);
  // A whole allocatable array may get another shape.
  if (target.object != no_index && target.parts.back().rank != 0 && !target.parts.back().subscripts &&
      !target.partial && target.parts.size() == 1 && facts_.objects[target.object].allocatable)
    access(target, statement->target, true, false, DataAccess::Aspect::association);
}

void FactsMaker::pointer_assignment(const PointerAssignmentStmt* statement) {
  if (const auto* name = dyn_cast<NameRef>(static_cast<const Node*>(statement->target)))
    if (const Meaning& found = meaning(name->name); found.symbol && second_names_.contains(found.symbol))
      return;
  // The target's address is taken; its value is not read.
  PlaceRead to = place_of(statement->value);
  bool plain = to.object != no_index && to.parts.size() == 1 && to.unknown.empty();
  facts_.pointed[node_] = plain ? to.object : no_index;
  if (place_of(statement->value).object != no_index) {
    read_subscripts(statement->value);
    PlaceRead source = place_of(statement->value);
    if (source.parts.back().pointer && !source.parts.back().subscripts)
      access(source, statement->value, false, true, DataAccess::Aspect::association);
  } else {
    read(statement->value);
  }
  const Expr* target = statement->target;
  if (const auto* bounds = dyn_cast<PartRef>(target)) { // p(1:n) => a; but a(i)%p => b
    read_all(bounds->arguments);
    target = bounds->base;
  }
  read_subscripts(target);
  write(target, true, DataAccess::Aspect::association);
}

void FactsMaker::allocate(const AllocateStmt* statement) {
  for (const Expr* object : statement->objects) {
    const Expr* name = object;
    if (const auto* bounds = dyn_cast<PartRef>(object)) {
      for (const Expr* bound : bounds->arguments) read(bound);
      name = bounds->base;
    }
    read_subscripts(name);
    write(name, true, DataAccess::Aspect::association);
    // What it holds is undefined until it is written: nothing of an earlier iteration can be read.
    PlaceRead place = place_of(name);
    if (place.object != no_index && !place.parts.back().pointer) access(place, name, true, true);
  }
  controls(statement->controls);
}

void FactsMaker::deallocate(const DeallocateStmt* statement) {
  for (const Expr* object : statement->objects) {
    read_subscripts(object);
    PlaceRead place = place_of(object);
    if (place.object != no_index) access(place, object, false, true, DataAccess::Aspect::association);
    write(object, true, DataAccess::Aspect::association);
  }
  controls(statement->controls);
}

// SOURCE= and so on are read; STAT= and the like are written.
void FactsMaker::controls(const List<ControlSpec>& list) {
  static constexpr std::string_view written[] = {"stat", "errmsg", "iostat", "iomsg", "size", "id"};
  for (const ControlSpec* control : list) {
    if (!control->value) continue;
    std::string_view keyword = control->keyword == no_name ? "" : tree_.spelling(control->keyword);
    if (std::ranges::find(written, keyword) != std::end(written)) {
      read_subscripts(control->value);
      write(control->value, keyword == "stat" || keyword == "iostat");
    } else {
      read(control->value);
    }
  }
}

// The unit of READ and WRITE is a character variable.
bool FactsMaker::internal_file(const List<ControlSpec>& list) {
  for (const ControlSpec* control : list) {
    bool unit =
        control->keyword == no_name ? control == list.front() : tree_.spelling(control->keyword) == "unit";
    if (!unit || !control->value) continue;
    PlaceRead place = place_of(control->value);
    return place.object != no_index && place.base == BaseType::character;
  }
  return false;
}

void FactsMaker::input_output(const Stmt* statement) {
  const auto* reading = dyn_cast<ReadStmt>(statement);
  const auto* writing = dyn_cast<WriteStmt>(statement);
  const List<ControlSpec>* list = reading ? &reading->controls : writing ? &writing->controls : nullptr;
  bool internal = list && internal_file(*list);
  if (list) {
    for (const ControlSpec* control : *list)
      if (control->keyword != no_name && tree_.spelling(control->keyword) == "nml")
        obstacle(Obstacle::Kind::io, false, "what a NAMELIST reads or writes is not followed", statement, {},
                 true);
  }
  auto items = [&](auto&& self, const List<Expr>& expressions, bool written) -> void {
    for (const Expr* item : expressions) {
      if (const auto* loop = dyn_cast<ImpliedDo>(item)) {
        read(loop->lower);
        read(loop->upper);
        read(loop->step);
        write(loop->variable, true);
        self(self, loop->items, written);
      } else if (written) {
        read_subscripts(item);
        write(item, false);
      } else {
        read(item);
      }
    }
  };
  if (reading) {
    if (reading->format) read(reading->format);
    controls(reading->controls);
    items(items, reading->items, true);
  } else if (writing) {
    items(items, writing->items, false);
    if (internal)
      for (const ControlSpec* control : writing->controls)
        if (control == writing->controls.front() && control->value) {
          read_subscripts(control->value);
          write(control->value, false);
        }
    controls(writing->controls);
  } else if (const auto* print = dyn_cast<PrintStmt>(statement)) {
    if (print->format) read(print->format);
    items(items, print->items, false);
  } else if (const auto* file = dyn_cast<FileStmt>(statement)) {
    // INQUIRE writes nearly everything that it names.
    bool inquire = tree_.spelling(file->keyword) == "inquire";
    for (const ControlSpec* control : file->controls) {
      if (!control->value) continue;
      std::string_view keyword = control->keyword == no_name ? "unit" : tree_.spelling(control->keyword);
      bool in = !inquire || keyword == "unit" || keyword == "file";
      if (place_of(control->value).object != no_index &&
          (!in || keyword == "iostat" || keyword == "iomsg" || keyword == "newunit")) {
        read_subscripts(control->value);
        write(control->value, false);
      } else {
        read(control->value);
      }
    }
    items(items, file->items, false);
  }
  if (internal) return;
  obstacle(Obstacle::Kind::io, true, "input and output keep their order", statement);
}

} // namespace isotach
