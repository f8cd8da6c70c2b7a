// Program units, procedures and declarations.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/host/edits.h"
#include "gpu/kernel/lower.h"
#include "gpu/kinds.h"
#include "tree/visit.h"

namespace isotach::host_side {

namespace {

constexpr std::string_view use =
    "use isotach_cuda, only: isotach_launch_type, isotach_launch, isotach_spread, isotach_put, "
    "isotach_get, isotach_fetched, isotach_move, isotach_enter, isotach_leave, isotach_memcpy, "
    "isotach_memcpy2d, "
    "isotach_memset, isotach_pin, isotach_is_pinned";

bool is_among(AttributeKind kind, std::initializer_list<AttributeKind> kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// An attribute that only CUDA Fortran has. VALUE stays.
bool is_cuda(AttributeKind kind) {
  return is_among(kind, {AttributeKind::device, AttributeKind::constant, AttributeKind::shared,
                         AttributeKind::pinned, AttributeKind::managed, AttributeKind::unified,
                         AttributeKind::texture});
}

} // namespace

void HostEdits::edit(const Node* place, std::uint32_t begin, std::uint32_t end, std::string text) {
  Location location = tree_.location(place);
  if (location.file != &tree_.source() || place->has(node_flag::read_only)) {
    refuse(
        place,
        "this must be said differently for the host's compiler, and comes from a macro or an included file",
        "write it in the file itself");
    return;
  }
  edits_.push_back({begin, end, std::move(text)});
}

void HostEdits::replace(const Node* place, std::uint32_t begin, std::uint32_t end, std::string text) {
  std::string_view source = tree_.source().text(), old = source.substr(begin, end - begin);
  std::size_t next = source.find_first_not_of(" \t\r", end);
  bool last = next == source.npos || source[next] == '\n' || source[next] == '!' || source[next] == ';';
  auto lines = std::count(old.begin(), old.end(), '\n');
  bool fixed = tree_.lexed.form == SourceForm::fixed, goes_on = lines > 0 && !last;
  if (goes_on && !fixed) text += " &"; // blank lines may follow
  text.append(static_cast<std::size_t>(lines), '\n');
  if (goes_on && fixed) text += "     &";
  edit(place, begin, end, std::move(text));
}

void HostEdits::refuse(const Node* place, std::string_view what, std::string_view remedy) {
  diagnostics_.report(kinds::HostSide, tree_.location(place), what, remedy);
}

std::vector<TextEdit> HostEdits::run() {
  for (const Stmt* statement : tree_.root()->units) unit(statement);
  std::stable_sort(edits_.begin(), edits_.end(), [](const TextEdit& a, const TextEdit& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  for (std::size_t i = 1; i < edits_.size(); ++i)
    if (edits_[i].begin < edits_[i - 1].end) {
      Location place{&tree_.source(), edits_[i].begin, edits_[i].begin + 1};
      diagnostics_.report(kinds::HostSide, place,
                          "two things are said differently at one place for the host's compiler",
                          "write them as statements of their own");
      return {};
    }
  return std::move(edits_);
}

void HostEdits::unit(const Stmt* unit) {
  const Stmt* begin = nullptr;
  const StmtList* body = nullptr;
  if (auto* module = dyn_cast<Module>(unit)) begin = module->begin, body = &module->body;
  else if (auto* submodule = dyn_cast<Submodule>(unit)) begin = submodule->begin, body = &submodule->body;
  else if (auto* main = dyn_cast<MainProgram>(unit)) begin = main->begin, body = &main->body;
  else if (auto* procedure = dyn_cast<Procedure>(unit)) begin = procedure->begin;
  else return;
  if (begin) insert(begin, end_of(begin), fmt::format("; {}", use));
  else if (body && !body->empty()) insert(body->first(), begin_of(body->first()), fmt::format("{}; ", use));
  if (auto* procedure = dyn_cast<Procedure>(unit)) return statement(procedure);
  if (isa<MainProgram>(unit)) beginning(unit, *body);
  statements(*body);
}

void HostEdits::statements(const StmtList& list) {
  for (const Stmt* child = list.first(); child; child = child->next) {
    auto* directive = dyn_cast<DirectiveStmt>(child);
    if (directive && kernel::is_region(directive, tree_, semantics_)) child = region(directive);
    else statement(child);
  }
}

// Calls that end the device variables of a procedure's own.
std::string HostEdits::leaving(const Scope& scope) const {
  std::string calls;
  for (const Symbol* symbol : scope.symbols) {
    if (symbol->kind != SymbolKind::variable || symbol->argument >= 0 || symbol->has(AttributeKind::save) ||
        symbol->has(AttributeKind::pointer) || symbol->in_common)
      continue;
    if (!kernel::is_device_variable(*symbol)) {
      // Its components end with it.
      std::string why;
      const Scope* type =
          symbol->type && symbol->dimensions.empty() && !symbol->has(AttributeKind::allocatable)
              ? evaluator_.type_scope(symbol->type, scope, why)
              : nullptr;
      for (const Symbol* component : type ? type->symbols : std::vector<Symbol*>())
        if (kernel::is_device_variable(*component) && component->has(AttributeKind::allocatable))
          calls += fmt::format("if (allocated({0}%{1})) call isotach_leave({0}%{1}); ", symbol->name,
                               component->name);
      continue;
    }
    if (symbol->has(AttributeKind::allocatable)) calls += fmt::format("if (allocated({})) ", symbol->name);
    calls += fmt::format("call isotach_leave({}); ", symbol->name);
  }
  return calls;
}

// Before the first statement: variables with a place of their own begin, and those of modules if they did not
// yet.
void HostEdits::beginning(const Stmt* unit, const StmtList& body) {
  const Scope* scope = table_.made_by(unit);
  if (!scope || !scope->first_executable) return;
  std::vector<const Symbol*> symbols;
  auto add = [&](const Symbol* symbol) {
    bool own_place = symbol->kind == SymbolKind::variable && symbol->argument < 0 &&
                     kernel::is_device_variable(*symbol) && !symbol->has(AttributeKind::allocatable) &&
                     !symbol->has(AttributeKind::pointer);
    if (own_place && std::find(symbols.begin(), symbols.end(), symbol) == symbols.end())
      symbols.push_back(symbol);
  };
  for (const Symbol* symbol : scope->symbols) add(symbol);
  auto look = [&](Node* node) {
    for_each<NameRef>(node, [&](const NameRef* name) {
      Lookup found = lookup(name, name->name);
      if (found.found() && found.symbol->scope != scope) add(found.symbol);
    });
  };
  for (const Stmt* statement : body)
    if (!isa<Procedure>(statement) && !isa<Specification>(statement)) look(const_cast<Stmt*>(statement));
  std::string calls;
  const Stmt* first = scope->first_executable;
  // The launch stands where the directive does.
  for (const Stmt* statement : body)
    if (auto* directive = dyn_cast<DirectiveStmt>(statement);
        directive && statement->next == first && kernel::is_region(directive, tree_, semantics_))
      first = statement;
  for (const Symbol* symbol : symbols) {
    Lookup seen = program_.lookup(*scope, symbol->name);
    if (seen.found() && seen.symbol == symbol)
      calls += entering(std::string(symbol->name), *symbol, first) + "; ";
  }
  if (calls.empty()) return;
  if (first->label != 0) return refuse(first, "the first statement has a label", "write CONTINUE before it");
  std::uint32_t at = begin_of(first);
  if (isa<DirectiveStmt>(first))
    while (at > 0 && tree_.source().text()[at - 1] != '\n') --at;
  insert(first, at, calls);
}

// Where the variable begins; an error there names it and the line. One of the procedure's own ends with an
// error, too.
std::string HostEdits::entering(const std::string& variable, const Symbol& symbol, const Stmt* place) const {
  std::string name = variable.find('\'') == variable.npos ? variable : "a variable";
  bool own = symbol.kind == SymbolKind::variable && symbol.argument < 0 && symbol.scope &&
             symbol.scope->node && isa<Procedure>(symbol.scope->node) && !symbol.has(AttributeKind::save) &&
             !symbol.has(AttributeKind::pointer) && !symbol.in_common;
  return fmt::format("call isotach_enter({}, {}, {}, '{}', {})", variable, own ? 1 : 0, line_of(place), name,
                     name.size());
}

// At END, or at CONTAINS; statements.cpp does so at RETURN.
void HostEdits::ends_of(const Procedure* procedure) {
  if (leaving_.empty()) return;
  const Stmt* end = procedure->end;
  for (const Stmt* statement : procedure->body)
    if (isa<ContainsStmt>(statement)) {
      end = statement;
      break;
    }
  if (end) insert(end, begin_of(end), leaving_);
}

void HostEdits::device_procedure(const Procedure* procedure, bool keeps_body) {
  const auto* subroutine = dyn_cast<SubroutineStmt>(static_cast<const Stmt*>(procedure->begin));
  const auto* function = dyn_cast<FunctionStmt>(static_cast<const Stmt*>(procedure->begin));
  for (const Attribute* prefix : subroutine ? subroutine->prefixes : function->prefixes)
    if (is_among(prefix->attribute, {AttributeKind::attributes, AttributeKind::launch_bounds}))
      replace(prefix, begin_of(prefix), end_of(prefix), "");
  const Scope* scope = table_.made_by(procedure);
  auto launcher = launchers_.kernels.find(scope);
  if (launcher != launchers_.kernels.end()) open_shapes(*scope);
  declarations(procedure->body);
  if (launcher != launchers_.kernels.end() && subroutine) {
    std::uint32_t at = tree_.lexed.tokens[subroutine->name_token].end();
    std::string_view source = tree_.source().text();
    while (at < source.size() && is_blank(source[at])) ++at;
    if (source[at] == '(')
      insert(subroutine, at + 1, subroutine->arguments.empty() ? "isotach_launch_" : "isotach_launch_, ");
    else insert(subroutine, tree_.lexed.tokens[subroutine->name_token].end(), "(isotach_launch_)");
    launcher_body(procedure, *launcher->second);
  } else if (!keeps_body) {
    launcher_body(procedure, {});
  }
}

// Where a bound is a scalar in device memory, the host does not know the shape, and hands over the address
// alone.
void HostEdits::open_shapes(const Scope& kernel) {
  std::set<std::uint32_t> done; // DIMENSION(n) of several arrays
  for (const Symbol* argument : kernel.arguments) {
    if (!argument || argument->dimensions.empty()) continue;
    bool on_device = false;
    for (const isotach::Dimension* dimension : argument->dimensions)
      for_each<NameRef>(const_cast<isotach::Dimension*>(dimension), [&](const NameRef* name) {
        Lookup found = program_.lookup(kernel, tree_.spelling(name->name));
        if (!found.found() || found.symbol->kind != SymbolKind::variable) return;
        bool is_argument = std::find(kernel.arguments.begin(), kernel.arguments.end(), found.symbol) !=
                           kernel.arguments.end();
        bool inquired = !found.symbol->dimensions.empty(); // SIZE(other)
        on_device = on_device || (!inquired && !found.symbol->has(AttributeKind::value) &&
                                  (is_argument || kernel::is_device_variable(*found.symbol)));
      });
    const auto& first = argument->dimensions.front();
    if (on_device && done.insert(begin_of(first)).second)
      replace(first, begin_of(first), end_of(argument->dimensions.back()), "*");
  }
}

std::string HostEdits::launcher_call(const cuda::Launcher& launcher, const Scope& scope, const Stmt* place,
                                     std::string_view launch) {
  std::string names, declarations, actuals;
  std::size_t number = 0;
  for (const cuda::Argument& argument : launcher.arguments) {
    std::string name = fmt::format("a{}", ++number);
    names += ", " + name;
    actuals += ", " + argument.name;
    if (argument.by_value) {
      TypeInfo type = evaluator_.type_of(*argument.symbol);
      declarations += fmt::format("; {}({}), value :: {}", lower(base_type_text(type.base)), type.kind, name);
      continue;
    }
    declarations +=
        fmt::format("; type(*), dimension(..), intent({}){} :: {}", argument.reduction ? "inout" : "in",
                    argument.optional ? ", optional" : "", name);
    if (argument.hidden) {
      Lookup seen = program_.lookup(scope, argument.name);
      if (!seen.found() || seen.symbol != argument.symbol)
        refuse(
            place,
            fmt::format("the kernel needs the variable '{}' of a module that it does not use", argument.name),
            "USE that module, and make the variable PUBLIC there");
    }
    if (argument.lower_bounds) {
      names += fmt::format(", lower{}", number);
      actuals += fmt::format(", int(lbound({}),8)", argument.name);
      declarations += fmt::format("; integer(8), intent(in) :: lower{}(*)", number);
    }
  }
  return fmt::format(
      "interface; subroutine isotach_go(launch{}) bind(c, name=\"{}\"); import :: isotach_launch_type; "
      "type(isotach_launch_type), intent(in) :: launch{}; end subroutine; end interface; call "
      "isotach_go({}{})",
      names, launcher.name, declarations, launch, actuals);
}

// Those of a device procedure.
void HostEdits::declarations(const StmtList& list) {
  for (const Stmt* statement : list) {
    if (isa<Specification>(statement)) declaration(statement, true);
    if (auto* region = dyn_cast<ConditionalRegion>(statement))
      for (const Stmt* branch : region->alternatives)
        if (auto* alternative = dyn_cast<Alternative>(branch); alternative && alternative->active)
          declarations(alternative->body);
  }
}

// What the procedure does on the host: it hands its arguments to the launcher; a device procedure does
// nothing.
void HostEdits::launcher_body(const Procedure* procedure, const cuda::Launcher& launcher) {
  // From the first executable statement, or the group of #if around it, on.
  const Stmt *first = table_.made_by(procedure)->first_executable, *last = nullptr;
  while (first && static_cast<const Node*>(first->parent) != procedure)
    first = static_cast<const Stmt*>(static_cast<const Node*>(first->parent));
  for (const Stmt* statement = first; statement && !isa<ContainsStmt>(statement); statement = statement->next)
    last = statement;
  std::string body;
  if (!launcher.name.empty())
    body = "type(isotach_launch_type), intent(in) :: isotach_launch_; " +
           launcher_call(launcher, *table_.made_by(procedure), procedure->begin, "isotach_launch_");
  if (first) {
    std::uint32_t begin = begin_of(first), end = end_of(last), head = begin_of(procedure->begin);
    // The lines of #if and #endif belong to the groups.
    for (const PreprocessorGroup& group : tree_.lexed.groups)
      if (group.begin > head && group.begin < end && group.end > begin) {
        begin = std::min(begin, group.begin);
        end = std::max(end, group.end - 1);
      }
    replace(first, begin, end, std::move(body));
  } else if (!body.empty()) insert(procedure->end, begin_of(procedure->end), body + "; ");
}

void HostEdits::declaration(const Stmt* statement, bool in_kernel) {
  if (auto* alone = dyn_cast<AttributeStmt>(statement)) {
    const Attribute* attribute = alone->attribute;
    if (attribute && (attribute->attribute == AttributeKind::attributes || is_cuda(attribute->attribute)))
      replace(statement, begin_of(statement), end_of(statement), "");
    return;
  }
  const auto* declaration = dyn_cast<TypeDeclStmt>(statement);
  if (!declaration) return;
  std::string_view source = tree_.source().text();
  for (const Attribute* attribute : declaration->attributes) {
    if (!is_cuda(attribute->attribute)) continue;
    if (is_among(attribute->attribute,
                 {AttributeKind::managed, AttributeKind::unified, AttributeKind::texture})) {
      refuse(attribute, fmt::format("'{}' is not supported", text(attribute)),
             "use DEVICE, and assignments between host and device");
      return;
    }
    if (attribute->attribute == AttributeKind::shared && in_kernel) {
      replace(statement, begin_of(statement), end_of(statement), "");
      return;
    }
    std::uint32_t begin = begin_of(attribute);
    while (begin > 0 && is_blank(source[begin - 1])) --begin;
    if (begin == 0 || source[begin - 1] != ',') {
      refuse(attribute, "an attribute of CUDA Fortran begins a line",
             "write it on the line of the one before");
      return;
    }
    edit(attribute, begin - 1, end_of(attribute), "");
  }
}

std::vector<std::vector<TextEdit>> edit_host(std::span<const Tree* const> trees, const Semantics& semantics,
                                             const cuda::Text& text, Diagnostics& diagnostics) {
  Launchers launchers;
  for (const cuda::Launcher& launcher : text.kernels)
    if (launcher.region) launchers.regions.emplace(launcher.region, &launcher);
    else launchers.kernels.emplace(launcher.scope, &launcher);
  std::vector<std::vector<TextEdit>> edits;
  for (const Tree* tree : trees) edits.push_back(HostEdits(*tree, semantics, launchers, diagnostics).run());
  return edits;
}

} // namespace isotach::host_side
