#include "psykal/kernel_copies.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/strings.h"
#include "parse/parse.h"
#include "semantics/semantics.h"
#include "tree/visit.h"
#include "write/write.h"

namespace isotach::psykal {

namespace {

const Module* find_module(const Tree& tree, std::string_view name) {
  const Module* found = nullptr;
  if (tree.root())
    for (const Stmt* unit : tree.root()->units)
      if (auto* module = dyn_cast<Module>(unit))
        if (auto* begin = dyn_cast<ModuleStmt>(module->begin.get());
            begin && equals_ignoring_case(tree.spelling(begin->name), name))
          found = module;
  return found;
}

bool brings_all(const UseStmt* use) { return !use->only; }

// The kind that a literal names: 1.0_wp, k_'text'; empty: none, or a number.
std::string_view kind_of_literal(std::string_view text) {
  std::size_t quote = text.find_first_of("'\"");
  std::string_view kind;
  if (quote != std::string_view::npos)
    kind = quote > 0 && text[quote - 1] == '_' ? text.substr(0, quote - 1) : std::string_view();
  else if (std::size_t line = text.find('_'); line != std::string_view::npos) kind = text.substr(line + 1);
  return !kind.empty() && is_name_start(kind[0]) ? kind : std::string_view();
}

// The bytes of a procedure, with the lines of comment directly above it.
struct Slice {
  std::uint32_t begin = 0, end = 0;
};

class Copier {
 public:
  Copier(const Tree& tree, const Semantics& semantics, const Scope& module)
      : tree_(tree), table_(*semantics.program().table_of(tree)), module_(module) {}

  // The text of a procedure of the module under a name; empty, with the reason.
  std::string copy(const Procedure* procedure, std::string_view name) {
    reason.clear();
    const Slice slice = slice_of(procedure);
    if (slice.end == 0) return {};
    own_ = table_.made_by(procedure);
    imports_.clear();
    needs_all_ = false;
    walk(const_cast<Procedure*>(procedure), [&](Node* node) { look_at(node); });
    for (const Symbol* symbol : module_.symbols) // operators are used without a name
      if (symbol->kind == SymbolKind::used && symbol->name.find('(') != std::string_view::npos)
        import(*symbol);
    if (!module_.implicit_none && !own_->implicit_none)
      stop("neither it nor its module says IMPLICIT NONE, which the PSy layer does");
    if (!reason.empty()) return {};

    std::vector<TextEdit> edits = renamed(procedure, name);
    const Stmt* begin = procedure->begin;
    TextEdit uses;
    uses.begin = uses.end = line_end(tree_.lexed.tokens[begin->last_token].end());
    for (const auto& [from, items] : imports_) {
      std::string list;
      for (const std::string& item : items) list += (list.empty() ? "" : ", ") + item;
      uses.text += fmt::format("\n    {}, only: {}", from, list);
    }
    for (const UseStmt* use : module_.uses)
      if (needs_all_ && brings_all(use)) uses.text += "\n    " + std::string(tree_.text(use));
    if (!uses.text.empty()) edits.push_back(std::move(uses));
    std::sort(edits.begin(), edits.end(),
              [](const TextEdit& a, const TextEdit& b) { return a.begin < b.begin; });
    return apply_edits(tree_.source(), edits, slice.begin, slice.end).text;
  }

  std::string reason;

 private:
  void stop(std::string why) {
    if (reason.empty()) reason = std::move(why);
  }

  std::uint32_t line_end(std::uint32_t at) const {
    std::size_t end = tree_.source().text().find('\n', at);
    return static_cast<std::uint32_t>(end == std::string_view::npos ? tree_.source().text().size() : end);
  }

  Slice slice_of(const Procedure* procedure) {
    std::string_view text = tree_.source().text();
    std::uint32_t first = tree_.lexed.tokens[procedure->first_token].begin,
                  last = tree_.lexed.tokens[procedure->last_token].end();
    std::size_t begin = text.rfind('\n', first);
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    std::uint32_t end = line_end(last);
    std::string_view after = trim(text.substr(last, end - last));
    if (!trim(text.substr(begin, first - begin)).empty() || (!after.empty() && after[0] != '!')) {
      stop("it shares a line with another statement");
      return {};
    }
    while (begin > 0) {
      std::size_t above = begin == 1 ? std::string_view::npos : text.rfind('\n', begin - 2);
      above = above == std::string_view::npos ? 0 : above + 1;
      std::string_view line = trim(text.substr(above, begin - above));
      if (!line.starts_with('!') || line.starts_with("!$")) break;
      begin = above;
    }
    const Slice slice{static_cast<std::uint32_t>(begin), end};
    const Stmt* contains = nullptr;
    for (const Stmt* statement : cast<Module>(module_.node)->body)
      if (isa<ContainsStmt>(statement)) contains = statement;
    std::uint32_t specification = contains ? tree_.lexed.tokens[contains->first_token].begin : 0;
    for (const Mark& mark : tree_.lexed.marks) {
      if (mark.kind != MarkKind::preprocessor && mark.kind != MarkKind::inactive) continue;
      if (mark.begin < specification || (mark.begin < slice.end && mark.end > slice.begin)) {
        stop("lines of the preprocessor are in it or among its module's declarations; preprocess the file");
        return {};
      }
    }
    return slice;
  }

  void look_at(const Node* node) {
    switch (node->kind) {
    case NodeKind::UnparsedStatement: return stop("a statement of it cannot be read");
    case NodeKind::IncludeLine: return stop("it has an INCLUDE line");
    case NodeKind::EntryStmt: return stop("it has an ENTRY statement");
    case NodeKind::ImportStmt: return; // of an interface body, from this procedure
    case NodeKind::NameRef: return need(node, tree_.spelling(cast<NameRef>(node)->name));
    case NodeKind::TypeSpec:
      if (Name derived = cast<TypeSpec>(node)->derived; derived != no_name)
        need(node, tree_.spelling(derived));
      return;
    case NodeKind::ProcedureDeclStmt:
      if (Name interface = cast<ProcedureDeclStmt>(node)->interface; interface != no_name)
        need(node, tree_.spelling(interface));
      return;
    case NodeKind::IntegerLiteral:
    case NodeKind::RealLiteral:
    case NodeKind::LogicalLiteral:
    case NodeKind::StringLiteral:
      if (std::string_view kind = kind_of_literal(tree_.token_text(node->first_token)); !kind.empty())
        need(node, lower(kind));
      return;
    default: return;
    }
  }

  // A name that the procedure has of itself, of its module, or of a module that this uses.
  void need(const Node* node, std::string_view name) {
    bool own_use = false; // a module that the procedure uses as a whole may provide it
    for (const Scope* scope = &table_.around(node); scope && scope != &module_; scope = scope->parent) {
      if (scope->find(name)) return;
      own_use = own_use || std::any_of(scope->uses.begin(), scope->uses.end(), brings_all);
    }
    if (own_->find(name)) return; // a dummy argument in the SUBROUTINE statement
    const Symbol* symbol = module_.find(name);
    if (!symbol) {
      needs_all_ = true; // perhaps it is intrinsic; what all of a module is used for cannot be known
      return;
    }
    if (symbol->inner == own_) return; // it calls itself
    if (symbol->kind == SymbolKind::used) return import(*symbol);
    if (own_use)
      return stop(fmt::format("'{}' may come from its module or from one that it uses as a whole", name));
    stop(fmt::format("it uses '{}' of its module '{}'", name, module_.name));
  }

  void import(const Symbol& symbol) {
    std::string item = symbol.origin == symbol.name ? std::string(symbol.name)
                                                    : fmt::format("{} => {}", symbol.name, symbol.origin);
    std::string from(symbol.use->nature == UseNature::intrinsic ? "use, intrinsic :: " : "use ");
    from += tree_.spelling(symbol.use->module);
    std::vector<std::string>& items = imports_[from];
    if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(std::move(item));
  }

  std::vector<TextEdit> renamed(const Procedure* procedure, std::string_view name) const {
    std::vector<TextEdit> edits;
    std::string_view old = own_->name;
    if (equals_ignoring_case(old, name)) return edits;
    for (std::uint32_t i = procedure->first_token; i <= procedure->last_token; ++i) {
      const Token& token = tree_.lexed.tokens[i];
      bool component = tree_.lexed.tokens[i - 1].kind == TokenKind::percent;
      if (token.kind == TokenKind::name && !component && equals_ignoring_case(tree_.token_text(i), old))
        edits.push_back({token.begin, token.end(), std::string(name), {}});
    }
    return edits;
  }

  const Tree& tree_;
  const ScopeTable& table_;
  const Scope& module_;
  const Scope* own_ = nullptr;
  bool needs_all_ = false;                                  // modules that its module uses as a whole
  std::map<std::string, std::vector<std::string>> imports_; // what it needs of others, by module
};

} // namespace

const KernelCopy* KernelCopies::find(std::string_view module, std::string_view procedure) const {
  for (const KernelCopy& copy : copies_)
    if (equals_ignoring_case(copy.module, module) && equals_ignoring_case(copy.procedure, procedure))
      return &copy;
  return nullptr;
}

void KernelCopies::reserve_names(std::string_view module, LocalNames& names) const {
  for (const auto& [name, other] : names_)
    if (!equals_ignoring_case(other, module)) names.reserve(name);
  for (const KernelCopy& copy : copies_) {
    names.reserve(copy.name);
    for (const KernelCopy::Text& one : copy.procedures) names.reserve(one.name);
  }
}

std::optional<KernelCopy> copy_kernel(const SourceFile& file, std::string_view module,
                                      std::string_view procedure, LocalNames& names, std::string& reason) {
  ParseOptions options;
  options.lex.form = form_of_path(file.path());
  if (options.lex.form == SourceForm::fixed) {
    reason = "its file is in fixed form";
    return {};
  }
  Diagnostics unheard;
  Tree tree = parse(file, options, unheard);
  const Module* unit = find_module(tree, module);
  const Tree* trees[] = {&tree};
  Semantics semantics = analyse(trees, unheard);
  const Scope* scope = unit ? semantics.program().table_of(tree)->made_by(unit) : nullptr;
  const Symbol* symbol = scope ? scope->find(lower(procedure)) : nullptr;
  if (!symbol || (symbol->kind != SymbolKind::procedure && symbol->kind != SymbolKind::generic)) {
    reason = fmt::format("its module '{}' does not contain it", module);
    return {};
  }
  KernelCopy copy{std::string(module), std::string(procedure), {}, {}};
  std::vector<std::string> wanted;
  if (symbol->kind == SymbolKind::generic) wanted.assign(symbol->specifics.begin(), symbol->specifics.end());
  else wanted.emplace_back(procedure);
  Copier copier(tree, semantics, *scope);
  for (const std::string& name : wanted) {
    const Symbol* specific = scope->find(lower(name));
    auto* found = specific && specific->inner ? dyn_cast<Procedure>(specific->inner->node) : nullptr;
    if (!found || !isa<SubroutineStmt>(found->begin.get()) || specific->inner->parent != scope) {
      reason = fmt::format("'{}' is not a subroutine that its module '{}' contains", name, module);
      return {};
    }
    std::string here = names.unique(name);
    copy.procedures.push_back({here, copier.copy(found, here)});
    if (!copier.reason.empty()) {
      reason = copier.reason;
      return {};
    }
  }
  copy.name = symbol->kind == SymbolKind::generic ? names.unique(procedure) : copy.procedures.front().name;
  return copy;
}

std::optional<std::string> make_constant(KernelCopy::Text& copy, std::size_t argument, std::int64_t value) {
  SourceFile source(copy.name + ".f90", copy.text + "\n");
  Diagnostics unheard;
  Tree tree = parse(source, {}, unheard);
  const Procedure* procedure = nullptr;
  for (const Stmt* unit : tree.root()->units)
    if (auto* found = dyn_cast<Procedure>(unit)) procedure = found;
  auto* begin = procedure ? dyn_cast<SubroutineStmt>(procedure->begin.get()) : nullptr;
  if (!begin || argument >= begin->arguments.size())
    return fmt::format("'{}' has no argument {}", copy.name, argument + 1);
  auto* dummy = dyn_cast<NameRef>(begin->arguments[argument]);
  if (!dummy) return fmt::format("argument {} of '{}' has no name", argument + 1, copy.name);
  std::string name(tree.spelling(dummy->name));

  const TypeDeclStmt* declared = nullptr;
  const EntityDecl* entity = nullptr;
  const Stmt* last_before = begin; // of the statements that stand before all declarations
  for (const Stmt* statement : procedure->body) {
    if (isa<UseStmt>(statement) || isa<ImplicitStmt>(statement)) last_before = statement;
    if (auto* attribute = dyn_cast<AttributeStmt>(statement))
      for (const NamedItem* item : attribute->items)
        if (item->name == dummy->name)
          return fmt::format("'{}' has attributes in a statement of its own", name);
    if (auto* declaration = dyn_cast<TypeDeclStmt>(statement))
      for (const EntityDecl* one : declaration->entities)
        if (one->name == dummy->name) {
          declared = declaration;
          entity = one;
        }
  }
  bool plain = declared && declared->type->keyword == TypeKeyword::integer && entity->dimensions.empty() &&
               entity->codimensions.empty();
  if (plain)
    for (const Attribute* attribute : declared->attributes)
      plain = plain && attribute->attribute == AttributeKind::intent && attribute->intent == IntentKind::in;
  if (!plain) return fmt::format("'{}' is not an INTEGER scalar with INTENT(IN)", name);

  LocalNames names;
  walk(const_cast<Procedure*>(procedure), [&](Node* node) {
    if (auto* other = dyn_cast<NameRef>(node)) names.reserve(tree.spelling(other->name));
    if (auto* other = dyn_cast<EntityDecl>(node)) names.reserve(tree.spelling(other->name));
    if (auto* other = dyn_cast<NamedItem>(node)) names.reserve(tree.spelling(other->name));
  });
  std::string fresh = names.unique(name + "_dummy");
  auto renamed = [&](const Node* node) {
    const Token& token = tree.lexed.tokens[node->first_token];
    return TextEdit{token.begin, token.end(), fresh, {}};
  };
  std::size_t line = source.text().find('\n', tree.lexed.tokens[last_before->last_token].end());
  TextEdit constant;
  constant.begin = constant.end = static_cast<std::uint32_t>(line);
  constant.text = fmt::format("\n    {}, parameter :: {} = {}", tree.text(declared->type.get()), name, value);
  std::vector<TextEdit> edits = {renamed(dummy), renamed(entity), constant};
  std::sort(edits.begin(), edits.end(),
            [](const TextEdit& a, const TextEdit& b) { return a.begin < b.begin; });
  copy.text = apply_edits(source.text(), edits);
  copy.text.pop_back(); // the end of the line that was added
  return {};
}

} // namespace isotach::psykal
