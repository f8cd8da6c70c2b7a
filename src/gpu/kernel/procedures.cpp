// Procedures: their arguments and variables, and which of a program's procedures are lowered.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/kernel/lowering.h"
#include "gpu/kinds.h"
#include "tree/visit.h"

namespace isotach::kernel {

Sides sides_of(const Tree& tree, const Stmt* begin) {
  Sides sides;
  auto look = [&](const List<Attribute>& prefixes) {
    for (const Attribute* prefix : prefixes) {
      if (prefix->attribute != AttributeKind::attributes) continue;
      // The words of ATTRIBUTES(HOST, DEVICE).
      std::string words = isotach::lower(tree.text(prefix));
      sides.global = sides.global || words.find("global") != words.npos;
      sides.device = sides.device || words.find("device") != words.npos;
      sides.host = sides.host || words.find("host") != words.npos;
    }
  };
  if (auto* subroutine = dyn_cast<SubroutineStmt>(begin)) look(subroutine->prefixes);
  if (auto* function = dyn_cast<FunctionStmt>(begin)) look(function->prefixes);
  return sides;
}

bool is_device_variable(const Symbol& symbol) {
  return symbol.has(AttributeKind::device) || symbol.has(AttributeKind::constant);
}

namespace {

// Words that a variable cannot have as its name in the device text.
bool is_reserved(std::string_view name) {
  static const std::set<std::string_view> words{
      "alignas",   "alignof",   "and",       "asm",      "auto",      "bitand",  "bitor",    "bool",
      "break",     "case",      "catch",     "char",     "class",     "compl",   "concept",  "const",
      "consteval", "constexpr", "constinit", "continue", "decltype",  "default", "delete",   "do",
      "double",    "dynamic",   "else",      "enum",     "explicit",  "export",  "extern",   "f",
      "false",     "float",     "for",       "friend",   "goto",      "if",      "inline",   "int",
      "isotach",   "long",      "main",      "mutable",  "namespace", "new",     "noexcept", "not",
      "nullptr",   "operator",  "or",        "private",  "protected", "public",  "register", "requires",
      "return",    "short",     "signed",    "sizeof",   "static",    "struct",  "switch",   "template",
      "this",      "throw",     "true",      "try",      "typedef",   "typeid",  "typename", "union",
      "unsigned",  "using",     "virtual",   "void",     "volatile",  "while",   "xor",      "std",
      "abs",       "sin",       "cos",       "tan",      "exp",       "log",     "sqrt",     "pow",
      "y0",        "y1",        "yn",        "j0",       "j1",        "jn",      "max",      "min",
      "index",     "clock",     "div",       "time",     "unix",      "linux"};
  return words.count(name) != 0;
}

class AllFunctions : public Functions {
 public:
  AllFunctions(std::span<const Tree* const> trees, const Semantics& semantics, Diagnostics& diagnostics)
      : trees_(trees), semantics_(semantics), diagnostics_(diagnostics) {}

  Program run() {
    for (const Tree* tree : trees_)
      for_each<Procedure>(tree->root(), [&](const Procedure* procedure) {
        if (!sides_of(*tree, procedure->begin).on_device()) return regions(*tree, procedure->body);
        const ScopeTable* table = semantics_.program().table_of(*tree);
        const Scope* scope = table ? table->made_by(procedure) : nullptr;
        if (scope && scope->kind == ScopeKind::procedure && scope->symbol) lower(*scope->symbol);
      });
    for (const Tree* tree : trees_)
      for_each<MainProgram>(tree->root(), [&](const MainProgram* main) { regions(*tree, main->body); });
    return std::move(program_);
  }

  bool is_refused(const Symbol& symbol) const override {
    auto found = done_.find(&symbol);
    return found != done_.end() && !found->second;
  }

  const Symbol& implicit(const Scope& scope, std::string_view name, const Node* place) override {
    const Symbol*& symbol = implicit_[{&scope, name}];
    if (!symbol) {
      Symbol& made = program_.implicit.emplace_back();
      made.name = name;
      made.kind = SymbolKind::variable;
      made.scope = &scope;
      made.place = place;
      symbol = &made;
    }
    return *symbol;
  }

  Function* find(const Symbol& symbol) override {
    const Scope* inner = symbol.inner;
    if (!inner || !inner->tree || !isa<Procedure>(inner->node)) return nullptr;
    if (!sides_of(*inner->tree, cast<Procedure>(inner->node)->begin).device) return nullptr;
    return lower(symbol);
  }

 private:
  // Those of a host procedure, without the procedures inside and what a directive has taken.
  void regions(const Tree& tree, const StmtList& body) {
    for (const Stmt* statement = body.first(); statement; statement = statement->next) {
      if (isa<ContainsStmt>(statement)) return;
      if (is_region(statement, tree, semantics_)) {
        lower_region(tree, statement);
        auto* directive = dyn_cast<DirectiveStmt>(statement);
        if (const DoConstruct* loop = directive ? loop_of(directive) : nullptr) statement = loop;
        continue;
      }
      if (auto* single = dyn_cast<IfStmt>(statement))
        if (is_region(single->action, tree, semantics_)) lower_region(tree, single->action);
      for (const Field& field : layout_of(statement).children)
        if (field.kind == FieldKind::statements) regions(tree, field.statements(statement));
    }
  }

  void lower_region(const Tree& tree, const Stmt* region) {
    Function function;
    function.scope = &semantics_.program().table_of(tree)->around(region);
    function.region = region;
    function.is_global = true;
    function.location = tree.location(region);
    function.name = fmt::format("{}_line{}", name_of(*function.scope),
                                tree.source().position(function.location.begin).line);
    while (!names_.insert(function.name).second) function.name += "_";
    Diagnostics own;
    Lowering lowering(function, tree, semantics_, *this, own);
    lowering.run_region(region);
    bool good = lowering.is_good();
    diagnostics_.append(std::move(own));
    if (good) program_.functions.push_back(std::move(function));
  }

  Function* lower(const Symbol& symbol) {
    auto [made, is_new] = done_.try_emplace(&symbol, nullptr);
    if (!is_new) {
      if (!made->second && busy_.count(&symbol))
        diagnostics_.report(kinds::NotOnDevice, symbol.inner->tree->location(symbol.inner->node),
                            fmt::format("'{}' calls itself", symbol.name), "write a loop");
      return made->second;
    }
    busy_.insert(&symbol);
    const Scope& scope = *symbol.inner;
    auto function = std::make_unique<Function>();
    function->scope = &scope;
    function->name = unique_name(scope);
    const auto* procedure = cast<Procedure>(scope.node);
    function->is_global = sides_of(*scope.tree, procedure->begin).global;
    function->location = scope.tree->location(procedure->begin);
    Diagnostics own;
    Lowering lowering(*function, *scope.tree, semantics_, *this, own);
    lowering.run(*procedure);
    bool good = lowering.is_good();
    diagnostics_.append(std::move(own));
    busy_.erase(&symbol);
    if (!good) return nullptr;
    program_.functions.push_back(std::move(*function));
    return done_[&symbol] = &program_.functions.back();
  }

  static std::string name_of(const Scope& scope) {
    return scope.parent && !scope.parent->name.empty() ? fmt::format("{}_{}", scope.parent->name, scope.name)
                                                       : std::string(scope.name);
  }

  std::string unique_name(const Scope& scope) {
    std::string name = name_of(scope);
    while (!names_.insert(name).second) name += "_";
    return name;
  }

  std::span<const Tree* const> trees_;
  const Semantics& semantics_;
  Diagnostics& diagnostics_;
  Program program_;
  std::map<const Symbol*, Function*> done_;                                     // never iterated
  std::set<const Symbol*> busy_;                                                // never iterated
  std::map<std::pair<const Scope*, std::string_view>, const Symbol*> implicit_; // never iterated
  std::set<std::string> names_;
};

} // namespace

Lookup Lowering::named(std::string_view name, const Node* place) {
  Lookup found = program_.lookup(scope(), name);
  if (found.absent() && !program_.implicit_type(scope(), name).none)
    found.symbol = &functions_.implicit(scope(), name, place);
  return found;
}

std::string Lowering::unique_name(std::string_view name) {
  std::string unique(name);
  if (is_reserved(unique)) unique += "_";
  while (!names_.insert(unique).second) unique += "_";
  return unique;
}

Variable& Lowering::add_variable(std::string_view name, Type type, Storage storage) {
  function_.variables.emplace_back();
  Variable& made = function_.variables.back();
  made.name = unique_name(name);
  made.type = type;
  made.storage = storage;
  return made;
}

void Lowering::set_dimensions(Variable& variable, const Symbol& symbol, const Scope& scope) {
  for (const isotach::Dimension* dimension : symbol.dimensions) {
    variable.dimensions.emplace_back();
    Dimension& made = variable.dimensions.back();
    if (&scope == &this->scope()) {
      if (dimension->lower) made.lower = scalar(dimension->lower, BaseType::integer);
      if (dimension->upper) made.upper = scalar(dimension->upper, BaseType::integer);
    } else { // of a module: constants there
      auto bound = [&](const Expr* expression) -> TermPtr {
        std::int64_t value = 0;
        std::string why;
        if (!expression || !evaluator_.integer(expression, scope, value, why)) return nullptr;
        return constant(value, 8);
      };
      made.lower = bound(dimension->lower);
      made.upper = bound(dimension->upper);
    }
  }
}

bool Lowering::has_constant_shape(const Symbol& symbol) {
  auto is_constant = [&](const Expr* bound) {
    std::int64_t value = 0;
    std::string why;
    return !bound || evaluator_.integer(bound, *symbol.scope, value, why);
  };
  return std::all_of(symbol.dimensions.begin(), symbol.dimensions.end(), [&](const isotach::Dimension* d) {
    return is_constant(d->lower) && is_constant(d->upper);
  });
}

void Lowering::run(const Procedure& procedure) {
  declare_arguments();
  if (diagnostics_.errors() == 0) statements(procedure.body, function_.body);
}

void Lowering::declare_arguments() {
  const Scope& scope = this->scope();
  if (!scope.gaps.empty()) {
    diagnostics_.report(kinds::NotOnDevice, scope.gaps.front().location, scope.gaps.front().what,
                        "device code must be read whole");
    return;
  }
  for (const Symbol* symbol : scope.arguments) {
    if (!symbol) {
      refuse(scope.node, "an alternate return is not supported in device code", "return a status");
      return;
    }
    function_.arguments.push_back(variable_of(*symbol, symbol->place));
    if (!function_.arguments.back()) return;
  }
  if (scope.result) {
    function_.result = variable_of(*scope.result, scope.result->place);
    if (function_.result && function_.result->rank() != 0)
      refuse(scope.node, "an array as the result of a device function is not supported",
             "return it through an argument");
  }
}

// A constant array.
Variable* Lowering::table(const Symbol& symbol, Type type, const Node* place) {
  Value value = evaluator_.value_of(symbol);
  if (!value.known || value.rank < 1 || value.shape.size() != static_cast<std::size_t>(value.rank) ||
      value.elements.empty()) {
    refuse(place, fmt::format("the values of '{}' are not known", symbol.name),
           "give the files of the modules that it needs");
    return nullptr;
  }
  Variable& made = add_variable(symbol.name, type, Storage::table);
  made.read_only = true;
  made.symbol = &symbol;
  for (std::size_t d = 0; d < value.shape.size(); ++d) {
    std::int64_t lower = d < value.lower.size() ? value.lower[d] : 1;
    made.dimensions.push_back({constant(lower, 8), constant(lower + value.shape[d] - 1, 8)});
  }
  for (const Value& element : value.elements) made.values.push_back(known(element));
  return &made;
}

bool Lowering::is_only_read(const Symbol& symbol) const {
  if (symbol.intent != IntentKind::none || !symbol.dimensions.empty()) return false;
  bool written = false;
  auto note = [&](const Expr* expression) {
    if (auto* keyword = dyn_cast<KeywordArgument>(expression)) expression = keyword->value;
    const NameRef* name = base_of(expression);
    written = written || (name && tree_.spelling(name->name) == symbol.name);
  };
  walk(const_cast<Node*>(static_cast<const Node*>(scope().node)), [&](Node* node) {
    if (auto* assignment = dyn_cast<AssignmentStmt>(node)) note(assignment->target);
    if (auto* loop = dyn_cast<DoStmt>(node); loop && loop->control) note(loop->control->variable);
    if (auto* call = dyn_cast<CallStmt>(node))
      for (const Expr* actual : call->arguments) note(actual);
    auto* part = dyn_cast<PartRef>(node);
    const auto* base = part ? dyn_cast<NameRef>(static_cast<const Expr*>(part->base)) : nullptr;
    if (!base) return;
    std::string_view callee = tree_.spelling(base->name);
    if (!is_device_intrinsic(callee) || callee.starts_with("atomic"))
      for (const Expr* actual : part->arguments) note(actual);
  });
  return !written;
}

Variable* Lowering::variable_of(const Symbol& symbol, const Node* place) {
  if (function_.region) return captured(symbol, place);
  auto [at, is_new] = variables_.try_emplace(&symbol, nullptr);
  if (!is_new) return at->second;
  bool own = symbol.scope == &scope();
  auto say = [&](std::string_view what, std::string_view remedy) -> Variable* {
    refuse(place, what, remedy);
    return nullptr;
  };
  if (symbol.kind != SymbolKind::variable && symbol.kind != SymbolKind::parameter)
    return say(fmt::format("'{}' is not a variable", symbol.name), "name a variable");
  TypeInfo info = evaluator_.type_of(symbol);
  Type type{info.base, info.kind};
  if (!is_supported(type))
    return say(fmt::format("'{}' is of a type that device code does not have", symbol.name),
               "device code has INTEGER, REAL, COMPLEX and LOGICAL of kinds 1 to 8");
  if (symbol.kind == SymbolKind::parameter) return at->second = table(symbol, type, place);
  if (symbol.has(AttributeKind::allocatable) && own)
    return say(fmt::format("'{}' is ALLOCATABLE in a device procedure", symbol.name), "declare its shape");
  if (symbol.has(AttributeKind::pointer))
    return say(fmt::format("'{}' is a POINTER", symbol.name), "pass the target as an argument");
  if (!own && !is_device_variable(symbol))
    return say(fmt::format("'{}' lies in the memory of the host", symbol.name),
               "pass its value as an argument, or give it DEVICE or CONSTANT");
  if (symbol.in_common)
    return say(fmt::format("'{}' is in a COMMON block", symbol.name), "put it into a module");

  Storage storage = Storage::local;
  bool argument = own && symbol.argument >= 0;
  bool assumed_shape = false, assumed_size = false, deferred = symbol.has(AttributeKind::allocatable);
  for (const isotach::Dimension* dimension : symbol.dimensions) {
    assumed_shape = assumed_shape || dimension->form == DimensionKind::colon;
    assumed_size = assumed_size || dimension->form == DimensionKind::star;
    if (dimension->form == DimensionKind::assumed_rank)
      return say(fmt::format("'{}' is of assumed rank", symbol.name), "give it a rank");
  }
  if (argument || !own) {
    if (symbol.dimensions.empty())
      storage = symbol.has(AttributeKind::value) ? Storage::value : Storage::reference;
    else storage = assumed_shape || deferred ? Storage::view : Storage::pointer;
    // What is by reference in a kernel lies on the device; a kernel called with values says VALUE.
  } else if (symbol.has(AttributeKind::shared)) {
    storage = assumed_size || !has_constant_shape(symbol) ? Storage::shared_dynamic : Storage::shared;
  } else if (assumed_size || assumed_shape) {
    return say(fmt::format("'{}' has no size", symbol.name), "declare its shape");
  } else if (symbol.has(AttributeKind::save) || (symbol.init && symbol.init_kind == InitKind::value)) {
    return say(fmt::format("'{}' keeps its value between calls", symbol.name),
               "make it a device variable of a module");
  }

  function_.variables.emplace_back();
  Variable& made = function_.variables.back();
  made.name = unique_name(symbol.name);
  made.type = type;
  made.storage = storage;
  made.read_only = symbol.intent == IntentKind::in || symbol.has(AttributeKind::constant) ||
                   (argument && is_only_read(symbol));
  made.optional = symbol.has(AttributeKind::optional);
  made.symbol = &symbol;
  made.hidden = !own;
  at->second = &made; // before its bounds: they may name it in no valid program, but must not recurse
  Variable* result = &made;
  set_dimensions(made, symbol, *symbol.scope);
  bool constant_shape = std::all_of(made.dimensions.begin(), made.dimensions.end(), [](const Dimension& d) {
    return d.upper && d.upper->kind == TermKind::constant &&
           (!d.lower || d.lower->kind == TermKind::constant);
  });
  if ((storage == Storage::local || storage == Storage::shared) && !constant_shape)
    return say(fmt::format("the shape of '{}' is not constant", symbol.name),
               "declare it with constants, or shared with the last bound *");
  if (made.hidden) function_.arguments.push_back(result);
  return result;
}

Program lower(std::span<const Tree* const> trees, const Semantics& semantics, Diagnostics& diagnostics) {
  return AllFunctions(trees, semantics, diagnostics).run();
}

} // namespace isotach::kernel
