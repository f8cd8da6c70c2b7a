// Names: each name of the body says in the place of the call what it says in the procedure.
//
// Local variables get names that nothing has there. A name from outside has to be the same thing on both
// sides, or is made known by a USE. What neither side knows has to come to both from the same place.
#include <algorithm>

#include <fmt/format.h>

#include "analysis/intrinsics.h"
#include "base/strings.h"
#include "transform/inline/inliner.h"

namespace isotach::transform {

namespace {

// Of 1.0_wp, where its kind begins; npos: it names none.
std::size_t kind_of_number(std::string_view text) {
  std::size_t at = text.find('_');
  bool named = at != std::string_view::npos && at + 1 < text.size() &&
               text.find_first_of("'\"") == std::string_view::npos && is_letter(text[at + 1]);
  return named ? at + 1 : std::string_view::npos;
}

bool is_inside(const Scope* scope, const Scope* other) {
  for (; scope; scope = scope->parent)
    if (scope == other) return true;
  return false;
}

// The modules that are used as a whole and are in no file, from a scope outwards.
std::set<std::string> missing_modules(const Program& program, const Scope& scope) {
  std::set<std::string> found;
  for (const Scope* at = &scope; at; at = at->parent)
    for (const UseStmt* use : at->uses)
      if (!use->only && at->tree && !program.module_of(use, *at->tree))
        found.emplace(at->tree->spelling(use->module));
  return found;
}

} // namespace

std::string Inliner::fresh_name(std::string_view root) {
  std::string name = lower(root);
  for (int number = 1;; ++number) {
    if (!taken_.contains(name) && new_name(semantics_, tree_, statement_, name) == name) break;
    name = fmt::format("{}_{}", lower(root), number);
  }
  taken_.insert(name);
  return name;
}

// An expression of the procedure as it is in the place of the call.
std::string Inliner::substituted(const Expr* original) {
  auto* holder = tree_.make<ParenExpr>();
  holder->flags = node_flag::synthetic;
  Expr* copy = clone(tree_, *from_, original);
  holder->operand = copy;
  copy->parent = holder;
  pair(original, copy);
  settle_names(holder);
  return failed() ? std::string() : text_of(tree_, holder->operand);
}

void Inliner::settle_names(Node* node) {
  if (failed()) return;
  auto* part = dyn_cast<PartRef>(node);
  auto* base = part ? dyn_cast<NameRef>(part->base.get()) : nullptr;
  auto dummy_of = [&](const Node* copy) -> const Argument* {
    auto* name = dyn_cast<NameRef>(copy);
    const Node* original = name ? original_of(name) : nullptr;
    if (!original) return nullptr;
    const ScopeTable* table = program_.table_of(*from_);
    Lookup found = program_.lookup(table->around(original), tree_.spelling(name->name));
    return found.found() && found.symbol->scope == callee_ ? argument_of(found.symbol) : nullptr;
  };
  const Argument* indexed = base ? dummy_of(base) : nullptr;
  if (indexed && indexed->how != Argument::How::array) indexed = nullptr;
  // Bounds of a dummy are not those of what it is given.
  if (base && part->arguments.size() >= 1 && original_of(base)) {
    std::string_view called = tree_.spelling(base->name);
    const Argument* asked = called == "lbound" || called == "ubound" ? dummy_of(part->arguments[0]) : nullptr;
    if (asked && asked->how == Argument::How::array) {
      auto* dimension = part->arguments.size() == 2 ? dyn_cast<IntegerLiteral>(part->arguments[1]) : nullptr;
      std::size_t at =
          dimension ? static_cast<std::size_t>(std::atol(own_text(tree_, dimension).c_str())) : 0;
      if (at < 1 || at > asked->lower.size())
        return fail(fmt::format("the bounds of '{}' are asked for", asked->dummy->name), original_of(part));
      std::string text = asked->lower[at - 1];
      if (called == "ubound") {
        bool known = asked->explicit_shape ? !asked->upper[at - 1].empty() : text == "1";
        if (!known)
          return fail(fmt::format("the bounds of '{}' are asked for", asked->dummy->name), original_of(part));
        text = asked->explicit_shape ? end_of(*asked, at - 1)
                                     : fmt::format("size({}, {})", whole(*asked, original_of(part)), at);
      }
      if (failed()) return;
      if (Refusal refused = replace_part(tree_, part, make_expression(tree_, text))) fail(*refused);
      return;
    }
  }
  std::vector<Node*> children;
  for_each_child(node, [&](Node* child) { children.push_back(child); });
  for (Node* child : children)
    if (!(indexed && child == base)) settle_names(child);
  if (failed()) return;
  if (indexed) {
    check_sequence(part, *indexed);
    std::string text = failed() ? std::string() : element(part, *indexed);
    if (failed()) return;
    if (Refusal refused = replace_part(tree_, part, make_expression(tree_, text))) fail(*refused);
    return;
  }
  if (auto* name = dyn_cast<NameRef>(node)) return settle_reference(name);
  if (isa<IntegerLiteral>(node) || isa<RealLiteral>(node) || isa<LogicalLiteral>(node))
    return settle_literal(node);
  const Node* original = original_of(node);
  if (auto* type = dyn_cast<TypeSpec>(node); type && type->derived != no_name && original)
    settle_outer(tree_.spelling(type->derived), *callee_, original);
  if (auto* binary = dyn_cast<BinaryExpr>(node);
      binary && binary->op == OperatorKind::defined && !same_module_)
    fail("it uses an operator of its own", original);
  if (auto* unary = dyn_cast<UnaryExpr>(node); unary && unary->op == OperatorKind::defined && !same_module_)
    fail("it uses an operator of its own", original);
  if (auto* assignment = dyn_cast<AssignmentStmt>(node); assignment && !same_module_ && original) {
    auto* target = cast<AssignmentStmt>(original)->target.get();
    if (evaluator_.evaluate(target, *callee_).base == BaseType::derived)
      fail("it assigns a structure, perhaps by a procedure of its module", original);
  }
  if (auto* component = dyn_cast<ComponentRef>(node); component && !same_module_ && original) {
    std::string why;
    const Expr* whole_of = cast<ComponentRef>(original)->base;
    const Scope* type = evaluator_.type_scope(whole_of, *callee_, why);
    const Symbol* symbol =
        type ? evaluator_.component(*type, from_->spelling(cast<ComponentRef>(original)->name)) : nullptr;
    if (symbol &&
        (symbol->access == Accessibility::private_ ||
         (symbol->access == Accessibility::unset && symbol->scope && symbol->scope->private_components)))
      fail(fmt::format("component '{}' is private", symbol->name), original);
  }
  for (const Field& field : layout_of(node).fields) {
    bool construct = field.kind == FieldKind::name && isa<Stmt>(node) &&
                     (std::string_view(field.name) == "construct_name" || isa<EndStmt>(node));
    if (!construct || field.name_value(node) == no_name) continue;
    std::string old(tree_.spelling(field.name_value(node)));
    auto [known, fresh] = implicit_locals_.try_emplace("construct " + old);
    if (fresh) known->second = fresh_name(old);
    if (known->second != old)
      if (Refusal refused = rename(tree_, node, field, known->second)) fail(*refused);
  }
}

void Inliner::settle_reference(NameRef* name) {
  const Node* original = original_of(name);
  if (!original) return;
  std::string spelling(tree_.spelling(name->name));
  const ScopeTable* table = program_.table_of(*from_);
  const Scope& scope = table->around(original);
  auto become = [&](const std::string& text, bool operation = false) {
    if (failed() || text == spelling) return;
    bool operand = isa<BinaryExpr>(name->parent.get()) || isa<UnaryExpr>(name->parent.get());
    Expr* fresh = make_expression(tree_, operation && operand ? "(" + text + ")" : text);
    if (!fresh) return fail(fmt::format("'{}' cannot be written", text), original);
    if (Refusal refused = replace_part(tree_, name, fresh)) fail(*refused, original);
  };
  Lookup found = program_.lookup(scope, spelling);
  bool own_result =
      callee_->result && spelling == callee_->result->name &&
      !(isa<PartRef>(name->parent.get()) && cast<PartRef>(name->parent.get())->base.get() == name);
  if (own_result) return become(local_name(*callee_->result));
  if (found.found() && found.symbol->scope == callee_) {
    const Symbol& symbol = *found.symbol;
    if (const Argument* argument = argument_of(&symbol)) {
      if (!argument->actual)
        return fail(fmt::format("'{}' is not given by this call and used", spelling), original);
      if (argument->how == Argument::How::same) return become(argument->text, argument->operation);
      if (argument->how == Argument::How::array) return become(whole(*argument, original));
      if (argument->how == Argument::How::absent)
        return fail(fmt::format("bounds depend on '{}', whose own are not known yet", spelling), original);
      return become(local_name(symbol));
    }
    if (symbol.kind == SymbolKind::variable || symbol.kind == SymbolKind::parameter)
      return become(local_name(symbol));
    if (symbol.kind != SymbolKind::intrinsic)
      return fail(fmt::format("'{}' is declared in it as a {}", spelling, to_string(symbol.kind)), original);
  } else if (found.found() && is_inside(found.symbol->scope, callee_) && found.symbol->scope != callee_) {
    return; // of an ASSOCIATE in it
  }
  if (found.absent()) {
    const Node* parent = original->parent;
    bool called = (isa<PartRef>(parent) && cast<PartRef>(parent)->base.get() == original) ||
                  (isa<CallStmt>(parent) && cast<CallStmt>(parent)->procedure.get() == original);
    ImplicitType type = program_.implicit_type(*callee_, spelling);
    if (!called && !type.none) return become(implicit_local(spelling, *callee_));
  }
  settle_outer(spelling, scope, original);
}

void Inliner::settle_literal(Node* literal) {
  const Node* original = original_of(literal);
  std::string text = own_text(tree_, literal);
  std::size_t at = kind_of_number(text);
  if (!original || at == std::string::npos) return;
  std::string name = lower(text.substr(at));
  const ScopeTable* table = program_.table_of(*from_);
  const Scope& scope = table->around(original);
  Lookup found = program_.lookup(scope, name);
  if (found.found() && found.symbol->scope == callee_)
    return set_own_text(tree_, literal, text.substr(0, at) + local_name(*found.symbol));
  settle_outer(name, scope, original);
}

// A name that is not the procedure's own.
void Inliner::settle_outer(std::string_view name, const Scope& scope, const Node* original) {
  auto [known, fresh] = outer_names_.try_emplace(std::string(name));
  if (!fresh || failed()) return;
  Lookup theirs = program_.lookup(scope, name);
  Lookup ours = program_.lookup(*caller_, name);
  if (theirs.found() && ours.found() && theirs.symbol == ours.symbol) return;
  bool intrinsic_there = theirs.absent() || (theirs.found() && theirs.symbol->kind == SymbolKind::intrinsic);
  bool intrinsic_here = ours.absent() || (ours.found() && ours.symbol->kind == SymbolKind::intrinsic);
  if (intrinsic_there && intrinsic_here) return; // an intrinsic, or an external procedure
  if (!theirs.found() && !theirs.absent()) {
    std::set<std::string> there = missing_modules(program_, scope),
                          here = missing_modules(program_, *caller_);
    bool same = !ours.found() && !ours.absent() &&
                std::includes(here.begin(), here.end(), there.begin(), there.end());
    if (same) return;
    return fail(fmt::format("what '{}' is, is not known: {}", name, theirs.reason), original);
  }
  if (ours.found() || !theirs.found() || taken_.contains(std::string(name)))
    return fail(fmt::format("'{}' is something else where the call stands", name), original);
  const Scope* module = theirs.symbol->scope;
  bool from_module =
      module && (module->kind == ScopeKind::module || module->kind == ScopeKind::intrinsic_module);
  if (!from_module) return fail(fmt::format("'{}' is not known where the call stands", name), original);
  if (!ours.absent())
    return fail(fmt::format("what '{}' is where the call stands is not known: {}", name, ours.reason),
                original);
  if (module->kind == ScopeKind::module && !program_.is_public(*module, *theirs.symbol))
    return fail(fmt::format("'{}' is private in module '{}'", name, module->name), original);
  if (is_inside(caller_, module))
    return fail(fmt::format("'{}' is hidden where the call stands", name), original);
  if (callee_->parent->kind == ScopeKind::file)
    return fail(fmt::format("'{}' comes from module '{}', which the file of the call would then need", name,
                            module->name),
                original);
  std::string item =
      theirs.symbol->name == name ? std::string(name) : fmt::format("{} => {}", name, theirs.symbol->name);
  uses_.push_back(fmt::format("use{} {}, only: {}",
                              module->kind == ScopeKind::intrinsic_module ? ", intrinsic ::" : "",
                              module->name, item));
  taken_.insert(std::string(name));
}

std::string Inliner::local_name(const Symbol& symbol) {
  if (auto known = locals_.find(&symbol); known != locals_.end()) return known->second;
  bool result = &symbol == callee_->result;
  std::string name = fresh_name(result ? fmt::format("inlined_{}", symbol.name) : std::string(symbol.name));
  locals_[&symbol] = name;
  if (result) result_ = name;
  declare_local(symbol, name);
  return name;
}

std::string Inliner::implicit_local(std::string_view name, const Scope& scope) {
  auto known = implicit_locals_.find(std::string(name));
  if (known != implicit_locals_.end()) return known->second;
  ImplicitType type = program_.implicit_type(scope, name);
  std::string words = type.type                        ? std::string()
                      : type.base == BaseType::integer ? "integer"
                      : type.base == BaseType::real    ? "real"
                                                       : "";
  if (words.empty()) {
    fail(fmt::format("'{}' has an implicit type", name));
    return {};
  }
  std::string fresh = fresh_name(name);
  implicit_locals_[std::string(name)] = fresh;
  declarations_.push_back(fmt::format("{} :: {}", words, fresh));
  return fresh;
}

std::string Inliner::type_of_local(const Symbol& symbol) {
  if (!symbol.type) {
    ImplicitType type = program_.implicit_type(*callee_, symbol.name);
    std::string_view words = type.base == BaseType::integer ? "integer"
                             : type.base == BaseType::real  ? "real"
                                                            : "";
    if (type.none || type.type || words.empty())
      fail(fmt::format("'{}' has no type that is known", symbol.name));
    return std::string(words);
  }
  if (symbol.length) fail(fmt::format("'{}' has a length of its own", symbol.name));
  TypeSpec* copy = clone(tree_, *from_, symbol.type);
  pair(symbol.type, copy);
  settle_names(copy);
  return failed() ? std::string() : text_of(tree_, copy);
}

// Is a bound the same from the beginning of the caller on, as a declaration needs it?
bool Inliner::stays_until_return(const std::string& bound) {
  Expr* made = make_expression(tree_, bound);
  if (!made) return false;
  bool stays = true;
  for_each<Expr>(made, [&](Expr* part) {
    if (auto* name = dyn_cast<NameRef>(part)) {
      std::string spelling(tree_.spelling(name->name));
      Lookup found = program_.lookup(*caller_, spelling);
      bool constant = found.found() && found.symbol->kind == SymbolKind::parameter;
      bool kept = found.found() && found.symbol->scope == caller_ && found.symbol->intent == IntentKind::in &&
                  !found.symbol->has(AttributeKind::optional);
      bool own = std::any_of(locals_.begin(), locals_.end(), [&](const auto& one) {
        return one.second == spelling && one.first->kind == SymbolKind::parameter;
      });
      stays = stays && (constant || kept || own);
    } else if (isa<PartRef>(part) || isa<ComponentRef>(part)) {
      stays = false;
    }
  });
  return stays;
}

void Inliner::declare_local(const Symbol& symbol, const std::string& name) {
  const Argument* argument = argument_of(&symbol);
  auto refuse = [&](std::string_view why) { fail(fmt::format("'{}' {}", symbol.name, why), symbol.place); };
  if (symbol.in_common || symbol.cray_pointer || symbol.bind_name)
    return refuse("is not a variable of the call alone");
  for (AttributeKind one :
       {AttributeKind::save, AttributeKind::volatile_, AttributeKind::asynchronous, AttributeKind::device,
        AttributeKind::shared, AttributeKind::bind, AttributeKind::static_, AttributeKind::external})
    if (symbol.has(one)) return refuse(fmt::format("is {}", to_string(one)));
  bool constant = symbol.kind == SymbolKind::parameter;
  if (symbol.init && !constant) return refuse("keeps its value from call to call");
  std::string type = type_of_local(symbol);
  if (failed()) return;
  TypeInfo info = evaluator_.type_of(symbol);
  if (info.base == BaseType::derived) {
    std::string why;
    const Scope* fields = symbol.type ? evaluator_.type_scope(symbol.type, *callee_, why) : nullptr;
    bool plain = fields && fields->extends.empty() && !info.polymorphic;
    for (const Symbol* field : fields ? fields->symbols : std::vector<Symbol*>())
      plain = plain && field->kind == SymbolKind::component && !field->init &&
              !field->has(AttributeKind::allocatable) && evaluator_.type_of(*field).base != BaseType::derived;
    if (!plain) return refuse("is a structure that is set up or cleared by each call");
  }
  if (info.base == BaseType::character && info.length_kind != TypeInfo::Length::constant && !constant)
    return refuse("has a length that each call decides");
  bool allocatable = symbol.has(AttributeKind::allocatable), pointer = symbol.has(AttributeKind::pointer);
  bool result = &symbol == callee_->result;
  if (result && (allocatable || pointer || !symbol.dimensions.empty()))
    return refuse("is a result that is no scalar");
  std::vector<std::string> shape;
  bool lasting = true;
  for (const isotach::Dimension* bounds : symbol.dimensions) {
    if (bounds->form != DimensionKind::explicit_) {
      if (!constant && !allocatable && !pointer) return refuse("has a shape that is not written");
      shape.emplace_back(bounds->form == DimensionKind::star ? "*" : ":");
      continue;
    }
    std::string first = bounds->lower ? substituted(bounds->lower) : "";
    std::string last = substituted(bounds->upper);
    if (failed()) return;
    lasting = lasting && (first.empty() || stays_until_return(first)) && stays_until_return(last);
    shape.push_back(first.empty() ? last : first + ":" + last);
  }
  std::string attributes;
  if (symbol.has(AttributeKind::target)) attributes += ", target";
  if (pointer) attributes += ", pointer";
  if (allocatable || !lasting) attributes += ", allocatable";
  if (constant) {
    if (!symbol.init) return refuse("is a constant without a value");
    std::string value = substituted(symbol.init);
    if (failed()) return;
    std::string dimensions = shape.empty() ? "" : fmt::format("({})", fmt::join(shape, ", "));
    declarations_.push_back(fmt::format("{}, parameter :: {}{} = {}", type, name, dimensions, value));
    return;
  }
  if (!lasting) { // an automatic array has to be made where the call stands
    before_.push_back(fmt::format("allocate({}({}))", name, fmt::join(shape, ", ")));
    after_.push_back(fmt::format("deallocate({})", name));
    for (std::string& one : shape) one = ":";
  } else if (allocatable) {
    after_.push_back(fmt::format("if (allocated({0})) deallocate({0})", name));
  }
  std::string dimensions = shape.empty() ? "" : fmt::format("({})", fmt::join(shape, ", "));
  declarations_.push_back(fmt::format("{}{} :: {}{}", type, attributes, name, dimensions));
  if (argument) before_.push_back(fmt::format("{} = {}", name, text_of(tree_, argument->actual)));
}

// ---- what must not change in the body ----

void Inliner::note_stable(const Expr* expression, const Symbol* dummy) {
  const NameRef* base = nullptr; // the variable itself may change: that is what it is given for
  if (isa<NameRef>(expression) || isa<PartRef>(expression) || isa<ComponentRef>(expression)) {
    const Expr* at = expression;
    while (at && !isa<NameRef>(at))
      at = isa<PartRef>(at)        ? cast<PartRef>(at)->base.get()
           : isa<ComponentRef>(at) ? cast<ComponentRef>(at)->base.get()
                                   : nullptr;
    base = dyn_cast<NameRef>(at);
  }
  bool index = isa<PartRef>(expression->parent.get()) && cast<PartRef>(expression->parent.get()) != called_ &&
               cast<PartRef>(expression->parent.get()) != call_ &&
               cast<PartRef>(expression->parent.get())->base.get() != expression;
  index = index || isa<Triplet>(expression->parent.get());
  for_each<NameRef>(const_cast<Expr*>(expression), [&](NameRef* name) {
    if (name != base || index) stable_.push_back({std::string(tree_.spelling(name->name)), dummy});
  });
  for_each<PartRef>(const_cast<Expr*>(expression), [&](PartRef* part) {
    auto* called = dyn_cast<NameRef>(part->base.get());
    Lookup found = called ? program_.lookup(*caller_, tree_.spelling(called->name)) : Lookup{};
    bool data = !called || (found.found() && (found.symbol->kind == SymbolKind::variable ||
                                              found.symbol->kind == SymbolKind::parameter));
    if (data) return;
    if (dummy) unstable_ = dummy;
    else fail(fmt::format("a function is called in '{}'", text_of(tree_, expression)));
  });
}

void Inliner::check_stability() {
  if (stable_.empty()) return;
  std::set<std::string> changed;
  bool calls = false;
  auto base_name = [&](const Expr* designator) {
    const Expr* at = designator;
    while (at && !isa<NameRef>(at))
      at = isa<PartRef>(at)        ? cast<PartRef>(at)->base.get()
           : isa<ComponentRef>(at) ? cast<ComponentRef>(at)->base.get()
                                   : nullptr;
    if (auto* name = dyn_cast<NameRef>(at)) changed.emplace(tree_.spelling(name->name));
  };
  auto all_names = [&](Node* node) {
    for_each<NameRef>(node, [&](NameRef* name) { changed.emplace(tree_.spelling(name->name)); });
  };
  auto given = [&](const Expr* argument) { // a subscript of it keeps its value while it is associated
    auto* keyword = dyn_cast<KeywordArgument>(argument);
    base_name(keyword ? keyword->value.get() : argument);
  };
  walk(frame_, [&](Node* node) {
    if (auto* assignment = dyn_cast<AssignmentStmt>(node)) return base_name(assignment->target);
    if (auto* control = dyn_cast<LoopControl>(node)) {
      if (control->variable) base_name(control->variable);
      return;
    }
    if (auto* call = dyn_cast<CallStmt>(node)) {
      calls = true;
      for (Expr* argument : call->arguments) given(argument);
      return;
    }
    if (auto* part = dyn_cast<PartRef>(node)) {
      auto* name = dyn_cast<NameRef>(part->base.get());
      Lookup found = name ? program_.lookup(*caller_, tree_.spelling(name->name)) : Lookup{};
      bool data = !name ||
                  (found.found() && (found.symbol->kind == SymbolKind::variable ||
                                     found.symbol->kind == SymbolKind::parameter)) ||
                  taken_.contains(std::string(tree_.spelling(name->name)));
      bool harmless =
          !data && !found.found() && found.reason.empty() && find_intrinsic(tree_.spelling(name->name));
      if (data || harmless) return;
      calls = true;
      for (Expr* argument : part->arguments) given(argument);
      return;
    }
    if (auto* made = dyn_cast<AllocateStmt>(node)) {
      for (Expr* object : made->objects) base_name(object);
      for (ControlSpec* control : made->controls) all_names(control);
      return;
    }
    if (auto* output = dyn_cast<WriteStmt>(node)) { // an internal file is written
      for (ControlSpec* control : output->controls) all_names(control);
      return;
    }
    bool quiet = isa<IfStmt>(node) || isa<WhereStmt>(node) || isa<PrintStmt>(node) ||
                 isa<ContinueStmt>(node) || isa<CycleStmt>(node) || isa<ExitStmt>(node) ||
                 isa<ReturnStmt>(node) || isa<StopStmt>(node);
    if (isa<isotach::Action>(node) && !quiet) all_names(node);
  });
  for (const Stable& one : stable_) {
    Lookup found = program_.lookup(*caller_, one.name);
    if (found.found() && found.symbol->kind == SymbolKind::parameter) continue;
    bool local = found.absent() ||
                 (found.found() && found.symbol->scope == caller_ && !found.symbol->in_common &&
                  !found.symbol->has(AttributeKind::target) && !found.symbol->has(AttributeKind::pointer) &&
                  !found.symbol->has(AttributeKind::save) && callee_->parent != caller_);
    bool shared = found.found() &&
                  (found.symbol->has(AttributeKind::target) || found.symbol->has(AttributeKind::pointer));
    if (!changed.contains(one.name) && (local || (!calls && !shared))) continue;
    if (one.dummy) {
      unstable_ = one.dummy;
      continue;
    }
    return fail(fmt::format("'{}', which an argument depends on, may change in it", one.name));
  }
  bool equivalence = false;
  for_each<EquivalenceStmt>(unit_, [&](EquivalenceStmt*) { equivalence = true; });
  if (equivalence) fail("EQUIVALENCE gives variables of the caller one place");
}

} // namespace isotach::transform
