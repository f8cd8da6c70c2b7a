// Specification parts -> scopes and symbols: one visit of every statement, in source order.
#include "base/strings.h"
#include "semantics/scopes.h"
#include "semantics/statements.h"
#include "tree/stamps.h"
#include "tree/text.h"

namespace isotach {

namespace {

class ScopeBuilder {
 public:
  ScopeBuilder(ScopeTable& table, const std::unordered_set<std::uint32_t>& also, Renewed& renewed)
      : tree_(*table.tree()), table_(table), also_(also), renewed_(renewed), since_(table.version()) {}

  void build() {
    table_.begin_renewal();
    table_.clear(table_.file(), renewed_);
    fill(table_.file());
    table_.end_renewal(renewed_);
  }

  void renew() {
    table_.begin_renewal();
    renew(table_.file(), false);
    table_.end_renewal(renewed_);
  }

 private:
  // ---- what is old

  bool is_old(const Scope& scope) const {
    if (scope.made == table_.renewal()) return false;
    switch (scope.kind) {
    case ScopeKind::file: return tree_.root() && stamp_of(tree_, tree_.root(), EditClass::unit) > since_;
    case ScopeKind::derived_type:
    case ScopeKind::block:
    case ScopeKind::associate: return false; // with the unit around it
    default:
      return stamp_of(tree_, scope.node, EditClass::statement) > since_ || also_.count(scope.node->id) != 0;
    }
  }

  // In a unit that was made anew, everything may have other types and values.
  void renew(Scope& scope, bool inside) {
    if (is_old(scope)) {
      table_.clear(scope, renewed_);
      fill(scope);
    } else if (inside && scope.made != table_.renewal()) {
      renewed_.forgotten.insert(renewed_.forgotten.end(), scope.symbols.begin(), scope.symbols.end());
    }
    inside = inside || scope.made == table_.renewal();
    for (Scope* child : scope.children) renew(*child, inside);
  }

  // The scope of a unit when it is not old, in its parent's list; else null.
  Scope* kept(ScopeKind kind, const Stmt* node, Scope* parent) {
    Scope* scope = table_.made_by(node);
    if (!scope || scope->kind != kind || is_old(*scope)) return nullptr;
    table_.keep_scope(*scope, parent);
    return scope;
  }
  Scope& add_scope(ScopeKind kind, const Stmt* node, Scope* parent) {
    return table_.add_scope(kind, node, parent, renewed_);
  }

  // What the unit of a scope says of itself; its name is a matter of the scope around.
  void fill(Scope& scope) {
    const Stmt* node = scope.node;
    switch (scope.kind) {
    case ScopeKind::file:
      if (tree_.root()) for_each_active(tree_.root()->units, [&](Stmt* unit) { program_unit(scope, unit); });
      break;
    case ScopeKind::program: body(scope, cast<MainProgram>(node)->body); break;
    case ScopeKind::module: body(scope, cast<Module>(node)->body); break;
    case ScopeKind::submodule: {
      auto* submodule = cast<Submodule>(node);
      if (auto* begin = dyn_cast<SubmoduleStmt>(submodule->begin)) {
        scope.name = text(begin->name);
        scope.ancestor = text(begin->ancestor);
        scope.parent_submodule = text(begin->parent_submodule);
      }
      body(scope, submodule->body);
      break;
    }
    case ScopeKind::block_data: body(scope, cast<BlockData>(node)->body); break;
    default: procedure_body(scope, cast<Procedure>(node)); break;
    }
  }

  std::string_view text(Name name) const { return tree_.spelling(name); }
  Symbol& declare(Scope& scope, Name name, const Node* place, const Stmt* statement) {
    Symbol& symbol = table_.declare(scope, text(name), place);
    if (symbol.declarations.empty() || symbol.declarations.back() != statement)
      symbol.declarations.push_back(statement);
    return symbol;
  }

  // The name of a generic, e.g. "foo", "operator(+)", "assignment(=)", "write(formatted)".
  std::string_view generic_name(Scope& scope, const NamedItem* item) {
    if (item->item == ItemKind::name || item->item == ItemKind::rename) return text(item->name);
    std::string spelled = lower(text_of(tree_, item));
    if (auto arrow = spelled.find("=>"); arrow != std::string::npos) spelled.resize(arrow);
    std::erase_if(spelled, [](char c) { return is_blank(c); });
    return scope.own_spellings.emplace_front(std::move(spelled));
  }

  // ---- program units ----
  void program_unit(Scope& file, Stmt* unit) {
    switch (unit->kind) {
    case NodeKind::MainProgram: {
      auto* begin = dyn_cast<ProgramStmt>(cast<MainProgram>(unit)->begin);
      named_unit(file, unit, ScopeKind::program, begin ? begin->name : no_name, SymbolKind::program);
      break;
    }
    case NodeKind::Module: {
      auto* begin = dyn_cast<ModuleStmt>(cast<Module>(unit)->begin);
      named_unit(file, unit, ScopeKind::module, begin ? begin->name : no_name, SymbolKind::module);
      break;
    }
    case NodeKind::Submodule:
      if (!kept(ScopeKind::submodule, unit, &file)) fill(add_scope(ScopeKind::submodule, unit, &file));
      break;
    case NodeKind::BlockData:
      if (!kept(ScopeKind::block_data, unit, &file)) fill(add_scope(ScopeKind::block_data, unit, &file));
      break;
    case NodeKind::Procedure: procedure(file, cast<Procedure>(unit)); break;
    case NodeKind::UnparsedStatement: gap(file, unit, "a statement that did not parse"); break;
    default: break;
    }
  }

  void named_unit(Scope& file, Stmt* unit, ScopeKind kind, Name name, SymbolKind symbol_kind) {
    Scope* scope = kept(kind, unit, &file);
    bool fresh = !scope;
    if (fresh) scope = &add_scope(kind, unit, &file);
    name_unit(file, *scope, name, symbol_kind);
    if (fresh) fill(*scope);
  }

  void name_unit(Scope& file, Scope& scope, Name name, SymbolKind kind) {
    scope.name = text(name);
    if (name == no_name) return;
    Symbol& symbol = declare(file, name, scope.node, scope.node);
    symbol.kind = kind;
    symbol.inner = &scope;
    scope.symbol = &symbol;
  }

  void gap(Scope& scope, const Node* node, std::string what) {
    scope.gaps.push_back({tree_.location(node), std::move(what)});
  }

  // ---- procedures ----
  void arguments(Scope& scope, const List<Expr>& list, const Stmt* statement) {
    for (const Expr* dummy : list) {
      auto* reference = dyn_cast<NameRef>(dummy);
      if (!reference) {
        scope.arguments.push_back(nullptr); // an alternate return
        continue;
      }
      Symbol& symbol = declare(scope, reference->name, reference, statement);
      symbol.argument = static_cast<int>(scope.arguments.size());
      scope.arguments.push_back(&symbol);
    }
  }

  static const List<Attribute>* prefixes_of(const Stmt* begin) {
    if (auto* subroutine = dyn_cast<SubroutineStmt>(begin)) return &subroutine->prefixes;
    if (auto* function = dyn_cast<FunctionStmt>(begin)) return &function->prefixes;
    return nullptr;
  }

  void procedure(Scope& outer, Procedure* procedure, bool is_interface_body = false,
                 bool is_abstract = false) {
    ScopeKind kind = is_interface_body ? ScopeKind::interface_body : ScopeKind::procedure;
    Scope* scope = kept(kind, procedure, &outer);
    bool fresh = !scope;
    if (fresh) scope = &add_scope(kind, procedure, &outer);
    scope->is_abstract_interface = is_abstract;
    name_procedure(outer, *scope, procedure);
    if (fresh) procedure_body(*scope, procedure);
    else
      for (const EntryStmt* entry : scope->entries)
        declare(outer, entry->name, entry, entry).kind = SymbolKind::entry;
  }

  // What the scope around has of a procedure.
  void name_procedure(Scope& outer, Scope& scope, Procedure* procedure) {
    const Stmt* begin = procedure->begin;
    auto* subroutine = dyn_cast<SubroutineStmt>(begin);
    auto* function = dyn_cast<FunctionStmt>(begin);
    auto* separate = dyn_cast<SeparateProcedureStmt>(begin);
    Name name = subroutine ? subroutine->name
                : function ? function->name
                : separate ? separate->name
                           : no_name;
    scope.name = text(name);
    if (name == no_name) return;
    Symbol& symbol = declare(outer, name, procedure, procedure);
    symbol.kind = scope.is_abstract_interface ? SymbolKind::abstract_interface : SymbolKind::procedure;
    symbol.inner = &scope;
    symbol.from_interface_body = scope.kind == ScopeKind::interface_body;
    scope.symbol = &symbol;
    if (const List<Attribute>* prefixes = prefixes_of(begin))
      for (const Attribute* prefix : *prefixes) symbol.add(prefix->attribute);
    const Suffix* suffix = nullptr;
    if (subroutine) suffix = subroutine->suffix;
    if (function) suffix = function->suffix;
    if (suffix && suffix->bind) {
      symbol.add(AttributeKind::bind);
      symbol.bind_name = suffix->bind->value;
    }
  }

  void procedure_body(Scope& scope, const Procedure* procedure) {
    const Stmt* begin = procedure->begin;
    if (const List<Attribute>* prefixes = prefixes_of(begin))
      for (const Attribute* prefix : *prefixes)
        if (prefix->attribute == AttributeKind::module) scope.has_module_prefix = true;
    if (auto* subroutine = dyn_cast<SubroutineStmt>(begin)) {
      arguments(scope, subroutine->arguments, begin);
    } else if (auto* function = dyn_cast<FunctionStmt>(begin)) {
      arguments(scope, function->arguments, begin);
      const Suffix* suffix = function->suffix;
      Name result = suffix && suffix->result != no_name ? suffix->result : function->name;
      Symbol& variable = declare(scope, result, begin, begin);
      variable.kind = SymbolKind::variable;
      variable.is_result = true;
      variable.type = function->type;
      scope.result = &variable;
    }
    body(scope, procedure->body);
    settle_dummies(scope, procedure);
  }

  // A scalar dummy that is called or referenced with arguments is a procedure, although nothing declares it
  // so.
  void settle_dummies(Scope& scope, const Procedure* procedure) {
    std::vector<Symbol*> open;
    constexpr std::uint64_t data_only =
        (std::uint64_t{1} << static_cast<unsigned>(AttributeKind::value)) |
        (std::uint64_t{1} << static_cast<unsigned>(AttributeKind::target)) |
        (std::uint64_t{1} << static_cast<unsigned>(AttributeKind::allocatable));
    for (Symbol* symbol : scope.arguments)
      if (symbol && symbol->kind != SymbolKind::procedure && symbol->intent == IntentKind::none &&
          symbol->dimensions.empty() && symbol->codimensions.empty() && !(symbol->attributes & data_only))
        open.push_back(symbol);
    if (!open.empty() && scope.kind == ScopeKind::procedure) {
      auto settle = [&](const Expr* base, bool section) {
        auto* reference = dyn_cast<NameRef>(base);
        if (!reference || section) return;
        for (Symbol* symbol : open)
          if (symbol->name == text(reference->name)) symbol->kind = SymbolKind::procedure;
      };
      visit_references(procedure, settle);
    }
    for (Symbol* symbol : scope.arguments)
      if (symbol && symbol->kind == SymbolKind::unknown) symbol->kind = SymbolKind::variable;
  }

  // Directives call nothing: what they list are data.
  template <class F> static void visit_references(const Node* node, F& settle) {
    if (isa<DirectiveStmt>(node)) return;
    if (auto* part = dyn_cast<PartRef>(node))
      settle(part->base, part->arguments.size() == 1 && isa<Triplet>(part->arguments[0]));
    else if (auto* call = dyn_cast<CallStmt>(node)) settle(call->procedure, false);
    for_each_child(node, [&](const Node* child) { visit_references(child, settle); });
  }

  // ---- bodies ----
  void body(Scope& scope, const StmtList& list) {
    bool executing = false, contained = false;
    for_each_active(list, [&](Stmt* statement) {
      if (isa<ContainsStmt>(statement)) {
        contained = true;
      } else if (auto* inner = dyn_cast<Procedure>(statement)) {
        procedure(scope, inner);
      } else if (contained) {
        if (isa<UnparsedStatement>(statement)) gap(scope, statement, "a statement that did not parse");
      } else if (specification(scope, statement)) {
      } else if (isa<UnparsedStatement>(statement)) {
        gap(scope, statement, "a statement that did not parse");
      } else if (auto* assignment = executing ? nullptr : statement_function(statement)) {
        scope.maybe_statement_functions.push_back(assignment);
      } else {
        if (!executing) scope.first_executable = statement;
        executing = true;
        execution(scope, statement);
      }
    });
    preprocessor_includes(scope);
    for (Symbol* symbol : scope.symbols)
      if (symbol->kind == SymbolKind::unknown && symbol->argument < 0 &&
          (symbol->type || !symbol->dimensions.empty() || symbol->in_common ||
           symbol->has(AttributeKind::save)))
        symbol->kind = SymbolKind::variable;
  }

  // `name(dummies) = expression` before the first executable statement; which it is depends on other scopes.
  static const AssignmentStmt* statement_function(const Stmt* statement) {
    auto* assignment = dyn_cast<AssignmentStmt>(statement);
    auto* target = assignment ? dyn_cast<PartRef>(assignment->target) : nullptr;
    if (!target || !isa<NameRef>(target->base)) return nullptr;
    for (const Expr* dummy : target->arguments)
      if (!isa<NameRef>(dummy)) return nullptr;
    return assignment;
  }

  // BLOCK, ASSOCIATE and so on, at any depth.
  void execution(Scope& scope, Stmt* statement) {
    switch (statement->kind) {
    case NodeKind::BlockConstruct: {
      auto* construct = cast<BlockConstruct>(statement);
      if (!isa<BlockStmt>(construct->begin)) break;
      body(add_scope(ScopeKind::block, statement, &scope), construct->body);
      return;
    }
    case NodeKind::AssociateConstruct: {
      auto* construct = cast<AssociateConstruct>(statement);
      Scope& inner = add_scope(ScopeKind::associate, statement, &scope);
      if (auto* begin = dyn_cast<AssociateStmt>(construct->begin))
        for (const Association* association : begin->associations)
          associate(inner, association->name, association, begin, association->selector);
      for_each_active(construct->body, [&](Stmt* child) { execution(inner, child); });
      return;
    }
    case NodeKind::SelectConstruct: {
      auto* begin = dyn_cast<SelectStmt>(cast<SelectConstruct>(statement)->begin);
      if (!begin || begin->associate_name == no_name) break;
      Scope& inner = add_scope(ScopeKind::associate, statement, &scope);
      associate(inner, begin->associate_name, begin, begin, begin->selector);
      for_each_inner_statement(statement, [&](Stmt* child) { execution(inner, child); });
      return;
    }
    default: break;
    }
    for_each_inner_statement(statement, [&](Stmt* child) { execution(scope, child); });
  }

  void associate(Scope& scope, Name name, const Node* place, const Stmt* statement, const Expr* selector) {
    Symbol& symbol = declare(scope, name, place, statement);
    symbol.kind = SymbolKind::associate_name;
    symbol.init = selector;
  }

  // An INCLUDE line whose text stands after it.
  bool followed(const Stmt* include) const {
    return include->has_tokens() &&
           tree_.lexed.follows_include(tree_.lexed.tokens[include->first_token].begin);
  }

  // Where a statement of a list is in the source; of a synthetic one, where it will be written.
  std::uint32_t place_of(const Stmt* statement) const {
    const auto& tokens = tree_.lexed.tokens;
    if (statement->has_tokens() && !statement->has(node_flag::moved))
      return tokens[statement->first_token].begin;
    bool trails = tree_.edits.trailing.count(statement->id) != 0;
    for (const Stmt* at = statement; at; at = trails ? at->previous : at->next)
      if (at->has_tokens() && !at->has(node_flag::moved))
        return trails ? tokens[at->last_token].end() : tokens[at->first_token].begin;
    const Node* parent = statement->parent;
    if (!parent || !parent->has_tokens()) return 0;
    return trails ? tokens[parent->first_token].begin : tokens[parent->last_token].end();
  }

  // #include lines that were not followed hold declarations that the tree does not show.
  void preprocessor_includes(Scope& scope) {
    if (!scope.node || !scope.node->has_tokens() || tree_.lexed.marks.empty()) return;
    const auto& tokens = tree_.lexed.tokens;
    std::uint32_t begin = tokens[scope.node->first_token].begin;
    std::uint32_t end = tokens[scope.node->last_token].end();
    const Stmt* last = scope.first_executable;
    for (const Scope* child : scope.children) {
      if (last) break;
      if (child->kind == ScopeKind::procedure) last = child->node;
    }
    if (last) end = std::min(end, place_of(last));
    const auto& marks = tree_.lexed.marks;
    auto mark = std::lower_bound(marks.begin(), marks.end(), begin,
                                 [](const Mark& m, std::uint32_t offset) { return m.begin < offset; });
    for (; mark != marks.end() && mark->begin < end; ++mark) {
      if (mark->kind != MarkKind::preprocessor || tree_.lexed.follows_include(mark->begin)) continue;
      std::string_view line = trim(tree_.source().slice(mark->begin, mark->end));
      if (!line.starts_with('#')) continue;
      std::string_view directive = trim(line.substr(1));
      if (directive.starts_with("include"))
        scope.gaps.push_back({{&tree_.source(), mark->begin, mark->end}, "'" + std::string(line) + "'"});
    }
  }

  // ---- specification statements ----

  // True when the statement was one.
  bool specification(Scope& scope, Stmt* statement) {
    switch (statement->kind) {
    case NodeKind::UseStmt: use(scope, cast<UseStmt>(statement)); break;
    case NodeKind::ImportStmt: import(scope, cast<ImportStmt>(statement)); break;
    case NodeKind::ImplicitStmt: implicit(scope, cast<ImplicitStmt>(statement)); break;
    case NodeKind::TypeDeclStmt: {
      auto* declaration = cast<TypeDeclStmt>(statement);
      for (const EntityDecl* entity : declaration->entities) {
        Symbol& symbol = this->entity(scope, entity, declaration->attributes, statement);
        symbol.type = declaration->type;
        if (symbol.has(AttributeKind::external)) symbol.kind = SymbolKind::procedure;
      }
      break;
    }
    case NodeKind::AttributeStmt: attribute_statement(scope, cast<AttributeStmt>(statement)); break;
    case NodeKind::ParameterStmt:
      for (const KeywordArgument* constant : cast<ParameterStmt>(statement)->constants) {
        Symbol& symbol = declare(scope, constant->name, constant, statement);
        symbol.add(AttributeKind::parameter);
        symbol.kind = SymbolKind::parameter;
        symbol.init = constant->value;
        symbol.init_kind = InitKind::value;
      }
      break;
    case NodeKind::CommonStmt:
      for (const ItemGroup* group : cast<CommonStmt>(statement)->groups)
        for (const Node* item : group->items)
          if (Symbol* symbol = mentioned(scope, item, statement)) symbol->in_common = true;
      break;
    case NodeKind::NamelistStmt:
      for (const ItemGroup* group : cast<NamelistStmt>(statement)->groups)
        declare(scope, group->name, group, statement).kind = SymbolKind::namelist;
      break;
    case NodeKind::EnumDefinition: enumeration(scope, cast<EnumDefinition>(statement)); break;
    case NodeKind::ProcedureDeclStmt: procedure_declaration(scope, cast<ProcedureDeclStmt>(statement)); break;
    case NodeKind::Interface: interface(scope, cast<Interface>(statement)); break;
    case NodeKind::DerivedType: derived_type(scope, cast<DerivedType>(statement)); break;
    case NodeKind::GenericStmt: generic(scope, cast<GenericStmt>(statement)); break;
    case NodeKind::EntryStmt: {
      auto* entry = cast<EntryStmt>(statement);
      Symbol& symbol = declare(scope, entry->name, entry, statement);
      symbol.kind = SymbolKind::entry;
      if (scope.kind != ScopeKind::procedure) break;
      scope.entries.push_back(entry);
      if (scope.parent->made == table_.renewal())
        declare(*scope.parent, entry->name, entry, statement).kind = SymbolKind::entry;
      break;
    }
    case NodeKind::CrayPointerStmt:
      for (const ItemGroup* pair : cast<CrayPointerStmt>(statement)->pairs) {
        bool first = true;
        for (const Node* item : pair->items) {
          Symbol* symbol = mentioned(scope, item, statement);
          if (symbol) symbol->kind = SymbolKind::variable;
          if (symbol && first) symbol->cray_pointer = true;
          first = false;
        }
      }
      break;
    case NodeKind::RecordStmt:
      for (const ItemGroup* group : cast<RecordStmt>(statement)->groups)
        for (const Node* item : group->items)
          if (Symbol* symbol = mentioned(scope, item, statement)) symbol->kind = SymbolKind::variable;
      break;
    case NodeKind::Structure: break;
    case NodeKind::IncludeLine:
      if (!followed(statement))
        gap(scope, statement, "INCLUDE " + text_of(tree_, cast<IncludeLine>(statement)->path));
      break;
    default: return is_specification(statement->kind);
    }
    return true;
  }

  // A name, name(dimensions) or reference in the list of a statement.
  Symbol* mentioned(Scope& scope, const Node* item, const Stmt* statement) {
    if (auto* named = dyn_cast<NamedItem>(item)) {
      if (named->item == ItemKind::common_block || named->name == no_name) return nullptr;
      Symbol& symbol = declare(scope, named->name, named, statement);
      if (!named->dimensions.empty()) symbol.dimensions = named->dimensions;
      if (!named->codimensions.empty()) symbol.codimensions = named->codimensions;
      return &symbol;
    }
    if (auto* entity = dyn_cast<EntityDecl>(item)) {
      Symbol& symbol = declare(scope, entity->name, entity, statement);
      if (!entity->dimensions.empty()) symbol.dimensions = entity->dimensions;
      return &symbol;
    }
    if (auto* reference = dyn_cast<NameRef>(item))
      return &declare(scope, reference->name, reference, statement);
    return nullptr;
  }

  static void apply(Symbol& symbol, const Attribute* attribute) {
    symbol.add(attribute->attribute);
    switch (attribute->attribute) {
    case AttributeKind::intent: symbol.intent = attribute->intent; break;
    case AttributeKind::public_: symbol.access = Accessibility::public_; break;
    case AttributeKind::private_: symbol.access = Accessibility::private_; break;
    case AttributeKind::parameter: symbol.kind = SymbolKind::parameter; break;
    case AttributeKind::external: symbol.kind = SymbolKind::procedure; break;
    case AttributeKind::intrinsic: symbol.kind = SymbolKind::intrinsic; break;
    case AttributeKind::bind: symbol.bind_name = attribute->value; break;
    case AttributeKind::kind:
    case AttributeKind::len: symbol.kind = SymbolKind::type_parameter; break;
    default: break;
    }
    if (!attribute->dimensions.empty() && symbol.dimensions.empty())
      symbol.dimensions = attribute->dimensions;
    if (!attribute->codimensions.empty() && symbol.codimensions.empty())
      symbol.codimensions = attribute->codimensions;
  }

  Symbol& entity(Scope& scope, const EntityDecl* entity, const List<Attribute>& attributes,
                 const Stmt* statement) {
    Symbol& symbol = declare(scope, entity->name, entity, statement);
    symbol.place = entity;
    if (scope.kind == ScopeKind::derived_type && symbol.kind == SymbolKind::unknown)
      symbol.kind = SymbolKind::component;
    if (!entity->dimensions.empty()) symbol.dimensions = entity->dimensions;
    for (const Attribute* attribute : attributes) apply(symbol, attribute);
    if (!entity->codimensions.empty()) symbol.codimensions = entity->codimensions;
    if (entity->length) symbol.length = entity->length;
    if (entity->init) {
      symbol.init = entity->init;
      symbol.init_kind = entity->init_kind;
    }
    return symbol;
  }

  void attribute_statement(Scope& scope, const AttributeStmt* statement) {
    const Attribute* attribute = statement->attribute;
    if (!attribute) return;
    if (statement->items.empty()) {
      if (scope.kind == ScopeKind::derived_type) {
        if (attribute->attribute == AttributeKind::sequence) scope.has_sequence = true;
        if (attribute->attribute == AttributeKind::private_) scope.private_components = true;
      } else if (attribute->attribute == AttributeKind::private_) {
        scope.default_access = Accessibility::private_;
      }
      return;
    }
    for (const NamedItem* item : statement->items) {
      if (item->item == ItemKind::common_block) continue;
      if (item->item == ItemKind::name) {
        if (Symbol* symbol = mentioned(scope, item, statement)) apply(*symbol, attribute);
      } else {
        apply(table_.declare(scope, generic_name(scope, item), item), attribute);
      }
    }
  }

  void use(Scope& scope, const UseStmt* use) {
    scope.uses.push_back(use);
    for (const NamedItem* item : use->items) {
      bool renamed = item->item == ItemKind::rename || item->item == ItemKind::operator_rename;
      if (item->item == ItemKind::operator_rename) {
        gap(scope, item, "a renamed operator");
        continue;
      }
      std::string_view local = generic_name(scope, item);
      Symbol& symbol = table_.declare(scope, local, item);
      if (symbol.kind != SymbolKind::unknown) continue; // a second USE of the same name
      symbol.kind = SymbolKind::used;
      symbol.use = use;
      symbol.origin = renamed ? text(item->target) : local;
      symbol.declarations.push_back(use);
    }
  }

  void import(Scope& scope, const ImportStmt* statement) {
    scope.has_import = true;
    scope.import = statement->import;
    bool names = statement->import == ImportKind::names || statement->import == ImportKind::only;
    if (names && statement->names.empty() && statement->import == ImportKind::names)
      scope.import = ImportKind::all;
    for (const NamedItem* item : statement->names) scope.imports.push_back(text(item->name));
  }

  void implicit(Scope& scope, const ImplicitStmt* statement) {
    if (statement->none) {
      bool types = statement->none_specs.empty();
      for (const NamedItem* spec : statement->none_specs) {
        types |= spec->name == kw::type;
        scope.implicit_none_external |= spec->name == kw::external;
      }
      scope.implicit_none |= types;
    }
    for (const ImplicitSpec* spec : statement->specs)
      for (const LetterRange* range : spec->ranges) {
        std::string_view first = text(range->first_letter), last = text(range->last_letter);
        if (first.empty()) continue;
        char end = last.empty() ? first[0] : last[0];
        for (char letter = first[0]; letter <= end && is_letter(letter); ++letter)
          scope.implicit[static_cast<std::size_t>(letter - 'a')] = spec->type;
      }
  }

  void enumeration(Scope& scope, const EnumDefinition* definition) {
    const Symbol* previous = nullptr;
    for_each_active(definition->body, [&](Stmt* statement) {
      auto* enumerators = dyn_cast<EnumeratorStmt>(statement);
      if (!enumerators) return;
      for (const EntityDecl* entity : enumerators->entities) {
        Symbol& symbol = this->entity(scope, entity, {}, statement);
        symbol.kind = SymbolKind::parameter;
        symbol.add(AttributeKind::parameter);
        symbol.previous = previous;
        previous = &symbol;
      }
    });
  }

  void procedure_declaration(Scope& scope, const ProcedureDeclStmt* statement) {
    for (const EntityDecl* entity : statement->entities) {
      Symbol& symbol = this->entity(scope, entity, statement->attributes, statement);
      symbol.kind = scope.kind == ScopeKind::derived_type ? SymbolKind::component : SymbolKind::procedure;
      symbol.add(AttributeKind::external);
      symbol.type = statement->type;
      symbol.interface = text(statement->interface);
    }
  }

  Symbol& generic_symbol(Scope& scope, const NamedItem* item, const Stmt* statement) {
    Symbol& symbol = table_.declare(scope, generic_name(scope, item), item);
    symbol.declarations.push_back(statement);
    if (symbol.kind == SymbolKind::unknown) symbol.kind = SymbolKind::generic;
    // A used name that is extended here: the local symbol takes over, its origin stays known.
    if (symbol.kind == SymbolKind::used) symbol.kind = SymbolKind::generic;
    return symbol;
  }

  void interface(Scope& scope, const Interface* block) {
    auto* begin = dyn_cast<InterfaceStmt>(block->begin);
    Symbol* generic = begin && begin->generic ? &generic_symbol(scope, begin->generic, block) : nullptr;
    for_each_active(block->body, [&](Stmt* statement) {
      if (auto* body = dyn_cast<Procedure>(statement)) {
        procedure(scope, body, true, begin && begin->abstract);
        if (generic && table_.made_by(body)) generic->specifics.push_back(table_.made_by(body)->name);
      } else if (auto* names = dyn_cast<ProcedureNamesStmt>(statement)) {
        if (generic)
          for (const NamedItem* item : names->names) generic->specifics.push_back(text(item->name));
      } else if (isa<UnparsedStatement>(statement) || (isa<IncludeLine>(statement) && !followed(statement))) {
        gap(scope, statement, "a statement that did not parse");
      }
    });
  }

  void generic(Scope& scope, const GenericStmt* statement) {
    if (!statement->generic) return;
    Symbol& symbol = generic_symbol(scope, statement->generic, statement);
    for (const Attribute* attribute : statement->attributes) apply(symbol, attribute);
    for (const NamedItem* specific : statement->specifics) symbol.specifics.push_back(text(specific->name));
  }

  void derived_type(Scope& outer, const DerivedType* definition) {
    auto* begin = dyn_cast<DerivedTypeStmt>(definition->begin);
    if (!begin) return;
    Scope& scope = add_scope(ScopeKind::derived_type, definition, &outer);
    scope.name = text(begin->name);
    Symbol& symbol = declare(outer, begin->name, definition, definition);
    symbol.kind = SymbolKind::type; // a generic of the same name keeps its specifics
    symbol.inner = &scope;
    scope.symbol = &symbol;
    for (const Attribute* attribute : begin->attributes) {
      if (attribute->attribute == AttributeKind::extends) scope.extends = text(attribute->argument);
      apply(symbol, attribute);
    }
    for (const Expr* parameter : begin->parameters)
      if (auto* reference = dyn_cast<NameRef>(parameter))
        declare(scope, reference->name, reference, begin).kind = SymbolKind::type_parameter;
    for_each_active(definition->body, [&](Stmt* statement) {
      switch (statement->kind) {
      case NodeKind::TypeBoundProcedureStmt: bindings(scope, cast<TypeBoundProcedureStmt>(statement)); break;
      case NodeKind::UnparsedStatement: gap(scope, statement, "a statement that did not parse"); break;
      case NodeKind::ContainsStmt:
      case NodeKind::FinalStmt: break;
      default: specification(scope, statement); break;
      }
    });
    preprocessor_includes(scope);
  }

  void bindings(Scope& scope, const TypeBoundProcedureStmt* statement) {
    for (const NamedItem* item : statement->bindings) {
      Symbol& symbol = declare(scope, item->name, item, statement);
      for (const Attribute* attribute : statement->attributes) apply(symbol, attribute);
      symbol.kind = SymbolKind::binding;
      symbol.interface = statement->interface != no_name ? text(statement->interface)
                         : item->target != no_name       ? text(item->target)
                                                         : text(item->name);
    }
  }

  const Tree& tree_;
  ScopeTable& table_;
  const std::unordered_set<std::uint32_t>& also_;
  Renewed& renewed_;
  std::uint32_t since_; // the version of the tree that the table knows
};

} // namespace

ScopeTable build_scopes(const Tree& tree) {
  ScopeTable table(&tree);
  std::unordered_set<std::uint32_t> none;
  Renewed renewed;
  ScopeBuilder(table, none, renewed).build();
  return table;
}

void renew_scopes(ScopeTable& table, const std::unordered_set<std::uint32_t>& also, Renewed& renewed) {
  ScopeBuilder(table, also, renewed).renew();
}

} // namespace isotach
