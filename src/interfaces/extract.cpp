// Scopes -> interfaces: plain values for callers outside Fortran.
#include "interfaces/extract.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "base/strings.h"
#include "interfaces/bounds.h"
#include "interfaces/callbacks.h"
#include "interfaces/comments.h"
#include "interfaces/f2py/directives.h"
#include "interfaces/f2py/expressions.h"
#include "interfaces/f2py/lines.h"
#include "interfaces/layout.h"
#include "semantics/kinds.h"
#include "semantics/statements.h"

namespace isotach {

namespace {

class Extractor {
 public:
  Extractor(const Program& program, Evaluator& evaluator, Layouts& layouts, const Tree& tree,
            Diagnostics& diagnostics)
      : program_(program), evaluator_(evaluator), layouts_(layouts), tree_(tree), comments_(tree),
        diagnostics_(diagnostics) {}

  void file(const Scope& file, Interfaces& interfaces) {
    for (const Scope* unit : file.children) {
      if (unit->kind == ScopeKind::module) interfaces.modules.push_back(module(*unit));
      if (unit->kind == ScopeKind::procedure) {
        interfaces.procedures.push_back(procedure(*unit, nullptr));
        entries(*unit, nullptr, interfaces.procedures);
      }
      commons(*unit, interfaces.commons);
      if (unit->kind == ScopeKind::program || unit->kind == ScopeKind::module)
        unreachable(*unit, interfaces.unreachable);
    }
  }

 private:
  void unreachable(const Scope& unit, std::vector<UnreachableInfo>& found) const {
    if (unit.kind == ScopeKind::program) {
      Location location = unit.symbol ? tree_.location(unit.symbol->place) : tree_.location(unit.node);
      found.push_back({unit.name.empty() ? "main program" : std::string(unit.name), "main program",
                       "nobody can call a main program", false, location});
      return;
    }
    for (const Symbol* symbol : in_source_order(unit)) {
      if (symbol->kind != SymbolKind::procedure || !program_.is_public(unit, *symbol)) continue;
      std::string name = fmt::format("{}.{}", unit.name, symbol->name);
      if (symbol->has(AttributeKind::pointer))
        found.push_back(
            {name, "procedure pointer", "it is a procedure pointer", true, tree_.location(symbol->place)});
    }
  }

  // By where their names are declared, not by where they are first mentioned.
  static std::vector<const Symbol*> in_source_order(const Scope& scope) {
    std::unordered_map<const Node*, std::size_t> places; // never iterated
    auto number = [&](const Node* node) { places.emplace(node, places.size() + 1); };
    for_each_inner_statement(scope.node, [&](Stmt* statement) {
      if (is_specification(statement->kind)) walk(statement, number);
      else number(statement);
    });
    auto place_of = [&](const Symbol* symbol) -> std::size_t {
      const Node* node = symbol->inner && symbol->inner->node ? symbol->inner->node : symbol->place;
      auto found = places.find(node);
      return found == places.end() ? 0 : found->second;
    };
    std::vector<const Symbol*> symbols(scope.symbols.begin(), scope.symbols.end());
    std::stable_sort(symbols.begin(), symbols.end(),
                     [&](const Symbol* a, const Symbol* b) { return place_of(a) < place_of(b); });
    return symbols;
  }

  // ---- COMMON blocks ----
  void commons(const Scope& unit, std::vector<CommonBlockInfo>& blocks) {
    const StmtList* body = nullptr;
    if (unit.kind == ScopeKind::procedure) body = &cast<Procedure>(unit.node)->body;
    if (unit.kind == ScopeKind::block_data) body = &cast<BlockData>(unit.node)->body;
    if (unit.kind == ScopeKind::module)
      for (const Scope* inner : unit.children)
        if (inner->kind == ScopeKind::procedure) commons(*inner, blocks);
    if (!body) return;
    std::size_t before = blocks.size();
    for_each_active(*body, [&](const Stmt* statement) {
      auto* common = dyn_cast<CommonStmt>(statement);
      if (!common) return;
      for (const ItemGroup* group : common->groups) {
        std::string name = group->name == no_name ? "" : lower(tree_.spelling(group->name));
        auto known = std::find_if(blocks.begin(), blocks.end(),
                                  [&](const CommonBlockInfo& block) { return block.name == name; });
        // Statements of one unit add to a block; other units repeat it.
        if (known - blocks.begin() < static_cast<std::ptrdiff_t>(before)) continue;
        if (known == blocks.end()) {
          blocks.push_back({name, {}, {}, tree_.location(common)});
          known = blocks.end() - 1;
        }
        for (const Node* item : group->items) {
          const Symbol* symbol = unit.find(name_of(item));
          if (symbol) known->variables.push_back(variable(*symbol, unit));
          else known->reason = "one of its variables is not known";
        }
      }
    });
  }

  std::string_view name_of(const Node* item) const {
    if (auto* named = dyn_cast<NamedItem>(item)) return tree_.spelling(named->name);
    if (auto* entity = dyn_cast<EntityDecl>(item)) return tree_.spelling(entity->name);
    if (auto* part = dyn_cast<PartRef>(item)) item = part->base;
    auto* reference = dyn_cast<NameRef>(item);
    return reference ? tree_.spelling(reference->name) : std::string_view();
  }

  // ---- modules ----
  ModuleInfo module(const Scope& scope) {
    ModuleInfo info;
    const Stmt* begin = cast<Module>(scope.node)->begin;
    info.name = scope.name;
    info.doc = comments_.of_unit(begin).text;
    info.location = tree_.location(begin);
    for (const Symbol* symbol : in_source_order(scope)) {
      bool is_private = !program_.is_public(scope, *symbol);
      if (symbol->kind == SymbolKind::variable || symbol->kind == SymbolKind::parameter) {
        info.variables.push_back(variable(*symbol, scope));
        info.variables.back().is_private = is_private;
      } else if (symbol->kind == SymbolKind::procedure && symbol->inner &&
                 (symbol->inner->kind == ScopeKind::procedure || symbol->inner->has_module_prefix)) {
        info.procedures.push_back(procedure(*symbol->inner, &scope));
        info.procedures.back().is_private = is_private;
        entries(*symbol->inner, &scope, info.procedures);
      } else if (symbol->kind == SymbolKind::type && symbol->inner) {
        info.types.push_back(type(*symbol));
        info.types.back().is_private = is_private;
      }
      if (!symbol->specifics.empty() && !is_private) {
        GenericInfo generic{std::string(symbol->name), {}};
        for (std::string_view specific : symbol->specifics) generic.specifics.emplace_back(specific);
        info.generics.push_back(std::move(generic));
      }
    }
    return info;
  }

  DerivedTypeInfo type(const Symbol& symbol) {
    const Scope& scope = *symbol.inner;
    DerivedTypeInfo info;
    info.name = symbol.name;
    info.parent = scope.extends;
    info.sequence = scope.has_sequence || symbol.has(AttributeKind::sequence);
    info.bind_c = symbol.has(AttributeKind::bind);
    info.location = tree_.location(cast<DerivedType>(scope.node)->begin);
    const TypeLayout& layout = layouts_.of(scope);
    info.size = layout.size;
    info.alignment = layout.alignment;
    info.reason = layout.reason;
    std::size_t index = 0;
    for (const Symbol* component : components_of(scope)) {
      ComponentInfo part;
      part.variable = variable(*component, scope);
      part.variable.is_private = component->access == Accessibility::private_ ||
                                 (scope.private_components && component->access != Accessibility::public_);
      part.variable.is_procedure = component->has(AttributeKind::external);
      part.offset = index < layout.offsets.size() ? layout.offsets[index] : -1;
      ++index;
      info.components.push_back(std::move(part));
    }
    return info;
  }

  // ---- procedures ----
  ProcedureInfo procedure(const Scope& scope, const Scope* module) {
    ProcedureInfo info;
    auto* node = cast<Procedure>(scope.node);
    const Scope& own = scope.separate_interface ? *scope.separate_interface : scope;
    info.name = scope.name;
    if (module) info.module = module->name;
    info.location = tree_.location(node->begin);
    if (const Symbol* symbol = scope.symbol) {
      info.elemental = symbol->has(AttributeKind::elemental);
      info.pure = symbol->has(AttributeKind::pure) || (info.elemental && !symbol->has(AttributeKind::impure));
      info.recursive = symbol->has(AttributeKind::recursive);
      if (symbol->has(AttributeKind::bind)) info.bind_name = bind_name(*symbol, scope);
    }
    if (std::string_view where = runs_on(node->begin); !where.empty()) {
      info.not_wrappable = fmt::format("it is {}; call it from a procedure of the host", where);
      info.is_device_code = true;
    }
    ProcedureDoc doc = comments_.of_unit(node->begin);
    info.doc = doc.text;
    auto documented = [&](VariableInfo& variable, std::string_view name) {
      for (auto& [parameter, text] : doc.parameters)
        if (variable.doc.empty() && parameter == name) {
          Doc split = split_units(text);
          variable.doc = split.text;
          if (variable.units.empty()) variable.units = split.units;
        }
    };
    int position = 0;
    for (const Symbol* argument : own.arguments) {
      ++position;
      if (!argument) {
        info.not_wrappable = fmt::format("argument {} is an alternate return (*)", position);
        VariableInfo star;
        star.name = "*";
        star.location = info.location;
        star.type.reason = "an alternate return";
        info.arguments.push_back(std::move(star));
        continue;
      }
      info.arguments.push_back(variable(*argument, own));
      documented(info.arguments.back(), info.arguments.back().name);
    }
    if (own.result) {
      info.is_function = true;
      info.result = variable(*own.result, own);
      documented(info.result, "");
      documented(info.result, info.result.name);
    }
    auto [begin, end] = specification_range(scope, node);
    info.directives = comments_.directives(begin, end, diagnostics_);
    if (std::uint32_t last = execution_end(scope, node);
        last > end) // f2py's may stand between statements too
      for (SourceDirective& line : comments_.directives(end, last, diagnostics_))
        if (line.name == "f2py") info.directives.push_back(std::move(line));
    F2pyRemarks remarks = apply_f2py_directives(info, diagnostics_);
    find_callbacks(info, own, node, remarks, evaluator_,
                   {[this](const Scope& other) { return interface_of(other); },
                    [this](const Symbol& symbol, const Scope& where) { return variable(symbol, where); }});
    return info;
  }

  // ENTRY statements of a procedure: procedures with names, arguments and results of their own.
  void entries(const Scope& scope, const Scope* module, std::vector<ProcedureInfo>& procedures) {
    for (const EntryStmt* statement : scope.entries) {
      ProcedureInfo info;
      info.name = lower(tree_.spelling(statement->name));
      info.location = tree_.location(statement);
      const Symbol* symbol = scope.find(info.name);
      if (module) {
        info.module = module->name;
        const Symbol* outside = module->find(info.name);
        info.is_private = outside && !program_.is_public(*module, *outside);
      }
      for (const Expr* dummy : statement->arguments) {
        std::string name = lower(name_of(dummy));
        const Symbol* argument = scope.find(name);
        if (argument) info.arguments.push_back(variable(*argument, scope));
        else info.not_wrappable = fmt::format("its argument '{}' is not declared", name.empty() ? "*" : name);
      }
      if (scope.result) {
        info.is_function = true;
        const Suffix* suffix = statement->suffix;
        const Symbol* result =
            suffix && suffix->result != no_name ? scope.find(lower(tree_.spelling(suffix->result))) : symbol;
        if (result) info.result = variable(*result, scope);
        else info.not_wrappable = "its result is not declared";
      }
      // Bounds are over the arguments of the procedure.
      for (VariableInfo& argument : info.arguments) renumber(argument, scope, info);
      renumber(info.result, scope, info);
      // Of the procedure's lines, those that speak of this entry's arguments alone.
      auto [begin, end] = specification_range(scope, cast<Procedure>(scope.node));
      Diagnostics ignored;
      for (SourceDirective& line : comments_.directives(begin, end, ignored))
        if (line.name == "f2py" && speaks_of(line, info)) info.directives.push_back(std::move(line));
      F2pyRemarks remarks = apply_f2py_directives(info, diagnostics_);
      procedures.push_back(std::move(info));
    }
  }

  static void renumber(VariableInfo& variable, const Scope& scope, const ProcedureInfo& entry) {
    for (DimensionInfo& dimension : variable.dimensions) {
      renumber(dimension.lower, scope, entry);
      renumber(dimension.upper, scope, entry);
    }
    renumber(variable.text_length, scope, entry);
  }
  static void renumber(BoundExpression& bound, const Scope& scope, const ProcedureInfo& entry) {
    if (bound.argument >= 0) {
      const Symbol* argument = scope.arguments[static_cast<std::size_t>(bound.argument)];
      bound.argument = argument ? argument_number(entry, argument->name) : -1;
      if (bound.argument < 0) {
        bound.op = BoundExpression::Op::unknown;
        bound.reason = fmt::format("'{}' is not an argument of ENTRY '{}'", bound.text, entry.name);
      }
    }
    for (BoundExpression& operand : bound.operands) renumber(operand, scope, entry);
  }

  static bool speaks_of(const SourceDirective& line, const ProcedureInfo& procedure) {
    if (line.arguments.size() < 2) return false;
    F2pyLine read = read_f2py_line(without_comment(line.arguments[1]));
    return read.error.empty() &&
           std::all_of(read.entities.begin(), read.entities.end(), [&](const F2pyEntity& entity) {
             return argument_number(procedure, entity.name) >= 0;
           });
  }

  // The interface of another procedure, maybe of another file; nothing while that one asks for this one.
  std::optional<ProcedureInfo> interface_of(const Scope& scope) {
    if (!scope.tree || !scope.node || !isa<Procedure>(scope.node) || !busy_.insert(&scope).second) return {};
    Diagnostics ignored; // what is wrong there is reported where it is declared
    Extractor there(program_, evaluator_, layouts_, *scope.tree, ignored);
    there.busy_ = busy_;
    std::optional<ProcedureInfo> info = there.procedure(scope, nullptr);
    busy_.erase(&scope);
    return info;
  }

  // What ATTRIBUTES(...) of CUDA Fortran makes of a procedure that the host cannot call; empty: it can.
  std::string_view runs_on(const Stmt* begin) const {
    std::string_view where;
    auto look = [&](const List<Attribute>& prefixes) {
      for (const Attribute* prefix : prefixes) {
        if (prefix->attribute != AttributeKind::attributes) continue;
        std::string_view first = tree_.spelling(prefix->argument);
        if (first == "global" || first == "grid_global") where = "a CUDA kernel";
        else if (first == "device") where = "a CUDA device procedure";
      }
    };
    if (auto* subroutine = dyn_cast<SubroutineStmt>(begin)) look(subroutine->prefixes);
    if (auto* function = dyn_cast<FunctionStmt>(begin)) look(function->prefixes);
    return where;
  }

  // Where the executable statements end: at CONTAINS or END; 0: there are none.
  std::uint32_t execution_end(const Scope& scope, const Procedure* node) const {
    if (!scope.first_executable || !node->end || !node->end->has_tokens()) return 0;
    const auto& tokens = tree_.lexed.tokens;
    std::uint32_t end = tokens[node->end->first_token].begin;
    for_each_active(node->body, [&](Stmt* statement) {
      if (isa<ContainsStmt>(statement) && statement->has_tokens()) end = tokens[statement->first_token].begin;
    });
    return end;
  }

  // Bytes from the end of the first statement to the first executable statement, CONTAINS or END.
  std::pair<std::uint32_t, std::uint32_t> specification_range(const Scope& scope,
                                                              const Procedure* node) const {
    const auto& tokens = tree_.lexed.tokens;
    if (!node->begin || !node->begin->has_tokens()) return {0, 0};
    std::uint32_t begin = tokens[node->begin->last_token].end();
    auto start_of = [&](const Stmt* statement) { return tokens[statement->first_token].begin; };
    const Stmt* executable = scope.first_executable;
    while (executable && !executable->has_tokens())
      executable = executable->next; // comments are in the source
    if (executable) return {begin, start_of(executable)};
    std::uint32_t end = tokens[node->last_token].end();
    bool contained = false;
    for_each_active(node->body, [&](Stmt* statement) {
      if (contained || !isa<ContainsStmt>(statement) || !statement->has_tokens()) return;
      contained = true;
      end = start_of(statement);
    });
    if (!contained && node->end && node->end->has_tokens()) end = start_of(node->end);
    return {begin, end};
  }

  std::string bind_name(const Symbol& symbol, const Scope& scope) {
    if (!symbol.bind_name) return std::string(symbol.name);
    Value name = evaluator_.evaluate(symbol.bind_name, scope);
    return name.is_scalar(BaseType::character) ? std::string(trim(name.text)) : std::string(symbol.name);
  }

  // ---- variables ----
  VariableInfo variable(const Symbol& symbol, const Scope& scope) {
    VariableInfo info;
    info.name = symbol.name;
    info.type = evaluator_.type_of(symbol);
    info.is_procedure = symbol.kind == SymbolKind::procedure;
    info.is_parameter = symbol.kind == SymbolKind::parameter;
    info.optional = symbol.has(AttributeKind::optional);
    info.allocatable = symbol.has(AttributeKind::allocatable);
    info.pointer = symbol.has(AttributeKind::pointer);
    info.target = symbol.has(AttributeKind::target);
    info.value = symbol.has(AttributeKind::value);
    info.contiguous = symbol.has(AttributeKind::contiguous);
    for (AttributeKind memory : {AttributeKind::device, AttributeKind::managed, AttributeKind::unified,
                                 AttributeKind::constant, AttributeKind::shared, AttributeKind::texture})
      info.on_device = info.on_device || symbol.has(memory);
    info.is_protected = symbol.has(AttributeKind::protected_);
    info.is_private = symbol.access == Accessibility::private_;
    switch (symbol.intent) {
    case IntentKind::in: info.intent = Intent::in; break;
    case IntentKind::out: info.intent = Intent::out; break;
    case IntentKind::inout: info.intent = Intent::inout; break;
    default: break;
    }
    shape(info, symbol, scope);
    if (info.type.length_kind == TypeInfo::Length::constant)
      info.text_length = constant_bound(info.type.length);
    if (info.type.length_kind == TypeInfo::Length::expression)
      info.text_length = bound_expression(evaluator_, length_expression(symbol), scope);
    if (info.is_parameter) info.constant = python_literal(evaluator_.value_of(symbol));
    if (symbol.place) info.location = tree_.location(symbol.place);
    document(info, symbol, scope);
    return info;
  }

  // What stands for the length of a character; its type says that it is not constant.
  static const Expr* length_expression(const Symbol& symbol) {
    if (symbol.length || !symbol.type) return symbol.length;
    return symbol.type->length ? symbol.type->length : symbol.type->kind_value; // CHARACTER*(n)
  }

  void shape(VariableInfo& info, const Symbol& symbol, const Scope& scope) {
    bool star = false, colon = false, explicit_bound = false;
    for (const Dimension* dimension : symbol.dimensions) {
      DimensionInfo extent;
      extent.lower = bound_expression(evaluator_, dimension->lower, scope);
      switch (dimension->form) {
      case DimensionKind::explicit_:
        explicit_bound = true;
        extent.upper = bound_expression(evaluator_, dimension->upper, scope);
        break;
      case DimensionKind::colon: colon = extent.deferred = true; break;
      case DimensionKind::star: star = extent.assumed_size = true; break;
      case DimensionKind::assumed_rank:
        info.shape = Shape::assumed_rank;
        info.dimensions.clear();
        return;
      }
      info.dimensions.push_back(std::move(extent));
    }
    if (info.dimensions.empty()) return;
    if (star && info.is_parameter) { // the shape of its value
      Value value = evaluator_.value_of(symbol);
      for (std::size_t d = 0; d < info.dimensions.size(); ++d) {
        DimensionInfo& dimension = info.dimensions[d];
        dimension.assumed_size = false;
        if (d < value.shape.size() && dimension.lower.op == BoundExpression::Op::constant)
          dimension.upper = constant_bound(dimension.lower.value + value.shape[d] - 1);
        else dimension.upper.reason = value.reason;
      }
      star = false;
      explicit_bound = true;
    }
    info.shape = star                                          ? Shape::assumed_size
                 : explicit_bound                              ? Shape::explicit_shape
                 : colon && (info.allocatable || info.pointer) ? Shape::deferred_shape
                                                               : Shape::assumed_shape;
  }

  void document(VariableInfo& info, const Symbol& symbol, const Scope& scope) {
    auto* entity = dyn_cast<EntityDecl>(symbol.place);
    auto* statement = entity ? dyn_cast<Stmt>(entity->parent) : nullptr;
    if (!statement) return;
    std::size_t entities = 0;
    if (auto* declaration = dyn_cast<TypeDeclStmt>(statement)) entities = declaration->entities.size();
    if (auto* declaration = dyn_cast<ProcedureDeclStmt>(statement)) entities = declaration->entities.size();
    if (auto* declaration = dyn_cast<EnumeratorStmt>(statement)) entities = declaration->entities.size();
    bool first = statement->previous == nullptr && scope.kind != ScopeKind::derived_type;
    Doc doc = comments_.of_variable(entity, statement, entities == 1, first);
    info.doc = std::move(doc.text);
    info.units = std::move(doc.units);
  }

  const Program& program_;
  Evaluator& evaluator_;
  Layouts& layouts_;
  const Tree& tree_;
  Comments comments_;
  Diagnostics& diagnostics_;
  std::set<const Scope*> busy_; // procedures whose callbacks are being looked for; never iterated
};

} // namespace

Interfaces extract_interfaces(const Program& program, Evaluator& evaluator, Diagnostics& diagnostics) {
  Interfaces interfaces;
  Layouts layouts(evaluator);
  for (const ScopeTable& table : program.tables())
    Extractor(program, evaluator, layouts, *table.tree(), diagnostics).file(table.file(), interfaces);
  return interfaces;
}

} // namespace isotach
